"""The lists of readings that a session shows: which, in which order, and what is in them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from readinglist.formats.markdown import assignment_markdown, reading_markdown
from readinglist.formats.page_words import AS_WRITTEN, Item, page_items, reading_words
from readinglist.model.reading import Reading
from readinglist.model.schedule import Assignment, Course, Level, Session
from readinglist.text.markdown.parser import Token, parse_inline
from readinglist.text.safety import one_line

SHORT = "short"
"""The style that is made of the record: linked title, authors, venue and year, remarks."""

_SHOWN: tuple[tuple[Level, str, str], ...] = (
    ("required", "required_reading", "Required reading"),
    ("unspecified", "other_reading", "Reading"),
    ("optional", "optional_reading", "Optional reading"),
)


class ReadingsOfLevel(NamedTuple):
    """One list of a session.

    Attributes:
        level: the level of its readings.
        css_class: what the list is called in HTML; templates and their scripts look for it.
        label: what the list is called for people.
        assignments: its readings, in order.
        tbd: inline Markdown that stands in place of readings yet to come; ``None``: none does.
    """

    level: Level
    css_class: str
    label: str
    assignments: tuple[Assignment, ...]
    tbd: str | None


def lists_of(session: Session) -> Iterator[ReadingsOfLevel]:
    """The lists of ``session`` that have something in them; what is yet to come ends the last one."""
    by_level: dict[Level, tuple[Assignment, ...]] = {
        "required": session.required,
        "unspecified": session.readings,
        "optional": session.optional,
    }
    there = [shown for shown in _SHOWN if by_level[shown[0]]]
    if session.tbd and not there:
        there = [_SHOWN[0]]
    for place, (level, css_class, label) in enumerate(there, 1):
        tbd = session.tbd if place == len(there) else None
        yield ReadingsOfLevel(level, css_class, label, by_level[level], tbd or None)


def items_of(assignments: Iterable[Assignment], style: str = AS_WRITTEN) -> Iterator[Item]:
    """The items of a list: ``as-written``, ``short``, or as a citation style has them.

    Raises:
        UsageError: no such style.
    """
    if style == AS_WRITTEN:
        return page_items(assignments)
    return (Item(assignment, _from_record(assignment, style)) for assignment in assignments)


def _from_record(assignment: Assignment, style: str) -> tuple[Token, ...]:
    return tuple(parse_inline(assignment_markdown(assignment, _citation_style(style))))


def reading_item(reading: Reading, style: str = AS_WRITTEN) -> tuple[Token, ...]:
    """The same for a reading that no session assigns."""
    if style == AS_WRITTEN:
        return reading_words(reading)
    return tuple(parse_inline(reading_markdown(reading, _citation_style(style))))


def _citation_style(style: str) -> str | None:
    return None if style == SHORT else style


def course_name(course: Course) -> str:
    """The course in one line, with its term; empty where nothing is stated."""
    return ", ".join(filter(None, (one_line(course.title or ""), one_line(course.term or ""))))


def session_name(session: Session) -> str:
    """What a session is about; its week or its kind where no topic is stated."""
    week = "" if session.week is None else f"Week {session.week}"
    return one_line(session.topic) or week or one_line(session.kind).capitalize() or "Session"
