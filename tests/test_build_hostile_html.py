"""What strangers write is text in HTML, as a parser and as a browser reads it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from browsing import browser
from depth import examples
from hostile_browser import seen
from hostile_readers import assert_inert, kramdown, markdown_it, parsed, skeleton, words
from hostile_sample import ATTACKS, harmless, hostile, unseen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from readinglist.formats import FORMATS

__all__ = ["browser"]  # a fixture of this module

LISTS = {"hostile": hostile(), "plain": hostile(inline="words"), "harmless": harmless()}
SESSIONS = ("topic", "speaker", "affiliation", "link", "notes")
ITEMS = (
    "title",
    "locator",
    "note",
    "presenter",
    "group",
    "further-group",
    "optional-title",
    "tbd",
    "loose-key",
)
RECORDS = ("author", "venue", "label", "award", "record", "loose-author")
COURSE = ("course-title", "course-term", "location", "meets", "course-notes", "instructor", "of-instructor")
FRAGMENTS = [(0, "as-written"), *((heading, "short") for heading in range(7)), (2, "as-written"), (3, "ieee")]
ANY = st.text(max_size=12) | st.text("<>&\"'/-!{}%#\r\n\x85\u2028\ud800\x0b ab", max_size=12)


def fragment(name: str, heading: int, style: str) -> str:
    return FORMATS["fragment"].render(LISTS[name].syllabus, heading=heading, style=style)


def shown_by(heading: int, style: str) -> tuple[str, ...]:
    return (*(SESSIONS if heading else ()), *ITEMS, *(("text",) if style == "as-written" else RECORDS))


@pytest.mark.parametrize(("heading", "style"), FRAGMENTS)
def test_a_fragment_shows_what_strangers_write_and_does_nothing(heading: int, style: str) -> None:
    text = fragment("hostile", heading, style)
    assert_inert(text)
    fields = LISTS["hostile"].of(*shown_by(heading, style))
    assert len(fields) == len(ATTACKS) * len(shown_by(heading, style))
    assert list(unseen(fields, words(text))) == []
    plain = fragment("plain", heading, style)
    assert skeleton(plain) == skeleton(fragment("harmless", heading, style))


@pytest.mark.parametrize(("heading", "style"), FRAGMENTS)
def test_a_fragment_has_nothing_for_a_template_engine_and_no_empty_line(heading: int, style: str) -> None:
    text = fragment("hostile", heading, style)
    assert not re.search("[{}\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert all(line.strip() for line in text.splitlines())


@pytest.mark.program("ruby")
@pytest.mark.parametrize("reader", [kramdown, markdown_it])
def test_a_fragment_stays_html_in_a_page_of_markdown(reader: Any) -> None:
    for heading, style in FRAGMENTS[:3]:
        text = fragment("hostile", heading, style)
        assert skeleton(reader(f"Words\n\n{text}\nWords")) == skeleton(f"<p>Words</p>{text}<p>Words</p>")


def test_a_page_shows_what_strangers_write_with_the_elements_of_a_harmless_one() -> None:
    page = FORMATS["html"].render(LISTS["hostile"].syllabus)
    body = parsed(page).find("body")
    fields = LISTS["hostile"].of(*SESSIONS, *ITEMS, *RECORDS, *COURSE)
    assert list(unseen(fields, body.text_content())) == []
    plain, calm = (FORMATS["html"].render(LISTS[name].syllabus) for name in ("plain", "harmless"))
    assert [each[:3] for each in skeleton(plain)] == [each[:3] for each in skeleton(calm)]


@pytest.mark.program("chromium")
def test_a_browser_shows_the_words_runs_nothing_and_asks_for_nothing(browser: Browser) -> None:
    pages = {
        "page": (FORMATS["html"].render(LISTS["hostile"].syllabus), (*SESSIONS, *ITEMS, *RECORDS, *COURSE)),
        "lists": (fragment("hostile", 0, "as-written"), shown_by(0, "as-written")),
        "sections": (fragment("hostile", 2, "short"), shown_by(2, "short")),
    }
    for name, (page, names) in pages.items():
        shown, done = seen(browser, page)
        assert done == set(), name
        assert list(unseen(LISTS["hostile"].of(*names), shown)) == [], name


@given(st.lists(ANY, min_size=1, max_size=3))
@settings(deadline=None, max_examples=examples(40), suppress_health_check=list(HealthCheck))
def test_any_text_is_shown_as_it_is_and_nothing_more(texts: list[str]) -> None:
    each, calm = hostile(texts, "words").syllabus, harmless(texts).syllabus
    for format, options in (("html", {}), ("fragment", {"heading": 1}), ("fragment", {"style": "short"})):
        page = FORMATS[format].render(each, **options)
        assert [element[:3] for element in skeleton(page)] == [
            element[:3] for element in skeleton(FORMATS[format].render(calm, **options))
        ]
        assert list(unseen(hostile(texts, "words").of("title", "group", "note"), words(page))) == []
