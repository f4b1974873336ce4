"""Reading lists in plain Markdown: headings, bold lines and items as sessions, lists of readings below."""

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
    bold_lines,
    courses,
    found,
    headings,
    nested_items,
    posts,
    references,
    truth,
)

from readinglist.importing.content import Page, PageContent, PageReading
from readinglist.importing.interpret import find_reader
from readinglist.importing.interpret.markdown import MarkdownReader
from readinglist.settings import Hints


def read(text: str, **hints: object) -> PageContent:
    return MarkdownReader().read(Page("README.md", text), Hints.model_validate({"year": 2024, **hints}))


def shown(reading: PageReading) -> tuple[str, str | None, list[str]]:
    return reading.level, reading.title, [link.url for link in reading.links]


HEADINGS = """\
# CS 999: Reading Systems (Fall 2023)

- **Instructor**: [Ada Lovelace](https://example.org/ada)
- **When**: Mon 10am

See [the forum](https://forum.example.org/x).

## Schedule

### Week 0: Introduction (Sep 4)

Guest speaker: Alan Turing (NPL)

[Slides](slides/1.pdf) and [recording](http://video.example.org/1)

**Required:**
- [The Nets of Time](https://example.org/1) (CACM '74)
- [End to End](https://example.org/2), Saltzer, Reed and Clark. TOCS 1984
  - [slides](https://example.org/2s.pdf)
  - supplementary: [A Retrospective](https://example.org/3)
  - the proofs may be skipped

**Optional:**
1. [Worse is Better
   Revisited](https://example.org/4)
2. https://example.org/bare.pdf

### Week 1: Files (Sep 11)

- Required reading
  - [Knots of Note][note] [[PDF](https://example.org/5.pdf)] [[code](https://example.org/5c)]
  - "Files in the Wild" by Grace Hopper and Alan Turing, SOSP 2003
- Further reading:
  - {% cite knuth84 %}
- Assignment 1 out

### Spring break

### Week 2 (Sep 25)

* TBD

<!-- - [Hidden](https://example.org/hidden) -->

## Further reading

- [A Book About It](https://example.org/6)

## Grading

- 50% exam
- see the [policy](https://example.org/policy)

[note]: https://example.org/5 "A title"
"""


@pytest.fixture(scope="module")
def page() -> PageContent:
    return MarkdownReader().read(Page("README.md", HEADINGS), Hints())


def test_headings_open_sessions_with_week_date_and_topic(page: PageContent) -> None:
    assert [(s.week, s.date, s.topic, s.kind) for s in page.sessions] == [
        (0, date(2023, 9, 4), "Introduction", "lecture"),
        (1, date(2023, 9, 11), "Files", "lecture"),
        (None, None, "Spring break", "break"),
        (2, date(2023, 9, 25), "", "lecture"),
    ]
    assert page.sessions[0].line == 1 + HEADINGS.split("\n").index("### Week 0: Introduction (Sep 4)")
    assert (page.course.title, page.course.term, page.course.meets) == (
        "CS 999: Reading Systems",
        "Fall 2023",
        "Mon 10am",
    )
    assert [(p.name, p.url) for p in page.course.instructors] == [("Ada Lovelace", "https://example.org/ada")]


def test_lists_below_words_that_mark_them(page: PageContent) -> None:
    base = "https://example.org/"
    assert [shown(r) for r in page.sessions[0].readings] == [
        ("required", "The Nets of Time", [f"{base}1"]),
        ("required", "End to End", [f"{base}2", f"{base}2s.pdf"]),
        ("optional", "A Retrospective", [f"{base}3"]),
        ("optional", "Worse is Better Revisited", [f"{base}4"]),
        ("optional", None, [f"{base}bare.pdf"]),
    ]
    assert [shown(r) for r in page.sessions[1].readings] == [
        ("required", "Knots of Note", [f"{base}5", f"{base}5.pdf", f"{base}5c"]),
        ("required", "Files in the Wild", []),
        ("optional", None, []),
    ]
    assert page.sessions[1].readings[2].key == "knuth84"
    assert page.sessions[3].tbd == "TBD"


def test_items_below_a_reading_say_more_about_it(page: PageContent) -> None:
    nets, end, *_ = page.sessions[0].readings
    assert (nets.venue, nets.year) == ("CACM", 1974)
    assert [link.label for link in end.links] == [None, "slides"]
    assert end.note == "the proofs may be skipped"
    assert end.text.endswith("; [slides](https://example.org/2s.pdf); the proofs may be skipped")


