"""One run over a few behaviours, all of them in a world of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from standin.server import Service

from linkworld.behaviour import Behaviour
from linkworld.checking import PATIENT, Night, by_reading, checked
from linkworld.lists import list_of
from linkworld.services import services
from linkworld.world import World, running
from readinglist import ReadingList
from readinglist.links.history import FILE_NAME
from readinglist.links.results import LinkReport, LinkResult
from readinglist.settings import CheckSettings

Check = Callable[..., "Seen"]
"""`look_at` with its folder."""


class Seen:
    """What was said of each behaviour, and the world as the run left it."""

    def __init__(self, world: World, report: LinkReport) -> None:
        self.world, self.report = world, report
        self.of: dict[str, LinkResult] = by_reading(report)

    @property
    def verdicts(self) -> dict[str, str]:
        return {name: result.verdict for name, result in self.of.items()}

    @property
    def asked(self) -> list[str]:
        return [visit.url for visit in self.world.book.visits]

    def untrue(self, rows: Iterable[Behaviour]) -> dict[str, str]:
        """The verdicts that are not among what is true."""
        return {
            row.name: self.of[row.name].verdict for row in rows if self.of[row.name].verdict not in row.truth
        }


def look_at(
    folder: Path,
    rows: Iterable[Behaviour],
    *,
    settings: CheckSettings = PATIENT,
    remembered: str | None = None,
    with_services: Mapping[str, Service] | None = None,
    rl: ReadingList | None = None,
) -> Seen:
    """Check behaviours, or a list of one's own among them.

    ``remembered`` is the text of the history, which then lies in ``folder``; ``None``: there is none.
    """
    rows = tuple(rows)
    file = folder / FILE_NAME
    with running(rows, folder, with_services or services()) as world:
        if remembered is not None:
            file.write_text(remembered, encoding="utf-8")
        night = Night(settings, history=file if remembered is not None else None)
        return Seen(world, checked(world, rl or list_of(rows), night))
