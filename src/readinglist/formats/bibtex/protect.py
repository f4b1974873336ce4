"""Braces around the words of a title whose capitals must stay."""

from __future__ import annotations

import re
from collections.abc import Callable

_PART = re.compile(r"[^\W_]+")
_MATHS = re.compile(r"(\$[^$]*\$)")


def needs_braces(word: str) -> bool:
    """Whether a style that changes case would spoil ``word``: a capital behind the first letter.

    One capital alone, or a proper name, cannot be told from title case.
    """
    return any(char.isupper() for char in word[1:])


def protect(title: str, encode: Callable[[str], str] = str) -> str:
    """``title`` with braces around the words that need them; maths is left alone.

    Hyphenated words are protected part by part: ``{DNN}-based``. ``encode`` is applied
    to every piece of text before braces are put around it.
    """
    result = []
    for index, piece in enumerate(_MATHS.split(title)):
        done = 0
        for match in () if index % 2 else _PART.finditer(piece):
            if needs_braces(match[0]):
                result += [encode(piece[done : match.start()]), f"{{{encode(match[0])}}}"]
                done = match.end()
        result.append(encode(piece[done:]))
    return "".join(result)
