"""Untrusted text: what its escapes mean, and what of it must not reach a line of output.

Every format calls `one_line` (or `visible`, where line feeds may stay) before it escapes.
"""

from __future__ import annotations

import html
import re

_BREAKS = re.compile(r"[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")
# Terminals obey control characters; overrides of direction (U+202A..E, U+2066..9) make text
# read as what it is not; lone surrogates cannot be written as UTF-8.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

PUNCTUATION = r"[!-/:-@\[-`{-~]"
"""What a backslash may stand before in Markdown: ASCII punctuation (CommonMark 0.31, 2.4)."""
ENTITY = r"&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
"""A character reference of HTML, as far as Markdown knows it (CommonMark 0.31, 2.5)."""
_ESCAPED = re.compile(rf"\\({PUNCTUATION})|({ENTITY})")


def visible(text: str) -> str:
    """``text`` without control characters and without those that override the direction of the line.

    Tabs and line feeds stay, and so do right-to-left letters and marks.
    """
    return text if text.isprintable() else _UNSEEN.sub("", text)


def one_line(text: str) -> str:
    """``text`` as `visible` leaves it, with each run of white space and line breaks as one space."""
    # Most text is so already: the only white space that can be printed is the space.
    if text.isprintable() and "  " not in text:
        return text.strip()
    return visible(_BREAKS.sub(" ", text)).strip()


def unescape(text: str) -> str:
    """``text`` without backslashes before punctuation, and with the characters that entities name."""
    if "\\" not in text and "&" not in text:
        return text
    return _ESCAPED.sub(lambda match: match[1] or visible(html.unescape(match[2])), text)
