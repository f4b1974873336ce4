"""DataCite's source: arXiv's papers with names in parts, and what repositories hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from asker import FakeAsker, recorded, recorded_json, reply
from depth import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readinglist.metadata.services.datacite import DataCite
from readinglist.metadata.services.service import Absent, Candidate, Found, Outcome, Unavailable
from readinglist.model.identifiers import Identifier
from readinglist.model.reading import Reading
from readinglist.web.asking.answers import Answer

NEW, OLD, MISSING = (Identifier("arxiv", v) for v in ("2101.00001", "hep-th/9901001", "2101.99999"))
ZENODO = Identifier("doi", "10.5281/zenodo.1234")
LIST = recorded_json("datacite_list.json")


def fetch(session: FakeAsker, *identifiers: Identifier) -> dict[Identifier, Outcome]:
    outcomes = {}
    for outcome in DataCite().fetch(identifiers, session):
        key = outcome.candidate.identifier if isinstance(outcome, Found) else outcome.identifier
        assert key not in outcomes
        outcomes[key] = outcome
    assert set(outcomes) == set(identifiers)
    return outcomes


def candidate(identifier: Identifier) -> Candidate:
    outcome = fetch(FakeAsker(reply(recorded("datacite_list.json"))), identifier)[identifier]
    assert isinstance(outcome, Found)
    return outcome.candidate


def service(url: str, params: Mapping[str, str]) -> Answer:
    dois = params["ids"].split(",")
    assert int(params["page[size]"]) >= len(dois)
    return reply({"data": [{"id": doi, "attributes": {"doi": doi.upper()}} for doi in dois]})


def test_papers_of_arxiv_and_of_archives_come_in_one_request() -> None:
    session = FakeAsker(reply(LIST))
    outcomes = fetch(session, MISSING, ZENODO, OLD, NEW)
    assert [type(outcomes[i]) for i in (NEW, OLD, ZENODO, MISSING)] == [Found, Found, Found, Absent]
    assert len(session.asked) == 1
    assert "10.48550/arxiv.hep-th/9901001" in session.asked[0].params["ids"]


def test_names_of_a_preprint_come_in_their_parts() -> None:
    authors = candidate(NEW).fields["author"]
    assert (authors[0].given, authors[0].family) == ("Christopher", "De Sa")
    assert (authors[1].non_dropping_particle, authors[1].family) == ("van der", "Maaten")


def test_teams_are_no_persons_even_where_they_were_split_like_some() -> None:
    authors = candidate(NEW).fields["author"]
    assert [name.literal for name in authors[2:]] == ["ATLAS Collaboration", "CMS Collaboration"]


def test_the_date_of_a_preprint_is_that_of_its_first_version() -> None:
    found = candidate(NEW)
    assert str(found.fields["issued"]) == "2020-12-31"
    assert found.rules["issued"] == "the date of the first version"


def test_a_preprint_has_an_arxiv_id_and_neither_doi_nor_venue() -> None:
    fields = candidate(NEW).fields
    assert fields["type"] == "article"
    assert fields["arxiv_id"] == "2101.00001"
    assert fields["title"] == "A Plain Title of $\\omega$"
    assert fields["abstract"] == "Text of it."
    assert not {"doi", "publisher", "container_title"} & set(fields)


def test_a_preprint_leads_to_its_publication_and_not_to_its_references() -> None:
    (relation,) = candidate(NEW).relations
    assert (relation.kind, relation.target) == ("published_as", Identifier("doi", "10.1145/3282307"))


def test_versions_in_an_archive_are_no_publications() -> None:
    (relation,) = candidate(ZENODO).relations
    assert (relation.kind, relation.target.value) == ("version_of", "10.5281/zenodo.1000")


def test_an_author_who_is_unknown_is_none() -> None:
    fields = candidate(OLD).fields
    assert "author" not in fields
    assert fields["issued"].year == 1999


def test_a_published_work_is_read_in_full() -> None:
    fields = candidate(ZENODO).fields
    assert fields["title"] == "On Data: A Primer"
    assert [str(name) for name in fields["author"]] == ["Ann Lee", "Jo Smith"]
    assert fields["doi"] == "10.5281/zenodo.1234"
    assert (fields["publisher"], fields["container_title"]) == ("Zenodo", "Journal of Data")
    assert (fields["volume"], fields["issue"], fields["page"]) == ("3", "1", "7-9")
    assert fields["type"] == "article-journal"
    assert str(fields["issued"]) == "2017-02"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (reply("<html>Sorry</html>"), "HTML"),
        (reply("", 500), "HTTP 500"),
        (reply("", 429), "HTTP 429"),
        (reply({"errors": [{"status": "404", "title": "not found"}]}), "no list"),
        (reply("[]"), "no list"),
        (reply("", None, problem="no network"), "no network"),
    ],
)
def test_what_is_no_list_says_nothing_about_any_work(answer: Answer, words: str) -> None:
    for outcome in fetch(FakeAsker(answer), NEW, ZENODO).values():
        assert isinstance(outcome, Unavailable)
        assert words in outcome.reason


def test_a_thousand_papers_take_ten_requests() -> None:
    session = FakeAsker(service)
    asked = [Identifier("arxiv", f"{2001 + n // 100}.{n:05}") for n in range(1000)]
    assert all(isinstance(outcome, Found) for outcome in fetch(session, *asked).values())
    assert len(session.asked) == 10


def test_dois_of_crossref_are_not_asked_for() -> None:
    source = DataCite()
    assert source.takes(NEW)
    assert source.takes(ZENODO)
    assert source.takes(Identifier("doi", "10.17863/cam.1"))
    assert not source.takes(Identifier("doi", "10.1145/3282307"))
    assert not source.takes(Identifier("isbn", "9780123749574"))


def test_a_doi_with_a_comma_is_asked_alone() -> None:
    odd = Identifier("doi", "10.5281/a,b")
    session = FakeAsker(lambda url, params: reply({"data": []}))
    assert isinstance(fetch(session, odd, NEW)[odd], Absent)
    assert [asked.params["ids"] for asked in session.asked] == ["10.48550/arxiv.2101.00001", "10.5281/a,b"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
NAMES = sorted({name for item in LIST["data"] for name in item["attributes"]} - {"doi"})


@settings(deadline=None, max_examples=examples(200), suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(LIST["data"]), st.dictionaries(st.sampled_from(NAMES), JSON, max_size=6))
def test_fields_of_any_shape_never_raise_and_never_give_a_wrong_type(item: Any, damage: Any) -> None:
    broken = {"data": [{**item, "attributes": {**item["attributes"], **damage}}]}
    asked = Identifier("doi", item["id"])
    outcome = fetch(FakeAsker(reply(broken)), asked)[asked]
    assert isinstance(outcome, Found)
    Reading.model_validate({"key": "k", **outcome.candidate.fields})
