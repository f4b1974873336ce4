"""One server for all services: the first part of a path names the host that is stood in for."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

import requests


class Request(NamedTuple):
    """A request as it arrived; ``at`` is by `time.monotonic`, header names are in lower case."""

    at: float
    host: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]

    @property
    def agent(self) -> str:
        return self.headers.get("user-agent", "")

    @property
    def gives_contact(self) -> bool:
        """Whether it says whom to write to, in either of the two ways that services ask for."""
        return "@" in self.query.get("mailto", "") or "mailto:" in self.agent


class Reply(NamedTuple):
    """What is sent back; ``delay_seconds`` passes before its first byte."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = {}
    delay_seconds: float = 0.0


Service = Callable[[Request], Reply]
Fault = Callable[[Reply], Reply]


def as_json(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(status, json.dumps(value).encode(), "application/json", headers or {})


def as_text(text: str, status: int = 200, **headers: str) -> Reply:
    return Reply(status, text.encode(), "text/plain", headers)


def slow(seconds: float) -> Fault:
    """The right answer, late."""
    return lambda reply: reply._replace(delay_seconds=seconds)


def cut_short(reply: Reply) -> Reply:
    """The first half of the right answer."""
    return reply._replace(body=reply.body[: len(reply.body) // 2])


class StandIn:
    """What is served at each host, what goes wrong there, and what was asked.

    ``services[host]`` answers for a host; a host without service is answered with 404.
    """

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.services: dict[str, Service] = {}
        self.requests: list[Request] = []
        self.most_at_once: Counter[str] = Counter()
        self.ended = threading.Event()
        self._faults: dict[str, list[Fault]] = {}
        self._lasting: dict[str, Fault] = {}
        self._now: Counter[str] = Counter()
        self._lock = threading.Lock()

    @property
    def base_urls(self) -> dict[str, str]:
        """What the polite session is told, so that it asks here in place of the real hosts."""
        return {"*": self.url}

    def fail(self, host: str, *faults: Fault | Reply, always: bool = False) -> None:
        """Let the next answers of ``host`` go wrong, one a fault, or all with the one fault from now on."""
        made = [_fault(fault) for fault in faults]
        with self._lock:
            if always:
                self._lasting[host] = made[0]
            else:
                self._faults.setdefault(host, []).extend(made)

    def mend(self) -> None:
        """End all faults."""
        with self._lock:
            self._faults.clear()
            self._lasting.clear()

    def forget(self) -> None:
        """Forget what was asked."""
        with self._lock:
            self.requests.clear()
            self.most_at_once.clear()

    def of(self, host: str) -> list[Request]:
        return [request for request in self.requests if request.host == host]

    @property
    def counts(self) -> Counter[str]:
        """How many requests came for each host."""
        return Counter(request.host for request in self.requests)

    def gaps(self, host: str) -> list[float]:
        """Seconds between the arrivals at ``host``, one after the other."""
        times = [request.at for request in self.of(host)]
        return [later - earlier for earlier, later in pairwise(times)]

    def get(self, address: str, **options: Any) -> requests.Response:
        """What is answered to an address without its scheme; redirects are not followed."""
        return requests.get(f"{self.url}/{address}", timeout=10, allow_redirects=False, **options)

    def answer(self, request: Request) -> Reply:
        with self._lock:
            self.requests.append(request)
            queue = self._faults.get(request.host)
            fault = queue.pop(0) if queue else self._lasting.get(request.host)
        service = self.services.get(request.host)
        reply = service(request) if service else as_text("There is nobody of this name.\n", 404)
        return fault(reply) if fault else reply

    @contextmanager
    def counted(self, host: str) -> Iterator[None]:
        """For as long as a request is answered."""
        with self._lock:
            self._now[host] += 1
            self.most_at_once[host] = max(self.most_at_once[host], self._now[host])
        try:
            yield
        finally:
            with self._lock:
                self._now[host] -= 1


def _fault(fault: Fault | Reply) -> Fault:
    return (lambda _: fault) if isinstance(fault, Reply) else fault


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    stand_in: StandIn

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        stand_in = self.server.stand_in  # type: ignore[attr-defined]
        request = self._request()
        try:
            with stand_in.counted(request.host):
                reply = stand_in.answer(request)
                stand_in.ended.wait(reply.delay_seconds)
                self._send(reply)
        except OSError:
            self.close_connection = True

    def do_HEAD(self) -> None:
        self.do_GET()

    def _request(self) -> Request:
        parts = urlsplit(self.path)
        host, _, path = parts.path.lstrip("/").partition("/")
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(time.monotonic(), host.lower(), f"/{unquote(path)}", query, headers)

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        sent = {
            "Content-Type": reply.content_type,
            "Content-Length": str(len(reply.body)),
            **reply.headers,
        }
        for name, value in sent.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(services: Mapping[str, Service] | None = None) -> Iterator[StandIn]:
    """Serve until the block ends."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.stand_in = StandIn(int(server.server_address[1]))
    server.stand_in.services.update(services or {})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.stand_in
    finally:
        server.stand_in.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()
