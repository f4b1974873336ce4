"""Findings as text, JSON, Markdown and annotations, with texts that try to break out of each."""

from __future__ import annotations

import html
import json
import re
import subprocess
import unicodedata
from datetime import date

import pytest
from depth import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from sample import HOSTILE_TEXTS

from readinglist.errors import UnknownFormatError
from readinglist.model.finding import Finding
from readinglist.model.reading import Link, Name
from readinglist.model.schedule import Person, Session
from readinglist.report import (
    REPORTS,
    clip,
    count_words,
    markdown_cell,
    printable,
    render_findings,
    session_words,
    value_words,
)

ONE = Finding(rule="no-link", level="warning", message="add a url", file="data/r.bib", line=3, key="one")
BARE = Finding(rule="no-topic", level="info", message="no topic")
TRICKS = (
    *HOSTILE_TEXTS,
    "\r\n::error file=x::injected",
    "100%0A::error::x",
    "a,b:c",
    "\u200bzero\u2060width\ufeff",
)
TEXTS = st.sampled_from(TRICKS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def finding(text: str) -> Finding:
    return Finding(rule="no-link", level="error", message=text, file=text or None, line=7, key=text or None)


def test_text_has_one_line_a_finding_the_way_compilers_write_it() -> None:
    assert render_findings((ONE, BARE)) == (
        "data/r.bib:3: warning: one: add a url [no-link]\ninfo: no topic [no-topic]\n"
    )


def test_no_findings_are_no_lines_and_an_empty_list() -> None:
    assert render_findings((), "text") == render_findings((), "github") == ""
    assert json.loads(render_findings((), "json"))["summary"] == {"error": 0, "warning": 0, "info": 0}
    assert render_findings((), "markdown") == "Nothing found.\n"


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownFormatError, match="text, json, markdown, github"):
        render_findings((), "yaml")


def test_json_has_every_field_of_every_finding_and_counts() -> None:
    document = json.loads(render_findings((ONE, BARE), "json"))
    assert document == {
        "schema_version": 1,
        "findings": [
            {
                "rule": "no-link",
                "level": "warning",
                "message": "add a url",
                "file": "data/r.bib",
                "line": 3,
                "key": "one",
                "field": None,
            },
            {
                "rule": "no-topic",
                "level": "info",
                "message": "no topic",
                "file": None,
                "line": None,
                "key": None,
                "field": None,
            },
        ],
        "summary": {"error": 0, "warning": 1, "info": 1},
    }


@given(TEXTS)
@settings(deadline=None, max_examples=examples(100))
def test_json_gives_any_text_back_and_is_ascii(text: str) -> None:
    rendered = render_findings((finding(text),), "json")
    assert rendered.isascii()
    assert json.loads(rendered)["findings"][0]["message"] == text


@given(TEXTS)
@settings(deadline=None, max_examples=examples(200))
def test_what_reaches_the_terminal_can_be_seen_and_stays_on_its_line(text: str) -> None:
    shown = printable(text)
    assert not {unicodedata.category(character) for character in shown} & {
        "Cc",
        "Cf",
        "Cs",
        "Co",
        "Cn",
        "Zl",
        "Zp",
    }
    for format in ("text", "markdown", "github"):
        lines = render_findings((finding(text),), format).split("\n")
        # The commands that mark places are the only lines that GitHub may take for any.
        plain = [line.removeprefix("::") if format == "github" else line for line in lines]
        assert all(printable(line) == line for line in plain)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", r"a\u202eb"),
        ("\x1b[31m", r"\x1b[31m"),
        ("\x9b31m", r"\x9b31m"),
        ("a\nb\r\t", r"a\x0ab\x0d\x09"),
        ("a\u200bb\u2066\ufeff", r"a\u200bb\u2066\ufeff"),
        ("\U000e0041\ufe0f\u3164", r"\U000e0041\ufe0f\u3164"),
        ("\ud800", r"\ud800"),
        ("::error::x", r"\x3a:error::x"),
        ("  ::error::x", r"  \x3a:error::x"),
        ("a ##[error]x", r"a ##\x5berror]x"),
        ("a::b #[c] ##", "a::b #[c] ##"),
        ("Łukasz שלום 深度 é e\u0301 €", "Łukasz שלום 深度 é e\u0301 €"),
    ],
)
def test_printable_shows_what_hides_and_leaves_what_is_read(text: str, shown: str) -> None:
    assert printable(text) == shown


def pandoc(markdown: str, reader: str) -> dict[str, object]:
    command = ["pandoc", "-f", reader, "-t", "json"]
    document: dict[str, object] = json.loads(
        subprocess.run(command, input=markdown, capture_output=True, text=True, check=True).stdout
    )
    return document


def nodes(tree: object) -> list[str]:
    """The types of all nodes of pandoc's tree."""
    if isinstance(tree, list):
        return [name for item in tree for name in nodes(item)]
    if isinstance(tree, dict):
        own = [tree["t"]] if isinstance(tree.get("t"), str) else []
        return own + [name for value in tree.values() for name in nodes(value)]
    return []


