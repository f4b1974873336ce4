"""The grammar of a .bib file as the BibTeX program reads it, with the place of every part.

Written after the behaviour of bibtex.web 0.99d: what counts as white space or as part of
an identifier, that text outside of entries is free, that braces count even behind a
backslash, that the first of two entries or fields wins, and where reading goes on after
an error. Two things BibTeX does not give and saving needs: offsets, so that an edit can
leave all other bytes alone, and a way on after an entry that never closes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

_WHITE = re.compile(r"[ \t\r\n\f\v]*+")
_SQUEEZABLE = re.compile(r"^ |[ ]$|  |[\t\r\n\f\v]")
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_NAME = r"(?![0-9])[^ \t\r\n\f\v\"#%'(),={}\x00-\x1f]++"
_IDENTIFIER = re.compile(_NAME)
_COMMAND = re.compile(rf"@[ \t\r\n\f\v]*+({_NAME})[ \t\r\n\f\v]*+")
# Most values are one brace group with at most one group level in it, or digits: one match a field.
_FIELD = re.compile(
    rf"[ \t\r\n\f\v]*+,[ \t\r\n\f\v]*+({_NAME})[ \t\r\n\f\v]*+=[ \t\r\n\f\v]*+"
    r"(?:(?:\{((?:[^{}]++|\{[^{}]*+\})*+)\}|([0-9]++))(?=[ \t\r\n\f\v]*+[,})]))?"
)
_BRACES = re.compile(r"[{}]")
_QUOTE_OR_BRACES = re.compile(r'[{}"]')
_DIGITS = re.compile(r"[0-9]+")
# In parentheses a key may hold a brace, as the program has it.
_KEY = {"}": re.compile(r"[^, \t\r\n\f\v}]*+"), ")": re.compile(r"[^, \t\r\n\f\v]*+")}
_NEWLINE = re.compile(r"\r\n|\n|\r")
# Where reading goes on after an entry that never closes: a line that opens another one.
_RESUME = re.compile(r"^[ \t]*@(?=[ \t]*[A-Za-z]+[ \t]*[{(])", re.MULTILINE)

# The abbreviations that every standard style defines, with their full names.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(slots=True)
class Field:
    """One ``name = value`` of an entry, and where it stands in the text.

    ``name`` is in lower case. ``value`` is what BibTeX makes of it: macros and ``#``
    evaluated, delimiters off, white space squeezed. ``start`` is the name's offset, the
    value's expression with its delimiters is ``text[value_start:value_end]``.
    """

    name: str
    value: str
    start: int
    value_start: int
    value_end: int


@dataclass(slots=True)
class Entry:
    """One entry: ``text[start:end]`` runs from its ``@`` to behind its closing delimiter."""

    type: str
    key: str
    start: int
    end: int
    key_start: int
    key_end: int
    fields: list[Field] = field(default_factory=list)

    def values(self) -> dict[str, str]:
        """Field name to value; the first of a repeated field, as in BibTeX."""
        found: dict[str, str] = {}
        for item in self.fields:
            found.setdefault(item.name, item.value)
        return found


@dataclass(slots=True)
class BibtexFault:
    """Something that BibTeX would complain about, at an offset; ``serious`` if data is not read."""

    offset: int
    rule: str
    message: str
    key: str | None = None
    serious: bool = True


class _Broken(Exception):
    """The command cannot be read further than ``offset``; what is wrong stands at ``place``."""

    def __init__(self, offset: int, message: str, place: int | None = None) -> None:
        super().__init__(message)
        self.offset = offset
        self.message = message
        self.place = offset if place is None else place


class _Unclosed(_Broken):
    """The text ends before the command does."""


class Lines:
    """Offset to 1-based line number, for any of the three line endings."""

    def __init__(self, text: str) -> None:
        self._starts = [match.end() for match in _NEWLINE.finditer(text)]

    def __call__(self, offset: int) -> int:
        """The line, from 1, that the character at ``offset`` stands in."""
        return bisect_right(self._starts, offset) + 1


class Scanner:
    """Reads ``text`` once. `entries` yields; `faults` fills up meanwhile."""

    def __init__(self, text: str) -> None:
        self.faults: list[BibtexFault] = []
        self._text = text
        self._limit = len(text)
        self._macros = {name[:3].lower(): name for name in MONTHS}
        self._keys: set[str] = set()
        self._entry: Entry | None = None
        self._openings: list[int] | None = None

    def entries(self) -> Iterator[Entry]:
        """Every entry that BibTeX finds, in order, and those behind one that never closes."""
        at = self._text.find("@")
        while at >= 0:
            entry, after = self._read(at)
            if entry is not None and self._is_first(entry):
                yield entry
            at = self._text.find("@", after)

    def _read(self, at: int) -> tuple[Entry | None, int]:
        """The entry whose ``@`` is at ``at``, if it is one, and where reading goes on."""
        self._entry = None  # the one that faults belong to from here on
        self._bound(at)
        try:
            after = self._command(at)
        except _Broken as broken:
            after = self._recover(broken, at)
        return self._entry, after

    def _bound(self, at: int) -> None:
        """Behind an entry that never closes, no other may read past the next line that opens one."""
        if self._openings is not None:
            following = bisect_right(self._openings, at)
            self._limit = (*self._openings[following : following + 1], len(self._text))[0]

    def _recover(self, broken: _Broken, at: int) -> int:
        """Note what was wrong; where reading goes on."""
        after = broken.offset
        if isinstance(broken, _Unclosed):
            if self._openings is None:
                self._openings = [match.end() - 1 for match in _RESUME.finditer(self._text)]
            self._bound(at)
            after = self._limit
            broken.message += "; reading goes on at the next line that opens an entry"
        if self._entry is not None:
            self._entry.end = max(min(broken.offset, after), self._entry.key_end)
        # BibTeX passes over most uses of @ in free text, so only one that opens a line is a fault.
        before = self._text[max(at - 80, 0) : at].rstrip(" \t")
        opens_line = not before or before[-1] in "\r\n"
        if self._entry is not None or isinstance(broken, _Unclosed) or opens_line:
            key = self._entry.key if self._entry else None
            self.faults.append(BibtexFault(broken.place, "bibtex-syntax", broken.message, key))
        return after

    def _is_first(self, entry: Entry) -> bool:
        folded = entry.key.lower()
        if folded in self._keys:
            message = (
                "this citation key stands above already; BibTeX reads the first entry only. "
                "Give one of them another key, or delete it"
            )
            self.faults.append(BibtexFault(entry.start, "duplicate-key", message, entry.key))
            return False
        self._keys.add(folded)
        return True

    # Commands -------------------------------------------------------------------------

    def _command(self, at: int) -> int:
        """Read the command at ``at``; the offset behind it."""
        command = _COMMAND.match(self._text, at, self._limit)
        if command is None:
            raise _Broken(at + 1, "behind @ BibTeX expects the type of an entry")
        kind = command[1].lower()
        pos = command.end()
        if kind == "comment":  # BibTeX skips the word alone: an entry in a comment is an entry
            return command.end(1)
        if pos >= self._limit:
            raise _Unclosed(pos, f"nothing stands behind @{command[1]}", at)
        opening = self._text[pos]
        if opening not in "{(":
            raise _Broken(pos, f"behind @{command[1]} BibTeX expects {{ or (, not {opening!r}")
        close = "}" if opening == "{" else ")"
        if kind == "string":
            return self._string(pos + 1, close)
        if kind == "preamble":
            return self._closing(self._expression(self._skip(pos + 1), close)[1], close)
        return self._read_entry(Entry(kind, "", at, pos + 1, pos + 1, pos + 1), close)

    def _read_entry(self, entry: Entry, close: str) -> int:
        start = self._skip(entry.key_start)
        match = _KEY[close].match(self._text, start, self._limit)
        assert match is not None, "the pattern of a key matches nothing, too"
        entry.key, entry.key_start, entry.key_end = match[0], start, match.end()
        self._entry = entry
        if not entry.key:
            message = "this entry has no citation key; write one behind the opening brace"
            self.faults.append(BibtexFault(entry.start, "missing-key", message, ""))
        entry.end = self._fields(entry, entry.key_end, close)
        return entry.end

    def _fields(self, entry: Entry, pos: int, close: str) -> int:
        text, limit = self._text, self._limit
        seen: set[str] = set()
        while True:
            match = _FIELD.match(text, pos, limit)
            if match is None:
                return self._end_of_fields(pos, close)
            name = match[1].lower()
            start = match.end()
            if match[2] is not None:
                value, start, pos = squeeze(match[2]), match.start(2) - 1, start
            elif match[3] is not None:
                value, start, pos = match[3], match.start(3), start
            else:
                value, pos = self._expression(start, close)
            if name in seen:
                message = (
                    f"a second {name} in this entry; BibTeX reads the first one only. Delete one of them"
                )
                self.faults.append(
                    BibtexFault(match.start(1), "duplicate-field", message, entry.key, serious=False)
                )
            seen.add(name)
            # An expression ends behind its white space; the value does not.
            end = start + len(text[start:pos].rstrip(" \t\r\n\f\v"))
            entry.fields.append(Field(name, value, match.start(1), start, end))

    def _end_of_fields(self, pos: int, close: str) -> int:
        """The offset behind the closing delimiter; anything else here is a fault."""
        pos = self._skip(pos)
        if self._text[pos] == close:
            return pos + 1
        if self._text[pos] != ",":
            near = _line_at(self._text, pos)
            expected = f"BibTeX expects a comma or {close} before {near!r}"
            raise _Broken(pos, f"{expected}; the rest of this entry is not read")
        pos = self._skip(pos + 1)
        if self._text[pos] == close:
            return pos + 1
        near = _line_at(self._text, pos)
        name = _IDENTIFIER.match(self._text, pos, self._limit)
        after = self._skip(name.end()) if name else pos
        expected = f"BibTeX expects 'name = value' at {near!r}"
        raise _Broken(after, f"{expected}; the rest of this entry is not read", pos)

    def _string(self, pos: int, close: str) -> int:
        pos = self._skip(pos)
        match = _IDENTIFIER.match(self._text, pos, self._limit)
        if match is None:
            raise _Broken(pos, "@string needs a name: @string{acm = {Association for Computing Machinery}}")
        pos = self._skip(match.end())
        if self._text[pos] != "=":
            raise _Broken(pos, f"@string {match[0]} needs an = behind its name")
        value, pos = self._expression(self._skip(pos + 1), close)
        self._macros[match[0].lower()] = value
        return self._closing(pos, close)

    def _closing(self, pos: int, close: str) -> int:
        pos = self._skip(pos)
        if self._text[pos] != close:
            raise _Broken(pos, f"BibTeX expects {close} here")
        return pos + 1

    # Values ---------------------------------------------------------------------------

    def _skip(self, pos: int) -> int:
        """The offset of the next character that is not white."""
        match = _WHITE.match(self._text, pos, self._limit)
        end = match.end() if match else pos
        if end >= self._limit:
            start = self._entry.start if self._entry else pos
            raise _Unclosed(end, "what starts here never ends: a closing brace is missing", start)
        return end

    def _expression(self, pos: int, close: str) -> tuple[str, int]:
        """The value of tokens joined by ``#``, and the offset behind it and its white space."""
        value, pos = self._token(self._skip(pos), close)
        pos = self._skip(pos)
        parts = [value]
        while self._text[pos] == "#":
            value, pos = self._token(self._skip(pos + 1), close)
            parts.append(value)
            pos = self._skip(pos)
        return squeeze("".join(parts)), pos

    def _token(self, pos: int, close: str) -> tuple[str, int]:
        char = self._text[pos]
        if char == "{":
            end = self._balanced(pos, _BRACES)
            return self._text[pos + 1 : end - 1], end
        if char == '"':
            end = self._balanced(pos, _QUOTE_OR_BRACES)
            return self._text[pos + 1 : end - 1], end
        digits = _DIGITS.match(self._text, pos, self._limit)
        if digits:
            return digits[0], digits.end()
        return self._macro(pos, close)

    def _macro(self, pos: int, close: str) -> tuple[str, int]:
        match = _IDENTIFIER.match(self._text, pos, self._limit)
        if match is None:
            raise _Broken(pos, f"a value is missing before {_line_at(self._text, pos)!r}")
        if match.end() < self._limit and self._text[match.end()] not in f",#{close} \t\r\n\f\v":
            near = _line_at(self._text, pos)
            raise _Broken(match.end(), f"{near!r} is no value: put it into braces")
        value = self._macros.get(match[0].lower())
        if value is None:
            message = (
                f"the abbreviation {match[0]} is not defined, so BibTeX reads nothing here. "
                f"Define it by @string{{{match[0]} = {{…}}}} above, or put the text into braces"
            )
            key = self._entry.key if self._entry else None
            self.faults.append(BibtexFault(pos, "undefined-string", message, key, serious=False))
        return value or "", match.end()

    def _balanced(self, pos: int, marks: re.Pattern[str]) -> int:
        """The offset behind the delimiter that closes the one at ``pos``."""
        depth = 1 if self._text[pos] == "{" else 0
        for match in marks.finditer(self._text, pos + 1, self._limit):
            mark = match[0]
            if mark == "{":
                depth += 1
            elif mark == '"':
                if depth == 0:
                    return match.end()
            elif depth == 0:
                raise _Broken(match.end(), "a closing brace too many in this value")
            else:
                depth -= 1
                if depth == 0 and marks is _BRACES:
                    return match.end()
        message = "the value that starts here never ends: a brace or quote is missing"
        raise _Unclosed(self._limit, message, pos)


def squeeze(value: str) -> str:
    """``value`` with each run of white space as one space and none at its ends, as BibTeX stores it."""
    if _SQUEEZABLE.search(value):
        return _SPACES.sub(" ", value).strip(" ")
    return value


def _line_at(text: str, pos: int) -> str:
    """The beginning of what stands at ``pos``, short enough for a message."""
    near = text[pos : pos + 40].splitlines()
    return near[0].rstrip() if near else ""