def test_lines_that_are_no_readings_belong_to_the_session(page: PageContent) -> None:
    first, second, *_ = page.sessions
    assert [(p.name, p.affiliation) for p in first.speakers] == [("Alan Turing", "NPL")]
    assert [(link.label, link.url) for link in first.links] == [
        ("Slides", "slides/1.pdf"),
        ("recording", "http://video.example.org/1"),
    ]
    assert second.notes == "Assignment 1 out"


def test_what_is_outside_of_the_sessions(page: PageContent) -> None:
    assert [shown(r) for r in page.unscheduled] == [
        ("optional", "A Book About It", ["https://example.org/6"])
    ]
    assert [(item.text, item.why) for item in page.skipped] == [
        ("See [the forum](https://forum.example.org/x).", "it stands above the schedule"),
        ("- [Hidden](https://example.org/hidden)", "commented out"),
        ("50% exam", "it stands under “Grading”, outside of the schedule"),
        (
            "see the [policy](https://example.org/policy)",
            "it stands under “Grading”, outside of the schedule",
        ),
    ]


def test_items_with_a_date_are_sessions() -> None:
    found = read(
        """\
# Reading group

- Jan 5: [Attention of Nets](https://example.org/1) (Lovelace et al., 2017)
- [Jan 12](notes/2.html): no meeting
- **Jan 19**: Scaling ([slides](s.pdf))
  - [Laws of Nets](https://example.org/2)
  - Optional: [Laws of Webs](https://example.org/3)
"""
    )
    assert [(s.date, s.topic, s.kind, [shown(r)[:2] for r in s.readings]) for s in found.sessions] == [
        (date(2024, 1, 5), "", "lecture", [("unspecified", "Attention of Nets")]),
        (date(2024, 1, 12), "no meeting", "holiday", []),
        (
            date(2024, 1, 19),
            "Scaling",
            "lecture",
            [("unspecified", "Laws of Nets"), ("optional", "Laws of Webs")],
        ),
    ]
    assert [[link.url for link in s.links] for s in found.sessions] == [[], ["notes/2.html"], ["s.pdf"]]


def test_days_below_the_heading_of_their_week() -> None:
    found = read(
        """\
## Week 1: Foundations
### Jan 9: Nets
- [Nets of Time](https://example.org/1)
### Jan 11
- [Webs of Time](https://example.org/2)
## Week 2
- Jan 16: [Rings of Time](https://example.org/3)
- Jan 18: homework due
"""
    )
    assert [(s.week, s.date, s.topic, s.notes, [r.title for r in s.readings]) for s in found.sessions] == [
        (1, date(2024, 1, 9), "Nets", "Foundations", ["Nets of Time"]),
        (1, date(2024, 1, 11), "Foundations", None, ["Webs of Time"]),
        (2, date(2024, 1, 16), "", None, ["Rings of Time"]),
    ]
    assert [item.text for item in found.skipped] == ["Jan 18: homework due"]


def test_a_list_of_topics_without_dates() -> None:
    found = read(
        """\
# Papers on systems
A list of papers. PRs welcome!

## Systems
### Scheduling
- [Fair Nets of Time](https://example.org/1) - NSDI'20
- **[Must Read Nets](https://example.org/2)** [OSDI'18]
## Storage
* [Lazy Nets of Disks](https://example.org/3)
## Contributing
- see the [guide](https://example.org/guide)
""",
        required=("bold",),
    )
    assert [(s.topic, [shown(r)[:2] for r in s.readings]) for s in found.sessions] == [
        ("Scheduling", [("unspecified", "Fair Nets of Time"), ("required", "Must Read Nets")]),
        ("Storage", [("unspecified", "Lazy Nets of Disks")]),
    ]
    assert [item.why for item in found.skipped] == ["it stands under “Contributing”, outside of the schedule"]


def test_a_bare_list_is_unscheduled() -> None:
    found = read(
        "- [Nets of Time](https://example.org/1)\n- https://example.org/2 (optional)\n", level="required"
    )
    assert not found.sessions
    assert [shown(r) for r in found.unscheduled] == [
        ("required", "Nets of Time", ["https://example.org/1"]),
        ("optional", None, ["https://example.org/2"]),
    ]


def test_a_page_may_state_the_level_of_what_it_does_not_mark() -> None:
    text = "Mandatory unless marked.\n\n## Week 1\n- [Nets of Time](u)\n- [Webs of Time](v) (optional)\n"
    found = read(text)
    assert [r.level for r in found.sessions[0].readings] == ["required", "optional"]
    assert "taken as required" in found.remarks[0]


