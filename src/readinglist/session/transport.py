"""One request to one host and its reply, capped in time and size; no cache, no redirects, no repeats."""

from __future__ import annotations

import http.client
import re
import ssl
import threading
import zlib
from collections.abc import Collection, Mapping
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any, NamedTuple

import certifi
import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies, select_proxy

from readinglist.session import faults, guard
from readinglist.session.deadline import Deadline, seconds_left, within
from readinglist.session.faults import Fault
from readinglist.session.sockets import Rules, TlsSocket, pools

_CHUNK = 64 * 1024
_MOST_OF_A_HEADER = 16 * 1024
_ERRORS = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    http.client.HTTPException,
    zlib.error,
    OSError,
    ValueError,
)


class Reply(NamedTuple):
    """What a server sent: the names of the headers in lower case, and as much of the body as was wanted."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    cut: bool


class Request(NamedTuple):
    """What is sent, and how far it may go.

    ``host`` is the name of the host for people. ``guarded`` allows only addresses on the
    open internet. ``direct`` goes past the proxies of the environment. ``limit`` is in
    bytes, after unpacking. ``method`` is one without a body of its own, such as HEAD.
    """

    url: str
    host: str
    headers: Mapping[str, str]
    limit: int
    guarded: bool
    direct: bool
    method: str = "GET"


class Transport:
    """Connections that are kept open, one TLS context, no cookies, no netrc.

    Proxies come from the environment, the CA bundle from ``REQUESTS_CA_BUNDLE`` or else
    ``SSL_CERT_FILE``, and without both from certifi. One object serves many threads.

    Args:
        resolve: the addresses of a host; ``None``: the system's look-up.
        environment: the variables that name proxies and CA bundles.
        allow_ports: ports besides 80 and 443 on which guarded requests may be made.
        hosts: for how many hosts connections are kept open; the one that was asked longest ago goes first.
    """

    def __init__(
        self,
        resolve: guard.Resolver | None,
        environment: Mapping[str, str],
        *,
        allow_ports: Collection[int] = (),
        hosts: int = 32,
    ) -> None:
        self._resolve = resolve or (lambda host: guard.look_up(host, seconds_left()))
        self._allow_ports = frozenset(allow_ports)
        self._hosts = hosts
        self._environment = environment
        self._lock = threading.Lock()
        self._sessions: dict[bool, requests.Session] | None = None

    def send(self, request: Request, deadline: Deadline) -> Reply:
        """Send a request and read the reply.

        Raises:
            Fault: there is no reply.
        """
        try:
            with within(deadline):
                return self._exchange(request)
        except _ERRORS as error:
            raise faults.translated(error, request.host, deadline.seconds) from error

    def close(self) -> None:
        """Close the connections that are still open."""
        for session in (self._sessions or {}).values():
            session.close()

    def _exchange(self, request: Request) -> Reply:
        proxies: dict[str, Any] = {} if request.direct else get_environ_proxies(request.url, no_proxy=None)
        if request.guarded and select_proxy(request.url, proxies):
            self._check_behind_proxy(request)
        prepared = requests.Request(request.method, request.url, headers=dict(request.headers)).prepare()
        response = self._session(request.guarded).send(
            prepared, stream=True, allow_redirects=False, timeout=seconds_left(), proxies=proxies
        )
        try:
            body, cut = _body(response, request)
        finally:
            response.close()
        return Reply(response.status_code, _sane(response.headers), body, cut)

    def _check_behind_proxy(self, request: Request) -> None:
        # The proxy looks the name up once more, so this is a help and not the whole guard;
        # a name that is not known here may be known to the proxy alone.
        parts = urllib3.util.parse_url(request.url)
        guard.check_port(
            request.host, parts.port or (443 if parts.scheme == "https" else 80), self._allow_ports
        )
        try:
            guard.addresses((parts.host or "").strip("[]"), self._resolve, guarded=True)
        except Fault as fault:
            if not fault.unreachable:
                raise

    def _session(self, guarded: bool) -> requests.Session:
        # Two sets of connections: one that was opened without a check must not serve a request that needs it.
        with self._lock:
            if self._sessions is None:
                context = _tls_context(self._environment)
                self._sessions = {
                    guarded: _session(
                        _Adapter(context, Rules(self._resolve, guarded, self._allow_ports), self._hosts)
                    )
                    for guarded in (False, True)
                }
            return self._sessions[guarded]


class _Adapter(HTTPAdapter):
    """Sends through our sockets and one TLS context; the CA bundle is read once, not at each connection."""

    def __init__(self, context: ssl.SSLContext, rules: Rules, hosts: int) -> None:
        self._context = context
        self._pools = pools(rules)
        super().__init__(pool_connections=hosts, pool_maxsize=8)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, ssl_context=self._context, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        manager = super().proxy_manager_for(proxy, ssl_context=self._context, **options)
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = self._pools
        return manager

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> Any:
        place, _ = super().build_connection_pool_key_attributes(request, True, None)
        return place, {}

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Nothing to set: the TLS context of the pool verifies."""


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> str | None:
        # Else a redirect would be taken apart, and its body read without end, before we see it.
        return None


def _session(adapter: HTTPAdapter) -> requests.Session:
    session = _Session()
    # The environment would bring netrc as well; what is wanted of it is passed with each request.
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _tls_context(environment: Mapping[str, str]) -> ssl.SSLContext:
    name = next((n for n in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE") if environment.get(n)), None)
    bundle = Path(environment[name]) if name else Path(certifi.where())
    try:
        if bundle.is_dir():
            context = ssl.create_default_context(capath=bundle)
        else:
            context = ssl.create_default_context(cafile=bundle)
    except OSError as error:
        raise Fault(f"{name or 'certifi'} names a CA bundle that cannot be read: {bundle}") from error
    context.sslsocket_class = TlsSocket
    return context


def _body(response: requests.Response, request: Request) -> tuple[bytes, bool]:
    """The unpacked body up to the limit, and whether there was more."""
    unpack = _unpacker(response.headers.get("content-encoding", ""), request.host)
    pieces: list[bytes] = []
    size = 0
    while size <= request.limit and not (unpack and unpack.eof):
        seconds_left()
        packed = response.raw.read1(_CHUNK, decode_content=False)
        if not packed:
            if unpack and size:
                raise Fault(f"the reply of {request.host} broke off", kind="reset", again=True)
            break
        piece = unpack.decompress(packed, request.limit + 1 - size) if unpack else packed
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)[: request.limit], size > request.limit


def _unpacker(encoding: str, host: str) -> Any:
    # Unpacked here and not by urllib3, to stop at the limit whatever its version.
    coding = encoding.strip().lower()
    if coding in ("", "identity"):
        return None
    if coding in ("gzip", "x-gzip", "deflate"):
        return zlib.decompressobj(zlib.MAX_WBITS | 32)
    raise Fault(f"the reply of {host} is packed in a way that was not asked for", kind="protocol")


def _sane(headers: Mapping[str, str]) -> dict[str, str]:
    return {
        name.lower(): re.sub(r"[\x00-\x1f\x7f-\x9f]", "", value)[:_MOST_OF_A_HEADER]
        for name, value in headers.items()
        if name.lower() not in ("set-cookie", "set-cookie2")
    }
