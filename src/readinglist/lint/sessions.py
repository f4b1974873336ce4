"""Rules about the schedule, its order, dates and topics; and when a course takes place."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import NamedTuple

from readinglist.lint.context import Context, Fault
from readinglist.model.pairing import misplaced
from readinglist.model.schedule import Course, Session

# 2021, 2021/22, 2021-2022.
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


def date_order(ctx: Context) -> Iterator[Fault]:
    """A session's date is out of order."""
    dated = [(index, s.date) for index, s in enumerate(ctx.syllabus.sessions) if s.date is not None]
    for place in misplaced([day.toordinal() for _, day in dated]):
        index, day = dated[place]
        message = f"{day} is out of order; correct the date, or move the session"
        yield Fault(message, session=index, field="date")


def week_order(ctx: Context) -> Iterator[Fault]:
    """A session's week is out of order."""
    numbered = [(index, s.week) for index, s in enumerate(ctx.syllabus.sessions) if s.week is not None]
    for place in misplaced([week for _, week in numbered]):
        index, week = numbered[place]
        message = f"week {week} is out of order; correct the week, or move the session"
        yield Fault(message, session=index, field="week")


def outside_term(ctx: Context) -> Iterator[Fault]:
    """A session is before the first or after the last day of the term."""
    course = ctx.syllabus.course
    if course.start and course.end and course.end < course.start:
        yield Fault(f"the course ends on {course.end}, before it starts on {course.start}", field="end")
        return  # every session would be outside
    start, end = term_of(course)
    for index, session in enumerate(ctx.syllabus.sessions):
        day = session.date
        if day and start and day < start:
            message = f"{day} is before the term, which starts on {start} or later"
            yield Fault(message, session=index, field="date")
        elif day and end and day > end:
            message = f"{day} is after the term, which ends on {end} or earlier"
            yield Fault(message, session=index, field="date")


def repeated_session(ctx: Context) -> Iterator[Fault]:
    """Two sessions have the same date, week and topic."""
    seen = set()
    for index, session in enumerate(ctx.syllabus.sessions):
        identity = (session.date, session.week, session.topic.strip().casefold())
        if session.date is not None and identity in seen:
            message = f"there is another session on {session.date} with the same week and topic; keep one"
            yield Fault(message, session=index)
        seen.add(identity)


def no_topic(ctx: Context) -> Iterator[Fault]:
    """A session has no topic."""
    for index, session in enumerate(ctx.syllabus.sessions):
        if not session.topic.strip() and not _placed_by_fields(session):
            yield Fault("this session has no topic; say what it is about", session=index, field="topic")


def _placed_by_fields(session: Session) -> bool:
    """Whether the entries' own ``week`` fields made this session, so that it has no place for a topic."""
    return bool(session.assignments) and all("week" in a.reading.extra for a in session.assignments)


def empty_session(ctx: Context) -> Iterator[Fault]:
    """A lecture has neither readings nor a note that they are yet to come."""
    for index, session in enumerate(ctx.syllabus.sessions):
        if session.kind == "lecture" and not (session.assignments or session.tbd):
            message = "this lecture has no readings; assign some, say tbd, or say what kind of session it is"
            yield Fault(message, session=index)


class Term(NamedTuple):
    """The first and the last day of a course; ``None`` where it cannot be told."""

    start: datetime.date | None
    end: datetime.date | None


def term_of(course: Course) -> Term:
    """When ``course`` takes place: its stated dates, else the widest range that its term can mean."""
    words = _parse_term(course.term or "")
    return Term(course.start or words.start, course.end or words.end)


def last_year(course: Course) -> int | None:
    """The year in which ``course`` ends; ``None`` where it cannot be told."""
    end = term_of(course).end
    return end.year if end else None


def _parse_term(term: str) -> Term:
    years = _YEAR.search(term)
    if years is None:
        return Term(None, None)
    first = int(years[1])
    last = _second_year(first, years[2])
    ranges = list(_season_ranges(term, first, last))
    if not ranges and last == first:
        ranges = [(datetime.date(first, 1, 1), datetime.date(first, 12, 31))]
    elif not ranges:
        # "2021/22" alone is an academic year.
        ranges = [(datetime.date(first, 7, 1), datetime.date(last, 9, 30))]
    return Term(min(start for start, _ in ranges), max(end for _, end in ranges))


def _second_year(first: int, text: str | None) -> int:
    """The year that ``text`` means behind ``first``: 2021/22, 1999/00; else ``first`` itself."""
    if text is None:
        return first
    last = int(text) if len(text) == 4 else first - first % 100 + int(text)
    last += 100 if last < first and first % 100 == 99 else 0
    # No term goes over more than one turn of the year: "2019-31" is no span.
    return last if first <= last <= first + 1 else first


def _season_ranges(term: str, first: int, last: int) -> Iterator[tuple[datetime.date, datetime.date]]:
    for names, start, end, runs_over in _SEASONS:
        if not re.search(names, term, re.IGNORECASE):
            continue
        if last > first and runs_over:
            yield datetime.date(first, 9, 1), datetime.date(last, *end)
        else:
            yield datetime.date(first, *start), datetime.date(last + runs_over, *end)
