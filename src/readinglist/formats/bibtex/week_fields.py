"""A .bib alone as a schedule: the ``week`` and ``level`` fields of its entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from readinglist.model.finding import Finding, Origin
from readinglist.model.reading import Reading
from readinglist.model.schedule import FIELD_OF_LEVEL, LEVELS, Assignment, Level, Session


def sessions_of_week_fields(
    readings: Iterable[Reading], origins: Mapping[str, Origin]
) -> tuple[tuple[Session, ...], tuple[Finding, ...]]:
    """One session a week for the readings that state their week, in order of the weeks.

    A level that is not one of the known ones counts as unspecified; a week that is not a
    whole number leaves its reading unscheduled. Both are findings.
    """
    findings: list[Finding] = []
    weeks: dict[int, dict[str, tuple[Assignment, ...]]] = {}
    for reading in readings:
        stated = reading.extra.get("week", "").strip("{} ")
        if not stated:
            continue
        if not re.fullmatch(r"[0-9]{1,4}", stated):
            findings.append(_bad(reading, origins, "week", f"the week {stated!r} is not a whole number"))
            continue
        level = _level(reading.extra.get("level", "").strip("{} ").lower())
        if level is None:
            known = ", ".join(LEVELS)
            findings.append(_bad(reading, origins, "level", f"the level is not one of {known}"))
        week = weeks.setdefault(int(stated), {})
        field = FIELD_OF_LEVEL[level or "unspecified"]
        week[field] = (*week.get(field, ()), Assignment(reading=reading, level=level or "unspecified"))
    sessions = (Session(week=number, **weeks[number]) for number in sorted(weeks))
    return tuple(sessions), tuple(findings)


def _level(stated: str) -> Level | None:
    if not stated:
        return "unspecified"
    return next((level for level in LEVELS if level == stated), None)


def _bad(reading: Reading, origins: Mapping[str, Origin], field: str, message: str) -> Finding:
    origin = origins.get(reading.key, Origin())
    return Finding(
        rule="malformed-field",
        level="warning",
        message=message,
        file=origin.file,
        line=origin.line,
        key=reading.key,
        field=field,
    )
