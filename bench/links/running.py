"""Runs of the tools: each a process of its own, with what it took, what it asked and what it said."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bench.links import outputs
from bench.links.judging import Slip, Wrong, slips, wrong
from bench.links.listing import Listing
from bench.links.serving import Server
from bench.links.tools import Tool
from bench.links.world import World
from bench.measure import environment

_LAUNCH = Path(__file__).with_name("launch.py")
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
OURS = "readinglist"


@dataclass(frozen=True)
class Run:
    """One run of one tool.

    Attributes:
        who: the tool.
        wall: seconds from start to end.
        cpu: seconds of the processor, in user and system mode, of the process and its children.
        peak: the most memory that the process has held, in bytes.
        late: it was stopped because it did not end.
        code: its exit code.
        asked: what the server saw of it; see `stage.Stage.counts`.
        wrong: how many verdicts are wrong; ``None``: it said nothing.
        slips: where our verdict is not that of the label.
    """

    who: str
    wall: float
    cpu: float
    peak: int
    late: bool
    code: int
    asked: Mapping[str, Any]
    wrong: Wrong | None = None
    slips: tuple[Slip, ...] = field(default=())

    @property
    def requests(self) -> int:
        """How many requests the server saw."""
        return int(self.asked["requests"])


class Runner:
    """Runs tools against a server, with the files of one world.

    Args:
        server: plays the world.
        world: the links.
        listing: the files, already written.
        limit: seconds after which a tool is stopped.
        proxied: there is a proxy, which leads to hosts with names, such as the registries.
    """

    def __init__(
        self, server: Server, world: World, listing: Listing, limit: float, *, proxied: bool = False
    ) -> None:
        self._server = server
        self.world = world
        self._listing = listing
        self._limit = limit
        self._proxied = proxied

    def ours(self, *options: str) -> Run:
        """Run readinglist with these options of ``check``."""
        line = [sys.executable, "-m", "readinglist", "--data", str(self._listing.data)]
        line += ["check", "--format", "json", "--timeout", f"{self._listing.timeout:g}", *options]
        run, text = self._run(OURS, line, environment(), proxied=self._proxied)
        verdicts = _read(outputs.readinglist, text)
        if not verdicts:
            return run
        said = outputs.classes(verdicts)
        return replace(run, wrong=wrong(said, self.world), slips=slips(verdicts, self.world))

    def peer(self, tool: Tool, peers: Path, *options: str) -> Run:
        """Run a peer."""
        shutil.rmtree(self._listing.sphinx / "out", ignore_errors=True)
        line = [str(peers / tool.program), *tool.command(self._listing), *options]
        run, text = self._run(tool.name, line, os.environ, proxied=self._proxied and tool.proxy)
        if tool.output is not None:
            path = tool.output(self._listing)
            text = path.read_text(encoding="utf-8") if path.exists() else ""
        said = {} if run.late else _read(tool.said, text)
        return replace(run, wrong=wrong(said, self.world)) if said else run

    def forget(self) -> None:
        """Remove what lychee remembers."""
        (self._listing.folder / ".lycheecache").unlink(missing_ok=True)

    def _run(
        self, who: str, command: Sequence[str], base: Mapping[str, str], *, proxied: bool
    ) -> tuple[Run, str]:
        """Run a command in its own process; what it took, and its output."""
        folder = self._listing.folder
        result = folder / "result.json"
        self._server.play(self.world)
        line = [sys.executable, "-I", "-S", str(_LAUNCH), str(result), f"{self._limit:g}", *command]
        around = surroundings(self._server, self._listing, base, proxied=proxied)
        subprocess.run(line, cwd=folder, env=around, check=True)
        asked = self._server.counts()
        taken = json.loads(result.read_text())
        run = Run(
            who,
            wall=taken["wall_seconds"],
            cpu=taken["cpu_seconds"],
            peak=taken["peak_bytes"],
            late=taken["late"],
            code=taken["code"],
            asked=asked,
        )
        return run, (folder / "result.json.out").read_text(encoding="utf-8", errors="replace")


def _read(reader: Callable[[str], dict[str, Any]], text: str) -> dict[str, Any]:
    """What a tool said; nothing where it ended without its report."""
    try:
        return reader(text)
    except (ValueError, KeyError):
        return {}


def surroundings(
    server: Server, listing: Listing, base: Mapping[str, str], *, proxied: bool
) -> dict[str, str]:
    """The environment of a tool: who vouches for the hosts, an empty home, and the proxy if there is one."""
    kept = {name: value for name, value in base.items() if name.lower() not in _PROXIES}
    authority = str(listing.authority)
    kept |= dict.fromkeys(("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"), authority)
    kept |= {"HOME": str(listing.folder), "XDG_CACHE_HOME": str(listing.folder / "cache")}
    if proxied:
        proxy = f"http://127.0.1.1:{server.ports['http']}"
        kept |= {"https_proxy": proxy, "HTTPS_PROXY": proxy, "no_proxy": "127.0.0.0/8"}
    return kept
