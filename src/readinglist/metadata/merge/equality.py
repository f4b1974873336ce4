"""When do two values of a field say the same? One rule a kind of field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from difflib import SequenceMatcher
from typing import Any
from urllib.parse import unquote

from readinglist.metadata.merge.people import Relation, compare_lists, fold
from readinglist.model.identifiers import normalise_isbn
from readinglist.model.reading import PartialDate

_COMMAND = re.compile(r"\\([A-Za-z]+)\s*")
_DASHES = re.compile("[-\u2010-\u2015\u2212]+")
_SUBTITLE = re.compile(r"\s*[:?!.]\s+|\s+[-\u2013\u2014]+\s+|\s*\u2014\s*")
# What names of proceedings carry or leave out: years, ordinals, an acronym in brackets.
_EDITION = re.compile(r"\b\d{4}\b|\b\d+(?:st|nd|rd|th)\b|\([^()]*\)|['’]\d\d\b", re.IGNORECASE)
_LINKING = frozenset({"of", "the", "on", "in", "and", "for", "proceedings", "proc", "annual", "a", "an"})
_LONGEST = 400  # letters of a title that are looked at: comparing takes time that grows with their square


def same(field: str, a: Any, b: Any) -> bool:
    """Whether two values of the record field ``field`` say the same, in whatever spelling."""
    return compare(field, a, b) == "same"


def exact(field: str, a: Any, b: Any) -> bool:
    """Whether two values are one but for what a way through the file may change: spaces, kinds of dash."""
    return bool(_kept(field, a) == _kept(field, b))


def compare(field: str, mine: Any, theirs: Any) -> Relation:
    """What the value ``theirs`` is to ``mine``: the same, fuller, poorer, or different.

    ``fuller`` contradicts nothing in ``mine`` and says more: an "et al." spelt out, a
    month beside the year, a last page.
    """
    if mine == theirs:
        return "same"
    return _KINDS.get(field, _text)(mine, theirs)


def normal_text(text: str) -> str:
    """The letters and digits of ``text``: no case, accents, markup, punctuation or spaces.

    Greek letters in TeX become letters. ``+`` and ``#`` stay: C, C++ and C# are three languages.
    """
    folded = fold(_COMMAND.sub(_letter, text).replace("&", " and "))
    kept = "".join(c for c in folded if c.isalnum() or c in "+#" or unicodedata.category(c)[0] == "M")
    return kept or "".join(text.split())


def _letter(match: re.Match[str]) -> str:
    size = "CAPITAL" if match[1][0].isupper() else "SMALL"
    try:
        return unicodedata.lookup(f"GREEK {size} LETTER {match[1].upper()}")
    except KeyError:
        return ""


def extends(short: str, full: str) -> bool:
    """Whether the title ``full`` is ``short`` and a subtitle."""
    parts = _SUBTITLE.split(full, maxsplit=1)
    return len(parts) == 2 and bool(parts[1].strip()) and normal_text(parts[0]) == normal_text(short)


def may_be_one_title(a: str, b: str) -> bool:
    """Whether two titles may be those of one work: a word in common, or one is the other's acronym."""
    one, other = (_significant(text[:_LONGEST]) for text in (a, b))
    if not one or not other or not set(one).isdisjoint(other):
        return True
    initials = ["".join(word[0] for word in words) for words in (one, other)]
    if "".join(one) in initials[1] or "".join(other) in initials[0]:
        return True
    return _near(normal_text(a[:_LONGEST]), normal_text(b[:_LONGEST]))


def _significant(text: str) -> list[str]:
    found: list[str] = re.findall(r"[^\W_]+", fold(text))
    return [word for word in found if word not in _LINKING] or found


def _near(a: str, b: str) -> bool:
    return SequenceMatcher(None, a, b, autojunk=False).ratio() > 0.8


def _text(mine: str, theirs: str) -> Relation:
    return "same" if normal_text(str(mine)) == normal_text(str(theirs)) else "different"


def _venue(mine: str, theirs: str) -> Relation:
    if normal_text(mine) == normal_text(theirs):
        return "same"
    a, b = (_venue_words(text) for text in (mine, theirs))
    if not a or len(a) != len(b):
        return "different"
    if all(y.startswith(x) for x, y in zip(a, b, strict=True)):
        return "same" if a == b else "fuller"
    return "poorer" if all(x.startswith(y) for x, y in zip(a, b, strict=True)) else "different"


