"""The behaviours as a reading list: a reading each, in the weeks of a course."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from linkworld.behaviour import Behaviour
from readinglist import Name, Reading, ReadingList
from readinglist.model.reading import Link
from readinglist.model.schedule import Assignment, Course, Session

FIRST_DAY = datetime.date(2026, 9, 1)
PER_WEEK = 40


def list_of(behaviours: Iterable[Behaviour]) -> ReadingList:
    """A list in which each behaviour is a reading, `PER_WEEK` of them a week, by its main link.

    A behaviour without a title is that of slides: a further link of a reading that is nowhere.
    """
    readings = [_reading(behaviour) for behaviour in behaviours]
    weeks = [readings[start : start + PER_WEEK] for start in range(0, len(readings), PER_WEEK)]
    sessions = [_session(number, week) for number, week in enumerate(weeks, 1)]
    return ReadingList(readings, course=Course(title="Links", start=FIRST_DAY), sessions=sessions)


def _reading(behaviour: Behaviour) -> Reading:
    authors = tuple(_name(text) for text in behaviour.authors)
    if behaviour.title:
        return Reading(key=behaviour.name, title=behaviour.title, author=authors, url=behaviour.url)
    slides = (Link(url=behaviour.url, label="Slides"),)
    return Reading(key=behaviour.name, title=f"Talk on {behaviour.name}", author=authors, links=slides)


def _name(text: str) -> Name:
    given, _, family = text.rpartition(" ")
    return Name(given=given, family=family)


def _session(number: int, readings: Sequence[Reading]) -> Session:
    date = FIRST_DAY + datetime.timedelta(weeks=number - 1)
    required = tuple(Assignment(reading=reading, level="required") for reading in readings)
    return Session(week=number, date=date, topic=f"Topic {number}", required=required)
