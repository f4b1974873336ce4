"""What all tests share: programs that may be missing on a laptop, but never on CI, and the size of a run."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import depth
import pytest

depth.register()

# Workers take some seconds to start, and each holds its own browser and servers.
FEW_FILES = 4
MOST_WORKERS = 8


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """A worker for each core and one more, but none for a few files, which are done before it has started.

    A third of the time of a run is spent in waiting for servers, browsers and other programs.
    """
    if config.args_source is pytest.Config.ArgsSource.ARGS:
        files = {arg.partition("::")[0] for arg in config.args}
        if len(files) <= FEW_FILES and not any(Path(file).is_dir() for file in files):
            return 0
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores + 1, MOST_WORKERS)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test names the programs that it runs; a missing one skips it, and fails it on CI."""
    for mark in item.iter_markers("program"):
        for name in mark.args:
            if shutil.which(name) is None:
                reason = f"{name} is not installed"
                if os.environ.get("CI"):
                    pytest.fail(reason)
                pytest.skip(reason)
