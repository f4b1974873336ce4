"""``python -m bench links``: every set, every tool, in one run."""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import json
import os
import platform
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.links import figures, goals, tools
from bench.links.figures import Comparison
from bench.links.listing import Listing
from bench.links.noise import Noise
from bench.links.running import OURS, Run, Runner
from bench.links.serving import Server
from bench.links.tools import TOOLS, Tool
from bench.links.world import World

_HOSTS, _MANY_HOSTS = 200, 500
_MANY_LINKS = 10_000
_PATIENCE = 12
"""Time-outs after which a tool is stopped that does not end with the hostile set."""
_LONG_AGO = datetime.date(2022, 1, 24)
_Run = Callable[[], Run]


class LinkBench:
    """The measurements. Each makes one comparison.

    Args:
        folder: an empty folder.
        server: plays the hosts.
        peers: the folder of the peers.
        rounds: how often each tool is run over a set; the slow sets take fewer.
        timeout: T, in seconds.
        size: links of a set.
    """

    def __init__(
        self,
        folder: Path,
        server: Server,
        peers: Path,
        *,
        rounds: int = 5,
        timeout: float = 5,
        size: int = 1000,
    ) -> None:
        self._folder = folder
        self._server = server
        self._peers = peers
        self._rounds = rounds
        self._timeout = timeout
        self._size = size
        self.noise = Noise()
        self.installed = {tool: f"{tool.name} {tool.version(peers)}" for tool in TOOLS if tool.find(peers)}

    def http(self) -> Comparison:
        """The clean set by http."""
        found = self._compared("http", self._world("clean", "http"), self._rounds)
        return _with(found, goals.right(found), goals.small(found), *goals.ahead(found))

    def https(self) -> Comparison:
        """The clean set by https."""
        found = self._compared("https", self._world("clean", "https"), self._rounds)
        return _with(found, goals.right(found), goals.thrifty(found), goals.small(found), *goals.ahead(found))

    def mixed(self) -> Comparison:
        """The set in which hosts hang, limit, fail, refuse HEAD, loop and lie."""
        found = self._compared("mixed", self._world("mixed", "http"), -(-self._rounds // 2), proxied=True)
        return _with(found, goals.right(found), goals.prompt(found), goals.small(found))

    def hostile(self) -> Comparison:
        """The set that keeps a tool busy: drips, endless bodies, ``Retry-After: 3600``."""
        world = self._world("hostile", "http", self._size // 5, _HOSTS // 2)
        found = self._compared("hostile", world, 1, limit=_PATIENCE * self._timeout, proxied=True)
        return _with(found, goals.right(found), goals.prompt(found), goals.small(found))

    def again(self) -> Comparison:
        """The second run over the clean set, with what the first has left."""
        runner = self._runner(self._world("clean", "https"))
        first: list[int] = []
        runs = {OURS: lambda: self._second(runner, first)}
        runs |= {self.installed[t]: lambda t=t: self._second_lychee(runner, t) for t in self._named("lychee")}
        found = self._rounded(
            "again", runner, runs, self._rounds, "run again at once; the first run took {} requests"
        )
        found = dataclasses.replace(found, title=found.title.format(first[0]))
        return _with(found, goals.right(found), *goals.remembered(found, first[0]))

    def many(self) -> Comparison:
        """Ten thousand links on five hundred hosts."""
        world = self._world("clean", "http", self._size * 10, _MANY_HOSTS)
        found = self._compared("many", world, 1, self._named("lychee"))
        return _with(found, goals.right(found), goals.small(found, 100e6))

    def ids(self) -> Comparison:
        """Four links of five are DOIs and arXiv ids; registries and hosts with names, by way of a proxy."""
        world = self._world("ids", "https")
        able = [tool for tool in self.installed if tool.proxy]
        found = self._compared("ids", world, 1, able, proxied=True)
        return _with(found, goals.right(found), goals.few(found, 0.45), goals.small(found))

    def _world(self, name: str, scheme: str, size: int | None = None, hosts: int = _HOSTS) -> World:
        return World(name, size or self._size, hosts, scheme, self._server.ports[scheme])

    def _named(self, name: str) -> list[Tool]:
        return [tool for tool in self.installed if tool.name == name]

    def _runner(self, world: World, limit: float = 300, *, proxied: bool = False) -> Runner:
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        listing = Listing(folder, self._server.authority, self._timeout)
        listing.write(world, _LONG_AGO)
        return Runner(self._server, world, listing, limit, proxied=proxied)

    def _compared(
        self,
        name: str,
        world: World,
        rounds: int,
        peers: Sequence[Tool] | None = None,
        *,
        limit: float = 300,
        proxied: bool = False,
    ) -> Comparison:
        """We and the peers over one set, in turns, so that all have the same share of a busy machine."""
        runner = self._runner(world, limit, proxied=proxied)
        runs: dict[str, _Run] = {OURS: lambda: runner.ours("--all", "--no-history")}
        for tool in self.installed if peers is None else peers:
            runs[self.installed[tool]] = lambda tool=tool: runner.peer(tool, self._peers)
        return self._rounded(name, runner, runs, rounds)

    def _rounded(
        self, name: str, runner: Runner, runs: Mapping[str, _Run], rounds: int, more: str = ""
    ) -> Comparison:
        results: dict[str, list[Run]] = {who: [] for who in runs}
        for _ in range(rounds):
            for who, run in runs.items():
                self.noise.listen()
                results[who].append(run())
        world = runner.world
        title = f"{name}: {len(world.links):,} links of the set “{world.name}” by {world.scheme}"
        title += f" on {world.hosts} hosts, best of {rounds}" + (f"; {more}" if more else "")
        missing = {tool.name: () for tool in TOOLS if tool not in self.installed}
        done = {who: tuple(each) for who, each in results.items()} | missing
        return Comparison(name, title, len(world.links), done, self._timeout)

    def _second(self, runner: Runner, first: list[int]) -> Run:
        history = Path(tempfile.mkdtemp(dir=self._folder)) / "history.json"
        first.append(runner.ours("--history", str(history)).requests)
        return runner.ours("--history", str(history))

    def _second_lychee(self, runner: Runner, tool: Tool) -> Run:
        runner.forget()
        runner.peer(tool, self._peers, "--cache")
        return runner.peer(tool, self._peers, "--cache")


MEASUREMENTS = ("http", "https", "mixed", "hostile", "again", "many", "ids")


def _with(comparison: Comparison, *kept: goals.Goal) -> Comparison:
    return dataclasses.replace(comparison, goals=kept)


def measured(bench: LinkBench, names: Sequence[str]) -> Iterator[Comparison]:
    """These comparisons, each as soon as it is done."""
    for name in names:
        measurement: Callable[[], Comparison] = getattr(bench, name)
        yield measurement()


def main(arguments: Sequence[str]) -> int:
    """Run what the arguments ask for; 1 if a goal is missed."""
    asked = _parser().parse_args(arguments)
    if asked.install_peers:
        tools.install(asked.peers)
    names = asked.only or MEASUREMENTS
    about = {
        "date": datetime.date.today().isoformat(),
        "command": f"python -m bench links {' '.join(arguments)}".rstrip(),
        "machine": f"Python {platform.python_version()}, {os.cpu_count()} processors, {platform.machine()}",
    }
    print(
        f"{about['machine']}; 50 ms an answer, T = {asked.timeout:g} s; x ours: above 1, the peer takes more"
    )
    found = []
    with tempfile.TemporaryDirectory(prefix="readinglist-links-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with Server(folder, _MANY_HOSTS) as server:
            bench = LinkBench(
                folder, server, asked.peers, rounds=asked.rounds, timeout=asked.timeout, size=asked.links
            )
            for comparison in measured(bench, names):
                print(f"\n{figures.shown(comparison)}", end="", flush=True)
                found.append(comparison)
    print(f"\nnoise of the machine: the same work took up to {bench.noise.spread:.2f} x its least")
    if asked.json:
        _write(asked.json, about | {"noise": bench.noise.spread}, found)
    return 0 if all(comparison.passed for comparison in found) else 1


def _write(path: Path, about: Mapping[str, Any], found: Sequence[Comparison]) -> None:
    document = {**about, "comparisons": [figures.as_json(comparison) for comparison in found]}
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench links", description=__doc__)
    parser.add_argument(
        "--only", action="append", choices=MEASUREMENTS, help="only this one; may be repeated"
    )
    parser.add_argument("--rounds", type=int, default=5, help="runs of each tool over a set [%(default)s]")
    parser.add_argument("--links", type=int, default=1000, help="links of a set [%(default)s]")
    parser.add_argument("--timeout", type=float, default=5, metavar="SECONDS", help="T [%(default)s]")
    parser.add_argument(
        "--peers", type=_folder, default=tools.PEERS, help="folder of the peers [%(default)s]"
    )
    parser.add_argument(
        "--install-peers", action="store_true", help="first install the peers in their folder"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write all figures, run by run")
    return parser


def _folder(text: str) -> Path:
    # The tools run in folders of their own.
    return Path(text).absolute()
