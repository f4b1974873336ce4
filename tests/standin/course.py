"""A course that resolves its stripped list, and how what comes out compares with the truth."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

from readinglist import Reading, ReadingList
from readinglist.metadata.merge.equality import compare
from readinglist.metadata.resolve.resolution import Resolution
from readinglist.metadata.services.registry import terms
from readinglist.web.asking.polite import PoliteSession
from standin.server import StandIn
from standin.works import preprint_title
from standin.world import World

FIELDS = (
    "title", "author", "issued", "doi", "arxiv_id", "type", "container_title", "container_title_short",
    "volume", "issue", "page", "publisher",
)  # fmt: skip
NEVER_WRONG = ("doi", "issued", "title", "author", "arxiv_id", "volume", "page")
# "left": to the person who wrote the title or decides a conflict; "more": the list does not record it.
VERDICTS = ("right", "missing", "left", "more", "wrong")
START = 1_795_000_000.0


class Clock:
    """Time that passes when somebody waits."""

    def __init__(self) -> None:
        self.seconds = START

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


class Course(NamedTuple):
    """A stripped list with the services that it is resolved against."""

    world: World
    served: StandIn
    folder: Path
    clock: Clock

    def session(self, cache: str | None = "cache", *, offline: bool = False) -> PoliteSession:
        return PoliteSession(
            terms=terms(),
            contact="list@course.example",
            cache=self.folder / cache if cache else None,
            offline=offline,
            base_urls=self.served.base_urls,
            now=self.clock.now,
            sleep=self.clock.sleep,
        )

    def read(self) -> ReadingList:
        return ReadingList.read(self.folder / "data")

    def resolve(
        self,
        rl: ReadingList | None = None,
        cache: str | None = "cache",
        *,
        offline: bool = False,
    ) -> Resolution:
        with self.session(cache, offline=offline) as session:
            return (rl or self.read()).resolve(session=session)


def write(folder: Path, bib: str, schedule: str = "") -> None:
    folder.mkdir()
    (folder / "readings.bib").write_text(bib, encoding="utf-8")
    (folder / "schedule.toml").write_text(schedule, encoding="utf-8")


class Outcome(NamedTuple):
    """How a reading came out: the truth, the entry as it was and is in the file, and what waits."""

    truth: Reading
    before: Reading
    after: Reading
    waiting: frozenset[str]
    preprint_year: int | None


def outcomes(course: Course) -> list[Outcome]:
    """Resolve the list, apply what is sure, write it, read it again."""
    rl = course.read()
    resolution = course.resolve(rl)
    rl.applied(resolution).write()
    after, world = course.read(), course.world
    return [
        Outcome(
            world.truth.readings[entry.key],
            entry.before,
            after.readings[entry.key],
            frozenset(change.field for change in (*entry.conflicts, *entry.suggested)),
            world.preprint_date(entry.key).year if world.truth.readings[entry.key].arxiv_id else None,
        )
        for entry in resolution
    ]


def judged(outcome: Outcome, field: str) -> str | None:
    """One of `VERDICTS`; ``None``: there is nothing to know, and nothing was found."""
    true, got = getattr(outcome.truth, field), getattr(outcome.after, field)
    if field == "type" and got == "document":
        return "missing"
    if not got:
        return "missing" if true else None
    if is_right(outcome, field):
        return "right"
    if not true and field not in NEVER_WRONG:
        return "more"
    if field in outcome.waiting or got == getattr(outcome.before, field):
        return "left"
    return "wrong"


def is_right(outcome: Outcome, field: str) -> bool:
    """Whether a value is the truth: that of the publication, or of the preprint where that is all."""
    truth, mine = outcome.truth, outcome.after
    true, got = getattr(truth, field), getattr(mine, field)
    is_preprint = bool(mine.arxiv_id) and not mine.container_title
    if field == "issued":
        return mine.year == truth.year or (is_preprint and mine.year == outcome.preprint_year)
    if field == "author":
        return [name.sort_family for name in got] == [name.sort_family for name in true]
    if field == "type" and is_preprint:
        return bool(got == "article")
    if field == "title" and is_preprint and compare(field, got, preprint_title(truth)) != "different":
        return True
    return bool(true) and compare(field, got, true) != "different"


def table(found: list[Outcome]) -> str:
    lines = [f"{'field':22}" + "".join(f"{verdict:>9}" for verdict in VERDICTS)]
    for field in FIELDS:
        counts = Counter(judged(outcome, field) for outcome in found)
        lines.append(f"{field:22}" + "".join(f"{counts[verdict]:>9}" for verdict in VERDICTS))
    return "\n".join(lines)


def wrong(found: list[Outcome], field: str) -> list[str]:
    return [
        f"{o.truth.key}: {getattr(o.after, field)} in place of {getattr(o.truth, field)}"
        for o in found
        if judged(o, field) == "wrong"
    ]
