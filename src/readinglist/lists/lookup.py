"""The readings of a list by key, and its sessions by week or number."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from readinglist.errors import UnknownKeyError, UsageError
from readinglist.model.reading import Reading
from readinglist.model.schedule import Session, Week, weeks_of


class Readings(Mapping[str, Reading]):
    """The readings by citation key, in their order. Keys are found without regard to case, as in BibTeX."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._by_key = {reading.key: reading for reading in readings}

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {key.lower(): key for key in self._by_key}

    def __getitem__(self, key: str) -> Reading:
        """The reading with this key.

        Raises:
            UnknownKeyError: there is none.
        """
        found = self._by_key.get(key)
        if found is None:
            if key.lower() not in self._folded:
                raise UnknownKeyError(key, difflib.get_close_matches(key, self._by_key, n=2))
            found = self._by_key[self._folded[key.lower()]]
        return found

    def __iter__(self) -> Iterator[str]:
        """The keys, in order."""
        return iter(self._by_key)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._by_key)

    def __repr__(self) -> str:
        return f"Readings({', '.join(self._by_key)})"


def find_week(weeks: Sequence[Week], number: int) -> Week:
    """The week with this number.

    Raises:
        UsageError: there is none.
    """
    for week in weeks:
        if week.number == number:
            return week
    known = ", ".join(str(week.number) for week in weeks if week.number is not None)
    raise UsageError(f"there is no week {number}; the list has {'weeks ' + known if known else 'no weeks'}")


def find_session(sessions: Sequence[Session], *, week: int | None, session: int | None) -> int:
    """The index of the first session of ``week``, or ``session`` itself if there is such an index.

    Raises:
        UsageError: there is none, or both or neither of the two are given.
    """
    if (week is None) == (session is None):
        raise UsageError("say which session: give either week or session")
    if session is not None:
        if 0 <= session < len(sessions):
            return session
        raise UsageError(f"there is no session {session}; the list has {len(sessions)}")
    assert week is not None, "one of the two is given"
    first = find_week(weeks_of(tuple(sessions)), week).sessions[0]
    # By identity: another session may say the same.
    return next(index for index, candidate in enumerate(sessions) if candidate is first)
