"""How much a week asks for: readings, pages, hours; too much, or nothing at all. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pydantic import Field

from readinglist.load.access import access_of
from readinglist.records import Record
from readinglist.schedule import Assignment, Syllabus, Week

_RANGE = re.compile(r"(\d{1,6})\s*(?:[-\u2010-\u2015]+|to)\s*(\d{1,6})")
_PAGES = re.compile(r"\b(?:pages?|pp?\.)\s*(.*)", re.I)
_MOST_PAGES = 2000
_TAUGHT = frozenset({"lecture", "discussion"})


class LoadSettings(Record):
    """The pace at which readings are read, and what is too much."""

    minutes_per_page: float = Field(default=6, gt=0, le=120, description="for one page of a paper")
    minutes_per_reading: float = Field(
        default=75, gt=0, le=6000, description="for a reading whose pages are not known"
    )
    hours_per_week: float = Field(
        default=8, gt=0, le=168, description="hours of required reading above which a week is overloaded"
    )


class WeekLoad(Record):
    """What one week asks for.

    Pages are those that are known; ``unknown_pages`` counts readings whose pages are not, which
    are taken at the pace of a whole reading. ``overloaded`` and ``empty`` are about the
    required readings, or, where a list does not tell levels apart, about all.
    """

    week: int | None = Field(default=None, description="number of the week; null: without one")
    required: int = Field(default=0, description="required readings")
    optional: int = Field(default=0, description="optional readings")
    unspecified: int = Field(default=0, description="readings of which nobody says which they are")
    pages: int = Field(default=0, description="pages of required and unspecified readings, as far as known")
    optional_pages: int = Field(default=0, description="pages of optional readings, as far as known")
    unknown_pages: int = Field(default=0, description="readings whose number of pages is not known")
    hours: float = Field(default=0.0, description="for required and unspecified readings")
    optional_hours: float = Field(default=0.0, description="for optional readings")
    paywalled: int = Field(default=0, description="readings that are known at a publisher's only")
    unknown_access: int = Field(default=0, description="readings of which nothing says whether they are free")
    overloaded: bool = False
    empty: bool = Field(default=False, description="a week with lectures or discussions and without readings")


def loads(syllabus: Syllabus, settings: LoadSettings | None = None) -> tuple[WeekLoad, ...]:
    """What each week asks for, in their order."""
    pace = settings or LoadSettings()
    return tuple(_load(week, pace) for week in syllabus.weeks)


def _load(week: Week, pace: LoadSettings) -> WeekLoad:
    binding = (*week.required, *week.readings)
    hours = _hours(binding, pace)
    meets = any(session.kind in _TAUGHT for session in week.sessions)
    everything = week.assignments
    access = [access_of(assignment.reading) for assignment in everything]
    return WeekLoad(
        week=week.number,
        required=len(week.required),
        optional=len(week.optional),
        unspecified=len(week.readings),
        pages=_pages(binding),
        optional_pages=_pages(week.optional),
        unknown_pages=sum(pages_of(assignment) is None for assignment in everything),
        hours=hours,
        optional_hours=_hours(week.optional, pace),
        paywalled=access.count("paywalled"),
        unknown_access=access.count("unknown"),
        overloaded=hours > pace.hours_per_week,
        empty=meets and not everything,
    )


def _pages(assignments: Iterable[Assignment]) -> int:
    return sum(pages_of(assignment) or 0 for assignment in assignments)


def _hours(assignments: Sequence[Assignment], pace: LoadSettings) -> float:
    known = [pages_of(assignment) for assignment in assignments]
    minutes = sum(
        pace.minutes_per_reading if pages is None else pages * pace.minutes_per_page for pages in known
    )
    return round(minutes / 60, 1)


def pages_of(assignment: Assignment) -> int | None:
    """How many pages an assignment asks for; ``None``: that is not known.

    The part to read counts where it names pages; where it names chapters or sections their length
    is not known. Otherwise the pages of the work count, where they are a range.
    """
    if assignment.locator:
        told = _PAGES.search(assignment.locator)
        return _counted(told[1]) if told else None
    page = assignment.reading.page
    return _counted(page) if page else None


def _counted(text: str) -> int | None:
    """The pages of ranges such as ``117-128`` or ``117-28``; ``None``: there is none that can be meant."""
    total = 0
    for first, last in _RANGE.findall(text):
        begin, end = int(first), int(last)
        if end < begin and len(last) < len(first):
            end = int(first[: -len(last)] + last)
        if not 0 <= end - begin < _MOST_PAGES:
            return None
        total += end - begin + 1
    return total or None
