"""A table with one or several rows a session, of whatever markup, to sessions."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from readinglist.importing.content import PageReading, PageSession, Skipped
from readinglist.importing.interpret.columns import CellWords, Columns, Role, columns_of
from readinglist.importing.interpret.headings import Heading, heading_of, kind_of, names_an_event
from readinglist.importing.interpret.labels import is_label
from readinglist.importing.interpret.levels import LevelWords
from readinglist.importing.interpret.people import authors, presenters
from readinglist.importing.interpret.session_builder import ItemPlace, SessionDraft, links_of, topic_of
from readinglist.importing.interpret.skipped_items import skipped_of_no_session
from readinglist.importing.interpret.titles import Title, tag_of
from readinglist.text.markdown.spans import Span, Spans, joined, plain
from readinglist.text.markdown.writer import to_markdown

# A cell is its lines or list items, one after the other.
Cell = tuple[Spans, ...]

_JOINT = re.compile(r"(?:\s*(?:[,;&+/]|\band\b))+\s*$")
_BARE_YEARS = re.compile(r"[\s*_]*(?:(?:19|20)\d\d[\s–—/-]*)+")
_FILE = re.compile(r"\.(?:pptx?|pdf|key|odp)(?:[?#].*)?$|\bslides\b", re.I)


class Row(NamedTuple):
    """A row of a table, and the line of the page where it begins (``None``: not known)."""

    line: int | None
    cells: tuple[Cell, ...]


class TableRead(NamedTuple):
    """What a table gives: its sessions, readings of no session, what of it was not taken, how it was read."""

    sessions: tuple[PageSession, ...]
    loose: tuple[PageReading, ...]
    skipped: tuple[Skipped, ...]
    decided: str


def read_table(
    head: Sequence[str],
    rows: Sequence[Row],
    words: LevelWords,
    *,
    columns: Columns,
    opening: Heading | None = None,
    file: str | None = None,
) -> TableRead:
    """The sessions of a table.

    A row without a date, a week and a topic goes on with the session above it. ``columns`` is
    what they hold. ``opening`` is the heading that a table without dates stands under, whose
    session all of its rows are.
    """
    roles, at = columns.roles, columns.themed
    if at is not None:
        head, roles = (*head, *("" for _ in roles[len(head) :]), head[at]), (*roles, "readings")
        rows = [_with_theme_apart(row, at, len(roles)) for row in rows]
    reader = _Reader(roles, head, words, file, told=columns.told)
    if opening is not None and not {"date", "week"} & set(roles):
        reader.start(opening, rows[0].line if rows else None)
    for row in rows:
        reader.take(row)
    reader.finish()
    return TableRead(tuple(reader.sessions), tuple(reader.loose), tuple(reader.skipped), columns.decided)


def columns_in(
    head: Sequence[str], rows: Sequence[Row], words: LevelWords, columns: Mapping[str, str] | None = None
) -> Columns:
    """What the columns of a table hold; ``columns`` are a person's hints."""
    return columns_of(head, [tuple(map(_cell_words, row.cells)) for row in rows], words, columns)


def _cell_words(cell: Cell) -> CellWords:
    spans = [span for line in cell for span in (*line, Span(" "))]
    links = [list(group) for url, group in itertools.groupby(spans, key=lambda span: span.url) if url]
    ahead = itertools.takewhile(lambda span: span.url is None, spans)
    return CellWords(
        plain(spans), plain(list(ahead)), tuple((plain(group), group[0].url or "") for group in links)
    )


def _with_theme_apart(row: Row, at: int, width: int) -> Row:
    """A row whose cell ``at`` names a theme and papers behind it: the papers go into a cell of their own."""
    themes: list[Spans] = []
    papers: list[Spans] = []
    for line in row.cells[at] if at < len(row.cells) else ():
        ahead = tuple(itertools.takewhile(lambda span: span.url is None, line))
        if plain(ahead).strip(" :–—-"):
            themes.append(ahead)
        papers += _works_of(line[len(ahead) :])
    cells = [row.cells[i] if i < len(row.cells) else () for i in range(width - 1)]
    cells[at] = tuple(themes)
    return row._replace(cells=(*cells, tuple(papers)))


def _works_of(spans: Spans) -> list[Spans]:
    """The works that a line links, each with what stands behind it: ``a, b & [code]`` are two."""
    works: list[list[Span]] = []
    for span in spans:
        if not works or (span.url and span.url != works[-1][-1].url and not is_label(span.text)):
            works.append([])
        works[-1].append(span)
    return [joined((*work[:-1], _without_joint(work[-1]))) for work in works]


def _without_joint(span: Span) -> Span:
    return span if span.url else span._replace(text=_JOINT.sub("", span.text))


class _Open(NamedTuple):
    """A session that rows are being added to."""

    draft: SessionDraft
    line: int | None
    heading: Heading
    # The topic of the rows' group, for a session that names none.
    topic: str


