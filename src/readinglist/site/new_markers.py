"""Markers around the reading lists that a page has, so that a build writes them from then on. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from readinglist.errors import UsageError
from readinglist.importing.content import PageContent, PageSession, Skipped
from readinglist.model.schedule import Syllabus
from readinglist.site.markers import find_markers

_COMMENT = re.compile(r"<!--.*?-->", re.S)
_TAG = re.compile(r"<(/?)div\b", re.I)


class MarkedPage(NamedTuple):
    """A page with markers.

    Attributes:
        text: the page; all that was there is there still, byte for byte.
        marker: the marker of the target that writes the lists, as the settings name it.
        places: the names of the places that are new, in order.
        lost: what stands in these places and is in no list, so that a build takes it away.
    """

    text: str
    marker: str
    places: tuple[str, ...]
    lost: tuple[Skipped, ...]


class _Stretch(NamedTuple):
    """The lines of the lists of a session, counted from 1, and the name of their place."""

    first: int
    last: int
    name: str


def add_markers(text: str, found: PageContent, syllabus: Syllabus) -> MarkedPage:
    """``text`` with a comment above and one below the reading lists of each session.

    Places are called after their weeks, or after the numbers of their sessions where a week
    is missing or meets twice.

    Args:
        text: the page.
        found: what its reader found in it.
        syllabus: the list that it was imported into.

    Raises:
        UsageError: the reader does not know the lines of the lists, or these cannot be told
            from what stands around them; the page has markers already; or the list does not
            have the sessions of the page.
    """
    if there := find_markers(text):
        line = text.count("\n", 0, there[0].start) + 1
        raise UsageError(
            f"line {line}: the page has markers already; take them away to have its lists marked"
        )
    shown = [session for session in found.sessions if session.readings or session.tbd]
    _require_lines(found, shown)
    numbers = [_session_number(session, syllabus) for session in shown]
    marker = "week-{week}" if _weeks_are_names(numbers, syllabus) else "session-{session}"
    # By line feeds alone, as readers count lines; `splitlines` knows further ends.
    lines = text.split("\n")
    stretches = [
        _find_stretch(session, marker.format(week=syllabus.sessions[number - 1].week, session=number), lines)
        for session, number in zip(shown, numbers, strict=True)
    ]
    covered = {line for each in stretches for line in range(each.first, each.last + 1)}
    return MarkedPage(
        "\n".join(_add_comments(lines, stretches)),
        marker,
        tuple(stretch.name for stretch in stretches),
        tuple(item for item in found.skipped if item.line in covered),
    )


def _require_lines(found: PageContent, shown: Sequence[PageSession]) -> None:
    if not shown:
        raise UsageError("there is no reading list on the page to put markers around")
    if found.unscheduled:
        line = found.unscheduled[0].line
        raise UsageError(f"line {line}: a reading stands under no session, so it would be in no place")
    if missing := [session for session in shown if not session.lists]:
        raise UsageError(
            f"line {missing[0].line}: where the reading lists of this session begin and end is not known to "
            f"the reader {found.reader!r}; write two comments around them by hand, as "
            "<!-- readinglist:begin week-3 --> and <!-- readinglist:end week-3 -->"
        )


def _session_number(session: PageSession, syllabus: Syllabus) -> int:
    """The number of the session in the list, counted from 1."""
    day = session.week, session.date
    of_day = [number for number, mine in enumerate(syllabus.sessions, 1) if (mine.week, mine.date) == day]
    of_topic = [number for number in of_day if syllabus.sessions[number - 1].topic == session.topic]
    # A person may have given the session a better topic since it was imported; its day stays.
    for numbers in (of_topic, of_day):
        if len(numbers) == 1:
            return numbers[0]
    how_many = "several sessions" if of_day else "no session"
    raise UsageError(
        f"line {session.line}: the list has {how_many} of this week and date; "
        "give each session of the page a date of its own"
    )


def _weeks_are_names(numbers: Sequence[int], syllabus: Syllabus) -> bool:
    """Whether each session has a week that no other session with readings has."""
    all_weeks = [session.week for session in syllabus.sessions if session.assignments or session.tbd]
    weeks = [syllabus.sessions[number - 1].week for number in numbers]
    return all(week is not None and all_weeks.count(week) == 1 for week in weeks)


def _find_stretch(session: PageSession, name: str, lines: Sequence[str]) -> _Stretch:
    """Where the lists of a session stand.

    Raises:
        UsageError: something else stands between them, or on their first or last line.
    """
    for (_, end), (start, _) in pairwise(session.lists):
        other = next((number for number in range(end + 1, start) if lines[number - 1].strip()), None)
        if other is not None:
            raise UsageError(
                f"line {other}: this stands between the reading lists of one session, and a build would take "
                "it away; move it above or below them"
            )
    first, last = session.lists[0][0], session.lists[-1][1]
    if not _is_whole("\n".join(lines[first - 1 : last])):
        raise UsageError(
            f"lines {first} to {last}: the reading lists do not begin and end on lines of their own; "
            "put what else stands there on other lines"
        )
    return _Stretch(first, last, name)


def _is_whole(text: str) -> bool:
    """Whether lines hold divs from their first to their last letter, each with its end."""
    shown = _COMMENT.sub("", text).strip()
    depth, parts = 0, 0
    for tag in _TAG.finditer(shown):
        depth += -1 if tag[1] else 1
        parts += depth < 0  # it closes a div that opens above these lines
    opens = re.match(r"<div\b", shown, re.I) is not None
    return opens and not depth and not parts and re.search(r"</div\s*>$", shown, re.I) is not None


def _add_comments(lines: Sequence[str], stretches: Sequence[_Stretch]) -> Iterator[str]:
    begins = {stretch.first: stretch.name for stretch in stretches}
    ends = {stretch.last: stretch.name for stretch in stretches}
    for number, line in enumerate(lines, 1):
        margin = line[: len(line) - len(line.lstrip(" \t"))]
        # The page was split at its line feeds; where it has carriage returns, so have the comments.
        ending = "\r" * line.endswith("\r")
        if number in begins:
            yield f"{margin}<!-- readinglist:begin {begins[number]} -->{ending}"
        yield line
        if number in ends:
            yield f"{margin}<!-- readinglist:end {ends[number]} -->{ending}"
