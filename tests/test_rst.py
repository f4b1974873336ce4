"""reStructuredText: what stands in it, and that docutils finds nothing else in it."""

from __future__ import annotations

import re

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from hypothesis import given, settings
from hypothesis import strategies as st
from sample import ARTICLE, CHAPTER, HOSTILE_TEXTS, ORDINARY, hostile

from readinglist.errors import UnknownFormatError, UsageError
from readinglist.formats.markdown import SHORT
from readinglist.formats.rst import escape_rst, inline_rst, render
from readinglist.model.schedule import Assignment, Session, Syllabus
from readinglist.text.markdown.parser import inline_links, parse_inline
from readinglist.text.safety import one_line

WHOLE = """\
Week 1 — Introduction (24 January 2022)
---------------------------------------

Speaker: `Reynold Xin <https://example.org/xin>`__ (Databricks)

Links: `Slides <assets/lec01.pdf>`__

Reviews are **due** by `1 PM <https://example.org/due>`__.

**Required reading**

- `A Few Useful Things to Know About Machine Learning\
 <https://homes.cs.washington.edu/~pedrod/papers/cacm12.pdf>`__ (sections 1-3). Read *twice*.

**Optional reading**

- `Resilient Distributed Datasets: A Fault-Tolerant Abstraction\
 <https://www.usenix.org/nsdi12-final138.pdf>`__, presented by Ann and Bob

Week 2 — Presidents’ Day (holiday, 31 January 2022)
---------------------------------------------------

Week 2 — Scaling
----------------

**Reading**

- `Scaling Laws for Neural Language Models <https://arxiv.org/pdf/2001.08361.pdf>`__
- More reading coming soon

Not scheduled
-------------

- Systems
"""
MARKUP = "*_`|\\<>:[]()#-.=+~^$@'\"{}%/ \n"
TEXTS = st.text() | st.text(st.sampled_from(MARKUP + "a1iZ\u00a0é漢")) | st.sampled_from(HOSTILE_TEXTS)
SAFE_NODES = {
    *("document", "section", "title", "paragraph", "bullet_list", "list_item"),
    *("Text", "emphasis", "strong", "literal", "reference"),
}


def test_sections_follow_the_schedule() -> None:
    assert render(ORDINARY) == WHOLE


def test_short_items_are_made_of_the_record() -> None:
    item = "- \\P. Domingos, “\\ `A Few Useful Things"
    assert item in render(ORDINARY, style="ieee")
    assert "`__. Pedro Domingos. *CACM* 2012. `DOI <https://doi.org" in render(ORDINARY, style=SHORT)


def test_without_headings_there_are_the_lists_alone() -> None:
    text = render(ORDINARY, heading="")
    assert text.startswith("**Required reading**\n\n- `A Few")
    assert "Week" not in text and text.endswith("**Not scheduled**\n\n- Systems\n")
    assert render(Syllabus(sessions=(Session(topic="Holiday"),)), heading="") == render(Syllabus()) == ""


def test_a_heading_has_the_line_that_is_asked_for_and_it_is_long_enough() -> None:
    session = Session(topic="漢字 and * and é")
    title, line, *_ = render(Syllabus(sessions=(session,)), heading="^").splitlines()
    assert title == "漢字 and \\* and é" and line == "^" * 17


def test_readings_of_a_group_stand_below_its_name_and_what_is_to_come_ends_the_last_list() -> None:
    grouped = (
        Assignment(reading=ARTICLE, group="First", text="A"),
        Assignment(reading=CHAPTER, group="Then", text="B"),
    )
    lines = render(Syllabus(sessions=(Session(required=grouped, tbd="*More*"),)), heading="").split("\n")
    assert [*filter(None, lines)] == ["**Required reading**", "*First*", "- A", "*Then*", "- B", "- *More*"]


