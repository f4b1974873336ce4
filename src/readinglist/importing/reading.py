"""What readers find in the sources of an import: one shell around the pure readers."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from readinglist.errors import UsageError
from readinglist.importing.infer_year import year_told
from readinglist.importing.interpret import READERS, find_reader
from readinglist.importing.missed_links import leftovers
from readinglist.importing.open_source import Opened, is_web_address, opened
from readinglist.importing.page_content import Found, Page
from readinglist.importing.update.update_list import FoundPage
from readinglist.settings import Hints

if TYPE_CHECKING:
    from readinglist.web.asking.answers import Asker


def read_all(
    sources: Sequence[str | Path | Opened],
    into: Path | None,
    hints: Hints,
    today: datetime.date,
    session: Asker | None,
    *,
    term: str | None = None,
) -> list[FoundPage]:
    """What readers find in files, folders, at addresses, and on pages that are open already, in order.

    Args:
        sources: as `import_pages` takes them.
        into: the folder of the list that they go into; ``None``: not known yet.
        hints: what a reader cannot tell.
        today: the day that years are told from where only days of the week do.
        session: who fetches addresses; ``None``: addresses are refused.
        term: that of the list, for pages that name none, as does that of a page before them;
            ``None``: not stated.

    Raises:
        FileError: a source cannot be read, or is no text.
        ReadingListError: an address cannot be fetched.
        UsageError: no reader knows a page, or an address without ``session``.
        UnknownFormatError: ``hints`` name a reader that does not exist.
    """
    pages: list[FoundPage] = []
    for source in sources:
        here = _opened(source, into, session)
        for one in _pages(here, hints):
            found = _found(one, hints, today, term)
            pages.append(FoundPage(found, one.name, one.page.name))
            term = found.course.term or term
    return pages


def _opened(source: str | Path | Opened, into: Path | None, session: Asker | None) -> Opened:
    if isinstance(source, Opened):
        return source
    if not is_web_address(str(source)):
        return opened(source, into)
    if session is None:
        raise UsageError(f"{source}: addresses are not fetched here; save the page and import the file")
    from readinglist.importing.fetching import fetched

    return fetched(str(source), session)


def _pages(here: Opened, hints: Hints) -> list[Opened]:
    """The page itself; a folder that no reader knows as one is read file by file."""
    if not here.page.files or find_reader(here.page, hints) is not None:
        return [here]
    files = [
        Opened(Page(f"{here.page.name}/{path}", text=text), f"{here.name}/{path}")
        for path, text in here.page.files.items()
        if text.strip()
    ]
    known = [file for file in files if find_reader(file.page, hints) is not None]
    return [known[0]._replace(remarks=here.remarks), *known[1:]] if known else [here]


def _found(here: Opened, hints: Hints, today: datetime.date, term: str | None) -> Found:
    page = here.page
    reader = find_reader(page, hints)
    if reader is None:
        raise _unknown(page)
    found = reader.read(page, hints)
    if term and not (hints.term or hints.year or found.course.term):
        hints = hints.model_copy(update={"term": term})
        found = reader.read(page, hints)
    remarks = here.remarks
    year = None if hints.year else year_told(found, today, page.text)
    if year is not None:
        found = reader.read(page, hints.model_copy(update={"year": year}))
        told_from = "other dates, days of the week or the page's words"
        remarks = (*remarks, f"{page.name}: the year {year} was told from {told_from}; look at it")
    if hints.term and not found.course.term:
        found = found.model_copy(update={"course": found.course.model_copy(update={"term": hints.term})})
    missed = leftovers(page, found)
    found = found.model_copy(
        update={"untaken": (*found.untaken, *missed), "remarks": (*remarks, *found.remarks)}
    )
    if not is_web_address(page.name):
        return found
    from readinglist.importing.fetching import made_absolute

    return made_absolute(found, page.name)


def _unknown(page: Page) -> UsageError:
    return UsageError(
        f"{page.name}: no reader finds a reading list on this page; if there is one, name its reader with "
        f"--reader: {', '.join(READERS)}"
    )
