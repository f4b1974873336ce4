"""The folders that a build makes for its files."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from readinglist.store.files import make_folder


@contextlib.contextmanager
def made_folders(paths: Iterable[Path]) -> Iterator[None]:
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
            # One that somebody has put a file into stays.
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise
