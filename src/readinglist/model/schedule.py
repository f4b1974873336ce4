"""When a reading is read: course, sessions, weeks and assignments."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Literal, get_args

from pydantic import Field, ValidationInfo, field_validator

from readinglist.model.reading import Link, Reading, Record
from readinglist.model.views import html_of

Level = Literal["required", "optional", "unspecified"]
LEVELS: tuple[Level, ...] = get_args(Level)
# The list of a session that holds the assignments of a level.
FIELD_OF_LEVEL: dict[Level, str] = {"required": "required", "optional": "optional", "unspecified": "readings"}
KINDS = ("lecture", "discussion", "holiday", "break", "project", "exam", "other")


class Person(Record):
    """A person who teaches or speaks; ``None`` where nothing is stated."""

    name: str
    affiliation: str | None = None
    url: str | None = None


class Course(Record):
    """The course that the list is for. ``None`` means: not stated."""

    title: str | None = None
    term: str | None = None
    timezone: str | None = Field(default=None, description="IANA name; what today means; null: UTC")
    url: str | None = None
    start: datetime.date | None = Field(default=None, description="first day of the term")
    end: datetime.date | None = Field(default=None, description="last day of the term")
    location: str | None = None
    meets: str | None = Field(default=None, description="when the course meets, in words")
    instructors: tuple[Person, ...] = ()
    links: tuple[Link, ...] = ()
    notes: str | None = Field(default=None, description="inline Markdown")


class Assignment(Record):
    """A reading in a session: how binding it is, and what of it is read."""

    reading: Reading
    level: Level = "unspecified"
    locator: str | None = Field(default=None, description="the part to read, in words")
    note: str | None = Field(default=None, description="remark for this session, inline Markdown")
    presenters: tuple[str, ...] = ()
    group: str | None = Field(
        default=None,
        description="heading that it stands under in its list, with its neighbours of that group",
    )
    text: str | None = Field(
        default=None,
        description="the whole item in the page's own words, inline Markdown; a link with an empty address "
        "leads where the reading does; empty: the item before it names this one, too",
    )

    def _repr_html_(self) -> str | None:
        return html_of(self)


class Session(Record):
    """One meeting, or a row that takes a meeting's place (a holiday, a break)."""

    week: int | None = Field(default=None, description="may be 0, may repeat; null: not stated")
    date: datetime.date | None = None
    topic: str = ""
    kind: str = Field(default="lecture", description="one of the known kinds, or free text")
    speakers: tuple[Person, ...] = ()
    links: tuple[Link, ...] = ()
    notes: str | None = Field(default=None, description="inline Markdown")
    required: tuple[Assignment, ...] = ()
    optional: tuple[Assignment, ...] = ()
    readings: tuple[Assignment, ...] = Field(
        default=(), description="assigned without saying whether required"
    )
    tbd: str | None = Field(default=None, description="placeholder for readings that are yet to come")

    @field_validator("required", "optional", "readings")
    @classmethod
    def _state_level(cls, value: tuple[Assignment, ...], info: ValidationInfo) -> tuple[Assignment, ...]:
        """The list that an assignment stands in is what says its level."""
        level: Level = "unspecified" if info.field_name == "readings" else info.field_name  # type: ignore[assignment]
        return tuple(a if a.level == level else a.model_copy(update={"level": level}) for a in value)

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        """All assignments: required, optional, then those without a level."""
        return (*self.required, *self.optional, *self.readings)

    def _repr_html_(self) -> str | None:
        return html_of(self)


class Week(Record):
    """The sessions that share a week number, in their order; ``number`` may be ``None``."""

    number: int | None
    sessions: tuple[Session, ...]

    def _all(self, name: Literal["required", "optional", "readings"]) -> Iterator[Assignment]:
        for session in self.sessions:
            yield from getattr(session, name)

    @property
    def required(self) -> tuple[Assignment, ...]:
        """The required assignments of all its sessions, in order."""
        return tuple(self._all("required"))

    @property
    def optional(self) -> tuple[Assignment, ...]:
        """The optional assignments of all its sessions, in order."""
        return tuple(self._all("optional"))

    @property
    def readings(self) -> tuple[Assignment, ...]:
        """The assignments without a level of all its sessions, in order."""
        return tuple(self._all("readings"))

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        """All assignments of all its sessions, session by session."""
        return tuple(a for session in self.sessions for a in session.assignments)

    def _repr_html_(self) -> str | None:
        return html_of(self)


