"""The reading sections in Markdown: what stands in them, and that nothing else gets in."""

from __future__ import annotations

import datetime
import html
import json
import re
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from sample import ARTICLE, CHAPTER, HOSTILE_TEXTS, ORDINARY, PAPER, hostile

from readinglist.errors import UnknownFormatError, UsageError
from readinglist.formats.markdown import render
from readinglist.model.reading import Name, PartialDate, Reading
from readinglist.model.schedule import Assignment, Session, Syllabus
from readinglist.text.safety import one_line

READERS = ("commonmark", "gfm", "commonmark_x", "markdown")
SAFE_NODES = {"Header", "Para", "Plain", "BulletList", "Str", "Space", "SoftBreak"} | {
    *("Link", "Strong", "Emph", "Code")
}

WHOLE = """\
## Week 1 — Introduction (24 January 2022)

Speaker: [Reynold Xin](https://example.org/xin) (Databricks)

Links: [Slides](assets/lec01.pdf)

Reviews are **due** by [1 PM](https://example.org/due).

**Required**

- [A Few Useful Things to Know About Machine Learning](https://homes.cs.washington.edu/~pedrod/papers/cacm12.pdf)\
. Pedro Domingos. *CACM* 2012. [DOI](https://doi.org/10.1145/2347736.2347755).\
 Read: sections 1-3. Read *twice*.

*Optional*

- [Resilient Distributed Datasets: A Fault-Tolerant Abstraction](https://www.usenix.org/nsdi12-final138.pdf)\
. Matei Zaharia, Mosharaf Chowdhury, Tathagata Das, et al. *NSDI* 2012. **Best Paper Award, NSDI 2012.**\
 [Code](https://spark.apache.org). Presented by Ann and Bob.

## Week 2 — Presidents’ Day (holiday, 31 January 2022)

## Week 2 — Scaling

*Readings*

- [Scaling Laws for Neural Language Models](https://arxiv.org/pdf/2001.08361.pdf)\
. Jared Kaplan and Sam McCandlish. *arXiv* 2020. [arXiv](https://arxiv.org/abs/2001.08361).

*More reading coming soon*

## Not scheduled

- Systems. Jerome H. Saltzer and M. Frans Kaashoek.\
 *Principles of Computer System Design: An Introduction* 2009.
"""


def test_sections_follow_the_schedule() -> None:
    assert render(ORDINARY) == WHOLE


def test_a_style_writes_each_reading_as_a_citation_with_its_title_linked() -> None:
    lines = render(ORDINARY, style="apa").splitlines()
    assert (
        "- Domingos, P. (2012). [A Few Useful Things to Know About Machine Learning]"
        "(https://homes.cs.washington.edu/~pedrod/papers/cacm12.pdf). "
        "Communications of the ACM, 55(10), 78–87. "
        "[https&#58;//doi.org/10.1145/2347736.2347755](https://doi.org/10.1145/2347736.2347755) "
        "Read: sections 1-3. Read *twice*."
    ) in lines


def test_an_unknown_style_or_level_of_heading_is_an_error() -> None:
    with pytest.raises(UnknownFormatError, match="acm, apa, ieee"):
        render(ORDINARY, style="no-such-style")
    for level in (0, 7):
        with pytest.raises(UsageError, match="from 1 to 6"):
            render(ORDINARY, heading=level)


def test_headings_have_the_level_that_is_asked_for() -> None:
    assert set(re.findall("^#+", render(ORDINARY, heading=4), re.MULTILINE)) == {"####"}


def test_a_list_without_sessions_is_a_list_without_headings() -> None:
    text = render(Syllabus(readings=(CHAPTER, ARTICLE)))
    assert [line[:3] for line in text.splitlines()] == ["- S", "- ["]
    assert render(Syllabus()) == "\n"


@pytest.mark.parametrize(
    ("session", "heading"),
    [
        (Session(), "Lecture"),
        (Session(week=0), "Week 0"),
        (Session(topic="Welcome"), "Welcome"),
        (Session(kind="holiday", date=datetime.date(2022, 2, 21)), "Holiday (21 February 2022)"),
        (Session(week=9, topic="Spring Break", kind="break"), "Week 9 — Spring Break"),
        (Session(week=3, topic="Midterm", kind="exam"), "Week 3 — Midterm (exam)"),
        (Session(topic="\n", kind=" "), "Session"),
    ],
)
def test_a_heading_says_what_is_known_once(session: Session, heading: str) -> None:
    assert render(Syllabus(sessions=(session,))) == f"## {heading}\n"


def test_short_author_lists_are_whole_and_long_ones_name_three() -> None:
    names = tuple(Name(family=f"F{i}", given=f"G{i}") for i in range(7))
    six = Reading(key="k", title="T", author=names[:6])
    seven = Reading(key="k", title="T", author=names)
    some = Reading(key="k", title="T", author=(*names[:1], Name.others()))
    editors = Reading(key="k", title="T", editor=names[:2])
    assert item(six) == "- T. G0 F0, G1 F1, G2 F2, G3 F3, G4 F4, and G5 F5."
    assert item(seven) == "- T. G0 F0, G1 F1, G2 F2, et al."
    assert item(some) == "- T. G0 F0 et al."
    assert item(editors) == "- T. G0 F0 and G1 F1 (Eds.)."


