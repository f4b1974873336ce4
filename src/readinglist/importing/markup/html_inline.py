"""Words of an HTML page with their markup: links, bold, italic, code, icons, badges."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from readinglist.importing.markup.html_tree import classes_of, tag_of
from readinglist.model.identifiers import without_detour
from readinglist.text.markdown.spans import Span

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

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


class Look(NamedTuple):
    """How words are set, and where they lead (``None``: nowhere)."""

    url: str | None = None
    bold: bool = False
    italic: bool = False
    code: bool = False

    def span(self, text: str) -> Span:
        """Words that look so."""
        return Span(text, self.url, self.bold, self.italic, self.code)

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
        return Look(_url(element, self.url), bold, italic, self.code or tag in _CODE)


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
