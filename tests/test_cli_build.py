"""``readinglist build``: what each mode prints, exits with, and leaves on disk; watching; being killed."""

from __future__ import annotations

import json
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from readinglist.cli import run
from readinglist.formats import FORMATS
from readinglist.site.file_watch import Lookout, watch

BIB = "@misc{a2020, title = {Alpha}, year = 2020}\n@misc{b2021, title = {Beta}, year = 2021}\n"
SCHEDULE = """\
[course]
title = "Course"

[[session]]
week = 1
topic = "One"
required = ["a2020"]

[[session]]
week = 2
topic = "Two"
optional = ["b2021"]
"""
PAGE = """\
# Mine
<!-- readinglist:begin week-1 -->
<!-- readinglist:end week-1 -->
<!-- readinglist:begin week-2 -->
<!-- readinglist:end week-2 -->
"""
SETTINGS = """\
[build]
targets = [
  { format = "fragment", path = "week-{week}.html" },
  { format = "fragment", path = "index.md", marker = "week-{week}" },
  { format = "bibtex", path = "readings.bib" },
]
"""
# Longer than any build takes; a test that waits so long fails.
PATIENCE_SECONDS = 60


class Result(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "site").mkdir()
    (tmp_path / "data" / "readings.bib").write_text(BIB)
    (tmp_path / "data" / "schedule.toml").write_text(SCHEDULE)
    (tmp_path / "readinglist.toml").write_text(SETTINGS)
    (tmp_path / "site" / "index.md").write_text(PAGE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def build(capfd: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    def call(*arguments: str) -> Result:
        code = run(["build", *arguments])
        return Result(code, *capfd.readouterr())

    return call


def edit(path: Path, old: str, new: str) -> None:
    """As editors save: another file takes the place of the old one."""
    text = path.read_text()
    assert old in text
    other = path.with_name(f"{path.name}~")
    other.write_text(text.replace(old, new))
    other.replace(path)


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".readinglist-")
    }


# The modes.


def test_a_build_says_what_it_wrote_and_a_second_one_that_nothing_is_to_be_done(course: Path, build) -> None:
    first = build()
    assert first.code == 0 and not first.err
    assert [line.split()[:2] for line in first.out.splitlines()] == [
        ["wrote", "site/week-1.html"],
        ["wrote", "site/week-2.html"],
        ["wrote", "site/index.md"],
        ["wrote", "site/readings.bib"],
    ]
    assert build().out.count("unchanged  ") == 4
    assert build("--check").code == 0


def test_a_check_says_what_is_stale_and_why_and_writes_nothing(course: Path, build) -> None:
    build()
    edit(course / "data" / "schedule.toml", 'week = 2\ntopic = "Two"', 'week = 3\ntopic = "Two"')
    edit(course / "site" / "index.md", "week-2", "week-3")
    before = snapshot(course)
    result = build("--check")
    assert result.code == 1
    assert "stale      site/week-3.html  (not there yet)\n" in result.out
    assert (
        "left over  site/week-2.html  (the list has no such week or session; --prune removes it)"
        in result.out
    )
    assert "unchanged  site/index.md" in result.out
    assert "1 of 4 files is stale, and 1 file is left over: run 'readinglist build --prune'" in result.err
    assert snapshot(course) == before
    told = json.loads(build("--check", "--format", "json").out)
    assert [(each["state"], each["why"]) for each in told["targets"][1:2]] == [("stale", "not there yet")]
    assert told["targets"][-1]["bytes"] is None


def test_a_diff_is_a_patch_that_makes_what_a_build_makes(course: Path, build) -> None:
    build()
    edit(course / "data" / "readings.bib", "Alpha", "Omega")
    edit(course / "data" / "schedule.toml", "week = 2", "week = 3")
    edit(course / "site" / "index.md", "week-2", "week-3")
    plain = build("--diff")
    assert plain.code == 1
    assert "left over: site/week-2.html; --prune removes it" in plain.err
    assert "week-2.html" not in plain.out
    patch = build("--diff", "--prune").out
    assert "--- a/site/week-2.html\n+++ /dev/null" in patch
    assert "-<li>Alpha</li>\n+<li>Omega</li>" in patch
    subprocess.run(["git", "init", "-q"], cwd=course, check=True)
    subprocess.run(["git", "apply", "-p1"], cwd=course, input=patch, text=True, check=True)
    assert build("--check").code == 0
    assert not (course / "site" / "week-2.html").exists()
    assert build("--diff") == Result(0, "", "")