def test_readings_in_lines_of_a_paragraph() -> None:
    found = read(
        "## Week 1\n**Reading:** [Nets of Time](u) and [Webs of Time](v)\n\n"
        "Optional: [Rings of Time](w)  \n[Knots of Time](x)\n"
    )
    assert [shown(r) for r in found.sessions[0].readings] == [
        ("unspecified", "Nets of Time", ["u"]),
        ("unspecified", "Webs of Time", ["v"]),
        ("optional", "Rings of Time", ["w"]),
        ("optional", "Knots of Time", ["x"]),
    ]


def test_dates_without_a_year_need_the_term() -> None:
    text = "## Jan 11: Nets\n- [Nets of Time](u)\n"
    plain = MarkdownReader().read(Page("README.md", text), Hints())
    assert (plain.sessions[0].date, plain.sessions[0].date_text) == (None, "Jan 11")
    assert "name no year" in plain.remarks[0]
    told = MarkdownReader().read(Page("README.md", text), Hints(term="Spring 2022"))
    assert (told.sessions[0].date, told.remarks) == (date(2022, 1, 11), ())


def test_a_weekday_that_does_not_fit_is_told() -> None:
    found = read("## Mon Jan 11: Nets\n- [Nets of Time](u)\n")
    assert found.remarks == ("'Mon Jan 11' is another day of the week in 2024: 2024-01-11 is a Thursday.",)


def test_posts_of_a_folder_in_their_order() -> None:
    files = {
        "_posts/2024-01-12-webs.md": "---\ntitle: Webs\n---\n- Required: [Webs of Time](v)\n",
        "_posts/2024-01-05-nets.md": "---\ntitle: Week 1: Nets\n---\n- Optional: [Nets of Time](u)\n",
        "about.md": "# A Course (Spring 2024)\n",
        "code.py": "print()\n",
    }
    found = MarkdownReader().read(Page("site", files=files), Hints())
    assert [(s.file, s.week, s.date, s.topic) for s in found.sessions] == [
        ("_posts/2024-01-05-nets.md", 1, date(2024, 1, 5), "Nets"),
        ("_posts/2024-01-12-webs.md", None, date(2024, 1, 12), "Webs"),
    ]
    assert [r.level for s in found.sessions for r in s.readings] == ["optional", "required"]
    assert found.course.title == "A Course"


def test_links_in_code_are_no_readings() -> None:
    found = read("## Week 1\n```\n- [Nets of Time](u)\n```\n- [Webs of Time](v)\n")
    assert [r.title for r in found.sessions[0].readings] == ["Webs of Time"]


def test_how_sure_it_is() -> None:
    sure = MarkdownReader().recognises
    assert 0 < sure(Page("list.txt", "- [Nets](u)\n")) < sure(Page("README.md", HEADINGS)) < 1
    assert sure(Page("README.md", "# Nothing\n\nto read\n")) == 0
    assert sure(Page("x.html", "<!DOCTYPE html>\n- [Nets](u)")) == 0


@pytest.mark.parametrize("form", [headings, bold_lines, nested_items, references])
def test_a_made_up_course_comes_back(form: Callable[[tuple[Meeting, ...]], str]) -> None:
    @given(courses())
    def comes_back(meetings: tuple[Meeting, ...]) -> None:
        hints = Hints(year=meetings[0].date.year)
        assert found(MarkdownReader().read(Page("README.md", form(meetings)), hints)) == truth(meetings)

    comes_back()


@given(courses())
def test_made_up_posts_come_back(meetings: tuple[Meeting, ...]) -> None:
    assert found(MarkdownReader().read(Page("site", files=posts(meetings)), Hints())) == truth(meetings)


@given(JUMBLES)
def test_no_link_vanishes(text: str) -> None:
    assert addresses(text) <= addresses(read(text).model_dump_json())


@given(ANY_TEXTS)
def test_any_text_can_be_read(text: str) -> None:
    page = Page("README.md", text)
    assert 0 <= MarkdownReader().recognises(page) < 1
    assert isinstance(MarkdownReader().read(page, Hints()), PageContent)


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "]",
        "[]",
        "- ",
        "* a\n",
        "](",
        "<!--",
        "<a ",
        "`",
        "**a",
        "> ",
        "# a\n",
        "a\n---\n",
        "&",
        "![",
        "[a](b",
    ],
)
def test_long_runs_of_anything_can_be_read(piece: str) -> None:
    assert isinstance(read(piece * 5_000), PageContent)


def test_a_deep_nest_of_brackets_can_be_read() -> None:
    assert isinstance(read("[" * 10_000 + "]" * 10_000), PageContent)


