"""Rules that set links aside: what they fit, when they end, and what is said of them."""

from __future__ import annotations

import datetime
import fnmatch

import pytest
from depth import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from links_memory_sample import PAGE, day, target, use

from readinglist.links.exchange import Opinion
from readinglist.links.ignore_rules import NOTICE_DAYS, RuleOutcome, Wildcard, apply_rules
from readinglist.links.results import LinkTarget
from readinglist.model.identifiers import Identifier
from readinglist.settings import IgnoreRule

TODAY = day(0)


def rule(until: datetime.date | None = None, **what: str) -> IgnoreRule:
    return IgnoreRule(reason="the library is being moved", until=until, **what)


def said(*rules: IgnoreRule, links: tuple[LinkTarget, ...] = (target(),), whole: bool = True) -> RuleOutcome:
    return apply_rules(links, rules, today=TODAY, file="readinglist.toml", whole=whole)


def fits(link: LinkTarget, **what: str) -> bool:
    return bool(said(rule(**what), links=(link,)).opinions)


@pytest.mark.parametrize(
    ("host", "url", "expected"),
    [
        ("a.org", "https://a.org/p", True),
        ("A.Org", "https://a.org/p", True),
        ("a.org", "https://A.ORG:8080/p", True),
        ("a.org", "https://a.org./p", True),
        ("a.org", "https://www.a.org/p", True),
        ("*.a.org", "https://x.y.a.org/p", True),
        (".a.org", "https://x.a.org/p", True),
        ("a.org", "https://ba.org/p", False),
        ("a.org", "https://a.org.evil.com/p", False),
        ("a.org", "https://evil.com/a.org", False),
        ("a.org", "https://a.org@evil.com/", False),
        ("www.a.org", "https://a.org/p", False),
        ("a.org", "slides/a.org", False),
        ("a.org", "https://[a.org", False),
        ("*.", "https://a.org/", False),
    ],
)
def test_a_host_is_fitted_with_all_below_it(host: str, url: str, expected: bool) -> None:
    assert fits(target(url), host=host) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (PAGE, True),
        ("https://A.org:443/p.pdf", True),
        ("https://a.org/P.pdf", False),
        ("https://a.org/", False),
    ],
)
def test_an_address_is_fitted_in_each_of_its_spellings(url: str, expected: bool) -> None:
    assert fits(target(PAGE), url=url) is expected


def test_a_doi_is_fitted_by_its_address_and_by_its_name() -> None:
    link = LinkTarget(
        url="https://dl.acm.org/doi/10.1145/3282307",
        name="doi:10.1145/3282307",
        identifier=Identifier("doi", "10.1145/3282307"),
    )
    assert fits(link, url="https://doi.org/10.1145/3282307")
    assert fits(link, pattern="doi:10.1145/*")
    assert fits(link, host="acm.org")
    assert not fits(link, host="doi.org")


def test_a_key_fits_what_nothing_else_gives() -> None:
    assert fits(target(PAGE, use("one"), use("one", week=2)), key="one")
    assert fits(target(PAGE, use("One")), key="oNE")
    assert not fits(target(PAGE, use("one"), use("two")), key="one")
    assert not fits(target(PAGE, use("one"), use(None)), key="one")
    assert not fits(target(PAGE), key="one")
    shared = said(rule(key="one"), links=(target(PAGE, use("one"), use("two")),))
    assert "something else gives" in shared.findings[0].message


