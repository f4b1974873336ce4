"""Spreadsheets as pages: CSV in its dialects, and the sheets of an Excel workbook.

Each becomes a table of HTML, whose rows keep their numbers as lines. Nothing is calculated: a
formula counts with the value that the program which saved it had found.
"""

from __future__ import annotations

import csv
import datetime
import html
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from readinglist.errors import MissingExtraError
from readinglist.importing.markup.lined_html import LinedHtml, html_of_text

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MOST_ROWS = 20_000
"""The most rows of a sheet that are read; a schedule has some dozens, a list of papers some thousands."""
_MOST_COLUMNS = 200
_SAMPLE = 200
_DELIMITERS = ",;\t|"
_SEPARATOR_LINE = re.compile(r"sep=(.)\n", re.I)
_TAG = re.compile(r"<(?:a|b|br|div|em|i|li|p|span|strong|u|ul|ol)\b[^<>]*>", re.I)
_BULLET = re.compile(r"\s*(?:[•·*–-]|\d{1,2}[.)])\s+(?=\S)")
# A formula that links a cell, in the notations of Excel, LibreOffice and Google.
_LINK_FORMULA = re.compile(r"=\s*HYPERLINK\(\s*\"([^\"]{1,2000})\"\s*[,;)]", re.I)


class Refused(Exception):
    """What a file seems to be cannot be read; the message says why, and what to do."""


class Cell(NamedTuple):
    """A cell as HTML, with how many columns and rows it covers."""

    markup: str
    columns: int = 1
    rows: int = 1


class Row(NamedTuple):
    """A row with its number in the sheet, or its line in the file."""

    number: int
    cells: tuple[Cell, ...]


def csv_page(text: str) -> str | None:
    """A CSV file as HTML; ``None``: its lines have no common number of cells, so that it is no table.

    Raises:
        Refused: it has too many rows.
    """
    text = text.removeprefix("\ufeff")
    first = _SEPARATOR_LINE.match(text)
    body = text[first.end() :] if first else text
    delimiter = first[1] if first else _delimiter(body)
    if delimiter is None:
        return None
    rows: list[Row] = []
    ahead = 1 if first else 0
    reader, before = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter), 0
    try:
        for cells in reader:
            if len(rows) >= MOST_ROWS:
                raise Refused(f"it has more than {MOST_ROWS:,} rows; export those of the reading list alone.")
            if any(cell.strip() for cell in cells):
                rows.append(Row(before + 1 + ahead, tuple(Cell(_markup(cell)) for cell in cells)))
            before = reader.line_num
    except csv.Error as error:  # a cell of more than 128 KiB, most often for want of a closing quote
        where = reader.line_num + ahead
        raise Refused(f"line {where} is not CSV ({error}); save it again from the spreadsheet.") from error
    return _page("", rows)


def _delimiter(text: str) -> str | None:
    """The delimiter that parts most lines into the same number of cells, two or more; ``None``: none does.

    `csv.Sniffer` guesses letters as delimiters, and raises where cells hold prose.
    """
    best, most = None, 0.0
    for delimiter in _DELIMITERS:
        widths: list[int] = []
        try:
            for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
                widths += [len(cells)] if any(cells) else []
                if len(widths) >= _SAMPLE:
                    break
        except csv.Error:  # what is broken is told of when it is read
            pass
        if not widths:
            continue
        ((width, count),) = Counter(widths).most_common(1)
        share = count / len(widths)
        if width > 1 and len(widths) > 1 and share > 0.5 and share + width / 100 > most:
            best, most = delimiter, share + width / 100
    return best


def workbook_pages(data: bytes) -> Mapping[str, str]:
    """The visible sheets of an Excel workbook as HTML, by their names; its size was checked before.

    Raises:
        MissingExtraError: openpyxl is not installed.
        Refused: it cannot be read, or has too many rows.
    """
    try:
        import openpyxl
    except ImportError as error:
        raise MissingExtraError("reading Excel workbooks", "pages") from error

    def load(*, values: bool) -> Any:
        return openpyxl.load_workbook(io.BytesIO(data), data_only=values, keep_links=False)

    try:
        book = load(values=True)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for sheet in sheets:
            if (sheet.max_row or 0) > MOST_ROWS and len(sheet._cells) > MOST_ROWS:
                raise Refused(
                    f"sheet “{sheet.title}” has {sheet.max_row:,} rows, and at most {MOST_ROWS:,} are read; "
                    "export those of the reading list alone."
                )
        # Only the formula of a cell knows the address that HYPERLINK gives it, only its value the words.
        formulas = load(values=False) if _has_formulas(data) else None
        made = {s.title: _sheet_page(s, formulas[s.title] if formulas else None) for s in sheets}
    except Refused:
        raise
    except Exception as error:  # openpyxl raises whatever a broken file leads it to
        raise Refused(
            f"the workbook is broken ({type(error).__name__}); save it again, or as CSV."
        ) from error
    return {name: page for name, page in made.items() if page is not None}


