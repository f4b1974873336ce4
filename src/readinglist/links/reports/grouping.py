"""The links of a report by what a person must do about them; pure."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from readinglist.links.reports.addresses import host_of
from readinglist.links.results import LinkReport, LinkResult, Use
from readinglist.links.verdicts import MEANINGS, Verdict
from readinglist.model.schedule import Level

LEVELS_BY_NEED: tuple[Level | None, ...] = ("required", "unspecified", "optional", None)
"""The levels of a use, the most binding first."""
_LATEST = datetime.date.max


class Grouped(NamedTuple):
    """Every link of a report once; what is needed soonest stands first, but for the last three.

    ``dead`` are confirmed, ``unconfirmed`` are dead too, and count if the next run agrees.
    """

    dead: tuple[LinkResult, ...]
    unsafe: tuple[LinkResult, ...]
    unconfirmed: tuple[LinkResult, ...]
    moved: tuple[LinkResult, ...]
    unknown: tuple[LinkResult, ...]
    set_aside: tuple[LinkResult, ...]
    alive: tuple[LinkResult, ...]

    @property
    def recovered(self) -> tuple[LinkResult, ...]:
        """Those of the living that were dead in the run before."""
        return tuple(link for link in (*self.moved, *self.alive) if link.change == "recovered")


def grouped(report: LinkReport, today: datetime.date | None = None) -> Grouped:
    """The links of ``report`` by what is to be done about them.

    ``today`` is the day from which on a session still needs its links; ``None``: all
    sessions count alike, so that the order is the same on every day.
    """
    dead = report.of("dead")
    alive = report.of("alive")
    moved = [link for link in alive if link.verdict == "redirected_permanent"]
    return Grouped(
        dead=by_need((link for link in dead if link.confirmed), today),
        unsafe=by_need(report.of("unsafe"), today),
        unconfirmed=by_need((link for link in dead if not link.confirmed), today),
        moved=by_need(moved, today),
        unknown=report.of("unknown"),
        set_aside=report.of("set_aside"),
        alive=tuple(link for link in alive if link.verdict != "redirected_permanent"),
    )


def by_need(links: Iterable[LinkResult], today: datetime.date | None = None) -> tuple[LinkResult, ...]:
    """``links`` by who needs them: what is still to come, then what is required, then the sooner."""
    return tuple(sorted(links, key=lambda link: min(_urgency(use, today) for use in link.used_by or (None,))))


def most_urgent(link: LinkResult, today: datetime.date | None = None) -> Use | None:
    """The use of a link that must be served first, a place in a file before none; ``None``: it has no use."""
    return min(link.used_by, key=lambda use: (use.file is None, _urgency(use, today)), default=None)


def _urgency(use: Use | None, today: datetime.date | None) -> tuple[bool, int, datetime.date, int]:
    if use is None:
        return (True, len(LEVELS_BY_NEED), _LATEST, 0)
    is_over = today is not None and use.date is not None and use.date < today
    week = 10**6 if use.week is None else use.week
    return (is_over, LEVELS_BY_NEED.index(use.level), use.date or _LATEST, week)


def day_of(report: LinkReport) -> datetime.date | None:
    """The day on which the check began, in UTC; ``None`` where the report does not say."""
    try:
        return datetime.date.fromisoformat(report.started[:10])
    except ValueError:
        return None


class Crowd(NamedTuple):
    """Links with one verdict: how many, and on which hosts, the fullest first."""

    verdict: Verdict
    number: int
    hosts: tuple[tuple[str, int], ...]

    @property
    def meaning(self) -> str:
        """The verdict in words."""
        return MEANINGS[self.verdict]


def crowds(links: Iterable[LinkResult]) -> tuple[Crowd, ...]:
    """``links`` counted by verdict and host, the most frequent first; ``""`` is where there is no host."""
    hosts: dict[Verdict, Counter[str]] = defaultdict(Counter)
    for link in links:
        hosts[link.verdict][host_of(link.url)] += 1
    every = (Crowd(verdict, counts.total(), _ranked(counts)) for verdict, counts in hosts.items())
    return tuple(sorted(every, key=lambda crowd: (-crowd.number, crowd.verdict)))


def _ranked(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


class HostDead(NamedTuple):
    """A host, and how many of its links are dead."""

    host: str
    dead: int
    links: int


def dead_per_host(links: Iterable[LinkResult]) -> tuple[HostDead, ...]:
    """The hosts that have dead links, confirmed or not, the worst first."""
    every: Counter[str] = Counter()
    dead: Counter[str] = Counter()
    for link in links:
        host = host_of(link.url)
        every[host] += 1
        dead[host] += link.verdict_class == "dead"
    found = (HostDead(host, number, every[host]) for host, number in dead.items() if number)
    return tuple(sorted(found, key=lambda each: (-each.dead, each.links, each.host)))
