"""The server: all hosts of a world in one process, ``python -m bench.links.server``.

It is told what to do by lines of JSON on its standard input, and answers each by one line.
Every address of this machine that stands for a host has the same two ports, one for http and
one for https; a request for a host with a name comes by the way of a proxy (CONNECT).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import resource
import socket
import ssl
import sys
from pathlib import Path
from typing import Any

from bench.links.connection import Connection
from bench.links.sets import address
from bench.links.stage import Stage
from bench.links.world import World

_BACKLOG = 1024
_FIRST_PORT, _LAST_PORT = 18000, 30000  # below those that the system gives to clients


class Hosts:
    """The listening sockets of all hosts."""

    def __init__(self, stage: Stage, hosts: int, authority: Any) -> None:
        self._stage = stage
        self._addresses = [address(number) for number in range(hosts)]
        self._authority = authority
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._listening: dict[tuple[str, str], asyncio.Server] = {}
        self.ports = {"http": 0, "https": 0}

    async def open(self) -> None:
        """Listen everywhere."""
        for scheme, first in (("http", _FIRST_PORT), ("https", _FIRST_PORT + 1)):
            self.ports[scheme], sockets = _bound(self._addresses, first)
            for host, bound in zip(self._addresses, sockets, strict=True):
                await self._listen(scheme, host, bound)

    async def close_some(self, hosts: frozenset[str]) -> None:
        """Refuse connections at these hosts, and take them at all others."""
        for scheme in self.ports:
            for host in self._addresses:
                server = self._listening.get((scheme, host))
                if host in hosts and server:
                    server.close()
                    del self._listening[scheme, host]
                elif host not in hosts and server is None:
                    await self._listen(scheme, host, _socket(host, self.ports[scheme]))

    def context(self, host: str) -> ssl.SSLContext:
        """The TLS context of a host, made when it is first needed."""
        if host not in self._contexts:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._authority.issue_cert(host).configure_cert(context)
            self._contexts[host] = context
        return self._contexts[host]

    async def _listen(self, scheme: str, host: str, bound: socket.socket) -> None:
        self._listening[scheme, host] = await asyncio.get_running_loop().create_server(
            lambda: Connection(self._stage, self.context, scheme, host),
            sock=bound,
            ssl=self.context(host) if scheme == "https" else None,
            backlog=_BACKLOG,
        )


def _bound(addresses: list[str], first: int) -> tuple[int, list[socket.socket]]:
    """A port that is free at all addresses, with a socket at each."""
    for port in range(first, _LAST_PORT, 2):
        sockets: list[socket.socket] = []
        try:
            for host in addresses:
                sockets.append(_socket(host, port))
            return port, sockets
        except OSError:
            for bound in sockets:
                bound.close()
    raise SystemExit("no port is free at all addresses of 127.0.0.0/8; this needs Linux")


def _socket(host: str, port: int) -> socket.socket:
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError:
        made.close()
        raise
    return made


async def _serve(hosts: int, folder: Path, delay_seconds: float) -> None:
    import trustme

    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    stage = Stage(delay_seconds)
    listening = Hosts(stage, hosts, authority)
    await listening.open()
    _say({"ports": listening.ports, "ca": str(folder / "ca.pem")})
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    while line := await reader.readline():
        _say(await _done(json.loads(line), stage, listening))


async def _done(order: dict[str, Any], stage: Stage, listening: Hosts) -> dict[str, Any]:
    match order["do"]:
        case "play":
            await listening.close_some(frozenset())
            stage.play(World(**order["world"]))
        case "trouble":
            stage.trouble = order["hosts"]
            closed = frozenset(host for host, name in order["hosts"].items() if name == "closed")
            await listening.close_some(closed)
            stage.hang_up(closed)
    return stage.counts()


def _say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


def main() -> None:
    """Serve until the standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--folder", type=Path, required=True, help="where the certificate authority is left")
    parser.add_argument("--delay", type=float, default=0.05, metavar="SECONDS", help="before each answer")
    arguments = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (hard if hard != resource.RLIM_INFINITY else max(soft, 65536), hard)
    )
    runner = asyncio.run
    with contextlib.suppress(ImportError):
        import uvloop

        runner = uvloop.run
    runner(_serve(arguments.hosts, arguments.folder, arguments.delay))


if __name__ == "__main__":
    main()
