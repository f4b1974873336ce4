"""The report as a page: what it shows, what it computes, and that it loads and runs nothing."""

from __future__ import annotations

import base64
import datetime
import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import CONTRASTS, browser
from depth import examples
from hypothesis import HealthCheck, given, settings
from links_report_sample import (
    ALIVE,
    EMPTY,
    FIRST,
    GONE,
    INTERRUPTED,
    OFFLINE,
    REPORT,
    REPORTS_OF_ANY_KIND,
    TITLES,
    UNSAFE,
    history,
    hostile,
    hostile_titles,
    link,
    many,
)
from lxml import html
from playwright.sync_api import Browser, Page

from readinglist.links.reports import render_links
from readinglist.links.reports.html_page import half_life
from readinglist.links.reports.html_parts import SHOWN, sparkline
from readinglist.links.results import LinkReport, LinkResult

__all__ = ["browser"]  # a fixture of this module

RELAXED = settings(deadline=None, max_examples=examples(60), suppress_health_check=list(HealthCheck))


def page_of(report: LinkReport, titles: dict[str, str] = TITLES) -> Any:
    return html.document_fromstring(render_links(report, "html", titles=titles))


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def section(page: Any, name: str) -> Any:
    (found,) = page.xpath(f"//section[@id='{name}']")
    return found


def test_the_page_says_first_whether_anything_is_to_be_done() -> None:
    page = page_of(REPORT)
    assert words(page.find(".//h1")) == "Links of the reading list"
    assert [words(p) for p in page.find_class("headline")] == ["2 links are dead and 1 is unsafe."]
    tiles = {words(tile): tile.get("href") for tile in page.find_class("tile")}
    assert tiles == {
        "2 dead": "#dead",
        "1 unsafe": "#unsafe",
        "1 not confirmed": "#unconfirmed",
        "1 moved": "#moved",
        "8 not known": "#unknown",
        "1 not looked at": "#set-aside",
        "4 alive": "#alive",
    }
    assert all(page.xpath(f"//section[@id='{target[1:]}']") for target in tiles.values())
    assert [one.get("id") for one in page.iter("section")] == [
        *("dead", "unsafe", "weeks", "unconfirmed", "moved", "check", "unknown", "set-aside", "alive"),
        *("hosts", "half-life"),
    ]


def test_a_dead_link_has_a_card_with_all_that_is_known() -> None:
    card = section(page_of(REPORT), "dead").find_class("card")[0]
    said = words(card)
    for part in (
        "gone",
        "Resilient Distributed Datasets",
        "https://www.usenix.org/nsdi12-final138.pdf",
        "HTTP 404; find another copy",
        "3rd run in a row, dead since Thu 24 Feb 2022, alive until Wed 23 Feb 2022",
        "Needed week 6, Thu 3 Mar 2022: required; week 9, Thu 24 Mar 2022: optional",
        "In data/readings.bib:12 url zaharia2012rdd",
        "Instead: https://web.archive.org/web/2022/https://www.usenix.org/nsdi12-final138.pdf "
        "(an archived copy, looked at: ok, saved on 1 January 2022)",
        "Who says so (1)",
        "page HTTP 404 2022-02-26T03:00:14Z",
    ):
        assert part in said


def test_every_link_is_on_the_page_once_with_its_history() -> None:
    page = page_of(REPORT)
    shown = [words(address) for address in page.xpath("//*[@class='address']")]
    for one in REPORT:
        assert shown.count(one.url) == 1
    assert len(page.find_class("history")) == sum(bool(one.history) for one in REPORT)


def test_an_unsafe_link_cannot_be_followed_and_the_others_tell_nobody_where_they_come_from() -> None:
    page = page_of(
        LinkReport(
            links=(UNSAFE, GONE, *ALIVE, link("assets/a.pdf", "ok"), link("mailto:a@b.org", "unchecked"))
        )
    )
    outside = [a for a in page.iter("a") if not a.get("href").startswith("#")]
    assert {a.get("href") for a in outside} == {
        GONE.url,
        GONE.repairs[0].address,
        *(one.url for one in ALIVE),
    }
    assert {a.get("rel") for a in outside} == {"noreferrer nofollow"}


def test_the_page_loads_and_runs_nothing() -> None:
    for report in (REPORT, hostile(), EMPTY):
        page = page_of(report, hostile_titles())
        allowed = {
            *(
                "html",
                "head",
                "meta",
                "link",
                "title",
                "style",
                "body",
                "a",
                "header",
                "h1",
                "h2",
                "h3",
                "p",
                "small",
            ),
            *(
                "nav",
                "ul",
                "li",
                "b",
                "strong",
                "main",
                "section",
                "span",
                "bdi",
                "br",
                "details",
                "summary",
                "time",
            ),
            *("table", "thead", "tbody", "tr", "th", "td", "svg", "path", "rect", "footer"),
        }
        assert {element.tag for element in page.iter()} <= allowed
        assert not page.xpath("//@*[starts-with(name(), 'on')] | //@style | //@src | //@srcset")
        assert [one.get("href")[:5] for one in page.iter("link")] == ["data:"]
        for href in page.xpath("//a/@href"):
            assert href.startswith(("#", "http://", "https://")) and not re.search(r"[\s\"'<>{}]", href)


