"""The verb import: what is written, what is said, and with which code it ends."""

from __future__ import annotations

import io
import json
import sys
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from readinglist.cli import run
from readinglist.cli.importing import SESSION_KINDS
from readinglist.errors import SettingsError
from readinglist.importing.saved_hints import with_hints
from readinglist.settings import Hints, SessionKind

PAGE = """# Systems (Spring 2022)

## Week 1: Training (Jan 24)
* [ZeRO: Memory Optimizations](https://arxiv.org/abs/1910.02054)
* [Chimera: Training Networks](https://arxiv.org/pdf/2107.06925.pdf)

## Week 2: Video (Jan 31)
* [Neural Adaptive Video Streaming](https://people.example/pensieve.pdf)
"""


class Result:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def readinglist(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "index.md").write_text(PAGE, encoding="utf-8")

    def call(*arguments: str) -> Result:
        code = run(["import", *arguments])
        out, err = capfd.readouterr()
        return Result(code, out, err)

    return call


def test_a_page_goes_into_data_and_is_accounted_for(readinglist, tmp_path: Path) -> None:
    result = readinglist("index.md")
    assert (result.code, result.err) == (0, "")
    assert result.out.splitlines() == [
        "index.md: 2 sessions, 3 readings, read as markdown",
        "  sessions: 2 level-2 headings",
        "  3 links: 3 readings",
        "Sessions: 2, 2 of them with readings",
        "Readings by level: 0 required, 0 optional, 3 unspecified",
        "Works: 3, 2 with an identifier, 1 with an address alone, 0 without a link",
        "",
        "New: 2 sessions, 3 readings",
    ]
    names = {path.name for path in (tmp_path / "data").iterdir()}
    assert names == {"readings.bib", "schedule.toml", "readings.import.json"}


def test_the_same_page_again_says_so_and_writes_nothing(readinglist, tmp_path: Path) -> None:
    readinglist("index.md")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "data").iterdir()}
    result = readinglist("index.md")
    assert result.code == 0
    assert "Nothing has changed since this was imported last." in result.out
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "data").iterdir()} == before


def test_a_dry_run_writes_nothing(readinglist, tmp_path: Path) -> None:
    result = readinglist("index.md", "--dry-run", "--save-hints", "--level", "optional")
    assert result.code == 0
    assert "3 optional" in result.out
    assert "Nothing was written" in result.err
    assert {path.name for path in tmp_path.iterdir()} == {"index.md"}


def test_what_waits_for_a_person_ends_with_1_until_it_is_decided(readinglist, tmp_path: Path) -> None:
    readinglist("index.md")
    shorter = "\n".join(line for line in PAGE.split("\n") if "Chimera" not in line)
    (tmp_path / "index.md").write_text(shorter, encoding="utf-8")
    result = readinglist("index.md")
    assert result.code == 1
    assert "No longer on the page" in result.out
    assert (
        "assignment: Chimera: Training Networks, in week 1, Mon 24 Jan 2022, “Training” [chimeratraining]"
        in result.out
    )
    assert "1 thing waits for a person" in result.err
    assert readinglist("index.md").code == 1
    assert readinglist("index.md", "--prune").code == 0
    assert "chimera" not in (tmp_path / "data" / "readings.bib").read_text(encoding="utf-8")


def test_a_removal_can_be_declined(readinglist, tmp_path: Path) -> None:
    readinglist("index.md")
    shorter = "\n".join(line for line in PAGE.split("\n") if "Chimera" not in line)
    (tmp_path / "index.md").write_text(shorter, encoding="utf-8")
    assert readinglist("index.md", "--keep").code == 0
    assert readinglist("index.md").code == 0
    assert "chimera" in (tmp_path / "data" / "readings.bib").read_text(encoding="utf-8")


