"""Files of weeks that are gone: written by an earlier build, and by no target any more."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from readinglist.errors import FileError
from readinglist.settings import Target
from readinglist.site.confining import Folder
from readinglist.site.naming import pattern, placeholders, wildcards
from readinglist.store.files import bytes_at, source_of, unified_diff


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


def leftovers(output: Folder, target: Target, known: Collection[Path]) -> Iterator[Leftover]:
    """The files in ``output`` that ``target`` would name if the list had their week or session.

    No record is kept of what was written: a name with a placeholder tells by itself, so
    that the answer is the same in a new clone. A file that a link leads to outside of the
    folder is none. ``known`` are files that stay, their links followed.
    """
    if target.marker is not None or not placeholders(target.path):
        return
    template = Path(target.path).as_posix()
    fits = pattern(template)
    for path in sorted(output.path.glob(wildcards(template))):
        name = path.relative_to(output.path).as_posix()
        if fits.fullmatch(name) is None or not path.is_file():
            continue
        try:
            shown, place = output.place(name)
        except FileError:
            continue
        if place not in known:
            yield Leftover(shown, place)
