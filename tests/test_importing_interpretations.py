"""Several readings of a page compete: which headings are sessions, what columns hold, what marks mean."""

from __future__ import annotations

from datetime import date

import pytest

from readinglist.importing import SourcePage, import_pages
from readinglist.importing.content import Page, PageContent, PageSession
from readinglist.importing.importer import read_pages
from readinglist.importing.interpret.course_facts import course_named
from readinglist.importing.interpret.dates import written_date
from readinglist.importing.interpret.headings import heading_of
from readinglist.importing.interpret.labels import is_task
from readinglist.importing.interpret.levels import stated_words
from readinglist.importing.markup.blocks import Block
from readinglist.model.schedule import Course, Level
from readinglist.settings import Hints


def read(text: str, name: str = "page.md", **hints: object) -> PageContent:
    page = SourcePage(Page(name, text), name)
    (found,) = read_pages([page], None, Hints.model_validate(hints), date(2026, 12, 1), None)
    return found.content


def titles(session: PageSession) -> list[tuple[str | None, Level]]:
    return [(reading.title, reading.level) for reading in session.readings]


def topics(content: PageContent) -> list[str]:
    return [session.topic for session in content.sessions]


def days(content: PageContent) -> list[str]:
    return [str(session.date) for session in content.sessions]


# Columns

HANDOUTS = """\
# Knots (Fall 2021)

| When | Theme | Handouts and Links | Homework |
|---|---|---|---|
| Sep 7 | Bends | [Bends of Cooks](https://knots.example/bends.pdf) [slides](s/1.pdf) | [HW1](hw/1.md) |
| Sep 14 | Hitches | [A Hitch in Time](https://knots.example/hitch) | [HW2](hw/2.md) |
"""


def test_a_column_of_links_whose_links_are_works_holds_readings() -> None:
    content = read(HANDOUTS)
    assert [titles(session) for session in content.sessions] == [
        [("Bends of Cooks", "unspecified")],
        [("A Hitch in Time", "unspecified")],
    ]
    assert content.decisions == (
        "columns: When=date, Theme=topic, Handouts and Links=readings (2 links), Homework=notes",
    )
    assert "hw/1.md" in str(content.sessions[0].links)


def test_a_person_may_say_otherwise() -> None:
    content = read(HANDOUTS, columns={"Handouts and Links": "links"})
    assert not any(session.readings for session in content.sessions)
    assert content.decisions[0].endswith('else --column "Handouts and Links=readings"')


def test_slides_and_homework_in_a_column_of_links_are_no_readings() -> None:
    content = read(
        "| Date | Topic | Links |\n|---|---|---|\n"
        "| 2021-09-07 | Bends | [slides](https://a.example/1.pdf), [video](https://v.example/1) |\n"
        "| 2021-09-14 | Hitches | [Lecture 2 slides](https://a.example/2.pdf) |\n"
    )
    assert [session.readings for session in content.sessions] == [(), ()]
    assert [len(session.links) for session in content.sessions] == [2, 1]


def test_pages_of_people_are_no_readings() -> None:
    for head in ("Hosted by", "Who is there"):
        content = read(
            f"| Date | Topic | {head} |\n|---|---|---|\n| 2021-09-07 | Bends | [Ada](https://ada.example) |\n"
            "| 2021-09-14 | Hitches | [Bo Reef](https://people.example/bo) |\n"
        )
        assert [session.readings for session in content.sessions] == [(), ()]


def test_dates_of_works_in_a_list_are_no_sessions() -> None:
    dates = ("2020-03-02", "2023-01-03", "2022-10-15", "2019-06-20", "2021-08-18", "2018-06-03", "2022-05-16")
    lines = [f"- {day} - [A Work on Knots {n}](https://k.example/{n})" for n, day in enumerate(dates * 2)]
    content = read("# Works on knots\n\n## Bends\n\n" + "\n".join(lines) + "\n")
    assert topics(content) == ["Bends"]
    assert len(content.sessions[0].readings) == 14


