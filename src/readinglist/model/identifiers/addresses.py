"""Which record of a venue, archive or publisher an address leads to: one table, one row a kind of address."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qs, unquote

from readinglist.model.identifiers.normal_forms import doi_in_path, normalise_doi, normalise_isbn
from readinglist.model.identifiers.scheme import Identifier


class Row(NamedTuple):
    """One kind of address: hosts (and all below them), the path, and how its parts make the value."""

    scheme: str
    hosts: tuple[str, ...]
    path: str
    value: Callable[[re.Match[str]], str | None] = lambda match: match[1]


def _hash(match: re.Match[str]) -> str:
    """``2012/HASH``, with the track where the address names one (``-Conference``)."""
    return f"{match['year']}/{match['hash'].lower()}{match['track'] or ''}"


def _volume(match: re.Match[str]) -> str:
    return f"v{int(match[1])}/{match[2]}"


# NeurIPS and MLSys share their software, and with it the form of their addresses.
_HASH_PAGE = (
    r"/(?:paper_files/)?(?:paper|book)/(?P<year>\d{4})/(?:hash|file)/(?P<hash>[0-9a-fA-F]{32})"
    r"-(?:Abstract|Paper|Bibtex|Metadata|Review|Reviews|AuthorFeedback|MetaReview|Supplemental)"
    r"(?P<track>-[A-Za-z0-9_]+)?\.\w+"
)
_ACL_ID = r"[A-Z]\d{2}-\d{4}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+"


def acl_id(text: str) -> str | None:
    """An ACL Anthology id in its one spelling; ``None``: it is none."""
    if re.fullmatch(_ACL_ID, text, re.I | re.A):
        return text.upper() if "." not in text else text.lower()
    return None


def eprint_id(text: str) -> str | None:
    """An id of the IACR's ePrint archive, the number with three digits at least; ``None``: it is none."""
    match = re.fullmatch(r"((?:19|20)\d{2})/(\d{1,5})", text, re.A)
    return f"{match[1]}/{int(match[2]):03d}" if match else None


# The first row that fits counts: a venue's own hosts stand before paths that any host may have.
ROWS = (
    Row(
        "acl",
        ("aclanthology.org", "aclanthology.info", "aclweb.org"),
        rf"/(?:anthology(?:-new)?/|papers/)?(?:[A-Z]/[A-Z]\d\d/)?({_ACL_ID})"
        r"(?:v\d+)?(?:\.(?:pdf|bib|xml|endf))?(?:/.*)?",
        lambda match: acl_id(match[1]),
    ),
    Row(
        "pmlr",
        ("proceedings.mlr.press",),
        r"/v(\d+)/([^/]+?)(?:\.html|(?:-supp)?\.pdf|/[^/]+\.pdf)?",
        _volume,
    ),
    Row("pmlr", ("jmlr.org",), r"/proceedings/papers/v(\d+)/([^/]+?)(?:-supp)?\.(?:html|pdf)", _volume),
    Row(
        "pmlr",
        ("raw.githubusercontent.com",),
        r"/mlresearch/v(\d+)/[^/]+/assets/([^/]+)/[^/]+\.pdf",
        _volume,
    ),
    Row("neurips", ("neurips.cc", "nips.cc"), _HASH_PAGE, _hash),
    Row(
        "neurips",
        ("neurips.cc", "nips.cc"),
        r"/paper/(\d+-[\w-]+?)(?:\.pdf|/bibtex|/metadata|/reviews)?",
        lambda match: match[1].lower(),
    ),
    Row("mlsys", ("mlsys.org",), _HASH_PAGE, _hash),
    Row(
        "usenix",
        ("usenix.org",),
        r"/conference/([\w-]+)/(?:technical-sessions/|tech-schedule/)?presentation/([\w.-]+)",
        lambda match: f"{match[1]}/{match[2]}".lower(),
    ),
    Row("usenix", ("usenix.org",), r"/system/(files/(?:conference/)?.+\.pdf)"),
    Row(
        "jmlr",
        ("jmlr.org", "jmlr.csail.mit.edu"),
        r"/papers/(?:v|volume)(\d+)/([\w-]+?)(?:\.html|\.bib|\.pdf|/[^/]+\.pdf)?",
        _volume,
    ),
    Row(
        "cvf",
        ("openaccess.thecvf.com",),
        r"/(content[\w/]*?)/(?:html|papers)/(?:\w+/)?([^/]+?)\.(?:html|pdf)",
        lambda match: f"{match[1]}/{match[2]}",
    ),
    Row(
        "iacr",
        ("eprint.iacr.org",),
        r"/((?:19|20)\d\d/\d{1,5})(?:\.pdf|\.ps|/.*)?",
        lambda match: eprint_id(match[1]),
    ),
    Row(
        "pubmed",
        ("pubmed.ncbi.nlm.nih.gov", "pubmed.gov"),
        r"/([1-9]\d{0,8})(?:/.*)?",
    ),
    Row(
        "pubmed",
        ("ncbi.nlm.nih.gov", "europepmc.org"),
        r"/(?:pubmed|abstract/med|article/med)/([1-9]\d{0,8})",
    ),
    Row("handle", ("hdl.handle.net",), r"/(?:api/handles/)?([\d.]+/\S+)", lambda match: handle(match[1])),
    # DSpace, the software of most repositories, puts the handle into its own address.
    Row("handle", (), r"(?:/.*)?/handle/(\d[\d.]*/[\w.-]+)(?:/.*)?", lambda match: handle(match[1])),
    Row(
        "isbn",
        ("sciencedirect.com",),
        r"/book/([\dX]{10,13})(?:/.*)?",
        lambda match: normalise_isbn(match[1]),
    ),
    Row("isbn", (), r"(?:/.*)?/isbn/([\dX-]{10,17})(?:/.*)?", lambda match: normalise_isbn(match[1])),
    # Publishers' paths that hold a DOI, or the part of it that is not the publisher's prefix.
    Row(
        "doi",
        ("nature.com",),
        r"/articles/([a-z]*[\w.-]*\d[\w.-]*?)(?:\.pdf|_reference\.pdf|/.*)?",
        lambda match: normalise_doi(f"10.1038/{match[1]}"),
    ),
    Row(
        "doi",
        ("nature.com",),
        r"/[a-z]+/journal/.*/(?:full|abs|pdf)/((?:nature|n[a-z]+)[\d.]+?)(?:\.html|\.pdf)?",
        lambda match: normalise_doi(f"10.1038/{match[1]}"),
    ),
    Row("doi", ("zenodo.org",), r"/records?/(\d+)(?:/.*)?", lambda match: f"10.5281/zenodo.{match[1]}"),
    # Silverchair's sites put a number of their own, and a title, behind the DOI.
    Row(
        "doi",
        (),
        r"/.*/?(?:article|chapter|book)(?:-abstract|-pdf)?/doi/(10\.\d{4,9}/[^/]+(?:/[^/]+)??)/\d{4,}(?:/.*)?",
        lambda match: doi_in_path(match[1]),
    ),
    Row(
        "doi",
        (),
        r"(?:/[^/]+){0,3}?/(?:doi|articles?|chapter|book|abstract|pdf|full|accepted|content(?:/pdf)?|abs|epdf)"
        r"(?:/[A-Za-z]+)?/(10\.\d{4,9}(?:/|%2[Ff]).+)",
        lambda match: doi_in_path(match[1]),
    ),
    # Hosts that resolve DOIs beside doi.org: doi.acm.org, link.aps.org/doi, doi.ieeecomputersociety.org.
    Row("doi", (), r"/(10\.\d{4,9}(?:/|%2[Ff]).+)", lambda match: doi_in_path(match[1])),
)
_COMPILED = tuple((row, re.compile(row.path, re.I | re.A)) for row in ROWS)
_OPENREVIEW_ID = re.compile(r"[A-Za-z0-9_-]{5,40}")


