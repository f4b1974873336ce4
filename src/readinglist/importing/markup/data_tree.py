"""Data of a YAML, TOML or JSON file as a tree of texts, each with its line.

Numbers, dates and truth values stay as they are written: a reading list has no use for what
YAML 1.1 makes of ``no`` or ``1:30``.
"""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from readinglist.formats.schedule_toml.syntax import Path, line_finder

DEEPEST = 60
"""How deep data may be nested."""
MOST_NODES = 300_000
"""How many values a file may have, those that aliases repeat counted each time."""
LONGEST = 4_000_000
"""How many characters a file may have."""

_ADDRESS = re.compile(r"(?:https?|ftp)://|\]\([^()\s]+\)|<a\s[^<>]*href", re.I)
# The parser needs the square of the time for a key that is nested so.
_PART = r"(?:[\w-]++|\"[^\"\n]{0,200}\"|'[^'\n]{0,200}')[ \t]*+"
_DEEP_KEY = re.compile(rf"(?<![\w-])(?:{_PART}\.[ \t]*+){{{DEEPEST},}}+[\w\"'-]")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_TOKEN = re.compile(
    r'[ \t\r\n]*+(?:(?P<mark>[{}\[\],:])|(?P<string>"(?:[^"\\]++|\\.)*+")'
    r'|(?P<word>[^\s{}\[\],:"]++)|(?P<end>\Z))',
    re.S,
)
_WORDS = re.compile(r"true|false|null|NaN|-?Infinity|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


class Node(NamedTuple):
    """A value: a text, a list (``items``) or a mapping (``pairs``); none of them: null.

    Attributes:
        line: 1-based line where it begins; ``None``: not known.
        text: a scalar as it is written.
        items: the values of a list.
        pairs: keys and values of a mapping, in order.
    """

    line: int | None
    text: str | None = None
    items: tuple[Node, ...] | None = None
    pairs: tuple[tuple[str, Node], ...] | None = None

    def get(self, key: str) -> Node | None:
        """The value of a key, whatever its case; ``None``: it is not there, or this is no mapping."""
        return next((value for name, value in self.pairs or () if name.lower() == key.lower()), None)

    @property
    def value(self) -> Any:
        """The value as `json` has it, but for its scalars, which are texts."""
        if self.items is not None:
            return [item.value for item in self.items]
        return self.text if self.pairs is None else {name: node.value for name, node in self.pairs}

    @property
    def is_empty(self) -> bool:
        """Whether it is null, or a text, list or mapping with nothing in it."""
        return not (self.text or "").strip() and not self.items and not self.pairs


class TreeFault(NamedTuple):
    """What cannot be read: its line (``None``: not known), its text, and why."""

    line: int | None
    text: str
    why: str


class Tree(NamedTuple):
    """What a file holds (``None``: it could not be read at all), and what of it could not be read."""

    root: Node | None
    faults: tuple[TreeFault, ...] = ()


def refused(why: str, line: int | None = None) -> Tree:
    """A file that is not read."""
    return Tree(None, (TreeFault(line, "", why),))


def leaves(node: Node) -> Iterator[Node]:
    """All texts in a value, in order."""
    stack = [node]
    while stack:
        here = stack.pop()
        if here.text is not None:
            yield here
        stack += reversed(here.items or ())
        stack += reversed([value for _, value in here.pairs or ()])


def has_address(text: str) -> bool:
    """Whether a text holds a link."""
    return _ADDRESS.search(text) is not None


def parse_toml(text: str, first_line: int = 1) -> Tree:
    """The tree of a TOML text that begins on line ``first_line``."""
    if len(text) > LONGEST:
        return refused(f"the file has more than {LONGEST:,} characters")
    text = text.removeprefix("\ufeff")
    if (deep := _DEEP_KEY.search(text)) is not None:
        line = text.count("\n", 0, deep.start()) + first_line
        return refused(f"a key is nested more than {DEEPEST} deep", line)
    try:
        data = tomllib.loads(text.replace("\r\n", "\n"))
        return Tree(_Maker(line_finder(text, first_line)).node(data, (), 0))
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        said = _AT_LINE.sub("", str(error)).strip()
        return refused(f"it is not TOML: {said}", int(at[1]) + first_line - 1 if at else None)
    except (RecursionError, ValueError) as error:  # arrays in arrays, or a number with thousands of digits
        why = (
            str(error) if isinstance(error, _Refused) else "it is nested too deeply, or has a number too long"
        )
        return refused(why)


class _Refused(ValueError):
    """A tree that is too large."""


class _Maker:
    """Makes nodes of what `tomllib` gives."""

    def __init__(self, line: Callable[[Path], int | None]) -> None:
        self._line = line
        self._count = 0

    def node(self, value: Any, path: Path, depth: int) -> Node:
        """The node of a value."""
        self._count += 1
        if depth > DEEPEST or self._count > MOST_NODES:
            raise _Refused(f"it is nested more than {DEEPEST} deep, or has more than {MOST_NODES:,} values")
        line = self._line(path)
        if isinstance(value, dict):
            pairs = ((key, self.node(part, (*path, key), depth + 1)) for key, part in value.items())
            return Node(line, pairs=tuple(pairs))
        if isinstance(value, list):
            parts = (self.node(part, (*path, index), depth + 1) for index, part in enumerate(value))
            return Node(line, items=tuple(parts))
        return Node(line, _text(value))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


class _Broken(Exception):
    """What is wrong, and where; it never leaves this module."""

    def __init__(self, why: str, at: int) -> None:
        super().__init__(why)
        self.why = why
        self.at = at


class _Frame:
    """A list or object that is not yet at its end."""

    def __init__(self, opening: str, at: int) -> None:
        self.opening = opening
        self.at = at
        self.key: str | None = None
        self.items: list[Node] = []
        self.pairs: dict[str, Node] = {}


def parse_json(text: str) -> Tree:
    """The tree of a JSON text."""
    if len(text) > LONGEST:
        return refused(f"the file has more than {LONGEST:,} characters")
    text = text.removeprefix("\ufeff")
    breaks = [match.start() for match in re.finditer("\n", text)]
    try:
        found = _Reader(text, breaks).read()
    except _Broken as error:
        return refused(f"it is not JSON: {error.why}", bisect_right(breaks, error.at - 1) + 1)
    if not found:
        return Tree(None)
    return Tree(found[0] if len(found) == 1 else Node(found[0].line, items=tuple(found)))


class _Reader:
    """The state of one pass over the tokens."""

    def __init__(self, text: str, breaks: list[int]) -> None:
        self._text = text
        self._breaks = breaks
        self._frames: list[_Frame] = []
        self._found: list[Node] = []
        self._count = 0

    def read(self) -> list[Node]:
        """The values of the text.

        Raises:
            _Broken: it is not JSON.
        """
        at = 0
        while True:
            match = _TOKEN.match(self._text, at)
            if match is None:
                raise _Broken("a string has no end", at)
            at = match.end()
            if match["end"] is not None:
                break
            if match["mark"]:
                self._mark(match["mark"], at - 1)
            else:
                self._scalar(match)
        if self._frames:
            raise _Broken(f"{self._frames[-1].opening} is not closed", self._frames[-1].at)
        return self._found

    def _line(self, at: int) -> int:
        return bisect_right(self._breaks, at - 1) + 1

    def _mark(self, mark: str, at: int) -> None:
        frame = self._frames[-1] if self._frames else None
        if mark in "{[":
            self._frames.append(_Frame(mark, at))
            if len(self._frames) > DEEPEST:
                raise _Broken(f"it is nested more than {DEEPEST} deep", at)
        elif mark in "}]":
            if frame is None or frame.opening + mark not in ("{}", "[]") or frame.key is not None:
                raise _Broken(f"{mark} closes nothing", at)
            self._frames.pop()
            self._add(self._closed(frame), at)
        elif mark == ":" and (frame is None or frame.key is None):
            raise _Broken("a colon stands behind no key", at)

    def _closed(self, frame: _Frame) -> Node:
        line = self._line(frame.at)
        if frame.opening == "[":
            return Node(line, items=tuple(frame.items))
        return Node(line, pairs=tuple(frame.pairs.items()))

    def _scalar(self, match: re.Match[str]) -> None:
        at = match.start("string") if match["string"] else match.start("word")
        if match["string"]:
            try:
                text = str(json.loads(match["string"], strict=False))
            except ValueError as error:
                raise _Broken("a string has an escape that JSON does not know", at) from error
            text = text.encode("utf-8", "replace").decode()  # half of a surrogate pair is no text
            frame = self._frames[-1] if self._frames else None
            if frame is not None and frame.opening == "{" and frame.key is None:
                frame.key = text
                return
            self._add(Node(self._line(at), text), at)
        elif _WORDS.fullmatch(match["word"]):
            self._add(Node(self._line(at), None if match["word"] == "null" else match["word"]), at)
        else:
            raise _Broken(f"{match['word'][:40]!r} is no value", at)

    def _add(self, node: Node, at: int) -> None:
        self._count += 1
        if self._count > MOST_NODES:
            raise _Broken(f"it has more than {MOST_NODES:,} values", at)
        frame = self._frames[-1] if self._frames else None
        if frame is None:
            self._found.append(node)
        elif frame.opening == "[":
            frame.items.append(node)
        elif frame.key is None:
            raise _Broken("a value stands behind no key", at)
        else:
            frame.pairs[frame.key] = node
            frame.key = None
