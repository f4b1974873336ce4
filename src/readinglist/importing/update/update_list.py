"""From what was found on pages to a list and its account: an import without its disk and network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from readinglist.errors import UsageError
from readinglist.importing.page_content import Found
from readinglist.importing.update import snapshot as snapshots
from readinglist.importing.update.account import Account, Change, Leftover, SourceAccount
from readinglist.importing.update.merge_page import joined
from readinglist.importing.update.snapshot import Snapshot
from readinglist.importing.update.syllabus_of_page import Said, items_of, said
from readinglist.importing.update.works import rekeyed
from readinglist.lists.reading_list import ReadingList
from readinglist.model.identifiers import identifiers_of
from readinglist.model.reading import Reading
from readinglist.model.schedule import LEVELS, Syllabus
from readinglist.store.files import write_sources

SNAPSHOT = "readings.import.json"


class FoundPage(NamedTuple):
    """What was found on a page, the name that it is remembered by, and its name as it was given."""

    found: Found
    name: str
    shown: str


class Imported(NamedTuple):
    """A list with what pages say, not yet written.

    Attributes:
        rl: the list.
        account: what was on the pages, what became of it, and what was not taken.
        snapshot: what the pages said, for the next import.
        known: the bytes of the snapshot's file that was read; ``None``: there was none.
        pages: what readers found on each page.
    """

    rl: ReadingList
    account: Account
    snapshot: Snapshot = Snapshot()
    known: bytes | None = None
    pages: tuple[FoundPage, ...] = ()

    def write(self, into: str | Path) -> None:
        """Save the list and the snapshot beside it; where nothing changed nothing is written.

        Raises:
            ChangedOnDiskError: a file was changed by somebody else since it was read.
            FileError: a file cannot be written.
            UsageError: a change that the files cannot express.
        """
        if self.account.new_list and self.rl.syllabus == Syllabus():
            return
        self.rl.write(into)
        text = snapshots.render(self.snapshot).encode("ascii")
        write_sources([(snapshot_path(Path(into)), text, self.known)])


def snapshot_path(into: Path) -> Path:
    """Where the snapshot of the list at ``into`` is: in its folder, or beside its .bib file."""
    alone = into.suffix.lower() == ".bib" and not into.is_dir()
    return into.with_suffix(".import.json") if alone else into / SNAPSHOT


def made(
    pages: Sequence[FoundPage],
    rl: ReadingList,
    memory: Snapshot | None = None,
    *,
    prune: bool = False,
    keep: bool = False,
) -> Imported:
    """``rl`` with what was found on pages.

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
    names = _distinct(pages)
    mine = rl.syllabus
    before = {name: rekeyed(page, mine.readings) for name, page in memory.pages.items() if name in names}
    texts = said(
        [page.found for page in pages],
        tuple({r.key: r for page in before.values() for r in page.readings}.values()),
        mine.readings,
    )
    changes: list[Change] = []
    for page, text in zip(pages, texts, strict=True):
        elsewhere = memory.keys_but_of(page.name) | _keys(texts, text)
        result = joined(
            before.get(page.name), mine, text.syllabus, elsewhere=elsewhere, prune=prune, keep=keep
        )
        mine, memory = result.mine, memory.with_page(page.name, result.base)
        changes += result.changes
    account = _account(pages, texts, changes, new_list=rl.syllabus == Syllabus())
    return Imported(rl.with_syllabus(mine), account, memory, pages=tuple(pages))


def _distinct(pages: Sequence[FoundPage]) -> frozenset[str]:
    """The names of the pages.

    Raises:
        UsageError: one is given twice.
    """
    names = [page.name for page in pages]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UsageError(f"{twice} is given twice; name each page once")
    return frozenset(names)


def _keys(texts: Sequence[Said], but: Said) -> frozenset[str]:
    return frozenset(r.key for page in texts if page is not but for r in page.syllabus.readings)


def _account(
    pages: Sequence[FoundPage], texts: Sequence[Said], changes: Sequence[Change], *, new_list: bool
) -> Account:
    sessions = [session for text in texts for session in text.syllabus.sessions]
    assignments = [assignment for session in sessions for assignment in session.assignments]
    works = {r.key: r for text in texts for r in text.syllabus.readings}
    loose = {r.key for text in texts for r in text.syllabus.unscheduled}
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
            for page, text in zip(pages, texts, strict=True)
            for item in text.untaken
        ),
        remarks=tuple(dict.fromkeys((*(r for t in texts for r in t.remarks), *_nothing(pages)))),
    )


def _source(page: FoundPage) -> SourceAccount:
    found = page.found
    return SourceAccount(
        name=page.shown,
        reader=found.reader,
        sessions=len(found.sessions),
        readings=len(items_of(found)),
    )


def _nothing(pages: Sequence[FoundPage]) -> Iterator[str]:
    for page in pages:
        if not items_of(page.found):
            yield (
                f"{page.shown}: no reading was found on this page, which was read as {page.found.reader}; "
                "if it has some, say how it is to be read: --reader, --column"
            )


def _has_identifier(reading: Reading) -> bool:
    return any(identifier.scheme != "url" for identifier in identifiers_of(reading))
