"""Two lists compared: their differences as values, in the order of the list, that show themselves. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from pydantic import Field

from readinglist.model.identifiers import identifiers_of
from readinglist.model.pairing import SESSION_SIGNS, bare, longest_rising, pair
from readinglist.model.reading import Reading, Record
from readinglist.model.schedule import Assignment, Course, Session, Syllabus
from readinglist.model.views import html_of, text_of
from readinglist.report import session_words, value_words
from readinglist.text.word_forms import normal_text

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


# The key has a kind of its own ("renamed"), and fields of ``extra`` are compared one by one.
_METADATA = tuple(field for field in Reading.model_fields if field not in {"key", "entry_type", "extra"})
# Assignments are compared reading by reading.
_SESSION_FIELDS = tuple(
    field for field in Session.model_fields if field not in {"required", "optional", "readings"}
)
# The level has a kind of its own.
_REMARKS = ("locator", "note", "presenters", "group", "text")


def compare(before: Syllabus, after: Syllabus) -> Differences:
    """What ``after`` says otherwise than ``before``: course, sessions, readings, in its order."""
    course = (
        Difference(kind="course", **change)
        for change in _changes(before.course, after.course, Course.model_fields)
    )
    pair = _Comparison(before, after)
    return Differences((*course, *pair.sessions(), *pair.readings()))


class _Place(NamedTuple):
    """An assignment, and the session of the old list that its session was (or a number of its own)."""

    session: int
    words: str
    assignment: Assignment


class _Comparison:
    """Two lists, each reading and session of the new one paired with what it was in the old one."""

    def __init__(self, before: Syllabus, after: Syllabus) -> None:
        self._before, self._after = before, after
        # In BibTeX, keys that differ in capitals are one key.
        by_key = {reading.key.lower(): reading for reading in before.readings}
        self._old: dict[str, Reading] = {
            reading.key: by_key[reading.key.lower()]
            for reading in after.readings
            if reading.key.lower() in by_key
        }
        self._pair_renamed()
        self._session_of = _pair_sessions(before.sessions, after.sessions)

    def _pair_renamed(self) -> None:
        """A new reading is an old one under another key where both are named alike."""
        kept = {old.key for old in self._old.values()}
        gone = {reading.key: reading for reading in self._before.readings if reading.key not in kept}
        named = {name: reading for reading in gone.values() for name in _signs(reading)}
        for reading in self._after.readings:
            if reading.key in self._old:
                continue
            found = next((named[name] for name in _signs(reading) if name in named), None)
            if found is not None and found.key in gone:
                self._old[reading.key] = gone.pop(found.key)

    # Readings ---------------------------------------------------------------------------

    def readings(self) -> Iterator[Difference]:
        """What became of each reading, the new list's first, then those that are gone."""
        places_before = _places(self._before.sessions, range(len(self._before.sessions)))
        # A session that is new has a number that no old one has.
        new = len(self._before.sessions)
        numbers = (new + at if number is None else number for at, number in enumerate(self._session_of))
        places_after = _places(self._after.sessions, numbers)
        kept = {old.key for old in self._old.values()}
        for reading in self._after.readings:
            old = self._old.get(reading.key)
            now = places_after.get(reading.key, ())
            if old is None:
                yield _difference("added", reading, after=_places_words(now))
                continue
            if old.key != reading.key:
                yield _difference("renamed", reading, before=old.key, after=reading.key)
            yield from _compare_metadata(old, reading)
            yield from _compare_assignments(reading, places_before.get(old.key, ()), now)
        for reading in self._before.readings:
            if reading.key not in kept:
                yield _difference(
                    "removed", reading, before=_places_words(places_before.get(reading.key, ()))
                )

    # Sessions ---------------------------------------------------------------------------

    def sessions(self) -> Iterator[Difference]:
        """Sessions that are new, have changed, have moved or are gone."""
        old, steady = self._before.sessions, longest_rising(self._session_of)
        for session, number in zip(self._after.sessions, self._session_of, strict=True):
            words = session_words(session)
            if number is None:
                yield Difference(kind="session_added", session=words, after=words)
                continue
            for change in _changes(old[number], session, _SESSION_FIELDS):
                yield Difference(kind="session", session=words, **change)
            # Only those that had to move: a new session in front moves none of the others.
            if number not in steady:
                yield Difference(kind="session_moved", session=words)
        for number, session in enumerate(old):
            if number not in self._session_of:
                words = session_words(session)
                yield Difference(kind="session_removed", session=words, before=words)


