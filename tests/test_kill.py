"""A save that is killed at any moment leaves the old or the new file, whole."""

from __future__ import annotations

import random
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

from readinglist.store.files import write_sources

SIZE = 5 * 1024 * 1024
ROUNDS = 25
LONGEST_WAIT_SECONDS = 2

# Fills the file with one letter, with the next letter each time, and says so before it begins.
CHILD = f"""
import itertools, os, sys
from pathlib import Path
from readinglist.files import read_source, write_sources
path = Path(sys.argv[1])
os.write(1, b"ready")
for letter in itertools.cycle(b"abcdefgh"):
    old = read_source(path).data
    write_sources([(path, bytes([letter]) * {SIZE}, old)])
"""


def seconds_of_a_save(path: Path) -> float:
    start = time.perf_counter()
    write_sources([(path, b"a" * SIZE, None)])
    return time.perf_counter() - start


def kill_a_save(path: Path, after_seconds: float) -> None:
    with subprocess.Popen([sys.executable, "-c", CHILD, str(path)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.read(5) == b"ready"
        # The child says nothing more, so that only its death could end this wait early.
        select.select([child.stdout], [], [], after_seconds)
        assert child.poll() is None
        child.send_signal(signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL


def test_a_killed_save_leaves_a_whole_file(tmp_path: Path) -> None:
    chance = random.Random(20220425)
    path = tmp_path / "readings.bib"
    longest = min(4 * seconds_of_a_save(path), LONGEST_WAIT_SECONDS)
    letters = set()
    unfinished = 0
    for _ in range(ROUNDS):
        kill_a_save(path, chance.uniform(0, longest))
        data = path.read_bytes()
        assert len(data) == SIZE
        assert data == data[:1] * SIZE
        letters.add(data[:1])
        for other in set(tmp_path.iterdir()) - {path}:
            unfinished += 1
            other.unlink()
    # If one of these never happened, the moments were chosen badly and nothing is shown.
    assert len(letters) > 1
    assert unfinished > 0
