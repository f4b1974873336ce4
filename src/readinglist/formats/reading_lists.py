"""The lists of readings that a session shows: which, in which order, and what is in them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from readinglist.formats.as_written import (
    AS_WRITTEN,
    Item,
    items_as_written,
    reading_as_written,
    words_as_written,
)
from readinglist.formats.markdown import assignment_markdown, reading_markdown
from readinglist.model.reading import Reading
from readinglist.model.schedule import Assignment, Level, Session
from readinglist.text.markdown.parser import parse_inline
from readinglist.text.markdown.tokens import Token

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
        return items_as_written(assignments)
    return (Item(assignment, _from_record(assignment, style)) for assignment in assignments)


def _from_record(assignment: Assignment, style: str) -> tuple[Token, ...]:
    return tuple(parse_inline(assignment_markdown(assignment, _citation_style(style))))


def reading_item(reading: Reading, style: str = AS_WRITTEN) -> tuple[Token, ...]:
    """The same for a reading that no session assigns."""
    if style == AS_WRITTEN:
        return reading_as_written(reading)
    return tuple(parse_inline(reading_markdown(reading, _citation_style(style))))


def placeholder(tbd: str) -> tuple[Token, ...]:
    """What stands in a list in place of readings that are yet to come."""
    return words_as_written(tbd)


def _citation_style(style: str) -> str | None:
    return None if style == SHORT else style
