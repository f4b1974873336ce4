"""CSL-JSON, which pandoc, Zotero and citation processors read and write: records to items, and back.

Source of names and types: the CSL 1.0.2 specification, appendices III and IV, and its JSON schema
(https://github.com/citation-style-language/schema, ``csl-data.json``). What other formats of
reference managers share with it stands here, too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from readinglist.formats.citation.parts import BOOKS, CHAPTERS, edition_number, is_preprint, web_url
from readinglist.model.citation_keys import is_citation_key
from readinglist.model.identifiers import normalise_arxiv, normalise_doi
from readinglist.model.reading import UNNAMED, Name, PartialDate, Reading, parse_fields
from readinglist.model.schedule import Syllabus
from readinglist.text.people import parse_name
from readinglist.text.service_text import clean_title, plain

# CSL 1.0.2, appendix III.
TYPES = frozenset({
    "article", "article-journal", "article-magazine", "article-newspaper", "bill", "book", "broadcast",
    "chapter", "classic", "collection", "dataset", "document", "entry", "entry-dictionary",
    "entry-encyclopedia", "figure", "graphic", "hearing", "interview", "legal_case", "legislation",
    "manuscript", "map", "motion_picture", "musical_score", "pamphlet", "paper-conference", "patent",
    "performance", "periodical", "personal_communication", "post", "post-weblog", "regulation", "report",
    "review", "review-book", "software", "song", "speech", "standard", "thesis", "treaty", "webpage",
})  # fmt: skip
# The number of these, where they stand in a series, is their place in it.
_IN_SERIES = BOOKS | CHAPTERS | {"paper-conference"}


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


def render(syllabus: Syllabus) -> str:
    """The readings of ``syllabus`` as a list of CSL-JSON items, each once; its id is the citation key."""
    # A session may hold a work that the bibliography has not; where both have it, that one counts.
    assigned = (a.reading for session in syllabus.sessions for a in session.assignments)
    readings = {reading.key: reading for reading in (*assigned, *syllabus.readings)}
    order = dict.fromkeys((*(reading.key for reading in syllabus.readings), *readings))
    return json.dumps([render_item(readings[key]) for key in order], ensure_ascii=False, indent=2) + "\n"


def render_item(reading: Reading) -> dict[str, Any]:
    """``reading`` as a CSL-JSON item, without the variables that it does not state.

    An arXiv preprint is written as Zotero writes one: publisher ``arXiv``, number
    ``arXiv:…``. A published work has its arXiv number in ``note``, in the form in which
    Zotero keeps one under *Extra*: as ``number`` or ``archive`` it would stand in its
    citations. An award is an ``annote``, which styles print in annotated bibliographies only.
    """
    series_number = reading.number if reading.collection_title and reading.type in _IN_SERIES else None
    values: dict[str, Any] = {
        "id": reading.key,
        "type": reading.type if reading.type in TYPES else "document",
        "title": reading.title,
        "author": _render_names(reading.author),
        "editor": _render_names(reading.editor),
        "issued": _render_date(reading.issued) if reading.issued else None,
        "container-title": reading.container_title,
        "container-title-short": reading.container_title_short,
        "collection-title": reading.collection_title,
        "collection-number": series_number,
        "publisher": reading.publisher,
        "publisher-place": reading.publisher_place,
        "volume": reading.volume,
        "issue": reading.issue,
        "number": None if series_number else reading.number,
        "chapter-number": reading.chapter_number,
        "edition": edition_number(reading.edition) if reading.edition else None,
        "page": reading.page,
        "genre": reading.genre,
        "DOI": reading.doi,
        "ISBN": reading.isbn,
        "ISSN": reading.issn,
        "URL": web_url(reading),
        "language": reading.language,
        "abstract": reading.abstract,
        "keyword": ", ".join(reading.keyword),
        "annote": reading.award,
        "note": reading.note,
    }
    _add_arxiv(reading, values)
    return {name: value for name, value in values.items() if value}


def _add_arxiv(reading: Reading, values: dict[str, Any]) -> None:
    if reading.arxiv_id is None:
        return
    number = f"arXiv:{reading.arxiv_id}" + (f"v{reading.arxiv_version}" if reading.arxiv_version else "")
    if is_preprint(reading):
        values["type"] = "article"
        values["publisher"] = values["publisher"] or "arXiv"
        values["number"] = values["number"] or number
    else:
        values["note"] = "\n".join(filter(None, (reading.note, number)))


def _render_names(names: tuple[Name, ...]) -> list[dict[str, str]]:
    """The names; people who are not named are a literal ``others``, as pandoc has it."""
    rendered = []
    for name in names:
        parts = {
            "family": name.family,
            "given": name.given,
            "non-dropping-particle": name.non_dropping_particle,
            "suffix": name.suffix,
        }
        if name.literal is not None:
            parts = {"literal": name.literal}
        rendered.append({part: text for part, text in parts.items() if text})
    return [parts for parts in rendered if parts]


def _render_date(issued: PartialDate) -> dict[str, Any]:
    if issued.date_parts:
        return {"date-parts": [list(parts) for parts in issued.date_parts]}
    return {"literal": issued.literal}


def parse_item(item: Mapping[str, Any]) -> ParsedItem:
    """The record of one item, a JSON object; numbers may stand as texts, and lists of one as their item."""
    note = _text(item, "note")
    stated = {match["name"].lower(): match["value"] for match in _FIELD_LINE.finditer(note or "")}
    words = tuple(word for word in re.split(r"\s*[,;]\s*", _text(item, "keyword") or "") if word)
    reading, problems = parse_fields({**_record_fields(item, note, stated), "keyword": words})
    # No part of CSL, but items that a program exports for others may have them, as texts or objects.
    tags = (_scalar(tag.get("tag") if isinstance(tag, dict) else tag) for tag in _list(item.get("tags")))
    words = (*words, *filter(None, tags))
    return ParsedItem(reading, problems, words, stated.get("week", ""), stated.get("level", ""))


def _record_fields(item: Mapping[str, Any], note: str | None, stated: Mapping[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {field: _text(item, name) for name, field in _TEXTS.items() if name in item}
    fields["page"] = parse_pages(fields.get("page"))
    kind = _text(item, "type")
    fields["type"] = kind if kind in TYPES else "document"
    fields["title"] = clean_title(_text(item, "title"))
    for name in ("author", "editor"):
        fields[name] = tuple(_parse_names(item.get(name)))
    fields["issued"] = _parse_date(item.get("issued"))
    if "collection-number" in item and "number" not in item:
        fields["number"] = _text(item, "collection-number")
    fields["doi"] = parse_doi(_text(item, "DOI") or stated.get("doi", ""))
    # An id is whatever the program that wrote the item numbers it by, often no key to cite.
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


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _parse_names(names: object) -> Iterator[Name]:
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


def _parse_date(value: object) -> PartialDate | None:
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
    if year:
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
    if number.lower().startswith("arxiv:") and (found := normalise_arxiv(number)):
        # Zotero's way to write a preprint: number and publisher then say nothing else.
        publisher = fields.get("publisher")
        replaced = {"number": None, "publisher": None if (publisher or "").lower() == "arxiv" else publisher}
        return {"arxiv_id": found.id, "arxiv_version": found.version, **replaced}
    line = _ARXIV_LINE.search(note or "")
    if line and (found := normalise_arxiv(line[1])):
        return {"arxiv_id": found.id, "arxiv_version": found.version}
    doi = fields.get("doi")
    if doi and (found := normalise_arxiv(doi)):
        return {"arxiv_id": found.id, "doi": None}
    return {}
