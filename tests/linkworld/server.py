"""One server for all hosts, with and without TLS: it goes by the Host header, and writes down who came."""

from __future__ import annotations

import contextlib
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any, NamedTuple

from loopback import Behaviour as Answer

Routes = Callable[[str, str], Answer]
"""From a host and the address of a page on it, absolute, to what is answered."""
Context = Callable[[str], ssl.SSLContext | int]


class Visit(NamedTuple):
    """A request as it arrived; ``at`` is by `time.monotonic`, names of headers are in lower case."""

    at: float
    method: str
    host: str
    url: str
    headers: tuple[tuple[str, str], ...]
    server_name: str | None

    def header(self, name: str) -> str | None:
        """The first header of this name."""
        return next((value for key, value in self.headers if key == name), None)


class Book:
    """All visits, and how many there were at a time at each host; ``night`` and ``now`` are for answers."""

    def __init__(self) -> None:
        self.visits: list[Visit] = []
        self.night = 0
        self.now: Callable[[], float] = time.time
        self.most_at_once: Counter[str] = Counter()
        self._now: Counter[str] = Counter()
        self._seen: Counter[str] = Counter()
        self._lock = threading.Lock()

    def enter(self, visit: Visit) -> int:
        """Write a visit down; how often its page was asked for before."""
        with self._lock:
            before = self._seen[visit.url]
            self._seen[visit.url] += 1
            self.visits.append(visit)
            self._now[visit.host] += 1
            self.most_at_once[visit.host] = max(self.most_at_once[visit.host], self._now[visit.host])
            return before

    def leave(self, visit: Visit) -> None:
        with self._lock:
            self._now[visit.host] -= 1

    def forget(self) -> None:
        """Begin anew: no page was ever asked for."""
        with self._lock:
            self.visits.clear()
            self.most_at_once.clear()
            self._seen.clear()

    def of(self, host: str) -> list[Visit]:
        return [visit for visit in self.visits if visit.host == host]

    def gaps(self, host: str) -> list[float]:
        """Seconds between the arrivals at ``host``, one after the other."""
        return [later - earlier for earlier, later in pairwise(visit.at for visit in self.of(host))]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    scheme = "http"
    book: Book
    routes: Routes

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.ended = threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up, and those that do not like a certificate, are part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server
    visits = 0

    def do_GET(self) -> None:
        visit = self._visit()
        self.visits = self.server.book.enter(visit)
        try:
            self.server.routes(visit.host, visit.url)(self)
        except OSError:
            self.close_connection = True
        finally:
            self.server.book.leave(visit)

    def do_HEAD(self) -> None:
        self.do_GET()

    def _visit(self) -> Visit:
        host = (self.headers.get("Host") or "").lower()
        headers = tuple((name.lower(), value) for name, value in self.headers.items())
        name = getattr(self.connection, "asked_name", None)
        url = f"{self.server.scheme}://{host}{self.path}"
        return Visit(time.monotonic(), self.command, host, url, headers, name)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(book: Book, routes: Routes, context_of: Context | None = None) -> Iterator[int]:
    """Serve until the block ends; with ``context_of``, by TLS. Gives the port."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.book, server.routes = book, routes
    if context_of is not None:
        server.scheme = "https"
        server.socket = _outer_context(context_of).wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.ended.set()
        server.shutdown()
        thread.join()
        with contextlib.suppress(OSError):
            server.server_close()


def _outer_context(context_of: Context) -> ssl.SSLContext:
    """A context that takes on another one for each name that is asked for."""

    def choose(connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext) -> int | None:
        chosen = context_of(name or "")
        if isinstance(chosen, int):
            return chosen
        connection.context = chosen
        connection.asked_name = name  # type: ignore[union-attr]
        return None

    outer = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    outer.sni_callback = choose
    return outer
