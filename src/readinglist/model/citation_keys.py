"""Citation keys: what can be one, and a readable one for a new reading."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from readinglist.model.reading import Reading

# Words that a title often begins with and that do not tell it from others.
_WEAK = frozenset(
    re.findall(
        r"\w+",
        """a an and are as at be by can do does for from how in into is it its new of on or our over some that
        the their there these this to toward towards under using via we what when where which who why will
        with your das der die ein eine für le la les un une el los""",
    )
)
# Letters that have no decomposition into a plain letter and a mark.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "œ": "oe", "ı": "i"}
)

# What none of them takes in a key: space, and the characters that BibTeX or TeX read as their own.
_KEY = re.compile(r"[^\s\"#%'(),={}\\~@\x00-\x1f\x7f]+")


def is_citation_key(text: str) -> bool:
    r"""Whether BibTeX, biber and ``\cite`` all take ``text`` as a citation key."""
    return _KEY.fullmatch(text) is not None


def make_key(reading: Reading, taken: Container[str]) -> str:
    """A citation key for ``reading``: ``zaharia2012resilient``.

    The family name of the first author, the year, and the first telling word of the title,
    in plain lower-case letters; what is not stated is left out. Where no author is, two words
    of the title stand in front of the year: ``mixedprecision2018``. A letter behind it
    tells it apart from the keys that are ``taken`` (in lower case).
    """
    first = next((name for name in reading.author or reading.editor if not name.is_others), None)
    name = _plain(first.family or first.literal or first.given or "") if first else ""
    year = str(reading.year) if reading.year else ""
    words = _distinctive_words(reading.title or "")
    stem = f"{name[:24]}{year}{words[0]}" if name else f"{''.join(words)}{year}"
    stem = stem or _from_identifier(reading)
    key, number = stem, 1
    while key in taken:
        number += 1
        key = f"{stem}{_letters(number)}"
    return key


def _distinctive_words(title: str) -> tuple[str, ...]:
    """The first two words that tell a title from others, as far as it has them; one at least, if empty."""
    # Mathematics is left out: its TeX names are no words of the title.
    words = [_plain(word) for word in re.findall(r"[^\W_]+", re.sub(r"\$[^$]*\$", " ", title))]
    telling = [word for word in words if word and word not in _WEAK and len(word) > 1]
    return tuple(word[:20] for word in telling[:2] or (words or [""])[:1])


def _from_identifier(reading: Reading) -> str:
    if reading.arxiv_id:
        return f"arxiv{_plain(reading.arxiv_id)}"
    return (
        _plain(reading.doi or reading.isbn or re.sub(r"^\w+://(?:www\.)?", "", reading.url or ""))[:40]
        or "reading"
    )


def _letters(number: int) -> str:
    """Letters that count: 2 -> b, 26 -> z, 27 -> aa."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(char for char in folded if char.isascii() and char.isalnum())