def test_labs_questions_and_forms_below_a_lecture_are_its_links() -> None:
    page = read(
        "- Lecture 1: Files\n"
        "  - [x] [A System of Files](files.pdf)\n"
        "  - [ ] [Lab1: Map](https://example.org/lab1)\n"
        "  - [ ] [FAQ](faq.txt)\n"
        "  - [ ] [Paper Question](https://example.org/q)\n"
        "- Lecture 2: Threads\n"
        "  - [Question Answering with Threads](https://example.org/qa)\n"
    )
    first, second = page.sessions
    assert [reading.title for reading in first.readings] == ["A System of Files"]
    assert [link.label for link in first.links] == ["Lab1: Map", "FAQ", "Paper Question"]
    assert [reading.title for reading in second.readings] == ["Question Answering with Threads"]


@pytest.mark.parametrize(
    ("heading", "day", "topic"),
    [
        ("Jueves 8 de febrero: Los comunes", date(2024, 2, 8), "Los comunes"),
        ("Montag, 5. Februar — Speicher", date(2024, 2, 5), "Speicher"),
        ("Mo, 05.02. Speicher", date(2024, 2, 5), "Speicher"),
        ("Sesión 4 (8 de febrero)", date(2024, 2, 8), ""),
        ("Lundi 5 février: Mémoire", date(2024, 2, 5), "Mémoire"),
        ("Feb 8 (Thu): Commons", date(2024, 2, 8), "Commons"),
    ],
)
def test_days_of_the_week_in_other_languages(heading: str, day: date, topic: str) -> None:
    (session,) = read(f"## {heading}\n\n- [Of Commons](https://example.org/1)\n").sessions
    assert (session.date, session.topic) == (day, topic)


SEMINAR = """\
* Wednesday, 7 Feb: Ames, _Open Town_ through ch. 6.
* Monday, 12 Feb: **No class**
* Wednesday, 14 Feb: Mora, “Walks in the Town”; `HW 3`.
* Monday, 19 Feb: Review, *Midterm 1*
* Wednesday, 21 Feb: Ana Lee, from *Towns*
"""


def test_a_seminar_without_a_link_is_known_and_its_works_have_authors() -> None:
    page = Page("schedule.md", SEMINAR)
    reader = find_reader(page)
    assert reader is not None and reader.name == "markdown"
    sessions = reader.read(page, Hints(year=2024)).sessions
    assert [[(r.title, [n.family or n.literal for n in r.author]) for r in s.readings] for s in sessions] == [
        [("Open Town", ["Ames"])],
        [],
        [("Walks in the Town", ["Mora"])],
        [],
        [("Towns", ["Lee"])],
    ]
    assert sessions[0].readings[0].note == "through ch. 6"
    assert (sessions[1].kind, sessions[3].topic) == ("holiday", "Review, Midterm 1")


def test_prose_without_weeks_and_dates_is_no_reading_list() -> None:
    assert find_reader(Page("notes.md", "# Notes\n\n- a thing\n- another thing\n")) is None


def test_lists_in_tags_within_markdown_do_not_hide_its_own_lists() -> None:
    page = Page(
        "schedule.md",
        "# Nets\n\n### Module One: Basics\n\n**Reading**\n\n"
        "- <em>A Note on Nets</em>, Ada Lovelace, Alan Turing\n\n"
        '<ul>\n<li> <a href="https://example.org/1">The Nets of Old</a>\n</ul>\n',
    )
    reader = find_reader(page)
    assert reader is not None
    found = reader.read(page, Hints())
    assert [r.title for s in found.sessions for r in s.readings] == ["A Note on Nets", "The Nets of Old"]


def test_a_date_on_the_line_below_a_heading_is_that_of_its_session() -> None:
    page = read(
        "## Lecture 3: Color\n*February 14, 2022*\n\n- [Of Color](https://example.org/1)\n\n"
        "## Lecture 4: Shape\nFeb 16, room 12\n\n- [Of Shape](https://example.org/2)\n"
    )
    assert [(s.date, s.topic, s.notes) for s in page.sessions] == [
        (date(2022, 2, 14), "Color", None),
        (date(2022, 2, 16), "Shape", "room 12"),
    ]
    assert [len(session.readings) for session in page.sessions] == [1, 1]


def test_a_placeholder_that_says_something_goes_before_one_that_says_nothing() -> None:
    (session,) = read("## Week 1\n\n- [N/A](https://arxiv.org)\n- More reading coming soon\n").sessions
    assert (session.tbd, session.readings) == ("More reading coming soon", ())
