"""The sessions of a list after its page has changed: three-way, assignment by assignment. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from readinglist.importing.update.account import Change, ChangeKind, changes_of
from readinglist.importing.update.pairing import Triple, paired_assignments, paired_sessions
from readinglist.importing.update.three_way import in_order, merged
from readinglist.model.pairing import bare
from readinglist.model.reading import Reading
from readinglist.model.schedule import FIELD_OF_LEVEL, Assignment, Session
from readinglist.report import session_words, value_words

SESSION_FIELDS = tuple(name for name in Session.model_fields if name not in FIELD_OF_LEVEL.values())
ASSIGNMENT_FIELDS = tuple(name for name in Assignment.model_fields if name != "reading")


class Meetings(NamedTuple):
    """Sessions, in their order.

    Attributes:
        mine: those of the list.
        base: those of the page, as it is taken to have said them from now on.
        changes: what was done, and what waits.
    """

    mine: tuple[Session, ...]
    base: tuple[Session, ...]
    changes: tuple[Change, ...]


def joined(
    base: Sequence[Session],
    mine: Sequence[Session],
    theirs: Sequence[Session],
    entries: Mapping[str, Reading],
    new: frozenset[str],
    *,
    prune: bool,
    keep: bool,
) -> Meetings:
    """The list with what is new, changed and moved on the page.

    Args:
        base: what the page said last time; empty where that is not known.
        mine: the sessions of the list.
        theirs: what the page says.
        entries: the readings of the list, by key.
        new: those keys that neither the list nor the page had before.
        prune: remove what the page has no longer.
        keep: what waits is settled for the list.
    """
    return _Joining(base, mine, theirs, entries, new, prune=prune, keep=keep).done()


class _Side(NamedTuple):
    """One session in three lists; ``None``: it is not there."""

    base: Session | None
    mine: Session | None
    theirs: Session | None


class _Slot(NamedTuple):
    """One assignment in three lists, where ``None`` says that it is not there, and its own place.

    ``session`` and ``number`` are those of its session, and its own among the slots of that one.
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


