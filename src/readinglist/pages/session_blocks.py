"""The blocks that make up one session of a Markdown page: topic, guests, slides, lists of readings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from readinglist.pages.blocks import Block
from readinglist.pages.found import FoundSession, Untaken
from readinglist.pages.gather import Gathering
from readinglist.pages.headings import heading_of
from readinglist.pages.inline import spans_of
from readinglist.pages.items import item_of, placeholder
from readinglist.pages.kinds import kind_of
from readinglist.pages.labels import is_label, serves_the_session
from readinglist.pages.left import left
from readinglist.pages.levels import LevelWords
from readinglist.pages.people import is_role, speakers
from readinglist.pages.session_lines import session_line
from readinglist.pages.source import Source
from readinglist.pages.spans import Spans, joined, markdown, plain, sliced
from readinglist.records import Link
from readinglist.schedule import Level, Person

_LEAD = re.compile(r"\s*(?P<words>[^:：]{2,60}?)\s*[:：]+\s*")
_HARD_BREAK = re.compile(r"(?: {2,}|\\)\n|<br\s*/?>", re.I)
_GROUPS = "it says how readings are grouped, which a list does not hold"
_LONG = 200


class Place(NamedTuple):
    """Where on a page an item stands.

    ``reads``: whether what stands there is a reading; ``None``: each item must tell.
    ``level`` is the one that the place gives; ``None``: it gives none.
    """

    reads: bool | None = None
    level: Level | None = None


class SessionReader:
    """Takes the blocks of one session in their order, and gives the session.

    Attributes:
        topic: the session's topic; where it is empty, the first heading is.
    """

    def __init__(
        self,
        words: LevelWords,
        source: Source,
        *,
        base: Place | None = None,
        topic: str = "",
        file: str | None = None,
    ) -> None:
        self._base = base or Place()
        self.topic = topic
        self._words = words
        self._source = source
        self._file = file
        self._speakers: list[Person] = []
        self._links: list[Link] = []
        self._notes: list[str] = []
        self._untaken: list[Untaken] = []
        self._gathering = Gathering(words, file=file)
        # The places that are open: of HTML divs, below them that of the last heading; and of list items.
        self._places = [self._base]
        self._items: list[tuple[int, Place]] = []

    def session(self, line: int | None) -> FoundSession:
        """The session that begins on ``line``, without week and date."""
        readings = self._gathering.readings
        return FoundSession(
            line=line,
            file=self._file,
            topic=self.topic,
            kind=kind_of(heading_of(self.topic).topic, has_readings=bool(readings)),
            speakers=tuple(self._speakers),
            links=tuple(dict.fromkeys(self._links)),
            notes=" ".join(self._notes) or None,
            tbd=self._gathering.tbd,
            readings=tuple(readings),
        )

    @property
    def untaken(self) -> tuple[Untaken, ...]:
        """What is no part of the session, in order of kind."""
        return (*self._untaken, *self._gathering.untaken)

    def take_all(self, blocks: Sequence[Block]) -> None:
        """Take in all blocks of the session."""
        for index, block in enumerate(blocks):
            self.take(block, blocks[index + 1] if index + 1 < len(blocks) else None)

    def take(self, block: Block, following: Block | None = None) -> None:
        """Take in a block; ``following`` is the next one, which tells whether an item has items below it."""
        spans = spans_of(block.text, self._source.references)
        match block.kind:
            case "open" | "close":
                self._turn(block)
            case "heading":
                self._heading(block, spans)
            case "row":
                self._untaken += left(
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
            self._links += (Link(url=span.url.strip()) for span in spans if span.url and span.url.strip())
        elif self._links_only(spans):
            first = next(index for index, span in enumerate(spans) if span.url is not None)
            self.topic = plain(spans[:first]).strip(" :,;([|–—-")
            self._line(block, spans)
        elif not has_more and self._is_reading(spans):
            self.topic = ""
            self._gathering.add(spans, block.line, depth=block.level)
        else:
            self._links += (Link(url=span.url.strip()) for span in spans if span.url and span.url.strip())

    def _links_only(self, spans: Spans) -> bool:
        return bool(_links_of(spans)) and self._serves_only(spans)

    def add_topic(self, spans: Spans) -> None:
        """Take the words of a heading as the topic, or, where there is one already, as a note."""
        if self.topic:
            self._notes.append(markdown(spans))
            return
        self.topic = plain(spans)
        self._links += (Link(url=span.url.strip()) for span in spans if span.url and span.url.strip())

    def _turn(self, block: Block) -> None:
        if block.text != "div":
            return
        if block.kind == "open":
            self._places.append(_of_classes(block.classes, self._places[-1]))
        elif len(self._places) > 1:
            self._places.pop()

    def _heading(self, block: Block, spans: Spans) -> None:
        text, place = plain(spans), self._places[-1]
        level = self._words.heading(text)
        if not self.topic and level is None:
            self.add_topic(spans)
        elif is_role(text):
            self._speakers += speakers(spans)
        elif len(self._places) > 1 and place.reads:
            self._set_place(Place(True, place.level if level in (None, "unspecified") else level))
            self._leave(block, spans, _GROUPS)
        elif level is not None:
            self._set_place(Place(True, level))
        elif place.reads is False and len(self._places) == 1 and self._base.reads is False:
            self._notes += [] if serves_the_session(text) and len(text.split()) < 3 else [markdown(spans)]
        elif serves_the_session(text):
            self._set_place(Place(False))
        else:
            self._set_place(self._base)
            self._leave(block, spans, _GROUPS)

    def _set_place(self, place: Place) -> None:
        """Everything below is at another place."""
        self._items.clear()
        self._places[-1] = place

    def _place(self, depth: int) -> Place:
        while self._items and self._items[-1][0] >= depth:
            self._items.pop()
        return self._items[-1][1] if self._items else self._places[-1]

    def _item(self, block: Block, spans: Spans, *, has_more: bool) -> None:
        place = self._place(block.level)
        lead = self._lead(spans)
        if lead is not None:
            place, spans = lead
            self._items.append((block.level, place))
        if not spans:
            return
        if lead is None and self._gathering.is_below(block.level):
            self._gathering.add(spans, block.line, level=place.level, depth=block.level)
            return
        if has_more and lead is None and not _links_of(spans) and self._opens_a_group(block, spans, place):
            return
        if self._reads(place, spans):
            self._gathering.add(spans, block.line, level=place.level, depth=block.level)
        else:
            self._line(block, spans)

    def _reads(self, place: Place, spans: Spans) -> bool:
        """Whether an item at a place is a reading; in an HTML list of readings, each is."""
        if place.reads is None:
            return self._is_reading(spans)
        return place.reads and (len(self._places) > 1 or not self._serves_only(spans))

    def _opens_a_group(self, block: Block, spans: Spans, place: Place) -> bool:
        """Whether an item without links names what the items below it are; a work without link does not."""
        if place.reads and item_of(spans, self._words).readings and self._is_citation(spans):
            return False
        inner = Place(False) if serves_the_session(plain(spans)) else place
        self._items.append((block.level, inner))
        self._leave(block, spans, _GROUPS)
        return True

    def _lead(self, spans: Spans) -> tuple[Place, Spans] | None:
        """The place that words before a colon give (``Readings: …``), and the rest; ``None``: none."""
        text = "".join(span.text for span in spans)
        if spans[0].url is None and (level := self._words.heading(text)) is not None and not _links_of(spans):
            return Place(True, level), ()
        match = _LEAD.match(text)
        if match is None or any(span.url is not None for span in sliced(spans, 0, match.end())):
            return None
        level = self._words.heading(match["words"])
        return (Place(True, level), joined(sliced(spans, match.end()))) if level is not None else None

    def _is_reading(self, spans: Spans) -> bool:
        """Whether an item at a place that does not say so is a reading, to judge by what it says."""
        if any(span.key for span in spans) or self._words.prefix(plain(spans)) is not None:
            return True
        if placeholder(spans) is not None:
            return True
        return self._is_citation(spans) if not _links_of(spans) else not self._serves_only(spans)

    def _is_citation(self, spans: Spans) -> bool:
        """Whether words without a link cite a work: they name who wrote it, or where or when it appeared."""
        readings = item_of(spans, self._words).readings
        return any(
            (reading.author or reading.venue or reading.year) and reading.title for reading in readings
        )

    def _serves_only(self, spans: Spans) -> bool:
        """Whether all links of an item lead to slides, forms and the like, and its words name no work."""
        links = _links_of(spans)
        if not links or not all(serves_the_session(label) for label in links):
            return False
        first = next(index for index, span in enumerate(spans) if span.url is not None)
        words = plain(spans[:first]).strip(" :,;[(–—-")
        slides = any(re.search(r"\b(?:pptx?|slides?|deck|keynote)\b", label, re.I) for label in links)
        papers = any(
            re.search(r"\b(?:paper|arxiv|doi|acm|ieee|code|video)\b", label, re.I) for label in links
        )
        return len(words.split()) < 3 or serves_the_session(words) or (slides and not papers)

    def _text(self, block: Block, spans: Spans) -> None:
        place = self._places[-1]
        lead = self._lead(spans)
        if lead is not None and not lead[1]:
            self._set_place(lead[0])
        elif is_role(plain(spans)) and len(plain(spans)) <= _LONG:
            self._speakers += speakers(spans)
        elif lead is not None or (place.reads and any(not is_label(label) for label in _links_of(spans))):
            self._lines(block, lead[0] if lead else place)
        elif not self.topic and len(plain(spans)) <= _LONG:
            self.add_topic(spans)
        else:
            self._line(block, spans)

    def _lines(self, block: Block, place: Place) -> None:
        """The readings of a paragraph, one a line where its lines are broken on purpose."""
        for text in _HARD_BREAK.split(block.text):
            spans = spans_of(text, self._source.references)
            lead = self._lead(spans) if spans else None
            place, spans = lead if lead else (place, spans)
            if spans:
                self._gathering.add(spans, block.line, level=place.level, depth=block.level + 1)

    def _line(self, block: Block, spans: Spans) -> None:
        """A line that is no reading: links and notes of the session."""
        if is_role(plain(spans)) and len(plain(spans)) <= _LONG:
            self._speakers += speakers(spans)
            return
        if block.kind == "text" and len(plain(spans)) > _LONG:
            self._notes.append(markdown(spans))  # links of a paragraph stay where they are in it
            return
        line = session_line(spans)
        self._links += line.links
        self._notes += [line.note] if line.note else []
        if line.unlinked:
            self._leave(block, spans, f"no link behind {', '.join(line.unlinked)}")

    def _leave(self, block: Block, spans: Spans, why: str) -> None:
        self._untaken.append(Untaken(line=block.line, file=self._file, text=markdown(spans), why=why))


def _links_of(spans: Spans) -> list[str]:
    """The words of each link; an empty address is one, too."""
    return [span.text for span in spans if span.url is not None]


def _of_classes(classes: Sequence[str], around: Place) -> Place:
    """The place that a div of such classes is."""
    for name in classes:
        if "required" in name:
            return Place(True, "required")
        if "optional" in name:
            return Place(True, "optional")
        if "reading" in name:
            return Place(True, around.level)
    return around
