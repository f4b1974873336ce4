"""Which session, and which assignment, of three lists is the same one. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from readinglist.model.pairing import ASSIGNMENT_SIGNS, SESSION_SIGNS, Sign, pair
from readinglist.model.schedule import Assignment, Session

T = TypeVar("T", bound=Hashable)


class Triple(NamedTuple):
    """One thing in three lists, by its place in each; ``None``: it is not there."""

    base: int | None
    mine: int | None
    theirs: int | None


def paired(
    base: Sequence[T],
    mine: Sequence[T],
    theirs: Sequence[T],
    signs: Mapping[str, Sign[T]],
    *,
    by_place: bool = False,
) -> tuple[Triple, ...]:
    """Every item of the three lists, once: those of ``theirs``, then what only the others have.

    What an item was in ``base`` tells which one of ``mine`` it is, also where the list says
    other things of it by now. ``by_place``: of two lists of the same length, what is left
    over at the same place is the same as well.
    """
    base_of = pair(base, theirs, signs, by_place=by_place)
    mine_base = pair(base, mine, signs, by_place=by_place)
    mine_of = {b: m for m, b in enumerate(mine_base) if b is not None}
    found = {t: mine_of[b] for t, b in enumerate(base_of) if b in mine_of and b is not None}
    # What both sides have added may be one thing.
    new = [t for t, b in enumerate(base_of) if b is None]
    own = [m for m, b in enumerate(mine_base) if b is None]
    for t, n in zip(new, pair([mine[m] for m in own], [theirs[t] for t in new], signs), strict=True):
        if n is not None:
            found[t] = own[n]
    triples = [Triple(b, found.get(t), t) for t, b in enumerate(base_of)]
    triples += [Triple(b, mine_of.get(b), None) for b in range(len(base)) if b not in base_of]
    there = {triple.mine for triple in triples}
    triples += [Triple(None, m, None) for m in range(len(mine)) if m not in there]
    return tuple(triples)


def paired_sessions(
    base: Sequence[Session], mine: Sequence[Session], theirs: Sequence[Session]
) -> tuple[Triple, ...]:
    """The sessions of three lists, whose readings are bare keys: by what each says, the surest first."""
    return paired(base, mine, theirs, SESSION_SIGNS, by_place=True)


def paired_assignments(
    base: Sequence[Assignment], mine: Sequence[Assignment], theirs: Sequence[Assignment]
) -> tuple[Triple, ...]:
    """The assignments of one session in three lists, whose readings are bare keys: by these."""
    return paired(base, mine, theirs, ASSIGNMENT_SIGNS)