def test_a_reading_of_which_nothing_is_known_goes_by_its_key() -> None:
    assert item(Reading(key="a_b2020")) == "- a&#95;b2020."
    assert item(Reading(key="k", title="Why?", issued=PartialDate.of(2020))) == "- Why? 2020."


def test_an_unsafe_link_gives_way_to_an_identifier() -> None:
    reading = Reading(key="k", title="T", url="javascript:alert(1)", doi="10.1234/x")
    assert item(reading) == "- [T](https://doi.org/10.1234/x)."


@pytest.mark.parametrize("style", ["apa", "ieee", "acm"])
def test_a_citation_that_begins_like_a_list_is_none(style: str) -> None:
    reading = Reading(key="k", title="T", author=(Name(literal="- A"),))
    assert item(reading, style).startswith("- &#45; A")


@pytest.mark.parametrize("style", ["apa", "ieee", "acm"])
def test_only_the_addresses_of_a_reading_are_links_in_its_citation(style: str) -> None:
    reading = Reading(key="k", title="T", publisher="https://example.org/x", url="https://example.org/y")
    shown = item(reading, style)
    assert "](https://example.org/y)" in shown
    assert "](https://example.org/x" not in shown


@pytest.mark.parametrize(
    ("tbd", "line"),
    [
        ("More - soon", "*More - soon*"),
        ("- [More](https://example.org) *soon*", "&#45; [More](https://example.org) *soon*"),
        ("&#32;", ""),
    ],
)
def test_a_placeholder_is_in_italics_unless_it_has_markup_of_its_own(tbd: str, line: str) -> None:
    assert (
        render(Syllabus(sessions=(Session(topic="x", tbd=tbd),))).removeprefix("## x\n").strip("\n") == line
    )


@pytest.mark.program("pandoc")
@pytest.mark.parametrize("style", [None, "ieee"])
@pytest.mark.parametrize("reader", READERS)
def test_hostile_data_is_text_for_every_reader(reader: str, style: str | None) -> None:
    document = pandoc(render(hostile(), style=style), reader)
    seen = list(nodes(document["blocks"]))
    # Pandoc's own Markdown has a node for curly quotes, which IEEE style sets around titles.
    assert {node["t"] for node in seen} - {"Quoted", "DoubleQuote"} <= SAFE_NODES
    targets = {node["c"][2][0] for node in seen if node["t"] == "Link"}
    assert targets and all(re.match("https://example.org|mailto:|x$", target) for target in targets)
    titles = [squeeze(words(node["c"][2])) for node in seen if node["t"] == "Header"]
    for title, text in zip(titles, HOSTILE_TEXTS, strict=True):
        assert squeeze(one_line(text)) in title


def test_hostile_data_reaches_neither_liquid_nor_a_terminal() -> None:
    for style in (None, "acm"):
        text = render(hostile(), style=style)
        assert not re.search("[{}\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


@pytest.mark.program("ruby")
def test_hostile_data_is_text_for_kramdown() -> None:
    page = kramdown(render(hostile()))
    assert set(re.findall(r"<(\w+)", page)) <= {"h2", "p", "a", "ul", "li", "strong", "em", "code"}
    attributes = set(re.findall(r' ([\w-]+)="', re.sub(r">[^<]*<", "><", page)))
    assert attributes <= {"id", "href"}
    assert all(re.match("https://example.org|x$", target) for target in re.findall('href="([^"]*)"', page))
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", page)
    for heading, text in zip(headings, HOSTILE_TEXTS, strict=True):
        assert one_line(text) in html.unescape(heading)


@pytest.mark.program("pandoc")
def test_links_and_lists_are_what_a_reader_makes_of_them() -> None:
    seen = list(nodes(pandoc(render(ORDINARY), "gfm")["blocks"]))
    assert sum(node["t"] == "Header" for node in seen) == 4
    assert sum(len(node["c"]) for node in seen if node["t"] == "BulletList") == 4
    assert {node["c"][2][0] for node in seen if node["t"] == "Link"} >= {
        "assets/lec01.pdf",
        "https://doi.org/10.1145/2347736.2347755",
        PAPER.url,
    }


def item(reading: Reading, style: str | None = None) -> str:
    session = Session(topic="x", required=(Assignment(reading=reading, level="required"),))
    return render(Syllabus(sessions=(session,), readings=(reading,)), style=style).splitlines()[-1]


def pandoc(text: str, reader: str) -> dict[str, Any]:
    command = ["pandoc", "-f", reader, "-t", "json"]
    run = subprocess.run(command, input=text, capture_output=True, check=True, encoding="utf-8")
    tree: dict[str, Any] = json.loads(run.stdout)
    return tree


def kramdown(text: str) -> str:
    script = "print Kramdown::Document.new($stdin.read, input: 'GFM').to_html"
    command = ["ruby", "-Ku", "-rkramdown", "-rkramdown-parser-gfm", "-e", script]
    return subprocess.run(command, input=text, capture_output=True, check=True, encoding="utf-8").stdout


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        tree = tree.get("c")
    if isinstance(tree, list):
        for part in tree:
            yield from nodes(part)


def words(inlines: Any) -> str:
    return "".join(node["c"] if node["t"] == "Str" else " " for node in nodes(inlines))


def squeeze(text: str) -> str:
    return " ".join(text.split())
