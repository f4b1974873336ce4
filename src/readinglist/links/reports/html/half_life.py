"""How long links live: an estimate from the history of all of them; pure."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable
from typing import NamedTuple

from readinglist.links.results import LinkResult
from readinglist.links.verdicts import class_of

ENOUGH_DEATHS = 5
"""Deaths that an estimate needs: from fewer, chance alone moves it by half of itself and more."""
_DAYS_A_YEAR = 365.25


class HalfLife(NamedTuple):
    """After how many days half of the links are dead, and what that is estimated from.

    ``days`` is ``None`` where there are too few deaths to say. ``link_days`` counts the days
    over which links were seen alive, over all links.
    """

    days: float | None
    deaths: int
    link_days: int

    def __str__(self) -> str:
        """In words: ``about 3.1 years``; ``not enough data`` where that is so."""
        if self.days is None:
            return "not enough data"
        if self.days >= _DAYS_A_YEAR:
            return f"about {self.days / _DAYS_A_YEAR:.1f} years"
        return f"about {self.days:.0f} days"


def half_life(links: Iterable[LinkResult]) -> HalfLife:
    """The half-life of ``links``, as if each of them died at the same constant rate.

    A link counts from the first run that found it alive until the last one that did, or
    until the first of the runs that found it dead where that is confirmed, which is then
    its death. Walls and silences before and behind say nothing. The rate is deaths a day
    alive, and the half-life is ln 2 divided by it.
    """
    spans = [_span(link) for link in links]
    deaths = sum(died for _, died in spans)
    link_days = sum(days for days, _ in spans)
    known = deaths >= ENOUGH_DEATHS and link_days > 0
    return HalfLife(math.log(2) * link_days / deaths if known else None, deaths, link_days)


def _span(link: LinkResult) -> tuple[int, bool]:
    """For how many days a link was there to be seen, and whether it died at the end of them."""
    alive = [day for day, verdict in link.history if class_of(verdict) == "alive"]
    if not alive:
        return 0, False
    died = _death(link, alive[-1]) if link.verdict_class == "dead" and link.confirmed else None
    return max(((died or alive[-1]) - alive[0]).days, 0), died is not None


def _death(link: LinkResult, last_alive: datetime.date) -> datetime.date | None:
    days = (day for day, verdict in link.history if day > last_alive and class_of(verdict) == "dead")
    return next(days, None)
