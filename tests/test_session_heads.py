"""The head of a reply is read as `http.client` reads it, where that reads it right."""

from __future__ import annotations

import http.client
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.web.asking.replies import EndlessHead, LimitedResponse

TOKEN = st.text("abcXYZ019-_.!", min_size=1, max_size=12)
VALUE = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f\x85"), max_size=30
)
TELLING = st.sampled_from(
    [
        ("Content-Length", "12"),
        ("Content-Length", "x"),
        ("Content-Length", "-1"),
        ("Content-Length", ""),
        ("Transfer-Encoding", "chunked"),
        ("TRANSFER-ENCODING", "Chunked"),
        ("Transfer-Encoding", "gzip"),
        ("Connection", "close"),
        ("connection", "Keep-Alive"),
    ]
)


class _Wire:
    def __init__(self, data: bytes) -> None:
        self.data = data

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(io.BytesIO(self.data))  # type: ignore[arg-type]


def read(kind: type[http.client.HTTPResponse], data: bytes, method: str = "GET") -> Any:
    response = kind(_Wire(data), method=method)  # type: ignore[arg-type]
    response.begin()
    return response


def facts(response: Any) -> tuple[object, ...]:
    body = response.length, response.chunked, response.will_close
    return response.status, response.version, response.reason, body, response.headers.items()


@given(
    version=st.sampled_from(["1.0", "1.1"]),
    status=st.sampled_from([200, 204, 206, 301, 304, 404, 503]),
    fields=st.lists(TELLING | st.tuples(TOKEN, VALUE), max_size=12),
    method=st.sampled_from(["GET", "HEAD"]),
    end=st.sampled_from(["\r\n", "\n"]),
)
def test_a_head_says_what_http_client_reads_in_it(
    version: str, status: int, fields: list[tuple[str, str]], method: str, end: str
) -> None:
    lines = [f"HTTP/{version} {status} As it is", *(f"{name}: {value.strip()}" for name, value in fields)]
    data = (end.join(lines) + end * 2).encode("latin-1") + b"body"
    ours, theirs = (read(kind, data, method) for kind in (LimitedResponse, http.client.HTTPResponse))
    assert facts(ours) == facts(theirs)
    assert ours.fp.read() == theirs.fp.read() == b"body"


def test_replies_before_the_reply_are_passed_over() -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + b"HTTP/1.1 100 Continue\r\n\r\n"
    response = read(LimitedResponse, hints + b"HTTP/1.1 404 Not Found\r\nX: y\r\n\r\n")
    assert (response.status, response.headers.items()) == (404, [("X", "y")])


def test_a_switch_to_another_protocol_is_a_reply_without_a_body() -> None:
    response = read(LimitedResponse, b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n")
    assert (response.status, response.length) == (101, 0)


@pytest.mark.parametrize("line", [b"no colon", b": no name", b" folded onto nothing", b"name : with space"])
def test_a_line_that_is_no_header_is_left_out(line: bytes) -> None:
    assert read(LimitedResponse, b"HTTP/1.1 200 OK\r\n" + line + b"\r\nX: y\r\n\r\n").headers["X"] == "y"


@pytest.mark.parametrize(("count", "fits"), [(100, True), (101, False)])
def test_a_hundred_headers_are_read_and_no_more(count: int, fits: bool) -> None:
    data = b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * count + b"\r\n"
    if fits:
        assert len(read(LimitedResponse, data).headers.items()) == count
    else:
        with pytest.raises(EndlessHead):
            read(LimitedResponse, data)


@given(st.binary(max_size=200))
def test_no_bytes_make_it_fail_otherwise_than_as_http(data: bytes) -> None:
    for whole in (data, b"HTTP/1.1 200 OK\r\n" + data):
        try:
            read(LimitedResponse, whole)
        except http.client.HTTPException:
            continue
