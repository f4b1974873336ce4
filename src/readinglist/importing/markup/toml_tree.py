"""TOML as a tree of texts (https://toml.io/en/v1.0.0)."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Callable
from typing import Any

from readinglist.formats.schedule_toml.syntax import Path, line_finder
from readinglist.importing.markup.tree import DEEPEST, LONGEST, MOST_NODES, Node, Tree, refused

# The parser needs the square of the time for a key that is nested so.
_PART = r"(?:[\w-]++|\"[^\"\n]{0,200}\"|'[^'\n]{0,200}')[ \t]*+"
_DEEP_KEY = re.compile(rf"(?<![\w-])(?:{_PART}\.[ \t]*+){{{DEEPEST},}}+[\w\"'-]")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def parse(text: str, first_line: int = 1) -> Tree:
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