class _Reader:
    """The state of one pass over the rows of a table."""

    def __init__(
        self,
        roles: Sequence[Role | None],
        head: Sequence[str],
        words: LevelWords,
        file: str | None,
        *,
        told: bool,
    ) -> None:
        self._roles = roles
        self._told = told
        self._head = head
        self._words = words
        self._file = file
        self._open: _Open | None = None
        # What a row that names a group ("Week 2", "Storage") says of the sessions below it.
        self._group = Heading("")
        self.sessions: list[PageSession] = []
        self.loose: list[PageReading] = []
        self.skipped: list[Skipped] = []

    def take(self, row: Row) -> None:
        """Take in the next row."""
        heading = self._heading(row)
        if self._is_group(row, heading):
            self._take_group(row)
            return
        if self._opens(heading):
            self.start(self._placed(heading), row.line)
        elif self._open is None:
            self.start(Heading(""), row.line)
        elif heading.topic:
            self._there().draft.add_topic(next(self._of("topic", row))[1][0])
        self._fill(row, self._there().draft)

    def start(self, heading: Heading, line: int | None) -> None:
        """Begin a session."""
        self.finish()
        draft = SessionDraft(self._words, file=self._file, topic=heading.topic)
        self._open = _Open(draft, line, heading, self._group.topic)

    def finish(self) -> None:
        """End the session that is open."""
        if self._open is None:
            return
        draft, line, heading, topic = self._open
        draft.topic = draft.topic or topic
        session = draft.session(line)
        self.skipped += draft.skipped
        if heading.opens_a_session or session.topic:
            update = {"week": heading.week, "date_text": heading.date_text}
            self.sessions.append(session.model_copy(update=update))
        else:
            self.loose += session.readings
            self.skipped += skipped_of_no_session(session, self._file)
        self._open = None

    def _there(self) -> _Open:
        assert self._open is not None
        return self._open

    def _of(self, role: Role | None, row: Row) -> Iterator[tuple[str, Cell]]:
        """The head and the cell of each column of a role that is not empty."""
        for index, cell in enumerate(row.cells):
            held = self._roles[index] if index < len(self._roles) else None
            shown = tuple(spans for spans in cell if plain(spans) or any(s.url or s.key for s in spans))
            if held == role and shown:
                yield (self._head[index] if index < len(self._head) else ""), shown

    def _text(self, role: Role, row: Row) -> str:
        return " ".join(plain(spans) for _, cell in self._of(role, row) for spans in cell)

    def _heading(self, row: Row) -> Heading:
        """What week, date and topic cells say."""
        week, date = self._text("week", row), heading_of(self._text("date", row))
        first = next((plain(cell[0]) for _, cell in self._of("week", row)), "")
        number = re.fullmatch(r"\W*(\d{1,3})\W*", week) or re.fullmatch(r"\W*(\d{1,2})\W*", first)
        placed = Heading("", week=int(number[1])) if number else heading_of(week)
        cells = (cell for _, cell in self._of("topic", row) if not self._says_reading(cell[0]))
        topic = next((topic_of(cell[0]) for cell in cells), "") or self._event(row)
        return Heading(
            topic,
            placed.week if placed.week is not None else date.week,
            date.date_text or placed.date_text,
            date.number,
        )

    def _event(self, row: Row) -> str:
        """What takes place in place of a reading, where no column names the topic: ``Planning meeting``."""
        if "topic" in self._roles:
            return ""
        said = (plain(cell[0]) for _, cell in self._of("readings", row) if not links_of(cell[0]))
        return next(filter(names_an_event, said), "")

    def _says_reading(self, spans: Spans) -> bool:
        """Whether a line of a topic's cell is a reading: ``Required reading: …`` with a link."""
        text = "".join(span.text for span in spans)
        return bool(links_of(spans)) and self._words.prefix(text) is not None

    def _opens(self, heading: Heading) -> bool:
        """Whether a row begins a session: by its date, else by another week, else by its topic."""
        if heading.date_text is not None:
            return self._open is None or not _goes_on(self._open.heading, heading)
        if "date" in self._roles and self._open is not None:
            draft = self._open.heading
            other_week = heading.week is not None and heading.week != draft.week
            return other_week or kind_of(heading.topic) in ("break", "holiday", "exam")
        return heading.week is not None or bool(heading.topic)

    def _placed(self, heading: Heading) -> Heading:
        """A heading with the week of the rows above, where cells are merged."""
        before = self._open.heading.week if self._open and "week" in self._roles else None
        week = next((w for w in (heading.week, self._group.week, before) if w is not None), None)
        return heading._replace(week=week)

    def _is_group(self, row: Row, heading: Heading) -> bool:
        """Whether a row has one cell only, without a link, that is bold or names a week."""
        shown = [spans for cell in row.cells for spans in cell if plain(spans)]
        if shown and _BARE_YEARS.fullmatch(plain(shown[0])) and "year" not in self._roles[:1]:
            return not any(span.url or span.key for spans in shown for span in spans)
        if heading.date_text or (heading.week is not None and "week" in self._roles and not heading.topic):
            return False
        if len(shown) != 1 or any(span.url is not None or span.key for span in shown[0]):
            return False
        text = plain(shown[0])
        return all(s.bold for s in shown[0] if s.text.strip()) or heading_of(text).week is not None

    def _take_group(self, row: Row) -> None:
        spans = next(spans for cell in row.cells for spans in cell if plain(spans))
        said = heading_of(plain(spans))
        if kind_of(said.topic) in ("break", "holiday", "exam", "project"):
            self.start(self._placed(said), row.line)
            return
        if _BARE_YEARS.fullmatch(plain(spans)):
            said = Heading("")
        self._group = said
        if "topic" in self._roles and said.topic:
            why = "it says how sessions are grouped, which a list does not hold"
            self.skipped.append(Skipped(line=row.line, file=self._file, text=to_markdown(spans), why=why))

    def _fill(self, row: Row, reader: SessionDraft) -> None:
        """Add what the cells hold to a session."""
        before, event = len(reader.gathering), self._event(row)
        placed = {"date", "week"} & set(self._roles)
        # Without a column of topics, what a cell of readings says may be the topic of its session.
        reads = True if not placed or {"topic", "authors", "venue"} & set(self._roles) or self._told else None
        places: tuple[tuple[Role, ItemPlace], ...] = (
            ("required", ItemPlace(True, "required")),
            ("optional", ItemPlace(True, "optional")),
            ("readings", ItemPlace(reads)),
        )
        for role, place in places:
            for _, cell in self._of(role, row):
                reader.take_lines([line for line in cell if plain(line) != event], row.line, place)
        self._tell_readings(row, reader, before)
        self._tell_session(row, reader, alone=len(reader.gathering) == before + 1)
        for _, cell in (*self._of("week", row), *self._of("date", row)):
            for spans in cell:
                reader.add_links(spans)
        unread: tuple[Role | None, ...] = (None, "ignore", "authors", "venue", "year")
        for head, cell in (pair for role in unread for pair in self._of(role, row)):
            self._leave(row, head, cell)

    def _tell_readings(self, row: Row, reader: SessionDraft, before: int) -> None:
        """Add authors, venue and year to the one reading of a row, and who presents to its first."""
        if len(reader.gathering) > before:
            names = tuple(
                name
                for _, cell in self._of("presenters", row)
                for spans in cell
                for name in presenters(spans)
            )
            reader.gathering.update(before, presenters=names)
        if len(reader.gathering) == before + 1:
            venue = tag_of(self._text("venue", row), self._words, certain=True) or Title("")
            year = re.search(r"\b(?:19|20)\d\d\b", self._text("year", row))
            reader.gathering.update(
                before,
                author=authors(self._text("authors", row)),
                venue=venue.venue or next(iter(venue.notes), None),
                year=int(year[0]) if year else venue.year,
                award=venue.award,
            )

    def _tell_session(self, row: Row, reader: SessionDraft, *, alone: bool) -> None:
        """Add links, notes and people; ``alone``: the row has one reading, which links may be of."""
        for _, cell in self._of("topic", row):
            if self._says_reading(cell[0]):
                reader.take_lines(cell, row.line, ItemPlace(True))
                continue
            reader.add_links(cell[0])
            reader.take_lines(cell[1:], row.line, ItemPlace())
        for head, cell in self._of("links", row):
            of_work = alone and re.search(r"\b(?:code|repo|pdf|url|links?|blogs?|paper)\b", head, re.I)
            for spans in cell:
                (reader.add_work_links if of_work else reader.add_links)(spans, head)
        for _, cell in self._of("notes", row):
            for spans in cell:
                reader.add_note(spans)
        people: tuple[tuple[Role, bool], ...] = (("speakers", True), ("presenters", False))
        for role, speak in people:
            for _, cell in self._of(role, row):
                for spans in cell:
                    self._people(spans, reader, speak=speak)

    def _people(self, spans: Spans, reader: SessionDraft, *, speak: bool) -> None:
        """Speakers with their pages; a name that links a file links the slides of the one who speaks."""
        files = [span for span in spans if span.url and _FILE.search(span.url)]
        for span in files:
            reader.add_links((span._replace(text=f"{span.text.strip()}: slides"),))
        shown = joined(s._replace(url=None) if s in files else s for s in spans)
        if speak:
            reader.add_speakers(shown)
        elif not files:
            reader.add_links(tuple(span for span in spans if span.url))

    def _leave(self, row: Row, head: str, cell: Cell) -> None:
        for spans in cell:
            if any(span.url is not None or span.key for span in spans):
                why = f"its column “{head}” is none that is read" if head else "its column has no head"
                self.skipped.append(Skipped(line=row.line, file=self._file, text=to_markdown(spans), why=why))


def _goes_on(above: Heading, heading: Heading) -> bool:
    """Whether a row with a date is of the session above: it repeats what that one says, and no more."""
    return (
        heading.date_text == above.date_text
        and heading.week in (None, above.week)
        and heading.topic in ("", above.topic)
    )
