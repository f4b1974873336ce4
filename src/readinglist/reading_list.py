"""The list: read from its files, looked up, changed, exported, and written back."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readinglist.errors import UnknownFormatError, UnknownKeyError, UsageError
from readinglist.files import confine
from readinglist.formats import FORMATS
from readinglist.records import Reading
from readinglist.results import Findings, Origin
from readinglist.schedule import (
    LEVELS,
    Assignment,
    Course,
    Level,
    Session,
    Syllabus,
    Week,
    current_session,
)
from readinglist.store import Store, load, save

if TYPE_CHECKING:
    import pandas

    from readinglist.lint import LintSettings

_FIELD_OF_LEVEL = {"required": "required", "optional": "optional", "unspecified": "readings"}


class Readings(Mapping[str, Reading]):
    """The readings by citation key, in their order. Keys are found without regard to case, as in BibTeX."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._by_key = {reading.key: reading for reading in readings}

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {key.lower(): key for key in self._by_key}

    def __getitem__(self, key: str) -> Reading:
        found = self._by_key.get(key)
        if found is None:
            if key.lower() not in self._folded:
                raise UnknownKeyError(key, difflib.get_close_matches(key, self._by_key, n=2))
            found = self._by_key[self._folded[key.lower()]]
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_key)

    def __len__(self) -> int:
        return len(self._by_key)

    def __repr__(self) -> str:
        return f"Readings({', '.join(self._by_key)})"


