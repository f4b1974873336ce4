"""Identifiers of works: recognise, normalise, compare. Pure text, no look-ups.

Each ``normalise_*`` takes what people write (a bare identifier, a URL, a prefix,
stray punctuation) and returns the one spelling that is stored and compared, or
``None`` where the text is no such identifier.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

# DOI syntax: ISO 26324 and the DOI Handbook, section 2.2; the suffix is any printable
# text, so its end is a matter of the text around it.
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_DOI_PREFIX = re.compile(r"^\s*(?:doi\s*[:=]?\s*|info:doi/|(?:https?:)?//(?:dx\.|www\.)?doi\.org/)*", re.I)
_TEX_ESCAPE = re.compile(r"\\([_&%#$~{}])")

# arXiv identifiers: https://info.arxiv.org/help/arxiv_identifier.html
_ARXIV_NEW = r"\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}"
_ARXIV_OLD = r"[a-z]+(?:-[a-z]+)?(?:\.[A-Z]{2})?/\d{2}(?:0[1-9]|1[0-2])\d{3}"
_ARXIV = re.compile(rf"({_ARXIV_NEW}|{_ARXIV_OLD})(?:v([1-9]\d*))?", re.I)
_ARXIV_PREFIX = re.compile(
    r"^\s*(?:arxiv\s*:\s*"
    r"|(?:https?:)?//(?:www\.|export\.|browse\.)?(?:arxiv\.org|alphaxiv\.org|ar5iv\.(?:labs\.arxiv\.)?org)"
    r"/+(?:abs|pdf|html|format|bibtex|e-print|ps)/+"
    r"|(?:(?:https?:)?//(?:dx\.)?doi\.org/)?10\.48550/arxiv\.)",
    re.I,
)
_KEY = re.compile(r"[^\s\"#%'(),={}\\~@\x00-\x1f\x7f]+")


class ArxivId(NamedTuple):
    """An arXiv identifier: the work, and which version of it (``None``: the latest)."""

    id: str
    version: int | None = None


def normalise_doi(text: str) -> str | None:
    """The bare, lower-case DOI that ``text`` is or links to; ``None`` if it is none.

    DOI names are case-insensitive (ISO 26324, 6.1), so lower case compares them.
    """
    bare = _DOI_PREFIX.sub("", _TEX_ESCAPE.sub(r"\1", text.strip()))
    if "%2f" in bare.lower() or "doi.org/" in text.lower():
        bare = unquote(bare)
    match = _DOI.fullmatch(bare.rstrip())
    return _trim(match[0]).lower() if match else None


def _trim(doi: str) -> str:
    """``doi`` without the punctuation of the sentence that it stood in."""
    while doi and (doi[-1] in ".,;:'\"" or (doi[-1] in ")]}>" and not _closes(doi))):
        doi = doi[:-1]
    return doi


def _closes(text: str) -> bool:
    """Whether the last bracket of ``text`` has its partner in it, so belongs to it."""
    close = text[-1]
    opener = {")": "(", "]": "[", "}": "{", ">": "<"}[close]
    return text.count(opener) >= text.count(close)


def normalise_arxiv(text: str) -> ArxivId | None:
    """The arXiv identifier that ``text`` is or links to; ``None`` if it is none."""
    bare = _ARXIV_PREFIX.sub("", text.strip()).split("?")[0].split("#")[0].rstrip("/")
    bare = re.sub(r"\.(?:pdf|ps|html)$", "", bare, flags=re.I)
    bare = re.sub(r"\s*\[[\w.-]+\]$", "", bare)  # the way arXiv prints it: 2101.00001v1 [cs.LG]
    match = _ARXIV.fullmatch(bare)
    if match is None:
        return None
    return ArxivId(match[1] if "/" in match[1] else match[1].lower(), int(match[2]) if match[2] else None)


def normalise_isbn(text: str) -> str | None:
    """The 13 digits of an ISBN-10 or ISBN-13 with a right check digit (ISO 2108), else ``None``."""
    digits = re.sub(r"^isbn(?:-1[03])?:?", "", text.strip(), flags=re.I)
    digits = re.sub(r"[\s‐-―-]", "", digits).upper()
    if re.fullmatch(r"\d{9}[\dX]", digits):
        total = sum((10 - i) * (10 if c == "X" else int(c)) for i, c in enumerate(digits))
        if total % 11:
            return None
        digits = "978" + digits[:9]
        return digits + str(_isbn13_check(digits))
    if re.fullmatch(r"97[89]\d{10}", digits) and _isbn13_check(digits[:12]) == int(digits[12]):
        return digits
    return None


def _isbn13_check(twelve: str) -> int:
    return -sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(twelve)) % 10


def is_citation_key(text: str) -> bool:
    r"""Whether BibTeX, biber and ``\cite`` all take ``text`` as a citation key."""
    return _KEY.fullmatch(text) is not None


class Identifier(NamedTuple):
    """A name of a work in some scheme, normalised, so that equal means the same work.

    ``scheme`` is one of ``doi``, ``arxiv``, ``isbn``, ``openreview``, ``acl``, ``pmlr``,
    ``neurips``, ``mlsys``, ``usenix``, ``jmlr``, ``cvf``, ``iacr``, ``handle``, ``pubmed``
    and ``url``.
    """

    scheme: str
    value: str

    def __str__(self) -> str:
        return self.value if self.scheme == "url" else f"{self.scheme}:{self.value}"
