"""The tasks that are timed, each run in a process of its own: ``tasks.py TASK FILE``.

Prints one line of JSON: seconds of the steps, peak memory in bytes, how many entries were
found. What a task imports is imported before its clock starts. This file is also run by
the peers' interpreters, so it imports nothing of this project at the top.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Steps = dict[str, float]


class Clock:
    """Seconds of one step after the other."""

    def __init__(self) -> None:
        self.steps: Steps = {}
        self._start = time.perf_counter()

    def lap(self, name: str) -> None:
        """End the step ``name`` and begin the next."""
        now = time.perf_counter()
        self.steps[name] = now - self._start
        self._start = now


def load(path: Path) -> tuple[Steps, int]:
    """File to records with this package."""
    from readinglist import ReadingList

    clock = Clock()
    rl = ReadingList.read(path)
    clock.lap("load")
    return clock.steps, len(rl)


def edit(path: Path) -> tuple[Steps, int]:
    """Change the year of the entry in the middle, and save over the file, with this package."""
    from readinglist import PartialDate, ReadingList

    clock = Clock()
    rl = ReadingList.read(path)
    clock.lap("load")
    key = list(rl.readings)[len(rl) // 2]
    rl.replace(key, issued=PartialDate.of(1901)).write()
    clock.lap("save")
    return clock.steps, len(rl)


def load_pybtex(path: Path) -> tuple[Steps, int]:
    """What pybtex does: names are split, LaTeX is kept, nothing is validated."""
    from pybtex.database.input.bibtex import Parser

    clock = Clock()
    library = Parser(encoding="utf-8").parse_file(str(path))
    clock.lap("load")
    return clock.steps, len(library.entries)


def edit_pybtex(path: Path) -> tuple[Steps, int]:
    """What pybtex does: the whole file is written anew."""
    from pybtex.database.input.bibtex import Parser
    from pybtex.database.output.bibtex import Writer

    clock = Clock()
    library = Parser(encoding="utf-8").parse_file(str(path))
    clock.lap("load")
    key = list(library.entries)[len(library.entries) // 2]
    library.entries[key].fields["year"] = "1901"
    Writer(encoding="utf-8").write_file(library, str(path))
    clock.lap("save")
    return clock.steps, len(library.entries)


def load_bibtexparser_1(path: Path) -> tuple[Steps, int]:
    """What bibtexparser 1.x does with its default settings, apart from entry types that it would drop."""
    import bibtexparser
    from bibtexparser.bparser import BibTexParser

    clock = Clock()
    parser = BibTexParser(common_strings=True, ignore_nonstandard_types=False)
    library = bibtexparser.loads(path.read_text(encoding="utf-8"), parser)
    clock.lap("load")
    return clock.steps, len(library.entries)


def load_bibtexparser_2(path: Path) -> tuple[Steps, int]:
    """What bibtexparser 2.x does with its default settings: names are not split, LaTeX is kept."""
    import bibtexparser

    clock = Clock()
    library = bibtexparser.parse_file(str(path))
    clock.lap("load")
    return clock.steps, len(library.entries)


def edit_bibtexparser_2(path: Path) -> tuple[Steps, int]:
    """What bibtexparser 2.x does: the whole file is written anew."""
    import bibtexparser

    clock = Clock()
    library = bibtexparser.parse_file(str(path))
    clock.lap("load")
    entries = library.entries
    entries[len(entries) // 2]["year"] = "1901"
    bibtexparser.write_file(str(path), library)
    clock.lap("save")
    return clock.steps, len(entries)


TASKS: dict[str, Callable[[Path], tuple[Steps, int]]] = {
    task.__name__: task
    for task in (
        load,
        edit,
        load_pybtex,
        edit_pybtex,
        load_bibtexparser_1,
        load_bibtexparser_2,
        edit_bibtexparser_2,
    )
}


def peak_bytes() -> int:
    """The most memory that this process has held at once."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def main() -> None:
    """Run one task and print what it took."""
    steps, entries = TASKS[sys.argv[1]](Path(sys.argv[2]))
    result: dict[str, Any] = {"steps": steps, "peak_bytes": peak_bytes(), "entries": entries}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
