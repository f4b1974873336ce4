"""Files: is it the PDF that was promised? And pages that stand where a file was promised.

Stores of shared files say in sentences of their own that one is gone or was never shared. The host
is known then and the page is short, so a sentence of its text may be believed.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from readinglist.links.exchange import Opinion, Wish
from readinglist.links.judge.evidence import Evidence, site_of
from readinglist.links.judge.identity import pdf_of_another_work
from readinglist.links.link_identity import is_under
from readinglist.links.verdicts import Verdict
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
_FROM_START = re.compile(r"bytes\s+0-", re.I)
_PDF_TAG = "citation_pdf_url"
_LONGEST_TYPE = 60
_MOST_WORDS_OF_STORE = 150
_ASK = "ask its owner to share it with everybody who has the link"
_GOOGLE = ("drive.google.com", "docs.google.com", "sites.google.com", "drive.usercontent.google.com")
_MICROSOFT = ("sharepoint.com", "onedrive.live.com", "1drv.ms", "sharepoint-df.com", "office.com")
_DROPBOX = ("dropbox.com",)
_BOX = ("box.com",)
# Hosts that show a file in a page of their own.
_VIEWERS = (
    *_GOOGLE,
    *_MICROSOFT,
    "dropbox.com",
    "box.com",
    "github.com",
    "gitlab.com",
    "bitbucket.org",
    "overleaf.com",
    "scribd.com",
    "slideshare.net",
    "speakerdeck.com",
    "academia.edu",
    "researchgate.net",
    "archive.org",
    "figshare.com",
    "nextcloud.com",
)


def judge_file(evidence: Evidence) -> Opinion | Wish:
    """Return the opinion on what is no page."""
    body = evidence.reply.body
    if pdf.is_pdf(body):
        return pdf_of_another_work(evidence) or evidence.opinion("ok", "it is a PDF")
    if not evidence.expected.pdf:
        return evidence.opinion("ok", f"it is a file ({_type(evidence)})")
    if evidence.may_read_more and len(body) < 1024:
        return "body"
    part = evidence.reply.headers.get("content-range", "")[:100]
    # The server may send another part than the beginning that was asked for (RFC 9110, 14.4).
    if evidence.status == 206 and not _FROM_START.match(part):
        return evidence.opinion("ok", "it is a part of a file")
    if body.startswith(_DOCUMENTS):
        return evidence.opinion("ok", f"it is no PDF but another file ({_type(evidence)})")
    reason = f"it is no PDF, which was promised, but {_type(evidence)}; find the new address"
    return evidence.opinion("wrong_content", reason)


def judge_head(evidence: Evidence) -> Opinion | Wish:
    """Return the opinion on a file from its headers alone; a wish where these are not enough."""
    kind = evidence.reply.content_type
    promised = evidence.expected.pdf or evidence.asks_for_work
    # "octet-stream" is what servers say that do not know: the beginning of the file tells.
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
    if is_under(site_of(evidence.final_parts), *_VIEWERS) or _shows_pdf(evidence):
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


def _type(evidence: Evidence) -> str:
    kind = re.sub(r"[^\w.+/-]", "", evidence.reply.content_type)
    return kind[:_LONGEST_TYPE] or "of no stated type"


# Stores of files -----------------------------------------------------------------------


class _Sentence(NamedTuple):
    """What the page of a store says, and what that means. ``words`` is a regular expression."""

    domains: tuple[str, ...]
    words: str
    verdict: Verdict
    reason: str


# More than one sentence may stand on a page, so the order counts.
_SENTENCES = (
    _Sentence(
        _GOOGLE,
        r"(?:file|item|document)[^.]{0,40} requested does not exist|file (?:has been |was )?deleted"
        r"|(?:file|item) is in (?:the )?(?:owner|someone)[’']s (?:trash|bin)",
        "soft_404",
        "Google says that there is no such file; find out where it is now",
    ),
    _Sentence(
        _GOOGLE,
        r"you need (?:access|permission)|(?:request|ask for) (?:access|permission)|access denied"
        r"|you (?:don[’']t|do not) have (?:access|permission)",
        "login",
        f"the file is not shared with everybody; {_ASK}",
    ),
    _Sentence(
        _GOOGLE,
        r"too many users have viewed or downloaded|quota (?:for this file )?(?:has been )?exceeded",
        "rate_limited",
        "Google says that too many people have asked for the file today; ask again later",
    ),
    _Sentence(
        _GOOGLE,
        r"violat(?:es|ion of)[^.]{0,40}terms of service",
        "blocked",
        "Google keeps the file back because of its terms; put it elsewhere",
    ),
    _Sentence(
        _DROPBOX,
        r"(?:item|file|folder|link)[^.]{0,40} (?:was|has been|is) (?:deleted|removed|disabled|expired)"
        r"|(?:file|folder|item)[^.]{0,20} isn[’']t here"
        r"|couldn[’']t find (?:this|that|the) (?:file|folder|page|link)",
        "soft_404",
        "Dropbox says that there is no such file; find out where it is now",
    ),
    _Sentence(
        _DROPBOX,
        r"(?:request|need|don[’']t have) access|sign in to (?:view|see|access)|password to (?:view|access)",
        "login",
        f"the file is not shared with everybody; {_ASK}",
    ),
    _Sentence(
        _MICROSOFT,
        r"link (?:has been removed|has expired|was removed|was deleted)",
        "soft_404",
        "the sharing link has been taken back or has run out; ask for a new one",
    ),
    _Sentence(
        # Their page names all that may be: "deleted, expired, or you might not have permission".
        _MICROSOFT,
        r"might not exist|need permission|access required|request access|access denied"
        r"|(?:don[’']t|do not) have (?:access|permission)|not have permission|sign in to your account",
        "login",
        f"the file is not shared with everybody, or is gone; {_ASK}",
    ),
    _Sentence(
        _BOX,
        r"removed or is unavailable to you|(?:request|need|don[’']t have) (?:access|permission)|log in to",
        "login",
        f"the file is not shared with everybody, or is gone; {_ASK}",
    ),
)


def file_host_in_page(evidence: Evidence) -> Opinion | None:
    """Return the opinion where a store of files says what has become of the file."""
    host = site_of(evidence.final_parts)
    spoken = [sentence for sentence in _SENTENCES if is_under(host, *sentence.domains)]
    if not spoken or not evidence.is_html or len(evidence.page.words) > _MOST_WORDS_OF_STORE:
        return None
    text = f"{evidence.page.title} . {evidence.page.text}"
    said = next((one for one in spoken if re.search(one.words, text, re.I)), None)
    return evidence.opinion(said.verdict, said.reason) if said else None


def video_without_name(evidence: Evidence) -> Opinion | None:
    """Return the opinion where the page of a video does not say which video it has."""
    title = evidence.page.title.strip(" -").casefold()
    at_video = is_under(
        site_of(evidence.final_parts), "youtube.com"
    ) and evidence.final_parts.path.startswith("/watch")
    if not at_video or title not in ("youtube", ""):
        return None
    reason = (
        "the page names no video: it may be gone, private, or kept from programs; look at it in a browser"
    )
    return evidence.opinion("blocked", reason)
