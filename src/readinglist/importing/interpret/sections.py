"""The sessions of a page that is a sequence of blocks: headings, lists, paragraphs of whatever markup."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

from readinglist.importing.content import Page, PageContent, PageReading, PageSession, Skipped
from readinglist.importing.interpret.course_facts import course_named, course_with
from readinglist.importing.interpret.dates import with_days
from readinglist.importing.interpret.headings import Heading, heading_of
from readinglist.importing.interpret.levels import LevelWords, stated_words
from readinglist.importing.interpret.list_sections import with_named_pictures
from readinglist.importing.interpret.outline import Opening, decided, of_start, openings
from readinglist.importing.interpret.paper_lists import is_calendar, read_list
from readinglist.importing.interpret.session_blocks import SessionReader
from readinglist.importing.interpret.session_builder import ItemPlace
from readinglist.importing.interpret.skipped_items import (
    commented_out,
    skipped_in_block,
    skipped_of_no_session,
    skipped_outside,
)
from readinglist.importing.markup.blocks import Block
from readinglist.importing.markup.source_text import Source
from readinglist.model.schedule import Course
from readinglist.settings import Hints
from readinglist.text.markdown.spans import Span, plain

_POST = re.compile(r"(?:.*/)?(\d{4}-\d{2}-\d{2})-[^/]*")
_FOR = re.compile(r"\s*\b(?:for|due|on|by|before)\s*$", re.I)
_HEADING_RANKS = 6
_LONGEST_LINE = 200
_BOLD_RANK = 7
_ITEM_RANK = 9


class SectionContent(NamedTuple):
    """What the blocks of one file give; dates are not yet days."""

    course: Course
    sessions: tuple[PageSession, ...]
    unscheduled: tuple[PageReading, ...]
    skipped: tuple[Skipped, ...]
    remarks: tuple[str, ...]
    decisions: tuple[str, ...] = ()


def whole(reader: str, parts: Sequence[SectionContent], page: Page, hints: Hints) -> PageContent:
    """What the files of a page give together, in their order: one course, and dates that are days."""
    course = next((part.course for part in parts if part.course != Course()), Course())
    sessions = [session for part in parts for session in part.sessions]
    dated, remarks = with_days(sessions, hints, course.term, course.title, page.name)
    return PageContent(
        reader=reader,
        course=course,
        sessions=dated,
        unscheduled=tuple(reading for part in parts for reading in part.unscheduled),
        skipped=tuple(item for part in parts for item in part.skipped),
        remarks=(*(remark for part in parts for remark in part.remarks), *remarks),
        decisions=tuple(dict.fromkeys(decision for part in parts for decision in part.decisions)),
    )


def read_sections(
    blocks: Sequence[Block], source: Source, hints: Hints, *, file: str | None = None
) -> SectionContent:
    """The sessions of a page with these blocks; a post with a date is one session.

    ``source`` knows the spans of the blocks, the front matter and what is not shown.
    """
    blocks = tuple(with_named_pictures(blocks))
    words, remarks = stated_words(blocks, hints)
    kind = hints.sessions if hints.sessions != "rows" else None
    opened = openings(blocks, source, words, kind)
    post = _post(file, source)
    if post is not None and not any(opening.heading.opens_a_session for opening in opened):
        return _one_session(post, blocks, source, words, file)._replace(remarks=remarks)
    if not opened or (kind is None and not is_calendar(opened, blocks, source)):
        return list_of_papers(blocks, source, words, hints, file=file)._replace(remarks=remarks)
    course, above = _course(blocks[: opened[0].at], source, file)
    gathered = _Gathered(words, source, file)
    gathered.take_sessions(blocks, opened)
    skipped = (*above, *gathered.skipped, *commented_out(source, file=file))
    return SectionContent(
        course,
        tuple(gathered.sessions),
        tuple(gathered.unscheduled),
        tuple(sorted(skipped, key=lambda item: item.line or 0)),
        remarks,
        tuple(filter(None, [decided(opened, blocks, source)])),
    )


def list_of_papers(
    blocks: Sequence[Block], source: Source, words: LevelWords, hints: Hints, *, file: str | None = None
) -> SectionContent:
    """The sections of a page without a calendar; above the first one the course stands."""
    read = read_list(blocks, source, words, hints, file=file)
    course, above = _course(read.above, source, file)
    skipped = (*above, *read.skipped, *commented_out(source, file=file))
    decision = f"no calendar: {len(read.sessions)} sections of a list, without week and date"
    return SectionContent(
        course,
        read.sessions,
        read.unscheduled,
        tuple(sorted(skipped, key=lambda item: item.line or 0)),
        (),
        (decision,) if read.sessions else (),
    )


def _post(file: str | None, source: Source) -> Heading | None:
    """What front matter and name of a file say of the one session that the file is; ``None``: it is none.

    A post's name begins with its date: https://jekyllrb.com/docs/posts/.
    """
    title, week = source.front.get("title", ""), source.front.get("week", "")
    named = _POST.fullmatch(file) if file else None
    heading = heading_of(title)
    date = source.front.get("date") or (named[1] if named else None)
    number = int(week) if re.fullmatch(r"\d{1,3}", week) else heading.week
    heading = heading._replace(date_text=date or heading.date_text, week=number)
    return heading if title and heading.opens_a_session else None


def _one_session(
    post: Heading, blocks: Sequence[Block], source: Source, words: LevelWords, file: str | None
) -> SectionContent:
    reader = SessionReader(words, source, topic=post.topic, file=file)
    reader.take_all(blocks)
    session = reader.session(1).model_copy(update={"week": post.week, "date_text": post.date_text})
    return SectionContent(Course(), (session,), (), (*reader.skipped, *commented_out(source, file=file)), ())


def _course(blocks: Sequence[Block], source: Source, file: str | None) -> tuple[Course, list[Skipped]]:
    """What stands above the first session: the course's title and facts, and what is neither."""
    course, skipped = Course(), list[Skipped]()
    why = "it stands above the schedule"
    for block in blocks:
        spans = source.spans(block.text)
        if block.kind == "heading" and block.level == 1 and course.title is None:
            course = course_named(course, plain(spans))
        told = course_with(course, spans) if block.kind in ("item", "text") else None
        skipped += skipped_in_block(block, source, why, file=file) if told is None else ()
        course = told or course
    if course.title is None and "title" in source.front and file is None:
        course = course_named(course, source.front["title"])
    return course, skipped


