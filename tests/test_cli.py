"""The command line: reports, talk, exit codes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from readinglist.cli import run

ROOT = Path(__file__).parents[1]
DATA = str(ROOT / "data")
HOSTILE = "@misc{k1, title = {\x1b[31mred \u202eevil}, url = {javascript:alert(1)}, week = 1}\n"


class Result:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def readinglist(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Result:
        code = run(list(arguments))
        out, err = capfd.readouterr()
        return Result(code, out, err)

    return call


def test_show_is_one_plain_line_a_reading(readinglist) -> None:
    result = readinglist("show", "--data", DATA)
    lines = result.out.splitlines()
    assert result.code == 0 and not result.err
    assert lines[0].split() == ["WEEK", "DATE", "LEVEL", "KEY", "READING", "AUTHORS", "VENUE"]
    assert len(lines) == 1 + 60 + 5  # the rows without readings
    assert "\x1b" not in result.out
    assert any(line.startswith("5     2022-02-21  holiday") for line in lines)


@pytest.mark.parametrize(
    "arguments", [("--data", DATA, "show", "--week", "3"), ("show", "--week", "3", "--data", DATA)]
)
def test_data_may_stand_before_or_behind_the_verb(readinglist, arguments: tuple[str, ...]) -> None:
    result = readinglist(*arguments)
    assert result.code == 0
    assert len(result.out.splitlines()) == 7


def test_the_list_is_found_in_data(readinglist, tmp_path: Path) -> None:
    result = readinglist("show")
    assert result.code == 2
    assert "data" in result.err and "--data DIR" in result.err
    (tmp_path / "data").symlink_to(DATA)
    assert readinglist("show").code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nothing",),
        ("show", "--week", "soon", "--data", DATA),
        ("show", "--week", "99", "--data", DATA),
        ("show", "--week", "current", "--data", DATA),
        ("show", "--level", "must", "--data", DATA),
        ("export", "docx", "--data", DATA),
        ("export", "bibtex", "--style", "ieee", "--data", DATA),
        ("export", "markdown", "--style", "nobody-knows", "--data", DATA),
        ("export", "json", "--data", "/nowhere"),
        ("export", "json", "-o", "/nowhere/x.json", "--data", DATA),
        ("lint", "--data", "/dev/null/x"),
    ],
)
def test_what_could_not_run_is_two_and_says_why(readinglist, arguments: tuple[str, ...]) -> None:
    result = readinglist(*arguments)
    assert result.code == 2
    assert result.err.strip() or not arguments
    assert "Traceback" not in result.err


def test_export_writes_to_standard_output_or_a_file(readinglist, tmp_path: Path) -> None:
    result = readinglist("export", "json", "--week", "3", "--data", DATA)
    assert [s["week"] for s in json.loads(result.out)["sessions"]] == [3]
    written = readinglist("export", "json", "--week", "3", "--data", DATA, "-o", "x.json")
    assert written.out == "" and "wrote x.json" in written.err
    assert (tmp_path / "x.json").read_text(encoding="utf-8") == result.out
    assert "unchanged" in readinglist("export", "json", "--week", "3", "--data", DATA, "-o", "x.json").err


def test_bibtex_options(readinglist) -> None:
    plain = readinglist("export", "bibtex", "--data", DATA).out
    rich = readinglist("export", "bibtex", "--unicode", "--biblatex", "--keywords", "--data", DATA).out
    assert plain.isascii() and "@online" not in plain and "week 3" not in plain
    assert "Konečný" in rich and "@online" in rich and "week 3" in rich


def test_lint_reports_and_exits_by_level(readinglist, tmp_path: Path) -> None:
    clean = readinglist("lint", "--data", DATA)
    assert clean.code == 0 and "[preprint-only]" in clean.out and "0 errors, 0 warnings" in clean.err
    assert readinglist("lint", "--fail-on", "info", "--data", DATA).code == 1
    (tmp_path / "x.bib").write_text("@misc{a, title={x}, title={y}}\n@misc{A}\n")
    bad = readinglist("lint", "--data", "x.bib", "--format", "json")
    assert bad.code == 1
    assert {"duplicate-key", "duplicate-field"} <= {f["rule"] for f in json.loads(bad.out)["findings"]}
    assert "::error" in readinglist("lint", "--data", "x.bib", "--format", "github").out


def test_build_writes_checks_and_is_stable(readinglist, tmp_path: Path) -> None:
    first = readinglist("build", "--data", DATA)
    names = ["index.html", "readings.bib", "readings.csl.json", "readings.json", "readings.md"]
    assert first.code == 0
    assert sorted(path.name for path in (tmp_path / "site").iterdir()) == names
    assert first.out.count("wrote") == 5
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "site").iterdir()}
    assert readinglist("build", "--data", DATA).out.count("unchanged") == 5
    assert times == {path: path.stat().st_mtime_ns for path in (tmp_path / "site").iterdir()}
    assert readinglist("build", "--check", "--data", DATA).code == 0
    (tmp_path / "site" / "readings.md").write_text("old")
    stale = readinglist("build", "--check", "--data", DATA)
    assert stale.code == 1 and re.search(r"stale +site/readings\.md", stale.out)
    assert (tmp_path / "site" / "readings.md").read_text() == "old"


@pytest.mark.parametrize("path", ["../outside.md", "/tmp/outside.md", "link/outside.md"])
def test_build_never_leaves_its_folder(readinglist, tmp_path: Path, path: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "readings.bib").write_text("@misc{a, title={A}}")
    (tmp_path / "site").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "site" / "link").symlink_to(tmp_path / "elsewhere")
    target = f'[build]\ntargets = [{{ format = "markdown", path = "{path}" }}]\n'
    (tmp_path / "readinglist.toml").write_text(target)
    result = readinglist("build")
    assert result.code == 2 and "outside.md" in result.err
    assert not list(tmp_path.rglob("outside.md"))


def test_an_unknown_setting_is_an_error(readinglist, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "readings.bib").write_text("@misc{a, title={A}}")
    (tmp_path / "readinglist.toml").write_text("[build]\noutptu = 'x'\n")
    result = readinglist("build")
    assert result.code == 2
    assert "outptu" in result.err and "output" in result.err


def test_an_error_in_the_data_is_said_and_is_one(readinglist, tmp_path: Path) -> None:
    (tmp_path / "x.bib").write_text("@misc{a, title={A} year=1}\n")
    for verb in (["show"], ["export", "markdown"], ["build"]):
        result = readinglist(*verb, "--data", "x.bib")
        assert result.code == 1
        assert "x.bib:1: error: a:" in result.err
    assert (tmp_path / "site" / "index.html").exists()


def test_nothing_from_the_data_reaches_the_terminal_raw(readinglist, tmp_path: Path) -> None:
    (tmp_path / "x.bib").write_text(HOSTILE, encoding="utf-8")
    for verb in ("show", "lint"):
        result = readinglist(verb, "--data", "x.bib")
        assert "red" in result.out or verb == "lint"
        assert not set("\x1b\u202e") & set(result.out + result.err)


def test_a_crash_is_never_one(readinglist, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readinglist.cli.terminal.show", lambda *a, **k: 1 / 0)
    result = readinglist("show", "--data", DATA)
    assert result.code == 2
    assert "bug in readinglist" in result.err


def process(*arguments: str, **options: object) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.Popen(
        [sys.executable, "-m", "readinglist", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,  # type: ignore[call-overload]
    )


def test_a_reader_that_goes_away_is_no_error() -> None:
    child = process("export", "json", "--data", DATA)
    assert child.stdout and child.stderr
    child.stdout.read(10)
    child.stdout.close()
    errors = child.stderr.read()
    child.stderr.close()
    assert child.wait(timeout=30) == 0
    assert errors == b""


def test_a_terminal_gets_a_fitted_table() -> None:
    """In a real pseudo-terminal: colours, and no line wider than it."""
    import pty

    parent, child = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "80", "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    running = subprocess.Popen(
        [sys.executable, "-m", "readinglist", "show", "--data", DATA, "--week", "3"],
        env=environment, stdout=child, stderr=child, stdin=child,
    )  # fmt: skip
    os.close(child)
    shown = b""
    while True:
        try:
            chunk = os.read(parent, 65536)
        except OSError:
            break
        if not chunk:
            break
        shown += chunk
    os.close(parent)
    assert running.wait(timeout=30) == 0
    text = shown.decode()
    assert "\x1b[" in text
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert max(len(line.rstrip()) for line in plain.splitlines()) <= 80
    assert "Hardware for Machine Learning" in plain and "micikevicius2018mixed" in plain.replace("\n", "")


def test_completion_costs_nothing() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "_READINGLIST_COMPLETE": "bash_source"}
    script = "import sys; sys.argv = ['readinglist']; import readinglist.cli; readinglist.cli.main()"
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
    assert "complete -o nosort -F" in done.stdout
