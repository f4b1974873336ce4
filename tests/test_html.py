"""The page as text: what is in it, and what can never get out of its place."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from itertools import pairwise
from urllib.parse import unquote

import pytest
from lxml import html
from page_sample import ATTACKS, EYERISS, LOOSE, ROOFLINE, SAMPLE, hostile_syllabus

from readinglist.formats.bibtex.writer import render_reading
from readinglist.formats.citation import cite
from readinglist.formats.html import render
from readinglist.formats.html.page import script_safe
from readinglist.formats.html.sections import section_ids
from readinglist.model.reading import Name, Reading
from readinglist.model.schedule import Assignment, Course, Session, Syllabus

ALL = {"sample": SAMPLE, "hostile": hostile_syllabus(), "empty": Syllabus()}


def parsed(text: str) -> html.HtmlElement:
    return html.document_fromstring(text)


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def embedded(page: html.HtmlElement) -> list[dict[str, object]]:
    return json.loads(page.get_element_by_id("citations").text)


@pytest.fixture(scope="module")
def page() -> html.HtmlElement:
    return parsed(render(SAMPLE))


def test_the_page_names_course_term_place_and_people(page: html.HtmlElement) -> None:
    assert words(page.find(".//title")) == "Systems & Machines (Spring 2022)"
    header = words(page.find(".//header"))
    for expected in ("Spring 2022", "Systems & Machines", "Mondays at 1", "Room 1", "Ada (Uni)", "Mail"):
        assert expected in header
    assert page.xpath("//header//em")[0].text == "before"


def test_a_title_given_in_the_call_replaces_the_courses() -> None:
    page = parsed(render(SAMPLE, title="Another <title>"))
    assert words(page.find(".//h1")) == "Another <title>"


def test_sessions_stand_in_file_order_each_labelled_by_its_heading(page: html.HtmlElement) -> None:
    sections = page.xpath("//main/section")
    assert [section.get("id") for section in sections] == [
        "week-3", "week-3-2", "week-4", "session-4", "week-0", "unscheduled", "load",
    ]  # fmt: skip
    headings = [words(page.get_element_by_id(section.get("aria-labelledby"))) for section in sections]
    assert headings == [
        "Hardware",
        "Hardware again",
        "Presidents Day",
        "Whenever",
        "The end",
        "Not scheduled",
        "How much there is to read",
    ]


def test_dates_are_for_people_and_for_programs(page: html.HtmlElement) -> None:
    (time,) = page.xpath("//section[@id='week-3']//time")
    assert (time.get("datetime"), time.text) == ("2022-02-07", "Mon 7 Feb 2022")
    assert page.get_element_by_id("session-4").get("data-date") is None


def test_only_kinds_that_are_no_lecture_have_a_badge(page: html.HtmlElement) -> None:
    assert [words(badge) for badge in page.find_class("kind")] == [
        "Discussion",
        "Holiday",
        "Field trip",
        "Exam",
    ]


def test_every_assignment_shows_its_reading_once_and_the_rest_is_unscheduled(page: html.HtmlElement) -> None:
    titles = {
        section.get("id"): [words(title) for title in section.find_class("title")]
        for section in page.xpath("//main/section[@id!='load']")
    }
    assert titles == {
        "week-3": ["Eyeriss: A Spatial Architecture", "Many Hands", "Roofline"],
        "week-3-2": [],
        "week-4": [],
        "session-4": ["bare", "Roofline"],
        "week-0": [],
        "unscheduled": ["Read by Nobody"],
    }


def test_optional_readings_are_folded_and_counted_and_no_others_are(page: html.HtmlElement) -> None:
    (optional,) = page.xpath("//details[@class='optional']")
    assert optional.find("summary").text == "Optional reading (1)"
    assert [words(title) for title in optional.find_class("title")] == ["Roofline"]
    assert "open" not in optional.attrib
    assert [heading.text for heading in page.xpath("//h3")] == ["Required reading", "Reading"]


def test_a_reading_shows_its_facts_and_what_the_session_says_of_it(page: html.HtmlElement) -> None:
    item = page.xpath("//li[@class='reading']")[0]
    assert words(item.find_class("people")[0]) == "Yu-Hsin Chen and Joel Emer"
    assert words(item.find_class("venue")[0]) == "ISCA 2016"
    assert words(item.find_class("award")[0]) == "Best Paper"
    assert [(words(a), a.get("href")) for a in item.iter("a")] == [
        ("Eyeriss: A Spatial Architecture", "https://example.org/eyeriss.pdf"),
        ("DOI", "https://doi.org/10.1109/isca.2016.40"),
        ("arXiv", "https://arxiv.org/abs/1604.00001"),
        ("Slides", "slides/eyeriss.pdf"),
        ("code.example.org", "https://code.example.org/eyeriss"),
    ]
    assert words(item.find_class("locator")[0]) == "Read: sections 1-3"
    assert words(item.find_class("presenters")[0]) == "Presented by Ann and Bob"
    assert words(item.find_class("note")[0]) == "Listed as SIGRAPH."


def test_a_title_without_a_link_leads_to_the_doi_and_else_nowhere(page: html.HtmlElement) -> None:
    titles = {words(title): title.find("a") for title in page.find_class("title")}
    assert titles["Roofline"].get("href") == f"https://doi.org/{ROOFLINE.doi}"
    assert titles["Many Hands"].get("href") == "https://arxiv.org/abs/1904.03257"
    assert titles["bare"] is None


@pytest.mark.parametrize(
    ("count", "folded"), [(1, None), (2, None), (8, None), (9, "and 3 more"), (69, "and 63 more")]
)
def test_a_long_list_of_people_is_folded_and_still_complete(count: int, folded: str | None) -> None:
    people = tuple(Name(family=f"Family{n}x") for n in range(count))
    page = parsed(render(Syllabus(readings=(Reading(key="k", author=people),))))
    (shown,) = page.find_class("people")
    assert [summary.text for summary in shown.iter("summary")] == ([folded] if folded else [])
    assert re.findall(r"Family\d+x", words(shown)) == [name.family for name in people]


def test_people_who_are_not_named_come_last_as_et_al() -> None:
    reading = Reading(key="k", author=(Name(family="First"), Name.others()))
    (shown,) = parsed(render(Syllabus(readings=(reading,)))).find_class("people")
    assert words(shown) == "First, et al."


def test_editors_stand_in_for_missing_authors() -> None:
    reading = Reading(key="k", editor=(Name(family="One"), Name(family="Two")))
    (shown,) = parsed(render(Syllabus(readings=(reading,)))).find_class("people")
    assert words(shown) == "One and Two (eds.)"


def test_anchors_count_sessions_of_a_week_and_places_without_one() -> None:
    weeks = (3, None, 3, 0, -1, None, 3)
    assert section_ids(tuple(Session(week=week) for week in weeks)) == (
        "week-3", "session-2", "week-3-2", "week-0", "week--1", "session-6", "week-3-3",
    )  # fmt: skip


@pytest.mark.parametrize("syllabus", ALL.values(), ids=ALL.keys())
def test_ids_are_unique_and_every_inner_link_has_its_target(syllabus: Syllabus) -> None:
    page = parsed(render(syllabus))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    inner = [href[1:] for href in page.xpath("//a/@href") if href.startswith("#")]
    assert inner
    assert set(inner) <= set(ids)
    assert set(page.xpath("//@aria-labelledby")) <= set(ids)


def test_headings_go_down_one_level_at_a_time(page: html.HtmlElement) -> None:
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3|//h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("syllabus", ALL.values(), ids=ALL.keys())
def test_the_page_loads_nothing_and_its_policy_names_its_own_script_and_style(syllabus: Syllabus) -> None:
    text = render(syllabus)
    page = parsed(text)
    assert page.xpath("//@src | //@srcset | //@style | //@action | //*[starts-with(name(@*), 'on')]") == []
    assert [link.get("href")[:5] for link in page.iter("link")] == ["data:"]
    assert "@import" not in text
    assert "url(" not in page.find(".//style").text

    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    (script,) = (element for element in page.iter("script") if element.get("type") is None)
    assert directives == {
        "default-src": "'none'",
        "script-src": f"'sha256-{digest(script.text)}'",
        "style-src": f"'sha256-{digest(page.find('.//style').text)}'",
        "img-src": "data:",
        "form-action": "'none'",
        "base-uri": "'none'",
    }


def digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_hostile_text_stays_text() -> None:
    text = render(hostile_syllabus())
    page = parsed(text)
    safe = parsed(render(SAMPLE))
    assert {element.tag for element in page.iter() if isinstance(element.tag, str)} <= {
        element.tag for element in safe.iter() if isinstance(element.tag, str)
    }
    assert len(list(page.iter("script"))) == 2
    assert not page.xpath("//comment()")
    titles = [words(title) for title in page.find_class("title")]
    assert titles[:2] == [ATTACKS[0], ATTACKS[1]]
    text.encode()


def test_only_safe_addresses_become_links() -> None:
    page = parsed(render(hostile_syllabus()))
    schemes = {
        match[0] if (match := re.match(r"[^/?#]*?:", href)) else "" for href in page.xpath("//a/@href")
    }
    assert schemes == {"", "data:"}
    assert [a.get("download") for a in page.iter("a") if a.get("href").startswith("data:")] == [
        "readings.bib"
    ]


def test_a_site_generator_finds_no_tag_of_its_own_in_the_page() -> None:
    text = render(hostile_syllabus())
    assert "{{" not in text
    assert "{%" not in text
    assert "{{ site.title }} {% raw %}" in {row["title"] for row in embedded(parsed(text))}


def test_json_in_a_script_keeps_its_meaning_and_cannot_end_it() -> None:
    value = {"a": {"b": ["</script>", "<!--", "{{x}}", "{%y%}", "{{{", "&amp;\u2028\u2029\ud800", "{"]}}
    text = script_safe(json.dumps(value, ensure_ascii=False))
    assert json.loads(text) == value
    assert not re.search("[<>&\u2028\u2029]|{{|{%", text)
    text.encode()


def test_the_same_syllabus_gives_the_same_bytes() -> None:
    assert render(SAMPLE) == render(SAMPLE.model_copy(deep=True))


def test_an_empty_syllabus_is_a_page_that_says_so() -> None:
    page = parsed(render(Syllabus()))
    assert words(page.find(".//h1")) == "Reading list"
    assert words(page.find(".//main")) == "There is no reading yet."
    assert not page.find_class("download")
    assert embedded(page) == []


def test_a_session_of_nothing_still_has_a_name() -> None:
    page = parsed(render(Syllabus(course=Course(), sessions=(Session(), Session(kind="")))))
    assert [words(heading) for heading in page.iter("h2")] == ["Lecture", "Session"]


def test_the_download_holds_every_entry_once_and_each_citation_its_part_of_it(page: html.HtmlElement) -> None:
    (link,) = page.find_class("download")
    kind, _, text = link.get("href").partition(",")
    bibtex = unquote(text)
    assert kind == "data:application/x-bibtex;charset=utf-8"
    assert re.findall(r"^@\w+\{(.+),$", bibtex, re.M) == [reading.key for reading in SAMPLE.readings]
    rows = embedded(page)
    for reading, row in zip(SAMPLE.readings, rows, strict=True):
        start, end = row["bibtex"]  # type: ignore[misc]
        assert bibtex[start:end] == render_reading(reading, ascii=True)
        assert row["styles"] == {
            "IEEE": cite(reading, style="ieee"),
            "ACM": cite(reading, style="acm"),
            "APA": cite(reading, style="apa"),
        }


def test_each_reading_on_the_page_points_at_its_own_citation(page: html.HtmlElement) -> None:
    rows = embedded(page)
    shown = [
        (words(item.find_class("title")[0]), item.get("data-citation")) for item in page.find_class("reading")
    ]
    assert [rows[int(place)]["title"] for _, place in shown] == [title for title, _ in shown]


def test_a_reading_that_only_a_session_holds_can_be_cited_too() -> None:
    syllabus = Syllabus(sessions=(Session(readings=(Assignment(reading=EYERISS),)),), readings=(LOOSE,))
    assert [row["title"] for row in embedded(parsed(render(syllabus)))] == [LOOSE.title, EYERISS.title]
