"""The lines and tables of a schedule's text: find them with their comments, put them in, move them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from readinglist.errors import UsageError
from readinglist.formats.schedule_toml.syntax import addresses, scan
from readinglist.formats.splices import Splice, splice_all
from readinglist.model.pairing import longest_rising

_LINE_END = re.compile(r"[^\r\n]*")
_BLANK_LINES = re.compile(r"(?:[ \t]*\r?\n)*")


class Block(NamedTuple):
    """The lines of a table, or of a session with all its tables, and of the comments that belong to them."""

    start: int
    end: int


def table_blocks(text: str) -> tuple[Block, ...]:
    """The lines of each table that has a header, in order."""
    root, *tables = scan(text)
    starts = []
    floor = root.stop
    for table in tables:
        starts.append(start_with_comments(text, table.start, floor))
        floor = table.stop
    ceilings = [*starts[1:], len(text)][: len(starts)]
    return tuple(
        Block(start, end_with_comments(text, table.stop, ceiling))
        for table, start, ceiling in zip(tables, starts, ceilings, strict=True)
    )


def arrange(text: str, order: Sequence[int | None], new: Sequence[str]) -> str:
    """The text with its sessions in another order.

    ``order`` names the old sessions by number, ``None`` a new one; those that it leaves
    out are removed. ``new`` holds the tables of the new ones, in their order.
    """
    if len(order) > 1:
        text = _with_double_brackets(text)
    blocks = _session_blocks(text)
    staying = longest_rising(order)
    bodies = iter(new)
    fresh = [next(bodies) if n is None else text[blocks[n].start : blocks[n].end] for n in order]
    splices = list(_removals(text, [b for n, b in enumerate(blocks) if n not in staying]))
    break_ = newline_of(text) * 2
    loose: list[str] = []
    previous: int | None = None
    for place, number in enumerate(order):
        if number in staying:
            previous = number
        elif previous is not None:
            end = blocks[previous].end
            splices.append(Splice(end, end, break_ + fresh[place]))
        elif staying:
            start = blocks[min(staying)].start
            splices.append(Splice(start, start, fresh[place] + break_))
        else:
            loose.append(fresh[place])
    if loose:
        splices.append(at_end(text, break_.join(loose)))
    return splice_all(text, splices)


def at_end(text: str, body: str) -> Splice:
    """Put tables behind everything else, a blank line between."""
    end = content_end(text, len(text))
    newline = newline_of(text)
    before = newline * 2 if text[:end].strip() else ""
    return Splice(end, end, f"{before}{body}" + ("" if text[end:] or before else newline))


def _with_double_brackets(text: str) -> str:
    """The text with ``[session]`` made ``[[session]]``, if that is how it is written."""
    return splice_all(
        text,
        (
            Splice(table.start, table.end, f"[{text[table.start : table.end]}]")
            for table in scan(text)
            if table.path == ("session",) and not table.array
        ),
    )


def _session_blocks(text: str) -> list[Block]:
    blocks: list[Block] = []
    last = None
    places = addresses(scan(text))[1:]
    for place, block in zip(places, table_blocks(text), strict=True):
        if place[:1] != ("session",):
            last = None
            continue
        # A session without brackets in pairs is the only one.
        session = place[1] if len(place) > 1 and isinstance(place[1], int) else 0
        if session == last:
            blocks[-1] = Block(blocks[-1].start, block.end)
        elif session == len(blocks):
            blocks.append(block)
        else:
            raise UsageError(
                f"the tables of session {session + 1} stand apart from each other; put them together first"
            )
        last = session
    return blocks


def _removals(text: str, removed: Sequence[Block]) -> Iterator[Splice]:
    """Splices that take out blocks with the blank lines below them, or those above at the end of the text."""
    runs: list[Block] = []
    for block in removed:
        if runs and after_blank_lines(text, runs[-1].end) >= block.start:
            runs[-1] = Block(runs[-1].start, block.end)
        else:
            runs.append(block)
    last = content_end(text, len(text))
    for run in runs:
        below = after_blank_lines(text, run.end)
        if below < last:
            yield Splice(run.start, below, "")
        else:
            yield Splice(content_end(text, run.start), run.end, "")


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
