"""Which session, and which assignment, of three lists is the same one. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple, TypeVar

from readinglist.model.pairing import Identity, origins
from readinglist.model.reading import Reading
from readinglist.model.schedule import FIELD_OF_LEVEL, Assignment, Session

T = TypeVar("T", bound=Hashable)
_LEVELS = frozenset(FIELD_OF_LEVEL.values())


class Triple(NamedTuple):
    """One thing in three lists, by its place in each; ``None``: it is not there."""

    base: int | None
    mine: int | None
    theirs: int | None


def paired(
    base: Sequence[T],
    mine: Sequence[T],
    theirs: Sequence[T],
    identities: Sequence[Identity[T]],
    *,
    by_place: bool = False,
) -> tuple[Triple, ...]:
    """Every item of the three lists, once: those of ``theirs``, then what only the others have.

    What an item was in ``base`` tells which one of ``mine`` it is, also where the list says
    other things of it by now. ``by_place``: of two lists of the same length, what is left
    over at the same place is the same as well.
    """
    base_of, mine_base = origins(base, theirs, identities), origins(base, mine, identities)
    if by_place:
        base_of, mine_base = _by_place(base, theirs, base_of), _by_place(base, mine, mine_base)
    mine_of = {b: m for m, b in enumerate(mine_base) if b is not None}
    found = {t: mine_of[b] for t, b in enumerate(base_of) if b in mine_of and b is not None}
    # What both sides have added may be one thing.
    new = [t for t, b in enumerate(base_of) if b is None]
    own = [m for m, b in enumerate(mine_base) if b is None]
    for t, n in zip(new, origins([mine[m] for m in own], [theirs[t] for t in new], identities), strict=True):
        if n is not None:
            found[t] = own[n]
    triples = [Triple(b, found.get(t), t) for t, b in enumerate(base_of)]
    triples += [Triple(b, mine_of.get(b), None) for b in range(len(base)) if b not in base_of]
    there = {triple.mine for triple in triples}
    triples += [Triple(None, m, None) for m in range(len(mine)) if m not in there]
    return tuple(triples)


def _by_place(before: Sequence[T], after: Sequence[T], found: list[int | None]) -> list[int | None]:
    """``found``, with what stands unrecognised at the same place of a list of the same length."""
    if len(before) != len(after):
        return found
    left = set(range(len(before))) - set(found)
    return [at if number is None and at in left else number for at, number in enumerate(found)]


def bare(session: Session) -> Session:
    """``session`` with bare keys for its readings, so that it is compared without what these are."""
    return session.model_copy(
        update={
            field: tuple(bare_assignment(a) for a in getattr(session, field))
            for field in FIELD_OF_LEVEL.values()
        }
    )


def bare_assignment(assignment: Assignment) -> Assignment:
    """``assignment`` with the bare key for its reading."""
    return assignment.model_copy(update={"reading": Reading(key=assignment.reading.key)})


def _date_and_topic(session: Session) -> Hashable:
    return (session.date, session.topic) if session.date and session.topic else None


def _week_and_topic(session: Session) -> Hashable:
    return (session.week, session.topic) if session.week is not None and session.topic else None


def _topic(session: Session) -> Hashable:
    return session.topic or None


def _date(session: Session) -> Hashable:
    return session.date


def _readings(session: Session) -> Hashable:
    return tuple(assignment.reading.key for assignment in session.assignments) or None


def _week(session: Session) -> Hashable:
    return session.week if session.date is None else None


def _apart_from_readings(session: Session) -> Hashable:
    """All else that it says: its readings may be other ones than the page's, where a removal waits."""
    return tuple(getattr(session, name) for name in Session.model_fields if name not in _LEVELS)


def _key(assignment: Assignment) -> Hashable:
    return assignment.reading.key


def pair_sessions(
    base: Sequence[Session], mine: Sequence[Session], theirs: Sequence[Session]
) -> tuple[Triple, ...]:
    """The sessions of three lists, whose readings are bare keys: by what each says, the surest first."""
    signs = (_date_and_topic, _week_and_topic, _topic, _date, _readings, _week, _apart_from_readings)
    return paired(base, mine, theirs, signs, by_place=True)


def pair_assignments(
    base: Sequence[Assignment], mine: Sequence[Assignment], theirs: Sequence[Assignment]
) -> tuple[Triple, ...]:
    """The assignments of one session in three lists, whose readings are bare keys: by these."""
    return paired(base, mine, theirs, (_key,))
