"""The list as a table: in colour and fitted on a terminal, plain lines for everything else."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, TextIO

from readinglist.report import printable
from readinglist.schedule import Assignment, Session, Syllabus

if TYPE_CHECKING:
    from rich.console import Console

    from readinglist.records import Reading

_LEVELS = {"required": "bold", "optional": "", "unspecified": ""}
_NARROW = 100  # columns; below that the names of people make the titles unreadable


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
        cells = (cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _show_fitted(syllabus: Syllabus, stream: TextIO, today: datetime.date | None) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console: Console = Console(file=stream, highlight=False, markup=False)
    wide = console.width >= _NARROW
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("Week", justify="right", no_wrap=True)
    table.add_column("Level", no_wrap=True, style="dim")
    table.add_column("Reading", ratio=3, overflow="fold")
    if wide:
        table.add_column("Authors", ratio=1, overflow="fold", style="dim")
    table.add_column("Venue", overflow="fold", max_width=24)
    table.add_column("Key", overflow="fold", style="cyan")
    last: Session | None = None
    blank = [""] * (3 if wide else 2)
    for index, (session, assignment, reading) in enumerate(_rows(syllabus)):
        if session is not last or index == 0:
            if index:
                table.add_row()
            week, date = _when(session)
            mark = " (today)" if session and today and session.date == today else ""
            heading = Text.assemble((_topic(session), "bold"), f"  {date}{mark}" if date != "-" else mark)
            table.add_row(week if session else "", "", heading, *blank)
            last = session
        if reading is not None:
            level = assignment.level if assignment else ""
            title = Text(_title(reading), style=_LEVELS.get(level, ""))
            people = [_authors(reading)] if wide else []
            table.add_row("", level, title, *people, _venue(reading), printable(reading.key))
    console.print(table)


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
    if len(names) > 2 or (names and len(names) < len(reading.author or reading.editor)):
        return f"{names[0]} et al."
    return " and ".join(names) or "-"


def _venue(reading: Reading) -> str:
    venue = reading.container_title_short or reading.container_title or ("arXiv" if reading.arxiv_id else "")
    return printable(f"{venue or reading.publisher or ''} {reading.year or ''}".strip()) or "-"
