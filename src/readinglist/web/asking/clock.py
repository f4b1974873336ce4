"""The clocks of a session, in one value, so that a test can bring its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Clock(NamedTuple):
    """``now`` is the time of day in seconds since 1970, ``steady`` seconds that never go back."""

    now: Callable[[], float]
    steady: Callable[[], float]
    sleep: Callable[[float], None]
