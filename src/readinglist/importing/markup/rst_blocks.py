"""The blocks of a reStructuredText page: section titles, items, fields, terms, paragraphs, and its tables.

Read line by line, and as people mean it: what docutils would refuse, such as an underline
that is too short or a list without a blank line above it, is read like its correct form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from readinglist.importing.markup.blocks import Block
from readinglist.importing.markup.rst_inline import Line, Targets, parse_rst_spans
from readinglist.importing.markup.rst_tables import RawTable, table_at
from readinglist.text.markdown.spans import Span, Spans, joined
from readinglist.text.markdown.writer import to_markdown

_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1*$")
_BULLET = re.compile(r"([-*+•‣⁃])(?:[ \t]+|$)")
_NUMBERED = re.compile(r"(\(?(?:\d{1,4}|#|[A-Za-z]|[ivxIVX]{1,6})[.)])[ \t]+(?=\S)")
_FIELD = re.compile(r":(?P<name>(?![: ])(?:\\.|[^:\\`]|:(?![ `]|$)){1,80}):(?:[ \t]+(?P<body>.*))?$")
_DIRECTIVE = re.compile(r"\.\.[ \t]+(?P<name>[\w+.-]+(?::[\w+.-]+)?)[ \t]?::(?:[ \t]+(?P<argument>.*))?$")
_NOTED = re.compile(r"\.\.[ \t]+\[(?P<label>[^\[\]\s]+)\](?:[ \t]+(?P<body>.*))?$")
_TOPIC = re.compile(r"topics?|titles?|themes?|subjects?", re.I)
_OPTION = re.compile(r":[\w-]+:(?:[ \t]|$)")
_LINE = re.compile(r"\|(?:[ \t]+(?P<words>.*))?$")
# Directives whose content is not text of the page.
_SKIPPED = frozenset(
    [
        "toctree",
        "contents",
        "image",
        "figure",
        "code-block",
        "code",
        "sourcecode",
        "literalinclude",
        "include",
        "math",
        "highlight",
        "index",
        "meta",
        "bibliography",
        "footbibliography",
        "raw",
        "parsed-literal",
        "default-role",
        "role",
        "sectnum",
        "tags",
        "graphviz",
        "mermaid",
        "plot",
        "jupyter-execute",
        "ipython",
        "automodule",
        "autoclass",
        "autofunction",
        "currentmodule",
        "doctest",
        "testcode",
        "youtube",
        "tabularcolumns",
    ]
)
_TABLES = frozenset({"list-table", "csv-table"})
# Directives whose argument is a title over their content.
_TITLED = frozenset(
    [
        "admonition",
        "topic",
        "sidebar",
        "rubric",
        "dropdown",
        "card",
        "tab-item",
        "tab",
        "collapse",
        "toggle",
        "details",
        "centered",
    ]
)
# Directives whose argument is no text of the page, but whose content is.
_WRAPPING = frozenset(
    ["container", "rst-class", "class", "grid", "tab-set", "card-carousel", "only", "ifconfig", "table"]
)
_PLACES = re.compile(r"(?P<level>required|optional)[-_ ]?(?:readings?|papers?)?|readings?", re.I)
_BREAK = "  \n"
_MOST_WORDS_OF_TERM = 25
_MOST_MARKERS = 8


class Table(NamedTuple):
    """A table of the page, and how many of the page's blocks stand before it."""

    raw: RawTable
    at: int


class RstContent(NamedTuple):
    """The blocks of a page.

    Attributes:
        blocks: in order.
        tables: the tables, which are no blocks.
        known: the spans of each text of the blocks.
        skipped: lines with addresses in directives that show no text of the page.
    """

    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    known: dict[str, Spans]
    skipped: tuple[Line, ...]


def blocks_of(lines: Sequence[Line], targets: Targets) -> RstContent:
    """The blocks of the lines of a page or of a cell."""
    reader = _Reader(lines, targets)
    while reader.at < len(lines):
        reader.take()
    reader.flush()
    return RstContent(tuple(reader.blocks), tuple(reader.tables), reader.known, tuple(reader.skipped))


