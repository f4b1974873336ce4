"""How often services are asked, and what happens when they ask to wait; by a clock that tests move."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loopback import Loopback, loopback, raw, reply
from session_parts import ARXIV, CROSSREF, START, FakeClock, session

import readinglist
from readinglist.web.asking import terms
from readinglist.web.asking.pacing import MachineTurn
from readinglist.web.asking.timing import Clock

SOURCE = str(Path(readinglist.__file__).parent.parent)
QUERY = f"{ARXIV}/api/query"


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback() as book:
        book.script |= {
            "/export.arxiv.org/api/query": reply("<feed/>", content_type="application/atom+xml"),
            "/arxiv.org/abs/1": reply("<p>", content_type="text/html"),
            "/api.crossref.org/works": reply("{}"),
            "/api.crossref.org/works/10.1/x": reply("{}"),
            "/a.example/a": reply("{}"),
        }
        yield book


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user-cache"))


def starts(server: Loopback, urls: list[str], **options: object) -> list[float]:
    """When, by the fake clock, the requests for ``urls`` are made one after the other."""
    clock = FakeClock()
    seen = []
    with session(server, clock, **options) as asker:  # type: ignore[arg-type]
        for url in urls:
            asker.get(url)
            seen.append(round(clock.time - START, 3))
    return seen


def test_arxiv_is_asked_every_three_seconds_by_all_its_names(server: Loopback) -> None:
    assert starts(server, [QUERY, f"{QUERY}?start=1", "https://arxiv.org/abs/1", QUERY]) == [0, 3, 6, 9]


def test_time_that_passed_anyway_is_not_waited_for(server: Loopback) -> None:
    clock = FakeClock()
    with session(server, clock) as asker:
        asker.get(QUERY)
        clock.time += 2.5
        asker.get(QUERY)
        clock.time += 10
        asker.get(QUERY)
    assert [round(seconds, 3) for seconds in clock.slept] == [0.5]


@pytest.mark.parametrize(
    ("contact", "path", "seconds"),
    [
        ("a@example.org", "works?rows=1", 1 / 3),
        ("a@example.org", "works/10.1/x", 0.1),
        (None, "works?rows=1", 1.0),
        (None, "works/10.1/x", 0.2),
    ],
)
def test_crossref_is_asked_as_its_pools_allow(
    server: Loopback, contact: str | None, path: str, seconds: float
) -> None:
    times = starts(server, [f"{CROSSREF}/{path}"] * 3, contact=contact)
    assert times == pytest.approx([0, seconds, 2 * seconds], abs=0.01)


def test_lists_and_single_works_of_crossref_do_not_wait_for_each_other(server: Loopback) -> None:
    assert starts(server, [f"{CROSSREF}/works", f"{CROSSREF}/works/10.1/x"]) == [0, 0]


def test_any_other_host_is_asked_twice_a_second_and_hosts_do_not_share(server: Loopback) -> None:
    urls = ["https://a.example/a", "https://a.example/b", "https://b.example/a"]
    assert starts(server, urls) == [0, 0.5, 0.5]


def test_headers_slow_a_lane_down_and_never_speed_it_up(server: Loopback) -> None:
    server.script["/api.crossref.org/works"] = reply(
        "{}", headers={"X-Rate-Limit-Limit": "1", "X-Rate-Limit-Interval": "2s", "X-Concurrency-Limit": "1"}
    )
    server.script["/a.example/a"] = reply(
        "{}", headers={"X-Rate-Limit-Limit": "50", "X-Rate-Limit-Interval": "1s"}
    )
    times = starts(server, [f"{CROSSREF}/works"] * 3)
    assert times[2] - times[1] == pytest.approx(2, abs=0.01)
    assert starts(server, ["https://a.example/a"] * 3) == [0, 0.5, 1.0]


def test_a_used_up_allowance_is_waited_for_if_that_is_short(server: Loopback) -> None:
    server.script["/api2.openreview.net/notes"] = [
        reply("{}", headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(START) + 12)}),
        reply("{}", headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(START) + 80)}),
    ]
    clock = FakeClock()
    with session(server, clock) as asker:
        asker.get("https://api2.openreview.net/notes")
        assert asker.get("https://api2.openreview.net/notes").status == 200
        assert clock.time == START + 12
        assert asker.get("https://api2.openreview.net/notes").problem == (
            "api2.openreview.net asks to wait 68 s"
        )
        clock.time += 70
        assert asker.get("https://api2.openreview.net/notes").status == 200


def test_arxiv_sees_one_connection_at_a_time_whatever_the_threads(server: Loopback) -> None:
    def slowly(handler: object) -> None:
        time.sleep(0.05)
        reply("<feed/>")(handler)  # type: ignore[arg-type]

    server.script["/export.arxiv.org/api/query"] = slowly
    clock = FakeClock()
    with session(server, clock) as asker, ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(asker.get, [f"{QUERY}?start={n}" for n in range(6)]))
    assert [answer.status for answer in answers] == [200] * 6
    assert server.most_at_once == 1
    assert clock.time - START >= 15


def test_waiting_for_a_turn_does_not_use_up_the_deadline(server: Loopback) -> None:
    clock = FakeClock()
    with session(server, clock, deadline_seconds=1) as asker:
        assert [asker.get(QUERY).status for _ in range(3)] == [200, 200, 200]


ASKER = """
import sys, time
from pathlib import Path
from readinglist.metadata.services.registry import terms
from readinglist.web.asking.polite import PoliteSession

