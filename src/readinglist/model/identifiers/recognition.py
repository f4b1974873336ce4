"""From any text that names a work to its identifier, and from a reading to all of its identifiers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, urlsplit, urlunsplit

from readinglist.model.identifiers.addresses import acl_id, eprint_id, handle, identify_address, openreview_id
from readinglist.model.identifiers.normal_forms import (
    arxiv_gave_out,
    canonical_arxiv,
    normalise_arxiv,
    normalise_doi,
    normalise_isbn,
)
from readinglist.model.identifiers.scheme import SCHEMES, Identifier

# No address that leads anywhere is longer, and no expression below has to read more.
_LONGEST = 4096
# What comes along unseen when text is copied: soft hyphens, spaces of no width, marks of direction.
_NOT_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_WRAPPED = re.compile(r"<(.*)>|\((.*)\)|\[(.*)\]|\"(.*)\"|“(.*)”|\\url\{(.*)\}|\{(.*)\}")
_DEFAULT_PORTS = {"http": 80, "https": 443, "ftp": 21}
# A copy in an archive, or a search engine's detour, is about the page behind it.
_ARCHIVED = re.compile(r"https?://web\.archive\.org/web/\d+[a-z_]*/(.+)", re.I)
_DETOURS = {"www.google.com": ("q", "url"), "scholar.google.com": ("url",), "l.facebook.com": ("u",)}


def _arxiv(text: str) -> str | None:
    arxiv = normalise_arxiv(text)
    return canonical_arxiv(arxiv.id) if arxiv and arxiv_gave_out(arxiv.id) else None


def _matching(pattern: str) -> Callable[[str], str | None]:
    compiled = re.compile(pattern, re.A)
    return lambda text: text if compiled.fullmatch(text) else None


# What may follow "scheme:", by scheme; `str(identifier)` is always among it.
_VALUES: Mapping[str, Callable[[str], str | None]] = {
    "doi": normalise_doi,
    "arxiv": _arxiv,
    "isbn": normalise_isbn,
    "openreview": openreview_id,
    "acl": acl_id,
    "pmlr": _matching(r"v\d+/[^/\s]+"),
    "neurips": _matching(r"\d{4}/[0-9a-f]{32}(?:-\w+)?|\d+-[\w-]+"),
    "mlsys": _matching(r"\d{4}/[0-9a-f]{32}(?:-\w+)?"),
    "usenix": _matching(r"[\w-]+/[\w.-]+|files/\S+\.pdf"),
    "jmlr": _matching(r"v\d+/[\w-]+"),
    "cvf": _matching(r"content[\w/]*/[^/\s]+"),
    "iacr": eprint_id,
    "handle": handle,
    "pubmed": _matching(r"[1-9]\d{0,8}"),
}
_OTHER_NAMES = {
    "pmid": "pubmed",
    "hdl": "handle",
    "info:hdl/": "handle",
    "eprint": "iacr",
    "iacr eprint": "iacr",
    "cryptology eprint archive": "iacr",
    "anthology": "acl",
    "isbn-10": "isbn",
    "isbn-13": "isbn",
}
# The longest names first, so that "isbn-13" is not read as "isbn" with something behind it.
_PREFIXED = re.compile(
    rf"({'|'.join(map(re.escape, sorted({*_VALUES, *_OTHER_NAMES}, key=len, reverse=True)))})"
    r"(?:\s*:\s*|,?\s+(?:report|paper)?\s*|(?<=/))(\S.*)",
    re.I,
)


@lru_cache(maxsize=1 << 14)
def identify(text: str) -> Identifier | None:
    """What ``text`` names: a bare identifier, one with a prefix, or an address; ``None``: nothing.

    An address that leads to no record that is known by a scheme is itself the
    identifier: scheme ``url``, its scheme and host in lower case, without default port,
    credentials and fragment. Only ``http``, ``https`` and ``ftp`` addresses count.
    """
    if len(text) > _LONGEST:
        return None
    text = _NOT_TEXT.sub("", text.strip()).strip()
    if wrapped := _WRAPPED.fullmatch(text):
        text = next(inner for inner in wrapped.groups() if inner is not None).strip()
    return _identify_name(text) or _identify_url(text)


def _identify_name(text: str) -> Identifier | None:
    """An identifier that needs no address: bare where it cannot be mistaken, else with its prefix."""
    # Before DOIs, because arXiv's own DOIs (10.48550/arXiv.…) are arXiv ids.
    if arxiv := _arxiv(text):
        return Identifier("arxiv", arxiv)
    if doi := normalise_doi(text):
        return Identifier("doi", doi)
    if match := _PREFIXED.fullmatch(text):
        name = match[1].lower()
        scheme = _OTHER_NAMES.get(name, name)
        rest = match[2].strip()
        if value := _VALUES[scheme](rest):
            return Identifier(scheme, value)
        doi = normalise_doi(rest)  # a DOI is a handle too: hdl:10.1145/3282307
        return Identifier("doi", doi) if doi else _identify_url(rest)
    if acl := acl_id(text):
        return Identifier("acl", acl)
    isbn = normalise_isbn(text)
    return Identifier("isbn", isbn) if isbn else None


def _identify_url(text: str) -> Identifier | None:
    guessed = re.match(r"[\w-]+(?:\.[\w-]+)+/", text) is not None
    text = f"https://{text}" if guessed else f"https:{text}" if text.startswith("//") else text
    parts = _split(text)
    if parts is None:
        return None
    found = identify_address(parts) or _identify_behind(text, parts)
    if found:
        return found
    # "data.csv/x" is not said to be an address.
    if guessed and not (parts.hostname or "").startswith("www."):
        return None
    return Identifier("url", _normal(parts))


def normal_address(url: str) -> str | None:
    """The address of a page in the spelling that is compared; ``None``: it is no such address.

    Scheme and host are in lower case; default port, credentials and fragment are left out.
    """
    parts = _split(url)
    return _normal(parts) if parts else None


def _split(url: str) -> SplitResult | None:
    """The parts of an absolute address that names a page; ``None``: it is no such address."""
    try:
        parts = urlsplit(url.strip().replace(" ", "%20"))
        whole = parts.scheme.lower() in _DEFAULT_PORTS and bool(parts.hostname)
        return parts if whole and (parts.port is None or parts.port > 0) else None
    except ValueError:  # a broken host or port
        return None


def _normal(parts: SplitResult) -> str:
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    if ":" in host:
        host = f"[{host}]"
    if parts.port is not None and parts.port != _DEFAULT_PORTS[scheme]:
        host += f":{parts.port}"
    return urlunsplit((scheme, host, parts.path or "/", parts.query, ""))


def _identify_behind(text: str, parts: SplitResult) -> Identifier | None:
    """What the page behind an archive's or a search engine's address is, if it has a name."""
    match = _ARCHIVED.fullmatch(text)
    inner = match[1] if match else ""
    for name in _DETOURS.get((parts.hostname or "").lower(), ()):
        inner = inner or parse_qs(parts.query).get(name, [""])[0]
    # A second archive or detour inside of the first is not followed.
    if not inner or "web.archive.org" in inner or len(inner) >= len(text):
        return None
    found = identify(inner)
    return found if found and found.scheme != "url" else None


def without_detour(url: str) -> str:
    """The address that a search engine's detour leads to; any other one as it is.

    Google's editors write every link of a page that they export as such a detour.
    """
    try:
        parts = urlsplit(url)
        names = _DETOURS.get((parts.hostname or "").lower(), ())
    except ValueError:  # a bracket that is no IPv6 address
        return url
    inner = next((found for name in names for found in parse_qs(parts.query).get(name, ())), "")
    return inner if re.match(r"https?://", inner, re.I) else url


class Linked(Protocol):
    """A link with the words that stand for it (`readinglist.model.reading.Link`)."""

    @property
    def url(self) -> str: ...  # noqa: D102
    @property
    def label(self) -> str | None: ...  # noqa: D102


class Cited(Protocol):
    """What names a work in its record (`readinglist.model.reading.Reading`)."""

    @property
    def type(self) -> str: ...  # noqa: D102
    @property
    def doi(self) -> str | None: ...  # noqa: D102
    @property
    def arxiv_id(self) -> str | None: ...  # noqa: D102
    @property
    def isbn(self) -> str | None: ...  # noqa: D102
    @property
    def container_title(self) -> str | None: ...  # noqa: D102
    @property
    def volume(self) -> str | None: ...  # noqa: D102
    @property
    def url(self) -> str | None: ...  # noqa: D102
    @property
    def links(self) -> Sequence[Linked]: ...  # noqa: D102
    @property
    def extra(self) -> Mapping[str, str]: ...  # noqa: D102


# Links of these names lead to the work itself; several works may share code, slides or a video.
_TO_THE_WORK = frozenset(
    {"", "abstract", "acm", "doi", "html", "ieee", "landing page", "paper", "pdf", "preprint", "publisher"}
) | frozenset(SCHEMES)
# The ISBN of these is the volume's that they stand in.
_PARTS = frozenset({"article-journal", "chapter", "entry-encyclopedia", "paper-conference"})
_ARXIV_VENUE = re.compile(r"(?:arxiv|corr\b|computing research repository)", re.I)
_ID_IN_VENUE = re.compile(r"arxiv\s*:\s*(\S+)", re.I)


def identifiers_of(reading: Cited) -> tuple[Identifier, ...]:
    """Everything that names the work of ``reading``, each once, the strongest scheme first.

    Read are the fields, the venue where it is arXiv, the main link, the further links
    that lead to the work by their label, and the ``eprint`` and ``pmid`` of other archives.
    The ISBN counts for whole books only.
    """
    whole = reading.type not in _PARTS
    found = dict.fromkeys(
        named for named in _find_identifiers(reading) if named and (whole or named.scheme != "isbn")
    )
    return tuple(sorted(found, key=lambda identifier: SCHEMES.index(identifier.scheme)))


def _find_identifiers(reading: Cited) -> Iterable[Identifier | None]:
    if reading.doi:
        yield identify(reading.doi)
    if reading.arxiv_id:
        yield Identifier("arxiv", canonical_arxiv(reading.arxiv_id))
    if isbn := normalise_isbn(reading.isbn or ""):
        yield Identifier("isbn", isbn)
    yield _arxiv_id_in_venue(reading)
    urls = [reading.url] if reading.url else []
    urls += [link.url for link in reading.links if (link.label or "").strip().casefold() in _TO_THE_WORK]
    for url in urls:
        named = identify(url)
        yield named
        if named and named.scheme == "isbn" and (parts := _split(url)):
            yield Identifier("url", _normal(parts))  # the page of a book may be all that a chapter has
    yield from _identifiers_in_extra(reading.extra)


def _arxiv_id_in_venue(reading: Cited) -> Identifier | None:
    """The arXiv id where the venue is arXiv.

    Google Scholar writes ``journal = {arXiv preprint arXiv:…}``, DBLP ``CoRR`` and the volume ``abs/…``.
    """
    venue = reading.container_title
    if not venue or not _ARXIV_VENUE.match(venue):
        return None
    in_venue = _ID_IN_VENUE.search(venue)
    arxiv = _arxiv(in_venue[1] if in_venue else (reading.volume or "").removeprefix("abs/"))
    return Identifier("arxiv", arxiv) if arxiv else None


def _identifiers_in_extra(extra: Mapping[str, str]) -> Iterable[Identifier | None]:
    plain = {name: value.strip('{}" ') for name, value in extra.items()}
    if "pmid" in plain:
        yield identify(f"pubmed:{plain['pmid']}")
    if "eprint" in plain:
        archive = (plain.get("eprinttype") or plain.get("archiveprefix") or "arxiv").lower()
        known = _OTHER_NAMES.get(archive, archive) in _VALUES
        yield identify(f"{archive}:{plain['eprint']}") if known else None
