"""A server of raw bytes: it speaks no protocol by itself, so that a test can break each rule of it."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from readinglist.web.asking.failures import RequestFailed
from readinglist.web.asking.timing import Deadline
from readinglist.web.asking.transports import Reply, Request, Transport

Conduct = Callable[["Wireside", socket.socket], None]


class Wireside:
    """What the server saw: how many connections, and the head of each request as it was sent."""

    def __init__(self, listener: socket.socket, conduct: Conduct) -> None:
        self.port = int(listener.getsockname()[1])
        self.connections = 0
        self.heads: list[bytes] = []
        self.ended = threading.Event()
        self._listener = listener
        self._conduct = conduct
        self._open: list[socket.socket] = []

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            threading.Thread(target=self._serve_one, args=(connection,), daemon=True).start()

    def head(self, connection: socket.socket) -> bytes:
        """The head of the next request; empty at the end of the connection."""
        data = b""
        while not data.endswith(b"\r\n\r\n"):
            piece = connection.recv(1)
            if not piece:
                return b""
            data += piece
        self.heads.append(data)
        return data

    def stop(self) -> None:
        self.ended.set()
        # Closing alone does not wake a thread that waits for a connection.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            connection.close()

    def _serve_one(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._conduct(self, connection)
        connection.close()


@contextmanager
def wireside(conduct: Conduct) -> Iterator[Wireside]:
    """Serve until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    server = Wireside(listener, conduct)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join(5)


def answers(*replies: bytes) -> Conduct:
    """Answer each request of a connection with the next of these bytes, the last again and again."""

    def conduct(server: Wireside, connection: socket.socket) -> None:
        waiting = list(replies)
        while server.head(connection):
            connection.sendall(waiting.pop(0) if len(waiting) > 1 else waiting[0])

    return conduct


def hangs_up_after(data: bytes) -> Conduct:
    """Answer with these bytes and close."""

    def conduct(server: Wireside, connection: socket.socket) -> None:
        server.head(connection)
        connection.sendall(data)

    return conduct


def goes_on(head: bytes, piece: bytes, seconds: float = 0.0) -> Conduct:
    """Answer with ``head`` and then ``piece`` again and again, with ``seconds`` between, without end."""

    def conduct(server: Wireside, connection: socket.socket) -> None:
        server.head(connection)
        connection.sendall(head)
        while not server.ended.wait(seconds):
            connection.sendall(piece)

    return conduct


def silent(server: Wireside, connection: socket.socket) -> None:
    """Take the connection and say nothing."""
    server.ended.wait()


def reset_after(count: int) -> Conduct:
    """Read ``count`` bytes and break the connection off with a reset."""

    def conduct(server: Wireside, connection: socket.socket) -> None:
        while count and not connection.recv(count):
            return
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return conduct


def unasked(conduct: Conduct) -> Conduct:
    """The same, but as soon as the first bytes arrive, whatever they are."""

    def at_once(server: Wireside, connection: socket.socket) -> None:
        server.head = lambda connection: connection.recv(9)  # type: ignore[method-assign]
        conduct(server, connection)

    return at_once


def over_tls(context: ssl.SSLContext, conduct: Conduct) -> Conduct:
    """The same, by TLS."""

    def within(server: Wireside, connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as safe:
            conduct(server, safe)

    return within


def request(url: str, **options: Any) -> Request:
    """A request that may go to this machine."""
    values = {"host": "the host", "headers": {}, "limit": 1000, "guarded": False, "direct": True}
    return Request(url, **{**values, **options})


def local_transport(environment: Mapping[str, str] | None = None, **options: Any) -> Transport:
    """A transport for which every name is a name of this machine."""
    return Transport(options.pop("resolve", lambda host: ("127.0.0.1",)), environment or {}, **options)


def fault(transport: Transport, url: str, seconds: float = 5.0, **options: Any) -> RequestFailed:
    """The fault that a request ends in, which must not come later than the deadline and a little."""
    began = time.monotonic()
    try:
        reply = transport.send(request(url, **options), Deadline(seconds, time.monotonic))
    except RequestFailed as error:
        assert time.monotonic() - began < seconds + 2
        return error
    raise AssertionError(f"there is a reply: {reply}")


def reply_to(transport: Transport, url: str, seconds: float = 5.0, **options: Any) -> Reply:
    """The reply to a request."""
    return transport.send(request(url, **options), Deadline(seconds, time.monotonic))
