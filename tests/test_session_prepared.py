"""What goes onto the wire cannot be read in two ways, whatever stands in a list."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from depth import examples
from hypothesis import example, given, settings
from hypothesis import strategies as st
from wireside import Wireside, answers, fault, local_transport, reply_to, wireside

from readinglist.web.asking.failures import RequestFailed
from readinglist.web.asking.transports import Transport, prepare

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
NEVER = "\r\n\0\t\x0b\x0c\x7f\x85\xa0\\ \u2028\u200b\u202e\ufeff\ud800"


@pytest.fixture(scope="module")
def server() -> Iterator[Wireside]:
    with wireside(answers(OK)) as made:
        yield made


@pytest.fixture(scope="module")
def transport() -> Iterator[Transport]:
    made = local_transport()
    yield made
    made.close()


def refused(url: str) -> str:
    with pytest.raises(RequestFailed) as caught:
        prepare("GET", url, {})
    return caught.value.kind


@given(st.sampled_from(NEVER), st.integers(0, 40))
@settings(deadline=None)
def test_an_address_with_what_would_be_misread_is_refused_wherever_it_stands(sign: str, place: int) -> None:
    url = "https://site.example/paper.pdf?a=b#c"
    assert refused(url[:place] + sign + url[place:]) == "address"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "site.example",
        "//site.example/",
        "file:///etc/passwd",
        "ftp://site.example/",
        "gopher://site.example/",
        "data:text/html,x",
        "javascript:alert(1)",
        "blob:https://site.example/1",
        "httpx://site.example/",
        "https://",
        "https:///path",
        "https://:443/",
        "https://user@site.example/",
        "https://user:secret@site.example/",
        "https://@site.example/",
        "https://site.example:0/",
        "https://site.example:/",
        "https://site.example:99999/",
        "https://site.example:4x3/",
        "https://[::1/",
        "https://[site]/",
        "https://site.example@[::1]/",
        "https://a\uff0fb.example/",
        "https://" + "a" * 40_000 + "/",
        "https://*.example/",
    ],
)
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    assert refused(url) == "address"


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("http://site.example/a?b=c", "http://site.example/a?b=c"),
        ("HTTP://Site.Example", "http://site.example/"),
        ("https://site.example/@user/a%20b", "https://site.example/@user/a%20b"),
        ("https://site.example/a/../b/./c", "https://site.example/b/c"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("http://[2001:db8::1]:8080/", "http://[2001:db8::1]:8080/"),
    ],
)
def test_an_address_of_the_web_is_sent_in_its_normal_form(url: str, sent: str) -> None:
    assert prepare("GET", url, {}).url == sent


@pytest.mark.parametrize(
    "headers",
    [{"X": f"a{sign}b"} for sign in "\r\n\0\t\x7f\x85\u2028\u0142"]
    + [{name: "a"} for name in ("", "a b", "a:b", "a\r\nb", "\xfc", "Host\0")],
)
def test_a_header_that_would_begin_another_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(RequestFailed) as caught:
        prepare("GET", "http://site.example/", headers)
    assert caught.value.kind == "address"


@given(
    st.text(max_size=30),
    st.sampled_from(["/{}", "/?{}", ".example/{}", "@site.example/{}", ":80/{}", "/#{}", "{}"]),
)
@settings(deadline=None, max_examples=examples(300))
@example("\r\nHost: evil.example", "/{}")
@example("/.\\..//site.example", "/{}")
def test_whatever_stands_in_an_address_one_request_for_one_host_is_sent(
    server: Wireside, transport: Transport, text: str, form: str
) -> None:
    server.heads.clear()
    url = f"http://site.example:{server.port}{form.format(text)}"
    try:
        host = urlsplit(prepare("GET", url, {}).url or "").netloc
    except RequestFailed:
        assert fault(transport, url).kind == "address"
        assert server.heads == []
        return
    if not host.endswith(f":{server.port}"):
        return
    assert reply_to(transport, url).status == 200
    lines = server.heads[0].split(b"\r\n")
    assert len(server.heads) == 1
    assert lines[0].startswith(b"GET /")
    assert lines[0].count(b" ") == 2
    assert [line for line in lines if line.lower().startswith(b"host:")] == [b"Host: " + host.encode()]
    assert {line.split(b":")[0].lower() for line in lines[1:-2]} <= {
        b"host",
        b"accept-encoding",
        b"user-agent",
    }
