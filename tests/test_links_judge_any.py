"""Judging whatever comes: any bytes, headers, statuses and addresses give an opinion or a wish."""

from __future__ import annotations

import time
from typing import get_args

import pytest
from depth import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from judge_sample import ANYTHING, PDF, TITLE, WORK, bare, long_text, page, pdf, reply, tags

from readinglist.links.exchange import PAGE_LIMIT, Ask, Case, Exchange, Observation, Opinion
from readinglist.links.judge.judgement import judge
from readinglist.links.judge.page import fingerprint
from readinglist.links.results import Expected
from readinglist.links.verdicts import Verdict, class_of

_VERDICTS = frozenset(get_args(Verdict))
_PIECES = st.sampled_from(
    [
        b"<html><head><title>",
        b"</title>",
        b"Page not found",
        b"<meta name=citation_title content='x y'>",
        b"<meta http-equiv=refresh content='0;url=//[",
        b"<script type='application/ld+json'>{\"isAccessibleForFree\":[[",
        b"<a href='http://[::1/x.pdf'>pdf</a>",
        b"<input type=password>",
        b"<iframe src=",
        b"%PDF-1.4 /Info 7 0 R 7 0 obj <</Title (A b c d)>>",
        b"\x00\xff\xfe",
        "ページが見つかりません".encode(),
        TITLE.encode(),
        b"is for sale",
        b"</body>",
        b"word " * 80,
    ]
)
_BODIES = st.lists(_PIECES | st.binary(max_size=12), max_size=8).map(b"".join)
_TEXT = st.text(max_size=20)
_TYPES = st.sampled_from(
    ["text/html", "application/pdf", "text/plain", "", "a/b;charset=\x00", "text/html;charset=nope"]
)
_HEADERS = st.dictionaries(
    st.sampled_from(
        ["location", "content-range", "cf-mitigated", "x-amzn-waf-action", "server", "content-type"]
    ),
    _TEXT | _TYPES,
    max_size=3,
)
_URLS = st.sampled_from(
    [
        "https://lake.example/a/b.pdf",
        "https://lake.example/",
        "https://lake.example/login",
        "http://[::1",
        "https://drive.google.com/file/d/x/view",
        "//x",
        "",
        "https://xn--bcher-kva.example/é?q=%ff#f",
    ]
)
_STATUSES = st.sampled_from(
    [200, 200, 200, 202, 204, 206, 301, 304, 403, 404, 416, 429, 503, 999]
) | st.integers(-5, 1200)


def _exchanges(*, sibling: bool = False) -> st.SearchStrategy[Exchange]:
    asks = st.builds(
        Ask,
        st.sampled_from(["GET", "GET", "HEAD"]),
        _URLS | _TEXT,
        st.sampled_from([0, 1024, PAGE_LIMIT]),
        sibling=st.just(sibling),
    )
    return st.builds(Exchange, asks, _STATUSES, _HEADERS, _BODIES, st.booleans())


_CASES = st.builds(
    Case,
    _URLS | _TEXT,
    st.builds(
        Expected,
        titles=st.lists(_TEXT, max_size=2).map(tuple),
        families=st.lists(_TEXT, max_size=2).map(tuple),
        pdf=st.booleans(),
    )
    | st.sampled_from([WORK, PDF, ANYTHING]),
    st.builds(Observation, st.sampled_from(["unchecked", "ok", "gone"]), title=_TEXT, digest=_TEXT),
    st.lists(_exchanges(), min_size=1, max_size=2),
)


@settings(deadline=None, max_examples=examples(250))
@given(_CASES, st.none() | _exchanges(sibling=True))
def test_whatever_comes_is_judged(case: Case, sibling: Exchange | None) -> None:
    case.exchanges += [sibling] if sibling else []
    said = judge(case)
    if not isinstance(said, Opinion):
        assert said in ("body", "sibling") and not (said == "sibling" and sibling)
        return
    assert said.verdict in _VERDICTS and said.reason and said.reason.isprintable()
    title, digest = fingerprint(case.exchanges[0])
    assert len(title) <= 200 and title.isprintable()
    assert digest == "" or digest.isalnum()


@settings(deadline=None, max_examples=examples(200))
@given(_exchanges(), st.sampled_from([WORK, ANYTHING]))
def test_a_case_is_judged_the_same_whenever_it_is_judged(exchange: Exchange, expected: Expected) -> None:
    case = Case("https://lake.example/a/b", expected, Observation(), [exchange])
    assert judge(case) == judge(case)


@settings(deadline=None, max_examples=examples(200))
@given(st.integers(400, 599).filter(lambda status: status not in (404, 410)), _BODIES)
def test_no_status_but_two_says_that_a_link_is_dead(status: int, body: bytes) -> None:
    said = judge(Case("https://lake.example/a", WORK, Observation(), [reply(body, status)]))
    assert isinstance(said, Opinion) and class_of(said.verdict) != "dead"


@settings(deadline=None, max_examples=examples(200))
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60), st.booleans())
def test_a_page_with_the_title_of_its_reading_is_never_dead(title: str, tagged: bool) -> None:
    body = page(title, "Page not found", tags(title) if tagged else "")
    said = judge(Case("https://lake.example/a", Expected(titles=(title,)), Observation(), [reply(body)]))
    assert said == "sibling" or (isinstance(said, Opinion) and class_of(said.verdict) != "dead")


def _hostile() -> dict[str, bytes]:
    return {
        "deep": b"<div>" * 20_000,
        "titles": b"<title>Page not found" * 3_000,
        "title": b"<title>" + b"not found " * 6_000,
        "spaces": b"<title>" + b" " * 60_000 + b"x",
        "links": b"<a href=x.pdf>pdf</a>" * 3_000,
        "metas": b"<meta name=citation_author content=a>" * 1_700,
        "refreshes": b"<meta http-equiv=refresh content='" + b"0" * 60_000,
        "words": b"a " * 32_000,
        "json": b"<script type='application/ld+json'>" + b'{"hasPart":' * 5_000,
        "comments": b"<!--" * 16_000,
        "open": b"<" * 65_000,
        "entities": b"&amp;" * 13_000,
        "oops": b"<title>" + b"oops sorry " * 25,
    }


@pytest.mark.parametrize("name", _hostile())
def test_a_hostile_page_costs_little_time(name: str) -> None:
    start = time.process_time()
    judge(Case("https://lake.example/a.pdf", PDF, Observation(), [reply(_hostile()[name])]))
    judge(Case("https://lake.example/a", WORK, Observation(), [reply(_hostile()[name])]))
    assert time.process_time() - start < 10  # well under a second; minutes if it were quadratic


def test_titles_of_any_length_are_shown_short_and_on_one_line() -> None:
    body = page("Page not found | " + "\u202ex\n" * 500)
    said = judge(Case("https://lake.example/a", WORK, Observation(), [reply(body)]))
    assert isinstance(said, Opinion) and said.verdict == "soft_404"
    assert len(said.reason) < 200 and said.reason.isprintable()


def test_judging_leaves_the_case_as_it_was() -> None:
    exchanges = [reply(pdf()), reply(bare("x", long_text()))]
    case = Case("https://lake.example/a", WORK, Observation(), list(exchanges))
    judge(case)
    assert case.exchanges == exchanges
