"""Schedules in Markdown tables: columns by their heads, one or several rows a session."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from page_forms import (
    ANY_TEXTS,
    JUMBLES,
    Meeting,
    addresses,
    courses,
    found,
    table_of_columns,
    table_of_rows,
    truth,
)

from readinglist.importing.content import Page, PageContent, PageReading
from readinglist.importing.interpret import find_reader
from readinglist.importing.interpret.columns import is_schedule, roles_of
from readinglist.importing.interpret.levels import LevelWords
from readinglist.importing.interpret.markdown import TablesReader
from readinglist.settings import Hints


def read(text: str, **hints: object) -> PageContent:
    return TablesReader().read(Page("README.md", text), Hints.model_validate({"year": 2024, **hints}))


def shown(reading: PageReading) -> tuple[str, str | None, str | None]:
    return reading.level, reading.title, reading.links[0].url if reading.links else None


ROWS = """\
# Big Systems (Winter 2024)

### Team

| Member | Role | Office Hours |
| :----- | :--- | :----------- |
| [Ada Lovelace](https://example.org/ada) | Faculty | by appointment

## Schedule

* **Mandatory**: Unless otherwise specified.

| Date    | Readings                       | Presenter| Critic |
| --------| -------------------------------| ---------| ------ |
| Jan 10  | Introduction                   | [Ada](slides/1.pptx) | |
|         | **Background**
| Jan 11  | [The Big Computer (Chapters 1 and 2)](https://example.org/1) | [Ada](slides/2.pptx)
|         | [Networks of Time](https://example.org/2) (Optional)
| Jan 18  | [Files of Time](https://example.org/3) (Required) | Grace and Alan | [Alonzo](critic/3.pdf)
|         | [Disks of Time](https://example.org/4) (Companion)
| Mar 4   | **Mid-Semester Presentations** | | |
"""


def test_an_empty_date_goes_on_with_the_session_above() -> None:
    page = TablesReader().read(Page("README.md", ROWS), Hints())
    assert [(s.line, s.date, s.topic, s.kind, [shown(r) for r in s.readings]) for s in page.sessions] == [
        (15, date(2024, 1, 10), "Introduction", "lecture", []),
        (
            17,
            date(2024, 1, 11),
            "Background",
            "lecture",
            [
                ("required", "The Big Computer", "https://example.org/1"),
                ("optional", "Networks of Time", "https://example.org/2"),
            ],
        ),
        (
            19,
            date(2024, 1, 18),
            "Background",
            "lecture",
            [
                ("required", "Files of Time", "https://example.org/3"),
                ("required", "Disks of Time", "https://example.org/4"),
            ],
        ),
        (21, date(2024, 3, 4), "Mid-Semester Presentations", "project", []),
    ]
    first, files = page.sessions[1].readings[0], page.sessions[2].readings[0]
    assert (first.locator, first.presenters) == ("Chapters 1 and 2", ("Ada",))
    assert files.presenters == ("Grace", "Alan")
    assert page.sessions[2].readings[1].note == "Companion"


def test_what_a_table_holds_besides() -> None:
    page = TablesReader().read(Page("README.md", ROWS), Hints())
    assert [(link.label, link.url) for link in page.sessions[1].links] == [("Ada: slides", "slides/2.pptx")]
    assert (page.course.title, page.course.term) == ("Big Systems", "Winter 2024")
    assert [(item.line, item.why) for item in page.skipped] == [
        (7, "it stands under “Team”, outside of the schedule"),
        (11, "it stands under “Schedule”, outside of the schedule"),
        (19, "its column “Critic” is none that is read"),
    ]
    assert "taken as required" in page.remarks[0]


def test_columns_for_each_level_and_cells_with_several_readings() -> None:
    page = read(
        """\
Week | Date | Topic | Required Reading | Optional | Slides | Homework
--|--|--|--|--|--|--
1 | 9/4 | Nets | [A of Nets](a)<br>[B of Nets](b) | | [pdf](s1.pdf) | [HW1](h) out
| | 9/6 | More nets | [C of Nets](c); [D of Nets](d) | Chapter 3 of the [book](e) | [link](s2) |
2 | 9/11 | No class (Labor Day) | - | N/A | |
| | 9/13 | [Disks](disks.html) | <ul><li>[E of Disks](e)</li><li>[F\\|G](f)</li></ul> | TBD | |
"""
    )
    assert [(s.week, s.date, s.topic, s.kind, s.tbd) for s in page.sessions] == [
        (1, date(2024, 9, 4), "Nets", "lecture", None),
        (1, date(2024, 9, 6), "More nets", "lecture", None),
        (2, date(2024, 9, 11), "No class (Labor Day)", "holiday", None),
        (2, date(2024, 9, 13), "Disks", "lecture", "TBD"),
    ]
    assert [[(r.level, r.title) for r in s.readings] for s in page.sessions] == [
        [("required", "A of Nets"), ("required", "B of Nets")],
        [("required", "C of Nets"), ("required", "D of Nets"), ("optional", "book")],
        [],
        [("required", "E of Disks"), ("required", "F|G")],
    ]
    assert page.sessions[1].readings[2].locator == "Chapter 3"
    assert [[(link.label, link.url) for link in s.links] for s in page.sessions] == [
        [("Slides (pdf)", "s1.pdf"), ("HW1", "h")],
        [("Slides", "s2")],
        [],
        [("Disks", "disks.html")],
    ]
    assert page.sessions[0].notes == "HW1 out"


def test_words_in_a_cell_mark_what_follows_them() -> None:
    page = read(
        "| Date | Topic | Material |\n|--|--|--|\n"
        "| Jan 9 | Nets | Required: [A of Nets](a)<br>**Suggested:** "
        "<br>[B of Nets](b)<br>- [C of Nets](c) |\n",
        columns={"Material": "readings"},
    )
    assert [shown(r) for r in page.sessions[0].readings] == [
        ("required", "A of Nets", "a"),
        ("optional", "B of Nets", "b"),
        ("optional", "C of Nets", "c"),
    ]


def test_a_table_of_a_reading_group() -> None:
    page = read(
        """\
| Date  | Presenter | Paper | Conference | Repo
| ----- | --------- | ----- | ---------- | ----
| 29/03 | Ada Lovelace | [Nets of Tongues](https://e.org/1) | EMNLP 2020 | [repo](https://e.org/r)
| 05/04 | Alan Turing | Engines of Thought by Ada Lovelace [pdf](https://example.org/2) | |
"""
    )
    first, second = (session.readings[0] for session in page.sessions)
    assert [session.date for session in page.sessions] == [date(2024, 3, 29), date(2024, 4, 5)]
    assert (first.venue, first.year, first.presenters) == ("EMNLP", 2020, ("Ada Lovelace",))
    assert [link.url for link in first.links] == ["https://e.org/1", "https://e.org/r"]
    assert (second.title, str(second.author[0]), second.presenters) == (
        "Engines of Thought",
        "Ada Lovelace",
        ("Alan Turing",),
    )


def test_a_table_below_the_heading_of_its_session() -> None:
    page = read(
        """\
## Woche 3
| Autor | Pflichtlektüre |
|--|--|
| Lovelace | [Netze der Zeit](https://example.org/1) |

## Papers
| Title | Authors | Venue | Year | Link |
|--|--|--|--|--|
| Nets of Time | Ada Lovelace, Alan Turing | SOSP | 1999 | [pdf](https://example.org/2) |
"""
    )
    assert [(s.week, [shown(r) for r in s.readings]) for s in page.sessions] == [
        (3, [("required", "Netze der Zeit", "https://example.org/1")])
    ]
    (loose,) = page.unscheduled
    assert (loose.title, loose.venue, loose.year, len(loose.author)) == ("Nets of Time", "SOSP", 1999, 2)
    assert loose.links[0].url == "https://example.org/2"


def test_hints_say_what_columns_hold() -> None:
    text = "| When | Stuff | Junk |\n|--|--|--|\n| Jan 9 | [Nets of Time](u) | [Webs of Time](v) |\n"
    page = read(text, columns={"stuff": "required", "Junk": "ignore"})
    assert [shown(r) for r in page.sessions[0].readings] == [("required", "Nets of Time", "u")]
    assert [item.text for item in page.skipped] == ["[Webs of Time](v)"]


@pytest.mark.parametrize(
    ("heads", "roles"),
    [
        (("Week", "Date", "Topic"), ("week", "date", "topic")),
        (("#", "Day", "Lecture"), ("week", "date", "topic")),
        (("Required Readings", "Suggested"), ("required", "optional")),
        (("Readings", "Paper to read", "Title"), ("readings", "readings", "readings")),
        (("Presenter", "Speaker", "Slides / Video"), ("presenters", "speakers", "links")),
        (("Datum", "Thema", "Lektüre"), ("date", "topic", "readings")),
        (("Fecha", "Tema", "Lecturas"), ("date", "topic", "readings")),
        (("日期", "主题", "阅读"), ("date", "topic", "readings")),
        (("Points", ""), (None, None)),
    ],
)
def test_columns_are_known_by_their_heads(heads: tuple[str, ...], roles: tuple[str | None, ...]) -> None:
    assert roles_of(heads, LevelWords()) == roles


def test_which_tables_are_schedules() -> None:
    assert is_schedule(("date", "topic"))
    assert is_schedule(("topic", "readings"))
    assert not is_schedule((None, None, None))
    assert not is_schedule(("topic", "notes"))


def test_how_sure_it_is() -> None:
    sure = TablesReader().recognises
    assert sure(Page("README.md", ROWS)) > 0.5
    assert sure(Page("README.md", "| A | B |\n|--|--|\n| [x](u) | y |\n")) == 0
    assert sure(Page("README.md", "no | table")) == 0


@pytest.mark.parametrize("form", [table_of_columns, table_of_rows])
def test_a_made_up_course_comes_back(form: Callable[[tuple[Meeting, ...]], str]) -> None:
    @given(courses())
    def comes_back(meetings: tuple[Meeting, ...]) -> None:
        hints = Hints(year=meetings[0].date.year)
        assert found(TablesReader().read(Page("README.md", form(meetings)), hints)) == truth(meetings)

    comes_back()


@given(JUMBLES)
def test_no_link_vanishes(text: str) -> None:
    assert addresses(text) <= addresses(read(text).model_dump_json())


@given(ANY_TEXTS)
def test_any_text_can_be_read(text: str) -> None:
    page = Page("README.md", text)
    assert 0 <= TablesReader().recognises(page) < 1
    assert isinstance(TablesReader().read(page, Hints()), PageContent)


DAYS = """\
| Date     | Day | Paper | Review |
| -------- | --- | ----- | ------ |
| 19/04/02 | Tue | [Taming Disks][tame] | |
| 19/04/04 | Thu | [A Fast Disk][fast] | |
| 19/04/04 | Thu | [A Log for Disks][log] | [review](review.md) |
| 20/01/09 | Thu | [Disks Measured][seen] | |

[tame]: https://example.org/tame
[fast]: https://example.org/fast
[log]: https://example.org/log
[seen]: https://example.org/seen
"""


def test_rows_that_repeat_a_date_are_one_session() -> None:
    assert [(s.date, [r.title for r in s.readings]) for s in read(DAYS).sessions] == [
        (date(2019, 4, 2), ["Taming Disks"]),
        (date(2019, 4, 4), ["A Fast Disk", "A Log for Disks"]),
        (date(2020, 1, 9), ["Disks Measured"]),
    ]


def test_rows_that_repeat_a_date_with_another_topic_are_two_sessions() -> None:
    page = read("| Date | Topic |\n|-|-|\n| Feb 1 | Disks |\n| Feb 1 | Disks |\n| Feb 1 | Logs |\n")
    assert [session.topic for session in page.sessions] == ["Disks", "Logs"]


def test_a_number_in_front_of_a_bold_topic_is_dropped_and_brackets_of_a_link_stay() -> None:
    page = read(
        "| Date | Topic | Assignment |\n|-|-|-|\n"
        "| Thu Mar 7 | __12. Exam 1__ | [lab 2 (part A)](https://example.org/lab) |\n"
    )
    (session,) = page.sessions
    assert (session.topic, session.kind) == ("Exam 1", "exam")
    assert [link.label for link in session.links] == ["lab 2 (part A)"]


def test_hints_on_columns_make_a_schedule_of_a_table_that_is_none_by_its_heads() -> None:
    page = Page("list.md", "| Part | Sections |\n|-|-|\n| Time | [Clocks](https://example.org/1) |\n")
    assert find_reader(page) is None
    reader = find_reader(page, Hints(columns={"Sections": "readings", "Part": "topic"}))
    assert reader is not None and reader.name == "tables"
