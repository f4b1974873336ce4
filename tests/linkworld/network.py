"""The names and addresses of the world: made-up public addresses, each led to a port of this machine."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from ipaddress import ip_address
from typing import Any, NamedTuple

from linkworld.behaviour import PUBLIC, Door, Host

Connect = Callable[..., socket.socket]


class Ports(NamedTuple):
    """Where, on this machine, connections to port 80 and 443 of a host end; and those to other doors."""

    plain: int
    tls: int
    doors: Mapping[Door, int]

    def behind(self, door: Door, port: int) -> int | None:
        """``None``: nothing is there."""
        if door in self.doors:
            return self.doors[door]
        if door == "plain":
            return self.plain
        return {80: self.plain, 443: self.tls}.get(port)


class Network:
    """Looks names up and leads connections; keeps what was looked up and what went astray.

    ``strays`` are the connections that somebody tried to an address that is none of the
    world: there must never be one. Hosts that are ``down`` take no connection, and those that are
    ``unnamed`` are not found; ``offline`` is
    what every look-up meets where there is nobody at all.
    """

    def __init__(self, hosts: Mapping[str, Host], ports: Ports) -> None:
        self._hosts = dict(hosts)
        self._ports = ports
        self._addresses = {host: _made_up(number) for number, host in enumerate(hosts)}
        self._names = {address: host for host, address in self._addresses.items()}
        self._lock = threading.Lock()
        self.lookups: Counter[str] = Counter()
        self.connected: list[tuple[str, int]] = []
        self.strays: list[tuple[str, int]] = []
        self.down: set[str] = set()
        self.unnamed: set[str] = set()
        self.offline: OSError | None = None

    def resolve(self, host: str) -> Sequence[str]:
        """The addresses of ``host``, as `socket.getaddrinfo` would give them.

        Raises:
            socket.gaierror: there is no such host, or no network.
        """
        name = host.lower().rstrip(".").strip("[]")
        with self._lock:
            before = self.lookups[name]
            self.lookups[name] += 1
        if literal := _literal(name):
            return (literal,)
        if name == "localhost" or name.endswith(".localhost"):
            return ("127.0.0.1", "::1")
        if self.offline:
            raise self.offline
        if name not in self._hosts or name in self.unnamed:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        lookups = self._hosts[name].lookups
        found = lookups[min(before, len(lookups) - 1)]
        if isinstance(found, OSError):
            raise found
        return tuple(self._addresses[name] if address == PUBLIC else address for address in found)

    def address_of(self, host: str) -> str:
        """The made-up public address of ``host``."""
        return self._addresses[host]

    def leading(self, connect: Connect) -> Connect:
        """``connect(address, port, …)`` that leads the world's addresses to this machine, others nowhere."""

        def led(address: str, port: int, *rest: Any, **options: Any) -> socket.socket:
            host = self._names.get(address)
            with self._lock:
                (self.strays if host is None else self.connected).append((address, port))
            if host is None or self.offline:
                raise OSError(101, "Network is unreachable")
            if host in self.down:
                raise ConnectionRefusedError(111, "Connection refused")
            there = self._ports.behind(self._hosts[host].door, port)
            if there is None:
                raise ConnectionRefusedError(111, "Connection refused")
            return connect("127.0.0.1", there, *rest, **options)

        return led


def _made_up(number: int) -> str:
    """A public address; every seventh is of IPv6. Nobody is ever asked there."""
    if number % 7 == 6:
        return f"2a00:1450:4001::{number + 1:x}"
    return f"93.184.{number // 250}.{number % 250 + 1}"


def _literal(name: str) -> str | None:
    """The address that ``name`` already is, in any spelling that `socket.getaddrinfo` takes."""
    try:
        return str(ip_address(name))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(name)) if name[:1].isdigit() else None
    except OSError:
        return None


@contextmanager
def doors() -> Iterator[dict[Door, int]]:
    """Ports behind which there is no web server, until the block ends."""
    with ExitStack() as stack:
        closed, silent, full, broken = (stack.enter_context(_bound()) for _ in range(4))
        silent.listen(64)
        full.listen(0)
        _fill(full, stack)
        broken.listen(64)
        stack.enter_context(_hanging_up(broken))
        yield {
            "closed": closed.getsockname()[1],
            "silent": silent.getsockname()[1],
            "full": full.getsockname()[1],
            "broken": broken.getsockname()[1],
        }


def _bound() -> socket.socket:
    made = socket.socket()
    made.bind(("127.0.0.1", 0))
    return made


def _fill(door: socket.socket, stack: ExitStack) -> None:
    # A listener keeps one connection more than its backlog; what comes after waits for an answer.
    for _ in range(2):
        waiting = stack.enter_context(socket.socket())
        waiting.setblocking(False)
        waiting.connect_ex(door.getsockname())


@contextmanager
def _hanging_up(door: socket.socket) -> Iterator[None]:
    """Take connections at ``door``, and close each at the first word."""
    ended = threading.Event()
    door.settimeout(0.05)

    def serve() -> None:
        while not ended.is_set():
            try:
                connection, _ = door.accept()
            except OSError:
                continue
            with connection:
                connection.settimeout(1)
                try:
                    connection.recv(1)
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
