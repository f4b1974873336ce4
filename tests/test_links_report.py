"""A report on links for people: what stands where, and what is said in which case."""

from __future__ import annotations

import datetime
import io
import re
from typing import get_args

import pytest
from depth import examples
from hypothesis import HealthCheck, given, settings
from links_report_sample import (
    ALIVE,
    EMPTY,
    GONE,
    INTERRUPTED,
    MOVED,
    OFFLINE,
    REPORT,
    REPORTS_OF_ANY_KIND,
    SLIDES,
    TITLES,
    TRICKS,
    UNKNOWN_DOI,
    UNSAFE,
    hostile,
    hostile_titles,
    link,
    many,
    use,
)

from readinglist.cli.terminal import show_links
from readinglist.errors import UnknownFormatError, UsageError
from readinglist.links.reports import REPORTS, render_links
from readinglist.links.reports.phrases import need, streak
from readinglist.links.reports.summaries import (
    count_by_verdict,
    dead_per_host,
    group_links,
    most_urgent,
    report_day,
    sort_by_need,
    summary_by_week,
)
from readinglist.links.results import LinkReport, LinkResult, Repair, RepairKind
from readinglist.report import printable

RELAXED = settings(deadline=None, max_examples=examples(60), suppress_health_check=list(HealthCheck))


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownFormatError, match="text, json, markdown, github, junit, sarif, html"):
        render_links(REPORT, "yaml")


@pytest.mark.parametrize("format", REPORTS)
def test_a_report_says_the_same_twice_and_ends_in_one_line_feed(format: str) -> None:
    for report in (REPORT, EMPTY, OFFLINE, INTERRUPTED, hostile()):
        text = render_links(report, format, titles=TITLES)
        assert text == render_links(report, format, titles=TITLES)
        assert text.endswith("\n") and not text.endswith("\n\n")


@pytest.mark.parametrize("format", REPORTS)
@given(report=REPORTS_OF_ANY_KIND)
@RELAXED
def test_every_report_can_be_written_in_every_format(format: str, report: LinkReport) -> None:
    assert render_links(report, format, titles=dict.fromkeys(TRICKS, "title")).encode()


@pytest.mark.parametrize("format", sorted(set(REPORTS) - {"json"}))
def test_every_format_says_when_there_is_nothing_and_when_the_run_was_not_whole(format: str) -> None:
    def said(report: LinkReport) -> str:
        return re.sub(r"\s+", " ", render_links(report, format))

    assert "There is nothing to check." in said(EMPTY)
    assert "There was no network: nothing could be looked at, and nothing counts as dead." in said(OFFLINE)
    assert "No link is known to be dead" not in said(OFFLINE)
    assert "stopped before its end" in said(INTERRUPTED) and "1 link not looked at" in said(INTERRUPTED)
    assert "This is about part 2/8 of the hosts only." in said(REPORT.model_copy(update={"shard": "2/8"}))
    assert "This is about a part of the hosts only." in said(REPORT.model_copy(update={"shard": "2/8 @x"}))
    for usual in ("no network", "stopped before", "of the hosts only", "nothing to check"):
        assert usual not in said(REPORT)


