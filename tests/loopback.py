"""A web server on this machine that does as a test tells it, and writes down who came when."""

from __future__ import annotations

import contextlib
import gzip
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

Behaviour = Callable[[BaseHTTPRequestHandler], None]


class Arrival(NamedTuple):
    """A request: when it came (`time.monotonic`), what it asked, its headers by names in lower case."""

    at: float
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]


def reply(
    body: bytes | str = b"",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    content_type: str = "application/json",
) -> Behaviour:
    """Answer in full; HEAD without the body."""
    data = body.encode() if isinstance(body, str) else body

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        sent = {"Content-Type": content_type, "Content-Length": str(len(data)), **(headers or {})}
        for name, value in sent.items():
            handler.send_header(name, value)
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(data)

    return behave


def redirect(location: str, status: int = 302) -> Behaviour:
    """Send the asker on."""
    return reply(status=status, headers={"Location": location}, content_type="text/html")


def packed(body: bytes, *, keep: float = 1.0, bomb: int = 1) -> Behaviour:
    """Answer gzipped; ``bomb`` times the body, and of what that gives only the part ``keep``."""

    @cache
    def data() -> bytes:
        # Packing a bomb takes a while, and most runs ask for none.
        whole = gzip.compress(body * bomb)
        return whole[: int(len(whole) * keep)]

    return lambda handler: reply(data(), headers={"Content-Encoding": "gzip"})(handler)


def drip(head: bytes, piece: bytes, seconds: float) -> Behaviour:
    """Send ``head`` at once and then ``piece`` again and again, with ``seconds`` between, without end."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        while not handler.server.ended.wait(seconds):  # type: ignore[attr-defined]
            handler.wfile.write(piece)

    return behave


def raw(data: bytes) -> Behaviour:
    """Send these bytes and hang up."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(data)
        handler.close_connection = True

    return behave


class Loopback:
    """What the server was told and what it saw.

    ``script[path]`` is a behaviour, or several, of which the last stays. A path without
    script is answered with 404.
    """

    def __init__(self, server: ThreadingHTTPServer, scheme: str) -> None:
        self.url = f"{scheme}://localhost:{server.server_address[1]}"
        self.port = int(server.server_address[1])
        self.script: dict[str, Behaviour | list[Behaviour]] = {}
        self.arrivals: list[Arrival] = []
        self.most_at_once = 0
        self._now = 0
        self._lock = threading.Lock()

    def enter(self, arrival: Arrival) -> Behaviour:
        with self._lock:
            self.arrivals.append(arrival)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
            script = self.script.get(arrival.path, reply("nothing here", 404, content_type="text/plain"))
            if isinstance(script, list):
                return script.pop(0) if len(script) > 1 else script[0]
            return script

    def leave(self) -> None:
        with self._lock:
            self._now -= 1

    def paths(self) -> list[str]:
        return [arrival.path for arrival in self.arrivals]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    book: Loopback

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.ended = threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # With the delays of Nagle's algorithm a reply in two pieces takes 40 ms.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        book: Loopback = self.server.book  # type: ignore[attr-defined]
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        behave = book.enter(Arrival(time.monotonic(), parts.path, parse_qs(parts.query), headers))
        try:
            behave(self)
        except OSError:
            self.close_connection = True
        finally:
            book.leave()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def loopback(context: ssl.SSLContext | None = None) -> Iterator[Loopback]:
    """Serve until the block ends; with a TLS ``context``, by https."""
    server = _Server(("127.0.0.1", 0), _Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.book = Loopback(server, "https" if context else "http")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.book
    finally:
        server.ended.set()
        server.shutdown()
        thread.join()
        with contextlib.suppress(OSError):
            server.server_close()
