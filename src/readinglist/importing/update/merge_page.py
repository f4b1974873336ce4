"""A list after its page has changed: only what the page changed since last time is changed in it. Pure."""

from __future__ import annotations

from typing import NamedTuple

from readinglist.importing.update import merge_readings, merge_sessions
from readinglist.importing.update.account import Change, changes_of
from readinglist.importing.update.three_way import merged
from readinglist.model.schedule import Course, Syllabus


class Joined(NamedTuple):
    """What came of the merge.

    Attributes:
        mine: the list.
        base: the page, as it is taken to have said it from now on: what waits for a person
            is in it as it was, so that it comes up again.
        changes: what was done, and what waits.
    """

    mine: Syllabus
    base: Syllabus
    changes: tuple[Change, ...]


def joined(
    base: Syllabus | None,
    mine: Syllabus,
    theirs: Syllabus,
    *,
    elsewhere: frozenset[str] = frozenset(),
    prune: bool = False,
    keep: bool = False,
) -> Joined:
    """``mine`` with the differences between ``base`` and ``theirs``.

    A work has one key in all three. A person's edits stay: what both have changed is a
    conflict, and what the page has no longer is proposed to be removed.

    Args:
        base: what the page said last time; ``None``: it is read for the first time, so that
            only what is not there is added.
        mine: the list.
        theirs: what the page says.
        elsewhere: keys of readings that other pages name.
        prune: remove what is proposed, as far as nobody has changed it.
        keep: settle what waits for the list, for good.
    """
    course, said, told = _course(base, mine.course, theirs.course, keep)
    was = base or Syllabus()
    named = merge_readings.joined(was.readings, mine.readings, theirs.readings, keep=keep)
    new = {reading.key for reading in theirs.readings}
    new -= {reading.key for reading in (*mine.readings, *was.readings)}
    held = merge_sessions.joined(
        was.sessions, mine.sessions, theirs.sessions, named.mine, frozenset(new), prune=prune, keep=keep
    )
    left = merge_readings.without_dropped(
        named,
        was.readings,
        assigned={a.reading.key for session in held.mine for a in session.assignments},
        waiting={a.reading.key for session in held.base for a in session.assignments},
        elsewhere=set(elsewhere),
        prune=prune,
        keep=keep,
    )
    return Joined(
        Syllabus(course=course, sessions=held.mine, readings=tuple(left.mine.values())),
        Syllabus(course=said, sessions=held.base, readings=tuple(left.base.values())),
        (*told, *held.changes, *left.changes),
    )


def _course(
    base: Syllabus | None, mine: Course, theirs: Course, keep: bool
) -> tuple[Course, Course, tuple[Change, ...]]:
    if mine == Course():
        told = Change(kind="new", subject="course", what=theirs.title or theirs.term or "the course")
        return theirs, theirs, (told,) if theirs != mine else ()
    there = merged(Course.model_fields, base and base.course, mine, theirs, keep=keep)
    changes = tuple(changes_of(there.differences, "course", "the course"))
    return mine.model_copy(update=there.mine), theirs.model_copy(update=there.base), changes
