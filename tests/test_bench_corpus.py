from __future__ import annotations

import importlib
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import oracle
import pytest

from readinglist.formats import bibtex

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module", autouse=True)
def bench_is_importable() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT))
        yield


def bench(module: str) -> Any:
    return importlib.import_module(f"bench.{module}")


@pytest.fixture(scope="module")
def text(bench_is_importable: None) -> str:
    made: str = bench("corpus").corpus(600)
    return made


def test_the_same_seed_gives_the_same_text_and_another_seed_another(text: str) -> None:
    corpus = bench("corpus").corpus
    assert corpus(600) == text
    assert corpus(600, seed=1) != text


def test_every_entry_becomes_a_record_without_a_finding(text: str) -> None:
    bibliography = bibtex.parse(text)
    assert len(bibliography.readings) == 600
    assert bibliography.findings == ()


@pytest.mark.program("bibtex")
def test_bibtex_finds_the_entries_in_the_same_order(text: str, tmp_path: Path) -> None:
    found = oracle.entries(text.encode(), tmp_path)
    assert [key for key, _ in found] == [reading.key for reading in bibtex.parse(text).readings]


def test_it_has_what_lists_of_people_have(text: str) -> None:
    readings = bibtex.parse(text).readings
    people = [name for reading in readings for name in reading.author]
    assert 3 < len(people) / len(readings) < 6
    assert any(name.is_others for name in people)
    assert any(name.non_dropping_particle == "van der" for name in people)
    assert any(name.suffix == "Jr." for name in people)
    assert any(name.literal and not name.is_others for name in people)
    assert 0.28 < sum(reading.abstract is not None for reading in readings) / len(readings) < 0.39
    assert len({reading.entry_type for reading in readings}) == 8
    for part in ("@string{", "@comment{", "@preamble{", "% ---", " # ", "{\\'", "é", "{GPU}", " = aug"):
        assert part in text


def test_accents_as_commands_are_the_same_names(text: str) -> None:
    corpus, material = bench("corpus"), bench("material")
    rng = random.Random(7)
    for name in (*material.GIVEN, *material.FAMILY):
        (reading,) = bibtex.parse(f"@misc{{k, title = {{{{{corpus.tex(name, rng)}}}}}}}").readings
        assert reading.title == name


def test_a_missed_goal_fails_and_a_missing_peer_does_not() -> None:
    measure, table = bench("measure"), bench("table")
    figures = measure.Figures((0.2, 0.1, 0.4), peak_bytes=5_000_000)
    missing = table.Row("some peer", None)
    kept = table.Section("Title", (table.Row("ours", figures, goals=(table.Goal("quick", True),)), missing))
    missed = table.Section(
        "Title", (table.Row("ours", figures, goals=(table.Goal("quick", False),)), missing)
    )
    assert kept.passed and not missed.passed
    assert "some peer" in table.shown(kept) and "not installed" in table.shown(kept)
    assert "PASS  quick" in table.shown(kept) and "FAIL  quick" in table.shown(missed)
    assert (
        " 100 ms " in table.shown(kept) and " 200 ms " in table.shown(kept) and " 5 MB" in table.shown(kept)
    )


def test_one_command_measures_and_its_exit_code_is_the_verdict() -> None:
    command = [sys.executable, "-m", "bench", "--only", "edit", "--entries", "30"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert "Load, change of one field and save of 30 entries" in done.stdout, done.stderr
    assert "edit and save take" in done.stdout
    assert done.returncode == ("FAIL" in done.stdout), done.stderr
