"""What stood at a link, in a title and a few letters, so that a later run sees whether it is the same."""

from __future__ import annotations

import hashlib
import re

from readinglist.links.exchange import PAGE_LIMIT, PEEK_LIMIT, Case, Exchange, Observation, Opinion, Testimony
from readinglist.links.judge.page import Page, is_html, page_of
from readinglist.links.results import LinkTarget, Witness
from readinglist.links.verdicts import class_of
from readinglist.text.service_text import plain
from readinglist.web.page import pdf

_LONGEST_TITLE = 200
_LONGEST_TEXT = 1_200
_DIGIT = re.compile(r"\d")
_DIGEST_BYTES = 8  # it is compared with one other, of the same link: a chance match is next to impossible


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
        return _line(page.title), _page_digest(page)
    return "", _digest(exchange.body[:PEEK_LIMIT])


def _page_digest(page: Page) -> str:
    if page.cut and len(page.body) < PAGE_LIMIT:
        return ""
    steady = " ".join(word for word in page.beginning(_LONGEST_TEXT).split() if not _DIGIT.search(word))
    return _digest(steady.encode("utf-8", "replace")) if steady else ""


def _line(text: str) -> str:
    return plain(text)[:_LONGEST_TITLE].rstrip()


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=_DIGEST_BYTES).hexdigest()


def observe(case: Case, opinion: Opinion) -> Observation:
    """Return what is remembered of a case that was judged: little enough to be kept of ten thousand."""
    last = case.last_of_link
    verdict, address = opinion.verdict, opinion.address
    if class_of(verdict) != "alive":
        return Observation(verdict, address, nameless=last.fault in ("dns", "dns_later"))
    title, digest = fingerprint(last, page_of(case, last))
    etag, modified = last.headers.get("etag", ""), last.headers.get("last-modified", "")
    return Observation(verdict, address, etag, modified, title, digest, unchanged=last.status == 304)


def testify(target: LinkTarget, case: Case, opinion: Opinion) -> Testimony:
    """Return what the page of a link said, with the page as the witness."""
    at = case.last_of_link.at
    witness = Witness(name="page", said=opinion.reason, at=at, verdict=opinion.verdict)
    return Testimony(target, opinion, (witness,), observe(case, opinion))
