"""The verdicts of a link's earlier runs as one short text, and back; pure.

``ok 2026-09-01+14*3 gone 2026-10-14+1`` says: found on 1 September and three times more,
each time 14 days later; gone on 14 and 15 October. So a line of the history stays short
and a person can read it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from typing import cast

from readinglist.links.verdicts import CLASS_OF, Verdict

Pair = tuple[datetime.date, Verdict]

MOST = 30
"""Pairs of a day and a verdict that are kept."""
SHAPE = r"^[a-z0-9_]+ [0-9-]{10}(\+[0-9]+(\*[0-9]+)?)*( [a-z0-9_]+ [0-9-]{10}(\+[0-9]+(\*[0-9]+)?)*)*$"
LONGEST = 1000
"""Characters of a text of so many pairs, at most."""
KEPT_CLASSES = frozenset({"alive", "dead", "unknown"})
"""Classes of verdicts that are remembered; the others only say that nobody looked."""

_KEPT_VERDICTS = frozenset(verdict for verdict, name in CLASS_OF.items() if name in KEPT_CLASSES)
_GROUP = re.compile(r"([a-z0-9_]+) ([0-9]{4}-[0-9]{2}-[0-9]{2})((?:\+[0-9*]+)*)(?: (?=.)|\Z)")
_STEP = re.compile(r"\+([0-9]{1,5})(?:\*([0-9]{1,2}))?")


def trail_of(pairs: Iterable[Pair], last: Pair) -> str:
    """The text for a set of pairs and ``last``, which no other is later than; the newest `MOST` are kept."""
    kept = sorted({*pairs, last})[-MOST:]
    kept.remove(last)
    return _text([*kept, last])


# Links that were asked about on the same nights have the same text.
@lru_cache(maxsize=1 << 12)
def pairs_of(trail: str) -> tuple[Pair, ...]:
    """The pairs that a text stands for, oldest first.

    Raises:
        ValueError: `trail_of` writes no such text.
    """
    pairs = tuple(_pairs(trail))
    if not pairs or pairs[-1][0] < max(day for day, _ in pairs) or trail_of(pairs, pairs[-1]) != trail:
        raise ValueError("these are no verdicts with their days")
    return pairs


@lru_cache(maxsize=1 << 12)
def extended(trail: str, last: Pair) -> str:
    """The text that ``last`` is added to; the empty text is one of no pairs."""
    return trail_of(pairs_of(trail) if trail else (), last)


def last_verdict(trail: str) -> Verdict:
    """The newest verdict of a text that `trail_of` wrote."""
    return cast(Verdict, trail.rsplit(" ", 2)[-2])


def _text(pairs: Sequence[Pair]) -> str:
    groups = ((verdict, [day for day, _ in group]) for verdict, group in groupby(pairs, lambda pair: pair[1]))
    return " ".join(f"{verdict} {days[0]}{_steps(days)}" for verdict, days in groups)


def _steps(days: Sequence[datetime.date]) -> str:
    steps = ((later - earlier).days for earlier, later in pairwise(days))
    counted = ((step, len(list(same))) for step, same in groupby(steps))
    return "".join(f"+{step}*{count}" if count > 1 else f"+{step}" for step, count in counted)


def _pairs(trail: str) -> Iterator[Pair]:
    place = count = 0
    while place < len(trail):
        group = _GROUP.match(trail, place)
        if group is None or group[1] not in _KEPT_VERDICTS:
            raise ValueError("these are no verdicts with their days")
        place = group.end()
        verdict = cast(Verdict, group[1])
        steps = [(int(step), int(times or 1)) for step, times in _STEP.findall(group[3])]
        # Counted before it is spelt out, so that a few characters do not become a million pairs.
        count += 1 + sum(times for _, times in steps)
        if count > MOST:
            raise ValueError(f"there are more than {MOST} verdicts")
        for day in _days(datetime.date.fromisoformat(group[2]), steps):
            yield day, verdict


def _days(day: datetime.date, steps: Iterable[tuple[int, int]]) -> Iterator[datetime.date]:
    yield day
    for step, times in steps:
        for _ in range(times):
            try:
                day += datetime.timedelta(days=step)
            except OverflowError:
                raise ValueError("there is no such day") from None
            yield day
