"""The year of dates that name none and stand under no term: told by other dates, or by weekdays. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from readinglist.importing.interpret.dates import WrittenDate, days, written_date, years_named
from readinglist.importing.page_content import Found

_YEARS_BACK = 40
# One day of the week fits every sixth year or so, and may be a slip; two that fit are no accident.
_FEWEST = 2


def year_told(found: Found, today: datetime.date, text: str = "") -> int | None:
    """The year of the first date of ``found``; ``None``: nothing tells it, or every date has its year.

    It is that in which the page's days of the week are right, next to a date of the page that
    is whole, or next to the one year that ``text``, the page's words, names in terms, dates and
    headings; else the latest one until next year.
    """
    texts = [session.date_text for session in found.sessions]
    written = [written_date(text) if text else None for text in texts]
    open_ = [s for s, w in zip(found.sessions, written, strict=True) if w is not None and s.date is None]
    if not open_:
        return None
    whole = next((s.date.year for s in found.sessions if s.date is not None), None)
    start = found.course.start.year if found.course.start else None
    first = whole or _stated(written) or start or _named(text)
    if first is not None:
        near = (first, first - 1, first + 1)
        return max(near, key=lambda year: (_fitting(texts, written, year), -abs(year - first)))
    for year in range(today.year + 1, today.year - _YEARS_BACK, -1):
        weekdays = sum(date is not None and date.weekday is not None for date in written)
        if weekdays >= _FEWEST and _fitting(texts, written, year) == weekdays:
            return year
    return None


def _named(text: str) -> int | None:
    """The one year that a text names; ``None``: it names none or several, as of courses of other years."""
    named = years_named(text)
    return named.pop() if len(named) == 1 else None


def _stated(written: Sequence[WrittenDate | None]) -> int | None:
    return next((date.year for date in written if date is not None and date.year is not None), None)


def _fitting(texts: Sequence[str | None], written: Sequence[WrittenDate | None], year: int) -> int:
    """On how many dates the day of the week is right if the first of them is in ``year``."""
    return sum(
        date is not None and day is not None and date.weekday == day.weekday()
        for date, day in zip(written, days(texts, year), strict=True)
    )
