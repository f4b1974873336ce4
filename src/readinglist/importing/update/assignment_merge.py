"""The assignments of a list's sessions after its page has changed: three-way, one by one. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from readinglist.importing.update.import_report import Change, ChangeKind
from readinglist.importing.update.three_way import (
    Decision,
    in_order,
    merge_fields,
    order_of,
    pair_three,
    same_words,
)
from readinglist.model.pairing import ASSIGNMENT_SIGNS
from readinglist.model.reading import Reading
from readinglist.model.schedule import FIELD_OF_LEVEL, Assignment, Session
from readinglist.report import session_words

ASSIGNMENT_FIELDS = tuple(name for name in Assignment.model_fields if name != "reading")
# An assignment as the list has it from now on, and as the page is taken to have said it.
_Merged = tuple[Assignment | None, Assignment | None]


class SessionSides(NamedTuple):
    """One session in three lists; ``None``: it is not there."""

    base: Session | None
    mine: Session | None
    theirs: Session | None


class _Sides(NamedTuple):
    """One assignment in three lists, where ``None`` says that it is not there, and its own place.

    ``session`` is the number of its session, ``number`` its own within that session.
    """

    session: int
    number: int
    base: Assignment | None
    mine: Assignment | None
    theirs: Assignment | None

    @property
    def key(self) -> str:
        return next(a.reading.key for a in (self.theirs, self.mine, self.base) if a is not None)

    @property
    def place(self) -> tuple[int, int]:
        return self.session, self.number


class AssignmentMerger:
    """The assignments of all sessions side by side, so that one that has moved is found again.

    Args:
        sessions: the sessions in three lists, their readings as bare keys.
        entries: the readings of the list, by key.
        new: those keys that neither the list nor the page had before.
        decision: what becomes of conflicts and of what the page has no longer.
        changes: where changes are added, in the order of the sessions.
    """

    def __init__(
        self,
        sessions: Sequence[SessionSides],
        entries: Mapping[str, Reading],
        new: frozenset[str],
        decision: Decision,
        changes: list[Change],
    ) -> None:
        self._sessions, self._entries, self._new = sessions, entries, new
        self._decision, self._changes = decision, changes
        self._triples = [
            pair_three(*(side.assignments if side else () for side in session), signs=ASSIGNMENT_SIGNS)
            for session in sessions
        ]
        self._rows = [self._rows_of(number) for number in range(len(sessions))]
        self._by_key: dict[str, list[_Sides]] = defaultdict(list)
        for row in self._all():
            self._by_key[row.key].append(row)
        # The place that an assignment has on the page now, to what it was elsewhere.
        self._moved = dict(self._moves())
        self._left = {old.place for old in self._moved.values()}

    def merge(
        self, number: int, mine: Session, base: Session, *, quiet: bool = False
    ) -> tuple[Session, Session]:
        """Return ``mine`` and ``base``, both of the session ``number``, with the merged assignments.

        ``quiet``: new ones are not reported, as the session is new itself.
        """
        kept: dict[int, Assignment] = {}
        said: dict[int, Assignment] = {}
        for row in self._rows[number]:
            now, then = self._merge_assignment(row, mine, quiet=quiet)
            if now is not None:
                kept[row.number] = now
            if then is not None:
                said[row.number] = then
        # Orders have all assignments of their lists: one that is gone still tells where its neighbours stand.
        first, second, third = (order_of(self._triples[number], side) for side in range(3))
        return (
            with_assignments(mine, [kept[at] for at in in_order(first, second, third, kept)]),
            with_assignments(base, [said[at] for at in in_order(first, first, third, said)]),
        )

    def without_moved(self, number: int, session: Session) -> Session:
        """Return ``session`` without the assignments that stand in another one on the page by now."""
        moved = [row for row in self._rows[number] if row.place in self._left]
        gone = [a for row in moved for a in (row.base, row.mine) if a is not None]
        return with_assignments(session, [a for a in session.assignments if a not in gone])

    def _rows_of(self, number: int) -> tuple[_Sides, ...]:
        lists = [side.assignments if side else () for side in self._sessions[number]]
        return tuple(
            _Sides(
                number,
                at,
                *(items[n] if n is not None else None for items, n in zip(lists, triple, strict=True)),
            )
            for at, triple in enumerate(self._triples[number])
        )

    def _all(self) -> Iterator[_Sides]:
        for rows in self._rows:
            yield from rows

    def _moves(self) -> Iterator[tuple[tuple[int, int], _Sides]]:
        """The places of assignments that are new in their session on the page, each with what it was."""
        gone: dict[str, list[_Sides]] = defaultdict(list)
        for row in self._all():
            if row.base is not None and row.theirs is None and self._sessions[row.session].mine is not None:
                gone[row.key].append(row)
        for row in self._all():
            if row.theirs is not None and row.base is None and gone[row.key]:
                # One that has left two sessions is paired in the order of the page.
                yield row.place, gone[row.key].pop(0)

    def _merge_assignment(self, row: _Sides, session: Session, *, quiet: bool) -> _Merged:
        if row.theirs is None:
            return self._gone_from_page(row, session)
        if row.mine is not None:
            return self._merge_fields(row.base, row.mine, row.theirs, session)
        old = self._moved.get(row.place)
        if old is not None:
            return self._moved_here(row, row.theirs, old, session)
        if row.base is not None:
            return self._removed_from_list(row, row.base, row.theirs, session)
        return self._new_on_page(row, row.theirs, session, quiet=quiet)

    def _merge_fields(
        self, base: Assignment | None, mine: Assignment, theirs: Assignment, session: Session
    ) -> _Merged:
        fields = merge_fields(ASSIGNMENT_FIELDS, base, mine, theirs, self._decision, same=same_words)
        self._changes += fields.changes("assignment", self._describe(theirs, session), theirs.reading.key)
        return mine.model_copy(update=fields.mine), theirs.model_copy(update=fields.base)

    def _gone_from_page(self, row: _Sides, session: Session) -> _Merged:
        """An assignment that is a person's own, or that the page has no longer."""
        if row.place in self._left:
            # Where the list has it no longer, the move waits for a person: see `_moved_here`.
            return None, None if row.mine or self._decision == "keep" else row.base
        if row.base is None or row.mine is None or self._decision == "keep":
            return row.mine, None
        if self._decision == "ask":
            self._report("removal", row.mine, session)
        elif row.mine == row.base:
            self._report("removed", row.mine, session)
            return None, None
        else:
            why = "the page has it no longer, and it was changed since"
            self._report("conflict", row.mine, session, why)
        return row.mine, row.base

    def _moved_here(self, row: _Sides, theirs: Assignment, old: _Sides, session: Session) -> _Merged:
        """An assignment that stood in another session when the page was read last."""
        if old.mine is None:
            if self._decision == "keep":
                return None, theirs
            why = "the page has moved it here, and the list has it no longer where it was"
            self._report("conflict", theirs, session, why)
            return None, None
        self._report_other_session("moved", theirs, self._sessions[old.session].mine, session)
        return self._merge_fields(old.base, old.mine, theirs, session)

    def _removed_from_list(
        self, row: _Sides, base: Assignment, theirs: Assignment, session: Session
    ) -> _Merged:
        """An assignment that the page still makes, and that a person has removed."""
        if base == theirs or self._decision == "keep":
            # One that the list reads elsewhere was moved by a person; a reading that is gone altogether
            # is reported with the readings.
            if row.key in self._entries and not any(other.mine for other in self._by_key[row.key]):
                self._report("absent", theirs, session)
            return None, theirs
        why = "the list has it no longer, and the page has changed it"
        self._report("conflict", theirs, session, why)
        return None, base

    def _new_on_page(self, row: _Sides, theirs: Assignment, session: Session, *, quiet: bool) -> _Merged:
        if row.key not in self._entries:
            return None, theirs  # a person has removed the reading itself
        elsewhere = self._own_session(row)
        if elsewhere is not None:
            self._report_other_session("differs", theirs, elsewhere, session)
            return None, theirs
        if not quiet:
            self._report("new", theirs, session)
        return theirs, theirs

    def _own_session(self, row: _Sides) -> Session | None:
        """The session in which the list alone reads what the page, so far as is known, reads in another.

        ``None`` for a reading that is new, and for one that the page has named before.
        """
        same_reading = self._by_key[row.key]
        if row.key in self._new or any(other.base for other in same_reading):
            return None
        own = (other.session for other in same_reading if other.mine and not other.theirs)
        return next((self._sessions[number].mine for number in own), None)

    def _report(self, kind: ChangeKind, assignment: Assignment, session: Session, why: str = "") -> None:
        what = self._describe(assignment, session)
        self._changes.append(
            Change(
                kind=kind,
                subject="assignment",
                what=f"{what}: {why}" if why else what,
                key=assignment.reading.key,
                page_says=assignment.level if kind == "new" else None,
            )
        )

    def _report_other_session(
        self, kind: ChangeKind, assignment: Assignment, mine: Session | None, theirs: Session
    ) -> None:
        """Report that the list has, or had, an assignment in the session ``mine``, the page in ``theirs``."""
        self._changes.append(
            Change(
                kind=kind,
                subject="assignment",
                what=self._describe(assignment, theirs),
                key=assignment.reading.key,
                field="session",
                list_says=session_words(mine) if mine else None,
                page_says=session_words(theirs),
            )
        )

    def _describe(self, assignment: Assignment, session: Session) -> str:
        entry = self._entries.get(assignment.reading.key)
        return f"{(entry and entry.title) or assignment.reading.key}, in {session_words(session)}"


def with_assignments(session: Session, assignments: Sequence[Assignment]) -> Session:
    """Return ``session`` with exactly these assignments, each in the list of its level."""
    return session.model_copy(
        update={
            field: tuple(a for a in assignments if a.level == level)
            for level, field in FIELD_OF_LEVEL.items()
        }
    )
