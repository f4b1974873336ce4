"""Schedules in Markdown tables (pipe tables): one or several rows a session."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from readinglist.importing.interpret.columns import is_schedule, roles_of
from readinglist.importing.interpret.dates import with_days
from readinglist.importing.interpret.headings import Heading, heading_of
from readinglist.importing.interpret.levels import LevelWords, stated_words
from readinglist.importing.interpret.sections import around
from readinglist.importing.interpret.table import Cell, Row, TableRead, read_table
from readinglist.importing.interpret.untaken import commented_out
from readinglist.importing.markup.blocks import Block, blocks_of
from readinglist.importing.markup.source import Source, source_of
from readinglist.importing.page_content import Found, Page
from readinglist.settings import Hints
from readinglist.text.markdown.page_parser import parse_spans
from readinglist.text.markdown.spans import Spans, plain

_ROW = re.compile(r"^.*\|.*\n[ \t]*\|?[ \t]*:?-+:?[ \t]*\|[-:| \t]*$", re.M)
_PARTS = re.compile(r"<br\s*/?>|</?(?:ul|ol|p|div)\b[^<>]{0,300}>|<li\b[^<>]{0,300}>|</li>", re.I)
_BULLET = re.compile(r"\s*(?P<marks>[*_]{0,3})(?:[•·*-]\s+|\d{1,2}[.)]\s+)(?=\S)")


class Tables:
    """Reads the tables of a page that are schedules; all else of the page is left and told of."""

    name = "tables"

    def recognises(self, page: Page) -> float:
        """Surer the more rows with links there are in tables whose heads are those of a schedule."""
        if "|" not in page.text or not _ROW.search(page.text):
            return 0.0
        words = LevelWords()
        source = source_of(page.text)
        tables = [
            table for table in _tables(blocks_of(source.lines)) if _is_schedule(table, source, words, Hints())
        ]
        linked = sum(
            "](" in cell or "http" in cell for table in tables for row in table.rows for cell in row.cells
        )
        return min(0.5 + 0.05 * linked, 0.8) if tables else 0.0

    def read(self, page: Page, hints: Hints) -> Found:
        """The sessions of all schedules on the page."""
        source = source_of(page.text)
        blocks = blocks_of(source.lines)
        words, said = stated_words(((b.line, b.text) for b in blocks if b.kind in ("text", "item")), hints)
        tables = [table for table in _tables(blocks) if _is_schedule(table, source, words, hints)]
        read = [_read(table, source, words, hints) for table in tables]
        inside = {row.line for table in tables for row in (table.head, *table.rows)}
        course, untaken = around([b for b in blocks if b.kind != "row" or b.line not in inside], source)
        sessions, remarks = with_days(
            [session for table in read for session in table.sessions],
            hints,
            course.term,
            course.title,
            page.name,
        )
        everything = (*untaken, *(item for table in read for item in table.untaken), *commented_out(source))
        return Found(
            reader=self.name,
            course=course,
            sessions=sessions,
            unscheduled=tuple(reading for table in read for reading in table.loose),
            untaken=tuple(sorted(everything, key=lambda item: item.line or 0)),
            remarks=(*said, *remarks),
        )


class _Table(NamedTuple):
    """A table of the page and the heading above it."""

    head: Block
    rows: tuple[Block, ...]
    under: Block | None


def _tables(blocks: Sequence[Block]) -> Iterator[_Table]:
    under: Block | None = None
    for is_row, group in itertools.groupby(blocks, key=lambda block: block.kind == "row"):
        found = list(group)
        if not is_row:
            under = next((block for block in reversed(found) if block.kind == "heading"), under)
            continue
        starts = [index for index, block in enumerate(found) if block.is_head]
        for start, stop in itertools.pairwise((*starts, len(found))):
            yield _Table(found[start], tuple(found[start + 1 : stop]), under)


def _heads(table: _Table, source: Source) -> list[str]:
    return [plain(source.spans(cell)) for cell in table.head.cells]


def _is_schedule(table: _Table, source: Source, words: LevelWords, hints: Hints) -> bool:
    return is_schedule(roles_of(_heads(table, source), words, hints.columns))


def _read(table: _Table, source: Source, words: LevelWords, hints: Hints) -> TableRead:
    rows = [Row(block.line, tuple(_cell(cell, source) for cell in block.cells)) for block in table.rows]
    heading = heading_of(plain(source.spans(table.under.text))) if table.under else Heading("")
    opening = heading if heading.opens_a_session else None
    return read_table(_heads(table, source), rows, words, columns=hints.columns, opening=opening)


def _cell(text: str, source: Source) -> Cell:
    """The lines of a cell: ``<br>`` and list items part them."""
    parts = (part for part in _PARTS.split(text) if part.strip())
    return tuple(_line(part, source) for part in parts)


def _line(text: str, source: Source) -> Spans:
    return parse_spans(
        _BULLET.sub(r"\g<marks>", text, count=1) if _BULLET.match(text) else text, source.references
    )
