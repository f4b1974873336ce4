"""Rules about one entry, and about the year beside a venue."""

from __future__ import annotations

import datetime

import pytest
from lint_sample import ADA, found, paper, preprint

from readinglist.lint import lint
from readinglist.model.reading import Link, PartialDate
from readinglist.model.schedule import Assignment, Course, Session, Syllabus


def test_a_sound_entry_has_no_findings() -> None:
    assert found(paper("one"), paper("two")) == set()


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("paper-conference", "author"),
        ("paper-conference", "title"),
        ("paper-conference", "container_title"),
        ("paper-conference", "issued"),
        ("article-journal", "container_title"),
        ("book", "publisher"),
        ("chapter", "container_title"),
        ("thesis", "publisher"),
        ("report", "issued"),
        ("webpage", "url"),
        ("post-weblog", "title"),
        ("document", "title"),
        ("software", "title"),
    ],
)
def test_a_missing_field_is_named(kind: str, field: str) -> None:
    whole = paper("one", type=kind, publisher="Engine Press", volume="1", page="1-2", doi="10.1145/1")
    assert "missing-field" not in found(whole)
    lacking = whole.replace(**{field: () if field == "author" else None})
    (finding,) = [f for f in lint(Syllabus(readings=(lacking,))) if f.rule == "missing-field"]
    assert (finding.level, finding.key, finding.field) == ("error", "one", field)


def test_a_book_may_have_an_editor_in_place_of_an_author() -> None:
    assert "missing-field" not in found(
        paper("one", type="book", author=(), editor=(ADA,), publisher="Press")
    )


def test_proceedings_and_manuals_need_less_than_books_and_reports() -> None:
    assert "missing-field" not in found(paper("one", type="book", entry_type="proceedings", author=()))
    assert "missing-field" not in found(paper("one", type="report", entry_type="manual", author=()))


def test_details_that_a_reader_misses_are_an_info() -> None:
    assert found(paper("one", type="article-journal")) == {"missing-detail"}
    assert found(paper("one", type="article-journal", volume="3")) == set()


def test_a_reading_without_anything_to_follow_is_found() -> None:
    assert found(paper("one", url=None)) == {"no-link"}
    for sound in ({"doi": "10.1145/1"}, {"arxiv_id": "1706.03762"}, {"links": (Link(url="a.pdf"),)}):
        assert found(paper("one", url=None, **sound)) == set()
    assert "no-link" not in found(
        paper("one", type="book", publisher="P", url=None, isbn="978-0-12-374957-4")
    )


@pytest.mark.parametrize("key", ["a b", "a,b", "a{b", "50%", "a#b", "a~b", "a\\b"])
def test_a_key_that_latex_cannot_cite_is_an_error(key: str) -> None:
    assert "bad-key" in found(paper(key, title="T", url="https://engines.org/1"))


@pytest.mark.parametrize("isbn", ["978-0-12-374957-5", "123", "978-0-12-374957-4, 978-0-12-374957-1"])
def test_an_isbn_with_a_wrong_check_digit_is_found(isbn: str) -> None:
    assert found(paper("one", isbn=isbn)) == {"bad-isbn"}


@pytest.mark.parametrize(
    "isbn", ["978-0-12-374957-4", "0-12-374957-3", "978-0-12-374957-4; 978-1-4503-8442-1"]
)
def test_a_right_isbn_is_quiet(isbn: str) -> None:
    assert found(paper("one", isbn=isbn)) == set()


@pytest.mark.parametrize("pages", ["20-10", "e20-e10", "1-5, 20-10", "12:9-12:1", "120-112"])
def test_pages_that_run_backwards_are_found(pages: str) -> None:
    assert found(paper("one", page=pages)) == {"bad-pages"}


@pytest.mark.parametrize(
    "pages", ["10-20", "1383-94", "7", "e1-e9", "xii-xx", "12:1-12:24", "A1-B1", "5-5", "1-10-2"]
)
def test_pages_that_run_forwards_are_quiet(pages: str) -> None:
    assert found(paper("one", page=pages)) == set()


def test_a_year_after_the_course_or_before_printing_is_found() -> None:
    def year(number: int, **course: object) -> set[str]:
        return found(paper("one", issued=PartialDate.of(number)), course=Course(**course))

    end = datetime.date(2022, 5, 13)
    assert year(2032, end=end) == {"bad-year"}
    assert year(2023, end=end) == set()
    assert year(2024, term="Spring 2022") == {"bad-year"}
    assert year(2999) == set()
    assert year(219) == {"bad-year"}


