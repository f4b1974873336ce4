"""Two lists compared: what became of each reading, assignment and session. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

from readinglist.lists.differences.records import Difference, Differences, Kind
from readinglist.model.identifiers import identifiers_of
from readinglist.model.pairing import SESSION_SIGNS, bare, longest_rising, pair
from readinglist.model.reading import Reading, Record
from readinglist.model.schedule import Assignment, Course, Session, Syllabus
from readinglist.report import session_words, value_words
from readinglist.text.word_forms import normal_text

# The key has a kind of its own ("renamed"), and fields of ``extra`` are compared one by one.
_NOT_METADATA = frozenset({"key", "entry_type", "extra"})
# Assignments are compared reading by reading.
_NOT_SESSION = frozenset({"required", "optional", "readings"})
_REMARKS = ("locator", "note", "presenters", "group", "text")


def compare(before: Syllabus, after: Syllabus) -> Differences:
    """What ``after`` says otherwise than ``before``: course, sessions, readings, in its order."""
    pair = _Comparison(before, after)
    return Differences((*_compare_course(before.course, after.course), *pair.sessions(), *pair.readings()))


class _Place(NamedTuple):
    """An assignment, and the session of the old list that its session was (or a number of its own)."""

    session: int
    words: str
    assignment: Assignment


class _Comparison:
    """Two lists, each reading and session of the new one paired with what it was in the old one."""

    def __init__(self, before: Syllabus, after: Syllabus) -> None:
        self._before, self._after = before, after
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
        places_after = _places(self._after.sessions, self._numbers())
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

    def _numbers(self) -> list[int]:
        """A number for each session of the new list: that of the old one, or one that no old one has."""
        new = len(self._before.sessions)
        return [new + at if number is None else number for at, number in enumerate(self._session_of)]

    # Sessions ---------------------------------------------------------------------------

    def sessions(self) -> Iterator[Difference]:
        """Sessions that are new, have changed, have moved or are gone."""
        old, steady = self._before.sessions, longest_rising(self._session_of)
        for session, number in zip(self._after.sessions, self._session_of, strict=True):
            words = session_words(session)
            if number is None:
                yield Difference(kind="session_added", session=words, after=words)
                continue
            yield from _compare_session(old[number], session)
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
    yield from identifiers_of(reading)
    if reading.title and reading.author:
        yield normal_text(reading.title), reading.author[0].sort_family.casefold()


def _places(sessions: Sequence[Session], numbers: Sequence[int]) -> dict[str, list[_Place]]:
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
        yield from _compare_assignment(reading, old[session], new[session])
    gone = [place for place in before if place.session not in new]
    come = [place for place in after if place.session not in old]
    for was, now in zip(gone, come, strict=False):
        yield _difference("moved", reading, before=_places_words((was,)), after=_places_words((now,)))
    for was in gone[len(come) :]:
        yield _difference("unassigned", reading, before=_places_words((was,)))
    for now in come[len(gone) :]:
        yield _difference("assigned", reading, after=_places_words((now,)))


def _compare_assignment(reading: Reading, was: _Place, now: _Place) -> Iterator[Difference]:
    old, new = was.assignment, now.assignment
    if old.level != new.level:
        yield _difference("level", reading, session=now.words, before=old.level, after=new.level)
    for change in _changes(old, new, _REMARKS):
        yield _difference("assignment", reading, session=now.words, **change)


def _compare_metadata(old: Reading, new: Reading) -> Iterator[Difference]:
    fields = (field for field in Reading.model_fields if field not in _NOT_METADATA)
    for change in _changes(old, new, fields):
        yield _difference("metadata", new, **change)
    for name in sorted({*old.extra, *new.extra}):
        if old.extra.get(name) != new.extra.get(name):
            yield _difference(
                "metadata", new, field=name, before=old.extra.get(name), after=new.extra.get(name)
            )


def _compare_session(old: Session, new: Session) -> Iterator[Difference]:
    fields = (field for field in Session.model_fields if field not in _NOT_SESSION)
    for change in _changes(old, new, fields):
        yield Difference(kind="session", session=session_words(new), **change)


def _compare_course(old: Course, new: Course) -> Iterator[Difference]:
    for change in _changes(old, new, Course.model_fields):
        yield Difference(kind="course", **change)


def _changes(old: Record, new: Record, fields: Iterable[str]) -> Iterator[dict[str, str | None]]:
    """Name, old and new value in words of those of ``fields`` that are not the same in both records."""
    for field in fields:
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            yield {"field": field, "before": value_words(before), "after": value_words(after)}


def _difference(kind: Kind, reading: Reading, **fields: str | None) -> Difference:
    return Difference(kind=kind, key=reading.key, title=reading.title, **fields)
