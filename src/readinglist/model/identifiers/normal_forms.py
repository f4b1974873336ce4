"""The one spelling of DOI names, ISBNs and arXiv identifiers.

- DOI: https://www.doi.org/doi-handbook/HTML/index.html (ISO 26324)
- ISBN: ISO 2108
- arXiv: https://info.arxiv.org/help/arxiv_identifier.html
"""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple
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
_LONGEST_DOI = 2048

# What publishers' sites write behind a DOI that stands in a path.
_VIEW = re.compile(
    r"(?:/(?:abstract|full|fulltext|full-text|pdf|pdfft|epdf|epub|html|meta|summary|references|figures"
    r"|tables|citations?|xml|title|cite|supp(?:lementary|-info)?)|\.(?:pdf|html?|epub|xml)|/)$",
    re.I,
)
# A bioRxiv address ends in the version, and perhaps a view: only the DOI without both is registered.
_BIORXIV = re.compile(r"(10\.(?:1101|64898)/[\d.]+)v\d+.*", re.I)

# Archives that ever gave out identifiers of the form archive/YYMMNNN (1991 to March 2007).
_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs"
    "|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol"
    "|physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int|supr-con"
)
_MONTH = r"(?:0[1-9]|1[0-2])"
_ARXIV_NEW = rf"[0-9]{{2}}{_MONTH}\.[0-9]{{4,5}}"
_ARXIV_OLD = rf"[a-z]+(?:-[a-z]+)?(?:\.[a-z]{{2}})?/[0-9]{{2}}{_MONTH}[0-9]{{3}}"
_ARXIV = re.compile(rf"({_ARXIV_NEW}|{_ARXIV_OLD})(?:v([1-9][0-9]{{0,3}}))?", re.I)
# Four digits from April 2007 on, five since January 2015.
_GIVEN_OUT = re.compile(
    rf"(?:070[4-9]|071[0-2]|(?:0[89]|1[0-4]){_MONTH})\.[0-9]{{4}}|(?:1[5-9]|[2-8][0-9]){_MONTH}\.[0-9]{{5}}"
    rf"|(?:{_ARCHIVES})(?:\.[a-z]{{2}})?/(?:9[1-9]|0[0-7]){_MONTH}[0-9]{{3}}",
    re.I,
)

# Sites that show arXiv's papers under arXiv's identifiers, with the folders that they show them in.
_SITE = r"(?:(?:https?:)?//)?(?:www\.)?"
_MIRRORS = (
    r"(?:[a-z]{2,6}\.)?arxiv\.org/+(?:(?:abs|pdf|html|format|bibtex|e-print|src|ps|tb|cits)/+|(?=\d{4}\.\d{4})"
    r"|ftp/(?:arxiv|[a-z-]+)/papers/[0-9]{4}/)",
    r"xxx\.lanl\.gov/+(?:abs|pdf|ps)/+",
    r"alphaxiv\.org/+(?:[a-z]{2}/)?(?:abs|pdf|html|overview|explained|audio|resources)/+",
    r"ar5iv\.(?:labs\.arxiv\.)?org/+(?:(?:abs|html|pdf)/+)?",
    r"arxiv-vanity\.com/+papers/+",
    r"huggingface\.co/+papers/+",
    r"scirate\.com/+arxiv/+",
    r"papers\.cool/+arxiv/+",
    r"(?:api\.)?semanticscholar\.org/+arxiv[:/]+",
    r"emergentmind\.com/+papers/+",
    r"(?:dx\.)?doi\.org/+10\.48550/arxiv\.",
)
_ARXIV_PREFIX = re.compile(
    rf"^(?:arxiv(?: preprint)?(?: ?: ?| |/))*"
    rf"(?:{_SITE}(?:{'|'.join(_MIRRORS)})|(?:doi: ?)?10\.48550/arxiv\.)?",
    re.I,
)
_LONGEST_ARXIV = 500