def test_the_text_says_what_to_do_the_most_urgent_first() -> None:
    assert (
        render_links(REPORT, titles=TITLES)
        == """\
2 links are dead and 1 is unsafe.

Dead: replace the link, or take it out (2)

  https://www.usenix.org/nsdi12-final138.pdf
    gone: HTTP 404; find another copy
    3rd run in a row, dead since Thu 24 Feb 2022, alive until Wed 23 Feb 2022
    page says: HTTP 404 (2022-02-26T03:00:14Z)
    data/readings.bib:12: url of zaharia2012rdd, Resilient Distributed Datasets
        week 6, Thu 3 Mar 2022: required; week 9, Thu 24 Mar 2022: optional
    instead: https://web.archive.org/web/2022/https://www.usenix.org/nsdi12-final138.pdf (an archived copy, \
looked at: ok, saved on 1 January 2022)

  https://doi.org/10.5555/none
    not_registered: doi.org does not know it
    first time, dead since Sat 26 Feb 2022
    data/readings.bib:80: doi of who2021
        week 5, Thu 24 Feb 2022: optional

Unsafe: correct the link; it was not asked for (1)

  http://10.0.0.1/admin
    unsafe: a private address
    data/readings.bib:99: links of odd
        not scheduled

Dead, but not confirmed: it counts if it is still so in the next run (1)

  https://lab.example.edu/slides.pdf
    dns: there is no host of this name
    first time, dead since Sat 26 Feb 2022, alive until Fri 25 Feb 2022
    data/schedule.toml:40: links, Slides
        week 6, Thu 3 Mar 2022

Moved for good: write the new address (1)

  http://spark.apache.org/old
    redirected_permanent: it is there, and has moved for good: write the new address
    data/readings.bib:13: links of zaharia2012rdd, Resilient Distributed Datasets
        week 6, Thu 3 Mar 2022: required
    instead: https://spark.apache.org/new (where it has moved to)

Not known: nothing to do (8)
  7 blocked: the site turns programs away; a person may see it (dl.acm.org 7)
  1 timeout: no answer, or no whole answer, in time (slow.example.com 1)

Not looked at (1)
  1 ignored: a rule of the settings says not to look (intranet.example 1)

About the check itself
  readinglist.toml:4: warning: the rule ended [expired-ignore]

By week
  Week 5, Thu 24 Feb 2022: 1 optional reading is dead
  Week 6, Thu 3 Mar 2022: 1 required reading is dead, 1 link of the session may be dead
  Week 9, Thu 24 Mar 2022: 1 optional reading is dead
  Not scheduled: 1 reading has an unsafe link

18 links: 5 alive, 3 dead (2 confirmed), 8 unknown, 1 unsafe, 1 set aside.
18 asked in this run, with 71 requests in 14 s.
"""
    )


def test_a_clean_report_is_short() -> None:
    report = LinkReport(links=ALIVE, requests=4, seconds=1)
    assert render_links(report) == (
        "No link is known to be dead.\n\n4 links: 4 alive.\n4 asked in this run, with 4 requests in 1 s.\n"
    )


def test_news_are_marked_as_such() -> None:
    new = GONE.model_copy(update={"change": "new"})
    again = [one.model_copy(update={"change": "recovered"}) for one in ALIVE]
    text = render_links(LinkReport(links=(new, *again)))
    assert "    new, 3rd run in a row, dead since Thu 24 Feb 2022" in text
    assert "Alive again: nothing to do (4)\n  https://arxiv.org/abs/2001.00000\n" in text
    assert "Alive again" not in render_links(REPORT)
    assert "Alive again" in render_links(LinkReport(links=tuple(again)), "html")


def test_walls_are_counted_and_not_listed() -> None:
    text = render_links(LinkReport(links=tuple(many(500, "blocked"))))
    assert "500 blocked: " in text and "and 496 more" in text
    assert len(text.splitlines()) < 10


def test_what_has_moved_is_cut_but_what_is_dead_is_not() -> None:
    moved = render_links(LinkReport(links=tuple(many(200, "redirected_permanent"))))
    assert "and 170 more; the other formats name them" in moved
    dead = render_links(LinkReport(links=tuple(many(200, "gone", confirmed=True))))
    assert all(f"https://host{n}.example/{n}\n" in dead for n in range(200))


def test_every_line_of_the_text_can_be_seen_whatever_stands_in_the_data() -> None:
    text = render_links(hostile(), titles=hostile_titles())
    assert all(printable(line) == line and len(line) < 1500 for line in text.split("\n"))
    assert len(text) < 500_000


@pytest.mark.parametrize("format", REPORTS)
def test_no_line_in_a_log_is_taken_for_a_command_of_github_but_our_own(format: str) -> None:
    """Its runner looks for "::" at the start of a line, behind blanks too, and for "##[" anywhere."""
    text = render_links(hostile(), format, titles=hostile_titles())
    assert "##[" not in text
    found = [line for line in text.splitlines() if line.lstrip().startswith("::")]
    ours = ("::error ", "::warning ", "::notice ") if format == "github" else ()
    assert all(line.startswith(ours) for line in found)
    assert bool(found) == (format == "github")


