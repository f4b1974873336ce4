"""Data files in YAML, TOML and JSON, and collections with front matter, with their labelled truth."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from page_forms import ANY_TEXTS, Meeting, addresses, courses, found, truth
from page_markup import DATA_VALUES, data_json, data_toml, data_yaml, front_matter

from readinglist.importing.content import Page, PageContent, PageReading
from readinglist.importing.interpret.collection import CollectionReader
from readinglist.importing.interpret.data import DataReader
from readinglist.settings import Hints


def read(text: str, name: str = "_data/schedule.yml", **hints: object) -> PageContent:
    return DataReader().read(Page(name, text), Hints.model_validate(hints))


def shown(reading: PageReading) -> tuple[str, str | None, str | None]:
    return reading.level, reading.title, reading.links[0].url if reading.links else None


SCHEDULE = """\
schedule:
  - number: 1
    title: Course overview
    theme: Overview
    kind: Lecture (Ada, Grace)
    date: 2024-01-16T15:30
    links:
      - url: /files/1.pdf
        name: slides

    main:
      - url: https://example.org/2108
        title: Judging Knots by Their Looks
    slides: "/s24/overview.pdf"

  - number: 2
    title: "Foundations: scale, and what it costs"
    theme: Learning
    kind: Lecture (Grace)
    date: 2024-01-18T15:30
    main:
      # - url: https://example.org/dropped
      #   title: Dropped This Year
    suggested:
      - url: https://example.org/2001
        title: "Laws of Rope"
      - url: https://example.org/2102 # trailing space and remark
        title: "Laws of Twine, NeurIPS 2021"

  - number: 3
    title: Project hours
    theme: Learning
    kind: Course project
    date: 2024-01-23T15:30
    main:
      - url: https://example.org
        title: "N/A"

  - number: 4
    title:
    theme: Spring break
    kind: Spring break
    date: 2024-03-05T15:30
    main:
      - url: https://example.org
        title: "N/A"

  - number: 5
    title: "Talk by <a href=https://example.org/~mary>Mary</a>"
    theme: Guests
    kind: Discussion
    date: 2024-03-07T15:30
    main:
      - url: https://example.org/long.pdf
        title: "Long knots in a
long line"
"""


def test_a_schedule_in_yaml() -> None:
    page = read(SCHEDULE)
    assert [(s.line, s.date, s.topic, s.kind, s.tbd) for s in page.sessions] == [
        (2, date(2024, 1, 16), "Course overview", "lecture", None),
        (16, date(2024, 1, 18), "Foundations: scale, and what it costs", "lecture", None),
        (30, date(2024, 1, 23), "Project hours", "project", "N/A"),
        (39, date(2024, 3, 5), "Spring break", "break", "N/A"),
        (48, date(2024, 3, 7), "Talk by Mary", "discussion", None),
    ]
    assert [[(r.line, *shown(r)) for r in s.readings] for s in page.sessions] == [
        [(12, "required", "Judging Knots by Their Looks", "https://example.org/2108")],
        [
            (25, "optional", "Laws of Rope", "https://example.org/2001"),
            (27, "optional", "Laws of Twine", "https://example.org/2102"),
        ],
        [],
        [],
        [(54, "required", "Long knots in a long line", "https://example.org/long.pdf")],
    ]
    assert [[p.name for p in s.speakers] for s in page.sessions] == [["Ada", "Grace"], ["Grace"], [], [], []]
    assert [[(link.label, link.url) for link in s.links] for s in page.sessions] == [
        [("slides", "/files/1.pdf"), ("slides", "/s24/overview.pdf")],
        [],
        [],
        [],
        [("Mary", "https://example.org/~mary")],
    ]
    twine = page.sessions[1].readings[1]
    assert (twine.venue, twine.year) == ("NeurIPS", 2021)


def test_what_of_a_schedule_is_in_no_list_has_its_line() -> None:
    groups = "it says how sessions are grouped, which a list does not hold"
    assert [(item.line, item.text, item.why) for item in read(SCHEDULE).skipped] == [
        (2, "Overview", groups),
        (16, "Learning", groups),
        (22, "- url: https://example.org/dropped", "commented out"),
        (36, "https://example.org", "it stands beside a placeholder"),
        (45, "https://example.org", "it stands beside a placeholder"),
        (48, "Guests", groups),
    ]


REGISTRY = """\
[wrong]
name = "Tying Wrong Knots Without Doing Anything Obviously Wrong!"
link = "https://example.org/wrong"
details = "Tod Stone, Ann Reef, and Peter F. Clove. SOSP 2009."

