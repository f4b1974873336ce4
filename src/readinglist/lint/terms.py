"""When a course takes place, from its dates or from the words for its term."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import NamedTuple

from readinglist.model.schedule import Course

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\s*[/–-]\s*(\d{4}|\d\d))?(?!\d)")

# A season, and the widest range of days that universities of the north use it for: first
# month and day, last month and day, and whether the last day is in the next year. Winter is
# the winter quarter in America and, begun in autumn, the winter semester in Europe.
_SEASONS: tuple[tuple[str, tuple[int, int], tuple[int, int], bool], ...] = (
    (r"winter|\bwise\b|\bws\b", (1, 1), (4, 30), True),
    (r"spring|\blent\b|\bhilary\b", (1, 1), (6, 30), False),
    (r"summer|sommer|\bsose\b|\bss\b|\btrinity\b|\beaster\b", (3, 1), (10, 15), False),
    (r"fall|autumn|michaelmas", (8, 1), (12, 31), False),
)


class Term(NamedTuple):
    """The first and the last day of a course; ``None`` where it cannot be told."""

    start: datetime.date | None
    end: datetime.date | None


def term_of(course: Course) -> Term:
    """When ``course`` takes place: its stated dates, else the widest range that its term can mean."""
    words = _from_words(course.term or "")
    return Term(course.start or words.start, course.end or words.end)


def last_year(course: Course) -> int | None:
    """The year in which ``course`` ends; ``None`` where it cannot be told."""
    end = term_of(course).end
    return end.year if end else None


def _from_words(term: str) -> Term:
    years = _YEAR.search(term)
    if years is None:
        return Term(None, None)
    first = int(years[1])
    last = _second_year(first, years[2])
    ranges = list(_seasons(term, first, last))
    if not ranges and last == first:
        ranges = [(datetime.date(first, 1, 1), datetime.date(first, 12, 31))]
    elif not ranges:
        ranges = [(datetime.date(first, 7, 1), datetime.date(last, 9, 30))]
    return Term(min(start for start, _ in ranges), max(end for _, end in ranges))


def _second_year(first: int, text: str | None) -> int:
    """The year that ``text`` means behind ``first``: 2021/22, 1999/00; else ``first`` itself."""
    if text is None:
        return first
    last = int(text) if len(text) == 4 else first - first % 100 + int(text)
    last += 100 if last < first and first % 100 == 99 else 0
    return last if first <= last <= first + 1 else first


def _seasons(term: str, first: int, last: int) -> Iterator[tuple[datetime.date, datetime.date]]:
    for names, start, end, runs_over in _SEASONS:
        if not re.search(names, term, re.IGNORECASE):
            continue
        if last > first and runs_over:
            yield datetime.date(first, 9, 1), datetime.date(last, *end)
        else:
            yield datetime.date(first, *start), datetime.date(last + runs_over, *end)
