"""What one assignment asks for: how many pages, and whether everybody may read them. Pure."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

from readinglist.model.identifiers import identifiers_of
from readinglist.model.reading import Link, Reading
from readinglist.model.schedule import Assignment

_RANGE = re.compile(r"(\d{1,6})\s*(?:[-\u2010-\u2015]+|to)\s*(\d{1,6})")
_PAGES = re.compile(r"\b(?:pages?|pp?\.)\s*(.*)", re.I)
# A longer range is a slip, or numbers that are no pages.
_MOST_PAGES = 2000

Access = Literal["free", "paywalled", "unknown"]

# Archives and venues that show the whole work to everybody.
_OPEN_SCHEMES = frozenset(
    {"arxiv", "acl", "openreview", "pmlr", "neurips", "mlsys", "jmlr", "cvf", "usenix", "iacr"}
)
# DOI prefixes of publishers and archives that show all they have to everybody: bioRxiv, PLOS, JMLR's
# and ACL's own, Zenodo, PeerJ, Frontiers, MDPI.
_OPEN_PREFIXES = ("10.1101/", "10.1371/", "10.18653/", "10.5281/", "10.7717/", "10.3389/", "10.3390/")
# Publishers' platforms, where a subscription is the rule.
_CLOSED_HOSTS = (
    "dl.acm.org",
    "ieeexplore.ieee.org",
    "link.springer.com",
    "sciencedirect.com",
    "onlinelibrary.wiley.com",
    "tandfonline.com",
    "journals.sagepub.com",
    "nature.com",
    "science.org",
)


def pages_of(assignment: Assignment) -> int | None:
    """How many pages an assignment asks for; ``None``: that is not known.

    The part to read counts where it names pages; where it names chapters or sections their length
    is not known. Otherwise the pages of the work count, where they are a range.
    """
    if assignment.locator:
        stated = _PAGES.search(assignment.locator)
        return _count_pages(stated[1]) if stated else None
    page = assignment.reading.page
    return _count_pages(page) if page else None


def _count_pages(text: str) -> int | None:
    """The pages of ranges such as ``117-128`` or ``117-28``; ``None``: there is none that can be meant."""
    total = 0
    for first, last in _RANGE.findall(text):
        begin, end = int(first), int(last)
        if end < begin and len(last) < len(first):
            end = int(first[: -len(last)] + last)
        if not 0 <= end - begin < _MOST_PAGES:
            return None
        total += end - begin + 1
    return total or None


def access_of(reading: Reading) -> Access:
    """Whether the work can be read without paying.

    ``free``: an open archive or venue has it, or a link leads to a page that is no
    publisher's. ``paywalled``: all that is known is a publisher's page or DOI. ``unknown``:
    nothing says either.
    """
    if reading.arxiv_id or (reading.doi and reading.doi.startswith(_OPEN_PREFIXES)):
        return "free"
    urls = [*([reading.url] if reading.url else []), *(link.url for link in reading.links if _is_text(link))]
    hosts = [host for host in map(_host, urls) if host]
    if any(not _is_closed(host) for host in hosts):
        return "free"
    # Asked last, as this costs the most.
    if any(identifier.scheme in _OPEN_SCHEMES for identifier in identifiers_of(reading)):
        return "free"
    return "paywalled" if hosts or reading.doi else "unknown"


def _is_text(link: Link) -> bool:
    """Whether a further link leads to the work itself, as far as its words say."""
    return (link.label or "").strip().lower() in ("", "pdf", "paper", "preprint", "html")


def _is_closed(host: str) -> bool:
    return host.endswith("doi.org") or any(host == h or host.endswith(f".{h}") for h in _CLOSED_HOSTS)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # a bracket that is no IPv6 address
        return ""
