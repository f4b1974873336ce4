"""Modules of just-the-class: definition lists with dates as terms, badges, a file a module."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from page_forms import ANY_TEXTS, JUMBLES, Meeting, addresses, courses, found, modules, truth

from readinglist.importing.content import Page, PageContent
from readinglist.importing.interpret.modules import ModulesReader
from readinglist.settings import Hints

FIRST = """\
---
title: Behavior of nets
---

Mon Jan 3
: [Introduction](/lectures/introduction)
  : **Lecture**{: .label .label-purple }
: *Ada Lovelace*
: 1. Why does this course exist?
  1. Language models

Wed Jan 5
: [Capabilities](/lectures/capabilities)
  : **Lecture**{: .label .label-purple } **Discussion**{: .label .label-green }
: *Grace Hopper and Alan Turing*
: Required reading:
  - [Chances and Risks of Nets](https://example.org/1) (section 1, excluding 1.4).

Mon Jan 17
: (no class - MLK day)
"""
SECOND = """\
---
title: "Week 10: Beyond"
---
Mon Jan 24
: Guest lecture
: *TBD*
: Discussion paper:
  - TBD

Wed Jan 26
: **Section**{: .label .label-purple }[Intro to Python](#)
  : [Solution](sol.html)
: **Reading**{: .label } [Nets of Time](https://example.org/2){:target="_blank"}
: **Optional**{: .label .label-blue } [Webs of Time](https://example.org/3)
: **HW 1 due**{: .label .label-red }

Mon Jan 31
: Project presentations
  : **Student Presentations**{: .label .label-blue }
: [Reading](https://example.org/4){:target="_blank"}
"""
FILES = {
    "_modules/10-beyond.md": SECOND,
    "_modules/2-behavior.md": FIRST,
    "_config.yml": "title: Nets (Winter 2022)\n",
    "index.md": "# Nets\n",
}


@pytest.fixture(scope="module")
def page() -> PageContent:
    return ModulesReader().read(Page("site", files=FILES), Hints())


def test_a_session_a_date_in_the_order_of_the_modules(page: PageContent) -> None:
    assert [(s.week, s.date, s.topic, s.kind) for s in page.sessions] == [
        (None, date(2022, 1, 3), "Introduction", "lecture"),
        (None, date(2022, 1, 5), "Capabilities", "lecture"),
        (None, date(2022, 1, 17), "(no class - MLK day)", "holiday"),
        (10, date(2022, 1, 24), "Guest lecture", "lecture"),
        (10, date(2022, 1, 26), "Intro to Python", "discussion"),
        (10, date(2022, 1, 31), "Project presentations", "project"),
    ]
    assert (page.sessions[0].file, page.sessions[0].line) == ("_modules/2-behavior.md", 5)
    assert (page.course.title, page.course.term) == ("Nets", "Winter 2022")


def test_readings_and_their_badges(page: PageContent) -> None:
    readings = [
        (s.date.day if s.date else None, r.level, r.title, r.links[0].url)
        for s in page.sessions
        for r in s.readings
    ]
    assert readings == [
        (5, "required", "Chances and Risks of Nets", "https://example.org/1"),
        (26, "unspecified", "Nets of Time", "https://example.org/2"),
        (26, "optional", "Webs of Time", "https://example.org/3"),
        (31, "unspecified", None, "https://example.org/4"),
    ]
    assert page.sessions[1].readings[0].locator == "section 1, excluding 1.4"
    assert page.sessions[3].tbd == "TBD"


def test_people_links_and_notes(page: PageContent) -> None:
    assert [[p.name for p in s.speakers] for s in page.sessions] == [
        ["Ada Lovelace"],
        ["Grace Hopper", "Alan Turing"],
        [],
        [],
        [],
        [],
    ]
    assert [[link.url for link in s.links] for s in page.sessions] == [
        ["/lectures/introduction"],
        ["/lectures/capabilities"],
        [],
        [],
        ["#", "sol.html"],
        [],
    ]
    assert [s.notes for s in page.sessions] == [
        "Why does this course exist? Language models",
        None,
        None,
        None,
        "HW 1 due",
        None,
    ]


def test_titles_of_modules_are_told_of(page: PageContent) -> None:
    assert [(item.file, item.text) for item in page.skipped] == [
        ("_modules/2-behavior.md", "Behavior of nets"),
        ("_modules/10-beyond.md", "Beyond"),
    ]


def test_how_sure_it_is() -> None:
    sure = ModulesReader().recognises
    assert sure(Page("site", files=FILES)) > 0.9
    assert sure(Page("1.md", FIRST)) > 0.5
    assert sure(Page("README.md", "Net\n: a thing of knots\n\nWeb\n: a thing of silk\n")) == 0
    assert sure(Page("README.md", "- [Nets](u)\n")) == 0


def test_a_module_alone_can_be_read() -> None:
    page = ModulesReader().read(Page("1.md", FIRST), Hints(term="Winter 2022"))
    assert [s.date for s in page.sessions] == [date(2022, 1, 3), date(2022, 1, 5), date(2022, 1, 17)]
    assert page.sessions[0].file is None


@given(courses())
def test_a_made_up_course_comes_back(meetings: tuple[Meeting, ...]) -> None:
    page = Page("site", files=modules(meetings))
    assert found(ModulesReader().read(page, Hints(year=meetings[0].date.year))) == truth(meetings)


@given(JUMBLES)
def test_no_link_vanishes(text: str) -> None:
    page = Page("site", files={"_modules/1.md": text})
    assert addresses(text) <= addresses(ModulesReader().read(page, Hints()).model_dump_json())


@given(ANY_TEXTS)
def test_any_text_can_be_read(text: str) -> None:
    page = Page("1.md", text)
    assert 0 <= ModulesReader().recognises(page) < 1
    assert isinstance(ModulesReader().read(page, Hints()), PageContent)


WEEKDAY_BEHIND = """\
Jan 28, Tue
: [Overview](https://example.org/rec) ([Slides](https://example.org/s))
: 1. [How Papers Are Read](https://example.org/1) by Ada Lovelace

Feb. 4, Tue
: [The Large and the Small]() ([Slides]())
"""


def test_a_day_of_the_week_behind_the_date_is_no_topic() -> None:
    page = ModulesReader().read(Page("schedule.md", WEEKDAY_BEHIND), Hints(term="Spring 2025"))
    assert [(s.date, s.topic) for s in page.sessions] == [
        (date(2025, 1, 28), "Overview"),
        (date(2025, 2, 4), "The Large and the Small"),
    ]
    assert [link.label for link in page.sessions[0].links] == ["Overview", "Slides"]
    assert [reading.title for reading in page.sessions[0].readings] == ["How Papers Are Read"]
