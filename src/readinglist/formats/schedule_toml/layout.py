"""Lines, comments and splices of a schedule's text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_LINE_END = re.compile(r"[^\r\n]*")
_BLANK_LINES = re.compile(r"(?:[ \t]*\r?\n)*")


class Splice(NamedTuple):
    """Put ``new`` in place of what stands from ``start`` to ``end``."""

    start: int
    end: int
    new: str


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """The text with all ``splices`` done; only those that remove may overlap."""
    parts = []
    at = 0
    # The sort is stable: what is put in at one place keeps its order.
    for start, end, new in sorted(splices, key=lambda splice: splice[:2]):
        parts += [text[at:start], new]
        at = max(at, end)
    return "".join((*parts, text[at:]))


def newline_of(text: str) -> str:
    """The line ending of a text, as its first line has it."""
    first = text.find("\n")
    return "\r\n" if first > 0 and text[first - 1] == "\r" else "\n"


def line_start(text: str, at: int) -> int:
    """Where the line that holds ``at`` begins."""
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """Where the line that holds ``at`` ends, before its line ending."""
    match = _LINE_END.match(text, at)
    return match.end() if match else at


def end_of_line_before(text: str, at: int) -> int:
    """Where the line before the one that holds ``at`` ends; there must be one."""
    start = line_start(text, at)
    return start - (2 if text.startswith("\r\n", start - 2) else 1)


def margin_at(text: str, at: int) -> str:
    """The spaces and tabs at the beginning of the line that holds ``at``."""
    line = text[line_start(text, at) : line_end(text, at)]
    return line[: len(line) - len(line.lstrip(" \t"))]


def start_with_comments(text: str, at: int, floor: int) -> int:
    """Where the comment directly above the line of ``at`` begins, not before ``floor``.

    It is the line itself if there is none, and if the comment stands at the very top: that
    one is about the file.
    """
    own = start = line_start(text, at)
    while start > floor:
        above = line_start(text, start - 1)
        if above < floor or not text[above:start].lstrip(" \t").startswith("#"):
            return start
        start = above
    return own if start == 0 else start


def end_with_comments(text: str, at: int, ceiling: int) -> int:
    """Where the line of ``at`` and the comments directly below it end, at most at ``ceiling``."""
    end = line_end(text, at)
    while True:
        below = end + len(newline_of(text))
        if below >= ceiling or not text[below : line_end(text, below)].lstrip(" \t").startswith("#"):
            return end
        end = line_end(text, below)


def after_blank_lines(text: str, at: int) -> int:
    """Where the first line from ``at`` on begins that is not blank."""
    match = _BLANK_LINES.match(text, at)
    return match.end() if match else at


def content_end(text: str, at: int) -> int:
    """Where the last line before ``at`` ends that is not blank."""
    return min(at, line_end(text, len(text[:at].rstrip(" \t\r\n"))))
