"""From the pages that a course has to its list: read, merged, accounted for."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from readinglist.errors import MissingFileError, UsageError
from readinglist.importing.open_source import Opened
from readinglist.importing.reading import read_all
from readinglist.importing.update import snapshot as snapshots
from readinglist.importing.update.update_list import Imported, made, snapshot_path
from readinglist.lists.reading_list import ReadingList
from readinglist.settings import Hints
from readinglist.store.files import Source, read_source

if TYPE_CHECKING:
    from readinglist.web.asking.answers import Asker


def import_pages(
    sources: Sequence[str | Path | Opened],
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
        today: the day that years are told from where only days of the week do; ``None``: today.
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
    rl = _list_in(target)
    known = None if target is None else _snapshot_in(target)
    memory = snapshots.parse(known.text, str(known.path)) if known else None
    pages = read_all(
        sources, target, hints or Hints(), today or datetime.date.today(), session, term=rl.course.term
    )
    imported = made(pages, rl, memory, prune=prune, keep=keep)
    return imported._replace(known=known.data if known else None)


def _list_in(into: Path | None) -> ReadingList:
    if into is None:
        return ReadingList()
    try:
        return ReadingList.read(into)
    except MissingFileError:
        return ReadingList()


def _snapshot_in(into: Path) -> Source | None:
    try:
        return read_source(snapshot_path(into))
    except MissingFileError:
        return None
