"""What a server does with one request: in full, in part, late, wrongly, or not at all.

An answer is a function of the handler that took the request. `loopback` has the plain
ones; here are those that look at the method, or at how often the page was asked for.
"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
from collections.abc import Mapping
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from typing import Any

from loopback import Behaviour as Answer
from loopback import redirect, reply
from standin.server import Reply

HTML = "text/html; charset=utf-8"


def served(page: Reply) -> Answer:
    """The page of a stand-in."""
    return reply(page.body, page.status, page.headers, page.content_type)


def html(text: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """A page."""
    return reply(text, status, headers, HTML)


def by_method(head: Answer, get: Answer) -> Answer:
    """Answer HEAD in another way than GET."""
    return lambda handler: (head if handler.command == "HEAD" else get)(handler)


def in_turn(*answers: Answer) -> Answer:
    """The first request gets the first answer, and so on; the last answer stays."""
    return lambda handler: answers[min(visits(handler), len(answers) - 1)](handler)


def by_night(*answers: Answer) -> Answer:
    """The first night's requests get the first answer, and so on; the last answer stays."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        answers[min(_book(handler).night, len(answers) - 1)](handler)

    return behave


def visits(handler: BaseHTTPRequestHandler) -> int:
    """How often this page was asked for before."""
    return int(getattr(handler, "visits", 0))


def sent_to(location: str, status: int = 302) -> Answer:
    """A redirect whose Location has these characters as UTF-8 bytes, as careless servers send them."""
    return redirect(location.encode().decode("latin-1"), status)


def later(seconds: int, status: int = 429) -> Answer:
    """Ask for patience, in seconds."""
    return html("<h1>Too Many Requests</h1>", status, {"Retry-After": str(seconds)})


def later_by_date(seconds: float, status: int = 429) -> Answer:
    """Ask for patience, until a time of day that is ``seconds`` away."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        now = float(_book(handler).now())
        at = formatdate(now + seconds, usegmt=True)
        html("<h1>Too Many Requests</h1>", status, {"Retry-After": at})(handler)

    return behave


def unchanged_if(name: str, value: str, page: Answer) -> Answer:
    """304 without a body to a request that carries ``value`` in the header ``name``; else the page."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        if handler.headers.get(name) == value:
            bare(304)(handler)
        else:
            page(handler)

    return behave


def bare(status: int, headers: Mapping[str, str] | None = None) -> Answer:
    """A status and headers, without body and without saying how long that is."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        handler.end_headers()

    return behave


def wire(head: bytes, body: bytes = b"") -> Answer:
    """These bytes, the second part not to HEAD, and then the end of the connection."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head + (b"" if handler.command == "HEAD" else body))
        handler.close_connection = True

    return behave


def without_end(head: bytes, piece: bytes) -> Answer:
    """``head``, and then ``piece`` again and again, almost as fast as it is taken, for as long as it is."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        handler.wfile.write(head)
        if handler.command == "HEAD" and head.endswith(b"\r\n\r\n"):
            return
        # Without a breath, server and client would take all the time of the machine for this.
        while not _ended(handler).wait(0.005):
            handler.wfile.write(piece)

    return behave


def late(seconds: float, answer: Answer) -> Answer:
    """The answer, so many seconds after the request."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        _ended(handler).wait(seconds)
        answer(handler)

    return behave


def hang(handler: BaseHTTPRequestHandler) -> None:
    """Say nothing until the world ends."""
    _ended(handler).wait()
    handler.close_connection = True


def reset(handler: BaseHTTPRequestHandler) -> None:
    """Break the connection off, so that the other side reads an error and no end."""
    handler.close_connection = True
    connection: socket.socket = handler.connection
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with contextlib.suppress(OSError):
        os.close(connection.detach())


def _book(handler: BaseHTTPRequestHandler) -> Any:
    return handler.server.book  # type: ignore[attr-defined]


def _ended(handler: BaseHTTPRequestHandler) -> Any:
    return handler.server.ended  # type: ignore[attr-defined]
