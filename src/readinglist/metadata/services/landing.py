"""Landing pages: any page of the web that may state the citation data of a work.

A page is asked last of all, since its statements are typed by hand and its author names
come in one string. But the long tail of a course's links has no identifier besides its
address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from urllib.parse import quote, urlsplit

from readinglist.metadata.services.service import (
    About,
    Candidate,
    Found,
    Outcome,
    Trust,
    Unavailable,
    absent,
    candidate,
    unavailable,
)
from readinglist.model.identifiers import Identifier
from readinglist.web.asking.answers import Answer, Asker, charset_of
from readinglist.web.asking.terms import ServiceTerms, unhurried
from readinglist.web.page import pdf
from readinglist.web.page.citation_tags import read_tags
from readinglist.web.page.html_page import HTML_LIMIT, read_page
from readinglist.web.page.page_check import Refusal, judge_page, judge_reply, judge_silence

_SIDE_BY_SIDE = 8
# Servers that state no type mostly send pages.
_HTML = ("text/html", "application/xhtml+xml", "")


class LandingPages:
    """Reads the citation tags of pages, and the metadata of PDF files."""

    name = "landing"
    about = About(
        row="the page itself",
        asked="singly",
        terms=ServiceTerms(hosts=(), pace=unhurried, page=None),  # any host, each at the usual pace
        guarded=True,
        trust=Trust(names_in_parts=False),
        aliases=("pdf",),
    )

    def takes(self, identifier: Identifier) -> bool:
        """Whether the identifier is an address, or one whose page is known."""
        return identifier.scheme in SCHEMES and page_address(identifier) is not None

    def fetch(self, identifiers: Sequence[Identifier], session: Asker) -> Iterator[Outcome]:
        """One outcome for each identifier, as they come; each address is asked once, eight side by side."""
        wanted: dict[str, list[Identifier]] = {}
        for identifier in dict.fromkeys(identifiers):
            address = page_address(identifier)
            if address is None:
                yield absent(identifier, self.name, str(identifier), "it has no page that could be read")
            else:
                wanted.setdefault(address, []).append(identifier)
        if not wanted:
            return
        pool = ThreadPoolExecutor(min(_SIDE_BY_SIDE, len(wanted)), thread_name_prefix="landing")
        try:
            asked = {pool.submit(_ask, address, session): address for address in wanted}
            for done in as_completed(asked):
                answer = done.result()
                for identifier in wanted[asked[done]]:
                    found = outcome(identifier, answer)
                    # A reply that promised a page and was none is to be asked for again.
                    if isinstance(found, Unavailable) and 200 <= (answer.status or 0) < 300:
                        session.forget(answer.asked)
                    yield found
        finally:
            # After Ctrl-C no page is waited for: its outcome would be thrown away.
            pool.shutdown(wait=False, cancel_futures=True)


def _ask(address: str, session: Asker) -> Answer:
    limit = pdf.PDF_LIMIT if urlsplit(address).path.lower().endswith(".pdf") else HTML_LIMIT
    headers = {"Accept": "text/html, application/xhtml+xml, application/pdf;q=0.9, */*;q=0.5"}
    return session.get(address, headers=headers, limit=limit, untrusted=True)


def outcome(identifier: Identifier, answer: Answer) -> Outcome:
    """What a reply says about the work, whatever it holds."""
    refusal = judge_reply(answer)
    if refusal is None:
        read = _read_reply(identifier, answer)
        if isinstance(read, Candidate):
            return Found(candidate=read)
        refusal = read
    if refusal.absent:
        return absent(identifier, LandingPages.name, answer.asked, refusal.reason)
    return next(unavailable([identifier], LandingPages.name, answer.asked, refusal.reason))


def _read_reply(identifier: Identifier, answer: Answer) -> Candidate | Refusal:
    kind = answer.content_type.split(";")[0].strip().lower()
    # By its bytes: many servers call a PDF "application/octet-stream".
    if pdf.is_pdf(answer.body):
        fields = pdf.read_metadata(answer.body)
        if not fields:
            return Refusal(True, "the PDF states neither title nor authors")
        return candidate(identifier, "pdf", answer, fields=fields, rules=dict.fromkeys(fields, pdf.RULE))
    if kind == "application/pdf":
        return Refusal(False, "an answer that is no answer: no PDF where one was announced")
    if kind not in _HTML:
        return Refusal(True, f"it is no page and no PDF but {kind[:60]}")
    return _read_html(identifier, answer)


def _read_html(identifier: Identifier, answer: Answer) -> Candidate | Refusal:
    page = read_page(answer.body, charset_of(answer.content_type))
    refusal = judge_page(answer, page)
    if refusal:
        return refusal
    found = read_tags(page)
    # Without a title, a page that names a publisher or a date is about anything.
    if not found.fields.get("title"):
        return judge_silence(page)
    return candidate(
        identifier,
        LandingPages.name,
        answer,
        fields=found.fields,
        rules=found.rules,
        relations=found.relations,
        online=found.online,
    )


def _hash_page(site: str) -> Callable[[str], str]:
    """NeurIPS and MLSys share their software: ``YEAR/HASH``, perhaps with the track at its end."""

    def address(value: str) -> str:
        year, _, rest = value.partition("/")
        if not rest:  # NeurIPS's old form, "8092-slug-of-the-title", which redirects
            return f"https://papers.nips.cc/paper/{year}"
        code, dash, track = rest.partition("-")
        return f"https://{site}/paper_files/paper/{year}/hash/{code}-Abstract{dash}{track}.html"

    return address


def _usenix(value: str) -> str:
    """Of a file, no page is known: the file itself."""
    if value.startswith("files/"):
        return f"https://www.usenix.org/system/{value}"
    conference, _, paper = value.partition("/")
    return f"https://www.usenix.org/conference/{conference}/presentation/{paper}"


def _cvf(value: str) -> str:
    folder, _, name = value.rpartition("/")
    return f"https://openaccess.thecvf.com/{folder}/html/{name}.html"


# The schemes without a row have a service of their own, which says more than a page.
_ADDRESSES: Mapping[str, Callable[[str], str]] = {
    "url": lambda value: value,
    "usenix": _usenix,
    "neurips": _hash_page("proceedings.neurips.cc"),
    "mlsys": _hash_page("proceedings.mlsys.org"),
    "pmlr": lambda value: f"https://proceedings.mlr.press/{value}.html",
    "jmlr": lambda value: f"https://jmlr.org/papers/{value}.html",
    "cvf": _cvf,
    "acl": lambda value: f"https://aclanthology.org/{value}/",
    "iacr": lambda value: f"https://eprint.iacr.org/{value}",
    "handle": lambda value: f"https://hdl.handle.net/{quote(value, safe='/:;,@&=+$-_.!~*()')}",
}
SCHEMES = frozenset(_ADDRESSES)
"""Schemes of identifiers whose page is known."""


def page_address(identifier: Identifier) -> str | None:
    """The address to read; ``None``: nothing is known, or it is no address of the web."""
    address = _ADDRESSES[identifier.scheme](identifier.value) if identifier.scheme in _ADDRESSES else ""
    return address if address.lower().startswith(("http://", "https://")) else None
