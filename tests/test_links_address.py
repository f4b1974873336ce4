"""From a link as it is written to the address that is asked, or to why none is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.links.exchange import Opinion
from readinglist.links.link_identity import request_address


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://a.org/b", "https://a.org/b"),
        (" https://a.org/b\n", "https://a.org/b"),
        ("HTTPS://A.Org", "https://a.org/"),
        ("//a.org/b?c=d#e", "https://a.org/b?c=d"),
        ("https://a.org/ü x", "https://a.org/%C3%BC%20x"),
        ("https://bücher.org/b", "https://xn--bcher-kva.org/b"),
        ("https://例え.jp:8080/", "https://xn--r8jz45g.jp:8080/"),
        ("https://a.org/%7Eb/%C3%BC", "https://a.org/%7Eb/%C3%BC"),
        ("https://a.org/b?x=1&mailto=me@a.org", "https://a.org/b?x=1"),
    ],
)
def test_an_address_of_the_web_is_asked_in_its_one_spelling(url: str, address: str) -> None:
    assert request_address(url) == address


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://a.org/b",
        "gopher://a.org:70/",
        "blob:https://a.org/1",
        "https://user:secret@a.org/",
        "https://user@a.org/",
        "https://a.org\\@b.org/",
        "https://a.org/\r\nHost: b.org",
        "https://a.org/\x00",
    ],
)
def test_what_must_not_be_asked_is_unsafe(url: str) -> None:
    said = request_address(url)
    assert isinstance(said, Opinion) and said.verdict == "unsafe"
    assert "secret" not in said.reason


@pytest.mark.parametrize(
    "url",
    [
        "mailto:me@a.org",
        "#top",
        "",
        "TODO",
        "https://arxiv.org",
        "https://",
        "https://[::1/",
        "https://a b/",
        "https://a%2eb/",
        "http://a.org:99999/",
        "slides/1.pdf",
        "https://\u2488.org/",
    ],
)
def test_what_cannot_be_asked_is_set_aside_with_the_reason(url: str) -> None:
    said = request_address(url)
    assert isinstance(said, Opinion) and said.verdict == "unchecked" and said.reason


@pytest.mark.parametrize(
    ("base", "url", "address"),
    [
        ("https://a.org/course", "slides/1.pdf", "https://a.org/course/slides/1.pdf"),
        ("https://a.org/course/", "/slides/1.pdf", "https://a.org/course/slides/1.pdf"),
        ("https://a.org/course/", "../other/1.pdf", "https://a.org/other/1.pdf"),
    ],
)
def test_a_relative_link_belongs_to_the_site_of_the_course(base: str, url: str, address: str) -> None:
    assert request_address(url, base) == address


def test_the_address_of_the_course_is_judged_like_any_other() -> None:
    said = request_address("slides/1.pdf", "file:///srv")
    assert isinstance(said, Opinion)


@given(st.text(max_size=80), st.none() | st.text(max_size=20))
def test_any_text_gives_an_address_or_a_reason(url: str, base: str | None) -> None:
    said = request_address(url, base)
    if isinstance(said, str):
        assert said.startswith(("http://", "https://"))
        assert "@" not in said.split("/")[2]
        assert said.isascii() and said.isprintable() and " " not in said
    else:
        assert said.reason
