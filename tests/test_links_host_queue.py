"""Every host has its line: how many at a time, how soon after the last, and who goes first."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence

from depth import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from readinglist.links.host_queue import HostQueue, Job
from readinglist.links.results import LinkTarget


class Clock:
    def __init__(self) -> None:
        self.time = 100.0

    def steady(self) -> float:
        return self.time


def job(host: str, name: str = "") -> Job:
    url = f"https://{host}/{name}"
    return Job(LinkTarget(url=url, name=url), url, host, 20.0)


def made(
    jobs: Sequence[Job], *, per_host: int = 1, interval: float = 0.0, open_hosts: int = 256
) -> tuple[HostQueue, Clock]:
    clock = Clock()
    line = HostQueue(clock.steady, per_host=per_host, interval_seconds=interval, open_hosts=open_hosts)
    line.fill(jobs)
    return line, clock


def taken(line: HostQueue) -> str:
    found = line.take()
    assert found is not None
    return found.target.url.removeprefix("https://")


def startable(line: HostQueue) -> bool:
    """Whether a job may start now, without waiting for one."""
    with line._changed:
        found = line._startable()
        if found is not None:
            line._hosts[found.host].active -= 1
            line._hosts[found.host].waiting.appendleft(found)
            line._hosts[found.host].next_start = line._steady()
            line._offer(found.host)
        return found is not None


def test_hosts_take_turns_in_the_order_of_their_first_link() -> None:
    line, _ = made([job("a", "1"), job("a", "2"), job("b", "1"), job("c", "1"), job("b", "2")], per_host=2)
    assert [taken(line) for _ in range(5)] == ["a/1", "b/1", "c/1", "a/2", "b/2"]


def test_a_host_has_no_more_requests_at_a_time_than_it_may_have() -> None:
    line, _ = made([job("a", "1"), job("a", "2"), job("a", "3")], per_host=2)
    taken(line), taken(line)
    assert not startable(line)
    line.finish("a")
    assert taken(line) == "a/3"


def test_the_interval_lies_between_two_starts() -> None:
    line, clock = made([job("a", "1"), job("a", "2")], per_host=2, interval=0.5)
    taken(line)
    assert not startable(line)
    clock.time += 0.49
    assert not startable(line)
    clock.time += 0.02
    assert taken(line) == "a/2"


def test_a_job_that_waits_keeps_its_host_free_for_others() -> None:
    line, clock = made([job("a", "1"), job("a", "2")])
    first = line.take()
    assert first is not None
    first.not_before = clock.time + 5
    line.put_back(first, "a")
    assert taken(line) == "a/2"
    line.finish("a")
    assert not startable(line)
    clock.time += 5
    assert taken(line) == "a/1"


def test_a_job_that_is_sent_on_waits_in_the_line_of_the_other_host() -> None:
    line, _ = made([job("a", "1"), job("b", "1")])
    first, other = line.take(), line.take()
    assert first is not None and other is not None
    first.host = "b"
    line.put_back(first, "a")
    assert not startable(line)
    line.finish("b")
    assert taken(line) == "a/1"


def test_a_pause_holds_for_the_whole_host() -> None:
    line, clock = made([job("a", "1"), job("a", "2")], per_host=2)
    taken(line)
    line.pause("a", 3)
    assert not startable(line)
    clock.time += 3
    assert taken(line) == "a/2"


def test_only_so_many_hosts_are_open_at_once() -> None:
    line, _ = made([job("a"), job("b"), job("c")], open_hosts=2)
    assert [taken(line), taken(line)] == ["a/", "b/"]
    assert not startable(line)
    line.finish("a")
    assert taken(line) == "c/"


def test_hosts_that_redirects_lead_to_are_counted_as_open() -> None:
    line, _ = made([job("a"), job("b"), job("c"), job("d")], open_hosts=1)
    for host in "abc":
        found = line.take()
        assert found is not None and found.host == host
        found.host = f"other-{host}"
        line.put_back(found, host)
        again = line.take()
        assert again is found
        line.finish(found.host)
    assert taken(line) == "d/"
    assert not startable(line)


def test_when_all_is_done_everybody_is_told() -> None:
    line, _ = made([job("a")])
    taken(line)
    told: list[object] = []
    waiting = [threading.Thread(target=lambda: told.append(line.take())) for _ in range(3)]
    for thread in waiting:
        thread.start()
    line.finish("a")
    for thread in waiting:
        thread.join(10)
    assert told == [None, None, None]


def test_nothing_is_handed_out_after_the_stop() -> None:
    line, _ = made([job("a"), job("b")])
    taken(line)
    line.stop()
    assert line.take() is None


@settings(deadline=None, max_examples=examples(60))
@given(
    st.lists(st.sampled_from("abcdef"), min_size=1, max_size=60),
    st.integers(1, 3),
    st.integers(1, 4),
    st.integers(1, 8),
)
def test_many_threads_do_every_job_once_and_keep_to_the_limit(
    hosts: list[str], per_host: int, open_hosts: int, threads: int
) -> None:
    line = HostQueue(lambda: 0.0, per_host=per_host, interval_seconds=0.0, open_hosts=open_hosts)
    line.fill([job(host, str(number)) for number, host in enumerate(hosts)])
    lock = threading.Lock()
    now: Counter[str] = Counter()
    done: list[str] = []
    broken: list[str] = []

    def work() -> None:
        while (found := line.take()) is not None:
            with lock:
                now[found.host] += 1
                if now[found.host] > per_host or sum(n > 0 for n in now.values()) > open_hosts:
                    broken.append(found.host)
            with lock:
                now[found.host] -= 1
                done.append(found.target.url)
            line.finish(found.host)

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(20)
    assert sorted(done) == sorted(f"https://{host}/{number}" for number, host in enumerate(hosts))
    assert not broken