class ReadingList:
    """A course's readings and when they are read.

    A list is a value: the methods that change something return a new list and leave this
    one as it is; `write` puts a list into its files.

    Attributes:
        course: the course; its fields are ``None`` where nothing is stated.
        sessions: the meetings in the order of the page.
        findings: what was not understood when the files were read.
    """

    def __init__(
        self,
        readings: Iterable[Reading] = (),
        *,
        course: Course | None = None,
        sessions: Iterable[Session] = (),
    ) -> None:
        """A list made in memory.

        Raises:
            UsageError: two readings have one key, or a session assigns one that is not
                among ``readings``.
        """
        self._syllabus = Syllabus(
            course=course or Course(), sessions=tuple(sessions), readings=tuple(readings)
        )
        self._store: Store | None = None
        self._origins: Mapping[str, Origin] = {}
        self._session_origins: tuple[Origin | None, ...] = ()
        self.findings = Findings()
        _check(self._syllabus)

    # Reading and writing ----------------------------------------------------------------

    @classmethod
    def read(cls, path: str | Path = "data") -> ReadingList:
        """Read a folder with ``readings.bib`` and ``schedule.toml``, or a .bib file alone.

        What is wrong inside of the files is in `findings`; the rest of the list loads. In a
        .bib alone, the fields ``week`` and ``level`` of an entry place it.

        Raises:
            MissingFileError: there is no such file or folder, or the folder has neither file.
            FileError: a file cannot be read.
        """
        loaded = load(Path(path))
        rl = cls()
        rl._syllabus, rl._store = loaded.store.says, loaded.store
        rl._origins, rl._session_origins = loaded.origins, loaded.session_origins
        rl.findings = loaded.findings
        return rl

    @classmethod
    def example(cls) -> ReadingList:
        """The list of Berkeley's "Machine Learning Systems", spring 2022, that comes with the package."""
        installed = Path(__file__).with_name("example")
        checkout = Path(__file__).parents[2] / "data"
        return cls.read(installed if installed.is_dir() else checkout)

    def write(self, path: str | Path | None = None) -> None:
        """Save into a folder, or a .bib file; ``None``: where it was read from or last written.

        Only the bytes that mean something else now are changed; where nothing changed
        nothing is written. Each file is replaced in one step.

        Raises:
            ChangedOnDiskError: a file was changed by somebody else since it was read, or
                one is there that this list was not read from. Nothing is written.
            FileError: a file cannot be written.
            UsageError: a change that the files cannot express.
        """
        self._store = save(self._syllabus, self._store, None if path is None else Path(path))

    # Looking up -------------------------------------------------------------------------

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
        for week in self.weeks:
            if week.number == number:
                return week
        known = ", ".join(str(week.number) for week in self.weeks if week.number is not None)
        raise UsageError(
            f"there is no week {number}; the list has {'weeks ' + known if known else 'no weeks'}"
        )

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
        return _today(self.course.timezone)

    def select(
        self,
        *,
        week: int | None = None,
        level: Level | None = None,
        type: str | None = None,
        tag: str | None = None,
    ) -> ReadingList:
        """The part of the list that fits every condition given; see `Syllabus.select`.

        Args:
            week: week number.
            level: ``required``, ``optional`` or ``unspecified``.
            type: CSL type or BibTeX entry type.
            tag: a keyword, without regard to case.

        Raises:
            UsageError: no such week, or no such level.
        """
        if week is not None:
            self.week(week)
        if level is not None and level not in LEVELS:
            raise UsageError(f"there is no level {level!r}; there are {', '.join(LEVELS)}")
        part = self._syllabus.select(week=week, level=level, type=type, tag=tag)
        return ReadingList(part.readings, course=part.course, sessions=part.sessions)

    # Saying -----------------------------------------------------------------------------

    def export(
        self,
        format: str,
        *,
        week: int | None = None,
        level: Level | None = None,
        type: str | None = None,
        tag: str | None = None,
        **options: Any,
    ) -> str:
        """The list, or the part that `select` would give, as text in a format.

        Args:
            format: ``bibtex``, ``markdown``, ``json``, ``csl-json`` or ``html``.
            week: as in `select`; so are ``level``, ``type`` and ``tag``.
            level: see ``week``.
            type: see ``week``.
            tag: see ``week``.
            options: what the format's ``render`` takes: ``ascii``, ``classic`` and
                ``keywords`` for BibTeX, ``style`` for Markdown.

        Raises:
            UnknownFormatError: no format has this name.
            UsageError: an option that the format does not take, or no such week or level.
        """
        if format not in FORMATS:
            raise UnknownFormatError("format", format, FORMATS)
        part = self.select(week=week, level=level, type=type, tag=tag)
        return FORMATS[format].render(part.syllabus, **options)

    def lint(self, settings: LintSettings | None = None, *, files: str | Path | None = None) -> Findings:
        """What is wrong or doubtful in the list, from its own text alone.

        Args:
            settings: rules that are off, and levels; ``None``: all rules, as documented.
            files: the folder that relative links are looked up in; ``None``: they are not
                looked up.

        Returns:
            the findings of reading and those of every rule, by file and line.
        """
        from readinglist.lint import lint

        root = None if files is None else Path(files)
        return Findings(
            lint(
                self._syllabus,
                origins=self._origins,
                session_origins=self._session_origins,
                settings=settings,
                exists=None if root is None else lambda link: confine(root, link).exists(),
                found=self.findings,
            )
        )

    def to_frame(self) -> pandas.DataFrame:
        """One row an assignment, then one for each unscheduled reading, as a pandas frame.

        Raises:
            MissingExtraError: pandas is not installed.
        """
        from readinglist.formats.frame import to_frame

        return to_frame(self._syllabus)

    # Changing ---------------------------------------------------------------------------

    def replace(self, key: str, /, **changes: Any) -> ReadingList:
        """A list in which fields of one reading are changed.

        Raises:
            UnknownKeyError: no reading has this key.
            UsageError: the key itself is to change, or a value does not fit.
        """
        old = self.readings[key]
        if changes.get("key", old.key) != old.key:
            raise UsageError("a citation key is never changed: people cite by it. Add a new reading instead")
        try:
            new = old.replace(**changes)
        except ValueError as error:
            raise UsageError(f"{key}: {error}") from error
        readings = tuple(new if reading is old else reading for reading in self._syllabus.readings)
        return self._with(readings=readings, sessions=tuple(_with_reading(s, new) for s in self.sessions))

    def add(self, reading: Reading, *, week: int | None = None, level: Level = "unspecified") -> ReadingList:
        """A list with one more reading, assigned to the first session of a week if one is given.

        Raises:
            UsageError: the key is taken, or there is no such week.
        """
        if reading.key in self.readings:
            raise UsageError(f"the citation key {reading.key} is taken; choose another")
        more = self._with(readings=(*self._syllabus.readings, reading))
        return more if week is None else more.assign(reading.key, week=week, level=level)

    def remove(self, key: str) -> ReadingList:
        """A list without this reading and without its assignments.

        Raises:
            UnknownKeyError: no reading has this key.
        """
        gone = self.readings[key]
        readings = tuple(reading for reading in self._syllabus.readings if reading is not gone)
        return self._with(readings=readings, sessions=tuple(_without(s, gone.key) for s in self.sessions))

    def assign(
        self,
        key: str,
        *,
        week: int | None = None,
        session: int | None = None,
        level: Level = "unspecified",
        locator: str | None = None,
        note: str | None = None,
        presenters: Sequence[str] = (),
    ) -> ReadingList:
        """A list in which a session assigns this reading, behind its others of that level.

        If the session assigns it already, that assignment is moved and changed.

        Args:
            key: citation key.
            week: the week whose first session is meant; give this or ``session``.
            session: index into `sessions`.
            level: ``required``, ``optional`` or ``unspecified``.
            locator: the part to read, in words; ``None``: all of it.
            note: a remark for this session.
            presenters: who presents it.

        Raises:
            UnknownKeyError: no reading has this key.
            UsageError: no such week, session or level.
        """
        reading = self.readings[key]
        if level not in LEVELS:
            raise UsageError(f"there is no level {level!r}; there are {', '.join(LEVELS)}")
        index = self._session_index(week, session)
        new = Assignment(
            reading=reading, level=level, locator=locator, note=note, presenters=tuple(presenters)
        )
        cleared = _without(self.sessions[index], reading.key)
        field = _FIELD_OF_LEVEL[level]
        return self.replace_session(index, **{**dict(cleared), field: (*getattr(cleared, field), new)})

    def unassign(self, key: str, *, week: int | None = None, session: int | None = None) -> ReadingList:
        """A list in which a session no longer assigns this reading; the reading itself stays.

        Raises:
            UnknownKeyError: no reading has this key.
            UsageError: no such week or session.
        """
        index = self._session_index(week, session)
        return self.replace_session(index, **dict(_without(self.sessions[index], self.readings[key].key)))

    def replace_session(self, index: int, **changes: Any) -> ReadingList:
        """A list in which fields of one session are changed; ``index`` counts `sessions` from 0.

        Raises:
            UsageError: no such session, or a value does not fit.
        """
        if not 0 <= index < len(self.sessions):
            raise UsageError(f"there is no session {index}; the list has {len(self.sessions)}")
        try:
            new = Session.model_validate({**dict(self.sessions[index]), **changes})
        except ValueError as error:
            raise UsageError(f"session {index}: {error}") from error
        return self._with(sessions=(*self.sessions[:index], new, *self.sessions[index + 1 :]))

    def replace_course(self, **changes: Any) -> ReadingList:
        """A list in which fields of the course are changed.

        Raises:
            UsageError: a value does not fit.
        """
        try:
            return self._with(course=Course.model_validate({**dict(self.course), **changes}))
        except ValueError as error:
            raise UsageError(f"course: {error}") from error

    def _session_index(self, week: int | None, session: int | None) -> int:
        if (week is None) == (session is None):
            raise UsageError("say which session: give either week or session")
        if session is not None:
            return session
        assert week is not None
        wanted = self.week(week).sessions[0]
        return next(index for index, candidate in enumerate(self.sessions) if candidate is wanted)

    def _with(self, **changes: Any) -> ReadingList:
        new = ReadingList.__new__(ReadingList)
        new._syllabus = self._syllabus.model_copy(update=changes)
        new._store = self._store
        new._origins, new._session_origins = self._origins, self._session_origins
        new.findings = self.findings
        _check(new._syllabus)
        return new

    # Protocols --------------------------------------------------------------------------

    def __len__(self) -> int:
        """How many readings there are."""
        return len(self._syllabus.readings)

    def __iter__(self) -> Iterator[Reading]:
        """The readings, in the order of the .bib file."""
        return iter(self._syllabus.readings)

    def __eq__(self, other: object) -> bool:
        """Whether both lists say the same, wherever they are stored."""
        return isinstance(other, ReadingList) and self._syllabus == other._syllabus

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        course = self.course.title or "untitled"
        term = f", {self.course.term}" if self.course.term else ""
        return f"<ReadingList {course!r}{term}: {len(self)} readings, {len(self.sessions)} sessions>"

    def _repr_html_(self) -> str:
        from readinglist.formats.notebook import syllabus_html

        return syllabus_html(self._syllabus)


