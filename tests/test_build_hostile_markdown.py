"""What strangers write is text in generated Markdown, whichever program reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial

import pytest
from depth import examples
from hostile_readers import assert_inert, kramdown, markdown_it, pandoc, python_markdown, skeleton, words
from hostile_sample import ATTACKS, harmless, hostile, unseen
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from readinglist.formats.markdown import render

LISTS = {"hostile": hostile(), "plain": hostile(inline="words"), "harmless": harmless()}
READERS: dict[str, Callable[[str], str]] = {
    **{f"pandoc-{name}": partial(pandoc, reader=name) for name in ("gfm", "commonmark", "markdown")},
    "kramdown": kramdown,
    "markdown-it": markdown_it,
    "python-markdown": python_markdown,
}
PROGRAMS = {
    "kramdown": pytest.mark.program("ruby"),
    **{f"pandoc-{name}": pytest.mark.program("pandoc") for name in ("gfm", "commonmark", "markdown")},
}
STYLES = (None, "as-written", "apa", "ieee", "acm")
SESSIONS = ("topic", "kind", "speaker", "affiliation", "link", "notes", "tbd")
ITEMS = ("title", "locator", "note", "presenter", "group", "further-group", "optional-title", "loose-key")
RECORDS = ("author", "venue", "label", "award", "record", "loose-author")

# The styles of citations are written in one way, so not every one has to be read by all.
CASES = [
    *((None, reader) for reader in READERS if reader != "pandoc-commonmark"),
    *(("as-written", reader) for reader in ("pandoc-gfm", "kramdown", "markdown-it")),
    *(("apa", "python-markdown"), ("ieee", "pandoc-commonmark"), ("acm", "markdown-it")),
]
ALL = [pytest.param(*case, marks=PROGRAMS.get(case[1], ())) for case in CASES]


@cache
def page(name: str, style: str | None, reader: str) -> str:
    return READERS[reader](render(LISTS[name].syllabus, style=style))


def shown_by(style: str | None) -> tuple[str, ...]:
    """The fields that are to be seen in Markdown of a style."""
    return (*SESSIONS, *ITEMS, *(("text",) if style == "as-written" else RECORDS))


@pytest.mark.parametrize(("style", "reader"), ALL)
def test_what_strangers_write_is_shown_and_does_nothing(style: str | None, reader: str) -> None:
    text = page("hostile", style, reader)
    assert_inert(text)
    fields = LISTS["hostile"].of(*shown_by(style))
    assert len(fields) == len(ATTACKS) * len(shown_by(style))
    assert list(unseen(fields, words(text))) == []


@pytest.mark.parametrize(("style", "reader"), ALL)
def test_a_text_that_is_no_markdown_adds_no_element_and_takes_none_away(
    style: str | None, reader: str
) -> None:
    assert skeleton(page("plain", style, reader)) == skeleton(page("harmless", style, reader))


@pytest.mark.parametrize("style", STYLES)
def test_no_template_engine_and_no_terminal_finds_anything_in_it(style: str | None) -> None:
    text = render(LISTS["hostile"].syllabus, style=style)
    assert not re.search("\\{[{%#<]|[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert "--8<--" not in text
    assert not text.startswith(("---", "+++"))


MARKUP = st.text("ab *_`[]()<>\\&;#!.\"'-é\u00a0:/{}|~^$+=@\n", max_size=12)


@given(texts=st.lists(st.text(max_size=12) | MARKUP, min_size=1, max_size=3), style=st.sampled_from(STYLES))
@example(texts=["\x85", "", " "], style="acm")
@settings(deadline=None, max_examples=examples(40), suppress_health_check=list(HealthCheck))
def test_any_text_is_shown_as_it_is_and_nothing_more(texts: list[str], style: str | None) -> None:
    each = hostile(texts, "words")
    text = markdown_it(render(each.syllabus, style=style))
    assert skeleton(text) == skeleton(markdown_it(render(harmless(texts).syllabus, style=style)))
    assert list(unseen(each.of(*shown_by(style)), words(text))) == []
