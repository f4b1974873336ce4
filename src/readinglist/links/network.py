"""What a check of links asks with: the engine for pages, the polite session for registries."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from readinglist.links.engine import Engine, Manners
from readinglist.metadata.services import wayback
from readinglist.metadata.services.arxiv import ArxivApi
from readinglist.metadata.services.datacite import DataCite
from readinglist.metadata.services.doi_org import DoiSystem
from readinglist.settings import CheckSettings
from readinglist.web.asking.guard import Resolver
from readinglist.web.asking.polite import PoliteSession
from readinglist.web.asking.terms import user_agent
from readinglist.web.asking.timing import Clock
from readinglist.web.asking.transports import Transport

CANARIES = ("https://doi.org/", "https://arxiv.org/", "https://www.wikipedia.org/")
"""Any answer of any of them, whatever it says, shows that there is a network."""

# Of those that `registries` and `repair` ask; everything else is a page, which the engine asks.
TERMS = (*(service.about.terms for service in (ArxivApi, DataCite, DoiSystem)), wayback.TERMS)
# More than the engine works on at a time: a host that has to be met anew costs a handshake.
_KEPT_HOSTS = 512


class Network:
    """The network of one run; use it as a context manager, or close it.

    Args:
        settings: how links are asked.
        contact: an e-mail address for those who run the servers; ``None``: none is given.
        clock: the clocks; ``None``: those of the system.
        resolve: host name to its IP addresses; ``None``: as the system does.
        base_urls: URLs to ask in place of those of registries, see `Rerouting`.
        turns: the folder in which all programs of one machine take turns at arXiv; ``None``: the user's.

    Attributes:
        engine: looks at pages and files.
        session: asks registries and archives; it keeps no replies.
    """

    def __init__(
        self,
        settings: CheckSettings,
        contact: str | None = None,
        *,
        clock: Clock | None = None,
        resolve: Resolver | None = None,
        base_urls: Mapping[str, str] | None = None,
        turns: Path | None = None,
    ) -> None:
        self.clock = clock or Clock(time.time, time.monotonic, time.sleep)
        self.session = PoliteSession(
            terms=TERMS,
            contact=contact,
            cache=None,  # what holds now is the question
            turns=turns,
            now=self.clock.now,
            sleep=self.clock.sleep,
            monotonic=self.clock.steady,
            deadline_seconds=settings.timeout_seconds,
            base_urls=base_urls,
            allow_private=settings.allow_private,
            resolve=resolve,
        )
        self._transport = Transport(
            resolve,
            os.environ,
            allow_ports=settings.allow_ports,
            hosts=_KEPT_HOSTS,
            per_host=settings.per_host,
        )
        manners = Manners(
            user_agent(contact),
            settings.timeout_seconds,
            settings.threads,
            settings.per_host,
            settings.interval_seconds,
            # A link may take several requests: a redirect, a HEAD that is refused, a neighbour.
            4 * settings.most_per_host,
            frozenset(host.lower() for host in settings.allow_private),
        )
        self.engine = Engine(self._transport, manners, self.clock)

    def close(self) -> None:
        """Stop what is under way, and close the connections."""
        self.engine.stop()
        self.session.close()
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def is_online(engine: Engine, since: float, addresses: Sequence[str] = CANARIES) -> bool:
    """Return whether there was a network after ``since``, a time of the engine's steady clock.

    It tells a link that is dead from a machine that is offline. The canaries are asked only
    where no reply came after that time anyway.
    """
    for address in addresses:
        if engine.last_reply > since:
            return True
        engine.look(address)
    return engine.last_reply > since
