"""What a reader finds on a course page, in the page's own words: the noun between pages and lists.

A reader interprets the *form* of a page: which rows are sessions, which items are
readings, what is required. What the items *mean* (which work a link names, which two items
are one work, which key it gets) is decided once for all readers, when a list is made of it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol
from urllib.parse import urljoin

from pydantic import Field

from readinglist.model.reading import Link, Name, Reading, Record
from readinglist.model.schedule import Course, Level, Person
from readinglist.settings import Hints

# Why a table of contents is not taken, which is shown by its first lines.
OF_THIS_PAGE = "it leads to a place of this page"


class Skipped(Record):
    """A list item, row or link that a reader saw and did not take, so that nothing vanishes."""

    line: int | None = Field(default=None, description="1-based line of the source; null: not known")
    file: str | None = Field(
        default=None, description="path below the folder that was read; null: the page is a single file"
    )
    text: str
    why: str = Field(description="why it was not taken, in words")


class PageReading(Record):
    """One item of a page that is a reading.

    ``text`` is the whole item as inline Markdown, its links included, so that nothing of the
    page's own words is lost. What a reader could tell apart in it stands in the other
    fields; ``None`` and empty mean that it could not. ``title`` has no tag (``[SC'21]``)
    and no markup left in it. ``links`` holds the main link first.
    """

    line: int | None = Field(default=None, description="1-based line of the source; null: not known")
    file: str | None = Field(
        default=None, description="path below the folder that was read; null: the page is a single file"
    )
    level: Level = "unspecified"
    text: str = ""
    title: str | None = None
    links: tuple[Link, ...] = ()
    author: tuple[Name, ...] = ()
    year: int | None = None
    venue: str | None = Field(default=None, description="venue as the page abbreviates it: SC, NeurIPS")
    award: str | None = None
    locator: str | None = Field(default=None, description="part to read: chapter 1, sections 2-3")
    note: str | None = Field(default=None, description="the page's prose around the link, inline Markdown")
    presenters: tuple[str, ...] = ()
    group: str | None = Field(default=None, description="heading that it stands under within its list")
    item: str | None = Field(
        default=None,
        description="the whole item, where it names several readings and this is the first of them; "
        "empty for the others",
    )
    unsure: bool = Field(
        default=False, description="whether title and authors could not be told apart: the title is all words"
    )
    key: str | None = Field(default=None, description="citation key, where the source has one")
    record: Reading | None = Field(
        default=None, description="the whole record, where the source holds records (BibTeX, CSL-JSON, RIS)"
    )


class PageSession(Record):
    """One row, heading or entry of a page that is a meeting, a holiday or the like.

    ``date_text`` is the date as the page writes it; ``date`` is ``None`` where that says no
    day, or none that is certain without knowing the term.
    """

    line: int | None = Field(default=None, description="1-based line of the source; null: not known")
    file: str | None = Field(
        default=None, description="path below the folder that was read; null: the page is a single file"
    )
    week: int | None = None
    date: datetime.date | None = None
    date_text: str | None = None
    topic: str = ""
    kind: str = "lecture"
    speakers: tuple[Person, ...] = ()
    links: tuple[Link, ...] = ()
    notes: str | None = Field(default=None, description="inline Markdown")
    tbd: str | None = Field(default=None, description="placeholder for readings that are yet to come")
    readings: tuple[PageReading, ...] = ()
    demoted: tuple[Skipped, ...] = Field(
        default=(), description="items of its lists that are links or notes of the session, and no readings"
    )
    lists: tuple[tuple[int, int], ...] = Field(
        default=(),
        description="first and last line of each part of the page that holds its reading lists; "
        "empty: not known",
    )


class LinkPlaces(Record):
    """How many links of a page are where; each of them is counted at the first place that has it."""

    readings: int = Field(default=0, description="links that readings lead to")
    of_readings: int = Field(default=0, description="other links of readings, and those in their remarks")
    of_sessions: int = Field(default=0, description="links, people and notes of sessions")
    of_course: int = Field(default=0, description="links of the course")
    untaken: int = Field(default=0, description="links that were not taken, each with line and reason")

    @property
    def total(self) -> int:
        """All links of the page that lead out of it."""
        return self.readings + self.of_readings + self.of_sessions + self.of_course + self.untaken


class PageContent(Record):
    """All that a reader found on a page.

    ``unscheduled`` are readings that stand under no session.
    """

    reader: str
    course: Course = Course()
    sessions: tuple[PageSession, ...] = ()
    unscheduled: tuple[PageReading, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    remarks: tuple[str, ...] = Field(default=(), description="what a person should check, in sentences")
    links: LinkPlaces | None = Field(
        default=None, description="where the page's links are; null: not counted"
    )
    decisions: tuple[str, ...] = Field(
        default=(), description="how the page was read, and the option that reads it otherwise"
    )


class Page(NamedTuple):
    """What is read: a text, or a folder of texts, with the names that they have.

    ``files`` maps the paths below a folder (``_modules/week-1.md``) to their texts; it is
    empty for a single file, whose text is ``text``. ``unlined`` are the paths of what was made of
    a document, so that its lines are none that a person could look up ("": the single text).
    """

    name: str
    text: str = ""
    files: Mapping[str, str] = {}
    unlined: frozenset[str] = frozenset()

    def texts(self, suffixes: tuple[str, ...]) -> list[tuple[str, str]]:
        """The texts to read with their names; of a folder those that are named so, week 9 before 10."""
        if not self.files:
            return [(self.name, self.text)]
        names = (name for name in self.files if name.lower().endswith(suffixes))
        return [(name, self.files[name]) for name in sorted(names, key=natural_order)]


def natural_order(name: str) -> list[tuple[int, str]]:
    """What files are sorted by so that ``week-10`` comes after ``week-9``."""
    # Texts sort before numbers. Python reads no number of thousands of digits, as a name may have.
    return [(int(part) if part.isdecimal() else -1, part) for part in re.split(r"(\d{1,9})", name)]


class Reader(Protocol):
    """A reader of one kind of page. Pure: it opens no file and asks no service."""

    name: str

    def recognises(self, page: Page) -> float:
        """How sure it is that the page is of its kind: 0 is not at all, 1 is certain."""
        ...

    def read(self, page: Page, hints: Hints) -> PageContent:
        """What is on the page; never raises for what stands there."""
        ...


def with_absolute_links(content: PageContent, url: str) -> PageContent:
    """Return ``content``, read from the page at ``url``, with its relative links made absolute.

    A list is not served from where the page is, so that they would lead nowhere.
    """

    def links(items: tuple[Link, ...]) -> tuple[Link, ...]:
        return tuple(item.model_copy(update={"url": _absolute(url, item.url)}) for item in items)

    def reading(item: PageReading) -> PageReading:
        return item.model_copy(update={"links": links(item.links)})

    def session(item: PageSession) -> PageSession:
        readings = tuple(map(reading, item.readings))
        return item.model_copy(update={"links": links(item.links), "readings": readings})

    return content.model_copy(
        update={
            "sessions": tuple(map(session, content.sessions)),
            "unscheduled": tuple(map(reading, content.unscheduled)),
        }
    )


def without_lines(content: PageContent) -> PageContent:
    """Return ``content`` without line numbers, which would be those of what was made of a document."""

    def unlined(items: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(item.model_copy(update={"line": None}) for item in items)

    sessions = tuple(
        item.model_copy(update={"line": None, "lists": (), "readings": unlined(item.readings)})
        for item in content.sessions
    )
    loose, skipped = unlined(content.unscheduled), unlined(content.skipped)
    return content.model_copy(update={"sessions": sessions, "unscheduled": loose, "skipped": skipped})


def _absolute(base: str, url: str) -> str:
    try:
        return urljoin(base, url.strip())
    except ValueError:  # a bracket that is no IPv6 address
        return url
