"""When two links are one, and whether a registry is asked about it or the page itself."""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from readinglist.model.identifiers import Identifier, identify, normal_address, normalise_arxiv
from readinglist.model.links import local_path, scheme_of

# Text that may mean something else to a browser than to a parser is compared as it is written.
_UNCLEAR = re.compile(r"[\x00-\x1f\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\\]")
_CREDENTIALS = re.compile(r"//[^/?#]*@")
_ARXIV_PAGE = re.compile(r"/+(?:abs|pdf)/+", re.IGNORECASE)
_ARXIV_HOSTS = frozenset({"arxiv.org", "www.arxiv.org", "export.arxiv.org"})
_DOI_HOSTS = frozenset({"doi.org", "www.doi.org", "dx.doi.org"})
# A copy in an archive and a search engine's detour are pages of their own, whatever they lead to.
_GO_BETWEENS = ("archive.org", "google.com", "facebook.com")


class Naming(NamedTuple):
    """What makes two spellings of a link one, and the identifier that a registry knows it by.

    ``identifier`` is ``None`` where the page is asked. ``inferred``: it was only read out
    of the path of some site's address.
    """

    name: str
    identifier: Identifier | None = None
    inferred: bool = False


def naming_of(url: str) -> Naming:
    """The one name of a link.

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
        return Naming("./" + posixpath.normpath(plain).lstrip("/"))
    if address is None:
        return Naming(_CREDENTIALS.sub("//@", url))
    if "@" in urlsplit(absolute).netloc:
        return Naming(address.replace("://", "://@", 1))
    return _registered(url, address) or Naming(address)


def naming_of_doi(doi: str) -> Naming:
    """The name of a DOI as a record holds it; arXiv's own are names of arXiv ids."""
    identifier = identify(doi) or Identifier("doi", doi)
    return Naming(str(identifier), identifier)


def _registered(url: str, address: str) -> Naming | None:
    """The name by an identifier that a registry can be asked about; ``None``: the page is asked."""
    host = urlsplit(address).hostname or ""
    if scheme_of(address) == "ftp" or any(f".{host}".endswith(f".{site}") for site in _GO_BETWEENS):
        return None
    identifier = identify(url)
    if identifier is not None and identifier.scheme == "doi":
        return Naming(str(identifier), identifier, inferred=host not in _DOI_HOSTS)
    if identifier is None or identifier.scheme != "arxiv" or not _is_arxiv_page(host, address):
        return None
    stated = normalise_arxiv(url)
    version = f"v{stated.version}" if stated and stated.version else ""
    return Naming(f"{identifier}{version}", identifier)


def _is_arxiv_page(host: str, address: str) -> bool:
    """Whether this is the abstract or PDF at arXiv itself; its HTML, or a mirror, may lack a paper."""
    if host in _DOI_HOSTS:
        return True
    return host in _ARXIV_HOSTS and _ARXIV_PAGE.match(urlsplit(address).path) is not None
