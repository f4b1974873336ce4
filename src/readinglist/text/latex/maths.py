r"""Where mathematics begins and ends in TeX text: ``$…$``, ``$$…$$``, ``\(…\)`` and ``\[…\]``."""

from __future__ import annotations

import re

_BRACE = re.compile(r"[{}]")
_DOLLAR = re.compile(r"(?:[^\\$]|\\.)*+\$", re.S)
# The next delimiter of the same kind, opening or closing: a formula does not hold another.
_ROUND = re.compile(r"(?:[^\\]|\\[^()])*+\\[()]", re.S)
_SQUARE = re.compile(r"(?:[^\\]|\\[^\[\]])*+\\[\[\]]", re.S)


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
