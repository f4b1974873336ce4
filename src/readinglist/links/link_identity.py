"""From a link as it is written to its one name, its registry, and the address that is asked; pure."""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urljoin, urlsplit, urlunsplit

from readinglist.links.exchange import Opinion
from readinglist.links.results import LinkTarget
from readinglist.model.identifiers import Identifier, identify, normal_address, normalise_arxiv
from readinglist.model.identifiers.normal_forms import canonical_arxiv
from readinglist.model.links import local_path, names_nothing, scheme_of
from readinglist.web.asking import addresses
from readinglist.web.asking.failures import RequestFailed

# Text that may mean something else to a browser than to a parser is compared as it is written.
_UNCLEAR = re.compile(r"[\x00-\x1f\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\\]")
_CREDENTIALS = re.compile(r"//[^/?#]*@")
_ARXIV_PAGE = re.compile(r"/+(?:abs|pdf)/+", re.IGNORECASE)
_ARXIV_HOSTS = frozenset({"arxiv.org", "www.arxiv.org", "export.arxiv.org"})
_DOI_HOSTS = frozenset({"doi.org", "www.doi.org", "dx.doi.org"})
# A copy in an archive and a search engine's detour are pages of their own, whatever they lead to.
_GO_BETWEENS = ("archive.org", "google.com", "facebook.com")
# https://shortdoi.org/: a DOI's other name, which no rule for DOIs fits.
_SHORT_DOI = re.compile(r"https?://(?:dx\.|www\.)?doi\.org/(10/[a-z0-9]{2,16})/?", re.I | re.A)

_WEB = ("http", "https")
_HOST = re.compile(r"[a-z0-9_][a-z0-9._-]*|[0-9a-f:.]+")
_BROKEN = Opinion("unchecked", "it is no address of the web; correct it")
# Browsers and libraries disagree on what these mean in an address, which is what attacks live on.
_TREACHEROUS = re.compile(r"[\x00-\x1f\x7f\\\u2028\u2029]")


class Identity(NamedTuple):
    """What makes two spellings of a link one, and the identifier that a registry knows it by.

    ``identifier`` is ``None`` where the page is asked. ``inferred``: it was only read out
    of the path of some site's address.
    """

    name: str
    identifier: Identifier | None = None
    inferred: bool = False


def host_of(url: str) -> str:
    """Return the host of an address, lower case; empty where it has none, as a file of the site."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # a bracket that is no IPv6 address
        return ""


def is_under(host: str, *domains: str) -> bool:
    """Return whether a host is one of these domains or below one."""
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def identify_link(url: str) -> Identity:
    """Return the one name of a link.

    A DOI has one name, also within a publisher's address, whose page would only turn a
    program away. An arXiv id has one for each version that is named, because a version may
    be there and another not. Any other page is named by its address, a relative link by
    ``./`` and its path. No name tells a password.
    """
    url = url.strip()
    absolute = f"https:{url}" if url.startswith("//") else url
    path = local_path(url)
    address = None if _UNCLEAR.search(url) or path is not None else normal_address(absolute)
    if path is not None and not _UNCLEAR.search(plain := unquote(path)):
        return Identity("./" + posixpath.normpath(plain).lstrip("/"))
    if address is None:
        return Identity(_CREDENTIALS.sub("//@", url))
    if "@" in urlsplit(absolute).netloc:
        return Identity(address.replace("://", "://@", 1))
    return _registered_identity(url, address) or Identity(address)


def identify_doi(doi: str) -> Identity:
    """Return the name of a DOI as a record holds it; arXiv's own are names of arXiv ids."""
    identifier = identify(doi) or Identifier("doi", doi)
    return Identity(str(identifier), identifier)


def _registered_identity(url: str, address: str) -> Identity | None:
    """Return the name by an identifier that a registry can be asked about; ``None``: the page is asked."""
    host = urlsplit(address).hostname or ""
    if scheme_of(address) == "ftp" or is_under(host, *_GO_BETWEENS):
        return None
    identifier = identify(url)
    if identifier is not None and identifier.scheme == "doi":
        return Identity(str(identifier), identifier, inferred=host not in _DOI_HOSTS)
    if identifier is None or identifier.scheme != "arxiv" or not _is_arxiv_page(host, address):
        return None
    stated = normalise_arxiv(url)
    version = f"v{stated.version}" if stated and stated.version else ""
    return Identity(f"{identifier}{version}", identifier)


