"""A list after one of its pages has changed: only what the page changed since last time changes. Pure."""

from __future__ import annotations

from typing import NamedTuple

from readinglist.importing.update.import_report import Change
from readinglist.importing.update.reading_merge import drop_readings, merge_readings
from readinglist.importing.update.session_merge import merge_sessions
from readinglist.importing.update.three_way import Decision, merge_fields
from readinglist.model.schedule import Course, Syllabus


class MergedPage(NamedTuple):
    """A list with a page merged into it.

    Attributes:
        mine: the list.
        base: the page, as it is taken to have said it from now on: what waits for a person
            is in it as it was, so that it comes up again.
        changes: what was done, and what waits.
    """

    mine: Syllabus
    base: Syllabus
    changes: tuple[Change, ...]


def merge_page(
    base: Syllabus | None,
    mine: Syllabus,
    theirs: Syllabus,
    *,
    elsewhere: frozenset[str] = frozenset(),
    decision: Decision = "ask",
) -> MergedPage:
    """Return ``mine`` with the differences between ``base`` and ``theirs``.

    A work has one key in all three. A person's edits stay: what both have changed is a
    conflict, and what the page has no longer is proposed to be removed.

    Args:
        base: what the page said last time; ``None``: it is read for the first time, so that
            only what is not there is added.
        mine: the list.
        theirs: what the page says.
        elsewhere: keys of readings that other pages name.
        decision: what becomes of conflicts and of what the page has no longer.
    """
    course, said, course_changes = _merge_course(base, mine.course, theirs.course, decision)
    was = base or Syllabus()
    readings = merge_readings(was.readings, mine.readings, theirs.readings, decision)
    known = {reading.key for reading in (*mine.readings, *was.readings)}
    new = frozenset(reading.key for reading in theirs.readings if reading.key not in known)
    sessions = merge_sessions(was.sessions, mine.sessions, theirs.sessions, readings.mine, new, decision)
    # Last, because it depends on what is still assigned.
    readings = drop_readings(
        readings,
        was.readings,
        assigned={a.reading.key for session in sessions.mine for a in session.assignments},
        waiting={a.reading.key for session in sessions.base for a in session.assignments},
        elsewhere=elsewhere,
        decision=decision,
    )
    return MergedPage(
        Syllabus(course=course, sessions=sessions.mine, readings=tuple(readings.mine.values())),
        Syllabus(course=said, sessions=sessions.base, readings=tuple(readings.base.values())),
        (*course_changes, *sessions.changes, *readings.changes),
    )


def _merge_course(
    base: Syllabus | None, mine: Course, theirs: Course, decision: Decision
) -> tuple[Course, Course, tuple[Change, ...]]:
    """The course of the list, that of the page as it is taken to have said it, and the changes."""
    if mine == Course():
        new = Change(kind="new", subject="course", what=theirs.title or theirs.term or "the course")
        return theirs, theirs, (new,) if theirs != mine else ()
    fields = merge_fields(Course.model_fields, base and base.course, mine, theirs, decision)
    return (
        mine.model_copy(update=fields.mine),
        theirs.model_copy(update=fields.base),
        tuple(fields.changes("course", "the course")),
    )
