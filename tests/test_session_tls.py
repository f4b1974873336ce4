"""Certificates, versions and handshakes: each way in which TLS fails has its name, and none hangs."""

from __future__ import annotations

import datetime
import gc
import select
import socket
import ssl
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme
from wireside import (
    answers,
    fault,
    goes_on,
    hangs_up_after,
    local_transport,
    over_tls,
    reply_to,
    reset_after,
    silent,
    unasked,
    wireside,
)

from readinglist.web.asking.connections import TlsSocket
from readinglist.web.asking.transports import Transport

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def bundle(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


@pytest.fixture
def transport(bundle: Path) -> Iterator[Transport]:
    made = local_transport({"SSL_CERT_FILE": str(bundle)})
    yield made
    made.close()


def context_of(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def kind_of(transport: Transport, context: ssl.SSLContext, host: str = "site.example") -> str:
    with wireside(over_tls(context, answers(OK))) as server:
        return fault(transport, f"https://{host}:{server.port}/").kind


def test_a_good_certificate_is_taken(transport: Transport, authority: trustme.CA) -> None:
    with wireside(over_tls(context_of(authority.issue_cert("site.example")), answers(OK))) as server:
        assert reply_to(transport, f"https://site.example:{server.port}/").body == b"ok"


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (
            lambda ca: ca.issue_cert("site.example", not_before=NOW - 9 * DAY, not_after=NOW - DAY),
            "tls_expired",
        ),
        (
            lambda ca: ca.issue_cert("site.example", not_before=NOW + DAY, not_after=NOW + 9 * DAY),
            "tls_expired",
        ),
        (lambda ca: ca.issue_cert("other.example"), "tls_hostname"),
        (lambda ca: ca.issue_cert("*.site.example"), "tls_hostname"),
        (lambda ca: trustme.CA().issue_cert("site.example"), "tls_untrusted"),
    ],
    ids=["expired", "not yet valid", "other host", "wildcard above", "unknown authority"],
)
def test_a_certificate_that_is_not_accepted_says_why(
    transport: Transport,
    authority: trustme.CA,
    made: Callable[[trustme.CA], trustme.LeafCert],
    kind: str,
) -> None:
    assert kind_of(transport, context_of(made(authority))) == kind


def test_a_certificate_that_names_no_such_address_is_for_another_host(
    transport: Transport, authority: trustme.CA
) -> None:
    assert kind_of(transport, context_of(authority.issue_cert("site.example")), "127.0.0.1") == "tls_hostname"


def test_a_certificate_that_signs_itself_is_not_trusted(transport: Transport, tmp_path: Path) -> None:
    lone = trustme.CA()
    lone.cert_pem.write_to_path(str(tmp_path / "lone.pem"))
    lone.private_key_pem.write_to_path(str(tmp_path / "lone.pem"), append=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "lone.pem")
    assert kind_of(transport, context) == "tls_untrusted"


def test_a_chain_with_a_link_left_out_is_not_trusted(transport: Transport, authority: trustme.CA) -> None:
    middle = authority.create_child_ca()
    whole = middle.issue_cert("site.example")
    with wireside(over_tls(context_of(whole), answers(OK))) as server:
        assert reply_to(transport, f"https://site.example:{server.port}/").status == 200
    leaf = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with (
        whole.private_key_pem.tempfile() as key,
        whole.cert_chain_pems[0].tempfile() as certificate,
    ):
        leaf.load_cert_chain(certificate, key)
    # On connections of its own: what TLS remembers of a host must not stand in for the chain.
    assert kind_of(transport, leaf, "site.example") == "tls_untrusted"


def test_a_server_that_only_knows_an_old_version_is_left(transport: Transport, authority: trustme.CA) -> None:
    context = context_of(authority.issue_cert("site.example"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    assert kind_of(transport, context) == "tls_protocol"


def test_a_server_without_a_cipher_in_common_is_left(transport: Transport, authority: trustme.CA) -> None:
    context = context_of(authority.issue_cert("site.example"))
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("AES128-SHA:@SECLEVEL=0")
    assert kind_of(transport, context) == "tls_protocol"


@pytest.mark.parametrize(
    ("conduct", "kind"),
    [
        (hangs_up_after(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "tls_protocol"),
        (reset_after(1), "reset"),
        (reset_after(0), "reset"),
        (hangs_up_after(b""), "reset"),
    ],
    ids=["plain text", "reset after hello", "reset at once", "hangs up"],
)
def test_what_is_no_handshake_has_a_kind(
    transport: Transport, conduct: Callable[..., None], kind: str
) -> None:
    with wireside(unasked(conduct)) as server:
        assert fault(transport, f"https://site.example:{server.port}/").kind == kind


def test_a_connection_that_was_reset_before_the_handshake_is_closed(authority: trustme.CA) -> None:
    context = ssl.create_default_context()
    context.sslsocket_class = TlsSocket
    with wireside(reset_after(0)) as server:
        connection = socket.create_connection(("127.0.0.1", server.port))
        with connection:
            assert select.select([connection], [], [], 10)[0]
            with pytest.raises(OSError):
                context.wrap_socket(connection, server_hostname="site.example")
    # A socket that was left open is found here, and that is a warning, which is an error.
    gc.collect()


@pytest.mark.parametrize(
    "conduct",
    [silent, goes_on(b"\x16\x03\x03\x3f\xff", b"\x02", 0.02)],
    ids=["silence", "a byte at a time"],
)
def test_a_handshake_that_does_not_end_ends_at_the_deadline(
    transport: Transport, conduct: Callable[..., None]
) -> None:
    with wireside(unasked(conduct)) as server:
        assert fault(transport, f"https://site.example:{server.port}/", 0.5).kind == "timeout"


def test_a_drip_of_headers_within_tls_ends_at_the_deadline(
    transport: Transport, authority: trustme.CA
) -> None:
    context = context_of(authority.issue_cert("site.example"))
    with wireside(over_tls(context, goes_on(b"HTTP/1.1 200 OK\r\nX: ", b"y", 0.1))) as server:
        assert fault(transport, f"https://site.example:{server.port}/", 0.6).kind == "timeout"


@pytest.mark.parametrize("guarded", [False, True])
def test_the_name_that_was_asked_for_is_named_to_the_server(
    bundle: Path, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    monkeypatch.setattr("readinglist.web.asking.guard.is_public", lambda address: True)
    context = context_of(authority.issue_cert("site.example"))
    named: list[str | None] = []
    context.sni_callback = lambda connection, name, context: named.append(name)
    with wireside(over_tls(context, answers(OK))) as server:
        asker = local_transport({"SSL_CERT_FILE": str(bundle)}, allow_ports=[server.port])
        assert reply_to(asker, f"https://site.example:{server.port}/", guarded=guarded).status == 200
        asker.close()
    assert named == ["site.example"]
    assert f"Host: site.example:{server.port}\r\n".encode() in server.heads[0]


def test_a_connection_by_tls_serves_one_request_after_the_other(
    transport: Transport, authority: trustme.CA
) -> None:
    with wireside(over_tls(context_of(authority.issue_cert("site.example")), answers(OK))) as server:
        for _ in range(5):
            assert reply_to(transport, f"https://site.example:{server.port}/").status == 200
    assert server.connections == 1


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_the_bundle_of_the_environment_is_the_only_one(
    authority: trustme.CA, tmp_path: Path, name: str
) -> None:
    bundle = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(bundle))
    transport = local_transport({name: str(bundle)})
    assert kind_of(transport, context_of(authority.issue_cert("site.example"))) == "tls_untrusted"
    transport.close()
