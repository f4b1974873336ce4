"""A save that is killed at any moment leaves the old or the new file, whole."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SIZE = 5 * 1024 * 1024
ROUNDS = 25
MOST_ROUNDS = 500

# Fills the file with one letter, with the next letter each time, and says so after each time.
CHILD = f"""
import itertools, os, sys
from pathlib import Path
from readinglist.store.files import read_source, write_sources
path = Path(sys.argv[1])
for letter in itertools.cycle(b"abcdefgh"):
    old = read_source(path).data
    write_sources([(path, bytes([letter]) * {SIZE}, old)])
    os.write(1, b".")
"""

# Saves again and again in a process of its own, which is killed before the first line of the
# save, before the second, and so on, until one comes to its end. Says what each of them left.
STEPS = """
import itertools, os, signal, sys
from pathlib import Path
from readinglist.store import files
path = Path(sys.argv[1])
for last in itertools.count():
    path.write_bytes(b"a" * 9)
    if not (child := os.fork()):
        lines = itertools.count()
        def at_line(frame, event, value):
            if event == "line" and next(lines) == last:
                os.kill(os.getpid(), signal.SIGKILL)
            return at_line
        ours = files.__file__
        sys.settrace(lambda frame, event, value: at_line if frame.f_code.co_filename == ours else None)
        files.write_sources([(path, b"b" * 9, b"a" * 9)])
        sys.settrace(None)
        os._exit(0)
    killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
    others = [other for other in path.parent.iterdir() if other != path]
    print(path.read_text(), len(others), "killed" if killed else "done")
    for other in others:
        other.unlink()
    if not killed:
        break
"""


def kill_a_save(path: Path, saves: int, share: float) -> None:
    """Kill what saves after so many saves and then in the next, about ``share`` of one later."""
    with subprocess.Popen([sys.executable, "-c", CHILD, str(path)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        began = ended = time.monotonic()
        for _ in range(saves):
            began = ended
            assert child.stdout.read(1) == b"."
            ended = time.monotonic()
        time.sleep((ended - began) * share)
        child.send_signal(signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL


def test_a_killed_save_leaves_a_whole_file(tmp_path: Path) -> None:
    chance = random.Random(20220425)
    path = tmp_path / "readings.bib"
    path.write_bytes(b"a" * SIZE)
    letters = set()
    unfinished = 0
    # If nothing was unfinished or no save was done, the moments were chosen badly and nothing is
    # shown. When a save is where depends on the machine, so that it is tried until both were seen.
    for number in range(MOST_ROUNDS):
        if number >= ROUNDS and unfinished and len(letters) > 1:
            break
        kill_a_save(path, chance.randint(2, 4), chance.uniform(0, 1))
        data = path.read_bytes()
        assert len(data) == SIZE
        assert data == data[:1] * SIZE
        letters.add(data[:1])
        for other in set(tmp_path.iterdir()) - {path}:
            unfinished += 1
            other.unlink()
    assert len(letters) > 1
    assert unfinished > 0


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
def test_a_save_that_is_killed_at_any_line_leaves_the_old_or_the_new_file(tmp_path: Path) -> None:
    path = tmp_path / "readings.bib"
    done = subprocess.run(
        [sys.executable, "-c", STEPS, str(path)], capture_output=True, text=True, timeout=120, check=True
    )
    left = [line.split() for line in done.stdout.splitlines()]
    assert [end for *_, end in left] == ["killed"] * (len(left) - 1) + ["done"]
    data = [data for data, *_ in left]
    new = data.index("b" * 9)
    assert data == ["a" * 9] * new + ["b" * 9] * (len(data) - new)
    # Beside the old file there may be the new one under another name, beside the new one nothing.
    assert {others for _, others, _ in left[:new]} == {"0", "1"}
    assert {others for _, others, _ in left[new:]} == {"0"}
    assert 50 < new < len(data) - 5
