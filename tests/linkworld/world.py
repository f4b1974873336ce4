"""The world, running: every host of the behaviours, its servers, and the services that are asked."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import NamedTuple
from unittest import mock
from urllib.parse import parse_qsl, unquote, urlsplit

from loopback import Behaviour as Answer
from standin.server import Request, Service

from linkworld.answers import html, served
from linkworld.behaviour import Behaviour, Host
from linkworld.bodies import home, site_page
from linkworld.certificates import Certificates
from linkworld.network import Network, Ports, doors
from linkworld.server import Book, serving
from readinglist.links import decide
from readinglist.web.asking import connections, terms
from readinglist.web.asking.guard import Resolver

_HOME = html(home())
_NOT_THERE = html(
    site_page("Page not found | Systems Lab", "<h1>Page not found</h1><p>There is no such page.</p>"), 404
)
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ssl_cert_file", "requests_ca_bundle")


class World(NamedTuple):
    """What was made of the behaviours: ``book`` has all visits, ``network`` all look-ups."""

    book: Book
    network: Network
    folder: Path

    @property
    def resolve(self) -> Resolver:
        """What a check is given to look names up."""
        return self.network.resolve


class _Routes:
    """Which answer an address gets: that of a service, of a behaviour, or of a host's honest rest."""

    def __init__(self, behaviours: Iterable[Behaviour], services: Mapping[str, Service]) -> None:
        self._services = services
        self._pages: dict[str, Answer] = {}
        self._rest: dict[str, Answer] = {}
        self.hosts: dict[str, Host] = dict.fromkeys(services, Host())
        for behaviour in behaviours:
            self._add(behaviour)

    def _add(self, behaviour: Behaviour) -> None:
        for url, answer in behaviour.pages.items():
            self.hosts.setdefault(host_of(url), Host())
            if self._pages.setdefault(_spelt(url), answer) is not answer:
                raise ValueError(f"{behaviour.name}: {url} has an answer already")
        if own := host_of(behaviour.url):
            if behaviour.host != Host() or behaviour.pages:
                self.hosts[own] = behaviour.host
            if behaviour.rest is not None:
                self._rest[own] = behaviour.rest

    def __call__(self, host: str, url: str) -> Answer:
        if host in self._services:
            return _asked(self._services[host], host, url)
        found = self._pages.get(_spelt(url)) or self._rest.get(host)
        return found or (_HOME if urlsplit(url).path == "/" else _NOT_THERE)


def host_of(url: str) -> str:
    """The host of an address as it is looked up; empty where there is none."""
    try:
        host = urlsplit(url).hostname or ""
        return host.encode("idna").decode() if not host.isascii() else host
    except (ValueError, UnicodeError):
        return ""


def _spelt(url: str) -> str:
    """One spelling for an address in a table and on the wire."""
    parts = urlsplit(url)
    query = f"?{unquote(parts.query)}" if parts.query else ""
    return f"{parts.scheme}://{host_of(url)}{unquote(parts.path) or '/'}{query}"


def _asked(service: Service, host: str, url: str) -> Answer:
    def behave(handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(url)
        headers = {name.lower(): value for name, value in handler.headers.items()}
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        served(service(Request(0.0, host, unquote(parts.path), query, headers)))(handler)

    return behave


@contextmanager
def running(
    behaviours: Iterable[Behaviour], folder: Path, services: Mapping[str, Service] | None = None
) -> Iterator[World]:
    """The world, until the block ends. ``folder`` takes its certificates.

    Within the block, connections of `readinglist.web.asking` to the world's addresses end
    here, and those to any other address nowhere; the authority of the world is trusted,
    proxies of the environment do not count, services are asked without a pause, and links once
    more without a long one.
    """
    known = list(behaviours)
    routes = _Routes(known, services or {})
    certificates = Certificates(folder, routes.hosts)
    book = Book()

    def context_of(host: str) -> object:
        return certificates.context(host, routes.hosts.get(host, Host()).certificate)

    with (
        doors() as closed,
        serving(book, routes) as plain,
        serving(book, routes, context_of) as tls,  # type: ignore[arg-type]
        _environment(certificates.bundle),
    ):
        network = Network(routes.hosts, Ports(plain, tls, closed))
        led = network.leading(connections._connect_to)
        with (
            mock.patch.object(connections, "_connect_to", led),
            mock.patch.object(terms, "pace_of", _quick(terms.pace_of)),
            mock.patch.object(decide, "_RETRY_SECONDS", 0.05),
            mock.patch.object(decide, "_CALM_SECONDS", 0.1),
        ):
            yield World(book, network, folder)


def _quick(pace_of: Callable[..., terms.Pace]) -> Callable[..., terms.Pace]:
    """The same order of requests to the services, but without the seconds between them."""
    return lambda *place, **who: pace_of(*place, **who)._replace(interval=0.01, machine=False)


@contextmanager
def _environment(bundle: Path) -> Iterator[None]:
    kept = {name: value for name, value in os.environ.items() if name.lower() not in _PROXIES}
    told = {**kept, "SSL_CERT_FILE": str(bundle), "XDG_CACHE_HOME": str(bundle.parent)}
    with mock.patch.dict(os.environ, told, clear=True):
        yield
