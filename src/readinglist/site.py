"""The files that a site is built from: which, from which format, stale or not. Never online."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from readinglist.errors import UnknownFormatError, UsageError
from readinglist.files import confine, holds, write_atomically
from readinglist.formats import FORMATS

if TYPE_CHECKING:
    from readinglist.reading_list import ReadingList
    from readinglist.settings import BuildSettings, Target


class Built(NamedTuple):
    """One target: where it is, how many bytes it has, and whether the file had to change."""

    path: Path
    size: int
    changed: bool


def build(rl: ReadingList, settings: BuildSettings, root: Path, *, check: bool = False) -> tuple[Built, ...]:
    """Write every target into the output folder; those that are up to date are not touched.

    Args:
        rl: the list.
        settings: the output folder and its targets.
        root: the folder that the output folder is in.
        check: only say which are stale; write nothing.

    Raises:
        UnsafePathError: a target lies outside of the output folder, or that outside of ``root``.
        UsageError: a target's format or option is unknown, or two targets are one file.
        FileError: a target cannot be written.
    """
    output = confine(root, settings.output)
    # All of them are made before the first is written: an error leaves the site as it was.
    texts = list(_texts(rl, settings, output))
    return tuple(
        Built(
            path,
            len(data),
            not holds(path, data) if check else write_atomically(path, data, make_folders=True),
        )
        for path, data in texts
    )


def _texts(rl: ReadingList, settings: BuildSettings, output: Path) -> Iterator[tuple[Path, bytes]]:
    seen: set[Path] = set()
    for target in settings.targets:
        path = confine(output, target.path)
        if path in seen:
            raise UsageError(f"two targets are {target.path!r}: give each a path of its own")
        seen.add(path)
        yield path, _text(rl, target).encode("utf-8", "surrogatepass")


def _text(rl: ReadingList, target: Target) -> str:
    if target.format not in FORMATS:
        raise UnknownFormatError("format", target.format, FORMATS)
    return rl.export(
        target.format,
        week=target.week,
        level=target.level,
        type=target.type,
        tag=target.tag,
        **dict(target.options),
    )
