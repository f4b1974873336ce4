"""Targets: what is wrong with one, the names that it makes, and the texts that it comes to. Pure.

A name may have placeholders: ``week-{week}.html`` is one file a week.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

from readinglist.errors import UnknownFormatError, UsageError
from readinglist.formats import FORMATS, Format
from readinglist.model.schedule import Session, Syllabus
from readinglist.report import find_renderer
from readinglist.settings import BuildSettings, LoadSettings, Target
from readinglist.site.markers import NAME

PLACEHOLDERS = ("week", "session")
# A width is written as in Python's format strings: `{week:02}`.
_PLACEHOLDER = re.compile(r"\{(?P<name>[^{}:]*)(?::0?(?P<width>[1-9]))?\}")
_STRAY = re.compile(r"[{}]")

# What a setting can be, by the name of its type in the function that renders a format.
_KINDS: dict[str, tuple[type, str]] = {
    "str": (str, "a text"),
    "int": (int, "a whole number"),
    "bool": (bool, "true or false"),
}


def find_placeholders(template: str) -> frozenset[str]:
    """The names of the placeholders in ``template``: ``week``, ``session``, both or none.

    Raises:
        UsageError: a placeholder has another name, or a brace stands alone.
    """
    names = frozenset(match["name"] for match in _PLACEHOLDER.finditer(template))
    wrong = sorted(names - set(PLACEHOLDERS))
    if wrong or _STRAY.search(_PLACEHOLDER.sub("", template)):
        what = f"{{{wrong[0]}}}" if wrong else "a brace that stands alone"
        known = " and ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise UsageError(
            f"{template!r}: {what} means nothing here; known are {known}, as in week-{{week:02}}"
        )
    return names


def fill(template: str, numbers: Mapping[str, int]) -> str:
    """``template`` with the number of each placeholder, in two digits at least for ``{week:02}``."""
    return _PLACEHOLDER.sub(lambda match: f"{numbers[match['name']]:0{int(match['width'] or 1)}}", template)


def name_pattern(template: str) -> re.Pattern[str]:
    """What matches every name that `fill` makes of ``template``, whatever the numbers are."""
    parts, at = [], 0
    for match in _PLACEHOLDER.finditer(template):
        # Not "\d", which also fits digits of other scripts; no number is written in those.
        parts += [re.escape(template[at : match.start()]), "-?[0-9]+"]
        at = match.end()
    return re.compile("".join((*parts, re.escape(template[at:]))))


def glob_pattern(template: str) -> str:
    """``template`` as a pattern of file names in which each placeholder is ``*``."""
    parts, at = [], 0
    for match in _PLACEHOLDER.finditer(template):
        parts += [glob.escape(template[at : match.start()]), "*"]
        at = match.end()
    return "".join((*parts, glob.escape(template[at:])))


class TargetText(NamedTuple):
    """One text of a target, and where it goes.

    Attributes:
        target: the target.
        path: the file, relative to the output folder.
        marker: the place in that file; ``None``: the text is the whole file.
        text: what it says.
        has_readings: whether readings would be lost if it had no place.
        apart: whether it needs an empty line to what stands around it.
    """

    target: Target
    path: str
    marker: str | None
    text: str
    has_readings: bool
    apart: bool


class _Part(NamedTuple):
    """A part of the list with the numbers that its place is named by."""

    syllabus: Syllabus
    numbers: Mapping[str, int]


def render_target(
    syllabus: Syllabus, target: Target, pace: LoadSettings | None = None
) -> Iterator[TargetText]:
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
    format = find_renderer(FORMATS, target.format, "format")
    options = _render_options(target, format, pace)
    for part in _parts(syllabus, target):
        chosen = part.syllabus.select(level=target.level, type=target.type, tag=target.tag)
        try:
            text = format.render(chosen, **options)
        except UsageError as error:
            raise UsageError(f"{target.path}: {error}") from error
        yield TargetText(
            target=target,
            path=fill(target.path, part.numbers),
            marker=None if target.marker is None else _require_name(fill(target.marker, part.numbers)),
            text=text,
            has_readings=bool(chosen.readings),
            apart=format.suffix == ".md",
        )


def scope_of(target: Target) -> frozenset[str]:
    """What a target is split by: ``week``, ``session``, both, or nothing.

    Raises:
        UsageError: its path or marker has an unknown placeholder.
    """
    return find_placeholders(target.path) | find_placeholders(target.marker or "")


def sessions_without_week(syllabus: Syllabus, target: Target) -> tuple[Session, ...]:
    """The sessions with readings that a target has no text for, as its texts are named by weeks."""
    if "week" not in scope_of(target):
        return ()
    return tuple(session for session in syllabus.sessions if session.week is None and session.assignments)


def _render_options(target: Target, format: Format, pace: LoadSettings | None) -> dict[str, Any]:
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
        # Counted over the whole list, so that a target of one week has the names that one of all has.
        for number, session in enumerate(syllabus.sessions, 1):
            in_week = target.week is None or session.week == target.week
            if in_week and (session.week is not None or "week" not in scope):
                yield _Part(_part_of(syllabus, (session,), order), _numbers(session.week, number))
    elif "week" in scope:
        for week in syllabus.weeks:
            if week.number is not None and target.week in (None, week.number):
                yield _Part(_part_of(syllabus, week.sessions, order), _numbers(week.number, None))
    else:
        yield _Part(syllabus.select(week=target.week), {})


def _numbers(week: int | None, session: int | None) -> dict[str, int]:
    named = {"week": week, "session": session}
    return {name: number for name, number in named.items() if number is not None}


def _part_of(syllabus: Syllabus, sessions: tuple[Session, ...], order: Mapping[str, int]) -> Syllabus:
    """The part of ``syllabus`` that ``sessions`` are; ``order`` has the place of each reading in it.

    `Syllabus.select` looks at all sessions for each week; here each is looked at once.
    """
    assigned = {a.reading.key: a.reading for session in sessions for a in session.assignments}
    keys = sorted(assigned, key=lambda key: order.get(key, len(order)))
    return Syllabus(
        course=syllabus.course, sessions=sessions, readings=tuple(map(assigned.__getitem__, keys))
    )


def _require_name(name: str) -> str:
    if NAME.fullmatch(name) is None:
        raise UsageError(
            f"marker {name!r}: a place is named by letters, digits, '-', '_' and '.', as in week-3"
        )
    return name


def check_targets(settings: BuildSettings) -> tuple[str, ...]:
    """Sentences about targets that cannot be meant, whatever the list says; each names its target."""
    return tuple(
        f"build.targets.{number} ({target.path}): {fault}"
        for number, target in enumerate(settings.targets)
        for fault in _target_faults(target)
    )


def _target_faults(target: Target) -> Iterator[str]:
    yield from _name_faults(target)
    if target.format not in FORMATS:
        unknown = UnknownFormatError("format", target.format, FORMATS)
        yield f"{unknown} {_hint(target.format, FORMATS)}".rstrip()
        return
    format = FORMATS[target.format]
    for name, value in target.options.items():
        yield from _option_faults(format, name, value)


def _name_faults(target: Target) -> Iterator[str]:
    for name in filter(None, (target.path, target.marker)):
        try:
            find_placeholders(name)
        except UsageError as error:
            yield f"{error}."
            return  # it cannot be filled
    sample = dict.fromkeys(PLACEHOLDERS, 1)
    if target.marker is not None and NAME.fullmatch(fill(target.marker, sample)) is None:
        yield (
            f"{target.marker!r} cannot be a marker: a place is named by letters, digits, '-', '_' and '.', "
            "as in week-{week}."
        )


def _option_faults(format: Format, name: str, value: str | bool | int) -> Iterator[str]:
    known = options_of(format)
    if name not in known:
        takes = f"It takes {', '.join(known)}." if known else "It takes none."
        yield f"the format {format.name} has no option {name!r}. {_hint(name, known)}{takes}"
    # Not `isinstance`, to which true is a whole number.
    elif type(value) not in (kind for kind, _ in known[name]):
        wanted = " or ".join(words for _, words in known[name])
        yield f"option {name!r} of the format {format.name} is {wanted}, not {value!r}."


def options_of(format: Format) -> dict[str, tuple[tuple[type, str], ...]]:
    """The options of ``format`` that a setting can give, each with its types and their names for people."""
    # They are texts, as the modules of the formats put off what annotations mean.
    annotations = format.function.__annotations__
    stated = {name: [part.strip() for part in annotations[name].split("|")] for name in format.options}
    return {
        name: tuple(_KINDS[part] for part in parts if part in _KINDS)
        for name, parts in stated.items()
        if any(part in _KINDS for part in parts)
    }


def _hint(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), n=2)
    return f"Did you mean {' or '.join(near)}? " if near else ""
