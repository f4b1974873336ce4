"""One run over a list: its settings and its history in, a report out, the history saved."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from readinglist.errors import UsageError
from readinglist.formats.link_lines import LineFinder
from readinglist.links import history
from readinglist.links.check import Progress, check_plan
from readinglist.links.network import Network
from readinglist.links.plan import Plan, RunTime, weeks_near
from readinglist.links.results import LinkReport, LinkTarget
from readinglist.links.shards import parse_shard, select_shard
from readinglist.links.targets import LineOf, gather_targets
from readinglist.model.finding import Origin
from readinglist.model.schedule import Syllabus, today
from readinglist.settings import Settings
from readinglist.store.data_files import ListFiles
from readinglist.store.files import confine
from readinglist.store.git import Revision, find_revision, list_at, settings_at


@dataclass(frozen=True, slots=True)
class LocatedList:
    """A list, and where each part of it is written.

    Attributes:
        syllabus: what it says.
        path: its folder or .bib file; ``None``: it was made in memory.
        origins: citation key to the place of its entry.
        session_origins: the place of each session, in their order.
        line_of: a finer place of a link; ``None``: there is none.
    """

    syllabus: Syllabus
    path: Path | None = None
    origins: Mapping[str, Origin] | None = None
    session_origins: Sequence[Origin | None] = ()
    line_of: LineOf | None = None

    @classmethod
    def in_files(
        cls,
        syllabus: Syllabus,
        files: ListFiles | None,
        origins: Mapping[str, Origin],
        session_origins: Sequence[Origin | None],
    ) -> LocatedList:
        """The list of ``files``, whose links are found to the line; ``None``: it was made in memory."""
        if files is None:
            return cls(syllabus)
        bib, schedule = files.bib, files.schedule
        path = schedule.path.parent if schedule else bib.path if bib else None
        texts = (bib.text if bib else None, schedule.text if schedule else None)
        return cls(syllabus, path, origins, session_origins, LineFinder(*texts, session_origins))


@dataclass(frozen=True, slots=True)
class Choice:
    """Which links are checked, and what is remembered of them.

    Attributes:
        keys: citation keys; empty: the whole list.
        everything: also what was well lately.
        changed_since: only what is new or changed since this revision of git. Settings and
            history are then those of the revision, which a stranger's branch cannot change,
            and nothing is remembered of the run.
        shard: ``2/8``: the second of eight parts by host; ``None``: all.
        history: the file of the history; ``None``: there is none.
    """

    keys: tuple[str, ...] = ()
    everything: bool = False
    changed_since: str | None = None
    shard: str | None = None
    history: Path | None = None


def check_list(
    listed: LocatedList,
    choice: Choice,
    settings: Settings,
    network: Network | None = None,
    progress: Progress | None = None,
) -> LinkReport:
    """Check the links of a list.

    Args:
        listed: the list.
        choice: which of its links.
        settings: how they are checked, and who asks.
        network: what to ask with; ``None``: one is opened for this run.
        progress: is told each result as it comes.

    Raises:
        UsageError: a revision or a shard that cannot be meant.
        FileError: the history cannot be saved.
    """
    revision = _revision(listed, choice)
    if revision is not None:
        assert listed.path is not None, "_revision has looked"
        trusted = settings_at(revision, listed.path)
        settings = settings.model_copy(update={"check": trusted.check, "resolve": trusted.resolve})
    seconds = time.time() if network is None else network.clock.now()
    now = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
    past = _read_history(choice.history, revision, now.date())
    plan = _plan(listed, choice, settings, revision, past.history, now)
    if network is None:
        with Network(settings.check, settings.resolve.contact) as own:
            outcome = check_plan(plan, own, progress)
    else:
        outcome = check_plan(plan, network, progress)
    report = outcome.report.model_copy(
        update={"findings": (*past.findings, *outcome.report.findings), "shard": choice.shard}
    )
    # A run without network has found out nothing, and one on a stranger's branch is not to be remembered.
    if choice.history is not None and revision is None and past.writable and not report.offline:
        # Of the whole list, not of this choice: its other links are not to be forgotten.
        names = {target.name for target in gather_targets(listed.syllabus, {}, ())}
        history.write(choice.history, outcome.history, names=names, today=now.date())
    return report


def _revision(listed: LocatedList, choice: Choice) -> Revision | None:
    if choice.changed_since is None:
        return None
    if listed.path is None:
        raise UsageError("this list was not read from files, so git cannot tell what has changed in it")
    folder = listed.path if listed.path.is_dir() else listed.path.parent
    return find_revision(folder, choice.changed_since)


def _read_history(path: Path | None, revision: Revision | None, today: datetime.date) -> history.Parsed:
    """Return what earlier runs remember; for a pull request, what the branch that it goes to remembers."""
    if path is None:
        return history.Parsed(history.History())
    if revision is None:
        return history.read(path, today=today)
    before = revision.file_at_commit(path)
    # A line with bytes that are no UTF-8 is then one that `history.parse` leaves out.
    text = (before or b"").decode("utf-8", "replace")
    return history.parse(text, today=today, file=str(path))


def _plan(
    listed: LocatedList,
    choice: Choice,
    settings: Settings,
    revision: Revision | None,
    past: history.History,
    now: datetime.datetime,
) -> Plan:
    syllabus = listed.syllabus
    day = today(syllabus.course.timezone, now)
    files = settings.check.files if settings.check.files is not None else settings.lint.files
    root = None if files is None else (settings.root or Path()) / files
    targets = _select_targets(listed, choice, revision)
    return Plan(
        targets=targets,
        settings=settings.check,
        history=past,
        when=RunTime(now, day, weeks_near(syllabus.sessions, day)),
        keys=choice.keys,
        everything=choice.everything,
        base=syllabus.course.url,
        exists=None if root is None else lambda link: confine(root, link).exists(),
        # Of a part, a rule that fits no link may fit one of the others.
        whole=not choice.keys and revision is None and choice.shard is None,
        settings_file=str(settings.file) if settings.file else None,
        remembers=choice.history is not None and revision is None,
        readings={reading.key: reading for reading in syllabus.readings},
    )


def _select_targets(listed: LocatedList, choice: Choice, revision: Revision | None) -> tuple[LinkTarget, ...]:
    targets = gather_targets(listed.syllabus, listed.origins or {}, listed.session_origins, listed.line_of)
    if choice.keys:
        keys = frozenset(choice.keys)
        targets = tuple(target for target in targets if any(use.key in keys for use in target.uses))
    if revision is not None:
        assert listed.path is not None, "_revision has looked"
        targets = changed_since(revision, listed.path, listed.syllabus, targets)
    return targets if choice.shard is None else select_shard(targets, parse_shard(choice.shard))


def changed_since(
    revision: Revision, path: Path, syllabus: Syllabus, targets: Iterable[LinkTarget]
) -> tuple[LinkTarget, ...]:
    """Return those of ``targets`` that this branch has brought in or whose entry it has changed.

    Args:
        revision: what to compare with.
        path: where the list was read from: a folder, or a .bib file.
        syllabus: what it says now.
        targets: the links of it.

    Raises:
        UsageError: git cannot read the files of the revision.
        FileError: a file of the revision is UTF-16.
    """
    before = list_at(revision, path).files.syllabus
    readings = {reading.key: reading for reading in before.readings}
    # A changed title or author is another promise, so all links of such a reading are asked about anew.
    keys = frozenset(reading.key for reading in syllabus.readings if reading != readings.get(reading.key))
    earlier = gather_targets(before, {}, ())
    places = {target.name: {(use.key, use.field) for use in target.uses} for target in earlier}
    return tuple(
        target
        for target in targets
        if any(
            use.key in keys or (use.key, use.field) not in places.get(target.name, ()) for use in target.uses
        )
    )
