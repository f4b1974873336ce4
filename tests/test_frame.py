from __future__ import annotations

import datetime
import sys

import pandas
import pytest
from depth import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from readinglist.errors import MissingExtraError, ReadingListError
from readinglist.formats.dataframe import COLUMNS, rows, to_frame
from readinglist.model.reading import Name, PartialDate, Reading
from readinglist.model.schedule import Assignment, Course, Session, Syllabus

EYERISS = Reading(
    key="chen2016eyeriss",
    type="article-journal",
    title="Eyeriss",
    author=(
        Name(family="Chen", given="Yu-Hsin"),
        Name(family="Sze", given="Vivienne"),
        Name.others(),
    ),
    issued=PartialDate.of(2017, 1),
    container_title="IEEE Journal of Solid-State Circuits",
    container_title_short="JSSC",
    publisher="IEEE",
    doi="10.1109/jssc.2016.2616357",
    url="https://eyeriss.mit.edu",
    award="Test award",
    note="remark about the work",
)
LETTER = Reading(
    key="letter", title="A Letter", author=(Name(family="Berg", non_dropping_particle="van den"),)
)
BARE = Reading(key="bare", note="not scheduled yet")
FEBRUARY = datetime.date(2022, 2, 7)
SYLLABUS = Syllabus(
    course=Course(title="Hardware"),
    sessions=(
        Session(
            week=3,
            date=FEBRUARY,
            topic="Chips",
            required=(
                Assignment(reading=EYERISS, level="required", locator="sections 1-3", note="read first"),
            ),
            optional=(Assignment(reading=LETTER, level="optional"),),
        ),
        Session(topic="Again", kind="discussion", readings=(Assignment(reading=EYERISS),)),
        Session(week=4, kind="holiday", topic="No class"),
    ),
    readings=(BARE, EYERISS, LETTER),
)


def test_a_row_an_assignment_in_page_order_then_the_unscheduled_readings() -> None:
    table = [(row["week"], row["level"], row["key"]) for row in rows(SYLLABUS)]
    assert table == [
        (3, "required", "chen2016eyeriss"),
        (3, "optional", "letter"),
        (None, "unspecified", "chen2016eyeriss"),
        (None, None, "bare"),
    ]


def test_a_row_says_all_about_session_assignment_and_work() -> None:
    assert rows(SYLLABUS)[0] == {
        "week": 3,
        "date": FEBRUARY,
        "topic": "Chips",
        "kind": "lecture",
        "level": "required",
        "key": "chen2016eyeriss",
        "type": "article-journal",
        "title": "Eyeriss",
        "authors": "Yu-Hsin Chen; Vivienne Sze; et al.",
        "first_author": "Chen",
        "n_authors": 2,
        "year": 2017,
        "venue": "JSSC",
        "container_title": "IEEE Journal of Solid-State Circuits",
        "publisher": "IEEE",
        "doi": "10.1109/jssc.2016.2616357",
        "arxiv_id": None,
        "url": "https://eyeriss.mit.edu",
        "award": "Test award",
        "locator": "sections 1-3",
        "note": "read first",
    }


def test_the_first_author_keeps_the_particle_of_the_name() -> None:
    assert rows(SYLLABUS)[1]["first_author"] == "van den Berg"


def test_an_unscheduled_reading_has_its_own_note_and_no_place() -> None:
    row = rows(SYLLABUS)[-1]
    assert row["note"] == "not scheduled yet"
    assert all(
        row[column] is None for column in ("week", "date", "topic", "kind", "level", "locator", "authors")
    )
    assert row["n_authors"] == 0


def test_the_frame_has_types_to_count_and_sort_with() -> None:
    frame = to_frame(SYLLABUS)
    assert tuple(frame.columns) == COLUMNS
    assert [str(frame[name].dtype) for name in ("week", "n_authors", "year")] == ["Int64"] * 3
    assert frame["title"].dtype == "string"
    assert pandas.api.types.is_datetime64_dtype(frame["date"])
    assert frame["date"][0] == pandas.Timestamp(2022, 2, 7)
    assert frame["date"][2] is pandas.NaT
    assert frame["week"].isna().tolist() == [False, False, True, True]
    assert frame["year"].sum() == 2 * 2017


def test_levels_sort_from_required_to_unspecified() -> None:
    levels = to_frame(SYLLABUS)["level"]
    assert list(levels.cat.categories) == ["required", "optional", "unspecified"]
    assert levels.min() == "required"
    assert levels.sort_values(ascending=False).iloc[0] == "unspecified"
    assert levels.isna().sum() == 1


def test_an_empty_list_gives_an_empty_frame_of_the_same_types() -> None:
    empty = to_frame(Syllabus())
    assert len(empty) == 0
    assert empty.dtypes.to_dict() == to_frame(SYLLABUS).dtypes.to_dict()


@settings(deadline=None, max_examples=examples(40))
@given(st.dates(), st.integers(-9999, 9999), st.integers(-(2**63), 2**63 - 1))
def test_any_date_year_and_week_fits(date: datetime.date, year: int, week: int) -> None:
    reading = Reading(key="k", issued=PartialDate.of(year))
    session = Session(date=date, week=week, required=(Assignment(reading=reading, level="required"),))
    row = to_frame(Syllabus(sessions=(session,), readings=(reading,))).iloc[0]
    assert (row["date"].date(), row["year"], row["week"]) == (date, year, week)


def test_without_pandas_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtraError, match=r"a frame needs .*readinglist\[notebook\]") as caught:
        to_frame(SYLLABUS)
    assert isinstance(caught.value, ReadingListError) and isinstance(caught.value, ImportError)


def test_rows_need_no_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    assert len(rows(SYLLABUS)) == 4
