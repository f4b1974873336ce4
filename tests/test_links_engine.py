"""Many links at once: within their time, within the limits of each host, and ended when nobody listens."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from loopback import Loopback, drip, loopback, raw, reply
from session_parts import fake_resolver

from readinglist.links import engine
from readinglist.links.engine import Engine, Manners
from readinglist.links.network import is_online
from readinglist.links.results import LinkTarget
from readinglist.web.asking.timing import Clock
from readinglist.web.asking.transports import Transport

CLOCK = Clock(time.time, time.monotonic, time.sleep)
PAGE = reply("<title>A page</title><p>Words.</p>", content_type="text/html")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with loopback() as book:
        yield book


def made(server: Loopback, **changes: object) -> Engine:
    """An engine for which two names are this server."""
    manners = Manners("test", 20.0, 8, 2, 0.0, 100, frozenset({"localhost", "one.test", "two.test"}))
    resolve = fake_resolver({name: ["127.0.0.1"] for name in ("localhost", "one.test", "two.test")})
    return Engine(Transport(resolve, {}), manners._replace(**changes), CLOCK)


def targets(server: Loopback, *paths: str, host: str = "localhost") -> list[tuple[LinkTarget, str]]:
    urls = [f"http://{host}:{server.port}{path}" for path in paths]
    return [(LinkTarget(url=url, name=url), url) for url in urls]


def test_every_link_has_one_result(server: Loopback) -> None:
    paths = [f"/{number}" for number in range(60)]
    server.script |= dict.fromkeys(paths[:40], PAGE)
    found = list(made(server).run(targets(server, *paths)))
    verdicts = {looked.target.url.rpartition("/")[2]: looked.opinion.verdict for looked in found}
    assert len(found) == len(verdicts) == 60
    assert [verdicts[str(number)] for number in (0, 39, 40, 59)] == ["ok", "ok", "gone", "gone"]


def test_results_come_while_others_are_waited_for(server: Loopback) -> None:
    server.script |= {"/slow": drip(b"", b"", 60), "/quick": PAGE}
    run = made(server, timeout_seconds=20.0).run(targets(server, "/slow", "/quick"))
    assert next(run).target.url.endswith("/quick")
    run.close()


def test_no_link_takes_longer_than_its_time(server: Loopback) -> None:
    server.script["/drip"] = drip(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x", 0.05)
    (looked,) = made(server, timeout_seconds=0.6).run(targets(server, "/drip"))
    assert looked.opinion.verdict == "timeout"


def test_a_host_has_only_so_many_requests_at_a_time(server: Loopback) -> None:
    paths = [f"/{number}" for number in range(20)]
    server.script |= dict.fromkeys(paths, PAGE)
    list(made(server, threads=16, per_host=2).run(targets(server, *paths)))
    assert server.most_at_once <= 2


def test_the_interval_lies_between_requests_of_one_host_and_not_of_two(server: Loopback) -> None:
    server.script |= {f"/{number}": PAGE for number in range(4)}
    both = targets(server, "/0", "/1", host="one.test") + targets(server, "/2", "/3", host="two.test")
    list(made(server, interval_seconds=1.0).run(both))
    at = {arrival.path: arrival.at for arrival in server.arrivals}
    # A busy machine may be late with the first request, which brings it nearer to the second.
    assert abs(at["/1"] - at["/0"]) > 0.2 and abs(at["/3"] - at["/2"]) > 0.2
    assert abs(at["/2"] - at["/0"]) < 1.0


def test_a_host_has_only_so_many_requests_in_a_run(server: Loopback) -> None:
    paths = [f"/{number}" for number in range(9)]
    server.script |= dict.fromkeys(paths, PAGE)
    asking = made(server, most_per_host=5)
    verdicts = [looked.opinion.verdict for looked in asking.run(targets(server, *paths))]
    assert verdicts.count("ok") == 5 and len(server.arrivals) == 5
    assert set(verdicts) == {"ok", "rate_limited"}
    assert asking.sent == {"localhost": 5}


def test_a_host_that_never_answers_is_left_alone(server: Loopback) -> None:
    paths = [f"/{number}" for number in range(12)]
    server.script |= dict.fromkeys(paths, drip(b"", b"", 60))
    verdicts = {
        looked.opinion.verdict for looked in made(server, timeout_seconds=0.3).run(targets(server, *paths))
    }
    assert verdicts == {"timeout"}
    assert len(server.arrivals) < 6


def test_a_host_that_answers_now_and_then_is_not(server: Loopback) -> None:
    paths = [f"/{number}" for number in range(12)]
    server.script |= {path: (raw(b"") if number % 2 else PAGE) for number, path in enumerate(paths)}
    verdicts = [looked.opinion.verdict for looked in made(server, per_host=1).run(targets(server, *paths))]
    assert (verdicts.count("ok"), verdicts.count("refused")) == (6, 6)


def test_who_stops_listening_ends_the_run(server: Loopback) -> None:
    paths = [f"/{number}" for number in range(100)]
    server.script |= dict.fromkeys(paths, PAGE)
    before = set(threading.enumerate())
    run = made(server, threads=2, per_host=1).run(targets(server, *paths))
    next(run)
    run.close()
    for thread in set(threading.enumerate()) - before:
        if thread.name.startswith("links-"):
            thread.join(20)
            assert not thread.is_alive()
    assert len(server.arrivals) < 10


def test_a_stop_ends_what_waits_for_a_run(server: Loopback) -> None:
    server.script["/"] = drip(b"", b"", 60)
    asking = made(server)
    threading.Timer(0.2, asking.stop).start()
    assert list(asking.run(targets(server, "/"))) == []


def test_a_defect_of_ours_ends_the_run_with_its_error(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(engine.decide, "next_step", broken)
    with pytest.raises(ZeroDivisionError):
        list(made(server).run(targets(server, "/1", "/2")))


def test_the_canary_is_asked_only_where_nobody_was_heard(server: Loopback) -> None:
    asking = made(server)
    began = time.monotonic()
    assert not is_online(asking, began, ["http://nobody.test/"])
    assert is_online(asking, began, ["http://nobody.test/", f"{server.url}/anything"])
    assert server.paths() == ["/anything"]
    assert is_online(asking, began, [f"{server.url}/more"])
    assert server.paths() == ["/anything"]


def test_streams_are_interleaved_and_their_errors_passed_on() -> None:
    def failing() -> Iterator[int]:
        yield 9
        raise ValueError("no more")

    assert sorted(engine.interleave(range(5), range(5, 9))) == list(range(9))
    with pytest.raises(ValueError, match="no more"):
        list(engine.interleave(range(3), failing()))
