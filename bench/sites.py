"""Lists with every target that a site can have, to be built."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from bench.measure import ROOT

_PER_WEEK = 20
_ENTRY = re.compile(
    r"^\s*@(?!string|preamble|comment)\w+\s*[{(]\s*([^,\s]+)\s*,", re.MULTILINE | re.IGNORECASE
)

# One target of each format but those for generators other than Jekyll, one file a week, and the weeks
# of a page between markers.
_SETTINGS = """\
[build]
output = "site"
targets = [
  { format = "jekyll-data", path = "_data/readinglist.json" },
  { format = "jekyll-include", path = "_includes/readinglist.html" },
  { format = "fragment", path = "_includes/readings/week-{week:02}.html" },
  { format = "fragment", path = "index.md", marker = "week-{week}" },
  { format = "markdown", path = "readings.md" },
  { format = "fragment", path = "readings.html" },
  { format = "html", path = "page.html" },
  { format = "bibtex", path = "readings.bib" },
  { format = "csl-json", path = "readings.csl.json" },
  { format = "json", path = "readings.json" },
  { format = "icalendar", path = "course.ics" },
  { format = "atom", path = "course.atom" },
]
"""


def berkeley(folder: Path) -> Path:
    """The list that comes with the package, in the new folder ``folder``, with every target."""
    shutil.copytree(ROOT / "data", folder / "data")
    return _with_targets(folder, weeks=16)


def large(folder: Path, corpus: Path) -> Path:
    """A course that reads all of ``corpus``, twenty a week, with every target, in a new ``folder``."""
    (folder / "data").mkdir(parents=True)
    shutil.copyfile(corpus, folder / "data" / "readings.bib")
    keys = _ENTRY.findall(corpus.read_text(encoding="utf-8"))
    weeks = [keys[at : at + _PER_WEEK] for at in range(0, len(keys), _PER_WEEK)]
    sessions = (_session(number, week) for number, week in enumerate(weeks, 1))
    schedule = "".join(('[course]\ntitle = "Everything"\nterm = "Spring 2022"\n', *sessions))
    (folder / "data" / "schedule.toml").write_text(schedule, encoding="utf-8")
    return _with_targets(folder, weeks=len(weeks))


def _session(number: int, keys: list[str]) -> str:
    required, optional = (
        ", ".join(f'"{key}"' for key in part) for part in (keys[: _PER_WEEK // 2], keys[_PER_WEEK // 2 :])
    )
    named = f'\n[[session]]\nweek = {number}\ntopic = "Topic {number}"\n'
    return f"{named}required = [{required}]\noptional = [{optional}]\n"


def _with_targets(folder: Path, weeks: int) -> Path:
    (folder / "readinglist.toml").write_text(_SETTINGS, encoding="utf-8")
    names = (f"week-{week}" for week in range(1, weeks + 1))
    places = (f"<!-- readinglist:begin {name} -->\n<!-- readinglist:end {name} -->\n" for name in names)
    (folder / "site").mkdir()
    (folder / "site" / "index.md").write_text("".join(places), encoding="utf-8")
    return folder
