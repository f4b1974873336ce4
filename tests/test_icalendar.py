"""The calendar: what a parser of RFC 5545 finds in it, whatever the list says."""

from __future__ import annotations

import datetime
from typing import Any

import icalendar
import pytest
from depth import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample import HOSTILE_TEXTS, HOSTILE_URLS, ORDINARY, PAPER, hostile

from readinglist.errors import UsageError
from readinglist.formats import FORMATS
from readinglist.model.reading import Link
from readinglist.model.schedule import Assignment, Course, Person, Session, Syllabus

DAY = datetime.date(2022, 1, 24)
PROPERTIES = {
    *("UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION"),
    *("LOCATION", "CATEGORIES", "URL", "TRANSP"),
}


def render(syllabus: Syllabus, **options: Any) -> str:
    return FORMATS["icalendar"].render(syllabus, **options)


def events(syllabus: Syllabus, **options: Any) -> list[Any]:
    """The events that a parser finds; the text holds nothing else."""
    (calendar,) = icalendar.Calendar.from_ical(render(syllabus, **options), multiple=True)
    assert not calendar.errors
    assert all(component.name == "VEVENT" for component in calendar.subcomponents)
    for event in calendar.subcomponents:
        assert not event.errors and not event.subcomponents
        assert set(event) <= PROPERTIES
        assert not any(isinstance(value, list) and name != "CATEGORIES" for name, value in event.items())
    return list(calendar.subcomponents)


def only(**fields: Any) -> Any:
    """The one event of a session with ``fields``."""
    (event,) = events(Syllabus(sessions=(Session(date=DAY, **fields),)))
    return event


def dated(syllabus: Syllabus) -> Syllabus:
    sessions = (
        session.model_copy(update={"date": DAY + datetime.timedelta(days=number)})
        for number, session in enumerate(syllabus.sessions)
    )
    return syllabus.model_copy(update={"sessions": tuple(sessions)})


def test_a_dated_session_is_an_event_of_that_day_and_one_without_a_date_is_none() -> None:
    lecture, holiday = events(ORDINARY)
    assert (lecture.start, holiday.start) == (DAY, datetime.date(2022, 1, 31))
    assert lecture["DTSTART"].params["VALUE"] == "DATE"
    assert lecture["SUMMARY"] == "Machine Learning Systems: Introduction"
    assert holiday["SUMMARY"] == "Machine Learning Systems: Presidents’ Day"
    assert holiday["CATEGORIES"].to_ical() == b"HOLIDAY"


def test_no_event_marks_its_day_as_busy() -> None:
    assert [event["TRANSP"] for event in events(ORDINARY)] == ["TRANSPARENT", "TRANSPARENT"]


def test_the_description_has_speakers_links_notes_and_readings_by_level() -> None:
    course = ORDINARY.course.model_copy(update={"url": "https://course.example/ml/", "location": "Room 1"})
    lecture, holiday = events(ORDINARY.model_copy(update={"course": course}))
    assert str(lecture["DESCRIPTION"]).split("\n") == [
        "Speaker: Reynold Xin (Databricks)",
        "Slides: https://course.example/ml/assets/lec01.pdf",
        "Reviews are due by 1 PM <https://example.org/due>.",
        "",
        "Required reading:",
        "- A Few Useful Things to Know About Machine Learning "
        "<https://homes.cs.washington.edu/~pedrod/papers/cacm12.pdf> (sections 1-3). Read twice.",
        "",
        "Optional reading:",
        "- Resilient Distributed Datasets: A Fault-Tolerant Abstraction "
        "<https://www.usenix.org/nsdi12-final138.pdf>, presented by Ann and Bob",
    ]
    assert (lecture["URL"], lecture["LOCATION"]) == ("https://course.example/ml/", "Room 1")
    assert "DESCRIPTION" not in holiday and "LOCATION" not in holiday


def test_a_relative_link_without_a_page_to_be_relative_to_keeps_its_words_only() -> None:
    assert only(links=(Link(url="slides.pdf", label="Slides"),))["DESCRIPTION"] == "Slides"


def test_groups_and_placeholders_are_in_the_description() -> None:
    required = (Assignment(reading=PAPER, group="Background", text="Read [this]()"),)
    text = str(only(required=required, tbd="More *soon*")["DESCRIPTION"])
    assert text.split("\n") == [
        "Required reading:",
        "Background:",
        "- Read this <https://www.usenix.org/nsdi12-final138.pdf>",
        "- More soon",
    ]