[rules]
name = "Rules of Rope"
link = "https://example.org/rules"

[unread]
name = "Not Read This Year"
link = "https://example.org/unread"
"""
CLASSES = """\
# Beginnings. https://example.org/comment

[[classes]]
lesson = 1

[[classes]]
title = "Measuring"
leader = "Ada"
readings = ["wrong", "rules"]

[[classes]]
title = "Tightening"
leader = "Grace Hopper"
readings = ["alive", "https://example.org/direct"]

[[classes]]
title = "Left over"
"""
DAYS = """\
[[days]]
date = "August 30"

[[days]]
date = "September 2"
canceled = true
event = "Labor Day"

[[days]]
date = "September 4"
notes = ["Review: [Shrimps](../blog/shrimps/), by Sam"]

[[days]]
date = "September 6"
"""
FILES = {"data/reading.toml": REGISTRY, "data/content.toml": CLASSES, "data/schedule.toml": DAYS}


def test_a_registry_of_works_a_list_of_classes_and_a_list_of_days() -> None:
    page = DataReader().read(Page("site", files=FILES), Hints(term="Fall 2019"))
    assert [(s.date, s.topic, s.kind, [shown(r) for r in s.readings]) for s in page.sessions] == [
        (date(2019, 8, 30), "Lesson 1", "lecture", []),
        (date(2019, 9, 2), "Labor Day", "holiday", []),
        (
            date(2019, 9, 4),
            "Measuring",
            "lecture",
            [
                (
                    "unspecified",
                    "Tying Wrong Knots Without Doing Anything Obviously Wrong!",
                    "https://example.org/wrong",
                ),
                ("unspecified", "Rules of Rope", "https://example.org/rules"),
            ],
        ),
        (
            date(2019, 9, 6),
            "Tightening",
            "lecture",
            [("unspecified", "alive", None), ("unspecified", None, "https://example.org/direct")],
        ),
        (None, "Left over", "lecture", []),
    ]
    wrong = page.sessions[2].readings[0]
    assert (wrong.key, wrong.venue, wrong.year, wrong.presenters) == ("wrong", "SOSP", 2009, ("Ada",))
    assert [name.family for name in wrong.author] == ["Stone", "Reef", "Clove"]
    assert [shown(r) for r in page.unscheduled] == [
        ("unspecified", "Not Read This Year", "https://example.org/unread")
    ]


def test_what_files_that_belong_together_say_besides() -> None:
    page = DataReader().read(Page("site", files=FILES), Hints(term="Fall 2019"))
    measuring = page.sessions[2]
    assert [(link.label, link.url) for link in measuring.links] == [("Shrimps", "../blog/shrimps/")]
    assert measuring.notes == "Review: Shrimps, by Sam"
    assert [(item.file, item.line, item.text) for item in page.skipped] == [
        ("data/content.toml", 1, "Beginnings. https://example.org/comment")
    ]
    assert any("4 classes without dates are put on 3 days" in remark for remark in page.remarks)
    assert any("the id alive (line 14)" in remark for remark in page.remarks)


TERM = """\
---
layout: semester
semester: "{term}"
permalink: /{id}/
coordinator: Ada Lovelace

