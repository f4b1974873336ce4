"""Addresses on the open internet, told apart from those of private networks: the guard against SSRF.

A landing page is somewhere that a stranger's link leads, so it must never be this
machine or its neighbours. The ranges are those of the registries of special-purpose
addresses: https://www.iana.org/assignments/iana-ipv4-special-registry/ and
https://www.iana.org/assignments/iana-ipv6-special-registry/. They are named here because
older `ipaddress` modules know only some of them.
"""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Callable, Collection, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from readinglist.web.asking import failures
from readinglist.web.asking.failures import RequestFailed

Resolver = Callable[[str], Sequence[str]]

PORTS = frozenset({80, 443})

_CLOSED_V4 = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
    )
)
# Only 2000::/3 is handed out as global unicast; these parts of it are not, or hide an IPv4 address.
_OPEN_V6 = IPv6Network("2000::/3")
_CLOSED_V6 = tuple(
    ip_network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3ffe::/16", "3fff::/20")
)
# RFC 6052: on a network without IPv4 every IPv4 host is met under this prefix.
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(text: str) -> bool:
    """Whether ``text`` is an IP address on the open internet."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if not isinstance(address, IPv6Address):
        return not any(address in network for network in _CLOSED_V4)
    if address.scope_id:  # fe80::1%eth0: of one link only
        return False
    if address.ipv4_mapped:
        return is_public(str(address.ipv4_mapped))
    if address in _NAT64:
        return is_public(str(IPv4Address(int(address) & 0xFFFFFFFF)))
    return address in _OPEN_V6 and not any(address in network for network in _CLOSED_V6)


def addresses(host: str, resolve: Resolver, *, guarded: bool) -> tuple[str, ...]:
    """Return the addresses of ``host``, all of them on the open internet if ``guarded``.

    Raises:
        RequestFailed: it has none, or one that is not public.
    """
    try:
        found = tuple(resolve(host))
    except socket.gaierror as error:
        raise failures.unknown_name(host, error) from None
    except UnicodeError:
        raise failures.unknown_name(host) from None
    if not found:
        raise failures.unknown_name(host)
    # All of them: which one is connected to is not decided here.
    if guarded and not all(map(is_public, found)):
        raise RequestFailed(
            f"{host} is an address inside a private network, where links are not followed", kind="private"
        )
    return found


def check_port(host: str, port: int, allowed: Collection[int] = ()) -> None:
    """Refuse ports on which no web page of a publisher is.

    Raises:
        RequestFailed: it is another one than 80, 443 and those that are ``allowed``.
    """
    if port not in PORTS and port not in allowed:
        raise RequestFailed(f"{host} is asked for on port {port}, where links are not followed", kind="port")


def look_up(host: str, seconds: float) -> tuple[str, ...]:
    """Return the addresses of ``host``, in the order in which the system wants them tried.

    The system's own look-up knows no time limit, so it runs in a thread of its own that
    is left behind when ``seconds`` are over.

    Raises:
        TimeoutError: the look-up took longer.
        OSError: the host is not known.
        UnicodeError: no host can have such a name.
    """
    answers: queue.SimpleQueue[tuple[str, ...] | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            answers.put(tuple(dict.fromkeys(str(entry[4][0]) for entry in found)))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError(f"the look-up of {host} took too long") from None
    if isinstance(answer, Exception):
        raise answer
    return answer
