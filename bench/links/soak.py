"""``python -m bench soak``: many checks while hosts fail at random; nothing may leak, be lost or be wrong."""

from __future__ import annotations

import argparse
import datetime
import json
import queue
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bench.links import outputs
from bench.links.listing import Listing
from bench.links.running import surroundings
from bench.links.serving import Server
from bench.links.world import World
from bench.measure import ROOT, environment

TROUBLES = ("closed", "reset", "hang", "fault", "wall", "challenge", "limited", "drip_head", "drip_body")
"""What befalls a host: of none of these follows that a link on it is dead, or that it is alive."""

_LINKS, _HOSTS = 300, 60
_WARM = 3
_MOST_GROWTH = 1.15
_SHOWN = 20


@dataclass(frozen=True)
class Checked:
    """One check: what was said, which hosts were in trouble at any time of it, what was held at its end."""

    verdicts: tuple[tuple[str, str], ...]
    red: tuple[str, ...]
    offline: bool
    held: Mapping[str, int]
    troubled: frozenset[str] = frozenset()


@dataclass
class Findings:
    """What came of all checks so far."""

    checks: int = 0
    links: int = 0
    troubled: int = 0
    faults: list[str] = field(default_factory=list)
    held: list[Mapping[str, int]] = field(default_factory=list)
    said: Counter[str] = field(default_factory=Counter)

    def add(self, checked: Checked, world: World) -> None:
        """Take one check in."""
        self.checks += 1
        self.links += len(checked.verdicts)
        self.troubled += len(checked.troubled)
        self.said.update(verdict for _, verdict in checked.verdicts)
        self.held.append(checked.held)
        self.faults += (f"check {self.checks}: {fault}" for fault in faults_of(checked, world))


def faults_of(checked: Checked, world: World) -> Iterator[str]:
    """What is wrong with a check: a link lost or told twice, a verdict that cannot be."""
    if checked.offline:
        yield "it took the machine to be without network"
    counts = Counter(url for url, _ in checked.verdicts)
    yield from (f"{url} has {counts[url]} verdicts" for url in world.urls if counts[url] != 1)
    verdicts = dict(checked.verdicts)
    for url, link in world.urls.items():
        said = verdicts.get(url, link.verdict)
        in_trouble = link.host in checked.troubled
        allowed = {link.truth, "unknown"} if in_trouble else {link.truth}
        if outputs.classes({url: said})[url] not in allowed or (not in_trouble and said != link.verdict):
            where = ", on a host in trouble" if in_trouble else ""
            yield f"{url} ({link.behaviour}{where}) is {said}, and {link.verdict} is right"
    yield from (f"{url} is red, and alive" for url in checked.red if world.urls[url].truth != "dead")


def leaks(held: Sequence[Mapping[str, int]]) -> Iterator[str]:
    """What has grown since the first checks, which fill caches; memory is compared half with half."""
    later = held[_WARM:]
    if len(later) < 2:
        return
    for what in ("threads", "files"):
        if later[-1][what] > later[0][what]:
            yield f"{what}: {later[0][what]} at first, {later[-1][what]} at last"
    half = len(later) // 2
    before, after = (
        statistics.median(each["bytes"] for each in part) for part in (later[:half], later[half:])
    )
    if after > _MOST_GROWTH * before:
        yield f"memory: {before / 1e6:.0f} MB in the earlier half, {after / 1e6:.0f} MB in the later"


class Soaked:
    """The process that checks, and what befalls the hosts while it does."""

    def __init__(self, server: Server, world: World, listing: Listing, rng: random.Random) -> None:
        self._server = server
        self._world = world
        self._rng = rng
        self._hosts = sorted({link.host for link in world.links})
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.links.soaked", str(listing.data)],
            cwd=ROOT,
            env=surroundings(server, listing, environment(), proxied=True),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answers: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def check(self) -> Checked:
        """One check of the whole list; hosts fail and recover meanwhile."""
        self._server.play(self._world)
        troubled = self._befall()
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        while True:
            try:
                answer = self._answers.get(timeout=self._rng.uniform(0.2, 2.0))
            except queue.Empty:
                troubled |= self._befall()
                continue
            if not answer:
                raise RuntimeError("the check has ended; what it says is above")
            return replace(_checked(json.loads(answer)), troubled=troubled)

    def close(self) -> None:
        """End the process."""
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait(timeout=60)

    def _befall(self) -> frozenset[str]:
        """Let some hosts fail, and all others recover."""
        share = self._rng.choice((0.0, 0.05, 0.1, 0.3))
        chosen = self._rng.sample(self._hosts, round(share * len(self._hosts)))
        self._server.trouble({host: self._rng.choice(TROUBLES) for host in chosen})
        return frozenset(chosen)

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._answers.put(line)
        self._answers.put("")


def _checked(answer: Mapping[str, Any]) -> Checked:
    verdicts = tuple((url, verdict) for url, verdict in answer["verdicts"])
    return Checked(verdicts, tuple(answer["red"]), answer["offline"], answer["held"])


def soak(seconds: float, seed: int, timeout: float) -> Findings:
    """Check for so long."""
    findings = Findings()
    with tempfile.TemporaryDirectory(prefix="readinglist-soak-") as name:
        folder = Path(name)
        with Server(folder, _HOSTS) as server:
            world = World("mixed", _LINKS, _HOSTS, "http", server.ports["http"])
            listing = Listing(folder / "list", server.authority, timeout)
            listing.write(world, datetime.date.today())
            soaked = Soaked(server, world, listing, random.Random(seed))
            end = time.monotonic() + seconds
            while time.monotonic() < end or findings.checks <= _WARM + 1:
                findings.add(soaked.check(), world)
                _show(findings)
            soaked.close()
    return findings


def _show(findings: Findings) -> None:
    last = findings.held[-1]
    print(
        f"{findings.checks:4} checks, {findings.links:,} verdicts, {len(findings.faults)} wrong; "
        f"{last['threads']} threads, {last['files']} files, {last['bytes'] / 1e6:.0f} MB",
        flush=True,
    )


def main(arguments: Sequence[str]) -> int:
    """Soak for as long as the arguments say; 1 if anything leaked, was lost or was wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="[%(default)s]")
    parser.add_argument("--seed", type=int, default=1, help="of what befalls the hosts [%(default)s]")
    parser.add_argument(
        "--timeout", type=float, default=3, metavar="SECONDS", help="for a link [%(default)s]"
    )
    asked = parser.parse_args(arguments)
    findings = soak(asked.minutes * 60, asked.seed, asked.timeout)
    wrong = (*findings.faults, *leaks(findings.held))
    print(f"\n{findings.checks} checks, {findings.links:,} verdicts, {findings.troubled} hosts in trouble")
    print(", ".join(f"{verdict} {count}" for verdict, count in findings.said.most_common()))
    print("\n".join(wrong[:_SHOWN]) + (f"\n… {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""))
    print("FAIL" if wrong else "PASS  nothing leaked, nothing lost, no verdict against its label")
    return 1 if wrong else 0
