"""What can still be read of a schedule that is not TOML as a whole."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any, NamedTuple

# A broken piece may be half of a multi-line string that holds a line like a header.
_MAX_JOINED = 4
_HEADER = re.compile(
    r"""^[ \t]* \[ (?: \[ [ \t]*(["']?)session\1[ \t]* \] | [ \t]*(["']?)(?:session|course)\2[ \t]* ) \]
        [ \t]* (?:\#.*)? \r?$""",
    re.MULTILINE | re.VERBOSE,
)
_PLACE = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)

# Beginnings of the reasons that tomllib gives, and what they mean to somebody who writes a schedule.
_QUOTE = "a text is not closed: its closing quote is missing"
_TWICE = "the same field is given twice; keep one"
_WORDS = (
    ("Unclosed array", "a list is not closed: a ] is missing"),
    ("Unclosed inline table", "a { is not closed: a } is missing"),
    ("Unterminated string", _QUOTE),
    ("Expected '\"", _QUOTE),
    ("Expected \"'", _QUOTE),
    ("Illegal character '\\n'", _QUOTE),
    ("Found invalid character '\\n'", _QUOTE),
    ("Illegal character", "a control character stands here, which TOML does not allow; remove it"),
    ("Found invalid character", "a control character stands here, which TOML does not allow; remove it"),
    ("Unescaped '\\'", "write a backslash twice in a text, or put the text in single quotes"),
    ("Invalid hex value", "write a backslash twice in a text, or put the text in single quotes"),
    ("Escaped character is not", "there is no character of this number"),
    ("Expected '='", "the name of a field must be followed by = and a value"),
    ("Expected ']", "the header is not closed; a session is headed [[session]]"),
    ("Expected newline", "the value ends here, but the line goes on; a text needs quotes around all of it"),
    ("Invalid initial character for a key", "the name of a field is missing or needs quotes"),
    ("Invalid value", "this is no value; a text needs quotes, a date is written 2022-02-07"),
    ("Invalid date", "there is no such date"),
    ("Invalid statement", "neither a field nor a header begins like this"),
    ("Cannot overwrite a value", _TWICE),
    ("Duplicate inline table key", _TWICE),
    ("Cannot declare", "the same header is given twice; every session is headed [[session]]"),
    ("Cannot mutate", "a list or table that is closed already goes on here"),
    ("Cannot redefine", "a list or table that is closed already goes on here"),
)


class SyntaxFault(NamedTuple):
    """Why a text is not TOML; ``line`` and ``column`` are 1-based, ``column`` ``None`` at its end."""

    reason: str
    line: int
    column: int | None


class Piece(NamedTuple):
    """A part of a text, and what it says by itself or why it says nothing; lines are those of the whole."""

    text: str
    first_line: int
    loaded: dict[str, Any] | SyntaxFault


def load(text: str) -> dict[str, Any] | SyntaxFault:
    """What a TOML text says, or why it is none."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        return SyntaxFault("lists or tables are nested too deeply", 1, None)
    # tomllib.TOMLDecodeError is a ValueError, and so is what int() raises for thousands of digits.
    except ValueError as error:
        return _fault(str(error), text)


def pieces(text: str) -> Iterator[Piece]:
    """The parts of a text between the headers of its course and sessions, each read by itself."""
    cuts = [0, *(match.start() for match in _HEADER.finditer(text)), len(text)]
    line = 1
    at = 0
    while at < len(cuts) - 1:
        piece, at_next = _longest_readable(text, cuts, at, line)
        line += piece.text.count("\n")
        at = at_next
        yield piece


def _longest_readable(text: str, cuts: list[int], at: int, line: int) -> tuple[Piece, int]:
    """The piece that begins at a cut, joined with what follows if that alone makes it readable."""
    alone = text[cuts[at] : cuts[at + 1]]
    loaded = load(alone)
    if not isinstance(loaded, SyntaxFault):
        return Piece(alone, line, loaded), at + 1
    for end in range(at + 2, min(at + 1 + _MAX_JOINED, len(cuts))):
        source = text[cuts[at] : cuts[end]]
        joined = load(source)
        if not isinstance(joined, SyntaxFault):
            return Piece(source, line, joined), end
    return Piece(alone, line, loaded._replace(line=loaded.line + line - 1)), at + 1


def _fault(message: str, text: str) -> SyntaxFault:
    match = _PLACE.fullmatch(message)
    reason = match[1] if match else message
    words = next((words for beginning, words in _WORDS if reason.startswith(beginning)), reason)
    if match and match[2]:
        return SyntaxFault(words, int(match[2]), int(match[3]))
    return SyntaxFault(words, text.rstrip().count("\n") + 1, None)
