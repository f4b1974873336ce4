"""The dates of an entry: BibTeX's year and month, BibLaTeX's date."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from readinglist.formats.bibtex.fields import DATE_PARTS
from readinglist.formats.bibtex.syntax import MONTHS
from readinglist.model.reading import PartialDate

_MONTH_NAME = re.compile(r"(?<![a-z])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?", re.I)
_NUMBER = re.compile(r"\d+")
# ISO 8601-2 (EDTF) level 1, as far as the biblatex manual, section 2.3.8, has it: ~ and ? are
# doubt, a time of day is nothing that a reading list needs, X stands for an unknown digit.
_POINT = re.compile(r"(-?\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T[\d:.Z+-]*)?[~?%]?")
_IN_WORDS = re.compile(r"in press|forthcoming|to appear|submitted|n\.?\s?d\.?", re.I)
_YEARS = re.compile(r"(\d{4})\s*(?:/|-{1,3}|–)\s*(\d{4}|\d{2})")


def parse_date(values: Mapping[str, str]) -> tuple[PartialDate | None, str | None]:
    """The date that the fields of an entry state, and what is wrong with it (``None``: nothing).

    BibLaTeX's ``date`` is read before ``year`` and ``month``, as biber does.
    """
    text = values.get("date", "")
    if text:
        return _iso(text)
    return _classic(*(values.get(name, "") for name in DATE_PARTS)) if values.get("year") else (None, None)


@lru_cache(maxsize=4096)
def _iso(text: str) -> tuple[PartialDate | None, str | None]:
    points = []
    for part in text.split("/")[:2]:
        match = _POINT.fullmatch(part.strip())
        if match:
            points.append(tuple(int(number) for number in match.groups() if number is not None))
        elif part.strip() not in ("", ".."):
            return PartialDate(literal=text), f"{text!r} is no date: write 2022-01-19, 2022-01 or 2022"
    return _checked(tuple(points), text)


@lru_cache(maxsize=4096)
def _classic(
    year: str, month: str, day: str, endyear: str, endmonth: str, endday: str
) -> tuple[PartialDate | None, str | None]:
    year = year.strip("{} ")
    years = _YEARS.fullmatch(year)
    if years:
        last = years[2] if len(years[2]) == 4 else years[1][:2] + years[2]
        return _checked(((int(years[1]),), (int(last),)), year)
    if _IN_WORDS.fullmatch(year):
        return PartialDate(literal=f"{month} {year}".strip()), None
    if not re.fullmatch(r"-?\d{1,4}", year):
        return PartialDate(literal=f"{month} {year}".strip()), f"the year {year!r} is not a number"
    parts = (int(year), *_month(month, day))
    if month.strip("{} ") and len(parts) == 1:
        return PartialDate(
            date_parts=(parts,)
        ), f"the month {month!r} is not a month: write jan to dec, or 1 to 12"
    ends = ((int(endyear), *_month(endmonth, endday)),) if re.fullmatch(r"-?\d{1,4}", endyear) else ()
    return _checked((parts, *ends), f"{year} {month} {day}".strip())


def _month(month: str, day: str) -> tuple[int, ...]:
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


def _checked(parts: tuple[tuple[int, ...], ...], text: str) -> tuple[PartialDate | None, str | None]:
    try:
        return PartialDate(date_parts=parts), None
    except ValueError:
        return PartialDate(literal=text), f"{text!r} is not a date of the calendar"