def test_pruning_removes_what_is_left_over_and_says_so(course: Path, build) -> None:
    build()
    edit(course / "data" / "schedule.toml", "week = 2", "week = 3")
    edit(course / "site" / "index.md", "week-2", "week-3")
    assert "left over  site/week-2.html" in build().out
    result = build("--prune")
    assert "removed    site/week-2.html  (the list has no such week or session)" in result.out
    assert build("--check").code == 0


def test_nothing_is_pruned_as_long_as_the_data_have_errors(course: Path, build) -> None:
    build()
    (course / "site" / "index.md").write_text("")
    (course / "readinglist.toml").write_text(
        '[build]\ntargets = [{ format = "fragment", path = "week-{week}.html" }]\n'
    )
    with (course / "data" / "schedule.toml").open("a") as file:
        file.write("[[session\n")
    edit(course / "data" / "schedule.toml", "week = 2", "week = 3")
    result = build("--prune")
    assert result.code == 1
    assert "Nothing is removed as long as the data have errors." in result.err
    assert (course / "site" / "week-2.html").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--watch", "--check"),
        ("--watch", "--diff"),
        ("--watch", "--format", "json"),
        ("--diff", "--format", "json"),
    ],
)
def test_switches_that_do_not_go_together_are_refused(course: Path, build, arguments) -> None:
    result = build(*arguments)
    assert result.code == 2
    assert "--watch writes" in result.err or "--diff is a patch" in result.err
    assert not (course / "site" / "week-1.html").exists()


def test_every_target_that_cannot_be_meant_is_named_with_its_settings_file(course: Path, build) -> None:
    (course / "readinglist.toml").write_text(
        "[build]\ntargets = [\n"
        '  { format = "fragment", path = "good.html" },\n'
        '  { format = "fragment", path = "a.html", options = { headin = 2 } },\n'
        '  { format = "jekyll-include", path = "b.html", options = { data = 3 } },\n'
        "]\n"
    )
    result = build()
    assert result.code == 2
    assert f"{course / 'readinglist.toml'}: build.targets.1 (a.html): the format fragment" in result.err
    assert "Did you mean heading?" in result.err
    assert "build.targets.2 (b.html): option 'data' of the format jekyll-include is a text" in result.err
    assert not (course / "site" / "good.html").exists()


@pytest.mark.parametrize(
    "path",
    [
        "data/readings.bib",
        "data/schedule.toml",
        "data/readings.lock.json",
        "data/readings.import.json",
        "data/readings.links.json",
        "data/readinglist.toml",
        "readinglist.toml",
        "pyproject.toml",
    ],
)
def test_the_list_its_settings_and_what_is_remembered_are_never_written_over(
    course: Path, build, path: str
) -> None:
    (course / "readinglist.toml").write_text(
        f'[build]\noutput = "."\ntargets = [{{ format = "json", path = "{path}" }}]\n'
    )
    before = snapshot(course)
    result = build()
    assert result.code == 2 and "the list is read from this file" in result.err
    assert snapshot(course) == before


