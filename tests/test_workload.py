"""How much there is to read, week by week."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist import Assignment, Link, Reading, ReadingList, Session
from readinglist.cli import run
from readinglist.settings import LoadSettings
from readinglist.workload import access_of, pages_of, weekly_workload

DOCS = Path(__file__).parents[1] / "docs" / "changes.md"


def assigned(page: str | None = None, locator: str | None = None, **fields: object) -> Assignment:
    return Assignment(reading=Reading(key="k", page=page, **fields), locator=locator)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("page", "locator", "pages"),
    [
        ("117-128", None, 12),
        ("117–28", None, 12),
        ("12:1-12:20", None, None),
        ("1-4, 9-10", None, 6),
        ("7", None, None),
        ("e33693", None, None),
        (None, None, None),
        ("200-100", None, None),
        ("1-90000", None, None),
        ("117-128", "pages 117-120", 4),
        ("117-128", "pp. 1 to 3", 3),
        ("117-128", "chapter 1", None),
    ],
)
def test_pages_are_those_of_the_part_to_read(
    page: str | None, locator: str | None, pages: int | None
) -> None:
    if page == "12:1-12:20":
        assert pages_of(assigned(page, locator)) in (None, 12)
    else:
        assert pages_of(assigned(page, locator)) == pages


@pytest.mark.parametrize(
    ("fields", "access"),
    [
        ({"arxiv_id": "1706.03762", "doi": "10.1145/1"}, "free"),
        ({"url": "https://www.usenix.org/conference/osdi18/presentation/moritz"}, "free"),
        ({"doi": "10.1371/journal.pone.1"}, "free"),
        ({"doi": "10.1145/1"}, "paywalled"),
        ({"doi": "10.1145/1", "url": "https://dl.acm.org/doi/10.1145/1"}, "paywalled"),
        ({"doi": "10.1145/1", "url": "https://people.example.edu/~ada/1.pdf"}, "free"),
        ({"doi": "10.1145/1", "links": (Link(url="https://github.com/a/b", label="Code"),)}, "paywalled"),
        ({"doi": "10.1145/1", "links": (Link(url="https://a.edu/1.pdf", label="PDF"),)}, "free"),
        ({}, "unknown"),
        ({"url": "https://[::1"}, "unknown"),
    ],
)
def test_whether_everybody_may_read_it(fields: dict[str, object], access: str) -> None:
    assert access_of(Reading(key="k", **fields)) == access  # type: ignore[arg-type]


def made(*sessions: Session) -> ReadingList:
    readings = {a.reading.key: a.reading for session in sessions for a in session.assignments}
    return ReadingList(readings.values(), sessions=sessions)


def test_a_week_is_counted_over_all_its_sessions() -> None:
    one = Reading(key="a", page="1-10", arxiv_id="1706.03762")
    two = Reading(key="b", doi="10.1145/1")
    rl = made(
        Session(week=3, required=(Assignment(reading=one),)),
        Session(week=3, optional=(Assignment(reading=two),), readings=(Assignment(reading=one),)),
    )
    pace = LoadSettings(minutes_per_page=6, minutes_per_reading=90, hours_per_week=1.5)
    (week,) = weekly_workload(rl.syllabus, pace)
    assert (week.required, week.optional, week.unspecified) == (1, 1, 1)
    assert (week.pages, week.optional_pages, week.unknown_pages) == (20, 0, 1)
    assert (week.hours, week.optional_hours) == (2.0, 1.5)
    assert (week.paywalled, week.unknown_access) == (1, 0)
    assert week.overloaded and not week.empty


def test_a_gap_is_a_week_with_a_lecture_and_nothing_to_read() -> None:
    rl = made(Session(week=1), Session(week=2, kind="holiday"), Session(week=3, kind="exam"))
    assert [week.empty for week in rl.workload()] == [True, False, False]
    assert ReadingList().workload() == ()


@given(st.text(max_size=30), st.none() | st.text(max_size=30))
def test_any_pages_and_parts_give_a_number_that_can_be_meant(page: str, locator: str | None) -> None:
    pages = pages_of(assigned(page, locator))
    assert pages is None or pages > 0


def test_the_terminal_shows_what_the_document_says(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["show", "--load", "--week", "6", "--data", str(Path(__file__).parents[1] / "data")]) == 0
    out = capfd.readouterr().out
    assert out in DOCS.read_text(encoding="utf-8")


def test_overload_and_gaps_are_marked_by_the_settings(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    made(Session(week=1, required=(assigned("1-100"),)), Session(week=2)).write(tmp_path / "data")
    (tmp_path / "readinglist.toml").write_text("[load]\nhours_per_week = 9\nminutes_per_page = 6\n")
    assert run(["show", "--load", "--data", str(tmp_path / "data")]) == 0
    out = capfd.readouterr().out
    assert "more than 9 hours" in out and "no readings" in out
    (tmp_path / "readinglist.toml").write_text("[load]\nhours_per_week = -1\n")
    assert run(["show", "--load", "--data", str(tmp_path / "data")]) == 2


def test_every_setting_is_documented() -> None:
    assert all(f"`load.{name}`" in DOCS.read_text(encoding="utf-8") for name in LoadSettings.model_fields)


def test_a_plot_has_a_bar_for_each_week() -> None:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    from readinglist.workload import plot

    weeks = ReadingList.example().workload()
    ax = plot(weeks)
    assert len(ax.patches) == 2 * len(weeks)
    assert [label.get_text() for label in ax.get_xticklabels()] == [str(week.week) for week in weeks]
    matplotlib.pyplot.close(ax.figure)


def test_a_load_is_plain_data() -> None:
    assert json.loads(ReadingList.example().workload()[0].model_dump_json())["week"] == 1


def test_sessions_without_a_number_are_counted_by_calendar_week() -> None:
    monday = datetime.date(2026, 12, 28)
    rl = made(
        Session(date=monday, required=(assigned("1-10"),)),
        Session(date=monday + datetime.timedelta(days=4), required=(assigned("1-10"),)),
        Session(date=monday + datetime.timedelta(days=7), required=(assigned("1-10"),)),
        Session(topic="some time", required=(assigned("1-10", "pages 1-900"),)),
    )
    weeks = rl.workload()
    assert [(week.week, week.first, week.required) for week in weeks] == [
        (None, monday, 2),
        (None, monday + datetime.timedelta(days=7), 1),
        (None, None, 1),
    ]
    assert not any(week.overloaded for week in weeks), "of sessions without a day nobody knows how many weeks"
    assert [week.readings for week in weeks] == [2, 1, 1]


def test_a_week_begins_with_its_first_day_in_whatever_order_it_is_written() -> None:
    days = [datetime.date(2026, 9, day) for day in (9, 7)]
    (week,) = made(*(Session(week=2, date=day) for day in days)).workload()
    assert week.first == days[1]


def test_the_page_that_is_built_or_exported_goes_by_the_pace_of_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    made(Session(week=1, required=(assigned("1-100"),))).write("data")
    settings = "[load]\nminutes_per_page = 3\n"
    Path("readinglist.toml").write_text(settings)
    assert run(["build"]) == 0
    assert run(["export", "html"]) == 0
    out = capfd.readouterr().out
    assert (
        "5 hours to read" in Path("site/index.html").read_text(encoding="utf-8") and "5 hours to read" in out
    )
    target = '[[build.targets]]\nformat = "html"\npath = "index.html"\noptions = '
    Path("readinglist.toml").write_text(f"{settings}{target}{{ load = false }}\n")
    assert run(["build"]) == 0
    assert "hours to read" not in Path("site/index.html").read_text(encoding="utf-8")
    Path("readinglist.toml").write_text(f"{settings}{target}{{ pace = 3 }}\n")
    assert run(["build"]) == 2
    assert "no option 'pace'" in capfd.readouterr().err


def test_a_line_of_the_terminal_fits_into_80_columns(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["show", "--load", "--data", str(Path(__file__).parents[1] / "data")]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert len(lines) == 17 and max(map(len, lines)) <= 80
    assert lines[11].endswith("  ###..........>") and lines[6].endswith("  #######.....")
