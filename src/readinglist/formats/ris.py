"""RIS, as reference managers and publishers write it, to records.

The specification of Research Information Systems, of which a copy with its tags and types is at
https://en.wikipedia.org/wiki/RIS_(file_format).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from readinglist.formats.csl_json import ParsedItem, parse_date_text, parse_pages
from readinglist.model.citation_keys import is_citation_key
from readinglist.model.identifiers import normalise_arxiv, normalise_doi
from readinglist.model.reading import UNNAMED, Link, Name, PartialDate, parse_fields
from readinglist.text.people import parse_name
from readinglist.text.service_text import clean_title

# Two spaces, a hyphen, one space; many programs leave a space out or add one.
_TAG = re.compile(r"(?P<tag>[A-Z][A-Z0-9]) {1,3}-(?: (?P<value>.*)|$)")
_TYPES = {
    "ABST": "article-journal", "ADVS": "motion_picture", "AGGR": "dataset", "ART": "graphic", "BILL": "bill",
    "BLOG": "post-weblog", "BOOK": "book", "CASE": "legal_case", "CHAP": "chapter", "CLSWK": "classic",
    "COMP": "software", "CONF": "paper-conference", "CPAPER": "paper-conference", "CTLG": "book",
    "DATA": "dataset", "DBASE": "dataset", "DICT": "entry-dictionary", "EBOOK": "book", "ECHAP": "chapter",
    "EDBOOK": "book", "EJOUR": "article-journal", "ELEC": "webpage", "ENCYC": "entry-encyclopedia",
    "FIGURE": "figure", "GEN": "document", "GOVDOC": "report", "GRANT": "document", "HEAR": "hearing",
    "ICOMM": "personal_communication", "INPR": "article-journal", "JFULL": "periodical",
    "JOUR": "article-journal", "LEGAL": "legislation", "MANSCPT": "manuscript", "MAP": "map",
    "MGZN": "article-magazine", "MPCT": "motion_picture", "MULTI": "motion_picture", "MUSIC": "musical_score",
    "NEWS": "article-newspaper", "PAMP": "pamphlet", "PAT": "patent", "PCOMM": "personal_communication",
    "PREPRINT": "article", "RPRT": "report", "SER": "book", "SLIDE": "speech", "SOUND": "song",
    "STAND": "standard", "STAT": "legislation", "STD": "standard", "THES": "thesis", "UNBILL": "bill",
    "UNPB": "manuscript", "UNPD": "manuscript", "VIDEO": "motion_picture", "WEB": "webpage",
}  # fmt: skip
# Works in whose references BT is the title, and T2 the series.
_WHOLE = frozenset({"book", "report", "thesis"})
_LINKS = {"L1": "PDF", "L2": "full text", "L3": "related", "L4": "figure", "LK": None}


class Reference(NamedTuple):
    """A reference: where it begins, its type, and its values by tag, in order."""

    line: int
    kind: str
    values: Mapping[str, Sequence[str]]

    def first(self, *tags: str) -> str | None:
        """The first value of the first of these tags that is there."""
        return next((self.values[tag][0] for tag in tags if self.values.get(tag)), None)

    def all(self, *tags: str) -> Iterator[str]:
        """All values of some tags."""
        for tag in tags:
            yield from self.values.get(tag, ())


class StrayLine(NamedTuple):
    """A line that belongs to no reference, and why."""

    line: int
    text: str
    why: str


def parse(text: str) -> tuple[list[Reference], list[StrayLine]]:
    """The references of a file, and its lines that belong to none."""
    found: list[Reference] = []
    stray: list[StrayLine] = []
    values: dict[str, list[str]] | None = None
    tag = ""
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        line = line.rstrip("\r")
        match = _TAG.match(line)
        value = (match["value"] or "").strip() if match else line.strip()
        if match and match["tag"] == "TY":
            values, tag = {}, ""
            found.append(Reference(number, value.upper(), values))
        elif match and match["tag"] == "ER":
            values = None
        elif values is None:
            if value:
                stray.append(StrayLine(number, line.strip(), "it stands in no reference"))
        elif match:
            tag = match["tag"]
            values.setdefault(tag, []).append(value)
        elif value and tag:  # a value that goes on in the next line
            values[tag][-1] = f"{values[tag][-1]} {value}".strip()
        elif value:
            stray.append(StrayLine(number, value, "it has no tag"))
    return [_without_empty(reference) for reference in found], stray


def _without_empty(reference: Reference) -> Reference:
    values = {tag: [v for v in listed if v] for tag, listed in reference.values.items()}
    return reference._replace(values={tag: listed for tag, listed in values.items() if listed})


def parse_reference(reference: Reference) -> ParsedItem:
    """The record of one reference, with its keywords."""
    words = tuple(_keywords(reference))
    reading, problems = parse_fields({**_fields(reference), "keyword": words})
    return ParsedItem(reading, problems, words)


def _fields(reference: Reference) -> dict[str, Any]:
    kind = _TYPES.get(reference.kind, "document")
    urls = [
        url
        for text in reference.all("UR")
        for url in re.split(r"\s*;\s*(?=https?:)|\s+(?=https?:)", text)
        if url
    ]
    key = reference.first("ID") or ""
    fields: dict[str, Any] = {
        "key": key if is_citation_key(key) else UNNAMED,
        "type": kind,
        "title": clean_title(reference.first("TI", "T1", "CT", *(("BT",) if kind in _WHOLE else ()))),
        "author": tuple(_names(reference.all("AU", "A1"))),
        "editor": tuple(_names(reference.all("ED", *(("A2",) if kind not in _WHOLE else ())))),
        "issued": _issued(reference),
        "publisher": reference.first("PB"),
        "publisher_place": reference.first("CY", "PP"),
        "volume": reference.first("VL"),
        "edition": reference.first("ET"),
        "abstract": reference.first("AB", "N2"),
        "note": "; ".join(reference.all("N1")) or None,
        "language": reference.first("LA"),
        "url": urls[0] if urls else None,
        "links": tuple(_links(reference, urls)),
        "page": _pages(reference),
    }
    return fields | _container(reference, kind) | _numbers(reference, kind) | _identifiers(reference, urls)


def _container(reference: Reference, kind: str) -> dict[str, Any]:
    """Where the work appeared; ``T2`` is the series of a whole book."""
    series = reference.first("T3")
    if kind in _WHOLE:
        return {"collection_title": series or reference.first("T2")}
    full = reference.first("JO", "JF", "T2", "BT")
    short = reference.first("JA", "J2", "J1")
    return {
        "container_title": full or short,
        "container_title_short": short if full and short != full else None,
        "collection_title": series,
    }


def _numbers(reference: Reference, kind: str) -> dict[str, Any]:
    field = "issue" if kind.startswith("article") and kind != "article" else "number"
    # SN is an ISSN, which has eight digits, or an ISBN.
    number = reference.first("SN") or ""
    digits = re.sub(r"[^\dXx]", "", re.split(r"[\s(;,]", number.strip())[0])
    return {
        field: reference.first("IS") or (reference.first("M1") if field == "number" else None),
        "issn" if len(digits) == 8 else "isbn": number or None,
    }


def _pages(reference: Reference) -> str | None:
    first, last = reference.first("SP"), reference.first("EP")
    if first and last and not re.search(r"\d\s*[-–]", first):
        return parse_pages(first) if first == last else f"{first}-{last}"
    return parse_pages(first) if first else reference.first("C7")


def _issued(reference: Reference) -> PartialDate | None:
    """The most exact of the dates: ``DA`` has the day where ``PY`` has the year only."""
    dates = [date for text in reference.all("DA", "PY", "Y1") if (date := parse_date_text(text)) is not None]
    exact = sorted(dates, key=lambda date: -len(date.date_parts[0]) if date.date_parts else 0)
    return exact[0] if exact else None


def _identifiers(reference: Reference, urls: Sequence[str]) -> dict[str, Any]:
    stated = reference.first("DO")
    doi = next((doi for text in reference.all("DO", "M3") if (doi := normalise_doi(text))), stated)
    named = normalise_arxiv(doi) if doi else None
    if named is None:
        texts = (*reference.all("AN", "M1", "C1", "N1"), *urls)
        named = next((a for text in texts if "arxiv" in text.lower() and (a := normalise_arxiv(text))), None)
    elif doi:
        doi = None
    return {
        "doi": doi,
        "arxiv_id": named.id if named else None,
        "arxiv_version": named.version if named else None,
    }


def _links(reference: Reference, urls: Sequence[str]) -> Iterator[Link]:
    for url in urls[1:]:
        yield Link(url=url)
    for tag, label in _LINKS.items():
        for url in reference.all(tag):
            if re.match(r"[a-z][a-z0-9+.-]*:|/|www\.", url, re.I) and not url.startswith("internal-pdf:"):
                yield Link(url=url, label=label)


def _keywords(reference: Reference) -> Iterator[str]:
    for text in reference.all("KW"):
        yield from (word for word in re.split(r"\s*[;,]\s*", text) if word)


def _names(texts: Iterable[str]) -> Iterator[Name]:
    """Names as ``Last, First, Suffix``."""
    for text in texts:
        name = parse_name(text)
        if name is not None:
            yield name
