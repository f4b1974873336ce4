"""What a build writes, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from readinglist.errors import ChangedOnDiskError, MissingFileError, UsageError
from readinglist.model.schedule import Syllabus
from readinglist.report import session_words
from readinglist.settings import BuildSettings, LoadSettings, Target
from readinglist.site.markers import fill_places, find_places
from readinglist.site.output import Leftover, OutputFolder, find_leftovers, make_folders, require_distinct
from readinglist.site.targets import (
    TargetText,
    find_placeholders,
    glob_pattern,
    name_pattern,
    render_target,
    sessions_without_week,
)
from readinglist.store.files import (
    Source,
    bytes_at,
    confine,
    remove,
    source_of,
    unified_diff,
    write_sources,
)

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
        pairs = zip_longest(self.before.split(b"\n"), self.data.split(b"\n"))
        first = next(number for number, (old, new) in enumerate(pairs, 1) if old != new)
        return f"line {first} is to change"

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
    # What the list is read from is never left over, whatever it is called.
    known = output.closed | {file.place for file in files}
    leftovers = (left for target in settings.targets for left in find_leftovers(output, target, known))
    remarks = (remark for target in settings.targets for remark in _remarks(syllabus, target))
    # Each once: several targets may fill places of one page, or have names that fit one file.
    return Plan(tuple(files), tuple(dict.fromkeys(leftovers)), tuple(dict.fromkeys(remarks)))


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


def find_pages(settings: BuildSettings, root: Path) -> Iterator[Path]:
    """The pages that targets with a marker change, there or not; of those named by a number, the ones there.

    Raises:
        UnsafePathError: one lies outside of the output folder, or that outside of ``root``.
        UsageError: a path has an unknown placeholder.
    """
    output = confine(root, settings.output)
    for target in settings.targets:
        if target.marker is None:
            continue
        if find_placeholders(target.path):
            yield from sorted(output.glob(glob_pattern(Path(target.path).as_posix())))
        else:
            yield confine(output, target.path)


def fill_page(page: Source | None, path: str, texts: Sequence[TargetText]) -> bytes | None:
    """The bytes of ``page`` with each text in its place.

    A text that has readings needs its place; one without (a holiday) may have none.

    Args:
        page: the page as it is; ``None``: there is none.
        path: what it is called in the settings.
        texts: the texts that go into it.

    Returns:
        ``None`` where there is no page, and no text needs one.

    Raises:
        MissingFileError: there is no page, and a text needs one.
        UsageError: a place is missing, or there for a week that the list has not, or taken
            twice; a target wants the whole file; the markers are not in order.
    """
    if page is None:
        if not any(each.has_readings for each in texts):
            return None
        raise MissingFileError(
            path,
            "a target with a marker changes a page that is there; write the page with its markers first.",
        )
    try:
        return page.encode(_fill_text(page.text, texts))
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from error


def _fill_text(text: str, texts: Sequence[TargetText]) -> str:
    there = find_places(text)
    new: dict[str, TargetText] = {}
    for each in texts:
        name = each.marker
        if name is None:
            raise UsageError("one target writes the whole file, another one a place in it")
        if name in new:
            raise UsageError(f"two targets are for the place {name!r}; give each a marker of its own")
        if name in there or each.has_readings:
            new[name] = each
    # A place of a week that the list has no longer would keep its old text for good.
    for name in (name for name in there if name not in new):
        for marker in filter(None, (each.target.marker for each in texts)):
            if name_pattern(marker).fullmatch(name):
                raise UsageError(
                    f"the place {name!r} is that of {marker!r}, but the list has none of that number"
                )
    apart = frozenset(name for name, text in new.items() if text.apart)
    return fill_places(text, {name: text.text for name, text in new.items()}, apart=apart)


def _remarks(syllabus: Syllabus, target: Target) -> Iterator[str]:
    lost = sessions_without_week(syllabus, target)
    if lost:
        first, one = session_words(lost[0]), len(lost) == 1
        who = "1 session with readings has" if one else f"{len(lost)} sessions with readings have"
        yield (
            f"{target.path}: {who} no week, so {'it is' if one else 'they are'} in none of these files: "
            f"{first}{'' if one else ' is the first'}; give a week, or use {{session}}"
        )
