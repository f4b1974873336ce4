"""What a link is judged by: the reply, the page in it, what was promised, how a made-up address fared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal
from urllib.parse import SplitResult, urlsplit

from readinglist.links.exchange import PAGE_LIMIT, Case, Exchange, Opinion
from readinglist.links.judge.page import fingerprint, is_cut, is_html, lazy, page_of
from readinglist.links.results import Expected
from readinglist.links.verdicts import Verdict
from readinglist.report import clip
from readinglist.text.titles import is_title_of, telling_words
from readinglist.text.word_forms import vocabulary, words
from readinglist.web.asking import addresses
from readinglist.web.asking.failures import RequestFailed
from readinglist.web.page import pdf

Fit = Literal["named", "mentioned", "silent", "unseen"]
"""How a page fits what was promised.

``named``: it has its title. ``mentioned``: its text speaks of it. ``silent``: it is a text
in which nothing of it stands. ``unseen``: nothing was promised, or too little is seen.
"""

# Parts of a title's telling words. In between, a page may be that of the work or not.
_ENOUGH_MENTIONED = 0.5
_HARDLY_MENTIONED = 0.34
_REAL_TEXT_WORDS = 200
_LONGEST_SHOWN = 80
_SAME_TEXT = 0.9


class Evidence:
    """A case, looked at from the newest reply that is not about a made-up address."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.expected: Expected = case.expected
        # A case that is judged has a reply; `decide` sees to that.
        self.reply = _newest(case, sibling=False) or case.exchanges[-1]
        self.sibling = _newest(case, sibling=True)
        self.page = page_of(case, self.reply)

    @property
    def status(self) -> int:
        """The status of the reply; 0 where there is none."""
        return self.reply.status or 0

    @lazy
    def is_html(self) -> bool:
        """Whether the reply is a page."""
        return is_html(self.reply)

    @property
    def asks_for_work(self) -> bool:
        """Whether the work itself was promised."""
        return bool(self.expected.titles)

    @property
    def is_redirected(self) -> bool:
        """Whether it led to another address than the list names."""
        return self.address is not None

    @lazy
    def address(self) -> str | None:
        """Where it led in the end; ``None``: nowhere else."""
        there = self.reply.ask.url
        asked = self.case.url
        return None if there == asked or _plain(there) == _plain(asked) else there

    @lazy
    def link_parts(self) -> SplitResult:
        """The parts of the address that the list names."""
        return parts(self.case.url)

    @lazy
    def final_parts(self) -> SplitResult:
        """The parts of the address where it led."""
        return parts(self.reply.ask.url)

    @property
    def may_read_more(self) -> bool:
        """Whether a whole page has not been asked for yet."""
        ask = self.reply.ask
        return ask.method == "HEAD" or (is_cut(self.reply) and ask.limit < PAGE_LIMIT)

    @lazy
    def is_named(self) -> bool:
        """Whether the page has the title that was promised."""
        return any(is_title_of(title, shown) for title in self.expected.titles for shown in self.page.titles)

    @lazy
    def fit(self) -> Fit:
        """How the page fits what was promised."""
        if not self.asks_for_work:
            return "unseen"
        if self.is_named:
            return "named"
        named = (names(family, self.page.vocabulary) for family in self.expected.families)
        if self.is_mentioned(_ENOUGH_MENTIONED) or any(named):
            return "mentioned"
        page = self.page
        # What a page leaves out is not there only where so much of it is seen.
        is_real_text = not page.cut and not page.is_shell and len(page.words) >= _REAL_TEXT_WORDS
        return "silent" if is_real_text and not self.is_mentioned(_HARDLY_MENTIONED) else "unseen"

    def is_mentioned(self, part: float) -> bool:
        """Return whether so large a part of the title's words stands in the page."""
        return share(self.expected.titles, self.page.vocabulary) >= part

    @lazy
    def is_known(self) -> bool:
        """Whether the same stood there when an earlier run found it alive."""
        known = self.case.remembered
        if known.verdict_class != "alive":
            return False
        title, digest = fingerprint(self.reply, self.page)
        return bool((title and title == known.title) or (digest and digest == known.digest))

    @lazy
    def pdf_fields(self) -> Mapping[str, Any]:
        """What a PDF states of itself, see `pdf.read_metadata`; nothing where the reply is none."""
        return pdf.read_metadata(self.reply.body) if pdf.is_pdf(self.reply.body) else {}

    @property
    def _fits(self) -> bool | None:
        """Whether what stands there has the title that was promised; ``None``: one of them is not known."""
        if not self.asks_for_work or not 200 <= self.status < 300:
            return None
        title = self.pdf_fields.get("title", "")
        if title:
            return any(is_title_of(expected, title) for expected in self.expected.titles)
        return self.is_named if self.is_html and self.page.titles else None

    def opinion(self, verdict: Verdict, reason: str) -> Opinion:
        """Return a verdict on this link, with where it led and whether it has the title that was promised."""
        return Opinion(verdict, reason, self.address, self._fits)

    @property
    def shown_title(self) -> str:
        """The title of the page, short enough for a reason."""
        title = self.page.title
        return repr(clip(title, _LONGEST_SHOWN))


def share(titles: Iterable[str], there: frozenset[str]) -> float:
    """Return the largest part of the telling words of one of the titles that is among the words ``there``."""
    told = (telling_words(title) for title in titles)
    return max((len(one & there) / len(one) for one in told if one), default=0.0)


def names(family: str, there: frozenset[str]) -> bool:
    """Return whether a family name stands among the words ``there``."""
    parts = vocabulary(words(family))
    # No words at all would be among any.
    return bool(parts) and parts <= there


def same_text(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether two texts, given as their vocabularies, are nearly the same."""
    return len(one & other) >= _SAME_TEXT * max(len(one), len(other))


def parts(url: str) -> SplitResult:
    """Return the parts of an address; none where it cannot be taken apart."""
    try:
        return urlsplit(url)
    except ValueError:  # a bracket that is no IPv6 address
        return urlsplit("")


def site_of(there: SplitResult) -> str:
    """Return the host of an address in lower case, without port and "www."; empty where there is none."""
    # A dot at its end makes a name absolute, and is none of another host (RFC 1034, 3.1).
    return (there.hostname or "").removeprefix("www.").rstrip(".")


def _newest(case: Case, *, sibling: bool) -> Exchange | None:
    return next((exchange for exchange in reversed(case.exchanges) if exchange.ask.sibling is sibling), None)


def _plain(url: str) -> str:
    """Return an address as it is asked, so that spellings of one do not look like two."""
    try:
        return addresses.clean(url, None)
    except (RequestFailed, ValueError):
        return url
