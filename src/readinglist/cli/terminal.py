"""The list as a table and a report on links: in colour on a terminal, plain lines for everything else."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, TextIO

from readinglist.model.schedule import Assignment, Session, Syllabus
from readinglist.report import printable

if TYPE_CHECKING:
    from rich.table import Table

    from readinglist.links.reports.text import Style
    from readinglist.links.results import LinkReport
    from readinglist.model.reading import Reading
    from readinglist.settings import LoadSettings
    from readinglist.workload import WeekWorkload

_STYLES: dict[Style, str] = {
    "": "",
    "heading": "bold",
    "bad": "bold red",
    "warning": "yellow",
    "good": "green",
    "dim": "dim",
}
_LONGEST_BAR = 14  # so that a line fits into 80 columns
_READABLE = 40  # columns that a title needs before others may have any


class _Row(NamedTuple):
    session: Session | None
    assignment: Assignment | None
    reading: Reading | None


def show(syllabus: Syllabus, stream: TextIO, *, today: datetime.date | None = None) -> None:
    """Write the list to ``stream``; the sessions dated ``today`` are marked."""
    if stream.isatty():
        _show_fitted(syllabus, stream, today)
    else:
        for line in _plain_lines(syllabus):
            stream.write(line + "\n")


def show_links(report: LinkReport, stream: TextIO, titles: Mapping[str, str]) -> None:
    """Write a report on links to ``stream``, in colour on a terminal; it breaks no address in two."""
    from readinglist.links.reports import text

    if not stream.isatty():
        stream.write(text.render(report, titles))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, highlight=False, markup=False)
    for line in text.lines(report, titles):
        # A soft wrap is the terminal's, so that a click still opens the whole address.
        console.print(Text(line.text, style=_STYLES[line.style]), soft_wrap=True)


def show_load(weeks: Sequence[WeekWorkload], settings: LoadSettings, stream: TextIO) -> None:
    """Write how much each week asks for: a line a week, with a bar of one mark for each hour."""
    heads = ("WEEK", "REQUIRED", "OPTIONAL", "PAGES", "HOURS", "PAYWALLED", "")
    table = [heads, *(_load_row(week, settings) for week in weeks)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = (cell.ljust(size) for cell, size in zip(row, widths, strict=True))
        stream.write("  ".join(cells).rstrip() + "\n")


def _load_row(week: WeekWorkload, settings: LoadSettings) -> tuple[str, ...]:
    too_much = f"  more than {settings.hours_per_week:g} hours"
    remark = too_much if week.overloaded else "  no readings" if week.empty else ""
    unknown = f" and {week.unknown_pages} unknown" if week.unknown_pages else ""
    return (
        str(week.first or "-") if week.week is None else str(week.week),
        str(week.required + week.unspecified),
        str(week.optional),
        f"{week.pages + week.optional_pages}{unknown}",
        f"{week.hours:g}" + (f"+{week.optional_hours:g}" if week.optional_hours else ""),
        str(week.paywalled),
        _bar(week) + remark,
    )


def _bar(week: WeekWorkload) -> str:
    """A mark for each hour, required before optional ones; a bar that would go on ends in ``>``."""
    marks = min(round(week.hours), _LONGEST_BAR + 1)
    bar = "#" * marks + "." * min(round(week.optional_hours), _LONGEST_BAR + 1)
    return bar if len(bar) <= _LONGEST_BAR else f"{bar[: _LONGEST_BAR - 1]}>"


def _rows(syllabus: Syllabus) -> Iterator[_Row]:
    for session in syllabus.sessions:
        if not session.assignments:
            yield _Row(session, None, None)
        for assignment in session.assignments:
            yield _Row(session, assignment, assignment.reading)
    for reading in syllabus.unscheduled:
        yield _Row(None, None, reading)


def _plain_lines(syllabus: Syllabus) -> Iterator[str]:
    """One line a reading, every line complete in itself, columns aligned, nothing cut off."""
    from rich.cells import cell_len

    table = [("WEEK", "DATE", "LEVEL", "KEY", "READING", "AUTHORS", "VENUE")]
    for session, assignment, reading in _rows(syllabus):
        week, date = _when(session)
        level = assignment.level if assignment else session.kind if session else "unscheduled"
        if reading is None:
            table.append((week, date, printable(level), "-", _topic(session), "-", "-"))
        else:
            cells = (printable(reading.key), _title(reading), _authors(reading), _venue(reading))
            table.append((week, date, level, *cells))
    widths = [max(cell_len(row[column]) for row in table) for column in range(len(table[0]))]
    for row in table:
        padded = (cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(padded).rstrip()


def _show_fitted(syllabus: Syllabus, stream: TextIO, today: datetime.date | None) -> None:
    from rich.console import Console
    from rich.text import Text

    # Without markup and highlighting: what strangers wrote stays as it is.
    console = Console(file=stream, highlight=False, markup=False)
    rows = list(_rows(syllabus))
    widths = _widths(rows, console.width)
    # By identity: two sessions may say the same.
    for number, (_, group) in enumerate(groupby(rows, key=lambda row: id(row.session))):
        members = list(group)
        if number:
            console.print()
        console.print(Text.assemble(*_heading(members[0].session, today)))
        if any(row.reading for row in members):
            console.print(_grid(members, widths))


def _heading(session: Session | None, today: datetime.date | None) -> Iterator[tuple[str, str]]:
    week, date = _when(session)
    if week != "-":
        yield f"Week {week}  ", "bold cyan"
    yield _topic(session), "bold"
    if date != "-":
        yield f"  {date}", "dim"
    if session and today and session.date == today:
        yield "  today", "bold green"


def _widths(rows: list[_Row], width: int) -> dict[str, int]:
    """The same widths for every session, so that the columns stand under each other.

    What is left for the title gives way last: first the authors go, then the venue.
    """
    from rich.cells import cell_len

    readings = [row.reading for row in rows if row.reading]
    widths = {
        "level": max([cell_len(row.assignment.level) for row in rows if row.assignment], default=0),
        "title": 0,
        "authors": max(map(cell_len, map(_authors, readings)), default=0),
        "venue": min(max(map(cell_len, map(_venue, readings)), default=0), 24),
        "key": max((cell_len(printable(reading.key)) for reading in readings), default=0),
    }
    # The key goes last: it is what every other command takes.
    for spared in ("authors", "venue", "key"):
        widths["title"] = width - sum(size + 2 for name, size in widths.items() if name != "title" and size)
        if widths["title"] >= _READABLE:
            break
        del widths[spared]
    widths["title"] = max(width - sum(size + 2 for n, size in widths.items() if n != "title" and size), 10)
    return {name: size for name, size in widths.items() if size}


def _grid(rows: list[_Row], widths: dict[str, int]) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2, 0, 0))
    styles = {"level": "dim", "authors": "dim", "key": "cyan"}
    for name, size in widths.items():
        table.add_column(width=size, style=styles.get(name, ""), overflow="fold")
    for _, assignment, reading in rows:
        if reading is None:
            continue
        level = assignment.level if assignment else ""
        cells = {
            "level": level,
            "title": Text(_title(reading), style="bold" if level == "required" else ""),
            "authors": _authors(reading),
            "venue": _venue(reading),
            "key": printable(reading.key),
        }
        table.add_row(*(cells[name] for name in widths))
    return table


def _when(session: Session | None) -> tuple[str, str]:
    if session is None:
        return "-", "-"
    return ("-" if session.week is None else str(session.week)), (
        session.date.isoformat() if session.date else "-"
    )


def _topic(session: Session | None) -> str:
    if session is None:
        return "Not scheduled"
    return printable(session.topic or session.kind)


def _title(reading: Reading) -> str:
    return printable(reading.title or reading.key)


def _authors(reading: Reading) -> str:
    names = [printable(name.sort_family) for name in reading.author or reading.editor if not name.is_others]
    # A list that ends in "and others" has more names than it states.
    if len(names) > 2 or (names and len(names) < len(reading.author or reading.editor)):
        return f"{names[0]} et al."
    return " and ".join(names) or "-"


def _venue(reading: Reading) -> str:
    venue = reading.container_title_short or reading.container_title or ("arXiv" if reading.arxiv_id else "")
    return printable(f"{venue or reading.publisher or ''} {reading.year or ''}".strip()) or "-"
