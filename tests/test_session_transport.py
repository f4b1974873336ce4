"""One request and its reply: how far a server can go, and which connections serve again."""

from __future__ import annotations

import gzip
import random
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from wireside import (
    answers,
    fault,
    goes_on,
    hangs_up_after,
    local_transport,
    reply_to,
    reset_after,
    silent,
    wireside,
)

from readinglist.web.asking.transports import Transport

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
LONG = random.Random(4).randbytes(100_000)
PACKED = gzip.compress(b"packed " * 20)


def sized(body: bytes, *headers: bytes) -> bytes:
    lines = [b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def chunked(body: bytes, *headers: bytes) -> bytes:
    head = b"".join(header + b"\r\n" for header in headers)
    return CHUNKED[:-2] + head + b"\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


@pytest.fixture
def transport() -> Iterator[Transport]:
    made = local_transport()
    yield made
    made.close()


# --- keep-alive


@pytest.mark.parametrize(
    ("reply", "method", "limit"),
    [
        (sized(b"whole"), "GET", 1000),
        (sized(b"whole"), "GET", 5),
        (chunked(b"whole"), "GET", 1000),
        (sized(PACKED, b"Content-Encoding: gzip"), "GET", 1000),
        (chunked(PACKED, b"Content-Encoding: gzip"), "GET", 1000),
        (HEAD, "HEAD", 1000),
        (CHUNKED, "HEAD", 0),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n", "HEAD", 9),
        (sized(b""), "GET", 0),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 77\r\n\r\n", "GET", 1000),
        (b"HTTP/1.1 204 No Content\r\n\r\n", "GET", 1000),
        (b"HTTP/1.1 301 Moved\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", "GET", 0),
        (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK, "GET", 1000),
        (b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok", "GET", 9),
    ],
    ids=[
        "whole",
        "just whole",
        "in pieces",
        "packed",
        "packed in pieces",
        "HEAD",
        "HEAD in pieces",
        "HEAD packed",
        "empty",
        "304",
        "204",
        "redirect",
        "after hints",
        "HTTP/1.0",
    ],
)
def test_a_reply_that_was_read_whole_leaves_its_connection_to_the_next(
    transport: Transport, reply: bytes, method: str, limit: int
) -> None:
    with wireside(answers(reply)) as server:
        url = f"http://site.example:{server.port}/"
        replies = [reply_to(transport, url, method=method, limit=limit) for _ in range(4)]
    assert not any(reply.cut for reply in replies)
    assert (server.connections, len(server.heads)) == (1, 4)


@pytest.mark.parametrize(
    ("reply", "limit"),
    [
        (sized(LONG), 100),
        (HEAD + b"x" * 10, 0),
        (chunked(LONG), 100),
        (sized(gzip.compress(LONG), b"Content-Encoding: gzip"), 100),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", 9),
    ],
    ids=["longer", "nothing wanted", "in pieces", "packed", "closed by the server"],
)
def test_a_connection_with_more_to_come_is_closed(transport: Transport, reply: bytes, limit: int) -> None:
    with wireside(answers(reply)) as server:
        for _ in range(3):
            reply_to(transport, f"http://site.example:{server.port}/", limit=limit)
    assert server.connections == 3


def test_a_long_body_is_not_waited_for(transport: Transport) -> None:
    with wireside(goes_on(HEAD + b"%PDF-1.7" + b"x" * 2000, b"", 5.0)) as server:
        began = time.monotonic()
        reply = reply_to(transport, f"http://site.example:{server.port}/", limit=1024)
        assert time.monotonic() - began < 3
    assert (len(reply.body), reply.cut, reply.body[:4]) == (1024, True, b"%PDF")


def test_what_a_server_sends_unasked_is_not_taken_for_the_next_reply(transport: Transport) -> None:
    with wireside(answers(OK + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")) as server:
        url = f"http://site.example:{server.port}/"
        assert [reply_to(transport, url).body for _ in range(3)] == [b"ok"] * 3


def test_as_many_hosts_as_are_wanted_keep_their_connections() -> None:
    with wireside(answers(OK)) as server:
        for hosts, connections in ((8, 8), (4, 16)):
            server.connections = 0
            transport = local_transport(hosts=hosts)
            for _ in range(2):
                for number in range(8):
                    reply_to(transport, f"http://h{number}.example:{server.port}/")
            transport.close()
            assert server.connections == connections


def test_many_threads_share_the_connections(transport: Transport) -> None:
    bodies: list[bytes] = []

    def work(number: int) -> None:
        for count in range(10):
            url = f"http://h{(number + count) % 4}.example:{server.port}/"
            bodies.append(reply_to(transport, url).body)

    with wireside(answers(OK)) as server:
        threads = [threading.Thread(target=work, args=(number,)) for number in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert bodies == [b"ok"] * 160
    assert server.connections < 160


# --- what has no end ends


@pytest.mark.parametrize(
    "conduct",
    [
        silent,
        goes_on(b"", b"H", 0.1),
        goes_on(b"HTTP/1.1 200 OK\r\n", b"x", 0.1),
        goes_on(b"HTTP/1.1 200 OK\r\nX: ", b"y", 0.1),
        goes_on(HEAD, b"z", 0.1),
        goes_on(CHUNKED, b"1\r\nz\r\n", 0.1),
        goes_on(CHUNKED + b"0\r\n", b"X: y\r\n"),
        goes_on(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + PACKED[:20], b"", 0.1),
        goes_on(b"HTTP/1.1 100 Continue\r\n", b"X: y\r\n", 0.1),
    ],
    ids=["silence", "status", "name", "value", "body", "pieces", "trailer", "packed", "interim"],
)
def test_a_server_that_is_slow_is_left_at_the_deadline(
    transport: Transport, conduct: Callable[..., None]
) -> None:
    with wireside(conduct) as server:
        found = fault(transport, f"http://site.example:{server.port}/", 0.5, limit=10**6)
    assert (found.kind, found.reason) == ("timeout", "the host did not answer in full within 0.5 s")


@pytest.mark.parametrize(
    ("conduct", "kind"),
    [
        (goes_on(b"HTTP/1.1 200 OK\r\nX: ", b"y" * 4096), "too_big"),
        (goes_on(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 100), "too_big"),
        (goes_on(b"HTTP/1.1 200 OK\r\n", b"X: " + b"y" * 60_000 + b"\r\n"), "too_big"),
        (goes_on(b"HTTP/1.1 ", b"2" * 4096), "too_big"),
        (goes_on(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50), "too_big"),
        (goes_on(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 50), "too_big"),
        (goes_on(CHUNKED + b"5;", b"x" * 4096), "too_big"),
        (goes_on(b"", b"no http " * 100), "too_big"),
    ],
    ids=["a line", "lines", "long lines", "status", "interim", "hints", "size of a piece", "noise"],
)
def test_a_head_without_end_is_too_big_and_is_not_kept(
    transport: Transport, conduct: Callable[..., None], kind: str
) -> None:
    with wireside(conduct) as server:
        url = f"http://site.example:{server.port}/"
        fault(transport, url)
        tracemalloc.start()
        try:
            assert fault(transport, url).kind == kind
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 2_000_000


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (b"", "reset"),
        (b"HTTP/1.1 200 OK\r\nLocation: http://a.exam", "reset"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", "reset"),
        (CHUNKED + b"5\r\nshor", "reset"),
        (sized(PACKED[:20], b"Content-Encoding: gzip"), "reset"),
        (b"no http at all\r\n\r\n", "protocol"),
        (b"HTTP/1.1 999999 OK\r\n\r\n", "protocol"),
        (b"HTTP/2 200 OK\r\n\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", "protocol"),
        (CHUNKED + b"zz\r\nbad", "protocol"),
        (sized(b"nope", b"Content-Encoding: gzip"), "protocol"),
        (sized(b"nope", b"Content-Encoding: br"), "protocol"),
    ],
    ids=[
        "nothing",
        "half a header",
        "half a body",
        "half a piece",
        "half packed",
        "noise",
        "status",
        "version",
        "two lengths",
        "pieces",
        "not packed",
        "packed otherwise",
    ],
)
def test_what_is_no_whole_reply_has_a_kind(transport: Transport, reply: bytes, kind: str) -> None:
    with wireside(hangs_up_after(reply)) as server:
        assert fault(transport, f"http://site.example:{server.port}/").kind == kind


def test_a_connection_that_is_reset_has_a_kind(transport: Transport) -> None:
    with wireside(reset_after(1)) as server:
        assert fault(transport, f"http://site.example:{server.port}/").kind == "reset"


@pytest.mark.parametrize("length", [b"9" * 30, b"9" * 5000, b"-5", b"0x10", b"1_0", b"\xb2", b"+3"])
def test_a_length_that_is_none_does_no_harm(transport: Transport, length: bytes) -> None:
    with wireside(hangs_up_after(b"HTTP/1.1 200 OK\r\nContent-Length: " + length + b"\r\n\r\nabc")) as server:
        reply = reply_to(transport, f"http://site.example:{server.port}/", limit=2)
    assert (reply.body, reply.cut) == (b"ab", True)


@pytest.mark.parametrize(
    "packed",
    [gzip.compress(b"\0" * 50_000_000), zlib.compress(b"\0" * 50_000_000)],
    ids=["gzip", "deflate"],
)
def test_a_bomb_is_not_unpacked_further_than_is_wanted(transport: Transport, packed: bytes) -> None:
    coding = b"gzip" if packed[:2] == b"\x1f\x8b" else b"deflate"
    with wireside(answers(sized(packed, b"Content-Encoding: " + coding))) as server:
        tracemalloc.start()
        try:
            reply = reply_to(transport, f"http://site.example:{server.port}/", limit=64 * 1024)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert (len(reply.body), reply.cut) == (64 * 1024, True)
    assert peak < 2_000_000


# --- what is told of the reply


def test_names_of_headers_are_lower_case_and_values_of_one_name_stand_together(transport: Transport) -> None:
    head = b"HTTP/1.1 200 OK\r\nX-One: a\r\nx-one: b\r\nFolded: a\r\n\t b\r\nContent-Length: 0\r\n\r\n"
    with wireside(answers(head)) as server:
        headers = reply_to(transport, f"http://site.example:{server.port}/").headers
    assert (headers["x-one"], headers["folded"]) == ("a, b", "a b")


def test_no_cookie_and_no_password_goes_from_one_request_to_the_next(
    transport: Transport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login someone password secret\n", encoding="ascii")
    monkeypatch.setenv("NETRC", str(netrc))
    with wireside(answers(sized(b"", b"Set-Cookie: a=b; Path=/"))) as server:
        for _ in range(2):
            reply = reply_to(transport, f"http://site.example:{server.port}/")
            assert "set-cookie" not in reply.headers
    for head in server.heads:
        assert b"cookie" not in head.lower()
        assert b"authorization" not in head.lower()
