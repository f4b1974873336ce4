"""Each way in which a request brings no reply has its kind, for programs, and its words, for people."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator, Sequence
from typing import get_args

import pytest
import requests
import urllib3
from wireside import answers, fault, hangs_up_after, local_transport, reply_to, wireside

from readinglist.web.asking import connections
from readinglist.web.asking.failures import FailureKind, RequestFailed, translate
from readinglist.web.asking.transports import Transport

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def transport() -> Iterator[Transport]:
    made = local_transport()
    yield made
    made.close()


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "dns"),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"), "dns_later"),
        (socket.gaierror(socket.EAI_FAIL, "Non-recoverable failure"), "dns_later"),
        (UnicodeError("label empty or too long"), "dns"),
        (TimeoutError("the look-up took too long"), "timeout"),
    ],
)
def test_a_name_that_is_not_known_is_told_from_one_that_could_not_be_asked_for(
    error: Exception, kind: str
) -> None:
    def resolve(host: str) -> Sequence[str]:
        raise error

    found = fault(local_transport(resolve=resolve), "http://site.example/", host="site.example")
    assert found.kind == kind
    assert "site.example" in found.reason


def test_a_name_without_addresses_is_not_known() -> None:
    found = fault(local_transport(resolve=lambda host: ()), "http://site.example/")
    assert (found.kind, found.unreachable, found.again) == ("dns", True, True)


def test_a_port_that_nobody_listens_on_is_refused(transport: Transport) -> None:
    found = fault(transport, f"http://site.example:{closed_port()}/")
    assert (found.kind, found.unreachable) == ("refused", True)
    assert found.reason == "site.example could not be reached: connection refused"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError(errno.ENETUNREACH, "Network is unreachable"), "refused"),
        (OSError(errno.EHOSTUNREACH, "No route to host"), "refused"),
        (ConnectionResetError(errno.ECONNRESET, "Connection reset by peer"), "reset"),
        (TimeoutError("timed out"), "timeout"),
    ],
)
def test_a_connection_that_cannot_be_made_says_why(
    transport: Transport, monkeypatch: pytest.MonkeyPatch, error: OSError, kind: str
) -> None:
    def no(*args: object) -> socket.socket:
        raise error

    monkeypatch.setattr(connections, "_connect_to", no)
    found = fault(transport, "http://site.example/")
    assert (found.kind, found.unreachable) == (kind, True)


def test_a_second_address_is_tried_where_the_first_takes_no_connection() -> None:
    with wireside(answers(OK)) as server:
        transport = local_transport(resolve=lambda host: ("127.0.0.2", "127.0.0.1"))
        assert reply_to(transport, f"http://site.example:{server.port}/").status == 200
        transport.close()


@pytest.mark.parametrize(
    ("url", "options", "kind"),
    [
        ("http://site.example:22/", {}, "port"),
        ("http://site.example/", {}, "private"),
        ("http://site.example/\r\nX: y", {}, "address"),
        ("http://site.example/", {"headers": {"X": "a\nb"}}, "address"),
    ],
)
def test_what_must_not_be_asked_for_is_refused_with_its_kind(
    transport: Transport, url: str, options: dict[str, object], kind: str
) -> None:
    assert fault(transport, url, guarded=True, **options).kind == kind


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("proxy", ["http://127.0.0.1:{port}", "socks5://127.0.0.1:{port}", "http://"])
def test_a_proxy_that_is_at_fault_is_no_fault_of_the_host(
    monkeypatch: pytest.MonkeyPatch, scheme: str, proxy: str
) -> None:
    monkeypatch.setenv(f"{scheme}_proxy", proxy.format(port=closed_port()))
    assert fault(local_transport(), f"{scheme}://site.example/", direct=False).kind == "proxy"


def test_a_proxy_that_does_not_connect_is_no_fault_of_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    with wireside(hangs_up_after(b"HTTP/1.1 502 Bad Gateway\r\n\r\n")) as server:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{server.port}")
        assert fault(local_transport(), "https://site.example/", direct=False).kind == "proxy"
        assert fault(local_transport(), f"https://site.example:{closed_port()}/").kind == "refused"


def test_a_bundle_that_cannot_be_read_is_named() -> None:
    transport = local_transport({"SSL_CERT_FILE": "/nowhere/ca.pem"})
    assert "SSL_CERT_FILE names a CA bundle" in fault(transport, "https://site.example/").reason


def _verification(code: int) -> ssl.SSLError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code, error.verify_message = code, "it says why\n"
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (_verification(9), "tls_expired"),
        (_verification(10), "tls_expired"),
        (_verification(62), "tls_hostname"),
        (_verification(64), "tls_hostname"),
        (_verification(18), "tls_untrusted"),
        (_verification(19), "tls_untrusted"),
        (_verification(20), "tls_untrusted"),
        (_verification(23), "tls_untrusted"),
        (ssl.SSLError(1, "handshake failure"), "tls_protocol"),
        (ssl.SSLEOFError(8, "EOF occurred in violation of protocol"), "reset"),
        (ConnectionAbortedError(), "reset"),
        (BrokenPipeError(), "reset"),
        (OSError(errno.EMFILE, "Too many open files"), "other"),
        (requests.exceptions.InvalidURL("x"), "address"),
        (urllib3.exceptions.LocationParseError("x"), "address"),
        (urllib3.exceptions.InvalidHeader("two lengths"), "protocol"),
        (requests.exceptions.ReadTimeout("x"), "timeout"),
        (ValueError("x"), "other"),
    ],
)
def test_an_error_is_told_by_what_is_at_the_bottom_of_it(error: Exception, kind: str) -> None:
    wrapped = requests.exceptions.ConnectionError(
        urllib3.exceptions.MaxRetryError(None, "/", error)  # type: ignore[arg-type]
    )
    for found in (translate(error, "site.example", 3), translate(wrapped, "site.example", 3)):
        assert found.kind == kind
        assert found.reason.isprintable()


def test_a_fault_within_an_error_is_that_fault() -> None:
    inner = RequestFailed("because", kind="private")
    assert translate(requests.exceptions.ConnectionError(inner), "site.example", 3) is inner


def test_what_went_wrong_before_is_not_the_cause(transport: Transport) -> None:
    first = fault(transport, "http://site.example/", guarded=True)
    try:
        raise first
    except RequestFailed:
        assert fault(transport, f"http://site.example:{closed_port()}/").kind == "refused"


def test_a_fault_is_of_no_kind_unless_it_says_so() -> None:
    assert RequestFailed("because").kind == "other"
    assert len(get_args(FailureKind)) == len(set(get_args(FailureKind)))
