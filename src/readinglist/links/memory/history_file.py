"""The file that the history of links is kept in: read with caution, saved whole or not at all."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from pathlib import Path

from readinglist.errors import ChangedOnDiskError, FileError, MissingFileError
from readinglist.links.memory.history import MOST_BYTES, History, Parsed, merge, parse, render, unreadable
from readinglist.store.files import read_source, write_sources

FILE_NAME = "readings.links.json"
_ATTEMPTS = 5


def read(path: Path, *, today: datetime.date) -> Parsed:
    """The history in a file; an empty one where there is no such file, or one that cannot be read."""
    try:
        return _read(path, today)[0]
    except FileError as error:
        return unreadable(error.reason, str(path))


def write(
    path: Path, history: History, *, names: Collection[str], today: datetime.date
) -> tuple[History, bool]:
    """Save what is known now, together with what another run has saved in the meantime.

    Nothing is saved over a file that is no history, or one of a later version.

    Args:
        path: the file; its folder must be there.
        history: what this run remembers.
        names: the links of the list; others are forgotten after a while.
        today: the day, in UTC.

    Returns:
        What the file says now, and whether it was saved or said so already.

    Raises:
        FileError: the file cannot be read or written.
        ChangedOnDiskError: other runs kept changing it.
    """
    for attempt in range(_ATTEMPTS):
        parsed, old = _read(path, today)
        if not parsed.writable:
            return history, False
        result = merge(parsed.history, history).pruned(names, today)
        try:
            write_sources([(path, render(result).encode("ascii"), old)])
        except ChangedOnDiskError:
            if attempt == _ATTEMPTS - 1:
                raise
        else:
            return result, True
    raise AssertionError("the last attempt returns or raises")


def _read(path: Path, today: datetime.date) -> tuple[Parsed, bytes | None]:
    try:
        source = read_source(path, max_bytes=MOST_BYTES)
    except MissingFileError:
        return Parsed(History()), None
    return parse(source.text, today=today, file=str(path)), source.data
