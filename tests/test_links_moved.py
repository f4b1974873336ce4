"""What the two addresses of a redirect prove, and which addresses are never offered."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.links.redirect_trust import (
    is_downgrade,
    is_lasting,
    is_shortened,
    leads_astray,
    proof,
    proposable,
)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://ftp.cs.berkeley.edu/x.pdf",
        "http://user:pw@cs.berkeley.edu/",
        "http://127.0.0.1/x",
        "http://2130706433/x",
        "http://0x7f000001/x",
        "http://0177.0.0.1/x",
        "http://169.254.169.254/latest/meta-data",
        "http://8.8.8.8/x",
        "http://[::1]/x",
        "http://[::ffff:10.0.0.1]/x",
        "http://localhost/x",
        "http://intranet/x",
        "http://wiki.corp/x",
        "http://router.local./x",
        "https://cs.berkeley.edu:8443/x",
        "https://cs.berkeley.edu:22/x",
        "https://cs.berkeley.edu/a\r\nX: 1",
        "https://cs.berkeley.edu\\@evil.net/",
        "https://cs.berkeley.edu/" + "a" * 3000,
        "http://[",
        "",
        "#",
        "//",
        "mailto:me@cs.berkeley.edu",
        "assets/lec01.pdf",
    ],
)
def test_what_is_no_page_of_the_open_web_is_never_offered(address: str) -> None:
    assert proposable(address) is None


def test_an_address_comes_out_as_it_can_be_written_anywhere() -> None:
    assert proposable("https://CS.Berkeley.edu/~a/x_y%20z.pdf?a=1&b=2") == (
        "https://cs.berkeley.edu/~a/x_y%20z.pdf?a=1&b=2"
    )
    assert proposable('https://cs.berkeley.edu/{a}<b>\u202e\u200b"é') == (
        "https://cs.berkeley.edu/%7Ba%7D%3Cb%3E%E2%80%AE%E2%80%8B%22%C3%A9"
    )


@given(st.text(max_size=60))
def test_whatever_is_offered_is_plain_ascii_of_the_web(tail: str) -> None:
    offered = proposable(f"https://cs.berkeley.edu/{tail}")
    if offered is not None:
        assert offered.isascii() and not set(offered) & set(' <>{}"\\^`|\n\r\t')
        assert urlsplit(offered).scheme == "https"
        assert proposable(offered) == offered


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("http://cs.berkeley.edu/~a/x.pdf", "https://cs.berkeley.edu/~a/x.pdf", "but for https:"),
        ("http://cs.berkeley.edu/", "https://www.cs.berkeley.edu/", "but for https: and www."),
        ("https://www.mlsys.org/about", "https://mlsys.org/about/", "but for www."),
        ("https://mlsys.org/about", "https://mlsys.org/about/", "the end of its path"),
        ("https://mlsys.org/about/index.html", "https://mlsys.org/about/", "the end of its path"),
        ("http://cs.berkeley.edu/%7Ea/x", "https://cs.berkeley.edu/~a/x", "but for https:"),
        ("https://cs.berkeley.edu/~jegonzal", "https://eecs.berkeley.edu/~jegonzal", "same path on eecs"),
        ("http://cl.cam.ac.uk/research/x", "https://cst.cam.ac.uk/research/x", "same path on cst."),
        (
            "https://www.aclweb.org/anthology/N19-1423.pdf",
            "https://aclanthology.org/N19-1423.pdf",
            "both addresses are of acl:N19-1423",
        ),
    ],
)  # fmt: skip
def test_addresses_that_are_of_one_page(old: str, new: str, words: str) -> None:
    said = proof(old, new, of_work=False)
    assert said is not None and words in said
    assert not leads_astray(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("http://cs.berkeley.edu/~a/x.pdf", "https://cs.berkeley.edu/~b/x.pdf"),
        ("http://cs.berkeley.edu/show?id=7", "https://cs.berkeley.edu/show?id=8"),
        ("http://cs.berkeley.edu/show?id=7", "https://eecs.berkeley.edu/show"),
        ("http://rise.io/about", "https://rise.org/about"),
        ("http://lab.github.io/papers/x.pdf", "https://other.github.io/papers/x.pdf"),
        ("http://x.cam.ac.uk/papers/x.pdf", "https://x.ox.ac.uk/papers/x.pdf"),
        ("http://riselab.net/papers/2017/ray.pdf", "https://casino.com/papers/2017/ray.pdf"),
    ],
)
def test_addresses_that_may_be_of_two_pages(old: str, new: str) -> None:
    assert proof(old, new, of_work=False) is None


def test_a_path_on_another_site_counts_where_the_work_was_seen_there() -> None:
    old, new = (
        "http://papers.nips.cc/paper/4824-imagenet.pdf",
        "https://papers.other.org/paper/4824-imagenet.pdf",
    )
    assert proof(old, new, of_work=True) == "it has the same path on papers.other.org"
    assert proof("http://nips.cc/p", "https://other.org/p", of_work=True) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("http://cs.berkeley.edu/x.pdf", "https://cs.berkeley.edu/"),
        ("http://cs.berkeley.edu/x.pdf", "https://berkeley.edu/en/index.html"),
        ("http://cs.berkeley.edu/a/x.pdf", "https://cs.berkeley.edu/a/"),
        ("http://cs.berkeley.edu/x.pdf", "https://auth.berkeley.edu/cas/x.pdf"),
        ("http://cs.berkeley.edu/x.pdf", "https://cs.berkeley.edu/login?next=/x.pdf"),
        ("http://cs.berkeley.edu/x.pdf", "https://cs.berkeley.edu/sign-in/x.pdf"),
        ("http://cs.berkeley.edu/x.pdf", "https://cs.berkeley.edu/cookie-consent?to=x.pdf"),
        ("http://cs.berkeley.edu/x.pdf", "https://cs.berkeley.edu/errors/404.html"),
        ("http://cs.berkeley.edu/x.pdf", "https://cs.berkeley.edu/not-found"),
        ("http://cs.berkeley.edu/x.pdf", "https://cs.berkeley.edu/x.pdf;jsessionid=A1B2"),
        ("http://cs.berkeley.edu/x.pdf", "https://cs.berkeley.edu/x.pdf?PHPSESSID=A1B2"),
        ("http://cs.berkeley.edu/x.pdf", "https://cs.berkeley.edu/x.pdf?X-Amz-Signature=A1B2"),
        ("http://cs.berkeley.edu/x.pdf", "https://cs.berkeley.edu/(S(abcdefghij0123456789abcd))/x.pdf"),
        ("http://cs.berkeley.edu/x.pdf", "https://bit.ly/3abc"),
    ],
)
def test_a_redirect_that_leads_to_no_page_of_its_own(old: str, new: str) -> None:
    assert leads_astray(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("http://lab.berkeley.edu/", "https://lab.berkeley.edu/"),
        ("http://cs.berkeley.edu/login/x", "https://cs.berkeley.edu/login/x/"),
        ("http://cs.berkeley.edu/x", "https://cs.berkeley.edu/papers/error-correcting.pdf"),
        ("http://cs.berkeley.edu/x?token=1", "https://cs.berkeley.edu/x?token=1"),
        ("http://cs.berkeley.edu/a/index.html", "https://cs.berkeley.edu/a/"),
        ("http://cs.berkeley.edu/show/7", "https://cs.berkeley.edu/show?id=7"),
    ],
)
def test_a_redirect_to_a_page(old: str, new: str) -> None:
    assert not leads_astray(old, new)


def test_names_that_are_made_to_last_and_short_ones_are_known() -> None:
    lasting = (
        "https://doi.org/10.1145/3282307",
        "http://purl.org/x",
        "https://web.archive.org/web/2013/http://a.net/",
    )
    assert all(map(is_lasting, lasting))
    assert is_lasting("https://arxiv.org/abs/1706.03762")
    assert not is_lasting("https://dl.acm.org/doi/10.1145/3282307")
    assert not is_lasting("http://[")
    assert is_shortened("https://forms.gle/Arj4xh3NzWWiDbSU7")
    assert not is_shortened("https://rabbit.ly/x")
    assert is_downgrade("https://a.net/", "http://a.net/") and not is_downgrade(
        "http://a.net/", "http://b.net/"
    )
