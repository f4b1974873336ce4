"""What the documents say of imports: every reader has a sample that it reads, every setting a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from readinglist.importing.content import Page
from readinglist.importing.interpret import READERS, find_reader
from readinglist.importing.update.snapshots import parse
from readinglist.settings import Hints, Settings

DOCS = Path(__file__).parents[1] / "docs"
IMPORT = (DOCS / "import.md").read_text(encoding="utf-8")
FILES = (DOCS / "files.md").read_text(encoding="utf-8")
_SAMPLE = re.compile(r"^### ([\w-]+)\n(?:(?!###|```).*\n)*```\w+\n([\s\S]*?)^```$", re.M)
SAMPLES = {match[1]: match[2] for match in _SAMPLE.finditer(IMPORT)}


def settings_of(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """The names of settings as they stand in the file, tables in front: ``lint.ignore``."""
    for name, field in model.model_fields.items():
        inner = field.annotation
        named = f"{prefix}{field.alias or name}"
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from settings_of(inner, f"{named}.")
        elif prefix:
            yield named


def test_every_setting_has_its_name_in_the_documents() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(DOCS.glob("*.md")))
    named = set(settings_of(Settings))
    assert {"import.columns", "build.targets", "check.threads"} <= named
    assert {
        name for name in named if f"`{name}`" not in text and f"`{name.partition('.')[2]}`" not in text
    } == set()


def test_every_setting_of_imports_has_a_line_in_the_page_on_files() -> None:
    documented = set(re.findall(r"`(import\.\w+)`", FILES))
    assert documented == {f"import.{name}" for name in Hints.model_fields}
    assert set(re.findall(r"`(import\.\w+)`", IMPORT)) == documented


def test_the_sample_of_a_snapshot_is_one() -> None:
    (sample,) = re.findall(r"^## readings\.import\.json\n.*?^```json\n(.*?)^```$", FILES, re.M | re.S)
    snapshot = parse(sample, "readings.import.json")
    assert [session.topic for session in snapshot.pages["../index.md"].sessions] == ["Knots"]
    assert json.loads(sample)["version"] == 1


def test_every_reader_has_a_line_and_a_sample() -> None:
    assert set(SAMPLES) == set(READERS)
    assert all(re.search(rf"^\|.*`{name}`.*\|.*\|$", IMPORT, re.M) for name in READERS)


@pytest.mark.parametrize("name", READERS)
def test_the_sample_of_a_reader_is_read_by_it(name: str) -> None:
    files = {"_modules/1.md": SAMPLES[name]} if name == "modules" else {}
    page = Page("site", text="" if files else SAMPLES[name], files=files)
    reader = find_reader(page)
    assert reader is not None and reader.name == name
    (session,) = reader.read(page, Hints(year=2026)).sessions
    assert [reading.level for reading in session.readings] == ["required", "optional"]
