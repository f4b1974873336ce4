"""The move changes nothing that a reader sees: a page from Jekyll before and after, and in a browser."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import mkdocs
import pytest
from browsing import browser
from lxml.html import HtmlElement
from moved import LISTS, TARGETS, imported, jekyll, move, shape
from playwright.sync_api import Browser, Page, Route

from readinglist.lists.reading_list import ReadingList
from readinglist.settings import read_settings
from readinglist.site import plan_site

__all__ = ["browser"]  # a fixture of this module

pytestmark = pytest.mark.program("jekyll")

EXAMPLE = Path(__file__).parents[1] / "examples" / "jekyll"
SEED = Path(__file__).parents[2] / "shared" / "seed" / "index.md"
NOT_THE_SITE = shutil.ignore_patterns("before", "data", "_site", "_data", "index.md", "readinglist.*")

# Lists in the ways of sister courses; each makes one row of a page.
SISTERS = {
    "prose": """\
* Read Sections 1-3 of [_The Art of Measuring_](https://example.org/art); **skip** the proofs.
* Ada Lovelace's [notes on the engine](https://example.org/notes) -- still "readable" today...
* [Queues (Best Paper, SOSP'19)](https://example.org/q) and its [talk](https://example.org/talk), 20 min.
""",
    "tags": """\
* [Caches Considered [ASPLOS'21, Best Paper]](https://doi.org/10.1145/3445814.3446728)
* [MLSys: The New Frontier](https://arxiv.org/abs/1904.03257) [MLSys'19]
* [TVM: An Automated Compiler (OSDI '18)](https://arxiv.org/abs/1802.04799)
""",
    "signs": """\
* [C++ & "D" for 100% of 'us' < 3](https://example.org/a?b=1&c=2)
* [`malloc()` is a_snake_case * star](https://example.org/wiki/Malloc_(C)#see)
* [Über Größe — naïve façade, 深度学习](https://example.org/über)
* [Dots... dashes -- and --- "quotes" it's '90s](https://example.org/dots)
""",
    "loose": """\
* [One Paper of Several Words](https://example.org/one)

* [Another Paper of Several Words](https://example.org/two)

* A paper without any link at all, by its title
""",
    "several": """\
* [A Paper of Many Links](https://example.org/p.pdf) ([slides](https://example.org/s), [code](https://example.org/c))
* [The First of Two Works](https://example.org/1), [The Second of Two Works](https://example.org/2)
* <https://example.org/bare/address>
""",
    "coming": """\
* [What Is Known by Now](https://example.org/known)
* More reading coming soon ...
""",
    "groups": """\
### Measuring
* [How to Measure a Thing](https://example.org/m1)

### "Modelling" -- it's & more...
* [How to Model a Thing](https://example.org/m2)
* [How to Model Another Thing](https://example.org/m3)
""",
}
HEAD = """\
---
layout: default
---

# Sister Course (Spring 2027)

{% capture dates %}
DATES
{% endcapture %}
{% assign dates = dates | split: " " %}

<table class="table syllabus"><tbody>
"""


def sister() -> str:
    """A page with two rows for each of `SISTERS`: one without and one with optional readings.

    A session has one placeholder for readings to come, so that one has no second list.
    """
    dates = " ".join(f"{1 + n // 4}/{1 + n % 4 * 7}/27" for n in range(2 * len(SISTERS)))
    parts = [HEAD.replace("DATES", dates)]
    for name, items in SISTERS.items():
        other = re.sub(r"example\.org/", "example.org/more/", items)
        required = f'<div class="required_reading" markdown="1">\n{items}</div>\n'
        optional = f'<div class="optional_reading" markdown="1">\n{other}\n</div>\n'
        rows = (required, required + "\n" + optional if name != "coming" else required)
        parts += [
            f"\n{{% include syllabus_entry %}}\n# On {name}\n\nSome words.\n\n{LISTS}\n{row}</div>\n"
            for row in rows
        ]
    return "".join((*parts, "</td>\n</tr>\n</tbody></table>\n\n{% include syllabus_script.html %}\n"))


@pytest.fixture(scope="module", params=["example", "sister", "berkeley"])
def page(request: pytest.FixtureRequest) -> str:
    """A page as it was typed."""
    if request.param == "berkeley" and not SEED.exists():
        pytest.skip("the real page is not at hand")
    where = {"example": EXAMPLE / "before" / "index.md", "berkeley": SEED}
    return sister() if request.param == "sister" else where[request.param].read_text("utf-8")


@pytest.fixture(scope="module")
def before(page: str, tmp_path_factory: pytest.TempPathFactory) -> HtmlElement:
    folder = tmp_path_factory.mktemp("before")
    return jekyll(site(folder, page), folder / "out")


def site(folder: Path, page: str) -> Path:
    """The site of the example with another page."""
    made = folder / "site"
    shutil.copytree(EXAMPLE, made, ignore=NOT_THE_SITE)
    (made / "index.md").write_text(page, "utf-8")
    return made


@pytest.mark.parametrize("way", TARGETS)
def test_the_page_is_the_same_after_the_move(
    way: str, page: str, before: HtmlElement, tmp_path: Path
) -> None:
    moved = site(tmp_path, page)
    move(moved, imported(moved / "index.md", tmp_path / "data"), way)
    assert "markdown=" not in (moved / "index.md").read_text("utf-8")
    after = jekyll(moved, tmp_path / "out")
    assert len(before.xpath("//div[@class='reading']//li")) > 10
    assert shape(after) == shape(before)


def test_what_the_example_commits_is_what_its_list_says() -> None:
    settings = read_settings(EXAMPLE / "data")
    built = plan_site(ReadingList.read(EXAMPLE / "data").syllabus, settings.build, EXAMPLE)
    assert len(built.files) == 4
    assert [file.path.name for file in built.files if file.stale] == []


def test_the_example_s_list_is_that_of_its_page_before_the_move(tmp_path: Path) -> None:
    imported(EXAMPLE / "before" / "index.md", tmp_path)
    for name in ("readings.bib", "schedule.toml"):
        assert (tmp_path / name).read_bytes() == (EXAMPLE / "data" / name).read_bytes()


# In a browser ----------------------------------------------------------------------------

JQUERY = next((Path(mkdocs.__file__).parent / "themes" / "readthedocs" / "js").glob("jquery-*.min.js"))
# What the page uses of Bootstrap, which is not at hand: a button shows and hides what it names.
COLLAPSE = """$(document).on("click", "[data-toggle=collapse]", function () {
  $($(this).attr("data-target")).toggleClass("show");
});"""
STYLE = ".collapse:not(.show) { display: none }"
ORANGE = "rgb(255, 165, 0)"


@pytest.fixture(scope="module", params=["before", "after"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The example's page in HTML, as it was typed and as it is."""
    folder = tmp_path_factory.mktemp("built")
    source = EXAMPLE / "before" / "index.md"
    if request.param == "before":
        jekyll(site(folder, source.read_text("utf-8")), folder / "out")
    else:
        jekyll(EXAMPLE, folder / "out")
    return (folder / "out" / "index.html").read_text("utf-8")


@pytest.fixture
def opened(browser: Browser, built: str) -> Iterator[Page]:
    """A blank page that answers for the course's site and for the scripts that it asks for."""
    page = browser.new_page()

    def answer(route: Route) -> None:
        url = route.request.url
        if "jquery" in url:
            route.fulfill(body=JQUERY.read_text("utf-8"), content_type="text/javascript")
        elif "bootstrap" in url:
            script = url.endswith(".js")
            route.fulfill(
                body=COLLAPSE if script else STYLE, content_type=f"text/{'javascript' if script else 'css'}"
            )
        elif url == "https://example.org/data-systems/":
            route.fulfill(body=built, content_type="text/html; charset=utf-8")
        else:
            route.fulfill(body="", content_type="text/css")

    page.route("**/*", answer)
    yield page
    page.close()


@pytest.mark.program("chromium")
def test_a_button_shows_and_hides_optional_readings(opened: Page) -> None:
    opened.goto("https://example.org/data-systems/")
    buttons = opened.get_by_role("button", name="Additional Optional Reading")
    assert buttons.count() == 3
    first = opened.get_by_role("link", name="How to Read a Paper")
    assert not first.is_visible()
    buttons.first.click()
    assert first.is_visible()
    assert not opened.get_by_role("link", name="The Ubiquitous B-Tree").is_visible()
    buttons.first.click()
    assert not first.is_visible()


@pytest.mark.program("chromium")
@pytest.mark.parametrize(
    ("now", "marked"),
    [
        ("2026-12-24T12:00", 1),  # before the term
        ("2027-02-01T23:30", 2),  # the evening of a session
        ("2027-02-03T08:00", 3),  # between two
        ("2027-03-02T00:30", None),  # after the term
    ],
)
def test_today_is_marked_and_led_to(now: str, marked: int | None, opened: Page) -> None:
    opened.clock.set_fixed_time(now)
    opened.goto("https://example.org/data-systems/")
    rows = opened.locator('th[id^="counter_"]').evaluate_all(
        "cells => cells.map(cell => [cell.id.split('_')[2], getComputedStyle(cell).backgroundColor])"
    )
    assert [int(row) for row, colour in rows if colour == ORANGE] == ([] if marked is None else [marked])
    anchor = opened.locator("#today")
    assert anchor.count() == (0 if marked is None else 1)
    if marked is not None:
        assert anchor.evaluate("node => node.parentElement.id") == f"week_{marked}"
    assert opened.get_by_role("link", name="Jump to Today").get_attribute("href") == "#today"