def test_a_terminal_gets_the_same_text_in_colour() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    plain, coloured = io.StringIO(), Terminal()
    show_links(REPORT, plain, TITLES)
    show_links(REPORT, coloured, TITLES)
    assert plain.getvalue() == render_links(REPORT, titles=TITLES)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured.getvalue()) == plain.getvalue()


def test_links_are_grouped_by_what_a_person_must_do() -> None:
    groups = group_links(REPORT)
    assert groups.dead == (GONE, UNKNOWN_DOI)
    assert (groups.unsafe, groups.unconfirmed, groups.moved) == ((UNSAFE,), (SLIDES,), (MOVED,))
    assert sum(map(len, groups)) == len(REPORT) == 18


def test_what_is_needed_soonest_comes_first_and_what_is_over_comes_last() -> None:
    def needed(name: str, level: str | None, day: int | None) -> LinkResult:
        date = None if day is None else datetime.date(2022, 3, day)
        return link(f"https://{name}.example/", "gone", use(name, level=level, date=date))

    late, soon = needed("late", "required", 20), needed("soon", "required", 10)
    over, optional, loose = (
        needed("over", "required", 1),
        needed("optional", "optional", 9),
        needed("loose", None, None),
    )
    nobody = link("https://nobody.example/", "gone")
    links = (nobody, loose, optional, over, late, soon)
    assert sort_by_need(links, datetime.date(2022, 3, 5)) == (soon, late, optional, loose, over, nobody)
    assert sort_by_need(links) == (over, soon, late, optional, loose, nobody)


def test_the_place_to_mark_is_the_most_urgent_one_in_a_file() -> None:
    lost = use("a", level="required", week=1).model_copy(update={"file": None})
    late, soon = use("b", level="optional", week=2), use("c", level="required", week=3)
    assert most_urgent(link("https://a.example/", "gone", lost, late, soon)) == soon
    assert most_urgent(link("https://a.example/", "gone", lost)) == lost
    assert most_urgent(link("https://a.example/", "gone")) is None


def test_a_report_without_a_time_has_no_day() -> None:
    assert report_day(REPORT) == datetime.date(2022, 2, 26)
    assert report_day(EMPTY) is None
    assert report_day(LinkReport(started="yesterday")) is None


def test_crowds_count_by_verdict_and_host() -> None:
    found = count_by_verdict((*many(2, "timeout"), link("a.pdf", "blocked"), *many(1, "timeout")))
    assert [(c.verdict, c.number, c.hosts) for c in found] == [
        ("timeout", 3, (("host0.example", 2), ("host1.example", 1))),
        ("blocked", 1, (("", 1),)),
    ]
    assert found[0].meaning == "no answer, or no whole answer, in time"


def test_hosts_with_dead_links_are_ranked() -> None:
    links = (*many(2, "gone"), *many(1, "ok"), *many(1, "dns"), link("https://fine.example/", "ok"))
    assert [tuple(host) for host in dead_per_host(links)] == [
        ("host0.example", 2, 3),
        ("host1.example", 1, 1),
    ]


def weeks(*links: LinkResult) -> list[str]:
    return [str(week) for week in summary_by_week(LinkReport(links=links))]


def dead(url: str, *uses: object) -> LinkResult:
    return link(url, "gone", *uses, confirmed=True)  # type: ignore[arg-type]


def test_a_reading_is_dead_where_none_of_its_addresses_is_left() -> None:
    main, doi = use("a", week=6, level="required"), use("a", "doi", week=6, level="required")
    both = (dead("https://a.example/", main), dead("https://doi.org/10.1/1", doi))
    assert weeks(*both) == ["Week 6: 1 required reading is dead"]
    for other in ("ok", "blocked", "unchecked"):
        alive = link("https://doi.org/10.1/1", other, doi)  # type: ignore[arg-type]
        assert weeks(both[0], alive) == ["Week 6: 1 required reading has a dead link"]


def test_an_extra_link_does_not_make_a_reading_dead() -> None:
    extra = use("a", "links", week=6, level="optional")
    assert weeks(dead("https://a.example/code", extra)) == ["Week 6: 1 optional reading has a dead link"]