def _today(timezone: str | None) -> datetime.date:
    """The date where the course is; UTC where no known time zone is stated."""
    from zoneinfo import ZoneInfo

    try:
        zone: datetime.tzinfo = ZoneInfo(timezone or "UTC")
    except (ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError on top
        zone = datetime.UTC
    except KeyError:
        zone = datetime.UTC
    return datetime.datetime.now(zone).date()


def _check(syllabus: Syllabus) -> None:
    """A list is whole: keys once each, and sessions assign what is in it."""
    by_key = {reading.key: reading for reading in syllabus.readings}
    if len({key.lower() for key in by_key}) != len(syllabus.readings):
        raise UsageError("two readings have one citation key (capitals do not tell keys apart)")
    for session in syllabus.sessions:
        for assignment in session.assignments:
            if by_key.get(assignment.reading.key) != assignment.reading:
                raise UsageError(
                    f"a session assigns {assignment.reading.key}, which is not among the readings"
                )


def _with_reading(session: Session, new: Reading) -> Session:
    """``session`` with its assignments of this reading's key pointing to ``new``."""
    if all(a.reading.key != new.key for a in session.assignments):
        return session
    return session.model_copy(
        update={
            field: tuple(
                a.model_copy(update={"reading": new}) if a.reading.key == new.key else a
                for a in getattr(session, field)
            )
            for field in _FIELD_OF_LEVEL.values()
        }
    )


def _without(session: Session, key: str) -> Session:
    return session.model_copy(
        update={
            field: tuple(a for a in getattr(session, field) if a.reading.key != key)
            for field in _FIELD_OF_LEVEL.values()
        }
    )
