"""What of an address a report shows: everything but what only its owner may know."""

from __future__ import annotations

import pytest
from depth import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from links_report_sample import REPORT, TRICKS, link, use

from readinglist.links.link_identity import host_of
from readinglist.links.reports import REPORTS, render_links
from readinglist.links.reports.addresses import list_some, one_line, readable, redact, redact_record
from readinglist.links.results import LinkReport, Repair, Witness
from readinglist.model.finding import Finding
from readinglist.report import printable

# Whatever is made of these pieces looks like an address to somebody.
PIECES = st.sampled_from(
    (
        *("https://", "http:", "//", "u", ":", "p", "@", "h.org", "/", "?", "#", "&", ";", "=", "token", "a"),
        *("%3A", "%2F", "%40", "%3D", "%3F", "%26", "%253D", "sig", "\\", "\t", "\n", " ", "***", "1", "."),
    )
)  # fmt: skip
ADDRESSES = st.lists(PIECES, max_size=14).map("".join)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:secret@a.org/x", "https://a.org/x"),
        ("https://secret@a.org", "https://a.org"),
        ("//me:secret@a.org/x", "//a.org/x"),
        ("https:me:secret@a.org/x", "https:a.org/x"),
        ("https:\\\\me:secret@a.org/x", "https:\\\\a.org/x"),
        ("ht\ntps://me:se\tcret@a.org/", "https://a.org/"),
        ("https://me:se/cret@a.org/", "https://a.org/"),
        ("https://me:sec@ret@a.org/", "https://a.org/"),
        ("ftp://me:secret@a.org/", "ftp://a.org/"),
        ("https://web.archive.org/web/2020/https://me:secret@a.org/", "https://web.archive.org/web/2020/https://a.org/"),
        ("https://l.org/?next=https%3A%2F%2Fme%3Asecret%40a.org%2F", "https://l.org/?next=https%3A%2F%2Fa.org%2F"),
        ("https://a.org/?a=1&token=secret&b=2", "https://a.org/?a=1&token=***&b=2"),
        ("https://a.org/#access_token=secret&a=1", "https://a.org/#access_token=***&a=1"),
        ("https://a.org/x;jsessionid=secret?a=1", "https://a.org/x;jsessionid=***"),
        ("https://a.org/?X-Amz-Signature=secret&X-Amz-Credential=secret", "https://a.org/?X-Amz-Signature=***&X-Amz-Credential=***"),
        ("https://a.org/?accessToken=secret&AWSAccessKeyId=secret", "https://a.org/?accessToken=***&AWSAccessKeyId=***"),
        ("https://a.org/?key=secret&sig=secret&api_key=secret", "https://a.org/?key=***&sig=***&api_key=***"),
        ("https://a.org/?to%6ben=secret", "https://a.org/?to%6ben=***"),
        ("https://a.org/?q=x?token=secret", "https://a.org/?q=x?token=***"),
        ("https://l.org/?u=https%3A%2F%2Fa.org%2F%3Ftoken%3Dsecret%26b%3D1&c=2", "https://l.org/?u=https%3A%2F%2Fa.org%2F%3Ftoken%3D***%26b%3D1&c=2"),
        ("https://l.org/?u=https%253A%252F%252Fme%253Asecret%2540a.org%252F%253Fsig%253Dsecret", "https://l.org/?u=https%253A%252F%252Fa.org%252F%253Fsig%253D***"),
        ("it leads to https://me:secret@a.org/?key=secret now", "it leads to https://a.org/?key=*** now"),
    ],
)  # fmt: skip
def test_what_only_the_owner_may_know_is_left_out(url: str, shown: str) -> None:
    assert redact(url) == shown
    assert "secret" not in shown


@pytest.mark.parametrize(
    "url",
    [
        "https://medium.com/@somebody/a-post",
        "https://a.org:8080/x@y:z",
        "mailto:staff@example.org",
        "see https://a.org/ or write to staff@example.org",
        "https://a.org/?q=a@b.org",
        "https://a.org/?keyword=a&author=b&session=3&page=4&monkey=5&design=6",
        "https://web.archive.org/web/2020/https://medium.com/@somebody",
        "https://[::1]/x",
        "10.1145/3,4@5",
        "",
    ],
)
def test_everything_else_stays_as_it_is_written(url: str) -> None:
    assert redact(url) == url


@given(ADDRESSES)
@settings(deadline=None, max_examples=examples(500))
def test_showing_what_is_shown_changes_nothing(url: str) -> None:
    assert redact(redact(url)) == redact(url)


@given(ADDRESSES | st.text(max_size=40) | st.sampled_from(TRICKS))
@settings(deadline=None, max_examples=examples(300))
def test_an_address_is_read_on_one_line_and_breaks_out_of_no_code(url: str) -> None:
    shown = readable(url)
    assert shown and printable(shown) == shown and len(shown) <= 500
    assert shown == "(no address)" or not set(shown) & set(" `|\\\n")


def test_an_ordinary_address_is_read_as_it_is_written() -> None:
    for url in ("https://a.org/x?y=%20z#s", "https://例え.jp/深度", "https://[2001:db8::1]/{a}"):
        assert readable(url) == url
    assert readable("https://a.org/a b\n") == "https://a.org/a%20b%0A"
    assert readable("https://a.org/" + "x" * 1000).endswith("x…")


def test_long_text_is_cut_and_says_so() -> None:
    assert one_line("a\n\tb  c") == "a b c"
    assert one_line("x" * 400) == "x" * 299 + "…"
    assert len(one_line("\x1b" * 100_000)) == 300
    assert one_line("x" * 300) == "x" * 300
    assert list_some("abc", 5) == "a, b, c"
    assert list_some("abcde", 2) == "a, b and 3 more"


def test_a_link_without_a_host_has_none() -> None:
    assert host_of("https://A.org:80/x") == "a.org"
    assert host_of("assets/lec01.pdf") == host_of("http://[") == ""


@pytest.mark.parametrize("format", REPORTS)
def test_no_report_tells_a_password_or_a_token(format: str) -> None:
    url = "https://me:pass-word@a.org/?token=pass-word#access_token=pass-word"
    result = link(
        url,
        "gone",
        use("a").model_copy(update={"label": url, "file": url, "field": url}),
        confirmed=True,
        reason=f"redirects to {url}",
        address=url,
        witnesses=(Witness(name="page", said=f"moved to {url}", at=""),),
        repairs=(Repair(kind="redirect", address=url, why=f"by {url}"),),
    )
    verdicts = ("gone", "unsafe", "redirected_permanent", "blocked", "ok", "ignored")
    links = tuple(result.model_copy(update={"verdict": verdict}) for verdict in verdicts)
    finding = Finding(rule="r", level="error", message=f"the rule for {url} ended")
    report = LinkReport(links=links, findings=(finding,))
    assert "pass-word" not in render_links(report, format)
    for shown in (str(report), report._repr_html_(), *map(str, links), *(one._repr_html_() for one in links)):
        assert "pass-word" not in shown


def test_a_presentable_copy_differs_in_nothing_else() -> None:
    assert redact_record(REPORT) == REPORT
    assert redact_record("half \ud800") == "half \ufffd"
