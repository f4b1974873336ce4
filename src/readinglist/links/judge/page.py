"""A page as it came, read only as far as it is asked for: most pages are judged by their title alone."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, cast, overload

from readinglist.links.exchange import PAGE_LIMIT, PEEK_LIMIT, Case, Exchange
from readinglist.text.service_text import plain
from readinglist.text.word_forms import vocabulary, words
from readinglist.web.asking.answers import charset_of
from readinglist.web.page import pdf
from readinglist.web.page.citation_tags import PageMetadata, read_tags
from readinglist.web.page.html_page import NOTHING, WebPage, describe, parse_page

if TYPE_CHECKING:
    from lxml.etree import XPath
    from lxml.html import HtmlElement

T = TypeVar("T")


FEW_WORDS = 50
"""A page with fewer words may be drawn by its scripts, and shows a program nothing."""

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
# Before the first tag may stand a byte order mark, an XML declaration and comments.
_HTML_START = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,500}?-->\s*)*<(?:!doctype\s+html"
    rb"|html|head|title|body)\b",
    re.I | re.S,
)
_SNIFFED = 1024
_TEXTS = (
    "//text()[not(parent::script or parent::style or parent::title or parent::template"
    " or ancestor::noscript)]"
)
_LONGEST_TEXT = 200_000
# What stands in these is no text of the page.
_UNSHOWN = frozenset({"script", "style", "title", "template", "noscript"})
_LONGEST_HEADLINE = 12  # words of a page that is no more than a line, such as "Not found"
_REFRESH = re.compile(r"\s*(\d{1,6})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"'\s]+)", re.I)
_MOST_LINKS = 3_000
_TITLE_TAG = re.compile(
    r"(?:wkhealth_|bepress_)?citation_title|(?:og|twitter):title|(?:dc|dcterms|eprints)\.title|title"
)
_PART = re.compile(r"\s*bytes\s+\d{1,18}-(\d{1,18})/(\d{1,18}|\*)\s*$", re.I)
# Where frameworks put what they draw, still empty.
_SCRIPTED = re.compile(
    rb"<app-root\b|<div id=[\"']?(?:root|app|__next|__nuxt|react-root|main-app|ember-app)[\"']?[^>]{0,100}>"
    rb"\s*(?:</div>|<!--)",
    re.I,
)

# What a later run compares: a title in one line, and the first words of the text.
_LONGEST_TITLE = 200
_LONGEST_DIGESTED = 1_200
_DIGIT = re.compile(r"\d")
_DIGEST_BYTES = 8  # it is compared with one other, of the same link: a chance match is next to impossible


class lazy(Generic[T]):  # noqa: N801 (it is used like `property`)
    """Makes a method a property whose value is kept in the instance. For instances of one thread each.

    ``functools.cached_property`` holds one lock for all instances until Python 3.12
    (https://docs.python.org/3/library/functools.html#functools.cached_property), so that threads
    that each judge a page of their own would wait for each other.
    """

    def __init__(self, work: Callable[[Any], T]) -> None:
        self._work = work
        self.__doc__ = work.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> Self | T:
        if instance is None:
            return self
        value = instance.__dict__[self._name] = self._work(instance)
        return value


# Compiled once, and not on import: lxml is heavy.
@cache
def _texts() -> XPath:
    from lxml import etree

    return etree.XPath(_TEXTS, smart_strings=False)


def is_html(exchange: Exchange) -> bool:
    """Return whether what came is a page: its header says so, or it begins like one."""
    if exchange.content_type in _HTML_TYPES:
        return True
    return _HTML_START.match(exchange.body[:_SNIFFED]) is not None


def is_cut(exchange: Exchange) -> bool:
    """Whether there is more than what was read, or than the part that was asked for (RFC 9110, 14.4)."""
    part = _PART.match(exchange.headers.get("content-range", "")[:100]) if exchange.status == 206 else None
    return exchange.cut or (part is not None and (part[2] == "*" or int(part[1]) + 1 < int(part[2])))


def page_of(case: Case, exchange: Exchange) -> Page:
    """Return the page in one reply of a case, read once however often it is asked for."""
    page: Page = case.pages.setdefault(id(exchange), Page(exchange))
    return page


class Page:
    """What a page says and shows. Any bytes are one, an empty one at worst."""

    def __init__(self, exchange: Exchange) -> None:
        self.body = exchange.body
        self.cut = is_cut(exchange)
        self._charset = charset_of(exchange.headers.get("content-type", ""))

    @lazy
    def _root(self) -> HtmlElement | None:
        return parse_page(self.body, self._charset)

    @lazy
    def head(self) -> WebPage:
        """What it says of itself: title, meta tags, JSON-LD."""
        return NOTHING if self._root is None else describe(self._root)

    @lazy
    def citation(self) -> PageMetadata:
        """What its tags state about a work."""
        return read_tags(self.head)

    @lazy
    def text(self) -> str:
        """What it shows as text, scripts left out."""
        if self._root is None:
            return ""
        pieces = cast("list[str]", _texts()(self._root))
        return " ".join(" ".join(pieces)[:_LONGEST_TEXT].split())

    def beginning(self, length: int) -> str:
        """Return the first ``length`` characters or so of its text, without reading the rest."""
        pieces: list[str] = []
        for element in () if self._root is None else self._root.iter():
            if isinstance(element.tag, str) and element.tag not in _UNSHOWN and element.text:
                pieces.append(element.text)
            if element.tail:
                pieces.append(element.tail)
            length -= len(element.text or "") + len(element.tail or "")
            if length < 0:
                break
        return " ".join(pieces)

    @lazy
    def words(self) -> tuple[str, ...]:
        """The words of its text, in order."""
        return tuple(words(self.text))

    @lazy
    def vocabulary(self) -> frozenset[str]:
        """The words that stand in it anywhere, its title and its tags included, without accents."""
        told = " ".join([self.title, *(content for _, content in self.head.metas)])
        return vocabulary([*self.words, *words(told)])

    @lazy
    def title(self) -> str:
        """Its title; for want of one, its first heading, or all its text where that is a line only."""
        stated = self.head.title or next(iter(self.headings), "")
        return stated or (self.text if 0 < len(self.words) <= _LONGEST_HEADLINE else "")

    @lazy
    def headings(self) -> tuple[str, ...]:
        """Its main headings."""
        return tuple(plain(element.text_content()) for element in self._all("h1"))[:5]

    @lazy
    def titles(self) -> tuple[str, ...]:
        """All that it may mean as the title of what it shows."""
        tagged = (content for name, content in self.head.metas if _TITLE_TAG.fullmatch(name))
        found = (self.head.title, *(plain(text) for text in tagged), *self.headings)
        return tuple(dict.fromkeys(title for title in found if title))

    @lazy
    def is_shell(self) -> bool:
        """Whether its scripts draw it, so that a program sees nothing of what a person sees."""
        return len(self.words) < FEW_WORDS and (self.cut or bool(self._all("script", "frame", "frameset")))

    @property
    def is_scripted(self) -> bool:
        """Whether scripts fill it, whatever stands around: then it may be the same for all addresses."""
        return _SCRIPTED.search(self.body) is not None

    @lazy
    def language(self) -> str:
        """The language that it states, two or three letters; empty: none."""
        return "" if self._root is None else (self._root.get("lang") or "").lower().partition("-")[0].strip()

    @lazy
    def canonical(self) -> str:
        """The address that it says is its own; empty: none."""
        links = (a for a in self._all("link") if "canonical" in (a.get("rel") or "").lower().split())
        stated = next((link.get("href") or "" for link in links), "")
        return stated or next((content for name, content in self.head.metas if name == "og:url"), "")

    @lazy
    def refresh(self) -> str:
        """The address that it sends a browser to by itself; empty: none."""
        for meta in self._all("meta"):
            if (meta.get("http-equiv") or "").lower() == "refresh":
                match = _REFRESH.match(meta.get("content") or "")
                if match and int(match[1]) <= 30:
                    return plain(match[2])
        return ""

    @lazy
    def embedded(self) -> tuple[str, ...]:
        """The addresses of what is shown inside of it, and ``type:`` and the media type of embedded files."""
        found = list[str]()
        for element in self._all("iframe", "embed", "object", "frame"):
            found.append(element.get("src") or element.get("data") or "")
            found.append(f"type:{element.get('type') or ''}")
        return tuple(found)

    def links(self) -> Iterator[tuple[str, str]]:
        """Yield the address and the words of each of its links."""
        for element in self._all("a"):
            yield element.get("href") or "", plain(element.text_content(), 200)

    def _all(self, *tags: str) -> list[HtmlElement]:
        if self._root is None:
            return []
        return [element for element, _ in zip(self._root.iter(*tags), range(_MOST_LINKS), strict=False)]


# The same page again --------------------------------------------------------------------


def fingerprint(exchange: Exchange, page: Page | None = None) -> tuple[str, str]:
    """Return the title of what came, and a digest of it; ``page``, read already, saves reading it again.

    The title is one line of at most 200 characters; it is empty where none is stated. Of a
    page, the digest is of the first words of its text without those that hold a digit, so
    that times, counts and tokens are no difference; of another file, of its beginning. It
    is empty where too little was read.
    """
    if exchange.ask.method == "HEAD" or not exchange.body:
        return "", ""
    if pdf.is_pdf(exchange.body):
        return _line(pdf.read_metadata(exchange.body).get("title", "")), _digest(exchange.body[:PEEK_LIMIT])
    if is_html(exchange):
        page = page or Page(exchange)
        if page.cut and len(page.body) < PAGE_LIMIT:
            return _line(page.title), ""
        beginning = page.beginning(_LONGEST_DIGESTED).split()
        steady = " ".join(word for word in beginning if not _DIGIT.search(word))
        return _line(page.title), _digest(steady.encode("utf-8", "replace")) if steady else ""
    return "", _digest(exchange.body[:PEEK_LIMIT])


def _line(text: str) -> str:
    return plain(text)[:_LONGEST_TITLE].rstrip()


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=_DIGEST_BYTES).hexdigest()
