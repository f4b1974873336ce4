"""The page in a real browser: time, folding, copying, printing, widths, colours, and no request at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from browsing import CONTRASTS, browser
from page_sample import CROWD, SAMPLE, hostile_syllabus
from playwright.sync_api import Browser, BrowserContext, Page, expect

from readinglist.formats.bibtex.writer import render_reading
from readinglist.formats.citation import cite
from readinglist.formats.html import render
from readinglist.lists.reading_list import ReadingList
from readinglist.model.schedule import Course, Syllabus, current_session

__all__ = ["browser"]  # a fixture of this module

pytestmark = pytest.mark.program("chromium")

# A made-up secure origin: the clipboard works on secure pages only.
ADDRESS = "https://course.invalid/"
DATA = Path(__file__).parent.parent / "data"

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def berkeley() -> Syllabus:
    return ReadingList.read(DATA).syllabus


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Opens a syllabus at a fixed time, in a time zone far from the course.

    Fails on any request beyond the page itself, on errors, and on what the browser complains of.
    """
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def open_it(
        syllabus: Syllabus = SAMPLE, *, now: str = "2022-02-07T20:00:00Z", path: str = "", **options: object
    ) -> Page:
        options.setdefault("timezone_id", "Asia/Tokyo")
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.clock.install(time=datetime.fromisoformat(now))
        page.on("console", lambda message: trouble.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
        context.on(
            "request",
            lambda request: (
                request.url in (ADDRESS, ADDRESS + path)
                or request.url.startswith("data:")
                or trouble.append(f"request: {request.url}")
            ),
        )
        text = render(syllabus)
        context.route("**/*", lambda route: route.fulfill(body=text, content_type="text/html"))
        page.goto(ADDRESS + path)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert trouble == []


def marked(page: Page) -> list[tuple[str | None, str]]:
    """The id and the mark's word of every session that is marked."""
    return [
        (section.get_attribute("id"), section.locator(".mark").inner_text())
        for section in page.locator("[aria-current]").all()
    ]


# The course is in Los Angeles (UTC-8 in February): its midnight is 08:00 in UTC.
@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2022-01-10T12:00:00Z", [("week-3", "Next")]),
        ("2022-02-07T07:59:50Z", [("week-3", "Next")]),
        ("2022-02-07T08:00:10Z", [("week-3", "Today")]),
        ("2022-02-08T07:59:50Z", [("week-3", "Today")]),
        ("2022-02-08T08:00:10Z", [("week-3-2", "Next")]),
        ("2022-02-11T12:00:00Z", [("week-4", "Next")]),
        ("2022-02-22T07:59:50Z", [("week-0", "Today")]),
        ("2022-02-22T08:00:10Z", []),
    ],
)
def test_the_session_of_today_is_marked_by_the_courses_clock(
    open_page: Open, now: str, expected: list[tuple[str, str]]
) -> None:
    page = open_page(now=now)
    assert marked(page) == expected
    jump = page.get_by_role("link", name="Jump to today")
    if expected:
        expect(jump).to_have_attribute("href", f"#{expected[0][0]}")
    else:
        expect(jump).to_have_count(0)


def test_the_mark_follows_the_same_rule_as_the_library(open_page: Open) -> None:
    page = open_page()
    for day in (1, 7, 8, 9, 10, 14, 15, 21, 22):
        now = datetime(2022, 2, day, 20, tzinfo=UTC)
        page.clock.set_fixed_time(now)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        session = current_session(SAMPLE.sessions, now.date())
        topics = [heading.inner_text() for heading in page.locator("[aria-current] h2").all()]
        assert topics == ([session.topic] if session else [])


def test_a_time_zone_that_nobody_knows_is_read_as_utc(open_page: Open) -> None:
    syllabus = SAMPLE.model_copy(update={"course": Course(timezone="Mars/Olympus")})
    assert marked(open_page(syllabus, now="2022-02-07T23:59:50Z")) == [("week-3", "Today")]
    assert marked(open_page(syllabus, now="2022-02-08T00:00:10Z")) == [("week-3-2", "Next")]


def test_a_page_left_open_overnight_moves_its_mark(open_page: Open) -> None:
    page = open_page(now="2022-02-08T07:59:00Z")
    assert marked(page) == [("week-3", "Today")]
    page.clock.run_for(3 * 60 * 1000)
    assert marked(page) == [("week-3-2", "Next")]


def test_a_page_that_is_looked_at_again_moves_its_mark(open_page: Open) -> None:
    page = open_page(now="2022-02-08T07:59:00Z")
    page.clock.set_fixed_time(datetime.fromisoformat("2022-02-14T20:00:00Z"))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert marked(page) == [("week-4", "Today")]


def test_jump_to_today_brings_the_session_into_view(open_page: Open, berkeley: Syllabus) -> None:
    page = open_page(berkeley, now="2022-04-04T20:00:00Z", reduced_motion="reduce")
    session = page.locator("#week-11")
    expect(session).not_to_be_in_viewport()
    page.get_by_role("link", name="Jump to today").click()
    expect(session.get_by_role("heading", level=2)).to_be_in_viewport()


