"""The readings of one session as they come up on a page, item by item, nested or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from readinglist.importing.content import PageReading, Skipped
from readinglist.importing.interpret.citations import repeats_authors
from readinglist.importing.interpret.items import is_nothing, item_of
from readinglist.importing.interpret.labels import bare_label, is_label
from readinglist.importing.interpret.levels import LevelWords
from readinglist.model.reading import Link
from readinglist.model.schedule import Level
from readinglist.text.markdown.spans import Span, joined, plain
from readinglist.text.markdown.writer import to_markdown


class _Entry(NamedTuple):
    """A reading, and what the items below it add to it."""

    reading: PageReading
    links: list[Link]
    notes: list[str]
    texts: list[str]


class ReadingCollector:
    """Readings in the order of the page.

    ``tbd`` is the placeholder for readings to come, if there is one, and ``group`` the heading
    that readings stand under from now on; ``None``: under none. What an item is
    that stands below another is decided here: more about the work above it, or a work of its own.
    """

    def __init__(self, words: LevelWords, *, file: str | None = None) -> None:
        self._words = words
        self._file = file
        self._above: list[tuple[int, int]] = []
        self._entries: list[_Entry] = []
        self.skipped: list[Skipped] = []
        self.tbd: str | None = None
        self.group: str | None = None

    def add(
        self, spans: Sequence[Span], line: int | None, *, level: Level | None = None, depth: int = 0
    ) -> None:
        """Take an item that stands ``depth`` list items deep; ``level`` is that of its place on the page."""
        spans = joined(spans)
        if self.is_below(depth) and self._is_about(spans):
            self.tell(spans)
            return
        item = item_of(spans, self._words, line=line, level=level)
        if item.tbd is not None:
            self._placeholder(item.tbd, line)
        same = self._entries[-1].reading.author if self._entries and repeats_authors(plain(spans)) else ()
        for reading in item.readings:
            self._above.append((depth, len(self._entries)))
            self._append(reading.model_copy(update={"author": same}) if same else reading)

    def add_reading(self, reading: PageReading, depth: int = 0) -> None:
        """Take a reading that is known to be one."""
        self.is_below(depth)
        self._above.append((depth, len(self._entries)))
        self._append(reading)

    def _append(self, reading: PageReading) -> None:
        if self.group:
            reading = reading.model_copy(update={"group": self.group})
        self._entries.append(_Entry(reading, [], [], []))

    def is_below(self, depth: int) -> bool:
        """Whether an item that is ``depth`` list items deep stands below a reading."""
        while self._above and self._above[-1][0] >= depth:
            self._above.pop()
        return bool(self._above)

    def _placeholder(self, text: str, line: int | None) -> None:
        if self.tbd is None:
            self.tbd = text
            return
        if is_nothing(self.tbd) and not is_nothing(text):
            self.tbd, text = text, self.tbd
        why = "a second placeholder in one session"
        self.skipped.append(Skipped(line=line, file=self._file, text=text, why=why))

    def _is_about(self, spans: Sequence[Span]) -> bool:
        """Whether an item says more about the one above it: no link of it could be a work of its own."""
        if self._words.prefix(plain(spans)) is not None or any(span.key for span in spans):
            return False
        return all(span.url is None or is_label(span.text) for span in spans)

    def tell(self, spans: Sequence[Span]) -> None:
        """Add what an item or a paragraph says to the reading above: links by their words, else a remark."""
        entry = self._entries[self._above[-1][1]]
        entry.links.extend(
            Link(url=span.url.strip(), label=bare_label(span.text) or None)
            for span in spans
            if span.url and span.url.strip()
        )
        said = plain(span for span in spans if span.url is None).strip(" :,;.|/[]()-–—")
        shown = to_markdown(spans)
        entry.texts.append(shown)
        if said and not is_label(said):
            entry.notes.append(shown)

    @property
    def readings(self) -> tuple[PageReading, ...]:
        """The readings by now, with what the items below each say of it."""
        return tuple(self._finished(entry) for entry in self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def update(self, index: int, **fields: object) -> None:
        """Set fields of a reading that have no value yet."""
        entry = self._entries[index]
        update = {name: value for name, value in fields.items() if value and not getattr(entry.reading, name)}
        self._entries[index] = entry._replace(reading=entry.reading.model_copy(update=update))

    def add_links(self, index: int, links: Iterable[Link]) -> None:
        """Add links to a reading."""
        self._entries[index].links.extend(links)

    def _finished(self, entry: _Entry) -> PageReading:
        reading, links, notes, texts = entry
        update: dict[str, object] = {"file": self._file} if self._file else {}
        if links:
            update["links"] = tuple(dict.fromkeys((*reading.links, *links)))
        if notes:
            update["note"] = "; ".join(filter(None, (reading.note, *notes)))
        if texts:
            update["text"] = "; ".join((reading.text, *texts))
        return reading.model_copy(update=update) if update else reading
