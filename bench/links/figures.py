"""The figures of several runs of several tools over one set, and what they are of ours. Pure."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bench.links.running import OURS, Run
from bench.table import Goal


@dataclass(frozen=True)
class Comparison:
    """All runs over one set.

    Attributes:
        name: of the measurement.
        title: what was measured, in words.
        links: how many links.
        runs: the runs of each tool, by its name and version; none: it is not installed.
        timeout: T, in seconds.
        goals: what our figures are to keep to.
        remarks: what a reader must know to understand them.
    """

    name: str
    title: str
    links: int
    runs: Mapping[str, tuple[Run, ...]]
    timeout: float
    goals: tuple[Goal, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every goal is kept."""
        return all(goal.kept for goal in self.goals)

    @property
    def ours(self) -> tuple[Run, ...]:
        """Our runs."""
        return self.runs[OURS]

    def ended(self, who: str) -> bool:
        """Whether a tool is there and came to an end."""
        return bool(self.runs[who]) and not any(run.late for run in self.runs[who])

    def best(self, who: str, figure: Callable[[Run], float]) -> float:
        """The least of a figure over the runs of a tool."""
        return min(figure(run) for run in self.runs[who])

    def median(self, who: str, figure: Callable[[Run], float]) -> float:
        """The figure of the run in the middle."""
        return statistics.median(figure(run) for run in self.runs[who])

    def ratio(self, who: str, figure: Callable[[Run], float]) -> float:
        """How many times ours the least of a tool's figure is."""
        return self.best(who, figure) / self.best(OURS, figure)


def wall(run: Run) -> float:
    """Seconds from start to end."""
    return run.wall


def cpu(run: Run) -> float:
    """Seconds of the processor."""
    return run.cpu


def peak(run: Run) -> float:
    """The most memory, in bytes."""
    return run.peak


def requests(run: Run) -> float:
    """How many requests the server saw."""
    return max(run.requests, 1)


def as_json(comparison: Comparison) -> dict[str, Any]:
    """All figures, run by run."""
    return {
        "name": comparison.name,
        "title": comparison.title,
        "links": comparison.links,
        "timeout_seconds": comparison.timeout,
        "remarks": list(comparison.remarks),
        "goals": [{"text": goal.text, "kept": goal.kept} for goal in comparison.goals],
        "tools": {who: [_of_run(run) for run in runs] for who, runs in comparison.runs.items()},
    }


def _of_run(run: Run) -> dict[str, Any]:
    return {
        "wall_seconds": run.wall,
        "cpu_seconds": run.cpu,
        "peak_bytes": run.peak,
        "ended": not run.late,
        "exit_code": run.code,
        "asked": dict(run.asked),
        "wrong": run.wrong and run.wrong._asdict() | {"all": run.wrong.all},
        "slips": [slip._asdict() for slip in run.slips],
    }


def shown(comparison: Comparison) -> str:
    """The figures as lines of text."""
    lines = [comparison.title, _HEAD]
    for who, runs in comparison.runs.items():
        lines.append(_row(comparison, who) if runs else f"  {who:<20} not installed")
    lines += (f"      {remark}" for remark in comparison.remarks)
    lines += (f"      {'PASS' if goal.kept else 'FAIL'}  {goal.text}" for goal in comparison.goals)
    return "\n".join((*lines, *_slips(comparison))) + "\n"


_HEAD = (
    f"  {'':<20}{'wall best':>10}{'median':>10}{'x ours':>8}{'CPU/link':>11}{'x ours':>8}{'peak':>9}"
    f"{'x ours':>8}{'requests':>10}{'x ours':>8}   wrong (false red, missed, other, unsaid)"
)


def _row(comparison: Comparison, who: str) -> str:
    def times(figure: Callable[[Run], float]) -> str:
        return "" if who == OURS else f"{comparison.ratio(who, figure):.2f}"

    least, middle = comparison.best(who, wall), comparison.median(who, wall)
    if not comparison.ended(who):
        return f"  {who:<20}{'did not end in':>18} {least:.0f} s"
    each = comparison.best(who, cpu) / comparison.links * 1000
    return (
        f"  {who:<20}{least:>8.2f} s{middle:>8.2f} s{times(wall):>8}{each:>8.2f} ms{times(cpu):>8}"
        f"{comparison.best(who, peak) / 1e6:>6.0f} MB{times(peak):>8}{comparison.best(who, requests):>10.0f}"
        f"{times(requests):>8}   {_wrong(comparison.runs[who])}"
    )


def _wrong(runs: tuple[Run, ...]) -> str:
    """The mistakes of the run that made most."""
    worst = max((run.wrong for run in runs if run.wrong), key=lambda wrong: wrong.all, default=None)
    return "said nothing" if worst is None else f"{worst.all} ({', '.join(map(str, worst))})"


def _slips(comparison: Comparison) -> Iterator[str]:
    """Where our verdicts are not those of the labels, by kind."""
    seen = dict.fromkeys(
        (slip.behaviour, slip.said, slip.right) for run in comparison.ours for slip in run.slips
    )
    for behaviour, said, right in seen:
        yield f"      verdict of {behaviour}: {said}, and {right} is right"
