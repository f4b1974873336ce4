"""Where a build may write: in its output folder, and never over what it is made from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from readinglist.errors import UnsafePathError, UsageError
from readinglist.store.files import confine

# Characters that file systems of macOS pass over; Windows passes over dots and spaces at the end
# of a name and what follows a colon, and gives ".git" the short name "git~1".
_IGNORED = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")


class Folder(NamedTuple):
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
    def of(cls, root: Path, output: str, inputs: Iterable[Path]) -> Folder:
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
        if any(map(_is_git_s_own, inside)):
            raise UnsafePathError(path, "it is in the folder of git itself; give the target another path.")
        return shown, resolved


def _is_git_s_own(name: str) -> bool:
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
    for path, resolved in places:
        for folder in resolved.parents:
            if (file := seen.get(folder.as_posix().casefold())) is not None:
                raise UsageError(
                    f"{str(path)!r} is in the folder {str(file)!r}, but another target writes a file of that "
                    "name; give one another path"
                )