def test_the_bytes_are_the_same_whatever_the_machine(course: Path) -> None:
    every = "".join(f'  {{ format = "{name}", path = "{name}.out" }},\n' for name in FORMATS)
    (course / "readinglist.toml").write_text(f"[build]\ntargets = [\n{every}]\n")
    found = []
    for number, other in enumerate(
        (
            {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
            {"PYTHONHASHSEED": "2", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8"},
            {"PYTHONHASHSEED": "3", "TZ": "America/Los_Angeles", "LC_ALL": "tr_TR.UTF-8"},
        )
    ):
        copy = course / f"copy {number}"
        shutil.copytree(course / "data", copy / "data")
        shutil.copy(course / "readinglist.toml", copy)
        command = [sys.executable, "-m", "readinglist", "--data", str(copy / "data"), "build"]
        subprocess.run(command, env=os.environ | other, check=True, capture_output=True, cwd="/")
        found.append(snapshot(copy / "site"))
    assert len(found[0]) == len(FORMATS)
    assert found[0] == found[1] == found[2]


# A build that is killed.


def test_a_killed_build_leaves_each_file_as_it_was_or_as_it_shall_be(course: Path, build) -> None:
    build()
    old = snapshot(course / "site")
    edit(course / "data" / "readings.bib", "Alpha", "Omega")
    copy = course / "built"
    shutil.copytree(course / "site", copy)
    build()
    new = snapshot(course / "site")
    chance = random.Random(20220425)
    unfinished = 0
    for _ in range(12):
        shutil.rmtree(course / "site")
        shutil.copytree(copy, course / "site")
        # Says so when the plan is made, so that the kill meets the writing.
        code = (
            "import os, sys\n"
            "from readinglist.store import files\n"
            "staged = files._stage\n"
            "def stage(*arguments):\n"
            "    os.write(1, b'!')\n"
            "    return staged(*arguments)\n"
            "files._stage = stage\n"
            "from readinglist.cli import run\n"
            "sys.exit(run(['build']))\n"
        )
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=course) as child:
            assert child.stdout is not None
            assert child.stdout.read(1) == b"!"
            select.select([child.stdout], [], [], chance.uniform(0, 0.003))
            child.send_signal(signal.SIGKILL)
        now = snapshot(course / "site")
        assert all(now[name] in (old[name], new[name]) for name in new)
        unfinished += now != new
    assert unfinished > 0
    assert build().code == 0
    assert snapshot(course / "site") == new


# Watching: the loop, with a clock and waits that tests decide.


class Stopped(Exception):
    pass


def watching(steps: list[Callable[[], None]], path: Path, build: Callable[..., dict[Path, bytes]]) -> None:
    """Watch ``path``, and do one of ``steps`` at each wait; then end."""
    todo = iter(steps)

    def wait() -> None:
        step = next(todo, None)
        if step is None:
            raise Stopped
        step()

    with pytest.raises(Stopped):
        watch(build, lambda: [path], wait=wait, lookout=Lookout(now=lambda: 0.0))


def nothing() -> None:
    pass


def test_a_change_is_built_once_it_has_settled(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("0")
    built: list[str] = []

    def build(changed: tuple[Path, ...]) -> dict[Path, bytes]:
        built.append(path.read_text())
        return {}

    steps = [lambda: path.write_text("11"), lambda: path.write_text("222"), nothing, nothing, nothing]
    watching(steps, path, build)  # type: ignore[arg-type]
    assert built == ["0", "222"]


def test_neither_its_own_writing_nor_a_save_without_a_change_is_news(tmp_path: Path) -> None:
    path = tmp_path / "page"
    path.write_text("0")
    built = 0

    def build(changed: tuple[Path, ...]) -> dict[Path, bytes]:
        nonlocal built
        built += 1
        path.write_bytes(b"made")
        return {path: b"made"}

    def save_again() -> None:
        edit(path, "made", "made")

    watching([nothing, nothing, save_again, nothing, nothing], path, build)
    assert built == 1


def test_what_changes_while_it_is_built_is_built_again(tmp_path: Path) -> None:
    path = tmp_path / "page"
    path.write_text("0")
    seen: list[str] = []

    def build(changed: tuple[Path, ...]) -> dict[Path, bytes]:
        seen.append(path.read_text())
        if len(seen) == 1:
            path.write_text("changed meanwhile")
        return {}

    watching([nothing, nothing, nothing], path, build)
    assert seen == ["0", "changed meanwhile"]


def test_a_file_that_is_gone_for_a_moment_is_no_news_and_one_that_stays_away_is(tmp_path: Path) -> None:
    path, aside = tmp_path / "file", tmp_path / "aside"
    path.write_text("0")
    changes: list[tuple[Path, ...]] = []

    def build(changed: tuple[Path, ...]) -> dict[Path, bytes]:
        changes.append(changed)
        return {}

    def away() -> None:
        path.rename(aside)

    def back() -> None:
        aside.rename(path)

    watching([away, back, nothing, nothing, away, nothing, nothing], path, build)
    assert changes == [(), (path,)]


def test_a_file_that_never_rests_is_built_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text("")
    built = 0

    def build(changed: tuple[Path, ...]) -> dict[Path, bytes]:
        nonlocal built
        built += 1
        return {}

    def grow() -> None:
        path.write_text(f"{path.read_text()}x")

    watching([grow] * 50, path, build)
    assert built >= 2


def test_a_change_within_one_tick_of_the_file_system_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("one")
    status = path.stat()
    lookout = Lookout(now=lambda: status.st_mtime)
    before = lookout.look([path])
    with path.open("r+") as file:
        file.write("two")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert lookout.look([path]) != before


def test_what_cannot_be_read_is_a_state_like_others(tmp_path: Path) -> None:
    lookout = Lookout()
    (tmp_path / "folder").mkdir()
    states = lookout.look([tmp_path / "folder", tmp_path / "missing", tmp_path / "nul\0"])
    assert list(states.values())[1:] == ["missing", "missing"] or "unreadable" in str(states)
    assert "folder" in states[tmp_path / "folder"]


# Watching: the process.


class Watched:
    """A watching process, whose lines are waited for."""

    def __init__(self, child: subprocess.Popen[str]) -> None:
        self._child = child
        self._clock = threading.Timer(PATIENCE_SECONDS, child.kill)
        self._clock.start()
        self.lines: list[str] = []

    def until(self, words: str) -> list[str]:
        """The lines up to the first that holds ``words``."""
        assert self._child.stdout is not None
        start = len(self.lines)
        for line in self._child.stdout:
            self.lines.append(line.rstrip("\n"))
            if words in line:
                return self.lines[start:]
        raise AssertionError(f"no line has {words!r}: {self.lines}")

    def end(self, by: signal.Signals) -> int:
        self._child.send_signal(by)
        assert self._child.stdout is not None
        self.lines += self._child.stdout.read().splitlines()
        return self._child.wait()

    def close(self) -> None:
        self._clock.cancel()
        self._child.kill()


def _heed_ctrl_c() -> None:
    """A shell starts what runs in its background with Ctrl-C ignored, tests among it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def watched(course: Path) -> Iterator[Watched]:
    command = [sys.executable, "-m", "readinglist", "build", "--watch", "--prune", "--interval", "0.02"]
    with subprocess.Popen(
        command,
        cwd=course,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=_heed_ctrl_c,
    ) as child:
        watched = Watched(child)
        yield watched
        watched.close()


def test_a_watch_builds_on_each_change_and_goes_on_after_errors(course: Path, watched: Watched) -> None:
    assert any("wrote      site/week-1.html" in line for line in watched.until("Watching the list, its"))
    site, bib, toml = course / "site", course / "data" / "readings.bib", course / "readinglist.toml"
    edit(bib, "Alpha", "Omega")
    lines = watched.until("unchanged")
    assert lines[0].endswith("changed    data/readings.bib")
    assert any("wrote      site/index.md" in line for line in lines)
    assert "Omega" in (site / "week-1.html").read_text() and "Omega" in (site / "index.md").read_text()
    edit(site / "index.md", "# Mine", "# Yours")
    assert watched.until("unchanged")[-1].endswith("unchanged  4 files")
    edit(site / "index.md", "<!-- readinglist:end week-2 -->", "")
    assert "line 11: the place" in "".join(watched.until("has no end"))
    with (site / "index.md").open("a") as page:
        page.write("<!-- readinglist:end week-2 -->\n")
    watched.until("unchanged")
    edit(toml, 'format = "bibtex"', 'format = "bibtx"')
    watched.until("Did you mean bibtex?")
    edit(toml, 'format = "bibtx"', 'format = "csl-json"')
    assert any("wrote      site/readings.bib" in line for line in watched.until("unchanged"))
    bib.write_text(f"{BIB}@misc{{c, title = {{no end\n")
    watched.until("data/readings.bib:3")
    bib.unlink()
    (course / "data" / "schedule.toml").rename(course / "data" / "away")
    watched.until("neither readings.bib nor schedule.toml is in this folder")
    (course / "data" / "away").rename(course / "data" / "schedule.toml")
    bib.write_text(BIB)
    watched.until("wrote      site/readings.bib")
    assert watched.end(signal.SIGINT) == 0
    assert watched.lines[-1] == "Stopped watching."
    assert "Traceback" not in "\n".join(watched.lines)


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_a_watch_ends_cleanly(watched: Watched, by: signal.Signals) -> None:
    watched.until("Watching")
    assert watched.end(by) == 0
    assert watched.lines[-1] == "Stopped watching."


def test_a_watch_without_a_list_does_not_begin(tmp_path: Path, build, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = build("--watch")
    assert result.code == 2
    assert "Say where the list is" in result.err
