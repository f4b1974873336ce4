"""Which work an entry is about: its identifiers wherever they stand, preprint or published."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from readinglist.model.identifiers import identify, normalise_arxiv
from readinglist.model.links import is_placeholder
from readinglist.model.reading import Reading

IdKind = Literal["doi", "arxiv", "url"]
ID_KINDS: tuple[IdKind, ...] = ("doi", "arxiv", "url")

# What campaigns and social networks add to an address; the page is the same without.
_TRACKING = re.compile(r"(?:^|&)(?:utm_\w+|_ga|fbclid|gclid)=[^&]*")
# Links of these names lead to the work; several works may share code, slides or a video.
_TO_THE_WORK = frozenset({None, "pdf", "paper", "doi", "arxiv", "preprint", "website"})
_ARXIV_VENUE = re.compile(r"(?:arxiv|corr\b|computing research repository)", re.IGNORECASE)
# Google Scholar writes journal = {arXiv preprint arXiv:1706.03762}, DBLP CoRR and volume = {abs/1706.03762}.
_ID_IN_VENUE = re.compile(r"arxiv\s*:\s*(\S+)", re.IGNORECASE)


class WorkId(NamedTuple):
    """Something that names one work: a DOI, an arXiv id, or an address."""

    kind: IdKind
    value: str

    def __str__(self) -> str:
        """The identifier with what it is, for a sentence."""
        return f"{ {'doi': 'DOI', 'arxiv': 'arXiv id', 'url': 'link'}[self.kind] } {self.value}"


def ids_of(reading: Reading) -> tuple[WorkId, ...]:
    """Everything that names the work of ``reading``, in its fields and in its links."""
    found: dict[WorkId, None] = {}
    if reading.doi:
        found[_work_id(reading.doi) or WorkId("doi", reading.doi)] = None
    if stated := reading.arxiv_id or _arxiv_id_in_venue(reading):
        found[WorkId("arxiv", stated)] = None
    for url, label in ((reading.url, None), *((link.url, link.label) for link in reading.links)):
        identifier = _work_id(url) if url else None
        to_the_work = (label.casefold() if label else None) in _TO_THE_WORK
        if identifier and (identifier.kind != "url" or to_the_work):
            found[identifier] = None
    return tuple(found)


@lru_cache(maxsize=1 << 16)
def _work_id(url: str) -> WorkId | None:
    """What ``url`` names; ``None``: nothing that is one work (a placeholder, a mere site)."""
    if is_placeholder(url):
        return None
    named = identify(url)
    for kind in ("doi", "arxiv"):
        if named and named.scheme == kind:
            return WorkId(kind, named.value)
    return _page_id(url)


def _page_id(url: str) -> WorkId | None:
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # a broken host: nothing to compare, and `bad-link` says so
        return None
    path = parts.path.rstrip("/")
    query = _TRACKING.sub("", parts.query).lstrip("&")
    # The start page of a site is what many entries link to where they have no better address.
    if not (path or query or parts.fragment):
        return None
    host = parts.netloc.lower().removeprefix("www.")
    address = host + path + (f"?{query}" if query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    return WorkId("url", address)


def arxiv_id_of(reading: Reading) -> str | None:
    """The arXiv id that an entry states, or whose page is its link; ``None``: it has none."""
    if stated := reading.arxiv_id or _arxiv_id_in_venue(reading):
        return stated
    identifier = _work_id(reading.url) if reading.url else None
    return identifier.value if identifier and identifier.kind == "arxiv" else None


def _arxiv_id_in_venue(reading: Reading) -> str | None:
    venue = reading.container_title
    if not venue or not _ARXIV_VENUE.match(venue):
        return None
    in_venue = _ID_IN_VENUE.search(venue)
    arxiv = normalise_arxiv(in_venue[1] if in_venue else (reading.volume or "").removeprefix("abs/"))
    return arxiv.id if arxiv else None


def is_preprint(reading: Reading) -> bool:
    """Whether all that an entry says of where the work appeared is arXiv."""
    published = (
        (reading.doi and normalise_arxiv(reading.doi) is None)
        or (reading.container_title and not _ARXIV_VENUE.match(reading.container_title))
        or (reading.publisher and not _ARXIV_VENUE.match(reading.publisher))
    )
    return arxiv_id_of(reading) is not None and not published
