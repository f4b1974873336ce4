"""CSL-JSON, as Zotero, pandoc and citation processors write it.

The CSL 1.0.2 specification, appendices III and IV, and its schema ``csl-data.json``:
https://github.com/citation-style-language/schema
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from readinglist.formats.csl_json import TYPES
from readinglist.importing.content import Page, PageContent, Skipped
from readinglist.importing.interpret.by_week import NO_KEY, Placed, found_of, made
from readinglist.importing.markup.data_tree import Node, parse_json
from readinglist.model.identifiers import is_citation_key, normalise_arxiv, normalise_doi
from readinglist.model.reading import Name, PartialDate
from readinglist.settings import Hints
from readinglist.text.people import spoken
from readinglist.text.plain import clean_title, plain

_LIKE = re.compile(
    r'"(?:container-title|issued|citation-key|date-parts|publisher-place|DOI|event-place)"\s*:'
)
_TYPED = re.compile(r'"type"\s*:\s*"([a-z-]+)"')
_ZOTERO = re.compile(r'"itemType"\s*:')
_SEEN = 200_000
# CSL variable to the field of a record that holds it as it is.
_TEXTS = {
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
_SHORT = {"journalAbbreviation": "container_title_short", "shortContainerTitle": "container_title_short"}
_ARXIV_LINE = re.compile(r"^[ \t]*(?:arxiv|eprint)\s*:\s*(\S+).*$", re.I | re.M)
_FIELD_LINE = re.compile(
    r"^[ \t]*(?:tex\.)?(?P<name>week|level|doi)\s*[:=]\s*(?P<value>.+?)\s*$", re.I | re.M
)
_DASHES = re.compile(r"\s*(?:-{1,3}|[‐-―])\s*")
_ISO = re.compile(r"(-?\d{4})(?:[-/](\d{1,2}))?(?:[-/](\d{1,2}))?")


class CslJsonReader:
    """Reads a list of CSL-JSON items."""

    name = "csl-json"

    def recognises(self, page: Page) -> float:
        """Nearly certain of JSON whose objects have CSL's types or variables."""
        text = page.text[:_SEEN].lstrip("\ufeff \t\r\n")
        if page.files or not text.startswith(("[", "{")) or _ZOTERO.search(text):
            return 0.0
        typed = any(match[1] in TYPES for match in _TYPED.finditer(text[:20_000]))
        return 0.95 if typed and _LIKE.search(text) else 0.88 if typed and '"title"' in text else 0.0

    def read(self, page: Page, hints: Hints) -> PageContent:
        """The items, by the weeks that their keywords or notes name."""
        tree = parse_json(page.text)
        skipped = [Skipped(line=f.line, text=f.text or "the file", why=f.why) for f in tree.faults]
        remarks: list[str] = []
        records: list[Placed] = []
        for node in _items(tree.root):
            if not node.pairs:
                skipped.append(Skipped(line=node.line, text=node.text or "", why="it is no item of CSL-JSON"))
                continue
            placed, problems = placed_of(node)
            records.append(placed)
            remarks += (f"line {node.line}, {placed.record.key}: {problem}" for problem in problems)
        return found_of(self.name, records, hints, name=page.name, skipped=skipped, remarks=remarks)


def _items(root: Node | None) -> tuple[Node, ...]:
    """The items of a list, of an object with ``items`` or ``references``, or one item alone."""
    if root is None:
        return ()
    for name in ("items", "references"):
        inner = root.get(name)
        if inner is not None and inner.items is not None:
            return inner.items
    return root.items if root.items is not None else (root,)


def placed_of(node: Node) -> tuple[Placed, tuple[str, ...]]:
    """One item as a record with its tags, and what of it does not fit."""
    values = dict(node.pairs or ())
    note = _text(values, "note")
    said = {match["name"].lower(): match["value"] for match in _FIELD_LINE.finditer(note or "")}
    words = tuple(word for word in re.split(r"\s*[,;]\s*", _text(values, "keyword") or "") if word)
    fields = _fields(values, note, said)
    record, problems = made({**fields, "keyword": words})
    tags = (*words, *_tags(values.get("tags")))
    return Placed(record, node.line, tags, said.get("week", ""), said.get("level", "")), problems


