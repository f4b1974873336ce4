"""Files of weeks that are gone: written by an earlier build, and by no target any more."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from readinglist.settings import Target
from readinglist.site.naming import pattern, placeholders, wildcards


def leftovers(output: Path, target: Target, known: Collection[Path]) -> Iterator[Path]:
    """The files below ``output`` that ``target`` would name if the list had their week or session.

    No record is kept of what was written: a name with a placeholder tells by itself, so
    that the answer is the same in a new clone. ``known`` are files that stay, resolved.
    """
    if target.marker is not None or not placeholders(target.path):
        return
    template = Path(target.path).as_posix()
    fits = pattern(template)
    for path in sorted(output.glob(wildcards(template))):
        named = fits.fullmatch(path.relative_to(output).as_posix()) is not None
        if named and path.is_file() and path.resolve() not in known:
            yield path
