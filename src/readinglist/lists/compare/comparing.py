"""Two lists compared: what became of each reading, assignment and session. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Any, NamedTuple

from readinglist.lists.compare.difference import Difference, Differences
from readinglist.model.identifiers import identifiers_of
from readinglist.model.pairing import SESSION_SIGNS, bare, longest_rising, pair
from readinglist.model.reading import Reading
from readinglist.model.schedule import Assignment, Course, Session, Syllabus
from readinglist.report import session_words, value_words
from readinglist.text.words import normal_text

_NOT_METADATA = frozenset({"key", "entry_type", "extra"})
_NOT_SESSION = frozenset({"required", "optional", "readings"})
_REMARKS = ("locator", "note", "presenters", "group", "text")


def compare(before: Syllabus, after: Syllabus) -> Differences:
    """What ``after`` says otherwise than ``before``: course, sessions, readings, in its order."""
    pair = _Pair(before, after)
    return Differences((*_course(before.course, after.course), *pair.sessions(), *pair.readings()))


class _Place(NamedTuple):
    """An assignment, and the session of the old list that its session was (or a number of its own)."""

    session: int
    words: str
    assignment: Assignment


class _Pair:
    """Two lists, with what of the one is what of the other."""

    def __init__(self, before: Syllabus, after: Syllabus) -> None:
        self._before, self._after = before, after
        by_key = {reading.key.lower(): reading for reading in before.readings}
        self._old: dict[str, Reading] = {
            reading.key: by_key[reading.key.lower()]
            for reading in after.readings
            if reading.key.lower() in by_key
        }
        self._match_renamed()
        self._session_of = _pair_sessions(before.sessions, after.sessions)

    def _match_renamed(self) -> None:
        """A new reading is an old one under another key where both are named alike."""
        kept = {old.key for old in self._old.values()}
        gone = {reading.key: reading for reading in self._before.readings if reading.key not in kept}
        named = {name: reading for reading in gone.values() for name in _names(reading)}
        for reading in self._after.readings:
            if reading.key in self._old:
                continue
            found = next((named[name] for name in _names(reading) if name in named), None)
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
                yield _about("added", reading, after=_where(now))
                continue
            if old.key != reading.key:
                yield _about("renamed", reading, before=old.key, after=reading.key)
            yield from _metadata(old, reading)
            yield from _assignments(reading, places_before.get(old.key, ()), now)
        for reading in self._before.readings:
            if reading.key not in kept:
                yield _about("removed", reading, before=_where(places_before.get(reading.key, ())))

    def _numbers(self) -> list[int]:
        """A number for each session of the new list: that of the old one, or one that no old one has."""
        new = len(self._before.sessions)
        return [new + at if number is None else number for at, number in enumerate(self._session_of)]

    # Sessions ---------------------------------------------------------------------------

    def sessions(self) -> Iterator[Difference]:
        """Sessions that are new, have changed, have moved or are gone."""
        old, steady = self._before.sessions, longest_rising(self._session_of)
        for session, number in zip(self._after.sessions, self._session_of, strict=True):
            if number is None:
                yield Difference(
                    kind="session_added", session=session_words(session), after=session_words(session)
                )
                continue
            yield from _session(old[number], session)
            if number not in steady:
                yield Difference(kind="session_moved", session=session_words(session))
        for number, session in enumerate(old):
            if number not in self._session_of:
                yield Difference(
                    kind="session_removed", session=session_words(session), before=session_words(session)
                )


def _pair_sessions(before: Sequence[Session], after: Sequence[Session]) -> list[int | None]:
    """For each new session the number of the old one that it was; a corrected accent makes none new."""

    def plain(session: Session) -> Session:
        return bare(session).model_copy(update={"topic": normal_text(session.topic)})

    def week_and_kind(session: Session) -> Hashable:
        return None if session.week is None else (session.week, session.kind)

    # This last sign is too weak to merge or edit by; here a wrong guess changes no file.
    signs = {**SESSION_SIGNS, "week and kind": week_and_kind}
    return pair(tuple(map(plain, before)), tuple(map(plain, after)), signs)


def _names(reading: Reading) -> Iterator[object]:
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


def _where(places: Sequence[_Place]) -> str | None:
    """Where a reading is assigned, in words; ``None``: nowhere."""
    return "; ".join(f"{place.words} ({place.assignment.level})" for place in places) or None


def _assignments(reading: Reading, before: Sequence[_Place], after: Sequence[_Place]) -> Iterator[Difference]:
    old = {place.session: place for place in before}
    new = {place.session: place for place in after}
    for session in (number for number in new if number in old):
        yield from _one_assignment(reading, old[session], new[session])
    gone = [place for place in before if place.session not in new]
    come = [place for place in after if place.session not in old]
    for was, now in zip(gone, come, strict=False):
        yield _about("moved", reading, before=_where((was,)), after=_where((now,)))
    for was in gone[len(come) :]:
        yield _about("unassigned", reading, before=_where((was,)))
    for now in come[len(gone) :]:
        yield _about("assigned", reading, after=_where((now,)))


def _one_assignment(reading: Reading, was: _Place, now: _Place) -> Iterator[Difference]:
    one, other = was.assignment, now.assignment
    if one.level != other.level:
        yield _about("level", reading, session=now.words, before=one.level, after=other.level)
    for field in _REMARKS:
        if getattr(one, field) != getattr(other, field):
            yield _about(
                "assignment",
                reading,
                session=now.words,
                field=field,
                before=value_words(getattr(one, field)),
                after=value_words(getattr(other, field)),
            )


def _metadata(old: Reading, new: Reading) -> Iterator[Difference]:
    for field in Reading.model_fields:
        if field in _NOT_METADATA or getattr(old, field) == getattr(new, field):
            continue
        yield _about(
            "metadata",
            new,
            field=field,
            before=value_words(getattr(old, field)),
            after=value_words(getattr(new, field)),
        )
    for name in sorted({*old.extra, *new.extra}):
        if old.extra.get(name) != new.extra.get(name):
            yield _about("metadata", new, field=name, before=old.extra.get(name), after=new.extra.get(name))


def _session(old: Session, new: Session) -> Iterator[Difference]:
    for field in Session.model_fields:
        if field not in _NOT_SESSION and getattr(old, field) != getattr(new, field):
            yield Difference(
                kind="session",
                session=session_words(new),
                field=field,
                before=value_words(getattr(old, field)),
                after=value_words(getattr(new, field)),
            )


def _course(old: Course, new: Course) -> Iterator[Difference]:
    for field in Course.model_fields:
        if getattr(old, field) != getattr(new, field):
            yield Difference(
                kind="course",
                field=field,
                before=value_words(getattr(old, field)),
                after=value_words(getattr(new, field)),
            )


def _about(kind: Any, reading: Reading, **fields: str | None) -> Difference:
    return Difference(kind=kind, key=reading.key, title=reading.title, **fields)
