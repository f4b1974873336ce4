"""How busy the machine is: a fixed piece of work, timed again and again between the runs."""

from __future__ import annotations

import time


class Noise:
    """The times of one piece of work; a quiet machine takes the same each time."""

    def __init__(self) -> None:
        self._seconds: list[float] = []

    def listen(self) -> None:
        """Do the work once more."""
        start = time.perf_counter()
        total = 0
        for number in range(600_000):
            total += number * number
        self._seconds.append(time.perf_counter() - start)

    @property
    def spread(self) -> float:
        """The slowest over the quickest; 1 means quiet."""
        return max(self._seconds) / min(self._seconds) if self._seconds else 1.0
