"""The blocks of a Markdown page, one after the other: headings, list items, rows of tables, paragraphs.

What CommonMark, kramdown and GitHub disagree on is read as people mean it: an item that is
indented by two columns more than another is below it, and a table's row needs no bar at its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from readinglist.importing.markup.text_tables import TextTable, find_tables

Kind = Literal["heading", "item", "text", "row", "open", "close", "tag"]

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|(?<=##)(?=\w))(.*)")
_HEADING_TAIL = re.compile(r"(?:[ \t]+#+)?[ \t]*(?:\{[:#.][^{}]*\}[ \t]*)?$")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
_ITEM = re.compile(r"([*+•-]|\d{1,9}[.)]|:)(?:[ \t]+|$)")
_TASK = re.compile(r"\[[ xX]\][ \t]+")
_DELIMITERS = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_ATTRIBUTES = re.compile(r"(?<![ \t])[ \t]*\{:[^{}]*\}[ \t]*$")
_LIQUID = re.compile(r"[ \t]*\{%-?[ \t]*([^%]{1,300}?)[ \t]*-?%\}[ \t]*$")
_BLOCK_TAGS = (
    "div|section|article|details|summary|center|blockquote|p|ul|ol|li|dl|dt|dd|table|thead|tbody|tr|td|th|caption"
    "|h[1-6]|hr|nav|header|footer|main|figure|figcaption|button|form|iframe"
)
_START_TAG = re.compile(rf"[ \t]*<(/?)({_BLOCK_TAGS})\b([^<>]{{0,1000}})>", re.I)
_END_TAG = re.compile(rf"</({_BLOCK_TAGS})[ \t]*>[ \t]*$", re.I)
_HEADING_TAG = re.compile(r"h([1-6])", re.I)
_CLASS = re.compile(r"\bclass[ \t]*=[ \t]*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.I)
_FENCED_DIV = re.compile(r":{3,}[ \t]*(?:\{([^{}]*)\}|([\w-]+))?[ \t]*:*")
_DEEPEST = 200


class Block(NamedTuple):
    """A block of a page.

    Attributes:
        kind: what it is. ``open`` and ``close`` are HTML tags on lines of their own,
            ``tag`` is a Liquid tag.
        line: 1-based line where it begins.
        text: inline Markdown, perhaps of several lines; name of an HTML tag; words of a Liquid tag.
        level: 1 to 6 of a heading; else how many list items it stands in, itself counted.
        cells: the cells of a table's row.
        is_head: whether a row is the head of its table.
        marker: what an item begins with: ``*``, ``1.``, ``:``.
        classes: the classes of an HTML tag.
    """

    kind: Kind
    line: int
    text: str = ""
    level: int = 0
    cells: tuple[str, ...] = ()
    is_head: bool = False
    marker: str = ""
    classes: tuple[str, ...] = ()


def blocks_of(lines: Sequence[str], first: int = 1) -> tuple[Block, ...]:
    """The blocks of ``lines``, the first of which has the number ``first``."""
    reader = _Reader(first)
    tables = {table.start: table for table in find_tables(lines)}
    below = 0
    for index, line in enumerate(lines):
        if index in tables:
            reader.take_table(tables[index])
            below = tables[index].stop
        if index < below:
            reader.pass_line()
        else:
            reader.take(line, lines[index + 1] if index + 1 < len(lines) else "")
    return tuple(reader.finished())


class _Reader:
    """The state of one pass over the lines of a page."""

    def __init__(self, first: int) -> None:
        self._line = first - 1
        self._out: list[Block] = []
        self._words: list[str] = []
        self._block: Block | None = None
        self._lists: list[int] = []
        self._after_blank = True
        self._in_table = False
        self._tags = 0

    def finished(self) -> list[Block]:
        self._flush()
        return self._out

    def take(self, line: str, following: str) -> None:
        self._line += 1
        line = line.expandtabs(4)
        stripped = line.strip()
        if stripped.startswith(">"):
            line = re.sub(r"^[ \t]*(?:>[ \t]?)+", "", line)
            stripped = line.strip()
        if not stripped:
            self._blank()
        elif not self._structure(line, stripped, following):
            self._paragraph(line)

    def take_table(self, table: TextTable) -> None:
        """Take in a table that is drawn with dashes, whose lines are passed then."""
        self._blank()
        self._lists.clear()
        for row in table.rows:
            number = self._line + 1 + row.at - table.start
            self._emit(Block("row", number, cells=row.cells, is_head=row.is_head))

    def pass_line(self) -> None:
        """Go on to the next line."""
        self._line += 1
        self._after_blank = True

    def _blank(self) -> None:
        self._flush()
        self._after_blank, self._in_table = True, False

    def _structure(self, line: str, stripped: str, following: str) -> bool:
        """Whether a line is more than words of a paragraph; it is taken then."""
        return (
            (_ATTRIBUTES.match(line) is not None)
            or self._fenced_div(stripped)
            or self._heading(line)
            or self._underline(line)
            or self._row(line, stripped, following)
            or self._item(line)
            or self._html(line, stripped)
            or self._liquid(line)
        )

    def _fenced_div(self, stripped: str) -> bool:
        """A line of colons opens or ends a division (https://pandoc.org/MANUAL.html#divs-and-spans)."""
        match = _FENCED_DIV.fullmatch(stripped)
        if match is None:
            return False
        classes = tuple(re.findall(r"\.([\w-]+)", match[1] or "")) or ((match[2],) if match[2] else ())
        opens = match[1] is not None or match[2] is not None
        self._emit(Block("open" if opens else "close", self._line, "div", classes=classes))
        return True

    def _heading(self, line: str) -> bool:
        match = _HEADING.match(line)
        if match:
            self._emit(Block("heading", self._line, _HEADING_TAIL.sub("", match[2]).strip(), len(match[1])))
            self._lists.clear()
        return match is not None

    def _underline(self, line: str) -> bool:
        """A line of ``===`` or ``---`` makes a heading of the paragraph above it, else it parts blocks."""
        match = _UNDERLINE.match(line)
        block = self._block
        if match and block and block.kind == "text" and block.level == 0 and len(self._words) <= 3:
            text, self._block, self._words = " ".join(self._words), None, []
            level = 1 if match[1].startswith("=") else 2
            self._emit(Block("heading", block.line, text.strip(), level))
            return True
        if _RULE.match(line) is None:
            return False
        self._flush()
        self._lists.clear()
        self._after_blank = True
        return True

    def _row(self, line: str, stripped: str, following: str) -> bool:
        if self._in_table:
            if _DELIMITERS.match(line) is None:
                self._emit(Block("row", self._line, cells=_cells(stripped)))
            return True
        is_head = "|" in line and "-" in following and _DELIMITERS.match(following) is not None
        if is_head:
            self._lists.clear()
            self._emit(Block("row", self._line, cells=_cells(stripped), is_head=True))
            self._in_table = True
        return is_head

    def _item(self, line: str) -> bool:
        """Start the item, or the items within each other, that a line begins with."""
        at = len(line) - len(line.lstrip())
        match = _ITEM.match(line, at)
        if match is None or (match[1] == ":" and not self._may_define()):
            return False
        if match[1][0].isdigit() and self._block and not self._lists and not match[1].startswith("1"):
            return False  # a number that a line of a paragraph happens to begin with
        if at >= 4 and not self._lists and not self._after_blank:
            return False
        while match and len(self._lists) < _DEEPEST:
            self._flush()
            self._nest(at)
            rest = line[match.end() :]
            task = _TASK.match(rest)
            self._block = Block("item", self._line, level=len(self._lists), marker=match[1])
            at = match.end()
            match = _ITEM.match(line, at)
            self._words = [] if match else [rest[task.end() :] if task else rest]
        self._after_blank = False
        return True

    def _may_define(self) -> bool:
        """Whether a colon may begin a definition: a term or another definition stands above it."""
        before = self._block or (self._out[-1] if self._out else None)
        return before is not None and before.kind in ("text", "item")

    def _nest(self, indent: int) -> None:
        while self._lists and indent <= self._lists[-1] + 1:
            self._lists.pop()
        self._lists.append(indent)

    def _html(self, line: str, stripped: str) -> bool:
        """Take a line that begins with tags of blocks, or that ends with the end of one."""
        if "<" not in line or _LIQUID.match(line):
            return False
        kept, closing = _without_ends(line)
        match = _START_TAG.match(kept)
        if match is None and not closing:
            return False
        heading = None
        while match:
            heading = self._open(match[2].lower(), match[1] == "/", match[3]) or heading
            kept = kept[match.end() :]
            match = _START_TAG.match(kept)
        if heading and kept.strip():
            self._emit(Block("heading", self._line, kept.strip(), heading))
        elif kept.strip() and not self._item(kept):
            self._paragraph(kept)
        for name in closing:
            self._open(name, True, "")
        return True

    def _open(self, name: str, closes: bool, attributes: str) -> int | None:
        """Take a tag of a block; the level, if it opens a heading."""
        level = _HEADING_TAG.fullmatch(name)
        if level:
            self._flush()
            return None if closes else int(level[1])
        if name == "li" and not closes:
            self._flush()
            self._nest(2 * self._tags)
            self._block, self._words = Block("item", self._line, level=len(self._lists), marker="<li>"), []
            self._after_blank = False
            return None
        if name in ("ul", "ol"):
            self._tags = max(self._tags + (-1 if closes else 1), 0)
        self._flush()
        if name in ("ul", "ol") and closes and not self._tags:
            self._lists.clear()
        found = _CLASS.search(attributes)
        classes = next((part for part in found.groups() if part is not None), "") if found else ""
        self._out.append(
            Block("close" if closes else "open", self._line, name, classes=tuple(classes.split()))
        )
        return None

    def _liquid(self, line: str) -> bool:
        match = _LIQUID.match(line)
        if match is None or re.match(r"(?:cite|reference)\b", match[1]):
            return False
        self._emit(Block("tag", self._line, match[1]))
        return True

    def _paragraph(self, line: str) -> None:
        if self._block is not None:
            self._words.append(_unindented(line))
            return
        indent = len(line) - len(line.lstrip())
        if self._after_blank:
            while self._lists and indent <= self._lists[-1]:
                self._lists.pop()
        self._block, self._words = Block("text", self._line, level=len(self._lists)), [_unindented(line)]
        self._after_blank = False

    def _emit(self, block: Block) -> None:
        self._flush()
        self._out.append(block)
        self._after_blank = False

    def _flush(self) -> None:
        """End the block that words are gathered for."""
        if self._block is not None:
            text = "\n".join(self._words).strip()
            self._out.append(self._block._replace(text=_ATTRIBUTES.sub("", text)))
        self._block, self._words = None, []


def _unindented(line: str) -> str:
    """A line of a paragraph; two spaces at its end, which break it on purpose, stay."""
    return line.strip() + "  " * line.endswith("  ")


def _without_ends(line: str) -> tuple[str, list[str]]:
    """A line without the end tags of blocks at its end, and their names in order."""
    names: list[str] = []
    while (match := _END_TAG.search(line, max(len(line) - 200, 0))) is not None and len(names) < _DEEPEST:
        names.insert(0, match[1].lower())
        line = line[: match.start()]
    return line, names


def _cells(line: str) -> tuple[str, ...]:
    """The cells of a row; a bar in code, in a Liquid tag or behind a backslash parts nothing."""
    line = line.removeprefix("|")
    return tuple(cell.replace("\\|", "|").strip() for cell in _split(line))


def _split(line: str) -> Iterator[str]:
    start = 0
    for match in re.finditer(r"\\.|`[^`]*`|\{\{[^{}]*\}\}|\{%[^%]*%\}|\|", line):
        if match[0] == "|":
            yield line[start : match.start()]
            start = match.end()
    if line[start:].strip():
        yield line[start:]
