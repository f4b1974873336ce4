"""Files: is it the PDF that was promised? And pages that stand where one was."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from readinglist.links.exchange import Opinion, Wish
from readinglist.links.judge import file_hosts
from readinglist.links.judge.evidence import Evidence
from readinglist.links.judge.identity import pdf_of_another_work
from readinglist.web.page import pdf

_PDF = "application/pdf"
_PDF_TYPES = frozenset({_PDF, "application/x-pdf", "application/acrobat", "text/pdf", "applications/vnd.pdf"})
# Other forms in which papers are handed out; a person can read them.
_DOCUMENTS = (
    b"%!PS",
    b"AT&TFORM",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"{\\rtf",
    b"\x1f\x8b",
    b"\x1f\x9d",
    b"BZh",
)
"""How these begin: PostScript, DjVu, EPUB and office formats old and new, RTF, and what is compressed."""

_PDF_PATH = re.compile(
    r"\.pdf(?:$|[?#&;/])|/pdf(?:$|[?#/])|/e?pdf(?:ft|direct|plus)?/|format=pdf|type=pdf", re.I
)
_PDF_WORDS = re.compile(
    r"\bpdf\b|\bdownload\b|\bfull[- ]?text\b|herunterladen|télécharger|descargar|скачать|下载|ダウンロード",
    re.I,
)
_VIEWER_MARK = re.compile(rb"pdf\.?js|pdfobject|viewer\.html\?file=|pdf[-_]?viewer|PSPDFKit|foxit", re.I)
_PDF_TAG = "citation_pdf_url"
_LONGEST_TYPE = 60


def judge_file(evidence: Evidence) -> Opinion | Wish:
    """Return the opinion on what is no page."""
    body = evidence.reply.body
    if pdf.is_pdf(body):
        return pdf_of_another_work(evidence) or evidence.opinion("ok", "it is a PDF")
    if not evidence.expected.pdf:
        return evidence.opinion("ok", f"it is a file ({_type(evidence)})")
    if evidence.may_read_more and len(body) < 1024:
        return "body"
    if _is_later_part(evidence):
        return evidence.opinion("ok", "it is a part of a file")
    if body.startswith(_DOCUMENTS):
        return evidence.opinion("ok", f"it is no PDF but another file ({_type(evidence)})")
    reason = f"it is no PDF, which was promised, but {_type(evidence)}; find the new address"
    return evidence.opinion("wrong_content", reason)


def judge_head(evidence: Evidence) -> Opinion | Wish:
    """Return the opinion on a file from its headers alone; a wish where these are not enough."""
    kind = evidence.reply.content_type
    promised = evidence.expected.pdf or evidence.asks_for_work
    if not kind or evidence.is_html or (promised and kind in (*_PDF_TYPES, "application/octet-stream")):
        return "body"
    if kind.startswith("text/") or evidence.expected.pdf:
        return "body"
    return evidence.opinion("ok", f"it is a file ({_type(evidence)})")


def judge_empty(evidence: Evidence) -> Opinion:
    """Return the opinion on an answer without content."""
    if evidence.status == 204:
        return evidence.opinion("server_error", "the server says that it has nothing to show (HTTP 204)")
    reason = f"the server answers with nothing (HTTP {evidence.status}); look at it in a browser"
    return evidence.opinion("server_error", reason)


def page_in_place_of_pdf(evidence: Evidence) -> Opinion | None:
    """Return the opinion on a page where a PDF was promised; ``None``: no PDF was."""
    if not evidence.expected.pdf:
        return None
    if file_hosts.is_viewer(evidence) or _shows_pdf(evidence):
        return evidence.opinion("ok", "a page that shows or links the PDF stands there")
    page = evidence.page
    if page.refresh:
        return evidence.opinion("ok", f"a page stands there that leads on to {page.refresh[:200]}")
    if page.is_shell or page.is_scripted:
        reason = "a page that scripts draw stands where a PDF was promised; look at it in a browser"
        return evidence.opinion("blocked", reason)
    if evidence.is_named and page.cut:
        return evidence.opinion("ok", "a page of the work stands where a PDF was promised")
    reason = f"a page ({evidence.shown_title}) stands where a PDF was promised; find the new address"
    return evidence.opinion("wrong_content", reason)


def _shows_pdf(evidence: Evidence) -> bool:
    """Return whether the page shows the PDF inside of it, or leads to the one that was promised.

    A page of the work may call its link what it likes; elsewhere, the name of the file
    has to be the same.
    """
    page = evidence.page
    if any(_PDF_PATH.search(text) or text == f"type:{_PDF}" for text in page.embedded):
        return True
    if evidence.fit in ("named", "mentioned") and any(name == _PDF_TAG for name, _ in page.head.metas):
        return True
    if _VIEWER_MARK.search(page.body) or _PDF_PATH.search(page.refresh):
        return True
    name = unquote(evidence.link_parts.path).rpartition("/")[2].lower()
    return any(_leads_to_pdf(evidence, name, address, text) for address, text in page.links())


def _leads_to_pdf(evidence: Evidence, name: str, address: str, text: str) -> bool:
    if evidence.is_named and (_PDF_PATH.search(address) or _PDF_WORDS.search(text)):
        return True
    try:
        path = unquote(urlsplit(address).path).lower()
    except ValueError:
        return False
    return bool(name) and name.endswith(".pdf") and path.rpartition("/")[2] == name


def _is_later_part(evidence: Evidence) -> bool:
    """Return whether the server sent another part than the beginning that was asked for (RFC 9110, 14.4)."""
    stated = evidence.reply.headers.get("content-range", "")[:100]
    return evidence.status == 206 and re.match(r"bytes\s+0-", stated, re.I) is None


def _type(evidence: Evidence) -> str:
    kind = re.sub(r"[^\w.+/-]", "", evidence.reply.content_type)
    return kind[:_LONGEST_TYPE] or "of no stated type"