def handle(text: str) -> str | None:
    """A handle in lower case (RFC 3651: ASCII letters compare without case); ``None``: it is none.

    A handle whose prefix starts with ``10.`` is a DOI, and no handle here.
    """
    value = unquote(text).strip().rstrip("/.").lower()
    return value if re.fullmatch(r"[0-9][0-9.]*/\S+", value) and not value.startswith("10.") else None


def openreview_id(text: str) -> str | None:
    """An OpenReview forum id, whose case counts; ``None``: it is none."""
    return text if _OPENREVIEW_ID.fullmatch(text) else None


def identify_address(parts: SplitResult) -> Identifier | None:
    """The record that an address leads to; ``None``: the table has no row for it."""
    host = (parts.hostname or "").rstrip(".")
    if found := _identify_query(host, parts):
        return found
    path = re.sub("/{2,}", "/", parts.path)
    for row, pattern in _COMPILED:
        if row.hosts and not _under(host, row.hosts):
            continue
        match = pattern.fullmatch(path.rstrip("/"))
        value = row.value(match) if match else None
        # ACM puts works without a DOI under 10.5555/, which is registered to nobody.
        if value and not (row.scheme == "doi" and value.startswith("10.5555/")):
            return Identifier(row.scheme, value)
    return None


def _identify_query(host: str, parts: SplitResult) -> Identifier | None:
    """Addresses that hold the identifier in their query."""
    query = {name.lower(): values[0] for name, values in parse_qs(parts.query).items()}
    name = query.get("id", "")
    if _under(host, ("openreview.net",)) and openreview_id(name):
        return Identifier("openreview", name)
    # ACM's old pages: a number alone lacks the part of the DOI that names the volume.
    if (_under(host, ("journals.plos.org",)) and name.startswith("10.")) or (
        _under(host, ("dl.acm.org", "portal.acm.org")) and re.fullmatch(r"\d{4,}\.\d{4,}", name)
    ):
        doi = normalise_doi(name if name.startswith("10.") else f"10.1145/{name}")
        return Identifier("doi", doi) if doi else None
    return None


def _under(host: str, hosts: tuple[str, ...]) -> bool:
    return any(host == known or host.endswith("." + known) for known in hosts)
