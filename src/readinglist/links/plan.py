"""What is to be checked; which of its links need no asking, and which are asked about now. Pure.

A link of this week or the next is always asked about. One that was bad is asked about
sooner than one that was well, and what was well comes up on a night of its own that
follows from its name: so a list that was checked as a whole one night does not fall due
as a whole a fortnight later, and yet no link goes unasked for longer.
"""

from __future__ import annotations

import datetime
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote

from readinglist.links.exchange import Opinion
from readinglist.links.history import History
from readinglist.links.ignore_rules import apply_rules
from readinglist.links.link_identity import host_of, request_address
from readinglist.links.memory import Memory, day_of, stamp_of
from readinglist.links.results import LinkTarget
from readinglist.links.verdicts import class_of
from readinglist.model.finding import Finding
from readinglist.model.links import is_placeholder, local_path
from readinglist.model.reading import Reading
from readinglist.model.schedule import LEVELS, Session, current_session
from readinglist.settings import CheckSettings

AHEAD_DAYS = 13
"""Today and so many days more are this week and the next, on whichever day a week begins."""
UNKNOWN_HOURS = 12
"""Hours after which a link is asked about again that could not be judged."""

_Rank = tuple[int, int, int, str, int]
# Why a link is asked about, most urgent first.
_NEAR, _DEAD, _UNKNOWN, _NEW, _OLD, _EARLY = range(6)


