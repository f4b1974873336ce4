"""What a target says: one text, or one for each week or session. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from readinglist.errors import UnknownFormatError, UsageError
from readinglist.formats import FORMATS, Format
from readinglist.model.schedule import Session, Syllabus
from readinglist.settings import LoadSettings, Target
from readinglist.site.markers import NAME
from readinglist.site.naming import filled, placeholders


class Text(NamedTuple):
    """One text of a target, and where it goes.

    Attributes:
        path: the file, relative to the output folder.
        marker: the place in that file; ``None``: the text is the whole file.
        text: what it says.
        has_readings: whether readings would be lost if it had no place.
        apart: whether it needs an empty line to what stands around it.
    """

    path: str
    marker: str | None
    text: str
    has_readings: bool
    apart: bool


class _Part(NamedTuple):
    """A part of the list with the numbers that its place is named by."""

    syllabus: Syllabus
    numbers: Mapping[str, int]


def texts(syllabus: Syllabus, target: Target, pace: LoadSettings | None = None) -> Iterator[Text]:
    """Every text of ``target``, in the order of the list.

    A path or marker with ``{week}`` makes one text for each week that has a number, with
    ``{session}`` one for each session, counted from 1: also for those without readings, so
    that a page may include the file of every week. ``pace`` is for formats that say how much
    there is to read; ``None``: the default one.

    Raises:
        UnknownFormatError: the target's format does not exist.
        UsageError: an unknown option or placeholder, an option that its format refuses, or a
            marker that cannot be one; the message names the target.
    """
    if target.format not in FORMATS:
        raise UnknownFormatError("format", target.format, FORMATS)
    format = FORMATS[target.format]
    options = _options(target, format, pace)
    for part in _parts(syllabus, target):
        chosen = part.syllabus.select(level=target.level, type=target.type, tag=target.tag)
        yield Text(
            path=filled(target.path, part.numbers),
            marker=None if target.marker is None else _marker(filled(target.marker, part.numbers)),
            text=_rendered(target, format, chosen, options),
            has_readings=bool(chosen.readings),
            apart=format.suffix == ".md",
        )


def _rendered(target: Target, format: Format, chosen: Syllabus, options: Mapping[str, Any]) -> str:
    try:
        return format.render(chosen, **options)
    except UsageError as error:
        raise UsageError(f"{target.path}: {error}") from error


def scope_of(target: Target) -> frozenset[str]:
    """What a target is split by: ``week``, ``session``, both, or nothing.

    Raises:
        UsageError: its path or marker has an unknown placeholder.
    """
    return placeholders(target.path) | placeholders(target.marker or "")


def homeless(syllabus: Syllabus, target: Target) -> tuple[Session, ...]:
    """The sessions with readings that a target has no text for, as its texts are named by weeks."""
    if "week" not in scope_of(target):
        return ()
    return tuple(session for session in syllabus.sessions if session.week is None and session.assignments)


def _options(target: Target, format: Format, pace: LoadSettings | None) -> dict[str, Any]:
    """The options of a target, and the pace of the whole project where its format asks for one."""
    if "pace" not in format.options:
        return dict(target.options)
    if "pace" in target.options:
        raise UsageError(f"{target.path}: the pace is one for the whole project; set it under load")
    return {**target.options, "pace": pace}


def _parts(syllabus: Syllabus, target: Target) -> Iterator[_Part]:
    scope = scope_of(target)
    if target.week is not None and all(session.week != target.week for session in syllabus.sessions):
        raise UsageError(f"{target.path}: there is no week {target.week}")
    order = {reading.key: place for place, reading in enumerate(syllabus.readings)}
    if "session" in scope:
        for number, session in enumerate(syllabus.sessions, 1):
            in_week = target.week is None or session.week == target.week
            if in_week and (session.week is not None or "week" not in scope):
                yield _Part(_of(syllabus, (session,), order), _numbers(session.week, number))
    elif "week" in scope:
        for week in syllabus.weeks:
            if week.number is not None and target.week in (None, week.number):
                yield _Part(_of(syllabus, week.sessions, order), _numbers(week.number, None))
    else:
        yield _Part(syllabus.select(week=target.week), {})


def _numbers(week: int | None, session: int | None) -> dict[str, int]:
    named = {"week": week, "session": session}
    return {name: number for name, number in named.items() if number is not None}


def _of(syllabus: Syllabus, sessions: tuple[Session, ...], order: Mapping[str, int]) -> Syllabus:
    """The part of ``syllabus`` that ``sessions`` are; ``order`` has the place of each reading in it.

    `Syllabus.select` looks at all sessions for each week; here each is looked at once.
    """
    assigned = {a.reading.key: a.reading for session in sessions for a in session.assignments}
    keys = sorted(assigned, key=lambda key: order.get(key, len(order)))
    return Syllabus(
        course=syllabus.course, sessions=sessions, readings=tuple(map(assigned.__getitem__, keys))
    )


def _marker(name: str) -> str:
    if NAME.fullmatch(name) is None:
        raise UsageError(
            f"marker {name!r}: a place is named by letters, digits, '-', '_' and '.', as in week-3"
        )
    return name
