"""A clock that tests move, and a session that asks the loopback server in place of the services."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from loopback import Loopback

from readinglist.metadata.services.registry import terms
from readinglist.web.asking.polite import PoliteSession

CROSSREF = "https://api.crossref.org"
ARXIV = "https://export.arxiv.org"
START = 1_790_000_000.0


class FakeClock:
    """Time that passes only where somebody sleeps."""

    def __init__(self) -> None:
        self.time = START
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.time += seconds


def session(
    server: Loopback | None = None,
    clock: FakeClock | None = None,
    *,
    cache: Path | None = None,
    contact: str | None = "keeper@example.org",
    **options: Any,
) -> PoliteSession:
    """A session for which ``server`` stands in for every host, in a folder by its name."""
    if clock is not None:
        options |= {"now": clock.now, "sleep": clock.sleep}
    if server is not None:
        options.setdefault("base_urls", {"*": server.url})
    return PoliteSession(terms=terms(), contact=contact, cache=cache, **options)


def fake_resolver(names: Mapping[str, Sequence[str]]) -> Any:
    """A resolver that knows these names, and counts how often it is asked for each."""
    asked: list[str] = []

    def resolve(host: str) -> Sequence[str]:
        asked.append(host)
        return names.get(host, ())

    resolve.asked = asked  # type: ignore[attr-defined]
    return resolve
