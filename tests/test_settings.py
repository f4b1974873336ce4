"""Where settings are looked for, what is allowed in them, and what is said of the rest."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from readinglist.errors import FileError, SettingsError
from readinglist.lint import ALL_RULES
from readinglist.settings import DEFAULT_TARGETS, LINT_RULES, Settings, Target, read_settings


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "course" / "data"
    folder.mkdir(parents=True)
    return folder


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def refusal(data: Path, text: str) -> str:
    write(data.parent / "readinglist.toml", text)
    with pytest.raises(SettingsError) as caught:
        read_settings(data)
    return str(caught.value)


def test_without_a_file_the_defaults_hold_and_the_caller_decides_on_the_root(data: Path) -> None:
    settings = read_settings(data)
    assert settings == Settings()
    assert (settings.root, settings.file) == (None, None)
    assert (settings.build.output, settings.build.targets) == ("site", DEFAULT_TARGETS)
    assert (settings.lint.fail_on, settings.lint.files) == ("warning", None)


def test_the_first_file_that_is_there_is_the_only_one(data: Path) -> None:
    root = data.parent
    write(root / "pyproject.toml", '[tool.readinglist.build]\noutput = "pyproject"\n')
    assert read_settings(data).build.output == "pyproject"
    write(root / "readinglist.toml", '[build]\noutput = "beside"\n')
    assert read_settings(data).build.output == "beside"
    inside = write(data / "readinglist.toml", '[lint]\nfail_on = "error"\n')
    settings = read_settings(data)
    assert (settings.build.output, settings.lint.fail_on) == ("site", "error")
    assert (settings.root, settings.file) == (root, inside)


def test_a_pyproject_without_our_table_does_not_count(data: Path) -> None:
    write(data.parent / "pyproject.toml", "[tool.other]\nx = 1\n")
    assert read_settings(data) == Settings()


def test_a_bib_file_has_the_settings_of_its_folder(data: Path) -> None:
    write(data.parent / "readinglist.toml", '[build]\noutput = "out"\n')
    assert read_settings(data / "readings.bib").build.output == "out"


def test_the_root_does_not_depend_on_how_the_folder_is_written(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(data.parent / "readinglist.toml", "")
    monkeypatch.chdir(data)
    spellings = (data, ".", "../data", Path(), str(data) + os.sep, data / ".." / "data")
    assert {read_settings(spelling).root for spelling in spellings} == {data.parent}


def test_everything_that_can_be_set(data: Path) -> None:
    write(
        data / "readinglist.toml",
        "\ufeff"
        """
        [lint]
        ignore = ["http-link", "malformed-field"]
        levels = { "no-link" = "error" }
        files = "static"
        fail_on = "info"
        [build]
        output = "public"
        [[build.targets]]
        format = "markdown"
        path = "week3.md"
        week = 3
        level = "required"
        type = "paper-conference"
        tag = "systems"
        options = { style = "ieee", heading = 3, links = false }
        """,
    )
    settings = read_settings(data)
    assert settings.lint.ignore == ("http-link", "malformed-field")
    assert settings.lint.levels == {"no-link": "error"}
    assert (settings.lint.files, settings.lint.fail_on, settings.build.output) == ("static", "info", "public")
    (target,) = settings.build.targets
    assert target == Target(
        format="markdown",
        path="week3.md",
        week=3,
        level="required",
        type="paper-conference",
        tag="systems",
        options={"style": "ieee", "heading": 3, "links": False},
    )
    assert target.options["links"] is False


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[lint]\nignor = []", ("lint.ignor", "did you mean ignore?", "fail_on, files, ignore, levels")),
        ("[lnt]\n", ("unknown setting lnt", "did you mean lint?", "build, check, import, lint")),
        ('root = "x"', ("unknown setting root", "build, check, import, lint")),
        ('[lint]\nfail_on = "bad"', ("lint.fail_on", "'error', 'warning' or 'info'", "'bad'")),
        ("[lint]\nfiles = 3", ("lint.files", "string", "3")),
        ('[lint]\nignore = "http-link"', ("lint.ignore", "array", "'http-link'")),
        ('[lint]\nignore = ["htp-link"]', ("lint.ignore", "'htp-link'", "did you mean http-link")),
        ('[lint.levels]\nhttp-link = "off"', ("lint.levels.http-link", "'off'")),
        ('[lint.levels]\nfoo = "info"', ("lint.levels", "no rule 'foo'", "the rules are bad-isbn")),
        ("lint = 1", ("setting lint", "object", "1")),
        ("[build]\noutput = []", ("build.output", "string")),
        ('[[build.targets]]\nformat = "html"', ("build.targets.0.path", "required")),
        (
            '[[build.targets]]\nformat = "html"\npath = "a"\nweek = "3"\nwek = 1',
            ("build.targets.0.week", "integer", "'3'", "build.targets.0.wek", "did you mean week?"),
        ),
        (
            '[[build.targets]]\nformat = "html"\npath = "a"\nlevel = "must"',
            ("build.targets.0.level", "'required'"),
        ),
        (
            '[[build.targets]]\nformat = "html"\npath = "a"\noptions = { x = [] }',
            ("build.targets.0.options.x",),
        ),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_allowed(data: Path, text: str, said: tuple[str, ...]) -> None:
    message = refusal(data, text)
    assert message.startswith(f"{data.parent / 'readinglist.toml'}: ")
    assert [words for words in said if words not in message] == []


def test_in_a_pyproject_the_setting_has_its_whole_path(data: Path) -> None:
    write(data.parent / "pyproject.toml", "[tool.readinglist.lint]\nignor = []\n")
    with pytest.raises(SettingsError, match=r"tool\.readinglist\.lint\.ignor"):
        read_settings(data)
    write(data.parent / "pyproject.toml", "[tool]\nreadinglist = 3\n")
    with pytest.raises(SettingsError, match=r"\[tool\.readinglist\]"):
        read_settings(data)


def test_all_wrong_settings_are_named_at_once(data: Path) -> None:
    message = refusal(data, "[lint]\na = 1\nb = 2\n[build]\nc = 3\n")
    assert all(name in message for name in ("lint.a", "lint.b", "build.c"))


def test_broken_toml_is_named_with_its_line(data: Path) -> None:
    assert "line 2" in refusal(data, "[lint]\nignore = = 3\n")


def test_a_file_that_is_not_utf_8_is_refused(data: Path) -> None:
    (data / "readinglist.toml").write_bytes(b'[build]\noutput = "\xe9"\n')
    with pytest.raises(SettingsError, match="UTF-8"):
        read_settings(data)


def test_a_file_that_cannot_be_read_is_an_error_of_the_file(data: Path) -> None:
    (data / "readinglist.toml").mkdir()
    with pytest.raises(FileError, match="cannot be read") as caught:
        read_settings(data)
    assert caught.value.path == data / "readinglist.toml"


def test_settings_know_the_rules_of_lint_by_name() -> None:
    assert tuple(ALL_RULES) == LINT_RULES, (
        f"settings.LINT_RULES lacks {sorted(ALL_RULES.keys() - set(LINT_RULES))}, "
        f"has {sorted(set(LINT_RULES) - ALL_RULES.keys())} too many, or is not in the order of lint.ALL_RULES"
    )
