"""A run in a process of its own: ``python -m linkworld.one_night FOLDER HISTORY``.

One link of its world never answers. ``heard`` is printed when the other one was heard of; the
history is saved at the end, unless somebody ends the process before.
"""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

from linkworld.answers import hang, html
from linkworld.behaviour import link
from linkworld.checking import NOW, Night, checked
from linkworld.lists import list_of
from linkworld.services import services
from linkworld.world import running


def main(folder: Path, file: Path) -> None:
    rows = (link("gone", "gone", html("", 404)), link("silent", "timeout", hang))
    now = NOW + datetime.timedelta(days=1)
    with running(rows, folder, services()) as world:
        checked(world, list_of(rows), Night(now=now, history=file), lambda *_: print("heard", flush=True))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
