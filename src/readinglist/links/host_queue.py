"""Which link is asked about next: by host, politely, and as early as that allows.

Every host has a line of its own. A request may start when its host has a place free, the
interval since its last start is over, and the link itself has waited for what it must.
Hosts take turns, so that each is met early and one that hangs costs no more than its own
time; but only so many are open at once, so that their connections can be used again.
"""

from __future__ import annotations

import heapq
import math
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from readinglist.links.exchange import Ask, Case
from readinglist.links.results import LinkTarget


# Compared by identity: two jobs may look alike, and a line gives up the one that is meant.
@dataclass(slots=True, eq=False)
class Job:
    """A link to be looked at, and, once that has begun, its case and the next request.

    ``host`` is where that request goes, ``seconds_left`` the time that the link has in all.
    """

    target: LinkTarget
    url: str
    host: str
    seconds_left: float
    case: Case | None = None
    ask: Ask | None = None
    not_before: float = -math.inf


@dataclass(slots=True)
class _Host:
    """The line of one host; ``delayed`` holds the few jobs that wait for a time of their own."""

    waiting: deque[Job] = field(default_factory=deque)
    delayed: list[Job] = field(default_factory=list)
    active: int = 0
    next_start: float = -math.inf
    open: bool = False
    queued: bool = False

    @property
    def idle(self) -> bool:
        return not (self.waiting or self.delayed or self.active)

    def soonest(self) -> float | None:
        """Return when the next job may start; ``None``: there is none."""
        if self.waiting:
            return self.next_start
        return max(self.next_start, min(j.not_before for j in self.delayed)) if self.delayed else None

    def pop(self, now: float) -> Job | None:
        """Return a job that may start; what has begun and waited goes first."""
        for job in self.delayed:
            if job.not_before <= now:
                self.delayed.remove(job)
                return job
        return self.waiting.popleft() if self.waiting else None


class HostQueue:
    """The jobs of all hosts. Serves many threads.

    Args:
        steady: seconds that never go back.
        per_host: requests at a time to one host.
        interval_seconds: between the starts of two requests to one host.
        open_hosts: hosts that are worked on at a time.
    """

    def __init__(
        self,
        steady: Callable[[], float],
        *,
        per_host: int,
        interval_seconds: float,
        open_hosts: int = 256,
    ) -> None:
        self._steady = steady
        self._per_host = per_host
        self._interval = interval_seconds
        self._may_open = open_hosts
        self._changed = threading.Condition()
        self._hosts: dict[str, _Host] = {}
        self._unopened: deque[str] = deque()
        # A heap: when a host will be ready, a number that keeps the order among equals, and its name.
        self._ready: list[tuple[float, int, str]] = []
        self._order = 0
        self._jobs = 0
        self._watched_until = math.inf
        self._stopped = False

    def fill(self, jobs: Iterable[Job]) -> None:
        """Take the jobs, the most important first."""
        with self._changed:
            for job in jobs:
                if job.host not in self._hosts:
                    self._hosts[job.host] = _Host()
                    self._unopened.append(job.host)
                self._hosts[job.host].waiting.append(job)
                self._jobs += 1
            self._open_more()

    def take(self) -> Job | None:
        """Return the next job, when its time has come; ``None``: all are done, or it was stopped."""
        with self._changed:
            while self._jobs and not self._stopped:
                job = self._startable()
                if job is not None:
                    return job
                self._wait()
            # The other threads sleep without an end, and have nothing more to wait for.
            self._changed.notify_all()
            return None

    def put_back(self, job: Job, host_before: str) -> None:
        """The request at ``host_before`` is done, and the job has another one to make."""
        with self._changed:
            host = self._hosts.setdefault(job.host, _Host())
            # A redirect may lead to a host that is not open: what has begun is brought to its end, and the
            # host is counted, also beyond the limit, since `_release` gives its place back.
            if not host.open:
                self._may_open -= 1
                host.open = True
            host.delayed.append(job)
            self._release(host_before)
            self._offer(job.host)

    def finish(self, host_before: str) -> None:
        """The job whose request at ``host_before`` is done is done itself."""
        with self._changed:
            self._jobs -= 1
            self._release(host_before)
            if not self._jobs:
                self._changed.notify_all()

    def stop(self) -> None:
        """Hand out nothing more."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def pause(self, name: str, seconds: float) -> None:
        """Start no request to this host for ``seconds``: it asked for that."""
        with self._changed:
            host = self._hosts.setdefault(name, _Host())
            # In `_ready` it may stand for an earlier time: `_startable` looks again, and offers it anew.
            host.next_start = max(host.next_start, self._steady() + seconds)

    def _startable(self) -> Job | None:
        now = self._steady()
        while self._ready and self._ready[0][0] <= now:
            name = heapq.heappop(self._ready)[2]
            host = self._hosts[name]
            host.queued = False
            may_start = host.active < self._per_host and host.next_start <= now
            job = host.pop(now) if may_start else None
            if job is not None:
                host.active += 1
                host.next_start = now + self._interval
            self._offer(name)
            if job is not None:
                return job
        return None

    def _offer(self, name: str) -> None:
        """Put an open host among those that are ready, for when it will be."""
        host = self._hosts[name]
        soonest = host.soonest()
        if host.queued or soonest is None or host.active >= self._per_host or not host.open:
            return
        self._order += 1
        heapq.heappush(self._ready, (soonest, self._order, name))
        host.queued = True
        self._changed.notify()

    def _release(self, name: str) -> None:
        host = self._hosts[name]
        host.active -= 1
        if host.idle:
            host.open = False
            self._may_open += 1
            self._open_more()
        else:
            self._offer(name)

    def _open_more(self) -> None:
        while self._unopened and self._may_open > 0:
            name = self._unopened.popleft()
            host = self._hosts[name]
            if not host.open:
                self._may_open -= 1
                host.open = True
            self._offer(name)

    def _wait(self) -> None:
        """Wait for a change; one thread watches the clock for all, the others sleep until they are called."""
        soonest = self._ready[0][0] if self._ready else math.inf
        if soonest >= self._watched_until:
            self._changed.wait()
            return
        self._watched_until = soonest
        try:
            self._changed.wait(max(0.0, soonest - self._steady()))
        finally:
            self._watched_until = math.inf
            # This thread goes to work, so that another one must watch.
            self._changed.notify()
