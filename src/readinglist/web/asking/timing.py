"""Clocks, and the time that one request has in all.

The clocks are one value, so that a test can bring its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple


class Clock(NamedTuple):
    """``now`` is the time of day in seconds since 1970, ``steady`` seconds that never go back."""

    now: Callable[[], float]
    steady: Callable[[], float]
    sleep: Callable[[float], None]


class Deadline:
    """The end of the time for a request with its redirects, its repeats and its body.

    ``clock`` gives seconds and never goes back. Waiting for one's own turn at a host is
    not the host's slowness, and is put back by `extend`.
    """

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self.seconds = seconds
        self._clock = clock
        self._end = clock() + seconds

    @property
    def remaining(self) -> float:
        """Seconds that are left; not above zero when the time is over."""
        return self._end - self._clock()

    def extend(self, seconds: float) -> None:
        """Move the end by ``seconds``."""
        self._end += seconds


# By thread and not by argument: urllib3 and http.client read the sockets, and hand on no deadline.
class _Current(threading.local):
    deadline: Deadline | None = None


_current = _Current()


@contextmanager
def within(deadline: Deadline) -> Iterator[None]:
    """Hold every socket that this thread reads meanwhile to ``deadline``."""
    before, _current.deadline = _current.deadline, deadline
    try:
        yield
    finally:
        _current.deadline = before


def seconds_left(otherwise: float = 20.0) -> float:
    """What this thread has left for the request that it makes, ``otherwise`` if it makes none.

    Raises:
        TimeoutError: nothing is left.
    """
    if _current.deadline is None:
        return otherwise
    left = _current.deadline.remaining
    if left <= 0:
        raise TimeoutError("the time for this request is over")
    return left
