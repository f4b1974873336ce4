"""What the title of a page says, where that is not the title of a work: not found, wait, log in, for sale.

Only titles are read this way. A text may speak of missing pages for any reason; a title that
consists of nothing else has one. So a whole piece of the title has to say it, in words that
`page_titles.toml` lists: "Page not found | Lake University" says that a page is not there,
"Page Not Found: A Study of Link Rot" does not.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Literal

Kind = Literal["not_there", "fault", "refused", "wall", "login", "for_sale", "suspended", "server"]

# No page that says "not found" takes more words for it.
_LONGEST = 300
_MARKS = re.compile("[\u0300-\u036f]")
# Between the words of a page and the name of its site.
_SEPARATOR = re.compile(r"\s*(?:[|·•»«¦›‹]|::)\s*|\s+[-–—~/\\]+\s+|\s*—\s*")
# Greedy, so up to the last colon.
_COLON = re.compile(r".*:\s", re.S)
_SIGNS = re.compile(r"[()\[\]{}!?.,;:…\"“”„«»<>#*¡¿。、！？，]+")
_LETTER = re.compile(r"[^\W_]")
_WORD = re.compile(r"\{(\w+)\}")


def says(kind: Kind, title: str) -> bool:
    """Whether a piece of the title, or all of it, says what the kind is about."""
    pattern = _pattern(kind)
    return any(
        pattern.fullmatch(piece) or (kind in ("not_there", "fault") and _is_error(pattern, piece))
        for piece in pieces(title)
    )


def pieces(title: str) -> tuple[str, ...]:
    """The pieces of a title, folded and without signs; the whole of it comes first.

    What stands behind the last colon is one, too: "Lake University: Page not found". What
    stands before a colon is none: it has a subtitle.
    """
    title = title[:_LONGEST]
    found = (_bare(part) for part in (title, *_SEPARATOR.split(title), _COLON.sub("", title)))
    return tuple(dict.fromkeys(part for part in found if part))


def _bare(text: str) -> str:
    """``text`` folded, its words without the signs around and between them."""
    words = _SIGNS.sub(" ", _fold(text)).split()
    while words and not _LETTER.search(words[0]):
        del words[0]
    while words and not _LETTER.search(words[-1]):
        del words[-1]
    return " ".join(words)


def _fold(text: str) -> str:
    """``text`` without case and accents, and with straight apostrophes."""
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.replace("’", "'"))).casefold()


def _is_error(pattern: re.Pattern[str], piece: str) -> bool:
    """Whether a piece is an error without its number and its excuses: "oops error 404 page not found"."""
    around = _around()
    words = piece.split()
    has_number = not around["numbers"].isdisjoint(words)
    noise = around["sorry"] | around["error"] | around["numbers"]
    while words and words[0] in noise:
        words.pop(0)
    while words and words[-1] in noise:
        words.pop()
    rest = " ".join(words)
    # A number says which error it is, whatever the pattern is for.
    if not rest or rest in around["page"]:
        return has_number and pattern is _pattern("not_there")
    return pattern.fullmatch(rest) is not None


@cache
def _around() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(map(_fold, words)) for name, words in _table()["around"].items()}


@cache
def _pattern(kind: Kind) -> re.Pattern[str]:
    words = {name: "".join(parts) for name, parts in _table()["words"].items()}

    def expand(text: str) -> str:
        return _WORD.sub(lambda match: f"(?:{expand(words[match[1]])})", text)

    lines = (line for lines in _table()[kind].values() for line in lines)
    # Folded as the titles are, so that the table can be written in each language's own letters.
    return re.compile("|".join(_fold(expand(line)) for line in lines))


@cache
def _table() -> Mapping[str, Any]:
    source = resources.files(__package__).joinpath("page_titles.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))
