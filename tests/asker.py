"""A session for tests of sources: it answers from what it was given and keeps what it was asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from readinglist.web.asking.answers import Answer

REPLIES = Path(__file__).parent / "replies"
RETRIEVED = "2026-11-23T20:00:00Z"


class Asked(NamedTuple):
    url: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    untrusted: bool


def reply(body: Any = b"", status: int | None = 200, **parts: Any) -> Answer:
    """A reply; what is neither text nor bytes goes as JSON."""
    if isinstance(body, str):
        body = body.encode()
    elif not isinstance(body, bytes):
        body = json.dumps(body).encode()
    return Answer(url="", asked="", retrieved=RETRIEVED, status=status, body=body, **parts)


class FakeAsker:
    """Answers by a function of address and parameters, or with replies in turn."""

    def __init__(self, answer: Callable[[str, Mapping[str, str]], Answer] | Answer, *more: Answer) -> None:
        self.asked: list[Asked] = []
        self._answer = answer
        self._queue = [answer, *more]

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        limit: int | None = None,
        untrusted: bool = False,
    ) -> Answer:
        self.asked.append(Asked(url, params or {}, headers or {}, untrusted))
        if callable(self._answer):
            answer = self._answer(url, params or {})
        else:
            answer = self._queue.pop(0)
            assert isinstance(answer, Answer)
        return answer.model_copy(update={"asked": url, "url": url})

    def forget(self, asked: str) -> None:
        """Nothing is kept here."""


def recorded(name: str) -> bytes:
    return (REPLIES / name).read_bytes()


def recorded_json(name: str) -> Any:
    return json.loads(recorded(name))
