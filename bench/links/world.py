"""A set of links on its hosts, with what stands at every address. Pure: the same for server and judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bench.links import sets
from bench.links.behaviours import BEHAVIOURS
from bench.links.sets import Link

_BELOW = ("next", "login")


class Place(NamedTuple):
    """What stands at an address: the link, and whether the address is beyond it."""

    link: Link
    beyond: bool = False


@dataclass(frozen=True)
class World:
    """All links of a set, and all that a server needs to play its hosts.

    Attributes:
        name: of the set, see `sets.SETS`.
        size: how many links it has.
        hosts: on how many hosts.
        scheme: of the links.
        port: of the hosts that are addresses of this machine.
        seed: what decides which link stands where.
    """

    name: str
    size: int = 1000
    hosts: int = 200
    scheme: str = "http"
    port: int = 80
    seed: int = sets.SEED

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """The links, in the order of the list."""
        return tuple(sets.SETS[self.name](self.size, self.hosts, self.seed))

    @cached_property
    def urls(self) -> Mapping[str, Link]:
        """The links by how the list writes them."""
        return {self.url(link): link for link in self.links}

    @cached_property
    def places(self) -> Mapping[tuple[str, str], Place]:
        """What stands at each host and path."""
        places: dict[tuple[str, str], Place] = {}
        for link in self.links:
            places[link.host, link.path] = Place(link)
            if BEHAVIOURS[link.behaviour].beyond:
                for below in _BELOW:
                    places[link.host, f"{link.path}/{below}"] = Place(link, beyond=True)
        return places

    @cached_property
    def everywhere(self) -> Mapping[str, Link]:
        """The hosts that answer every path in one way, with a link that says in which."""
        return {link.host: link for link in self.links if BEHAVIOURS[link.behaviour].everywhere}

    def url(self, link: Link) -> str:
        """The address of a link; a host with a name has the port of its scheme."""
        port = f":{self.port}" if link.host.startswith("127.") else ""
        return f"{self.scheme}://{link.host}{port}{link.path}"

    def at(self, host: str, path: str) -> Place | None:
        """What stands there; ``None``: nothing."""
        alike = self.everywhere.get(host)
        return Place(alike) if alike else self.places.get((host, path))
