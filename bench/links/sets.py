"""The sets: which behaviours there are in a thousand links, and which link stands on which host."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from bench import material
from bench.links.behaviours import BEHAVIOURS, Behaviour, Class, Work

SEED = 20220425
_HOSTS_ALONE = 2
"""Hosts of each kind that answer every path in one way."""

# Links of each behaviour in a thousand; the rest are pages.
_CLEAN = {
    "pdf": 100,
    "gone_404": 45,
    "gone_410": 5,
    "moved_301": 20,
    "moved_308": 5,
    "found_302": 20,
    "found_307": 5,
    "wall": 15,
    "challenge": 15,
}
_MIXED = _CLEAN | {
    "hang": 20,
    "limited_once": 10,
    "limited": 4,
    "fault_once": 16,
    "fault": 4,
    "no_head_405": 8,
    "no_head_403": 8,
    "no_head_500": 4,
    "no_head_reset": 4,
    "loop": 6,
    "reset": 8,
    "soft_404_phrase": 4,
    "soft_404_home": 4,
    "soft_404_everywhere": 4,
    "login": 8,
    "drip_body": 4,
    "large": 4,
    "endless": 2,
    "no_pdf": 5,
    "other_work": 5,
}
# What keeps a tool busy for as long as it lets itself be kept.
_HOSTILE = {"drip_head": 40, "drip_body": 40, "endless": 40, "large": 40, "limited_long": 40, "hang": 20}
# Four of five links are identifiers, half of them DOIs and half of arXiv.
_IDS = {"doi": 390, "doi_unknown": 10, "arxiv": 390, "arxiv_unknown": 10, "pdf": 20, "gone_404": 10}


class Link(NamedTuple):
    """One link of the set, and what is true of it."""

    number: int
    host: str
    path: str
    behaviour: str
    work: Work

    @property
    def truth(self) -> Class:
        """The class that is right."""
        return BEHAVIOURS[self.behaviour].truth

    @property
    def verdict(self) -> str:
        """What ``readinglist check`` is to say."""
        return BEHAVIOURS[self.behaviour].verdict


def address(number: int) -> str:
    """The address of a host: one of this machine, so that no name has to be looked up."""
    return f"127.0.{1 + number // 200}.{1 + number % 200}"


def _on_addresses(shares: Mapping[str, int]) -> Callable[[int, int, int], Iterator[Link]]:
    """A set on hosts that are addresses of this machine."""

    def links(size: int, hosts: int, seed: int) -> Iterator[Link]:
        rng = random.Random(seed)
        names = _mixed(shares, size, rng)
        alone = sorted({name for name in names if BEHAVIOURS[name].everywhere})
        own = {
            name: [address(at * _HOSTS_ALONE + number) for number in range(_HOSTS_ALONE)]
            for at, name in enumerate(alone)
        }
        shared = [address(number) for number in range(len(alone) * _HOSTS_ALONE, hosts)]
        for number, name in enumerate(names):
            choice = own.get(name, shared)
            host = choice[number % len(choice)]
            yield Link(number, host, _path(number, BEHAVIOURS[name], rng), name, _work(number, rng))

    return links


def _ids(size: int, hosts: int, seed: int) -> Iterator[Link]:
    """Links to identifiers, which have hosts with names, and pages."""
    rng = random.Random(seed)
    for number, name in enumerate(_mixed(_IDS, size, rng)):
        path = _path(number, BEHAVIOURS[name], rng)
        if name.startswith("doi"):
            host, path = "doi.org", f"/10.5555/bench.{number}"
        elif name.startswith("arxiv"):
            host, path = "arxiv.org", f"/abs/2101.{number:05}"
        else:
            host = address(number % hosts)
        yield Link(number, host, path, name, _work(number, rng))


def _mixed(shares: Mapping[str, int], size: int, rng: random.Random) -> list[str]:
    """The behaviour of each link, in mixed order."""
    names = [name for name, share in shares.items() for _ in range(round(share * size / 1000))]
    names += ["page"] * (size - len(names))
    rng.shuffle(names)
    return names


def _path(number: int, behaviour: Behaviour, rng: random.Random) -> str:
    folder = rng.choice(("papers", "~teaching/readings", "proceedings/2021", "articles", "doc"))
    return f"/{folder}/{rng.choice(material.NOUNS)}-{number}{behaviour.suffix}"


def _work(number: int, rng: random.Random) -> Work:
    """Titles differ in their words, not only in a number: one page must not pass for another."""
    words = [rng.choice(material.VERBS), *rng.sample(material.ADJECTIVES, 2), *rng.sample(material.NOUNS, 3)]
    verb, one, other, noun, place, base = (word.capitalize() for word in words)
    title = f"{verb} {one} {noun} for {other} {place}"
    if number % 3 == 0:
        title += f" over {base}"
    return Work(title, f"{rng.choice(material.FAMILY)}, {rng.choice(material.GIVEN)}")


SETS: Mapping[str, Callable[[int, int, int], Iterator[Link]]] = {
    "clean": _on_addresses(_CLEAN),
    "mixed": _on_addresses(_MIXED),
    "ids": _ids,
    "hostile": _on_addresses(_HOSTILE),
}