folder, url = Path(sys.argv[1]), sys.argv[2]
options = {"cache": folder, "max_age_seconds": 0, "base_urls": {"*": url}}
with PoliteSession(terms=terms(), contact=None, **options) as asker:
    for _ in range(int(sys.argv[3])):
        assert asker.get("https://export.arxiv.org/api/query").status == 200
"""


def test_processes_keep_arxivs_three_seconds_between_them(server: Loopback, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": SOURCE}
    arguments = [sys.executable, "-c", ASKER, str(tmp_path), server.url]
    running = [subprocess.Popen([*arguments, count], env=environment) for count in ("2", "1")]
    assert [process.wait(60) for process in running] == [0, 0]
    at = [arrival.at for arrival in server.arrivals]
    assert len(at) == 3
    assert all(later - earlier >= 2.99 for earlier, later in pairwise(at))
    assert server.most_at_once == 1


HOLDER = """
import sys, time
from pathlib import Path
from readinglist.web.asking.timing import Clock
from readinglist.web.asking.pacing import MachineTurn

with MachineTurn(Path(sys.argv[1]), 0.0, Clock(time.time, time.monotonic, time.sleep)).take("arxiv.org"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_process_that_dies_gives_its_turn_back_and_one_that_hangs_is_named(
    server: Loopback, tmp_path: Path
) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "arxiv.org.turn")],
        env={**os.environ, "PYTHONPATH": SOURCE},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    clock = FakeClock()
    with session(server, clock, cache=tmp_path) as asker:
        problem = asker.get(QUERY).problem
        assert problem == "another program on this machine is asking export.arxiv.org and does not end"
        holder.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
        holder.communicate()
        assert asker.get(QUERY).status == 200


@pytest.mark.parametrize("text", ["", "x", f"{START + 9e6:020.6f}", "\0" * 20, "9" * 400])
def test_a_turn_file_with_anything_in_it_costs_one_interval_at_most(tmp_path: Path, text: str) -> None:
    path = tmp_path / "arxiv.org.turn"
    path.write_text(text)
    fake = FakeClock()
    turn = MachineTurn(path, 3.0, Clock(fake.now, fake.now, fake.sleep))
    with turn.take("arxiv.org"):
        assert fake.time - START <= 3
    with turn.take("arxiv.org"):
        assert 3 <= fake.time - START <= 6


def test_where_no_turn_can_be_taken_the_process_keeps_its_own_and_says_so(
    server: Loopback, tmp_path: Path
) -> None:
    (tmp_path / "arxiv.org.turn").mkdir()
    clock = FakeClock()
    with session(server, clock, cache=tmp_path) as asker:
        asker.get(QUERY)
        asker.get(f"{QUERY}?start=1")
        assert clock.time == START + 3
        assert "no second run" in " ".join(asker.notes)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("asked", ["7", formatdate(START + 7, usegmt=True)])
def test_a_service_that_asks_to_wait_is_waited_for(server: Loopback, status: int, asked: str) -> None:
    server.script["/a.example/a"] = [reply("", status, {"Retry-After": asked}), reply("{}")]
    clock = FakeClock()
    with session(server, clock) as asker:
        assert asker.get("https://a.example/a").text == "{}"
    assert clock.time == START + 7


