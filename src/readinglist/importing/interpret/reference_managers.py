"""Files of reference managers: RIS, CSL-JSON, and Zotero's own JSON with its collections.

What an item says of its work is a matter of `readinglist.formats`; here its tags, keywords and
collections ("Week 3", "required") place it. Zotero's BibTeX export has a reader of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from readinglist.formats import csl_json, ris, zotero
from readinglist.importing.content import Page, PageContent, Skipped
from readinglist.importing.interpret.by_week import TaggedRecord, place_records
from readinglist.importing.markup.data_tree import Node, Tree, parse_json
from readinglist.model.reading import Link
from readinglist.settings import Hints
from readinglist.text.service_text import plain

_START = re.compile(r"^\ufeff?(?:.{0,200}\n){0,20}?TY {1,3}- ?[A-Z]+[ \t]*\r?$", re.M)
_LIKE = re.compile(
    r'"(?:container-title|issued|citation-key|date-parts|publisher-place|DOI|event-place)"\s*:'
)
_TYPED = re.compile(r'"type"\s*:\s*"([a-z-]+)"')
_ITEM_TYPE = re.compile(r'"itemType"\s*:')
_ITEM_TYPED = re.compile(r'"itemType"\s*:\s*"')
# How much of a file is looked at to see of which kind it is.
_SEEN_OF_CSL, _SEEN_OF_ZOTERO = 200_000, 400_000
_NO_WORKS = frozenset({"attachment", "note", "annotation"})
_ANCHOR = re.compile(
    r"<a\b[^<>]{0,500}?\bhref=[\"']?([^\"'\s<>]{1,2000})[^<>]{0,500}>([^<>]{0,500})</a>", re.I
)
# Collections may be in each other, and a broken export in a circle.
_DEEPEST = 20


class RisReader:
    """Reads the references of a RIS file."""

    name = "ris"

    def recognises(self, page: Page) -> float:
        """Certain where a reference begins near the top."""
        return 1.0 if not page.files and _START.match(page.text[:8_000]) else 0.0

    def read(self, page: Page, hints: Hints) -> PageContent:
        """The references, by the weeks that their keywords name."""
        references, stray = ris.parse(page.text)
        records: list[TaggedRecord] = []
        remarks: list[str] = []
        for reference in references:
            item = ris.parse_reference(reference)
            records.append(TaggedRecord.of(item, reference.line))
            remarks += (f"line {reference.line}: {problem}" for problem in item.problems)
        skipped = [Skipped(line=s.line, text=s.text, why=s.why) for s in stray]
        return place_records(self.name, records, hints, name=page.name, skipped=skipped, remarks=remarks)


class CslJsonReader:
    """Reads a list of CSL-JSON items."""

    name = "csl-json"

    def recognises(self, page: Page) -> float:
        """Nearly certain of JSON whose objects have CSL's types or variables."""
        text = page.text[:_SEEN_OF_CSL].lstrip("\ufeff \t\r\n")
        if page.files or not text.startswith(("[", "{")) or _ITEM_TYPE.search(text):
            return 0.0
        typed = any(match[1] in csl_json.TYPES for match in _TYPED.finditer(text[:20_000]))
        return 0.95 if typed and _LIKE.search(text) else 0.88 if typed and '"title"' in text else 0.0

    def read(self, page: Page, hints: Hints) -> PageContent:
        """The items, by the weeks that their keywords or notes name."""
        tree = parse_json(page.text)
        skipped = _faults(tree)
        remarks: list[str] = []
        records: list[TaggedRecord] = []
        for node in _csl_items(tree.root):
            if not node.pairs:
                skipped.append(Skipped(line=node.line, text=node.text or "", why="it is no item of CSL-JSON"))
                continue
            item = csl_json.parse_item(node.value)
            records.append(TaggedRecord.of(item, node.line))
            remarks += (f"line {node.line}, {item.reading.key}: {problem}" for problem in item.problems)
        return place_records(self.name, records, hints, name=page.name, skipped=skipped, remarks=remarks)


def _csl_items(root: Node | None) -> tuple[Node, ...]:
    """The items of a list, of an object with ``items`` or ``references``, or one item alone."""
    if root is None:
        return ()
    for name in ("items", "references"):
        inner = root.get(name)
        if inner is not None and inner.items is not None:
            return inner.items
    return root.items if root.items is not None else (root,)


def _faults(tree: Tree) -> list[Skipped]:
    return [Skipped(line=f.line, text=f.text or "the file", why=f.why) for f in tree.faults]


class ZoteroReader:
    """Reads an export; collections and tags such as "Week 3" and "required" place its items."""

    name = "zotero"

    def recognises(self, page: Page) -> float:
        """Nearly certain of JSON with Zotero's item types."""
        text = page.text[:_SEEN_OF_ZOTERO].lstrip("\ufeff \t\r\n")
        zotero = not page.files and text.startswith(("{", "[")) and _ITEM_TYPED.search(text)
        return 0.98 if zotero else 0.0

    def read(self, page: Page, hints: Hints) -> PageContent:
        """The items that are works, by week."""
        tree = parse_json(page.text)
        skipped = _faults(tree)
        collections = _collections(tree.root)
        attached = _attached(tree.root)
        records: list[TaggedRecord] = []
        remarks: list[str] = []
        for node in _zotero_items(tree.root):
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
            item = zotero.parse_item(node.value)
            links = attached.get(_text(values, "key"), ())
            reading = item.reading.replace(links=(*item.reading.links, *links)) if links else item.reading
            words = (*item.words, *_collections_of(values, collections))
            records.append(TaggedRecord.of(item._replace(reading=reading, words=words), node.line))
            skipped += _attachments_left(values)
            remarks += (f"line {node.line}: {problem}" for problem in item.problems)
        return place_records(self.name, records, hints, name=page.name, skipped=skipped, remarks=remarks)


def _zotero_items(root: Node | None) -> Iterator[Node]:
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
    for node in _zotero_items(root):
        values = dict(node.pairs or ())
        parent = _text(values, "parentItem")
        if _text(values, "itemType") not in _NO_WORKS:
            works.add(_text(values, "key"))
        elif parent:
            links = zotero.attachment_links({"attachments": [node.value]})
            found[parent] = (*found.get(parent, ()), *links)
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


def _collections_of(
    values: Mapping[str, Node], collections: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """The names of the collections of one item, each once."""
    ids = filter(None, (_text(values, "itemID"), _text(values, "key"), _text(values, "itemKey")))
    names = [name for id in ids for name in collections.get(id, ())]
    own = values.get("collections")
    for inner in (own.items or ()) if own is not None else ():
        names += collections.get(f"collection {inner.text}", ())
    return tuple(dict.fromkeys(names))


def _text(values: Mapping[str, Node], name: str) -> str | None:
    node = values.get(name)
    return node.text.strip() if node is not None and node.text and node.text.strip() else None


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
