"""Proxies and CA bundles of the environment are used, and what is wrong with them is named."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from loopback import Loopback, drip, loopback, reply
from session_parts import FakeClock, session


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user-cache"))


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback() as book:
        yield book


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[tuple[Loopback, Path]]:
    ca = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("localhost").configure_cert(context)
    bundle = tmp_path / "ca.pem"
    ca.cert_pem.write_to_path(str(bundle))
    with loopback(context) as book:
        book.script["/a"] = reply("{}")
        yield book, bundle


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"])
def test_the_bundle_of_the_environment_is_trusted(
    authority: tuple[Loopback, Path], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    server, bundle = authority
    monkeypatch.setenv(name, str(bundle))
    with session(clock=FakeClock()) as asker:
        assert [asker.get(f"{server.url}/a").status for _ in range(2)] == [200, 200]


def test_a_certificate_that_nobody_vouches_for_is_a_problem(authority: tuple[Loopback, Path]) -> None:
    clock = FakeClock()
    with session(clock=clock) as asker:
        answer = asker.get(f"{authority[0].url}/a")
    assert "certificate is not accepted" in (answer.problem or "")
    assert clock.slept == []


def test_a_missing_bundle_is_named(authority: tuple[Loopback, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")
    with session() as asker:
        answer = asker.get(f"{authority[0].url}/a")
    assert "SSL_CERT_FILE" in (answer.problem or "")
    assert "/nowhere/ca.pem" in (answer.problem or "")


def test_a_drip_within_tls_ends_at_the_deadline(
    authority: tuple[Loopback, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, bundle = authority
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    server.script["/slow"] = drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", 0.05)
    began = time.monotonic()
    with session(deadline_seconds=0.8) as asker:
        assert "within 0.8 s" in (asker.get(f"{server.url}/slow").problem or "")
    assert time.monotonic() - began < 2.5


def test_the_proxy_of_the_environment_is_used_and_its_exceptions_are(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    with loopback() as proxy:
        proxy.script["/a"] = reply("by proxy")
        server.script["/a"] = reply("direct")
        monkeypatch.setenv("http_proxy", proxy.url)
        with session(clock=FakeClock(), allow_private=["paper.example"]) as asker:
            assert asker.get("http://paper.example/a").text == "by proxy"
            monkeypatch.setenv("no_proxy", "localhost")
            assert asker.get(f"{server.url}/a").text == "direct"


@pytest.mark.parametrize(
    ("proxy", "problem"),
    [
        ("http://127.0.0.1:9", "could not be reached"),
        ("socks5://127.0.0.1:9", "of a kind that cannot be used"),
        ("http://", "the address of the proxy for paper.example cannot be read"),
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_cannot_be_used_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, proxy: str, problem: str, scheme: str
) -> None:
    monkeypatch.setenv(f"{scheme}_proxy", proxy)
    with session(clock=FakeClock()) as asker:
        answer = asker.get(f"{scheme}://paper.example/a")
    assert problem in (answer.problem or "")


def test_a_proxy_that_refuses_to_connect_is_named_as_such(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", server.url)
    with session(clock=FakeClock()) as asker:
        answer = asker.get("https://paper.example/a")
    assert answer.problem == "the proxy did not connect to paper.example"


def test_a_page_of_a_private_network_is_refused_behind_a_proxy_too(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.script["/a"] = reply("fine")
    monkeypatch.setenv("http_proxy", server.url)
    names = {"wiki.corp": ["10.0.0.1"], "paper.example": ["93.184.216.34"]}
    with session(clock=FakeClock(), resolve=lambda host: names.get(host, ["127.0.0.1"])) as asker:
        assert "private network" in (asker.get("http://wiki.corp/a", untrusted=True).problem or "")
        assert "private network" in (asker.get("http://127.0.0.1/a", untrusted=True).problem or "")
        assert server.arrivals == []
        assert asker.get("http://paper.example/a", untrusted=True).text == "fine"
