"""Dates as pages state them, in many forms, to `PartialDate`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from readinglist.model.reading import PartialDate

_EARLIEST, _LATEST = 1400, 2200
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[4-9]|2[01])\d\d)"
_NUMBERS = re.compile(rf"{_YEAR}(?:\s*[-/.]\s*(?P<month>\d{{1,2}})(?:\s*[-/.]\s*(?P<day>\d{{1,2}}))?)?(?!\d)")
_DIGITS = re.compile(rf"{_YEAR}(?P<month>\d\d)(?P<day>\d\d)(?!\d)")
_DAY_LAST = re.compile(rf"\d{{1,2}}[-/.]\d{{1,2}}[-/.]{_YEAR}(?!\d)")
_WORDS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"{_YEAR}[,\s-]+{_MONTH}(?:[\s-]+{_DAY}\b)?",
        rf"\b{_DAY}[\s-]+{_MONTH}[,\s-]+{_YEAR}\b",
        rf"\b{_MONTH}\s+{_DAY}(?:\s*[-–]\s*\d{{1,2}})?,?\s+{_YEAR}\b",
        rf"\b{_MONTH}(?:\s*[-–/]\s*[a-z]+\.?)?[,\s-]+{_YEAR}\b",
    )
)


def date_from_parts(parts: Sequence[Any]) -> PartialDate | None:
    """A date from year, month and day as numbers; ``None``: they are none.

    A month or day that cannot be is left out, and with it what is finer.
    """
    numbers: list[int] = []
    for part in parts[:3]:
        if not isinstance(part, int | str) or isinstance(part, bool) or not str(part).strip().isdecimal():
            break
        numbers.append(int(str(part)[:6]))
    if not numbers or not _EARLIEST <= numbers[0] <= _LATEST:
        return None
    for length in range(len(numbers), 0, -1):
        try:
            return PartialDate.of(*numbers[:length])
        except ValueError:
            continue
    return None


def parse_iso_date(text: str) -> PartialDate | None:
    """A date from the front of an ISO 8601 text; ``None``: it is none."""
    return date_from_parts(text.split("T")[0].strip().split("-"))


def find_date(text: str) -> PartialDate | None:
    """The date that ``text`` states, as exactly as it is sure; ``None``: it states none.

    Where day and month cannot be told apart ("03/04/2019"), the year alone is sure. So it
    is on 1 January: pages whose software wants a whole date fill a bare year up to it.
    """
    text = text[:100].strip()
    match = next((found for pattern in _WORDS if (found := pattern.search(text))), None)
    match = match or _DIGITS.match(text) or _NUMBERS.match(text) or _DAY_LAST.match(text)
    if match is None:
        return None
    parts = match.groupdict()
    month, day = _month(parts.get("month")), int(parts.get("day") or 0)
    if (month, day) == (1, 1):
        return date_from_parts([int(parts["year"])])
    known = [int(parts["year"]), *([month, *([day] if day else [])] if month else [])]
    return date_from_parts(known)


def _month(text: str | None) -> int:
    """The number of a month; 0: none is named."""
    if not text:
        return 0
    return int(text) if text.isdecimal() else 1 + _MONTHS.index(text[:3].lower())
