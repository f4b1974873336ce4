"""arXiv identifiers: https://info.arxiv.org/help/arxiv_identifier.html."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

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
_PLACES = (
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
    rf"(?:{_SITE}(?:{'|'.join(_PLACES)})|(?:doi: ?)?10\.48550/arxiv\.)?",
    re.I,
)
_LONGEST = 500


class ArxivId(NamedTuple):
    """An arXiv identifier: the work, and which version of it (``None``: the latest)."""

    id: str
    version: int | None = None


def normalise_arxiv(text: str) -> ArxivId | None:
    """The arXiv identifier that ``text`` is or links to; ``None`` if it is none.

    The subject class of an old identifier stays as it was written; `canonical` drops it.
    """
    if len(text) > _LONGEST:
        return None
    bare = _ARXIV_PREFIX.sub("", " ".join(unquote(text).split())).split("?")[0].split("#")[0].rstrip("/")
    bare = re.sub(r"\.(?:pdf|ps|html)$", "", bare, flags=re.I)
    bare = re.sub(r"\s*\[[\w.-]+\]$", "", bare)  # the way arXiv prints it: 2101.00001v1 [cs.LG]
    match = _ARXIV.fullmatch(bare.rstrip(".,;)"))
    if match is None:
        return None
    return ArxivId(match[1] if "/" in match[1] else match[1].lower(), int(match[2]) if match[2] else None)


def canonical(arxiv_id: str) -> str:
    """The spelling that arXiv itself answers with: ``math.GT/0309136`` is ``math/0309136``."""
    archive, slash, number = arxiv_id.partition("/")
    return archive.split(".")[0].lower() + slash + number if slash else arxiv_id


def was_given_out(arxiv_id: str) -> bool:
    """Whether arXiv ever gave out identifiers of this form: ``1706.0376`` and ``foo/9901001`` are none."""
    return _GIVEN_OUT.fullmatch(arxiv_id) is not None
