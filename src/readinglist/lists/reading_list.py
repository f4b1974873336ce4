"""The list: read from its files, looked up, changed, exported, and written back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readinglist.errors import UnknownFormatError, UsageError
from readinglist.formats import FORMATS
from readinglist.lists.online import Online
from readinglist.model import edits
from readinglist.model.finding import Findings, Origin
from readinglist.model.provenance import Lock, Provenance
from readinglist.model.reading import Reading
from readinglist.model.schedule import Assignment, Course, Level, Session, Syllabus
from readinglist.store.files import confine
from readinglist.store.store import Store, difference, load, save

if TYPE_CHECKING:
    import pandas

    from readinglist.links.results import LinkReport
    from readinglist.metadata.resolve import Resolution
    from readinglist.settings import LintSettings, LoadSettings
    from readinglist.workload import WeekLoad


class ReadingList(Online):
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
        self._syllabus = edits.check(
            Syllabus(course=course or Course(), sessions=tuple(sessions), readings=tuple(readings))
        )
        self._store: Store | None = None
        self._lock = Lock()
        self._origins: Mapping[str, Origin] = {}
        self._session_origins: tuple[Origin | None, ...] = ()
        self.findings = Findings()

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
        rl._lock = loaded.store.provenance
        rl._origins, rl._session_origins = loaded.origins, loaded.session_origins
        rl.findings = loaded.findings
        return rl

    @classmethod
    def example(cls) -> ReadingList:
        """The list of Berkeley's "Machine Learning Systems", spring 2022, that comes with the package."""
        installed = Path(__file__).with_name("example")
        checkout = Path(__file__).parents[3] / "data"
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
        target = None if path is None else Path(path)
        self._store = save(self._syllabus, self._lock, self._store, target)

    def diff(self) -> str:
        """What `write` would change in the files that the list was read from, as a unified diff.

        Raises:
            UsageError: the list was not read from a file, or a change that its files cannot express.
        """
        if self._store is None:
            raise UsageError("this list was not read from a file, so there is nothing to compare it with")
        return difference(self._syllabus, self._lock, self._store)

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
        if level is not None:
            edits.known_level(level)
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

    def load(self, settings: LoadSettings | None = None) -> tuple[WeekLoad, ...]:
        """How much each week asks for, at the pace of ``settings``; ``None``: the default one."""
        from readinglist.workload import loads

        return loads(self._syllabus, settings)

    # Changing ---------------------------------------------------------------------------

    def replace(self, key: str, /, **fields: Any) -> ReadingList:
        """A list in which fields of one reading are changed.

        Raises:
            UnknownKeyError: no reading has this key.
            UsageError: the key itself is to change, or a value does not fit.
        """
        new = edits.changed_reading(self.readings[key], fields)
        return self._with(edits.with_readings(self._syllabus, {new.key: new}))

    def add(self, reading: Reading, *, week: int | None = None, level: Level = "unspecified") -> ReadingList:
        """A list with one more reading, assigned to the first session of a week if one is given.

        Raises:
            UsageError: the key is taken, or there is no such week.
        """
        more = self._with(edits.with_reading(self._syllabus, reading))
        return more if week is None else more.assign(reading.key, week=week, level=level)

    def remove(self, key: str) -> ReadingList:
        """A list without this reading and without its assignments.

        Raises:
            UnknownKeyError: no reading has this key.
        """
        return self._with(edits.without_reading(self._syllabus, self.readings[key].key))

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
        group: str | None = None,
        text: str | None = None,
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
            group: the heading that it stands under in its list; ``None``: none.
            text: the item in the page's own words; ``None``: they are made of the record.

        Raises:
            UnknownKeyError: no reading has this key.
            UsageError: no such week, session or level.
        """
        new = Assignment(
            reading=self.readings[key],
            level=edits.known_level(level),
            locator=locator,
            note=note,
            presenters=tuple(presenters),
            group=group,
            text=text,
        )
        index = self._session_index(week, session)
        return self.replace_session(index, **edits.with_assignment(self.sessions[index], new))

    def unassign(self, key: str, *, week: int | None = None, session: int | None = None) -> ReadingList:
        """A list in which a session no longer assigns this reading; the reading itself stays.

        Raises:
            UnknownKeyError: no reading has this key.
            UsageError: no such week or session.
        """
        index = self._session_index(week, session)
        rest = edits.without_assignment(self.sessions[index], self.readings[key].key)
        return self.replace_session(index, **dict(rest))

    def replace_session(self, index: int, /, **fields: Any) -> ReadingList:
        """A list in which fields of one session are changed; ``index`` counts `sessions` from 0.

        Raises:
            UsageError: no such session, or a value does not fit.
        """
        return self._with(edits.with_session(self._syllabus, index, fields))

    def replace_course(self, **fields: Any) -> ReadingList:
        """A list in which fields of the course are changed.

        Raises:
            UsageError: a value does not fit.
        """
        return self._with(edits.with_course(self._syllabus, fields))

    def with_schedule(self, sessions: Iterable[Session], course: Course | None = None) -> ReadingList:
        """A list with other sessions, and perhaps another course, for the same readings.

        Raises:
            UsageError: a session assigns a reading that the list has not.
        """
        update = {"sessions": tuple(sessions), "course": course or self.course}
        return self._with(edits.check(self._syllabus.model_copy(update=update)))

    def with_syllabus(self, syllabus: Syllabus) -> ReadingList:
        """A list that says ``syllabus``; `write` changes in the files what that says differently.

        Raises:
            UsageError: two readings have one key, or a session assigns one that is not
                among the readings.
        """
        return self._with(edits.check(syllabus))

    def with_provenance(self, entries: Mapping[str, Mapping[str, Provenance]]) -> ReadingList:
        """A list that also knows, for these keys, which source said what; `write` puts it into the lock."""
        new = self._with(self._syllabus)
        for key, fields in entries.items():
            new._lock = new._lock.with_entry(key, fields)
        return new

    def applied(self, resolution: Resolution, *, keep: bool = False) -> ReadingList:
        """A list with every sure change of ``resolution``; its conflicts and suggestions stay out.

        Args:
            resolution: what `resolve` found for this list.
            keep: a person has looked at the conflicts and stays with the list: they come up
                again only when the source changes its mind.

        Raises:
            UsageError: a reading was changed since.
        """
        for entry in resolution.entries:
            if self.readings[entry.key] != entry.before:
                raise UsageError(f"{entry.key} was changed since it was resolved; resolve it again")
        after = {entry.key: entry.after for entry in resolution.entries if entry.changes}
        new = self._with(edits.with_readings(self._syllabus, after))
        return new.with_provenance(
            {e.key: e.merged.settled() if keep else e.merged.provenance for e in resolution.entries}
        )

    def fixed(self, report: LinkReport, *, sure: bool = True) -> ReadingList:
        """A list with the repairs of ``report`` made: one address each, and nothing else.

        Args:
            report: what `check_links` found for this list.
            sure: only those that need no review; ``False``: the best one of each link.
        """
        from readinglist.links.repair_edits import fixes, with_fixes

        edits = (edit for edit in fixes(report, self._syllabus) if edit.sure or not sure)
        return with_fixes(self, edits).rl

    def _with(self, syllabus: Syllabus) -> ReadingList:
        new = ReadingList.__new__(ReadingList)
        new._syllabus = syllabus
        new._store, new._lock = self._store, self._lock
        new._origins, new._session_origins = self._origins, self._session_origins
        new.findings = self.findings
        return new

    # Protocols --------------------------------------------------------------------------

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