class RunTime(NamedTuple):
    """When a run takes place.

    ``now`` is its moment, ``today`` the day where the course is, ``weeks`` the numbers of the
    weeks that are near, for sessions that have no date (`weeks_near`).
    """

    now: datetime.datetime
    today: datetime.date
    weeks: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be checked, and with what in mind.

    Attributes:
        targets: the links, in the order of the list.
        settings: how they are checked.
        history: what earlier runs remember.
        when: the time of this run.
        keys: citation keys that were asked for; all their links are asked about.
        everything: ask about every link, also those that were well lately.
        base: the address of the course's site, for relative links; ``None``: not known.
        exists: whether a file of the site is there; ``None``: not known.
        whole: the targets are all links of the list.
        settings_file: as findings name it; ``None``: there is none.
        remembers: whether the history is kept; otherwise no memories are made.
        readings: the readings of the list, by citation key, for what could repair a link.
    """

    targets: tuple[LinkTarget, ...]
    settings: CheckSettings
    history: History
    when: RunTime
    keys: Collection[str] = ()
    everything: bool = False
    base: str | None = None
    exists: Callable[[str], bool] | None = None
    whole: bool = True
    settings_file: str | None = None
    remembers: bool = True
    readings: Mapping[str, Reading] = field(default_factory=dict)


class ClassifiedTargets(NamedTuple):
    """The links of a plan by what is done about them, by name.

    Attributes:
        addresses: the address at which each link is asked about that may be.
        opinions: what is to be said of the others, and who says so.
        findings: about the rules of the settings.
    """

    addresses: Mapping[str, str]
    opinions: Mapping[str, tuple[str, Opinion]]
    findings: tuple[Finding, ...]


def classify_targets(plan: Plan) -> ClassifiedTargets:
    """Return which links may be asked about, and what is to be said of the others."""
    rules = apply_rules(
        plan.targets,
        plan.settings.ignore,
        today=plan.when.today,
        file=plan.settings_file,
        whole=plan.whole,
    )
    addresses: dict[str, str] = {}
    # Rules go first: also what may never be asked for can be set aside, until somebody corrects it.
    opinions = {name: ("settings", opinion) for name, opinion in rules.opinions.items()}
    for target in plan.targets:
        if target.name in opinions:
            continue
        path = local_path(target.url)
        if path is not None and plan.exists is not None and not is_placeholder(target.url):
            opinions[target.name] = ("file", _judge_local_file(path, plan.exists))
            continue
        address = request_address(target.url, plan.base)
        if isinstance(address, str):
            addresses[target.name] = address
        else:
            opinions[target.name] = ("link", address)
    return ClassifiedTargets(addresses, opinions, rules.findings)


def _judge_local_file(path: str, exists: Callable[[str], bool]) -> Opinion:
    try:
        there = exists(unquote(path).lstrip("/"))
    except (OSError, ValueError):  # a name that no file can have: too long, or it leaves the folder
        there = False
    if there:
        return Opinion("ok", "the file is there")
    return Opinion("gone", f"the file {path} is not there; put it there, or correct the link")


# Which links are due --------------------------------------------------------------------


class DueLinks(NamedTuple):
    """The links of a run.

    Attributes:
        ask: those to ask about now, the most urgent first.
        later: those that are well enough known, in the order of the list; each of them has a
            memory in the history.
        too_many: those that are due, but of whose host too many others are, in order of urgency.
    """

    ask: tuple[LinkTarget, ...]
    later: tuple[LinkTarget, ...]
    too_many: tuple[LinkTarget, ...]


def weeks_near(sessions: Sequence[Session], today: datetime.date) -> frozenset[int]:
    """The numbers of the weeks that are near: those of the next session and of all within `AHEAD_DAYS`."""
    current = current_session(tuple(sessions), today)
    near = [session for session in sessions if session.date and _is_near(session.date, today)]
    return frozenset(session.week for session in (current, *near) if session and session.week is not None)


def select_due(
    targets: Sequence[LinkTarget],
    history: History,
    settings: CheckSettings,
    when: RunTime,
    *,
    keys: Collection[str] = (),
    everything: bool = False,
) -> DueLinks:
    """Return which of the links are asked about now.

    No more than ``settings.most_per_host`` links of one host are. Links that a registry is
    asked about are not counted: it has means of its own for many.

    Args:
        targets: the links that may be asked about, in the order of the list.
        history: what earlier runs remember.
        settings: how links are checked.
        when: the time of the run.
        keys: citation keys whose links are all asked about, and first.
        everything: every link is due.
    """
    asked_for = frozenset(keys)
    ranked: list[tuple[_Rank, LinkTarget]] = []
    later = []
    for index, target in enumerate(targets):
        memory = history.get(target.name)
        reason = _reason(target, memory, settings.max_age_days, when, asked_for)
        if reason is None and not everything:
            later.append(target)
        else:
            rank = _rank(target, memory, _EARLY if reason is None else reason, when, asked_for)
            ranked.append(((*rank, index), target))
    ranked.sort(key=lambda item: item[0])
    ask, too_many = _capped((target for _, target in ranked), settings.most_per_host)
    return DueLinks(ask, tuple(later), too_many)


def _reason(
    target: LinkTarget, memory: Memory | None, max_age_days: int, when: RunTime, keys: frozenset[str]
) -> int | None:
    """Return why a link is due; ``None``: it is not."""
    if _days_left(target, when) is not None or any(use.key in keys for use in target.uses):
        return _NEAR
    if memory is None:
        return _NEW
    # Also where the last run could not tell: that does not end a run of dead verdicts.
    if memory.dead:
        return _DEAD
    if class_of(memory.verdict) == "unknown" and memory.asked <= stamp_of(
        when.now - datetime.timedelta(hours=UNKNOWN_HOURS)
    ):
        return _UNKNOWN
    return _OLD if _has_come_up(memory, max_age_days, when.now) else None


def _rank(
    target: LinkTarget, memory: Memory | None, reason: int, when: RunTime, keys: frozenset[str]
) -> tuple[int, int, int, str]:
    """What the links are put in order by: the reason, the day, how binding it is, how long ago it was."""
    asked = "" if memory is None else memory.asked
    if reason != _NEAR:
        return reason, 0, 0, asked
    # What was asked for by its key comes before what is needed today.
    left = -1 if any(use.key in keys for use in target.uses) else _days_left(target, when)
    levels = [LEVELS.index(use.level) for use in target.uses if use.level is not None]
    return reason, left or 0, min(levels, default=len(LEVELS)), asked


def _days_left(target: LinkTarget, when: RunTime) -> int | None:
    """Days until the nearest session that needs the link; ``None``: none that is near does.

    A session without a date in a week that is near counts as if it were today.
    """
    left = [
        (use.date - when.today).days for use in target.uses if use.date and _is_near(use.date, when.today)
    ]
    undated = any(use.date is None and use.week in when.weeks for use in target.uses)
    return 0 if undated else min(left, default=None)


def _is_near(day: datetime.date, today: datetime.date) -> bool:
    return 0 <= (day - today).days <= AHEAD_DAYS


def _has_come_up(memory: Memory, max_age_days: int, now: datetime.datetime) -> bool:
    """Whether the link's own night has come since it was asked about; one in ``max_age_days`` is its own."""
    today = day_of(stamp_of(now))
    if max_age_days <= 0:
        return True
    # Not `hash`, which differs from run to run.
    offset = zlib.crc32(memory.name.encode("utf-8", "replace"))
    asked, this = ((day.toordinal() + offset) // max_age_days for day in (day_of(memory.asked), today))
    return this > asked


def _capped(
    targets: Iterable[LinkTarget], most_per_host: int
) -> tuple[tuple[LinkTarget, ...], tuple[LinkTarget, ...]]:
    """Return the first ``most_per_host`` links of every host, and the rest."""
    counts: Counter[str] = Counter()
    ask: list[LinkTarget] = []
    rest: list[LinkTarget] = []
    for target in targets:
        host = host_of(target.url).rstrip(".")
        if target.identifier is None:
            counts[host] += 1
        (ask if target.identifier is not None or counts[host] <= most_per_host else rest).append(target)
    return tuple(ask), tuple(rest)
