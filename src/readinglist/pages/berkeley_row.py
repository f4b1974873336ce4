"""One row of the Berkeley template: topic, guests, lines with slides, and the lists of readings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from readinglist.pages.blocks import Block
from readinglist.pages.found import FoundSession, Untaken
from readinglist.pages.gather import Gathering
from readinglist.pages.headings import heading_of
from readinglist.pages.inline import spans_of
from readinglist.pages.kinds import kind_of
from readinglist.pages.labels import is_label
from readinglist.pages.left import left
from readinglist.pages.levels import LevelWords
from readinglist.pages.people import is_role, speakers
from readinglist.pages.session_lines import session_line
from readinglist.pages.source import Source
from readinglist.pages.spans import Spans, markdown, plain
from readinglist.records import Link
from readinglist.schedule import Level, Person


class Row(NamedTuple):
    """A row as a session without its date, and what was not taken of it."""

    session: FoundSession
    untaken: tuple[Untaken, ...]


def row_of(blocks: Sequence[Block], line: int, words: LevelWords, source: Source) -> Row:
    """The row that the include on ``line`` opens and ``blocks`` fill."""
    reader = _Reader(words, source)
    for block in blocks:
        reader.take(block)
    return reader.row(line)


class _Reader:
    """The state of one pass over a row."""

    def __init__(self, words: LevelWords, source: Source) -> None:
        self._words = words
        self._source = source
        self._topic = ""
        self._speakers: list[Person] = []
        self._links: list[Link] = []
        self._notes: list[str] = []
        self._untaken: list[Untaken] = []
        self._readings = Gathering(words)
        # For each open div: whether it holds readings, and of which level.
        self._divs: list[tuple[bool, Level | None]] = []

    def row(self, line: int) -> Row:
        topic = heading_of(self._topic).topic
        session = FoundSession(
            line=line,
            topic=self._topic,
            kind=kind_of(topic, has_readings=bool(self._readings.readings)),
            speakers=tuple(self._speakers),
            links=tuple(dict.fromkeys(self._links)),
            notes=" ".join(self._notes) or None,
            tbd=self._readings.tbd,
            readings=tuple(self._readings.readings),
        )
        return Row(session, (*self._untaken, *self._readings.untaken))

    def take(self, block: Block) -> None:
        """Take in the next block of the row."""
        spans = spans_of(block.text, self._source.references)
        if block.kind in ("open", "close"):
            self._turn(block)
        elif block.kind == "heading":
            self._heading(block, spans)
        elif block.kind == "row":
            self._untaken += left(block, self._source, "a table within a row is not read")
        elif block.kind in ("item", "text") and spans:
            self._words_of(block, spans)

    def _turn(self, block: Block) -> None:
        if block.text != "div":
            return
        if block.kind == "open":
            self._divs.append(_of_classes(block.classes, self._divs))
        elif self._divs:
            self._divs.pop()

    def _heading(self, block: Block, spans: Spans) -> None:
        text = plain(spans)
        level = self._words.heading(text)
        if self._divs and self._divs[-1][0]:
            self._divs[-1] = (True, level or self._divs[-1][1]) if level != "unspecified" else self._divs[-1]
            why = "a heading within the readings says how they are grouped, which a list does not hold"
            self._untaken.append(Untaken(line=block.line, text=markdown(spans), why=why))
        elif level is not None and self._topic:
            self._divs[:] = [(True, level)]
        elif not self._topic:
            self._topic = text
            self._links += (Link(url=s.url, label=None) for s in spans if s.url)
        elif is_role(text):
            self._speakers += speakers(spans)
        elif not is_label(text):
            self._notes.append(markdown(spans))

    def _words_of(self, block: Block, spans: Spans) -> None:
        """An item or a paragraph: a reading where readings are, else a line of the session."""
        reads, level = self._divs[-1] if self._divs else (False, None)
        named = any(span.url and not is_label(span.text) for span in spans)
        said = self._words.heading(plain(spans)) if block.kind == "text" and not named else None
        if said is not None and (reads or said != "unspecified"):
            self._divs[-1:] = [(True, said)]
        elif reads and (block.kind == "item" or named):
            self._readings.add(spans, block.line, level=level, depth=block.level)
        elif not self._topic and block.kind == "text":
            self._topic = plain(spans)
        else:
            self._line(block, spans)

    def _line(self, block: Block, spans: Spans) -> None:
        if block.kind == "text" and len(plain(spans)) > 200:
            self._notes.append(markdown(spans))  # links of a paragraph stay where they are in it
            return
        line = session_line(spans)
        self._links += line.links
        self._notes += [line.note] if line.note else []
        if line.unlinked:
            why = f"no link behind {', '.join(line.unlinked)}"
            self._untaken.append(Untaken(line=block.line, text=markdown(spans), why=why))


def _of_classes(
    classes: Sequence[str], around: Sequence[tuple[bool, Level | None]]
) -> tuple[bool, Level | None]:
    """Whether a div of such classes holds readings, and of which level."""
    outer: tuple[bool, Level | None] = around[-1] if around else (False, None)
    for name in classes:
        if "required" in name:
            return True, "required"
        if "optional" in name:
            return True, "optional"
        if "reading" in name:
            return True, outer[1]
    return outer