@pytest.mark.program("pandoc")
def test_markdown_shows_hostile_text_as_text_in_one_table() -> None:
    rendered = render_findings([finding(text) for text in TRICKS], "markdown")
    document = pandoc(rendered, "gfm")
    kinds = set(nodes(document["blocks"]))
    assert kinds <= {"Table", "Plain", "Para", "Str", "Space", "SoftBreak", "AlignDefault", "ColWidthDefault"}
    blocks = document["blocks"]
    assert isinstance(blocks, list) and [block["t"] for block in blocks] == ["Table", "Para"]
    command = ["pandoc", "-f", "gfm", "-t", "plain", "--columns=9999"]
    plain = subprocess.run(command, input=rendered, capture_output=True, text=True, check=True).stdout
    for text in TRICKS:
        assert " ".join(printable(text).split()) in " ".join(plain.replace("\u200b", "").split())


def test_markdown_names_nobody_and_holds_no_live_character() -> None:
    for text in TRICKS:
        rows = render_findings((finding(text),), "markdown").splitlines()
        (row,) = rows[2:-2]
        cells = re.sub(r"&#\d+;", "", row.strip("| ")).split(" | ")
        assert len(cells) == 5
        assert not re.search(r"[@`\[\]<>*_{}\\|]", "".join(cells))


@pytest.mark.parametrize(
    "text", ["@octocat", "#1", "owner/repo#1", "GH-1", "gh-23", "o/r@abcdef0", "https://x", ":smile:"]
)
def test_markdown_refers_to_nobody_even_where_entities_are_read_first(text: str) -> None:
    """GitHub looks for references in the text that is shown, not in what was written."""
    cell = markdown_cell(text)
    assert cell.isascii()
    shown = html.unescape(cell)
    assert shown.replace("\u200b", "") == text
    assert not re.search(r"@\w|#\d|gh-\d|://|:smile:", shown, re.IGNORECASE)


def test_markdown_counts_below_the_table() -> None:
    assert render_findings((ONE, ONE, BARE), "markdown").endswith("\n\n2 warnings, 1 notice.\n")
    assert "| warning | data/r.bib:3 | one | add a url | no-link |\n" in render_findings((ONE,), "markdown")


def test_github_marks_the_line_of_the_file() -> None:
    assert render_findings((ONE, BARE), "github") == (
        "::warning file=data/r.bib,line=3,title=readinglist no-link::one: add a url\n"
        "::notice title=readinglist no-topic::no topic\n"
    )


@given(TEXTS)
@settings(deadline=None, max_examples=examples(200))
def test_a_github_command_cannot_be_broken_out_of(text: str) -> None:
    rendered = render_findings((finding(text),), "github")
    assert rendered.count("\n") == 1
    command = re.fullmatch(r"::error (?P<properties>[^:]*)::(?P<message>.*)\n", rendered)
    assert command
    properties = dict(part.split("=", 1) for part in command["properties"].split(","))
    assert properties.keys() == {"line", "title"} | ({"file"} if text else set())
    decoded = command["message"].replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
    said = f"{text}: {text}" if text else ""
    shown = "".join(c if c in "\r\n" else printable(c) for c in said)
    # What begins a command of GitHub's has one character spelt besides.
    assert plainly(decoded) == plainly(shown)


def plainly(text: str) -> str:
    return text.replace(r"\x3a", ":").replace(r"\x5b", "[")


def test_every_report_says_the_same_twice() -> None:
    for format in REPORTS:
        assert render_findings([ONE, BARE], format) == render_findings(iter([ONE, BARE]), format)


# The phrases that reports share.


@pytest.mark.parametrize(
    ("session", "words"),
    [
        (Session(week=3, date=date(2022, 2, 7), topic="Hardware"), "week 3, Mon 7 Feb 2022, “Hardware”"),
        (Session(week=0, topic="Hello, all"), "week 0, “Hello, all”"),
        (Session(date=date(2022, 2, 7)), "Mon 7 Feb 2022"),
        (Session(), "a session without week, date and topic"),
    ],
)
def test_a_session_is_worded_by_what_it_states(session: Session, words: str) -> None:
    assert session_words(session) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, None),
        ("", None),
        ((), None),
        ({}, None),
        (3, "3"),
        (date(2022, 2, 7), "2022-02-07"),
        ((Name(family="Dean", given="Jeff", suffix="Jr."), Name.others()), "Jeff Dean, Jr.; et al."),
        ((Link(url="a.pdf", label="Slides"), Link(url="b.pdf")), "Slides <a.pdf>; b.pdf"),
        (Person(name="A", affiliation="MIT", url="https://a.org"), "A (MIT) <https://a.org>"),
        ({"pages": "{1--2}", "x": "y"}, "pages: {1--2}; x: y"),
    ],
)
def test_a_value_is_worded_whatever_its_field(value: object, words: str | None) -> None:
    assert value_words(value) == words


def test_counts_and_cut_texts() -> None:
    assert [count_words(number, "link") for number in (0, 1, 2)] == ["0 links", "1 link", "2 links"]
    assert (clip("abcd", 4), clip("abcde", 4)) == ("abcd", "abc…")