def test_readings_are_written_in_the_style_that_is_asked_for() -> None:
    lecture = events(ORDINARY, style="ieee")[0]
    assert "P. Domingos" in lecture["DESCRIPTION"]
    with pytest.raises(UsageError):
        render(ORDINARY, style="no-such-style")


def test_an_event_keeps_its_name_while_what_it_says_changes() -> None:
    first, second = events(ORDINARY)
    topic = ORDINARY.sessions[0].model_copy(update={"topic": "Another", "required": (), "week": 7})
    changed = ORDINARY.model_copy(update={"sessions": (topic, *ORDINARY.sessions[1:])})
    assert [event["UID"] for event in events(changed)] == [first["UID"], second["UID"]]
    assert first["UID"] != second["UID"]


def test_courses_terms_and_the_sessions_of_one_day_have_names_of_their_own() -> None:
    session = Session(date=DAY)
    courses = (Course(), Course(title="A"), Course(title="A", term="B"), Course(url="https://a.example"))
    found = [
        event["UID"]
        for course in courses
        for event in events(Syllabus(course=course, sessions=(session, session)))
    ]
    assert len(set(found)) == 2 * len(courses)


def test_the_stamp_is_the_day_of_the_session_and_no_clock() -> None:
    assert only()["DTSTAMP"].dt == datetime.datetime(2022, 1, 24, tzinfo=datetime.UTC)


def test_first_and_last_days_of_the_calendar_are_days() -> None:
    for day in (datetime.date.min, datetime.date.max):
        assert render(Syllabus(sessions=(Session(date=day),))).count("BEGIN:VEVENT") == 1


def test_a_list_without_dates_is_an_empty_calendar() -> None:
    assert events(Syllabus()) == []


def test_lines_end_with_cr_and_lf_and_are_at_most_75_octets() -> None:
    text = render(dated(hostile()))
    lines = text.encode().split(b"\r\n")
    assert lines[-1] == b"" and not any(b"\r" in line or b"\n" in line for line in lines)
    assert max(map(len, lines)) == 75
    assert all(line.decode() for line in lines[:-1])


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_a_hostile_topic_is_the_summary_and_nothing_else(text: str) -> None:
    event = only(topic=text, kind=text, speakers=(Person(name=text, affiliation=text),), tbd=text)
    assert not set("\r\n\x1b\x9b\u202e") & set(event["SUMMARY"])
    letters = [char for char in text if char.isalnum()]
    assert [char for char in event["SUMMARY"] if char.isalnum()] == letters


@pytest.mark.parametrize(
    "text",
    ["a\nATTENDEE:mailto:x@example.org", "a\r\nEND:VEVENT\r\nBEGIN:VALARM", "a\\nATTACH:x", "a;b,c:d\\", '"'],
)
def test_no_text_adds_a_property_or_a_component(text: str) -> None:
    course = Course(title=text, term=text, location=text, url=f"https://example.org/{text}")
    session = Session(date=DAY, topic=text, kind=text, notes=text, links=(Link(url="x", label=text),))
    (event,) = events(Syllabus(course=course, sessions=(session,)))
    said = " ".join(text.split())
    assert event["SUMMARY"] == f"{said}: {said}"
    assert event["LOCATION"] == said


@pytest.mark.parametrize("url", HOSTILE_URLS)
def test_no_address_that_may_not_be_followed_is_a_url(url: str) -> None:
    syllabus = Syllabus(course=Course(url=url), sessions=(Session(date=DAY, links=(Link(url=url),)),))
    (event,) = events(syllabus)
    assert str(event.get("URL", "https:")).startswith("https:")


@given(st.lists(st.text(), min_size=6, max_size=6), st.dates())
@settings(deadline=None, max_examples=examples(150), suppress_health_check=list(HealthCheck))
def test_any_text_is_read_back_as_one_event(texts: list[str], day: datetime.date) -> None:
    title, topic, kind, notes, label, url = texts
    session = Session(
        date=max(day, datetime.date(1000, 1, 1)),
        topic=topic,
        kind=kind,
        notes=notes,
        links=(Link(url=url, label=label),),
        required=(Assignment(reading=PAPER, text=notes, note=label, group=title),),
    )
    syllabus = Syllabus(course=Course(title=title, url=url), sessions=(session,))
    (event,) = events(syllabus)
    assert event.start == session.date
    assert all(len(line) <= 75 for line in render(syllabus).encode().split(b"\r\n"))
