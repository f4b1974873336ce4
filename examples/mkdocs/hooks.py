"""Brings the reading lists up to date before MkDocs reads the pages."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError


def on_pre_build(config: Any) -> None:
    command = [sys.executable, "-m", "readinglist", "build"]
    if subprocess.run(command, cwd=Path(config.config_file_path).parent).returncode != 0:
        raise PluginError("The reading lists could not be built: see above.")
