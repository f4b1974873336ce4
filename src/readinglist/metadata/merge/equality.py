"""When do two values of a field say the same? One rule a kind of field.

In names, accents, initials, middle names and an "et al." are no difference: they say more or less.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal
from urllib.parse import unquote

from readinglist.model.identifiers import normalise_isbn
from readinglist.model.reading import Name, PartialDate
from readinglist.text.word_forms import FILLERS, fold, normal_text

Comparison = Literal["same", "fuller", "poorer", "different"]
"""What the second value is to the first: ``fuller`` says all that the first does, and more."""

_DASHES = re.compile("[-\u2010-\u2015\u2212]+")
# Words that names of proceedings put in and leave out.
_LINKING = FILLERS | {"proceedings", "proc", "annual"}
# What names of proceedings carry or leave out: years, ordinals, an acronym in brackets.
_EDITION = re.compile(r"\b\d{4}\b|\b\d+(?:st|nd|rd|th)\b|\([^()]*\)|['’]\d\d\b", re.IGNORECASE)
# Finding each name in the other list takes time that grows with the square of their number.
_MOST_REORDERED = 200


def same(field: str, a: Any, b: Any) -> bool:
    """Whether two values of the record field ``field`` say the same, in whatever spelling."""
    return compare(field, a, b) == "same"


def exact(field: str, a: Any, b: Any) -> bool:
    """Whether two values are one but for what a way through the file may change: spaces, kinds of dash."""
    return bool(_stored_form(field, a) == _stored_form(field, b))


def compare(field: str, mine: Any, theirs: Any) -> Comparison:
    """What the value ``theirs`` is to ``mine``: the same, fuller, poorer, or different.

    ``fuller`` contradicts nothing in ``mine`` and says more: an "et al." spelt out, a
    month beside the year, a last page.
    """
    if mine == theirs:
        return "same"
    return _KINDS.get(field, _compare_text)(mine, theirs)


def _by_form(form: Callable[[Any], object]) -> Callable[[Any, Any], Comparison]:
    """Return the rule that two values say the same where ``form`` gives the same for both."""
    return lambda mine, theirs: "same" if form(mine) == form(theirs) else "different"


_compare_text = _by_form(lambda text: normal_text(str(text)))


def _compare_venues(mine: str, theirs: str) -> Comparison:
    if normal_text(mine) == normal_text(theirs):
        return "same"
    a, b = (
        [word for word in re.findall(r"[^\W_]+", fold(_EDITION.sub(" ", text))) if word not in _LINKING]
        for text in (mine, theirs)
    )
    # Word for word, a name may be abbreviated: "Proc. Int. Conf. Mach. Learn."
    if not a or len(a) != len(b):
        return "different"
    if all(y.startswith(x) for x, y in zip(a, b, strict=True)):
        return "same" if a == b else "fuller"
    return "poorer" if all(x.startswith(y) for x, y in zip(a, b, strict=True)) else "different"


def _compare_dates(mine: PartialDate, theirs: PartialDate) -> Comparison:
    if not (mine.date_parts and theirs.date_parts):
        return _compare_text(mine, theirs)
    if len(mine.date_parts) != len(theirs.date_parts):
        return "different"
    pairs = list(zip(mine.date_parts, theirs.date_parts, strict=True))
    if all(b[: len(a)] == a for a, b in pairs):
        return "same" if mine.date_parts == theirs.date_parts else "fuller"
    return "poorer" if all(a[: len(b)] == b for a, b in pairs) else "different"


def _compare_pages(mine: str, theirs: str) -> Comparison:
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


def _bare_number(text: str) -> str:
    """A number without "vol." and leading zeros, and with one kind of dash."""
    bare = re.sub(r"^(?:vol(?:ume)?|no)\.?\s*|^0+(?=\d)", "", text.strip().casefold())
    return _DASHES.sub("-", bare)


def _address(url: str) -> str:
    return unquote(re.sub(r"^https?://(?:www\.)?", "", url.strip(), flags=re.IGNORECASE)).rstrip("/")


def _compare_links(mine: Any, theirs: Any) -> Comparison:
    a, b = ({_address(link.url) for link in links} for links in (mine, theirs))
    return "same" if a == b else "fuller" if a < b else "poorer" if b < a else "different"


def _stored_form(field: str, value: Any) -> Any:
    if field in ("author", "editor"):
        return tuple(
            tuple(_one_line(part) for part in (name.given, name.sort_family, name.suffix, name.literal))
            for name in value
        )
    if field == "issued":
        return value.date_parts or _one_line(value.literal)
    if field == "links":
        return tuple(link.url for link in value)
    if field == "page":
        return _page_range(value)
    return _one_line(value) if isinstance(value, str) else value


def _one_line(text: str | None) -> str:
    return " ".join(unicodedata.normalize("NFC", text or "").split())


# Names, and lists of them -------------------------------------------------------------------------


def _compare_name_lists(mine: Sequence[Name], theirs: Sequence[Name]) -> Comparison:
    """What the list ``theirs`` is to ``mine``.

    A list in alphabetical order says less than the same people in another order: some
    publishers sort, and no author list is unsorted by accident.
    """
    ours, others = _without_others(mine), _without_others(theirs)
    shared = [compare_names(a, b) for a, b in zip(ours, others, strict=False)]
    if "different" in shared:
        return _compare_reordered(ours, others)
    if len(ours) == len(others):
        # An "et al." adds no name, on whichever side it stands.
        return _combine(shared if _is_cut(mine) == _is_cut(theirs) else [*shared, "poorer"])
    if len(ours) < len(others):
        return "fuller" if _is_cut(mine) else "different"
    return "poorer" if _is_cut(theirs) else "different"


def extend_names(mine: Sequence[Name], theirs: Sequence[Name]) -> tuple[Name, ...]:
    """The fuller list ``theirs``, with the names of ``mine`` where those say more."""
    ours = _without_others(mine)
    better = (
        a if compare_names(a, b) in ("same", "poorer") else b for a, b in zip(ours, theirs, strict=False)
    )
    return (*better, *theirs[len(ours) :])


def _without_others(names: Sequence[Name]) -> list[Name]:
    return [name for name in names if not name.is_others]


def _is_cut(names: Sequence[Name]) -> bool:
    return any(name.is_others for name in names)


def _combine(comparisons: Sequence[Comparison]) -> Comparison:
    found = set(comparisons) - {"same"}
    if "different" in found:
        return "different"
    # Where each says more than the other somewhere, nothing is gained by changing sides.
    return found.pop() if len(found) == 1 else "same"


def _compare_reordered(mine: Sequence[Name], theirs: Sequence[Name]) -> Comparison:
    """What a list is to another that does not begin with the same people."""
    if len(mine) != len(theirs) or len(mine) > _MOST_REORDERED:
        return "different"
    left = list(theirs)
    for name in mine:
        match = next((other for other in left if compare_names(name, other) != "different"), None)
        if match is None:
            return "different"
        left.remove(match)
    return "poorer" if is_sorted(theirs) and not is_sorted(mine) else "different"


def is_sorted(names: Sequence[Name]) -> bool:
    """Whether the people stand in the order of their family names."""
    order = [_name_words(name.sort_family) for name in names if not name.is_others]
    return order == sorted(order)


def compare_names(mine: Name, theirs: Name) -> Comparison:
    """What the name ``theirs`` is to ``mine``; how a name is cut into parts makes no difference."""
    a, b = _name_words(str(mine)), _name_words(str(theirs))
    if sorted(a) == sorted(b):
        return _compare_accents(str(mine), str(theirs))
    if mine.literal is not None or theirs.literal is not None:
        return _compare_accents(str(mine), str(theirs)) if "".join(a) == "".join(b) else "different"
    if "".join(_name_words(mine.sort_family)) != "".join(_name_words(theirs.sort_family)):
        return "different"
    if mine.suffix and theirs.suffix and _name_words(mine.suffix) != _name_words(theirs.suffix):
        return "different"
    given = _compare_given(_name_words(mine.given), _name_words(theirs.given))
    suffix: Comparison = "same" if mine.suffix or not theirs.suffix else "fuller"
    return _combine((given, "poorer" if mine.suffix and not theirs.suffix else suffix))


def _name_words(text: str | None) -> list[str]:
    """The folded words of a name or of a part of one; initials are words."""
    return re.findall(r"[^\W_]+", re.sub("['’`]", "", fold(text or "")))


def _compare_given(mine: list[str], theirs: list[str]) -> Comparison:
    # "Jean-Luc", "Jean Luc" and "Jeanluc" are one.
    if "".join(mine) == "".join(theirs):
        return "same"
    if len(mine) <= len(theirs):
        return _abbreviates(mine, theirs)
    turned: dict[Comparison, Comparison] = {"fuller": "poorer", "poorer": "fuller"}
    relation = _abbreviates(theirs, mine)
    return turned.get(relation, relation)


def _abbreviates(few: list[str], many: list[str]) -> Comparison:
    """What ``many`` is to ``few``, whose words must all be found in it, in order, or their initials."""
    place, relations = 0, set[Comparison]()
    for word in few:
        # A name that is passed over is a middle name that only the longer list has.
        while place < len(many) and not (
            word == many[place] or (1 in (len(word), len(many[place])) and word[0] == many[place][0])
        ):
            place += 1
            relations.add("fuller")
        if place == len(many):
            return "different"
        if word != many[place]:
            relations.add("fuller" if len(word) < len(many[place]) else "poorer")
        place += 1
    if place < len(many):
        relations.add("fuller")
    return _combine(tuple(relations))


def _compare_accents(mine: str, theirs: str) -> Comparison:
    """What a spelling of the same letters is to another: the one with more accents is fuller."""
    here, there = (sum(not char.isascii() and char.isalpha() for char in text) for text in (mine, theirs))
    return "fuller" if there > here else "poorer" if there < here else "same"


# Fields that are not here are compared as texts.
_KINDS: Mapping[str, Callable[[Any, Any], Comparison]] = {
    "author": _compare_name_lists,
    "editor": _compare_name_lists,
    "issued": _compare_dates,
    "page": _compare_pages,
    "volume": _by_form(_bare_number),
    "issue": _by_form(_bare_number),
    "number": _by_form(_bare_number),
    "chapter_number": _by_form(_bare_number),
    "container_title": _compare_venues,
    "container_title_short": _compare_venues,
    "collection_title": _compare_venues,
    "publisher": _compare_venues,
    "doi": _by_form(str.casefold),
    "arxiv_id": _by_form(str.casefold),
    "type": _by_form(str.casefold),
    # A number with a slip in it is a text like any other.
    "isbn": _by_form(lambda text: normalise_isbn(text) or normal_text(text)),
    "url": _by_form(_address),
    "links": _compare_links,
    # "en-GB" is English.
    "language": _by_form(lambda text: re.split("[-_]", text.casefold())[0]),
}
