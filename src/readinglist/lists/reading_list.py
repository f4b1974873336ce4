"""The list: read from its files, looked up, changed, exported, and written back."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readinglist.formats import FORMATS
from readinglist.lists.lookup import Readings, find_session, find_week
from readinglist.model import edits, schedule
from readinglist.model.finding import Findings, Origin
from readinglist.model.provenance import Lock, Provenance
from readinglist.model.reading import Reading
from readinglist.model.schedule import Assignment, Course, Level, Session, Syllabus, Week
from readinglist.report import find_renderer
from readinglist.store.data_files import ListFiles, diff_files, read_files, write_files
from readinglist.store.files import exists_in

# What only some methods need is imported by these: a list is read and exported without waiting for it.
if TYPE_CHECKING:
    import pandas

    from readinglist.links.check import Progress as LinkProgress
    from readinglist.links.network import Network
    from readinglist.links.results import LinkReport
    from readinglist.metadata.resolve.resolution import Resolution
    from readinglist.metadata.resolve.rounds import Progress
    from readinglist.settings import LintSettings, LoadSettings, ResolveSettings, Settings
    from readinglist.web.asking.answers import Asker
    from readinglist.workload import WeekWorkload


class ReadingList:
    """A course's readings and when they are read.

    A list is a value: the methods that change something return a new list and leave this
    one as it is; `write` puts a list into its files.

    Methods that take a citation key raise `UnknownKeyError` where no reading has it. `UsageError`
    says that there is no such week, session or level, that a value does not fit its field, that
    two readings have one key, or that a session assigns what is not among the readings.

    Attributes:
        findings: what was not understood when the files were read.
    """

    def __init__(
        self,
        readings: Iterable[Reading] = (),
        *,
        course: Course | None = None,
        sessions: Iterable[Session] = (),
    ) -> None:
        """A list made in memory."""
        syllabus = Syllabus(course=course or Course(), sessions=tuple(sessions), readings=tuple(readings))
        self._syllabus = edits.check(syllabus)
        self._files: ListFiles | None = None
        self._lock = Lock()
        self._origins: Mapping[str, Origin] = {}
        self._session_origins: tuple[Origin | None, ...] = ()
        self.findings = Findings()

    @classmethod
    def read(cls, path: str | Path = "data") -> ReadingList:
        """Read a folder with ``readings.bib`` and ``schedule.toml``, or a .bib file alone.

        What is wrong inside of the files is in `findings`; the rest of the list loads. In a
        .bib alone, the fields ``week`` and ``level`` of an entry place it.

        Raises:
            MissingFileError: there is no such file or folder, or the folder has neither file.
            FileError: a file cannot be read.
        """
        rl = cls()
        rl._files, rl._origins, rl._session_origins, rl.findings = read_files(Path(path))
        rl._syllabus, rl._lock = rl._files.syllabus, rl._files.provenance
        return rl

    @classmethod
    def example(cls) -> ReadingList:
        """The list of Berkeley's "Machine Learning Systems", spring 2022, that comes with the package."""
        installed = Path(__file__).with_name("example")  # pyproject.toml puts it there
        checkout = Path(__file__).parents[3] / "data"
        return cls.read(installed if installed.is_dir() else checkout)

    def write(self, path: str | Path | None = None) -> None:
        """Save into a folder, or a .bib file; ``None``: where it was read from or last written.

        Only the bytes that mean something else now are changed; where nothing changed
        nothing is written. Each file is replaced in one step.

        Raises:
            ChangedOnDiskError: a file was changed by another program since it was read, or
                one is there that this list was not read from. Nothing is written.
            FileError: a file cannot be written.
            UsageError: a change that the files cannot express.
        """
        to = None if path is None else Path(path)
        self._files = write_files(self._syllabus, self._lock, self._files, to)

    def diff(self) -> str:
        """What `write` would change in the files that the list was read from, as a unified diff.

        Raises:
            UsageError: the list was not read from a file, or a change that its files cannot express.
        """
        return diff_files(self._syllabus, self._lock, self._files)

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
        """
        if week is not None:
            self.week(week)  # for its error: to select what is not there would be none
        if level is not None:
            edits.known_level(level)
        part = self._syllabus.select(week=week, level=level, type=type, tag=tag)
        return ReadingList(part.readings, course=part.course, sessions=part.sessions)

    @property
    def course(self) -> Course:
        """The course; its fields are ``None`` where nothing is stated."""
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
        """The sessions of the week with this number."""
        return find_week(self.weeks, number)

    def current(self, on: datetime.date | None = None) -> Session | None:
        """The session that the page marks: the first one dated ``on`` or later; ``None``: all are over.

        ``on`` is the day; ``None`` is today in the course's time zone.
        """
        return schedule.current_session(self.sessions, on or self.today())

    def today(self) -> datetime.date:
        """The date where the course is; in UTC where no known time zone is stated."""
        return schedule.today(self.course.timezone)

    @property
    def lock(self) -> Lock:
        """The provenance: which source stated which field of which reading."""
        return self._lock

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

        ``format`` is ``bibtex``, ``markdown``, ``json``, ``csl-json``, ``html`` or another one of
        `FORMATS`; ``options`` are what its ``render`` takes: ``ascii``, ``classic`` and
        ``keywords`` for BibTeX, ``style`` for Markdown.

        Raises:
            UnknownFormatError: no format has this name.
            UsageError: an option that the format does not take.
        """
        renderer = find_renderer(FORMATS, format, "format")
        return renderer.render(self.select(week=week, level=level, type=type, tag=tag).syllabus, **options)

    def lint(self, settings: LintSettings | None = None, *, files: str | Path | None = None) -> Findings:
        """What is wrong or doubtful in the list and its files, by file and line; nothing is asked.

        Args:
            settings: rules that are off, and levels; ``None``: all rules, as documented.
            files: the folder that relative links are looked up in; ``None``: they are not.
        """
        from readinglist.lint import lint

        found = lint(
            self._syllabus,
            origins=self._origins,
            session_origins=self._session_origins,
            settings=settings,
            exists=exists_in(files),
            found=self.findings,
        )
        return Findings(found)

    def to_frame(self) -> pandas.DataFrame:
        """One row an assignment, then one for each unscheduled reading, as a pandas frame.

        Raises:
            MissingExtraError: pandas is not installed.
        """
        from readinglist.formats.dataframe import to_frame

        return to_frame(self._syllabus)

    def workload(self, settings: LoadSettings | None = None) -> tuple[WeekWorkload, ...]:
        """How much each week asks for, at the pace of ``settings``; ``None``: the default one."""
        from readinglist.workload import weekly_workload

        return weekly_workload(self._syllabus, settings)

    def resolve(
        self,
        *keys: str,
        session: Asker | None = None,
        search: bool = False,
        settings: ResolveSettings | None = None,
        progress: Progress | None = None,
    ) -> Resolution:
        """What the metadata services say of these readings; nothing is changed, see `applied`.

        Args:
            keys: citation keys; none: all readings.
            session: a polite session that is open; ``None``: one is made for this call.
            search: also search by title for what preprints were published as; what is
                found so is only suggested.
            settings: contact address, cache and age of replies, for a new session.
            progress: called with the source's name, how many are done, and of how many.
        """
        from readinglist.metadata.resolve.resolver import open_session, resolve_readings
        from readinglist.settings import ResolveSettings

        readings = [self.readings[key] for key in keys] or list(self)
        with nullcontext(session) if session else open_session(settings or ResolveSettings()) as asker:
            return resolve_readings(readings, self._lock, asker, with_search=search, progress=progress)

    def check_links(
        self,
        *keys: str,
        everything: bool = False,
        changed_since: str | None = None,
        shard: str | None = None,
        history: str | Path | None = None,
        settings: Settings | None = None,
        network: Network | None = None,
        progress: LinkProgress | None = None,
    ) -> LinkReport:
        """Whether the links of the list still lead to what they promise; nothing is changed, see `fixed`.

        Args:
            keys: citation keys; none: every link of the list.
            everything: also ask about links that were well lately.
            changed_since: only what is new or changed since this revision of git; settings
                and history are then those of the revision, and nothing is remembered.
            shard: ``2/8`` is the second of eight parts by host; ``None``: all hosts.
            history: the file that remembers earlier runs, read and saved; ``None``: there is
                none, so that a dead link is only confirmed by two witnesses.
            settings: how links are checked, and who asks; ``None``: the defaults.
            network: what to ask with, which is left open; ``None``: one is made for this call.
            progress: called with each result as it comes, how many are done, and of how many.

        Raises:
            UsageError: a revision or a shard that cannot be meant.
            FileError: the history cannot be saved.
        """
        from readinglist.links.run import Choice, LocatedList, check_list
        from readinglist.settings import Settings

        # As the entries spell them: here a key is found whatever its capitals, there it is not.
        known = tuple(self.readings[key].key for key in keys)
        choice = Choice(known, everything, changed_since, shard, None if history is None else Path(history))
        listed = LocatedList.in_files(self._syllabus, self._files, self._origins, self._session_origins)
        return check_list(listed, choice, settings or Settings(), network, progress)

    def replace(self, key: str, /, **fields: Any) -> ReadingList:
        """A list in which fields of one reading are changed; its key can be none of them."""
        new = edits.changed_reading(self.readings[key], fields)
        return self._with(edits.with_readings(self._syllabus, {new.key: new}))

    def add(self, reading: Reading, *, week: int | None = None, level: Level = "unspecified") -> ReadingList:
        """A list with one more reading, assigned to the first session of a week if one is given."""
        more = self._with(edits.with_reading(self._syllabus, reading))
        return more if week is None else more.assign(reading.key, week=week, level=level)

    def remove(self, key: str) -> ReadingList:
        """A list without this reading and without its assignments."""
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
        index = find_session(self.sessions, week=week, session=session)
        return self.replace_session(index, **edits.with_assignment(self.sessions[index], new))

    def unassign(self, key: str, *, week: int | None = None, session: int | None = None) -> ReadingList:
        """A list in which a session no longer assigns this reading; the reading itself stays."""
        index = find_session(self.sessions, week=week, session=session)
        rest = edits.without_assignment(self.sessions[index], self.readings[key].key)
        return self.replace_session(index, **dict(rest))

    def replace_session(self, index: int, /, **fields: Any) -> ReadingList:
        """A list in which fields of one session are changed; ``index`` counts `sessions` from 0."""
        return self._with(edits.with_session(self._syllabus, index, fields))

    def replace_course(self, **fields: Any) -> ReadingList:
        """A list in which fields of the course are changed."""
        return self._with(edits.with_course(self._syllabus, fields))

    def with_schedule(self, sessions: Iterable[Session], course: Course | None = None) -> ReadingList:
        """A list with other sessions, and perhaps another course, for the same readings."""
        update = {"sessions": tuple(sessions), "course": course or self.course}
        return self._with(edits.check(self._syllabus.model_copy(update=update)))  # a copy validates nothing

    def with_syllabus(self, syllabus: Syllabus) -> ReadingList:
        """A list that says ``syllabus``; `write` changes in the files what that says differently."""
        return self._with(edits.check(syllabus))

    def with_provenance(self, entries: Mapping[str, Mapping[str, Provenance]]) -> ReadingList:
        """A list with more provenance: citation key to field to source; `write` puts it into the lock."""
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
        new = self._with(edits.with_readings(self._syllabus, resolution.changed_readings(self.readings)))
        return new.with_provenance(resolution.provenance(settled=keep))

    def fixed(self, report: LinkReport, *, sure: bool = True) -> ReadingList:
        """A list with the repairs of ``report`` made: one address each, and nothing else.

        Args:
            report: what `check_links` found for this list.
            sure: only those that need no review; ``False``: the best one of each link.
        """
        from readinglist.links.repair_edits import fixes, with_fixes

        return with_fixes(self, (edit for edit in fixes(report, self._syllabus) if edit.sure or not sure)).rl

    def _with(self, syllabus: Syllabus) -> ReadingList:
        # Not by `__init__`, which makes a list that comes from no files.
        new = ReadingList.__new__(ReadingList)
        new._syllabus = syllabus
        new._files, new._lock, new.findings = self._files, self._lock, self.findings
        new._origins, new._session_origins = self._origins, self._session_origins
        return new

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
        name = ", ".join(filter(None, (repr(self.course.title or "untitled"), self.course.term)))
        return f"<ReadingList {name}: {len(self)} readings, {len(self.sessions)} sessions>"

    def _repr_html_(self) -> str:
        from readinglist.formats.notebook import syllabus_html

        return syllabus_html(self._syllabus)