def _venue_words(text: str) -> list[str]:
    found: list[str] = re.findall(r"[^\W_]+", fold(_EDITION.sub(" ", text)))
    return [word for word in found if word not in _LINKING]


def _date(mine: PartialDate, theirs: PartialDate) -> Relation:
    if not (mine.date_parts and theirs.date_parts):
        return _text(str(mine), str(theirs))
    if len(mine.date_parts) != len(theirs.date_parts):
        return "different"
    pairs = list(zip(mine.date_parts, theirs.date_parts, strict=True))
    if all(b[: len(a)] == a for a, b in pairs):
        return "same" if mine.date_parts == theirs.date_parts else "fuller"
    return "poorer" if all(a[: len(b)] == b for a, b in pairs) else "different"


def _pages(mine: str, theirs: str) -> Relation:
    a, b = _page_range(mine), _page_range(theirs)
    if a == b:
        return "same"
    if a[0] != b[0] or len(a) == len(b):
        return "different"
    return "fuller" if len(a) < len(b) else "poorer"


def _page_range(text: str) -> tuple[str, ...]:
    """First and last page as they are compared; "405-50" ends at 450."""
    bare = re.sub(r"^\s*p(?:p|ages?)?\.?\s*(?=\d)", "", text.casefold())
    parts = tuple("".join(part.split()) for part in _DASHES.split(bare, maxsplit=1))
    if len(parts) == 2 and all(part.isdigit() for part in parts) and len(parts[1]) < len(parts[0]):
        parts = (parts[0], parts[0][: -len(parts[1])] + parts[1])
    return parts[:1] if len(parts) == 2 and parts[0] == parts[1] else parts


def _number(mine: str, theirs: str) -> Relation:
    a, b = (
        re.sub(r"^(?:vol(?:ume)?|no)\.?\s*|^0+(?=\d)", "", text.strip().casefold()) for text in (mine, theirs)
    )
    return "same" if _DASHES.sub("-", a) == _DASHES.sub("-", b) else "different"


def _isbn(mine: str, theirs: str) -> Relation:
    a, b = (normalise_isbn(text) or normal_text(text) for text in (mine, theirs))
    return "same" if a == b else "different"


def _url(mine: str, theirs: str) -> Relation:
    return "same" if _address(mine) == _address(theirs) else "different"


def _address(url: str) -> str:
    return unquote(re.sub(r"^https?://(?:www\.)?", "", url.strip(), flags=re.IGNORECASE)).rstrip("/")


def _language(mine: str, theirs: str) -> Relation:
    a, b = (re.split("[-_]", text.casefold())[0] for text in (mine, theirs))
    return "same" if a == b else "different"


def _links(mine: Any, theirs: Any) -> Relation:
    a, b = ({_address(link.url) for link in links} for links in (mine, theirs))
    return "same" if a == b else "fuller" if a < b else "poorer" if b < a else "different"


def _identifier(mine: str, theirs: str) -> Relation:
    return "same" if mine.casefold() == theirs.casefold() else "different"


_KINDS: Mapping[str, Callable[[Any, Any], Relation]] = {
    "author": compare_lists,
    "editor": compare_lists,
    "issued": _date,
    "page": _pages,
    "volume": _number,
    "issue": _number,
    "number": _number,
    "chapter_number": _number,
    "container_title": _venue,
    "container_title_short": _venue,
    "collection_title": _venue,
    "publisher": _venue,
    "doi": _identifier,
    "arxiv_id": _identifier,
    "type": _identifier,
    "isbn": _isbn,
    "url": _url,
    "links": _links,
    "language": _language,
}


def _kept(field: str, value: Any) -> Any:
    if field in ("author", "editor"):
        return tuple(
            tuple(_squeezed(part) for part in (name.given, name.sort_family, name.suffix, name.literal))
            for name in value
        )
    if field == "issued":
        return value.date_parts or _squeezed(value.literal)
    if field == "links":
        return tuple(link.url for link in value)
    if field == "page":
        return _page_range(value)
    return _squeezed(value) if isinstance(value, str) else value


def _squeezed(text: str | None) -> str:
    return " ".join(unicodedata.normalize("NFC", text or "").split())
