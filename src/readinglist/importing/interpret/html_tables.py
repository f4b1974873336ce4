"""Tables of an HTML page: schedules with a head or without one, and rows that hold a whole session each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from readinglist.importing.interpret.columns import (
    CellWords,
    Columns,
    Role,
    columns_of,
    is_schedule,
    roles_of,
)
from readinglist.importing.interpret.dates import written_date
from readinglist.importing.interpret.headings import heading_of
from readinglist.importing.interpret.levels import LevelWords
from readinglist.importing.markup.html_tree import line_of, tag_of, words_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

Kind = Literal["schedule", "rows"]
Roles = tuple[Role | None, ...]

_MOST_COLUMNS = 40
_MOST_SPANNED = 200
_HEADS: Mapping[Role, str] = {"date": "Date", "week": "Week", "topic": "Topic", "readings": "Readings"}
_NUMBER = re.compile(r"\W*\d{1,2}\W*")
_READING_CLASS = "contains(concat(' ', @class), ' reading') or contains(@class, '_reading')"


class GridCell(NamedTuple):
    """A place of a table, and the cell that covers it; ``first``: the cell begins here."""

    element: Element
    first: bool


class GridRow(NamedTuple):
    """A row of a table, with the places of merged cells filled; ``None``: no cell covers the place."""

    line: int | None
    cells: tuple[GridCell | None, ...]


class Grid(NamedTuple):
    """A table that is read: its heads, what its columns hold, and the rows below the head."""

    kind: Kind
    heads: tuple[str, ...]
    columns: Columns
    rows: tuple[GridRow, ...]


def grid_of(table: Element, words: LevelWords, columns: Mapping[str, str]) -> Grid | None:
    """The table, if it is a schedule; ``None``: its cells are read as if there were no table."""
    rows = [row for row in _rows(table) if row.cells]
    if not rows:
        return None
    heads = tuple(_text(cell) for cell in rows[0].cells)
    has_head = is_schedule(roles_of(heads, words, columns)) or all(
        cell is None or tag_of(cell.element) == "th" for cell in rows[0].cells
    )
    below = tuple(rows[1:] if has_head else rows)
    found = _columns(heads if has_head else (), below, words, columns)
    holding = [row for row in below if _holds_a_session(row)]
    if len(holding) * 2 > len(below) and any(map(_is_placed, holding)):
        roles = found.roles if has_head else (None,) * len(heads)
        return Grid("rows", heads if has_head else (), found._replace(roles=roles), below)
    if not is_schedule(found.roles):
        # Heads that say nothing, or less than the cells do: "Part | Who | What".
        found = _columns((), below, words, {})
    if not is_schedule(found.roles):
        return None
    shown = heads if has_head else tuple(_HEADS.get(role, "") if role else "" for role in found.roles)
    return Grid("schedule", shown, found, below)


def _columns(
    heads: Sequence[str], rows: Sequence[GridRow], words: LevelWords, columns: Mapping[str, str]
) -> Columns:
    return columns_of(heads, [tuple(map(_cell_words, row.cells)) for row in rows], words, columns)


def _cell_words(cell: GridCell | None) -> CellWords:
    if cell is None or not cell.first:
        return CellWords("")
    text = _text(cell)
    links = tuple((words_of(a), a.get("href") or "") for a in cell.element.iter("a") if a.get("href"))
    return CellWords(text, text.partition(links[0][0])[0] if links else text, links)


def repeated(roles: Roles, row: GridRow, index: int) -> bool:
    """Whether what a merged cell says holds for a row that it only reaches into.

    A week holds for all its rows; a topic or a reading for the rows with a date of their own;
    a row without one goes on with the session above it.
    """
    role = roles[index] if index < len(roles) else None
    if role == "week":
        return True
    own = any(
        held in ("date",) and cell is not None and cell.first and written_date(_text(cell)) is not None
        for held, cell in zip(roles, row.cells, strict=False)
    )
    return own and role not in ("date", "ignore")


def _rows(table: Element) -> Iterator[GridRow]:
    """The rows, with merged cells at every place that they cover (HTML Standard, 4.9.12)."""
    open_cells: dict[int, tuple[Element, int]] = {}
    for row in _own(table, "tr"):
        cells: list[GridCell | None] = []
        own = [cell for cell in row if tag_of(cell) in ("td", "th")]
        while own or len(cells) in open_cells:
            at = len(cells)
            if at in open_cells:
                element, left = open_cells.pop(at)
                if left > 1:
                    open_cells[at] = (element, left - 1)
                cells.append(GridCell(element, False))
            else:
                _place(own.pop(0), cells, open_cells)
            if len(cells) > _MOST_COLUMNS and not own:
                break
        yield GridRow(line_of(row), tuple(cells))


def _place(
    element: Element, cells: list[GridCell | None], open_cells: dict[int, tuple[Element, int]]
) -> None:
    width = min(_number(element.get("colspan")), _MOST_COLUMNS)
    height = min(_number(element.get("rowspan")), _MOST_SPANNED)
    for offset in range(width):
        if offset and len(cells) in open_cells:
            break
        if height > 1:
            open_cells[len(cells)] = (element, height - 1)
        cells.append(GridCell(element, True) if offset == 0 else None)


def _number(text: str | None) -> int:
    return max(int(text), 1) if text and re.fullmatch(r"\s*[0-9]{1,4}\s*", text) else 1


def _own(table: Element, tag: str) -> Iterator[Element]:
    """The rows of a table, not those of the tables within it."""
    for element in table:
        if tag_of(element) == tag:
            yield element
        elif tag_of(element) in ("thead", "tbody", "tfoot"):
            yield from (row for row in element if tag_of(row) == tag)


def _text(cell: GridCell | None) -> str:
    return words_of(cell.element) if cell is not None and cell.first else ""


def _holds_a_session(row: GridRow) -> bool:
    """Whether a cell of a row has headings, or lists of readings by their class, in it."""
    return any(
        cell is not None
        and cell.first
        and (
            next(cell.element.iter("h1", "h2", "h3", "h4", "h5", "h6"), None) is not None
            or bool(cell.element.xpath(f".//*[{_READING_CLASS}]"))
        )
        for cell in row.cells
    )


def _is_placed(row: GridRow) -> bool:
    """Whether a cell of a row says its week or date and little else."""
    return any(cell is not None and says_place(_text(cell)) for cell in row.cells)


def says_place(text: str) -> bool:
    """Whether words are those of a cell that says a week or a date, and little else."""
    heading = heading_of(text)
    return len(text) < 60 and (_NUMBER.fullmatch(text) is not None or heading.opens_a_session)
