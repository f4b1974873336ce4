"""One item of a page as the record of a work, and two records of one work as one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from readinglist.importing.page_content import FoundReading
from readinglist.importing.update.addresses import cleaned, is_address, with_label
from readinglist.model.citation_keys import is_citation_key
from readinglist.model.identifiers import Identifier, identifiers_of, identify, normalise_arxiv
from readinglist.model.identifiers.scheme import fields_of_identifier
from readinglist.model.reading import UNNAMED, Link, PartialDate, Reading

GUESSED = ("document", "webpage", "article")
"""The types that a link alone gives a work."""

# The least that is known of a type: anything else that is known takes its place.
_VAGUE = ("document", "webpage")
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)")
_MARKUP = re.compile(r"(?<!\\)[*_`]+|\\(?=[^\w\s])")


def record_of(item: FoundReading) -> Reading:
    """The record that ``item`` makes; its key is the page's own, else `UNNAMED`.

    What the page holds as a record is taken as it is, and what the item says besides is added.
    Identifiers come from the links that lead to the work.
    """
    stated = item.record or Reading(key=UNNAMED)
    said = _with_venue(_with_identifiers(_from_words(item)))
    key = item.key or stated.key
    return completed(stated, said).replace(key=key if is_citation_key(key) else UNNAMED)


def _from_words(item: FoundReading) -> Reading:
    """What the words and links of the item say."""
    links = [with_label(link) for link in item.links if link.url.strip()]
    main = next((link for link in links if is_address(link.url)), None)
    fields: dict[str, Any] = {
        "key": UNNAMED,
        "title": item.title or (None if item.record else _title_of(item, links)),
        "author": item.author,
        "issued": PartialDate.of(item.year) if item.year is not None and abs(item.year) <= 9999 else None,
        "container_title_short": item.venue,
        "award": item.award,
        "url": main.url if main else None,
        "links": tuple(dict.fromkeys(link for link in links if main is None or link.url != main.url)),
    }
    bare = [link for link in fields["links"] if not is_address(link.url)]
    if bare:
        fields["links"] = tuple(link for link in fields["links"] if link not in bare)
        fields |= _fields_of(filter(None, (identify(link.url) for link in bare)))
    return Reading.model_validate(fields)


def _title_of(item: FoundReading, links: list[Link]) -> str | None:
    """A title where the reader could tell none apart: all words of an item that has no link either."""
    if links and identify(item.text) is None and (words := links[0].label):
        return words
    text = plain_words(item.text)
    return None if not text or identify(text) is not None or links else text


def plain_words(text: str) -> str:
    """The words of inline Markdown, without its marks and addresses."""
    return " ".join(_MARKUP.sub("", _LINK.sub(r"\1", text)).split())


def _with_identifiers(reading: Reading) -> Reading:
    """``reading`` with the identifiers that its links hold, and the type that follows."""
    named = identifiers_of(reading)
    fields = _fields_of(named)
    if fields.get("type") == "webpage" and (reading.url or "").partition("?")[0].lower().endswith(".pdf"):
        del fields["type"]  # a file is not yet a web page
    fields.pop("url", None)
    version = normalise_arxiv(reading.url) if reading.url and "arxiv_id" in fields else None
    if version is not None and version.version is not None:
        fields["arxiv_version"] = version.version
    stated = {name: value for name, value in fields.items() if not getattr(reading, name) or name == "type"}
    return _replaced(reading, stated)


def _fields_of(named: Iterable[Identifier]) -> dict[str, object]:
    """What the identifiers of one work say together, the strongest first."""
    fields: dict[str, object] = {}
    for identifier in named:
        for name, value in fields_of_identifier(identifier).items():
            fields.setdefault(name, value)
    if fields.get("type") == "webpage" and fields.keys() & {"doi", "isbn"}:
        del fields["type"]
    return fields


def _with_venue(reading: Reading) -> Reading:
    """``reading`` with the venue's full name and the type of what appears there, where it is a known one."""
    short = reading.container_title_short
    if not short:
        return reading
    from readinglist.text.venues import venue

    # An acronym of two letters is known only beside a year.
    known = venue(f"{short} {reading.year}" if reading.year and short.isupper() else short)
    if known is None:
        return reading
    return _replaced(
        reading,
        {"type": known.kind, "container_title": known.title, "container_title_short": known.short or short},
    )


def _replaced(reading: Reading, fields: dict[str, object]) -> Reading:
    try:
        return reading.replace(**fields)
    except ValidationError:  # an identifier that the record is stricter about
        return reading


def completed(mine: Reading, other: Reading) -> Reading:
    """``mine`` with what only ``other`` says of the same work: its fields, and its links behind mine."""
    fields = {
        name: getattr(other, name)
        for name, field in Reading.model_fields.items()
        if name not in ("key", "links", "extra")
        and getattr(mine, name) in (field.default, None)
        and getattr(other, name) not in (field.default, None)
    }
    if mine.type in _VAGUE and other.type not in _VAGUE:
        fields["type"] = other.type
    fields["links"] = tuple(_links(mine, other))
    fields["extra"] = {**other.extra, **mine.extra}
    return mine.replace(**fields)


def _links(mine: Reading, other: Reading) -> Iterator[Link]:
    """The links of both, each address once; another main link becomes a further one."""
    main = (with_label(Link(url=other.url)),) if mine.url and other.url else ()
    seen = {cleaned(mine.url or other.url or "")}
    for link in (*mine.links, *main, *other.links):
        if cleaned(link.url) not in seen:
            seen.add(cleaned(link.url))
            yield link
