"""The links of a report by what a person must do about them, by verdict and host, and by week; pure."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Literal, NamedTuple, get_args

from readinglist.links.link_identity import host_of
from readinglist.links.results import LinkReport, LinkResult, Use
from readinglist.links.verdicts import MEANINGS, Verdict
from readinglist.model.schedule import Level
from readinglist.report import when_words

LEVELS_BY_NEED: tuple[Level | None, ...] = ("required", "unspecified", "optional", None)
"""The levels of a use, the most binding first."""
_LATEST = datetime.date.max

State = Literal["dead", "broken", "unsafe", "unconfirmed"]
"""Of a reading, the worst first: all of it is lost, or one of its links is dead, unsafe, maybe dead."""
_STATES: tuple[State, ...] = get_args(State)
# The fields that lead to the work itself; the others lead to slides, code and talks about it.
_MAIN_FIELDS = frozenset({"url", "doi", "arxiv_id"})
_Item = tuple[Level | None, str | None, str]
"""A reading of a level, or (without key) a link that is no reading's."""


class LinkGroups(NamedTuple):
    """Every link of a report once; what is needed soonest stands first, but for the last three.

    ``dead`` are confirmed, ``unconfirmed`` are dead too, and count if the next run agrees.
    """

    dead: tuple[LinkResult, ...]
    unsafe: tuple[LinkResult, ...]
    unconfirmed: tuple[LinkResult, ...]
    moved: tuple[LinkResult, ...]
    unknown: tuple[LinkResult, ...]
    set_aside: tuple[LinkResult, ...]
    alive: tuple[LinkResult, ...]

    @property
    def recovered(self) -> tuple[LinkResult, ...]:
        """Those of the living that were dead in the run before."""
        return tuple(link for link in (*self.moved, *self.alive) if link.change == "recovered")


def group_links(report: LinkReport, today: datetime.date | None = None) -> LinkGroups:
    """Return the links of ``report`` by what is to be done about them.

    ``today`` is the day from which on a session still needs its links; ``None``: all
    sessions count alike, so that the order is the same on every day.
    """
    dead = report.of("dead")
    alive = report.of("alive")
    moved = [link for link in alive if link.verdict == "redirected_permanent"]
    return LinkGroups(
        dead=sort_by_need((link for link in dead if link.confirmed), today),
        unsafe=sort_by_need(report.of("unsafe"), today),
        unconfirmed=sort_by_need((link for link in dead if not link.confirmed), today),
        moved=sort_by_need(moved, today),
        unknown=report.of("unknown"),
        set_aside=report.of("set_aside"),
        alive=tuple(link for link in alive if link.verdict != "redirected_permanent"),
    )


def sort_by_need(links: Iterable[LinkResult], today: datetime.date | None = None) -> tuple[LinkResult, ...]:
    """``links`` by who needs them: what is still to come, then what is required, then the sooner."""
    return tuple(sorted(links, key=lambda link: min(_urgency(use, today) for use in link.used_by or (None,))))


def most_urgent(link: LinkResult, today: datetime.date | None = None) -> Use | None:
    """The use of a link that must be served first, a place in a file before none; ``None``: it has no use."""
    return min(link.used_by, key=lambda use: (use.file is None, _urgency(use, today)), default=None)


def _urgency(use: Use | None, today: datetime.date | None) -> tuple[bool, int, datetime.date, int]:
    if use is None:
        return (True, len(LEVELS_BY_NEED), _LATEST, 0)
    # What is over comes last, however binding it was; what has no week stands behind all that have one.
    is_over = today is not None and use.date is not None and use.date < today
    week = 10**6 if use.week is None else use.week
    return (is_over, LEVELS_BY_NEED.index(use.level), use.date or _LATEST, week)


def report_day(report: LinkReport) -> datetime.date | None:
    """Return the day on which the check began, in UTC; ``None`` where the report does not say."""
    try:
        return datetime.date.fromisoformat(report.started[:10])
    except ValueError:
        return None


class VerdictCount(NamedTuple):
    """Links with one verdict: how many, and on which hosts, the fullest first."""

    verdict: Verdict
    number: int
    hosts: tuple[tuple[str, int], ...]

    @property
    def meaning(self) -> str:
        """The verdict in words."""
        return MEANINGS[self.verdict]


def count_by_verdict(links: Iterable[LinkResult]) -> tuple[VerdictCount, ...]:
    """``links`` counted by verdict and host, the most frequent first; ``""`` is where there is no host."""
    hosts: dict[Verdict, Counter[str]] = defaultdict(Counter)
    for link in links:
        hosts[link.verdict][host_of(link.url)] += 1
    found = []
    for verdict, counts in hosts.items():
        fullest_first = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        found.append(VerdictCount(verdict, counts.total(), tuple(fullest_first)))
    return tuple(sorted(found, key=lambda count: (-count.number, count.verdict)))


class HostDead(NamedTuple):
    """A host, and how many of its links are dead."""

    host: str
    dead: int
    links: int


def dead_per_host(links: Iterable[LinkResult]) -> tuple[HostDead, ...]:
    """Return the hosts that have dead links, confirmed or not, the worst first."""
    every: Counter[str] = Counter()
    dead: Counter[str] = Counter()
    for link in links:
        host = host_of(link.url)
        every[host] += 1
        dead[host] += link.verdict_class == "dead"
    found = (HostDead(host, number, every[host]) for host, number in dead.items() if number)
    return tuple(sorted(found, key=lambda each: (-each.dead, each.links, each.host)))


# By week ------------------------------------------------------------------------------


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
        return f"{self.number} {noun} {_predicate(self.state, one, bool(self.keys))}"


def _predicate(state: State, one: bool, is_reading: bool) -> str:
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
    """Return the sessions that need something that is dead, unsafe or perhaps dead, in order of time.

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
            # All links of a reading are one item; a link of a session is one of its own.
            item: _Item = (use.level, use.key, "" if use.key is not None else link.url)
            here = found[use.week, use.date]
            is_broken = state == "dead" and use.key is not None and use.key not in lost
            worse: State = "broken" if is_broken else state or "unconfirmed"
            here[item] = min(here.get(item, "unconfirmed"), worse, key=_STATES.index)
    summaries = (WeekSummary(week, date, _needs(items)) for (week, date), items in found.items())
    return tuple(sorted(summaries, key=_time))


def _state(link: LinkResult) -> State | None:
    """Return the state of a link; ``None`` where nothing is known against it."""
    if link.verdict_class == "unsafe":
        return "unsafe"
    if link.verdict_class != "dead":
        return None
    return "dead" if link.confirmed else "unconfirmed"


def _lost(links: Iterable[LinkResult]) -> frozenset[str]:
    """Return the keys of the readings of which no link to the work itself is left."""
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
    # `None` cannot be compared, so that whether there is one stands before each.
    week, date = summary.week, summary.date
    return (week is None and date is None, week is None, week or 0, date or datetime.date.min)