def test_the_account_as_json(readinglist) -> None:
    result = readinglist("index.md", "--format", "json", "--dry-run")
    account = json.loads(result.out)
    assert account["schema_version"] == 1
    places = {"readings": 3, "of_readings": 0, "of_sessions": 0, "of_course": 0, "untaken": 0}
    assert account["sources"] == [
        {
            "name": "index.md",
            "reader": "markdown",
            "sessions": 2,
            "readings": 3,
            "links": places,
            "decisions": ["sessions: 2 level-2 headings"],
        }
    ]
    assert account["levels"] == {"required": 0, "optional": 0, "unspecified": 3}
    assert (account["readings"], account["with_identifier"], account["without_link"]) == (3, 2, 0)
    assert account["summary"]["new"] == 2 + 3 + 1
    assert {change["subject"] for change in account["changes"]} == {"course", "session", "reading"}


def test_what_is_not_taken_is_told_with_its_line(readinglist, tmp_path: Path) -> None:
    (tmp_path / "index.md").write_text(
        PAGE + "\n<!-- [Hidden](https://hidden.example/) -->\n", encoding="utf-8"
    )
    result = readinglist("index.md")
    assert "Not taken (1):\n  commented out:\n    line 10: " in result.out
    assert "commented out" in result.out


def test_standard_input(readinglist, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PAGE.encode())))
    assert readinglist("-", "--reader", "markdown").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Missing argument"),
        (("nothing.md",), "does not exist"),
        (("index.md", "--reader", "latex"), "unknown reader 'latex'; known are: berkeley"),
        (("index.md", "--column", "Papers"), "no Heading=role"),
        (("index.md", "--column", "Papers=nonsense"), "week, date, topic"),
        (("index.md", "--prune", "--keep"), "give one of the two"),
        (("index.md", "index.md"), "given twice"),
        (("index.md", "--year", "22"), "--year"),
    ],
)
def test_a_call_that_cannot_be_meant_ends_with_2(readinglist, arguments: tuple[str, ...], said: str) -> None:
    result = readinglist(*arguments)
    assert result.code == 2
    assert said in result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"\x00", "x".encode("utf-16"), b"Just words.\n"])
def test_a_source_that_is_no_page_ends_with_2(readinglist, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "page.md").write_bytes(content)
    result = readinglist("page.md")
    assert result.code == 2
    assert result.err.startswith("readinglist: page.md: ")
    assert not (tmp_path / "data").exists()


def test_a_broken_snapshot_stops_the_import(readinglist, tmp_path: Path) -> None:
    readinglist("index.md")
    (tmp_path / "data" / "readings.import.json").write_text("{", encoding="utf-8")
    result = readinglist("index.md")
    assert result.code == 2
    assert "readings.import.json" in result.err and "delete it" in result.err


def test_a_page_cannot_write_to_the_terminal(readinglist, tmp_path: Path) -> None:
    hostile = PAGE + "* [\x1b[31mred \u202eevil](https://evil.example/)\n* \x1b]0;title\x07\n"
    (tmp_path / "index.md").write_text(hostile, encoding="utf-8")
    readinglist("index.md")
    (tmp_path / "index.md").write_text(PAGE, encoding="utf-8")
    result = readinglist("index.md")
    assert result.code == 1
    assert "\x1b" not in result.out and "\u202e" not in result.out


def test_a_bib_file_alone_takes_no_sessions(readinglist, tmp_path: Path) -> None:
    result = readinglist("index.md", "--into", "list.bib")
    assert result.code == 2
    assert "write the list into a folder" in result.err
    assert not (tmp_path / "list.bib").exists()


# Hints --------------------------------------------------------------------------------------


def test_hints_of_the_settings_count_and_those_of_the_call_go_before(readinglist, tmp_path: Path) -> None:
    (tmp_path / "readinglist.toml").write_text('[import]\nlevel = "required"\n', encoding="utf-8")
    assert "3 required" in readinglist("index.md", "--dry-run").out
    assert "3 optional" in readinglist("index.md", "--dry-run", "--level", "optional").out


