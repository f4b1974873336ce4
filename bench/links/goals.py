"""What our figures are to keep to. Pure: a comparison in, goals out."""

from __future__ import annotations

from collections.abc import Iterator

from bench.links.figures import Comparison, cpu, peak, requests, wall
from bench.links.running import OURS
from bench.table import Goal

_MEMORY = 64e6
_RUST = "lychee"


def right(comparison: Comparison) -> Goal:
    """No verdict is wrong in any run."""
    worst = max(run.wrong.all if run.wrong else comparison.links for run in comparison.ours)
    return Goal(f"{worst} of {comparison.links} verdicts wrong, at most 0", worst == 0)


def small(comparison: Comparison, limit: float = _MEMORY) -> Goal:
    """Peak memory."""
    most = max(run.peak for run in comparison.ours)
    return Goal(f"peak {most / 1e6:.0f} MB, at most {limit / 1e6:.0f} MB", most <= limit)


def prompt(comparison: Comparison) -> Goal:
    """The set with hangs in it ends soon after the one time-out."""
    times = comparison.best(OURS, wall) / comparison.timeout
    return Goal(f"wall {times:.2f} T, at most 1.30 T", times <= 1.3)


def thrifty(comparison: Comparison) -> Goal:
    """Processor time a link."""
    each = comparison.best(OURS, cpu) / comparison.links * 1000
    return Goal(f"{each:.2f} ms of CPU a link, at most 1.80 ms", each <= 1.8)


def ahead(comparison: Comparison) -> Iterator[Goal]:
    """Wall beside the peers that are there."""
    for who in comparison.runs:
        if who == OURS or not comparison.ended(who):
            continue
        times = comparison.ratio(who, wall)
        if who.startswith(_RUST):
            yield Goal(f"{1 / times:.2f} x the wall of {who}, at most 2.50 x", 1 / times <= 2.5)
        else:
            yield Goal(f"{times:.2f} x ahead of {who}, at least 2.50 x", times >= 2.5)


def few(comparison: Comparison, limit: float) -> Goal:
    """Requests a link."""
    each = comparison.best(OURS, requests) / comparison.links
    return Goal(f"{each:.2f} requests a link, at most {limit:.2f}", each <= limit)


def remembered(comparison: Comparison, first_requests: int) -> Iterator[Goal]:
    """The second run over a list in which nothing has changed."""
    share = comparison.best(OURS, requests) / first_requests
    yield Goal(f"{share:.1%} of the requests of the first run, at most 5.0%", share <= 0.05)
    seconds = comparison.best(OURS, wall)
    yield Goal(f"wall {seconds:.2f} s, at most 0.50 s", seconds <= 0.5)


def flat(comparison: Comparison, before: Comparison) -> Goal:
    """Memory beside that of another set."""
    most, less = (max(peak(run) for run in each.ours) for each in (comparison, before))
    return Goal(f"peak {most / less:.2f} x that of {before.name}, at most 1.25 x", most <= 1.25 * less)
