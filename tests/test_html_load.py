"""What the page says of how much there is to read."""

from __future__ import annotations

import datetime

import pytest
from lxml import html
from page_sample import SAMPLE

from readinglist.formats.html import render
from readinglist.model.reading import Reading
from readinglist.model.schedule import Assignment, Session, Syllabus
from readinglist.settings import LoadSettings


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def reading(key: str, page: str | None, **fields: object) -> Assignment:
    return Assignment(reading=Reading(key=key, title=key, page=page, **fields))  # type: ignore[arg-type]


LONG = reading("long", "1-100", arxiv_id="1706.03762")
SHORT = reading("short", "1-10", doi="10.1145/1")
UNKNOWN = reading("unknown", None)
COURSE = Syllabus(
    sessions=(
        Session(week=1, topic="Much", required=(LONG,), optional=(SHORT,)),
        Session(week=1, topic="And more", optional=(UNKNOWN,)),
        Session(week=2, topic="Nothing"),
        Session(week=3, topic="Free", kind="holiday"),
        Session(week=4, topic="If you like", optional=(SHORT,)),
    ),
)


def page_of(syllabus: Syllabus, **options: object) -> html.HtmlElement:
    return html.document_fromstring(render(syllabus, **options))  # type: ignore[arg-type]


def rows(page: html.HtmlElement) -> list[list[str]]:
    return [[words(cell) for cell in row] for row in page.xpath("//section[@id='load']//tr")]


def test_a_row_for_each_week_and_their_sum() -> None:
    assert rows(page_of(COURSE)) == [
        ["Week", "Required", "Optional", "Pages", "Hours", "Access", ""],
        ["1", "1", "2", "110", "and 1 unknown", "10.0 + 2.2 more than 8 hours", "1 paywalled, 1 unknown", ""],
        ["2", "0", "0", "", "", "", "no readings", ""],
        ["3", "0", "0", "", "", "", "", ""],
        ["4", "0", "1", "10", "", "0.0 + 1.0", "1 paywalled", ""],
        ["All", "1", "3", "120", "and 1 unknown", "10.0 + 3.2", "2 paywalled", ""],
    ]


def test_the_first_session_of_a_week_says_how_much_it_asks_for() -> None:
    page = page_of(COURSE)
    said = {
        section.get("id"): [words(part) for part in section.xpath("p/*[@class='load' or @class='over']")]
        for section in page.xpath("//section[@id!='load']")
    }
    assert said == {
        "week-1": ["10 hours to read", "more than 8 hours"],
        "week-1-2": [],
        "week-2": ["No readings"],
        "week-3": [],
        "week-4": ["1 hour, optional"],
    }


def test_the_pace_is_that_of_the_settings() -> None:
    pace = LoadSettings(minutes_per_page=3, minutes_per_reading=30, hours_per_week=2.5)
    page = page_of(COURSE, pace=pace)
    assert rows(page)[1][5] == "5.0 + 1.0 more than 2.5 hours"
    assert "3 minutes a page, and 30 minutes for a reading" in words(page.get_element_by_id("load"))


def test_a_list_that_tells_no_levels_apart_has_one_column_of_readings() -> None:
    one = Session(date=datetime.date(2026, 9, 7), readings=(LONG,))
    two = Session(date=datetime.date(2026, 9, 9), readings=(SHORT,))
    three = Session(date=datetime.date(2026, 9, 14), readings=(SHORT,))
    found = rows(page_of(Syllabus(sessions=(one, two, three))))
    assert found[0][:2] == ["Week", "Readings"]
    assert [row[:2] for row in found[1:]] == [["Mon 7 Sep 2026", "2"], ["Mon 14 Sep 2026", "1"], ["All", "3"]]


def test_sessions_with_neither_week_nor_date_are_no_week_that_can_be_too_full() -> None:
    found = rows(page_of(Syllabus(sessions=(Session(readings=(LONG,)), Session(readings=(LONG,))))))
    assert found[1] == ["Others", "2", "200", "", "20.0", "all free", ""]


@pytest.mark.parametrize("syllabus", [Syllabus(), Syllabus(sessions=(Session(week=1, kind="exam"),))])
def test_without_readings_there_is_no_table(syllabus: Syllabus) -> None:
    page = page_of(syllabus)
    assert not page.xpath("//*[@id='load'] | //a[@href='#load']")


def test_it_can_be_left_out() -> None:
    text = render(SAMPLE, load=False)
    assert 'class="load"' not in text and "#load" not in text and 'id="load"' not in text
    assert 'id="load"' in render(SAMPLE)


def test_each_week_leads_to_the_table_and_each_row_to_its_week() -> None:
    page = page_of(SAMPLE)
    assert [link.xpath("string(ancestor::section/@id)") for link in page.xpath("//a[@href='#load']")] == [
        "week-3",
        "session-4",
    ]
    assert [link.get("href") for link in page.xpath("//section[@id='load']//a")] == [
        "#week-3",
        "#week-4",
        "#session-4",
        "#week-0",
    ]


def test_the_picture_says_nothing_that_the_row_does_not_and_needs_no_style() -> None:
    section = page_of(COURSE).get_element_by_id("load")
    pictures = section.xpath(".//svg")
    assert len(pictures) == 2 and all(picture.get("aria-hidden") == "true" for picture in pictures)
    first = pictures[0]
    assert first.get("viewbox") == "0 0 122 10"
    assert [rect.get("width") for rect in first.xpath("rect")] == ["100", "22"]
    assert not section.xpath(".//*[@style]")


def test_heads_of_the_table_are_heads_for_who_cannot_see_it() -> None:
    section = page_of(COURSE).get_element_by_id("load")
    assert len(section.xpath(".//th[@scope='row']")) == 5
    assert {head.get("scope") for head in section.xpath(".//thead//th")} == {"col", "colgroup"}
