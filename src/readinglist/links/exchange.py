"""What was asked about one link and what came back: all that is judged, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from readinglist.links.results import Expected
from readinglist.links.verdicts import Verdict
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


class Remembered(NamedTuple):
    """What an earlier run knows of what stands there: validators for a conditional request, and a title.

    ``None`` and the empty text mean: not known. ``verdict`` is the one that they were kept with.
    """

    verdict: Verdict | None = None
    address: str | None = None
    etag: str = ""
    last_modified: str = ""
    title: str = ""
    digest: str = ""


@dataclass(slots=True)
class Case:
    """One link under examination: what is expected, what is remembered, what came so far.

    ``pages`` holds what was read out of replies, so that each is read once.
    """

    url: str
    expected: Expected
    remembered: Remembered
    exchanges: list[Exchange] = field(default_factory=list)
    pages: dict[int, Any] = field(default_factory=dict, repr=False, compare=False)


Wish = Literal["body", "sibling"]
"""What is still needed to judge: the page itself, or how the site answers for what it does not have."""
