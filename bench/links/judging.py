"""What a tool said, held against the labels. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from bench.links.behaviours import Class
from bench.links.world import World


class Wrong(NamedTuple):
    """How many verdicts are wrong, by kind. A verdict is wrong if its class is not that of the label.

    Attributes:
        false_red: called dead, and it is not.
        missed: called alive, and it is dead.
        other: the rest: called alive though nobody could see it, or left open though all could be seen.
        unsaid: links of which nothing was said.
    """

    false_red: int
    missed: int
    other: int
    unsaid: int

    @property
    def all(self) -> int:
        """All of them."""
        return sum(self)


def wrong(said: Mapping[str, Class | str], world: World) -> Wrong:
    """The mistakes in what was said."""
    pairs = [(said.get(url), link.truth) for url, link in world.urls.items()]
    false_red = sum(got == "dead" != right for got, right in pairs)
    missed = sum(got == "alive" and right == "dead" for got, right in pairs)
    unsaid = sum(got is None for got, _ in pairs)
    all_wrong = sum(got != right for got, right in pairs)
    return Wrong(false_red, missed, all_wrong - false_red - missed - unsaid, unsaid)


class Slip(NamedTuple):
    """A verdict of ours that is not the one of the label."""

    url: str
    behaviour: str
    said: str
    right: str


def slips(verdicts: Mapping[str, str], world: World) -> tuple[Slip, ...]:
    """Where a verdict of ours differs from the label, be it within its class."""
    return tuple(
        Slip(url, link.behaviour, verdicts.get(url, "(none)"), link.verdict)
        for url, link in world.urls.items()
        if verdicts.get(url) != link.verdict
    )
