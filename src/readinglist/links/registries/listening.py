"""Asking a registry while keeping in mind when it answered, and how it failed where it did not."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from readinglist.links.exchange import Opinion
from readinglist.links.results import LinkTarget, Witness
from readinglist.links.verdicts import Verdict
from readinglist.web.asking.answers import Answer, Asker

_NO_CONNECTION = frozenset({"dns", "dns_later", "refused", "reset", "proxy"})

Said = tuple[LinkTarget, Opinion, tuple[Witness, ...]]


class _Heard(NamedTuple):
    at: str
    trouble: Verdict


class Listening:
    """An `Asker` that remembers, by the address that was asked, when a reply came and what it was worth.

    Sources tell in words why they could not be asked; this tells it as a verdict.
    """

    def __init__(self, session: Asker, now: Callable[[], float]) -> None:
        self._session = session
        self._now = now
        self._heard: dict[str, _Heard] = {}
        self._troubles: dict[str, Verdict] = {}

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        limit: int | None = None,
        untrusted: bool = False,
    ) -> Answer:
        """Ask the session."""
        answer = self._session.get(url, params=params, headers=headers, limit=limit, untrusted=untrusted)
        self._heard[answer.asked] = _Heard(answer.retrieved, self._trouble(answer))
        return answer

    def forget(self, asked: str) -> None:
        """Keep no reply of ``asked``: it turned out to be no answer."""
        self._session.forget(asked)

    def witness(self, name: str, address: str, said: str, verdict: Verdict | None) -> Witness:
        """What the reply of ``address`` says; of an address that was not asked, what is known without."""
        heard = self._heard.get(address)
        return Witness(name=name, said=said, at=heard.at if heard else self._clock(), verdict=verdict)

    def trouble(self, address: str) -> Verdict:
        """What a reply of ``address`` that is no answer says of the links that it was to tell about.

        It is always of the classes unknown or set aside.
        """
        self.forget(address)
        heard = self._heard.get(address)
        return heard.trouble if heard else "unchecked"

    @property
    def today(self) -> datetime.date:
        """The day, in UTC."""
        return self._moment().date()

    def _clock(self) -> str:
        return self._moment().isoformat(timespec="seconds")

    def _moment(self) -> datetime.datetime:
        return datetime.datetime.fromtimestamp(self._now(), datetime.UTC)

    def _trouble(self, answer: Answer) -> Verdict:
        host = urlsplit(answer.asked).netloc
        if answer.fault == "resting":  # for what it said, or did not say, before
            return self._troubles.get(host, "unchecked")
        self._troubles[host] = trouble = _trouble(answer)
        return trouble


def said(targets: Iterable[LinkTarget], opinion: Opinion, *witnesses: Witness) -> Iterator[Said]:
    """The same of each of these targets, which share an identifier."""
    return ((target, opinion, witnesses) for target in targets)


def _trouble(answer: Answer) -> Verdict:
    status = answer.status
    # arXiv says so with status 200, too.
    if status == 429 or answer.body[:100].strip().startswith(b"Rate exceeded"):
        return "rate_limited"
    if status is None:
        # Never "dns": that the registry's name cannot be found says nothing of the link.
        kind = answer.fault or ""
        return "timeout" if kind == "timeout" else "refused" if kind in _NO_CONNECTION else "unchecked"
    if status in (401, 403, 451):
        return "blocked"
    return "server_error" if status >= 500 else "unchecked"
