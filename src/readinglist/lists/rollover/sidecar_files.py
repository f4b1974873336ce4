"""What stands beside a list and goes with it into another folder: history, snapshot, settings."""

from __future__ import annotations

from pathlib import Path

from readinglist.errors import ChangedOnDiskError
from readinglist.settings import FILE_NAME
from readinglist.store.files import bytes_at, write_sources
from readinglist.store.store import BIB, SCHEDULE

_BESIDE = (".links.json", ".import.json")


def companions(data: Path, into: Path) -> tuple[tuple[Path, bytes], ...]:
    """Where each companion of the list at ``data`` goes, and what it holds.

    They are the history of its links, the snapshot of the pages that it was imported from, and
    its settings where they stand in its folder. The lock goes with the list itself.

    Raises:
        FileError: one cannot be read.
    """
    bib = data / BIB if data.is_dir() else data
    named = [(bib.with_suffix(suffix), (into / BIB).with_suffix(suffix)) for suffix in _BESIDE]
    if data.is_dir():
        named.append((data / FILE_NAME, into / FILE_NAME))
    held = ((new, bytes_at(old)) for old, new in named)
    return tuple((new, content) for new, content in held if content is not None)


def require_free(into: Path) -> None:
    """Refuse a folder that holds a list, or something of one.

    Raises:
        ChangedOnDiskError: a file of a list is there already.
    """
    names = (BIB, SCHEDULE, "readings.lock.json", *(f"readings{suffix}" for suffix in _BESIDE))
    for path in (into / name for name in names):
        if bytes_at(path) is not None:
            raise ChangedOnDiskError(path, "it is there already; name a folder that holds no list yet.")


def write_companions(companions: tuple[tuple[Path, bytes], ...]) -> None:
    """Write them where nothing is yet.

    Raises:
        ChangedOnDiskError: one is there already.
        FileError: one cannot be written.
    """
    write_sources([(path, content, None) for path, content in companions])