def weeks_of(sessions: tuple[Session, ...]) -> tuple[Week, ...]:
    """The weeks of ``sessions``, each number once, in order of first appearance."""
    grouped: dict[int | None, list[Session]] = {}
    for session in sessions:
        grouped.setdefault(session.week, []).append(session)
    return tuple(Week(number=number, sessions=tuple(group)) for number, group in grouped.items())


def groups_of(assignments: Iterable[Assignment]) -> tuple[tuple[str | None, tuple[Assignment, ...]], ...]:
    """``assignments`` in their order under the headings of their groups; ``None``: under none."""
    grouped = groupby(assignments, key=lambda assignment: assignment.group or None)
    return tuple((heading, tuple(group)) for heading, group in grouped)


def current_session(sessions: tuple[Session, ...], on: datetime.date) -> Session | None:
    """The session that a page marks as today's: the first one dated ``on`` or later.

    ``None`` after the last session, and where no session has a date.
    """
    # Not the first that is found: sessions may stand out of order.
    ahead = [session for session in sessions if session.date is not None and session.date >= on]
    return min(ahead, key=lambda session: session.date or on, default=None)


class Syllabus(Record):
    """A course with its sessions, and every reading that is known: what a format renders.

    ``readings`` are in the order of their file and hold the readings of the sessions
    and the unscheduled ones.
    """

    course: Course = Course()
    sessions: tuple[Session, ...] = ()
    readings: tuple[Reading, ...] = ()

    @property
    def weeks(self) -> tuple[Week, ...]:
        """The sessions by week number, in order of first appearance."""
        return weeks_of(self.sessions)

    @property
    def unscheduled(self) -> tuple[Reading, ...]:
        """The readings that no session assigns, in order."""
        assigned = {a.reading.key for session in self.sessions for a in session.assignments}
        return tuple(reading for reading in self.readings if reading.key not in assigned)

    def select(
        self,
        *,
        week: int | None = None,
        level: Level | None = None,
        type: str | None = None,
        tag: str | None = None,
    ) -> Syllabus:
        """The part of it that fits every condition given; ``None`` is no condition.

        A condition on week or level leaves out the unscheduled readings; one on level,
        type or tag leaves out the sessions that keep no reading.
        """
        if all(condition is None for condition in (week, level, type, tag)):
            return self

        def fits(reading: Reading) -> bool:
            return (type is None or type in (reading.type, reading.entry_type)) and (
                tag is None or tag.casefold() in (word.casefold() for word in reading.keyword)
            )

        def kept(assignments: tuple[Assignment, ...]) -> tuple[Assignment, ...]:
            return tuple(a for a in assignments if (level is None or a.level == level) and fits(a.reading))

        sessions = [
            session.model_copy(
                update={name: kept(getattr(session, name)) for name in FIELD_OF_LEVEL.values()}
            )
            for session in self.sessions
            if week is None or session.week == week
        ]
        if any(condition is not None for condition in (level, type, tag)):
            sessions = [session for session in sessions if session.assignments]
        assigned = {a.reading.key for session in sessions for a in session.assignments}
        loose = set() if week is not None or level is not None else {r.key for r in self.unscheduled}
        readings = (r for r in self.readings if r.key in assigned or (r.key in loose and fits(r)))
        return Syllabus(course=self.course, sessions=tuple(sessions), readings=tuple(readings))


def today(timezone: str | None, now: datetime.datetime | None = None) -> datetime.date:
    """The date in a time zone at a moment (``None``: now); in UTC where no zone is given that is known."""
    from zoneinfo import ZoneInfo

    try:
        zone: datetime.tzinfo = ZoneInfo(timezone or "UTC")
    except (KeyError, ValueError, OSError):  # zoneinfo's own error is a KeyError
        zone = datetime.UTC
    return (now or datetime.datetime.now(datetime.UTC)).astimezone(zone).date()
