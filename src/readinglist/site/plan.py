"""What a build writes, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from readinglist.errors import UnsafePathError, UsageError
from readinglist.files import (
    bytes_at,
    confine,
    make_folder,
    remove,
    source_of,
    unified_diff,
    write_sources,
)
from readinglist.load import LoadSettings
from readinglist.schedule import Syllabus
from readinglist.settings import BuildSettings, Target
from readinglist.site.leftovers import leftovers
from readinglist.site.page import Made, page_with
from readinglist.site.rendering import homeless, texts

Read = Callable[[Path], "bytes | None"]


class PlannedFile(NamedTuple):
    """A file of the site: what it shall hold, and what it holds now (``None``: it is not there)."""

    path: Path
    data: bytes
    before: bytes | None

    @property
    def stale(self) -> bool:
        """Whether it has to be written."""
        return self.data != self.before

    def diff(self) -> str:
        """What would change in it, as a unified diff; empty where nothing would."""
        if not self.stale:
            return ""
        old = None if self.before is None else source_of(self.path, self.before)
        return unified_diff(old, source_of(self.path, self.data), self.path.as_posix())


class Plan(NamedTuple):
    """What a build comes to.

    Attributes:
        files: every file of every target, in order.
        leftovers: files that a target with a placeholder has written for a week or session
            that the list has no longer.
        remarks: what a person should know, in sentences.
    """

    files: tuple[PlannedFile, ...]
    leftovers: tuple[Path, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def stale(self) -> bool:
        """Whether the site is not what the list says."""
        return bool(self.leftovers) or any(file.stale for file in self.files)

    def write(self, *, prune: bool = False) -> None:
        """Write the files that are stale, each whole or not at all, and with ``prune`` remove leftovers.

        Raises:
            ChangedOnDiskError: a file was changed since the plan was made; nothing is written.
            FileError: a file cannot be written, or not be removed.
        """
        stale = [file for file in self.files if file.stale]
        for folder in dict.fromkeys(file.path.parent for file in stale):
            make_folder(folder)
        write_sources([(file.path, file.data, file.before) for file in stale])
        for path in self.leftovers if prune else ():
            remove(path)


def plan(
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
    output = confine(root, settings.output)
    closed = frozenset(path.resolve() for path in inputs)
    by_path: dict[str, list[Made]] = {}
    for target in settings.targets:
        for text in texts(syllabus, target, pace):
            by_path.setdefault(text.path, []).append(Made(target, text))
    planned = (_file(output, path, made, closed, read) for path, made in by_path.items())
    files = [file for file in planned if file is not None]
    _require_distinct(files)
    known = closed | {file.path.resolve() for file in files}
    return Plan(
        tuple(files),
        tuple(path for target in settings.targets for path in leftovers(output, target, known)),
        tuple(dict.fromkeys(remark for target in settings.targets for remark in _remarks(syllabus, target))),
    )


def _file(
    output: Path, path: str, made: Sequence[Made], closed: frozenset[Path], read: Read
) -> PlannedFile | None:
    """The file at ``path``; ``None`` where it is a page that is not there and nothing is lost by that."""
    place = _allowed(output, path, closed)
    before = read(place)
    if any(each.text.marker is not None for each in made):
        page = page_with(source_of(place, before) if before is not None else None, path, made)
        return None if page is None else PlannedFile(place, page, before)
    if len(made) > 1:
        raise UsageError(f"two targets are {path!r}: give each a path of its own")
    return PlannedFile(place, made[0].text.text.encode("utf-8", "surrogatepass"), before)


def _allowed(output: Path, path: str, closed: frozenset[Path]) -> Path:
    place = confine(output, path)
    if place.resolve() in closed:
        raise UnsafePathError(path, "the list is read from this file; give the target another path.")
    if ".git" in (part.lower() for part in Path(path).parts):
        raise UnsafePathError(path, "it is in the folder of git itself; give the target another path.")
    return place


def _require_distinct(files: Iterable[PlannedFile]) -> None:
    seen: set[Path] = set()
    for file in files:
        place = file.path.resolve()
        if place in seen:
            raise UsageError(f"two targets are {str(file.path)!r}: give each a path of its own")
        seen.add(place)


def _remarks(syllabus: Syllabus, target: Target) -> Iterator[str]:
    lost = homeless(syllabus, target)
    if lost:
        first = lost[0].topic or str(lost[0].date or "the first one")
        yield (
            f"{target.path}: {len(lost)} sessions with readings have no week, so they are in none of these "
            f"files, the first of them {first!r}; number them, or use {{session}}"
        )
