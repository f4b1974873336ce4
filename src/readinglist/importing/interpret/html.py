"""Course pages in HTML: a fragment with lists or tables, or a saved page of a live site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from readinglist.importing.content import Page, PageContent, PageReading, PageSession, Skipped
from readinglist.importing.interpret.course_facts import course_named
from readinglist.importing.interpret.credits import join_credit_lines
from readinglist.importing.interpret.dates import term_of, with_days
from readinglist.importing.interpret.headings import Heading, heading_of
from readinglist.importing.interpret.html_blocks import Blocks, Table, blocks_in
from readinglist.importing.interpret.html_tables import Grid, GridCell, GridRow, grid_of, repeated, says_place
from readinglist.importing.interpret.levels import LevelWords, stated_words
from readinglist.importing.interpret.sections import SectionContent, around, read_sections
from readinglist.importing.interpret.session_blocks import SessionReader
from readinglist.importing.interpret.session_builder import ItemPlace
from readinglist.importing.interpret.skipped_items import commented_out
from readinglist.importing.interpret.table import Cell, Row, read_table
from readinglist.importing.markup.blocks import Block
from readinglist.importing.markup.html_tree import Document, Region, document_of, words_of
from readinglist.importing.markup.source_text import Source
from readinglist.model.schedule import Course
from readinglist.settings import Hints
from readinglist.text.markdown.spans import Span, plain
from readinglist.text.markdown.writer import to_markdown

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NAMES = (".html", ".htm", ".xhtml", ".shtml", ".mhtml", ".php", ".aspx")
_START = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)
_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n.*?\n---[ \t]*(?:\r?\n|$)", re.S)
_LINK = re.compile(r"<a\b[^<>]{0,300}\bhref\b", re.I)
_ITEM = re.compile(r"<(?:li|td|dd)\b", re.I)
_GENERIC = re.compile(
    r"(?:(?:course|class|lecture|tentative|weekly|the)\s+)*(?:schedule|syllabus|calendar|readings?"
    r"|reading list|papers|lectures|home(?:page)?|materials|resources|index|welcome|untitled(?: document)?)"
    r"(?:\s+(?:and|&)\s+\w+)?",
    re.I,
)
_MARKDOWN_LINK = re.compile(r"\]\((?:https?:|/|\.)")
_FEW = 3
_SEEN = 200_000


class HtmlReader:
    """Reads a page or a part of one: tables that are schedules, else headings, lists and paragraphs."""

    name = "html"

    def recognises(self, page: Page) -> float:
        """Nearly certain of a whole document; else surer the more links there are in tags."""
        text = page.text[:_SEEN]
        if page.files or "<" not in text:
            return 0.0
        if _START.match(text):
            return 0.95
        links, items = len(_LINK.findall(text)), len(_ITEM.findall(text))
        if page.name.lower().partition("?")[0].endswith(_NAMES):
            return 0.9 if links or items else 0.3
        if not links or not items or len(_MARKDOWN_LINK.findall(text)) > links:
            return 0.0
        return min(0.4 + 0.03 * min(links, items), 0.75)

    def read(self, page: Page, hints: Hints) -> PageContent:
        """The sessions of the page, and the links around and within it that are none of theirs."""
        front = _FRONT.match(page.text)
        text = "\n" * front[0].count("\n") + page.text[front.end() :] if front else page.text
        document = document_of(text)
        if document is None:
            return PageContent(reader=self.name)
        read, embedded, first = read_document(document, hints)
        course = _course(read.course, document.title, first)
        sessions, remarks = with_days(
            list(read.sessions), hints, course.term, course.title, document.title, page.name
        )
        beyond = _beyond(document)
        return PageContent(
            reader=self.name,
            course=course,
            sessions=sessions,
            unscheduled=read.unscheduled,
            skipped=(*read.skipped, *embedded, *_around(document.around), *beyond),
            remarks=(*read.remarks, *remarks, *_cut(beyond)),
            decisions=read.decisions,
        )


def read_document(
    document: Document, hints: Hints, file: str | None = None
) -> tuple[SectionContent, Iterator[Skipped], str]:
    """What the blocks and tables give, what is embedded, and the words of the first heading."""
    words = LevelWords(hints)
    as_rows = hints.sessions in (None, "rows")
    grids = dict(_grids(document.root, words, hints)) if as_rows else {}
    found = blocks_in(document.root, words, read_as_table=frozenset(grids))
    front = {"title": title} if (title := _of_course(document.title)) else {}
    source = Source.of_spans(found.known, document.hidden, front)
    if not grids:
        read = read_sections(found.blocks, source, hints, file=file)
    else:
        read = _read_tables(found, grids, source, hints, file)
    first = next((plain(source.spans(b.text)) for b in found.blocks if b.kind == "heading"), "")
    return read, _embedded(found), "" if heading_of(first).opens_a_session else first


def _course(course: Course, title: str | None, first: str) -> Course:
    """The course, with title and term of the window or of the first heading where nothing else says them."""
    if course.title is not None and _GENERIC.fullmatch(course.title):
        course = course.model_copy(update={"title": None})
    for said in (_of_course(title), first):
        if said and (course.title is None or course.term is None):
            named = course_named(course, said)
            course = named if term_of(said) else course.model_copy(update={"title": named.title})
    return course


def _of_course(title: str | None) -> str:
    """The title of a window without the parts that name the page: ``Schedule | Networks``."""
    parts = re.split(r"\s+[|·•–—-]\s+|\s*\|\s*", title or "")
    return " | ".join(part for part in parts if part.strip() and not _GENERIC.fullmatch(part.strip()))


def _grids(root: Element, words: LevelWords, hints: Hints) -> Iterator[tuple[Element, Grid]]:
    """The tables that are read as such, none of them within another one."""
    from lxml import etree

    walk = etree.iterwalk(root, events=("start",), tag="table")
    for _, table in walk:
        grid = grid_of(table, words, hints.columns)
        if grid is not None:
            walk.skip_subtree()
            yield table, grid


def _read_tables(
    found: Blocks, grids: Mapping[Element, Grid], source: Source, hints: Hints, file: str | None
) -> SectionContent:
    """The sessions of all tables; what stands around them is the course's or is left."""
    shown = "\n".join(str(part) for element in grids for part in element.itertext())
    words, said = stated_words(found.blocks, hints, shown)
    reader = _Tables(words, file)
    for table in found.tables:
        reader.take(grids[table.element], _heading_above(found, table, source))
    course, left_around = around(found.blocks, source)
    skipped = (*left_around, *reader.skipped, *commented_out(source, file=file))
    return SectionContent(
        course,
        tuple(reader.sessions),
        tuple(reader.loose),
        tuple(sorted(skipped, key=lambda item: item.line or 0)),
        said,
        tuple(reader.decisions),
    )


