"""Statements about a work in JSON-LD with the words of schema.org (https://schema.org/ScholarlyArticle)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Statements = dict[str, list[str]]
"""What a page states, in our words (see `citation_tags`), to the texts that state it, in order."""

_WORKS = (
    "ScholarlyArticle",
    "MedicalScholarlyArticle",
    "TechArticle",
    "Report",
    "Thesis",
    "Chapter",
    "Book",
    "BlogPosting",
    "NewsArticle",
    "Article",
)
_JOURNALS = frozenset({"Periodical", "Newspaper"})
_MOST_PEOPLE = 5_000


def statements(objects: Iterable[Mapping[str, Any]]) -> Statements:
    """What the page states about its work; empty where no object is about one.

    The most scholarly kind of object is taken; of several, the first. Values of wrong
    types are passed over.
    """
    works = [(kinds_of(item), item) for item in objects]
    for kind in _WORKS:
        for kinds, item in works:
            if kind in kinds:
                return _of_work(item)
    return {}


def kinds_of(item: Mapping[str, Any]) -> tuple[str, ...]:
    """The types of an object, without the address of the vocabulary."""
    return tuple(text.rpartition("/")[2].rpartition(":")[2] for text in _texts(item.get("@type")))


def _of_work(item: Mapping[str, Any]) -> Statements:
    found: Statements = {
        # Some cut a headline after 110 characters, so the name goes first.
        "title": [*_texts(item.get("name")), *_texts(item.get("headline"))],
        "author": _named(item.get("author") or item.get("creator")),
        "issued": _texts(item.get("datePublished")),
        "publisher": _named(item.get("publisher")),
        "first": _texts(item.get("pageStart")),
        "last": _texts(item.get("pageEnd")),
        "pages": _texts(item.get("pagination")),
        "isbn": _texts(item.get("isbn")),
        "doi": [*_identifiers(item), *_texts(item.get("sameAs")), *_texts(item.get("@id"))],
    }
    _add_containers(item.get("isPartOf"), found, depth=4)
    return {name: values for name, values in found.items() if values}


def _add_containers(part: Any, found: Statements, depth: int) -> None:
    """Issue, volume and journal, each part of the next."""
    if not isinstance(part, dict) or not depth:
        return
    kinds = kinds_of(part)
    if _JOURNALS & set(kinds):
        found.setdefault("journal", []).extend(_texts(part.get("name")))
        found.setdefault("issn", []).extend(_texts(part.get("issn")))
    found.setdefault("volume", []).extend(_texts(part.get("volumeNumber")))
    found.setdefault("issue", []).extend(_texts(part.get("issueNumber")))
    _add_containers(part.get("isPartOf"), found, depth - 1)


def _named(value: Any) -> list[str]:
    """The names of people or organisations, given as text or objects, alone or in a list."""
    names = list[str]()
    for item in (value if isinstance(value, list) else [value])[:_MOST_PEOPLE]:
        if isinstance(item, dict):
            family, given = _texts(item.get("familyName")), _texts(item.get("givenName"))
            names += [f"{family[0]}, {given[0]}"] if family and given else _texts(item.get("name"))[:1]
        else:
            names += _texts(item)
    return names


def _identifiers(item: Mapping[str, Any]) -> list[str]:
    """The identifiers of a work, texts or `PropertyValue` objects."""
    value = item.get("identifier")
    found = list[str]()
    for part in value if isinstance(value, list) else [value]:
        found += _texts(part.get("value") if isinstance(part, dict) else part)
    return found


def _texts(value: Any) -> list[str]:
    """The texts of a value that may be one, a number, a language-tagged object, or a list of these."""
    found = list[str]()
    for item in value[:_MOST_PEOPLE] if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            item = item.get("@value")
        if isinstance(item, str) and item.strip():
            found.append(item)
        elif isinstance(item, int) and not isinstance(item, bool) and abs(item) < 10**9:
            found.append(str(item))
    return found
