"""The load of each week as a plot, for a notebook. matplotlib is imported when it is used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from readinglist.errors import MissingExtraError
from readinglist.settings import LoadSettings
from readinglist.workload.weekly import WeekLoad

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot(weeks: Sequence[WeekLoad], settings: LoadSettings | None = None, ax: Axes | None = None) -> Axes:
    """Hours a week as bars, required below optional, with the line above which a week is overloaded.

    Args:
        weeks: what `loads` gives.
        settings: the pace; ``None``: the defaults.
        ax: axes to draw on; ``None``: those of a new figure.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise MissingExtraError("a plot of the load", "notebook") from error
    if ax is None:
        _, ax = plt.subplots(figsize=(8, 3), layout="constrained")
    at = range(len(weeks))
    required = [week.hours for week in weeks]
    ax.bar(at, required, color="#1a4e8a", label="required")
    ax.bar(at, [week.optional_hours for week in weeks], bottom=required, color="#a9c1de", label="optional")
    limit = (settings or LoadSettings()).hours_per_week
    ax.axhline(limit, color="#a11", linewidth=1, linestyle="--", label=f"{limit:g} hours")
    ax.set_xticks(list(at), [_label(week) for week in weeks])
    ax.set_xlabel("week")
    ax.set_ylabel("hours")
    ax.legend(frameon=False)
    return ax


def _label(week: WeekLoad) -> str:
    if week.week is not None:
        return str(week.week)
    return f"{week.first.day}.{week.first.month}." if week.first else "–"
