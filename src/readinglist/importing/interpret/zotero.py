"""Zotero's own JSON: a Better BibTeX export with collections, or items of Zotero's web service.

https://retorque.re/zotero-better-bibtex/exporting/, https://www.zotero.org/support/dev/web_api/v3/basics.
Zotero's other exports are BibTeX, CSL-JSON and RIS, which have readers of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from readinglist.importing.content import Page, PageContent, Skipped
from readinglist.importing.interpret.by_week import NO_KEY, Placed, found_of, made
from readinglist.importing.interpret.csl import arxiv_of, date_in, doi_in
from readinglist.importing.markup.data_tree import Node, parse_json
from readinglist.model.identifiers import is_citation_key
from readinglist.model.reading import Link, Name
from readinglist.settings import Hints
from readinglist.text.people import person
from readinglist.text.plain import clean_title, plain

_ITEM_TYPE = re.compile(r'"itemType"\s*:\s*"')
_SEEN = 400_000
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
_NO_WORKS = frozenset({"attachment", "note", "annotation"})
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
_ANCHOR = re.compile(
    r"<a\b[^<>]{0,500}?\bhref=[\"']?([^\"'\s<>]{1,2000})[^<>]{0,500}>([^<>]{0,500})</a>", re.I
)
_DASHES = re.compile(r"\s*(?:-{1,3}|[‐-―])\s*")
_DEEPEST = 20


class ZoteroReader:
    """Reads an export; collections and tags such as "Week 3" and "required" place its items."""

    name = "zotero"

    def recognises(self, page: Page) -> float:
        """Nearly certain of JSON with Zotero's item types."""
        text = page.text[:_SEEN].lstrip("\ufeff \t\r\n")
        zotero = not page.files and text.startswith(("{", "[")) and _ITEM_TYPE.search(text)
        return 0.98 if zotero else 0.0

    def read(self, page: Page, hints: Hints) -> PageContent:
        """The items that are works, by week."""
        tree = parse_json(page.text)
        skipped = [Skipped(line=f.line, text=f.text or "the file", why=f.why) for f in tree.faults]
        collections = _collections(tree.root)
        attached = _attached(tree.root)
        records: list[Placed] = []
        remarks: list[str] = []
        for node in _items(tree.root):
            values = dict(node.pairs or ())
            kind = _text(values, "itemType")
            if kind is None or kind in _NO_WORKS:
                why = f"it is no work, but {kind or 'nothing that has a type'}"
                url, title = _text(values, "url"), _text(values, "title")
                if kind == "attachment" and url and _text(values, "parentItem") in attached:
                    continue
                text = (f"[{title or url}]({url})" if url else title) or _text(values, "note") or ""
                skipped.append(Skipped(line=node.line, text=_words(text), why=why))
                continue
            placed, problems = _placed(node, values, kind, collections)
            links = attached.get(_text(values, "key"), ())
            record = placed.record.replace(links=(*placed.record.links, *links)) if links else placed.record
            records.append(placed._replace(record=record))
            skipped += _attachments_left(values)
            remarks += (f"line {node.line}: {problem}" for problem in problems)
        return found_of(self.name, records, hints, name=page.name, skipped=skipped, remarks=remarks)


def _items(root: Node | None) -> Iterator[Node]:
    """The items; those of the web service stand in ``data``."""
    if root is None:
        return
    listed = root.get("items")
    nodes = listed.items if listed is not None and listed.items is not None else root.items or (root,)
    for node in nodes:
        data = node.get("data")
        yield data if data is not None and data.pairs else node


def _attached(root: Node | None) -> dict[str | None, tuple[Link, ...]]:
    """The attachments that are addresses and items of their own, by the key of the work that has them."""
    works: set[str | None] = set()
    found: dict[str | None, tuple[Link, ...]] = {}
    for node in _items(root):
        values = dict(node.pairs or ())
        parent = _text(values, "parentItem")
        if _text(values, "itemType") not in _NO_WORKS:
            works.add(_text(values, "key"))
        elif parent:
            held = {"attachments": Node(node.line, items=(node,))}
            found[parent] = (*found.get(parent, ()), *_attachments(held))
    return {parent: links for parent, links in found.items() if parent in works and links}


def _collections(root: Node | None) -> dict[str, tuple[str, ...]]:
    """The names of the collections that an item is in, with those around them, by the item's id."""
    held = root.get("collections") if root is not None else None
    listed = held.items if held is not None and held.items is not None else ()
    if held is not None and held.pairs is not None:
        listed = tuple(value for _, value in held.pairs)
    by_key = {key: node for node in listed if (key := _text(dict(node.pairs or ()), "key"))}
    found: dict[str, tuple[str, ...]] = {}
    for node in listed:
        names = tuple(_names_up(node, by_key))
        items = node.get("items")
        for item in (items.items or ()) if items is not None else ():
            if item.text:
                found[item.text] = (*found.get(item.text, ()), *names)
    for key, node in by_key.items():
        found.setdefault(f"collection {key}", tuple(_names_up(node, by_key)))
    return found


