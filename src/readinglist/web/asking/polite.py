"""The polite session: asks services and pages within their terms, and keeps their replies."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from readinglist.errors import UsageError
from readinglist.web.asking import addresses
from readinglist.web.asking.addresses import Rerouting
from readinglist.web.asking.answers import Answer
from readinglist.web.asking.cache import ReplyCache
from readinglist.web.asking.exchange import Etiquette, Exchanges, Question
from readinglist.web.asking.failures import RequestFailed
from readinglist.web.asking.guard import Resolver
from readinglist.web.asking.pacing import Lanes
from readinglist.web.asking.terms import ServiceTerms, by_host, user_agent
from readinglist.web.asking.timing import Clock

CACHE_FILE = "replies.sqlite3"
DEFAULT_LIMIT_BYTES = 8 * 1024 * 1024
OFFLINE = "offline"
# Clocks of machines that share a folder differ a little.
_CLOCK_SKEW_SECONDS = 300.0
_CONTACT = re.compile(r"[!-~]+@[!-~]+")


class PoliteSession:
    """Asks services and pages as their terms demand, and remembers what they said. It is an `Asker`.

    Replies are kept for ``max_age_seconds``, and for ``negative_age_seconds`` where the
    answer was that there is nothing (404, 410) or that a page is not for us (401, 403, 451).
    Failures are never kept, and a reply that
    is too old is not used when its service is down: what could not be asked is reported as
    such. ``forget`` drops a reply that turned out to be none. Offline, age does not count.

    One object serves many threads. Use it as a context manager, or close it.

    Args:
        terms: what the services ask of those who ask them, `readinglist.metadata.services.terms`.
            Any other host is asked twice a second.
        contact: an e-mail address for the services to write to; ``None``: none is given.
        cache: the folder for replies; ``None``: none are kept.
        turns: the folder in which all programs of one machine take turns at arXiv;
            ``None``: that of the cache, or else the user's cache folder.
        offline: never ask the network.
        now: the time of day in seconds since 1970.
        sleep: waits for seconds.
        deadline_seconds: for one request with its redirects, repeats and body, but without
            the time that it waits for its turn.
        max_age_seconds: how long a reply is used.
        negative_age_seconds: how long "there is nothing" is used.
        base_urls: URLs to ask in place of others, see `Rerouting`; these are trusted.
        allow_private: hosts that pages may lead to although their addresses are private.
        progress: takes each sentence that a person should see meanwhile.
        project: the URL at which the people behind a service read who is asking.
        resolve: host name to its IP addresses; ``None``: as the system does.
        monotonic: seconds that never go back; ``None``: those of the system, or ``now``
            where that is not the system's.

    Raises:
        UsageError: ``contact`` is no e-mail address.
    """

    def __init__(
        self,
        *,
        terms: Iterable[ServiceTerms],
        contact: str | None,
        cache: Path | None,
        turns: Path | None = None,
        offline: bool = False,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        deadline_seconds: float = 20,
        max_age_seconds: float = 7 * 86400,
        negative_age_seconds: float = 86400,
        base_urls: Mapping[str, str] | None = None,
        allow_private: Sequence[str] = (),
        progress: Callable[[str], None] | None = None,
        project: str | None = None,
        resolve: Resolver | None = None,
        monotonic: Callable[[], float] | None = None,
    ) -> None:
        if contact is not None and not _CONTACT.fullmatch(contact):
            raise UsageError(f"the contact {contact!r} is no e-mail address; write one as name@example.org.")
        self._offline = offline
        self._now = now
        self._ages = {True: max_age_seconds, False: negative_age_seconds}
        self._progress = progress
        self._lock = threading.Lock()
        self._notes: list[str] = []
        steady = monotonic or (time.monotonic if now is time.time else now)
        self._cache = ReplyCache(cache / CACHE_FILE, self._note) if cache else None
        self._exchanges = Exchanges(
            Etiquette(
                by_host(terms),
                user_agent(contact, project),
                contact,
                deadline_seconds,
                Rerouting(base_urls or {}),
                frozenset(host.lower() for host in allow_private),
                resolve,
            ),
            Clock(now, steady, sleep),
            Lanes(turns or cache or user_cache(), Clock(now, steady, sleep), self._note),
            self._note,
        )

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        limit: int | None = None,
        untrusted: bool = False,
    ) -> Answer:
        """Fetch ``url``, from what is kept or from the network; never raises for what either does.

        ``limit`` is the number of bytes of the body that are wanted; a longer body is cut
        there. ``None`` takes the whole body, and calls one above 8 MiB a problem.
        ``untrusted`` says that the address comes from a list or a page, not from this program: it and all
        that it redirects to must then be on the open internet.
        """
        try:
            asked = addresses.clean(url, params)
        except RequestFailed as failure:
            # Of an address that cannot be cleaned of contact data, the query is not shown.
            return self._exchanges.no_reply(url.partition("?")[0], failure.reason)
        # The contact is no part of the key: who changes it keeps the replies.
        sent = {"Accept": "*/*", **(headers or {})}
        key = f"GET {asked}\n{sent['Accept']}"
        size = DEFAULT_LIMIT_BYTES if limit is None else limit
        kept = self._cached(key, size)
        if kept is not None:
            return kept
        if self._offline:
            return self._exchanges.no_reply(asked, OFFLINE)
        answer = self._exchanges.ask(Question(asked, sent, size, untrusted))
        if answer.cut and limit is None and answer.problem is None:
            return answer.model_copy(
                update={"problem": f"the reply is larger than {size // 1024 // 1024} MiB"}
            )
        if self._cache is not None and _worth_keeping(answer, sent["Accept"], page=untrusted):
            self._cache.keep(key, answer, self._now())
        return answer

    def forget(self, asked: str) -> None:
        """Keep no reply of the address ``asked`` (of an `Answer`): it turned out to be no answer."""
        if self._cache is not None:
            self._cache.forget(asked)

    @property
    def requests_made(self) -> int:
        """The number of requests that were sent; each redirect and each repeat counts."""
        return sum(self.requests_by_host.values())

    @property
    def requests_by_host(self) -> Mapping[str, int]:
        """The number of requests that were sent, by host."""
        return self._exchanges.sent

    @property
    def no_network(self) -> bool:
        """Whether requests were sent and not one host replied to any."""
        return bool(self._exchanges.sent) and not self._exchanges.replies

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know about the session itself, each sentence once."""
        with self._lock:
            return tuple(self._notes)

    def close(self) -> None:
        """Close connections and files."""
        if self._cache is not None:
            self._cache.close()
        self._exchanges.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _cached(self, key: str, size: int) -> Answer | None:
        """What is kept and may be used, cut to ``size`` bytes; ``None``: the network is to be asked."""
        kept = self._cache.find(key) if self._cache else None
        if kept is None:
            return None
        answer = kept.answer
        age = self._now() - kept.stored
        fresh = -_CLOCK_SKEW_SECONDS <= age < self._ages[_is_positive(answer)]
        if not (fresh or self._offline) or (answer.cut and len(answer.body) < size):
            return None
        if len(answer.body) > size:
            return answer.model_copy(update={"body": answer.body[:size], "cut": True})
        return answer

    def _note(self, text: str) -> None:
        with self._lock:
            if text in self._notes:
                return
            self._notes.append(text)
        if self._progress is not None:
            self._progress(text)


def _is_positive(answer: Answer) -> bool:
    return answer.status is not None and 200 <= answer.status < 300


def _worth_keeping(answer: Answer, accept: str, *, page: bool) -> bool:
    """Whether a reply says something about the work, as far as that can be told without reading it.

    A page that refuses us says something about the page: it is left alone for as long as
    one that is not there.
    """
    if answer.problem is not None:
        return False
    if not _is_positive(answer):
        return answer.status in (404, 410) or (page and answer.status in (401, 403, 451))
    wants_data = "html" not in accept and "*/*" not in accept
    is_page = answer.content_type.lower().startswith(("text/html", "application/xhtml"))
    # A page of apologies with status 200, or half a record, must not stand for a service for a week.
    return bool(answer.body) and not (wants_data and (is_page or answer.cut))


def user_cache() -> Path:
    """Return the folder for caches of the user, in which all lists share replies and turns."""
    from platformdirs import user_cache_path

    return user_cache_path("readinglist", appauthor=False)
