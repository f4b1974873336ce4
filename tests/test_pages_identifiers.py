"""Texts of identifiers and addresses, one a line, with their labelled truth."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from page_forms import ANY_TEXTS, Meeting, addresses, courses
from page_markup import addressed

from readinglist.importing.content import Page, PageContent, PageReading
from readinglist.importing.interpret.identifiers_list import IdentifiersListReader
from readinglist.settings import Hints


def read(text: str, **hints: object) -> PageContent:
    return IdentifiersListReader().read(Page("ids.txt", text), Hints.model_validate(hints))


def shown(reading: PageReading) -> tuple[int | None, str, str | None, str | None, str | None]:
    url = reading.links[0].url if reading.links else None
    return reading.line, reading.level, url, reading.title, reading.note


LIST = """\
# Readings for the seminar on knots, Spring 2021
10.1145/3282307

# Week 1: Ropes
10.1145/359545.359563
arXiv:1706.03762v5   # the one with the heads
https://doi.org/10.1145/3282307  Spectral Knots
Week 2 (Feb 3)
Required
- https://example.org/paper.pdf
- 2101.00001 optional
* (Optional) Rules of Rope, https://example.org/rules
Optional:
ISBN 978-0-262-03384-8
https://example.org/blog#part2
nothing that can be looked up
# https://example.org/later
TBD
"""


def test_weeks_levels_titles_and_remarks() -> None:
    page = read(LIST)
    assert (page.course.title, page.course.term) == ("Readings for the seminar on knots", "Spring 2021")
    assert [shown(r) for r in page.unscheduled] == [(2, "unspecified", "10.1145/3282307", None, None)]
    assert [(s.line, s.week, s.date, s.topic, s.tbd) for s in page.sessions] == [
        (4, 1, None, "Ropes", None),
        (8, 2, date(2021, 2, 3), "", "TBD"),
    ]
    assert [[shown(r) for r in s.readings] for s in page.sessions] == [
        [
            (5, "unspecified", "10.1145/359545.359563", None, None),
            (6, "unspecified", "arXiv:1706.03762v5", None, "the one with the heads"),
            (7, "unspecified", "https://doi.org/10.1145/3282307", "Spectral Knots", None),
        ],
        [
            (10, "required", "https://example.org/paper.pdf", None, None),
            (11, "optional", "2101.00001", None, None),
            (12, "optional", "https://example.org/rules", "Rules of Rope", None),
            (14, "optional", "ISBN 978-0-262-03384-8", None, None),
            (15, "optional", "https://example.org/blog#part2", None, None),
        ],
    ]


def test_several_identifiers_on_a_line() -> None:
    page = read(
        "https://arxiv.org/abs/1706.03762, https://arxiv.org/abs/1810.04805\n"
        "doi: 10.1145/3282307 and 10.1145/359545.359563 (optional)\n"
        "Ada Stone. A Paper on Knots. https://example.org/a https://example.org/code (required)\n"
    )
    assert [(r.line, r.level, r.title, [link.url for link in r.links]) for r in page.unscheduled] == [
        (1, "unspecified", None, ["https://arxiv.org/abs/1706.03762"]),
        (1, "unspecified", None, ["https://arxiv.org/abs/1810.04805"]),
        (2, "optional", None, ["10.1145/3282307", "10.1145/359545.359563"]),
        (3, "required", "A Paper on Knots", ["https://example.org/a", "https://example.org/code"]),
    ]


def test_what_names_nothing_is_told_of() -> None:
    assert [(item.line, item.text, item.why) for item in read(LIST).skipped] == [
        (16, "nothing that can be looked up", "it has no identifier and no address"),
        (17, "https://example.org/later", "commented out"),
    ]


def test_the_level_can_be_told() -> None:
    assert [r.level for r in read("10.1145/3282307\n", level="required").unscheduled] == ["required"]
    page = read("10.1145/3282307\nKür:\n10.1145/359545.359563\n", optional=("Kür",))
    assert [r.level for r in page.unscheduled] == ["unspecified", "optional"]


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", "\x00\x01", "#", "# #", "- ", "x" * 100_000])
def test_a_text_with_nothing_in_it(text: str) -> None:
    page = read(text)
    assert (page.sessions, page.unscheduled) == ((), ())


def test_line_ends_and_a_byte_order_mark_say_nothing() -> None:
    assert read("\ufeff" + LIST.replace("\n", "\r\n")) == read(LIST)


def test_how_sure_it_is() -> None:
    def sure(name: str, text: str) -> float:
        return IdentifiersListReader().recognises(Page(name, text))

    assert sure("ids.txt", LIST) > 0.7
    assert sure("-", "10.1145/3282307\n") > 0.8
    assert sure("notes.txt", "We met.\nWe read https://example.org/a and talked.\nWe left.\n") == 0
    assert sure("empty.txt", "") == 0


@given(courses())
def test_a_made_up_course_comes_back(meetings: tuple[Meeting, ...]) -> None:
    page = read(addressed(meetings))
    assert [(s.date, s.topic) for s in page.sessions] == [(m.date, m.topic) for m in meetings]
    for session, meeting in zip(page.sessions, meetings, strict=True):
        levels = [(r.level, r.title, r.links[0].url) for r in session.readings]
        assert levels == [
            *(("required", work.title, work.url) for work in meeting.required),
            *(("optional", work.title, work.url) for work in meeting.optional),
        ]


@given(ANY_TEXTS)
def test_any_text_can_be_read_and_no_link_vanishes(text: str) -> None:
    assert 0 <= IdentifiersListReader().recognises(Page("a", text)) <= 1
    assert addresses(text) <= addresses(read(text).model_dump_json())