def normalise_doi(text: str) -> str | None:
    """The bare, lower-case DOI that ``text`` is or links to; ``None`` if it is none.

    DOI names are case-insensitive (ISO 26324, 6.1), so lower case compares them.
    """
    if len(text) > _LONGEST_DOI:
        return None
    clean = _INVISIBLE.sub("", _TEX_ESCAPE.sub(r"\1", text.strip()))
    prefix = _DOI_PREFIX.match(clean)
    linked = prefix is not None and "doi.org/" in prefix[0].lower()
    bare = clean[prefix.end() :] if prefix else clean
    if linked:
        # A link's "#" and tracking are not of the name: in a link, a DOI's own "#" is %23.
        bare = unquote(_TRACKING.sub("", bare).split("#")[0])
    # An address that was quoted twice has %252F for its slash.
    while "%2f" in bare.lower():
        bare = unquote(bare)
    match = _DOI.fullmatch(unescape(bare).rstrip())
    match = match and _DOI.fullmatch(_without_punctuation(match[0]))
    return match[0].lower() if match else None


def _without_punctuation(doi: str) -> str:
    """``doi`` without the punctuation of the sentence that it stood in.

    A closing bracket stays where its partner is in the DOI: ``10.1016/S0004-3702(97)00043-X``.
    """
    opener = {")": "(", "]": "[", "}": "{", ">": "<"}
    while doi and (
        doi[-1] in ".,;:'\"" or (doi[-1] in opener and doi.count(opener[doi[-1]]) < doi.count(doi[-1]))
    ):
        doi = doi[:-1]
    return doi


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


def normalise_isbn(text: str) -> str | None:
    """The 13 digits of an ISBN-10 or ISBN-13 with a right check digit (ISO 2108), else ``None``."""
    digits = re.sub(r"^isbn(?:-1[03])?:?", "", text.strip(), flags=re.I)
    digits = re.sub(r"[\s‐-―-]", "", digits).upper()
    if re.fullmatch(r"[0-9]{9}[0-9X]", digits):
        total = sum((10 - i) * (10 if c == "X" else int(c)) for i, c in enumerate(digits))
        if total % 11:
            return None
        # Every ISBN-10 is an ISBN-13 under 978, whose check digit is another one.
        digits = "978" + digits[:9]
        return digits + str(_isbn13_check(digits))
    if re.fullmatch(r"97[89][0-9]{10}", digits) and _isbn13_check(digits[:12]) == int(digits[12]):
        return digits
    return None


def _isbn13_check(twelve: str) -> int:
    return -sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(twelve)) % 10


class ArxivId(NamedTuple):
    """An arXiv identifier: the work, and which version of it (``None``: the latest)."""

    id: str
    version: int | None = None


def normalise_arxiv(text: str) -> ArxivId | None:
    """The arXiv identifier that ``text`` is or links to; ``None`` if it is none.

    The subject class of an old identifier stays as it was written; `canonical_arxiv` drops it.
    """
    if len(text) > _LONGEST_ARXIV:
        return None
    bare = _ARXIV_PREFIX.sub("", " ".join(unquote(text).split())).split("?")[0].split("#")[0].rstrip("/")
    bare = re.sub(r"\.(?:pdf|ps|html)$", "", bare, flags=re.I)
    bare = re.sub(r"\s*\[[\w.-]+\]$", "", bare)  # the way arXiv prints it: 2101.00001v1 [cs.LG]
    match = _ARXIV.fullmatch(bare.rstrip(".,;)"))
    if match is None:
        return None
    return ArxivId(match[1] if "/" in match[1] else match[1].lower(), int(match[2]) if match[2] else None)


def canonical_arxiv(arxiv_id: str) -> str:
    """The spelling that arXiv itself answers with: ``math.GT/0309136`` is ``math/0309136``."""
    archive, slash, number = arxiv_id.partition("/")
    return archive.split(".")[0].lower() + slash + number if slash else arxiv_id


def arxiv_gave_out(arxiv_id: str) -> bool:
    """Whether arXiv ever gave out identifiers of this form: ``1706.0376`` and ``foo/9901001`` are none."""
    return _GIVEN_OUT.fullmatch(arxiv_id) is not None
