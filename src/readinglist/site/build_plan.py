"""What a build writes, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from readinglist.errors import ChangedOnDiskError, UsageError
from readinglist.model.schedule import Syllabus
from readinglist.settings import BuildSettings, LoadSettings, Target
from readinglist.site.output import Leftover, OutputFolder, find_leftovers, make_folders, require_distinct
from readinglist.site.pages import fill_page
from readinglist.site.targets import TargetText, render_target, sessions_without_week
from readinglist.store.files import bytes_at, remove, source_of, unified_diff, write_sources

Read = Callable[[Path], "bytes | None"]


class PlannedFile(NamedTuple):
    """A file of the site.

    Attributes:
        path: the file, as it is shown.
        data: what it shall hold.
        before: what it holds now; ``None``: it is not there.
        place: where its links lead.
    """

    path: Path
    data: bytes
    before: bytes | None
    place: Path

    @property
    def stale(self) -> bool:
        """Whether it has to be written."""
        return self.data != self.before

    @property
    def why(self) -> str:
        """Why it has to be written, in some words; empty where it has not."""
        if not self.stale:
            return ""
        if self.before is None:
            return "not there yet"
        return f"line {_first_difference(self.before, self.data)} is to change"

    def diff(self, name: str) -> str:
        """What would change in it, as a unified diff of a file ``name``; empty where nothing would."""
        if not self.stale:
            return ""
        old = None if self.before is None else source_of(self.path, self.before)
        return unified_diff(old, source_of(self.path, self.data), name)


class Plan(NamedTuple):
    """What a build comes to.

    Attributes:
        files: every file of every target, in order.
        leftovers: files that a target with a placeholder has written for a week or session
            that the list has no longer.
        remarks: what a person should know, in sentences.
    """

    files: tuple[PlannedFile, ...]
    leftovers: tuple[Leftover, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def stale(self) -> bool:
        """Whether the site is not what the list says."""
        return bool(self.leftovers) or any(file.stale for file in self.files)

    def write(self, *, prune: bool = False) -> None:
        """Write the files that are stale, each whole or not at all, and with ``prune`` remove leftovers.

        Nothing is written where it is known before that something cannot be.

        Raises:
            ChangedOnDiskError: a file was changed since the plan was made, or its folder leads
                elsewhere now; nothing is written.
            FileError: a file cannot be written, or not be removed.
        """
        stale = [file for file in self.files if file.stale]
        gone = self.leftovers if prune else ()
        # What was checked when the plan was made holds only for where the links led then.
        for path, place in (*((file.path, file.place) for file in stale), *gone):
            if path.resolve() != place:
                raise ChangedOnDiskError(path, "a symbolic link leads elsewhere now; build again.")
        with make_folders(dict.fromkeys(file.place.parent for file in stale)):
            write_sources([(file.path, file.data, file.before) for file in stale])
        # Last, so that a build that fails has lost nothing.
        for leftover in gone:
            remove(leftover.path)


def plan_site(
    syllabus: Syllabus,
    settings: BuildSettings,
    root: Path,
    *,
    inputs: Iterable[Path] = (),
    pace: LoadSettings | None = None,
    read: Read = bytes_at,
) -> Plan:
    """What the targets of ``settings`` come to for ``syllabus``. Nothing is written.

    Args:
        syllabus: the list.
        settings: the output folder and its targets.
        root: the folder that the output folder is in.
        inputs: files that the list is read from; no target may be one of them.
        pace: how fast readings are read, for formats that say how much there is to read;
            ``None``: the default.
        read: gives the bytes of a file, ``None`` where there is none.

    Raises:
        UnsafePathError: a target lies outside of the output folder, or that outside of
            ``root``, or a target is one of ``inputs``.
        UsageError: a target cannot be meant: an unknown format, option or placeholder, two
            targets that are one file, a place that the page has not.
        FileError: a file cannot be read.
    """
    output = OutputFolder.of(root, settings.output, inputs)
    by_path: dict[str, list[TargetText]] = {}
    for target in settings.targets:
        for text in render_target(syllabus, target, pace):
            by_path.setdefault(Path(text.path).as_posix(), []).append(text)
    planned = (_plan_file(output, path, texts, read) for path, texts in by_path.items())
    files = [file for file in planned if file is not None]
    require_distinct([(file.path, file.place) for file in files])
    known = output.closed | {file.place for file in files}
    return Plan(
        tuple(files),
        tuple(
            dict.fromkeys(
                left for target in settings.targets for left in find_leftovers(output, target, known)
            )
        ),
        tuple(dict.fromkeys(remark for target in settings.targets for remark in _remarks(syllabus, target))),
    )


def _plan_file(
    output: OutputFolder, path: str, texts: Sequence[TargetText], read: Read
) -> PlannedFile | None:
    """The file at ``path``; ``None`` where it is a page that is not there and nothing is lost by that."""
    shown, place = output.place(path)
    before = read(shown)
    if any(text.marker is not None for text in texts):
        page = fill_page(source_of(shown, before) if before is not None else None, path, texts)
        return None if page is None else PlannedFile(shown, page, before, place)
    if len(texts) > 1:
        raise UsageError(f"two targets are {path!r}: give each a path of its own")
    return PlannedFile(shown, texts[0].text.encode("utf-8", "surrogatepass"), before, place)


def _first_difference(before: bytes, after: bytes) -> int:
    """The number of the first line in which two texts differ."""
    pairs = zip_longest(before.split(b"\n"), after.split(b"\n"))
    return next(number for number, (old, new) in enumerate(pairs, 1) if old != new)


def _remarks(syllabus: Syllabus, target: Target) -> Iterator[str]:
    lost = sessions_without_week(syllabus, target)
    if lost:
        first = lost[0].topic or str(lost[0].date or "the first one")
        who, are = (
            ("1 session with readings has", "it is")
            if len(lost) == 1
            else (f"{len(lost)} sessions with readings have", "they are")
        )
        yield (
            f"{target.path}: {who} no week, so {are} in none of these files: {first!r}"
            f"{'' if len(lost) == 1 else ' is the first'}; give a week, or use {{session}}"
        )
