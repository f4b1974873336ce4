"""A real course page becomes the list that people made of it by hand, and goes into that list, too."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from readinglist import ReadingList
from readinglist.importing import import_pages
from readinglist.importing.content import Page
from readinglist.importing.interpret import read_page
from readinglist.importing.missed_links import find_missed_links

ROOT = Path(__file__).parents[1]
SEED = ROOT.parent / "shared" / "seed" / "index.md"
pytestmark = pytest.mark.skipif(not SEED.exists(), reason="the page is not at hand")


@pytest.fixture(scope="module")
def truth() -> ReadingList:
    return ReadingList.read(ROOT / "data")


@pytest.fixture(scope="module")
def imported() -> ReadingList:
    return import_pages([SEED]).rl


def test_sessions_are_those_of_the_page_in_its_order(truth: ReadingList, imported: ReadingList) -> None:
    for field in ("week", "date", "topic", "kind", "speakers"):
        assert [getattr(s, field) for s in imported.sessions] == [getattr(s, field) for s in truth.sessions]
    links = [[link.url for link in session.links] for session in imported.sessions]
    assert links == [[link.url for link in session.links] for session in truth.sessions]
    assert [session.week for session in imported.sessions if session.tbd] == [14]


def test_every_reading_has_its_level_and_its_place(truth: ReadingList, imported: ReadingList) -> None:
    for mine, theirs in zip(imported.sessions, truth.sessions, strict=True):
        for level in ("required", "optional", "readings"):
            urls = [a.reading.url for a in getattr(mine, level)]
            assert urls == [a.reading.url for a in getattr(theirs, level)]
    assert len(imported) == 60


def test_no_identifier_is_another_than_that_of_the_work(truth: ReadingList, imported: ReadingList) -> None:
    for mine, theirs in zip(imported.assignments, truth.assignments, strict=True):
        for field in ("doi", "arxiv_id"):
            stated = getattr(mine.reading, field)
            assert stated in (None, getattr(theirs.reading, field))


def test_the_list_that_people_made_knows_every_reading_of_the_page(tmp_path: Path) -> None:
    for name in ("readings.bib", "schedule.toml"):
        shutil.copy(ROOT / "data" / name, tmp_path)
    into_truth = import_pages([SEED], tmp_path)
    assert not into_truth.account.of("new", "moved", "removed", "removal", "conflict", "absent")
    assert list(into_truth.rl.readings) == list(ReadingList.read(tmp_path).readings)
    into_truth.write(tmp_path)
    assert import_pages([SEED], tmp_path).account.changes == ()


def test_every_link_of_the_page_is_in_the_list_or_told() -> None:
    page = Page("index.md", text=SEED.read_text(encoding="utf-8"))
    assert find_missed_links(page, read_page(page)) == ()
