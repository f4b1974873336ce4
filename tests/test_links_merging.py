"""The reports of several parts, joined."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.links.reports import json_report
from readinglist.links.results import LinkReport, LinkResult, Use
from readinglist.links.shards import merge_reports
from readinglist.links.verdicts import Verdict
from readinglist.model.finding import Finding


def link(name: str, line: int | None = None, verdict: Verdict = "ok", **more: Any) -> LinkResult:
    key = None if name.startswith("s") else name
    uses = (Use(key=key, field="url", line=line),)
    return LinkResult(
        **{"url": f"https://{name}.org/", "verdict": verdict, "reason": "x", "used_by": uses, **more}
    )


def part(shard: str | None, *links: LinkResult, **more: Any) -> LinkReport:
    return LinkReport(links=links, shard=shard, **more)


def names(report: LinkReport) -> list[str]:
    return [found.url.removeprefix("https://").removesuffix(".org/") for found in report]


def test_the_links_stand_in_the_order_of_the_list() -> None:
    one = part("1/2", link("s2", 20), link("a", 1), link("c", 9))
    two = part("2/2", link("s1", 8), link("s3", 30), link("b", 5), link("d", 12))
    assert names(merge_reports((two, one))) == ["s1", "s2", "s3", "a", "b", "c", "d"]


def test_without_lines_each_part_keeps_its_order() -> None:
    merged = names(merge_reports((part("1/2", link("b"), link("a")), part("2/2", link("d"), link("c")))))
    assert merged.index("b") < merged.index("a")
    assert merged.index("d") < merged.index("c")


def test_the_whole_is_counted_anew() -> None:
    dead = link("b", verdict="gone", confirmed=True)
    merged = merge_reports((part("1/2", link("a"), requests=3), part("2/2", dead, requests=4)))
    assert merged.summary() == {
        **{"links": 2, "alive": 1, "dead": 1, "unknown": 0, "unsafe": 0, "set_aside": 0},
        **{"confirmed": 1, "asked": 2},
    }
    assert merged.requests == 7
    assert merged.red == (dead,)
    assert merged.shard is None


def test_time_is_that_of_the_first_start_and_the_longest_part() -> None:
    early, late = "2026-11-02T01:00:00.000Z", "2026-11-02T01:05:00.000Z"
    merged = merge_reports((part("1/2", started=late, seconds=7), part("2/2", started=early, seconds=90)))
    assert (merged.started, merged.seconds) == (early, 90)
    assert not merged.interrupted
    assert merge_reports((part("1/2"), part("2/2", interrupted=True))).interrupted


def test_findings_are_united() -> None:
    both = Finding(rule="expired-ignore", level="warning", message="x")
    own = Finding(rule="broken-history", level="warning", message="y")
    merged = merge_reports((part("1/2", findings=(both,)), part("2/2", findings=(both, own))))
    assert merged.findings == (both, own)


def test_a_missing_part_is_said_and_the_rest_is_no_whole() -> None:
    merged = merge_reports((part("4/4"), part("1/4"), part("3/4")))
    (finding,) = merged.findings
    assert (finding.rule, finding.level) == ("missing-shard", "error")
    assert "part 2 of 4" in finding.message
    assert merged.shard == "1,3,4/4"


def test_what_was_missing_can_be_merged_later() -> None:
    some = merge_reports((part("1/4", link("a", 1)), part("3/4", link("c", 3))))
    rest = merge_reports((part("2/4", link("b", 2)), part("4/4", link("d", 4))))
    whole = merge_reports(
        (some.model_copy(update={"findings": ()}), rest.model_copy(update={"findings": ()}))
    )
    assert names(whole) == ["a", "b", "c", "d"]
    assert (whole.shard, whole.findings) == (None, ())


@pytest.mark.parametrize("shards", [("1/2", "2/3"), ("1/2", "x"), ("x",), ("1/99999999", "2/2")])
def test_reports_that_do_not_belong_together_are_told(shards: tuple[str, ...]) -> None:
    merged = merge_reports([part(shard) for shard in shards])
    assert merged.findings
    assert merged.shard


def test_a_report_of_the_whole_misses_nothing() -> None:
    merged = merge_reports((part(None, link("a")), part("1/2", link("b"))))
    assert (merged.shard, merged.findings) == (None, ())


def test_no_reports_are_an_empty_one() -> None:
    assert merge_reports(()) == LinkReport()


def test_offline_is_who_had_no_network() -> None:
    assert merge_reports((part("1/2", offline=True), part("2/2", offline=True))).offline
    merged = merge_reports((part("1/2", offline=True), part("2/2")))
    assert not merged.offline
    assert [finding.rule for finding in merged.findings] == ["offline-shard"]
    assert "part 1/2" in merged.findings[0].message


EARLY, LATE = "2026-11-01T01:00:00.000Z", "2026-11-02T01:00:00.000Z"


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        # What was asked counts before what was remembered, however old.
        (("gone", True, EARLY), ("ok", False, LATE)),
        # Of two that were asked, the later one.
        (("ok", True, LATE), ("gone", True, EARLY)),
        (("gone", True, LATE), ("ok", True, EARLY)),
        # That nobody looked is no news.
        (("ok", False, EARLY), ("unchecked", True, LATE)),
    ],
)
def test_of_two_results_for_one_link_the_better_founded_counts(better: Any, worse: Any) -> None:
    reports = [
        part("1/1", link("a", number, verdict, fresh=fresh), started=started)
        for number, (verdict, fresh, started) in enumerate((better, worse), 1)
    ]
    for order in (reports, reports[::-1]):
        (found,) = merge_reports(order)
        assert found.verdict == better[0]
        assert [use.line for use in found.used_by] == [1, 2]


LINKS = st.builds(
    lambda name, line, verdict, fresh: link(name, line, verdict, fresh=fresh),
    st.sampled_from("abcdefgs"),
    st.integers(1, 9),
    st.sampled_from(("ok", "gone", "unchecked", "timeout")),
    st.booleans(),
)
REPORTS = st.builds(
    lambda links, shard, started: part(
        shard, *{found.url: found for found in links}.values(), started=started
    ),
    st.lists(LINKS, max_size=6),
    st.sampled_from(("1/3", "2/3", "3/3")),
    st.sampled_from(("", EARLY, LATE)),
)


@given(st.lists(REPORTS, max_size=4))
def test_nothing_is_lost_and_nothing_is_there_twice(reports: list[LinkReport]) -> None:
    merged = merge_reports(reports)
    urls = [found.url for found in merged]
    assert len(urls) == len(set(urls))
    assert set(urls) == {found.url for report in reports for found in report}
    uses = {(found.url, use) for report in reports for found in report for use in found.used_by}
    assert {(found.url, use) for found in merged for use in found.used_by} == uses


@given(REPORTS)
def test_one_report_alone_stays_as_it_is(report: LinkReport) -> None:
    alone = report.model_copy(update={"shard": None})
    assert merge_reports((alone,)) == alone


def test_what_is_merged_can_be_written_and_read_again() -> None:
    dead = link("b", 3, "gone", confirmed=True, history=((datetime.date(2026, 11, 2), "gone"),))
    parts = [
        json_report.parse(json_report.render(part(f"{n}/2", dead if n == 2 else link("a", 1))))
        for n in (1, 2)
    ]
    merged = merge_reports(parts)
    assert json_report.parse(json_report.render(merged)) == merged
