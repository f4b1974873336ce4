"""The blocks of an HTML page: headings, list items, paragraphs, and its tables where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from readinglist.importing.interpret.credits import join_credit_lines
from readinglist.importing.interpret.headings import heading_of
from readinglist.importing.interpret.labels import is_label
from readinglist.importing.interpret.levels import LevelWords
from readinglist.importing.markup.blocks import Block
from readinglist.importing.markup.html_tree import (
    CITES,
    Look,
    classes_of,
    is_around,
    is_unseen,
    line_of,
    stands_for,
    tag_of,
)
from readinglist.text.markdown.spans import Span, Spans, joined, plain
from readinglist.text.markdown.writer import to_markdown

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset({"ul", "ol", "dl", "menu", "dir"})
_ITEMS = frozenset({"li", "dd"})
_LINES = frozenset(
    {
        "p", "div", "section", "article", "main", "header", "body", "html", "center", "blockquote", "pre",
        "address", "figure", "figcaption", "fieldset", "legend", "details", "summary", "dt", "hr", "form",
        "caption", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "hgroup", "aside", "nav", "footer",
        "search",
    }
)  # fmt: skip
# What frameworks set as a title without a heading.
_TITLE_NAMES = re.compile(
    r"(?:card|panel|accordion|collapsible|module|week|lecture|session|toggle|entry|post|item|date)"
    r"[-_](?:header|heading|title|button)",
    re.I,
)
_PLACES = re.compile(
    r"(?P<level>required|optional|suggested|recommended|supplement(?:al|ary)|additional|further|mandatory)"
    r"(?:[-_]?(?:readings?|papers?|materials?|list|item))*|(?P<any>readings?|reading[-_]list|papers?)",
    re.I,
)
_REQUIRED = frozenset({"required", "mandatory"})
_BREAK = "  \n"
_SHORT = 240


class Table(NamedTuple):
    """A table of the page, and how many of the page's blocks stand before it."""

    element: Element
    at: int


class Blocks(NamedTuple):
    """The blocks of a page or a part of it.

    Attributes:
        blocks: in order, without those of ``tables``.
        tables: the tables that are read as tables.
        known: the spans of each text of the blocks.
        embedded: addresses of what is embedded, and their lines.
    """

    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    known: dict[str, Spans]
    embedded: tuple[tuple[str, int | None], ...]

    def lines(self, block: Block) -> tuple[Spans, ...]:
        """The lines of a block."""
        return tuple(self.known[text] for text in block.text.split(_BREAK) if self.known.get(text))


def blocks_in(root: Element, words: LevelWords, *, read_as_table: frozenset[Element] = frozenset()) -> Blocks:
    """The blocks in ``root``; the tables in ``read_as_table`` are left out and named."""
    from lxml import etree

    walker = _Walker(words)
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event == "start":
            if element is not root and (is_unseen(element) or is_around(element)):
                walk.skip_subtree()
                walker.passed.add(element)
            elif element in read_as_table:
                walk.skip_subtree()
                walker.take_table(element)
            else:
                walker.start(element)
        elif element in walker.passed or event in ("comment", "pi"):
            walker.passed.discard(element)
            walker.words(element.tail)
        else:
            walker.end(element)
            if element is not root:
                walker.words(element.tail)
    walker.flush()
    return Blocks(tuple(walker.blocks), tuple(walker.tables), walker.known, tuple(walker.embedded))