sessions:
  - date: "{first}"
    presenter: "Grace Hopper"
    title: "KnotIR: Towards an Open Ecosystem of Ropes"
    authors: "Yu Stone, Fay Reef, and Adnan Clove"
    venue: "OSDI '25"
    link: https://example.org/{id}/knotir

  - date: "{second}"
    presenter: "Alan Turing"
    title: "Practice Talk"

  - date: "{third}"
    presenter: "Alan Turing"
    title: "How to Copy a Knot?"
    authors: "Jing Shell, Dong Reef."
    venue: "SOSP '25"
    link: "https://example.org/{id}/copy"
    slides: /slides/copy.pdf
---

# Description

The group of the [Knot Lab](https://example.org/lab) meets on Tuesdays.
"""
TERMS = {
    "_semesters/winter26.md": TERM.format(
        id="winter26", term="Winter 2026", first="01/13/2026", second="01/20/2026", third="02/24/2026"
    ),
    "_semesters/fall25.md": TERM.format(
        id="fall25", term="Fall 2025", first="09/16/2025", second="09/23/2025", third="12/02/2025"
    ),
}


def test_a_collection_of_terms_goes_on_from_term_to_term() -> None:
    page = CollectionReader().read(Page("site", files=TERMS), Hints())
    assert [(s.file, s.line, s.date, s.topic) for s in page.sessions] == [
        ("_semesters/fall25.md", 8, date(2025, 9, 16), ""),
        ("_semesters/fall25.md", 15, date(2025, 9, 23), "Practice Talk"),
        ("_semesters/fall25.md", 19, date(2025, 12, 2), ""),
        ("_semesters/winter26.md", 8, date(2026, 1, 13), ""),
        ("_semesters/winter26.md", 15, date(2026, 1, 20), "Practice Talk"),
        ("_semesters/winter26.md", 19, date(2026, 2, 24), ""),
    ]
    first, third = page.sessions[0].readings[0], page.sessions[2].readings[0]
    assert shown(first) == (
        "unspecified",
        "KnotIR: Towards an Open Ecosystem of Ropes",
        "https://example.org/fall25/knotir",
    )
    assert (first.venue, first.year, first.presenters) == ("OSDI", 2025, ("Grace Hopper",))
    assert [name.family for name in first.author] == ["Stone", "Reef", "Clove"]
    assert third.title == "How to Copy a Knot?"
    assert [(link.label, link.url) for link in third.links][1:] == [("slides", "/slides/copy.pdf")]
    assert [p.name for p in page.sessions[1].speakers] == ["Alan Turing"]
    assert {(item.file, item.line, item.text) for item in page.skipped} == {
        (name, 30, "The group of the [Knot Lab](https://example.org/lab) meets on Tuesdays.")
        for name in TERMS
    }


def test_a_file_a_session_with_its_text_behind_the_front_matter() -> None:
    files = {
        "_lectures/02-nets.md": "---\ntitle: Nets\ndate: 2021-02-09\nrequired_readings:\n"
        "  - title: A of Nets\n    url: https://example.org/a\n"
        "further_readings:\n  - '[B of Nets](https://example.org/b) (chapter 2)'\n---\n\nBring rope.\n",
        "_lectures/01-knots.md": '+++\ntitle = "Knots"\ndate = 2021-02-02\nreadings = ["10.1145/3282307"]\n'
        "# see https://example.org/comment\n+++\n\nOptional: [C of Knots](https://example.org/c)\n",
    }
    page = CollectionReader().read(Page("site", files=files), Hints())
    assert [(s.date, s.topic, s.notes, [shown(r) for r in s.readings]) for s in page.sessions] == [
        (
            date(2021, 2, 2),
            "Knots",
            None,
            [
                ("unspecified", None, "10.1145/3282307"),
                ("optional", "C of Knots", "https://example.org/c"),
            ],
        ),
        (
            date(2021, 2, 9),
            "Nets",
            "Bring rope.",
            [
                ("required", "A of Nets", "https://example.org/a"),
                ("optional", "B of Nets", "https://example.org/b"),
            ],
        ),
    ]
    assert page.sessions[1].readings[1].locator == "chapter 2"
    assert [(item.file, item.line, item.text) for item in page.skipped] == [
        ("_lectures/01-knots.md", 5, "see https://example.org/comment")
    ]


def test_weeks_as_keys_and_days_within_weeks() -> None:
    page = read(
        json.dumps(
            {
                "title": "Knots 101 (Spring 2020)",
                "weeks": {
                    "week1": {"topic": "Ropes", "required": ["https://example.org/a"]},
                    "week2": [{"title": "B of Nets", "url": "https://example.org/b", "level": "optional"}],
                },
            }
        ),
        "data.json",
    )
    assert (page.course.title, page.course.term) == ("Knots 101", "Spring 2020")
    assert [(s.week, s.topic, [shown(r) for r in s.readings]) for s in page.sessions] == [
        (1, "Ropes", [("required", None, "https://example.org/a")]),
        (2, "", [("optional", "B of Nets", "https://example.org/b")]),
    ]
    nested = read(
        "- week: 3\n  lectures:\n  - date: Feb 3\n    topic: A\n    paper: https://example.org/a\n"
        "  - date: Feb 5\n    topic: B\n- week: 4\n  lectures:\n  - {date: Feb 10, topic: C}\n",
        term="Spring 2020",
    )
    assert [(s.week, s.date, s.topic) for s in nested.sessions] == [
        (3, date(2020, 2, 3), "A"),
        (3, date(2020, 2, 5), "B"),
        (4, date(2020, 2, 10), "C"),
    ]


def test_readings_that_name_works_by_their_tags() -> None:
    files = {
        "_data/schedule.yml": "- week: 1\n  readings:\n  - tag: stone2010\n  - tag: reef2013\n    sect:\n"
        "    - Ch.&nbsp;1\n  - tag: nobody77\n  days:\n  - prefix: Day1\n  - prefix: Day2\n"
        "  assignments:\n  - url: knots.html\n    name: Tie a knot\n- week: Spring break\n  readings:\n",
        "_data/works.yml": "stone2010:\n  title: A View of Knots\n  url: https://example.org/a\n"
        "reef2013:\n  title: A Rope as a Computer\n  url: https://example.org/b\n",
    }
    page = DataReader().read(Page("site", files=files), Hints())
    assert [
        (s.week, s.topic, [(r.line, r.key, r.title, r.locator) for r in s.readings]) for s in page.sessions
    ] == [
        (
            1,
            "",
            [
                (3, "stone2010", "A View of Knots", None),
                (4, "reef2013", "A Rope as a Computer", "Ch. 1"),
                (7, None, "nobody77", None),
            ],
        ),
        (None, "Spring break", []),
    ]
    assert [(link.label, link.url) for link in page.sessions[0].links] == [("Tie a knot", "knots.html")]
    assert any("nobody77 (line 7)" in remark for remark in page.remarks)
    assert (page.unscheduled, page.skipped) == ((), ())


def test_dates_as_keys_within_weeks_and_topics_in_parts() -> None:
    page = read(
        """\
- week: "01"
  dates:
    Oct 22:
      topics:
        A: <a href="slides/1.pdf">Introduction</a>
        B: Knots
    Oct 24:
      topics:
        lab: Ropes
      reading: <a href="https://example.org/a">A Paper on Ropes</a>
- week: "02"
  date: Oct 29
  content:
  - title: Nets
    slides: slides/2.pdf
  - title: Webs
    slides: slides/3.pdf
""",
        term="Fall 2018",
    )
    assert [(s.week, s.date, s.topic, s.notes, [shown(r) for r in s.readings]) for s in page.sessions] == [
        (1, date(2018, 10, 22), "Introduction", "Knots", []),
        (
            1,
            date(2018, 10, 24),
            "Ropes",
            None,
            [("unspecified", "A Paper on Ropes", "https://example.org/a")],
        ),
        (2, date(2018, 10, 29), "Nets", "Webs", []),
    ]
    assert [[link.url for link in s.links] for s in page.sessions] == [
        ["slides/1.pdf"],
        [],
        ["slides/2.pdf", "slides/3.pdf"],
    ]
    assert page.skipped == ()


def test_keys_and_words_can_be_told() -> None:
    text = "- wann: 2020-02-03\n  worum: Knoten\n  lesen:\n  - https://example.org/a\n  kür: [https://example.org/b]\n"
    columns = {"wann": "date", "worum": "topic", "lesen": "readings", "kür": "optional"}
    page = read(text, columns=columns, level="required")
    assert [(s.date, s.topic, [shown(r)[::2] for r in s.readings]) for s in page.sessions] == [
        (
            date(2020, 2, 3),
            "Knoten",
            [("required", "https://example.org/a"), ("optional", "https://example.org/b")],
        )
    ]


def test_a_remark_says_where_a_file_is_broken_and_the_others_are_read() -> None:
    files = {
        "a.yml": "- date: 2020-02-03\n  paper: https://example.org/a\n",
        "b.yml": "- date: [2020\n",
        "c.json": '{"date": }',
        "d.toml": "date = \n",
    }
    page = DataReader().read(Page("site", files=files), Hints())
    assert len(page.sessions) == 1
    assert [(item.file, item.line) for item in page.skipped if item.file != "a.yml"] == [
        ("b.yml", 2),
        ("c.json", 1),
        ("d.toml", 1),
    ]
    assert all("nothing of it is read until that is mended" in remark for remark in page.remarks)


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(f'*{above}' for _ in range(9))}]\n"
    for above, name in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.yml", BOMB, "values, aliases counted"),
        ("a.yml", "[" * 5_000, "maximum nesting depth"),
        ("a.yml", "- " * 100 + "x", "nested more than"),
        ("a.yml", "a: &a\n  b: *a\n", "stands within itself"),
        ("a.yml", "a: !!python/object/apply:os.system [ls]\n", "is not read"),
        ("a.yml", "a: *nowhere\n", "has no anchor"),
        ("a.json", "[" * 100_000, "nested more than"),
        ("a.json", '{"a": "' + "x" * 100, "not JSON"),
        ("a.toml", "a = " + "[" * 100_000, "nested too deeply"),
        ("a.toml", "a = 1\na = 2\n", "not TOML"),
    ],
)
def test_hostile_files_are_refused_with_a_reason(name: str, text: str, why: str) -> None:
    page = read(text, name)
    assert page.sessions == ()
    assert any(why in item.why for item in page.skipped), page.skipped


def test_numbers_dates_and_truth_values_stay_as_they_are_written() -> None:
    page = read("- date: 2020-02-03\n  topic: 1:30\n  readings: [no, 010, 1e3]\n")
    assert page.sessions[0].topic == "1:30"
    assert [reading.title for reading in page.sessions[0].readings] == ["no", "010", "1e3"]


@given(courses())
def test_a_made_up_course_comes_back(meetings: tuple[Meeting, ...]) -> None:
    hints = {"year": meetings[0].date.year}
    assert found(read(data_yaml(meetings), **hints)) == truth(meetings)
    assert found(read(data_json(meetings), "schedule.json", **hints)) == truth(meetings)
    for reader, files in ((DataReader(), data_toml(meetings)), (CollectionReader(), front_matter(meetings))):
        whole = reader.read(Page("site", files=files), Hints.model_validate(hints))
        assert found(whole) == truth(meetings)


@given(DATA_VALUES)
def test_no_link_vanishes(value: object) -> None:
    text = json.dumps(value)
    for page in (read(text, "a.json"), read(text, "a.yml")):
        assert addresses(text) <= addresses(page.model_dump_json())
    front = Page("site", files={"a.md": f"---\n{text}\n---\n"})
    assert addresses(text) <= addresses(CollectionReader().read(front, Hints()).model_dump_json())


@pytest.mark.parametrize("name", ["a.yml", "a.toml", "a.json", "a"])
@given(text=ANY_TEXTS)
def test_any_text_can_be_read(name: str, text: str) -> None:
    page = Page(name, text)
    for reader in (DataReader(), CollectionReader()):
        assert 0 <= reader.recognises(page) <= 1
        assert isinstance(reader.read(page, Hints()), PageContent)
