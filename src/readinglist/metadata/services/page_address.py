"""The page that states a work's citation data, for identifiers of venues and archives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote

from readinglist.model.identifiers import Identifier


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
