"""Runs one command and writes down what it took: ``launch.py RESULT SECONDS COMMAND...``.

A process of its own, started without site packages, because a child inherits the memory peak
of the process that starts it: this one is smaller than all that are measured. It imports
nothing of this project. Linux and other systems with ``wait4``.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time


def main() -> None:
    """Run the command, with its output in files beside the result."""
    result, seconds, *command = sys.argv[1:]
    late = threading.Event()
    with open(result + ".out", "wb") as out, open(result + ".err", "wb") as err:  # noqa: PTH123 (pathlib costs 2 MB)
        start = time.perf_counter()
        child = subprocess.Popen(
            command, stdout=out, stderr=err, stdin=subprocess.DEVNULL, start_new_session=True
        )

        def stop() -> None:
            late.set()
            os.killpg(child.pid, signal.SIGKILL)

        alarm = threading.Timer(float(seconds), stop)
        alarm.start()
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        alarm.cancel()
    scale = 1 if sys.platform == "darwin" else 1024
    taken = {
        "wall_seconds": wall,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_bytes": usage.ru_maxrss * scale,
        "code": os.waitstatus_to_exitcode(status),
        "late": late.is_set(),
    }
    with open(result, "w") as file:  # noqa: PTH123
        json.dump(taken, file)


if __name__ == "__main__":
    main()
