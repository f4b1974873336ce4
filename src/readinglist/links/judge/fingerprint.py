"""What stood at a link, in a title and a few letters, so that a later run sees whether it is the same."""

from __future__ import annotations

import hashlib
import re

from readinglist.links.exchange import PAGE_LIMIT, PEEK_LIMIT, Exchange
from readinglist.links.judge.page import Page, is_html
from readinglist.text.service_text import plain
from readinglist.web.page import pdf

_LONGEST_TITLE = 200
_LONGEST_TEXT = 1_200
_DIGIT = re.compile(r"\d")
_DIGEST_BYTES = 8


def fingerprint(exchange: Exchange, page: Page | None = None) -> tuple[str, str]:
    """The title of what came, and a digest of it; ``page``, where it was read already, saves reading it.

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
        return _line(page.title), _of_page(page)
    return "", _digest(exchange.body[:PEEK_LIMIT])


def _of_page(page: Page) -> str:
    if page.cut and len(page.body) < PAGE_LIMIT:
        return ""
    steady = " ".join(word for word in page.beginning(_LONGEST_TEXT).split() if not _DIGIT.search(word))
    return _digest(steady.encode("utf-8", "replace")) if steady else ""


def _line(text: str) -> str:
    return plain(text)[:_LONGEST_TITLE].rstrip()


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=_DIGEST_BYTES).hexdigest()
