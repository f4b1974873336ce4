"""The sessions of a list after its page has changed: three-way, session by session. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from readinglist.importing.update.assignment_merge import AssignmentMerger, SessionSides, with_assignments
from readinglist.importing.update.import_report import Change, ChangeKind
from readinglist.importing.update.three_way import (
    Decision,
    in_order,
    merge_fields,
    order_of,
    pair_three,
    same_words,
)
from readinglist.model.pairing import SESSION_SIGNS, bare
from readinglist.model.reading import Reading
from readinglist.model.schedule import FIELD_OF_LEVEL, Session
from readinglist.report import session_words

SESSION_FIELDS = tuple(name for name in Session.model_fields if name not in FIELD_OF_LEVEL.values())
# A session as the list has it from now on, and as the page is taken to have said it.
_Merged = tuple[Session | None, Session | None]


class MergedSessions(NamedTuple):
    """Sessions, in their order.

    Attributes:
        mine: those of the list.
        base: those of the page, as it is taken to have said them from now on.
        changes: what was done, and what waits for a person.
    """

    mine: tuple[Session, ...]
    base: tuple[Session, ...]
    changes: tuple[Change, ...]


def merge_sessions(
    base: Sequence[Session],
    mine: Sequence[Session],
    theirs: Sequence[Session],
    entries: Mapping[str, Reading],
    new: frozenset[str],
    decision: Decision,
) -> MergedSessions:
    """Return the sessions of the list with what is new, changed and moved on the page.

    Args:
        base: what the page said last time; empty where that is not known.
        mine: the sessions of the list.
        theirs: what the page says.
        entries: the readings of the list, by key.
        new: those keys that neither the list nor the page had before.
        decision: what becomes of conflicts and of what the page has no longer.
    """
    # The readings themselves are merged apart; a better title must not make a session another one.
    lists = [tuple(map(bare, sessions)) for sessions in (base, mine, theirs)]
    triples = pair_three(*lists, signs=SESSION_SIGNS, by_place=True)
    sides = tuple(
        SessionSides(*(items[n] if n is not None else None for items, n in zip(lists, triple, strict=True)))
        for triple in triples
    )
    merge = _SessionMerger(sides, entries, new, decision)
    kept: dict[int, Session] = {}
    said: dict[int, Session] = {}
    for number in range(len(sides)):
        now, then = merge.session(number)
        if now is not None:
            kept[number] = now
        if then is not None:
            said[number] = then
    first, second, third = (order_of(triples, side) for side in range(3))
    return MergedSessions(
        tuple(_with_entries(kept[n], entries) for n in in_order(first, second, third, kept)),
        tuple(said[n] for n in in_order(first, first, third, said)),
        tuple(merge.changes),
    )


class _SessionMerger:
    """All the sessions side by side, and what has changed so far."""

    def __init__(
        self,
        sides: Sequence[SessionSides],
        entries: Mapping[str, Reading],
        new: frozenset[str],
        decision: Decision,
    ) -> None:
        self.changes: list[Change] = []
        self._sides, self._decision = sides, decision
        self._assignments = AssignmentMerger(sides, entries, new, decision, self.changes)

    def session(self, number: int) -> _Merged:
        """Merge one session, with its assignments."""
        base, mine, theirs = self._sides[number]
        if theirs is None:
            return self._gone_from_page(number, base, mine)
        if mine is None and base is not None:
            return None, self._removed_from_list(base, theirs)
        if mine is None:
            self._report("new", theirs)
            # Its readings are merged one by one: one of them may have moved here from another session.
            fresh = theirs.model_copy(update=dict.fromkeys(FIELD_OF_LEVEL.values(), ()))
            return self._assignments.merge(number, fresh, theirs, quiet=True)
        fields = merge_fields(SESSION_FIELDS, base, mine, theirs, self._decision, same=same_words)
        self.changes += fields.changes("session", session_words(mine))
        return self._assignments.merge(
            number, mine.model_copy(update=fields.mine), theirs.model_copy(update=fields.base)
        )

    def _gone_from_page(self, number: int, base: Session | None, mine: Session | None) -> _Merged:
        """A session that is a person's own, or that the page has no longer."""
        if base is None or mine is None:
            return mine, None
        # What has moved to another session of the page is merged there.
        rest = self._assignments.without_moved(number, mine)
        if self._decision == "keep":
            return rest, None
        if self._decision == "ask":
            self._report("removal", mine)
        elif mine == base:
            self._report("removed", mine)
            return None, None
        else:
            self._report("conflict", mine, "the page has it no longer, and it was changed since")
        return rest, self._assignments.without_moved(number, base)

    def _removed_from_list(self, base: Session, theirs: Session) -> Session:
        """Return what the page is taken to have said of a session that a person has removed."""
        if base == theirs or self._decision == "keep":
            self._report("absent", theirs)
            return theirs
        self._report("conflict", theirs, "the list has it no longer, and the page has changed it")
        return base

    def _report(self, kind: ChangeKind, session: Session, why: str = "") -> None:
        what = session_words(session)
        self.changes.append(Change(kind=kind, subject="session", what=f"{what}: {why}" if why else what))


def _with_entries(session: Session, entries: Mapping[str, Reading]) -> Session:
    """``session`` with the readings of the list for its bare keys."""
    return with_assignments(
        session,
        [
            a.model_copy(update={"reading": entries[a.reading.key]})
            for a in session.assignments
            if a.reading.key in entries
        ],
    )
