"""The output folder of a build: where it may write, which folders it makes, what is left over in it.

A build stays in its folder, and never writes over what it is made from.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from readinglist.errors import FileError, UnsafePathError, UsageError
from readinglist.settings import Target
from readinglist.site.targets import find_placeholders, glob_pattern, name_pattern
from readinglist.store.files import bytes_at, confine, make_folder, source_of, unified_diff

# Characters that file systems of macOS pass over; Windows passes over dots and spaces at the end
# of a name and what follows a colon, and gives ".git" the short name "git~1".
_IGNORED = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")


class OutputFolder(NamedTuple):
    """The output folder of a build.

    Attributes:
        path: as it is shown.
        root: the folder that it is in, its links followed.
        closed: files that no target may be, their links followed.
    """

    path: Path
    root: Path
    closed: frozenset[Path]

    @classmethod
    def of(cls, root: Path, output: str, inputs: Iterable[Path]) -> OutputFolder:
        """The folder ``output`` of ``root``, from which ``inputs`` are shut off.

        Raises:
            UnsafePathError: it lies outside of ``root``.
        """
        closed = frozenset(path.resolve() for path in inputs)
        return cls(confine(root, output), root.resolve(), closed)

    def place(self, path: str) -> tuple[Path, Path]:
        """The file at ``path`` in the folder, as it is shown and where its links lead.

        Raises:
            UnsafePathError: it lies outside of the folder, in that of git, or is shut off.
        """
        shown = confine(self.path, path)
        resolved = shown.resolve()
        if resolved in self.closed:
            raise UnsafePathError(path, "the list is read from this file; give the target another path.")
        # Links are followed first: a folder that leads into that of git is the same folder.
        inside = (*shown.relative_to(self.path).parts, *resolved.relative_to(self.root).parts)
        if any(map(_is_of_git, inside)):
            raise UnsafePathError(path, "it is in the folder of git itself; give the target another path.")
        return shown, resolved


def _is_of_git(name: str) -> bool:
    """Whether git would take a folder of this name for its own, on any system."""
    bare = _IGNORED.sub("", name).partition(":")[0].rstrip(". ").lower()
    return bare in (".git", "git~1")


def require_distinct(places: Collection[tuple[Path, Path]]) -> None:
    """Make sure that each path is a file of its own, on every system.

    Args:
        places: each path as it is shown, and where its links lead.

    Raises:
        UsageError: two paths are one file, also where capitals do not count, or one would
            have to be a file and a folder.
    """
    seen: dict[str, Path] = {}
    for path, resolved in places:
        twin = seen.setdefault(resolved.as_posix().casefold(), path)
        if twin == path:
            continue
        if twin.as_posix().casefold() == path.as_posix().casefold():
            raise UsageError(
                f"{str(twin)!r} and {str(path)!r} differ in capitals alone, which macOS and Windows take "
                "for one file; give one target another path"
            )
        raise UsageError(f"two targets are {str(path)!r}: give each a path of its own")
    # A file cannot be a folder, too.
    for path, resolved in places:
        for folder in resolved.parents:
            if (file := seen.get(folder.as_posix().casefold())) is not None:
                raise UsageError(
                    f"{str(path)!r} is in the folder {str(file)!r}, but another target writes a file of that "
                    "name; give one another path"
                )


@contextlib.contextmanager
def make_folders(paths: Iterable[Path]) -> Iterator[None]:
    """Make folders, and those that lead to them; if what is done then fails, those that were made go again.

    Raises:
        FileError: one cannot be made.
    """
    made: list[Path] = []
    try:
        for path in paths:
            missing = [folder for folder in (path, *path.parents) if not folder.exists()]
            made += reversed(missing)
            make_folder(path)
        yield
    except BaseException:
        for folder in reversed(made):
            # A folder that has got a file in the meantime is not empty, and stays.
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


class Leftover(NamedTuple):
    """A file that is left over, as it is shown, and where its links lead."""

    path: Path
    place: Path

    def diff(self, name: str) -> str:
        """Its removal as a unified diff of a file ``name``.

        Raises:
            FileError: it cannot be read.
        """
        return unified_diff(source_of(self.path, bytes_at(self.path) or b""), None, name)


def find_leftovers(output: OutputFolder, target: Target, known: Collection[Path]) -> Iterator[Leftover]:
    """The files in ``output`` that ``target`` would name if the list had their week or session.

    No record is kept of what was written: a name with a placeholder tells by itself, so
    that the answer is the same in a new clone. A file that a link leads to outside of the
    folder is none. ``known`` are files that stay, their links followed.
    """
    if target.marker is not None or not find_placeholders(target.path):
        return
    template = Path(target.path).as_posix()
    fits = name_pattern(template)
    for path in sorted(output.path.glob(glob_pattern(template))):
        name = path.relative_to(output.path).as_posix()
        # A star fits more than numbers.
        if fits.fullmatch(name) is None or not path.is_file():
            continue
        try:
            shown, place = output.place(name)
        except FileError:  # a link leads out of the folder, or it is no file that a target may be
            continue
        if place not in known:
            yield Leftover(shown, place)
