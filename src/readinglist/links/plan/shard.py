"""One of several parts of a check, so that several machines can share it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from readinglist.errors import UsageError
from readinglist.links.results import LinkTarget

MOST = 1000
_SHARD = re.compile(r"([0-9]{1,4})/([0-9]{1,4})", re.ASCII)
# A registry's own pages are asked by whoever asks the registry: its limits are for both together.
_REGISTRIES = {"doi": "doi.org", "arxiv": "arxiv.org"}


class Shard(NamedTuple):
    """Part ``number`` of ``of`` parts, counted from 1."""

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


def parse_shard(text: str) -> Shard:
    """``2/8`` as the second of eight parts.

    Raises:
        UsageError: it is not of this form, or there is no such part.
    """
    match = _SHARD.fullmatch(text)
    shard = Shard(int(match[1]), int(match[2])) if match else None
    if shard is None or not 1 <= shard.number <= shard.of <= MOST:
        raise UsageError(
            f"{text[:20]!r} is no part of a whole: write 2/8 for the second of eight, at most {MOST}"
        )
    return shard


def in_shard(targets: Sequence[LinkTarget], shard: Shard) -> tuple[LinkTarget, ...]:
    """The links of one part, in their order.

    Every link is in exactly one part, and all links of a host are in the same one, so that
    the parts together ask no host more often than one machine alone would. The same links
    give the same parts on every machine; the parts are as even as the hosts allow.
    """
    hosts = [host_of(target) for target in targets]
    part_of = _parts(Counter(hosts), shard.of)
    return tuple(target for target, host in zip(targets, hosts, strict=True) if part_of[host] == shard.number)


def host_of(target: LinkTarget) -> str:
    """Whose limits the link falls under: the registry or the host that is asked; empty where nobody is."""
    if target.identifier is not None:
        return _REGISTRIES[target.identifier.scheme]
    try:
        host = (urlsplit(target.url.strip()).hostname or "").rstrip(".")
    except ValueError:  # a bracket that is no IPv6 address
        return ""
    return next((site for site in _REGISTRIES.values() if f".{host}".endswith(f".{site}")), host)


def _parts(links_of: Mapping[str, int], parts: int) -> dict[str, int]:
    """Host to part: the largest host first, each into the part that has the fewest links so far."""
    loads = [(0, number) for number in range(1, parts + 1)]
    found = {}
    for host in sorted(links_of, key=lambda host: (-links_of[host], _mixed(host))):
        load, number = min(loads)
        found[host] = number
        loads[number - 1] = (load + links_of[host], number)
    return found


def _mixed(host: str) -> str:
    """An order of hosts that is the same on every machine, and says nothing of their names."""
    return hashlib.blake2b(host.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
