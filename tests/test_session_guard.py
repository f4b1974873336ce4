"""Links of strangers lead to the open internet or nowhere; and one look-up decides."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import Loopback, loopback, redirect, reply
from session_parts import FakeClock, fake_resolver, session
from wireside import fault, reply_to

from readinglist.web.asking import guard
from readinglist.web.asking.transports import Transport


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with loopback() as book:
        yield book


@pytest.fixture
def open_loopback(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> Loopback:
    """The server, as if 127.0.0.1 and its port were those of a publisher."""
    real = guard.is_public
    monkeypatch.setattr(guard, "is_public", lambda text: text == "127.0.0.1" or real(text))
    monkeypatch.setattr(guard, "PORTS", frozenset({80, 443, server.port}))
    server.script["/a"] = reply("fine")
    return server


@pytest.mark.parametrize(
    "address",
    [
        "93.184.216.34",
        "8.8.8.8",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "2606:2800:220:1:248:1893:25c8:1946",
        "2a00:1450:4001:80e::200e",
        "64:ff9b::808:808",
        "::ffff:8.8.8.8",
    ],
)
def test_addresses_of_the_open_internet_are_public(address: str) -> None:
    assert guard.is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.127.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "198.18.0.1",
        "198.19.255.255",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:808:808::",
        "2001::1",
        "2001:db8::1",
        "3fff::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "2606:2800::1%eth0",
        "fec0::1",
        "ff02::1",
        "100::1",
        "5f00::1",
        "localhost",
        "",
        "127.1",
        "0x7f000001",
        "2130706433",
    ],
)
def test_addresses_inside_a_network_are_not(address: str) -> None:
    assert not guard.is_public(address)


@given(st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_an_ipv4_address_is_judged_alike_however_it_is_wrapped(number: int) -> None:
    plain = guard.is_public(str(IPv4Address(number)))
    assert guard.is_public(str(IPv6Address((0xFFFF << 32) | number))) == plain
    assert guard.is_public(str(IPv6Address((0x64FF9B << 96) | number))) == plain
    assert not guard.is_public(str(IPv6Address((0x2002 << 112) | (number << 80))))


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["::1"], ["169.254.169.254"], ["::ffff:192.168.0.1"]],
)
def test_a_host_with_any_private_address_is_refused_before_a_connection(
    server: Loopback, addresses: list[str]
) -> None:
    clock = FakeClock()
    with session(clock=clock, resolve=fake_resolver({"paper.example": addresses})) as asker:
        for scheme in ("http", "https"):
            answer = asker.get(f"{scheme}://paper.example/a", untrusted=True)
            assert "inside a private network" in (answer.problem or "")
    assert server.arrivals == []
    assert 1.0 not in clock.slept


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "[::1]", "0"])
def test_this_machine_is_refused_by_whatever_name(server: Loopback, host: str) -> None:
    server.script["/a"] = reply("secret")
    with session(clock=FakeClock()) as asker:
        for address in (f"http://{host}:{server.port}/a", f"http://{host}/a"):
            assert asker.get(address, untrusted=True).status is None
    assert server.arrivals == []


def test_other_ports_than_those_of_the_web_are_refused(server: Loopback) -> None:
    with session(resolve=fake_resolver({"paper.example": ["93.184.216.34"]})) as asker:
        answer = asker.get("http://paper.example:6379/a", untrusted=True)
    assert "port 6379" in (answer.problem or "")


def test_the_address_that_was_checked_is_the_one_that_is_connected_to(open_loopback: Loopback) -> None:
    resolve = fake_resolver({"paper.example": ["127.0.0.1"]})
    with session(resolve=resolve) as asker:
        answer = asker.get(f"http://paper.example:{open_loopback.port}/a", untrusted=True)
    assert answer.text == "fine"
    assert resolve.asked == ["paper.example"]
    assert open_loopback.arrivals[0].headers["host"] == f"paper.example:{open_loopback.port}"


def test_a_name_that_changes_its_answer_gains_nothing(open_loopback: Loopback) -> None:
    """DNS rebinding: public while it is checked, private a moment later."""
    answers = [["127.0.0.1"], ["169.254.169.254"], ["127.0.0.1"]]
    asked: list[str] = []

    def resolve(host: str) -> list[str]:
        asked.append(host)
        return answers[len(asked) - 1]

    # Each reply ends its connection, so that each request has to look the name up.
    open_loopback.script["/a"] = reply("fine", headers={"Connection": "close"})
    transport = Transport(resolve, {})
    url = f"http://paper.example:{open_loopback.port}/a"
    assert reply_to(transport, url, guarded=True).body == b"fine"
    assert len(asked) == 1
    assert fault(transport, url, guarded=True).kind == "private"
    assert reply_to(transport, url, guarded=True).body == b"fine"
    assert (len(asked), len(open_loopback.arrivals)) == (3, 2)
    transport.close()


def test_a_connection_that_stays_open_needs_no_second_look(open_loopback: Loopback) -> None:
    resolve = fake_resolver({"paper.example": ["127.0.0.1"]})
    transport = Transport(resolve, {})
    for _ in range(3):
        reply_to(transport, f"http://paper.example:{open_loopback.port}/a", guarded=True)
    transport.close()
    assert resolve.asked == ["paper.example"]


@pytest.mark.parametrize("kind", ["guarded", "free"])
def test_ports_besides_those_of_the_web_are_asked_where_they_are_allowed(
    server: Loopback, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(guard, "is_public", lambda text: True)
    server.script["/a"] = reply("fine")
    resolve = fake_resolver({"paper.example": ["127.0.0.1"]})
    url = f"http://paper.example:{server.port}/a"
    closed, opened = Transport(resolve, {}), Transport(resolve, {}, allow_ports=[server.port])
    if kind == "guarded":
        assert fault(closed, url, guarded=True).kind == "port"
        assert resolve.asked == []
    else:
        assert reply_to(closed, url).status == 200
    assert reply_to(opened, url, guarded=kind == "guarded").status == 200
    closed.close()
    opened.close()


@pytest.mark.parametrize(
    "host",
    ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0x7f.1", "017700000001", "[::ffff:127.0.0.1]"],
)
def test_other_ways_to_write_an_address_are_looked_up_and_then_judged(host: str) -> None:
    """The system reads all of these as 127.0.0.1; nothing here has to read them."""
    transport = Transport(None, {})
    assert fault(transport, f"http://{host}/", guarded=True).kind == "private"
    transport.close()


@pytest.mark.parametrize(
    "addresses", [["64:ff9b::7f00:1"], ["2002:7f00:1::"], ["::ffff:10.0.0.1"], ["8.8.8.8", "fe80::1"]]
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_answer_with_an_address_inside_is_refused_whole(scheme: str, addresses: list[str]) -> None:
    resolve = fake_resolver({"paper.example": addresses})
    assert fault(Transport(resolve, {}), f"{scheme}://paper.example/", guarded=True).kind == "private"


def test_every_hop_of_a_page_is_checked(open_loopback: Loopback) -> None:
    open_loopback.script["/b"] = redirect("http://inside.example/latest/meta-data")
    names = {"paper.example": ["127.0.0.1"], "inside.example": ["169.254.169.254"]}
    with session(clock=FakeClock(), resolve=fake_resolver(names)) as asker:
        answer = asker.get(f"http://paper.example:{open_loopback.port}/b", untrusted=True)
    assert (
        answer.problem
        == "inside.example is an address inside a private network, where links are not followed"
    )


def test_a_connection_that_was_opened_without_a_check_does_not_serve_a_link(server: Loopback) -> None:
    server.script["/a"] = reply("secret")
    with session(clock=FakeClock()) as asker:
        assert asker.get(f"{server.url}/a").text == "secret"
        assert asker.get(f"{server.url}/a", untrusted=True).status is None
    assert len(server.arrivals) == 1


def test_a_service_may_not_lead_inside_either(server: Loopback) -> None:
    server.script |= {"/a": redirect(f"http://inside.example:{server.port}/b"), "/b": reply("secret")}
    names = {"localhost": ["127.0.0.1"], "inside.example": ["127.0.0.1"]}
    with session(clock=FakeClock(), resolve=fake_resolver(names)) as asker:
        assert asker.get(f"{server.url}/a").status is None
    assert server.paths() == ["/a"]


def test_hosts_that_the_settings_allow_may_be_private(server: Loopback) -> None:
    server.script["/a"] = reply("fine")
    with session(clock=FakeClock(), allow_private=["LocalHost"]) as asker:
        assert asker.get(f"{server.url}/a", untrusted=True).text == "fine"


def test_a_page_may_not_step_down_from_https(server: Loopback) -> None:
    server.script |= {"/a.example/x": redirect("http://a.example/y"), "/a.example/y": reply("fine")}
    with session(server, FakeClock()) as asker:
        answer = asker.get("https://a.example/x", untrusted=True)
        assert answer.problem == "a.example redirects from https to http, which is not followed"
        assert asker.get("https://a.example/x").text == "fine"
