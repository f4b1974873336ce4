"""Where the tables, keys and values of a TOML text stand.

`tomllib` says what a text means, not where. This scan says where, for text that
`tomllib` has accepted; it checks nothing. https://toml.io/en/v1.0.0
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

Path = tuple[str | int, ...]

_TRIVIA = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+")
_SPACE = re.compile(r"[ \t]*+")
_KEY_PART = re.compile(r"""[A-Za-z0-9_-]++|"(?:[^"\\\n]++|\\.)*+"|'[^'\n]*+'""")
# Up to two quotes may stand directly before the three that close a multi-line string.
_SCALAR = re.compile(
    r'"""(?:[^"\\]++|\\[\s\S]|""?(?!"))*+"""("{0,2})'
    r"|'''(?:[^']++|''?(?!'))*+'''('{0,2})"
    r'|"(?:[^"\\\n]++|\\.)*+"'
    r"|'[^'\n]*+'"
    r"|\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]++"
    r"""|[^\s,\[\]{}#"'=]++"""
)


class Value(NamedTuple):
    """A value and what is in it: ``items`` of an array, ``pairs`` of an inline table."""

    kind: Literal["scalar", "array", "table"]
    start: int
    end: int
    items: tuple[Value, ...] = ()
    pairs: tuple[Pair, ...] = ()


class Pair(NamedTuple):
    """``key = value``; the key in its dotted parts. ``start`` is that of the key."""

    key: tuple[str, ...]
    start: int
    value: Value


class Table(NamedTuple):
    """A ``[header]`` or, with ``array``, a ``[[header]]``, and the pairs below it.

    ``start`` and ``end`` are those of the header; both 0 for the pairs above the first one.
    """

    path: tuple[str, ...]
    array: bool
    start: int
    end: int
    pairs: tuple[Pair, ...]

    @property
    def stop(self) -> int:
        """Where the last of its pairs ends, or else its header."""
        return self.pairs[-1].value.end if self.pairs else self.end


def scan(text: str) -> tuple[Table, ...]:
    """The tables of a valid TOML text, in order; the first has no header."""
    tables = []
    path: tuple[str, ...] = ()
    array, start, end = False, 0, 0
    pairs: list[Pair] = []
    at = _skip(_TRIVIA, text, 0)
    while at < len(text):
        if text[at] == "[":
            tables.append(Table(path, array, start, end, tuple(pairs)))
            array = text.startswith("[[", at)
            path, closing = _key(text, at + 1 + array)
            start, end, pairs = at, closing + 1 + array, []
            at = end
        else:
            pair = _pair(text, at)
            pairs.append(pair)
            at = pair.value.end
        at = _skip(_TRIVIA, text, at)
    return (*tables, Table(path, array, start, end, tuple(pairs)))


def value_at(text: str, at: int = 0) -> Value:
    """The value that begins at ``at`` in a valid TOML text."""
    if text.startswith("[", at):
        return _array(text, at)
    if text.startswith("{", at):
        return _inline_table(text, at)
    return Value("scalar", at, _skip(_SCALAR, text, at))


def after_trivia(text: str, at: int) -> int:
    """Where the spaces, line breaks and comments that begin at ``at`` end."""
    return _skip(_TRIVIA, text, at)


def line_finder(text: str, first_line: int = 1) -> Callable[[Path], int | None]:
    """A function from a path such as ``("session", 2, "topic")`` to its line in ``text``.

    ``first_line`` is the number of the first line. The function gives the line of the
    nearest part of the path that has one, or ``None``.
    """
    offsets = dict(_offsets(scan(text)))
    breaks = [match.start() for match in re.finditer("\n", text)]

    def line(path: Path) -> int | None:
        while path and path not in offsets:
            path = path[:-1]
        return bisect_right(breaks, offsets[path] - 1) + first_line if path else None

    return line


def addresses(tables: Sequence[Table]) -> tuple[Path, ...]:
    """For each table the path of what it holds: a name is followed by a number where it repeats."""
    counts: dict[Path, int] = {}
    found = []
    for table in tables:
        path: Path = ()
        for depth, name in enumerate(table.path, 1):
            path = (*path, name)
            if table.array and depth == len(table.path):
                counts[path] = counts.get(path, -1) + 1
            if path in counts:
                path = (*path, counts[path])
        found.append(path)
    return tuple(found)


def _offsets(tables: tuple[Table, ...]) -> Iterator[tuple[Path, int]]:
    for table, path in zip(tables, addresses(tables), strict=True):
        # The first table of an array stands for the whole array, too.
        if path and path[-1] == 0:
            yield path[:-1], table.start
        if path:
            yield path, table.start
        for pair in table.pairs:
            yield from _pair_offsets(path, pair)


def _pair_offsets(path: Path, pair: Pair) -> Iterator[tuple[Path, int]]:
    yield (*path, *pair.key), pair.start
    yield from _value_offsets((*path, *pair.key), pair.value)


def _value_offsets(path: Path, value: Value) -> Iterator[tuple[Path, int]]:
    for number, item in enumerate(value.items):
        yield (*path, number), item.start
        yield from _value_offsets((*path, number), item)
    for pair in value.pairs:
        yield from _pair_offsets(path, pair)


def _skip(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _key(text: str, at: int) -> tuple[tuple[str, ...], int]:
    """The dotted key that begins at or after ``at``, and where the space behind it ends."""
    parts: list[str] = []
    while True:
        at = _skip(_SPACE, text, at)
        end = _skip(_KEY_PART, text, at)
        parts.append(_name(text[at:end]))
        at = _skip(_SPACE, text, end)
        if not text.startswith(".", at):
            return tuple(parts), at
        at += 1


def _name(source: str) -> str:
    if not source.startswith(('"', "'")):
        return source
    if "\\" not in source:
        return source[1:-1]
    # Escapes are TOML's own: what they mean is for tomllib to say.
    return next(iter(tomllib.loads(f"{source} = 0")))


def _pair(text: str, at: int) -> Pair:
    key, equals = _key(text, at)
    return Pair(key, at, value_at(text, _skip(_SPACE, text, equals + 1)))


def _array(text: str, start: int) -> Value:
    items: list[Value] = []
    at = _skip(_TRIVIA, text, start + 1)
    while not text.startswith("]", at):
        items.append(value_at(text, at))
        at = _after_comma(text, items[-1].end)
    return Value("array", start, at + 1, items=tuple(items))


def _inline_table(text: str, start: int) -> Value:
    pairs: list[Pair] = []
    at = _skip(_TRIVIA, text, start + 1)
    while not text.startswith("}", at):
        pairs.append(_pair(text, at))
        at = _after_comma(text, pairs[-1].value.end)
    return Value("table", start, at + 1, pairs=tuple(pairs))


def _after_comma(text: str, at: int) -> int:
    at = _skip(_TRIVIA, text, at)
    return _skip(_TRIVIA, text, at + 1) if text.startswith(",", at) else at
