"""When a request may start: the spacing of requests to each service, and how many run at a time."""

from __future__ import annotations

import contextlib
import math
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from readinglist.web.asking import terms
from readinglist.web.asking.failures import RequestFailed
from readinglist.web.asking.terms import Pace
from readinglist.web.asking.timing import Clock

# Shorter than what a clock can tell apart, and longer than what floating-point numbers get wrong.
_INSTANT = 1e-6
_POLL_SECONDS = 0.1
_PATIENCE_SECONDS = 300.0
# Of the time in the file of a turn; always the same, so that a shorter one leaves no rest of a longer.
_WIDTH = 20
# Without O_NOFOLLOW a link in a folder that others can write to would have any file overwritten.
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)

if sys.platform == "win32":
    import msvcrt

    def _lock_file(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _unlock_file(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock_file(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock_file(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


class Lane:
    """The requests of one kind, which are made one after the other."""

    def __init__(self, pace: Pace, clock: Clock) -> None:
        self._interval = pace.interval
        self._concurrency = pace.concurrency
        self._from_end = pace.machine
        self._clock = clock
        self._free = threading.Condition()
        self._active = 0
        self._next = -math.inf

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait for the turn and hold it.

        Raises:
            RequestFailed: the service asked for a longer pause than is waited for.
        """
        with self._free:
            self._free.wait_for(lambda: self._active < self._concurrency)
            self._active += 1
        try:
            self._wait(host)
            yield
        finally:
            with self._free:
                self._active -= 1
                if self._from_end:
                    self._next = max(self._next, self._clock.steady() + self._interval)
                self._free.notify_all()

    def learn(self, headers: Mapping[str, str], now: float) -> None:
        """Slow down to what the headers of a reply ask for; they never make it faster."""
        with self._free:
            self._interval = max(self._interval, terms.interval_in(headers) or 0.0)
            self._concurrency = min(self._concurrency, terms.concurrency_in(headers) or self._concurrency)
        self.pause(terms.pause_in(headers, now))

    def pause(self, seconds: float) -> None:
        """Make no request for ``seconds``."""
        with self._free:
            self._next = max(self._next, self._clock.steady() + seconds) if seconds > 0 else self._next

    def _wait(self, host: str) -> None:
        while True:
            with self._free:
                left = self._next - self._clock.steady()
                if left <= _INSTANT:
                    self._next = self._clock.steady() + self._interval
                    return
            # A service's own interval is waited for, however long; a pause only within the cap.
            if left > max(terms.RETRY_AFTER_CAP_SECONDS, self._interval):
                raise RequestFailed(f"{host} asks to wait {math.ceil(left)} s", kind="resting")
            self._clock.sleep(left)


class MachineTurn:
    """Turns of one service that all processes of a machine take, ``interval`` seconds apart.

    The turn is a lock on a small file that also holds when the last turn was. The system takes
    the lock from a process that ends, however it ends.
    The seconds count from the end of a turn to the start of the next, because a request that first
    has to look up a name and connect arrives later than it starts, and what the service sees are
    arrivals. They are told by the time of day, because processes share no other clock.
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
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self._path, _FLAGS, 0o600)
        try:
            self._wait_for_lock(descriptor, host)
            try:
                # A last turn in the future means that the clock was set back: then it was just now.
                left = self._interval - max(0.0, self._now() - self._last_turn(descriptor))
                if left > 0:
                    self._sleep(left)
                self._stamp(descriptor)
                yield
            finally:
                with contextlib.suppress(OSError):
                    self._stamp(descriptor)
                    _unlock_file(descriptor)
        finally:
            os.close(descriptor)

    def _wait_for_lock(self, descriptor: int, host: str) -> None:
        began = self._now()
        while True:
            try:
                return _lock_file(descriptor)
            except (BlockingIOError, PermissionError):  # what Unix and what Windows raise for a held lock
                if not 0 <= self._now() - began < _PATIENCE_SECONDS:
                    raise RequestFailed(
                        f"another program on this machine is asking {host} and does not end", kind="resting"
                    ) from None
                self._sleep(_POLL_SECONDS)

    def _stamp(self, descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, f"{self._now():0{_WIDTH}.6f}".encode("ascii"))

    def _last_turn(self, descriptor: int) -> float:
        os.lseek(descriptor, 0, os.SEEK_SET)
        text = os.read(descriptor, _WIDTH)
        try:
            return float(text or b"-inf")
        except ValueError:
            return self._now()


class Lanes:
    """The lanes of all services, and which services are left alone.

    Args:
        folder: where the files lie that hold the turns of the whole machine.
        clock: the time of day, seconds that never go back, and how to wait.
        note: takes a sentence that a person should see.
    """

    def __init__(self, folder: Path, clock: Clock, note: Callable[[str], None]) -> None:
        self._folder = folder
        self._clock = clock
        self._note = note
        self._lock = threading.Lock()
        self._lanes: dict[str, Lane] = {}
        self._resting: dict[str, tuple[float, str]] = {}

    @contextmanager
    def turn(self, pace: Pace, host: str) -> Iterator[Lane]:
        """Wait for a turn in the lane and hold it.

        Raises:
            RequestFailed: the service is left alone, or the turn does not come.
        """
        self.check(pace.service)
        lane = self._lane(pace)
        with lane.turn(host), ExitStack() as stack:
            if pace.machine:
                path = self._folder / f"{pace.service}.turn"
                try:
                    stack.enter_context(MachineTurn(path, pace.interval, self._clock).take(host))
                except OSError as error:
                    words = f"cannot be locked ({error.strerror}); start no second run that asks {host}."
                    self._note(f"{path}: {words}")
            # Others may have learnt it while this one waited.
            self.check(pace.service)
            yield lane

    def check(self, service: str) -> None:
        """Refuse what is left alone.

        Raises:
            RequestFailed: the service is left alone.
        """
        with self._lock:
            until, reason = self._resting.get(service, (-math.inf, ""))
        if self._clock.steady() < until:
            raise RequestFailed(reason, kind="resting")

    def rest(self, service: str, seconds: float, reason: str) -> None:
        """Leave a service alone for ``seconds``, infinite for the rest of the run."""
        with self._lock:
            self._resting[service] = (self._clock.steady() + seconds, reason)

    def pause(self, pace: Pace, seconds: float) -> None:
        """Let no request into the lane for ``seconds``."""
        self._lane(pace).pause(seconds)

    def _lane(self, pace: Pace) -> Lane:
        with self._lock:
            return self._lanes.setdefault(pace.lane, Lane(pace, self._clock))
