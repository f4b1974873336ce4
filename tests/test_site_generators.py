"""Hugo, MkDocs, Sphinx and Quarto's Pandoc build the examples; what strangers write is text to them."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browsing import browser
from lxml import html
from playwright.sync_api import Browser
from sample import HOSTILE_TEXTS, ORDINARY
from site_sample import EXAMPLES, Site, example, generated, hostile_site

from readinglist.errors import UsageError
from readinglist.formats import hugo_partial
from readinglist.formats.html import fragment
from readinglist.formats.markdown import SHORT, items_of
from readinglist.model.schedule import Syllabus
from readinglist.text.safety import one_line

__all__ = ["browser"]  # a fixture of this module

PROGRAMS = {"hugo": "hugo", "hugo-markdown": "hugo", "quarto": "pandoc"}
ORIGIN = "https://course.invalid/"
# What the lists consist of; all else on a page is that of its theme.
SAFE = {
    *("a", "code", "div", "em", "h1", "h2", "h3", "header", "li", "p", "section", "span", "strong", "ul"),
}
QUIET = {"class", "href", "id", "title", "data-number"}


def generators(*names: str) -> list[object]:
    """Parameters of a test, each with the program that it needs."""
    return [
        pytest.param(name, marks=[pytest.mark.program(PROGRAMS[name])] if name in PROGRAMS else [])
        for name in names
    ]


@pytest.fixture(scope="module", params=generators("hugo", "mkdocs", "sphinx", "quarto"))
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """An example as its README builds it."""
    site = example(request.param, tmp_path_factory.mktemp("site"))
    site.build()
    return site


@pytest.fixture(
    scope="module",
    params=generators("hugo", "hugo-markdown", "mkdocs", "mkdocs-extensions", "sphinx", "quarto"),
)
def attacked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The same with a list of hostile texts."""
    site = hostile_site(request.param, tmp_path_factory.mktemp("hostile"))
    site.build()
    return site


def test_the_page_shows_every_reading_with_its_links(built: Site) -> None:
    shown = {squeeze(item.text_content()): links(item) for item in content(built).iter("li")}
    for words, targets in readings(built.syllabus):
        assert shown[words] == targets
    assert "Morereadingcomingsoon" in squeeze(content(built).text_content())


def test_the_page_offers_the_bibliography(built: Site) -> None:
    if built.name == "quarto":
        assert "Lampson, Butler W. 1983" in re.sub(
            r"\s+", " ", (built.out / "references.html").read_text("utf-8")
        )
        return
    (target,) = [link for link in links(content(built)) if link.endswith(".bib")]
    assert (built.out / target).read_bytes().startswith(b"@inproceedings{lampson1983hints,\n")


def test_what_is_built_is_up_to_date_and_the_same_everywhere(built: Site, tmp_path: Path) -> None:
    assert built.readinglist("build", "--check").returncode == 0
    files = [path.relative_to(built.root) for path in generated(built)]
    other = example(built.name, tmp_path)
    other.readinglist("build")
    for file in files:
        assert (other.root / file).read_bytes() == (built.root / file).read_bytes()


@pytest.mark.parametrize(
    ("name", "committed"), [("hugo", True), ("mkdocs", True), ("sphinx", False), ("quarto", False)]
)
def test_generated_files_are_committed_and_fresh_or_made_by_each_build(
    name: str, committed: bool, tmp_path: Path
) -> None:
    site = example(name, tmp_path)
    assert site.readinglist("build", "--check").returncode == (0 if committed else 1)
    ignored = (site.root / ".gitignore").read_text("utf-8").split()
    for path in generated(site):
        file = f"/{path.relative_to(site.root).as_posix()}"
        covered = any(
            Path(file).match(line) or (line.endswith("/") and file.startswith(line)) for line in ignored
        )
        assert covered is not committed


def test_the_examples_have_one_list() -> None:
    first, *others = [
        [(EXAMPLES / folder / name).read_bytes() for name in ("readings.bib", "schedule.toml")]
        for folder in ("hugo/readings", "mkdocs/data", "sphinx/data", "quarto/data")
    ]
    assert all(other == first for other in others)


def test_hostile_titles_are_text_on_the_page(attacked: Site) -> None:
    text = squeeze(content(attacked).text_content())
    for reading in attacked.syllabus.readings:
        assert squeeze(one_line(reading.title or "")) in text
    assert len(attacked.syllabus.readings) == len(HOSTILE_TEXTS) >= 14


def test_hostile_lists_have_only_elements_of_lists_and_links_that_may_be_followed(attacked: Site) -> None:
    for element in content(attacked).iterdescendants(html.etree.Element):
        assert element.tag in SAFE, html.tostring(element)
        assert set(element.attrib) <= QUIET, html.tostring(element)
        assert not re.search(r"onclick|nomarkdown", element.get("class", ""))
    for link in links(content(attacked)):
        parts = urlsplit(link)
        assert parts.scheme in ("", "http", "https", "mailto")
        assert parts.netloc in ("", "example.org")