def test_the_policy_lets_its_own_style_and_nothing_else_in() -> None:
    text = render_links(REPORT, "html")
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'none'; base-uri 'none'"
    ) in text
    assert "script" not in text.lower()


def test_empty_offline_and_interrupted_reports_say_so() -> None:
    assert words(page_of(EMPTY).find(".//header")) == "Links of the reading list There is nothing to check."
    assert not page_of(EMPTY).xpath("//section")
    assert not page_of(OFFLINE).find_class("headline")
    assert "There was no network" in words(page_of(OFFLINE).find(".//header"))
    assert "stopped before its end" in words(page_of(INTERRUPTED).find(".//header"))


def test_long_tables_are_folded_and_short_ones_that_ask_for_work_are_not() -> None:
    def is_open(report: LinkReport, name: str) -> bool:
        return section(page_of(report), name).find("details").get("open") is not None

    assert is_open(REPORT, "moved") and not is_open(REPORT, "unknown") and not is_open(REPORT, "alive")
    assert not is_open(LinkReport(links=tuple(many(21, "redirected_permanent"))), "moved")


def test_ten_thousand_links_make_a_page_of_a_few_megabytes() -> None:
    links = tuple(one.model_copy(update={"history": history("o" * 40)}) for one in many(10_000, "ok"))
    assert len(render_links(LinkReport(links=links), "html").encode()) < 20_000_000


@given(REPORTS_OF_ANY_KIND)
@RELAXED
def test_any_text_stays_text(report: LinkReport) -> None:
    page = page_of(report, {})
    assert not page.xpath("//script | //img | //iframe | //@*[starts-with(name(), 'on')]")
    assert len(page.find_class("card")) + len(page.xpath("//table[@class='links']/tbody/tr")) >= len(report)


def test_hosts_with_dead_links_have_a_bar() -> None:
    report = LinkReport(links=(*many(2, "gone"), *many(1, "gone"), *many(1, "ok")))
    rows = [words(row) for row in section(page_of(report), "hosts").findall(".//tbody/tr")]
    assert rows == ["host0.example2 of 3", "host1.example1 of 1"]
    widths = [int(rect.get("width")) for rect in section(page_of(report), "hosts").iter("rect")]
    assert widths == [120, 60]
    assert not page_of(LinkReport(links=ALIVE)).xpath("//section[@id='hosts']")


def lived(letters: str, *, confirmed: bool = False) -> LinkResult:
    runs = history(letters)
    return link("https://a.example/", runs[-1][1], history=runs, confirmed=confirmed)


@pytest.mark.parametrize(
    ("links", "deaths", "link_days"),
    [
        ([lived("ooooo")], 0, 4),
        ([lived("oogg", confirmed=True)], 1, 2),
        ([lived("oogg")], 0, 1),
        ([lived("ggoo")], 0, 1),
        ([lived("ogog", confirmed=True)], 1, 3),
        ([lived("obbb")], 0, 0),
        ([lived("obbg", confirmed=True)], 1, 3),
        ([lived("bbbb"), lived("gg", confirmed=True), link("https://a.example/", "ok")], 0, 0),
        ([lived("oooo"), lived("oogg", confirmed=True)], 1, 5),
    ],
)
def test_a_link_counts_while_it_is_seen_alive_and_dies_when_that_is_confirmed(
    links: list[LinkResult], deaths: int, link_days: int
) -> None:
    life = half_life(links)
    assert (life.deaths, life.link_days) == (deaths, link_days)
    assert life.days is None and str(life) == "not enough data"


def test_the_half_life_is_ln_2_by_the_rate_of_deaths() -> None:
    """A hundred links of which each day a hundredth of the living dies: ln 2 / 0.01 = 69.3 days, nearly."""
    living, links = 100_000, []
    for day in range(100):
        dying = living // 100
        runs = ((FIRST, "ok"), (FIRST + datetime.timedelta(days=day + 1), "gone"))
        links += [link("https://a.example/", "gone", history=runs, confirmed=True)] * dying
        living -= dying
    end = ((FIRST, "ok"), (FIRST + datetime.timedelta(days=100), "ok"))
    links += [link("https://a.example/", "ok", history=end)] * living
    life = half_life(links)
    assert life.days == pytest.approx(69.3, rel=0.02)
    assert str(life) == "about 69 days"


