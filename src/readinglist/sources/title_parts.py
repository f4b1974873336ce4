"""The title of a page in the pieces that sites make it of: its own words, the site, the section.

What a page is about stands in one piece as a whole. "Page not found | Lake University" says
that a page is not there; "Page Not Found: A Study of Link Rot" does not.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_TITLE = 300
"""Characters of a title that are looked at."""

_MARKS = re.compile("[\u0300-\u036f]")
_SEPARATOR = re.compile(r"\s*(?:[|·•»«¦›‹]|::)\s*|\s+[-–—~/\\]+\s+|\s*—\s*")
_COLON = re.compile(r".*:\s", re.S)
_ENDS = re.compile(r"^[\W_]+|[\W_]+$")
_SIGNS = re.compile(r"[()\[\]{}!?.,;:…\"“”„«»<>#*¡¿。、！？，]+")


def folded(text: str) -> str:
    """``text`` without case and accents, with straight apostrophes and single spaces."""
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", text.replace("’", "'")))
    return " ".join(bare.casefold().split())


def pieces(title: str) -> tuple[str, ...]:
    """The pieces of a title, folded and without signs; the whole of it comes first.

    What stands behind the last colon is one, too: "Lake University: Page not found". What
    stands before a colon is none: it has a subtitle.
    """
    title = title[:LONGEST_TITLE]
    found = (bare(part) for part in (title, *_SEPARATOR.split(title), _COLON.sub("", title)))
    return tuple(dict.fromkeys(part for part in found if part))


def bare(text: str) -> str:
    """``text`` folded, its letters, digits, apostrophes, hyphens and spaces only."""
    return " ".join(_ENDS.sub("", _SIGNS.sub(" ", folded(text))).split())


def says(pattern: re.Pattern[str], title: str) -> bool:
    """Whether a piece of the title, or all of it, is what the pattern describes."""
    return any(pattern.fullmatch(piece) for piece in pieces(title))


def phrases(*patterns: str) -> re.Pattern[str]:
    """One pattern of many, folded like the pieces; so no escape in capitals may stand in them."""
    return re.compile("|".join(folded(pattern) for pattern in patterns))
