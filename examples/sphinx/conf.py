"""The settings of Sphinx; they bring the reading lists up to date before it reads the pages."""

import subprocess
import sys
from typing import Any

from sphinx.errors import ExtensionError

project = "Data Systems Seminar"
exclude_patterns = ["_build", "readings"]


def build_lists(app: Any, config: Any) -> None:
    if subprocess.run([sys.executable, "-m", "readinglist", "build"], cwd=app.confdir).returncode != 0:
        raise ExtensionError("The reading lists could not be built: see above.")


def setup(app: Any) -> None:
    app.connect("config-inited", build_lists)