def _pair_sessions(before: Sequence[Session], after: Sequence[Session]) -> list[int | None]:
    """For each new session the number of the old one that it was; a corrected accent makes none new."""

    def plain(session: Session) -> Session:
        return bare(session).model_copy(update={"topic": normal_text(session.topic)})

    def week_and_kind(session: Session) -> Hashable:
        return None if session.week is None else (session.week, session.kind)

    # This last sign is too weak to merge or edit by; here a wrong guess changes no file.
    signs = {**SESSION_SIGNS, "week and kind": week_and_kind}
    return pair(tuple(map(plain, before)), tuple(map(plain, after)), signs)


def _signs(reading: Reading) -> Iterator[object]:
    """What may tell which reading this is, whatever its key; the surest first."""
    yield from identifiers_of(reading)
    if reading.title and reading.author:
        yield normal_text(reading.title), reading.author[0].sort_family.casefold()


def _places(sessions: Sequence[Session], numbers: Iterable[int]) -> dict[str, list[_Place]]:
    found: dict[str, list[_Place]] = {}
    for session, number in zip(sessions, numbers, strict=True):
        for assignment in session.assignments:
            place = _Place(number, session_words(session), assignment)
            found.setdefault(assignment.reading.key, []).append(place)
    return found


def _places_words(places: Sequence[_Place]) -> str | None:
    """Where a reading is assigned, in words; ``None``: nowhere."""
    return "; ".join(f"{place.words} ({place.assignment.level})" for place in places) or None


def _compare_assignments(
    reading: Reading, before: Sequence[_Place], after: Sequence[_Place]
) -> Iterator[Difference]:
    old = {place.session: place for place in before}
    new = {place.session: place for place in after}
    for session in (number for number in new if number in old):
        was, now = old[session], new[session]
        levels = was.assignment.level, now.assignment.level
        if levels[0] != levels[1]:
            yield _difference("level", reading, session=now.words, before=levels[0], after=levels[1])
        for change in _changes(was.assignment, now.assignment, _REMARKS):
            yield _difference("assignment", reading, session=now.words, **change)
    gone = [place for place in before if place.session not in new]
    come = [place for place in after if place.session not in old]
    # One that is gone here and has come there was moved; which came from which is told by the order alone.
    for was, now in zip(gone, come, strict=False):
        yield _difference("moved", reading, before=_places_words((was,)), after=_places_words((now,)))
    for was in gone[len(come) :]:
        yield _difference("unassigned", reading, before=_places_words((was,)))
    for now in come[len(gone) :]:
        yield _difference("assigned", reading, after=_places_words((now,)))


def _compare_metadata(old: Reading, new: Reading) -> Iterator[Difference]:
    for change in _changes(old, new, _METADATA):
        yield _difference("metadata", new, **change)
    for name in sorted({*old.extra, *new.extra}):
        before, after = old.extra.get(name), new.extra.get(name)
        if before != after:
            yield _difference("metadata", new, field=name, before=before, after=after)


def _changes(old: Record, new: Record, fields: Iterable[str]) -> Iterator[dict[str, str | None]]:
    """Name, old and new value in words of those of ``fields`` that are not the same in both records."""
    for field in fields:
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            yield {"field": field, "before": value_words(before), "after": value_words(after)}


def _difference(kind: Kind, reading: Reading, **fields: str | None) -> Difference:
    return Difference(kind=kind, key=reading.key, title=reading.title, **fields)
