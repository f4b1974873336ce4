"""Connections that keep to the deadline of a request and to addresses that were checked.

A time limit on each read, which is all that `requests` has, never ends a server that
sends one byte a second. These sockets are given, before each read, only what is left of
the whole request. And they connect to the very address that was checked, so that a name
that answers differently on the second look-up gains nothing.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from readinglist.web.asking import failures, guard
from readinglist.web.asking.deadline import seconds_left
from readinglist.web.asking.failures import Fault
from readinglist.web.asking.heads import LimitedResponse

_MOST_ADDRESSES = 4
_LONGEST_CONNECT_SECONDS = 10.0


class _PlainSocket(socket.socket):
    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        self.settimeout(seconds_left())
        return super().recv_into(buffer, nbytes, flags)


class TlsSocket(ssl.SSLSocket):
    """A TLS socket that reads within the deadline of its thread."""

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        """Read; a connection that is broken is closed as well.

        `ssl` reads once before the handshake, and some versions of it leave the socket open if that fails.
        """
        try:
            return super().recv(buflen, flags)
        except ConnectionError:
            self.close()
            raise

    def recv_into(self, buffer: Any, nbytes: int | None = None, flags: int = 0) -> int:
        """Read, with what is left of the request as time limit."""
        self.settimeout(seconds_left())
        return super().recv_into(buffer, nbytes, flags)


class Rules(NamedTuple):
    """Where a connection may lead: how names are looked up, and whether it is for a stranger's link.

    If ``guarded``, every address must be on the open internet, and the port 80, 443 or one
    of ``allow_ports``.
    """

    resolve: guard.Resolver
    guarded: bool
    allow_ports: Collection[int] = ()


def connect(host: str, port: int, options: Sequence[tuple[Any, ...]], rules: Rules) -> socket.socket:
    """A connection to the first address of ``host`` that takes one.

    Raises:
        Fault: there is no address that may be connected to, or none takes a connection.
    """
    if rules.guarded:
        guard.check_port(host, port, rules.allow_ports)
    found = guard.addresses(host, rules.resolve, guarded=rules.guarded)[:_MOST_ADDRESSES]
    failure: OSError = OSError("it has no address")
    for count, address in enumerate(found):
        try:
            seconds = min(_LONGEST_CONNECT_SECONDS, seconds_left() / (len(found) - count))
            return _connected(address, port, options, seconds)
        except OSError as error:
            failure = error
    if isinstance(failure, TimeoutError):
        raise Fault(
            f"{host} could not be reached: it takes no connection in time", kind="timeout", unreachable=True
        ) from failure
    kind: failures.FaultKind = "reset" if isinstance(failure, ConnectionResetError) else "refused"
    raise failures.unreachable(host, (failure.strerror or str(failure)).lower(), kind=kind) from failure


def _connected(address: str, port: int, options: Sequence[tuple[Any, ...]], seconds: float) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    connection = _PlainSocket(family, socket.SOCK_STREAM)
    try:
        for option in options:
            connection.setsockopt(*option)
        connection.settimeout(seconds)
        connection.connect((address, port))
        # What reads from here on is the TLS handshake, which knows no limit but this.
        connection.settimeout(seconds_left())
    except BaseException:
        connection.close()
        raise
    return connection


def pools(rules: Rules) -> dict[str, type[HTTPConnectionPool]]:
    """The pools of connections by scheme, for `urllib3.PoolManager.pool_classes_by_scheme`."""

    def reach(connection: HTTPConnection) -> socket.socket:
        options = connection.socket_options or ()
        if connection.proxy is None:
            return connect(connection.host, connection.port or 80, options, rules)
        try:
            # The host of the connection is the proxy, which the user chose.
            return connect(connection.host, connection.port or 80, options, rules._replace(guarded=False))
        except Fault as fault:
            fault.kind = "proxy"
            raise

    class Plain(HTTPConnection):
        response_class = LimitedResponse

        def _new_conn(self) -> socket.socket:
            return reach(self)

    class Tls(HTTPSConnection):
        response_class = LimitedResponse

        def _new_conn(self) -> socket.socket:
            return reach(self)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = Tls

    return {"http": PlainPool, "https": TlsPool}
