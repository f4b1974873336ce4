"""``python -m bench.same BEFORE [AFTER]``: compare the bytes that two checkouts write.

``BEFORE`` and ``AFTER`` are folders that hold the package (``src`` of this checkout is the default of
the second). Each writes, in a folder of its own: every export of the list in ``data/`` and of all
examples, the sites that they build, the list and the snapshot that an import makes, again after the
page was edited, a rollover, and the history and the reports of a check of links against a server on
this machine. Prints what differs; exit code 1 if anything does.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.house import BIB, HERE, SCHEDULE, SETTINGS, not_found

ROOT = HERE.parent
FORMATS = (
    "bibtex",
    "markdown",
    "json",
    "csl-json",
    "html",
    "fragment",
    "rst",
    "jekyll-data",
    "jekyll-include",
    "hugo-partial",
    "icalendar",
    "atom",
)
REPORTS = ("text", "json", "markdown", "github", "junit", "sarif", "html")
PAGE = ROOT / "examples" / "jekyll" / "before" / "index.md"
# Moments and spans of time, in a report or a history, tell nothing of the code.
TIMES = re.compile(
    rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?"
    rb"|(?<=\"seconds\": )[\d.]+|(?<=time=\")[\d.]+|\b\d+(?:\.\d+)? s\b"
)


def lists() -> Iterator[Path]:
    """The folders of the lists in this checkout."""
    yield ROOT / "data"
    yield from sorted(path.parent for path in (ROOT / "examples").glob("*/data/schedule.toml"))


def run(src: Path, folder: Path, *command: str) -> bytes:
    """What a command prints, on both streams, and its exit code."""
    done = subprocess.run(
        [sys.executable, "-m", "readinglist", *command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(src), "XDG_CACHE_HOME": str(folder.parent / "cache")},
        capture_output=True,
        check=False,
    )
    return done.stdout + b"\n--\n" + done.stderr + f"\n-- {done.returncode}\n".encode()


def written(src: Path, folder: Path, port: int) -> dict[str, bytes]:
    """The name of each thing that is written, and its bytes."""
    printed = {}
    for data in lists():
        name = data.relative_to(ROOT).as_posix()
        printed[f"show {name}"] = run(src, ROOT, "show", "--load", "--data", str(data))
        printed[f"lint {name}"] = run(src, ROOT, "lint", "--format", "json", "--data", str(data))
        for export in FORMATS:
            printed[f"export {export} {name}"] = run(src, ROOT, "export", export, "--data", str(data))
        if data.parent != ROOT:
            site = folder / "sites" / data.parent.name
            shutil.copytree(data.parent, site)
            printed[f"build {name}"] = run(src, site, "build")
    taken = folder / "taken"
    taken.mkdir()
    page = taken / "index.md"
    page.write_bytes(PAGE.read_bytes())
    printed["import"] = run(src, taken, "import", "index.md", "--into", "list")
    page.write_bytes(PAGE.read_bytes().replace(b"Required", b"Optional", 1).replace(b"2022", b"2021", 1))
    printed["import again"] = run(src, taken, "import", "index.md", "--into", "list")
    printed["diff"] = run(src, taken, "diff", str(ROOT / "data"), "--data", "list", "--format", "json")
    printed["rollover"] = run(
        src, ROOT, "rollover", "Spring 2023", "--start", "2023-01-09", "--into", str(folder / "next")
    )
    checked = folder / "checked"
    (checked / "data").mkdir(parents=True)
    address = f"http://127.0.0.1:{port}/notes.html"
    (checked / "data" / "readings.bib").write_text(BIB % address, encoding="utf-8")
    (checked / "data" / "schedule.toml").write_text(SCHEDULE, encoding="utf-8")
    (checked / "readinglist.toml").write_text(SETTINGS % port, encoding="utf-8")
    for report in REPORTS:
        printed[f"check {report}"] = run(src, checked, "check", "--format", report)
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    both = {**printed, **files}
    return {name: TIMES.sub(b"T", both[name].replace(str(folder).encode(), b"FOLDER")) for name in both}


def main() -> int:
    """Compare; 1 if something differs."""
    before = Path(sys.argv[1]).resolve()
    after = Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else HERE
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two, not_found() as port:
        old = written(before, Path(one), port)
        new = written(after, Path(two), port)
    different = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    for name in different:
        print(f"differs: {name}")
        for label, text in (("before", old.get(name)), ("after", new.get(name))):
            shown = b"(nothing)" if text is None else text
            if os.environ.get("SHOW"):
                print(f"--- {label}\n{shown.decode('utf-8', 'replace')}")
    print(f"{len(old)} things compared, {len(different)} differ")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