def _has_formulas(data: bytes) -> bool:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(b"HYPERLINK(" in archive.read(name) for name in names)


def _sheet_page(sheet: Worksheet, formulas: Worksheet | None) -> str | None:
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    inside: set[tuple[int, int]] = set()
    for area in sheet.merged_cells.ranges:
        height = min(area.max_row, MOST_ROWS) - area.min_row + 1
        width = min(area.max_col, _MOST_COLUMNS) - area.min_col + 1
        if height * width > MOST_ROWS:
            continue
        covered[area.min_row, area.min_col] = (width, height)
        inside |= {(area.min_row + y, area.min_col + x) for y in range(height) for x in range(width) if x + y}
    rows = []
    for cells in sheet.iter_rows(max_row=min(sheet.max_row, MOST_ROWS), max_col=_width(sheet)):
        row = []
        for cell in cells:
            at = (cell.row, cell.column)
            if at not in inside:
                formula = formulas.cell(*at).value if formulas is not None else None
                row.append(Cell(_sheet_cell(cell, formula), *covered.get(at, (1, 1))))
        rows.append(Row(cells[0].row, tuple(row)))
    return _page(sheet.title, rows) if any(cell.markup for row in rows for cell in row.cells) else None


def _width(sheet: Worksheet) -> int:
    return min(sheet.max_column or 1, _MOST_COLUMNS)


def _sheet_cell(cell: Any, formula: Any) -> str:
    markup = _markup(_words(cell.value))
    given = getattr(cell, "hyperlink", None)
    told = _LINK_FORMULA.match(formula) if isinstance(formula, str) else None
    url = told[1] if told else given.target if given is not None else None
    if url and markup and "<a " not in markup:
        markup = f'<a href="{html.escape(url)}">{markup}</a>'
    bold = getattr(getattr(cell, "font", None), "b", False)
    return f"<b>{markup}</b>" if bold and markup and "<ul>" not in markup else markup


def _words(value: object) -> str:
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _markup(text: str) -> str:
    """A cell as HTML: its own tags, or its lines, a list where all but the first have bullets."""
    if _TAG.search(text):
        return text.strip()
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    bullets = [_BULLET.match(line) for line in lines]
    if len(lines) > 1 and all(bullets[1:]):
        head = "" if bullets[0] else html_of_text(lines.pop(0))
        items = "".join(f"<li>{html_of_text(_BULLET.sub('', line, count=1))}</li>" for line in lines)
        return f"{head}<ul>{items}</ul>"
    return "<br>".join(map(html_of_text, lines))


def _page(title: str, rows: Sequence[Row]) -> str:
    """A page with a table; what stands in single cells above its head is text above it."""
    made = LinedHtml(title)
    filled = [sum(bool(cell.markup) for cell in row.cells) for row in rows]
    head = next((index for index, count in enumerate(filled) if count > 1), len(rows))
    for index, row in enumerate(rows[:head]):
        made.at(row.number)
        tag = "h1" if not index else "p"
        made.add("".join(f"<{tag}>{cell.markup}</{tag}>" for cell in row.cells if cell.markup))
    made.add("<table>")
    for row, count in zip(rows[head:], filled[head:], strict=True):
        if count:
            made.at(row.number)
            made.add(f"<tr>{''.join(_cells(row.cells, 'th' if row is rows[head] else 'td'))}</tr>")
    made.add("</table>")
    return made.text()


def _cells(cells: Iterable[Cell], tag: str) -> Iterable[str]:
    for cell in cells:
        spans = f' colspan="{cell.columns}"' * (cell.columns > 1) + f' rowspan="{cell.rows}"' * (
            cell.rows > 1
        )
        yield f"<{tag}{spans}>{cell.markup}</{tag}>"