def around(blocks: Sequence[Block], source: Source) -> tuple[Course, list[Skipped]]:
    """The course's title and facts from what stands around tables that are schedules, and what is left."""
    course, skipped, why = Course(), list[Skipped](), "it stands outside of the schedule"
    for block in blocks:
        spans = source.spans(block.text)
        if block.kind == "heading":
            if course.title is None and block.level == 1:
                course = course_named(course, plain(spans))
            why = f"it stands under “{plain(spans)}”, outside of the schedule"
        told = course_with(course, spans) if block.kind in ("item", "text") else None
        skipped += skipped_in_block(block, source, why) if told is None else ()
        course = told or course
    return course, skipped


class _Gathered:
    """Sessions and readings of one file as they come up."""

    def __init__(self, words: LevelWords, source: Source, file: str | None) -> None:
        self._words = words
        self._source = source
        self._file = file
        self.sessions: list[PageSession] = []
        self.unscheduled: list[PageReading] = []
        self.skipped: list[Skipped] = []

    def take_sessions(self, blocks: Sequence[Block], opened: Sequence[Opening]) -> None:
        """Take all sessions, each with the blocks up to the next one or to a heading that ends it."""
        above: list[tuple[Opening, PageSession]] = []
        for opening, stop in zip(opened, (*(o.at for o in opened[1:]), len(blocks)), strict=True):
            within = blocks[opening.at + 1 : stop]
            end = next((i for i, block in enumerate(within) if self._ends(opening, block)), len(within))
            session = self._session(opening, blocks[opening.at], within[:end])
            while above and above[-1][0].rank >= opening.rank:
                above.pop()
            if above:
                session = self._below(above[-1][1], session, is_day=opening.is_day)
            above.append((opening, session))
            self.sessions.append(session)
            self.take_outside(within[end:])

    def _ends(self, opening: Opening, block: Block) -> bool:
        if block.kind == "heading":
            text = plain(self._source.spans(block.text))
            says_level = self._words.heading(text) is not None
            if opening.rank <= _HEADING_RANKS:
                return block.level < opening.rank or (block.level == opening.rank and not says_level)
            return not says_level
        if opening.rank < _ITEM_RANK:
            return False
        depth = opening.rank - _ITEM_RANK + 1
        return (
            block.kind == "row"
            or (block.kind == "text" and block.level < depth)
            or (block.kind == "item" and block.level <= depth)
        )

    def _session(self, opening: Opening, block: Block, within: Sequence[Block]) -> PageSession:
        heading = opening.heading
        below = self._date_below(opening, within)
        if below is not None:
            heading, within = heading._replace(date_text=below.heading.date_text), within[1:]
        place = self._place(heading.topic)
        topic = heading.topic if place is None else ""
        reader = SessionReader(self._words, self._source, base=place, topic=topic, file=self._file)
        has_more = bool(within) and within[0].kind == "item" and within[0].level > block.level
        reader.open(block, opening.rest or opening.spans, is_line=bool(opening.rest), has_more=has_more)
        reader.add_links(opening.lead)
        if heading.aside:
            reader.add_note((Span(heading.aside),))
        if below is not None and below.rest:
            reader.add_note(below.rest)
        reader.take_all(within)
        self.skipped += reader.skipped
        return reader.session(block.line).model_copy(
            update={"week": heading.week, "date_text": heading.date_text}
        )

    def _date_below(self, opening: Opening, within: Sequence[Block]) -> Opening | None:
        """The line below a heading without a date that starts with one; ``None``: there is none."""
        if opening.rank > _HEADING_RANKS or opening.heading.date_text or not within:
            return None
        first = within[0]
        if first.kind != "text" or len(first.text) > _LONGEST_LINE:
            return None
        found = of_start(opening.at, opening.rank, self._source.spans(first.text))
        return found if found.heading.date_text else None

    def _place(self, topic: str) -> ItemPlace | None:
        """What all of a session is, where its heading says so: ``Required reading for Monday, April 4``."""
        bare = _FOR.sub("", topic)
        level = self._words.word(bare)
        if level is None and self._words.marked(bare) is None:
            level = self._words.heading(bare)
        return ItemPlace(True, level) if level is not None else None

    def _below(self, outer: PageSession, session: PageSession, *, is_day: bool) -> PageSession:
        """A session under a heading that is none itself: a day takes number and topic of its week."""
        update: dict[str, object] = {"week": outer.week} if session.week is None else {}
        empty = not (outer.readings or outer.speakers or outer.tbd)
        empty = empty and (is_day or not outer.date_text)
        if empty and outer.topic and not session.topic:
            update["topic"] = outer.topic
        if empty and self.sessions[-1] is outer:
            self.sessions.pop()
            # Links of a week as a whole go with its first day.
            update["links"] = tuple(dict.fromkeys((*outer.links, *session.links)))
            named = {link.label for link in outer.links}
            theme = outer.topic if session.topic and outer.topic not in named else ""
            update["notes"] = " ".join(filter(None, (theme, outer.notes, session.notes))) or None
        return session.model_copy(update=update)

    def take_outside(self, blocks: Sequence[Block]) -> None:
        """Blocks of no session: a list under "Further reading" is unscheduled, all else is left."""
        starts = [index for index, block in enumerate(blocks) if block.kind == "heading"]
        for start, stop in itertools.pairwise(sorted({0, *starts, len(blocks)})):
            part = blocks[start:stop]
            text = plain(self._source.spans(part[0].text))
            if part[0].kind == "heading" and self._words.heading(text) is not None:
                self.take_loose(part)
            else:
                self.skipped += skipped_outside(part, self._source, file=self._file)

    def take_loose(self, blocks: Sequence[Block]) -> None:
        """Take readings that stand under no session."""
        reader = SessionReader(self._words, self._source, topic="-", file=self._file)
        reader.take_all(blocks)
        loose = reader.session(None)
        self.unscheduled += loose.readings
        self.skipped += (*reader.skipped, *skipped_of_no_session(loose, self._file))
