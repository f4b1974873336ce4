"""What is different between two lists: values, in the order of the list, that show themselves."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from pydantic import Field

from readinglist.model.reading import Record
from readinglist.model.views import html_of, text_of

Kind = Literal[
    "added",
    "removed",
    "renamed",
    "assigned",
    "unassigned",
    "moved",
    "level",
    "assignment",
    "metadata",
    "session_added",
    "session_removed",
    "session_moved",
    "session",
    "course",
]

# In the order in which reports tell of them.
WORDS: dict[Kind, str] = {
    "added": "new readings",
    "removed": "readings taken out",
    "renamed": "readings with another key",
    "assigned": "readings assigned to one session more",
    "unassigned": "readings assigned to one session less",
    "moved": "readings moved to another session",
    "level": "readings of another level",
    "assignment": "other remarks on what to read",
    "metadata": "changes in the records of readings",
    "session_added": "new sessions",
    "session_removed": "sessions taken out",
    "session_moved": "sessions in another order",
    "session": "changes of sessions",
    "course": "changes of the course",
}


class Difference(Record):
    """One difference. ``before`` and ``after`` are words for people; ``None``: there was, or is, nothing.

    ``key`` and ``title`` name the reading, ``session`` the session, ``field`` the field of the
    record; each is ``None`` where the difference is not about one.
    """

    kind: Kind
    key: str | None = Field(default=None, description="citation key; null: not about a reading")
    title: str | None = Field(default=None, description="title of the reading; null: none is stated")
    session: str | None = Field(default=None, description="the session in words; null: not about one")
    field: str | None = Field(default=None, description="name of the record's field; null: not about one")
    before: str | None = Field(default=None, description="in words; null: there was nothing")
    after: str | None = Field(default=None, description="in words; null: there is nothing")


class Differences(tuple[Difference, ...]):
    """Differences in order; a tuple that can count and show itself. Empty: two lists say the same."""

    __slots__ = ()

    def of(self, *kinds: Kind) -> Differences:
        """Those of these kinds."""
        return Differences(difference for difference in self if difference.kind in kinds)

    @property
    def summary(self) -> dict[Kind, int]:
        """Kind to how many are of it; kinds of which there is none are left out."""
        counts = Counter(difference.kind for difference in self)
        return {kind: counts[kind] for kind in WORDS if counts[kind]}

    def __str__(self) -> str:
        """The differences as text for a terminal."""
        return text_of(self)

    def _repr_html_(self) -> str | None:
        return html_of(self)
