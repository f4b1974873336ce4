"""Asks about many links at once: threads, a queue by host, one deadline a link.

All that is decided is decided in `decide`; this makes the requests that it asks for.
"""

from __future__ import annotations

import math
import queue
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from urllib.parse import urlsplit

from readinglist.links import decide
from readinglist.links.exchange import Ask, Case, Exchange, Observation, Opinion, Testimony
from readinglist.links.host_queue import HostQueue, Job
from readinglist.links.judge.judgement import testify
from readinglist.links.results import Expected, LinkTarget
from readinglist.web.asking.failures import RequestFailed
from readinglist.web.asking.timing import Clock, Deadline

if TYPE_CHECKING:
    from readinglist.web.asking.transports import Transport

_LEAST_SECONDS = 0.05
# After so many failures in a row a host is left alone: each further link would cost a whole timeout.
_MOST_FAILURES = 3
# Faults that come before anything is sent, so that the host was not asked.
_NEVER_SENT = frozenset({"dns", "dns_later", "refused", "private", "port", "address"})


class Manners(NamedTuple):
    """How links are asked: who asks, how long, how much at a time; see `CheckSettings`."""

    agent: str
    timeout_seconds: float
    threads: int
    per_host: int
    interval_seconds: float
    most_per_host: int
    allow_private: frozenset[str] = frozenset()


_Item = TypeVar("_Item")
_END = object()
_Done = Testimony | BaseException | None
"""What the threads of a run hand over; ``None``: it is to end."""


