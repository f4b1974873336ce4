"""A table with one or several rows a session, of whatever markup, to sessions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from readinglist.importing.content import PageReading, PageSession, Skipped
from readinglist.importing.interpret.columns import Role, roles_of
from readinglist.importing.interpret.headings import Heading, heading_of, kind_of
from readinglist.importing.interpret.levels import LevelWords
from readinglist.importing.interpret.people import authors, presenters
from readinglist.importing.interpret.session_builder import ItemPlace, SessionDraft, links_of, topic_of
from readinglist.importing.interpret.skipped_items import skipped_of_no_session
from readinglist.importing.interpret.titles import Title, tag_of
from readinglist.text.markdown.spans import Spans, joined, plain
from readinglist.text.markdown.writer import to_markdown

# A cell is its lines or list items, one after the other.
Cell = tuple[Spans, ...]

_FILE = re.compile(r"\.(?:pptx?|pdf|key|odp)(?:[?#].*)?$|\bslides\b", re.I)


class Row(NamedTuple):
    """A row of a table, and the line of the page where it begins (``None``: not known)."""

    line: int | None
    cells: tuple[Cell, ...]


class TableRead(NamedTuple):
    """What a table gives: its sessions, readings of no session, and what of it was not taken."""

    sessions: tuple[PageSession, ...]
    loose: tuple[PageReading, ...]
    skipped: tuple[Skipped, ...]


def read_table(
    head: Sequence[str],
    rows: Sequence[Row],
    words: LevelWords,
    *,
    columns: Mapping[str, str] | None = None,
    opening: Heading | None = None,
    file: str | None = None,
) -> TableRead:
    """The sessions of a table with the columns that ``head`` names.

    A row without a date, a week and a topic goes on with the session above it. ``columns``
    are hints on what columns hold. ``opening`` is the heading that a table without dates
    stands under, whose session all of its rows are.
    """
    roles = roles_of(head, words, columns)
    reader = _Reader(roles, head, words, file)
    if opening is not None and not {"date", "week"} & set(roles):
        reader.start(opening, rows[0].line if rows else None)
    for row in rows:
        reader.take(row)
    reader.finish()
    return TableRead(tuple(reader.sessions), tuple(reader.loose), tuple(reader.skipped))


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
        self, roles: Sequence[Role | None], head: Sequence[str], words: LevelWords, file: str | None
    ) -> None:
        self._roles = roles
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
        topic = next((topic_of(cell[0]) for cell in cells), "")
        return Heading(
            topic,
            placed.week if placed.week is not None else date.week,
            date.date_text or placed.date_text,
            date.number,
        )

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
        if heading.date_text or (heading.week is not None and "week" in self._roles and not heading.topic):
            return False
        shown = [spans for cell in row.cells for spans in cell if plain(spans)]
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
        self._group = said
        if "topic" in self._roles and said.topic:
            why = "it says how sessions are grouped, which a list does not hold"
            self.skipped.append(Skipped(line=row.line, file=self._file, text=to_markdown(spans), why=why))

    def _fill(self, row: Row, reader: SessionDraft) -> None:
        """Add what the cells hold to a session."""
        before = len(reader.gathering)
        placed = {"date", "week"} & set(self._roles)
        reads = True if not placed or {"topic", "authors", "venue"} & set(self._roles) else None
        places: tuple[tuple[Role, ItemPlace], ...] = (
            ("required", ItemPlace(True, "required")),
            ("optional", ItemPlace(True, "optional")),
            ("readings", ItemPlace(reads)),
        )
        for role, place in places:
            for _, cell in self._of(role, row):
                reader.take_lines(cell, row.line, place)
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
