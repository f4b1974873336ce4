"""BibTeX's names: a list into names, a name into its four parts. The text stays LaTeX.

The rules are those of the program itself, not of its manual: ``bibtex.web`` by Oren
Patashnik, sections 382 to 401. One difference is meant: letters beyond ASCII have their
case, as for biber, where BibTeX knows bytes only and looks past them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_AND = re.compile(r"\sand(?=\s)", re.I)
_AND_OR_BRACE = re.compile(r"\sand(?=\s)|[{}]", re.I)
_PIECE = re.compile(r"[^\s{}~,-]+|[{}]|[\s~,-]")
_END = re.compile(r"(?<![\s~,-])[\s~,-]+\Z")
_CONTROL_WORD = re.compile(r"\\([A-Za-z]*)")
# Commands that are letters themselves, so that it is their own case that counts.
_LOWER_CONTROLS = frozenset({"i", "j", "oe", "ae", "aa", "o", "l", "ss"})
_UPPER_CONTROLS = frozenset({"OE", "AE", "AA", "O", "L"})


class Parts(NamedTuple):
    """The parts of a name as LaTeX; a part that a name does not have is empty."""

    first: str = ""
    von: str = ""
    last: str = ""
    jr: str = ""


def split_list(value: str) -> list[str]:
    """The names between the "and"s that stand outside of braces, with white space on both sides."""
    value = value.strip()
    if not value:
        return []
    if "{" not in value and "}" not in value:
        return [name.strip() for name in _AND.split(value)]
    names, depth, start = list[str](), 0, 0
    for match in _AND_OR_BRACE.finditer(value):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth = max(depth - 1, 0)
        elif depth == 0:
            names.append(value[start : match.start()].strip())
            start = match.end()
    names.append(value[start:].strip())
    return names


def split_name(text: str) -> Parts:
    """The parts of one name, as BibTeX finds them; it has an answer for wrong names as well."""
    return Tokens(text).parts()


class Tokens:
    """The tokens of one name, what stands between them, and what BibTeX complains of."""

    def __init__(self, text: str) -> None:
        self._complaints: dict[str, None] = {}
        self._tokens: list[str] = []
        self._separators: list[str] = [""]  # in front of each token, and behind the last one
        self._commas: list[int] = []  # how many tokens stand in front of each comma
        self._scan(self._without_end(text.strip()))

    def _without_end(self, text: str) -> str:
        bare = _END.sub("", text)
        if "," in text[len(bare) :]:
            self._complaints["has a comma at its end"] = None
        return bare

    def _scan(self, text: str) -> None:
        token, depth = list[str](), 0
        for piece in _PIECE.findall(text):
            if piece == "}" and not depth:
                self._complaints["has a closing brace too many"] = None
            elif not depth and (piece.isspace() or piece in "~,-"):
                self._end_token(token, piece)
            else:
                depth += (piece == "{") - (piece == "}")
                token.append(piece)
        if depth:
            self._complaints["has an opening brace too many"] = None
        self._end_token(token, "")

    def _end_token(self, token: list[str], separator: str) -> None:
        """Close the token before ``separator``; of several separators only the first counts, or a comma."""
        if token:
            self._tokens.append("".join(token))
            self._separators.append(separator if separator in "~-" else " ")
            token.clear()
        if separator != ",":
            return
        if len(self._commas) == 2:
            self._complaints["has more than two commas"] = None
        else:
            self._commas.append(len(self._tokens))

    def __len__(self) -> int:
        return len(self._tokens)

    @property
    def complaints(self) -> tuple[str, ...]:
        """What is wrong with the name, in words, each once; empty for a good name."""
        return tuple(self._complaints)

    def parts(self) -> Parts:
        """The four parts: commas tell "First von Last", "von Last, First" and "von Last, Jr, First"."""
        count = len(self._tokens)
        if not self._commas:
            von, last = self._without_comma()
            return Parts(self._join(0, von), self._join(von, last), self._join(last, count))
        last_end, jr_end = self._commas[0], self._commas[-1]
        last = self._last_start(0, last_end)
        return Parts(
            self._join(jr_end, count),
            self._join(0, last),
            self._join(last, last_end),
            self._join(last_end, jr_end),
        )

    def _without_comma(self) -> tuple[int, int]:
        """Where the von part and the last name of "First von Last" begin."""
        final = max(len(self._tokens) - 1, 0)
        for index in range(final):
            if is_von(self._tokens[index]):
                return index, self._last_start(index, len(self._tokens))
        while final > 0 and self._separators[final] == "-":
            final -= 1
        return final, final

    def _last_start(self, von: int, end: int) -> int:
        """Where the last name begins: behind the last lower-case token, one token at least."""
        for index in range(end - 1, von, -1):
            if is_von(self._tokens[index - 1]):
                return index
        return von

    def _join(self, start: int, end: int) -> str:
        pieces = list[str]()
        for index in range(start, end):
            pieces += [self._separators[index] if index > start else "", self._tokens[index]]
        return "".join(pieces)


def is_von(token: str) -> bool:
    r"""Whether the first letter of a token that counts is lower case.

    Letters in braces do not count, except in a special character, ``{\'e}``: there the
    letters behind the command do, or the command itself, ``{\oe}``.
    """
    depth = 0
    for index, char in enumerate(token):
        if char == "{":
            if depth == 0 and token.startswith("\\", index + 1) and index + 3 < len(token):
                return _is_lower_special(token, index + 1)
            depth += 1
        elif char == "}":
            depth -= 1
        elif depth == 0 and (char.isupper() or char.istitle() or char.islower()):
            return char.islower()
    return False


def _is_lower_special(token: str, backslash: int) -> bool:
    match = _CONTROL_WORD.match(token, backslash)
    word, index = (match[1], match.end()) if match else ("", backslash + 1)
    if word in _LOWER_CONTROLS or word in _UPPER_CONTROLS:
        return word in _LOWER_CONTROLS
    depth = 1
    for char in token[index:]:
        if char.isupper() or char.istitle() or char.islower():
            return char.islower()
        depth += (char == "{") - (char == "}")
        if depth == 0:
            break
    return False
