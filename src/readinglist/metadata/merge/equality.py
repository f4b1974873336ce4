"""When do two values of a field say the same? One rule a kind of field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

from readinglist.metadata.merge.name_lists import Relation, compare_lists
from readinglist.model.identifiers import normalise_isbn
from readinglist.model.reading import PartialDate
from readinglist.text.word_forms import FILLERS, fold, normal_text

_DASHES = re.compile("[-\u2010-\u2015\u2212]+")
# Words that names of proceedings put in and leave out.
_LINKING = FILLERS | {"proceedings", "proc", "annual"}
# What names of proceedings carry or leave out: years, ordinals, an acronym in brackets.
_EDITION = re.compile(r"\b\d{4}\b|\b\d+(?:st|nd|rd|th)\b|\([^()]*\)|['’]\d\d\b", re.IGNORECASE)


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
