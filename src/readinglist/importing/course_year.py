"""The year of a course whose dates name none, inferred from other dates or from weekdays. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from readinglist.importing.content import PageContent
from readinglist.importing.interpret.dates import WrittenDate, days, written_date, years_named

_YEARS_BACK = 40
# One day of the week fits every sixth year or so, and may be a slip; two that fit are no accident.
_FEWEST = 2


def infer_year(content: PageContent, today: datetime.date, text: str = "") -> int | None:
    """Return the year of the first date of a page; ``None``: nothing tells it, or every date has its year.

    It is the year in which the page's days of the week are right. It is looked for next to a
    date of the page that is whole, or next to the one year that the page's words name; without
    these, or where no day of the week is right there, from next year backwards.

    Args:
        content: what was read of the page.
        today: the day from which years are counted back.
        text: the page's words, whose terms, dates and headings may name a year.
    """
    texts = [session.date_text for session in content.sessions]
    written = [written_date(text) if text else None for text in texts]
    if not any(w is not None and s.date is None for s, w in zip(content.sessions, written, strict=True)):
        return None
    whole = next((s.date.year for s in content.sessions if s.date is not None), None)
    start = content.course.start.year if content.course.start else None
    first = whole or _stated_year(written) or start or _only_year_named(text)
    weekdays = sum(date is not None and date.weekday is not None for date in written)
    if first is not None:
        near = (first, first - 1, first + 1)
        fits = {year: _weekdays_that_fit(texts, written, year) for year in near}
        best = max(near, key=lambda year: (fits[year], -abs(year - first)))
        # A year of some link ("Projects of 2023") is outvoted by days of the week that agree.
        if fits[best] * 2 > weekdays or weekdays < _FEWEST:
            return best
    for year in range(today.year + 1, today.year - _YEARS_BACK, -1):
        if weekdays >= _FEWEST and _weekdays_that_fit(texts, written, year) == weekdays:
            return year
    return first


def _only_year_named(text: str) -> int | None:
    """The one year that a text names; ``None``: none or several, as of courses of other years."""
    named = years_named(text)
    return named.pop() if len(named) == 1 else None


def _stated_year(written: Sequence[WrittenDate | None]) -> int | None:
    return next((date.year for date in written if date is not None and date.year is not None), None)


def _weekdays_that_fit(texts: Sequence[str | None], written: Sequence[WrittenDate | None], year: int) -> int:
    """On how many dates the day of the week is right if the first of them is in ``year``."""
    return sum(
        date is not None and day is not None and date.weekday == day.weekday()
        for date, day in zip(written, days(texts, year), strict=True)
    )
