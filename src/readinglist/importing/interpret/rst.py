"""Course pages in reStructuredText, as Sphinx sites have them: sections, lists, fields and tables.

Read by a line reader of our own: docutils knows nothing of the roles and directives of Sphinx,
turns what it does not know into errors, and gives no text back for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from readinglist.importing.content import Page, PageContent, Skipped
from readinglist.importing.interpret.columns import is_schedule
from readinglist.importing.interpret.credits import join_credit_lines
from readinglist.importing.interpret.headings import Heading, heading_of
from readinglist.importing.interpret.levels import LevelWords, stated_words
from readinglist.importing.interpret.sections import SectionContent, around, read_sections, whole
from readinglist.importing.interpret.skipped_items import commented_out
from readinglist.importing.interpret.table import Cell, Row, columns_in, read_table
from readinglist.importing.markup.rst_blocks import RstContent, Table, blocks_of
from readinglist.importing.markup.rst_inline import Targets, rst_source
from readinglist.importing.markup.rst_tables import RawCell, RawRow
from readinglist.importing.markup.source_text import Source
from readinglist.settings import Hints
from readinglist.text.markdown.spans import Spans, plain
from readinglist.text.markdown.writer import to_markdown

_NAMES = (".rst", ".rest", ".restx")
_LINKED = re.compile(r"`[^`<>]{1,300}<[^`<>\s]{1,2000}>`__?|`[^`<>]{2,300}`__?(?!\w)")
_MARKUP = re.compile(r"^\.\. [\w-]+::|^\.\. _[^:\n]+:|^([=~^*\"'#+-])\1{3,}[ \t]*$", re.M)
_MARKDOWN = re.compile(r"\]\(\S+\)|^#{1,6} ", re.M)
_SEEN = 200_000


class RstReader:
    """Reads a page, or the pages of a folder in the order of their names."""

    name = "rst"

    def recognises(self, page: Page) -> float:
        """Nearly certain by its name and markup, else surer the more links in its markup there are."""
        pages = page.texts(_NAMES)
        if page.files or page.name.lower().endswith(_NAMES):
            heads = [text[:_SEEN] for _, text in pages]
            if any(_LINKED.search(head) or (_MARKUP.search(head) and "://" in head) for head in heads):
                return 0.6 if page.files else 0.9
            # What looks like text of another kind is rather that, whatever its name is.
            return 0.3 if any("://" in head for head in heads) else 0.0
        text = page.text[:_SEEN]
        if _MARKDOWN.search(text) or not _MARKUP.search(text):
            return 0.0
        links = len(_LINKED.findall(text))
        return min(0.4 + 0.05 * links, 0.8) if links else 0.0

    def read(self, page: Page, hints: Hints) -> PageContent:
        """The sessions of the page, or of all pages of a folder."""
        parts = [_part(name if page.files else None, text, hints) for name, text in page.texts(_NAMES)]
        return whole(self.name, parts, page, hints)


def _part(file: str | None, text: str, hints: Hints) -> SectionContent:
    """What one file gives."""
    lines, targets, hidden = rst_source(text)
    found = blocks_of(lines, targets)
    source = Source.of_spans(found.known, hidden)
    words, said = stated_words(found.blocks, hints)
    tables = [made for table in found.tables if (made := _made(table, targets, words))]
    known = [(table, columns_in(table.heads, table.rows, words, hints.columns)) for table in tables]
    schedules = [(table, columns) for table, columns in known if is_schedule(columns.roles)]
    others = [table for table, columns in known if not is_schedule(columns.roles)]
    left_out = (*_skipped(found, file), *_left(others, file))
    if not schedules:
        read = read_sections(found.blocks, source, hints, file=file)
        return _with_skipped(read, left_out)
    course, above = around(found.blocks, source)
    reads = [
        read_table(
            table.heads,
            table.rows,
            words,
            columns=columns,
            opening=_heading_above(found, table.at, source),
            file=file,
        )
        for table, columns in schedules
    ]
    whole = SectionContent(
        course,
        tuple(session for read in reads for session in read.sessions),
        tuple(reading for read in reads for reading in read.loose),
        (*above, *(item for read in reads for item in read.skipped), *commented_out(source, file=file)),
        said,
        tuple(dict.fromkeys(read.decided for read in reads)),
    )
    return _with_skipped(whole, left_out)


def _with_skipped(read: SectionContent, more: Sequence[Skipped]) -> SectionContent:
    skipped = sorted((*read.skipped, *more), key=lambda item: item.line or 0)
    return read._replace(skipped=tuple(skipped))


class _Made(NamedTuple):
    """A table with the spans of its cells."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    at: int


def _made(table: Table, targets: Targets, words: LevelWords) -> _Made | None:
    head, rows = table.raw.head, table.raw.rows
    if head is None:
        if not rows:
            return None
        head, rows = rows[0], rows[1:]
    heads = tuple(" ".join(plain(spans) for spans in _cell(cell, targets, words)) for cell in head.cells)
    return _Made(heads, tuple(_row(row, targets, words) for row in rows), table.at)


def _row(row: RawRow, targets: Targets, words: LevelWords) -> Row:
    return Row(row.line, tuple(_cell(cell, targets, words) for cell in row.cells))


def _cell(cell: RawCell, targets: Targets, words: LevelWords) -> Cell:
    """The lines of a cell: its items and paragraphs."""
    found = blocks_of(cell, targets)
    lines: list[Spans] = []
    for block in found.blocks:
        lines += (found.known[text] for text in block.text.split("  \n") if found.known.get(text))
    return tuple(join_credit_lines(lines, words))


def _heading_above(found: RstContent, at: int, source: Source) -> Heading | None:
    for block in reversed(found.blocks[:at]):
        if block.kind == "heading":
            heading = heading_of(plain(source.spans(block.text)))
            return heading if heading.opens_a_session else None
    return None


def _skipped(found: RstContent, file: str | None) -> Iterator[Skipped]:
    for line in found.skipped:
        why = "it stands in a directive that shows no text of the page"
        yield Skipped(line=line.number, file=file, text=line.text, why=why)


def _left(tables: Sequence[_Made], file: str | None) -> Iterator[Skipped]:
    why = "its table is none of a schedule"
    for table in tables:
        for row in table.rows:
            shown = [
                to_markdown(s) for cell in row.cells for s in cell if any(span.url or span.key for span in s)
            ]
            if shown:
                yield Skipped(line=row.line, file=file, text=" ".join(shown), why=why)
