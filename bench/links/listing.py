"""A world written down as each tool reads it: our list, Markdown, HTML, a Sphinx project."""

from __future__ import annotations

import datetime
import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.links.world import World

_WEEKS = 15
_BROAD = 0o755  # LinkChecker gives up root's rights, and must still be able to read


@dataclass(frozen=True)
class Listing:
    """The files of one world in a folder.

    Attributes:
        folder: where they are.
        authority: the certificate authority of the hosts.
        timeout: T, in seconds.
    """

    folder: Path
    authority: Path
    timeout: float

    @property
    def data(self) -> Path:
        """The folder of our list."""
        return self.folder / "data"

    @property
    def sphinx(self) -> Path:
        """The folder of the Sphinx project."""
        return self.folder / "sphinx"

    @property
    def linkchecker(self) -> Path:
        """The settings of LinkChecker."""
        return self.folder / "linkcheckerrc"

    def write(self, world: World, first_day: datetime.date) -> None:
        """Write all files; the course begins on ``first_day``."""
        for folder in (self.folder, self.data, self.sphinx):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(_BROAD)
        for path, text in self._files(world, first_day).items():
            path.write_text(text, encoding="utf-8")

    def _files(self, world: World, first_day: datetime.date) -> Mapping[Path, str]:
        links = [(link.work.title, url) for url, link in world.urls.items()]
        anchors = "".join(
            f'<p><a href="{html.escape(url)}">{html.escape(title)}</a></p>\n' for title, url in links
        )
        rows = "".join(f"- `{title} <{url}>`__\n" for title, url in links)
        return {
            self.data / "readings.bib": "\n".join(_entries(world)),
            self.data / "schedule.toml": "\n".join(_schedule(world, first_day)),
            self.data / "readinglist.toml": _settings(world, self.timeout),
            self.folder / "links.md": "".join(f"- [{title}]({url})\n" for title, url in links),
            self.folder / "index.html": f"<!doctype html>\n<title>Readings</title>\n{anchors}",
            self.sphinx / "index.rst": f"Readings\n========\n\n{rows}",
            self.sphinx / "conf.py": _sphinx(self.timeout),
            self.linkchecker: _linkchecker(self.timeout, self.authority),
        }


def _entries(world: World) -> Iterator[str]:
    for url, link in world.urls.items():
        yield (
            f"@misc{{work{link.number},\n  author = {{{link.work.authors}}},\n"
            f"  title = {{{link.work.title}}},\n  year = 2020,\n  url = {{{url}}},\n}}\n"
        )


def _schedule(world: World, first_day: datetime.date) -> Iterator[str]:
    """A session a week; every reading belongs to one."""
    yield '[course]\ntitle = "Slow Computing"\n'
    share = -(-len(world.links) // _WEEKS)
    for week in range(_WEEKS):
        keys = [f'"work{link.number}"' for link in world.links[week * share : (week + 1) * share]]
        day = first_day + datetime.timedelta(weeks=week)
        yield f'[[session]]\nweek = {week + 1}\ndate = {day}\ntopic = "Week {week + 1}"'
        yield f"required = [{', '.join(keys)}]\n"


def _settings(world: World, timeout: float) -> str:
    hosts = sorted({link.host for link in world.links if link.host.startswith("127.")})
    quoted = ", ".join(f'"{host}"' for host in hosts)
    return (
        f"[check]\ntimeout_seconds = {timeout:g}\nallow_private = [{quoted}]\nallow_ports = [{world.port}]\n"
    )


def _sphinx(timeout: float) -> str:
    # Without the last line it would wait for minutes where a host is asked too often.
    return (
        f'project = "Readings"\nlinkcheck_workers = 64\nlinkcheck_timeout = {timeout:g}\n'
        f"linkcheck_rate_limit_timeout = {timeout:g}\n"
    )


def _linkchecker(timeout: float, authority: Path) -> str:
    return (
        f"[checking]\nthreads=64\ntimeout={timeout:.0f}\nsslverify={authority}\nrecursionlevel=1\n"
        "[filtering]\ncheckextern=1\n[output]\nverbose=1\nstatus=0\nlog=csv\n"
    )
