"""The sessions of a course on the days of a new term. Pure."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from readinglist.model.finding import Finding, Severity
from readinglist.model.schedule import Course, Session
from readinglist.report import date_words

_FREE = frozenset({"holiday", "break"})
_BREAK_WORDS = ("break", "recess", "vacation", "reading week")
_BREAK_DAYS = 5  # days of one name from which on they are a break
_RARE = 4  # a weekday is none of the course where another one has had this many times its meetings
_WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
_LONGEST_TERM_DAYS = 400  # without an end, sessions that fill no day in it have no room
_WEEK = datetime.timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class NewTerm:
    """The term that a list is to be for.

    Attributes:
        term: its name, as "Spring 2027".
        start: its first day.
        end: its last day; ``None``: as long as the sessions need.
        holidays: days without a meeting, with their names.
    """

    term: str
    start: datetime.date
    end: datetime.date | None = None
    holidays: Mapping[datetime.date, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewSchedule:
    """Course and sessions in the new term, and what a person should know of it."""

    course: Course
    sessions: tuple[Session, ...]
    findings: tuple[Finding, ...] = ()


def place_sessions(course: Course, sessions: Sequence[Session], term: NewTerm) -> NewSchedule:
    """Put the sessions on the days of a new term, in their order.

    The course meets on the weekdays on which it met before, but for those of single meetings;
    sessions of one day stay together, and one that had no date has none. Holidays and breaks of
    the old term go, but for what is read in them; those of the new one come where they fall on a
    day of the course. Weeks are counted as they were: by the calendar, or by the meetings.
    """
    groups = _group_meetings(sessions)
    days = [day for group in groups if (day := group[0].date) is not None]
    if not days:
        finding = _finding("rollover-undated", "no session has a date, so none was given one")
        return NewSchedule(_new_course(course, term), tuple(sessions), (finding,))
    weekdays, findings = _course_weekdays(days)
    weeks = _Weeks([session for group in groups for session in group])
    placed, more = _fill_days(groups, weekdays, weeks, term)
    findings += [*more, *_holiday_findings(sessions, term)]
    return NewSchedule(_new_course(course, term), tuple(placed), tuple(findings))


def _course_weekdays(days: Sequence[datetime.date]) -> tuple[frozenset[int], list[Finding]]:
    """The weekdays of the course, and a remark on days that were once."""
    counts = Counter(day.weekday() for day in days)
    most = max(counts.values())
    regular = frozenset(weekday for weekday, count in counts.items() if count * _RARE > most)
    rare = [day for day in days if day.weekday() not in regular]
    if not rare:
        return regular, []
    dates = ", ".join(map(date_words, rare))
    names = " and ".join(_WEEKDAYS[weekday] for weekday in sorted(regular))
    message = f"out of the row last term: {dates}; the course meets on {names} now"
    return regular, [_finding("rollover-weekday", message, "info")]


def _holiday_findings(sessions: Sequence[Session], term: NewTerm) -> Iterator[Finding]:
    """What to know of the holidays of last term: their names where none are given, and what was in them."""
    free = [session for session in sessions if session.kind in _FREE]
    names = list(dict.fromkeys(session.topic or session.kind for session in free))
    if names and not term.holidays:
        message = f"last term had {', '.join(names)}, and no holiday was given for this one (--holiday)"
        yield _finding("rollover-holidays", message)
    for session in free:
        if _has_content(session):
            day = f" of {date_words(session.date)}" if session.date else ""
            words = session.topic or f"the {session.kind}{day}"
            yield _finding(
                "rollover-kept", f"{words} is over, but not what stood in it: it has no date now; move that"
            )


def _group_meetings(sessions: Sequence[Session]) -> list[list[Session]]:
    """The meetings, those of one day in one group; holidays and breaks are left out if nothing is in them."""
    meetings = [
        # Readings over a holiday have no day of their own in the new term: a person has to move them.
        session if session.kind not in _FREE else session.model_copy(update={"date": None})
        for session in sessions
        if session.kind not in _FREE or _has_content(session)
    ]
    groups: list[list[Session]] = []
    for day, together in groupby(meetings, key=lambda session: session.date):
        group = list(together)
        groups += [group] if day is not None else [[session] for session in group]
    return groups


def _has_content(session: Session) -> bool:
    return bool(session.assignments or session.speakers or session.links or session.notes or session.tbd)


def _fill_days(
    groups: Sequence[list[Session]], weekdays: frozenset[int], weeks: _Weeks, term: NewTerm
) -> tuple[list[Session], list[Finding]]:
    # One iterator for all groups: it gives out each day once.
    slots = _meeting_days(weekdays, term)
    placed: list[Session] = []
    findings: list[Finding] = []
    # Weeks count from the first day on which the course could meet, be it a holiday.
    first = next(iter(_meeting_days(weekdays, term)), term.start)
    for group in groups:
        if group[0].date is None:
            placed += group
            continue
        day = _next_meeting(slots, placed, term, weeks, first)
        if day is None:
            names = (session.topic or "a session without a topic" for session in group)
            why = "it has no date now: cut, merge or move it"
            findings += [
                _finding("rollover-no-room", f"the term is over before {name}; {why}") for name in names
            ]
            placed += [session.model_copy(update={"date": None}) for session in group]
            continue
        placed += [
            session.model_copy(update={"date": day, "week": weeks.of(session, day, first)})
            for session in group
        ]
    findings += _unused_holidays(term, weekdays)
    return placed, findings


def _next_meeting(
    slots: Iterator[datetime.date],
    placed: list[Session],
    term: NewTerm,
    weeks: _Weeks,
    first: datetime.date,
) -> datetime.date | None:
    """The next day on which the course meets, behind the holidays before it; ``None``: the term is over."""
    for day in slots:
        if day not in term.holidays:
            return day
        name = term.holidays[day]
        week = weeks.of_holiday(day, first)
        placed.append(
            Session(week=week, date=day, topic=name or "No class", kind=_kind_of_holiday(name, term))
        )
    return None


def _kind_of_holiday(name: str, term: NewTerm) -> str:
    if any(word in name.casefold() for word in _BREAK_WORDS):
        return "break"
    # Days without a name have nothing in common.
    days = list(term.holidays.values()).count(name) if name else 0
    return "break" if days >= _BREAK_DAYS else "holiday"


def _meeting_days(weekdays: frozenset[int], term: NewTerm) -> Iterator[datetime.date]:
    end = term.end or term.start + datetime.timedelta(days=_LONGEST_TERM_DAYS)
    day = term.start
    while day <= end:
        if day.weekday() in weekdays:
            yield day
        day += datetime.timedelta(days=1)


class _Weeks:
    """How the old term counted its weeks: by the calendar, from its first one, or by the meetings."""

    def __init__(self, dated: Sequence[Session]) -> None:
        numbered = [(s.date, s.week) for s in dated if s.date is not None and s.week is not None]
        self._first_number = min((week for _, week in numbered), default=None)
        first = min((day for day, _ in numbered), default=None)
        # One number that does not fit is enough: a term that skips its break counts by meetings.
        self._by_calendar = first is not None and all(
            week == (self._first_number or 0) + _weeks_between(first, day) for day, week in numbered
        )

    def of(self, session: Session, day: datetime.date, first: datetime.date) -> int | None:
        """The number of the week of a meeting; where meetings are counted it keeps its own."""
        if session.week is None or not self._by_calendar:
            return session.week
        return (self._first_number or 0) + _weeks_between(first, day)

    def of_holiday(self, day: datetime.date, first: datetime.date) -> int | None:
        """The number of the week of a day without a meeting; ``None``: it is not counted."""
        if self._first_number is None or not self._by_calendar:
            return None
        return self._first_number + _weeks_between(first, day)


def _weeks_between(first: datetime.date, day: datetime.date) -> int:
    # A week is one of the calendar, also where the first day of the term is a Wednesday.
    monday = first - datetime.timedelta(days=first.weekday())
    return (day - monday) // _WEEK


def _new_course(course: Course, term: NewTerm) -> Course:
    return course.model_copy(update={"term": term.term, "start": term.start, "end": term.end})


def _unused_holidays(term: NewTerm, weekdays: frozenset[int]) -> Iterator[Finding]:
    """A remark on each holiday that falls on no day of the course, days of one name together."""
    by_name: dict[str, list[datetime.date]] = {}
    for day, name in sorted(term.holidays.items()):
        # Without a name, a day is alone.
        by_name.setdefault(name or date_words(day), []).append(day)
    last = term.end or datetime.date.max
    for name, days in by_name.items():
        if any(term.start <= day <= last and day.weekday() in weekdays for day in days):
            continue
        words = date_words(days[0])
        where = name if name == words else f"{name} ({words})"
        yield _finding("rollover-holiday", f"{where} falls on no day of the course", "info")


def _finding(rule: str, message: str, level: Severity = "warning") -> Finding:
    return Finding(rule=rule, level=level, message=message)
