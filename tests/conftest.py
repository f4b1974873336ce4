"""What all tests share: programs that may be missing on a laptop, but never on CI."""

from __future__ import annotations

import os
import shutil

import pytest


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test names the programs that it runs; a missing one skips it, and fails it on CI."""
    for mark in item.iter_markers("program"):
        for name in mark.args:
            if shutil.which(name) is None:
                reason = f"{name} is not installed"
                if os.environ.get("CI"):
                    pytest.fail(reason)
                pytest.skip(reason)
