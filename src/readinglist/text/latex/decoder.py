r"""LaTeX text to Unicode. Mathematics and unknown commands stay as they are written.

Mathematics is ``$…$``, ``$$…$$``, ``\(…\)`` and ``\[…\]``; `MathsFinder` finds where it ends.

Only what stands in a BibTeX value is meant: ``%`` is an ordinary character there, because
BibTeX has no comments inside an entry.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize

from readinglist.text.latex.tables import (
    ACCENTS,
    FORMATTING,
    LETTERS,
    LIGATURES,
    QUOTING,
    SKIPS_FIRST_ARGUMENT,
    SPACING_ACCENTS,
    SYMBOLS,
    UPPERCASE,
    VERBATIM,
    symbol,
)

# Every alternative begins with one literal character: the regex engine then skips plain text quickly.
_MARKUP = re.compile(r"\\|\{|\}|~|\$|`|--|''")
_NOT_BRACES = re.compile(r"\\|~|\$|`|--|''")
# What takes the decoder: commands, formulas, and single quotes, which come in pairs.
_NOT_SIMPLE = re.compile(r"\\|\$|`")
_SIMPLE_LIGATURE = re.compile(r"---?|''|~|\{|\}")
# A command that is one letter or character whatever stands around it.
_SIMPLE_SPAN = re.compile(
    r"""(?<!\\)(?:
        \{\\(?:[`'^"~=.](?:\{\\?[A-Za-z]\}|\\?[A-Za-z])|[uvHckrdb](?:\{[A-Za-z]\}|[ ][A-Za-z]))\}
      | \\[`'^"~=.](?:\{\\?[A-Za-z]\}|[A-Za-z])
      | \\[uvHckrdb]\{[A-Za-z]\}
      | \{\\(?:ss|ae|AE|oe|OE|aa|AA|o|O|l|L|i|j)\}
      | \\[&%#_]
    )""",
    re.X,
)
_TOKEN = re.compile(
    r"""\\(?P<command>[A-Za-z]+|[^A-Za-z]|\Z)
      | (?P<ligature>---?|``|''|[?!]`|[`~])
      | (?P<brace>[{}])
      | (?P<dollar>\$+)
      | (?P<text>[^\\{}$~`'?!-]+|.)""",
    re.X | re.S,
)
_GROUPING = re.compile(r"\\.|[{}]", re.S)
_SPACE = re.compile(r"\s*")
_ESCAPED_IN_URL = re.compile(r"\\([%#&_~$])")
# As many as Unicode's stream-safe text allows on one letter (UAX #15, section 13): sorting more takes long.
_MOST_MARKS = 30
_DOTLESS = str.maketrans("ıȷ", "ij")

_BRACE = re.compile(r"[{}]")
_DOLLAR = re.compile(r"(?:[^\\$]|\\.)*+\$", re.S)
# The next delimiter of the same kind, opening or closing: a formula does not hold another.
_ROUND = re.compile(r"(?:[^\\]|\\[^()])*+\\[()]", re.S)
_SQUARE = re.compile(r"(?:[^\\]|\\[^\[\]])*+\\[\[\]]", re.S)


def decode(value: str) -> str:
    r"""The text that LaTeX prints for ``value``, as Unicode in normal form C.

    Accents, letters, symbols and TeX's ligatures become characters, ``~`` a no-break
    space; formatting gives its content; braces without a command go. Formulas stay
    exactly as they are, and so does a command that is not known, with its arguments.
    White space is kept.
    """
    value = value if value.isascii() else normalize("NFC", value)
    if not _MARKUP.search(value):
        return value
    if not _NOT_BRACES.search(value):
        return normalize("NFC", value.replace("{", "").replace("}", ""))
    plain = value if "$" in value else _SIMPLE_SPAN.sub(lambda match: _decode_span(match[0]), value)
    # Spans inside of a formula or of an unknown command's argument must stay: then all is read again.
    if _NOT_SIMPLE.search(plain):
        return normalize("NFC", _Decoder(value).run())
    # What is no ligature there is a brace, which only grouped.
    return normalize("NFC", _SIMPLE_LIGATURE.sub(lambda match: LIGATURES.get(match[0], ""), plain))


def unknown_commands(value: str) -> tuple[str, ...]:
    r"""The commands in ``value`` that `decode` leaves alone, with backslash, each once, in order."""
    decoder = _Decoder(normalize("NFC", value))
    decoder.run()
    return tuple(dict.fromkeys(decoder.unknown))


@lru_cache(maxsize=4096)
def _decode_span(span: str) -> str:
    return _Decoder(span).run()


class _Decoder:
    """One walk over one value, without recursion and without looking at anything twice."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.unknown: list[str] = []
        self._out: list[str] = []
        self._marks: list[str] = []  # accents that wait for their letter, the outermost first
        self._closers: list[str] = []  # what each open group writes at its end
        self._next_closer = ""  # the same for the group that begins next
        self._upper: list[int] = []  # how many groups are open around each argument in capitals
        self._in_single_quotes = False
        self._maths = MathsFinder(source)
        self._ends: dict[int, int] | None = None

    def run(self) -> str:
        position = 0
        while match := _TOKEN.match(self.source, position):
            text = match[match.lastgroup or 0]
            match match.lastgroup:
                case "command":
                    position = self._command(text, match.start(), match.end())
                    continue
                case "brace":
                    self._brace(text)
                case "dollar":
                    position = self._dollars(text, match.start())
                    continue
                case "ligature":
                    self._ligature(text)
                case _:
                    self._plain(text, match.end())
            position = match.end()
        self._flush_marks()
        return "".join(self._out)

    def _text(self, text: str, position: int) -> int:
        """Write ``text``, its first character under the waiting accents; gives ``position`` back."""
        if self._marks and text:
            text = "".join((text[0].translate(_DOTLESS), *reversed(self._marks), text[1:]))
            self._marks.clear()
        self._out.append(text.upper() if self._upper else text)
        return position

    def _flush_marks(self) -> None:
        """Write accents that have no letter as characters of their own."""
        self._out.extend(SPACING_ACCENTS.get(mark, mark) for mark in self._marks)
        self._marks.clear()

    def _plain(self, text: str, end: int) -> None:
        if self._marks:
            text = text.lstrip()
        if text == "'" and self._in_single_quotes and not self.source[end : end + 1].isalnum():
            text, self._in_single_quotes = "’", False
        self._text(text, end)

    def _ligature(self, text: str) -> None:
        self._in_single_quotes |= text == "`"
        self._flush_marks()
        self._out.append(LIGATURES[text])

    def _brace(self, brace: str) -> None:
        if brace == "{":
            self._closers.append(self._next_closer)
            self._next_closer = ""
            return
        self._flush_marks()
        if self._closers:
            self._out.append(self._closers.pop())
        if self._upper and self._upper[-1] == len(self._closers):
            self._upper.pop()

    def _dollars(self, dollars: str, start: int) -> int:
        """Write a formula, or dollar signs that begin none; no formula begins with three."""
        if len(dollars) > 2:
            return self._text(dollars, start + len(dollars))
        return self._formula(start) or self._text("$", start + 1)

    def _formula(self, start: int) -> int | None:
        end = self._maths.end(start)
        if end is not None:
            self._flush_marks()
            self._out.append(self.source[start:end])
        return end

    def _skip_space(self, position: int) -> int:
        match = _SPACE.match(self.source, position)
        return match.end() if match else position

    def _command(self, name: str, start: int, end: int) -> int:
        """Write what a command stands for; the index where reading goes on."""
        after = self._skip_space(end) if name.isalpha() or name in {" ", "\\", "\n", "\t"} else end
        if name in ACCENTS:
            if len(self._marks) == _MOST_MARKS:
                self._flush_marks()
            self._marks.append(ACCENTS[name])
            return self._skip_space(end)
        if name in LETTERS:
            return self._text(LETTERS[name], after)
        if name in SYMBOLS:
            # A line break behind a space, as in "d \\ e", prints no second one.
            doubled = SYMBOLS[name] == " " and self._out and self._out[-1].endswith(" ")
            return after if doubled else self._text(SYMBOLS[name], after)
        if name in FORMATTING:
            return after
        if name in UPPERCASE and self.source.startswith("{", after):
            self._upper.append(len(self._closers))
            return after
        if name in QUOTING and self.source.startswith("{", after):
            self._next_closer = "”"
            return self._text("“", after)
        if name in {"(", "["} and (formula := self._formula(start)):
            return formula
        return self._with_argument(name, after) or self._unknown(name, start, end)

    def _with_argument(self, name: str, after: int) -> int | None:
        """Commands that treat their argument in a way of their own, and the long tail of symbols."""
        end = self._group_end(after)
        inner = self.source[after + 1 : end - 1] if end else ""
        if end and name in VERBATIM:
            return self._text(_ESCAPED_IN_URL.sub(r"\1", inner), end)
        if end and name in SKIPS_FIRST_ARGUMENT:
            return self._skip_space(end)
        if end and name == "vphantom":
            return end
        if end and name == "ensuremath":
            char = symbol(inner[1:]) if inner.startswith("\\") else None
            formula = f"${inner}$" if inner.strip() and "$" not in inner else inner
            return self._text(char or formula, end)
        if name.isalpha() and (char := symbol(name)):
            return self._text(char, after)
        return None

    def _unknown(self, name: str, start: int, end: int) -> int:
        """Copy a command with the arguments that follow it directly, and the braces around it."""
        self._flush_marks()
        self.unknown.append("\\" + name)
        if self._closers and not self._closers[-1] and self.source[start - 1] == "{":
            self._out.append("{")
            self._closers[-1] = "}"
        while following := self._group_end(end):
            end = following
        self._out.append(self.source[start:end])
        return end

    def _group_end(self, start: int) -> int | None:
        """Index behind the group that begins at ``start``; ``None``: no group, or one without an end."""
        if not self.source.startswith("{", start):
            return None
        # All groups at the first question: one scan for each command would be quadratic.
        if self._ends is None:
            self._ends, opened = {}, list[int]()
            for match in _GROUPING.finditer(self.source):
                if match[0] == "{":
                    opened.append(match.start())
                elif match[0] == "}" and opened:
                    self._ends[opened.pop()] = match.end()
        return self._ends.get(start)


def is_balanced(text: str) -> bool:
    """Whether every brace has its partner, as BibTeX counts: a backslash before a brace changes nothing."""
    depth = 0
    for match in _BRACE.finditer(text):
        depth += 1 if match[0] == "{" else -1
        if depth < 0:
            return False
    return depth == 0


class MathsFinder:
    """Finds the end of formulas in one text.

    It looks no further than to the next delimiter, and remembers when there are no more:
    all calls together, made from left to right, take time linear in the length of the text.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._exhausted = set[re.Pattern[str]]()

    def _next(self, pattern: re.Pattern[str], start: int) -> int | None:
        if pattern in self._exhausted:
            return None
        if match := pattern.match(self._text, start):
            return match.end()
        self._exhausted.add(pattern)
        return None

    def end(self, start: int) -> int | None:
        """Index behind the formula that begins at ``start``; ``None``: none begins there.

        A formula is not empty, and its braces are balanced.
        """
        text = self._text
        opening = text[start : start + 2]
        if opening == "$$":
            end = self._next(_DOLLAR, start + 2)
            if end is not None and text[end : end + 1] == "$" and end > start + 3:
                end += 1
            else:
                return None
        elif opening.startswith("$"):
            end = self._next(_DOLLAR, start + 1)
        elif opening in {r"\(", r"\["}:
            end = self._next(_ROUND if opening == r"\(" else _SQUARE, start + 2)
            if end is not None and text[end - 1] == opening[1]:
                return None
        else:
            return None
        return end if end is not None and is_balanced(text[start:end]) else None
