"""Finding things in a list: readings by key, sessions by week, today by time zone."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from readinglist.errors import UnknownKeyError, UsageError
from readinglist.model.reading import Reading
from readinglist.model.schedule import Assignment, Course, Session, Syllabus, Week, current_session, today


class Readings(Mapping[str, Reading]):
    """The readings by citation key, in their order. Keys are found without regard to case, as in BibTeX."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._by_key = {reading.key: reading for reading in readings}

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {key.lower(): key for key in self._by_key}

    def __getitem__(self, key: str) -> Reading:
        """The reading with this key.

        Raises:
            UnknownKeyError: there is none.
        """
        found = self._by_key.get(key)
        if found is None:
            if key.lower() not in self._folded:
                raise UnknownKeyError(key, difflib.get_close_matches(key, self._by_key, n=2))
            found = self._by_key[self._folded[key.lower()]]
        return found

    def __iter__(self) -> Iterator[str]:
        """The keys, in order."""
        return iter(self._by_key)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._by_key)

    def __repr__(self) -> str:
        return f"Readings({', '.join(self._by_key)})"


class Lookup:
    """What can be looked up in a list, whatever it was made from."""

    _syllabus: Syllabus

    @property
    def course(self) -> Course:
        """The course."""
        return self._syllabus.course

    @property
    def sessions(self) -> tuple[Session, ...]:
        """The meetings, in the order of the page."""
        return self._syllabus.sessions

    @cached_property
    def readings(self) -> Readings:
        """Every reading by citation key, in the order of the .bib file."""
        return Readings(self._syllabus.readings)

    @cached_property
    def weeks(self) -> tuple[Week, ...]:
        """The sessions by week, each week once, in order of first appearance."""
        return self._syllabus.weeks

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        """Every assignment of every session, in order."""
        return tuple(a for session in self.sessions for a in session.assignments)

    @property
    def unscheduled(self) -> tuple[Reading, ...]:
        """The readings that no session assigns."""
        return self._syllabus.unscheduled

    @property
    def syllabus(self) -> Syllabus:
        """Course, sessions and readings as one record: what the formats take."""
        return self._syllabus

    def week(self, number: int) -> Week:
        """The sessions of one week.

        Raises:
            UsageError: no session has this week number.
        """
        return find_week(self.weeks, number)

    def current(self, on: datetime.date | None = None) -> Session | None:
        """The session that the page marks: the first one dated ``on`` or later.

        Args:
            on: the day; ``None`` is today in the course's time zone.

        Returns:
            ``None`` after the last dated session.
        """
        return current_session(self.sessions, on or self.today())

    def today(self) -> datetime.date:
        """The date where the course is; in UTC where no known time zone is stated."""
        return today(self.course.timezone)

    def __len__(self) -> int:
        """How many readings there are."""
        return len(self._syllabus.readings)

    def __iter__(self) -> Iterator[Reading]:
        """The readings, in the order of the .bib file."""
        return iter(self._syllabus.readings)

    def _session_index(self, week: int | None, session: int | None) -> int:
        if (week is None) == (session is None):
            raise UsageError("say which session: give either week or session")
        if session is not None and 0 <= session < len(self.sessions):
            return session
        if week is None:
            raise UsageError(f"there is no session {session}; the list has {len(self.sessions)}")
        wanted = self.week(week).sessions[0]
        return next(index for index, candidate in enumerate(self.sessions) if candidate is wanted)


def find_week(weeks: Sequence[Week], number: int) -> Week:
    """The week with this number.

    Raises:
        UsageError: there is none.
    """
    for week in weeks:
        if week.number == number:
            return week
    known = ", ".join(str(week.number) for week in weeks if week.number is not None)
    raise UsageError(f"there is no week {number}; the list has {'weeks ' + known if known else 'no weeks'}")
