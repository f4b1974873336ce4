"""Why a request brought no reply, in words for people.

What `requests`, urllib3, the TLS library and the operating system raise is turned into a
`RequestFailed` at one place, here, so that nothing above needs to know their exceptions.
"""

from __future__ import annotations

import errno
import re
import socket
import ssl
from collections.abc import Iterator
from typing import Literal

FailureKind = Literal[
    "dns",  # the name is not known
    "dns_later",  # the name could not be looked up just now
    "refused",  # no connection could be made
    "reset",  # the connection broke off
    "timeout",
    "tls_expired",
    "tls_hostname",
    "tls_untrusted",
    "tls_protocol",
    "proxy",
    "private",  # an address inside a private network
    "port",  # a port that is not asked
    "address",  # no address of the web
    "too_big",  # headers, or something else, without end
    "protocol",  # what came is no HTTP
    "resting",  # the host is left alone for now
    "other",
]


_NO_SUCH_NAME = frozenset(
    getattr(socket, name) for name in ("EAI_NONAME", "EAI_NODATA", "EAI_ADDRFAMILY") if hasattr(socket, name)
)
# The numbers of OpenSSL, https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/.
_CERTIFICATE_KINDS: dict[int, FailureKind] = {
    9: "tls_expired",  # not yet valid
    10: "tls_expired",
    62: "tls_hostname",
    64: "tls_hostname",  # it names no such IP address
}
_BROKEN_OFF = frozenset(
    {"ConnectionResetError", "ConnectionAbortedError", "BrokenPipeError", "IncompleteRead"}
)