def test_an_unknown_style_or_line_of_a_heading_is_an_error() -> None:
    with pytest.raises(UnknownFormatError, match="acm, apa, ieee"):
        render(ORDINARY, style="no-such-style")
    for heading in ("a", "--", "–"):
        with pytest.raises(UsageError, match="underlined with one of"):
            render(ORDINARY, heading=heading)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("What is snake_case? A: B-C", "What is snake_case? A: B-C"),
        ("1. one", "\\1. one"),
        ("(iv) four", "\\(iv) four"),
        ("Mr. X", "Mr. X"),
        ("– dash", "\\– dash"),
        ("a_ __b__ _c", "a\\_ \\_\\_b\\_\\_ \\_c"),
        ("https://example.org", "https\\://example.org"),
        ("end::", "end\\:\\:"),
        ("a -- b...", "a \\-\\- b\\.\\.\\."),
        ("\\\\", "\\ \\\\\\\\"),
        ("a \\.", "a \\\\\\."),
        ("", ""),
    ],
)
def test_only_what_could_mean_something_is_escaped(text: str, escaped: str) -> None:
    assert escape_rst(text) == escaped


@pytest.mark.parametrize(
    ("markdown", "written"),
    [
        ("a*b*c", "a\\ *b*\\ c"),
        ("**a *b* c**", "**a** **b** **c**"),
        ("*[a](b)*, c", "`a <b>`__, c"),
        ("[*a* `b`](c_)d", "`a b <c%5F>`__\\ d"),
        ("[](https://example.org)", "`https\\://example.org <https://example.org>`__"),
        ("`a``b` `` c`d ``", "a\\`\\`b c\\`d"),
        ("`{{ a }}` `{b}`", "\\{\\{ a \\}\\} ``{b}``"),
        ("`a b`", "``a b``"),
    ],
)
def test_inline_markdown_keeps_what_can_be_kept(markdown: str, written: str) -> None:
    assert inline_rst(parse_inline(markdown)) == written


@pytest.mark.parametrize("heading", ["-", ""])
@pytest.mark.parametrize("style", ["as-written", "short", "ieee"])
def test_hostile_data_is_text_for_docutils(style: str, heading: str) -> None:
    document = parsed(render(hostile(), style=style, heading=heading))
    assert {type(node).__name__ for node in document.findall()} <= SAFE_NODES
    targets = {node["refuri"] for node in document.findall(nodes.reference)}
    assert targets and all(re.match("https://example.org|mailto:|x$", target) for target in targets)
    titles = [title.astext() for title in document.findall(nodes.title)]
    assert len(titles) == (len(HOSTILE_TEXTS) if heading else 0)
    for number, title in enumerate(titles):
        assert squeeze(one_line(HOSTILE_TEXTS[number])) in squeeze(title)


def test_no_template_engine_finds_a_tag() -> None:
    assert not re.search(r"\{[{%#<]", render(hostile()))


@settings(deadline=None)
@given(TEXTS, st.sampled_from(["{}", "- {}", "Word {} word", "**{}**", "`{} <x>`__"]))
def test_any_text_is_that_text_for_docutils(text: str, place: str) -> None:
    shown = one_line(text)
    if not shown:
        return
    document = parsed(place.format(escape_rst(text)))
    expected = f"Word {shown} word" if "Word" in place else shown
    assert squeeze(document.astext()) == squeeze(expected)


@settings(deadline=None)
@given(TEXTS)
def test_any_inline_markdown_shows_its_words_and_its_links(text: str) -> None:
    pieces = parse_inline(text)
    line = inline_rst(pieces)
    if not line:
        return
    document = parsed(line)
    words = "".join(piece.value for piece in pieces if piece.kind in ("text", "code"))
    links = [
        (url.removesuffix("_") + "%5F" if url.endswith("_") else url, bare)
        for url, bare in inline_links(text)
    ]
    shown = [(node["refuri"], node.astext()) for node in document.findall(nodes.reference)]
    assert [url for url, _ in shown] == [url for url, _ in links]
    if all(bare.strip() for _, bare in links):
        assert squeeze(document.astext()) == squeeze(words)


def parsed(text: str) -> nodes.document:
    """What docutils finds in ``text``, with Sphinx's quotes; it must have no remark of any kind."""
    settings = {"report_level": 1, "halt_level": 1, "smart_quotes": True, "warning_stream": False}
    return publish_doctree(text, settings_overrides=settings)


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)
