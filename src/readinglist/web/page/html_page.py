"""A page of the web, read for what it says of itself: title, meta tags, JSON-LD."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from readinglist.text.service_text import plain

if TYPE_CHECKING:
    from lxml.html import HtmlElement

HTML_LIMIT = 256 * 1024
"""How many bytes of a page are read. Its tags stand at its head."""

_LONGEST_CONTENT = 40_000
_MOST_TAGS = 6_000
_MOST_SCRIPTS = 20
_META_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I)
_BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
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
    """The elements of the first `HTML_LIMIT` bytes of a page.

    Bad markup, any depth of nesting and any bytes give a page; entities that a document
    defines are not expanded.

    Args:
        body: the page as it was sent.
        charset: the encoding that its header states; ``None``: none.

    Returns:
        The root; ``None`` where there is nothing to be read.
    """
    from lxml import etree, html

    text = _decoded(body[:HTML_LIMIT], charset).replace("\0", "")
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None


def describe(root: HtmlElement) -> WebPage:
    """What a page says of itself."""
    return WebPage(_title(root), tuple(_metas(root)), tuple(_json_ld(root)), _asks_for_password(root))


def charset_of(content_type: str) -> str | None:
    """The encoding that the header ``Content-Type`` states; ``None``: none."""
    for part in content_type.split(";")[1:]:
        name, _, value = part.strip().partition("=")
        if name.strip().lower() == "charset":
            return value.strip("\"' ")
    return None


def _decoded(body: bytes, charset: str | None) -> str:
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
        "".encode(info.name)
    except (LookupError, ValueError):
        return None
    return "cp1252" if info.name in _AS_WINDOWS else info.name


def _title(root: HtmlElement) -> str:
    return next((plain(_text(element)) for element in root.iter("title")), "")


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
        if count == 10 * _MOST_SCRIPTS:
            return
        if (element.get("type") or "").split(";")[0].strip().lower() != "application/ld+json":
            continue
        try:
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
            yield from (
                (node for node in graph[:_MOST_TAGS] if isinstance(node, dict))
                if isinstance(graph, list)
                else ()
            )


def _asks_for_password(root: HtmlElement) -> bool:
    return any((element.get("type") or "").lower() == "password" for element in root.iter("input"))
