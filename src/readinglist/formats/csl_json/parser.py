"""One item of CSL-JSON to a record, and what other formats of reference managers share with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from readinglist.formats.csl_json.writer import TYPES
from readinglist.model.citation_keys import is_citation_key
from readinglist.model.identifiers import normalise_arxiv, normalise_doi
from readinglist.model.reading import UNNAMED, Name, PartialDate, Reading, parse_fields
from readinglist.text.people import parse_name
from readinglist.text.service_text import clean_title, plain

# CSL variable to the field of a record that holds it as it is. The first two are no variables of
# CSL: Zotero's translators and Crossref write them; CSL's own, below, goes before them.
_TEXTS = {
    "journalAbbreviation": "container_title_short",
    "shortContainerTitle": "container_title_short",
    "container-title": "container_title",
    "container-title-short": "container_title_short",
    "collection-title": "collection_title",
    "publisher": "publisher",
    "publisher-place": "publisher_place",
    "volume": "volume",
    "issue": "issue",
    "number": "number",
    "chapter-number": "chapter_number",
    "edition": "edition",
    "page": "page",
    "genre": "genre",
    "ISBN": "isbn",
    "ISSN": "issn",
    "URL": "url",
    "abstract": "abstract",
    "annote": "award",
    "language": "language",
}
# A line of the note, which is where people keep what Zotero has no field for (its *Extra*).
_ARXIV_LINE = re.compile(r"^[ \t]*(?:arxiv|eprint)\s*:\s*(\S+).*$", re.I | re.M)
_FIELD_LINE = re.compile(
    r"^[ \t]*(?:tex\.)?(?P<name>week|level|doi)\s*[:=]\s*(?P<value>.+?)\s*$", re.I | re.M
)
_DASHES = re.compile(r"\s*(?:-{1,3}|[‐-―])\s*")
_ISO = re.compile(r"(-?\d{4})(?:[-/](\d{1,2}))?(?:[-/](\d{1,2}))?")


class ParsedItem(NamedTuple):
    """One item of a reference manager, as a record.

    Attributes:
        reading: the work; its key is `UNNAMED` where the item has none that can be cited.
        problems: what of the item does not fit a record, and is left out.
        words: its tags, keywords and collections.
        week: what a field of its own says is the week; empty: there is none.
        level: what a field of its own says is the level; empty: there is none.
    """

    reading: Reading
    problems: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    week: str = ""
    level: str = ""


def parse_item(item: Mapping[str, Any]) -> ParsedItem:
    """The record of one item, a JSON object; numbers may stand as texts, and lists of one as their item."""
    note = _text(item, "note")
    said = {match["name"].lower(): match["value"] for match in _FIELD_LINE.finditer(note or "")}
    words = tuple(word for word in re.split(r"\s*[,;]\s*", _text(item, "keyword") or "") if word)
    reading, problems = parse_fields({**_fields(item, note, said), "keyword": words})
    tags = (*words, *_tags(item.get("tags")))
    return ParsedItem(reading, problems, tags, said.get("week", ""), said.get("level", ""))


def _fields(item: Mapping[str, Any], note: str | None, said: Mapping[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {field: _text(item, name) for name, field in _TEXTS.items() if name in item}
    fields["page"] = parse_pages(fields.get("page"))
    kind = _text(item, "type")
    fields["type"] = kind if kind in TYPES else "document"
    fields["title"] = clean_title(_text(item, "title"))
    fields["author"], fields["editor"] = (tuple(_names(item.get(name))) for name in ("author", "editor"))
    fields["issued"] = _date(item.get("issued"))
    if "collection-number" in item and "number" not in item:
        fields["number"] = _text(item, "collection-number")
    fields["doi"] = parse_doi(_text(item, "DOI") or said.get("doi", ""))
    keys = (_text(item, name) for name in ("citation-key", "id"))
    fields["key"] = next((key for key in keys if key and is_citation_key(key)), UNNAMED)
    fields |= arxiv_fields(fields, note)
    left = _FIELD_LINE.sub("", _ARXIV_LINE.sub("", note or "")).strip()
    return fields | {"note": left or None}


def _text(item: Mapping[str, Any], name: str) -> str | None:
    """A text, or the first of a list of them; ``None``: there is none, or it is blank."""
    value = item.get(name)
    return _scalar(value[0] if isinstance(value, list) and value else value).strip() or None


def _scalar(value: object) -> str:
    return str(value) if isinstance(value, str | int | float) else ""


def _tags(tags: object) -> Iterator[str]:
    for tag in _list(tags):
        text = _scalar(tag.get("tag") if isinstance(tag, dict) else tag)
        if text:
            yield text


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _names(names: object) -> Iterator[Name]:
    for item in _list(names):
        fields = item if isinstance(item, dict) else {}
        parts = {name: plain(text) for name, value in fields.items() if (text := _scalar(value))}
        family, given = parts.get("family"), parts.get("given")
        whole = parts.get("literal") or parts.get("name") or _scalar(item)
        if whole or not family:
            alone = whole or given or ""
            name = Name(literal=alone) if parts.get("literal") else parse_name(alone)
            if name is not None and (name.literal is None or name.literal):
                yield name
        else:
            particles = filter(None, (parts.get("dropping-particle"), parts.get("non-dropping-particle")))
            yield Name(
                family=family,
                given=given or None,
                suffix=parts.get("suffix") or None,
                non_dropping_particle=" ".join(particles) or None,
            )


def _date(value: object) -> PartialDate | None:
    """A CSL date: ``date-parts``, ``raw`` or ``literal``; ``None``: there is none that is one."""
    if not isinstance(value, dict):
        text = _scalar(value)
        return parse_date_text(text) if text else None
    points = [_point(part) for part in _list(value.get("date-parts"))]
    found = tuple(point for point in points[:2] if point)
    if found:
        try:
            return PartialDate(date_parts=found)
        except ValueError:
            return PartialDate(literal="/".join("-".join(map(str, point)) for point in found))
    literal = next((text for name in ("raw", "literal") if (text := _scalar(value.get(name)))), None)
    return parse_date_text(literal) if literal else None


def _point(parts: object) -> tuple[int, ...]:
    numbers: list[int] = []
    for part in _list(parts)[:3]:
        if not re.fullmatch(r"-?\d{1,4}", _scalar(part)):
            break
        numbers.append(int(part))
    return tuple(numbers)


def parse_date_text(text: str) -> PartialDate | None:
    """A date as text: ISO 8601 or with slashes, else its words; ``None``: there is no text."""
    text = plain(text)
    match = _ISO.fullmatch(text.strip("/ ").partition("T")[0])
    if match:
        numbers = [int(part) for part in match.groups() if part is not None]
        # Reference managers write a month or day that they do not know as 0.
        while numbers[1:] and numbers[-1] == 0:
            numbers.pop()
        try:
            return PartialDate(date_parts=(tuple(numbers),))
        except ValueError:
            return PartialDate(literal=text)
    year = re.search(r"\b(?:1[5-9]|20)\d\d\b", text)
    if year and len(text) > 4:
        return PartialDate(date_parts=((int(year[0]),),))
    return PartialDate(literal=text) if text else None


def parse_pages(text: str | None) -> str | None:
    """Pages as ``first-last``, whatever dash stands between them."""
    return _DASHES.sub("-", text) if text else text


def parse_doi(text: str) -> str | None:
    """The bare DOI in a text; one that is none as it stands, so that it is reported; ``None``: no text."""
    return normalise_doi(text) or text.strip() or None


def arxiv_fields(fields: Mapping[str, Any], note: str | None) -> dict[str, Any]:
    """The arXiv id that a number, a line of the note or arXiv's own DOI states, and what that replaces."""
    number = fields.get("number") or ""
    line = _ARXIV_LINE.search(note or "")
    for text, field in (
        (number if number.lower().startswith("arxiv:") else "", "number"),
        (line[1] if line else "", ""),
    ):
        found = normalise_arxiv(text) if text else None
        if found is not None:
            out: dict[str, Any] = {"arxiv_id": found.id, "arxiv_version": found.version}
            if field:
                out["number"] = None
                if (fields.get("publisher") or "").lower() == "arxiv":
                    out["publisher"] = None
            return out
    doi = fields.get("doi")
    named = normalise_arxiv(doi) if doi else None
    return {"arxiv_id": named.id, "doi": None} if named else {}
