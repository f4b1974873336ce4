"""What was read of pages, merged into a list and accounted for: an import without its reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from readinglist.errors import UsageError
from readinglist.importing.content import PageContent
from readinglist.importing.update import snapshots
from readinglist.importing.update.import_report import Account, Change, Leftover, SourceAccount
from readinglist.importing.update.page_merge import merge_page
from readinglist.importing.update.snapshots import Snapshot
from readinglist.importing.update.syllabus_of_page import PageSyllabus, items_of, syllabi_of_pages
from readinglist.importing.update.three_way import Decision
from readinglist.importing.update.works import with_current_keys
from readinglist.lists.reading_list import ReadingList
from readinglist.model.identifiers import identifiers_of
from readinglist.model.reading import Reading
from readinglist.model.schedule import LEVELS, Syllabus
from readinglist.store.files import write_sources


class ImportedPage(NamedTuple):
    """A page that was read.

    Attributes:
        content: what its reader found.
        name: the name that the snapshot remembers it by.
        shown: its name as it was given.
    """

    content: PageContent
    name: str
    shown: str


class Imported(NamedTuple):
    """A list with what pages say, not yet written.

    Attributes:
        rl: the list.
        account: what was on the pages, what became of it, and what was not taken.
        snapshot: what the pages said, for the next import.
        known: the bytes of the snapshot's file that was read; ``None``: there was none.
        pages: the pages, as they were read.
    """

    rl: ReadingList
    account: Account
    snapshot: Snapshot = Snapshot()
    known: bytes | None = None
    pages: tuple[ImportedPage, ...] = ()

    def write(self, into: str | Path) -> None:
        """Save the list and the snapshot beside it; where nothing changed nothing is written.

        Raises:
            ChangedOnDiskError: a file has changed since it was read.
            FileError: a file cannot be written.
            UsageError: a change that the files cannot express.
        """
        if self.account.found_nothing:
            return
        # The list first: if it cannot be written, the snapshot must not say that this was imported.
        self.rl.write(into)
        text = snapshots.render(self.snapshot).encode("ascii")
        write_sources([(snapshots.snapshot_path(Path(into)), text, self.known)])


def update_list(
    pages: Sequence[ImportedPage],
    rl: ReadingList,
    memory: Snapshot | None = None,
    *,
    prune: bool = False,
    keep: bool = False,
) -> Imported:
    """Return ``rl`` with what was read of pages merged into it.

    Args:
        pages: in the order in which they are joined.
        rl: the list that they go into; an empty one for a new list.
        memory: what pages said last time; ``None``: none was imported yet.
        prune: remove what the pages have no longer, as far as nobody has changed it.
        keep: settle what waits for the list: conflicts, and removals that were proposed.

    Raises:
        UsageError: a page is given twice.
    """
    memory = memory or Snapshot()
    names = [page.name for page in pages]
    if twice := [name for name in names if names.count(name) > 1]:
        raise UsageError(f"{twice[0]} is given twice; name each page once")
    decision: Decision = "keep" if keep else "prune" if prune else "ask"
    mine = rl.syllabus
    before = {n: with_current_keys(said, mine.readings) for n, said in memory.pages.items() if n in names}
    works_before = {reading.key: reading for page in before.values() for reading in page.readings}
    # All pages at once, so that a work that several name gets one key; then they are merged one by one.
    syllabi = syllabi_of_pages([page.content for page in pages], tuple(works_before.values()), mine.readings)
    changes: list[Change] = []
    for page, theirs in zip(pages, syllabi, strict=True):
        others = frozenset(r.key for other in syllabi if other is not theirs for r in other.syllabus.readings)
        merged = merge_page(
            before.get(page.name),
            mine,
            theirs.syllabus,
            elsewhere=memory.keys_but_of(page.name) | others,
            decision=decision,
        )
        mine, memory = merged.mine, memory.with_page(page.name, merged.base)
        changes += merged.changes
    account = _account(pages, syllabi, changes, new_list=rl.syllabus == Syllabus())
    return Imported(rl.with_syllabus(mine), account, memory, pages=tuple(pages))


def _account(
    pages: Sequence[ImportedPage],
    syllabi: Sequence[PageSyllabus],
    changes: Sequence[Change],
    *,
    new_list: bool,
) -> Account:
    sessions = [session for page in syllabi for session in page.syllabus.sessions]
    assignments = [assignment for session in sessions for assignment in session.assignments]
    works = {r.key: r for page in syllabi for r in page.syllabus.readings}
    loose = {r.key for page in syllabi for r in page.syllabus.unscheduled}
    remarks = [remark for page in syllabi for remark in page.remarks]
    return Account(
        sources=tuple(map(_source, pages)),
        new_list=new_list,
        sessions=len(sessions),
        sessions_with_readings=sum(bool(session.assignments) for session in sessions),
        levels={level: sum(a.level == level for a in assignments) for level in LEVELS},
        unscheduled=len(loose - {a.reading.key for a in assignments}),
        readings=len(works),
        with_identifier=sum(map(_has_identifier, works.values())),
        with_address=sum(bool(r.url or r.links) and not _has_identifier(r) for r in works.values()),
        changes=tuple(changes),
        untaken=tuple(
            Leftover(**dict(item), source=page.shown)
            for page, syllabus in zip(pages, syllabi, strict=True)
            for item in syllabus.skipped
        ),
        demoted=tuple(
            Leftover(**dict(item), source=page.shown)
            for page in pages
            for session in page.content.sessions
            for item in session.demoted
        ),
        # Each once: several pages may say the same of a work that all of them name.
        remarks=tuple(dict.fromkeys((*remarks, *_empty_page_remarks(pages)))),
    )


def _source(page: ImportedPage) -> SourceAccount:
    content = page.content
    return SourceAccount(
        name=page.shown,
        reader=content.reader,
        sessions=len(content.sessions),
        readings=len(items_of(content)),
        links=content.links,
        decisions=content.decisions,
    )


def _empty_page_remarks(pages: Sequence[ImportedPage]) -> Iterator[str]:
    for page in pages:
        if not items_of(page.content):
            yield (
                f"{page.shown}: no reading was found on this page, which was read as {page.content.reader}; "
                "if it has some, say how it is to be read: --reader, --column"
            )


def _has_identifier(reading: Reading) -> bool:
    return any(identifier.scheme != "url" for identifier in identifiers_of(reading))
