"""An import: pages are opened and read, merged into a list, and accounted for."""

from __future__ import annotations

import datetime
from collections.abc import Container, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from readinglist.errors import MissingFileError, UsageError
from readinglist.importing.content import Page, PageContent, Skipped, with_absolute_links, without_lines
from readinglist.importing.interpret import READERS, find_reader
from readinglist.importing.interpret.dates import WrittenDate, days, written_date, years_named
from readinglist.importing.missed_links import account_for_links
from readinglist.importing.sources import SourcePage, is_web_address, open_source
from readinglist.importing.unreadable import describe_unreadable
from readinglist.importing.update import snapshots
from readinglist.importing.update.list_update import Imported, ImportedPage, update_list
from readinglist.lists.reading_list import ReadingList
from readinglist.settings import Hints
from readinglist.store.files import Source, read_source

if TYPE_CHECKING:
    from readinglist.web.asking.answers import Asker

# Years that are tried, the latest first: the days of the week come back after five, six or eleven years.
_YEARS_BACK = 40
# One day of the week fits every sixth year or so, and may be a slip; two that fit are no accident.
_FEWEST_WEEKDAYS = 2

_SHOWN = 3


def import_pages(
    sources: Sequence[str | Path | SourcePage],
    into: str | Path | None = None,
    hints: Hints | None = None,
    *,
    prune: bool = False,
    keep: bool = False,
    today: datetime.date | None = None,
    session: Asker | None = None,
) -> Imported:
    """Make a list of course pages, or bring one up to date with them. Nothing is written.

    Args:
        sources: files, folders, addresses, or pages that are open already; joined in order.
        into: the list that they go into; ``None``, or a folder without a list: a new one.
        hints: what a reader cannot tell; ``None``: it must tell by itself.
        prune: remove what the pages have no longer, as far as nobody has changed it.
        keep: settle what waits for the list: conflicts, and removals that were proposed.
        today: the day that years are inferred from where only days of the week do; ``None``: today.
        session: who fetches addresses; ``None``: addresses are refused.

    Raises:
        FileError: a source, or a file of the list, cannot be read, or is no text.
        ReadingListError: an address cannot be fetched.
        UsageError: no reader knows a page, a page is given twice, or an address without ``session``.
        UnknownFormatError: ``hints`` name a reader that does not exist.
    """
    if not sources:
        raise UsageError("name at least one page to import")
    target = None if into is None else Path(into)
    rl = _read_list(target)
    stored = None if target is None else _read_snapshot(target)
    memory = snapshots.parse(stored.text, str(stored.path)) if stored else None
    pages = read_pages(
        sources,
        target,
        hints or Hints(),
        today or datetime.date.today(),
        session,
        term=rl.course.term,
        known=memory.pages if memory else (),
    )
    imported = update_list(pages, rl, memory, prune=prune, keep=keep)
    return imported._replace(known=stored.data if stored else None)


def read_pages(
    sources: Sequence[str | Path | SourcePage],
    into: Path | None,
    hints: Hints,
    today: datetime.date,
    session: Asker | None,
    *,
    term: str | None = None,
    known: Container[str] = (),
) -> list[ImportedPage]:
    """Read files, folders, addresses, and pages that are open already, in order.

    Args:
        sources: as `import_pages` takes them.
        into: the folder of the list that they go into; ``None``: not known yet.
        hints: what a reader cannot tell.
        today: the day that years are inferred from where only days of the week do.
        session: who fetches addresses; ``None``: addresses are refused.
        term: that of the list, for pages that name none, as does that of a page before them;
            ``None``: not stated.
        known: names of pages that were read before; one that has become empty is a change, which
            a person decides on.

    Raises:
        FileError: a source cannot be read, or is no text.
        ReadingListError: an address cannot be fetched.
        UsageError: no reader knows a page, nothing is on any of them, or an address without ``session``.
        UnknownFormatError: ``hints`` name a reader that does not exist.
    """
    pages: list[ImportedPage] = []
    read: list[Page] = []
    empty: SourcePage | None = None
    for source in sources:
        for opened in _pages_in(open_source(source, into, session), hints):
            content = _read_page(opened, hints, today, term)
            pages.append(ImportedPage(content, opened.name, opened.page.name))
            read.append(opened.page)
            term = content.course.term or term
            if not (content.sessions or content.unscheduled) and opened.name not in known:
                empty = empty or opened
    # Who names a reader wants its account, also of nothing.
    found = any(page.content.sessions or page.content.unscheduled for page in pages)
    if empty is not None and not found and hints.reader is None:
        seen = [item for page in pages for item in page.content.skipped]
        left = f". Seen and left: {_first_few(seen)}" if seen else ""
        told = ". ".join((describe_unreadable(empty.page.text), *empty.remarks))
        raise UsageError(f"{empty.page.name}: {told}{left}")
    if pages and (unmet := [f"{option} meets nothing on the page" for option in _unmet_hints(read, hints)]):
        content = pages[-1].content
        content = content.model_copy(update={"remarks": (*content.remarks, *unmet)})
        pages[-1] = pages[-1]._replace(content=content)
    return pages


def _first_few(seen: Sequence[Skipped]) -> str:
    shown = [f"“{' '.join(item.text.split())[:60]}” ({item.why})" for item in seen[:_SHOWN]]
    more = len(seen) - len(shown)
    return "; ".join((*shown, f"{more} more" if more else "")).removesuffix("; ")