class _Joining:
    """The work at hand: all the sessions side by side, and what was found out about them."""

    def __init__(
        self,
        base: Sequence[Session],
        mine: Sequence[Session],
        theirs: Sequence[Session],
        entries: Mapping[str, Reading],
        new: frozenset[str],
        *,
        prune: bool,
        keep: bool,
    ) -> None:
        lists = [tuple(map(bare, sessions)) for sessions in (base, mine, theirs)]
        self._entries, self._new = entries, new
        self._prune, self._keep = prune, keep
        self._triples = paired_sessions(*lists)
        self._sides = tuple(
            _Side(*(items[n] if n is not None else None for items, n in zip(lists, triple, strict=True)))
            for triple in self._triples
        )
        self._slots = {number: self._slots_of(number, side) for number, side in enumerate(self._sides)}
        self._moves = dict(self._moved())
        self._left = {old.place for old in self._moves.values()}
        self._changes: list[Change] = []

    def done(self) -> Meetings:
        """The sessions after the merge."""
        mine: dict[int, Session] = {}
        base: dict[int, Session] = {}
        for number in range(len(self._sides)):
            kept, said = self._session(number)
            if kept is not None:
                mine[number] = kept
            if said is not None:
                base[number] = said
        sides = [_order(self._triples, side) for side in range(3)]
        return Meetings(
            tuple(self._full(mine[n]) for n in in_order(sides[0], sides[1], sides[2], mine)),
            tuple(base[n] for n in in_order(sides[0], sides[0], sides[2], base)),
            tuple(self._changes),
        )

    # One session ------------------------------------------------------------------------

    def _session(self, number: int) -> tuple[Session | None, Session | None]:
        """The session as the list has it from now on, and as the page is taken to have said it."""
        base, mine, theirs = self._sides[number]
        if theirs is None:
            return self._not_on_page(number, base, mine)
        if mine is None and base is not None:
            return None, self._removed_by_hand(base, theirs)
        if mine is None:
            self._tell("new", theirs)
            fresh = theirs.model_copy(update=dict.fromkeys(FIELD_OF_LEVEL.values(), ()))
            return self._with_assignments(number, fresh, theirs, quiet=True)
        there = merged(SESSION_FIELDS, base, mine, theirs, same=_same_words, keep=self._keep)
        self._changes += changes_of(there.differences, "session", session_words(mine))
        return self._with_assignments(
            number, mine.model_copy(update=there.mine), theirs.model_copy(update=there.base)
        )

    def _not_on_page(
        self, number: int, base: Session | None, mine: Session | None
    ) -> tuple[Session | None, Session | None]:
        """A session that is a person's own, or that the page has no longer."""
        if base is None or mine is None:
            return mine, None
        left = self._without_moved(number, mine)
        if self._keep:
            return left, None
        if not self._prune:
            self._tell("removal", mine)
            return left, self._without_moved(number, base)
        if mine == base:
            self._tell("removed", mine)
            return None, None
        self._tell("conflict", mine, "the page has it no longer, and it was changed since")
        return left, self._without_moved(number, base)

    def _without_moved(self, number: int, session: Session) -> Session:
        """``session`` without the assignments that stand in another one on the page by now."""
        moved = [slot for slot in self._slots[number] if slot.place in self._left]
        gone = [a for slot in moved for a in (slot.base, slot.mine) if a is not None]
        return _assigned(session, [a for a in session.assignments if a not in gone])

    def _removed_by_hand(self, base: Session, theirs: Session) -> Session:
        if base == theirs or self._keep:
            self._tell("absent", theirs)
            return theirs
        self._tell("conflict", theirs, "the list has it no longer, and the page has changed it")
        return base

    def _tell(self, kind: ChangeKind, session: Session, why: str = "") -> None:
        what = session_words(session)
        self._changes.append(Change(kind=kind, subject="session", what=f"{what}: {why}" if why else what))

    # Its assignments --------------------------------------------------------------------

    def _slots_of(self, number: int, side: _Side) -> tuple[_Slot, ...]:
        lists = [session.assignments if session else () for session in side]
        return tuple(
            _Slot(
                number, at, *(items[n] if n is not None else None for items, n in zip(lists, t, strict=True))
            )
            for at, t in enumerate(paired_assignments(*lists))
        )

    def _moved(self) -> Iterator[tuple[tuple[int, int], _Slot]]:
        """The places of slots that are new in their session on the page, each with the slot that it was."""
        gone: dict[str, list[_Slot]] = defaultdict(list)
        for slot in self._all():
            if slot.base is not None and slot.theirs is None and self._sides[slot.session].mine is not None:
                gone[slot.key].append(slot)
        for slot in self._all():
            if slot.theirs is not None and slot.base is None and gone[slot.key]:
                yield slot.place, gone[slot.key].pop(0)

    def _with_assignments(
        self, number: int, mine: Session, base: Session, *, quiet: bool = False
    ) -> tuple[Session, Session]:
        kept: dict[int, Assignment] = {}
        said: dict[int, Assignment] = {}
        slots = self._slots[number]
        for at, slot in enumerate(slots):
            now, then = self._assignment(slot, mine, quiet=quiet)
            if now is not None:
                kept[at] = now
            if then is not None:
                said[at] = then
        # What a session has no more still tells its neighbours where they stand.
        triples = paired_assignments(*(s.assignments if s else () for s in self._sides[number]))
        order = [_order(triples, side) for side in range(3)]
        return (
            _assigned(mine, [kept[at] for at in in_order(order[0], order[1], order[2], kept)]),
            _assigned(base, [said[at] for at in in_order(order[0], order[0], order[2], said)]),
        )

    def _assignment(
        self, slot: _Slot, session: Session, *, quiet: bool
    ) -> tuple[Assignment | None, Assignment | None]:
        """One assignment as the list has it from now on, and as the page is taken to have said it."""
        if slot.theirs is None:
            return self._not_assigned(slot, session)
        old = self._moves.get(slot.place)
        if old is not None and slot.mine is None:
            return self._moved_here(slot, old, session)
        if slot.mine is None:
            return self._not_in_list(slot, session, quiet=quiet)
        return self._merged(slot.base, slot.mine, slot.theirs, session)

    def _merged(
        self, base: Assignment | None, mine: Assignment, theirs: Assignment, session: Session
    ) -> tuple[Assignment, Assignment]:
        there = merged(ASSIGNMENT_FIELDS, base, mine, theirs, same=_same_words, keep=self._keep)
        self._changes += changes_of(
            there.differences, "assignment", self._what(theirs, session), theirs.reading.key
        )
        return mine.model_copy(update=there.mine), theirs.model_copy(update=there.base)

    def _not_assigned(self, slot: _Slot, session: Session) -> tuple[Assignment | None, Assignment | None]:
        """An assignment that is a person's own, or that the page has no longer."""
        if slot.place in self._left:
            # Where the list has it no longer, the move waits for a person: see `_moved_here`.
            return None, None if slot.mine or self._keep else slot.base
        if slot.base is None or slot.mine is None:
            return slot.mine, None
        if self._keep:
            return slot.mine, None
        if not self._prune:
            self._tell_of("removal", slot.mine, session)
            return slot.mine, slot.base
        if slot.mine == slot.base:
            self._tell_of("removed", slot.mine, session)
            return None, None
        self._tell_of("conflict", slot.mine, session, "the page has it no longer, and it was changed since")
        return slot.mine, slot.base

    def _moved_here(
        self, slot: _Slot, old: _Slot, session: Session
    ) -> tuple[Assignment | None, Assignment | None]:
        assert slot.theirs is not None, "only what is on the page has moved there"
        if old.mine is None:
            why = "the page has moved it here, and the list has it no longer where it was"
            if self._keep:
                return None, slot.theirs
            self._tell_of("conflict", slot.theirs, session, why)
            return None, None
        was = self._sides[old.session].mine
        self._changes.append(
            Change(
                kind="moved",
                subject="assignment",
                what=self._what(slot.theirs, session),
                key=slot.key,
                field="session",
                list_says=session_words(was) if was else None,
                page_says=session_words(session),
            )
        )
        return self._merged(old.base, old.mine, slot.theirs, session)

    def _not_in_list(
        self, slot: _Slot, session: Session, *, quiet: bool
    ) -> tuple[Assignment | None, Assignment | None]:
        """An assignment of the page that the list has not: it is new, or a person has removed it."""
        theirs = slot.theirs
        assert theirs is not None, "it is on the page"
        if slot.base is not None:
            if slot.base == theirs or self._keep:
                if slot.key in self._entries and not any(s.key == slot.key and s.mine for s in self._all()):
                    self._tell_of("absent", theirs, session)
                return None, theirs
            self._tell_of(
                "conflict", theirs, session, "the list has it no longer, and the page has changed it"
            )
            return None, slot.base
        if slot.key not in self._entries:
            return None, theirs  # a person has removed the reading itself
        elsewhere = self._own_place(slot)
        if elsewhere is not None:
            self._changes.append(
                Change(
                    kind="differs",
                    subject="assignment",
                    what=self._what(theirs, session),
                    key=slot.key,
                    field="session",
                    list_says=session_words(elsewhere),
                    page_says=session_words(session),
                )
            )
            return None, theirs
        if not quiet:
            self._tell_of("new", theirs, session)
        return theirs, theirs

    def _own_place(self, slot: _Slot) -> Session | None:
        """Where the list alone reads what the page, so far as is known, reads in another session.

        ``None`` for a reading that is new, and for one that the page names in that session, too.
        """
        if slot.key in self._new or any(s.key == slot.key and s.base for s in self._all()):
            return None
        own = (s.session for s in self._all() if s.key == slot.key and s.mine and not s.theirs)
        return next((self._sides[number].mine for number in own), None)

    def _all(self) -> Iterator[_Slot]:
        for slots in self._slots.values():
            yield from slots

    def _tell_of(self, kind: ChangeKind, assignment: Assignment, session: Session, why: str = "") -> None:
        what = self._what(assignment, session)
        self._changes.append(
            Change(
                kind=kind,
                subject="assignment",
                what=f"{what}: {why}" if why else what,
                key=assignment.reading.key,
                page_says=value_words(assignment.level) if kind == "new" else None,
            )
        )

    def _what(self, assignment: Assignment, session: Session) -> str:
        entry = self._entries.get(assignment.reading.key)
        return f"{(entry and entry.title) or assignment.reading.key}, in {session_words(session)}"

    def _full(self, session: Session) -> Session:
        """``session`` with the entries of the list for its bare keys."""
        found = [
            a.model_copy(update={"reading": self._entries[a.reading.key]})
            for a in session.assignments
            if a.reading.key in self._entries
        ]
        return _assigned(session, found)


def _same_words(field: str, mine: Any, theirs: Any) -> bool:
    """Whether two texts differ in capitals and punctuation alone."""
    from readinglist.text.words import normal_text

    texts = isinstance(mine, str) and isinstance(theirs, str) and field != "level"
    return texts and normal_text(mine) == normal_text(theirs)


def _order(triples: Sequence[Triple], side: int) -> list[int]:
    """The numbers of the triples that are in one of the lists, in the order of that list."""
    there = [(triple[side], number) for number, triple in enumerate(triples) if triple[side] is not None]
    return [number for _, number in sorted(there, key=lambda item: item[0] or 0)]


def _assigned(session: Session, assignments: Sequence[Assignment]) -> Session:
    """``session`` with exactly these assignments, each in the list of its level."""
    return session.model_copy(
        update={
            field: tuple(a for a in assignments if a.level == level)
            for level, field in FIELD_OF_LEVEL.items()
        }
    )
