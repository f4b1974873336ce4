"""The tokens of inline Markdown, and which runs of ``*`` and ``_`` among them are emphasis.

CommonMark 0.31, 6.2 (https://spec.commonmark.org/0.31.2/#emphasis-and-strong-emphasis), in
linear time.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import NamedTuple


class Token(NamedTuple):
    """A stretch of inline Markdown, or an end of what is marked up.

    Attributes:
        kind: ``text`` or ``code``, which are shown; ``key``, a citation; and the ends of ``em``,
            ``strong``, ``tt`` and ``link``: ``/em`` closes ``em``. While a text is parsed, also
            ``run``, delimiters that may become ends of emphasis, and the ends of ``group``,
            which has no markup but is no emphasis' to cross, either.
        value: words, code, a citation key, an address, or the delimiters as they were typed.
        opens: whether a ``run`` can open emphasis.
        closes: whether it can close emphasis.
    """

    kind: str
    value: str = ""
    opens: bool = False
    closes: bool = False


def delimiter_run(text: str, match: re.Match[str]) -> Token:
    """A run of delimiters, and whether it can open and close emphasis (CommonMark 0.31, 6.2)."""
    before = text[match.start() - 1] if match.start() else " "
    after = text[match.end()] if match.end() < len(text) else " "
    follows_word, precedes_word = not is_apart(before), not is_apart(after)
    left = not after.isspace() and (precedes_word or not follows_word)
    right = not before.isspace() and (follows_word or not precedes_word)
    if match[0][0] == "*":
        return Token("run", match[0], left, right)
    opens = left and (not right or not follows_word)
    return Token("run", match[0], opens, right and (not left or not precedes_word))


def is_apart(char: str) -> bool:
    """Whether ``char`` is white space or punctuation, so no part of a word."""
    return char.isspace() or unicodedata.category(char)[0] in "PS"


def resolve_emphasis(tokens: list[Token]) -> list[Token]:
    """``tokens`` with each run of delimiters as ends of emphasis, or as text; none crosses a link's ends."""
    out: list[Token] = []
    scopes = [_Scope()]
    for token in tokens:
        if token.kind == "run":
            scopes[-1].add(token, out)
            continue
        if token.kind in ("/link", "/group"):
            scopes.pop()
        if token.kind in ("link", "group"):
            scopes.append(_Scope())
        out.append(token)
    return [token for token in out if token.kind not in ("group", "/group")]


class _Scope:
    """The delimiters that are open between the ends of one link, or outside of all."""

    def __init__(self) -> None:
        self._stack: list[tuple[int, str]] = []
        self._open: Counter[str] = Counter()

    def add(self, run: Token, out: list[Token]) -> None:
        """Close what ``run`` can close, and open what is left of it; what does neither is text."""
        rest = self._close(run, out) if run.closes else run.value
        while rest:
            mark, rest = rest[:2], rest[2:]
            if run.opens:
                self._stack.append((len(out), mark))
                self._open[mark] += 1
            out.append(Token("text", mark))

    def _close(self, run: Token, out: list[Token]) -> str:
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
            out[index] = Token(kind, mark)
            out.append(Token(f"/{kind}", mark))
            rest = rest[len(mark) :]
        return rest

    def _pop(self, marks: list[str]) -> tuple[int, str]:
        """The last opener that is one of ``marks``; openers after it stay text.

        Each opener is popped once, so that many of them do not make it quadratic.
        """
        while True:
            index, mark = self._stack.pop()
            self._open[mark] -= 1
            if mark in marks:
                return index, mark
