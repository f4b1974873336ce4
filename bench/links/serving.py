"""The server as a process of its own, and how it is told what to do."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bench.links.world import World
from bench.measure import ROOT, environment


class Server:
    """A running server; use it as a context manager.

    Args:
        folder: where the certificate authority is left.
        hosts: how many.
        delay_seconds: before each answer.
    """

    def __init__(self, folder: Path, hosts: int, delay_seconds: float = 0.05) -> None:
        line = [sys.executable, "-m", "bench.links.server", "--hosts", str(hosts), "--folder", str(folder)]
        self._process = subprocess.Popen(
            [*line, "--delay", str(delay_seconds)],
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.hosts = hosts
        ready = self._answer()
        self.ports: Mapping[str, int] = ready["ports"]
        self.authority = Path(ready["ca"])

    def play(self, world: World) -> None:
        """Become this world, with nothing asked and no connection open."""
        self._tell(do="play", world=asdict(world))

    def trouble(self, hosts: Mapping[str, str]) -> None:
        """Let these hosts fail from now on, each as this behaviour does or ``closed``; mend all others."""
        self._tell(do="trouble", hosts=dict(hosts))

    def counts(self) -> dict[str, Any]:
        """What was asked since the world began."""
        return self._tell(do="count")

    def close(self) -> None:
        """End it."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _tell(self, **order: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the server has ended; what it says is above")
        answer: dict[str, Any] = json.loads(line)
        return answer
