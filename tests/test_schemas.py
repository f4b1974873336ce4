"""The published schemas: each file is what the code says, and one command writes them all."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from readinglist.schemas import SCHEMAS, render_schema
from readinglist.schemas.__main__ import main

FOLDER = resources.files("readinglist").joinpath("schemas")


def test_every_file_has_its_schema() -> None:
    assert {path.name for path in FOLDER.iterdir() if path.name.endswith(".json")} == set(SCHEMAS)


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_published_schema_is_the_one_of_the_code(name: str) -> None:
    published = FOLDER.joinpath(name).read_text("utf-8")
    assert published == render_schema(name), "run: python -m readinglist.schemas"
    jsonschema.Draft202012Validator.check_schema(json.loads(published))


def test_the_command_writes_what_is_stale_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(tmp_path)
    stale, *current = SCHEMAS
    (tmp_path / stale).write_text("{}", "utf-8")
    capsys.readouterr()
    main(tmp_path)
    expected = [f"wrote {stale}", *(f"unchanged: {name}" for name in current)]
    assert capsys.readouterr().out.splitlines() == expected
    assert (tmp_path / stale).read_text("utf-8") == render_schema(stale)
