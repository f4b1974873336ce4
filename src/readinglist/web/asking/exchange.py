"""From an address to a reply: turn, redirects and repeats, all within one deadline."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from readinglist.web.asking import addresses, failures, terms
from readinglist.web.asking.addresses import Rerouting
from readinglist.web.asking.answers import Answer
from readinglist.web.asking.failures import FailureKind, RequestFailed
from readinglist.web.asking.guard import Resolver
from readinglist.web.asking.pacing import Lanes
from readinglist.web.asking.terms import Pace, TermsByHost
from readinglist.web.asking.timing import Clock, Deadline

if TYPE_CHECKING:
    from readinglist.web.asking.transports import Reply, Transport

MAX_REDIRECTS = 8
# RFC 9110, 15.4, without 300 and 304, which leave the choice to the client.
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# A host that takes no connection is not tried again for each of its works.
_DOWN_SECONDS = 60.0
_FAILURE_WAIT_SECONDS = 1.0
_NO_CONTACT = "No contact address is set; with one, Crossref and DataCite answer faster."


class Etiquette(NamedTuple):
    """Who asks, and by which rules; the meanings are those of `PoliteSession`."""

    terms: TermsByHost
    agent: str
    contact: str | None
    deadline_seconds: float
    reroute: Rerouting
    allow_private: frozenset[str]
    resolve: Resolver | None


class Question(NamedTuple):
    """What is asked: ``limit`` in bytes, ``untrusted`` if the address comes from a list or a page."""

    url: str
    headers: Mapping[str, str]
    limit: int
    untrusted: bool


class Exchanges:
    """Asks the network. One object serves many threads."""

    def __init__(self, etiquette: Etiquette, clock: Clock, lanes: Lanes, note: Callable[[str], None]) -> None:
        self._etiquette = etiquette
        self._clock = clock
        self._lanes = lanes
        self._note = note
        self._lock = threading.Lock()
        self._sent: dict[str, int] = {}
        self._replies = 0
        self._transport: Transport | None = None

    @property
    def sent(self) -> dict[str, int]:
        """The number of requests that went to each host."""
        with self._lock:
            return dict(self._sent)

    @property
    def replies(self) -> int:
        """The number of requests that were replied to, whatever the status."""
        with self._lock:
            return self._replies

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            if self._transport is not None:
                self._transport.close()

    def ask(self, question: Question) -> Answer:
        """Ask, and follow where the reply points to. Never raises for what the network does."""
        try:
            return self._follow_redirects(question)
        except RequestFailed as failure:
            return self.no_reply(question.url, failure.reason, failure.kind)

    def no_reply(self, asked: str, problem: str, kind: FailureKind = "other") -> Answer:
        """Return the answer that says why there is no reply."""
        return Answer(url=asked, asked=asked, retrieved=self._moment(), problem=problem, fault=kind)

    def _follow_redirects(self, question: Question) -> Answer:
        deadline = Deadline(self._etiquette.deadline_seconds, self._clock.steady)
        seen = [question.url]
        while True:
            reply, problem = self._retry(question, seen[-1], deadline)
            location = reply.headers.get("location")
            if reply.status not in _REDIRECTS or not location:
                return Answer(
                    url=seen[-1],
                    asked=question.url,
                    retrieved=self._moment(),
                    status=reply.status,
                    content_type=reply.headers.get("content-type", ""),
                    headers=reply.headers,
                    body=reply.body,
                    cut=reply.cut,
                    problem=problem,
                )
            target = self._etiquette.reroute.original(addresses.redirect_target(seen[-1], location))
            _check_redirect(seen, target, question.untrusted)
            seen.append(target)

    def _retry(self, question: Question, url: str, deadline: Deadline) -> tuple[Reply, str | None]:
        """Return the reply and what is wrong with it; ask again where that is of use."""
        at = addresses.url_parts(url)
        pace = terms.pace_of(
            self._etiquette.terms, at.netloc, at.path, contact=self._etiquette.contact is not None
        )
        tries = 0
        while True:
            tries += 1
            try:
                reply = self._request(question, url, pace, deadline)
            except RequestFailed as failure:
                self._give_up(failure, pace, tries, deadline)
                wait = _FAILURE_WAIT_SECONDS
            else:
                asked = terms.wait_before_retry(reply.status, reply.headers, tries, self._clock.now())
                problem = self._find_problem(reply, at.host, pace, asked, deadline)
                if asked is None or problem:
                    return reply, problem
                wait = asked
            self._clock.sleep(wait)

    def _give_up(self, failure: RequestFailed, pace: Pace, tries: int, deadline: Deadline) -> None:
        if tries == 1 and failure.again and deadline.remaining > _FAILURE_WAIT_SECONDS:
            return
        if failure.unreachable:
            self._lanes.rest(pace.service, _DOWN_SECONDS, failure.reason)
        raise failure

    def _find_problem(
        self, reply: Reply, host: str, pace: Pace, wait: float | None, deadline: Deadline
    ) -> str | None:
        """Why the reply is of no use and nothing better can be had now; ``None``: it is, or one waits."""
        if wait is None:
            return f"{host} answered HTTP {reply.status}" if reply.status >= 500 else None
        if math.isinf(wait):
            reason = f"{host} says that it is asked too often (HTTP {reply.status})"
        elif wait > min(terms.RETRY_AFTER_CAP_SECONDS, deadline.remaining):
            reason = f"{host} asks to wait {math.ceil(wait)} s (HTTP {reply.status})"
        else:
            self._lanes.pause(pace, wait)
            return None
        if wait > terms.RETRY_AFTER_CAP_SECONDS:
            self._lanes.rest(pace.service, math.inf, f"{reason}; it is left alone for the rest of this run")
        else:
            self._lanes.pause(pace, wait)
        return reason

    def _request(self, question: Question, url: str, pace: Pace, deadline: Deadline) -> Reply:
        host = addresses.url_parts(url).host
        before = self._clock.steady()
        with self._lanes.turn(pace, host) as lane:
            # To wait for our own turn is not the slowness of the host.
            deadline.extend(self._clock.steady() - before)
            if deadline.remaining <= 0:
                raise failures.late(host, deadline.seconds)
            if self._etiquette.contact is None and self._takes_contact(host):
                self._note(_NO_CONTACT)
            with self._lock:
                self._sent[host] = self._sent.get(host, 0) + 1
            reply = self._send(question, url, deadline)
            lane.learn(reply.headers, self._clock.now())
        with self._lock:
            self._replies += 1
        return reply

    def _send(self, question: Question, url: str, deadline: Deadline) -> Reply:
        # Only now: a run that finds all it needs in the cache does not pay for `requests`.
        from readinglist.web.asking.transports import Request

        there = self._etiquette.reroute.stand_in(url)
        at = addresses.url_parts(url)
        home = addresses.url_parts(question.url).host
        trusted = there is not None or bool({at.host, at.netloc} & self._etiquette.allow_private)
        # The host that was asked is trusted, but not where it redirects to.
        guarded = not trusted and (question.untrusted or at.host != home)
        address, contact = there or url, self._etiquette.contact
        if contact and self._takes_contact(at.host):
            address = addresses.with_contact(address, contact)
        # What was said to one host is not told to another one that it redirects to.
        headers = {
            name: value
            for name, value in question.headers.items()
            if at.host == home or name.lower() == "accept"
        }
        headers |= {"User-Agent": self._etiquette.agent, "Accept-Encoding": "gzip"}
        direct = there is not None
        request = Request(address, at.host, headers, question.limit, guarded, direct)
        return self._open_transport().send(request, deadline)

    def _takes_contact(self, host: str) -> bool:
        return host in self._etiquette.terms and self._etiquette.terms[host].takes_contact

    def _open_transport(self) -> Transport:
        from readinglist.web.asking.transports import Transport

        with self._lock:
            if self._transport is None:
                self._transport = Transport(self._etiquette.resolve, os.environ)
            return self._transport

    def _moment(self) -> str:
        return datetime.fromtimestamp(self._clock.now(), UTC).isoformat(timespec="seconds")


def _check_redirect(seen: list[str], target: str, untrusted: bool) -> None:
    host = addresses.url_parts(seen[-1]).host
    if target in seen:
        raise RequestFailed(f"{host} redirects in a circle", kind="too_big")
    if len(seen) > MAX_REDIRECTS:
        raise RequestFailed(
            f"{addresses.url_parts(seen[0]).host} redirects more than {MAX_REDIRECTS} times", kind="too_big"
        )
    # A page of a stranger may not take the reply out of the encryption that its link promised.
    if untrusted and seen[-1].startswith("https:") and not target.startswith("https:"):
        raise RequestFailed(f"{host} redirects from https to http, which is not followed")
