"""What strangers write is text in a site that Jekyll builds, and in the browser that shows it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import browser
from hostile_browser import seen
from hostile_readers import assert_inert, skeleton, words
from hostile_sample import ATTACKS, harmless, hostile, unseen
from playwright.sync_api import Browser

from readinglist.settings import BuildSettings, Target
from readinglist.site import plan_site

__all__ = ["browser"]  # a fixture of this module

pytestmark = pytest.mark.program("jekyll")

SECRET = "the secret of the site"
LISTS = {"hostile": hostile(), "plain": hostile(inline="words"), "harmless": harmless()}
WEEKS = range(len(ATTACKS))

ITEMS = ("title", "locator", "note", "presenter", "group", "further-group", "optional-title", "tbd")
RECORDS = ("author", "venue", "label", "award", "record")
SESSIONS = ("topic", "speaker", "affiliation", "link", "notes")
# Pages of the site, and the fields that each must show.
PAGES = {
    "data": (*ITEMS, "text"),
    "short": (*ITEMS, *RECORDS),
    "weeks": (*SESSIONS, *ITEMS, "text"),
    "places": (*ITEMS, *RECORDS),
    "markdown": (*SESSIONS, *ITEMS, *RECORDS, "loose-key"),
    "written": (*SESSIONS, *ITEMS, "text", "loose-key"),
    "headings": (*SESSIONS, *ITEMS, "text", "loose-key"),
}


def targets(name: str) -> tuple[Target, ...]:
    return (
        Target(format="jekyll-data", path=f"_data/{name}.json"),
        Target(format="jekyll-include", path=f"_includes/{name}.html", options={"data": name}),
        Target(format="fragment", path=f"_includes/{name}-{{week}}.html", options={"heading": 2}),
        Target(format="fragment", path=f"{name}-places.md", marker="week-{week}", options={"style": "short"}),
        Target(format="markdown", path=f"{name}-markdown.md", marker="readings"),
        Target(
            format="markdown", path=f"{name}-written.md", marker="readings", options={"style": "as-written"}
        ),
        Target(format="fragment", path=f"{name}-headings.md", marker="readings", options={"heading": 1}),
    )


def sources(name: str) -> Iterator[tuple[str, str]]:
    """The pages that a person wrote, in which the lists are to be."""
    yield "data", f"{{% include {name}.html %}}"
    yield "short", f'{{% include {name}.html style="short" %}}'
    yield "weeks", "\n\n".join(f"{{% include {name}-{week}.html %}}" for week in WEEKS)
    yield "places", "\n\n".join(place(f"week-{week}") for week in WEEKS)
    for page in ("markdown", "written", "headings"):
        yield page, place("readings")


def place(name: str) -> str:
    return f"<!-- readinglist:begin {name} -->\n<!-- readinglist:end {name} -->"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"---\ntitle: A page\n---\n\n{text}\n" if path.suffix == ".md" else text, "utf-8")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of each list, built by Jekyll in one run, and a page on which the attacks work."""
    source = tmp_path_factory.mktemp("jekyll")
    write(source / "_config.yml", f"secret: {SECRET}\nexclude: [built]\n")
    write(source / "_includes" / "secret.html", SECRET)
    write(source / "control.md", "{{ site.secret }} {% include secret.html %} <script>pwned()</script>")
    for name, each in LISTS.items():
        for page, text in sources(name):
            write(source / f"{name}-{page}.md", text)
        plan_site(each.syllabus, BuildSettings(output=".", targets=targets(name)), source).write()
    command = ["jekyll", "build", "--disable-disk-cache", "-s", str(source), "-d", str(source / "built")]
    run = subprocess.run(
        command, env={**os.environ, "JEKYLL_NO_BUNDLER_REQUIRE": "true"}, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    return source / "built"


def built(site: Path, name: str, page: str) -> str:
    return (site / f"{name}-{page}.html").read_text("utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_what_strangers_write_is_shown_and_does_nothing(site: Path, page: str) -> None:
    text = built(site, "hostile", page)
    assert_inert(text, comments=dict(sources("hostile"))[page].count("<!--"))
    assert SECRET not in text
    fields = LISTS["hostile"].of(*PAGES[page])
    assert len(fields) == len(ATTACKS) * len(PAGES[page])
    assert list(unseen(fields, words(text))) == []


@pytest.mark.parametrize("page", PAGES)
def test_a_text_that_is_no_markdown_adds_no_element_and_takes_none_away(site: Path, page: str) -> None:
    assert skeleton(built(site, "plain", page)) == skeleton(built(site, "harmless", page))


@pytest.mark.program("chromium")
def test_a_browser_shows_the_same_runs_nothing_and_asks_for_nothing(site: Path, browser: Browser) -> None:
    for page, names in PAGES.items():
        shown, done = seen(browser, built(site, "hostile", page))
        assert done == set(), page
        assert list(unseen(LISTS["hostile"].of(*names), shown)) == [], page


@pytest.mark.program("chromium")
def test_the_same_attacks_work_where_nothing_is_done_against_them(site: Path, browser: Browser) -> None:
    text = (site / "control.html").read_text("utf-8")
    assert text.count(SECRET) == 2
    for attack in (
        "<svg onload=pwned()>",
        "<a href=' JaVa\tscript:pwned()'>a</a>",
        "<img src=//pwned.invalid>",
    ):
        assert seen(browser, attack)[1], attack
    assert "pwned" in seen(browser, text)[1]
