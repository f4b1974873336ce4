"""Replies and pages for the tests of sources that read the web."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from readinglist.metadata.services.landing import outcome
from readinglist.metadata.services.service import Candidate, Found, Outcome
from readinglist.model.identifiers import Identifier
from readinglist.model.reading import Name
from readinglist.web.asking.answers import Answer

PAGES = Path(__file__).parent / "pages"
ADA = Name(given="Ada", family="Núñez")
BO = Name(given="Bo", family="Berg", non_dropping_particle="van der")
WHEN = "2026-11-23T12:00:00Z"


def reply(body: bytes | str = b"", url: str = "https://lake.example/paper", **parts: Any) -> Answer:
    data = body.encode() if isinstance(body, str) else body
    values = {"status": 200, "content_type": "text/html", "asked": url, "url": url, **parts}
    return Answer(body=data, retrieved=WHEN, **values)


class FakeAsker:
    """Gives the replies that it was made with; notes what it was asked, and how many at once."""

    def __init__(self, replies: Mapping[str, Answer], together: int = 1) -> None:
        self.replies = replies
        self.asked: list[tuple[str, int | None, bool]] = []
        self._together = threading.Barrier(together)

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        limit: int | None = None,
        untrusted: bool = False,
    ) -> Answer:
        self.asked.append((url, limit, untrusted))
        self._together.wait(timeout=10)
        return self.replies.get(url, reply(url=url, status=404))


def at_url(url: str = "https://lake.example/paper") -> Identifier:
    return Identifier("url", url)


def read(body: bytes | str, identifier: Identifier | None = None, **parts: Any) -> Outcome:
    return outcome(identifier or at_url(), reply(body, **parts))


def fields_of(result: Outcome) -> Mapping[str, Any]:
    assert isinstance(result, Found), result
    return result.candidate.fields


def sample(name: str) -> Candidate:
    result = read((PAGES / name).read_bytes())
    assert isinstance(result, Found), result
    return result.candidate


def head(*metas: tuple[str, str], title: str = "T") -> str:
    tags = "".join(f'<meta name="{name}" content="{content}">' for name, content in metas)
    return f"<html><head><title>{title}</title>{tags}</head><body></body></html>"


TAGS = (("citation_title", "A Title"), ("citation_author", "Ada Núñez"))
