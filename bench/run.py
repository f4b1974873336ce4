"""All measurements in one run: what readinglist takes, what its peers take, and the goals."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import peers, sites
from bench.measure import ROOT, Figures, commands, environment, task
from bench.table import Goal, Row, Section

_QUICK_RUNS = 15
_LOAD_RUNS = 5
_SLOW_RUNS = 2
_LARGE_LIST = 5_000
_MANY = 10  # how many times larger the large file of `scaling` is

PYTHON = sys.executable


class Bench:
    """The measurements. Each makes one section of the table.

    Args:
        folder: an empty folder for the files that are measured.
        entries: how many entries the larger measurements take.
    """

    def __init__(self, folder: Path, entries: int) -> None:
        self._folder = folder
        self._entries = entries

    def startup(self) -> Section:
        """``import readinglist`` over a bare Python, and over what importing peers costs."""
        modules = {
            "import pybtex.database": peers.PYBTEX.find(),
            "import bibtexparser": peers.BIBTEXPARSER_2.find(),
        }
        found = {"import readinglist": Path(PYTHON)}
        found |= {line: peer.python for line, peer in modules.items() if peer}
        lines = [[PYTHON, "-c", "pass"], *([str(python), "-c", line] for line, python in found.items())]
        bare, *figures = commands(lines, _QUICK_RUNS)
        measured = dict(zip(found, (_over(bare, each) for each in figures), strict=True))
        ours = measured["import readinglist"]
        own = Row("import readinglist", ours, goals=(_at_most(ours, 0.020, "over a bare start"),))
        rows = (_row(who, measured.get(who), ours) for who in modules)
        return Section("Import, over a bare start of Python", (Row("(python -c pass)", bare), own, *rows))

    def help(self) -> Section:
        """``--help``, the whole process."""
        line = [PYTHON, "-m", "readinglist", "--help"]
        other = peers.program("pybtex-convert")
        ours, *theirs = commands([line, *([[other, "--help"]] if other else [])], _QUICK_RUNS)
        return Section(
            "--help, whole process",
            (
                Row("readinglist --help", ours, goals=(_at_most(ours, 0.100),)),
                _row("pybtex-convert --help", theirs[0] if theirs else None, ours),
            ),
        )

    def build(self) -> Section:
        """``build`` of the example list, the whole process; pandoc makes one plain page of the same .bib."""
        bib = str(ROOT / "data" / "readings.bib")
        pandoc = peers.program("pandoc")
        page = [str(pandoc), bib, "--citeproc", "--standalone", "--to=html", "--output=page.html"]
        lines = [[PYTHON, "-m", "readinglist", "--data", str(ROOT / "data"), "build"]]
        ours, *theirs = commands(
            [*lines, *([page] if pandoc else [])], _QUICK_RUNS // 2, cwd=self._new_folder
        )
        return Section(
            "Build of the Berkeley list, whole process",
            (
                Row("readinglist build", ours, goals=(_at_most(ours, 0.45),)),
                _row("pandoc --citeproc, one page", theirs[0] if theirs else None, ours),
            ),
        )

    def targets(self) -> Section:
        """``build`` of the example list with every target, the whole process, into an empty site."""
        made = itertools.count()
        line = [PYTHON, "-m", "readinglist", "build"]
        (ours,) = commands(
            [line], _QUICK_RUNS // 2, cwd=lambda: sites.berkeley(self._folder / f"site-{next(made)}")
        )
        return Section(
            "Build of the Berkeley list, every target, whole process",
            (Row("readinglist build", ours, goals=(_at_most(ours, 0.45),)),),
        )

    def large(self) -> Section:
        """``build`` of a large list with the targets of a new project, and with every target."""
        corpus = self._corpus(_LARGE_LIST)
        made = itertools.count()
        folders = (sites.large(self._folder / f"large-{next(made)}", corpus) for _ in itertools.count())
        line = [PYTHON, "-m", "readinglist", "build"]
        (every,) = commands([line], _SLOW_RUNS, cwd=lambda: next(folders))
        (usual,) = commands([line], _SLOW_RUNS, cwd=lambda: _without_settings(next(folders)))
        return Section(
            f"Build of {_LARGE_LIST:,} readings, whole process",
            (
                Row("with the usual targets", usual, goals=(_at_most(usual, 3.0),)),
                Row("with every target", every, goals=(_at_most(every, 3.0),)),
            ),
        )

    def load(self) -> Section:
        """The file into validated records, names split and LaTeX decoded."""
        path = self._corpus(self._entries)
        ours = self._task("load", path, _LOAD_RUNS)
        rows = [
            self._peer(
                "load_bibtexparser_2", peers.BIBTEXPARSER_2, path, ours, _SLOW_RUNS, "names not split"
            ),
            self._peer("load_pybtex", peers.PYBTEX, path, ours, _LOAD_RUNS, "LaTeX not decoded"),
            self._peer("load_bibtexparser_1", peers.BIBTEXPARSER_1, path, ours, 1, "neither of both"),
        ]
        rivals = [row.figures.best for row in rows[1:] if row.figures]
        scale = max(self._entries / 10_000, 1)
        goals = [_at_most(ours, 2.0 * scale), _memory_at_most(ours, 250e6 * scale)]
        goals += [Goal("ahead of pybtex and bibtexparser 1.4", ours.best < min(rivals))] if rivals else []
        own = Row("readinglist", ours, goals=tuple(goals))
        return Section(f"Load of {_size(path, self._entries)}", (own, *rows))

    def scaling(self) -> Section:
        """Time and memory an entry in a file ten times as large."""
        small, large = (self._corpus(count) for count in (self._entries, self._entries * _MANY))
        one = self._task("load", small, _LOAD_RUNS)
        many = self._task("load", large, _SLOW_RUNS)
        ratio = many.best / one.best / _MANY
        # The cache of the processor alone makes a larger heap slower by some tenths.
        goal = Goal(f"time an entry grows to {ratio:.2f} x, at most 1.3 x", ratio <= 1.3)
        rows = (
            Row(f"{self._entries:,} entries", one),
            Row(f"{self._entries * _MANY:,} entries", many, goals=(goal,)),
        )
        return Section(f"Growth to {_size(large, self._entries * _MANY)}", rows)

    def edit(self) -> Section:
        """One field changed and the file saved; the load that comes before is the measure of it."""
        path = self._corpus(self._entries)
        ours = self._task("edit", path, _LOAD_RUNS)
        assert ours.parts is not None
        load, save = ours.parts["load"], ours.parts["save"]
        goal = Goal(f"edit and save take {save / load:.2f} x the load, at most 1.20 x", save <= 1.2 * load)
        remark = f"load {load:.2f} s, edit and save {save:.2f} s"
        rows = (
            Row("readinglist", ours, goals=(goal,), remark=remark),
            self._peer(
                "edit_bibtexparser_2", peers.BIBTEXPARSER_2, path, ours, _SLOW_RUNS, "rewrites the file"
            ),
            self._peer("edit_pybtex", peers.PYBTEX, path, ours, _SLOW_RUNS, "rewrites the file"),
        )
        return Section(f"Load, change of one field and save of {_size(path, self._entries)}", rows)

    def _task(self, name: str, path: Path, runs: int, python: Path | None = None) -> Figures:
        copy = path.with_name("copy.bib")
        return task(name, copy, runs, python, prepare=lambda: _copied(path, copy))

    def _peer(self, name: str, peer: peers.Peer, path: Path, ours: Figures, runs: int, remark: str) -> Row:
        found = peer.find()
        if found is None:
            return Row(f"{peer.distribution} {peer.version}", None)
        figures = self._task(name, path, runs, found.python)
        if figures.entries != ours.entries:
            remark += f"; found {figures.entries:,} of {ours.entries:,} entries"
        return _row(f"{peer.distribution} {found.version}", figures, ours, remark)

    def _corpus(self, entries: int) -> Path:
        """The file with so many entries; a process of its own makes it, so that this one stays small.

        A process inherits the memory peak of the one that started it, so a large parent
        would spoil the figures.
        """
        path = self._folder / f"corpus-{entries}.bib"
        if not path.exists():
            line = [PYTHON, "-m", "bench.corpus", str(entries), str(path)]
            subprocess.run(line, cwd=ROOT, env=environment(), check=True)
        return path

    def _new_folder(self) -> Path:
        return Path(tempfile.mkdtemp(dir=self._folder))


MEASUREMENTS = ("startup", "help", "build", "targets", "large", "load", "scaling", "edit")


def measured(names: tuple[str, ...], entries: int) -> Iterator[Section]:
    """The sections of these measurements, each as soon as it is done."""
    with tempfile.TemporaryDirectory(prefix="readinglist-bench-") as folder:
        bench = Bench(Path(folder), entries)
        for name in names:
            measurement: Callable[[], Section] = getattr(bench, name)
            yield measurement()


def _row(who: str, figures: Figures | None, ours: Figures, remark: str = "") -> Row:
    return Row(who, figures, None if figures is None else figures.best / ours.best, remark=remark)


def _over(bare: Figures, figures: Figures) -> Figures:
    """What ``figures`` take beyond ``bare``, run by run in the order of their length."""
    pairs = zip(sorted(figures.seconds), sorted(bare.seconds), strict=True)
    return Figures(tuple(max(own - base, 1e-6) for own, base in pairs))


def _at_most(figures: Figures, seconds: float, what: str = "") -> Goal:
    limit = f"{seconds * 1000:.0f} ms" if seconds < 0.5 else f"{seconds:.1f} s"
    return Goal(f"at most {limit} {what}".rstrip(), figures.best <= seconds)


def _memory_at_most(figures: Figures, limit: float) -> Goal:
    assert figures.peak_bytes is not None
    return Goal(f"at most {limit / 1e6:.0f} MB", figures.peak_bytes <= limit)


def _size(path: Path, entries: int) -> str:
    return f"{entries:,} entries ({path.stat().st_size / 1e6:.1f} MB)"


def _without_settings(folder: Path) -> Path:
    (folder / "readinglist.toml").unlink()
    return folder


def _copied(path: Path, copy: Path) -> None:
    shutil.copyfile(path, copy)
