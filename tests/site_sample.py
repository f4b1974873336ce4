"""The example sites, built for real: with their own list, and with one whose every text is hostile."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import yaml
from sample import hostile

from readinglist.lists.reading_list import ReadingList
from readinglist.model.schedule import Syllabus

EXAMPLES = Path(__file__).parents[1] / "examples"
_LEFT_BEHIND = shutil.ignore_patterns(
    *("public", "resources", ".hugo_build.lock", "_build", "_site", "__pycache__", "_week-*.md")
)
_WEEKS = range(len(hostile().sessions))
# The page of an example, with everything that the list has.
_PAGES = {
    "hugo": ("content/_index.md", 'All:\n\n{{< readings style="short" >}}\n\n{{< readings >}}\n'),
    "hugo-markdown": (
        "content/_index.md",
        "All:\n\n<!-- readinglist:begin readings -->\n<!-- readinglist:end readings -->\n",
    ),
    "mkdocs": (
        "docs/index.md",
        "# Course\n\n"
        + "".join(
            f"<!-- readinglist:begin week-{week} -->\n<!-- readinglist:end week-{week} -->\n\n"
            for week in _WEEKS
        ),
    ),
    "sphinx": (
        "index.rst",
        "Course\n======\n\n" + "".join(f".. include:: readings/week-{week}.rst\n" for week in _WEEKS),
    ),
    "quarto": (
        "index.qmd",
        "---\ntitle: Course\n---\n\n"
        + "".join(f"{{{{< include _week-{week}.md >}}}}\n\n" for week in _WEEKS),
    ),
}
# Sites of the same generators that are set up in another way.
_OTHERS = {"hugo-markdown": "hugo", "mkdocs-extensions": "mkdocs"}
_EXTENSIONS = """
markdown_extensions: [abbr, admonition, attr_list, codehilite, def_list, footnotes, legacy_attrs, legacy_em,
  md_in_html, meta, nl2br, sane_lists, wikilinks]
"""
_MARKDOWN = """
[build]
output = "content"
targets = [{ format = "markdown", path = "_index.md", marker = "readings" }]
"""


class Site(NamedTuple):
    """An example in a folder of its own.

    Attributes:
        name: of the example, or of another site of the same generator.
        root: where its files are.
        syllabus: its list.
    """

    name: str
    root: Path
    syllabus: Syllabus

    @property
    def out(self) -> Path:
        """Where the site is built."""
        return self.root.with_name(f"{self.root.name}-out")

    @property
    def page(self) -> Path:
        """Its one page."""
        return self.out / "index.html"

    def readinglist(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs readinglist in the site's folder."""
        return _run([sys.executable, "-m", "readinglist", *arguments, *_data(self.name)], self.root)

    def build(self) -> None:
        """Builds the site as its README says; the page is what a visitor gets."""
        done = _BUILDERS[_OTHERS.get(self.name, self.name)](self)
        assert done.returncode == 0, done.stdout + done.stderr


def example(name: str, folder: Path) -> Site:
    """A copy of the example of this name, in ``folder``."""
    root = folder / name
    shutil.copytree(EXAMPLES / _OTHERS.get(name, name), root, ignore=_LEFT_BEHIND)
    if name in ("sphinx", "quarto"):
        shutil.rmtree(root / "readings", ignore_errors=True)
        (root / "readings.bib").unlink(missing_ok=True)
    return Site(name, root, ReadingList.read(root / _folder(name)).syllabus)


def hostile_site(name: str, folder: Path) -> Site:
    """The example of this name with the list of `sample.hostile`, in full on its page."""
    site = example(name, folder)
    page, text = _PAGES.get(name) or _PAGES[_OTHERS[name]]
    (site.root / page).write_text(text, encoding="utf-8")
    if name == "mkdocs-extensions":
        with (site.root / "mkdocs.yml").open("a", encoding="utf-8") as settings:
            settings.write(_EXTENSIONS)
    if name == "hugo-markdown":
        (site.root / "readinglist.toml").write_text(_MARKDOWN, encoding="utf-8")
    shutil.rmtree(site.root / _folder(name))
    made = hostile()
    ReadingList(made.readings, course=made.course, sessions=made.sessions).write(site.root / _folder(name))
    return site._replace(syllabus=ReadingList.read(site.root / _folder(name)).syllabus)


def _folder(name: str) -> str:
    """The folder of the list: Hugo has a ``data`` of its own."""
    return "readings" if name.startswith("hugo") else "data"


def _data(name: str) -> list[str]:
    return ["--data", _folder(name)] if name.startswith("hugo") else []


def _run(command: list[str] | str, root: Path) -> subprocess.CompletedProcess[str]:
    # The command that a page's settings name is the one of this Python.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONWARNINGS": "ignore", "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, shell=isinstance(command, str)
    )


def _hugo(site: Site) -> subprocess.CompletedProcess[str]:
    done = site.readinglist("build")
    return done if done.returncode else _run(["hugo", "--destination", str(site.out)], site.root)


def _mkdocs(site: Site) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site.out)]
    return _run(command, site.root)


def _sphinx(site: Site) -> subprocess.CompletedProcess[str]:
    return _run([sys.executable, "-m", "sphinx", "-q", "-W", "-n", ".", str(site.out)], site.root)


def _quarto(site: Site) -> subprocess.CompletedProcess[str]:
    """What Quarto does with a page: the command before it, the included files, and Pandoc."""
    settings = yaml.safe_load((site.root / "_quarto.yml").read_text(encoding="utf-8"))
    before = _run(settings["project"]["pre-render"], site.root)
    site.out.mkdir()
    for page in sorted(site.root.glob("*.qmd")):
        text = re.sub(r"^\{\{< include (\S+) >\}\}$", _included(site), page.read_text("utf-8"), flags=re.M)
        command = ["pandoc", "--standalone", "--citeproc", "--from=markdown", "--to=html5"]
        html = subprocess.run(command, cwd=site.root, input=text, capture_output=True, text=True, check=True)
        (site.out / f"{page.stem}.html").write_text(html.stdout, encoding="utf-8")
    return before


def _included(site: Site) -> Callable[[re.Match[str]], str]:
    return lambda match: (site.root / match[1]).read_text(encoding="utf-8")


_BUILDERS = {"hugo": _hugo, "mkdocs": _mkdocs, "sphinx": _sphinx, "quarto": _quarto}


def generated(site: Site) -> Iterator[Path]:
    """The files that `readinglist build` writes in the site's folder."""
    report = site.readinglist("build", "--format", "json")
    yield from (site.root / row["path"] for row in yaml.safe_load(report.stdout)["targets"])