def _is_arxiv_page(host: str, address: str) -> bool:
    """Return whether this is the abstract or PDF at arXiv itself; its HTML, or a mirror, may lack a paper."""
    if host in _DOI_HOSTS:
        return True
    return host in _ARXIV_HOSTS and _ARXIV_PAGE.match(urlsplit(address).path) is not None


def registry_identifier(target: LinkTarget) -> Identifier | None:
    """Return the DOI or arXiv id to ask a registry about; ``None``: no registry knows this link.

    The DOIs that DataCite gives to all that is on arXiv are arXiv's own ids, and arXiv is asked about them.
    """
    identifier = target.identifier
    if identifier is None:
        short = _SHORT_DOI.fullmatch(target.url.strip())
        return Identifier("doi", short[1].lower()) if short else None
    if identifier.scheme == "doi":
        preprint = normalise_arxiv(identifier.value)
        if preprint is not None:
            return Identifier("arxiv", canonical_arxiv(preprint.id))
        return Identifier("doi", identifier.value.lower())
    if identifier.scheme == "arxiv":
        return Identifier("arxiv", canonical_arxiv(identifier.value))
    return None


def stated_version(target: LinkTarget) -> int | None:
    """Return the version of the preprint that the link names; ``None``: the latest."""
    stated = normalise_arxiv(target.name) or normalise_arxiv(target.url)
    return stated.version if stated else None


# What is asked ------------------------------------------------------------------------


def request_address(url: str, base: str | None = None) -> str | Opinion:
    """Return the address that is asked for the link ``url``; an opinion where none may be or can be asked.

    Args:
        url: the link as it is written.
        base: the address of the site, for relative links; ``None``: these are not asked.
    """
    text = url.strip(" \t\r\n")
    if _TREACHEROUS.search(text):
        return Opinion("unsafe", "it holds a control character or a backslash; correct the link")
    scheme = scheme_of(text)
    if scheme == "mailto":
        return Opinion("unchecked", "an e-mail address is not looked at")
    if scheme is not None and scheme not in _WEB:
        return Opinion("unsafe", f"{scheme}: addresses are never followed; only http and https are")
    if names_nothing(text) or not text:
        return Opinion("unchecked", "it only holds the place of an address; give the real one")
    if scheme is None and not text.startswith("//"):
        return _relative(text, base)
    return _absolute(f"https:{text}" if scheme is None else text)


def _relative(text: str, base: str | None) -> str | Opinion:
    if local_path(text) is None:
        return Opinion("unchecked", "it leads to a place on its own page")
    if base is None:
        reason = "a file of the site; name the folder of its files (check.files) or the course's url"
        return Opinion("unchecked", reason)
    return _absolute(urljoin(base if base.endswith("/") else base + "/", text.lstrip("/")))


def _absolute(text: str) -> str | Opinion:
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return _BROKEN
    if "@" in parts.netloc:
        return Opinion("unsafe", "it holds a user name or password; take it out of the link")
    if not host:
        return Opinion("unchecked", "it names no host; correct it")
    try:
        address = addresses.clean(_in_ascii(parts, host), None)
        if _HOST.fullmatch(urlsplit(address).hostname or ""):
            return address
    except RequestFailed:
        pass
    return _BROKEN


def _in_ascii(parts: SplitResult, host: str) -> str:
    """Return the address with its host as the name system knows it (RFC 5891).

    Raises:
        RequestFailed: no host can have this name.
    """
    if host.isascii():
        return urlunsplit(parts)
    import idna

    try:
        name = idna.encode(host, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise RequestFailed("no host can have this name", kind="address") from None
    port = "" if parts.port is None else f":{parts.port}"
    return urlunsplit(parts._replace(netloc=name + port))
