"""What is asked about one link, what comes back, and what is made of it: opinion, observation, testimony."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from readinglist.links.results import Expected, LinkTarget, Witness
from readinglist.links.verdicts import Verdict, VerdictClass, class_of
from readinglist.web.asking.failures import FailureKind

PAGE_LIMIT = 64 * 1024
"""Bytes of a page that are read: its title and its tags stand there."""
PEEK_LIMIT = 1024
"""Bytes that tell whether a file is a PDF."""


class Ask(NamedTuple):
    """The next request.

    ``limit`` is in bytes of the unpacked body; ``wait_seconds`` pass before it is made, and it may
    take ``share`` of the whole time that the link has. ``sibling``: the address is made up, to
    see how the site answers for what it does not have.
    """

    method: str
    url: str
    limit: int = 0
    headers: Mapping[str, str] = {}
    wait_seconds: float = 0.0
    share: float = 1.0
    sibling: bool = False


class Exchange(NamedTuple):
    """A request and what came of it: a reply, or a fault.

    Names of headers are in lower case; ``body`` is cut at the limit that was asked for, and
    ``cut`` says whether there was more. ``status`` is ``None`` where no reply came; then
    ``fault`` says of which kind that was, and ``fault_reason`` in words.
    """

    ask: Ask
    status: int | None = None
    headers: Mapping[str, str] = {}
    body: bytes = b""
    cut: bool = False
    fault: FailureKind | None = None
    fault_reason: str = ""
    at: str = ""

    @property
    def content_type(self) -> str:
        """The media type without parameters, lower case; empty where none is stated."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Opinion(NamedTuple):
    """A verdict and the reason for it in words; ``address`` is where the link led in the end.

    ``fits``: whether what stands there has the title that was expected; ``None``: not compared.
    """

    verdict: Verdict
    reason: str
    address: str | None = None
    fits: bool | None = None


class Observation(NamedTuple):
    """What one look at a link told: the verdict, and by what its content is known again.

    An earlier run's comes out of its memory, and its validators make a request conditional;
    this run's goes into the memory. The default is that of a link that was never looked at.

    Attributes:
        verdict: what was found.
        address: where it led in the end; ``None``: nowhere else.
        etag: the server's ETag; empty: none. It and what follows are known of living links only.
        last_modified: the server's Last-Modified; empty: none.
        title: of what stood there, in one line; empty: none, or not read.
        digest: fingerprint of what stood there; empty: too little was read.
        unchanged: the server said that nothing has changed, so there was nothing to read.
        nameless: no name server could say, or none knew, where its host is.
    """

    verdict: Verdict = "unchecked"
    address: str | None = None
    etag: str = ""
    last_modified: str = ""
    title: str = ""
    digest: str = ""
    unchanged: bool = False
    nameless: bool = False

    @property
    def verdict_class(self) -> VerdictClass:
        """The class of the verdict."""
        return class_of(self.verdict)


class Testimony(NamedTuple):
    """What one run found out about one link, and from whom.

    Attributes:
        target: the link.
        opinion: what is to be said of it.
        witnesses: who said what.
        observation: what is remembered of its page; ``None``: no page was asked.
        heard: when it was known, by the steady clock of the run.
    """

    target: LinkTarget
    opinion: Opinion
    witnesses: tuple[Witness, ...]
    observation: Observation | None = None
    # Before everything else, until the run that asked writes down its time.
    heard: float = -math.inf


@dataclass(slots=True)
class Case:
    """One link under examination: what is expected, what an earlier run observed, what came so far.

    ``pages`` holds what was read out of replies, so that each is read once.
    """

    url: str
    expected: Expected
    remembered: Observation
    exchanges: list[Exchange] = field(default_factory=list)
    # By `id` of the exchange, as two replies may be equal. `Page` cannot be named: it imports this module.
    pages: dict[int, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def last_of_link(self) -> Exchange:
        """The newest exchange that is not about a made-up address; there is one."""
        return next(exchange for exchange in reversed(self.exchanges) if not exchange.ask.sibling)


Wish = Literal["body", "sibling"]
"""What is still needed to judge: the page itself, or how the site answers for what it does not have."""
