"""The process that is soaked: it checks a list again and again, ``python -m bench.links.soaked DATA``.

For each line on its standard input it makes one check of the whole list, and answers with one
line of JSON: the verdict of every link, and what the process holds afterwards.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

_SETTLING_SECONDS = 3.0


def held() -> dict[str, int]:
    """What this process holds: threads, open files and sockets, and bytes of memory."""
    status = Path("/proc/self/status").read_text()
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return {
        "threads": threading.active_count(),
        "files": len(os.listdir("/proc/self/fd")),  # noqa: PTH208 (a Path for each would count itself)
        "bytes": int(resident.split()[1]) * 1024,
    }


def settled() -> dict[str, int]:
    """What is still held when threads that have no more to do have had the time to end."""
    end = time.monotonic() + _SETTLING_SECONDS
    while threading.active_count() > 1 and time.monotonic() < end:
        time.sleep(0.02)
    gc.collect()
    return held()


def main() -> None:
    """Check whenever a line comes."""
    from readinglist import ReadingList
    from readinglist.settings import read_settings

    data = Path(sys.argv[1])
    rl, settings = ReadingList.read(data), read_settings(data)
    for _ in sys.stdin:
        report = rl.check_links(everything=True, history=data / "history.json", settings=settings)
        answer: dict[str, Any] = {
            "verdicts": [(link.url, link.verdict) for link in report],
            "red": [link.url for link in report.red],
            "offline": report.offline,
            "held": settled(),
        }
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
