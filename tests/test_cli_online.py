"""`resolve` and `add` on the command line, against the stand-in of the services."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from standin.server import StandIn
from standin.world import World, stripped, world_served

from readinglist import ReadingList
from readinglist.cli import run
from readinglist.metadata.services.registry import terms
from readinglist.web.asking.polite import PoliteSession

DATA = Path(__file__).parents[1] / "data"
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[World, StandIn]]:
    with world_served() as both:
        yield both


@pytest.fixture
def call(
    served: tuple[World, StandIn],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Call:
    """Run a command in an empty folder; the services are the stand-in."""
    monkeypatch.chdir(tmp_path)
    served[1].mend()
    served[1].forget()

    def open_session(settings: object, root: object = None, *, offline: bool = False) -> PoliteSession:
        return PoliteSession(
            terms=terms(),
            contact="staff@example.org",
            cache=tmp_path / "cache",
            offline=offline,
            base_urls=served[1].base_urls,
        )

    monkeypatch.setattr("readinglist.metadata.resolve.resolver.open_session", open_session)

    def called(*arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        return (code, *capfd.readouterr())

    return called


@pytest.fixture
def bare(served: tuple[World, StandIn], tmp_path: Path) -> Path:
    """The example list, stripped to what a course page knows, in ./data."""
    bib, schedule = stripped(served[0].truth)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "readings.bib").write_text(bib, encoding="utf-8")
    (tmp_path / "data" / "schedule.toml").write_text(schedule, encoding="utf-8")
    return tmp_path / "data"


def test_what_would_change_is_shown_and_not_written(call: Call, bare: Path) -> None:
    before = (bare / "readings.bib").read_bytes()
    code, out, err = call("resolve", "kaplan2020scaling")
    assert code == 1
    assert "author: Jared Kaplan" in out and "[datacite]" in out
    assert "asking arxiv about 1" in err and "--apply" in err
    assert (bare / "readings.bib").read_bytes() == before
    assert not (bare / "readings.lock.json").exists()


def test_applying_writes_both_files_and_then_nothing_waits(call: Call, bare: Path) -> None:
    assert call("resolve", "kaplan2020scaling", "--apply", "--quiet")[0] == 0
    read = ReadingList.read(bare)
    assert [name.family for name in read.readings["kaplan2020scaling"].author][:2] == ["Kaplan", "McCandlish"]
    assert read.lock.base("kaplan2020scaling")["author"].source == "datacite"
    code, out, err = call("resolve", "kaplan2020scaling", "--quiet")
    assert (code, out) == (0, "") and "asking" not in err
    explained = call("resolve", "--explain", "kaplan2020scaling", "--quiet")[1]
    assert "from datacite" in explained and "author: Jared Kaplan" in explained


def test_a_second_run_asks_nobody(call: Call, bare: Path, served: tuple[World, StandIn]) -> None:
    call("resolve", "kaplan2020scaling", "--quiet")
    asked = len(served[1].requests)
    assert asked > 0
    call("resolve", "kaplan2020scaling", "--quiet")
    assert len(served[1].requests) == asked


def test_the_patch_is_what_apply_does(call: Call, bare: Path, tmp_path: Path) -> None:
    code, patch, _ = call("resolve", "kaplan2020scaling", "--format", "patch", "--quiet")
    assert code == 1
    shutil.copytree(bare, tmp_path / "patched")
    applied = subprocess.run(
        ["git", "apply", "--unsafe-paths", "-p1"],
        input=patch.encode(),
        cwd=tmp_path / "patched",
        capture_output=True,
        check=False,
    )
    assert applied.returncode == 0, applied.stderr
    call("resolve", "kaplan2020scaling", "--apply", "--quiet")
    for name in ("readings.bib", "readings.lock.json"):
        ours, theirs = ((folder / name).read_text() for folder in (bare, tmp_path / "patched"))
        assert without_times(ours) == without_times(theirs)


def without_times(text: str) -> str:
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "TIME", text)


def test_json_is_for_programs(call: Call, bare: Path) -> None:
    data = json.loads(call("resolve", "kaplan2020scaling", "--format", "json", "--quiet")[1])
    assert {p["field"] for p in data["proposals"]} >= {"author", "issued", "arxiv_id"}
    assert data["summary"]["readings"] == 1


def test_a_service_that_is_down_is_named_and_changes_nothing(
    call: Call, bare: Path, served: tuple[World, StandIn]
) -> None:
    from standin.server import as_text

    for host in ("export.arxiv.org", "api.datacite.org", "api.crossref.org", "doi.org", "arxiv.org"):
        served[1].fail(host, as_text("Service unavailable", 500), always=True)
    before = (bare / "readings.bib").read_bytes()
    code, out, err = call("resolve", "kaplan2020scaling", "--apply", "--quiet")
    assert code == 2
    assert "could not ask arxiv" in out and "could not ask datacite" in out
    assert "Nobody could be asked" in err
    assert (bare / "readings.bib").read_bytes() == before


def test_keep_needs_apply(call: Call, bare: Path) -> None:
    code, _, err = call("resolve", "--keep")
    assert code == 2 and "--apply" in err


def test_a_lock_that_cannot_be_read_is_said_and_never_written_over(call: Call, bare: Path) -> None:
    (bare / "readings.lock.json").write_text("<<<<<<< ours")
    code, _, err = call("resolve", "kaplan2020scaling", "--quiet")
    assert code == 1 and "readings.lock.json: error" in err
    code, _, err = call("resolve", "kaplan2020scaling", "--apply", "--quiet")
    assert code == 2 and "restore it or delete it" in err
    assert (bare / "readings.lock.json").read_text() == "<<<<<<< ours"
    assert "Kaplan" not in (bare / "readings.bib").read_text()


def test_an_unknown_key_is_two_and_names_a_near_one(call: Call, bare: Path) -> None:
    code, _, err = call("resolve", "kaplan2020scalin")
    assert code == 2 and "kaplan2020scaling" in err


def test_adding_writes_entry_schedule_and_lock(call: Call, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "readings.bib").write_text("% Ours.\n")
    (tmp_path / "data" / "schedule.toml").write_text('[[session]]\nweek = 4\ntopic = "Scaling"\n')
    code, out, _ = call("add", "https://arxiv.org/pdf/2001.08361v1", "--week", "4", "--level", "required")
    assert code == 0
    assert out == "added kaplan2020scaling to week 4 (required): Scaling Laws for Neural Language Models\n"
    rl = ReadingList.read(tmp_path / "data")
    assert rl.week(4).required[0].reading.author[0].family == "Kaplan"
    assert (tmp_path / "data" / "readings.bib").read_text().startswith("% Ours.\n")
    code, out, err = call("add", "10.48550/arXiv.2001.08361", "--week", "4")
    assert code == 0 and out.startswith("nothing to do for kaplan2020scaling")
    assert "week 4, “Scaling”" in err


def test_adding_offline_says_what_is_missing(call: Call, bare: Path) -> None:
    code, out, err = call("add", "10.1145/9999999", "--offline")
    assert code == 0 and "title not known" in out
    assert "could not ask crossref: offline" in err and "title, authors, year" in err


def test_what_is_no_identifier_is_refused(call: Call, bare: Path) -> None:
    code, _, err = call("add", "no identifier")
    assert code == 2 and "no DOI, arXiv id, ISBN or URL" in err
