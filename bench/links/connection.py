"""One connection to a host: requests in, replies out, in the manner that the reply asks for."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

from bench.links.replies import Reply, Visit, head_of
from bench.links.stage import Stage

_DRIP_SECONDS = 0.5
_PIECE = b"0" * 65536
_NO_LINGER = struct.pack("ii", 1, 0)


class Connection(asyncio.Protocol):
    """What a client is connected with; the host is known by the address that it connected to.

    Args:
        stage: who knows the answers.
        context: the TLS context of a host, for requests that come by CONNECT.
        scheme: ``http`` or ``https``.
        host: the address.
    """

    def __init__(
        self, stage: Stage, context: Callable[[str], ssl.SSLContext], scheme: str, host: str
    ) -> None:
        self.host = host
        self._stage = stage
        self._context = context
        self._scheme = scheme
        self._loop = asyncio.get_running_loop()
        self._received = b""
        self._busy = False
        self._gone = False
        self._room = asyncio.Event()
        self._room.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there, or has agreed on TLS."""
        self._transport = cast(asyncio.Transport, transport)
        if self not in self._stage.connections:
            self._stage.connections.add(self)
            self._stage.accepted += 1

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        self._gone = True
        self._room.set()
        self._stage.connections.discard(self)

    def pause_writing(self) -> None:
        """The client does not take more for now."""
        self._room.clear()

    def resume_writing(self) -> None:
        """It does again."""
        self._room.set()

    def data_received(self, data: bytes) -> None:
        """Some bytes of a request."""
        self._received += data
        self._next()

    def break_off(self) -> None:
        """End the connection so that the client sees an error (RST)."""
        raw = self._transport.get_extra_info("socket")
        if raw is not None and raw.fileno() >= 0:
            with contextlib.suppress(OSError):
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self._transport.abort()

    def _next(self) -> None:
        """Take the next request, if it is there and the last one is done."""
        if self._busy or b"\r\n\r\n" not in self._received:
            return
        request, _, self._received = self._received.partition(b"\r\n\r\n")
        line, *fields = request.decode("latin-1").split("\r\n")
        method, target, *_ = (*line.split(" "), "", "")
        self._busy = True
        if method == "CONNECT":
            self._loop.create_task(self._tunnel(target.partition(":")[0]))
            return
        headers = {
            name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)
        }
        visit, host = self._visit(method, target, headers.get("if-none-match", ""))
        reply = self._stage.enter(host, visit)
        self._loop.call_later(self._stage.delay_seconds, self._reply, host, method, reply)

    def _visit(self, method: str, target: str, etag: str) -> tuple[Visit, str]:
        host = self.host
        if not target.startswith("/"):
            parts = urlsplit(target)
            host, target = parts.hostname or host, f"{parts.path or '/'}?{parts.query}"
        path, _, query = target.partition("?")
        return Visit(method, path, etag=etag, query=query), host

    def _reply(self, host: str, method: str, reply: Reply) -> None:
        self._stage.leave(host)
        if self._gone or reply.manner == "silence":
            return
        if reply.manner == "reset":
            self.break_off()
            return
        body = b"" if method == "HEAD" or reply.status == 304 else reply.body
        rest = 0 if not body else reply.announced - len(body)
        if reply.manner == "whole" and not rest:
            self._transport.write(head_of(reply) + body)
            self._done()
        elif method == "HEAD" and reply.manner != "drip_head":
            self._transport.write(head_of(reply))
            self._done()
        else:
            self._loop.create_task(self._slowly(reply, head_of(reply), body, rest))

    async def _slowly(self, reply: Reply, head: bytes, body: bytes, rest: int) -> None:
        """Send what takes long."""
        if reply.manner == "drip_head":
            await self._drip(head + body)
        elif reply.manner == "drip_body":
            self._transport.write(head)
            await self._drip(body)
        else:
            self._transport.write(head + body)
            await self._fill(None if reply.manner == "endless" else rest)
        if not self._gone:
            self._done()

    async def _drip(self, data: bytes) -> None:
        for byte in data:
            if self._gone:
                return
            self._transport.write(bytes((byte,)))
            await asyncio.sleep(_DRIP_SECONDS)

    async def _fill(self, rest: int | None) -> None:
        """Send zeros, so many or for ever, as fast as the client takes them."""
        while not self._gone and rest != 0:
            piece = _PIECE if rest is None else _PIECE[:rest]
            self._transport.write(piece)
            rest = None if rest is None else rest - len(piece)
            await asyncio.sleep(0)
            await self._room.wait()

    async def _tunnel(self, host: str) -> None:
        """Become the host that the client wants to be led to."""
        self._transport.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self.host = host
        with contextlib.suppress(OSError, ssl.SSLError):
            transport = await self._loop.start_tls(
                self._transport, self, self._context(host), server_side=True
            )
            if transport is not None:
                self._transport = transport
                self._done()

    def _done(self) -> None:
        self._busy = False
        self._next()
