"""Records whose fields, tags or collections say in which week they are read, and at which level."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from readinglist.formats.csl_json import ParsedItem
from readinglist.importing.content import PageContent, PageReading, PageSession, Skipped
from readinglist.importing.interpret.dates import with_days
from readinglist.importing.interpret.headings import Heading, heading_of, kind_of
from readinglist.importing.interpret.levels import LevelWords
from readinglist.model.citation_keys import is_citation_key
from readinglist.model.reading import UNNAMED, Reading
from readinglist.model.schedule import Course, Level
from readinglist.settings import Hints

# Tags have no spaces in many programs: "week3", "wk-3".
_STUCK = re.compile(r"\b(week|wk|lecture|session|class)[-_.:]?(?=\d)", re.I)
# No tag is longer; what is, is a sentence.
_LONGEST_TAG = 120


class TaggedRecord(NamedTuple):
    """A record and the words that may say where in a course it stands.

    Attributes:
        record: the work.
        line: where its source begins; ``None``: not known.
        words: tags, keywords and names of collections.
        week: what a field of its own says is the week; empty: there is none.
        level: what a field of its own says is the level; empty: there is none.
        note: what is said of it in this course; ``None``: nothing.
    """

    record: Reading
    line: int | None = None
    words: tuple[str, ...] = ()
    week: str = ""
    level: str = ""
    note: str | None = None

    @classmethod
    def of(cls, item: ParsedItem, line: int | None) -> TaggedRecord:
        """The record of an item of a reference manager that begins in ``line``."""
        return cls(item.reading, line, item.words, item.week, item.level)


class _Place(NamedTuple):
    """Week, date and number of a session; those that are the same are one session."""

    week: int | None
    date_text: str | None
    number: int | None


def place_records(
    reader: str,
    records: Sequence[TaggedRecord],
    hints: Hints,
    *,
    name: str,
    skipped: Iterable[Skipped] = (),
    remarks: Iterable[str] = (),
) -> PageContent:
    """What a file of records gives: a session for each week or date that they name; the rest is loose."""
    words = LevelWords(hints)
    readings: dict[_Place, list[PageReading]] = {}
    topics: dict[_Place, str] = {}
    loose: list[PageReading] = []
    for placed in records:
        said = _places(placed)
        found = _reading(placed, words)
        for heading in said:
            place = _Place(heading.week, heading.date_text, heading.number)
            readings.setdefault(place, []).append(found)
            if heading.topic and not topics.get(place):
                topics[place] = heading.topic
        if not said:
            loose.append(found)
    sessions = [_session(place, tuple(listed), topics.get(place, "")) for place, listed in readings.items()]
    # By week; sessions without one stay behind, in their order.
    sessions.sort(key=lambda session: (session.week is None, session.week or 0))
    dated, more = with_days(sessions, hints, name)
    return PageContent(
        reader=reader,
        course=Course(),
        sessions=dated,
        unscheduled=tuple(loose),
        skipped=tuple(sorted(skipped, key=lambda item: item.line or 0)),
        remarks=(*remarks, *more),
    )


def _places(placed: TaggedRecord) -> list[Heading]:
    """The sessions that a record is read in, each once."""
    week = placed.week.strip()
    if re.fullmatch(r"\d{1,4}", week):
        return [Heading("", week=int(week))]
    found: dict[_Place, Heading] = {}
    for word in (week, *placed.words):
        if word and len(word) <= _LONGEST_TAG:
            heading = heading_of(_STUCK.sub(r"\1 ", word))
            if heading.opens_a_session:
                found.setdefault(_Place(heading.week, heading.date_text, heading.number), heading)
    return list(found.values())


def _reading(placed: TaggedRecord, words: LevelWords) -> PageReading:
    record = placed.record
    return PageReading(
        line=placed.line,
        level=_level(placed, words),
        text=record.title or record.url or record.key,
        title=record.title,
        note=placed.note,
        key=record.key if _is_given(record.key) else None,
        record=record,
    )


def _is_given(key: str) -> bool:
    """Whether a key was chosen by a person: an address or a number is only what a program counts by."""
    return key != UNNAMED and is_citation_key(key) and "/" not in key and not key.isdecimal()


def _level(placed: TaggedRecord, words: LevelWords) -> Level:
    """The level of the field, else of the first tag that is one and nothing else."""
    for word in (placed.level, *placed.words):
        level = words.word(word[:_LONGEST_TAG]) or words.marked(word[:_LONGEST_TAG])
        if level is not None:
            return level
    return words.default


def _session(place: _Place, readings: tuple[PageReading, ...], topic: str) -> PageSession:
    return PageSession(
        week=place.week,
        date_text=place.date_text,
        topic=topic or (f"Lecture {place.number}" if place.number is not None and place.week is None else ""),
        kind=kind_of(topic, has_readings=True),
        readings=readings,
    )