class _Reader:
    """The state of one pass over the lines."""

    def __init__(self, lines: Sequence[Line], targets: Targets) -> None:
        self._lines = lines
        self._targets = targets
        self._styles: list[tuple[str, bool]] = []
        # Where the marker of each open list item stands, and where its text does.
        self._items: list[tuple[int, int]] = []
        self._block: Block | None = None
        self._words: list[str] = []
        self._indent = 0
        self._open_places: list[int] = []
        self.at = 0
        self.blocks: list[Block] = []
        self.tables: list[Table] = []
        self.known: dict[str, Spans] = {}
        self.skipped: list[Line] = []

    def take(self) -> None:
        """Take in the next lines that belong together."""
        line = self._lines[self.at]
        if not line.text:
            self.flush()
            self.at += 1
            return
        self._close_places(line.indent)
        if self._block is None and (self._title(line) or self._table(line)):
            return
        if line.text.startswith("..") and self._explicit(line):
            return
        self.at += 1
        if self._item(line) or self._field(line) or self._line_block(line):
            return
        self._paragraph(line)

    def flush(self, block: Block | None = None) -> None:
        """End the block that words are gathered for, and begin another one."""
        if self._block is not None and self._words:
            texts = [self._text(parse_rst_spans(words, self._targets)) for words in self._parts()]
            shown = [text for text in texts if text]
            if shown:
                self._emit(self._block, shown)
        self._block, self._words = block, []

    def _emit(self, block: Block, texts: Sequence[str]) -> None:
        text = _BREAK.join(texts)
        if len(texts) > 1:
            whole = [span for part in texts for span in (Span(" "), *self.known[part])]
            self.known[text] = joined(whole)
        self.blocks.append(block._replace(text=text))

    def _parts(self) -> list[str]:
        return self._words if self._block and self._block.marker == "|" else ["\n".join(self._words)]

    def _text(self, spans: Spans) -> str:
        text = to_markdown(spans)
        self.known[text] = spans
        return text

    def _title(self, line: Line) -> bool:
        """Take a section title, with a line below it or two around it; whether it was one."""
        following = self._line_at(self.at + 1)
        match = _ADORNMENT.match(line.text)
        if match and following.text and len(line.text) > 1:
            below = self._line_at(self.at + 2).text
            over = _ADORNMENT.match(below) is not None and below[:1] == match[1] and line.indent == 0
            if over and not _ADORNMENT.match(following.text):
                self._heading(following, match[1], over=True)
                self.at += 3
                return True
        if match and len(line.text) > 3 and not following.text:
            self.at += 1  # a transition
            return True
        under = _ADORNMENT.match(following.text)
        if line.indent or following.indent or match or under is None or not _is_under(line, following):
            return False
        self._heading(line, under[1], over=False)
        self.at += 2
        return True

    def _line_at(self, at: int) -> Line:
        return self._lines[at] if at < len(self._lines) else Line(0, 0, "")

    def _heading(self, line: Line, char: str, *, over: bool) -> None:
        style = (char, over)
        if style not in self._styles:
            self._styles.append(style)
        self.flush()
        self._items.clear()
        level = min(self._styles.index(style) + 1, 6)
        self.flush(Block("heading", line.number, level=level))
        self._words = [line.text]
        self.flush()

    def _table(self, line: Line) -> bool:
        raw = table_at(self._lines, self.at)
        if raw is None:
            return False
        self._add_table(raw)
        self.at = raw.end
        return True

    def _add_table(self, raw: RawTable) -> None:
        self.flush()
        self.tables.append(Table(raw, len(self.blocks)))

    def _explicit(self, line: Line) -> bool:
        """Take a directive, a footnote or a citation; whether it was one."""
        if match := _NOTED.match(line.text):
            self.flush(Block("item", line.number, level=self._depth(line.indent) + 1, marker="["))
            self._words, self._indent = [match["body"] or ""], line.indent + 1
            self.at += 1
            return True
        match = _DIRECTIVE.match(line.text)
        if match is None:
            return False
        self.flush()
        name, argument = match["name"].lower(), (match["argument"] or "").strip()
        end = self._end_of(line)
        body = self._lines[self.at + 1 : end]
        if name in _TABLES:
            raw = table_of_directive(name, argument, body, end)
            self._add_table(raw)
        if name in _SKIPPED or name in _TABLES:
            self.skipped += [found for found in body if name not in _TABLES and "://" in found.text]
            self.at = end
            return True
        self._transparent(line, name, argument)
        return True

    def _transparent(self, line: Line, name: str, argument: str) -> None:
        """A directive whose content is text of the page, behind its options."""
        self.at += 1
        while _OPTION.match(self._line_at(self.at).text) and self._line_at(self.at).indent > line.indent:
            self.at += 1
        place = _PLACES.fullmatch(argument) if name in ("container", "rst-class", "class") else None
        if place:
            level = (place["level"] or "").lower()
            classes = (f"{level}_reading" if level else "reading",)
            self.blocks.append(Block("open", line.number, "div", classes=classes))
            self._open_places.append(line.indent)
        elif argument and name not in _WRAPPING:
            self.flush(Block("text", line.number, level=self._depth(line.indent)))
            self._words = [f"**{argument.strip('*')}**" if name in _TITLED else argument]
            self._indent = line.indent + 1
            if name in _TITLED:
                self.flush()

    def _close_places(self, indent: int) -> None:
        while self._open_places and indent <= self._open_places[-1]:
            self.flush()
            self._open_places.pop()
            self.blocks.append(Block("close", self._lines[self.at].number, "div"))

    def _end_of(self, line: Line) -> int:
        """Where the lines end that are indented more than ``line``, which is the next one."""
        end = self.at + 1
        while end < len(self._lines) and (not self._lines[end].text or self._lines[end].indent > line.indent):
            end += 1
        return end

    def _item(self, line: Line) -> bool:
        """Take the first line of a list item; whether it was one."""
        match = _BULLET.match(line.text) or _NUMBERED.match(line.text)
        # "A. Turing" within a paragraph is no item, nor is a line that starts with a dash there.
        if match is None or (self._block is not None and self._block.kind == "text" and not self._items):
            return False
        lettered = _NUMBERED.match(line.text) is not None and line.text[0].isalpha()
        if lettered and self._block is not None and not self._block.marker[:1].isalpha():
            return False
        if self._block is not None and self._block.kind == "text" and line.indent >= self._indent:
            return False
        indent, text = line.indent, line.text
        for _ in range(_MOST_MARKERS):
            level = self._depth(indent) + 1
            self._items.append((indent, indent + match.end()))
            self.flush(Block("item", line.number, level=level, marker=match[1]))
            indent, text = indent + match.end(), text[match.end() :]
            inner = _BULLET.match(text)
            if inner is None or not text[inner.end() :]:
                break
            match = inner  # an item that is a list: "* - cell"
        self._indent = indent
        if text:
            self._words = [text]
        return True

    def _depth(self, indent: int) -> int:
        """How many open list items text at an indent stands in."""
        while self._items and self._items[-1][0] >= indent:
            self._items.pop()
        return len(self._items)

    def _field(self, line: Line) -> bool:
        """Take ``:Required: …``, which is read as an item that begins with these words."""
        match = _FIELD.match(line.text)
        if match is None or (self._block is not None and self._block.marker != ":"):
            return False
        level = self._depth(line.indent) + 1
        self._items.append((line.indent, line.indent + 1))
        body = match["body"] or ""
        if _TOPIC.fullmatch(match["name"]) and body:
            self.flush(Block("text", line.number, level=level - 1, marker=":"))
            self._words, self._indent = [body], line.indent + 1
            return True
        self.flush(Block("item", line.number, level=level, marker=":"))
        self._words, self._indent = [f"**{match['name']}**: {body}"], line.indent + 1
        return True

    def _line_block(self, line: Line) -> bool:
        match = _LINE.match(line.text)
        if match is None:
            return False
        if self._block is None or self._block.marker != "|":
            self.flush(Block("text", line.number, level=self._depth(line.indent), marker="|"))
        self._words.append(match["words"] or "")
        self._indent = line.indent
        return True

    def _paragraph(self, line: Line) -> None:
        following = self._line_at(self.at)
        if self._block is not None and self._words and not self._dedents(line):
            self._words.append(line.text)
            return
        if self._block is not None and not self._words and self._block.kind == "item":
            self._words.append(line.text)
            return
        term = bool(following.text) and following.indent > line.indent and not line.text.endswith("::")
        term = term and len(line.text.split()) <= _MOST_WORDS_OF_TERM
        depth = self._depth(line.indent)
        self.flush(Block("text", line.number, level=depth))
        self._words, self._indent = (
            [line.text.removesuffix("::").rstrip() if line.text != "::" else ""],
            line.indent,
        )
        if term:
            self._words = [f"**{line.text}**" if "*" not in line.text else line.text]
            self.flush()

    def _dedents(self, line: Line) -> bool:
        """Whether a line stands further left than the block that it follows, and so ends it."""
        return line.indent < self._indent and not (
            self._block is not None and self._block.kind == "item" and not self._items
        )


def _is_under(title: Line, line: Line) -> bool:
    """Whether a line of punctuation is long enough to be an underline rather than a mark."""
    return len(line.text) >= min(len(title.text), 3) and len(line.text) > 1


def table_of_directive(name: str, argument: str, body: Sequence[Line], end: int) -> RawTable:
    """The table in the content of a directive."""
    from readinglist.importing.markup.rst_tables import csv_table, list_table

    return (list_table if name == "list-table" else csv_table)(argument, body, end)
