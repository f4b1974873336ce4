"""What goes over the wire: who asks, where it leads; and nothing a server does is more than a problem."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import responses
from depth import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loopback import Loopback, drip, loopback, packed, raw, redirect, reply
from session_parts import ARXIV, CROSSREF, FakeClock, session

import readinglist
from readinglist.errors import UsageError
from readinglist.web.asking.polite import PoliteSession

SOURCE = str(Path(readinglist.__file__).parent.parent)


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user-cache"))


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback() as book:
        yield book


def test_who_asks_is_told_in_every_request(server: Loopback) -> None:
    server.script["/a"] = reply("{}")
    with session(project="https://example.org/readinglist") as asker:
        asker.get(f"{server.url}/a", headers={"Accept": "application/json"})
    headers = server.arrivals[0].headers
    version = readinglist.__version__
    assert headers["user-agent"] == (
        f"readinglist/{version} (+https://example.org/readinglist; mailto:keeper@example.org)"
    )
    assert headers["accept"] == "application/json"


def test_only_the_services_that_want_it_get_the_contact_in_the_address(server: Loopback) -> None:
    with session(server, FakeClock()) as asker:
        crossref = asker.get(f"{CROSSREF}/works", params={"rows": "2", "mailto": "other@example.org"})
        asker.get("https://api.datacite.org/dois")
        asker.get(f"{ARXIV}/api/query", params={"id_list": "1706.03762,1706.03763"})
    assert [arrival.query.get("mailto") for arrival in server.arrivals] == [
        ["keeper@example.org"],
        ["keeper@example.org"],
        None,
    ]
    assert crossref.asked == crossref.url == f"{CROSSREF}/works?rows=2"
    assert server.arrivals[2].query["id_list"] == ["1706.03762,1706.03763"]


def test_no_answer_and_no_problem_tells_the_contact(server: Loopback) -> None:
    server.script["/api.crossref.org/works"] = reply("busy", 500)
    with session(server, FakeClock()) as asker:
        answer = asker.get(f"{CROSSREF}/works?mailto=keeper@example.org")
    assert answer.problem == "api.crossref.org answered HTTP 500"
    assert "keeper" not in answer.model_dump_json()


def test_without_a_contact_a_person_is_told_once_what_one_would_help(server: Loopback) -> None:
    said: list[str] = []
    with session(server, FakeClock(), contact=None, progress=said.append) as asker:
        asker.get(f"{CROSSREF}/works")
        asker.get(f"{CROSSREF}/works?rows=1")
        assert asker.notes == tuple(said)
    assert [sentence for sentence in said if "contact" in sentence] == said[:1]
    assert all("mailto" not in arrival.query for arrival in server.arrivals)
    assert "mailto" not in server.arrivals[0].headers["user-agent"]


@pytest.mark.parametrize("contact", ["", "nobody", "a@b.org\r\nX-Evil: 1", "a b@c.org", "ä@b.org"])
def test_a_contact_that_is_no_address_is_refused(contact: str) -> None:
    with pytest.raises(UsageError, match="e-mail"):
        PoliteSession(terms=(), contact=contact, cache=None)


def test_netrc_and_cookies_stay_at_home(
    server: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine localhost login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    server.script["/a"] = reply("{}", headers={"Set-Cookie": "track=1; Path=/"})
    with session() as asker:
        first = asker.get(f"{server.url}/a")
        asker.get(f"{server.url.replace('//', '//me:secret@')}/a")
    assert all(not {"authorization", "cookie"} & set(arrival.headers) for arrival in server.arrivals)
    assert "set-cookie" not in first.headers


def test_redirects_are_followed_and_both_addresses_told(server: Loopback) -> None:
    server.script |= {"/a": redirect("b?x=1"), "/b": redirect("/c", 308), "/c": reply("[]")}
    with session() as asker:
        answer = asker.get(f"{server.url}/a#part")
    assert (answer.asked, answer.url) == (f"{server.url}/a", f"{server.url}/c")
    assert (answer.status, answer.text, answer.problem) == (200, "[]", None)
    assert asker.requests_made == 3
    assert asker.requests_by_host == {"localhost": 3}


@pytest.mark.parametrize(
    ("location", "problem"),
    [
        ("/a", "in a circle"),
        ("ftp://example.org/x", "no web address"),
        ("javascript:alert(1)", "no web address"),
        ("file:///etc/passwd", "no web address"),
        ("http://[", "no web address"),
        ("/" + "x" * 9000, "too long"),
    ],
)
def test_redirects_that_lead_nowhere_are_problems(server: Loopback, location: str, problem: str) -> None:
    server.script["/a"] = redirect(location)
    with session() as asker:
        answer = asker.get(f"{server.url}/a")
    assert answer.status is None
    assert problem in (answer.problem or "")


def test_redirects_without_end_are_given_up(server: Loopback) -> None:
    server.script |= {f"/{n}": redirect(f"/{n + 1}") for n in range(20)}
    clock = FakeClock()
    with session(clock=clock) as asker:
        assert "more than 8 times" in (asker.get(f"{server.url}/0").problem or "")
    assert len(server.arrivals) == 9


def test_a_token_does_not_follow_a_redirect_to_another_host(server: Loopback) -> None:
    server.script |= {
        "/one.example/a": redirect("https://two.example/b"),
        "/two.example/b": reply("{}"),
    }
    with session(server, FakeClock()) as asker:
        asker.get("https://one.example/a", headers={"Authorization": "Bearer t", "Accept": "text/x"})
    assert [arrival.headers.get("authorization") for arrival in server.arrivals] == ["Bearer t", None]
    assert [arrival.headers["accept"] for arrival in server.arrivals] == ["text/x", "text/x"]


@pytest.mark.parametrize(
    "behaviour",
    [
        drip(b"HTTP/1.1 200 OK\r\n", b"X-More: y\r\n", 0.05),
        drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b".", 0.05),
        drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0", 0.05),
        drip(b"", b"", 0.05),
        redirect("/slow"),
        drip(b"HTTP/1.1 302 Found\r\nLocation: /b\r\n\r\n", b".", 0.05),
    ],
    ids=["headers", "body", "chunk size", "silence", "behind a redirect", "body of a redirect"],
)
def test_a_server_that_drips_is_left_at_the_deadline(server: Loopback, behaviour: object) -> None:
    server.script["/a"] = behaviour  # type: ignore[assignment]
    server.script["/slow"] = drip(b"HTTP/1.1 200 OK\r\n\r\n", b".", 0.05)
    began = time.monotonic()
    with session(deadline_seconds=0.8) as asker:
        answer = asker.get(f"{server.url}/a")
    assert answer.problem == "localhost did not answer in full within 0.8 s"
    assert 0.7 < time.monotonic() - began < 2.5


def test_a_look_up_that_hangs_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()

    def hang(*args: object, **options: object) -> list[object]:
        ended.wait(10)
        return []

    monkeypatch.setattr("socket.getaddrinfo", hang)
    began = time.monotonic()
    with session(deadline_seconds=0.3) as asker:
        answer = asker.get("https://example.org/")
    ended.set()
    assert "within 0.3 s" in (answer.problem or "")
    assert time.monotonic() - began < 2


def test_a_bomb_is_cut_at_the_cap(server: Loopback) -> None:
    server.script["/bomb"] = packed(b"\0" * 1_000_000, bomb=60)
    clock = FakeClock()
    with session(clock=clock) as asker:
        whole = asker.get(f"{server.url}/bomb")
        part = asker.get(f"{server.url}/bomb", limit=1000)
    assert (whole.cut, len(whole.body)) == (True, 8 * 1024 * 1024)
    assert whole.problem == "the reply is larger than 8 MiB"
    assert (part.cut, part.body, part.problem) == (True, b"\0" * 1000, None)


@pytest.mark.parametrize(("limit", "cut"), [(9, True), (10, False), (11, False), (0, True)])
def test_the_limit_is_exact(server: Loopback, limit: int, cut: bool) -> None:
    server.script |= {"/plain": reply("0123456789"), "/packed": packed(b"0123456789")}
    with session(clock=FakeClock()) as asker:
        for path in ("plain", "packed"):
            answer = asker.get(f"{server.url}/{path}", limit=limit)
            assert (answer.body, answer.cut) == (b"0123456789"[:limit], cut)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no http at all\r\n\r\n",
        b"HTTP/1.1 999999 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(200)) + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nbad",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 4\r\n\r\nnope",
    ],
    ids=[
        "nothing",
        "no http",
        "status",
        "many headers",
        "long header",
        "short body",
        "chunks",
        "gzip",
        "brotli",
    ],
)
def test_what_is_no_reply_is_a_problem_and_no_error(server: Loopback, data: bytes) -> None:
    server.script["/a"] = raw(data)
    with session(clock=FakeClock()) as asker:
        answer = asker.get(f"{server.url}/a")
    assert answer.status is None
    assert answer.problem


def test_a_body_that_breaks_off_is_asked_for_once_more(server: Loopback) -> None:
    server.script |= {
        "/plain": [raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"), reply("whole")],
        "/packed": [packed(b"long enough to be cut", keep=0.6), reply("whole")],
    }
    clock = FakeClock()
    with session(clock=clock) as asker:
        assert [asker.get(f"{server.url}/{path}").text for path in ("plain", "packed")] == ["whole", "whole"]
    assert clock.slept.count(1.0) == 2


def test_headers_come_without_control_characters(server: Loopback) -> None:
    server.script["/a"] = raw(b"HTTP/1.1 200 OK\r\nX-Odd: a\x07b\x85c\r\nContent-Length: 2\r\n\r\n{}")
    with session() as asker:
        assert asker.get(f"{server.url}/a").headers["x-odd"] == "abc"


@given(url=st.text(max_size=40) | st.text(max_size=20).map("http://".__add__), params=st.text(max_size=9))
@settings(
    deadline=None,
    max_examples=examples(150),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_no_address_makes_it_raise(url: str, params: str) -> None:
    with session(clock=FakeClock(), resolve=lambda host: (), offline=False) as asker:
        answer = asker.get(url, params={"q": params}, untrusted=True)
    assert answer.status is None
    assert answer.problem


def test_a_break_by_the_user_is_not_swallowed(server: Loopback) -> None:
    server.script["/a"] = reply("", 503)

    def broken(seconds: float) -> None:
        raise KeyboardInterrupt

    with session(sleep=broken) as asker, pytest.raises(KeyboardInterrupt):
        asker.get(f"{server.url}/a")


def test_no_network_is_told_from_a_service_that_is_down(server: Loopback) -> None:
    clock = FakeClock()
    with session(clock=clock, resolve=lambda host: ()) as asker:
        assert not asker.no_network
        answer = asker.get("https://api.crossref.org/works")
        assert answer.problem == "api.crossref.org could not be found: no network, or no such host"
        assert asker.no_network
    server.script["/a"] = reply("", 500)
    with session(clock=clock) as asker:
        asker.get(f"{server.url}/a")
        assert not asker.no_network


@responses.activate
def test_replies_of_the_responses_library_are_read() -> None:
    responses.get("https://example.org/a", json={"a": 1})
    with session() as asker:
        answer = asker.get("https://example.org/a")
    assert (answer.status, answer.text, answer.content_type) == (200, '{"a": 1}', "application/json")


def test_a_run_that_finds_all_in_the_cache_does_not_load_requests(server: Loopback, tmp_path: Path) -> None:
    server.script["/a"] = reply("{}")
    with session(cache=tmp_path) as asker:
        asker.get(f"{server.url}/a")
    script = (
        "import sys; from pathlib import Path; from readinglist.web.asking.polite import PoliteSession\n"
        f"asker = PoliteSession(terms=(), contact=None, cache=Path({str(tmp_path)!r}))\n"
        f"answer = asker.get({server.url + '/a'!r})\n"
        "print(answer.from_cache, asker.requests_made, 'requests' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": SOURCE}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout.split() == ["True", "0", "False"]