def test_a_half_life_of_years_is_told_in_years() -> None:
    runs = ((FIRST, "ok"), (FIRST + datetime.timedelta(days=1000), "gone"))
    life = half_life([link("https://a.example/", "gone", history=runs, confirmed=True)] * 5)
    assert str(life) == "about 1.9 years"
    said = words(section(page_of(LinkReport(links=tuple([GONE] * 4 + list(ALIVE)))), "half-life"))
    assert "Not enough data 4 links died in 96 days of links that were watched. An estimate needs" in said


def test_a_sparkline_has_a_bar_a_run_and_says_the_same_in_words() -> None:
    svg = html.fragment_fromstring(sparkline(lived("oobg")))
    assert svg.get("aria-label") == "4 runs from Tue 1 Feb 2022 to Fri 4 Feb 2022: 2 alive, 1 unknown, 1 dead"
    bars = {path.get("class"): path.get("d").count("M") for path in svg.iter("path")}
    assert bars == {"alive": 2, "unknown": 1, "dead": 1}
    (dead,) = (path.get("d") for path in svg.iter("path") if path.get("class") == "dead")
    assert dead == "M12 0h3v18h-3z"


def test_a_long_history_shows_its_end_and_none_shows_nothing() -> None:
    svg = html.fragment_fromstring(sparkline(lived("g" * 10 + "o" * SHOWN)))
    assert (
        svg.get("aria-label").startswith(f"{SHOWN} runs from Fri 11 Feb 2022")
        and int(svg.get("width")) == 159
    )
    assert sparkline(link("https://a.example/", "ok")) == ""
    assert "1 run on Tue 1 Feb 2022: 1 set aside" in sparkline(
        link("https://a.example/", "ignored", history=((FIRST, "ignored"),))
    )


def test_a_notebook_shows_reports_and_links_without_styling_itself() -> None:
    for report in (REPORT, hostile(), EMPTY, OFFLINE):
        shown = html.fragment_fromstring(report._repr_html_())
        tags = {"div", "strong", "table", "thead", "tbody", "tr", "th", "td", "a", "bdi", "br", "span"}
        assert {element.tag for element in shown.iter()} <= tags
        assert set(shown.xpath("//@style")) <= {"opacity:.75", "text-align:left;vertical-align:top"}
        assert not [href for href in shown.xpath("//a/@href") if not href.startswith("http")]
    shown = words(html.fragment_fromstring(REPORT._repr_html_()))
    assert shown.startswith("2 links are dead and 1 is unsafe.")
    assert (
        "Week 6, Thu 3 Mar 2022: 1 required reading is dead" in shown and "7 blocked (dl.acm.org 7)" in shown
    )
    assert words(html.fragment_fromstring(EMPTY._repr_html_())) == "There is nothing to check."
    long = LinkReport(links=tuple(many(300, "gone")))
    assert "and 100 more" in words(html.fragment_fromstring(long._repr_html_()))
    one = words(html.fragment_fromstring(GONE._repr_html_()))
    assert "gone: HTTP 404; find another copy" in one and "3rd run in a row" in one and "instead: " in one
    for one_hostile in hostile():
        assert html.fragment_fromstring(one_hostile._repr_html_()).tag == "div"


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens the page of a report; fails on whatever it asks for and on whatever the browser complains of."""
    trouble: list[str] = []
    contexts = []

    def open_it(report: LinkReport, **options: object) -> Page:
        context = browser.new_context(java_script_enabled=True, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: trouble.append(message.text))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("dialog", lambda dialog: trouble.append(dialog.message))
        file = tmp_path / "links.html"
        file.write_text(render_links(report, "html", titles={**TITLES, **hostile_titles()}), encoding="utf-8")
        context.on(
            "request",
            lambda request: request.url.startswith(("data:", "file:")) or trouble.append(request.url),
        )
        page.goto(file.as_uri())
        page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert trouble == []


@pytest.mark.program("chromium")
@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("report", [REPORT, hostile(), EMPTY], ids=["usual", "hostile", "empty"])
def test_no_width_scrolls_sideways(open_page: Open, report: LinkReport, width: int) -> None:
    page = open_page(report, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.program("chromium")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_contrast_enough(open_page: Open, scheme: str) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1."""
    contrasts = open_page(REPORT, color_scheme=scheme).evaluate(CONTRASTS)
    assert len(contrasts) > 80
    assert [(ratio, what) for ratio, what in contrasts if ratio < 4.5] == []


@pytest.mark.program("chromium")
def test_the_bars_are_coloured_by_the_style_sheet(open_page: Open) -> None:
    page = open_page(REPORT)
    fills = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('.history path')]"
        ".map(path => [path.getAttribute('class'), getComputedStyle(path).fill]))"
    )
    assert set(fills) == {"alive", "dead", "unknown"} and len(set(fills.values())) == 3
