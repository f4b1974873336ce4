"""A page without a calendar: a list of papers in sections, such as the README of a list on GitHub.

Each heading, `<summary>` and bold line over readings is a section, and each section is a session with
a topic and without week and date, so that nothing is invented and the order of the page stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from readinglist.importing.content import PageReading, PageSession, Skipped
from readinglist.importing.interpret.columns import Role, roles_of
from readinglist.importing.interpret.course_facts import course_with
from readinglist.importing.interpret.dates import days, written_date
from readinglist.importing.interpret.labels import is_label, leads_to_the_work
from readinglist.importing.interpret.levels import LevelWords
from readinglist.importing.interpret.list_sections import (
    Section,
    is_bold_line,
    leads_out,
    sections_in,
    topics_of,
    without_anchors,
)
from readinglist.importing.interpret.outline import Opening
from readinglist.importing.interpret.people import authors
from readinglist.importing.interpret.session_blocks import SessionReader
from readinglist.importing.interpret.session_builder import ItemPlace, links_of
from readinglist.importing.interpret.skipped_items import skipped_of_no_session, skipped_outside
from readinglist.importing.markup.blocks import Block
from readinglist.importing.markup.source_text import Source
from readinglist.model.schedule import Course, Level
from readinglist.settings import Hints
from readinglist.text.markdown.spans import Spans, plain, sliced

# Sections about the page or a course, not of papers.
_BESIDES = re.compile(
    r"(?:table of )?contents?|toc|index|outline|(?:how to )?contribut\w*|licen[sc]e|citations?|bibtex"
    r"|cit(?:e|ing)(?: us| this)?|acknowledge?ments?|contacts?|credits?|star(?:s|gazers)?\b.*|faq|authors?"
    r"|(?:what'?s )?news|what'?s new|(?:recent |latest )?updates?|change ?log|announcements?|roadmap|todo"
    r"|usage|about(?: us| me)?|install\w*|getting started"
    r"|(?:project |other )?(?:maintainers|contributors|team|sponsors|supporters)\b.*"
    r"|grading|grades?|polic(?:y|ies)|staff|instructors?|teaching|tas?|office hours|logistics|prerequisites?"
    r"|description|goals?|objectives|format|assignments?|homeworks?|deliverables|deadlines|communication"
    r"|attendance|participation|academic|honor|accommodations?|course (?:description|overview|staff|info\w*)",
    re.I,
)
_START = re.compile(r"[\W\d_]*(?:(?:19|20)\d\d(?:[/.-]\d{1,2}){0,2}\b)?[\W\d_]*")
_ADDRESSED = re.compile(
    r"\b(?:please|pull requests?|PRs?|welcome|feel free|thanks? to|star this|watch this|contact (?:me|us)"
    r"|this (?:repo\w*|list|page|site))\b",
    re.I,
)
_LONGEST_PAPER = 1_500
_BOLD_RANK, _ITEM_RANK = 7, 9
_FEWEST_DATED, _LONGEST_TERM = 5, 400
_READ = 3
_DEEP = 1_000  # deeper than any list
_EXTRA: Mapping[Role, Role | None] = {"date": "year", "week": "ignore"}


class ListContent(NamedTuple):
    """What the sections of a list give; ``above`` is what stands above them all, of the course."""

    above: tuple[Block, ...]
    sessions: tuple[PageSession, ...]
    unscheduled: tuple[PageReading, ...]
    skipped: tuple[Skipped, ...]


def is_calendar(opened: Sequence[Opening], blocks: Sequence[Block], source: Source) -> bool:
    """Whether what has a date, a week or a number opens the sessions of a course.

    It does not where most links of the page stand elsewhere ("[2024/06/07] Version 2 is out"), nor where
    the items of several sections have dates of the same years: these are the days when works appeared.
    """
    if not opened:
        return False
    if any(opening.rank <= _BOLD_RANK and opening.heading.date_text is None for opening in opened):
        return True
    least = 0.25 if any(opening.rank <= _BOLD_RANK for opening in opened) else 0.5
    if _covered(opened, blocks, source) < least:
        return False
    dated = [(o, w) for o in opened if (w := written_date(o.heading.date_text or "")) and w.year]
    items = [(o, w) for o, w in dated if o.rank >= _ITEM_RANK]
    if len(items) < _FEWEST_DATED or len(items) * 2 < len(opened):
        return True
    found = [day for day in days([o.heading.date_text for o, _ in items], None) if day is not None]
    if len(found) < _FEWEST_DATED or (max(found) - min(found)).days <= _LONGEST_TERM:
        return True
    on_a_day = Counter(day.weekday() for day in found)
    return sum(number for _, number in on_a_day.most_common(2)) >= 0.7 * len(found)


def _covered(opened: Sequence[Opening], blocks: Sequence[Block], source: Source) -> float:
    """The share of the lines with outward links that stand in what opens a session, or below it."""
    inside = total = 0
    starts = {opening.at: opening for opening in opened}
    here: Opening | None = None
    for index, block in enumerate(blocks):
        if index in starts:
            here = starts[index]
        elif here is not None and (
            (block.kind == "heading" and block.level <= here.rank)
            or (block.kind in ("item", "row") and here.rank - _ITEM_RANK + 1 >= max(block.level, 1))
        ):
            here = None
        texts = block.cells or ((block.text,) if block.kind in ("item", "text", "heading") else ())
        if any(map(leads_out, (source.spans(text) for text in texts))):
            total += 1
            inside += here is not None
    return inside / total if total else 1.0


def read_list(
    blocks: Sequence[Block], source: Source, words: LevelWords, hints: Hints, *, file: str | None = None
) -> ListContent:
    """The sections of a page that hold readings, each as a session."""
    sections = sections_in(blocks, source, words)
    above = _take_above(sections, source)
    topics = topics_of(sections)
    sessions: list[PageSession] = []
    loose: list[PageReading] = []
    skipped: list[Skipped] = []
    for section, topic in zip(sections, topics, strict=True):
        shown, within_page = without_anchors(section.blocks, source, file)
        skipped += within_page
        if section.path and _BESIDES.fullmatch(section.path[-1]):
            skipped += _outside(section, shown, source, file)
            continue
        reader = _SectionReader(words, source, topic=topic or "-", columns=hints.columns, file=file)
        if leads_out(heading := source.spans(section.heading)):
            reader.add_links(heading)
        reader.take_all(shown)
        session = reader.session(section.line)
        if not session.readings:
            skipped += _outside(section, shown, source, file)
        elif topic:
            sessions.append(session.model_copy(update={"kind": "lecture"}))
            skipped += reader.skipped
        else:
            loose += session.readings
            skipped += (*reader.skipped, *skipped_of_no_session(session, file))
    return ListContent(above, tuple(sessions), tuple(loose), tuple(skipped))


def _take_above(sections: Sequence[Section], source: Source) -> tuple[Block, ...]:
    """Take what is of the course from the first section: all of it where others follow, and it is no list."""
    blocks = sections[0].blocks
    at = next((i for i, block in enumerate(blocks) if block.kind in ("item", "row")), len(blocks))
    works = sum(
        block.kind == "item" and leads_out(spans) and course_with(Course(), spans) is None
        for block in blocks[at:]
        if (spans := source.spans(block.text))
    )
    if len(sections) > 1 and works < _READ:
        at = len(blocks)
    above = tuple(blocks[:at])
    del blocks[:at]
    return above


def _outside(
    section: Section, blocks: Sequence[Block], source: Source, file: str | None
) -> Iterator[Skipped]:
    heading = (Block("heading", section.line, section.heading),) if section.heading else ()
    return skipped_outside((*heading, *blocks), source, file=file)


class _SectionReader(SessionReader):
    """Takes the blocks of a section: items, paragraphs and rows are papers where they look like some."""

    def __init__(
        self,
        words: LevelWords,
        source: Source,
        *,
        topic: str,
        columns: Mapping[str, str] | None,
        file: str | None,
    ) -> None:
        super().__init__(words, source, topic=topic, file=file)
        self._columns = columns
        self._heads: list[str] = []
        self._roles: tuple[Role | None, ...] = ()

    def take_all(self, blocks: Sequence[Block]) -> None:
        """Take all blocks; where most items without a link are works, each is one."""
        outer = min((block.level for block in blocks if block.kind == "item"), default=0)
        items = [
            spans
            for block in blocks
            if block.kind == "item" and block.level == outer and (spans := self._source.spans(block.text))
        ]
        bare = [spans for spans in items if not links_of(spans)]
        if bare and sum(map(self.is_citation, bare)) * 2 >= len(bare):
            self._base = ItemPlace(True)
            self._places = [self._base]
        super().take_all(self._joined(blocks))

    def _joined(self, blocks: Sequence[Block]) -> list[Block]:
        """The blocks, a paper in paragraphs (title, people, links) as one paragraph."""
        found: list[Block] = []
        at = 0
        while at < len(blocks):
            block, stop = blocks[at], at + 1
            if block.kind == "text" and not block.level and is_bold_line(block, self._source):
                while stop < len(blocks) and stop < at + 4 and blocks[stop].kind == "text":
                    stop += 1
                    if links := links_of(self._source.spans(blocks[stop - 1].text)):
                        break
                else:
                    links = []
                if links and all(map(is_label, links)):
                    block = block._replace(text="\n".join(part.text for part in blocks[at:stop]))
                else:
                    stop = at + 1
            found.append(block)
            at = stop
        return found

    def take(self, block: Block, following: Block | None = None) -> None:
        """Take a block, of a table the works of its rows."""
        if block.kind != "row":
            super().take(block, following)
        elif block.is_head:
            self._heads = [plain(self._source.spans(cell)) for cell in block.cells]
            roles = roles_of(self._heads, self._words, self._columns)
            self._roles = tuple(_EXTRA.get(role, role) if role else None for role in roles)
        else:
            self._row(block)

    def _row(self, block: Block) -> None:
        cells = [self._source.spans(cell) for cell in block.cells]
        at = self._main(cells)
        if at is None:
            for cell in filter(plain, cells):
                self.leave(block.line, cell, "a row of a table that names no work")
            return
        self.gathering.is_below(1)
        before = len(self.gathering)
        role = self._roles[at] if at < len(self._roles) else None
        level: Level | None = role if role == "required" or role == "optional" else None
        self.gathering.add(
            cells[at],
            block.line,
            level=level,
            depth=1,
        )
        if len(self.gathering) == before:
            return
        for index, cell in enumerate(cells):
            role = self._roles[index] if index < len(self._roles) else None
            if index == at or not cell:
                continue
            if role == "authors":
                self.gathering.update(before, author=authors(plain(cell)))
            elif role == "year" and (year := re.search(r"\b(?:19|20)\d\d\b", plain(cell))):
                self.gathering.update(before, year=int(year[0]))
            elif role == "venue" and not links_of(cell):
                self.gathering.update(before, venue=plain(cell))
            self.add_work_links(cell, self._heads[index] if index < len(self._heads) else None)

    def _main(self, cells: Sequence[Spans]) -> int | None:
        """Which cell of a row names the work: by its head, else the first one whose link is no label."""
        for index, cell in enumerate(cells):
            if (
                cell
                and index < len(self._roles)
                and self._roles[index] in ("readings", "required", "optional")
            ):
                return index
        titled = (
            index for index, cell in enumerate(cells) if any(not is_label(label) for label in links_of(cell))
        )
        linked = any(map(leads_out, cells))
        worded = (
            i
            for i, cell in enumerate(cells)
            if linked and len(plain(cell).split()) >= _READ and not links_of(cell)
        )
        return next(
            titled, next(worded, next((i for i, cell in enumerate(cells) if linked and plain(cell)), None))
        )

    def _text(self, block: Block, spans: Spans) -> None:
        lead = self.lead(spans)
        if lead is not None and not lead[1]:
            self._set_place(lead[0])
        elif self._is_about_a_paper(block, spans):
            self._tell(spans)
        elif self._is_paper(spans):
            for paper in self._papers(block, spans):
                self.gathering.add(paper, block.line, level=self._places[-1].level, depth=1)
        elif plain(spans) or links_of(spans):
            self._prose(block, spans)

    def _reads(self, place: ItemPlace, spans: Spans) -> bool:
        """Whether an item is a reading; each whose title is set off is one, with or without a link."""
        return _is_set_off(spans) or super()._reads(place, spans)

    def serves_only(self, spans: Spans) -> bool:
        """Whether an item is slides, code or the like; none whose title is set off is."""
        return not _is_set_off(spans) and not self._is_paper(spans) and super().serves_only(spans)

    def _is_about_a_paper(self, block: Block, spans: Spans) -> bool:
        """Whether a paragraph stands within an item, or begins with who wrote what stands above it."""
        if block.level and self.gathering.is_below(block.level + 1):
            return True
        return spans[0].italic and bool(authors(spans[0].text)) and self.gathering.is_below(_DEEP)

    def _tell(self, spans: Spans) -> None:
        """A paragraph within an item: who wrote it, or more about it."""
        alone = spans[0].text if spans[0].italic else "" if links_of(spans) else plain(spans)
        if names := authors(alone):
            self.gathering.update(len(self.gathering) - 1, author=names)
        self.gathering.tell(spans)

    def _prose(self, block: Block, spans: Spans) -> None:
        if not leads_out(spans):
            self._line(block, spans)
        elif all(map(is_label, links_of(spans))) and not plain(s for s in spans if s.url is None).strip(
            " |·•,"
        ):
            self.leave(block.line, spans, "a line of links that names no work")
        else:
            self.leave(block.line, spans, "a paragraph that names no work at its start")

    def _papers(self, block: Block, spans: Spans) -> list[Spans]:
        """The works of a paragraph: one a line where each line is one."""
        lines = [line for line in map(self._source.spans, block.text.split("\n")) if line]
        return lines if len(lines) > 1 and all(map(self._is_paper, lines)) else [spans]

    def _is_paper(self, spans: Spans) -> bool:
        """Whether a paragraph names a work at its start, before what is said of it."""
        text = "".join(span.text for span in spans)
        if len(text) > _LONGEST_PAPER or not leads_out(spans) or _ADDRESSED.search(text):
            return False
        start = _START.match(text)
        rest = sliced(spans, start.end() if start else 0)
        if not rest:
            return False
        labels = links_of(rest)
        if rest[0].url is not None:
            return self._starts_with_link(rest, labels[0])
        if not all(map(is_label, labels)):
            return False
        set_off = (
            rest[0].bold
            or rest[0].italic
            or text[: start.end() if start else 0].rstrip().endswith(('"', "“"))
        )
        works = any(map(leads_to_the_work, labels))
        return works and len(rest[0].text.split()) >= _READ and (set_off or self.is_citation(spans))

    def _starts_with_link(self, rest: Spans, label: str) -> bool:
        if is_label(label) or rest[0].url.startswith("#"):  # type: ignore[union-attr]
            return False
        behind = plain(rest[1:]).lstrip() if rest[1:] else ""
        return (
            len(label.split()) >= _READ or not behind or not behind[0].isalnum() or behind.startswith("by ")
        )


def _is_set_off(spans: Spans) -> bool:
    """Whether an item begins with a title in bold."""
    return spans[0].bold and len(spans[0].text.split()) >= _READ
