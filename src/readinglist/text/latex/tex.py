"""The TeX that authors type into arXiv's forms: accents, fonts and escapes resolved, formulas left alone."""

from __future__ import annotations

import re
from unicodedata import normalize

_FORMULA = re.compile(r"((?<!\\)\$[^$]{1,500}(?<!\\)\$)")
_ACCENTS = {
    "'": "\u0301", "`": "\u0300", '"': "\u0308", "^": "\u0302", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323",
}  # fmt: skip
_ACCENT = re.compile(
    r"\{?\\(?:(['`\"^~=.])\s*|([uvHckrd])(?:\s+|(?=\{)))"
    r"(?:\{(\\?[A-Za-z])\}|(\\[ij](?![A-Za-z])|[A-Za-z]))\}?"
)
_LETTERS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å",
    "AA": "Å", "i": "ı", "j": "ȷ", "LaTeX": "LaTeX", "TeX": "TeX", "textendash": "–",
    "textemdash": "—", "S": "§",
}  # fmt: skip
_COMMANDS = "|".join(sorted(_LETTERS, key=len, reverse=True))
_LETTER = re.compile(rf"\{{?\\({_COMMANDS})(?![A-Za-z])(?:\{{\}}|\s*\}})?\s?")
_FONT = re.compile(r"\\(?:emph|text(?:it|bf|sc|tt|rm|sf|sl|up|normal)?|mbox|underline|url)\s*\{([^{}]*)\}")
_SWITCH = re.compile(r"\{\\(?:it|bf|sc|tt|rm|em|sf|sl)\s+([^{}]*)\}")
_ESCAPE = re.compile(r"\\([&%#_{}])")
# A mark for what was escaped, so that the braces that group can go before.
_HELD = {"{": "\ue000", "}": "\ue001"}


def text_of_tex(text: str) -> str:
    """``text`` with its TeX resolved outside of formulas; unknown commands stay as they are."""
    if "\\" not in text and "{" not in text and "--" not in text and "``" not in text:
        return text
    pieces = _FORMULA.split(text)
    return "".join(piece if number % 2 else _resolve(piece) for number, piece in enumerate(pieces))


def _resolve(text: str) -> str:
    text = _ACCENT.sub(_accented, text)
    text = _LETTER.sub(lambda match: _LETTERS[match[1]], text)
    for _ in range(3):
        text = _SWITCH.sub(r"\1", _FONT.sub(r"\1", text))
    text = _ESCAPE.sub(lambda match: _HELD.get(match[1], match[1]), text)
    if "\\" not in text:  # the argument of a command that is not known keeps its braces
        text = text.replace("{", "").replace("}", "")
    text = text.replace(_HELD["{"], "{").replace(_HELD["}"], "}")
    return text.replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”")


def _accented(match: re.Match[str]) -> str:
    accent = _ACCENTS[match[1] or match[2]]
    letter = (match[3] or match[4]).lstrip("\\")
    return normalize("NFC", letter + accent)