class _Walker:
    """The state of one pass over the elements of a page."""

    def __init__(self, words: LevelWords) -> None:
        self._words = words
        self._looks = [Look()]
        self._lines: list[list[Span]] = [[]]
        self._line: int | None = None
        self._words_line: int | None = None
        self._block = Block("text", 0)
        self._depth = 0
        self._items = 0
        self._dated = False
        self.passed: set[Element] = set()
        self.blocks: list[Block] = []
        self.tables: list[Table] = []
        self.known: dict[str, Spans] = {}
        self.embedded: list[tuple[str, int | None]] = []

    def words(self, text: str | None) -> None:
        """Take in words between tags."""
        if text:
            if self._words_line is None and text.strip():
                self._words_line = self._line
            self._lines[-1].append(self._looks[-1].span(text))

    def take_table(self, element: Element) -> None:
        """Take in a table as it is."""
        self.flush()
        self.tables.append(Table(element, len(self.blocks)))
        self.passed.add(element)

    def start(self, element: Element) -> None:
        """Take in the start of an element."""
        tag = tag_of(element)
        self._line = line_of(element) or self._line
        if tag in _HEADINGS or tag in _LISTS or tag in _ITEMS or tag in _LINES:
            self._start_block(element, tag)
        elif tag == "br":
            self._lines.append([])
        elif tag in ("iframe", "embed", "video", "audio"):
            self.embedded += [(src, line_of(element))] if (src := element.get("src")) else []
        else:
            self._looks.append(self._looks[-1].within(element))
            self.words(stands_for(element))
        self.words(element.text)

    def end(self, element: Element) -> None:
        """Take in the end of an element."""
        tag = tag_of(element)
        if tag in _HEADINGS or tag in _LISTS or tag in _ITEMS or tag in _LINES:
            self._end_block(element, tag)
        elif tag not in ("br", "iframe", "embed", "video", "audio"):
            if (tag == "a" and element.get("href") and len(self._looks) > 1) or element.get(CITES):
                self._bare_link(element)
            self._looks.pop()

    def _bare_link(self, element: Element) -> None:
        """Keep a link without words: its title, its label for screen readers, else nothing but the link."""
        if not "".join(str(part) for part in element.itertext()).strip() and not len(element):
            self._lines[-1].append(self._looks[-1].span(""))

    def _start_block(self, element: Element, tag: str) -> None:
        if tag in _LINES and self._items and tag != "dt" and not _is_title(element):
            self._lines.append([])
        else:
            self.flush()
        place = _place_of(element)
        if place:
            self.flush()
            self.blocks.append(Block("open", self._line or 0, "div", classes=(place,)))
        line = self._line or 0
        if tag in _HEADINGS:
            self._block = Block("heading", line, level=_HEADINGS[tag])
        elif _is_title(element):
            self._block = Block("heading", line, level=_rank(element))
        elif tag in _LISTS:
            self._depth += 1
        elif tag in _ITEMS:
            self._items += 1
            self._block = Block("item", line, level=max(self._depth, 1), marker=":" if tag == "dd" else "*")
        elif tag == "dt":
            self._block = Block("text", line, level=max(self._depth - 1, 0), marker=":")
        self._looks.append(Look(bold=tag == "dt") if tag in _ITEMS or tag == "dt" else self._looks[-1])

    def _end_block(self, element: Element, tag: str) -> None:
        self._looks.pop()
        within = tag in _LINES and self._items and tag != "dt" and not _is_title(element)
        if within:
            self._lines.append([])
        else:
            self.flush()
        if tag in _LISTS:
            self._depth = max(self._depth - 1, 0)
            self._block = self._block._replace(level=self._depth)
        elif tag in _ITEMS:
            self._items -= 1
            self._block = Block("text", self._line or 0, level=self._depth)
        if _place_of(element):
            self.flush()
            self.blocks.append(Block("close", self._line or 0, "div"))

    def flush(self) -> None:
        """End the block that words are gathered for."""
        lines = [spans for line in self._lines if (spans := joined(line))]
        block, self._lines = self._block, [[]]
        words_line, self._words_line = self._words_line, None
        # What follows an item's list is a paragraph of the item.
        self._block = Block("text", self._line or 0, level=self._depth)
        if not lines:
            if block.kind == "item":
                self._block = block
            return
        if block.kind == "text":
            block = block._replace(line=words_line or block.line)
        for made, texts in self._made(block, lines):
            self.blocks.append(made._replace(text=_BREAK.join(map(self._text, texts))))
            whole = joined(_with_spaces(texts))
            self.known[self.blocks[-1].text] = whole

    def _text(self, spans: Spans) -> str:
        text = to_markdown(spans)
        self.known[text] = spans
        return text

    def _made(self, block: Block, lines: list[Spans]) -> Iterator[tuple[Block, list[Spans]]]:
        """The blocks that lines make: one, or where each line is a reading with a link, one a line."""
        if block.kind == "heading":
            yield block, [joined(_with_spaces(lines))]
            return
        about = self._about(block, lines)
        if about:
            yield block._replace(kind="text", level=max(block.level - 1, 0)), lines[:about]
            lines = lines[about:]
        if not lines:
            return
        parts = list(join_credit_lines(lines, self._words))
        linked = [part for part in parts if _is_linked(part)]
        if len(linked) > 1 or (linked and block.kind == "text" and _is_mostly_link(parts)):
            for part in parts:
                item = block.kind == "item" or part in linked
                depth = block.level if block.kind == "item" else block.level + 1
                yield (block._replace(kind="item", level=depth, marker="*") if item else block), [part]
        else:
            yield block, ([joined(_with_spaces(parts))] if block.kind == "item" else parts)

    def _about(self, block: Block, lines: list[Spans]) -> int:
        """How many lines say what a term of a definition list is about, which is a date or a week."""
        if block.marker != ":":
            return 0
        if block.kind == "text":
            self._dated = heading_of(plain(lines[0])).opens_a_session
            return 0
        dated, self._dated = self._dated, False
        if not dated or _is_linked(lines[0]):
            return 0
        return 1 if any(map(_is_linked, lines)) else len(lines)


def _is_linked(spans: Spans) -> bool:
    return any(span.url and not is_label(span.text) for span in spans)


def _is_mostly_link(parts: list[Spans]) -> bool:
    """Whether a short paragraph is a link with little else, as in cards and on pages without lists."""
    spans = [span for part in parts for span in part]
    linked = sum(len(span.text) for span in spans if span.url)
    whole = sum(len(span.text) for span in spans)
    return bool(spans[0].url) and (whole <= _SHORT or 2 * linked > whole)


def _with_spaces(lines: list[Spans]) -> Iterator[Span]:
    for index, line in enumerate(lines):
        if index:
            yield Span(" ")
        yield from line


def _is_title(element: Element) -> bool:
    """Whether an element is set as a title by its class, and holds no heading."""
    if tag_of(element) == "summary" or _is_exported_title(element):
        return True
    named = any(_TITLE_NAMES.fullmatch(name) for name in classes_of(element))
    return named and next(element.iter(*_HEADINGS), None) is None


def _is_exported_title(element: Element) -> bool:
    """Whether an element is what Google's editor sets as the title of the document."""
    is_marked = tag_of(element) == "p" and "title" in classes_of(element)
    return is_marked and (element.get("id") or "").startswith("h.")


def _rank(element: Element) -> int:
    """The rank of a title that is no heading: above the headings that stand beside it."""
    if _is_exported_title(element):
        return 1
    parent = element.getparent()
    beside = [_HEADINGS[tag_of(found)] for found in (parent.iter(*_HEADINGS) if parent is not None else ())]
    below = any("title" in name for name in classes_of(element))
    return max(min(beside) - 1, 1) if beside else 5 if below else 4


def _place_of(element: Element) -> str:
    """What the classes of an element say of what is in it: ``required_reading``; empty: nothing."""
    for name in classes_of(element):
        match = _PLACES.fullmatch(name)
        if match and match["level"]:
            return "required_reading" if match["level"].lower() in _REQUIRED else "optional_reading"
        if match:
            return "reading"
    return ""
