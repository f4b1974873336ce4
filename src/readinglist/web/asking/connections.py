"""Connections that keep to the deadline of a request and to addresses that were checked.

A time limit on each read, which is all that `requests` has, never ends a server that
sends one byte a second. These sockets are given, before each read, only what is left of
the whole request. And they connect to the very address that was checked, so that a name
that answers differently on the second look-up gains nothing (DNS rebinding).
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import certifi
import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from readinglist.web.asking import failures, guard
from readinglist.web.asking.failures import RequestFailed
from readinglist.web.asking.replies import LimitedResponse
from readinglist.web.asking.timing import seconds_left

# A name with dozens of dead addresses must not use up the time of the request.
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
    """Connect to the first address of ``host`` that takes a connection.

    Raises:
        RequestFailed: there is no address that may be connected to, or none takes a connection.
    """
    if rules.guarded:
        guard.check_port(host, port, rules.allow_ports)
    found = guard.addresses(host, rules.resolve, guarded=rules.guarded)[:_MOST_ADDRESSES]
    failure: OSError = OSError("it has no address")
    for count, address in enumerate(found):
        try:
            # Each address gets its share of the time, so that a dead one leaves some to the next.
            seconds = min(_LONGEST_CONNECT_SECONDS, seconds_left() / (len(found) - count))
            return _connect_to(address, port, options, seconds)
        except OSError as error:
            failure = error
    # Not `failures.unreachable`: after a time-out, asking once more would only take as long again.
    if isinstance(failure, TimeoutError):
        raise RequestFailed(
            f"{host} could not be reached: it takes no connection in time", kind="timeout", unreachable=True
        ) from failure
    kind: failures.FailureKind = "reset" if isinstance(failure, ConnectionResetError) else "refused"
    raise failures.unreachable(host, (failure.strerror or str(failure)).lower(), kind=kind) from failure


def _connect_to(address: str, port: int, options: Sequence[tuple[Any, ...]], seconds: float) -> socket.socket:
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


def pool_classes(rules: Rules) -> dict[str, type[HTTPConnectionPool]]:
    """Return the pools of connections by scheme, for `urllib3.PoolManager.pool_classes_by_scheme`."""

    def reach(connection: HTTPConnection) -> socket.socket:
        options = connection.socket_options or ()
        if connection.proxy is None:
            return connect(connection.host, connection.port or 80, options, rules)
        try:
            # The host of the connection is the proxy, which the user chose.
            return connect(connection.host, connection.port or 80, options, rules._replace(guarded=False))
        except RequestFailed as failure:
            failure.kind = "proxy"  # says nothing of the host that was asked for
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


class Adapter(HTTPAdapter):
    """Keeps connections open; the CA bundle is read once for all of them.

    It is used without a `requests.Session`, which would look for cookies, for passwords in
    netrc, and follow redirects; nothing of that is wanted.

    Args:
        context: what all TLS connections are made with.
        rules: where connections may lead.
        hosts: for how many hosts connections are kept open.
        per_host: how many of them at one host.
    """

    def __init__(self, context: ssl.SSLContext, rules: Rules, hosts: int, per_host: int) -> None:
        self._context = context
        self._pools = pool_classes(rules)
        super().__init__(pool_connections=hosts, pool_maxsize=per_host)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        """Make the pools ours."""
        super().init_poolmanager(connections, maxsize, block, ssl_context=self._context, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """Return the pools of a proxy, which are ours as well."""
        manager = super().proxy_manager_for(proxy, ssl_context=self._context, **options)
        # A SOCKS manager has pools of its own, which speak that protocol.
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = self._pools
        return manager

    def get_connection_with_tls_context(
        self, request: requests.PreparedRequest, verify: Any, proxies: Any = None, cert: Any = None
    ) -> Any:
        """Return the connections to the host of the request."""
        if proxies:
            return super().get_connection_with_tls_context(request, verify, proxies, cert)
        # Without the work that `requests` does for certificates and proxies at each request.
        place, _ = self.build_connection_pool_key_attributes(request, verify)
        return self.poolmanager.connection_from_host(**place)

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> Any:
        """What tells one pool from another: the place alone, for there is only one TLS context."""
        parts = urlsplit(request.url or "")
        return {"scheme": parts.scheme, "host": parts.hostname, "port": parts.port}, {}

    def request_url(self, request: requests.PreparedRequest, proxies: Any) -> str:
        """What stands in the request line: the path, and for some proxies the whole address."""
        return super().request_url(request, proxies) if proxies else request.path_url

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Nothing to set: the TLS context of the pool verifies."""

    def build_response(self, req: requests.PreparedRequest, resp: Any) -> requests.Response:
        """Return the reply, without cookies, encoding and history, which are not used here."""
        response = requests.Response()
        response.request = req
        response.url = req.url or ""
        response.status_code = resp.status
        response.headers = resp.headers
        response.raw = resp
        return response


def tls_context(environment: Mapping[str, str]) -> ssl.SSLContext:
    """Return the context of all TLS connections, which demands a valid certificate of the right host.

    ``environment`` may name the CA bundle, in ``REQUESTS_CA_BUNDLE`` or ``SSL_CERT_FILE``;
    without, it is certifi's.

    Raises:
        RequestFailed: the bundle cannot be read.
    """
    name = next((n for n in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE") if environment.get(n)), None)
    bundle = Path(environment[name]) if name else Path(certifi.where())
    try:
        if bundle.is_dir():
            context = ssl.create_default_context(capath=bundle)
        else:
            context = ssl.create_default_context(cafile=bundle)
    except OSError as error:
        raise RequestFailed(f"{name or 'certifi'} names a CA bundle that cannot be read: {bundle}") from error
    context.sslsocket_class = TlsSocket
    return context