def test_a_theme_and_its_papers_in_one_cell_are_told_apart() -> None:
    content = read(
        "# Knots, Fall 2021\n\n| Date | Topic | Lead |\n|---|---|---|\n"
        "| Sep 7 | **Bends** [Cook_2011](p/cook.pdf) & [Boa et al 2014](p/boa.pdf)"
        " [code](https://c.example) | Ada |\n"
        "| Sep 14 | Hitches: [Reef 2010](p/reef.pdf) | Bo |\n"
        "| Sep 21 | No class | |\n"
    )
    assert topics(content) == ["Bends", "Hitches", "No class"]
    assert [len(session.readings) for session in content.sessions] == [2, 1, 0]
    assert [link.url for link in content.sessions[0].readings[1].links] == ["p/boa.pdf", "https://c.example"]
    assert 'else --column "Topic=topic"' in content.decisions[0]


def test_topics_that_link_pages_of_the_course_stay_topics() -> None:
    content = read(
        "| Date | Topic |\n|---|---|\n| 2021-09-07 | [Bends](l/1.md) |\n| 2021-09-14 | [Hitches](l/2.md) |\n"
    )
    assert topics(content) == ["Bends", "Hitches"]
    assert 'else --column "Topic=readings"' in content.decisions[0]


PLAIN = """\
| No. | Date | What | Room |
|---|---|---|---|
| 1. | 2021-09-07 | Planning meeting | 3 |
| 2. | 2021-09-14 | Reliable Hitches from Unreliable Rope | 3 |
"""


def test_plain_titles_are_readings_where_a_person_says_so_and_events_are_topics() -> None:
    assert 'else --column "What=readings"' in read(PLAIN).decisions[0]
    content = read(PLAIN, columns={"What": "readings"})
    assert topics(content) == ["Planning meeting", ""]
    assert [titles(session) for session in content.sessions] == [
        [],
        [("Reliable Hitches from Unreliable Rope", "unspecified")],
    ]


def test_dividers_of_years_are_no_topics() -> None:
    content = read(
        "| Date | Presenter | Paper |\n|---|---|---|\n| **2022** | | |\n"
        "| 2022-01-10 | Ada | [Bends](https://k.example/b) |\n| **2020--2021** | | Room 2 |\n"
        "| 2021-11-10 | Bo | [Hitches](https://k.example/h) |\n"
    )
    assert topics(content) == ["", ""]
    assert days(content) == ["2022-01-10", "2021-11-10"]


def test_rows_of_one_week_with_days_of_their_own_are_sessions_of_their_own() -> None:
    content = read(
        "# Knots, Fall 2025\n\n| Week | Day | Date | Topic |\n|---|---|---|---|\n"
        "| 1 | M | 09-29 | Bends |\n| 1 | W | 10-01 | Hitches |\n| 2 | M | 10-06 | Loops |\n"
    )
    assert [(session.week, session.topic) for session in content.sessions] == [
        (1, "Bends"),
        (1, "Hitches"),
        (2, "Loops"),
    ]
    assert days(content) == ["2025-09-29", "2025-10-01", "2025-10-06"]


def test_a_table_of_html_is_read_by_the_same_rule() -> None:
    content = read(
        "<!DOCTYPE html><html><body><h1>Knots, Spring 2024</h1><table>"
        "<tr><th>Date</th><th>Topic</th><th>Resources</th></tr>"
        "<tr><td>Jan 23</td><td>Bends</td><td>"
        "Suggested: <a href='https://k.example/b.pdf'>Bends of Cooks</a><br>"
        "Additional: <a href='https://k.example/c.pdf'>Cords at Scale</a></td></tr>"
        "<tr><td>Jan 30</td><td>Hitches</td><td>"
        "Suggested: <a href='https://k.example/h.pdf'>Hitches Today</a></td>"
        "</tr></table></body></html>",
        "page.html",
    )
    # What is suggested stands above what is additional: the two are not one level.
    assert [titles(session) for session in content.sessions] == [
        [("Bends of Cooks", "unspecified"), ("Cords at Scale", "optional")],
        [("Hitches Today", "unspecified")],
    ]


# Which headings are sessions

