"""Pages made by hand, as readers would find them, for tests of what becomes of them."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from readinglist.importing import Imported, ImportedPage
from readinglist.importing import update_list as update_list
from readinglist.importing.content import PageContent, PageReading, PageSession
from readinglist.importing.update.snapshots import Snapshot, parse, render
from readinglist.lists.reading_list import ReadingList
from readinglist.model.reading import Link
from readinglist.model.schedule import Course

ZERO = "https://arxiv.org/abs/1910.02054"
CHIMERA = "https://arxiv.org/pdf/2107.06925.pdf"
PENSIEVE = "https://people.csail.mit.edu/hongzi/content/publications/Pensieve-Sigcomm17.pdf"


def item(title: str | None, *urls: str, level: str = "required", **fields: Any) -> PageReading:
    links = tuple(Link(url=url) for url in urls)
    return PageReading.model_validate({"title": title, "links": links, "level": level, **fields})


def row(week: int, topic: str, *items: PageReading, **fields: Any) -> PageSession:
    day = datetime.date(2022, 1, 24) + datetime.timedelta(weeks=week - 1)
    return PageSession(**{"week": week, "date": day, "topic": topic, "readings": items, **fields})


def page(*sessions: PageSession, **fields: Any) -> PageContent:
    course = fields.pop("course", Course(title="Systems", term="Spring 2022"))
    return PageContent(reader="hand", course=course, sessions=sessions, **fields)


def first(
    found: PageContent, rl: ReadingList | None = None, name: str = "page.md", **options: Any
) -> Imported:
    """``found`` imported for the first time."""
    return update_list([ImportedPage(found, name, name)], ReadingList() if rl is None else rl, **options)


def again(
    before: Imported, found: PageContent, rl: ReadingList | None = None, name: str = "page.md", **options: Any
) -> Imported:
    """``found`` imported over ``before``, of which ``rl`` is what people made in the meantime."""
    memory = parse(render(before.snapshot), "readings.import.json")
    return update_list([ImportedPage(found, name, name)], before.rl if rl is None else rl, memory, **options)


def stored(imported: Imported, folder: Path) -> tuple[ReadingList, Snapshot]:
    """The list and the snapshot as they are read again."""
    imported.write(folder)
    text = (folder / "readings.import.json").read_text(encoding="ascii")
    return ReadingList.read(folder), parse(text, "readings.import.json")


def kinds(imported: Imported) -> list[tuple[str, str]]:
    """What was done, shortly: kind and subject of each change."""
    return [(change.kind, change.subject) for change in imported.account.changes]


def keys(imported: Imported, index: int = 0) -> dict[str, list[str]]:
    """The keys of a session by level."""
    session = imported.rl.sessions[index]
    return {
        level: [a.reading.key for a in session.assignments if a.level == level]
        for level in ("required", "optional", "unspecified")
        if any(a.level == level for a in session.assignments)
    }
