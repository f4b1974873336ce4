"""The table of the figures, with the verdicts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bench.measure import Figures


@dataclass(frozen=True)
class Goal:
    """Something that a figure is to keep to: what it says, and whether it does."""

    text: str
    kept: bool


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        who: whose figures these are.
        figures: the figures; ``None``: it is not installed.
        ratio: how many times what readinglist takes; ``None``: there is nothing to compare.
        goals: what they are to keep to.
        remark: what a reader must know to understand them.
    """

    who: str
    figures: Figures | None
    ratio: float | None = None
    goals: tuple[Goal, ...] = ()
    remark: str = ""


@dataclass(frozen=True)
class Section:
    """The rows that answer one question."""

    title: str
    rows: tuple[Row, ...]

    @property
    def passed(self) -> bool:
        """Whether every goal is kept."""
        return all(goal.kept for row in self.rows for goal in row.goals)


def shown(section: Section) -> str:
    """The section as lines of text."""
    lines = [section.title, *(line for row in section.rows for line in _lines(row))]
    return "\n".join(lines) + "\n"


def _lines(row: Row) -> Iterable[str]:
    if row.figures is None:
        yield f"  {row.who:<34} not installed"
        return
    memory = "" if row.figures.peak_bytes is None else f"{row.figures.peak_bytes / 1e6:7.0f} MB"
    ratio = "" if row.ratio is None else f"{row.ratio:6.2f} x"
    line = f"  {row.who:<34}{_time(row.figures.best)}{_time(row.figures.median)} {memory:>11}{ratio:>10}"
    yield f"{line}   {row.remark}".rstrip()
    for goal in row.goals:
        yield f"      {'PASS' if goal.kept else 'FAIL'}  {goal.text}"


def _time(seconds: float) -> str:
    return f"{seconds * 1000:8.0f} ms" if seconds < 1 else f"{seconds:8.2f} s "
