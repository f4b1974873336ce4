"""Watching files, and building again when one of them changes.

Files are looked at again and again, by their signatures. Notices of the operating system would
come sooner, but they do not come from network drives, nor into a container from the files of its
host, and they are about folders; here it is a handful of files, and a look at each costs next to
nothing. What counts in the end is what a file holds: one that is saved without a change, or
that the build itself has written, is not news.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from readinglist.errors import FileError
from readinglist.store.files import bytes_at

States = dict[Path, str]
"""What files hold: by path a digest, or a word where there is nothing to be read."""

# The coarsest clocks of file systems (FAT) tick every two seconds: a file that was changed twice within
# one tick looks the same by its signature.
_TICK_SECONDS = 2.0
# A file may be written all the time; then it is built all the same.
_MOST_LOOKS = 20


class _Signature(NamedTuple):
    modified_ns: int
    changed_ns: int
    size: int
    inode: int


def state_of(data: bytes | None) -> str:
    """What stands for a file that holds ``data``; ``None``: that is not there."""
    return "missing" if data is None else hashlib.blake2b(data).hexdigest()


class Lookout:
    """Looks at files, and reads those whose signature is another one or too young to be trusted.

    Args:
        now: gives the time as the file system does, in seconds.
    """

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._known: dict[Path, tuple[_Signature | None, str]] = {}

    def look(self, paths: Iterable[Path]) -> States:
        """What each of ``paths`` holds."""
        return {path: self._state_at(path) for path in paths}

    def _state_at(self, path: Path) -> str:
        # Before it is read: what is saved between the two is then found by the next look.
        signature = _signature(path)
        known = self._known.get(path)
        young = signature is not None and abs(self._now() - signature.modified_ns / 1e9) < _TICK_SECONDS
        if known is not None and known[0] == signature and not young:
            return known[1]
        try:
            state = state_of(bytes_at(path))
        except FileError as error:
            state = f"unreadable: {error.reason}"
        self._known[path] = (signature, state)
        return state


def _signature(path: Path) -> _Signature | None:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return _Signature(status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)


def watch(
    build: Callable[[tuple[Path, ...]], Mapping[Path, bytes]],
    watched: Callable[[], Iterable[Path]],
    *,
    wait: Callable[[], None],
    lookout: Lookout | None = None,
) -> None:
    """Build, and build again when a file has changed; ends only by what ``build`` or ``wait`` raises.

    Args:
        build: builds; given the files that have changed, none at first. What files hold by now
            as it has made them is its result.
        watched: the files to watch; asked before and after each build, as the settings may
            have changed.
        wait: waits until it is time to look again.
        lookout: looks at the files; ``None``: one with the clock of the system.
    """
    lookout = lookout or Lookout()
    changed: tuple[Path, ...] = ()
    while True:
        # Looked at before the build reads them: what changes meanwhile is news afterwards.
        held = lookout.look(watched())
        made = build(changed)
        held.update(lookout.look(path for path in watched() if path not in held))
        held.update({path: state_of(data) for path, data in made.items() if path in held})
        changed = _next_change(lookout, held, wait)


def _next_change(lookout: Lookout, held: States, wait: Callable[[], None]) -> tuple[Path, ...]:
    """The files that do not hold any more what they held, as soon as they stay as they are.

    An editor may save a file in steps, and put another one in its place.
    """
    while True:
        wait()
        now = lookout.look(held)
        for _ in range(_MOST_LOOKS):
            if now == held:
                break
            wait()
            before, now = now, lookout.look(held)
            if now == before:
                return tuple(path for path in held if now[path] != held[path])
        else:
            return tuple(path for path in held if now[path] != held[path])
