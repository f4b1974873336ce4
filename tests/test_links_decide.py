"""What is asked next about a link, from what came so far: logic alone, no network, no clock."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.links.decide import LONGEST_WAIT_SECONDS, first_request, next_step
from readinglist.links.exchange import PAGE_LIMIT, Ask, Case, Exchange, Observation, Opinion
from readinglist.links.results import Expected
from readinglist.web.asking.failures import FailureKind

PAGE = b"<html><head><title>A Study of Links</title></head><body>A study of links, by Lovelace.</body></html>"
HTML = {"content-type": "text/html"}
STUDY = Expected(titles=("A Study of Links",), families=("Lovelace",))
PDF = Expected(titles=("A Study of Links",), pdf=True)


def case(url: str = "https://a.org/x/1", expected: Expected = STUDY, **known: str) -> Case:
    return Case(url, expected, Observation(**known) if known else Observation())  # type: ignore[arg-type]


def came(made: Case, status: int, headers: Mapping[str, str] = HTML, body: bytes = PAGE) -> Ask | Opinion:
    """What follows when the request that is due is answered so."""
    ask = asked(made)
    made.exchanges.append(Exchange(ask, status, headers, b"" if ask.method == "HEAD" else body))
    return next_step(made)


def failed(made: Case, kind: FailureKind) -> Ask | Opinion:
    made.exchanges.append(Exchange(asked(made), fault=kind, fault_reason="it failed"))
    return next_step(made)


def asked(made: Case) -> Ask:
    step = next_step(made) if made.exchanges else first_request(made)
    assert isinstance(step, Ask)
    return step


def sent_to(made: Case, status: int, location: str) -> Ask | Opinion:
    return came(made, status, {"location": location}, b"")


def test_a_page_is_asked_for_at_once_and_only_so_much_of_it() -> None:
    ask = first_request(case())
    assert (ask.method, ask.limit) == ("GET", PAGE_LIMIT)


@pytest.mark.parametrize("name", ["1.pdf", "lec.PPTX", "video.mp4", "data.tar.gz"])
def test_a_file_is_asked_for_with_head(name: str) -> None:
    assert first_request(case(f"https://a.org/{name}")).method == "HEAD"


def test_a_page_that_fits_is_ok_in_one_request() -> None:
    made = case()
    assert came(made, 200) == Opinion("ok", came(case(), 200).reason, fits=True)  # type: ignore[union-attr]
    assert len(made.exchanges) == 1


def test_of_a_pdf_only_the_beginning_is_read() -> None:
    made = case("https://a.org/1.pdf", PDF)
    step = came(made, 200, {"content-type": "application/pdf"})
    assert isinstance(step, Ask)
    assert step.method == "GET" and step.headers["Range"] == f"bytes=0-{PAGE_LIMIT - 1}"
    done = came(made, 206, {"content-type": "application/pdf"}, b"%PDF-1.5 rest")
    assert isinstance(done, Opinion) and done.verdict == "ok"


def test_a_server_that_does_not_like_ranges_is_asked_without() -> None:
    made = case("https://a.org/1.pdf", PDF)
    came(made, 200, {"content-type": "application/pdf"})
    step = came(made, 416, {}, b"")
    assert isinstance(step, Ask) and step.method == "GET" and "Range" not in step.headers


@pytest.mark.parametrize("status", [400, 403, 404, 405, 410, 429, 500, 501, 503])
def test_where_head_is_refused_get_is_tried(status: int) -> None:
    step = came(case("https://a.org/1.zip", Expected()), status)
    assert isinstance(step, Ask) and step.method == "GET"


@pytest.mark.parametrize("kind", ["reset", "timeout", "protocol"])
def test_where_head_fails_get_is_tried(kind: FailureKind) -> None:
    made = case("https://a.org/1.zip", Expected())
    assert first_request(made).share < 1, "a HEAD that hangs must leave time for the GET"
    step = failed(made, kind)
    assert isinstance(step, Ask) and step.method == "GET"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(status: int) -> None:
    made = case()
    step = sent_to(made, status, "../y#part")
    assert isinstance(step, Ask) and step.url == "https://a.org/y"
    done = came(made, 200)
    permanent = status in (301, 308)
    assert isinstance(done, Opinion) and done.address == "https://a.org/y"
    assert done.verdict == ("redirected_permanent" if permanent else "redirected_temporary")


def test_one_temporary_hop_makes_the_whole_way_temporary() -> None:
    made = case()
    sent_to(made, 301, "/y")
    sent_to(made, 302, "/z")
    done = came(made, 200)
    assert isinstance(done, Opinion) and done.verdict == "redirected_temporary"


def test_the_way_down_from_https_is_told() -> None:
    made = case()
    sent_to(made, 301, "http://a.org/x/1")
    done = came(made, 200)
    assert isinstance(done, Opinion) and "https down to http" in done.reason


@pytest.mark.parametrize("scheme", ["javascript", "file", "data", "ftp", "blob"])
def test_a_redirect_out_of_the_web_is_unsafe(scheme: str) -> None:
    done = sent_to(case(), 302, f"{scheme}:x")
    assert isinstance(done, Opinion) and done.verdict == "unsafe"


def test_a_circle_ends() -> None:
    made = case()
    sent_to(made, 302, "/y")
    done = sent_to(made, 302, "/x/1")
    assert isinstance(done, Opinion) and done.verdict == "too_big" and "circle" in done.reason


def test_a_way_without_end_ends() -> None:
    made = case()
    step: Ask | Opinion = first_request(made)
    while isinstance(step, Ask):
        step = sent_to(made, 302, f"/{len(made.exchanges)}")
    assert step.verdict == "too_big" and len(made.exchanges) < 20


@pytest.mark.parametrize("location", ["http://", "https://[::1", "http://a b:x/"])
def test_a_redirect_to_nowhere_is_the_servers_fault(location: str) -> None:
    done = sent_to(case(), 302, location)
    assert isinstance(done, Opinion) and done.verdict in ("server_error", "unsafe", "unchecked")


def test_retry_after_is_waited_for_once() -> None:
    made = case()
    step = came(made, 429, {"retry-after": "2"})
    assert isinstance(step, Ask) and step.wait_seconds == 2
    done = came(made, 429, {"retry-after": "2"})
    assert isinstance(done, Opinion) and done.verdict == "rate_limited"


def test_a_long_retry_after_is_not_waited_for() -> None:
    done = came(case(), 503, {"retry-after": str(LONGEST_WAIT_SECONDS + 1)})
    assert isinstance(done, Opinion) and done.verdict == "rate_limited"


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_faulty_server_is_asked_once_more(status: int) -> None:
    made = case()
    step = came(made, status)
    assert isinstance(step, Ask) and step.wait_seconds > 0
    done = came(made, status)
    assert isinstance(done, Opinion) and done.verdict == "server_error"


def test_a_fault_that_passes_leaves_no_trace() -> None:
    made = case()
    came(made, 500)
    done = came(made, 200)
    assert isinstance(done, Opinion) and done.verdict == "ok"


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        ("dns", "dns"),
        ("dns_later", "timeout"),
        ("refused", "refused"),
        ("reset", "refused"),
        ("timeout", "timeout"),
        ("tls_expired", "tls_expired"),
        ("tls_hostname", "tls_hostname"),
        ("tls_untrusted", "tls_untrusted"),
        ("tls_protocol", "tls_protocol"),
        ("private", "unsafe"),
        ("port", "unchecked"),
        ("too_big", "too_big"),
        ("resting", "rate_limited"),
        ("proxy", "unchecked"),
    ],
)
def test_every_kind_of_fault_has_its_verdict(kind: FailureKind, verdict: str) -> None:
    made = case()
    step = failed(made, kind)
    if isinstance(step, Ask):
        assert step.wait_seconds > 0
        step = failed(made, kind)
    assert isinstance(step, Opinion) and step.verdict == verdict


def test_validators_go_where_the_page_was_seen_alive_and_nowhere_else() -> None:
    known = {"verdict": "redirected_permanent", "address": "https://a.org/y", "etag": '"1"', "title": "A"}
    made = case(**known)
    assert "If-None-Match" not in first_request(made).headers
    step = sent_to(made, 301, "/y")
    assert isinstance(step, Ask) and step.headers["If-None-Match"] == '"1"'
    done = came(made, 304, {}, b"")
    assert isinstance(done, Opinion) and done.verdict == "redirected_permanent"


def test_a_304_that_nobody_asked_for_is_no_answer() -> None:
    done = came(case(), 304, {}, b"")
    assert isinstance(done, Opinion) and done.verdict == "server_error"


def test_a_site_that_sends_a_made_up_neighbour_the_same_way_has_not_the_page() -> None:
    made = case()
    sent_to(made, 302, "/list")
    step = came(
        made, 200, HTML, b"<title>All that we have</title><p>" + b"Nothing like it at all here. " * 80
    )
    assert isinstance(step, Ask) and step.sibling and step.url.startswith("https://a.org/x/")
    done = sent_to(made, 302, "/list")
    assert isinstance(done, Opinion) and done.verdict == "soft_404"


_STATUSES = st.sampled_from([100, 200, 204, 206, 301, 302, 304, 307, 308, 401, 403, 404, 405, 410, 416])
_REPLIES = st.tuples(
    _STATUSES | st.sampled_from([429, 500, 503, 999]),
    st.dictionaries(
        st.sampled_from(["location", "retry-after", "content-type", "etag"]),
        st.sampled_from(
            ["", "/a", "/b", "https://b.org/", "1", "text/html", "application/pdf", "\x00", "//"]
        ),
    ),
    st.sampled_from([b"", PAGE, b"%PDF-1.4", b"\xff\x00", b"<title>404 Not Found</title>"]),
)
_FAULTS = st.sampled_from(["reset", "timeout", "refused", "dns", "tls_protocol", "too_big"])


@given(
    st.lists(_REPLIES | _FAULTS, min_size=40, max_size=40),
    st.sampled_from(["https://a.org/x", "https://a.org/x.pdf", "https://a.org/x.zip"]),
    st.sampled_from([STUDY, PDF, Expected()]),
    st.sampled_from([{}, {"verdict": "ok", "etag": '"1"'}]),
)
def test_every_way_ends_in_a_verdict(
    answers: list[object], url: str, expected: Expected, known: dict[str, str]
) -> None:
    made = case(url, expected, **known)
    step: Ask | Opinion = first_request(made)
    for answer in answers:
        if isinstance(step, Opinion):
            break
        assert step.url.startswith(("http://", "https://"))
        if isinstance(answer, str):
            made.exchanges.append(Exchange(step, fault=answer, fault_reason="why"))  # type: ignore[arg-type]
        else:
            status, headers, body = answer  # type: ignore[misc]
            made.exchanges.append(Exchange(step, status, headers, b"" if step.method == "HEAD" else body))
        step = next_step(made)
    assert isinstance(step, Opinion) and step.reason
    assert sum(e.ask.wait_seconds for e in made.exchanges) <= LONGEST_WAIT_SECONDS + len(made.exchanges)
