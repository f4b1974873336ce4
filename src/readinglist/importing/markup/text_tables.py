"""The tables of pandoc and Quarto in Markdown: simple and multiline ones by their columns, and grids.

https://pandoc.org/MANUAL.html#tables - read here, as a page that pandoc rewrites has lost the
numbers of its lines, and a Liquid tag its meaning.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_COLUMNS = re.compile(r" {0,3}-{2,}(?: +-{2,})+ *")
_RULE = re.compile(r" {0,3}-{5,} *")
_GRID_RULE = re.compile(r" {0,3}\+(?::?[-=]{2,}:?\+)+ *")
_BULLET = re.compile(r"(?:[-*+]|\d{1,2}[.)])\s")
_TALLEST_HEAD = 6
_BREAK = "<br>"


class TableRow(NamedTuple):
    """A row: the index of the line where it begins, its cells as inline Markdown, whether it is the head."""

    at: int
    cells: tuple[str, ...]
    is_head: bool


class TextTable(NamedTuple):
    """A table between two indexes of lines, the second of which is no longer in it."""

    start: int
    stop: int
    rows: tuple[TableRow, ...]


def find_tables(lines: Sequence[str]) -> Iterator[TextTable]:
    """The tables of a page, in order."""
    at = 0
    while at < len(lines):
        table = _table_at(lines, at) if lines[at][:4].lstrip()[:1] in ("+", "-") else None
        if table is not None:
            yield table
        at = table.stop if table is not None else at + 1


def _table_at(lines: Sequence[str], at: int) -> TextTable | None:
    line = lines[at]
    if _GRID_RULE.fullmatch(line):
        return _grid(lines, at)
    if _COLUMNS.fullmatch(line):
        return _simple(lines, at)
    return _multiline(lines, at) if _RULE.fullmatch(line) else None


def _simple(lines: Sequence[str], at: int) -> TextTable | None:
    """A table whose columns are as wide as the dashes below its head; each line is a row."""
    has_head = at > 0 and bool(lines[at - 1].strip())
    stop = at + 1
    while stop < len(lines) and lines[stop].strip() and not _COLUMNS.fullmatch(lines[stop]):
        stop += 1
    below = range(at + 1, stop)
    if not below or (not has_head and not (stop < len(lines) and _COLUMNS.fullmatch(lines[stop]))):
        return None
    starts = _starts(lines[at])
    rows = [TableRow(index, _sliced(lines[index], starts), False) for index in below]
    if has_head:
        rows.insert(0, TableRow(at - 1, _sliced(lines[at - 1], starts), True))
    else:
        rows[0] = rows[0]._replace(is_head=True)
    closed = stop < len(lines) and bool(lines[stop].strip())
    return TextTable(at - has_head, stop + closed, tuple(rows))


def _multiline(lines: Sequence[str], at: int) -> TextTable | None:
    """A table between two rules, with blank lines between its rows."""
    within = range(at + 1, min(at + 2 + _TALLEST_HEAD, len(lines)))
    middle = next((index for index in within if _COLUMNS.fullmatch(lines[index])), None)
    if middle is None or middle == at + 1 or not all(lines[i].strip() for i in range(at + 1, middle)):
        return None
    stop = next((i for i in range(middle + 1, len(lines)) if _RULE.fullmatch(lines[i])), None)
    if stop is None:
        return None
    starts = _starts(lines[middle])
    groups = itertools.groupby(range(middle + 1, stop), key=lambda index: bool(lines[index].strip()))
    parts = [range(at + 1, middle), *(list(group) for is_filled, group in groups if is_filled)]
    rows = [
        TableRow(
            part[0], tuple(map(" ".join, _columns([_sliced(lines[i], starts) for i in part]))), not index
        )
        for index, part in enumerate(parts)
    ]
    return TextTable(at, stop + 1, tuple(rows))


def _starts(rule: str) -> list[int]:
    return [match.start() for match in re.finditer(r"-+", rule)]


def _sliced(line: str, starts: Sequence[int]) -> tuple[str, ...]:
    """The cells of a line; what stands left of the first column belongs to it."""
    edges = (0, *starts[1:], max(len(line), starts[-1]))
    return tuple(line[start:stop].strip() for start, stop in itertools.pairwise(edges))


def _columns(cells: Sequence[tuple[str, ...]]) -> Iterator[list[str]]:
    for column in zip(*cells, strict=True):
        yield [cell for cell in column if cell]


def _grid(lines: Sequence[str], at: int) -> TextTable | None:
    """A table that is drawn with ``+``, ``-`` and ``|``; cells hold paragraphs and lists."""
    stop = at
    while stop < len(lines) and lines[stop].lstrip()[:1] in ("+", "|") and lines[stop].strip():
        stop += 1
    edges = [match.start() for match in re.finditer(r"\+", lines[at])]
    rules = [index for index in range(at, stop) if _GRID_RULE.fullmatch(lines[index])]
    head = next((index for index in rules if "=" in lines[index]), rules[1] if len(rules) > 1 else at)
    rows = []
    for above, below in itertools.pairwise((*rules, *((stop,) if rules[-1] < stop - 1 else ()))):
        parts = [_grid_cells(lines[index], edges) for index in range(above + 1, below)]
        if parts:
            cells = tuple(_cell([part[i] for part in parts]) for i in range(len(edges) - 1))
            rows.append(TableRow(above + 1, cells, below <= head))
    return TextTable(at, stop, tuple(rows)) if len(rows) > 1 else None


def _grid_cells(line: str, edges: Sequence[int]) -> list[str]:
    """The cells of a line by the columns; where text has pushed the bars aside, by the bars."""
    if all(edge < len(line) and line[edge] in "|+" for edge in edges):
        cells = [line[start + 1 : stop] for start, stop in itertools.pairwise(edges)]
    else:
        cells = line.strip().strip("|").split("|")
    width = len(edges) - 1
    return [cell.strip() for cell in (*cells, *([""] * width))][:width]


def _cell(lines: Sequence[str]) -> str:
    """The lines of a cell; a blank one and a bullet begin a new line of the table."""
    made: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on and line and not _BULLET.match(line):
            made[-1] += f" {line}"
        elif line:
            made.append(line)
        goes_on = bool(line)
    return _BREAK.join(made)