def test_an_address_that_ends_in_today_opens_at_todays_session(open_page: Open, berkeley: Syllabus) -> None:
    page = open_page(berkeley, now="2022-04-04T20:00:00Z", path="#today", reduced_motion="reduce")
    expect(page.locator("#week-11").get_by_role("heading", level=2)).to_be_in_viewport()


def test_optional_readings_unfold_by_mouse_and_by_keyboard(open_page: Open) -> None:
    page = open_page()
    roofline = page.locator("#week-3").get_by_role("link", name="Roofline")
    summary = page.get_by_text("Optional reading (1)")
    expect(roofline).to_be_hidden()
    summary.click()
    expect(roofline).to_be_visible()
    summary.press("Enter")
    expect(roofline).to_be_hidden()
    summary.press("Space")
    expect(roofline).to_be_visible()


def test_a_folded_crowd_of_authors_unfolds(open_page: Open) -> None:
    page = open_page()
    last = page.get_by_text(str(CROWD[-1]))
    expect(last).to_be_hidden()
    page.get_by_text("and 5 more").press("Enter")
    expect(last).to_be_visible()


def test_the_first_key_leads_past_the_header(open_page: Open) -> None:
    page = open_page()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the schedule")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


@pytest.mark.parametrize("style", ["IEEE", "ACM", "APA", "BibTeX"])
def test_each_style_is_copied_by_keyboard_and_the_page_says_so(open_page: Open, style: str) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    eyeriss = SAMPLE.readings[0]
    button = page.get_by_role("button", name=f"Cite {eyeriss.title}")
    button.press("Enter")
    dialog = page.get_by_role("dialog", name=f"Cite “{eyeriss.title}”")
    dialog.get_by_role("button", name=f"Copy {style}").press("Enter")
    expect(dialog.get_by_role("status")).to_have_text(f"Copied the {style} citation.")
    expected = (
        render_reading(eyeriss, ascii=True) if style == "BibTeX" else cite(eyeriss, style=style.lower())
    )
    assert page.evaluate("navigator.clipboard.readText()") == expected
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()


def test_each_reading_is_cited_as_itself(open_page: Open, berkeley: Syllabus) -> None:
    page = open_page(berkeley)
    for reading in page.locator("li.reading").all()[::7]:
        title = reading.locator(".title").text_content()
        reading.locator(".cite").dispatch_event("click")
        dialog = page.get_by_role("dialog", name=f"Cite “{title}”")
        texts = dialog.locator("pre").all_inner_texts()
        assert texts[3].startswith("@")
        assert all(title in text for text in texts[:3])
        dialog.get_by_role("button", name="Close").click()


@pytest.mark.parametrize("also_fails", [False, True])
def test_without_the_clipboard_the_text_is_selected_for_copying(open_page: Open, also_fails: bool) -> None:
    page = open_page()
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.evaluate("works => { document.execCommand = () => works }", not also_fails)
    page.get_by_role("button", name="Cite Many Hands").click()
    page.get_by_role("button", name="Copy IEEE").click()
    assert page.evaluate("getSelection().toString()") == cite(SAMPLE.readings[1], style="ieee")
    said = "The IEEE citation is selected: press Ctrl+C" if also_fails else "Copied the IEEE citation."
    expect(page.get_by_role("status")).to_contain_text(said)


@pytest.mark.parametrize("scripted", [True, False])
def test_the_download_is_the_bibliography(open_page: Open, scripted: bool) -> None:
    page = open_page(java_script_enabled=scripted, accept_downloads=True)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download BibTeX").click()
    assert waiting.value.suggested_filename == "readings.bib"
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert text == "\n".join(render_reading(reading, ascii=True) for reading in SAMPLE.readings)


