"""How much each week asks for: readings, pages, hours; too much, or nothing at all; and a plot of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from readinglist.errors import MissingExtraError
from readinglist.model.reading import Record
from readinglist.model.schedule import Assignment, Session, Syllabus, Week
from readinglist.settings import LoadSettings
from readinglist.workload.assignment import access_of, pages_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TAUGHT = frozenset({"lecture", "discussion"})


class WeekWorkload(Record):
    """What one week asks for.

    Pages are those that are known; ``unknown_pages`` counts readings whose pages are not, which
    are taken at the pace of a whole reading. ``overloaded`` is about the required readings and
    those without a level, ``empty`` about all.
    """

    week: int | None = Field(default=None, description="number of the week; null: without one")
    first: datetime.date | None = Field(
        default=None, description="day of its first session; null: none has a date"
    )
    required: int = Field(default=0, description="required readings")
    optional: int = Field(default=0, description="optional readings")
    unspecified: int = Field(default=0, description="readings without a level")
    pages: int = Field(default=0, description="pages of required and unspecified readings, as far as known")
    optional_pages: int = Field(default=0, description="pages of optional readings, as far as known")
    unknown_pages: int = Field(default=0, description="readings whose number of pages is not known")
    hours: float = Field(default=0.0, description="for required and unspecified readings")
    optional_hours: float = Field(default=0.0, description="for optional readings")
    paywalled: int = Field(default=0, description="readings that are known at a publisher's only")
    unknown_access: int = Field(default=0, description="readings of which nothing says whether they are free")
    overloaded: bool = False
    empty: bool = Field(default=False, description="a week with lectures or discussions and without readings")

    @property
    def readings(self) -> int:
        """How many readings of every level there are."""
        return self.required + self.optional + self.unspecified


def weekly_workload(syllabus: Syllabus, settings: LoadSettings | None = None) -> tuple[WeekWorkload, ...]:
    """What each week asks for, one for each of `weeks_of_work`, in their order."""
    pace = settings or LoadSettings()
    return tuple(_add_up(week, pace) for week in weeks_of_work(syllabus.sessions))


def weeks_of_work(sessions: Iterable[Session]) -> tuple[Week, ...]:
    """The weeks that are counted, in order of first appearance.

    A session belongs to the week of its number; without one, to the calendar week of its day.
    Those that have neither are together.
    """
    grouped: dict[object, list[Session]] = {}
    for session in sessions:
        calendar = session.date.isocalendar()[:2] if session.date else None
        grouped.setdefault(calendar if session.week is None else session.week, []).append(session)
    return tuple(Week(number=group[0].week, sessions=tuple(group)) for group in grouped.values())


def _add_up(week: Week, pace: LoadSettings) -> WeekWorkload:
    binding = (*week.required, *week.readings)
    hours = _hours(binding, pace)
    meets = any(session.kind in _TAUGHT for session in week.sessions)
    everything = week.assignments
    access = [access_of(assignment.reading) for assignment in everything]
    first = min((session.date for session in week.sessions if session.date), default=None)
    # Sessions that have neither number nor date may spread over many weeks.
    is_a_week = week.number is not None or first is not None
    return WeekWorkload(
        week=week.number,
        first=first,
        required=len(week.required),
        optional=len(week.optional),
        unspecified=len(week.readings),
        pages=_pages(binding),
        optional_pages=_pages(week.optional),
        unknown_pages=sum(pages_of(assignment) is None for assignment in everything),
        hours=hours,
        optional_hours=_hours(week.optional, pace),
        paywalled=access.count("paywalled"),
        unknown_access=access.count("unknown"),
        overloaded=is_a_week and hours > pace.hours_per_week,
        empty=meets and not everything,
    )


def _pages(assignments: Iterable[Assignment]) -> int:
    return sum(pages_of(assignment) or 0 for assignment in assignments)


def _hours(assignments: Sequence[Assignment], pace: LoadSettings) -> float:
    known = [pages_of(assignment) for assignment in assignments]
    # A locator without pages ("sections 1-3") is taken for a whole reading.
    minutes = sum(
        pace.minutes_per_reading if pages is None else pages * pace.minutes_per_page for pages in known
    )
    return round(minutes / 60, 1)


def plot(weeks: Sequence[WeekWorkload], settings: LoadSettings | None = None, ax: Axes | None = None) -> Axes:
    """Hours a week as bars, required below optional, with the line above which a week is overloaded.

    Args:
        weeks: what `weekly_workload` gives.
        settings: the pace; ``None``: the defaults.
        ax: axes to draw on; ``None``: those of a new figure.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    # Not at the top: matplotlib is an extra, and slow to load.
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


def _label(week: WeekWorkload) -> str:
    if week.week is not None:
        return str(week.week)
    return f"{week.first.day}.{week.first.month}." if week.first else "–"
