"""Running things in fresh processes and timing them."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_TASKS = Path(__file__).with_name("tasks.py")


@dataclass(frozen=True)
class Figures:
    """What several runs took.

    Attributes:
        seconds: of each run.
        peak_bytes: the largest memory of any run; ``None`` where it was not measured.
        entries: how many entries were found; ``None`` where that is no question.
        parts: best seconds of each step, by name.
    """

    seconds: tuple[float, ...]
    peak_bytes: int | None = None
    entries: int | None = None
    parts: dict[str, float] | None = None

    @property
    def best(self) -> float:
        """Seconds of the quickest run: what the work costs when nothing else disturbs it."""
        return min(self.seconds)

    @property
    def median(self) -> float:
        """Seconds of the run in the middle: what one can expect on this machine."""
        return statistics.median(self.seconds)


def environment() -> dict[str, str]:
    """The environment of every process: this checkout, compiled modules kept, as a user has it."""
    unwanted = {"PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONPROFILEIMPORTTIME"}
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return kept | {"PYTHONPATH": str(ROOT / "src")}


def commands(
    groups: Sequence[Sequence[str]], runs: int, *, cwd: Callable[[], Path] | None = None
) -> list[Figures]:
    """Time whole processes, in turns, so that all have the same share of a busy machine.

    Args:
        groups: the commands.
        runs: how often each is run after a first run that is not counted.
        cwd: gives the folder that a run starts in; ``None``: the checkout.
    """
    times: list[list[float]] = [[] for _ in groups]
    for turn in range(runs + 1):
        for command, seconds in zip(groups, times, strict=True):
            folder = cwd() if cwd else ROOT
            start = time.perf_counter()
            subprocess.run(command, cwd=folder, env=environment(), check=True, capture_output=True)
            if turn:
                seconds.append(time.perf_counter() - start)
    return [Figures(tuple(seconds)) for seconds in times]


def task(
    name: str, path: Path, runs: int, python: Path | None = None, *, prepare: Callable[[], None]
) -> Figures:
    """Time a task of `bench.tasks`; ``prepare`` is called before each run."""
    results = []
    for _ in range(runs):
        prepare()
        command = [str(python or sys.executable), str(_TASKS), name, str(path)]
        done = subprocess.run(command, env=environment(), check=True, capture_output=True, text=True)
        results.append(json.loads(done.stdout))
    steps = [result["steps"] for result in results]
    return Figures(
        seconds=tuple(sum(step.values()) for step in steps),
        peak_bytes=max(result["peak_bytes"] for result in results),
        entries=results[0]["entries"],
        parts={name: min(step[name] for step in steps) for name in steps[0]},
    )