def test_without_a_script_everything_is_there_and_nothing_is_dead(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.locator("[aria-current], .mark")).to_have_count(0)
    expect(page.get_by_text("Jump to today")).to_be_hidden()
    page.get_by_text("Optional reading (1)").click()
    for title in page.locator(".title").all():
        expect(title).to_be_visible()
    expect(page.locator(".title")).to_have_count(6)


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("which", ["sample", "berkeley", "hostile"])
def test_no_width_scrolls_sideways(open_page: Open, berkeley: Syllabus, width: int, which: str) -> None:
    syllabi = {"sample": SAMPLE, "hostile": hostile_syllabus(), "berkeley": berkeley}
    page = open_page(syllabi[which], viewport={"width": width, "height": 700})
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".cite").first.click()
    assert page.evaluate("document.querySelector('dialog').scrollWidth") <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_targets_are_large_enough_for_a_finger(open_page: Open) -> None:
    """WCAG 2.2, 2.5.8: 24 by 24 CSS pixels, but for links in a sentence or line of text."""
    page = open_page(viewport={"width": 375, "height": 700})
    small = page.evaluate(
        """() => [...document.querySelectorAll("nav a, .facts a, .links a, .load, th a, button, summary")]
            .filter(node => node.checkVisibility())
            .map(node => [node.textContent, node.getBoundingClientRect()])
            .filter(([, box]) => box.width < 24 || box.height < 24).map(([text]) => text)"""
    )
    assert small == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_contrast_enough(open_page: Open, scheme: str) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1."""
    page = open_page(color_scheme=scheme)
    page.get_by_text("Optional reading (1)").click()
    contrasts = page.evaluate(CONTRASTS)
    page.get_by_role("button", name="Cite Many Hands").click()
    contrasts += page.evaluate(CONTRASTS)
    assert len(contrasts) > 80
    assert [(ratio, what) for ratio, what in contrasts if ratio < 4.5] == []


def test_dark_mode_is_dark_and_light_mode_is_light(open_page: Open) -> None:
    page = open_page()
    sums = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        sums[scheme] = sum(map(int, re.findall(r"\d+", paper)))
    assert sums["dark"] < 150
    assert sums["light"] > 700


def test_paper_shows_optional_readings_and_no_controls(open_page: Open) -> None:
    page = open_page()
    folded = page.locator("#week-3").get_by_role("link", name="Roofline")
    expect(folded).to_be_hidden()
    page.emulate_media(media="print")
    expect(folded).to_be_visible()
    for control in ("nav", ".cite >> nth=0", ".mark"):
        expect(page.locator(control)).to_be_hidden()


def test_printing_unfolds_and_folds_again_what_the_reader_had_folded(open_page: Open) -> None:
    page = open_page()
    optional = page.locator("details.optional")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(optional).to_have_attribute("open", "")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(optional).not_to_have_attribute("open", "")


def test_assistive_technology_finds_the_structure(open_page: Open) -> None:
    page = open_page()
    expect(page.get_by_role("navigation", name="Schedule").get_by_role("link", name="Week 3")).to_have_count(
        1
    )
    for name in ("Hardware", "Hardware again", "Presidents Day", "Whenever", "The end", "Not scheduled"):
        expect(page.get_by_role("region", name=name, exact=True)).to_have_count(1)
        expect(page.get_by_role("heading", name=name, level=2, exact=True)).to_have_count(1)
    region = page.get_by_role("region", name="Hardware", exact=True)
    expect(region.get_by_role("heading", level=3)).to_have_text(["Required reading"])
    expect(region.get_by_role("button", name=re.compile("^Cite "))).to_have_count(2)
    assert page.locator("html").get_attribute("lang") == "en"


def test_hostile_text_runs_nothing_and_breaks_nothing(open_page: Open) -> None:
    page = open_page(hostile_syllabus())
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    expect(page.locator(".title")).to_have_count(8)
    page.locator(".cite").first.click()
    expect(page.get_by_role("dialog").get_by_role("heading", level=2)).to_have_text(
        "Cite “</script><script>alert(1)</script>”"
    )


def test_the_berkeley_page_is_light_and_whole(open_page: Open, berkeley: Syllabus) -> None:
    assert len(render(berkeley).encode()) < 300_000
    page = open_page(berkeley)
    expect(page.locator("section[data-date]")).to_have_count(16)
    expect(page.locator("li.reading")).to_have_count(60)
    expect(page.locator("details.optional li.reading")).to_have_count(26)
    expect(page.locator(".cite")).to_have_count(60)


def test_the_load_of_the_weeks_is_a_table_that_scrolls_in_itself(open_page: Open, berkeley: Syllabus) -> None:
    page = open_page(berkeley, viewport={"width": 320, "height": 700})
    table = page.get_by_role("region", name="How much there is to read").get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_text(
        ["Week", "Required", "Optional", "Pages", "Hours", "Access"]
    )
    expect(table.get_by_role("rowheader")).to_have_count(17)
    sixth = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name="6", exact=True))
    expect(sixth).to_contain_text("7.4 + 4.6")
    table.get_by_role("link", name="11", exact=True).click()
    expect(page.locator("#week-11").get_by_role("heading", level=2)).to_be_in_viewport()
    expect(page.locator("#week-11 .load")).to_have_text("3.4 hours to read")


def test_the_bars_are_drawn_in_every_colour_scheme_and_on_paper(open_page: Open, berkeley: Syllabus) -> None:
    page = open_page(berkeley)
    bar = page.locator("#load svg").first
    for media in ({"color_scheme": "light"}, {"color_scheme": "dark"}, {"media": "print"}):
        page.emulate_media(**media)  # type: ignore[arg-type]
        expect(bar).to_be_visible()
        fills = bar.locator("rect").evaluate_all("parts => parts.map(part => getComputedStyle(part).fill)")
        assert len(set(fills)) == 2 and "none" not in fills


def test_an_empty_page_opens(open_page: Open) -> None:
    expect(open_page(Syllabus()).get_by_role("main")).to_have_text("There is no reading yet.")
