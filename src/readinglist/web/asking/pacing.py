"""When a request may start: the spacing of requests to each service, and how many run at a time."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from readinglist.web.asking import terms
from readinglist.web.asking.failures import RequestFailed
from readinglist.web.asking.machine_lock import MachineTurn
from readinglist.web.asking.terms import Pace
from readinglist.web.asking.timing import Clock

# Shorter than what a clock can tell apart, and longer than what floating-point numbers get wrong.
_INSTANT = 1e-6


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
            if left > max(terms.RETRY_AFTER_CAP_SECONDS, self._interval):
                raise RequestFailed(f"{host} asks to wait {math.ceil(left)} s", kind="resting")
            self._clock.sleep(left)


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
                self._machine_turn(stack, pace, host)
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

    def _machine_turn(self, stack: ExitStack, pace: Pace, host: str) -> None:
        path = self._folder / f"{pace.service}.turn"
        try:
            stack.enter_context(MachineTurn(path, pace.interval, self._clock).take(host))
        except OSError as error:
            self._note(f"{path}: cannot be locked ({error.strerror}); start no second run that asks {host}.")