def _unmet_hints(pages: Sequence[Page], hints: Hints) -> Iterator[str]:
    """The options that no page takes notice of: each page is read alike where they say the contrary."""
    for option, contrary in _contraries(hints):
        readers = ((page, find_reader(page, hints)) for page in pages)
        if all(
            found is None or found.read(page, hints) == found.read(page, contrary) for page, found in readers
        ):
            yield option


def _contraries(hints: Hints) -> Iterator[tuple[str, Hints]]:
    """Each hint on a column or a word as an option, and the hints with its contrary."""
    for name, role in hints.columns.items():
        other = "notes" if role == "ignore" else "ignore"
        yield (
            f'--column "{name}={role}"',
            hints.model_copy(update={"columns": {**hints.columns, name: other}}),
        )
    for field, opposite in (("required", "optional"), ("optional", "required")):
        words: tuple[str, ...] = getattr(hints, field)
        for word in words:
            rest = tuple(each for each in words if each != word)
            yield (
                f'--{field} "{word}"',
                hints.model_copy(update={field: rest, opposite: (*getattr(hints, opposite), word)}),
            )


def _read_list(into: Path | None) -> ReadingList:
    if into is None:
        return ReadingList()
    try:
        return ReadingList.read(into)
    except MissingFileError:
        return ReadingList()


def _read_snapshot(into: Path) -> Source | None:
    try:
        return read_source(snapshots.snapshot_path(into))
    except MissingFileError:
        return None


def _pages_in(opened: SourcePage, hints: Hints) -> list[SourcePage]:
    """The page itself; a folder that no reader takes as a whole is read file by file."""
    if not opened.page.files or find_reader(opened.page, hints) is not None:
        return [opened]
    files = [
        SourcePage(_page_in(opened.page, path, text), f"{opened.name}/{path}")
        for path, text in opened.page.files.items()
        if text.strip()
    ]
    readable = [file for file in files if find_reader(file.page, hints) is not None]
    # The remarks are on the folder: they go with its first page, so that each is reported once.
    return [readable[0]._replace(remarks=opened.remarks), *readable[1:]] if readable else [opened]


def _page_in(folder: Page, path: str, text: str) -> Page:
    unlined = frozenset({""}) if path in folder.unlined else frozenset[str]()
    return Page(f"{folder.name}/{path}", text, unlined=unlined)


def _read_page(opened: SourcePage, hints: Hints, today: datetime.date, term: str | None) -> PageContent:
    """What the reader of a page finds; a page whose dates lack a year is read again once that is known."""
    page = opened.page
    reader = find_reader(page, hints)
    if reader is None:
        known = f"{describe_unreadable(page.text)} ({', '.join(READERS)})"
        raise UsageError(". ".join((f"{page.name}: {known}", *opened.remarks)))
    content = reader.read(page, hints)
    # Dates without a year are dated by the term, then by what else the page lets one infer.
    if term and not (hints.term or hints.year or content.course.term):
        hints = hints.model_copy(update={"term": term})
        content = reader.read(page, hints)
    remarks = opened.remarks
    year = None if hints.year else infer_year(content, today, page.text)
    if year is not None:
        content = reader.read(page, hints.model_copy(update={"year": year}))
        told_from = "other dates, days of the week or the page's words"
        remarks = (*remarks, f"{page.name}: the year {year} was told from {told_from}; look at it")
    if hints.term and not content.course.term:
        course = content.course.model_copy(update={"term": hints.term})
        content = content.model_copy(update={"course": course})
    # Before links are made absolute: they are compared as the page writes them.
    missed, links = account_for_links(page, content)
    skipped = (*content.skipped, *missed)
    content = content.model_copy(
        update={"skipped": skipped, "links": links, "remarks": (*remarks, *content.remarks)}
    )
    content = without_lines(content) if "" in page.unlined else content
    return with_absolute_links(content, page.name) if is_web_address(page.name) else content


def infer_year(content: PageContent, today: datetime.date, text: str = "") -> int | None:
    """Return the year of the first date of a page; ``None``: nothing tells it, or every date has its year.

    It is the year in which the page's days of the week are right. It is looked for next to a
    date of the page that is whole, or next to the one year that the page's words name; without
    these, or where most days of the week are wrong there, from next year backwards.

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
    stated = next((date.year for date in written if date is not None and date.year is not None), None)
    first = whole or stated or start or _only_year_named(text)
    weekdays = sum(date is not None and date.weekday is not None for date in written)
    if first is not None:
        # The first date may be on the other side of New Year.
        near = (first, first - 1, first + 1)
        fits = {year: _weekdays_that_fit(texts, written, year) for year in near}
        best = max(near, key=lambda year: (fits[year], -abs(year - first)))
        # A year of some link ("Projects of 2023") is outvoted by days of the week that agree.
        if fits[best] * 2 > weekdays or weekdays < _FEWEST_WEEKDAYS:
            return best
    for year in range(today.year + 1, today.year - _YEARS_BACK, -1):
        if weekdays >= _FEWEST_WEEKDAYS and _weekdays_that_fit(texts, written, year) == weekdays:
            return year
    return first


def _only_year_named(text: str) -> int | None:
    """The one year that a text names; ``None``: none or several, as of courses of other years."""
    named = years_named(text)
    return named.pop() if len(named) == 1 else None


def _weekdays_that_fit(texts: Sequence[str | None], written: Sequence[WrittenDate | None], year: int) -> int:
    """On how many dates the day of the week is right if the first of them is in ``year``."""
    return sum(
        date is not None and day is not None and date.weekday == day.weekday()
        for date, day in zip(written, days(texts, year), strict=True)
    )
