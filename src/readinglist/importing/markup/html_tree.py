"""An HTML document as a tree: what of it is the page, and what stands around the page.

https://html.spec.whatwg.org/multipage/ - trees are made by lxml, which repairs bad markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from readinglist.importing.markup.source_text import Hidden
from readinglist.model.identifiers import without_detour
from readinglist.text.markdown.spans import Span

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_UNSEEN = frozenset({"script", "style", "template", "title", "svg", "object", "noscript", "select", "math"})
_AROUND = frozenset({"nav", "footer", "aside"})
_AROUND_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary"})
_AROUND_NAMES = re.compile(
    r"(?:(?:site|page|main|top|side|global|left|right|bs|md|mobile|doc|docs|book|wy)[-_]?)*"
    r"(?:nav(?:bar|igation)?|sidebar|side-?menu|menu|breadcrumbs?|footer|toc|table-of-contents|toctree-wrapper|pagination"
    r"|skip(?:-to-content|-link|-nav)?|search(?:-?box|-?bar|-?form)?|cookie(?:-banner|-consent)?)"
    r"(?:[-_](?:wrapper|container|inner|links?|list|items?|header|content|scroll|side|brand|collapse|nav))*"
    r"|sphinxsidebar(?:wrapper)?|related|site-header|mw-panel|mw-navigation|printfooter|catlinks",
    re.I,
)
_ANCHOR_MARKS = frozenset({"headerlink", "anchor-heading", "anchorjs-link", "heading-link", "header-anchor"})
_ADDRESS = re.compile(r"<a\b[^<>]{0,2000}?\bhref[ \t]*=[ \t]*[\"']?([^\"'\s<>]{1,2000})", re.I)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
if TYPE_CHECKING:
    from lxml.etree import _Element as Element

CITES = "data-cites"
"""The attribute of an element that cites a work by the key that it has in a bibliography."""
_BOLD = frozenset({"b", "strong"})
_ITALIC = frozenset({"i", "em", "cite", "dfn", "var"})
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_BADGE = re.compile(r"(?:badge|label|pill|chip|tag)(?:-\w+)*", re.I)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|bolder|[6-9]00)", re.I)
_LIGHT_STYLE = re.compile(r"font-weight\s*:\s*(?:normal|lighter|[1-5]00)", re.I)
# Pages without style sheets set their titles so; 3 is the size of the text.
_LARGE = re.compile(r"\s*(?:\+[1-9]|[4-7])\s*")
_ITALIC_STYLE = re.compile(r"font-style\s*:\s*italic", re.I)
_ICON = re.compile(
    r"(?:fa|bi|icon|ai|ti|glyphicon|mdi|ri)-(?:file-?(?:earmark-?)?)?"
    r"(?P<kind>pdf|powerpoint|ppt|video|youtube|film|play|github|code|slides|book|newspaper|arxiv|doi|zoom)\b",
    re.I,
)
_KINDS = {"powerpoint": "slides", "ppt": "slides", "youtube": "video", "film": "video", "play": "video"}
_SCRIPT = re.compile(r"\s*(?:javascript|data|vbscript):", re.I)


class Link(NamedTuple):
    """A link that is no part of the page: its words, its address, and its line."""

    words: str
    url: str
    line: int | None


class Region(NamedTuple):
    """A part of a document that stands around the page, and its links."""

    name: str
    links: tuple[Link, ...]


class Document(NamedTuple):
    """A document in its parts.

    Attributes:
        root: the element that holds the page.
        title: what the window of a browser shows; ``None``: nothing.
        around: navigation, footers and the like, with their links.
        hidden: the comments.
        beyond: addresses that stand deeper than tags may be nested, where reading ended.
    """

    root: Element
    title: str | None
    around: tuple[Region, ...]
    hidden: tuple[Hidden, ...]
    beyond: tuple[str, ...]


def document_of(text: str) -> Document | None:
    """The document in ``text``; ``None``: there is nothing in it.

    No entity that a document defines is expanded, and nothing is fetched.
    """
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_pis=True)
    shown = _NOT_XML.sub(" ", text.removeprefix("\ufeff"))
    try:
        root = etree.fromstring(shown.encode("utf-8", "replace"), parser)
        if root is None and "<!--" in shown:  # nothing but comments, which are read in a body only
            root = etree.fromstring(f"<body>{shown}".encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return None
    if root is None or not tag_of(root):
        return None
    hidden = tuple(_comments(root))
    page = _page(root)
    around = tuple(region for region in _around(root, page) if region.links)
    return Document(page, _title(root), around, hidden, _beyond(shown, root, parser))


def tag_of(element: Element) -> str:
    """The name of an element in small letters; empty: it is a comment or the like."""
    tag: object = element.tag
    return tag.lower() if isinstance(tag, str) else ""


def classes_of(element: Element) -> tuple[str, ...]:
    """The classes of an element."""
    return tuple((element.get("class") or "").split())


def is_unseen(element: Element) -> bool:
    """Whether an element is no word of the page: a script, a mark that links a heading to itself."""
    tag = tag_of(element)
    # A row without its table stays in the head where a page has no body.
    if tag == "head":
        return next(element.iter("a"), None) is None
    return tag in _UNSEEN or any(name in _ANCHOR_MARKS for name in classes_of(element))


def is_around(element: Element) -> bool:
    """Whether an element is navigation, a footer or the like."""
    tag = tag_of(element)
    if tag in _AROUND or element.get("role") in _AROUND_ROLES:
        return True
    if tag not in ("div", "ul", "ol", "section", "header"):
        return False
    names = (*classes_of(element), element.get("id") or "")
    named = any(_AROUND_NAMES.fullmatch(name) for name in names if len(name) < 60)
    return named and not any(True for _ in element.iter("h1"))


def line_of(element: Element) -> int | None:
    """The line where an element begins; ``None``: not known."""
    line: object = element.sourceline
    return line if isinstance(line, int) and line > 0 else None


def words_of(element: Element) -> str:
    """The words in an element, on one line."""
    return " ".join("".join(str(part) for part in element.itertext()).split())


def _title(root: Element) -> str | None:
    found = next(root.iter("title"), None)
    return (words_of(found) or None) if found is not None else None


def _page(root: Element) -> Element:
    """The element that holds the page: ``main`` or the one article where it has links, else all of it."""
    for found in (
        [e for e in root.iter("main", "div", "section") if _is_main(e)],
        list(root.iter("article")),
    ):
        outer = [element for element in found if not any(other in found for other in element.iterancestors())]
        if len(outer) == 1 and any(link.get("href") for link in outer[0].iter("a")):
            return outer[0]
    return root


def _is_main(element: Element) -> bool:
    return tag_of(element) == "main" or element.get("role") == "main"


def _around(root: Element, page: Element) -> Iterator[Region]:
    """The parts around the page, then those within it."""
    if page is not root:
        inside = set(page.iter("a"))
        yield Region("outside of the page's main part", tuple(_links(root, inside)))
    for element in _outermost(page):
        yield Region(_region_name(element), tuple(_links(element, set())))


def _outermost(page: Element) -> Iterator[Element]:
    from lxml import etree

    walk = etree.iterwalk(page, events=("start",))
    for _, element in walk:
        if element is not page and is_around(element):
            walk.skip_subtree()
            yield element


def _region_name(element: Element) -> str:
    tag, role = tag_of(element), element.get("role")
    if tag == "footer" or role == "contentinfo" or "footer" in (*classes_of(element), element.get("id")):
        return "in a footer"
    return "beside the page" if tag == "aside" else "in the navigation"


def _links(element: Element, without: set[Element]) -> Iterator[Link]:
    for link in element.iter("a"):
        url = (link.get("href") or "").strip()
        if url and not url.startswith("#") and link not in without:
            yield Link(words_of(link), without_detour(url), line_of(link))


def _comments(root: Element) -> Iterator[Hidden]:
    from lxml import etree

    ahead = reversed(list(root.itersiblings(etree.Comment, preceding=True)))
    for comment in (*ahead, *root.iter(etree.Comment), *root.itersiblings(etree.Comment)):
        text = comment.text or ""
        # A comment has the line of its end.
        line = (line_of(comment) or 1) - text.count("\n")
        yield Hidden(text, max(line, 1), "commented out")


def _beyond(text: str, root: Element, parser: object) -> tuple[str, ...]:
    log = getattr(parser, "error_log", ())
    if not any("depth" in (error.message or "").lower() for error in log):
        return ()
    seen = {link.get("href") for link in root.iter("a")}
    return tuple(dict.fromkeys(url for url in _ADDRESS.findall(text) if url not in seen))


class Look(NamedTuple):
    """How words are set, and where they lead (``None``: nowhere)."""

    url: str | None = None
    bold: bool = False
    italic: bool = False
    code: bool = False
    key: str | None = None

    def span(self, text: str) -> Span:
        """Words that look so."""
        return Span(text, self.url, self.bold, self.italic, self.code, self.key)

    def within(self, element: Element) -> Look:
        """How words in an inline element look that stands among words that look like this."""
        tag, style = tag_of(element), element.get("style") or ""
        large = tag == "font" and _LARGE.fullmatch(element.get("size") or "") is not None
        bold = self.bold or large or tag in _BOLD or _BOLD_STYLE.search(style) is not None
        # Google's editors wrap a whole page into <b style="font-weight:normal">.
        bold = (bold and _LIGHT_STYLE.search(style) is None) or _is_badge(element)
        italic = self.italic or _ITALIC_STYLE.search(style) is not None
        # An <i> with classes and no words is an icon.
        italic = italic or (tag in _ITALIC and bool(element.text or len(element)))
        return Look(_url(element, self.url), bold, italic, self.code or tag in _CODE, element.get(CITES))


def _is_badge(element: Element) -> bool:
    return tag_of(element) == "span" and any(_BADGE.fullmatch(name) for name in classes_of(element))


def _url(element: Element, around: str | None) -> str | None:
    """Where a link leads; anchors of the page itself and scripts lead nowhere."""
    href = element.get("href") if tag_of(element) == "a" else None
    if href is None or href.strip().startswith("#") or _SCRIPT.match(href):
        return around
    return without_detour(" ".join(href.split()))


def stands_for(element: Element) -> str:
    """The words that an element without words stands for: an image's text, what an icon shows."""
    tag = tag_of(element)
    if tag == "img":
        return element.get("alt") or ""
    if element.text or len(element):
        return ""
    for name in ("aria-label", "title"):
        if told := element.get(name):
            return told
    match = _ICON.search(element.get("class") or "")
    return _KINDS.get(match["kind"].lower(), match["kind"].lower()) if match else ""
