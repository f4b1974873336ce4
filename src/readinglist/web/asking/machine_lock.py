"""A turn that all processes of a machine take one after the other, with time between them.

The turn is a lock on a small file that also holds when the last turn was. The system
takes the lock from a process that ends, however it ends.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from readinglist.web.asking.failures import RequestFailed
from readinglist.web.asking.timing import Clock

_POLL_SECONDS = 0.1
_PATIENCE_SECONDS = 300.0
_WIDTH = 20
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


class MachineTurn:
    """Turns of one service, with ``interval`` seconds from the end of one to the start of the next.

    From its end, because a request that first has to look up a name and connect arrives
    later than it starts, and what the service sees are arrivals.
    They are told by the time of day, because processes share no other clock.
    """

    def __init__(self, path: Path, interval: float, clock: Clock) -> None:
        self._path = path
        self._interval = interval
        self._now = clock.now
        self._sleep = clock.sleep

    @contextmanager
    def take(self, host: str) -> Iterator[None]:
        """Wait for the turn and hold it.

        Raises:
            OSError: no file can be made or locked there.
            RequestFailed: another process holds the turn and does not give it back.
        """
        descriptor = self._open()
        try:
            self._wait_for_lock(descriptor, host)
            try:
                self._wait_for_interval(descriptor)
                self._stamp(descriptor)
                yield
            finally:
                with contextlib.suppress(OSError):
                    self._stamp(descriptor)
                    _unlock(descriptor)
        finally:
            os.close(descriptor)

    def _open(self) -> int:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return os.open(self._path, _FLAGS, 0o600)

    def _wait_for_lock(self, descriptor: int, host: str) -> None:
        began = self._now()
        while True:
            try:
                return _lock(descriptor)
            except (BlockingIOError, PermissionError):
                if not 0 <= self._now() - began < _PATIENCE_SECONDS:
                    raise RequestFailed(
                        f"another program on this machine is asking {host} and does not end", kind="resting"
                    ) from None
                self._sleep(_POLL_SECONDS)

    def _wait_for_interval(self, descriptor: int) -> None:
        # A last turn in the future means that the clock was set back: then it was just now, at the latest.
        left = self._interval - max(0.0, self._now() - self._last(descriptor))
        if left > 0:
            self._sleep(left)

    def _stamp(self, descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, f"{self._now():0{_WIDTH}.6f}".encode("ascii"))

    def _last(self, descriptor: int) -> float:
        os.lseek(descriptor, 0, os.SEEK_SET)
        text = os.read(descriptor, _WIDTH)
        try:
            return float(text or b"-inf")
        except ValueError:
            return self._now()
