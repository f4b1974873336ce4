"""The fields of one entry to the values of a record; among them BibTeX's year and month, BibLaTeX's date."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from readinglist.formats.bibtex import fields
from readinglist.formats.bibtex.names import parse_names
from readinglist.formats.bibtex.syntax import MONTHS
from readinglist.formats.bibtex.writer import protect
from readinglist.model.finding import Severity
from readinglist.model.identifiers import normalise_arxiv, normalise_doi
from readinglist.model.reading import Link, PartialDate
from readinglist.text import latex

# Any dash between pages, LaTeX's or Unicode's.
_DASHES = re.compile(r"\s*(?:-{1,3}|[‐-―])\s*")
_URL_COMMAND = re.compile(r"\\url\s*\{([^{}]*)\}")
# What people escape in an address as if it were LaTeX text.
_TEX_IN_URL = re.compile(r"\\([_%&#~$])")
_LABELLED = re.compile(r"([^<>;]*?)\s*<([^<>]+)>\s*;?\s*")  # links = {Talk in Berkeley <https://…>; …}
# A brace that is not of a special character, {\'e}, protects what is in it from changes of case.
_PROTECTION = re.compile(r"\{(?!\\)")
_SEPARATOR = re.compile(r"\s*[,;]\s*")

_MONTH_NAME = re.compile(r"(?<![a-z])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?", re.I)
_NUMBER = re.compile(r"\d+")
# ISO 8601-2 (EDTF) level 1, as far as the biblatex manual, section 2.3.8, has it: ~ and ? are
# doubt, a time of day is nothing that a reading list needs, X stands for an unknown digit.
_POINT = re.compile(r"(-?\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T[\d:.Z+-]*)?[~?%]?")
_IN_WORDS = re.compile(r"in press|forthcoming|to appear|submitted|n\.?\s?d\.?", re.I)
# An academic year or a range: 2021/22, 2021--2022.
_YEARS = re.compile(r"(\d{4})\s*(?:/|-{1,3}|–)\s*(\d{4}|\d{2})")


class ParsedFields(NamedTuple):
    """The values of a record by its fields, and what is wrong: the field of the entry, how bad, what."""

    values: dict[str, Any]
    problems: list[tuple[str, Severity, str]]


class FieldParser:
    """Takes the fields of one entry, one after the other; what is left is `extra`."""

    def __init__(self, values: dict[str, str], kind: str) -> None:
        self._left = {name: value for name, value in values.items() if value}
        self._values: dict[str, Any] = {}
        self._problems: list[tuple[str, Severity, str]] = []
        self._kind = kind
        self._type = fields.CSL_TYPES.get(kind, "document")

    def parse(self) -> ParsedFields:
        """Take all fields; this once."""
        # In this order: an arXiv id makes a preprint of @misc, and the type decides where the container
        # and the number stand.
        self._identifiers()
        self._address_in_howpublished()
        self._genre_and_type()
        self._title()
        self._names()
        self._container()
        self._numbers()
        self._texts()
        self._issued()
        self._web()
        return ParsedFields({**self._values, "type": self._type, "extra": self._left}, self._problems)

    def _take(self, names: tuple[str, ...]) -> str | None:
        """The first of these fields that is there, its LaTeX as Unicode."""
        name = next((name for name in names if name in self._left), None)
        if name is None:
            return None
        value = self._left.pop(name)
        if name in fields.VERBATIM:
            return value
        text = latex.decode(value)
        # A backslash may also be text; only then is it worth the second reading.
        if "\\" in text and (unknown := latex.unknown_commands(value)):
            message = f"{name} keeps LaTeX that has no plain text: {', '.join(unknown)}"
            self._problems.append((name, "info", message))
        return text.strip()

    def _set(self, field: str, value: Any) -> None:
        if value:
            self._values[field] = value

    def _identifiers(self) -> None:
        left = self._left
        if "doi" in left:
            doi = normalise_doi(left["doi"])
            arxiv = normalise_arxiv(left["doi"]) if doi else None
            if arxiv:  # arXiv's own DOI names the preprint, not a published version
                self._set("arxiv_id", arxiv.id)
            elif doi is None:
                self._problems.append(
                    ("doi", "error", f"{left['doi']!r} is not a DOI: write 10.1145/3282307")
                )
            if doi:
                self._set("doi", None if arxiv else doi)
                del left["doi"]
        self._eprint()
        for field in ("isbn", "issn"):
            self._set(field, left.pop(field, None))

    def _eprint(self) -> None:
        left = self._left
        prefix = left.get("archiveprefix") or left.get("eprinttype") or ""
        for name in ("eprint", "arxivid", "arxiv"):
            if name not in left or prefix.lower() not in ("", "arxiv"):
                continue
            arxiv = normalise_arxiv(left[name])
            if arxiv:
                self._set("arxiv_id", arxiv.id)
                self._set("arxiv_version", arxiv.version)
                for used in (name, "archiveprefix", "eprinttype"):
                    left.pop(used, None)
                return
            if prefix or name != "eprint":
                message = f"{left[name]!r} is not an arXiv id: write 1706.03762 or hep-th/9901001"
                self._problems.append((name, "error", message))

    def _address_in_howpublished(self) -> None:
        r"""Take an address out of ``howpublished = {\url{https://…}}``, where old styles want it."""
        match = _URL_COMMAND.fullmatch(self._left.get("howpublished", ""))
        if match and "url" not in self._left:
            self._left["url"] = match[1]
            del self._left["howpublished"]

    def _genre_and_type(self) -> None:
        genre = self._take(fields.ALIASES["genre"])
        default = {"mastersthesis": "Master's thesis", "phdthesis": "PhD thesis"}.get(self._kind)
        self._set("genre", genre or default)
        if self._type == "webpage" and genre and "blog" in genre.lower():
            self._type = "post-weblog"
        elif self._kind == "misc" and "arxiv_id" in self._values:
            self._type = "article"  # CSL's type for a preprint
        elif self._kind == "inbook" and "booktitle" not in self._left:
            self._type = "book"  # BibTeX's @inbook: a part without a title of its own

    def _title(self) -> None:
        source = self._left.get("title")
        title = self._take(("title",))
        subtitle = self._take(("subtitle",))
        self._set("title", _with_subtitle(title, subtitle))
        if source and _PROTECTION.search(source) and not subtitle and protect(title or "") != source:
            self._left["title"] = source  # these braces were chosen by hand; an export keeps them

    def _names(self) -> None:
        for field in ("author", "editor"):
            if field in self._left:
                names, problems = parse_names(self._left.pop(field))
                self._set(field, names)
                self._problems += [(field, "warning", problem) for problem in problems]

    def _container(self) -> None:
        for name in fields.CONTAINERS.get(self._type, fields.ANY_CONTAINER):
            if name in self._left:
                subtitle = fields.SUBTITLES.get(name, "journalsubtitle")
                self._set("container_title", _with_subtitle(self._take((name,)), self._take((subtitle,))))
                break
        self._set("container_title_short", self._take(fields.SHORT_CONTAINERS))

    def _numbers(self) -> None:
        field = "issue" if self._type in fields.ISSUED_IN_NUMBERS else "number"
        self._set(field, self._take(("number", "issue")))
        page = self._take(fields.ALIASES["page"])
        self._set("page", _DASHES.sub("-", page) if page else None)

    def _texts(self) -> None:
        for field in fields.TEXTS:
            self._set(field, self._take(fields.ALIASES[field]))
        keywords = self._take(fields.ALIASES["keyword"])
        if keywords:
            self._set("keyword", tuple(word for word in _SEPARATOR.split(keywords) if word))

    def _issued(self) -> None:
        issued, problem = parse_date(self._left)
        self._set("issued", issued)
        if problem:
            self._problems.append(("date" if "date" in self._left else "year", "warning", problem))
        # Only what was read goes: a year beside a date stays in `extra`.
        used = ("date",) if "date" in self._left else fields.DATE_PARTS
        for name in used if issued else ():
            self._left.pop(name, None)

    def _web(self) -> None:
        url = self._take(("url",))
        if url:
            self._set("url", _address(url))
        links = [
            Link(url=_address(self._left.pop(name)), label=label)
            for name, label in fields.LINKS.items()
            if name in self._left
        ]
        if found := _LABELLED.findall(self._left.get("links", "")):
            links += [Link(url=_address(url), label=latex.decode(label) or None) for label, url in found]
            del self._left["links"]
        self._set("links", tuple(links))


def _with_subtitle(title: str | None, subtitle: str | None) -> str | None:
    if title and subtitle:
        return f"{title}{'' if title[-1] in '?!:' else ':'} {subtitle}"
    return title or subtitle


def _address(value: str) -> str:
    r"""A URL without what LaTeX needed: ``\url{}`` around it, backslashes that no URL can hold."""
    match = _URL_COMMAND.fullmatch(value.strip())
    return _TEX_IN_URL.sub(r"\1", match[1] if match else value)


def parse_date(values: Mapping[str, str]) -> tuple[PartialDate | None, str | None]:
    """The date that the fields of an entry state, and what is wrong with it (``None``: nothing).

    BibLaTeX's ``date`` is read before ``year`` and ``month``, as biber does.
    """
    text = values.get("date", "")
    if text:
        return _parse_iso(text)
    if not values.get("year"):
        return None, None
    return _parse_classic(*(values.get(name, "") for name in fields.DATE_PARTS))


# The works of a list share their years, and making a record takes longer than remembering it.
@lru_cache(maxsize=4096)
def _parse_iso(text: str) -> tuple[PartialDate | None, str | None]:
    points = []
    for part in text.split("/")[:2]:
        match = _POINT.fullmatch(part.strip())
        if match:
            points.append(tuple(int(number) for number in match.groups() if number is not None))
        elif part.strip() not in ("", ".."):
            return PartialDate(literal=text), f"{text!r} is no date: write 2022-01-19, 2022-01 or 2022"
    return _calendar_date(tuple(points), text)


@lru_cache(maxsize=4096)
def _parse_classic(
    year: str, month: str, day: str, endyear: str, endmonth: str, endday: str
) -> tuple[PartialDate | None, str | None]:
    year = year.strip("{} ")
    years = _YEARS.fullmatch(year)
    if years:
        last = years[2] if len(years[2]) == 4 else years[1][:2] + years[2]
        return _calendar_date(((int(years[1]),), (int(last),)), year)
    if _IN_WORDS.fullmatch(year):
        return PartialDate(literal=f"{month} {year}".strip()), None
    if not re.fullmatch(r"-?\d{1,4}", year):
        return PartialDate(literal=f"{month} {year}".strip()), f"the year {year!r} is not a number"
    parts = (int(year), *_month_and_day(month, day))
    if month.strip("{} ") and len(parts) == 1:
        return PartialDate(
            date_parts=(parts,)
        ), f"the month {month!r} is not a month: write jan to dec, or 1 to 12"
    ends = ((int(endyear), *_month_and_day(endmonth, endday)),) if re.fullmatch(r"-?\d{1,4}", endyear) else ()
    return _calendar_date((parts, *ends), f"{year} {month} {day}".strip())


def _month_and_day(month: str, day: str) -> tuple[int, ...]:
    """The month, and the day if one is stated with it: ``jan``, ``1``, ``{Jan. 19}``, ``"10~" # jan``."""
    names = _MONTH_NAME.findall(month)
    numbers = [int(number) for number in _NUMBER.findall(month)]
    if names:
        number = 1 + [name[:3].lower() for name in MONTHS].index(names[0].lower())
        days = numbers[:1] or [int(number) for number in _NUMBER.findall(day)[:1]]
        return (number, *(d for d in days if len(names) == 1 and 1 <= d <= 31))
    if len(numbers) == 1 and 1 <= numbers[0] <= 12:
        return (numbers[0], *(int(number) for number in _NUMBER.findall(day)[:1]))
    return ()


def _calendar_date(parts: tuple[tuple[int, ...], ...], text: str) -> tuple[PartialDate | None, str | None]:
    """The date of these parts, or ``text`` as its words where the calendar has no such day."""
    try:
        return PartialDate(date_parts=parts), None
    except ValueError:
        return PartialDate(literal=text), f"{text!r} is not a date of the calendar"
