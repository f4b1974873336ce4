"""From the pages that a course has to its list: read, merged, accounted for, written."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from readinglist.errors import MissingFileError, UsageError
from readinglist.files import Source, read_source, write_sources
from readinglist.identifiers import identifiers_of
from readinglist.importing import snapshot as snapshots
from readinglist.importing.account import Account, Change, Leftover, SourceAccount
from readinglist.importing.joined import joined
from readinglist.importing.leftovers import leftovers
from readinglist.importing.opening import Opened, is_web_address, opened
from readinglist.importing.said import Said, items_of, said
from readinglist.importing.snapshot import Snapshot
from readinglist.importing.works import rekeyed
from readinglist.importing.years import year_told
from readinglist.pages import find_reader
from readinglist.pages.found import Found, Hints, Page
from readinglist.reading_list import ReadingList
from readinglist.records import Reading
from readinglist.schedule import LEVELS, Syllabus

if TYPE_CHECKING:
    from readinglist.sources.base import Asker

SNAPSHOT = "readings.import.json"


class Imported(NamedTuple):
    """A list with what pages say, not yet written.

    Attributes:
        rl: the list.
        account: what was on the pages, what became of it, and what was not taken.
        snapshot: what the pages said, for the next import.
        known: the bytes of the snapshot's file that was read; ``None``: there was none.
    """

    rl: ReadingList
    account: Account
    snapshot: Snapshot = Snapshot()
    known: bytes | None = None

    def write(self, into: str | Path) -> None:
        """Save the list and the snapshot beside it; where nothing changed nothing is written.

        Raises:
            ChangedOnDiskError: a file was changed by somebody else since it was read.
            FileError: a file cannot be written.
            UsageError: a change that the files cannot express.
        """
        self.rl.write(into)
        text = snapshots.render(self.snapshot).encode("ascii")
        write_sources([(snapshot_path(Path(into)), text, self.known)])


class _Read(NamedTuple):
    """A page with what was found on it."""

    opened: Opened
    found: Found


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
        UsageError: no reader knows a page, or an address without ``session``.
        UnknownFormatError: ``hints`` name a reader that does not exist.
    """
    if not sources:
        raise UsageError("name at least one page to import")
    target = None if into is None else Path(into)
    rl = _list_in(target)
    known = None if target is None else _snapshot_in(target)
    memory = snapshots.parse(known.text, str(known.path)) if known else Snapshot()
    reads = list(_read_all(sources, target, hints or Hints(), today or datetime.date.today(), session))
    pages = _distinct(reads)
    mine = rl.syllabus
    before = {name: rekeyed(page, mine.readings) for name, page in memory.pages.items() if name in pages}
    texts = said(
        [read.found for read in reads],
        tuple({r.key: r for page in before.values() for r in page.readings}.values()),
        mine.readings,
    )
    changes: list[Change] = []
    for read, page in zip(reads, texts, strict=True):
        name = read.opened.name
        elsewhere = memory.keys_but_of(name) | _keys(texts, page)
        result = joined(before.get(name), mine, page.syllabus, elsewhere=elsewhere, prune=prune, keep=keep)
        mine, memory = result.mine, memory.with_page(name, result.base)
        changes += result.changes
    account = _account(reads, texts, changes).model_copy(update={"new_list": rl.syllabus == Syllabus()})
    return Imported(rl.with_syllabus(mine), account, memory, known.data if known else None)


def snapshot_path(into: Path) -> Path:
    """Where the snapshot of the list at ``into`` is: in its folder, or beside its .bib file."""
    alone = into.suffix.lower() == ".bib" and not into.is_dir()
    return into.with_suffix(".import.json") if alone else into / SNAPSHOT


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


# Reading pages ------------------------------------------------------------------------------


def _read_all(
    sources: Sequence[str | Path | Opened],
    into: Path | None,
    hints: Hints,
    today: datetime.date,
    session: Asker | None,
) -> list[_Read]:
    reads: list[_Read] = []
    for source in sources:
        here = _opened(source, into, session)
        # A page of its course's term tells the year to those behind it.
        term = next((read.found.course.term for read in reads if read.found.course.term), None)
        told = hints.model_copy(update={"term": term}) if term and not (hints.term or hints.year) else hints
        for page in _pages(here, told):
            reads.append(_Read(page, _found(page, told, today)))
    return reads


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


def _found(here: Opened, hints: Hints, today: datetime.date) -> Found:
    page = here.page
    reader = find_reader(page, hints)
    if reader is None:
        raise _unknown(page)
    found = reader.read(page, hints)
    remarks = here.remarks
    year = None if hints.year else year_told(found, today)
    if year is not None:
        found = reader.read(page, hints.model_copy(update={"year": year}))
        why = f"{page.name}: the year {year} was told from other dates or from days of the week; look at it"
        remarks = (*remarks, why)
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
    from readinglist.pages import READERS

    return UsageError(
        f"{page.name}: no reader finds a reading list on this page; if there is one, name its reader with "
        f"--reader: {', '.join(READERS)}"
    )


def _distinct(reads: Sequence[_Read]) -> frozenset[str]:
    """The names of the pages.

    Raises:
        UsageError: one is given twice.
    """
    names = [read.opened.name for read in reads]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UsageError(f"{twice} is given twice; name each page once")
    return frozenset(names)


def _keys(texts: Sequence[Said], but: Said) -> frozenset[str]:
    return frozenset(r.key for page in texts if page is not but for r in page.syllabus.readings)


# The account --------------------------------------------------------------------------------


def _account(reads: Sequence[_Read], texts: Sequence[Said], changes: Sequence[Change]) -> Account:
    sessions = [session for page in texts for session in page.syllabus.sessions]
    assignments = [assignment for session in sessions for assignment in session.assignments]
    works = {r.key: r for page in texts for r in page.syllabus.readings}
    loose = {r.key for page in texts for r in page.syllabus.unscheduled}
    named = sum(_has_identifier(reading) for reading in works.values())
    addressed = sum(bool(r.url or r.links) and not _has_identifier(r) for r in works.values())
    return Account(
        sources=tuple(
            SourceAccount(
                name=read.opened.page.name,
                reader=read.found.reader,
                sessions=len(read.found.sessions),
                readings=len(items_of(read.found)),
            )
            for read in reads
        ),
        sessions=len(sessions),
        sessions_with_readings=sum(bool(session.assignments) for session in sessions),
        levels={level: sum(a.level == level for a in assignments) for level in LEVELS},
        unscheduled=len(loose - {a.reading.key for a in assignments}),
        readings=len(works),
        with_identifier=named,
        with_address=addressed,
        changes=tuple(changes),
        untaken=tuple(
            Leftover(**dict(item), source=read.opened.page.name)
            for read, page in zip(reads, texts, strict=True)
            for item in page.untaken
        ),
        remarks=tuple(dict.fromkeys(remark for page in texts for remark in page.remarks)),
    )


def _has_identifier(reading: Reading) -> bool:
    return any(identifier.scheme != "url" for identifier in identifiers_of(reading))
