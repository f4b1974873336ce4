"""What a check means for each week: how many readings of which level are dead, and when; pure."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Literal, NamedTuple, get_args

from readinglist.links.reports.grouping import LEVELS_BY_NEED
from readinglist.links.results import LinkReport, LinkResult, Use
from readinglist.model.schedule import Level
from readinglist.report import when_words

State = Literal["dead", "broken", "unsafe", "unconfirmed"]
"""Of a reading, the worst first: all of it is lost, or one of its links is dead, unsafe, maybe dead."""
_STATES: tuple[State, ...] = get_args(State)
# The fields that lead to the work itself; the others lead to slides, code and talks about it.
_MAIN_FIELDS = frozenset({"url", "doi", "arxiv_id"})
_Item = tuple[Level | None, str | None, str]
"""A reading of a level, or (without key) a link that is no reading's."""


class Need(NamedTuple):
    """Readings of one level that share a state; ``level`` is ``None`` for those of no session.

    ``keys`` are their citation keys; there are none where ``number`` is of links that belong
    to no reading, but to a session or the course.
    """

    level: Level | None
    state: State
    number: int
    keys: tuple[str, ...] = ()

    def __str__(self) -> str:
        """In words: ``2 required readings are dead``."""
        one = self.number == 1
        if self.keys:
            adjective = f"{self.level} " if self.level in ("required", "optional") else ""
            noun = f"{adjective}reading" if one else f"{adjective}readings"
        else:
            noun = "link of the session" if one else "links of the session"
        return f"{self.number} {noun} {_said(self.state, one, bool(self.keys))}"


def _said(state: State, one: bool, is_reading: bool) -> str:
    is_, has = ("is", "has") if one else ("are", "have")
    if state in ("dead", "broken"):
        return f"{has} a dead link" if state == "broken" and is_reading else f"{is_} dead"
    if is_reading:
        return f"{has} an unsafe link" if state == "unsafe" else f"{has} a link that may be dead"
    return f"{is_} unsafe" if state == "unsafe" else "may be dead"


class WeekSummary(NamedTuple):
    """One session, or what no session needs, and what is wrong there; ``None``: no such week or date."""

    week: int | None
    date: datetime.date | None
    needs: tuple[Need, ...]

    @property
    def when(self) -> str:
        """The week and the day in words: ``Week 6, Thu 3 Mar 2022``."""
        words = when_words(self.week, self.date) or "not scheduled"
        return words[0].upper() + words[1:]

    def __str__(self) -> str:
        """In words: ``Week 6, Thu 3 Mar 2022: 1 required reading is dead``."""
        return f"{self.when}: {', '.join(map(str, self.needs))}"


def summary_by_week(report: LinkReport) -> tuple[WeekSummary, ...]:
    """The sessions that need something that is dead, unsafe or perhaps dead, in order of time.

    A reading counts once in each session that assigns it, as the worst that is true of it.
    It is *dead* where all of its links to the work itself are, and has a dead link where
    another one may do, or where only an extra one is dead. Weeks in which nothing is wrong
    are left out; what no session needs stands last.
    """
    lost = _lost(report.links)
    found: dict[tuple[int | None, datetime.date | None], dict[_Item, State]] = defaultdict(dict)
    for link in report.links:
        state = _state(link)
        for use in link.used_by if state else ():
            item: _Item = (use.level, use.key, "" if use.key is not None else link.url)
            here = found[use.week, use.date]
            here[item] = min(here.get(item, "unconfirmed"), _for(use, state, lost), key=_STATES.index)
    summaries = (WeekSummary(week, date, _needs(items)) for (week, date), items in found.items())
    return tuple(sorted(summaries, key=_time))


def _state(link: LinkResult) -> State | None:
    """The state of a link; ``None`` where nothing is known against it."""
    if link.verdict_class == "unsafe":
        return "unsafe"
    if link.verdict_class != "dead":
        return None
    return "dead" if link.confirmed else "unconfirmed"


def _for(use: Use, state: State | None, lost: frozenset[str]) -> State:
    if state == "dead" and use.key is not None and use.key not in lost:
        return "broken"
    return state or "unconfirmed"


def _lost(links: Iterable[LinkResult]) -> frozenset[str]:
    """The keys of the readings of which no link to the work itself is left."""
    states: dict[str, set[bool]] = defaultdict(set)
    for link in links:
        for use in link.used_by:
            if use.key is not None and use.field in _MAIN_FIELDS:
                states[use.key].add(_state(link) == "dead")
    return frozenset(key for key, dead in states.items() if dead == {True})


def _needs(items: dict[_Item, State]) -> tuple[Need, ...]:
    members: dict[tuple[int, bool, int], list[_Item]] = defaultdict(list)
    for item, state in items.items():
        members[_STATES.index(state), item[1] is None, LEVELS_BY_NEED.index(item[0])].append(item)
    needs = []
    for (badness, _, level), group in sorted(members.items()):
        keys = tuple(sorted(key for _, key, _ in group if key is not None))
        needs.append(Need(LEVELS_BY_NEED[level], _STATES[badness], len(group), keys))
    return tuple(needs)


def _time(summary: WeekSummary) -> tuple[bool, bool, int, datetime.date]:
    week, date = summary.week, summary.date
    return (week is None and date is None, week is None, week or 0, date or datetime.date.min)
