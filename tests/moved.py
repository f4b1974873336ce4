"""A page of Berkeley's course template before and after its reading lists come from records."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import lxml.html
from lxml.html import HtmlElement

from readinglist.importing import import_pages
from readinglist.model.schedule import Syllabus
from readinglist.settings import BuildSettings, Target
from readinglist.site import plan_site

LISTS = '<div class="reading">'
_DIV = re.compile(r"<(?P<end>/?)div\b[^>]*>")
_ROW = re.compile(r"(?m)^\{% include syllabus_entry %\}$")

TARGETS: Mapping[str, tuple[Target, ...]] = {
    "data": (
        Target(format="jekyll-data", path="_data/readinglist.json"),
        Target(format="jekyll-include", path="_includes/readinglist.html"),
    ),
    "includes": (Target(format="fragment", path="_includes/readings/session-{session}.html"),),
    "markers": (Target(format="fragment", path="index.md", marker="session-{session}"),),
}
"""The ways in which a list comes back to its page, and what is built for each."""

_CALLS: Mapping[str, Callable[[int], str]] = {
    "data": lambda number: f"{{% include readinglist.html session={number} %}}",
    "includes": lambda number: f"{{% include readings/session-{number}.html %}}",
    "markers": lambda number: (
        f"<!-- readinglist:begin session-{number} -->\n<!-- readinglist:end session-{number} -->"
    ),
}


def with_calls(page: str, way: str) -> str:
    """``page`` with a call in place of the reading lists of each row; all else as it is."""
    head, *rows = _ROW.split(page)
    marks = _ROW.findall(page)
    moved = (_moved(row, _CALLS[way](number)) for number, row in enumerate(rows, 1))
    return head + "".join(mark + row for mark, row in zip(marks, moved, strict=True))


def _moved(row: str, call: str) -> str:
    start = row.find(LISTS)
    if start < 0:
        return row
    depth = 0
    for tag in _DIV.finditer(row, start):
        depth += -1 if tag["end"] else 1
        if depth == 0:
            return row[:start] + call + row[tag.end() :]
    raise ValueError("a div of this row has no end")


def imported(page: Path, into: Path) -> Syllabus:
    """The list of a page, through the files that are written for it."""
    result = import_pages([page], into=into)
    result.write(into)
    return result.rl.read(into).syllabus


def move(site: Path, syllabus: Syllabus, way: str) -> None:
    """Put calls into the page of ``site``, and build what they call."""
    page = site / "index.md"
    page.write_text(with_calls(page.read_text("utf-8"), way), "utf-8")
    plan_site(syllabus, BuildSettings(output=".", targets=TARGETS[way]), site).write()


def jekyll(site: Path, out: Path) -> HtmlElement:
    """The page that Debian's Jekyll makes of a site."""
    environment = {**os.environ, "JEKYLL_NO_BUNDLER_REQUIRE": "true", "LC_ALL": "C.UTF-8"}
    command = ["jekyll", "build", "--quiet", "--disable-disk-cache", "-s", str(site), "-d", str(out)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return lxml.html.fromstring((out / "index.html").read_bytes())


def shape(element: HtmlElement) -> object:
    """What a reader sees of an element: tags, classes, links, words; white space, comments and ids aside.

    A list that Markdown spaced out has its items in paragraphs; they look alike in the template.
    """
    children = [child for child in element if isinstance(child.tag, str)]
    own = {name: value for name, value in element.attrib.items() if not _is_own(element, name)}
    inner: list[object] = [_words(element.text)]
    for child in element:
        if child in children:
            inner += shape(child)[2] if _is_wrapper(element, child) else [shape(child)]  # type: ignore[index]
        inner.append(_words(child.tail))
    return element.tag, own, _joined(inner)


def _is_own(element: HtmlElement, name: str) -> bool:
    """What kramdown adds to readings: an id of a heading, a class of code that it would colour."""
    if element.tag == "code":
        return name == "class"
    return (
        name == "id"
        and element.tag in ("h3", "h4")
        and any("reading" in (parent.get("class") or "") for parent in element.iterancestors("div"))
    )


def _is_wrapper(element: HtmlElement, child: HtmlElement) -> bool:
    return element.tag == "li" and child.tag == "p" and not child.attrib


def _words(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _joined(parts: list[object]) -> list[object]:
    out: list[object] = []
    for part in parts:
        if isinstance(part, str) and out and isinstance(out[-1], str):
            out[-1] = re.sub(r"\s+", " ", out[-1] + part)
        else:
            out.append(part)
    stripped = [part.strip() if isinstance(part, str) else part for part in out]
    return [part for part in stripped if part]
