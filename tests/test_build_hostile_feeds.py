"""What strangers write is text in the calendar and in the feed, and in the programs that show them."""

from __future__ import annotations

from typing import Any

import icalendar
from depth import examples
from hostile_readers import assert_inert, skeleton, words
from hostile_sample import ATTACKS, Hostile, harmless, hostile, plain, unseen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from readinglist.formats import FORMATS

ATOM = "{http://www.w3.org/2005/Atom}"
# Where inline Markdown has a link, its address stands behind its words.
SAMPLE = hostile(inline="words")
SAID = ("topic", "speaker", "affiliation", "link", "notes", "title", "locator", "presenter", "note", "group")
SAID_TOO = ("text", "further-group", "optional-title", "tbd", "location")
IN_CONTENT = ("title", "author", "venue", "award", "record", "topic", "locator", "note", "loose-key")
ANY = st.text(max_size=12) | st.text("\r\n;:,\\\"'<>&]-\x85\u2028\ud800\ufffe\x0b ab", max_size=12)


def events(each: Hostile) -> list[Any]:
    """The events that a program finds in the calendar, each of which has what it must have."""
    (calendar,) = icalendar.Calendar.from_ical(FORMATS["icalendar"].render(each.syllabus), multiple=True)
    assert not calendar.errors
    found = list(calendar.subcomponents)
    assert [event.name for event in found] == ["VEVENT"] * len(each.syllabus.sessions)
    for event in found:
        assert not event.errors and not event.subcomponents
        assert not any(isinstance(value, list) for name, value in event.items() if name != "CATEGORIES")
    return found


def said(found: list[Any]) -> str:
    return " ".join(str(event[name]) for event in found for name in ("SUMMARY", "DESCRIPTION", "LOCATION"))


def test_each_session_is_one_event_with_the_properties_of_a_harmless_one() -> None:
    for event, calm in zip(events(hostile()), events(harmless()), strict=True):
        assert event.keys() == calm.keys()
        assert [event[name] for name in ("DTSTART", "DTSTAMP", "URL")] == [
            calm[name] for name in ("DTSTART", "DTSTAMP", "URL")
        ]


def test_a_calendar_says_what_strangers_write() -> None:
    found = events(SAMPLE)
    fields = SAMPLE.of(*SAID, *SAID_TOO)
    assert len(fields) == len(ATTACKS) * (len(SAID) + len(SAID_TOO) - 1) + 1  # there is one location
    assert list(unseen(fields, said(found))) == []
    for field, event in zip(SAMPLE.of("kind"), found, strict=True):
        assert plain(str(event["CATEGORIES"].cats[0])) == plain(field.shown.upper())


def feed(each: Hostile) -> etree._Element:
    """The feed as a parser reads it that knows neither entities nor other files."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)
    return etree.fromstring(FORMATS["atom"].render(each.syllabus).encode(), parser)


def contents(root: etree._Element) -> str:
    """All that a feed reader shows as HTML."""
    return "".join(content.text or "" for content in root.iter(f"{ATOM}content"))


def shape(root: etree._Element) -> list[tuple[str, list[str]]]:
    return [(element.tag, element.keys()) for element in root.iter()]


def test_a_feed_has_the_elements_of_a_harmless_one_and_so_has_what_it_shows() -> None:
    root, calm = feed(SAMPLE), feed(harmless())
    assert shape(root) == shape(calm)
    assert skeleton(contents(root)) == skeleton(contents(calm))
    assert_inert(contents(feed(hostile())))


def test_a_feed_says_what_strangers_write() -> None:
    each = hostile()
    root = feed(each)
    assert list(unseen(each.of(*IN_CONTENT, "loose-author"), words(contents(root)))) == []
    rest = " ".join(element.text or "" for element in root.iter() if element.tag != f"{ATOM}content")
    labels = " ".join(link.get("title", "") for link in root.iter(f"{ATOM}link"))
    assert list(unseen(each.of("title", "author", "abstract", "instructor", "course-title"), rest)) == []
    assert list(unseen(each.of("label"), labels)) == []


@given(st.lists(ANY, min_size=1, max_size=3))
@settings(deadline=None, max_examples=examples(60), suppress_health_check=list(HealthCheck))
def test_any_text_is_said_as_it_is(texts: list[str]) -> None:
    each = hostile(texts, "words")
    assert list(unseen(each.of(*SAID, *SAID_TOO), said(events(each)))) == []
    root = feed(each)
    assert shape(root) == shape(feed(harmless(texts)))
    assert_inert(contents(root))
