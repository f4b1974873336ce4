"""The Berkeley template: rows that an include opens, dates by position, lists in divs."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from page_forms import ANY_TEXTS, JUMBLES, Meeting, addresses, berkeley, courses, found, truth

from readinglist import ReadingList
from readinglist.importing.content import Page, PageContent
from readinglist.importing.interpret.berkeley import BerkeleyReader
from readinglist.model.identifiers import normal_address
from readinglist.settings import Hints

SHARED = Path(__file__).parents[2] / "shared"

PAGE = """\
---
layout: default
---

# Made Up Systems (Fall 2019)

* **When**: *Mondays and Fridays from 2:00 to 3:30*
* **Where**: *Soda 310*
* **Instructors**: [Ada Lovelace]() and [Alan Turing](https://example.org/~alan)
   * **Office Hours:** Wednesdays
* **Announcements**: [Piazza](https://forum.example.org/x)
* Send us a pull request on [Github](https://github.com/example/made-up).

## Course Syllabus

<!-- This is the dates for all the lectures -->
{% capture dates %}
8/30/19
9/2/19
9/6/19
9/9/19
9/13/19
{% endcapture %}
{% assign dates = dates | split: " " %}

<a href="#today"> Jump to Today </a>

<table class="table table-striped syllabus">
<tbody>

{% include syllabus_entry %}
[//]: <> (lecture 1)
# Introduction
## [Guest Speakers: Prof. Grace Hopper (Navy)](https://example.org/grace) and Alonzo Church (Princeton)
This lecture gives an overview.

* Lecture slides: [[pdf](a/1.pdf), [pptx](a/1.pptx)]
* Guest slides: [PDF], [PPTX]

<div class="reading">

<div class="required_reading" markdown="1">
* [On Sparse Nets [ICLR’18]](https://example.org/1)
* Read Chapter 1 of [_The Book_](https://example.org/2). You need the library's network.
</div>

<div class="optional_reading" markdown="1">
* [How to Skim](https://example.org/3) gives some good advice.
* Ada's [notes on the engine](https://example.org/4) will help, too.
* [Nets of the World](https://example.org/5) and/or [Webs of the World](https://example.org/6)
* More reading coming soon ...
</div>
</div>

{% include syllabus_entry %}
# Holiday (Labor Day)

There is no class, but please [sign up](https://sheet.example.org/s).

{% include syllabus_entry %}
<center> <h1>Project Presentations</h1> </center>

{% include syllabus_entry %}
## Discussion of Nets

* [Submit your review](https://form.example.org/r) before 1:00PM.

<!-- <div class="details" markdown="1">
* [Old](https://example.org/old)
</div> -->

<div class="reading">
<div class="required_reading" markdown="1">

* [Context: The Missing
Piece](https://example.org/7)
* [N/A](https://arxiv.org)
* [A Work Without Address]()
* [Quasars](http://example.org/~q papers/8.pdf)

</div>
<div class="optional_reading" markdown="1">

### All-Reduce
* [Rings](https://example.org/9)

The [Survey of Rings](https://example.org/10) is a good overview.

</div>
</div>

{% include syllabus_entry %}
# (9/16) RRR Week

</td>
</tr>
</tbody>
</table>

## Grading

* **Projects:** _60%_
"""


def line_of(words: str) -> int:
    """The line of `PAGE` that begins with these words."""
    return next(
        number for number, line in enumerate(PAGE.split("\n"), start=1) if line.strip().startswith(words)
    )


@pytest.fixture(scope="module")
def page() -> PageContent:
    return BerkeleyReader().read(Page("index.md", PAGE), Hints())


def test_it_knows_its_pages() -> None:
    assert BerkeleyReader().recognises(Page("index.md", PAGE)) == 1
    assert BerkeleyReader().recognises(Page("index.md", PAGE.replace("syllabus_entry", "row"))) == 0
    assert BerkeleyReader().recognises(Page("site", files={"index.md": PAGE})) == 1


def test_the_facts_above_the_table(page: PageContent) -> None:
    course = page.course
    assert (course.title, course.term) == ("Made Up Systems", "Fall 2019")
    assert (course.meets, course.location) == ("Mondays and Fridays from 2:00 to 3:30", "Soda 310")
    assert [(p.name, p.url) for p in course.instructors] == [
        ("Ada Lovelace", None),
        ("Alan Turing", "https://example.org/~alan"),
    ]
    assert [(link.label, link.url) for link in course.links] == [
        ("Announcements (Piazza)", "https://forum.example.org/x")
    ]


def test_rows_and_dates_belong_together_by_position(page: PageContent) -> None:
    assert [(s.date, s.topic, s.kind) for s in page.sessions] == [
        (date(2019, 8, 30), "Introduction", "lecture"),
        (date(2019, 9, 2), "Holiday (Labor Day)", "holiday"),
        (date(2019, 9, 6), "Project Presentations", "project"),
        (date(2019, 9, 9), "Discussion of Nets", "discussion"),
        (date(2019, 9, 13), "(9/16) RRR Week", "other"),
    ]
    assert page.sessions[0].line == line_of("{% include")
    assert page.sessions[0].date_text == "8/30/19"


def test_readings_by_level_with_the_words_around_them(page: PageContent) -> None:
    first = page.sessions[0]
    assert [(r.level, r.title, r.links[0].url[-1]) for r in first.readings] == [
        ("required", "On Sparse Nets", "1"),
        ("required", "The Book", "2"),
        ("optional", "How to Skim", "3"),
        ("optional", "notes on the engine", "4"),
        ("optional", "Nets of the World", "5"),
        ("optional", "Webs of the World", "6"),
    ]
    assert first.readings[2].line == line_of("* [How to Skim]")
    tagged, book, skim, notes, *_ = first.readings
    assert (tagged.venue, tagged.year) == ("ICLR", 2018)
    assert (book.locator, book.note) == ("Chapter 1", "You need the library's network.")
    assert (
        book.text == "Read Chapter 1 of [*The Book*](https://example.org/2). You need the library's network."
    )
    assert (skim.note, notes.note) == (
        "gives some good advice.",
        "Ada's notes on the engine will help, too.",
    )
    assert first.tbd == "More reading coming soon ..."


def test_odd_items_are_readings_too(page: PageContent) -> None:
    fourth = page.sessions[3]
    assert [(r.level, r.title, [link.url for link in r.links]) for r in fourth.readings] == [
        ("required", "Context: The Missing Piece", ["https://example.org/7"]),
        ("required", "A Work Without Address", []),
        ("required", "Quasars", ["http://example.org/~q papers/8.pdf"]),
        ("optional", "Rings", ["https://example.org/9"]),
        ("optional", "Survey of Rings", ["https://example.org/10"]),
    ]
    assert fourth.tbd == "N/A"


def test_guests_slides_and_notes(page: PageContent) -> None:
    first, holiday, _, fourth, _ = page.sessions
    assert [(p.name, p.affiliation, p.url) for p in first.speakers] == [
        ("Grace Hopper", "Navy", "https://example.org/grace"),
        ("Alonzo Church", "Princeton", None),
    ]
    assert [(link.label, link.url) for link in first.links] == [
        ("Lecture slides (PDF)", "a/1.pdf"),
        ("Lecture slides (PPTX)", "a/1.pptx"),
    ]
    assert first.notes == "This lecture gives an overview."
    assert (holiday.links[0].label, holiday.notes) == (
        "sign up",
        "There is no class, but please sign up.",
    )
    assert fourth.notes == "Submit your review before 1:00PM."


def test_what_is_not_taken_is_told_with_its_line(page: PageContent) -> None:
    assert [(item.line, item.why) for item in page.skipped] == [
        (line_of("* **Office"), "it is no fact that a list holds"),
        (line_of("* Send us"), "it is no fact that a list holds"),
        (line_of("<a href"), "it stands under “Course Syllabus”, above the schedule"),
        (line_of("* Guest slides"), "no link behind PDF, PPTX"),
        (line_of("* [Old]"), "commented out"),
        (line_of("* **Projects"), "it stands under “Grading”, outside of the schedule"),
    ]


def test_a_heading_among_readings_is_the_group_of_those_below_it(page: PageContent) -> None:
    groups = {reading.title: reading.group for session in page.sessions for reading in session.readings}
    assert groups["Rings"] == "All-Reduce"
    assert groups["On Sparse Nets"] is None


def test_a_heading_that_no_reading_stands_under_is_told() -> None:
    page = Page(
        "index.md",
        text=PAGE.replace("* [Rings](https://example.org/9)\n\nThe [Survey", "\n### Rings\n\nThe [Survey"),
    )
    found = BerkeleyReader().read(page, Hints())
    assert ("All-Reduce", "no reading stands under this heading") in {(u.text, u.why) for u in found.skipped}


def test_what_a_person_should_check(page: PageContent) -> None:
    weeks, heading = page.remarks
    assert "counted by the calendar" in weeks
    last = line_of("# (9/16)") - 1
    assert heading == f"Line {last}: the row is that of 2019-09-13, but its heading says '9/16'."


@pytest.mark.parametrize(
    ("formula", "weeks"),
    [
        ("{% assign week = lecture_counter | divided_by: 2.0 | floor | plus: 1 %}", [1, 2, 2, 3, 3]),
        ("{% assign week = lecture_counter | divided_by: 2.0 | ceil %}", [1, 1, 2, 2, 3]),
        ("{% assign week = lecture_counter %}", [1, 2, 3, 4, 5]),
    ],
)
def test_the_include_tells_how_weeks_are_counted(formula: str, weeks: list[int]) -> None:
    files = {"index.md": PAGE, "_includes/syllabus_entry": formula, "about.md": "# About"}
    files["_config.yml"] = 'title: x\nurl: "https://made-up.example.org"\nbaseurl: "/fa19"\n'
    read = BerkeleyReader().read(Page("site", files=files), Hints())
    assert [session.week for session in read.sessions] == weeks
    assert read.course.url == "https://made-up.example.org/fa19"
    assert {session.file for session in read.sessions} == {"index.md"}
    assert not any("calendar" in remark for remark in read.remarks)


def test_weeks_are_those_of_the_calendar_without_the_include(page: PageContent) -> None:
    assert [session.week for session in page.sessions] == [1, 2, 2, 3, 3]


def test_more_rows_than_dates() -> None:
    text = PAGE.replace("9/13/19\n", "")
    read = BerkeleyReader().read(Page("index.md", text), Hints())
    assert [s.date for s in read.sessions][-2:] == [date(2019, 9, 9), None]
    assert "The page has 5 rows and 4 dates; dates belong to rows by position." in read.remarks


def test_hostile_html_is_text() -> None:
    item = "* [A <script>alert(1)</script> B](javascript:alert(1)) <img src=x onerror=alert(2)>\n</div>"
    text = PAGE.replace("</div>", item, 1)
    read = BerkeleyReader().read(Page("index.md", text), Hints())
    hostile = next(r for r in read.sessions[0].readings if "script" in r.text)
    assert hostile.title == "A <script>alert(1)</script> B"
    assert hostile.links[0].url == "javascript:alert(1)"


@given(courses())
def test_a_made_up_course_comes_back(meetings: tuple[Meeting, ...]) -> None:
    assert found(BerkeleyReader().read(Page("index.md", berkeley(meetings)), Hints())) == truth(meetings)


@given(JUMBLES)
def test_no_link_vanishes(text: str) -> None:
    assert addresses(text) <= addresses(
        BerkeleyReader().read(Page("index.md", text), Hints()).model_dump_json()
    )


@given(ANY_TEXTS)
def test_any_text_can_be_read(text: str) -> None:
    page = Page("index.md", text)
    assert BerkeleyReader().recognises(page) in (0, 1)
    assert isinstance(BerkeleyReader().read(page, Hints()), PageContent)


# --- The page that the list in data/ was made of ---


@pytest.fixture(scope="module")
def real() -> PageContent:
    path = SHARED / "seed" / "index.md"
    if not path.exists():
        pytest.skip("the page is not here")
    return BerkeleyReader().read(Page("index.md", path.read_text(encoding="utf-8")), Hints())


def test_the_real_page_has_all_its_readings_in_their_rows(real: PageContent) -> None:
    facts = json.loads((SHARED / "facts" / "readings.json").read_text(encoding="utf-8"))
    read = [
        (session.week, reading.level, reading.links[0].url)
        for session in real.sessions
        for reading in session.readings
    ]
    assert read == [(fact["week"], fact["level"], fact["url"]) for fact in facts]
    assert sum(level == "required" for _, level, _ in read) == 34
    assert sum(level == "optional" for _, level, _ in read) == 26


def test_the_real_page_gives_the_sessions_of_the_list(real: PageContent) -> None:
    rl = ReadingList.example()
    assert [(s.week, s.date, s.topic, s.kind) for s in real.sessions] == [
        (s.week, s.date, s.topic, s.kind) for s in rl.sessions
    ]
    assert [[(p.name, p.affiliation, p.url) for p in s.speakers] for s in real.sessions] == [
        [(p.name, p.affiliation, p.url) for p in s.speakers] for s in rl.sessions
    ]
    assert [[(link.label or "").lower().split(" (")[0] for link in s.links] for s in real.sessions] == [
        [(link.label or "").lower().split(" (")[0] for link in s.links] for s in rl.sessions
    ]
    assert [[link.url for link in s.links] for s in real.sessions] == [
        [link.url for link in s.links] for s in rl.sessions
    ]
    assert [s.tbd is not None for s in real.sessions] == [s.tbd is not None for s in rl.sessions]
    assert not real.remarks


def test_the_real_page_names_the_course(real: PageContent) -> None:
    course = ReadingList.example().course
    assert (real.course.title, real.course.term, real.course.meets) == (
        course.title,
        course.term,
        course.meets,
    )
    assert [(p.name, p.url) for p in real.course.instructors] == [(p.name, p.url) for p in course.instructors]


def test_titles_and_tags_of_the_real_page(real: PageContent) -> None:
    """A title is what the link says without its tag, and the tag says venue and year."""
    facts = json.loads((SHARED / "facts" / "readings.json").read_text(encoding="utf-8"))
    readings = [reading for session in real.sessions for reading in session.readings]
    for reading, fact in zip(readings, facts, strict=True):
        words = fact["link_text"].replace("_", "")
        assert reading.title is not None
        assert words.startswith(reading.title)
        behind = words[len(reading.title) :].strip(" .")
        assert not behind or behind[0] in "[("
        if "[" in behind and reading.note != "Blog post":
            assert reading.venue
            assert reading.venue in behind
            assert reading.year
            assert str(reading.year)[2:] in behind


def test_the_real_page_leaves_nothing_out(real: PageContent) -> None:
    text = (SHARED / "seed" / "index.md").read_text(encoding="utf-8")
    told = real.model_dump_json()
    for url in addresses_of(text):
        assert normal_address(url)
        assert url in told


def addresses_of(text: str) -> set[str]:
    return set(re.findall(r"\]\((https?://[^\s()]+)\)", text))


def test_a_share_of_a_topic_is_no_date() -> None:
    page = PAGE.replace("Introduction", "Introduction (1/2)")
    assert not [
        remark for remark in BerkeleyReader().read(Page("index.md", page), Hints()).remarks if "1/2" in remark
    ]


def test_a_link_in_brackets_is_named_after_what_it_is_of() -> None:
    line = "* Template for the meeting [[Google Drive](https://example.org/t)]\n"
    page = PAGE.replace("{% include syllabus_entry %}\n", "{% include syllabus_entry %}\n" + line, 1)
    first, *_ = BerkeleyReader().read(Page("index.md", page), Hints()).sessions
    assert ("Template for the meeting (Google Drive)", "https://example.org/t") in [
        (link.label, link.url) for link in first.links
    ]