def _names_up(node: Node | None, by_key: Mapping[str, Node]) -> Iterator[str]:
    """The name of a collection, then those of the collections around it."""
    for _ in range(_DEEPEST):
        if node is None:
            return
        values = dict(node.pairs or ())
        if name := _text(values, "name"):
            yield name
        node = by_key.get(_text(values, "parent") or _text(values, "parentCollection") or "")


def _placed(
    node: Node, values: Mapping[str, Node], kind: str, collections: Mapping[str, tuple[str, ...]]
) -> tuple[Placed, tuple[str, ...]]:
    extra = _text(values, "extra")
    said = {match["name"].lower(): match["value"] for match in _EXTRA.finditer(extra or "")}
    tags = tuple(dict.fromkeys(_tags(values.get("tags"))))
    record, problems = made({**_fields(values, kind, extra, said), "keyword": tags})
    ids = filter(None, (_text(values, "itemID"), _text(values, "key"), _text(values, "itemKey")))
    names = [name for id in ids for name in collections.get(id, ())]
    own = values.get("collections")
    for inner in (own.items or ()) if own is not None else ():
        names += collections.get(f"collection {inner.text}", ())
    words = (*tags, *dict.fromkeys(names))
    return Placed(record, node.line, words, said.get("week", ""), said.get("level", "")), problems


def _fields(
    values: Mapping[str, Node], kind: str, extra: str | None, said: Mapping[str, str]
) -> dict[str, Any]:
    fields: dict[str, Any] = {field: _text(values, name) for name, field in _TEXTS.items()}
    if fields["page"]:
        fields["page"] = _DASHES.sub("-", fields["page"])
    fields |= {
        "key": _key(values, said),
        "type": _TYPES.get(kind, "document"),
        "title": clean_title(_text(values, "title") or _text(values, "caseName") or _text(values, "subject")),
        "author": tuple(_people(values.get("creators"), editors=False)),
        "editor": tuple(_people(values.get("creators"), editors=True)),
        "issued": date_in(_text(values, "date") or said.get("issued", "")),
        "container_title": next((text for name in _CONTAINERS if (text := _text(values, name))), None),
        "publisher": _first(values, "publisher", "institution", "university", "repository", "company"),
        "number": _first(values, "archiveID", "reportNumber", "seriesNumber", "patentNumber", "number"),
        "genre": _first(values, "thesisType", "reportType", "genre", "websiteType", "manuscriptType"),
        "doi": doi_in(_text(values, "DOI") or said.get("doi", "")),
        "links": tuple(_attachments(values)),
    }
    return fields | arxiv_of(fields, extra)


def _key(values: Mapping[str, Node], said: Mapping[str, str]) -> str:
    for key in (_text(values, "citationKey"), _text(values, "citekey"), said.get("citation key")):
        if key and is_citation_key(key):
            return key
    return NO_KEY


def _text(values: Mapping[str, Node], name: str) -> str | None:
    node = values.get(name)
    return node.text.strip() if node is not None and node.text and node.text.strip() else None


def _first(values: Mapping[str, Node], *names: str) -> str | None:
    return next((text for name in names if (text := _text(values, name))), None)


def _people(node: Node | None, *, editors: bool) -> Iterator[Name]:
    for item in (node.items or ()) if node is not None else ():
        values = dict(item.pairs or ())
        role = _text(values, "creatorType") or "author"
        if (role in ("editor", "seriesEditor")) != editors or role == "translator":
            continue
        name = person(_text(values, "firstName"), _text(values, "lastName"), None, _text(values, "name"))
        if name is not None:
            yield name


def _tags(node: Node | None) -> Iterator[str]:
    for item in (node.items or ()) if node is not None else ():
        tag = item.get("tag")
        text = item.text or (tag.text if tag is not None else None)
        if text and plain(text):
            yield plain(text)


def _attachments(values: Mapping[str, Node]) -> Iterator[Link]:
    """The attachments that are addresses; a file on somebody's disk is no link."""
    held = values.get("attachments")
    for item in (held.items or ()) if held is not None else ():
        inner = dict(item.pairs or ())
        url = _text(inner, "url")
        if url and url != _text(values, "url") and re.match(r"https?://", url):
            pdf = (_text(inner, "contentType") or _text(inner, "mimeType")) == "application/pdf"
            yield Link(url=url, label="PDF" if pdf or url.lower().endswith(".pdf") else _text(inner, "title"))


def _attachments_left(values: Mapping[str, Node]) -> Iterator[Skipped]:
    for name in ("attachments", "notes"):
        held = values.get(name)
        for item in (held.items or ()) if held is not None else ():
            inner = dict(item.pairs or ())
            text = _text(inner, "note") or _text(inner, "path") or item.text
            if text and not _text(inner, "url"):
                yield Skipped(line=item.line, text=_words(text), why=f"it is one of the {name} of a work")


def _words(text: str) -> str:
    """The words of a note in HTML, its links in Markdown."""
    return plain(re.sub(r"<[^<>]*>", " ", _ANCHOR.sub(r"[\2](\1)", text)))
