"""``python -m bench.house [SRC]``: the size of the house, and how many of its files three journeys enter.

``SRC`` is the folder that holds the package, ``src`` of this checkout by default; so two checkouts
can be set side by side. The journeys are whole commands on a list of one reading, in processes of
their own: a key from ``readings.bib`` to the HTML page, a link from ``readings.bib`` to a red line
of the Markdown report, and an item of a course page to ``schedule.toml``. A file counts as entered
when one of its functions is called.
"""

from __future__ import annotations

import ast
import http.server
import io
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import tokenize
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent / "src"
TRACED = """
import inspect, os, sys, threading
package, told = sys.argv[1] + os.sep, sys.argv[2]
entered = set()
def note(frame, event, _):
    if event == "call" and frame.f_code.co_filename.startswith(package):
        # Importing a module, or making a class, is no call of a function.
        if frame.f_code.co_flags & inspect.CO_NEWLOCALS and frame.f_code.co_flags & inspect.CO_OPTIMIZED:
            entered.add(frame.f_code.co_filename)
from readinglist.cli import main
sys.argv = ["readinglist", *sys.argv[3:]]
threading.setprofile(note)
sys.setprofile(note)
try:
    main()
finally:
    sys.setprofile(None)
    with open(told, "w") as file:
        file.write("\\n".join(sorted(entered)))
"""
BIB = """@misc{lovelace1843notes,
  author = {Lovelace, Ada},
  title = {Notes},
  year = 1843,
  url = {%s},
}
"""
SCHEDULE = """[course]
title = "Engines"

[[session]]
week = 1
date = 2026-01-12
required = ["lovelace1843notes"]
"""
SETTINGS = """[check]
allow_private = ["127.0.0.1"]
allow_ports = [%d]
confirm_runs = 1
"""
PAGE = """# Engines

## Week 1 (Jan 12, 2026): Notes

Required reading:

* Ada Lovelace. [Sketch of the Engine](https://example.org/notes). 1843.
"""


def files_of(package: Path) -> list[Path]:
    """The modules of a package."""
    return sorted(path for path in package.rglob("*.py"))


def comments_in(text: str) -> int:
    """How many lines of ``text`` have a comment."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return sum(token.type == tokenize.COMMENT for token in tokens)


def called_once(trees: list[ast.Module]) -> tuple[int, int, int]:
    """How many functions there are, how many of them are private, and how many of those are named once."""
    functions = [
        node
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    private, once = 0, 0
    for tree in trees:
        named = Counter(
            node.id if isinstance(node, ast.Name) else node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Name | ast.Attribute)
        )
        own = [
            node.name
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef)
            and node.name.startswith("_")
            and not node.name.endswith("__")
        ]
        private += len(own)
        once += sum(named[name] == 1 for name in own)
    return len(functions), private, once


@contextmanager
def not_found() -> Iterator[int]:
    """A server that knows no page; its port."""

    class Nothing(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        do_HEAD = do_GET  # noqa: N815 - the name that http.server looks for

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Nothing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def entered(src: Path, folder: Path, *command: str) -> tuple[int, str]:
    """How many files of the package one command enters, and what it prints."""
    told = folder / "entered.txt"
    package = str(src / "readinglist")
    done = subprocess.run(
        [sys.executable, "-c", TRACED, package, str(told), *command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(src), "XDG_CACHE_HOME": str(folder / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    if not told.exists():
        raise SystemExit(done.stderr)
    return len(told.read_text(encoding="utf-8").splitlines()), done.stdout


def journeys(src: Path) -> Iterator[tuple[str, int]]:
    """Each journey with the number of files that it enters; a journey that does not arrive ends the run."""
    with tempfile.TemporaryDirectory() as name, not_found() as port:
        folder = Path(name)
        data = folder / "data"
        data.mkdir()
        address = f"http://127.0.0.1:{port}/notes.html"
        (data / "readings.bib").write_text(BIB % address, encoding="utf-8")
        (data / "schedule.toml").write_text(SCHEDULE, encoding="utf-8")
        (folder / "readinglist.toml").write_text(SETTINGS % port, encoding="utf-8")
        (folder / "page.md").write_text(PAGE, encoding="utf-8")
        files, page = entered(src, folder, "export", "html")
        assert "Lovelace" in page
        yield "a key, from readings.bib to the HTML page", files
        files, report = entered(src, folder, "check", "--format", "markdown")
        assert "gone" in report and address.removeprefix("http://") in report, report
        yield "a link, from the .bib to a red line in the Markdown report", files
        files, _ = entered(src, folder, "import", "page.md", "--into", "new")
        assert "https://example.org/notes" in (folder / "new" / "readings.bib").read_text(encoding="utf-8")
        assert "2026-01-12" in (folder / "new" / "schedule.toml").read_text(encoding="utf-8")
        yield "an item of a page, to schedule.toml", files


def main() -> int:
    """Print the counts of one checkout."""
    src = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else HERE
    package = src / "readinglist"
    files = files_of(package)
    texts = [path.read_text(encoding="utf-8") for path in files]
    lengths = [text.count("\n") for text in texts]
    functions, private, once = called_once([ast.parse(text) for text in texts])
    top = [path.name for path in package.iterdir() if path.name != "__pycache__"]
    rows: list[tuple[str, object]] = [
        ("files", len(files)),
        ("lines", sum(lengths)),
        ("lines of a file, median", round(statistics.median(lengths))),
        ("lines of a file, most", max(lengths)),
        ("entries at the top level", len(top)),
        ("functions", functions),
        ("private functions", private),
        ("private functions named once in their file", once),
        ("comments per 100 lines", f"{100 * sum(map(comments_in, texts)) / sum(lengths):.1f}"),
        *((f"files entered by {journey}", count) for journey, count in journeys(src)),
    ]
    for name, value in rows:
        print(f"{name:78}{value:>8}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