MEETINGS = """\
# Knots (Fall 2019)

## Meeting 1: Aug. 27

### Topic: Bends

### Due: Plans (Sunday, Sept 1st on paper)

### Required Readings:
* [Bends of Cooks](https://k.example/b)

### Presenters:
* Ada Boa -- Guest

## Meeting 2: Sep. 3

### Topic: Hitches

### Required Readings:
* [A Hitch in Time](https://k.example/h)
* Choose **two** knots that you like
* DUE: [Your knots](tasks/1.html)

## Meeting 3: Sep. 10

### Topic: **NO CLASS**
"""


def test_a_date_in_one_sub_heading_makes_no_session_of_sub_headings() -> None:
    content = read(MEETINGS)
    assert days(content) == ["2019-08-27", "2019-09-03", "2019-09-10"]
    assert topics(content) == ["Bends", "Hitches", "NO CLASS"]
    assert [titles(session) for session in content.sessions] == [
        [("Bends of Cooks", "required")],
        [("A Hitch in Time", "required")],
        [],
    ]
    assert content.sessions[0].speakers[0].name == "Ada Boa"
    assert "Plans" in (content.sessions[0].notes or "")
    assert "tasks/1.html" in str(content.sessions[1].links)
    assert content.decisions == ("sessions: 3 level-2 headings; else --sessions h3",)


def test_a_person_may_say_which_headings_are_sessions() -> None:
    content = read(
        "## Bends\n\n* [A](https://a.example)\n\n### More\n\n* [B](https://b.example)\n", sessions="h3"
    )
    assert topics(content) == ["More"]


def test_days_of_a_dated_week_are_sessions_with_days_of_their_own() -> None:
    content = read(
        "# Knots (CS 12, Spring 2026)\n\n## Week 1 (Jan 20)\n\n*Bends.*\n\nTue:\n"
        "- [Bends of Cooks](https://k.example/b)\n\n"
        "Thu:\n- [Cords at Scale](https://k.example/c)\n\nsee also [The Rope Book](https://k.example/r)\n\n"
        "## Week 2 (Jan 26)\n\nTue: Hitches\n\nThu: Loops\n"
    )
    assert content.course.title == "Knots (CS 12)"
    assert days(content) == ["2026-01-20", "2026-01-22", "2026-01-27", "2026-01-29"]
    assert [session.week for session in content.sessions] == [1, 1, 2, 2]
    assert topics(content) == ["Bends.", "Bends.", "Hitches", "Loops"]
    assert titles(content.sessions[1]) == [("Cords at Scale", "unspecified"), ("The Rope Book", "optional")]


def test_what_is_due_and_linked_for_the_week_is_no_reading() -> None:
    content = read(
        "# Knots, Spring 2022\n\n## Week 1\n\n[All about week 1](w.md#1)\n\n"
        "**Tue, Jan 11** - Bends\n\nDue (before class):\n\n"
        "* [Start here](https://u.example/start)\n* Read [Bends of Cooks](https://k.example/b)\n\nMaterials:\n\n"
        "* Slides on bends ([Week-1](https://docs.google.com/presentation/d/1))\n\n"
        "**Thu, Jan 13** - Hitches\n"
    )
    assert topics(content) == ["Bends", "Hitches"]
    assert [title for title, _ in titles(content.sessions[0])] == ["Bends of Cooks"]
    linked = {link.url for link in content.sessions[0].links}
    assert linked == {"w.md#1", "https://u.example/start", "https://docs.google.com/presentation/d/1"}


# Levels


@pytest.mark.parametrize(
    ("said", "mark", "level"),
    [
        ("Compulsory reading in bold.", "bold", "required"),
        ("Papers in bold are required, all others are not.", "bold", "required"),
        ("Optional readings are marked with *.", "*", "optional"),
        ("★ = required reading", "★", "required"),
        ("Readings in italics are optional", "italic", "optional"),
    ],
)
def test_the_legend_of_a_page_is_read(said: str, mark: str, level: Level) -> None:
    words, remarks = stated_words([Block("text", 3, said)], Hints())
    assert len(remarks) == 1 and remarks[0].startswith("Line 3 says ")
    if mark in ("bold", "italic"):
        assert words.style(bold=mark == "bold", italic=mark == "italic") == level
    else:
        ahead, behind = words.prefix(f"{mark} A Paper"), words.suffix(f"A Paper {mark}")
        assert ahead is not None and behind is not None
        assert (ahead.level, behind.level) == (level, level)


