"""The JSON export: its form is the published schema, and reading it gives the syllabus back."""

from __future__ import annotations

import datetime
import json

import jsonschema
import pytest
from depth import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample import ORDINARY, PAPER, hostile

from readinglist.errors import UsageError
from readinglist.formats import json_export
from readinglist.model.reading import Link, Name, PartialDate, Reading
from readinglist.model.schedule import Assignment, Course, Person, Session, Syllabus

WORDS = st.text(max_size=12)
MAYBE = st.none() | WORDS
NAMES = st.builds(Name, family=WORDS, given=MAYBE, suffix=MAYBE, non_dropping_particle=MAYBE) | st.builds(
    Name, literal=WORDS
)
DATES = st.dates().map(lambda day: PartialDate.of(day.year, day.month, day.day)) | st.builds(
    PartialDate, literal=st.text(min_size=1, max_size=9)
)
LINKS = st.lists(st.builds(Link, url=WORDS, label=MAYBE), max_size=2).map(tuple)
READINGS = st.builds(
    Reading,
    key=st.text(min_size=1, max_size=6),
    title=MAYBE,
    author=st.lists(NAMES, max_size=2).map(tuple),
    issued=st.none() | DATES,
    volume=MAYBE,
    doi=st.none() | st.just("10.1145/1"),
    arxiv_id=st.none() | st.just("2001.08361"),
    arxiv_version=st.none() | st.integers(1, 9),
    links=LINKS,
    keyword=st.lists(WORDS, max_size=2).map(tuple),
    extra=st.dictionaries(WORDS, WORDS, max_size=2),
)


@st.composite
def syllabuses(draw: st.DrawFn) -> Syllabus:
    readings = draw(st.lists(READINGS, max_size=4, unique_by=lambda reading: reading.key).map(tuple))
    assignment = st.nothing() if not readings else st.sampled_from(readings)
    people = st.lists(st.builds(Person, name=WORDS, affiliation=MAYBE, url=MAYBE), max_size=2).map(tuple)

    def assigned(level: str) -> st.SearchStrategy[tuple[Assignment, ...]]:
        each = st.builds(
            Assignment,
            reading=assignment,
            level=st.just(level),
            locator=MAYBE,
            note=MAYBE,
            presenters=st.lists(WORDS, max_size=2).map(tuple),
            group=MAYBE,
            text=MAYBE,
        )
        return st.lists(each, max_size=2 if readings else 0).map(tuple)

    session = st.builds(
        Session,
        week=st.none() | st.integers(0, 20),
        date=st.none() | st.dates(),
        topic=WORDS,
        kind=WORDS,
        speakers=people,
        links=LINKS,
        notes=MAYBE,
        required=assigned("required"),
        optional=assigned("optional"),
        readings=assigned("unspecified"),
        tbd=MAYBE,
    )
    course = st.builds(Course, title=MAYBE, start=st.none() | st.dates(), instructors=people, links=LINKS)
    return Syllabus(
        course=draw(course), sessions=draw(st.lists(session, max_size=3).map(tuple)), readings=readings
    )


@settings(deadline=None, max_examples=examples(100), suppress_health_check=list(HealthCheck))
@given(syllabuses())
def test_reading_what_was_written_gives_the_same_syllabus(syllabus: Syllabus) -> None:
    text = json_export.render(syllabus)
    assert json_export.parse(text) == syllabus
    jsonschema.Draft202012Validator(json_export.schema()).validate(json.loads(text))


@pytest.mark.parametrize("syllabus", [ORDINARY, hostile(), Syllabus()])
def test_an_export_is_valid_and_comes_back(syllabus: Syllabus) -> None:
    text = json_export.render(syllabus)
    jsonschema.Draft202012Validator(json_export.schema()).validate(json.loads(text))
    assert json_export.parse(text) == syllabus
    assert text.endswith("}\n") and json_export.render(syllabus) == text


def test_every_key_is_there_and_null_means_not_stated() -> None:
    export = json.loads(json_export.render(ORDINARY))
    assert list(export) == ["schema_version", "course", "sessions", "unscheduled", "keys"]
    first = export["sessions"][0]
    names = "week date topic kind speakers links notes required optional readings tbd"
    assert list(first) == names.split(" ")
    assert (first["date"], first["tbd"]) == ("2022-01-24", None)
    assert list(first["required"][0]) == [
        "reading",
        "level",
        "locator",
        "note",
        "presenters",
        "group",
        "text",
    ]
    record = first["optional"][0]["reading"]
    assert set(record) == set(Reading.model_fields)
    assert record == PAPER.model_dump(mode="json") and record["doi"] is None
    assert [reading["key"] for reading in export["unscheduled"]] == ["saltzer2009systems"]
    assert export["keys"] == [reading.key for reading in ORDINARY.readings]


def test_the_schema_refuses_an_export_that_lacks_a_key() -> None:
    validator = jsonschema.Draft202012Validator(json_export.schema())
    for path in ((), ("course",), ("sessions", 0), ("sessions", 0, "required", 0, "reading")):
        export = json.loads(json_export.render(ORDINARY))
        part = export
        for step in path:
            part = part[step]
        part.pop(next(iter(part)))
        assert not validator.is_valid(export)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "JSON"),
        ("{", "JSON"),
        ("[]", "not a reading list"),
        ('{"schema_version": 2}', "schema_version 1"),
        ('{"schema_version": 1, "course": {}, "sessions": [], "unscheduled": []}', "keys: Field required"),
        (
            '{"schema_version": 1, "course": {}, "sessions": [{"week": "x"}], "unscheduled": [], "keys": []}',
            r"sessions\.0\.week",
        ),
        (
            '{"schema_version": 1, "course": {}, "sessions": [], "unscheduled": [], "keys": ["a"]}',
            "no reading has that key",
        ),
        (
            '{"schema_version": 1, "course": {"a": 1, "b": 1, "c": 1, "d": 1}, "sessions": [], '
            '"unscheduled": [], "keys": []}',
            "and 1 more",
        ),
    ],
)
def test_text_of_another_form_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        json_export.parse(text)


def test_dates_are_written_in_iso_8601() -> None:
    session = Session(date=datetime.date(2022, 2, 7))
    assert '"date": "2022-02-07"' in json_export.render(Syllabus(sessions=(session,)))