class RequestFailed(Exception):
    """A request that brought no reply.

    Attributes:
        reason: what happened, in words.
        kind: of which kind that is, for programs.
        again: whether asking once more may help.
        unreachable: whether not even a connection was made, so that the host is to be left alone for a while.
    """

    def __init__(
        self,
        reason: str,
        *,
        kind: FailureKind = "other",
        again: bool = False,
        unreachable: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.kind = kind
        self.again = again
        self.unreachable = unreachable


def translate(
    error: BaseException, host: str, seconds: float, *, outer: BaseException | None = None
) -> RequestFailed:
    """What ``error``, raised while ``host`` was asked with ``seconds`` to answer, means.

    ``outer`` is what the caller was handling when it asked, and no part of the cause; ``None``: nothing.
    """
    chain = list(_chain(error, outer))
    for link in chain:
        if isinstance(link, RequestFailed):
            return link
    kinds = {cls.__name__ for link in chain for cls in type(link).__mro__}
    return _translate_cause(chain, kinds, host, seconds)


def _translate_cause(chain: list[BaseException], kinds: set[str], host: str, seconds: float) -> RequestFailed:
    # By name, so that this file loads without `requests`. From the most telling to the least.
    if "ProxyError" in kinds:
        return RequestFailed(f"the proxy did not connect to {host}", kind="proxy", unreachable=True)
    if "gaierror" in kinds or "NameResolutionError" in kinds:
        return unknown_name(host, next((link for link in chain if isinstance(link, socket.gaierror)), None))
    if kinds & {"SSLError", "CertificateError"}:
        return _translate_tls(chain, kinds, host)
    if kinds & {"TimeoutError", "Timeout"}:
        return late(host, seconds)
    if "InvalidProxyURL" in kinds:
        return RequestFailed(f"the address of the proxy for {host} cannot be read", kind="proxy")
    if "InvalidSchema" in kinds:
        return RequestFailed(f"the proxy for {host} is of a kind that cannot be used", kind="proxy")
    if kinds & {"NewConnectionError", "ConnectionRefusedError"}:
        return unreachable(host, _os_reason(chain))
    if kinds & {"InvalidURL", "LocationValueError", "UnicodeError"}:
        return RequestFailed("the address cannot be read", kind="address")
    return _translate_reply(chain, kinds, host)


def _translate_reply(chain: list[BaseException], kinds: set[str], host: str) -> RequestFailed:
    """What went wrong after a connection was made."""
    broken = f"the reply of {host} broke off or is no HTTP"
    if kinds & {"EndlessHead", "LineTooLong"}:
        return RequestFailed(f"the headers of {host} have no end", kind="too_big")
    # A reset between connecting and the handshake is met as a socket that is not connected.
    lost = any(isinstance(link, OSError) and link.errno == errno.ENOTCONN for link in chain)
    # Pieces that do not say how long they are come as a body that broke off, made from a `ValueError`.
    if (lost or kinds & _BROKEN_OFF) and "ValueError" not in kinds:
        return RequestFailed(broken, kind="reset", again=True)
    if kinds & {"ProtocolError", "HTTPException", "InvalidHeader"}:
        return RequestFailed(broken, kind="protocol", again=True)
    return RequestFailed(f"the connection to {host} failed: {_os_reason(chain)}", again=True)


def unknown_name(host: str, error: socket.gaierror | None = None) -> RequestFailed:
    """The name of the host leads to no address; ``error``: what the look-up says, ``None`` if nothing."""
    if error is None or error.errno in _NO_SUCH_NAME:
        reason = f"{host} could not be found: no network, or no such host"
        return RequestFailed(reason, kind="dns", again=True, unreachable=True)
    reason = f"{host} could not be looked up just now: no network, or a name server that fails"
    return RequestFailed(reason, kind="dns_later", again=True, unreachable=True)


def unreachable(host: str, reason: str, *, kind: FailureKind = "refused") -> RequestFailed:
    """No connection to the host could be made."""
    return RequestFailed(f"{host} could not be reached: {reason}", kind=kind, again=True, unreachable=True)


def late(host: str, seconds: float) -> RequestFailed:
    """The time for the whole request is over."""
    return RequestFailed(f"{host} did not answer in full within {seconds:g} s", kind="timeout")


def _translate_tls(chain: list[BaseException], kinds: set[str], host: str) -> RequestFailed:
    """No TLS connection could be agreed on, or it broke."""
    error = next((link for link in chain if isinstance(link, ssl.SSLCertVerificationError)), None)
    if error is not None:
        reason = f"its certificate is not accepted ({_plain(error.verify_message)})"
        kind = _CERTIFICATE_KINDS.get(error.verify_code, "tls_untrusted")
        return RequestFailed(f"no safe connection to {host}: {reason}", kind=kind)
    if "CertificateError" in kinds:
        return RequestFailed(
            f"no safe connection to {host}: its certificate is for another", kind="tls_hostname"
        )
    if kinds & {"SSLEOFError", "SSLZeroReturnError"}:
        return RequestFailed(f"no safe connection to {host}: it broke off", kind="reset", again=True)
    # A version or cipher that one side does not speak will be the same next time, so `again` is false.
    stated = (getattr(link, "reason", None) for link in chain if isinstance(link, ssl.SSLError))
    reason = next((f" ({_plain(text.replace('_', ' ').lower())})" for text in stated if text), "")
    return RequestFailed(f"no safe connection to {host}: TLS failed{reason}", kind="tls_protocol")


def _chain(error: BaseException, outer: BaseException | None) -> Iterator[BaseException]:
    """The error and all that it was made from: its causes, and what libraries wrap in arguments."""
    waiting: list[object] = [error]
    # By identity, as exceptions may refer to one another in circles.
    seen = {id(outer)}
    while waiting:
        link = waiting.pop(0)
        if isinstance(link, BaseException) and id(link) not in seen:
            seen.add(id(link))
            yield link
            waiting += [link.__cause__, link.__context__, getattr(link, "reason", None), *link.args]


def _os_reason(chain: list[BaseException]) -> str:
    for link in chain:
        if isinstance(link, OSError) and link.strerror and not isinstance(link, socket.gaierror):
            return _plain(link.strerror).lower()
    return "no reason was given"


def _plain(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f-\x9f]+", " ", text).strip().rstrip(".")[:200]
