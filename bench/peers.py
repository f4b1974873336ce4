"""The programs that readinglist is measured beside, and where they are found.

bibtexparser 1.x and 2.x cannot live in one environment. ``python -m bench --setup`` makes
one for the old version, and for pybtex, beside this file.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

ENVIRONMENT = Path(__file__).with_name(".venv-peers")
_PYTHON = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
_REQUIRED = ("bibtexparser==1.4.4", "pybtex==0.26.1")


class Installed(NamedTuple):
    """Where a peer was found, and in which version."""

    python: Path
    version: str


@dataclass(frozen=True)
class Peer:
    """A library of Python, by its distribution and the beginning of the version that is meant."""

    distribution: str
    version: str

    def find(self) -> Installed | None:
        """Where it is: in this environment or in that of the peers; ``None`` if in neither."""
        for python in (Path(sys.executable), _PYTHON):
            if python.exists() and (version := self._version(python)).startswith(self.version):
                return Installed(python, version)
        return None

    def _version(self, python: Path) -> str:
        code = f"import importlib.metadata as m; print(m.version({self.distribution!r}))"
        asked = subprocess.run([python, "-c", code], capture_output=True, text=True)
        return asked.stdout.strip()


PYBTEX = Peer("pybtex", "0.26")
BIBTEXPARSER_1 = Peer("bibtexparser", "1.4")
BIBTEXPARSER_2 = Peer("bibtexparser", "2.")


def program(name: str) -> str | None:
    """The path of a program, looked for beside this interpreter and in the environment."""
    return shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)


def set_up() -> None:
    """Make the peers' environment, with what pip is set up to install from."""
    venv.create(ENVIRONMENT, with_pip=True, clear=True)
    subprocess.run([_PYTHON, "-m", "pip", "install", "--quiet", *_REQUIRED], check=True)
