"""Emphasis in inline Markdown: which runs of ``*`` and ``_`` open and close it.

CommonMark 0.31, 6.2 (https://spec.commonmark.org/0.31.2/#emphasis-and-strong-emphasis), in
linear time.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from typing import NamedTuple


class Piece(NamedTuple):
    """A stretch of inline Markdown: ``value`` is text, code, an address or a delimiter."""

    kind: str
    value: str = ""
    opens: bool = False
    closes: bool = False


def fences_of(text: str) -> dict[int, list[int]]:
    """Where the runs of backticks start, by their length."""
    found = defaultdict(list)
    for match in re.finditer("`+", text):
        found[len(match[0])].append(match.start())
    return found


def delimiter_run(text: str, match: re.Match[str]) -> Piece:
    """A run of delimiters, and whether it can open and close emphasis (CommonMark 0.31, 6.2)."""
    before = text[match.start() - 1] if match.start() else " "
    after = text[match.end()] if match.end() < len(text) else " "
    follows_word, precedes_word = not is_apart(before), not is_apart(after)
    left = not after.isspace() and (precedes_word or not follows_word)
    right = not before.isspace() and (follows_word or not precedes_word)
    if match[0][0] == "*":
        return Piece("run", match[0], left, right)
    opens = left and (not right or not follows_word)
    return Piece("run", match[0], opens, right and (not left or not precedes_word))


def is_apart(char: str) -> bool:
    """Whether ``char`` is white space or punctuation, so no part of a word."""
    return char.isspace() or unicodedata.category(char)[0] in "PS"


def resolve_emphasis(pieces: list[Piece]) -> list[Piece]:
    """``pieces`` with each run of delimiters as ends of emphasis, or as text; none crosses a link's ends."""
    out: list[Piece] = []
    scopes = [_Scope()]
    for piece in pieces:
        if piece.kind == "run":
            scopes[-1].add(piece, out)
            continue
        if piece.kind in ("/link", "/group"):
            scopes.pop()
        if piece.kind in ("link", "group"):
            scopes.append(_Scope())
        out.append(piece)
    return [piece for piece in out if piece.kind not in ("group", "/group")]


class _Scope:
    """The delimiters that are open between the ends of one link, or outside of all."""

    def __init__(self) -> None:
        self._stack: list[tuple[int, str]] = []
        self._open: Counter[str] = Counter()

    def add(self, run: Piece, out: list[Piece]) -> None:
        """Close what ``run`` can close, and open what is left of it; what does neither is text."""
        rest = self._close(run, out) if run.closes else run.value
        while rest:
            mark, rest = rest[:2], rest[2:]
            if run.opens:
                self._stack.append((len(out), mark))
                self._open[mark] += 1
            out.append(Piece("text", mark))

    def _close(self, run: Piece, out: list[Piece]) -> str:
        """Close emphasis with ``run`` and return what is left of it."""
        rest = run.value
        while rest:
            # A run that could also open closes its like only, so that *a**b* is one emphasis.
            sizes = {len(rest)} if run.opens else {1, 2}
            marks = [m for m in (rest[:2], rest[:1]) if len(m) in sizes and self._open[m]]
            if not marks:
                break
            index, mark = self._pop(marks)
            kind = "em" if len(mark) == 1 else "strong"
            out[index] = Piece(kind, mark)
            out.append(Piece(f"/{kind}", mark))
            rest = rest[len(mark) :]
        return rest

    def _pop(self, marks: list[str]) -> tuple[int, str]:
        """The last opener that is one of ``marks``; openers after it stay text."""
        while True:
            index, mark = self._stack.pop()
            self._open[mark] -= 1
            if mark in marks:
                return index, mark
