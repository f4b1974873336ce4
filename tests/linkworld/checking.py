"""A check of the world: the product's own, with the world's names and a clock that tests set."""

from __future__ import annotations

import datetime
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from linkworld.world import World
from readinglist import ReadingList
from readinglist.links.check import Progress
from readinglist.links.network import Network
from readinglist.links.results import LinkReport, LinkResult
from readinglist.settings import CheckSettings, Settings
from readinglist.web.asking.timing import Clock

NOW = datetime.datetime(2026, 9, 1, 2, 15, tzinfo=datetime.UTC)
PATIENT = CheckSettings(timeout_seconds=30, interval_seconds=0.05)
"""For servers that answer; the deadline is no more than a machine with much to do may need."""
HASTY = CheckSettings(timeout_seconds=3, interval_seconds=0.05)
"""For servers that hang."""


class Night(NamedTuple):
    """How a run is made, and the moment that its clock begins at; ``history`` is a file."""

    settings: CheckSettings = PATIENT
    now: datetime.datetime = NOW
    history: Path | None = None
    everything: bool = True


def clock_from(now: datetime.datetime) -> Clock:
    """A clock that shows ``now`` at this moment, and goes on from there.

    Who sleeps by it wakes at once, and for that thread the time has passed; the others are as
    far as they were, so that nobody's deadline is used up by the pause of another.
    """
    began = time.monotonic()
    slept: defaultdict[int, float] = defaultdict(float)

    def steady() -> float:
        return time.monotonic() + slept[threading.get_ident()]

    def sleep(seconds: float) -> None:
        slept[threading.get_ident()] += seconds

    return Clock(lambda: now.timestamp() + steady() - began, steady, sleep)


def checked(
    world: World, rl: ReadingList, night: Night | None = None, progress: Progress | None = None
) -> LinkReport:
    """The report of one run over a list."""
    settings, now, history, everything = night or Night()
    clock = clock_from(now)
    world.book.now = clock.now
    with Network(
        settings, "keeper@linkworld.example", clock=clock, resolve=world.resolve, turns=world.folder
    ) as network:
        return rl.check_links(
            everything=everything,
            history=history,
            settings=Settings(check=settings, root=world.folder),
            network=network,
            progress=progress,
        )


def by_reading(report: LinkReport) -> dict[str, LinkResult]:
    """The results by the citation key of the reading that uses the link, which is the behaviour's name."""
    return {use.key or "": result for result in report for use in result.used_by}
