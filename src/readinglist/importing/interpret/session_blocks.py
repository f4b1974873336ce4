"""The blocks that make up one session of a Markdown page: topic, guests, slides, lists of readings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from readinglist.importing.content import PageSession
from readinglist.importing.interpret.items import placeholder
from readinglist.importing.interpret.labels import is_label, is_task, serves_the_session
from readinglist.importing.interpret.levels import LevelWords
from readinglist.importing.interpret.people import is_role
from readinglist.importing.interpret.session_builder import ItemPlace, SessionDraft, links_of, session_line
from readinglist.importing.interpret.skipped_items import skipped_in_block
from readinglist.importing.markup.blocks import Block
from readinglist.importing.markup.source_text import Source
from readinglist.text.markdown.spans import Spans, plain, sliced
from readinglist.text.markdown.writer import to_markdown

_HARD_BREAK = re.compile(r"(?: {2,}|\\)\n|<br\s*/?>", re.I)
_GROUPS = "it says how readings are grouped, which a list does not hold"
_LONG = 200


# "Presenters:", "Slides:": what stands below is no topic and no reading.
_PEOPLE = re.compile(
    r"\W*(?:(?:guest |invited |student |paper )?(?:presenters?|speakers?|lecturers?|leaders?)|guests?"
    r"|discussants?|discussion leaders?|instructors?|scribes?|panel(?:l?ists?)?)\W*",
    re.I,
)
_OF_PEOPLE = ItemPlace(False)
_RUBRIC = re.compile(
    r"\W*(?:due|deadlines?|assignments?|homeworks?|hw|announcements?|to ?do|deliverables?"
    r"|slides|labs?|exercises?)\b(?:\s*\([^()]*\)|\s+(?:before|by|for|on|due)\b[^:]{0,40})?\W*",
    re.I,
)
_TO_READ = re.compile(r"\W*read\b(?!\w)", re.I)
# Where homework stands: an item there is a reading only if it says "Read …".
_OF_TASKS = ItemPlace(False)


class _Group(NamedTuple):
    """The heading of a group of readings, and how many readings there were above it."""

    line: int | None
    spans: Spans
    readings: int


class SessionReader(SessionDraft):
    """Takes the blocks of one session in their order, and gives the session.

    Where its topic is empty, the first heading or short line is taken for it.
    """

    def __init__(
        self,
        words: LevelWords,
        source: Source,
        *,
        base: ItemPlace | None = None,
        topic: str = "",
        file: str | None = None,
    ) -> None:
        super().__init__(words, topic=topic, file=file)
        self._source = source
        self._base = base or ItemPlace()
        # The places that are open: of HTML divs, below them that of the last heading; and of list items.
        self._places = [self._base]
        self._items: list[tuple[int, ItemPlace]] = []
        # The lines of the divs of readings; of the one that is open, its first line, and how deep it is.
        self._lists: list[tuple[int, int]] = []
        self._list_from: tuple[int, int] | None = None
        self._group: _Group | None = None

    def session(self, line: int | None) -> PageSession:
        """The session that begins on ``line``, with the lines of its lists if all readings are there."""
        found = super().session(line)
        lines = [reading.line or 0 for reading in found.readings]
        known = all(any(first <= line <= last for first, last in self._lists) for line in lines)
        if not known or self._list_from is not None:
            return found
        return found.model_copy(update={"lists": tuple(self._lists)})

    def take_all(self, blocks: Sequence[Block]) -> None:
        """Take in all blocks of the session."""
        for index, block in enumerate(blocks):
            self.take(block, blocks[index + 1] if index + 1 < len(blocks) else None)
        self._end_group()

    def take(self, block: Block, following: Block | None = None) -> None:
        """Take in a block; ``following`` is the next one, which tells whether an item has items below it."""
        spans = self._source.spans(block.text)
        match block.kind:
            case "open" | "close":
                self._turn(block)
            case "heading":
                self._heading(block, spans)
            case "row":
                self._skipped += skipped_in_block(
                    block, self._source, "a table within a session is not read", file=self._file
                )
            case "item" if spans:
                deeper = following is not None and following.kind == "item" and following.level > block.level
                self._item(block, spans, has_more=deeper)
            case "text" if spans:
                self._text(block, spans)

    def open(self, block: Block, spans: Spans, *, is_line: bool, has_more: bool) -> None:
        """Take the words that open the session; ``is_line``: they stand on one line with its date or week.

        Such a line may be the one reading of the session, unless items stand below it.
        """
        if not is_line:
            self.add_links(spans)
        elif links_of(spans) and self.serves_only(spans):
            first = next(index for index, span in enumerate(spans) if span.url is not None)
            self.topic = plain(spans[:first]).strip(" :,;([|–—-")
            self._line(block, spans)
        elif not has_more and self.is_reading(spans):
            self.topic = ""
            self.gathering.add(spans, block.line, depth=block.level)
        else:
            self.add_links(spans)

    def _turn(self, block: Block) -> None:
        if block.text != "div":
            return
        self._end_group()
        if block.kind == "open":
            self._places.append(_of_classes(block.classes, self._places[-1]))
            if self._list_from is None and self._places[-1].reads and not self._places[-2].reads:
                self._list_from = (block.line, len(self._places))
        elif len(self._places) > 1:
            if self._list_from is not None and self._list_from[1] == len(self._places):
                self._lists.append((self._list_from[0], block.line))
                self._list_from = None
            self._places.pop()

    def _heading(self, block: Block, spans: Spans) -> None:
        text, place = plain(spans), self._places[-1]
        level = self._words.heading(text)
        if is_role(text):
            self.add_speakers(spans)
        elif _PEOPLE.fullmatch(text):
            self._set_place(_OF_PEOPLE)
        elif is_task(text) or _RUBRIC.fullmatch(text):
            self._set_place(_OF_TASKS)
            self._line(block, spans)
        elif not self.topic and level is None and not is_label(text):
            self.add_topic(spans)
        elif len(self._places) > 1 and place.reads:
            self._set_place(ItemPlace(True, place.level if level in (None, "unspecified") else level))
            self._open_group(block, spans)
        elif level is not None:
            self._set_place(ItemPlace(True, level))
            self.add_links(spans)
        elif place.reads is False and len(self._places) == 1 and self._base.reads is False:
            self._notes += [] if serves_the_session(text) and len(text.split()) < 3 else [to_markdown(spans)]
        elif serves_the_session(text):
            self._set_place(ItemPlace(False))
            self.add_links(spans)
        else:
            self._set_place(self._base)
            self.leave(block.line, spans, _GROUPS)

    def _open_group(self, block: Block, spans: Spans) -> None:
        """Readings stand under this heading from now on."""
        self._end_group()
        self._group = _Group(block.line, spans, len(self.gathering))
        self.gathering.group = plain(spans)
        if links_of(spans):
            self.leave(block.line, spans, "the heading of a group of readings holds no link")

    def _end_group(self) -> None:
        """The heading of a group that no reading stands under is in no list."""
        group, self._group, self.gathering.group = self._group, None, None
        if group is not None and group.readings == len(self.gathering) and not links_of(group.spans):
            self.leave(group.line, group.spans, "no reading stands under this heading")

    def _set_place(self, place: ItemPlace) -> None:
        """Everything below is at another place."""
        self._items.clear()
        self._places[-1] = place

    def _place(self, depth: int) -> ItemPlace:
        while self._items and self._items[-1][0] >= depth:
            self._items.pop()
        return self._items[-1][1] if self._items else self._places[-1]

    def _item(self, block: Block, spans: Spans, *, has_more: bool) -> None:
        place = self._place(block.level)
        if place is _OF_PEOPLE:
            if placeholder(spans) is None:
                self.add_speakers(_without_role(spans))
            return
        lead = self.lead(spans)
        if lead is not None:
            place, spans = lead
            self._items.append((block.level, place))
        if not spans:
            if not has_more:
                self._set_place(place)
            return
        if lead is None and self.gathering.is_below(block.level):
            self.gathering.add(spans, block.line, level=place.level, depth=block.level)
            return
        if has_more and lead is None and not links_of(spans) and self._opens_a_group(block, spans, place):
            return
        if self._reads(place, spans):
            self.gathering.add(spans, block.line, level=place.level, depth=block.level)
        else:
            self._line(block, spans)

    def _reads(self, place: ItemPlace, spans: Spans) -> bool:
        """Whether an item at a place is a reading; in an HTML list of readings, each is."""
        if self.says_task(spans):
            return False
        if place is _OF_TASKS and _TO_READ.match(plain(spans)):
            return self.is_reading(spans)
        if place.reads is None:
            return self.is_reading(spans)
        beside = self.serves_only(spans) and not self.leads_to_a_work(spans)
        return place.reads and (len(self._places) > 1 or not beside)

    def _opens_a_group(self, block: Block, spans: Spans, place: ItemPlace) -> bool:
        """Whether an item without links names what the items below it are; a work without link does not."""
        if place.reads and self.is_citation(spans):
            return False
        inner = ItemPlace(False) if serves_the_session(plain(spans)) else place
        self._items.append((block.level, inner))
        self.leave(block.line, spans, _GROUPS)
        return True

    def _text(self, block: Block, spans: Spans) -> None:
        place = self._places[-1]
        lead = self.lead(spans)
        text = plain(spans)
        if lead is not None and not lead[1]:
            self._set_place(lead[0])
        elif _RUBRIC.fullmatch(text) or (place is _OF_TASKS and _is_label(text)):
            self._set_place(_OF_TASKS if _RUBRIC.fullmatch(text) else self._base)
            self._line(block, spans)
        elif is_role(plain(spans)) and len(plain(spans)) <= _LONG:
            self.add_speakers(spans)
        elif lead is None and placeholder(spans) is not None:
            self.gathering.add(spans, block.line)
        elif lead is not None or (
            self._says_reading(place, spans) and not all(map(is_label, links_of(spans)))
        ):
            self._lines(block, lead[0] if lead else place)
        elif not self.topic and len(plain(spans)) <= _LONG and not _is_rubric(plain(spans)):
            self.add_topic(spans)
        else:
            self._line(block, spans)

    def _says_reading(self, place: ItemPlace, spans: Spans) -> bool:
        """Whether the links of a paragraph are readings: by its place, or by a level in front of them."""
        marked = self._words.prefix("".join(span.text for span in spans)) is not None
        return bool(place.reads) or (marked and place.reads is None)

    def _lines(self, block: Block, place: ItemPlace) -> None:
        """The readings of a paragraph, one a line where its lines are broken on purpose."""
        for text in _HARD_BREAK.split(block.text):
            spans = self._source.spans(text)
            lead = self.lead(spans) if spans else None
            place, spans = lead if lead else (place, spans)
            if spans:
                self.gathering.add(spans, block.line, level=place.level, depth=block.level + 1)

    def _line(self, block: Block, spans: Spans) -> None:
        """A line that is no reading: links and notes of the session."""
        if block.kind == "item":
            self.demote(block.line, spans)
        if is_role(plain(spans)) and len(plain(spans)) <= _LONG:
            self.add_speakers(spans)
            return
        if block.kind == "text" and len(plain(spans)) > _LONG:
            self._notes.append(to_markdown(spans))  # links of a paragraph stay where they are in it
            return
        line = session_line(spans)
        self._links += line.links
        self._notes += [line.note] if line.note else []
        if line.unlinked:
            self.leave(block.line, spans, f"no link behind {', '.join(line.unlinked)}")


def _is_label(text: str) -> bool:
    """Whether a line is a few words that say what stands below it: ``Materials:``."""
    return text.rstrip(" *_").endswith(":") and len(text) < _LONG / 4


def _is_rubric(text: str) -> bool:
    """Whether a short line names what stands below it, or says what is due; it is no topic then."""
    return is_task(text) or (text.rstrip(" *_").endswith(":") and serves_the_session(text))


def _without_role(spans: Spans) -> Spans:
    """A person without what they are: ``Ada Stone -- Guest Speaker``."""
    text = "".join(span.text for span in spans)
    match = re.search(r"\s+(?:--?|[–—])\s+[^–—]{1,60}$", text)
    return sliced(spans, 0, match.start()) if match else spans


def _of_classes(classes: Sequence[str], around: ItemPlace) -> ItemPlace:
    """The place that a div of such classes is."""
    for name in classes:
        if "required" in name:
            return ItemPlace(True, "required")
        if "optional" in name:
            return ItemPlace(True, "optional")
        if "reading" in name:
            return ItemPlace(True, around.level)
    return around
