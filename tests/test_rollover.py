"""Last year's list on new dates, and what of it to look at again."""

from __future__ import annotations

import datetime
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readinglist import Assignment, Course, Link, Person, Reading, ReadingList, Session, Syllabus
from readinglist.cli import run
from readinglist.rollover import NewTerm, Placed, look_again, place

MONDAY = date(2022, 1, 24)
DAY = datetime.timedelta(days=1)


def meetings(first: date, gaps: list[int], week: int = 1) -> list[Session]:
    """Sessions from ``first`` on, so many days apart, with weeks by the calendar."""
    days = [first]
    for gap in gaps:
        days.append(days[-1] + gap * DAY)
    monday = first - first.weekday() * DAY
    return [
        Session(week=week + (day - monday).days // 7, date=day, topic=f"T{number}")
        for number, day in enumerate(days)
    ]


def on(sessions: list[Session], start: date, end: date | None = None, **holidays: date) -> Placed:
    named = {day: name.replace("_", " ") for name, day in holidays.items()}
    return place(Course(term="Spring 2022"), sessions, NewTerm("Spring 2027", start, end, named))


def told(placed: Placed) -> list[tuple[int | None, str | None, str]]:
    return [(s.week, s.date.isoformat() if s.date else None, s.topic) for s in placed.sessions]


def test_a_weekly_course_keeps_its_weekday_and_order() -> None:
    placed = on(meetings(MONDAY, [7, 7]), date(2027, 1, 19))
    assert told(placed) == [(1, "2027-01-25", "T0"), (2, "2027-02-01", "T1"), (3, "2027-02-08", "T2")]
    assert (placed.course.term, placed.course.start) == ("Spring 2027", date(2027, 1, 19))


def test_two_and_three_meetings_a_week() -> None:
    twice = on(meetings(date(2022, 1, 25), [2, 5, 2]), date(2027, 1, 18))
    assert [day for _, day, _ in told(twice)] == ["2027-01-19", "2027-01-21", "2027-01-26", "2027-01-28"]
    thrice = on(meetings(MONDAY, [2, 2, 3]), date(2027, 1, 20))
    assert told(thrice)[0] == (1, "2027-01-20", "T0") and told(thrice)[2] == (2, "2027-01-25", "T2")


def test_a_week_may_be_zero_and_a_term_may_cross_new_year() -> None:
    assert told(on(meetings(MONDAY, [7], week=0), date(2027, 1, 25)))[0][0] == 0
    crossing = on(meetings(MONDAY, [7, 7, 7]), date(2026, 12, 21))
    assert [day for _, day, _ in told(crossing)][1:3] == ["2026-12-28", "2027-01-04"]
    assert [week for week, _, _ in told(crossing)] == [1, 2, 3, 4]


def test_a_holiday_on_a_meeting_day_moves_the_rest() -> None:
    placed = on(meetings(MONDAY, [7]), date(2027, 2, 8), Presidents_Day=date(2027, 2, 15))
    assert told(placed) == [
        (1, "2027-02-08", "T0"),
        (2, "2027-02-15", "Presidents Day"),
        (3, "2027-02-22", "T1"),
    ]
    assert placed.sessions[1].kind == "holiday" and placed.findings == ()


def test_holidays_of_the_old_term_go() -> None:
    free = Session(week=2, date=MONDAY + 7 * DAY, topic="Presidents Day", kind="holiday")
    one, two = meetings(MONDAY, [14])
    assert [topic for _, _, topic in told(on([one, free, two], date(2027, 1, 25)))] == ["T0", "T1"]


def test_a_holiday_on_no_meeting_day_is_said_once() -> None:
    placed = on(meetings(MONDAY, [7]), date(2027, 1, 25), Break=date(2027, 3, 23))
    assert [finding.rule for finding in placed.findings] == ["rollover-holiday"]


def test_what_does_not_fit_has_no_date_and_is_said() -> None:
    placed = on(meetings(MONDAY, [7, 7]), date(2027, 1, 25), date(2027, 2, 5))
    assert [day for _, day, _ in told(placed)] == ["2027-01-25", "2027-02-01", None]
    assert [finding.rule for finding in placed.findings] == ["rollover-no-room"]
    assert "T2" in placed.findings[0].message


def test_a_longer_term_leaves_its_end_free() -> None:
    placed = on(meetings(MONDAY, [7]), date(2027, 1, 25), date(2027, 5, 30))
    assert len(placed.sessions) == 2 and placed.findings == ()


def test_where_weeks_count_meetings_they_stay() -> None:
    counted = [Session(week=n, date=MONDAY + 3 * n * DAY, topic=f"T{n}") for n in (1, 2, 3)]
    assert [week for week, _, _ in told(on(counted, date(2027, 1, 25)))] == [1, 2, 3]


def test_sessions_of_one_day_stay_together_and_undated_ones_where_they_are() -> None:
    one = Session(week=1, date=MONDAY, topic="A")
    placed = on(
        [one, one.model_copy(update={"topic": "B"}), Session(topic="C"), *meetings(MONDAY + 7 * DAY, [])],
        date(2027, 1, 25),
    )
    assert [(day, topic) for _, day, topic in told(placed)] == [
        ("2027-01-25", "A"),
        ("2027-01-25", "B"),
        (None, "C"),
        ("2027-02-01", "T0"),
    ]


def test_without_dates_nothing_is_moved() -> None:
    placed = on([Session(week=1, topic="A")], date(2027, 1, 25))
    assert told(placed) == [(1, None, "A")]
    assert [finding.rule for finding in placed.findings] == ["rollover-undated"]


@settings(deadline=None)
@given(
    st.lists(st.integers(1, 9), max_size=20),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.none() | st.integers(0, 200),
    st.sets(st.integers(0, 60), max_size=8),
)
def test_every_meeting_is_kept_in_order_on_a_day_of_the_course(
    gaps: list[int], first: date, start: date, length: int | None, free: set[int]
) -> None:
    sessions = meetings(first, gaps)
    end = None if length is None else start + length * DAY
    days = {start + number * DAY: "Free" for number in free}
    placed = place(Course(), sessions, NewTerm("T", start, end, days))
    kept = [session for session in placed.sessions if session.kind != "holiday"]
    assert [session.topic for session in kept] == [session.topic for session in sessions]
    given_days = [session.date for session in placed.sessions if session.date]
    assert given_days == sorted(given_days) and len(set(given_days)) == len(given_days)
    weekdays = {session.date.weekday() for session in sessions if session.date}
    for session in kept:
        if session.date:
            assert session.date.weekday() in weekdays and session.date not in days and session.date >= start
            assert end is None or session.date <= end


# What to look at again ------------------------------------------------------------------


def test_what_was_true_last_term_is_listed() -> None:
    preprint = Reading(key="p", title="P", arxiv_id="1706.03762", arxiv_version=2, url="https://a.org/p")
    printed = Reading(key="q", title="Q", arxiv_id="1706.03763", doi="10.1145/1")
    session = Session(
        topic="Topic",
        tbd="More soon",
        speakers=(Person(name="Ada"),),
        links=(Link(url="slides/1.pdf", label="Slides"), Link(url="https://forms.gle/x", label="Review")),
        required=(Assignment(reading=preprint, presenters=("Bob",)), Assignment(reading=printed)),
    )
    syllabus = Syllabus(sessions=(session,), readings=(preprint, printed))
    found = look_again(syllabus, {"https://a.org/p": "2026-11-01"})
    assert sorted((finding.rule, finding.key) for finding in found if finding.key) == [
        ("rollover-dead", "p"),
        ("rollover-preprint", "p"),
        ("rollover-presenter", "p"),
        ("rollover-version", "p"),
    ]
    words = " ".join(finding.message for finding in found)
    for told_of in ("Ada", "Bob", "Slides", "Review", "More soon", "2026-11-01"):
        assert told_of in words
    assert [finding.rule for finding in found if finding.level == "warning"] == ["rollover-dead"]


# On the command line --------------------------------------------------------------------


def test_a_new_folder_holds_everything_else_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    old = ReadingList.example()
    ReadingList(old, course=old.course, sessions=old.sessions).write("data")
    arguments = ["--start", "2027-01-19", "--holiday", "2027-02-15=Presidents Day", "--into", "new"]
    assert run(["rollover", "Spring 2027", *arguments, "--format", "json"]) == 0
    assert json.loads(capfd.readouterr().out)["findings"]
    new = ReadingList.read("new")
    assert new.course.term == "Spring 2027" and not new.findings
    assert Path("new/readings.bib").read_bytes() == Path("data/readings.bib").read_bytes()
    assert [a.reading.key for a in new.assignments] == [a.reading.key for a in old.assignments]
    assert [a.level for a in new.assignments] == [a.level for a in old.assignments]
    assert run(["rollover", "Spring 2027", *arguments]) == 2, "a folder that is there is not written over"


def test_without_a_folder_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    old = ReadingList.example()
    ReadingList(old, course=old.course, sessions=old.sessions).write("data")
    assert run(["rollover", "Spring 2027", "--start", "2027-01-19"]) == 0
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["data", "readings.bib", "schedule.toml"]
    assert "--into" in capfd.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--start", "2027-13-01"],
        ["--start", "2027-02-01", "--end", "2027-01-01"],
        ["--start", "2027-02-01", "--holiday", "soon"],
        ["--start", "2027-02-01", "--holiday", "2027-03-02..2027-03-01"],
        [],
    ],
)
def test_dates_that_cannot_be_meant_are_refused(
    arguments: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["rollover", "T", *arguments]) == 2
    assert "Traceback" not in capfd.readouterr().err