def test_prose_that_is_no_legend_is_none() -> None:
    for said in ("It takes bold thinking to complete the required homework in time.", "Required: 5 stars"):
        assert stated_words([Block("text", 1, said)], Hints())[1] == ()


def test_works_in_bold_are_required_where_the_page_says_so() -> None:
    content = read(
        "# Knots, Spring 2024\n\nCompulsory reading in bold.\n\n## 1 Bends (April 19, FW)\n\n"
        "#### References\n\n"
        "- **Boa, Ada (2018). “Bends of Cooks”**, https://k.example/b.\n- [Cords at Scale](https://k.example/c)\n\n"
        "## 2 Hitches (May 10 and May 17, FW)\n\n#### References\n\n- **[A Hitch in Time](https://k.example/h)**\n"
    )
    assert topics(content) == ["Bends", "Hitches"]
    assert [[level for _, level in titles(session)] for session in content.sessions] == [
        ["required", "unspecified"],
        ["required"],
    ]


# Dates


def test_days_of_the_week_outvote_a_stray_year() -> None:
    content = read(
        "# Reading list\n\n## Jan 28, Tue: Bends\n\n- [Bends](https://k.example/b)\n\n"
        "## Feb 4, Tue: Projects\n\n"
        "- [Projects of Spring 2023](https://k.example/p)\n"
    )
    assert days(content) == ["2025-01-28", "2025-02-04"]


@pytest.mark.parametrize(
    ("text", "month", "day"),
    [("1. September 2", 9, 2), ("3. Sept 4: Bends", 9, 4), ("1. September", 9, 1), ("2. May 5, 2024", 5, 5)],
)
def test_a_number_in_front_of_a_date_is_no_day(text: str, month: int, day: int) -> None:
    found = written_date(text)
    assert found is not None
    assert (found.month, found.day) == (month, day)


def test_month_and_day_alone_are_a_date_and_a_range_of_pages_is_none() -> None:
    assert written_date("09-26") is not None
    assert written_date("W 10-01") is not None
    assert written_date("pp. 10-12") is None
    assert written_date("Chapters 10-12") is None


# Topics


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Tu. 8/22 | Bends", "Bends"),
        ("Thu: Hitches", "Hitches"),
        ("Topic: Loops", "Loops"),
        ("Bends (April 19, FW)", "Bends"),
        ("Friday Night Knots", "Friday Night Knots"),
        ("SAT: Solvers", "SAT: Solvers"),
        ("We, the Ropes", "We, the Ropes"),
        ("Sunday", ""),
    ],
)
def test_a_topic_has_no_residue_of_dates(text: str, topic: str) -> None:
    assert heading_of(text).topic == topic


def test_a_title_is_not_cut_in_a_bracket() -> None:
    assert course_named(Course(), "Knots (CS 12, Spring 2026)").title == "Knots (CS 12)"
    assert course_named(Course(), "Knots (Spring 2026)").title == "Knots"
    assert course_named(Course(), "Knots, Spring 2026").title == "Knots"


def test_tasks_are_told_from_titles() -> None:
    assert is_task("DUE: Problem set 1")
    assert is_task("Select two papers")
    assert not is_task("Read Me If You Can: Notes on Knots")
    assert not is_task("Complete Bipartite Graphs")


# Hints that meet nothing


def test_a_hint_that_meets_nothing_is_told() -> None:
    page = SourcePage(Page("page.md", HANDOUTS), "page.md")
    hints = Hints(columns={"Papers": "readings", "Theme": "topic"}, required=("bold",), optional=("spare",))
    remarks = import_pages([page], hints=hints).account.remarks
    unmet = [remark for remark in remarks if "meets nothing" in remark]
    assert unmet == [
        '--column "Papers=readings" meets nothing on the page',
        '--required "bold" meets nothing on the page',
        '--optional "spare" meets nothing on the page',
    ]
