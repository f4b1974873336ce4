"""How `requests` gets at the network: by our sockets, by one TLS context, by one set of connections."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import certifi
import requests
from requests.adapters import HTTPAdapter

from readinglist.web.asking.failures import Fault
from readinglist.web.asking.sockets import Rules, TlsSocket, pools


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
        self._pools = pools(rules)
        super().__init__(pool_connections=hosts, pool_maxsize=per_host)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        """Make the pools ours."""
        super().init_poolmanager(connections, maxsize, block, ssl_context=self._context, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """The pools of a proxy, ours as well."""
        manager = super().proxy_manager_for(proxy, ssl_context=self._context, **options)
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = self._pools
        return manager

    def get_connection_with_tls_context(
        self, request: requests.PreparedRequest, verify: Any, proxies: Any = None, cert: Any = None
    ) -> Any:
        """The connections to the host of the request."""
        if proxies:
            return super().get_connection_with_tls_context(request, verify, proxies, cert)
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
        """The reply, without the cookies, the encoding and the history that nobody here asks for."""
        response = requests.Response()
        response.request = req
        response.url = req.url or ""
        response.status_code = resp.status
        response.headers = resp.headers
        response.raw = resp
        return response


def tls_context(environment: Mapping[str, str]) -> ssl.SSLContext:
    """The context of all TLS connections: it asks for a valid certificate of the right host.

    ``environment`` may name the CA bundle, in ``REQUESTS_CA_BUNDLE`` or ``SSL_CERT_FILE``;
    without, it is certifi's.

    Raises:
        Fault: the bundle cannot be read.
    """
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
