"""Identifiers of works: recognise, normalise, compare. Pure text, no look-ups.

Each ``normalise_*`` takes what people write (a bare identifier, a URL, a prefix,
stray punctuation) and returns the one spelling that is stored and compared, or
``None`` where the text is no such identifier. `identify` does so for every scheme.
"""

from __future__ import annotations

from readinglist.model.identifiers.normal_forms import ArxivId, normalise_arxiv, normalise_doi, normalise_isbn
from readinglist.model.identifiers.recognition import identifiers_of, identify, normal_address, without_detour
from readinglist.model.identifiers.scheme import SCHEMES, Identifier

__all__ = [
    "SCHEMES",
    "ArxivId",
    "Identifier",
    "identifiers_of",
    "identify",
    "normal_address",
    "normalise_arxiv",
    "normalise_doi",
    "normalise_isbn",
    "without_detour",
]