@pytest.mark.parametrize(
    ("pattern", "url", "expected"),
    [
        ("*", "", True),
        ("*", PAGE, True),
        (PAGE, PAGE, True),
        ("https://a.org/", PAGE, False),
        ("a.org", PAGE, False),
        ("https://a.org/*", PAGE, True),
        ("*.pdf", PAGE, True),
        ("*.PDF", PAGE, False),
        ("HTTPS://A.org/*", PAGE, True),
        ("HTTPS://A.org/P*", PAGE, False),
        ("*A.org*", "https://a.ORG/", True),
        ("https://?.org/*", PAGE, True),
        ("https://??.org/*", PAGE, False),
        ("https://a.org/p?pdf", PAGE, True),
        ("https://a.org/p.pdf?", PAGE, False),
        ("https://a.org/*?", PAGE, True),
        ("https://a.org/p.pdf*", PAGE, True),
        ("https://a.org/**p**.pdf**", PAGE, True),
        ("https://a.org/[a-z].pdf", PAGE, False),
        ("https://a.org/[a-z].pdf", "https://a.org/[a-z].pdf", True),
        ("https://a.org/.*", PAGE, False),
        ("*/a/*/c", "https://h.org/a/b/a/c/c", True),
        ("*\n*", "a\nb", True),
        ("?", "\U0001f600", True),
        ("https://[a*", "https://[a.org", True),
        ("*GRÖSSE*", "https://a.org/GRÖSSE", True),
        ("*größe*", "https://GRÖßE.org/", True),
        ("*k.org*", "https://\u212a.org/", True),
        ("*ΑΣ.org*", "https://ΑΣ.org/", True),
    ],
)
def test_a_pattern_fits_the_whole_address(pattern: str, url: str, expected: bool) -> None:
    assert Wildcard(pattern).fits(url) is expected


@given(st.text("ab*?/", max_size=12), st.text("ab/", max_size=16))
@settings(deadline=None, max_examples=examples(500))
def test_a_pattern_means_what_it_means_in_a_shell(pattern: str, text: str) -> None:
    if "//" not in text:
        assert Wildcard(pattern).fits(text) is fnmatch.fnmatchcase(text, pattern)


def test_no_pattern_takes_more_than_one_step_a_character() -> None:
    # Tried one way after the other, these would not end within the age of the universe.
    assert not Wildcard("*a" * 2000 + "b").fits("a" * 8000)
    assert not Wildcard("*" + "?a" * 2000 + "*b").fits("a" * 8000)
    assert Wildcard("*a?" * 1000).fits("a" * 8000)


def test_all_that_a_rule_names_must_fit() -> None:
    link = target(PAGE, use("one"))
    assert fits(link, key="one", host="a.org", url=PAGE, pattern="*")
    for other in ({"key": "two"}, {"host": "b.org"}, {"url": "https://b.org"}, {"pattern": "x*"}):
        assert not fits(link, **{"key": "one", "host": "a.org", "url": PAGE, "pattern": "*", **other})


def test_what_is_set_aside_says_why_and_until_when() -> None:
    for_ever = said(rule(host="a.org"))
    assert for_ever.opinions == {
        PAGE: Opinion("ignored", "set aside for ever by a rule of the settings: the library is being moved")
    }
    assert for_ever.findings == ()
    until = said(rule(day(100), host="a.org"))
    assert until.opinions[PAGE].reason.startswith("set aside until 2027-02-09 by")


def test_the_first_rule_that_fits_speaks_and_all_that_fit_are_of_use() -> None:
    first = IgnoreRule(reason="first", host="a.org")
    result = said(rule(day(-1), host="a.org"), first, rule(pattern="*"))
    assert "first" in result.opinions[PAGE].reason
    assert [finding.rule for finding in result.findings] == ["expired-ignore"]


def test_a_rule_holds_until_the_end_of_its_last_day() -> None:
    assert said(rule(TODAY, host="a.org")).opinions
    over = said(rule(day(-1), host="a.org", key="one"))
    assert not over.opinions
    (finding,) = over.findings
    assert (finding.rule, finding.level, finding.file, finding.key) == (
        "expired-ignore",
        "warning",
        "readinglist.toml",
        "one",
    )
    assert "ran out on 2026-10-31, 1 day ago" in finding.message
    assert "key one and host a.org" in finding.message


@pytest.mark.parametrize(
    ("days", "rules"), [(0, ["expiring-ignore"]), (NOTICE_DAYS, ["expiring-ignore"]), (15, [])]
)
def test_a_rule_that_runs_out_soon_is_announced(days: int, rules: list[str]) -> None:
    result = said(rule(day(days), host="a.org"))
    assert [finding.rule for finding in result.findings] == rules
    assert all(finding.level == "info" for finding in result.findings)


def test_a_rule_that_fits_nothing_is_said_to_be_of_no_use_where_all_links_are_there() -> None:
    result = said(rule(day(3), host="b.org"))
    assert [(finding.rule, finding.level) for finding in result.findings] == [("unused-ignore", "info")]
    assert said(rule(host="b.org"), whole=False).findings == ()


def test_without_rules_nothing_is_set_aside_and_nothing_said() -> None:
    assert said() == ({}, ())
