"""A page of the web, read for what it says of itself: title, meta tags, and statements in JSON-LD."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from readinglist.text.service_text import plain

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Statements = dict[str, list[str]]
"""What a page states, in the words of `citation_tags`, to the texts that state it, in order."""

HTML_LIMIT = 256 * 1024
"""How many bytes of a page are read. Its tags stand at its head."""

# Some pages give all authors in one tag.
_LONGEST_CONTENT = 40_000
_MOST_TAGS = 6_000
_MOST_SCRIPTS = 200
_META_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I)
_BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
# Kinds of works in the vocabulary of https://schema.org/ScholarlyArticle, the most scholarly first.
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
# The longest lists of authors, those of physicists' collaborations, come to about so many.
_MOST_PEOPLE = 5_000
# What pages call Latin-1 or ASCII is Windows-1252 (Encoding Standard, 4.2).
_AS_WINDOWS = frozenset({"iso8859-1", "ascii"})


class WebPage(NamedTuple):
    """What a page says of itself, apart from what it shows."""

    title: str
    metas: tuple[tuple[str, str], ...]
    """Name or property of each meta tag in lower case, and its content, in order."""
    json_ld: tuple[Mapping[str, Any], ...]
    """The objects of its JSON-LD scripts, those of lists and graphs one by one."""
    asks_for_password: bool


NOTHING = WebPage("", (), (), False)
"""What a page says that cannot be read."""


def read_page(body: bytes, charset: str | None = None) -> WebPage:
    """What the first `HTML_LIMIT` bytes of a page say of it, see `parse_page` and `describe`."""
    root = parse_page(body, charset)
    return NOTHING if root is None else describe(root)


def parse_page(body: bytes, charset: str | None = None) -> HtmlElement | None:
    """Return the elements of the first `HTML_LIMIT` bytes of a page.

    Bad markup, any depth of nesting and any bytes give a page; entities that a document
    defines are not expanded.

    Args:
        body: the page as it was sent.
        charset: the encoding that its header states; ``None``: none.

    Returns:
        The root; ``None`` where there is nothing to be read.
    """
    from lxml import etree, html

    text = _decode(body[:HTML_LIMIT], charset).replace("\0", "")
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None


def describe(root: HtmlElement) -> WebPage:
    """What a page says of itself."""
    title = next((plain(_text(element)) for element in root.iter("title")), "")
    asks_for_password = any(
        (element.get("type") or "").lower() == "password" for element in root.iter("input")
    )
    return WebPage(title, tuple(_metas(root)), tuple(_json_ld(root)), asks_for_password)


def _decode(body: bytes, charset: str | None) -> str:
    """The text, by byte order mark, header or meta tag (HTML Standard, 13.2.3.2), else by a guess."""
    for bom, encoding in _BOMS.items():
        if body.startswith(bom):
            return body[len(bom) :].decode(encoding, "replace")
    stated = _META_CHARSET.search(body[:4096])
    for name in (charset, stated[1].decode("ascii", "replace") if stated else None):
        codec = _codec(name)
        if codec:
            return body.decode(codec, "replace")
    try:
        # The end may cut a letter in two.
        return codecs.getincrementaldecoder("utf-8")().decode(body)
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def _codec(name: str | None) -> str | None:
    """Python's name of a text encoding; ``None``: it is none."""
    try:
        info = codecs.lookup(name or "")
        "".encode(info.name)  # Python's codecs also pack and rot13, which are no text encodings
    except (LookupError, ValueError):
        return None
    return "cp1252" if info.name in _AS_WINDOWS else info.name


def _text(element: HtmlElement) -> str:
    return "".join(str(piece) for piece in element.itertext())


def _metas(root: HtmlElement) -> Iterator[tuple[str, str]]:
    for count, element in enumerate(root.iter("meta")):
        if count == _MOST_TAGS:
            return
        name = element.get("name") or element.get("property") or ""
        content = (element.get("content") or "")[:_LONGEST_CONTENT].strip()
        if name and content:
            yield name.strip().lower()[:100], content


def _json_ld(root: HtmlElement) -> Iterator[Mapping[str, Any]]:
    for count, element in enumerate(root.iter("script")):
        if count == _MOST_SCRIPTS:
            return
        if (element.get("type") or "").split(";")[0].strip().lower() != "application/ld+json":
            continue
        try:
            # Not strict: line feeds within texts are the most frequent slip.
            value = json.loads(_text(element), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _objects(value)


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects of a JSON-LD document: itself, its list, its graph (JSON-LD 1.1, 4.9)."""
    for item in value[:_MOST_TAGS] if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            nodes = graph[:_MOST_TAGS] if isinstance(graph, list) else []
            yield from (node for node in nodes if isinstance(node, dict))


def work_statements(objects: Iterable[Mapping[str, Any]]) -> Statements:
    """What JSON-LD with the words of schema.org states about a work; empty where no object is about one.

    The most scholarly kind of object is taken; of several, the first. Values of wrong
    types are passed over.
    """
    works = [(_kinds(item), item) for item in objects]
    for kind in _WORKS:
        for kinds, item in works:
            if kind in kinds:
                return _describe_work(item)
    return {}


def _kinds(item: Mapping[str, Any]) -> tuple[str, ...]:
    """The types of an object, without the address of the vocabulary."""
    return tuple(text.rpartition("/")[2].rpartition(":")[2] for text in _texts(item.get("@type")))


def _describe_work(item: Mapping[str, Any]) -> Statements:
    # `sameAs` and `@id` hold addresses of all kinds; what is no DOI is passed over later.
    found: Statements = {
        # Some cut a headline after 110 characters, so the name goes first.
        "title": [*_texts(item.get("name")), *_texts(item.get("headline"))],
        "author": _names(item.get("author") or item.get("creator")),
        "issued": _texts(item.get("datePublished")),
        "publisher": _names(item.get("publisher")),
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
    kinds = _kinds(part)
    if _JOURNALS & set(kinds):
        found.setdefault("journal", []).extend(_texts(part.get("name")))
        found.setdefault("issn", []).extend(_texts(part.get("issn")))
    found.setdefault("volume", []).extend(_texts(part.get("volumeNumber")))
    found.setdefault("issue", []).extend(_texts(part.get("issueNumber")))
    _add_containers(part.get("isPartOf"), found, depth - 1)


def _names(value: Any) -> list[str]:
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
