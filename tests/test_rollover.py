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
from readinglist.errors import UnknownFormatError
from readinglist.links.assessment import remember
from readinglist.links.exchange import Observation
from readinglist.links.history import History
from readinglist.links.history import render as render_history
from readinglist.links.targets import gather_targets
from readinglist.lists.rollover import NewSchedule, NewTerm, place_sessions, render_review, review_list
from readinglist.model.finding import Finding
from readinglist.model.provenance import Provenance
from readinglist.report import date_words

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


def on(sessions: list[Session], start: date, end: date | None = None, **holidays: date) -> NewSchedule:
    named = {day: name.replace("_", " ") for name, day in holidays.items()}
    return place_sessions(Course(term="Spring 2022"), sessions, NewTerm("Spring 2027", start, end, named))


def told(placed: NewSchedule) -> list[tuple[int | None, str | None, str]]:
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
    placed = place_sessions(Course(), sessions, NewTerm("T", start, end, days))
    kept = [session for session in placed.sessions if session.kind not in ("holiday", "break")]
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
    found = review_list(syllabus, {"https://a.org/p": datetime.date(2026, 11, 1)})
    assert sorted((finding.rule, finding.key) for finding in found if finding.key) == [
        ("rollover-dead", "p"),
        ("rollover-preprint", "p"),
        ("rollover-presenter", "p"),
        ("rollover-version", "p"),
    ]
    words = " ".join(finding.message for finding in found)
    for told_of in ("Ada", "Bob", "Slides", "Review", "More soon", "dead since Sun 1 Nov 2026"):
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


# Dates that a person would want ----------------------------------------------------------


def test_a_single_meeting_on_another_day_makes_no_third_day_of_the_week() -> None:
    days = [MONDAY + 7 * n * DAY for n in range(6)]
    sessions = [Session(week=n + 1, date=day, topic=f"T{n}") for n, day in enumerate(days)]
    makeup = Session(week=2, date=MONDAY + 11 * DAY, topic="Made up")
    placed = on([*sessions[:2], makeup, *sessions[2:]], date(2027, 1, 25))
    assert {session.date.weekday() for session in placed.sessions if session.date} == {0}
    assert [session.topic for session in placed.sessions][2] == "Made up"
    assert [finding.rule for finding in placed.findings] == ["rollover-weekday"]
    assert "Fri 4 Feb 2022; the course meets on Mondays now" in placed.findings[0].message


@pytest.mark.parametrize(
    ("name", "days", "kind"),
    [
        ("Spring Break", 1, "break"),
        ("Thanksgiving", 5, "break"),
        ("Labor Day", 1, "holiday"),
        ("", 5, "holiday"),
    ],
)
def test_a_break_stays_a_break(name: str, days: int, kind: str) -> None:
    free = {date(2027, 1, 25) + n * DAY: name for n in range(days)}
    placed = place_sessions(Course(), meetings(MONDAY, []), NewTerm("T", date(2027, 1, 25), None, free))
    assert (placed.sessions[0].kind, placed.sessions[0].topic) == (kind, name or "No class")


def test_what_is_read_over_a_holiday_is_not_lost() -> None:
    reading = Reading(key="k")
    one, two = meetings(MONDAY, [14])
    over = Session(
        week=2, date=MONDAY + 7 * DAY, topic="Break", kind="break", required=(Assignment(reading=reading),)
    )
    placed = on([one, over, two], date(2027, 1, 25), Holiday=date(2027, 2, 1))
    kept = [session for session in placed.sessions if session.assignments]
    assert [(session.topic, session.date) for session in kept] == [("Break", None)]
    assert [finding.rule for finding in placed.findings] == ["rollover-kept"]


def test_who_gives_no_holidays_is_told_which_there_were() -> None:
    one, two = meetings(MONDAY, [14])
    free = Session(week=2, date=MONDAY + 7 * DAY, topic="Presidents Day", kind="holiday")
    (finding,) = on([one, free, two], date(2027, 1, 25)).findings
    assert finding.rule == "rollover-holidays" and "Presidents Day" in finding.message


def test_the_berkeley_course_in_spring_2027() -> None:
    rl = ReadingList.example()
    free = {date(2027, 2, 15): "Presidents Day"} | {
        date(2027, 3, 22) + n * DAY: "Spring Break" for n in range(5)
    }
    placed = place_sessions(
        rl.course, rl.sessions, NewTerm("Spring 2027", date(2027, 1, 19), date(2027, 5, 14), free)
    )
    assert placed.findings == ()
    assert [(s.week, str(s.date), s.kind) for s in placed.sessions if s.kind in ("holiday", "break")] == [
        (4, "2027-02-15", "holiday"),
        (9, "2027-03-22", "break"),
    ]
    assert [s.week for s in placed.sessions] == list(range(1, 17))
    assert str(placed.sessions[-1].date) == "2027-05-10"


# How it is told --------------------------------------------------------------------------


