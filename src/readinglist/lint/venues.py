"""The rule about years that stand beside the name of a venue: *SOSP '19*, *Proceedings of the 2018 …*."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readinglist.lint.context import Context, Fault
from readinglist.model.reading import Reading

# Not a part of a date, a range or an identifier.
_YEAR = re.compile(r"(?<!\d)(?<!\d[.:/–-])(19[5-9]\d|20\d\d)(?!\d|[.:/–-]\d)")
# ENGINES '18, and as USENIX writes it: (OSDI 20).
_SHORT_YEAR = re.compile(r"\b[A-Z][\w&+/-]*\s?['’‘](\d\d)(?![\ds])|\([A-Z][\w&+/-]*\s(\d\d)\)")
# One venue and one year and nothing else: NSDI '12, ICML 2019, SC21 (as in a series field).
_TAG = re.compile(r"[A-Z][\w&+/-]*(?:\s*['’‘]\s?(\d\d)|\s?(?<!\d)((?:19|20)\d\d)|(?<!\d)(\d\d))")
# A venue's acronym with its year inside a sentence: Best Paper Award, DAC 2021.
_ACRONYM = re.compile(r"(?<!\w)([\w&+/-]{2,20})\s*(?:['’‘]\s?(\d\d)|((?:19|20)\d\d))(?!\d)")
# Numbers of these series look like years; awards of these kinds come years after the paper.
_BOOK_SERIES = re.compile(
    r"lecture notes|\b(?:LNCS|LNAI|LNBI|LNBIP|LNEE|CCIS|LIPIcs|AICT|PMLR)", re.IGNORECASE
)
_LATE_AWARD = re.compile(
    r"time|fame|influential|retrospective|seminal|lasting|impact|prize|turing|years|decade", re.I
)
_LATE_PROCEEDINGS = re.compile(r"revised|selected|post-?proceedings", re.IGNORECASE)


def venue_year(ctx: Context) -> Iterator[Fault]:
    """The year beside a venue's name is not the year of the work."""
    for reading in ctx.syllabus.readings:
        if reading.year is None:
            continue
        for field, text in _venue_texts(reading):
            years = set(_venue_years(field, text, reading))
            if years and not any(_agree(year, text, reading) for year in years):
                message = f"{text!r} says {min(years)}, but the work is of {reading.year}; correct one"
                yield Fault(message, reading, field=field)


def _venue_texts(reading: Reading) -> Iterator[tuple[str, str]]:
    for field in ("container_title", "container_title_short", "collection_title", "award", "note"):
        if text := getattr(reading, field):
            yield field, text[:500]
    for field in ("eventtitle", "howpublished"):
        if text := reading.extra.get(field):
            yield field, text[:500]


def _venue_years(field: str, text: str, reading: Reading) -> Iterator[int]:
    """The years that ``text`` gives to a venue, where it clearly does."""
    if field == "collection_title" and _BOOK_SERIES.search(text):
        return
    if field == "award":
        if not _LATE_AWARD.search(text):
            yield from _after_acronyms(text, reading)
    elif field in ("container_title", "eventtitle"):
        if reading.type == "paper-conference":  # a journal's volume may bear the year before
            yield from (int(match[1]) for match in _YEAR.finditer(text))
        yield from (_full_year(match[1] or match[2], reading) for match in _SHORT_YEAR.finditer(text))
    elif field == "note":
        venue = (reading.container_title_short or "").casefold()
        yield from _after_acronyms(text, reading, only=venue) if venue else _year_of_tag(text, reading)
    else:
        yield from _year_of_tag(text, reading)


def _after_acronyms(text: str, reading: Reading, only: str | None = None) -> Iterator[int]:
    for match in _ACRONYM.finditer(text):
        capitals = sum(letter.isupper() for letter in match[1])
        if match[1].casefold() == only if only else capitals > 1:
            yield _full_year(match[2] or match[3], reading)


def _year_of_tag(text: str, reading: Reading) -> Iterator[int]:
    match = _TAG.fullmatch(text.strip(" {}()."))
    if match:
        yield _full_year(match[1] or match[2] or match[3], reading)


def _full_year(year: str, reading: Reading) -> int:
    """A year of two digits in the century that brings it nearest to the work's own."""
    if len(year) == 4:
        return int(year)
    own = reading.year or 0
    return min((int(century + year) for century in ("19", "20")), key=lambda full: abs(full - own))


def _agree(venue: int, text: str, reading: Reading) -> bool:
    """Whether a meeting of the year ``venue`` can have brought out the work."""
    issued = reading.issued
    own = {parts[0] for parts in issued.date_parts} if issued else set()
    if venue in own:
        return True
    if venue - 1 in own and issued and issued.month == 12:  # in print just before a meeting in January
        return True
    return venue + 1 in own and _LATE_PROCEEDINGS.search(text) is not None
