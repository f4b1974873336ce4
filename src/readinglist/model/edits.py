"""Changes of a syllabus that keep it whole: every assignment is of a reading that is there. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from readinglist.errors import UsageError
from readinglist.model.reading import Reading, why_invalid
from readinglist.model.schedule import FIELD_OF_LEVEL, LEVELS, Assignment, Course, Level, Session, Syllabus


def check(syllabus: Syllabus) -> Syllabus:
    """``syllabus`` itself, if its keys are there once each and its sessions assign what is in it.

    Raises:
        UsageError: they are not, or they do not.
    """
    by_key = {reading.key: reading for reading in syllabus.readings}
    # BibTeX takes keys that differ in capitals alone for one.
    if len({key.lower() for key in by_key}) != len(syllabus.readings):
        raise UsageError("two readings have one citation key (capitals do not tell keys apart)")
    for session in syllabus.sessions:
        for assignment in session.assignments:
            if by_key.get(assignment.reading.key) != assignment.reading:
                key = assignment.reading.key
                raise UsageError(f"a session assigns {key}, which is not among the readings")
    return syllabus


def known_level(level: str) -> Level:
    """``level``, if it is one.

    Raises:
        UsageError: it is not.
    """
    for known in LEVELS:
        if level == known:
            return known
    raise UsageError(f"there is no level {level!r}; there are {', '.join(LEVELS)}")


def with_readings(syllabus: Syllabus, new: Mapping[str, Reading]) -> Syllabus:
    """``syllabus`` with each reading whose key is in ``new`` replaced, in its assignments, too."""
    return syllabus.model_copy(
        update={
            "readings": tuple(new.get(reading.key, reading) for reading in syllabus.readings),
            "sessions": tuple(_replace_readings(session, new) for session in syllabus.sessions),
        }
    )


def changed_reading(reading: Reading, changes: Mapping[str, Any]) -> Reading:
    """``reading`` with some fields changed.

    Raises:
        UsageError: the key itself is to change, or a value does not fit.
    """
    if changes.get("key", reading.key) != reading.key:
        raise UsageError("a citation key is never changed: people cite by it. Add a new reading instead")
    try:
        return reading.replace(**changes)
    except ValidationError as error:
        raise UsageError(f"{reading.key}: {why_invalid(error)}") from error


def with_reading(syllabus: Syllabus, reading: Reading) -> Syllabus:
    """``syllabus`` with one more reading, behind the others.

    Raises:
        UsageError: the key is taken.
    """
    if any(other.key.lower() == reading.key.lower() for other in syllabus.readings):
        raise UsageError(f"the citation key {reading.key} is taken; choose another")
    return syllabus.model_copy(update={"readings": (*syllabus.readings, reading)})


def without_reading(syllabus: Syllabus, key: str) -> Syllabus:
    """``syllabus`` without a reading and without its assignments."""
    return syllabus.model_copy(
        update={
            "readings": tuple(reading for reading in syllabus.readings if reading.key != key),
            "sessions": tuple(without_assignment(session, key) for session in syllabus.sessions),
        }
    )


def with_session(syllabus: Syllabus, index: int, changes: Mapping[str, Any]) -> Syllabus:
    """``syllabus`` with fields of one session changed; ``index`` counts from 0.

    Raises:
        UsageError: no such session, or a value does not fit.
    """
    sessions = syllabus.sessions
    if not 0 <= index < len(sessions):
        raise UsageError(f"there is no session {index}; the list has {len(sessions)}")
    try:
        # Not `model_copy`, which would take any value.
        new = Session.model_validate({**dict(sessions[index]), **changes})
    except ValidationError as error:
        raise UsageError(f"session {index}: {why_invalid(error)}") from error
    return check(syllabus.model_copy(update={"sessions": (*sessions[:index], new, *sessions[index + 1 :])}))


def with_course(syllabus: Syllabus, changes: Mapping[str, Any]) -> Syllabus:
    """``syllabus`` with fields of the course changed.

    Raises:
        UsageError: a value does not fit.
    """
    try:
        course = Course.model_validate({**dict(syllabus.course), **changes})
    except ValidationError as error:
        raise UsageError(f"course: {why_invalid(error)}") from error
    return syllabus.model_copy(update={"course": course})


def with_assignment(session: Session, assignment: Assignment) -> dict[str, Any]:
    """The fields of ``session`` once it has ``assignment``, and no other one of that reading."""
    cleared = without_assignment(session, assignment.reading.key)
    field = FIELD_OF_LEVEL[assignment.level]
    return {**dict(cleared), field: (*getattr(cleared, field), assignment)}


def without_assignment(session: Session, key: str) -> Session:
    """``session`` without its assignments of the reading ``key``."""
    if all(assignment.reading.key != key for assignment in session.assignments):
        return session
    return session.model_copy(
        update={
            field: tuple(a for a in getattr(session, field) if a.reading.key != key)
            for field in FIELD_OF_LEVEL.values()
        }
    )


def _replace_readings(session: Session, new: Mapping[str, Reading]) -> Session:
    if not any(assignment.reading.key in new for assignment in session.assignments):
        return session
    return session.model_copy(
        update={
            field: tuple(
                a.model_copy(update={"reading": new.get(a.reading.key, a.reading)})
                for a in getattr(session, field)
            )
            for field in FIELD_OF_LEVEL.values()
        }
    )
