"""Crossref's source: batches, the traps of its records, and what it says about retractions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from asker import FakeAsker, recorded, recorded_json, reply
from depth import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readinglist.metadata.services.crossref import ENDPOINT, HIJACKED_PREFIXES, CrossrefApi
from readinglist.metadata.services.crossref_work import candidate_of_work
from readinglist.metadata.services.service import Absent, Candidate, Found, Outcome, Unavailable
from readinglist.model.identifiers import Identifier
from readinglist.model.reading import Reading
from readinglist.web.asking.answers import Answer

LIST = recorded_json("crossref_list.json")
WORKS = LIST["message"]["items"]


def doi(value: str) -> Identifier:
    return Identifier("doi", value)


SPARK, CHAPTER, RETRACTED, FUTURE, PREPRINT, SORTED, HIJACKED = (doi(w["DOI"].lower()) for w in WORKS)
MISSING = doi("10.1145/0000000")


def fetch(session: FakeAsker, *identifiers: Identifier) -> dict[Identifier, Outcome]:
    outcomes = {}
    for outcome in CrossrefApi().fetch(identifiers, session):
        key = outcome.candidate.identifier if isinstance(outcome, Found) else outcome.identifier
        assert key not in outcomes
        outcomes[key] = outcome
    assert set(outcomes) == set(identifiers)
    return outcomes


def candidate(identifier: Identifier) -> Candidate:
    outcome = fetch(FakeAsker(reply(recorded("crossref_list.json"))), identifier)[identifier]
    assert isinstance(outcome, Found)
    return outcome.candidate


def of(**work: Any) -> Candidate:
    """The candidate of a record with these fields; underscores stand for hyphens."""
    fields = {name.replace("_", "-"): value for name, value in work.items()}
    return candidate_of_work(SPARK, "crossref", {"DOI": SPARK.value, **fields}, reply())


def service(url: str, params: Mapping[str, str]) -> Answer:
    dois = [part.removeprefix("doi:") for part in params["filter"].split(",")]
    assert int(params["rows"]) >= len(dois)
    items = [{"DOI": name.upper(), "title": ["T"]} for name in dois[::-1]]
    return reply({"status": "ok", "message": {"total-results": len(items), "items": items}})


def test_a_list_is_joined_by_doi_without_regard_to_case() -> None:
    outcomes = fetch(FakeAsker(reply(LIST)), RETRACTED, MISSING, SPARK)
    assert isinstance(outcomes[RETRACTED], Found)
    assert isinstance(outcomes[SPARK], Found)
    assert isinstance(outcomes[MISSING], Absent)


def test_every_field_is_one_that_a_record_takes() -> None:
    for identifier in (SPARK, CHAPTER, RETRACTED, FUTURE, PREPRINT, SORTED, HIJACKED):
        found = candidate(identifier)
        reading = Reading.model_validate({"key": "k", **found.fields})
        assert {name: getattr(reading, name) for name in found.fields} == found.fields


def test_a_paper_of_a_meeting_is_read_in_full() -> None:
    found = candidate(SPARK)
    fields = found.fields
    assert fields["title"] == "Spark SQL: Relational Data Processing in Spark"
    assert [str(name) for name in fields["author"]] == [
        "Michael Armbrust",
        "Reynold S. Xin",
        "The Spark Team",
    ]
    assert "capitals" in found.rules["author"]
    assert fields["author"][2].literal == "The Spark Team"
    assert fields["type"] == "paper-conference"
    assert fields["publisher"] == "Association for Computing Machinery"
    assert fields["page"] == "1383-1394"
    assert fields["isbn"] == "9781450327589"
    assert fields["doi"] == "10.1145/2723372.2742797"
    assert str(fields["issued"]) == "2015-05-27"


def test_the_book_is_told_from_its_series() -> None:
    fields = candidate(CHAPTER).fields
    assert fields["container_title"] == "Computer Vision – ECCV 2020"
    assert fields["collection_title"] == "Lecture Notes in Computer Science"
    assert fields["type"] == "paper-conference"


def test_a_book_that_comes_before_its_series_is_told_from_it_too() -> None:
    found = of(type="book-chapter", container_title=["A Book of Things", "Lecture Notes in Computer Science"])
    assert found.fields["container_title"] == "A Book of Things"
    assert found.fields["type"] == "chapter"


def test_a_series_alone_is_the_venue() -> None:
    found = of(type="book-chapter", container_title=["Lecture Notes in Computer Science"])
    assert found.fields["container_title"] == "Lecture Notes in Computer Science"
    assert "collection_title" not in found.fields


def test_markup_in_titles_becomes_text_and_maths() -> None:
    assert candidate(CHAPTER).fields["title"] == "End-to-End Object Detection with $k^2$ Queries"


def test_names_stay_in_the_parts_that_crossref_gives() -> None:
    (name,) = candidate(CHAPTER).fields["author"]
    assert (name.given, name.non_dropping_particle, name.family, name.suffix) == (
        "Laurens",
        "van der",
        "Maaten",
        "Jr.",
    )


def test_the_year_in_print_wins_and_both_dates_are_kept() -> None:
    found = of(
        published_print={"date-parts": [[2018, 1]]},
        published_online={"date-parts": [[2017, 12, 1]]},
        issued={"date-parts": [[2017, 12, 1]]},
    )
    assert str(found.fields["issued"]) == "2018-01"
    assert (found.print, found.online) == ("2018-01", "2017-12-01")
    assert "2017-12-01" in found.rules["issued"]


def test_a_year_in_print_that_is_still_to_come_is_not_believed() -> None:
    found = candidate(FUTURE)
    assert str(found.fields["issued"]) == "2026-03-01"
    assert "still to come" in found.rules["issued"]


@pytest.mark.parametrize("parts", [[[None]], [[]], [], None, [[0]], [["x"]], "2015", [[99999]]])
def test_a_date_that_is_none_is_left_out(parts: Any) -> None:
    assert "issued" not in of(issued={"date-parts": parts}, created={"date-parts": [[2015]]}).fields


def test_a_date_with_a_wrong_month_keeps_its_year() -> None:
    assert str(of(issued={"date-parts": [[2015, 13, 1]]}).fields["issued"]) == "2015"


def test_the_number_of_an_article_without_pages_stands_for_them() -> None:
    found = candidate(FUTURE)
    assert found.fields["page"] == "e33693"
    assert "number of the article" in found.rules["page"]


def test_a_title_in_capitals_stays_and_is_marked() -> None:
    found = candidate(FUTURE)
    assert found.fields["title"] == "A PAPER WHOSE TITLE SHOUTS"
    assert found.rules["title"] == "all-caps"


def test_a_meeting_stands_for_proceedings_that_are_not_named() -> None:
    assert candidate(SORTED).fields["container_title"] == "Advances in Neural Information Processing Systems"


def test_authors_in_the_order_of_the_alphabet_are_not_believed() -> None:
    found = candidate(SORTED)
    assert "author" not in found.fields
    assert "A to Z" in found.rules["author"]


def test_relations_lead_from_preprint_to_publication_and_back() -> None:
    (there,) = candidate(PREPRINT).relations
    assert (there.kind, there.target) == ("published_as", doi("10.1038/s41586-020-1-1"))
    (back,) = candidate(FUTURE).relations
    assert (back.kind, back.target) == ("version_of", Identifier("arxiv", "2101.00001"))


def test_a_preprint_stands_on_its_server() -> None:
    fields = candidate(PREPRINT).fields
    assert (fields["type"], fields["container_title"]) == ("article", "bioRxiv")


def test_a_retraction_is_told_once_and_benign_updates_are_no_retraction() -> None:
    notices = candidate(RETRACTED).notices
    assert [(n.kind, n.doi, n.date) for n in notices] == [
        ("retraction", "10.1016/s0140-6736(10)60175-4", "2010-02-06"),
        ("correction", "10.1016/s0140-6736(04)15715-2", "2004-03-06"),
    ]


def test_a_notice_that_stands_on_the_list_itself_is_told() -> None:
    (notice,) = of(update_to=[{"DOI": "10.1/x", "type": "retraction"}]).notices
    assert notice.kind == "retraction"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("expression_of_concern", "expression_of_concern"),
        ("expression-of-concern", "expression_of_concern"),
        ("withdrawal", "withdrawal"),
        ("removal", "removal"),
        ("corrigendum", "correction"),
    ],
)
def test_every_kind_of_notice_is_read(name: str, kind: str) -> None:
    assert [notice.kind for notice in of(updated_by=[{"DOI": "10.1234/n", "type": name}]).notices] == [kind]


def test_a_hijacked_copy_carries_the_reason_against_it() -> None:
    assert candidate(HIJACKED).rules["doi"] == HIJACKED_PREFIXES["10.65215"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (reply("<html>Sorry</html>"), "HTML"),
        (reply("", 503), "HTTP 503"),
        (reply("", 429), "HTTP 429"),
        (reply("Resource not found.", 404), "HTTP 404"),
        (reply({"status": "ok"}), "no list"),
        (reply({"status": "ok", "message": {"items": {}}}), "no list"),
        (reply("[" * 100_000), "no answer"),
        (reply("null"), "no list"),
        (reply("", None, problem="offline"), "offline"),
        (reply(json.dumps(LIST), cut=True), "too large"),
    ],
)
def test_what_is_no_list_says_nothing_about_any_work(answer: Answer, words: str) -> None:
    for outcome in fetch(FakeAsker(answer), SPARK, MISSING).values():
        assert isinstance(outcome, Unavailable)
        assert words in outcome.reason


def test_a_list_that_is_not_whole_makes_nobody_absent() -> None:
    body = {"message": {"total-results": 2, "items": [WORKS[0]]}}
    assert isinstance(fetch(FakeAsker(reply(body)), SPARK, MISSING)[MISSING], Unavailable)


def test_a_field_that_cannot_be_selected_leads_to_one_request_without_selection() -> None:
    error = {"status": "failed", "message": [{"type": "select-not-available", "value": "updated-by"}]}
    session = FakeAsker(reply(error, 400), reply(LIST), reply(LIST))
    source = CrossrefApi()
    assert isinstance(next(iter(source.fetch([SPARK], session))), Found)
    assert isinstance(next(iter(source.fetch([RETRACTED], session))), Found)
    assert ["select" in asked.params for asked in session.asked] == [True, False, False]


def test_sixty_dois_take_two_requests_and_a_thousand_twenty() -> None:
    for count, requests in ((60, 2), (1000, 20)):
        session = FakeAsker(service)
        outcomes = fetch(session, *(doi(f"10.1145/{n:07}") for n in range(count)))
        assert all(isinstance(outcome, Found) for outcome in outcomes.values())
        assert len(session.asked) == requests


def test_a_list_of_long_dois_stays_a_short_address() -> None:
    session = FakeAsker(service)
    fetch(
        session,
        *(doi(f"10.1002/(sici)1096-8644(199601)99:1<{n}::aid-ajpa{n}>3.0.co;2-{n}") for n in range(50)),
    )
    assert len(session.asked) == 2
    assert all(len(asked.params["filter"]) < 3500 for asked in session.asked)


def test_a_doi_with_a_comma_is_asked_alone() -> None:
    odd = doi("10.1234/a,b")
    session = FakeAsker(reply({"message": {"DOI": "10.1234/A,B", "title": ["T"]}}))
    assert isinstance(fetch(session, odd)[odd], Found)
    assert session.asked[0].url == f"{ENDPOINT}/10.1234%2Fa%2Cb"


def test_not_found_alone_is_absent() -> None:
    odd = doi("10.1234/a,b")
    assert isinstance(fetch(FakeAsker(reply("Resource not found.", 404)), odd)[odd], Absent)


def test_dois_of_datacite_are_not_asked_for() -> None:
    source = CrossrefApi()
    assert not source.takes(doi("10.48550/arxiv.1706.03762"))
    assert not source.takes(doi("10.5281/zenodo.1"))
    assert not source.takes(Identifier("arxiv", "1706.03762"))
    assert source.takes(SPARK)


def test_a_search_gives_what_is_likely_and_names_the_author() -> None:
    session = FakeAsker(reply(LIST))
    found = CrossrefApi().search("Spark SQL", "Armbrust", session)
    assert [c.identifier for c in found][:2] == [SPARK, CHAPTER]
    assert session.asked[0].params["query.bibliographic"] == "Spark SQL"
    assert session.asked[0].params["query.author"] == "Armbrust"
    assert session.asked[0].params["rows"] == "5"


def test_a_search_that_could_not_be_made_finds_nothing() -> None:
    assert CrossrefApi().search("Spark SQL", "", FakeAsker(reply("", 503))) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
NAMES = sorted({name for work in WORKS for name in work} | {"editor", "update-to", "group-title", "posted"})


@settings(deadline=None, max_examples=examples(250), suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(WORKS),
    st.dictionaries(st.sampled_from(NAMES), JSON | st.lists(JSON, max_size=2), max_size=6),
)
def test_fields_of_any_shape_never_raise_and_never_give_a_wrong_type(work: Any, damage: Any) -> None:
    found = candidate_of_work(SPARK, "crossref", {**work, **damage}, reply())
    Reading.model_validate({"key": "k", **found.fields})
