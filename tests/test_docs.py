"""What the documents say is so."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import get_args

import pytest
from test_layers import LAYERS

import readinglist
from readinglist.cli import cli, run
from readinglist.formats import FORMATS
from readinglist.model.reading import Reading
from readinglist.model.schedule import Assignment, Course, Session
from readinglist.site.markers import find_markers

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FILES = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")


def blocks(language: str, text: str = README) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_the_first_two_commands_build_and_test() -> None:
    first, second = blocks("sh")[:2]
    assert "readinglist build" in first and "-m pytest" in second
    for command in (first, second):
        assert command.startswith("python3 -m venv .venv\n")
        assert "pip install" in command
    assert README.index("```sh") == README.index("```"), "the two commands come before any other block"


def test_the_python_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks("python"):
        exec(block, names)
    assert (tmp_path / "my-data" / "schedule.toml").exists()


def test_the_sample_files_are_read_without_a_finding(tmp_path: Path) -> None:
    (bib,) = blocks("bibtex")
    schedule, settings = blocks("toml")
    others = "@misc{chen2016eyeriss, title={A}}\n@misc{hennessy2019golden, title={B}}\n"
    (tmp_path / "readings.bib").write_text(bib + others, encoding="utf-8")
    (tmp_path / "schedule.toml").write_text(schedule, encoding="utf-8")
    (tmp_path / "readinglist.toml").write_text(settings, encoding="utf-8")
    rl = readinglist.ReadingList.read(tmp_path)
    assert not rl.findings
    assert rl.readings["genc2021gemmini"] != rl.readings["chen2016eyeriss"]
    from readinglist.settings import read_settings

    assert len(read_settings(tmp_path).build.targets) == 2


def test_the_sample_of_an_import_is_what_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    shown = blocks("console")[0].splitlines()
    arguments = shown[0].removeprefix("$ readinglist ").replace("seminar", str(tmp_path)).split()
    assert run(arguments) == 0
    assert capsys.readouterr().out.splitlines() == shown[1:]


def test_the_sample_of_the_terminal_is_what_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    shown = blocks("console")[1].splitlines()
    assert run([*shown[0].removeprefix("$ readinglist ").split(), "--data", str(ROOT / "data")]) == 0
    assert capsys.readouterr().out.splitlines() == shown[1:]


def test_every_verb_and_format_is_in_the_readme_and_has_examples() -> None:
    for name, command in cli.commands.items():
        assert f"`readinglist {name}" in README
        assert "Examples:" in (command.epilog or "")
        assert command.help
    for name in FORMATS:
        assert f"`{name}`" in README


def test_every_link_in_the_documents_leads_somewhere() -> None:
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("bench/*.md")):
        prose = re.sub(r"(?ms)^```.*?^```$", "", path.read_text(encoding="utf-8"))
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", prose):
            assert (path.parent / target).exists(), f"{path.name} links {target}"


def test_every_field_of_the_records_is_documented() -> None:
    documented = set(re.findall(r"`([a-z_]+)`", FILES))
    assert set(Reading.model_fields) - documented <= {"key", "entry_type"} | {"type"}
    for record in (Course, Session):
        assert set(record.model_fields) <= documented
    assert set(Assignment.model_fields) - {"reading", "level"} <= set(re.findall(r"(\w+) = ", FILES))


def test_versions_and_bounds() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert all(re.search(r"[<>=]", dependency) for dependency in project["dependencies"])
    assert re.fullmatch(r"\d+\.\d+\.\d+", readinglist.__version__)
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_docstring_of_the_package_is_true() -> None:
    import doctest

    assert doctest.testmod(readinglist).failed == 0
    assert doctest.testmod(readinglist).attempted > 0


def test_it_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "readinglist", "--version"], capture_output=True, text=True, check=True
    )
    assert readinglist.__version__ in done.stdout


def test_the_page_on_links_has_every_verdict_setting_and_report() -> None:
    from readinglist.links.reports import REPORTS
    from readinglist.links.verdicts import CLASS_OF, MEANINGS, Verdict

    assert set(get_args(Verdict)) == set(CLASS_OF) == set(MEANINGS)
    from readinglist.settings import CheckSettings, IgnoreRule

    page = (ROOT / "docs" / "check.md").read_text(encoding="utf-8")
    for verdict in CLASS_OF:
        assert f"| `{verdict}` | {MEANINGS[verdict]} |" in page
    for name in CheckSettings.model_fields:
        assert f"| `check.{name}` |" in page
    assert all(f"`{name}`" in page for name in (*REPORTS, *IgnoreRule.model_fields))


def test_the_page_on_links_tells_of_every_option() -> None:
    options = {option for command in ("check", "merge-reports") for p in cli.commands[command].params
               for option in p.opts if option.startswith("--")}  # fmt: skip
    page = (ROOT / "docs" / "check.md").read_text(encoding="utf-8")
    assert not {option for option in options - {"--data"} if option not in page}


def test_the_sample_of_a_check_is_what_is_printed() -> None:
    from datetime import date

    from readinglist.links.reports import render_links
    from readinglist.links.results import LinkReport, LinkResult, Repair, Use

    use = Use(key="lovelace2020study", field="url", file="data/readings.bib", line=41, level="required",
              week=6, date=date(2022, 3, 3))  # fmt: skip
    link = LinkResult(
        url="https://people.example.edu/~ada/papers/study.pdf",
        verdict="gone",
        reason="the server says that it is not there (HTTP 404); find the new address",
        used_by=(use,),
        confirmed=True,
        runs=2,
        since=date(2022, 3, 1),
        last_alive=date(2022, 2, 28),
        repairs=(
            Repair(
                kind="arxiv",
                address="https://arxiv.org/abs/2001.01234",
                why="the record has this arXiv id",
                verdict="ok",
            ),
        ),
    )
    printed = render_links(
        LinkReport(links=(link,), started="2022-03-02T02:00:00+00:00"),
        titles={"lovelace2020study": "A Study of Links"},
    )
    (sample,) = blocks("text")
    assert printed.startswith(sample)


def test_the_page_on_building_has_every_setting_format_option_and_switch() -> None:
    from readinglist.settings import Target
    from readinglist.site.targets import options_of

    page = (ROOT / "docs" / "build.md").read_text(encoding="utf-8")
    assert "| `build.output` |" in page
    assert all(f"| `{name}` |" in page for name in Target.model_fields)
    for name, format in FORMATS.items():
        (line,) = (line for line in page.splitlines() if line.startswith(f"| `{name}` |"))
        assert all(f"`{option}" in line for option in options_of(format)), line
    switches = {o for p in cli.commands["build"].params for o in p.opts if o.startswith("--")} - {"--data"}
    assert not {switch for switch in switches if switch not in page}


@pytest.mark.parametrize("block", blocks("toml", (ROOT / "docs" / "build.md").read_text(encoding="utf-8")))
def test_every_sample_of_a_target_builds(
    block: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from shutil import copytree

    copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "readinglist.toml").write_text(block, encoding="utf-8")
    places = [f"week-{week}" for week in range(1, 17)] + ["books"]
    page = "".join(f"<!-- readinglist:begin {name} -->\n<!-- readinglist:end {name} -->\n" for name in places)
    (tmp_path / "index.md").write_text(page, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(["build"]) == 0, capfd.readouterr().err
    assert "wrote" in capfd.readouterr().out
    assert run(["build", "--check"]) == 0


def test_every_comment_on_the_page_on_building_is_a_marker() -> None:

    page = (ROOT / "docs" / "build.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ") and "readinglist:begin" in line]
    comments = [comment for row in rows for comment in re.findall(r"`([^`]*readinglist:begin[^`]*)`", row)]
    assert len(comments) == 10
    assert all([marker.name for marker in find_markers(comment)] == ["week-3"] for comment in comments)


def test_contributing_lists_the_rooms_in_the_order_of_the_layers_and_names_files_that_are_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rooms = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    assert tuple(rooms) == tuple(room for room in LAYERS[""] if not room.startswith("__"))
    package = ROOT / "src" / "readinglist"
    for path in re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.(?:py|md))`", text):
        assert (ROOT / path).exists() or (package / path).exists(), path
    for module in re.findall(r"`((?:[a-z_]+\.)+[a-z_]+)`", text):
        if module.split(".")[0] in rooms and not module.endswith(".py"):
            place = package.joinpath(*module.split("."))
            assert place.with_suffix(".py").exists() or place.is_dir(), module
