"""Rules about one entry: its key, its fields, and whether it is used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from readinglist.lint.context import Context, Fault
from readinglist.lint.sessions import last_year
from readinglist.lint.works import arxiv_id_of, is_preprint
from readinglist.model.citation_keys import is_citation_key
from readinglist.model.identifiers import normalise_isbn
from readinglist.model.reading import Reading

# What a work of each type cannot be cited without; "|" is "or". Sources: BibTeXing (1988),
# section 3.1, and the biblatex manual, section 2.1.1, said in CSL's types and variables.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "article-journal": ("author", "title", "container_title", "issued"),
    "paper-conference": ("author", "title", "container_title", "issued"),
    "book": ("author|editor", "title", "publisher", "issued"),
    "chapter": ("author|editor", "title", "container_title", "publisher", "issued"),
    "thesis": ("author", "title", "publisher", "issued"),
    "report": ("author", "title", "publisher", "issued"),
    "manuscript": ("author", "title"),
    "article": ("author", "title", "issued"),
    "webpage": ("title", "url"),
    "post-weblog": ("title", "url"),
}
# Entry types that ask for less than the CSL type that they are read as.
_REQUIRED_OF_ENTRY: Mapping[str, tuple[str, ...]] = {
    "proceedings": ("title", "issued"),
    "mvproceedings": ("title", "issued"),
    "manual": ("title",),
}
# What such a work nearly always has, and what a reader misses where it is not stated.
EXPECTED: Mapping[str, tuple[str, ...]] = {
    "article-journal": ("volume|doi|arxiv_id",),
    "chapter": ("page|chapter_number|doi",),
}
_WORDS = {
    "container_title": "journal, proceedings or book that it is in",
    "issued": "year",
    "publisher": "publisher, school or institution",
    "url": "url",
    "arxiv_id": "arXiv id",
    "doi": "DOI",
    "page": "pages",
    "chapter_number": "chapter",
}
_FIRST_PRINTED_YEAR = 1450
# First and last page, each perhaps with letters or a part in front, as in "A12" or "12:1".
_PAGE_RANGE = re.compile(
    r"(?P<first>[^\s,-]*?)(?P<from>\d+)\s*[-–—]+\s*(?P<last>[^\s,-]*?)(?P<to>\d+)(?![^\s,–—-])"
)


def missing_field(ctx: Context) -> Iterator[Fault]:
    """A field without which works of this type cannot be cited is missing."""
    for reading in ctx.syllabus.readings:
        required = _REQUIRED_OF_ENTRY.get(reading.entry_type or "") or REQUIRED.get(reading.type, ("title",))
        yield from _missing(reading, required)


def missing_detail(ctx: Context) -> Iterator[Fault]:
    """A field that works of this type nearly always have is missing."""
    for reading in ctx.syllabus.readings:
        yield from _missing(reading, EXPECTED.get(reading.type, ()))


def _missing(reading: Reading, wanted: tuple[str, ...]) -> Iterator[Fault]:
    for alternatives in wanted:
        names = alternatives.split("|")
        if not any(getattr(reading, name) for name in names):
            words = " or ".join(_WORDS.get(name, name) for name in names)
            kind = f"@{reading.entry_type}" if reading.entry_type else reading.type
            yield Fault(f"this {kind} has no {words}; add it", reading, field=names[0])


def no_link(ctx: Context) -> Iterator[Fault]:
    """A reading has nothing to follow: no address, no DOI, no arXiv id."""
    for reading in ctx.syllabus.readings:
        in_print = reading.isbn and reading.type in ("book", "chapter")
        if not (reading.all_links() or in_print or reading.url is not None):
            yield Fault("there is no link to it; add a url, a doi or an arXiv id", reading)


def bad_key(ctx: Context) -> Iterator[Fault]:
    r"""BibTeX, biber or ``\cite`` cannot take a citation key."""
    for reading in ctx.syllabus.readings:
        if not is_citation_key(reading.key):
            message = "LaTeX cannot cite this key; use letters, digits and -_.:+/ only"
            yield Fault(message, reading, field="key")


def bad_isbn(ctx: Context) -> Iterator[Fault]:
    """An ISBN has a wrong number of digits or a wrong check digit."""
    for reading in ctx.syllabus.readings:
        for isbn in re.split(r"[,;]", reading.isbn or ""):
            if isbn.strip() and normalise_isbn(isbn) is None:
                message = f"{isbn.strip()!r} is not an ISBN: its digits do not add up; look it up again"
                yield Fault(message, reading, field="isbn")


def bad_year(ctx: Context) -> Iterator[Fault]:
    """A work is dated before printing began, or after the course."""
    end = last_year(ctx.syllabus.course)
    for reading in ctx.syllabus.readings:
        year = reading.year
        if year is not None and year < _FIRST_PRINTED_YEAR:
            yield Fault(f"the year {year} is before the first printed books", reading, field="issued")
        # Papers of a course in autumn may bear the next year.
        elif year is not None and end is not None and year > end + 1:
            yield Fault(f"the year {year} is after the course, which ends in {end}", reading, field="issued")


def bad_pages(ctx: Context) -> Iterator[Fault]:
    """A range of pages ends before it begins."""
    for reading in ctx.syllabus.readings:
        for match in _PAGE_RANGE.finditer((reading.page or "")[:200]):
            # "3:90-4:7" goes from one part to the next, each with pages of its own.
            one_part = match["first"] == (match["last"] or match["first"])
            first, last = match["from"], match["to"]
            # Printers shorten the last page: 1383-94 ends at 1394.
            whole_last = first[: max(0, len(first) - len(last))] + last
            if one_part and int(whole_last) < int(first):
                message = f"the pages {match[0]} run backwards; put the first page first"
                yield Fault(message, reading, field="page")


def preprint_only(ctx: Context) -> Iterator[Fault]:
    """An arXiv preprint states no published version."""
    for reading in ctx.syllabus.readings:
        if is_preprint(reading):
            message = f"only arXiv {arxiv_id_of(reading)} is stated; if it has appeared since, say where"
            yield Fault(message, reading)


def unused_entry(ctx: Context) -> Iterator[Fault]:
    """No session assigns this entry, though sessions assign others."""
    unscheduled = ctx.syllabus.unscheduled
    if len(unscheduled) < len(ctx.syllabus.readings):
        for reading in unscheduled:
            yield Fault("no session assigns it; add its key to the schedule, or remove the entry", reading)
