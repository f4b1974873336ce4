"""DOI names: https://www.doi.org/doi-handbook/HTML/index.html (ISO 26324)."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

# DOI syntax: ISO 26324 and the DOI Handbook, section 2.2; the suffix is any printable
# text, so its end is a matter of the text around it.
_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s\x00-\x1f\x7f-\x9f]+")
_RESOLVER = r"(?:(?:https?:)?//)?(?:dx\.|www\.)?doi\.org/+"
_DOI_PREFIX = re.compile(rf"^\s*(?:(?:urn:)?doi\s*[:=]?\s*|info:doi/|{_RESOLVER})*", re.I)
_TEX_ESCAPE = re.compile(r"\\([_&%#$~{}])")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_TRACKING = re.compile(r"[?&](?:utm_\w+|_ga|fbclid|gclid|casa_token|download|needaccess)=.*", re.I)
# No registered name is longer; what is, is an attack or an accident.
_LONGEST = 2048

# What publishers' sites write behind a DOI that stands in a path.
_VIEW = re.compile(
    r"(?:/(?:abstract|full|fulltext|full-text|pdf|pdfft|epdf|epub|html|meta|summary|references|figures"
    r"|tables|citations?|xml|title|cite|supp(?:lementary|-info)?)|\.(?:pdf|html?|epub|xml)|/)$",
    re.I,
)
_BIORXIV = re.compile(r"(10\.(?:1101|64898)/[\d.]+)v\d+.*", re.I)


def normalise_doi(text: str) -> str | None:
    """The bare, lower-case DOI that ``text`` is or links to; ``None`` if it is none.

    DOI names are case-insensitive (ISO 26324, 6.1), so lower case compares them.
    """
    if len(text) > _LONGEST:
        return None
    clean = _INVISIBLE.sub("", _TEX_ESCAPE.sub(r"\1", text.strip()))
    prefix = _DOI_PREFIX.match(clean)
    linked = prefix is not None and "doi.org/" in prefix[0].lower()
    bare = clean[prefix.end() :] if prefix else clean
    if linked:
        # A link's "#" and tracking are not of the name: in a link, a DOI's own "#" is %23.
        bare = unquote(_TRACKING.sub("", bare).split("#")[0])
    while "%2f" in bare.lower():
        bare = unquote(bare)
    match = _DOI.fullmatch(unescape(bare).rstrip())
    match = match and _DOI.fullmatch(_trim(match[0]))
    return match[0].lower() if match else None


def doi_in_path(path: str) -> str | None:
    """The DOI that a publisher's address holds, from where it begins in its path.

    ``path`` is what follows, still percent-encoded, with the names of views (``/full``, ``.pdf``)
    that the site has put behind the DOI.
    """
    doi = normalise_doi(unquote(path))
    if doi is None:
        return None
    if match := _BIORXIV.fullmatch(doi):
        return match[1]
    while (shorter := _VIEW.sub("", doi)) != doi:
        doi = shorter
    return normalise_doi(doi)


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
