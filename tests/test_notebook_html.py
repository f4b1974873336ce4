"""What a notebook shows of records."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lxml import html
from page_sample import SAMPLE, hostile_syllabus

from readinglist.formats import notebook
from readinglist.model.finding import Finding
from readinglist.model.schedule import Session, Syllabus

Part = Callable[[Syllabus], str]

PARTS: dict[str, Part] = {
    "reading": lambda syllabus: "".join(map(notebook.reading_html, syllabus.readings)),
    "assignment": lambda syllabus: "".join(
        notebook.assignment_html(a) for session in syllabus.sessions for a in session.assignments
    ),
    "session": lambda syllabus: "".join(map(notebook.session_html, syllabus.sessions)),
    "week": lambda syllabus: "".join(map(notebook.week_html, syllabus.weeks)),
    "syllabus": notebook.syllabus_html,
    "findings": lambda syllabus: notebook.findings_html(findings_about(syllabus)),
}


def findings_about(syllabus: Syllabus) -> list[Finding]:
    return [
        Finding(
            rule=r.key, level="error", message=r.title or "", file=r.title, line=3, key=r.key, field=r.title
        )
        for r in syllabus.readings
    ]


def words(fragment: str) -> str:
    return " ".join(html.fragment_fromstring(fragment).text_content().split())


@pytest.mark.parametrize("name", PARTS)
def test_a_fragment_is_one_element_a_record_and_well_formed(name: str) -> None:
    fragment = PARTS[name](SAMPLE)
    elements = html.fragments_fromstring(fragment)
    assert all(isinstance(element, html.HtmlElement) for element in elements)
    again = "".join(html.tostring(element, encoding="unicode") for element in elements)
    assert again.count("<") == fragment.count("<")


@pytest.mark.parametrize("name", PARTS)
def test_hostile_text_stays_text(name: str) -> None:
    fragment = html.fromstring(f"<div>{PARTS[name](hostile_syllabus())}</div>")
    usual = html.fromstring(f"<div>{PARTS[name](SAMPLE)}</div>")
    allowed = {element.tag for element in usual.iter()} | {"em", "strong", "code"}
    assert {element.tag for element in fragment.iter()} <= allowed
    assert not fragment.xpath("//*[starts-with(name(@*), 'on')] | //script | //style | //img")
    assert not [href for href in fragment.xpath("//a/@href") if ":" in href.split("/")[0]]
    assert "</script><script>alert(1)</script>" in fragment.text_content()


@pytest.mark.parametrize("name", PARTS)
def test_no_colour_is_set_so_that_light_and_dark_notebooks_both_fit(name: str) -> None:
    styles = set(html.fromstring(f"<div>{PARTS[name](SAMPLE)}</div>").xpath("//@style"))
    assert styles <= {"opacity:.75", "text-align:left;vertical-align:top"}


def test_a_reading_shows_title_people_venue_links_and_key() -> None:
    shown = words(notebook.reading_html(SAMPLE.readings[0]))
    assert shown == (
        "Eyeriss: A Spatial ArchitectureYu-Hsin Chen and Joel Emer"
        "ISCA 2016 · Best Paper · DOI · arXiv · Slides · code.example.org · chen2016eyeriss"
    )


def test_an_assignment_says_how_binding_it_is_and_what_is_read() -> None:
    shown = words(notebook.assignment_html(SAMPLE.sessions[0].required[0]))
    assert shown.endswith("Required · sections 1-3 · presented by Ann and Bob · Listed as SIGRAPH.")


def test_a_session_shows_when_who_and_every_reading() -> None:
    shown = words(notebook.session_html(SAMPLE.sessions[0]))
    assert shown.startswith("HardwareWeek 3 · Mon 7 Feb 2022 · lecture")
    for part in (
        "Sophia (Lab) and Grace",
        "Reviews are due.",
        "Slides of the lecture",
        "Many Hands",
        "Roofline",
    ):
        assert part in shown


def test_a_placeholder_is_shown() -> None:
    assert words(notebook.session_html(SAMPLE.sessions[3])).endswith("More to come")


def test_a_week_shows_its_sessions_and_a_missing_number() -> None:
    shown = words(notebook.week_html(SAMPLE.weeks[0]))
    assert shown.startswith("Week 3Hardware")
    assert "Hardware again" in shown
    (without,) = (week for week in SAMPLE.weeks if week.number is None)
    assert words(notebook.week_html(without)).startswith("Without a week")


def test_a_list_is_a_table_with_a_row_a_session() -> None:
    shown = html.fragment_fromstring(notebook.syllabus_html(SAMPLE))
    rows = [[cell.text_content() for cell in row.iter("td")] for row in shown.iter("tr")][1:]
    assert rows[0] == [
        "3", "Mon 7 Feb 2022", "Hardware", "Eyeriss: A Spatial ArchitectureMany Hands", "Roofline", "",
    ]  # fmt: skip
    assert rows[3] == ["", "", "Whenever", "", "", "bareRoofline"]
    assert len(rows) == len(SAMPLE.sessions)
    assert shown.text_content().endswith("Not scheduled: Read by Nobody")


def test_nothing_is_shown_as_nothing() -> None:
    assert words(notebook.syllabus_html(Syllabus())) == "Reading list"
    assert words(notebook.session_html(Session(kind=""))) == ""
    assert words(notebook.findings_html([])) == "No findings."


def test_findings_are_a_table_with_place_subject_and_rule() -> None:
    finding = Finding(
        rule="doi-form", level="warning", message="No DOI.", file="a.bib", line=7, key="k", field="doi"
    )
    table = html.fragment_fromstring(
        notebook.findings_html([finding, Finding(rule="r", level="info", message="m")])
    )
    rows = [[cell.text_content() for cell in row.iter("td")] for row in table.iter("tr")][1:]
    assert rows == [["warning", "a.bib:7", "k doi", "No DOI.", "doi-form"], ["info", "", "", "m", "r"]]
