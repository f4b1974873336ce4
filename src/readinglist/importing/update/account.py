"""What an import did, and what it left: the account that it ends with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from readinglist.importing.page_content import Untaken
from readinglist.importing.update.three_way import Difference
from readinglist.model.reading import Record
from readinglist.report import value_words

ChangeKind = Literal["new", "changed", "moved", "removal", "removed", "absent", "conflict", "differs"]
Subject = Literal["course", "session", "reading", "assignment"]


class Change(Record):
    """One difference between a page and the list, and what became of it.

    ``new``, ``changed``, ``moved`` and ``removed`` were done. ``removal`` is proposed: the page
    has it no longer. ``absent``: it is on the page, and a person has removed it from the list, so
    it stays out. ``conflict``: the page and a person changed the same thing, and the
    list stays as it is. ``differs``: page and list disagree, and nobody knows what the page
    said before; the list stays as it is, and it is not told again.
    """

    kind: ChangeKind
    subject: Subject
    what: str = Field(description="which one, in words")
    key: str | None = Field(default=None, description="citation key; null: not about one reading")
    field: str | None = Field(default=None, description="name of the field; null: the whole of it")
    list_says: str | None = Field(default=None, description="what the list said; null: nothing")
    page_says: str | None = Field(default=None, description="what the page says now; null: nothing")

    @property
    def waits(self) -> bool:
        """Whether a person must decide."""
        return self.kind in ("conflict", "removal")


class SourceAccount(Record):
    """One page, as it was read."""

    name: str
    reader: str = Field(description="name of the reader")
    sessions: int
    readings: int = Field(description="items that are readings")


class Leftover(Untaken):
    """Something of a page that is in no list, and where it stands."""

    source: str = Field(description="name of the page")


class Account(Record):
    """What was on the pages, what became of it, and what was not taken."""

    sources: tuple[SourceAccount, ...] = ()
    new_list: bool = Field(default=False, description="whether the list was empty before")
    sessions: int = 0
    sessions_with_readings: int = 0
    levels: Mapping[str, int] = Field(
        default_factory=dict, description="level to how many assignments have it; every level is there"
    )
    unscheduled: int = Field(default=0, description="readings under no session")
    readings: int = Field(default=0, description="works, each counted once")
    with_identifier: int = Field(default=0, description="works with a DOI, arXiv id or the like")
    with_address: int = Field(default=0, description="works with an address and no identifier")
    changes: tuple[Change, ...] = ()
    untaken: tuple[Leftover, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def without_link(self) -> int:
        """Works with neither identifier nor address."""
        return self.readings - self.with_identifier - self.with_address

    def of(self, *kinds: ChangeKind) -> tuple[Change, ...]:
        """The changes of these kinds."""
        return tuple(change for change in self.changes if change.kind in kinds)

    @property
    def waits(self) -> bool:
        """Whether something needs a person's decision."""
        return any(change.waits for change in self.changes)


def changes_of(
    differences: tuple[Difference, ...], subject: Subject, what: str, key: str | None = None
) -> Iterator[Change]:
    """A change for each field that page and list did not agree on."""
    for field, mine, theirs, conflict, known in differences:
        kind = "conflict" if conflict else "changed" if known else "differs"
        yield Change(
            kind=kind,
            subject=subject,
            what=what,
            key=key,
            field=field,
            list_says=value_words(mine),
            page_says=value_words(theirs),
        )