def _fields(values: Mapping[str, Node], note: str | None, said: Mapping[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {
        field: _text(values, name) for name, field in {**_SHORT, **_TEXTS}.items() if name in values
    }
    if fields.get("page"):
        fields["page"] = _DASHES.sub("-", fields["page"])
    kind = _text(values, "type") or "document"
    fields["type"] = kind if kind in TYPES else "document"
    fields["title"] = clean_title(_text(values, "title"))
    fields["author"], fields["editor"] = (tuple(_names(values.get(name))) for name in ("author", "editor"))
    fields["issued"] = date_of(values.get("issued"))
    if "collection-number" in values and "number" not in values:
        fields["number"] = _text(values, "collection-number")
    fields["doi"] = doi_in(_text(values, "DOI") or said.get("doi", ""))
    fields["key"] = _key(values)
    fields |= arxiv_of(fields, note)
    left = _FIELD_LINE.sub("", _ARXIV_LINE.sub("", note or "")).strip()
    return fields | {"note": left or None}


def _key(values: Mapping[str, Node]) -> str:
    for name in ("citation-key", "id"):
        text = _text(values, name)
        if text and is_citation_key(text):
            return text
    return NO_KEY


def arxiv_of(fields: Mapping[str, Any], note: str | None) -> dict[str, Any]:
    """The arXiv id that a number, a DOI of arXiv's or a line of the note states, and what that replaces."""
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


def doi_in(text: str) -> str | None:
    """The DOI in a text, bare; one that is none as it stands, so that it is told of; ``None``: no text."""
    return normalise_doi(text) or text.strip() or None


def _text(values: Mapping[str, Node], name: str) -> str | None:
    """A text, or the first of a list of them."""
    node = values.get(name)
    if node is not None and node.items:
        node = node.items[0]
    text = node.text if node is not None else None
    return text.strip() if text and text.strip() else None


def _tags(node: Node | None) -> Iterator[str]:
    for item in (node.items or ()) if node is not None else ():
        tag = item.text or (inner.text if (inner := item.get("tag")) else None)
        if tag:
            yield tag


def _names(node: Node | None) -> Iterator[Name]:
    for item in (node.items or ()) if node is not None else ():
        parts = {name: plain(value.text) for name, value in item.pairs or () if value.text}
        family, given = parts.get("family"), parts.get("given")
        whole = parts.get("literal") or parts.get("name") or (item.text or "")
        if whole or not family:
            alone = whole or given or ""
            name = Name(literal=alone) if parts.get("literal") else spoken(alone)
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


def date_of(node: Node | None) -> PartialDate | None:
    """A CSL date: ``date-parts``, ``raw`` or ``literal``; ``None``: there is none that is one."""
    if node is None:
        return None
    if node.text is not None:
        return date_in(node.text)
    parts = node.get("date-parts")
    points = [_point(part) for part in (parts.items or ())] if parts is not None else []
    found = tuple(point for point in points[:2] if point)
    literal = next(
        (value.text for name in ("raw", "literal") if (value := node.get(name)) and value.text), None
    )
    if found:
        try:
            return PartialDate(date_parts=found)
        except ValueError:
            return PartialDate(literal="/".join("-".join(map(str, point)) for point in found))
    return date_in(literal) if literal else None


def _point(node: Node) -> tuple[int, ...]:
    numbers: list[int] = []
    for item in (node.items or ())[:3]:
        if not re.fullmatch(r"-?\d{1,4}", item.text or ""):
            break
        numbers.append(int(item.text or 0))
    return tuple(number for number in numbers)


def date_in(text: str) -> PartialDate | None:
    """A date as text: ISO 8601 or with slashes, else its words."""
    text = plain(text)
    match = _ISO.fullmatch(text.strip("/ ").partition("T")[0])
    if match:
        numbers = [int(part) for part in match.groups() if part is not None]
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