def test_saved_hints_are_those_of_the_next_import(readinglist, tmp_path: Path) -> None:
    settings = tmp_path / "readinglist.toml"
    settings.write_text('# ours\n[lint]\nignore = ["no-link"] # why\n', encoding="utf-8")
    call = ("--level", "optional", "--column", "The Papers=readings", "--term", "Spring 2022", "--save-hints")
    assert readinglist("index.md", *call).code == 0
    text = settings.read_text(encoding="utf-8")
    assert text.startswith('# ours\n[lint]\nignore = ["no-link"] # why\n')
    assert tomllib.loads(text)["import"] == {
        "level": "optional",
        "columns": {"The Papers": "readings"},
        "term": "Spring 2022",
    }
    assert "3 optional" in readinglist("index.md").out


def test_without_a_settings_file_hints_are_saved_beside_the_data(readinglist, tmp_path: Path) -> None:
    result = readinglist("index.md", "--level", "optional", "--save-hints")
    assert result.code == 0
    assert "readinglist.toml" in result.err
    assert (tmp_path / "data" / "readinglist.toml").read_text(encoding="utf-8") == (
        '[import]\nlevel = "optional"\n'
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '[import]\nlevel = "optional"\nyear = 2022\n'),
        (
            "# a\n[import] # b\n# c\nyear = 2022 # d\n",
            '# a\n[import] # b\n# c\nyear = 2022 # d\nlevel = "optional"\n',
        ),
        (
            '[import]\r\nlevel = "required" # x\r\nyear=2021\r\n[lint]\r\n',
            '[import]\r\nlevel = "optional" # x\r\nyear=2022\r\n[lint]\r\n',
        ),
    ],
)
def test_settings_are_changed_where_they_say_something_else(before: str, after: str) -> None:
    hints = Hints(level="optional", year=2022)
    assert sorted(with_hints(before, hints, Path("x")).split()) == sorted(after.split())
    changed = with_hints(before, hints, Path("x"))
    assert tomllib.loads(changed) == tomllib.loads(after)
    assert with_hints(changed, hints, Path("x")) == changed


def test_hints_go_below_the_tool_in_a_pyproject() -> None:
    text = with_hints("[tool.x]\ny = 1\n", Hints(year=2022), Path("p"), below=("tool", "readinglist"))
    assert tomllib.loads(text)["tool"] == {"x": {"y": 1}, "readinglist": {"import": {"year": 2022}}}


@pytest.mark.parametrize("text", ["not toml", "import.level = 'required'\n", "import = {}\n"])
def test_settings_that_cannot_be_changed_are_left_alone(text: str) -> None:
    with pytest.raises(SettingsError):
        with_hints(text, Hints(level="optional"), Path("x"))


def test_a_paragraph_that_is_not_taken_is_shown_by_its_first_words(readinglist, tmp_path: Path) -> None:
    words = "Of what this page says besides, most is about how the course is held. " * 4
    aside = f"<!-- * [Hidden](https://hidden.example/) {words}-->"
    (tmp_path / "index.md").write_text(f"{PAGE}\n{aside}\n", encoding="utf-8")
    shown = readinglist("index.md", "--dry-run").out
    (line,) = [line for line in shown.splitlines() if "Hidden" in line]
    assert len(line) < 130 and line.endswith(" …")
    (item,) = json.loads(readinglist("index.md", "--dry-run", "--format", "json").out)["untaken"]
    assert " ".join(words.split()) in item["text"]


def test_which_headings_are_sessions_may_be_said_and_saved(readinglist, tmp_path: Path) -> None:
    assert get_args(SessionKind) == SESSION_KINDS
    result = readinglist("index.md", "--sessions", "h1", "--save-hints")
    assert result.code == 0
    assert "  sessions: 1 level-1 heading; else --sessions h2" in result.out.splitlines()
    assert tomllib.loads((tmp_path / "data" / "readinglist.toml").read_text())["import"] == {"sessions": "h1"}