def test_a_reading_counts_once_a_session_as_the_worst_that_is_true_of_it() -> None:
    main, extra = use("a", week=1), use("a", "links", week=1)
    unconfirmed = link("https://a.example/x", "gone", extra)
    assert weeks(unconfirmed, dead("https://a.example/", main)) == ["Week 1: 1 reading is dead"]
    assert weeks(unconfirmed, link("file:///x", "unsafe", extra)) == ["Week 1: 1 reading has an unsafe link"]
    assert weeks(unconfirmed) == ["Week 1: 1 reading has a link that may be dead"]


def test_levels_and_sessions_are_counted_apart_and_in_order_of_time() -> None:
    date = datetime.date(2022, 3, 3)
    uses = (
        use("c", week=7, level="required"),
        use("a", week=6, date=date, level="required"),
        use("b", week=6, date=date, level="optional"),
        use(None, "links", week=6, date=date),
        use("d", level=None),
        use("e", date=date, level="unspecified"),
    )
    links = [dead(f"https://{n}.example/", each) for n, each in enumerate(uses)]
    again = [dead(f"https://again{n}.example/", each) for n, each in enumerate(uses[3:4])]
    more = dead("https://more.example/", use("z", week=6, date=date, level="required"))
    assert weeks(*links, *again, more) == [
        "Week 6, Thu 3 Mar 2022: 2 required readings are dead, 1 optional reading is dead, "
        "2 links of the session are dead",
        "Week 7: 1 required reading is dead",
        "Thu 3 Mar 2022: 1 reading is dead",
        "Not scheduled: 1 reading is dead",
    ]
    (first, *_) = summary_by_week(LinkReport(links=(*links, more)))
    assert [need.keys for need in first.needs] == [("a", "z"), ("b",), ()]


def test_what_is_alive_unknown_or_set_aside_is_in_no_week() -> None:
    needed = use("a", week=1, level="required")
    for verdict in ("ok", "redirected_permanent", "blocked", "ignored", "unchecked"):
        assert weeks(link("https://a.example/", verdict, needed)) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", get_args(RepairKind))
def test_every_kind_of_repair_has_words_in_every_format(kind: RepairKind) -> None:
    offer = Repair(kind=kind, address="https://b.example/", why="")
    report = LinkReport(links=(link("https://a.example/", "gone", confirmed=True, repairs=(offer,)),))
    for format in sorted(set(REPORTS) - {"json"}):
        assert "https://b.example/" in render_links(report, format)


@pytest.mark.parametrize(
    ("runs", "words"), [(0, ""), (1, "first time"), (2, "2nd run in a row"), (3, "3rd run in a row"),
                        (11, "11th run in a row"), (21, "21st run in a row"), (112, "112th run in a row")],
)  # fmt: skip
def test_runs_in_a_row_are_counted_in_words(runs: int, words: str) -> None:
    assert streak(link("https://a.example/", "gone", runs=runs)) == words


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "not scheduled"),
        ({"week": 0}, "week 0"),
        ({"level": "unspecified"}, "assigned"),
        (
            {"week": 6, "date": datetime.date(2022, 3, 3), "level": "required"},
            "week 6, Thu 3 Mar 2022: required",
        ),
    ],
)
def test_a_need_says_when_and_how_badly(more: dict[str, object], words: str) -> None:
    assert need(use("a", **more)) == words


def test_a_limit_is_for_markdown_and_not_for_nothing() -> None:
    assert len(render_links(hostile(), "markdown", limit=4000).encode()) <= 4000
    with pytest.raises(UsageError, match="2048 or more"):
        render_links(REPORT, "markdown", limit=100)


def test_a_report_is_a_collection_that_shows_itself() -> None:
    assert len(REPORT) == 18 and list(REPORT) == list(REPORT.links)
    assert EMPTY and len(EMPTY) == 0
    assert str(REPORT) == render_links(REPORT).rstrip("\n")
    assert str(GONE) == "https://www.usenix.org/nsdi12-final138.pdf: gone: HTTP 404; find another copy"
    assert str(link("", "unchecked")) == "(no address): unchecked: nobody looked, this time"
