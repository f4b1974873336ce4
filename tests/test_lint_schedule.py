"""Rules about the schedule."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from depth import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from readinglist import ReadingList
from readinglist.lint import lint
from readinglist.lint.sessions import term_of
from readinglist.model.finding import Origin
from readinglist.model.pairing import misplaced
from readinglist.model.schedule import Course, Session, Syllabus


def at(day: int, month: int = 2, **fields: object) -> Session:
    return Session.model_validate(
        {"topic": f"Topic {month}-{day}", "tbd": "soon", "date": datetime.date(2022, month, day), **fields}
    )


def lines_of(rule: str, *sessions: Session, course: Course | None = None) -> list[int | None]:
    syllabus = Syllabus(course=course or Course(), sessions=sessions)
    origins = [Origin("schedule.toml", 10 * (index + 1)) for index in range(len(sessions))]
    return [f.line for f in lint(syllabus, session_origins=origins) if f.rule == rule]


def test_only_the_session_that_is_out_of_order_is_reported() -> None:
    assert lines_of("date-order", at(1), at(2), at(20), at(3), at(4)) == [30]
    assert lines_of("date-order", at(2), at(1)) == [20]
    assert lines_of("date-order", at(1), at(1, topic="Another"), at(2)) == []
    assert lines_of(
        "week-order", *(at(1, topic=str(n), week=w) for n, w in enumerate([0, 1, 1, 9, 2, 4]))
    ) == [40]


@given(st.lists(st.integers(-5, 5), max_size=7))
@settings(deadline=None, max_examples=examples(200))
def test_what_is_left_is_in_order_and_nothing_could_have_stayed_besides(values: list[int]) -> None:
    out = misplaced(values)
    rest = [value for index, value in enumerate(values) if index not in out]
    assert rest == sorted(rest)
    best = 0
    for mask in range(1 << len(values)):
        chosen = [value for index, value in enumerate(values) if mask >> index & 1]
        best = max(best, len(chosen) if chosen == sorted(chosen) else 0)
    assert len(rest) == best


@pytest.mark.parametrize(
    ("term", "first", "last"),
    [
        ("Spring 2022", (2022, 1, 1), (2022, 6, 30)),
        ("Fall 2021", (2021, 8, 1), (2021, 12, 31)),
        ("Winter 2022", (2022, 1, 1), (2023, 4, 30)),
        ("Summer 2022", (2022, 3, 1), (2022, 10, 15)),
        ("WS 2021/22", (2021, 9, 1), (2022, 4, 30)),
        ("Wintersemester 1999/2000", (1999, 9, 1), (2000, 4, 30)),
        ("WiSe 1999/00", (1999, 9, 1), (2000, 4, 30)),
        ("SS 2022", (2022, 3, 1), (2022, 10, 15)),
        ("2021-2022", (2021, 7, 1), (2022, 9, 30)),
        ("Semester 1, 2022", (2022, 1, 1), (2022, 12, 31)),
        ("Fall 2021 and Spring 2022", (2021, 1, 1), (2021, 12, 31)),
    ],
)
def test_a_term_in_words_means_its_widest_range(
    term: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert term_of(Course(term=term)) == (datetime.date(*first), datetime.date(*last))


def test_a_date_outside_of_the_term_is_found() -> None:
    spring = Course(term="Spring 2022")
    assert lines_of("outside-term", at(1), at(7, 7), course=spring) == [20]
    assert lines_of("outside-term", at(7, 1, date=datetime.date(2021, 2, 1)), course=spring) == [10]
    stated = Course(term="Spring 2022", start=datetime.date(2022, 2, 2), end=datetime.date(2022, 7, 7))
    assert lines_of("outside-term", at(1), at(7, 7), course=stated) == [10]
    assert lines_of("outside-term", at(1), at(7, 7), course=Course(term="some day")) == []


def test_a_course_that_ends_before_it_starts_is_one_finding() -> None:
    course = Course(start=datetime.date(2022, 5, 1), end=datetime.date(2022, 1, 1))
    assert lines_of("outside-term", at(1), at(2), course=course) == [None]


def test_a_repeated_an_untitled_and_an_empty_session_are_found() -> None:
    assert lines_of("repeated-session", at(1, week=1), at(1, week=1), at(1, week=1, topic="Other")) == [20]
    assert lines_of("no-topic", at(1, topic="  "), at(2)) == [10]
    assert lines_of("empty-session", at(1, tbd=None), at(2), at(3, tbd=None, kind="exam")) == [10]


def test_sessions_that_the_week_fields_of_a_bib_make_need_no_topic(tmp_path: Path) -> None:
    path = tmp_path / "x.bib"
    path.write_text("@misc{one, title={One}, url={https://engines.org/1}, week=1}\n", encoding="utf-8")
    assert "no-topic" not in {f.rule for f in ReadingList.read(path).lint()}