def _heading_above(found: Blocks, table: Table, source: Source) -> Heading:
    for block in reversed(found.blocks[: table.at]):
        if block.kind == "heading":
            return heading_of(plain(source.spans(block.text)))
    return Heading("")


class _Tables:
    """The tables of a page as they come up."""

    def __init__(self, words: LevelWords, file: str | None) -> None:
        self._words = words
        self._file = file
        self.sessions: list[PageSession] = []
        self.loose: list[PageReading] = []
        self.skipped: list[Skipped] = []
        self.decisions: dict[str, None] = {}

    def take(self, grid: Grid, above: Heading) -> None:
        """Take in a table; ``above`` is what the heading above it says."""
        if grid.kind == "rows":
            for row in grid.rows:
                self._take_row(row)
            return
        rows = [self._row(grid, row) for row in grid.rows]
        opening = above if above.opens_a_session else None
        columns = grid.columns
        read = read_table(grid.heads, rows, self._words, columns=columns, opening=opening, file=self._file)
        self.sessions += read.sessions
        self.loose += read.loose
        self.skipped += read.skipped
        self.decisions[read.decided] = None

    def _row(self, grid: Grid, row: GridRow) -> Row:
        cells = []
        for index, cell in enumerate(row.cells):
            shown = cell is not None and (cell.first or repeated(grid.columns.roles, row, index))
            cells.append(self._cell(cell) if cell is not None and shown else ())
        return Row(row.line, tuple(cells))

    def _cell(self, cell: GridCell) -> Cell:
        """The lines of a cell."""
        found = blocks_in(cell.element, self._words)
        self.skipped += _embedded(found)
        return tuple(_cell_lines(found, self._words))

    def _take_row(self, row: GridRow) -> None:
        """Take a row that holds a whole session: its other cells say week and date."""
        place, line = Heading(""), row.line
        blocks: list[Block] = []
        known: dict[str, tuple[Span, ...]] = {}
        for cell in row.cells:
            if cell is None or not cell.first:
                continue
            text = words_of(cell.element)
            if says_place(text):
                place = _with_place(place, text)
                continue
            found = blocks_in(cell.element, self._words)
            self.skipped += _embedded(found)
            blocks += found.blocks
            known |= found.known
        if place.opens_a_session or blocks:
            self._session(place, blocks, Source.of_spans(known), line)

    def _session(self, place: Heading, blocks: Sequence[Block], source: Source, line: int | None) -> None:
        marked = any(block.kind == "open" for block in blocks)
        reader = SessionReader(self._words, source, base=ItemPlace(False) if marked else None)
        reader.take_all(blocks)
        session = reader.session(line)
        self.sessions.append(session.model_copy(update={"week": place.week, "date_text": place.date_text}))
        self.skipped += reader.skipped


def _with_place(place: Heading, text: str) -> Heading:
    """What a cell adds to what is known of a row's week and date."""
    said = heading_of(text)
    bare = text.strip(" #.:")
    week = int(bare) if re.fullmatch(r"\d{1,2}", bare) else said.week
    return place._replace(
        week=place.week if place.week is not None else week, date_text=place.date_text or said.date_text
    )


def _cell_lines(found: Blocks, words: LevelWords) -> Iterator[tuple[Span, ...]]:
    lines = [
        spans
        for block in found.blocks
        if block.text and block.kind not in ("open", "close")
        for spans in found.lines(block)
    ]
    return join_credit_lines(lines, words)


def _embedded(found: Blocks) -> Iterator[Skipped]:
    for url, line in found.embedded:
        yield Skipped(line=line, text=url, why="it is embedded in the page")


def _around(regions: Iterable[Region]) -> Iterator[Skipped]:
    """What stands around the page: link by link where there are few, else in one line."""
    for region in regions:
        shown = [to_markdown((Span(link.words, url=link.url),)) for link in region.links]
        why = f"it stands {region.name}"
        if len(shown) <= _FEW:
            for text, link in zip(shown, region.links, strict=True):
                yield Skipped(line=link.line, text=text, why=why)
        else:
            yield Skipped(
                line=region.links[0].line,
                text=" · ".join(shown),
                why=f"{len(shown)} links that stand {region.name}",
            )


def _beyond(document: Document) -> tuple[Skipped, ...]:
    why = "tags are nested too deeply in front of it"
    return tuple(Skipped(text=url, why=why) for url in document.beyond)


def _cut(beyond: Sequence[Skipped]) -> tuple[str, ...]:
    if not beyond:
        return ()
    return (f"Tags are nested more than 2048 deep; {len(beyond)} links behind that place are not read.",)
