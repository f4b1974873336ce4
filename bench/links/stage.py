"""What is served now, and what was asked since it began."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Container, Mapping
from typing import TYPE_CHECKING, Any

from bench.links.behaviours import BEHAVIOURS, Work
from bench.links.replies import Reply, Visit
from bench.links.services import served
from bench.links.world import World

if TYPE_CHECKING:
    from bench.links.connection import Connection

_NOBODY = Work("", "")
_NOTHING = Reply(404, body=b"<!doctype html><title>Not Found</title><h1>Not Found</h1>")


class Stage:
    """The world that is played, its counts, and its open connections.

    Attributes:
        delay_seconds: before each answer.
        trouble: hosts that behave otherwise than the world says, and how: a name of `BEHAVIOURS`.
        connections: those that are open.
    """

    def __init__(self, delay_seconds: float) -> None:
        self.delay_seconds = delay_seconds
        self.connections: set[Connection] = set()
        self.play(World("clean", 1, 1))

    def play(self, world: World) -> None:
        """Become another world, where nothing was asked yet and no connection is open."""
        self.world = world
        self.trouble: Mapping[str, str] = {}
        self._visits: Counter[tuple[str, str]] = Counter()
        self._methods: Counter[str] = Counter()
        self._by_host: Counter[str] = Counter()
        self._now: Counter[str] = Counter()
        self._most_at_once = 0
        self.accepted = 0
        self._cpu = time.process_time()
        self.hang_up(None)

    def hang_up(self, hosts: Container[str] | None) -> None:
        """Break the connections with these hosts; ``None``: all."""
        for connection in tuple(self.connections):
            if hosts is None or connection.host in hosts:
                connection.break_off()

    def enter(self, host: str, visit: Visit) -> Reply:
        """The reply to a request, which is counted."""
        self._methods[visit.method] += 1
        self._by_host[host] += 1
        self._now[host] += 1
        self._most_at_once = max(self._most_at_once, self._now[host])
        before = self._visits[host, visit.path]
        self._visits[host, visit.path] += 1
        return self.answer(host, visit._replace(before=before))

    def leave(self, host: str) -> None:
        """The reply is under way."""
        self._now[host] -= 1

    def answer(self, host: str, visit: Visit) -> Reply:
        """The reply of a host."""
        if (name := self.trouble.get(host)) in BEHAVIOURS:
            return BEHAVIOURS[name].answer(_NOBODY, visit)
        if (reply := served(self.world, host, visit)) is not None:
            return reply
        place = self.world.at(host, visit.path)
        if place is None:
            return _NOTHING
        behaviour = BEHAVIOURS[place.link.behaviour]
        answer = behaviour.beyond if place.beyond and behaviour.beyond else behaviour.answer
        return answer(place.link.work, visit)

    def counts(self) -> dict[str, Any]:
        """What came since the world began; ``server_cpu_seconds`` is the server's own work."""
        return {
            "requests": sum(self._methods.values()),
            "methods": dict(self._methods),
            "by_host": dict(self._by_host.most_common(3)),
            "connections": self.accepted,
            "most_at_once": self._most_at_once,
            "server_cpu_seconds": time.process_time() - self._cpu,
        }
