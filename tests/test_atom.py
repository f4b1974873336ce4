"""The feed: valid Atom, the same in every build, and deaf to what strangers write."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from depth import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree, html
from sample import ARTICLE, CHAPTER, HOSTILE_URLS, ORDINARY, PAPER, PREPRINT, hostile

from readinglist.formats import FORMATS
from readinglist.model.reading import Link, Name, PartialDate, Reading
from readinglist.model.schedule import Assignment, Course, Person, Session, Syllabus

ATOM = {"a": "http://www.w3.org/2005/Atom"}
PAGE = "https://course.example/ml/"

# What RFC 4287 asks of the elements that are used here; children may stand in any order.
SHAPE = etree.RelaxNG(
    etree.fromstring(
        """<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://www.w3.org/2005/Atom"
             datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <start><element name="feed">
    <optional><attribute name="xml:base"><data type="anyURI"/></attribute></optional>
    <interleave>
      <ref name="named"/>
      <oneOrMore><ref name="author"/></oneOrMore>
      <zeroOrMore><ref name="link"/></zeroOrMore>
      <zeroOrMore><element name="entry"><interleave>
        <ref name="named"/>
        <element name="published"><ref name="time"/></element>
        <zeroOrMore><ref name="author"/></zeroOrMore>
        <zeroOrMore><ref name="link"/></zeroOrMore>
        <zeroOrMore><element name="category"><attribute name="term"/></element></zeroOrMore>
        <optional><element name="summary"><text/></element></optional>
        <element name="content"><attribute name="type"><value>html</value></attribute><text/></element>
      </interleave></element></zeroOrMore>
    </interleave>
  </element></start>
  <define name="named"><interleave>
    <element name="title"><ref name="words"/></element>
    <element name="id"><data type="string">
      <param name="pattern">tag:[a-z0-9.\\-]+,[0-9]{4}:[!-~]+|urn:uuid:[0-9a-f\\-]{36}</param>
    </data></element>
    <element name="updated"><ref name="time"/></element>
  </interleave></define>
  <define name="author"><element name="author">
    <element name="name"><ref name="words"/></element>
  </element></define>
  <define name="link"><element name="link">
    <attribute name="rel"><choice>
      <value>self</value><value>alternate</value><value>related</value>
    </choice></attribute>
    <attribute name="href"><data type="string"><param name="pattern">(https?://|mailto:)[!-~]+</param></data></attribute>
    <optional><attribute name="title"/></optional>
  </element></define>
  <define name="time"><data type="dateTime"><param name="pattern">.*Z</param></data></define>
  <define name="words"><data type="string"><param name="minLength">1</param></data></define>
</grammar>"""
    )
)


def feed(syllabus: Syllabus, **options: Any) -> Any:
    root = etree.fromstring(FORMATS["atom"].render(syllabus, **options).encode())
    SHAPE.assertValid(root)
    # RFC 4287, 4.1.1 and 4.1.2: one alternate link of a kind; ids are those of one entry.
    for element in (root, *root.iterfind("a:entry", ATOM)):
        assert len(element.findall("a:link[@rel='alternate']", ATOM)) <= 1
    ids = [element.text for element in root.iterfind(".//a:id", ATOM)]
    assert len(set(ids)) == len(ids)
    return root


def texts(root: Any, path: str) -> list[str]:
    return [element.text or "" for element in root.iterfind(path, ATOM)]


def alone(reading: Reading, *sessions: Session, **course: Any) -> Syllabus:
    """A list of one reading, which each of ``sessions`` requires."""
    required = (Assignment(reading=reading, level="required"),)
    return Syllabus(
        course=Course(**course),
        sessions=tuple(session.model_copy(update={"required": required}) for session in sessions),
        readings=(reading,),
    )


def day_of(syllabus: Syllabus, name: str = "published") -> str:
    (time,) = texts(feed(syllabus), f"a:entry/a:{name}")
    return time.removesuffix("T00:00:00Z")


def on(*date: int) -> Session:
    return Session(date=datetime.date(*date))


def test_every_reading_is_one_entry_and_the_newest_come_first() -> None:
    root = feed(ORDINARY)
    assert texts(root, "a:entry/a:title") == [
        reading.title for reading in (ARTICLE, PAPER, PREPRINT, CHAPTER)
    ]
    assert texts(root, "a:entry/a:updated")[:2] == ["2022-01-24T00:00:00Z"] * 2
    assert texts(root, "a:updated") == ["2022-01-24T00:00:00Z"]
    days = texts(root, "a:entry/a:updated")
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize("field", ["date-added", "creationdate", "timestamp", "dateadded"])
@pytest.mark.parametrize("source", ["{2021-12-24}", "{2021-12-24T10:00:00}", '"2021.12.24"', "2021/12/24 +1"])
def test_a_reading_was_added_when_its_entry_says_so(field: str, source: str) -> None:
    reading = PAPER.replace(extra={field: source})
    assert day_of(alone(reading, on(2022, 2, 1))) == "2021-12-24"


def test_without_that_the_first_session_counts_then_the_term_then_the_work() -> None:
    start = datetime.date(2022, 1, 17)
    assert day_of(alone(PAPER, on(2022, 2, 8), on(2022, 2, 1), start=start)) == "2022-02-01"
    assert day_of(alone(PAPER, Session(week=1), start=start)) == "2022-01-17"
    assert day_of(alone(PAPER, Session(week=1))) == "2012-04-01"
    undated = PAPER.replace(issued=PartialDate(literal="in press"))
    assert day_of(alone(undated)) == "1970-01-01"
    assert day_of(alone(PAPER.replace(issued=PartialDate.of(-350)))) == "1970-01-01"
    assert day_of(alone(PAPER.replace(extra={"timestamp": "{last week}"}))) == "2012-04-01"


def test_a_reading_was_changed_when_its_entry_says_so() -> None:
    reading = PAPER.replace(
        extra={"date-added": "{2021-12-24}", "date-modified": "{2022-03-01 10:00:00 +0000}"}
    )
    assert day_of(alone(reading)) == "2021-12-24"
    assert day_of(alone(reading), "updated") == "2022-03-01"


def test_ids_are_tags_of_the_page_of_the_course() -> None:
    course = Course(url=PAGE, term="Spring 2022", title="ML")
    root = feed(ORDINARY.model_copy(update={"course": course}))
    assert texts(root, "a:id") == ["tag:course.example,2022:/ml/Spring%202022"]
    assert texts(root, "a:entry/a:id")[1] == "tag:course.example,2022:/ml/Spring%202022/zaharia2012rdd"


@pytest.mark.parametrize("course", [Course(url=PAGE, start=datetime.date(2022, 1, 17)), Course(title="ML")])
def test_ids_stay_while_what_is_said_of_a_reading_changes(course: Course) -> None:
    before = Syllabus(course=course, sessions=(on(2022, 1, 24),), readings=(PAPER,))
    after = alone(PAPER.replace(title="Another", url=None), on(2022, 2, 8)).model_copy(
        update={"course": course}
    )
    assert texts(feed(before), ".//a:id") == texts(feed(after), ".//a:id")


@pytest.mark.parametrize(
    "url", [None, "not an address", "https://[::1]/", "https://localhost/", *HOSTILE_URLS]
)
def test_without_a_page_that_has_a_name_ids_are_urns_that_tell_courses_apart(url: str | None) -> None:
    first = feed(alone(PAPER, url=url, title="A"))
    second = feed(alone(PAPER, url=url, title="B"))
    if url is None or not url.startswith("https://example.org"):
        assert texts(first, "a:id")[0].startswith("urn:uuid:")
        assert not set(texts(first, ".//a:id")) & set(texts(second, ".//a:id"))


def test_an_entry_says_who_wrote_it_where_it_is_and_where_it_is_read() -> None:
    root = feed(ORDINARY)
    paper = root.findall("a:entry", ATOM)[1]
    assert texts(paper, "a:author/a:name")[:2] == ["Matei Zaharia", "Mosharaf Chowdhury"]
    links = [(link.get("rel"), link.get("href"), link.get("title")) for link in paper.findall("a:link", ATOM)]
    assert links == [
        ("alternate", "https://www.usenix.org/nsdi12-final138.pdf", None),
        ("related", "https://spark.apache.org", "Code"),
    ]
    assert [each.get("term") for each in paper.findall("a:category", ATOM)] == ["optional"]
    (content,) = texts(paper, "a:content")
    assert "<p>Week 1, Mon 24 Jan 2022: Introduction (optional)</p>" in content


def test_what_holds_in_a_session_is_in_the_entry() -> None:
    content = texts(feed(ORDINARY), "a:entry/a:content")[0]
    assert content.endswith(
        "<p>Week 1, Mon 24 Jan 2022: Introduction (required): sections 1-3</p><p>Read <em>twice</em>.</p>"
    )


def test_a_reading_of_two_sessions_is_one_entry_that_names_both() -> None:
    root = feed(alone(PAPER, Session(topic="First"), Session(topic="Second")))
    (content,) = texts(root, "a:entry/a:content")
    assert "<p>First (required)</p><p>Second (required)</p>" in content


def test_the_feed_names_its_people_its_page_and_itself() -> None:
    course = Course(title="ML", term="Spring", url=PAGE, instructors=(Person(name="Ann"), Person(name="Bob")))
    root = feed(Syllabus(course=course), address="feed.atom")
    assert texts(root, "a:title") == ["ML, Spring reading list"]
    assert texts(root, "a:author/a:name") == ["Ann", "Bob"]
    links = {link.get("rel"): link.get("href") for link in root.findall("a:link", ATOM)}
    assert links == {"self": f"{PAGE}feed.atom", "alternate": PAGE}
    assert root.base == PAGE


def test_a_list_of_nothing_is_a_feed() -> None:
    root = feed(Syllabus())
    assert texts(root, "a:updated") == ["1970-01-01T00:00:00Z"]
    assert texts(root, "a:author/a:name") == ["The course"]


def test_people_who_are_not_named_are_no_authors() -> None:
    root = feed(alone(PAPER.replace(author=(Name(literal="Ann"), Name.others(), Name(literal=" ")))))
    assert texts(root, "a:entry/a:author/a:name") == ["Ann"]


def test_hostile_texts_are_text_in_the_feed_and_in_what_a_reader_shows() -> None:
    root = feed(hostile())
    assert {element.tag for element in root.iter()} == {
        f"{{{ATOM['a']}}}{name}"
        for name in ("feed", "title", "id", "updated", "published", "author", "name", "entry", "link",
                     "category", "content")
    }  # fmt: skip
    for content in texts(root, "a:entry/a:content"):
        shown = html.fragment_fromstring(content, create_parent="div")
        assert {element.tag for element in shown.iter()} <= {"div", "p", "a", "em", "strong", "code"}
        assert all(set(element.attrib) <= {"href"} for element in shown.iter())
        assert all(re.match(r"https?:|mailto:", link.get("href")) for link in shown.iter("a"))


@given(st.lists(st.text(), min_size=8, max_size=8), st.dates())
@settings(deadline=None, max_examples=examples(150), suppress_health_check=list(HealthCheck))
def test_any_text_makes_a_valid_feed(texts_: list[str], day: datetime.date) -> None:
    title, topic, url, name, note, term, label, abstract = texts_
    reading = Reading(
        key="a2020b",
        title=title,
        author=(Name(literal=name),),
        url=url,
        links=(Link(url=url + "#", label=label),),
        abstract=abstract,
        note=note,
        extra={"date-added": note},
    )
    session = Session(
        date=day, topic=topic, optional=(Assignment(reading=reading, note=note, locator=label),)
    )
    course = Course(title=title, term=term, url=url, instructors=(Person(name=name),))
    feed(Syllabus(course=course, sessions=(session,), readings=(reading,)))
