"""JSON as a tree of texts, each with its line, at any depth of nesting up to a limit.

RFC 8259; several values one after the other (JSON Lines) are a list.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right

from readinglist.importing.markup.tree import DEEPEST, LONGEST, MOST_NODES, Node, Tree, refused

_TOKEN = re.compile(
    r'[ \t\r\n]*+(?:(?P<mark>[{}\[\],:])|(?P<string>"(?:[^"\\]++|\\.)*+")'
    r'|(?P<word>[^\s{}\[\],:"]++)|(?P<end>\Z))',
    re.S,
)
_WORDS = re.compile(r"true|false|null|NaN|-?Infinity|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


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


def parse(text: str) -> Tree:
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