def test_it_is_told_under_headings_the_gravest_first() -> None:
    found = (
        Finding(rule="rollover-tbd", level="info", message="A still says 'soon'"),
        Finding(rule="rollover-dead", level="warning", message="https://a.org: dead since 2026", key="k"),
        Finding(rule="rollover-dead", level="warning", message="https://a.org: dead since 2026", key="k"),
        Finding(rule="retracted", level="error", message="it was retracted", key="q"),
        Finding(rule="duplicate-title", level="warning", message="twice", key="q"),
    )
    assert render_review(found) == (
        "Retracted, withdrawn or doubted\n  q: it was retracted\n\n"
        "Dead links\n  k: https://a.org: dead since 2026\n\n"
        "Still to come\n  A still says 'soon'\n\n"
        "Found by 'readinglist lint'\n  q: twice [duplicate-title]\n"
    )
    assert "- [ ] q: it was retracted\n" in render_review(found, "markdown")
    assert render_review(()) == render_review((), "markdown") == "There is nothing to look at again.\n"
    with pytest.raises(UnknownFormatError):
        render_review((), "yaml")


def test_what_lint_says_of_a_neglected_list_does_not_push_out_the_rest() -> None:
    many = [Finding(rule="no-link", level="warning", message="no link", key=f"k{n}") for n in range(50)]
    told_of = render_review(many).splitlines()
    assert len(told_of) == 22 and told_of[-1] == "  and 30 more; 'readinglist lint' shows them all"
    assert len(json.loads(render_review(many, "json"))["findings"]) == 50


@pytest.mark.parametrize("text", ["<script>", "@everyone", "a\n- [x] b", "\x1b[31m", "[x](http://y)"])
def test_what_strangers_wrote_stays_text(text: str) -> None:
    session = Session(topic=text, speakers=(Person(name=text),), tbd=text)
    found = review_list(Syllabus(sessions=(session,)), {})
    for format_ in ("text", "markdown"):
        told_of = render_review(found, format_)
        assert "\x1b" not in told_of and "\n- [x]" not in told_of
    assert text not in render_review(found, "markdown")


# What goes with the list -----------------------------------------------------------------


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    old = ReadingList.example()
    ReadingList(old, course=old.course, sessions=old.sessions).write("data")
    return tmp_path


START = ("rollover", "Spring 2027", "--start", "2027-01-19")


def test_history_snapshot_and_settings_of_the_folder_go_with_it(course: Path) -> None:
    beside = {"readings.links.json": "h", "readings.import.json": "s", "readinglist.toml": "[load]\n"}
    for name, text in beside.items():
        (course / "data" / name).write_text(text)
    assert run([*START, "--into", "new"]) == 0
    for name, text in beside.items():
        assert (course / "new" / name).read_text() == text


def test_provenance_goes_with_it(course: Path) -> None:
    said = {"title": Provenance(value="Roofline", source="crossref")}
    ReadingList.read("data").with_provenance({"williams2009roofline": said}).write()
    assert run([*START, "--into", "new"]) == 0
    lock = (course / "data" / "readings.lock.json").read_bytes()
    assert (course / "new" / "readings.lock.json").read_bytes() == lock


@pytest.mark.parametrize(
    "name", ["readings.bib", "schedule.toml", "readings.lock.json", "readings.links.json"]
)
def test_nothing_that_is_there_is_written_over(
    course: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    (course / "new").mkdir()
    (course / "new" / name).write_text("")
    assert run([*START, "--into", "new"]) == 2
    assert "name a folder that holds no list yet" in capfd.readouterr().err
    assert [path.name for path in (course / "new").iterdir()] == [name]


def test_the_list_itself_is_changed_only_where_that_is_said(
    course: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = (course / "data" / "schedule.toml").read_bytes()
    assert run([*START, "--into", "data"]) == 2
    assert run([*START, "--into", "new", "--in-place"]) == 2
    assert (course / "data" / "schedule.toml").read_bytes() == before
    assert run([*START, "--in-place"]) == 0
    assert ReadingList.read("data").course.term == "Spring 2027"
    assert "Traceback" not in capfd.readouterr().err


def test_a_bibliography_alone_becomes_a_folder(course: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (course / "mine.bib").write_text("@misc{a, title = {A}, week = 3, level = {required}}\n")
    assert run(["--data", "mine.bib", *START, "--into", "new"]) == 0
    assert "no session has a date" in capfd.readouterr().out
    new = ReadingList.read("new")
    assert (new.course.term, [session.week for session in new.sessions]) == ("Spring 2027", [3])


def test_links_that_the_history_knows_as_dead_are_told_without_asking(
    course: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    url = ReadingList.read("data").readings["domingos2012useful"].url
    assert url is not None
    now = datetime.datetime.now(datetime.UTC)
    name = next(t.name for t in gather_targets(ReadingList.read("data").syllabus, {}, ()) if t.url == url)
    memory = remember(None, name, now, Observation("gone"))
    history = render_history(History().with_memories([memory]))
    (course / "data" / "readings.links.json").write_text(history, encoding="utf-8")
    assert run(list(START)) == 0
    assert f"domingos2012useful: {url}: dead since {date_words(now.date())}" in capfd.readouterr().out