def test_a_preprint_without_a_published_version_is_an_info() -> None:
    assert found(preprint("one", "1706.03762")) == {"preprint-only"}
    assert found(preprint("one", "1706.03762").replace(arxiv_id=None)) == {"preprint-only"}
    assert found(preprint("one", "1706.03762", doi="10.48550/arxiv.1706.03762")) == {"preprint-only"}
    assert found(preprint("one", "1706.03762", container_title="CoRR")) == {"preprint-only"}
    scholar = {"type": "article-journal", "volume": "abs/1706.03762"}
    assert found(paper("one", **scholar, container_title="arXiv preprint arXiv:1706.03762")) == {
        "preprint-only"
    }
    assert found(paper("one", **scholar, container_title="CoRR")) == {"preprint-only"}
    assert found(preprint("one", "1706.03762", doi="10.1145/1")) == set()
    assert found(preprint("one", "1706.03762", container_title="Symposium")) == set()


def test_an_entry_that_no_session_assigns_is_an_info_where_others_are_assigned() -> None:
    one, two = paper("one"), paper("two")
    session = Session(topic="Engines", required=(Assignment(reading=one, level="required"),))
    assert found(one, two, sessions=(session,)) == {"unused-entry"}
    assert "unused-entry" not in found(one, two, sessions=(Session(topic="Engines", tbd="soon"),))


@pytest.mark.parametrize(
    "fields",
    [
        {"container_title": "Proceedings of the 2018 Symposium on Engines"},
        {"container_title": "Symposium on Engines (ENGINES '18)"},
        {"container_title": "International Conference on Engines, ICE 2018, Rome"},
        {"container_title": "Proc. ICE 2018: Engines"},
        {"container_title": "14th Symposium on Engines (ENGINES 18)"},
        {"container_title_short": "SOSP '18"},
        {"container_title_short": "SOSP’18"},
        {"collection_title": "NSDI '12"},
        {"collection_title": "SC21"},
        {"award": "Best Paper Award, DAC 2021"},
        {"award": "Best Paper at ISCA ’18"},
        {"container_title_short": "ICLR", "note": "Oral at ICLR 2018"},
        {"container_title": None, "type": "document", "note": "ICLR '18"},
        {"type": "article-journal", "volume": "1", "container_title": "Communications of the ACM '18"},
        {"extra": {"eventtitle": "Symposium on Engines 2018"}},
        {"extra": {"howpublished": "SOSP '18"}},
    ],
)
def test_a_venue_of_another_year_is_found(fields: dict[str, object]) -> None:
    assert found(paper("one", **fields)) == {"venue-year"}


@pytest.mark.parametrize(
    "fields",
    [
        {"container_title": "Proceedings of the 2019 Symposium on Engines"},
        {"container_title": "Symposium on Engines 2018-2019"},
        {"container_title": "Selected Papers of Engines 2018"},
        {"container_title_short": "SOSP '19"},
        {"container_title_short": "Web3D"},
        {"collection_title": "Lecture Notes in Computer Science 2021"},
        {"collection_title": "LNCS2021", "number": "2021"},
        {"collection_title": "Proceedings of Machine Learning Research"},
        {"collection_title": "NIST SP800"},
        {"page": "2018-2020"},
        {"award": "Test of Time Award, SOSP 2029"},
        {"award": "IEEE Micro Top Picks 2020"},
        {"award": "Best Paper Award, DAC 2019"},
        {"container_title_short": "ICLR", "note": "Presented at a NeurIPS 2018 workshop"},
        {"note": "Accessed 2022; rewritten in 2021."},
        {"note": "A classic of the '90s."},
        {"type": "article-journal", "volume": "1", "container_title": "Engines 2018"},
        {"issued": PartialDate.of(2018, 12), "container_title_short": "POPL '19"},
        {"issued": None, "type": "document", "container_title": "Engines 2018"},
        {"issued": PartialDate(date_parts=((2018,), (2019,))), "container_title_short": "SOSP '19"},
    ],
)
def test_years_that_are_no_contradiction_are_quiet(fields: dict[str, object]) -> None:
    assert found(paper("one", **fields)) == set()
