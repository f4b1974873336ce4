"""Pages in plain Markdown, of which there are two kinds.

Either headings, bold lines or list items open sessions, and lists of readings stand below them;
or the schedule is a table (a pipe table) with one or several rows a session.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from readinglist.importing.content import Page, PageContent
from readinglist.importing.interpret.columns import Columns, is_schedule
from readinglist.importing.interpret.dates import with_days
from readinglist.importing.interpret.headings import Heading, heading_of
from readinglist.importing.interpret.levels import LevelWords, stated_words
from readinglist.importing.interpret.list_sections import with_named_pictures
from readinglist.importing.interpret.outline import openings
from readinglist.importing.interpret.paper_lists import is_calendar
from readinglist.importing.interpret.sections import (
    SectionContent,
    around,
    list_of_papers,
    read_sections,
    whole,
)
from readinglist.importing.interpret.skipped_items import commented_out
from readinglist.importing.interpret.table import Cell, Row, TableRead, columns_in, read_table
from readinglist.importing.markup.blocks import Block, blocks_of
from readinglist.importing.markup.source_text import Source, source_of
from readinglist.settings import Hints
from readinglist.text.markdown.page_parser import parse_spans
from readinglist.text.markdown.spans import Spans, plain

_NAMES = (".md", ".markdown", ".mdown", ".mkd", ".qmd", ".rmd")
_LINKED_ITEM = re.compile(
    r"^[ \t]*(?:[*+-]|\d{1,3}[.)])[ \t].*(?:\]\(|https?://|\]\[|\{% (?:cite|reference) )", re.M
)
_LINKED_LINE = re.compile(r"^[^\n<#|]{0,500}?\]\(https?://", re.M)
_LINE = re.compile(r"^[ \t]*(?:#{1,6}|[*+-]|\d{1,3}[.)])[ \t]+(?P<words>\S.{0,100})", re.M)
_HEADING = re.compile(r"^#{1,6}[ \t]+\S", re.M)
_PLAIN_ITEM = re.compile(r"^[*+-][ \t]+\S", re.M)
# https://jekyllrb.com/docs/posts/: the name of a post begins with its date.
_POST = re.compile(r"(?:^|/)\d{4}-\d\d-\d\d-[^/]*$")
_SEEN = 200_000
_FEWEST = 2
# Rows that show what the columns of a table hold.
_ENOUGH = 40
_ROW = re.compile(r"^.*\|.*\n[ \t]*\|?[ \t]*:?-+:?[ \t]*\|[-:| \t]*$", re.M)
# The line below the head of a table that is drawn with dashes.
_DRAWN = re.compile(r"^ {0,3}(?:-{2,}(?: +-{2,})+|\+(?::?[-=]{2,}:?\+)+) *$", re.M)
_PARTS = re.compile(r"<br\s*/?>|</?(?:ul|ol|p|div)\b[^<>]{0,300}>|<li\b[^<>]{0,300}>|</li>", re.I)
_BULLET = re.compile(r"\s*(?P<marks>[*_]{0,3})(?:[•·*-]\s+|\d{1,2}[.)]\s+)(?=\S)")


class MarkdownReader:
    """Reads a page or a folder of pages; posts with a date are one session each."""

    name = "markdown"

    def recognises(self, page: Page) -> float:
        """Surer the more list items hold links, and where the name says Markdown; never certain.

        Without a link, a page that is named so is one where lines of it open sessions.
        """
        if re.match(r"\s*(?:<!doctype|<html)", page.text, re.I):
            return 0.0
        texts = [text[:_SEEN] for _, text in page.texts(_NAMES)]
        items = sum(len(_LINKED_ITEM.findall(text)) for text in texts)
        named = bool(page.files) or page.name.lower().endswith(_NAMES)
        if named and any(map(_holds_html_lists, texts)):
            return 0.76
        if not items and any(_POST.search(name) and "](" in text for name, text in page.files.items()):
            return 0.2
        if not items:
            lines = sum(len(_LINKED_LINE.findall(text)) for text in texts)
            sections = lines >= _FEWEST and any(map(_HEADING.search, texts))
            return 0.1 if named and (sections or sum(map(_opened, texts)) >= _FEWEST) else 0.0
        return min(0.2 + 0.1 * named + 0.02 * items, 0.5)

    def read(self, page: Page, hints: Hints) -> PageContent:
        """The sessions of the page, or of all pages of a folder in the order of their names."""
        parts = [_part(name if page.files else None, text, hints) for name, text in page.texts(_NAMES)]
        return whole(self.name, parts, page, hints)


def _holds_html_lists(text: str) -> bool:
    """Whether a text has lists in tags among headings and lists of Markdown, and no table in tags."""
    return (
        "<li" in text
        and "<table" not in text
        and _HEADING.search(text) is not None
        and _PLAIN_ITEM.search(text) is not None
    )


def _opened(text: str) -> int:
    """How many headings and items begin with a week, a date or the number of a session."""
    return sum(heading_of(match["words"]).opens_a_session for match in _LINE.finditer(text))


def _part(file: str | None, text: str, hints: Hints) -> SectionContent:
    source = source_of(text)
    return read_sections(blocks_of(source.lines), source, hints, file=file)


class TablesReader:
    """Reads the tables of a page that are schedules; all else of the page is left and told of."""

    name = "tables"

    def recognises(self, page: Page) -> float:
        """Surer the more rows with links there are in tables whose heads are those of a schedule."""
        if not (_ROW.search(page.text) or _DRAWN.search(page.text)):
            return 0.0
        words = LevelWords()
        source = source_of(page.text)
        tables = [
            table
            for table in _tables(blocks_of(source.lines))
            if is_schedule(_columns(table._replace(rows=table.rows[:_ENOUGH]), source, words, Hints()).roles)
        ]
        linked = sum(
            "](" in cell or "http" in cell for table in tables for row in table.rows for cell in row.cells
        )
        return min(0.5 + 0.05 * linked, 0.8) if tables else 0.0

    def read(self, page: Page, hints: Hints) -> PageContent:
        """The sessions of all schedules on the page."""
        source = source_of(page.text)
        blocks = tuple(with_named_pictures(blocks_of(source.lines)))
        words, said = stated_words(blocks, hints)
        known = [(table, _columns(table, source, words, hints)) for table in _tables(blocks)]
        tables = [(table, columns) for table, columns in known if is_schedule(columns.roles)]
        if hints.sessions is None and not any(_is_dated(table, columns, source) for table, columns in tables):
            opened = openings(blocks, source, words)
            if not is_calendar(opened, blocks, source):
                part = list_of_papers(blocks, source, words, hints)._replace(remarks=said)
                return whole(self.name, [part], page, hints)
        read = [_read(table, columns, source, words) for table, columns in tables]
        inside = {row.line for table, _ in tables for row in (table.head, *table.rows)}
        course, skipped = around([b for b in blocks if b.kind != "row" or b.line not in inside], source)
        sessions, remarks = with_days(
            [session for table in read for session in table.sessions],
            hints,
            course.term,
            course.title,
            page.name,
        )
        everything = (*skipped, *(item for table in read for item in table.skipped), *commented_out(source))
        return PageContent(
            reader=self.name,
            course=course,
            sessions=sessions,
            unscheduled=tuple(reading for table in read for reading in table.loose),
            skipped=tuple(sorted(everything, key=lambda item: item.line or 0)),
            remarks=(*said, *remarks),
            decisions=tuple(dict.fromkeys(table.decided for table in read)),
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


def _rows(table: _Table, source: Source) -> list[Row]:
    return [Row(block.line, tuple(_cell(cell, source) for cell in block.cells)) for block in table.rows]


def _columns(table: _Table, source: Source, words: LevelWords, hints: Hints) -> Columns:
    return columns_in(_heads(table, source), _rows(table, source), words, hints.columns)


def _read(table: _Table, columns: Columns, source: Source, words: LevelWords) -> TableRead:
    heading = heading_of(plain(source.spans(table.under.text))) if table.under else Heading("")
    opening = heading if heading.opens_a_session else None
    return read_table(_heads(table, source), _rows(table, source), words, columns=columns, opening=opening)


def _is_dated(table: _Table, columns: Columns, source: Source) -> bool:
    """Whether rows have days or weeks; a running number beside titles is none, nor is "2024-03"."""
    for index, (head, role) in enumerate(zip(table.head.cells, columns.roles, strict=False)):
        cells = [row.cells[index] for row in table.rows if index < len(row.cells)]
        texts = [plain(source.spans(cell)) for cell in cells] if role in ("week", "date") else []
        if role == "week" and ("topic" in columns.roles or re.search(r"[^\W\d_]{2}", head)):
            return any(re.search(r"\d", text) for text in texts)
        if role == "date" and any(heading_of(text).opens_a_session for text in texts):
            return True
    return False


def _cell(text: str, source: Source) -> Cell:
    """The lines of a cell: ``<br>`` and list items part them."""
    parts = (part for part in _PARTS.split(text) if part.strip())
    return tuple(_line(part, source) for part in parts)


def _line(text: str, source: Source) -> Spans:
    return parse_spans(
        _BULLET.sub(r"\g<marks>", text, count=1) if _BULLET.match(text) else text, source.references
    )