@pytest.mark.program("chromium")
def test_a_browser_runs_nothing_and_asks_for_nothing_that_a_stranger_wrote(
    attacked: Site, browser: Browser
) -> None:
    context = browser.new_context()
    page = context.new_page()
    trouble: list[str] = []
    page.on("dialog", lambda dialog: (trouble.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: trouble.append(str(error)))

    def serve(route: object) -> None:
        url = urlsplit(route.request.url)  # type: ignore[attr-defined]
        file = attacked.out / (url.path.lstrip("/") or "index.html")
        if f"{url.scheme}://{url.netloc}/" != ORIGIN or not file.is_file():
            trouble.append(route.request.url)  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]
        else:
            route.fulfill(path=file)  # type: ignore[attr-defined]

    context.route("**/*", serve)
    page.goto(ORIGIN)
    seen = squeeze(page.inner_text("body"))
    context.close()
    assert not [url for url in trouble if not url.endswith("/favicon.ico")]
    for text in HOSTILE_TEXTS[:4]:
        assert squeeze(one_line(text)) in seen


@pytest.mark.program("hugo")
def test_the_partial_has_the_markup_of_the_fragment(tmp_path: Path) -> None:
    site = example("hugo", tmp_path)
    (site.root / "content" / "_index.md").write_text("All:\n\n{{< readings >}}\n", "utf-8")
    site.build()
    scheduled = Syllabus(course=site.syllabus.course, sessions=site.syllabus.sessions)
    expected = html.fragments_fromstring(fragment.render(scheduled))
    shown = content(site).findall("div[@class='reading']")
    assert [outline(each) for each in shown] == [outline(each) for each in expected]


@pytest.mark.program("hugo")
@pytest.mark.parametrize(
    ("call", "items"),
    [
        ('partial "readinglist.html" .', 6),
        ('partial "readinglist.html"', 6),
        ('partial "readinglist.html" (dict "week" 2)', 3),
        ('partial "readinglist.html" (dict "week" "2" "session" 2)', 3),
        ('partial "readinglist.html" (dict "week" 3)', 0),
        ('partial "readinglist.html" (dict "session" 4)', 1),
    ],
)
def test_the_partial_shows_the_sessions_that_are_asked_for(call: str, items: int, tmp_path: Path) -> None:
    site = example("hugo", tmp_path)
    (site.root / "layouts" / "index.html").write_text(f"<body>{{{{ {call} }}}}</body>", "utf-8")
    site.build()
    assert len(list(content(site).iter("li"))) == items


@pytest.mark.program("hugo")
@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("{{< readings week=5 >}}", "data/readinglist.json has no session of week 5"),
        ("{{< readings session=9 >}}", "data/readinglist.json has no session 9"),
        ("{{< readings >}}", "there is no data/readinglist.json; run readinglist build before hugo"),
    ],
)
def test_hugo_stops_where_a_page_would_stay_empty(page: str, message: str, tmp_path: Path) -> None:
    site = example("hugo", tmp_path)
    (site.root / "content" / "_index.md").write_text(f"All:\n\n{page}\n", "utf-8")
    if "no data" in message:
        (site.root / "data" / "readinglist.json").unlink()
    done = subprocess.run(["hugo"], cwd=site.root, capture_output=True, text=True)
    assert done.returncode != 0
    assert message in done.stdout + done.stderr


def test_a_partial_names_its_data() -> None:
    text = hugo_partial.render(ORDINARY, data="course_list", file="lists.html")
    assert 'index $all "course_list"' in text and 'partial "lists.html" .' in text
    for data in ("", "a.b", 'a"b', "a/b", "-"):
        with pytest.raises(UsageError, match="Hugo's data are named by"):
            hugo_partial.render(ORDINARY, data=data)


def test_the_generators_stop_where_the_list_cannot_be_read(tmp_path: Path) -> None:
    for name in ("mkdocs", "sphinx"):
        site = example(name, tmp_path)
        (site.root / "readinglist.toml").write_text("[build]\ntargets = 1\n", "utf-8")
        with pytest.raises(AssertionError, match="The reading lists could not be built: see above"):
            site.build()


def test_the_settings_of_the_examples_are_all_known() -> None:
    for name in ("hugo", "mkdocs", "sphinx", "quarto"):
        settings = tomllib.loads((EXAMPLES / name / "readinglist.toml").read_text("utf-8"))
        assert set(settings) == {"build"}


def content(site: Site) -> html.HtmlElement:
    """The part of the page that its author wrote."""
    page = html.document_fromstring(site.page.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
    places = {"mkdocs": "//div[@role='main']", "sphinx": "//div[@role='main']"}
    (place,) = page.xpath(places.get(site.name.partition("-")[0], "//body"))
    return place


def readings(syllabus: Syllabus) -> Iterator[tuple[str, list[str]]]:
    """The words of every reading's item, and where its links lead."""
    for session in syllabus.sessions:
        for item in items_of(session.assignments, SHORT):
            words = "".join(piece.value for piece in item.words if piece.kind in ("text", "code"))
            yield squeeze(words), [piece.value for piece in item.words if piece.kind == "link"]


def links(element: html.HtmlElement) -> list[str]:
    return [link.get("href") for link in element.iter("a") if link.get("class") != "headerlink"]


def outline(element: html.HtmlElement) -> tuple[object, ...]:
    """An element without the white space between elements."""
    text = (element.text or "").strip("\n")
    parts = [(outline(child), (child.tail or "").strip("\n")) for child in element]
    return (element.tag, sorted(element.attrib.items()), text, parts)


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)
