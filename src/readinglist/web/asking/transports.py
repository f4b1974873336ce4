"""One request to one host and its reply, capped in time and size; no cache, no redirects, no repeats."""

from __future__ import annotations

import http.client
import re
import sys
import threading
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit
from urllib.request import getproxies

import requests
import urllib3
from requests.utils import get_environ_proxies, select_proxy

from readinglist.web.asking import failures, guard
from readinglist.web.asking.connections import Adapter, Rules, tls_context
from readinglist.web.asking.failures import RequestFailed
from readinglist.web.asking.replies import unpacker
from readinglist.web.asking.timing import Deadline, seconds_left, within

if TYPE_CHECKING:
    from urllib3 import HTTPHeaderDict
    from urllib3.response import BaseHTTPResponse

_CHUNK = 16 * 1024
_MOST_OF_A_HEADER = 16 * 1024
_LONGEST_ADDRESS = 32 * 1024
# An address in its normal form (RFC 3986) needs none of the work that `requests` does on others.
_NORMAL = re.compile(
    r"https?://[a-z0-9_-]+(?:\.[a-z0-9_-]+)*"
    r"(?::(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}))?"
    r"/[A-Za-z0-9\-._~!$&'()*+,;=:@%/?\[\]]*"
)
_COOKIES = frozenset({"set-cookie", "set-cookie2"})
_ERRORS = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    http.client.HTTPException,
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
    open internet, and only the ports of the web. ``direct`` goes past the proxies of the
    environment. ``limit`` is in bytes, after unpacking; of a longer body no more is read,
    and its connection is closed. ``method`` is one without a body of its own: GET or HEAD.
    """

    url: str
    host: str
    headers: Mapping[str, str]
    limit: int
    guarded: bool
    direct: bool
    method: str = "GET"


class Transport:
    """Connections that are kept open, one TLS context, no cookies, no netrc. Serves many threads.

    The CA bundle is that of ``REQUESTS_CA_BUNDLE`` or else ``SSL_CERT_FILE``, and without
    both certifi's.

    Proxies are those of the process (``HTTPS_PROXY``, ``NO_PROXY`` and so on), looked for
    at the first request. Behind a proxy it is the proxy that looks names up and connects: a
    guarded request is still refused where its host has a private address here, but a name
    that means something else to the proxy is the proxy's to refuse.

    Args:
        resolve: the addresses of a host; ``None``: the system's look-up. It is asked once
            for each connection, which is made to an address out of that answer.
        environment: the variables that may name a CA bundle.
        allow_ports: ports besides 80 and 443 on which guarded requests may be made.
        hosts: for how many hosts connections are kept open; the one that was asked longest
            ago goes first. A host whose connection is gone costs a TLS handshake more.
        per_host: how many idle connections to one host are kept open.
    """

    def __init__(
        self,
        resolve: guard.Resolver | None,
        environment: Mapping[str, str],
        *,
        allow_ports: Collection[int] = (),
        hosts: int = 32,
        per_host: int = 4,
    ) -> None:
        self._resolve = resolve or (lambda host: guard.look_up(host, seconds_left()))
        self._allow_ports = frozenset(allow_ports)
        self._kept = (hosts, per_host)
        self._environment = environment
        self._lock = threading.Lock()
        self._adapters: dict[bool, Adapter] | None = None
        self._proxied = False

    def send(self, request: Request, deadline: Deadline) -> Reply:
        """Send a request and read the reply.

        Raises:
            RequestFailed: there is no reply.
        """
        outer = sys.exception()  # would else be taken for the cause of what is raised here
        try:
            with within(deadline):
                return self._exchange(request)
        except _ERRORS as error:
            raise failures.translate(error, request.host, deadline.seconds, outer=outer) from error

    def close(self) -> None:
        """Close the connections that are still open."""
        for adapter in (self._adapters or {}).values():
            adapter.close()

    def _exchange(self, request: Request) -> Reply:
        sent = prepare(request.method, request.url, request.headers)
        adapter = self._adapter(request.guarded)
        proxies = self._proxies(sent.url or "", request)
        response = adapter.send(sent, stream=True, timeout=seconds_left(), proxies=proxies)
        try:
            headers = _clean_headers(response.raw.headers)
            body, cut = _read_body(response.raw, headers, request)
        finally:
            response.close()
        return Reply(response.status_code, headers, body, cut)

    def _proxies(self, url: str, request: Request) -> dict[str, str]:
        if request.direct or not self._proxied:
            return {}
        proxies = get_environ_proxies(url, no_proxy=None)
        if request.guarded and select_proxy(url, proxies):
            self._check_behind_proxy(url, request.host)
        return proxies

    def _check_behind_proxy(self, url: str, host: str) -> None:
        # The proxy looks the name up once more, so this is a help and not the whole guard;
        # a name that is not known here may be known to the proxy alone.
        parts = urlsplit(url)
        guard.check_port(host, parts.port or (443 if parts.scheme == "https" else 80), self._allow_ports)
        try:
            guard.addresses(parts.hostname or "", self._resolve, guarded=True)
        except RequestFailed as failure:
            if not failure.unreachable:
                raise

    def _adapter(self, guarded: bool) -> Adapter:
        with self._lock:
            if self._adapters is None:
                # Looking for the proxies of an address takes time, so it is first seen whether there are any.
                self._proxied = any(scheme != "no" for scheme in getproxies())
                context = tls_context(self._environment)
                # Two sets of connections: one that was opened without a check must not serve a request
                # that needs it.
                self._adapters = {
                    checked: Adapter(context, Rules(self._resolve, checked, self._allow_ports), *self._kept)
                    for checked in (False, True)
                }
            return self._adapters[guarded]


def _read_body(raw: BaseHTTPResponse, headers: Mapping[str, str], request: Request) -> tuple[bytes, bool]:
    """The unpacked body up to the limit, and whether there was more.

    A body that is read to its very end leaves the connection to the next request.
    """
    limit = request.limit if request.method != "HEAD" else 0
    unpack = unpacker(headers.get("content-encoding", ""), request.host) if limit else None
    pieces: list[bytes] = []
    size = 0
    # `read1` gives what has arrived: with `read` a slow server would hold a chunk up until it is full.
    while size <= limit and (piece := raw.read1(_CHUNK, decode_content=False)):
        if unpack:
            if unpack.ended:
                break
            piece = unpack.more(piece, limit + 1 - size)
        pieces.append(piece)
        size += len(piece)
    if unpack and size <= limit:
        unpack.check_end()
    return b"".join(pieces)[:limit], size > limit


def _clean_headers(headers: HTTPHeaderDict) -> dict[str, str]:
    """The headers by lower-case name, without cookies and control characters."""
    return {
        lower: re.sub(r"[\x00-\x1f\x7f-\x9f]", "", value)[:_MOST_OF_A_HEADER]
        for name, value in headers.itermerged()
        if (lower := name.lower()) not in _COOKIES
    }


def prepare(method: str, url: str, headers: Mapping[str, str]) -> requests.PreparedRequest:
    """The request, which carries no cookies and no credentials of ours.

    Raises:
        RequestFailed: of kind ``address``; the address or a header has something in it that would
            let it be read in two ways.
    """
    request = requests.PreparedRequest()
    request.method = method
    request.headers = _sendable_headers(headers)
    request.url = url
    # "/." may begin a "/../", which `requests` resolves.
    if not (_NORMAL.fullmatch(url) and "/." not in url and len(url) <= _LONGEST_ADDRESS):
        _check_address(url)
        try:
            request.prepare_url(url, None)
        except (requests.RequestException, ValueError):
            raise _unreadable() from None
    return request


def _sendable_headers(headers: Mapping[str, str]) -> requests.structures.CaseInsensitiveDict[str]:
    for name, value in headers.items():
        # RFC 9110, 5.5: a control character in a value would begin a line that is not ours, and what
        # is no Latin-1 cannot be sent by `http.client`.
        sendable = value.isprintable() and max(value, default="") <= "\xff"
        if not (sendable and re.fullmatch(r"[A-Za-z0-9-]+", name)):
            raise RequestFailed(f"the header {name!a} of the request cannot be sent", kind="address")
    return requests.structures.CaseInsensitiveDict(headers)


def _check_address(url: str) -> None:
    """Refuse white space, control and unseen characters, backslashes, passwords and other schemes."""
    if len(url) > _LONGEST_ADDRESS or not url.isprintable() or re.search(r"[\s\\]", url):
        raise _unreadable()
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise _unreadable() from None
    # "host:" has no port where one is announced; what stands before an "@" would be a password.
    if not usable or parts.netloc.endswith(":") or "@" in parts.netloc:
        raise _unreadable()


def _unreadable() -> RequestFailed:
    return RequestFailed("the address cannot be read", kind="address")
