"""How much there is to read: a line beside the first session of each week, and a table of all weeks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from readinglist.settings import LoadSettings
from readinglist.text.html import time_html
from readinglist.workload import WeekWorkload

# Bars are drawn in these units, so that no number of the picture depends on how a float is printed.
_UNITS_PER_HOUR = 10
_HEADS = (
    '<th scope="colgroup" colspan="2">Pages</th><th scope="col">Hours</th>'
    '<th scope="col" class="access">Access</th>'
)


class PlacedLoad(NamedTuple):
    """What a week asks for, and the anchor of its first session on the page."""

    load: WeekWorkload
    anchor_id: str


def line_html(load: WeekWorkload, pace: LoadSettings) -> str:
    """What a week asks for in some words, which lead to the table; nothing where it needs no readings."""
    if not load.readings:
        return '<span class="load">No readings</span>\n' if load.empty else ""
    binding = load.required + load.unspecified
    words = f"{_hours(load.hours)} to read" if binding else f"{_hours(load.optional_hours)}, optional"
    over = f'<span class="over">{_over(pace)}</span>\n' if load.overloaded else ""
    return f'<a class="load" href="#load">{words}</a>\n{over}'


def table_html(weeks: Sequence[PlacedLoad], pace: LoadSettings) -> str:
    """A section with a row for each week; nothing where no session has readings."""
    loads = [week.load for week in weeks]
    if not any(load.readings for load in loads):
        return ""
    counts = _counts(loads)
    heads = (f'<th scope="col">{text}</th>' for text in ("Week", *(head for head, _ in counts)))
    head = "".join((*heads, _HEADS))
    # All bars in one scale, which the longest of them or the limit fills.
    scale = round(max(pace.hours_per_week, *(w.hours + w.optional_hours for w in loads)) * _UNITS_PER_HOUR)
    names = [name for _, name in counts]
    rows = "".join(_row(week, names, pace, scale) for week in weeks)
    return (
        '<section class="session" id="load" aria-labelledby="load-topic">\n'
        '<p class="when"></p>\n<div class="what">\n<h2 id="load-topic">How much there is to read</h2>\n'
        f'<p class="notes">{_explanation(pace)}</p>\n'
        f'<div class="table"><table>\n<thead><tr>{head}<td class="chart"></td></tr></thead>\n'
        f"<tbody>\n{rows}</tbody>\n{_total(loads, names)}</table></div>\n</div>\n</section>\n"
    )


def _explanation(pace: LoadSettings) -> str:
    return (
        f"Hours are estimated: {_number(pace.minutes_per_page)} minutes a page, and "
        f"{_number(pace.minutes_per_reading)} minutes for a reading whose pages are not known. Those of "
        "optional readings stand behind the plus. What is paywalled has no free copy that the list knows."
    )


def _counts(loads: Sequence[WeekWorkload]) -> list[tuple[str, str]]:
    """The columns that count readings, those only that have something to count: head, field."""
    columns = [("Required", "required"), ("Optional", "optional")]
    used = [column for column in columns if any(getattr(load, column[1]) for load in loads)]
    if any(load.unspecified for load in loads):
        used.append(("Others" if used else "Readings", "unspecified"))
    return used


def _row(week: PlacedLoad, names: Sequence[str], pace: LoadSettings, scale: int) -> str:
    load = week.load
    label = "Others" if load.week is None else str(load.week)
    if load.week is None and load.first:
        label = time_html(load.first)
    cells = "".join(f"<td>{getattr(load, name)}</td>" for name in names)
    if not load.readings:
        remark = "no readings" if load.empty else ""
        cells += f'<td></td><td></td><td></td><td class="access">{remark}</td><td class="chart"></td>'
    else:
        parts = ((load.paywalled, "paywalled"), (load.unknown_access, "unknown"))
        access = ", ".join(f"{number} {word}" for number, word in parts if number) or "all free"
        over = f' <span class="over">{_over(pace)}</span>' if load.overloaded else ""
        cells += (
            f"{_pages(load.pages + load.optional_pages, load.unknown_pages)}"
            f"<td>{_both(load.hours, load.optional_hours)}{over}</td>"
            f'<td class="access">{access}</td>'
            f'<td class="chart">{_bar(load, pace, scale)}</td>'
        )
    return f'<tr><th scope="row"><a href="#{week.anchor_id}">{label}</a></th>{cells}</tr>\n'


def _total(loads: Sequence[WeekWorkload], names: Sequence[str]) -> str:
    cells = "".join(f"<td>{sum(getattr(load, name) for load in loads)}</td>" for name in names)
    pages = sum(load.pages + load.optional_pages for load in loads)
    hours = _both(sum(load.hours for load in loads), sum(load.optional_hours for load in loads))
    paywalled = sum(load.paywalled for load in loads)
    return (
        f'<tfoot>\n<tr><th scope="row">All</th>{cells}'
        f"{_pages(pages, sum(load.unknown_pages for load in loads))}<td>{hours}</td>"
        f'<td class="access">{f"{paywalled} paywalled" if paywalled else ""}</td>'
        '<td class="chart"></td></tr>\n</tfoot>\n'
    )


def _pages(known: int, unknown: int) -> str:
    """Two cells: the pages that are known, and of how many readings they are not."""
    more = f"{'and ' if known else ''}{unknown} unknown" if unknown else ""
    return f'<td>{known or ""}</td><td class="unknown">{more}</td>'


def _bar(load: WeekWorkload, pace: LoadSettings, scale: int) -> str:
    """Hours as a picture, which says nothing that the row does not say: required, optional, the limit."""
    must, may = (round(hours * _UNITS_PER_HOUR) for hours in (load.hours, load.optional_hours))
    limit = round(pace.hours_per_week * _UNITS_PER_HOUR)
    return (
        f'<svg viewBox="0 0 {scale} 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="must" width="{must}" height="10"/>'
        f'<rect class="may" x="{must}" width="{may}" height="10"/>'
        f'<path d="M{limit} 0V10"/></svg>'
    )


def _both(hours: float, optional: float) -> str:
    return f"{hours:.1f}" + (f" + {optional:.1f}" if optional else "")


def _over(pace: LoadSettings) -> str:
    return f"more than {_hours(pace.hours_per_week)}"


def _hours(hours: float) -> str:
    return f"{_number(hours)} hour{'' if hours == 1 else 's'}"


def _number(value: float) -> str:
    """With one digit behind the point at most, and never in powers of ten."""
    return f"{value:.1f}".removesuffix(".0")
