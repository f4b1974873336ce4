"""Rules about the schedule: order, dates, topics."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from readinglist.lint.context import Check, Context, Fault
from readinglist.lint.terms import term_of
from readinglist.model.schedule import Session


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


def misplaced(values: Sequence[int]) -> tuple[int, ...]:
    """The indexes of the fewest values without which the rest does not decrease.

    Of two values that contradict each other alone, the later one counts as misplaced.
    """
    # Longest non-decreasing subsequence by patience sorting, read from the end on negated
    # values so that the earlier of two equal choices is the one that is kept.
    backwards = [-value for value in reversed(values)]
    tails: list[int] = []
    tail_at: list[int] = []
    before: list[int] = []
    for index, value in enumerate(backwards):
        length = bisect_right(tails, value)
        before.append(tail_at[length - 1] if length else -1)
        tails[length : length + 1] = [value]
        tail_at[length : length + 1] = [index]
    kept = set()
    index = tail_at[-1] if tail_at else -1
    while index >= 0:
        kept.add(len(values) - 1 - index)
        index = before[index]
    return tuple(index for index in range(len(values)) if index not in kept)


def outside_term(ctx: Context) -> Iterator[Fault]:
    """A session is before the first or after the last day of the term."""
    course = ctx.syllabus.course
    if course.start and course.end and course.end < course.start:
        yield Fault(f"the course ends on {course.end}, before it starts on {course.start}", field="end")
        return
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


CHECKS = {
    "date-order": Check("warning", date_order),
    "week-order": Check("warning", week_order),
    "outside-term": Check("warning", outside_term),
    "repeated-session": Check("info", repeated_session),
    "no-topic": Check("warning", no_topic),
    "empty-session": Check("info", empty_session),
}
