"""Edit the source of one TOML array or inline table; what stays keeps its bytes and its comments."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from readinglist.formats.schedule_toml.syntax import after_trivia, value_at
from readinglist.formats.schedule_toml.writer import INDENT

_REST_OF_LINE = re.compile(r"[ \t]*+(?:#[^\r\n]*+)?(?=\r?\n)")
_BEFORE_BLANK_LINE = re.compile(r"\r?\n(?=[ \t]*\r?\n)")
_LAST_LINE = re.compile(r"\n([ \t]*)\Z")


class Item(NamedTuple):
    """An item of the new array.

    ``origin`` is its number in the old array, ``None`` if it was not there. ``source`` is
    its TOML; ``None`` keeps that of its origin. ``comment`` is put behind a new item.
    """

    origin: int | None = None
    source: str | None = None
    comment: str = ""


class _Segment(NamedTuple):
    """An item with what stands around it; ``after`` is the rest of its line, behind the comma."""

    lead: str
    body: str
    before_comma: str
    comma: str
    after: str


class _Array(NamedTuple):
    """All of the source of an array; the comment on the line of the bracket is in ``opening``."""

    opening: str
    segments: tuple[_Segment, ...]
    tail: str


def edit_array(source: str, items: Sequence[Item], *, newline: str = "\n", margin: str = "") -> str:
    """The array ``source`` with ``items`` in place of those that it has.

    A comment behind an item, and comments directly above it, stay with it and go with it.
    ``newline`` ends the lines that are added; ``margin`` is the indentation of the line on
    which the array begins.
    """
    array = _with_detached_comments_kept(_split(source), {item.origin for item in items})
    if "\n" in source or not array.segments:
        return _in_rows(array, items, newline, margin)
    return _in_one_line(array, items)


def comments_of(source: str) -> tuple[str, ...]:
    """For each item of an array the comment behind it on its line, or the empty string."""
    return tuple(segment.after.strip() for segment in _split(source).segments)


def edit_inline_table(source: str, changes: Mapping[str, str | None]) -> str:
    """The inline table ``source``, which is not empty, with other values of some fields.

    ``None`` takes a field out, which must be there.
    """
    for name, new in changes.items():
        source = _with_field(source, name, new)
    return source


def _split(source: str) -> _Array:
    value = value_at(source)
    rest = _REST_OF_LINE.match(source, 1)
    at = rest.end() if rest and "#" in rest[0] else 1
    opening = source[:at]
    segments = []
    for item in value.items:
        comma = after_trivia(source, item.end)
        has_comma = source.startswith(",", comma)
        after = comma + 1 if has_comma else item.end
        rest = _REST_OF_LINE.match(source, after)
        end = rest.end() if rest else after
        segments.append(
            _Segment(
                lead=source[at : item.start],
                body=source[item.start : item.end],
                before_comma=source[item.end : comma] if has_comma else "",
                comma="," if has_comma else "",
                after=source[after:end],
            )
        )
        at = end
    return _Array(opening, tuple(segments), source[at : value.end - 1])


def _with_detached_comments_kept(array: _Array, kept: set[int | None]) -> _Array:
    """Comments above a removed item that a blank line parts from it are not about it, and stay."""
    carried = ""
    segments = []
    for number, segment in enumerate(array.segments):
        if number in kept:
            segments.append(segment._replace(lead=carried + segment.lead))
            carried = ""
        else:
            segments.append(segment)
            blank = [match.end() for match in _BEFORE_BLANK_LINE.finditer(segment.lead)]
            detached = segment.lead[: blank[-1]] if blank else ""
            carried += detached if "#" in detached else ""
    return array._replace(segments=tuple(segments), tail=carried + array.tail)


def _in_one_line(array: _Array, items: Sequence[Item]) -> str:
    first_lead = array.segments[0].lead
    out = []
    for number, item in enumerate(items):
        old = array.segments[item.origin] if item.origin is not None else None
        lead = first_lead if number == 0 else old.lead if old and item.origin else " "
        body = item.source if old is None or item.source is not None else old.body
        out.append(f"{lead}{body}{old.before_comma if old else ''}")
    trailing = array.segments[-1].comma if items else ""
    return f"{array.opening}{','.join(out)}{trailing}{array.tail if items else ''}]"


def _in_rows(array: _Array, items: Sequence[Item], newline: str, margin: str) -> str:
    rows = [match[1] for segment in array.segments if (match := _LAST_LINE.search(segment.lead))]
    row = newline + (rows[0] if rows else margin + INDENT)
    trailing = array.segments[-1].comma if array.segments else ","
    out = array.opening
    open_comment = "#" in out
    for number, item in enumerate(items):
        segment = _segment(item, array.segments, row, trailing)
        lead = segment.lead
        # What stood on the line of the bracket, or behind another item, may now follow a comment.
        if (open_comment or (number and not lead)) and "\n" not in lead:
            lead = row
        comma = segment.comma if number == len(items) - 1 else ","
        out += f"{lead}{segment.body}{segment.before_comma}{comma}{segment.after}"
        open_comment = "#" in segment.after
    tail = array.tail
    if "\n" not in tail and (open_comment or not array.segments):
        tail = newline + margin
    whole = f"{out}{tail}]"
    return whole if items or "#" in whole else "[]"


def _segment(item: Item, segments: Sequence[_Segment], row: str, trailing: str) -> _Segment:
    if item.origin is None:
        return _Segment(row, item.source or "", "", trailing, f"  {item.comment}" if item.comment else "")
    old = segments[item.origin]
    return old if item.source is None else old._replace(body=item.source)


def _with_field(source: str, name: str, new: str | None) -> str:
    pairs = value_at(source).pairs
    number = next((number for number, pair in enumerate(pairs) if pair.key == (name,)), None)
    if number is None:
        end = pairs[-1].value.end
        return f"{source[:end]}, {name} = {new}{source[end:]}"
    pair = pairs[number]
    if new is not None:
        return source[: pair.value.start] + new + source[pair.value.end :]
    if number:
        return source[: pairs[number - 1].value.end] + source[pair.value.end :]
    return source[: pair.start] + source[pairs[1].start if len(pairs) > 1 else pair.value.end :]
