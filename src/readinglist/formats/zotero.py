"""One item of Zotero's own JSON to a record: of a Better BibTeX export, or of Zotero's web service.

https://retorque.re/zotero-better-bibtex/exporting/, https://www.zotero.org/support/dev/web_api/v3/basics.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from readinglist.formats.csl_json import (
    ParsedItem,
    arxiv_fields,
    parse_date_text,
    parse_doi,
    parse_pages,
)
from readinglist.model.citation_keys import is_citation_key
from readinglist.model.reading import UNNAMED, Link, Name, parse_fields
from readinglist.text.people import person
from readinglist.text.service_text import clean_title, plain

# https://aurimasv.github.io/z2csl/typeMap.xml has how Zotero itself turns its types into CSL's.
_TYPES = {
    "journalArticle": "article-journal", "magazineArticle": "article-magazine", "book": "book",
    "newspaperArticle": "article-newspaper", "conferencePaper": "paper-conference", "preprint": "article",
    "bookSection": "chapter", "report": "report", "thesis": "thesis", "webpage": "webpage",
    "blogPost": "post-weblog", "forumPost": "post", "presentation": "speech", "dataset": "dataset",
    "computerProgram": "software", "manuscript": "manuscript", "patent": "patent", "standard": "standard",
    "encyclopediaArticle": "entry-encyclopedia", "dictionaryEntry": "entry-dictionary", "map": "map",
    "videoRecording": "motion_picture", "film": "motion_picture", "podcast": "song", "case": "legal_case",
    "statute": "legislation", "bill": "bill", "hearing": "hearing", "interview": "interview",
}  # fmt: skip
_CONTAINERS = (
    "publicationTitle", "proceedingsTitle", "bookTitle", "encyclopediaTitle", "dictionaryTitle",
    "websiteTitle", "blogTitle", "forumTitle", "conferenceName", "meetingName",
)  # fmt: skip
_TEXTS = {
    "journalAbbreviation": "container_title_short",
    "series": "collection_title",
    "place": "publisher_place",
    "volume": "volume",
    "issue": "issue",
    "edition": "edition",
    "pages": "page",
    "ISBN": "isbn",
    "ISSN": "issn",
    "url": "url",
    "abstractNote": "abstract",
    "language": "language",
}
_EXTRA = re.compile(r"^[ \t]*(?:tex\.)?(?P<name>[A-Za-z][\w .-]{0,30}?)\s*[:=]\s*(?P<value>\S.*?)\s*$", re.M)


def parse_item(item: Mapping[str, Any]) -> ParsedItem:
    """The record of one item, a JSON object, with its tags; its attachments are links."""
    extra = _text(item, "extra")
    said = {match["name"].lower(): match["value"] for match in _EXTRA.finditer(extra or "")}
    tags = tuple(dict.fromkeys(_tags(item.get("tags"))))
    reading, problems = parse_fields({**_fields(item, extra, said), "keyword": tags})
    return ParsedItem(reading, problems, tags, said.get("week", ""), said.get("level", ""))


def _fields(item: Mapping[str, Any], extra: str | None, said: Mapping[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {field: _text(item, name) for name, field in _TEXTS.items()}
    keys = (_text(item, "citationKey"), _text(item, "citekey"), said.get("citation key"))
    fields |= {
        "key": next((key for key in keys if key and is_citation_key(key)), UNNAMED),
        "type": _TYPES.get(_text(item, "itemType") or "", "document"),
        "title": clean_title(_first(item, "title", "caseName", "subject")),
        "author": tuple(_people(item.get("creators"), editors=False)),
        "editor": tuple(_people(item.get("creators"), editors=True)),
        "issued": parse_date_text(_text(item, "date") or said.get("issued", "")),
        "container_title": _first(item, *_CONTAINERS),
        "publisher": _first(item, "publisher", "institution", "university", "repository", "company"),
        "page": parse_pages(fields["page"]),
        "number": _first(item, "archiveID", "reportNumber", "seriesNumber", "patentNumber", "number"),
        "genre": _first(item, "thesisType", "reportType", "genre", "websiteType", "manuscriptType"),
        "doi": parse_doi(_text(item, "DOI") or said.get("doi", "")),
        "links": attachment_links(item),
    }
    return fields | arxiv_fields(fields, extra)


def attachment_links(item: Mapping[str, Any]) -> tuple[Link, ...]:
    """The attachments of an item that are addresses; a path on the exporter's disk is none."""
    return tuple(_links(_objects(item.get("attachments")), _text(item, "url")))


def _links(attachments: Sequence[Mapping[str, Any]], own: str | None) -> Iterator[Link]:
    for attachment in attachments:
        url = _text(attachment, "url")
        if url and url != own and re.match(r"https?://", url):
            pdf = _first(attachment, "contentType", "mimeType") == "application/pdf"
            label = "PDF" if pdf or url.lower().endswith(".pdf") else _text(attachment, "title")
            yield Link(url=url, label=label)


def _text(item: Mapping[str, Any], name: str) -> str | None:
    """A text or number; ``None``: there is none, or it is blank."""
    value = item.get(name)
    return (str(value).strip() or None) if isinstance(value, str | int | float) else None


def _first(item: Mapping[str, Any], *names: str) -> str | None:
    return next((text for name in names if (text := _text(item, name))), None)


def _objects(value: object) -> Sequence[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else ()


def _people(creators: object, *, editors: bool) -> Iterator[Name]:
    for creator in _objects(creators):
        role = _text(creator, "creatorType") or "author"
        if (role in ("editor", "seriesEditor")) != editors or role == "translator":
            continue
        given, family = _text(creator, "firstName"), _text(creator, "lastName")
        name = person(given, family, literal=_text(creator, "name"))
        if name is not None:
            yield name


def _tags(tags: object) -> Iterator[str]:
    for tag in tags if isinstance(tags, list) else ():
        text = _text(tag if isinstance(tag, dict) else {"tag": tag}, "tag")
        if text and plain(text):
            yield plain(text)