@pytest.mark.parametrize("status", [429, 503])
def test_a_service_that_asks_for_a_long_rest_gets_it(server: Loopback, status: int) -> None:
    server.script["/api.crossref.org/works"] = reply("Rate exceeded.", status, {"Retry-After": "120"})
    clock = FakeClock()
    with session(server, clock) as asker:
        first = asker.get(f"{CROSSREF}/works")
        clock.time += 9999
        second = asker.get(f"{CROSSREF}/works/10.1/x")
        assert asker.get("https://a.example/a").status == 200
    assert (first.status, first.text) == (status, "Rate exceeded.")
    assert first.problem == f"api.crossref.org asks to wait 120 s (HTTP {status})"
    assert second.status is None
    assert second.problem == f"{first.problem}; it is left alone for the rest of this run"
    assert server.paths().count("/api.crossref.org/works") == 1
    assert clock.slept == []


def test_a_wait_that_does_not_fit_the_deadline_is_not_begun_and_holds_for_others(server: Loopback) -> None:
    server.script["/a.example/a"] = [reply("", 429, {"Retry-After": "25"}), reply("{}")]
    clock = FakeClock()
    with session(server, clock) as asker:
        assert asker.get("https://a.example/a").problem == "a.example asks to wait 25 s (HTTP 429)"
        assert clock.time == START
        assert asker.get("https://a.example/a").text == "{}"
        assert clock.time == START + 25


def test_a_limit_without_a_time_is_met_with_growing_calm_and_then_left(server: Loopback) -> None:
    server.script["/export.arxiv.org/api/query"] = reply("Rate exceeded.", 429, content_type="text/plain")
    clock = FakeClock()
    with session(server, clock) as asker:
        answer = asker.get(QUERY)
        assert answer.problem == "export.arxiv.org says that it is asked too often (HTTP 429)"
        assert "rest of this run" in (asker.get("https://arxiv.org/abs/1").problem or "")
    assert clock.slept == [5.0, 10.0]
    assert len(server.arrivals) == 3


@pytest.mark.parametrize(
    ("bad", "tries"),
    [(reply("", 500), 2), (reply("", 503), 2), (reply("", 599), 2), (raw(b""), 2)]
    + [(reply("", status), 1) for status in (400, 401, 403, 404, 408, 410, 418)],
)
def test_failures_of_the_service_are_tried_once_more_and_ours_are_not(
    server: Loopback, bad: object, tries: int
) -> None:
    server.script["/a.example/a"] = bad  # type: ignore[assignment]
    clock = FakeClock()
    with session(server, clock) as asker:
        asker.get("https://a.example/a")
        assert asker.requests_made == len(server.arrivals) == tries
    assert clock.slept == [1.0] * (tries - 1)


def test_a_host_that_takes_no_connection_is_left_alone_for_a_minute() -> None:
    clock = FakeClock()
    with session(clock=clock) as asker:
        first = asker.get("http://127.0.0.1:9/a")
        assert first.problem == "127.0.0.1 could not be reached: connection refused"
        assert asker.requests_made == 2
        assert asker.get("http://127.0.0.1:9/b").problem == first.problem
        assert asker.requests_made == 2
        clock.time += 61
        asker.get("http://127.0.0.1:9/b")
        assert asker.requests_made == 4


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        ("1.5", 1.5),
        (formatdate(START + 30, usegmt=True), 30),
        (formatdate(START - 30, usegmt=True), 0),
        ("soon", None),
        ("", None),
        ("-1", None),
        ("Fri, 99 Foo 2026 00:00:00 GMT", None),
    ],
)
def test_retry_after_is_read_in_both_forms(text: str, seconds: float | None) -> None:
    assert terms.retry_after({"retry-after": text}, START) == seconds


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "retry-after",
                "x-rate-limit-limit",
                "x-rate-limit-interval",
                "x-concurrency-limit",
                "x-ratelimit-remaining",
                "x-ratelimit-reset",
            ]
        ),
        st.text(max_size=12) | st.integers(-(10**9), 10**12).map(str),
    )
)
def test_no_header_makes_a_limit_absurd(headers: dict[str, str]) -> None:
    assert (terms.retry_after(headers, START) or 0) >= 0
    assert 0 <= (terms.interval_in(headers) or 0) <= 60
    assert (terms.concurrency_in(headers) or 1) >= 1
    assert 0 <= terms.pause_in(headers, START) <= 3600