class Engine:
    """Looks at links. One object serves one run; its results come in the order in which they are ready.

    Attributes:
        sent: requests by host, all hops and repeats counted.
    """

    def __init__(self, transport: Transport, manners: Manners, clock: Clock) -> None:
        self._transport = transport
        self._manners = manners
        self._clock = clock
        self._lock = threading.Lock()
        self._last_reply = -math.inf
        self._failures: dict[str, int] = {}
        self._running: dict[HostQueue, queue.SimpleQueue[_Done]] = {}
        self.sent: Counter[str] = Counter()

    def run(
        self,
        wanted: Iterable[tuple[LinkTarget, str]],
        remembered: Callable[[LinkTarget], Observation] = lambda _: Observation(),
    ) -> Iterator[Testimony]:
        """Ask about each target at its address, and yield what was found as it comes.

        Args:
            wanted: targets with the address that is asked (see `link_identity.request_address`), the most
                important first.
            remembered: what an earlier run observed of a target.
        """
        timeout = self._manners.timeout_seconds
        jobs = [Job(target, url, _host(url), timeout) for target, url in wanted]
        hosts = HostQueue(
            self._clock.steady,
            per_host=self._manners.per_host,
            interval_seconds=self._manners.interval_seconds,
        )
        hosts.fill(jobs)
        number_of_jobs = len(jobs)
        # Each job is let go of when it is done: its pages would add up to more than all else.
        del jobs
        done: queue.SimpleQueue[_Done] = queue.SimpleQueue()
        self._running[hosts] = done
        try:
            for number in range(min(self._manners.threads, number_of_jobs)):
                name = f"links-{number}"
                # A daemon: a thread that waits for a silent host must not keep the program from ending.
                threading.Thread(
                    target=self._work, args=(hosts, done, remembered), name=name, daemon=True
                ).start()
            for _ in range(number_of_jobs):
                item = done.get()
                if item is None:
                    return
                if isinstance(item, BaseException):
                    raise item
                yield item
        finally:
            # A caller that stops listening does not wait for replies that it will not read.
            hosts.stop()
            self._running.pop(hosts, None)

    def stop(self) -> None:
        """Begin no more requests, and end the runs that are under way."""
        for hosts, done in tuple(self._running.items()):
            hosts.stop()
            done.put(None)

    def look(self, url: str, expected: Expected | None = None) -> Opinion:
        """Look at one address, now."""
        target = LinkTarget(url=url, name=url, expected=expected or Expected())
        return next(self.run([(target, url)])).opinion

    @property
    def last_reply(self) -> float:
        """When a host last replied, by the steady clock; minus infinity: none did."""
        with self._lock:
            return self._last_reply

    def _work(
        self,
        hosts: HostQueue,
        done: queue.SimpleQueue[_Done],
        remembered: Callable[[LinkTarget], Observation],
    ) -> None:
        try:
            while (job := hosts.take()) is not None:
                host = job.host
                case = job.case = job.case or Case(job.url, job.target.expected, remembered(job.target))
                case.exchanges.append(self._exchange(job, job.ask or decide.first_request(case)))
                step = decide.next_step(case)
                if isinstance(step, Opinion):
                    done.put(testify(job.target, case, step))
                    hosts.finish(host)
                else:
                    job.ask, job.host = step, _host(step.url)
                    job.not_before = self._clock.steady() + step.wait_seconds
                    # The wait is for the host, so its other links wait as well.
                    if case.exchanges[-1].status == 429:
                        hosts.pause(job.host, step.wait_seconds)
                    hosts.put_back(job, host)
        except BaseException as error:
            # A defect of ours must end the run with a message, not with a run that never ends.
            done.put(error)

    def _exchange(self, job: Job, ask: Ask) -> Exchange:
        began = self._clock.steady()
        at = datetime.fromtimestamp(self._clock.now(), UTC).isoformat(timespec="seconds")
        try:
            return self._send(ask, job, at)
        except RequestFailed as fault:
            return Exchange(ask, fault=fault.kind, fault_reason=fault.reason, at=at)
        finally:
            job.seconds_left = max(0.0, job.seconds_left - (self._clock.steady() - began))

    def _send(self, ask: Ask, job: Job, at: str) -> Exchange:
        from readinglist.web.asking.transports import Request

        timeout = self._manners.timeout_seconds
        seconds = min(job.seconds_left, ask.share * timeout)
        if seconds < _LEAST_SECONDS:
            raise RequestFailed(f"{job.host} did not answer in full within {timeout:g} s", kind="timeout")
        self._admit(job.host)
        parts = urlsplit(ask.url)
        request = Request(
            url=ask.url,
            host=job.host,
            headers={**ask.headers, "User-Agent": self._manners.agent, "Accept-Encoding": "gzip"},
            limit=ask.limit,
            guarded=not {parts.hostname or "", parts.netloc} & self._manners.allow_private,
            direct=False,
            method=ask.method,
        )
        try:
            reply = self._transport.send(request, Deadline(seconds, self._clock.steady))
        except RequestFailed as fault:
            self._note_failure(job.host, fault)
            raise
        with self._lock:
            self._failures.pop(job.host, None)
            self._last_reply = self._clock.steady()
        return Exchange(ask, reply.status, reply.headers, reply.body, reply.cut, at=at)

    def _admit(self, host: str) -> None:
        """Count a request to the host.

        Raises:
            RequestFailed: it has had as many as a run may make, or has failed to answer too often.
        """
        with self._lock:
            if self.sent[host] >= self._manners.most_per_host:
                reason = f"{host} was asked {self.sent[host]} times in this run, which is the most"
                raise RequestFailed(reason, kind="resting")
            if self._failures.get(host, 0) >= _MOST_FAILURES:
                raise RequestFailed(
                    f"{host} failed to answer {_MOST_FAILURES} times in a row", kind="timeout"
                )
            self.sent[host] += 1

    def _note_failure(self, host: str, fault: RequestFailed) -> None:
        with self._lock:
            # A host whose name is not known says so at once, and that is a verdict of its own.
            if fault.kind in ("timeout", "refused"):
                self._failures[host] = self._failures.get(host, 0) + 1
            if fault.kind in _NEVER_SENT:
                self.sent[host] -= 1


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def interleave(*streams: Iterable[_Item]) -> Iterator[_Item]:
    """Yield the items of all streams as they come; each stream is made in a thread of its own.

    An error of one stream is raised here. A caller that stops listening leaves the threads
    behind: they end with the item that they are at.
    """
    items: queue.SimpleQueue[object] = queue.SimpleQueue()
    stopped = threading.Event()
    for stream in streams:
        threading.Thread(target=_pass_on, args=(stream, items, stopped), daemon=True).start()
    try:
        running = len(streams)
        while running:
            item = items.get()
            if item is _END:
                running -= 1
            elif isinstance(item, _Failed):
                raise item.error
            else:
                yield item  # type: ignore[misc]
    finally:
        stopped.set()


class _Failed:
    def __init__(self, error: BaseException) -> None:
        self.error = error


def _pass_on(stream: Iterable[object], items: queue.SimpleQueue[object], stopped: threading.Event) -> None:
    try:
        for item in stream:
            if stopped.is_set():
                return
            items.put(item)
    except BaseException as error:
        items.put(_Failed(error))
    finally:
        items.put(_END)
