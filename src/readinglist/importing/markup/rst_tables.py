"""Tables of reStructuredText: grid, simple, ``list-table`` and ``csv-table``, as rows of cells of lines.

https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#tables
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from readinglist.importing.markup.rst_inline import Line

_GRID = re.compile(r"\+(?:-+\+)+$")
_GRID_BORDER = re.compile(r"\+(?:[-=]+\+)+$|[+|].*[+|]$")
_SIMPLE = re.compile(r"=+(?:[ \t]+=+)+$")
_COLUMNS = re.compile(r"=+")
_SPANNING = re.compile(r"-+(?:[ \t]+-+)*$")
_OPTION = re.compile(r":(?P<name>[\w-]+):(?:[ \t]+(?P<value>.*))?$")
_MOST_COLUMNS = 60

RawCell = tuple[Line, ...]


class RawRow(NamedTuple):
    """A row of cells, each of which is its lines."""

    line: int
    cells: tuple[RawCell, ...]


class RawTable(NamedTuple):
    """A table: the row that is its head (``None``: it has none), and the rows below.

    ``end`` is the index of the line behind it, among the lines that it was found in.
    """

    head: RawRow | None
    rows: tuple[RawRow, ...]
    end: int


def table_at(lines: Sequence[Line], at: int) -> RawTable | None:
    """The grid or simple table that begins with line ``at``; ``None``: none does."""
    text = lines[at].text
    if text.startswith("+") and _GRID.match(text):
        return _grid(lines, at)
    return _simple(lines, at) if text.startswith("=") and _SIMPLE.match(text) else None


def _grid(lines: Sequence[Line], at: int) -> RawTable:
    """A grid table; cells that span columns or rows are cut at the columns of its first border."""
    columns = [match.start() for match in re.finditer(r"\+", lines[at].text)][:_MOST_COLUMNS]
    end = at + 1
    rows: list[RawRow] = []
    head: RawRow | None = None
    gathered: list[Line] = []
    while end < len(lines) and lines[end].text[:1] in ("+", "|") and lines[end].text:
        line = lines[end]
        end += 1
        if line.text.startswith("+") and _GRID_BORDER.match(line.text) and set(line.text) <= set("+-= "):
            if gathered:
                rows.append(_cut(gathered, columns))
            if "=" in line.text and head is None and rows:
                head, rows = rows[-1], []
            gathered = []
        else:
            gathered.append(line)
    if gathered:
        rows.append(_cut(gathered, columns))
    return RawTable(head, tuple(rows), end)


def _cut(lines: Sequence[Line], columns: Sequence[int]) -> RawRow:
    """The cells of a row; one without a bar at a border spans it, and its text stays in one cell."""
    bounds = [columns[0], *(c for c in columns[1:-1] if all(_is_border(line.text, c) for line in lines))]
    bounds.append(columns[-1])
    cells: list[RawCell] = []
    for column in range(len(columns) - 1):
        if columns[column] not in bounds:
            cells.append(())
            continue
        start = columns[column] + 1
        stop = next(b for b in bounds if b > columns[column])
        cells.append(tuple(_part(line, line.text[start:stop]) for line in lines))
    return RawRow(lines[0].number, tuple(cells))


def _is_border(text: str, column: int) -> bool:
    return text[column : column + 1] in ("|", "+", "")


def _part(line: Line, text: str) -> Line:
    text = text.rstrip(" |")
    return Line(line.number, len(text) - len(text.lstrip()), text.strip())


def _simple(lines: Sequence[Line], at: int) -> RawTable | None:
    """A simple table; ``None``: its last border is missing."""
    first = lines[at]
    starts = [match.start() for match in _COLUMNS.finditer(first.text)][:_MOST_COLUMNS]
    borders = [at]
    for index in range(at + 1, len(lines)):
        text = lines[index].text
        if _SIMPLE.match(text):
            borders.append(index)
            behind = lines[index + 1].text if index + 1 < len(lines) else ""
            if len(borders) == 3 or not behind:
                break
        elif text and lines[index].indent < first.indent:
            break
    if len(borders) < 2:
        return None
    body = list(_simple_rows(lines[borders[-2] + 1 : borders[-1]], starts, first.indent))
    head = None
    if len(borders) == 3:
        above = list(_simple_rows(lines[at + 1 : borders[1]], starts, first.indent))
        head = above[0] if above else None
    return RawTable(head, tuple(body), borders[-1] + 1)


def _simple_rows(lines: Sequence[Line], starts: Sequence[int], indent: int) -> Iterator[RawRow]:
    """The rows: each begins with a line that has text in the first column."""
    row: list[Line] = []
    for line in lines:
        if _SPANNING.match(line.text) and line.text:
            continue
        begins = bool(line.text) and line.indent - indent < (starts[1] if len(starts) > 1 else 1)
        if begins and row:
            yield _simple_row(row, starts, indent)
            row = []
        if line.text or row:
            row.append(line)
    if row:
        yield _simple_row(row, starts, indent)


def _simple_row(lines: Sequence[Line], starts: Sequence[int], indent: int) -> RawRow:
    cells = []
    for start, stop in zip(starts, (*starts[1:], None), strict=True):
        whole = [" " * max(line.indent - indent, 0) + line.text for line in lines]
        cells.append(tuple(_part(line, text[start:stop]) for line, text in zip(lines, whole, strict=True)))
    return RawRow(lines[0].number, tuple(cells))


def _options(body: Sequence[Line]) -> tuple[dict[str, str], Sequence[Line]]:
    """The options at the start of a directive, and its content."""
    options: dict[str, str] = {}
    at = 0
    while at < len(body) and (match := _OPTION.match(body[at].text)):
        options[match["name"]] = match["value"] or ""
        at += 1
    return options, body[at:]


def _head_rows(options: dict[str, str]) -> int:
    text = options.get("header-rows", "0").strip()
    return int(text) if re.fullmatch(r"\d{1,2}", text) else 0


def list_table(argument: str, body: Sequence[Line], end: int) -> RawTable:
    """A ``list-table``: a list of lists."""
    options, content = _options(body)
    rows: list[tuple[int, list[list[Line]]]] = []
    indent = next((line.indent for line in content if line.text), 0)
    for line in content:
        match = re.match(r"[*+-][ \t]+(?=[*+-](?:[ \t]|$))", line.text) if line.indent == indent else None
        if match:
            rows.append((line.number, []))
            line = Line(line.number, line.indent + match.end(), line.text[match.end() :])
        cell = re.match(r"[*+-](?:[ \t]+|$)", line.text)
        if not rows:
            continue
        at = rows[-1][1]
        if cell and (match or not at or line.indent <= at[0][0].indent - 1):
            text = line.text[cell.end() :]
            at.append([Line(line.number, line.indent + max(cell.end(), 2), text)])
        elif at:
            at[-1].append(line)
    made = [RawRow(number, tuple(tuple(cell) for cell in cells)) for number, cells in rows]
    return _with_head(made, _head_rows(options), end)


def csv_table(argument: str, body: Sequence[Line], end: int) -> RawTable:
    """A ``csv-table`` whose rows stand in it."""
    options, content = _options(body)
    delimiter = {"tab": "\t", "space": " "}.get(options.get("delim", ""), options.get("delim", ",")) or ","
    first = next((line.number for line in content if line.text), 0)
    lines = [line for line in content if line.number >= first]
    rows = list(_csv_rows(lines, delimiter[0]))
    if "header" in options:
        head = [Line(0, 0, options["header"])]
        rows = [*_csv_rows(head, delimiter[0]), *rows]
        return _with_head(rows, 1, end)
    return _with_head(rows, _head_rows(options), end)


def _csv_rows(lines: Sequence[Line], delimiter: str) -> Iterator[RawRow]:
    reader = csv.reader((line.text + "\n" for line in lines), delimiter=delimiter, skipinitialspace=True)
    while True:
        start = reader.line_num
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a field that is longer than the module allows, a NUL
            continue
        number = lines[start].number if start < len(lines) else 0
        if any(field.strip() for field in row):
            yield RawRow(number, tuple(_lines_of(field, number) for field in row[:_MOST_COLUMNS]))


def _lines_of(field: str, number: int) -> RawCell:
    return tuple(
        Line(number + offset, len(text) - len(text.lstrip()), text.strip())
        for offset, text in enumerate(field.split("\n"))
    )


def _with_head(rows: Sequence[RawRow], heads: int, end: int) -> RawTable:
    head = rows[heads - 1] if 0 < heads <= len(rows) else None
    return RawTable(head, tuple(rows[heads:] if head else rows), end)
