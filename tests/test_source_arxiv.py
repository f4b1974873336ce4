"""arXiv's source: batches, joins by identifier, and never takes an outage for an absence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

import pytest
from asker import FakeAsker, recorded, reply
from depth import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from readinglist.metadata.services.arxiv import ArxivApi
from readinglist.metadata.services.service import Absent, Candidate, Found, Outcome, Unavailable
from readinglist.model.identifiers import Identifier
from readinglist.web.asking.answers import Answer

FEED = recorded("arxiv.xml")
NEW, OLD, TITLELESS, WITHDRAWN, MISSING = (
    Identifier("arxiv", value)
    for value in ("2101.00001", "hep-th/9901001", "1712.01208", "1806.00002", "2101.99999")
)
ALL = (NEW, OLD, TITLELESS, WITHDRAWN, MISSING)


def fetch(session: FakeAsker, *identifiers: Identifier) -> dict[Identifier, Outcome]:
    outcomes = {}
    for outcome in ArxivApi().fetch(identifiers, session):
        key = outcome.candidate.identifier if isinstance(outcome, Found) else outcome.identifier
        assert key not in outcomes
        outcomes[key] = outcome
    assert set(outcomes) == set(identifiers)
    return outcomes


def candidate(identifier: Identifier) -> Candidate:
    outcome = fetch(FakeAsker(reply(FEED)), *ALL)[identifier]
    assert isinstance(outcome, Found)
    return outcome.candidate


def entry(arxiv_id: str) -> str:
    return (
        f"<entry><id>http://arxiv.org/abs/{arxiv_id}v1</id><title>T {arxiv_id}</title>"
        "<updated>2021-01-01T00:00:00Z</updated><published>2021-01-01T00:00:00Z</published></entry>"
    )


def feed(ids: list[str], per_page: int = 100) -> str:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:o="http://a9.com/-/spec/opensearch/1.1/">'
        f"<o:itemsPerPage>{per_page}</o:itemsPerPage><o:totalResults>{len(ids)}</o:totalResults>"
        f"{''.join(entry(i) for i in ids)}</feed>"
    )


def service(url: str, params: Mapping[str, str]) -> Answer:
    query = parse_qs(urlsplit(url).query)
    ids = query["id_list"][0].split(",")
    assert int(query["max_results"][0]) >= len(ids)
    return reply(feed(ids[::-1]))


def test_entries_are_joined_by_identifier_and_a_missing_one_is_absent() -> None:
    outcomes = fetch(FakeAsker(reply(FEED)), *ALL)
    kinds = [type(outcomes[identifier]) for identifier in ALL]
    assert kinds == [Found, Found, Found, Found, Absent]


def test_the_fields_are_those_of_the_preprint() -> None:
    found = candidate(OLD)
    assert found.fields["title"] == "String Duality in $\\omega$Space and Schrödinger's Cat"
    assert [str(name) for name in found.fields["author"]] == ["Ludwig van Beethoven", "The CMS Collaboration"]
    assert found.fields["author"][0].non_dropping_particle == "van"
    assert found.fields["author"][1].literal == "The CMS Collaboration"
    assert str(found.fields["issued"]) == "1999-01-02"
    assert found.fields["arxiv_id"] == "hep-th/9901001"
    assert found.fields["abstract"] == "We study cats."
    assert found.rules["journal_ref"] == "Phys.Lett.B573:94-100,1999"
    assert "doi" not in found.fields
    assert "container_title" not in found.fields
    assert "arxiv_version" not in found.fields


def test_the_year_is_that_of_the_first_version() -> None:
    assert candidate(NEW).fields["issued"].year == 2020


def test_every_doi_of_the_field_leads_to_a_publication() -> None:
    relations = candidate(OLD).relations
    assert [(r.kind, r.target.value) for r in relations] == [
        ("published_as", "10.1016/s0370-2693(99)00001-1"),
        ("published_as", "10.1016/s0370-2693(99)00002-2"),
    ]


def test_an_entry_without_a_title_says_the_rest() -> None:
    found = candidate(TITLELESS)
    assert "title" not in found.fields
    assert found.fields["author"][0].family == "Kraska"


def test_a_withdrawn_paper_has_a_notice() -> None:
    (notice,) = candidate(WITHDRAWN).notices
    assert (notice.kind, notice.date) == ("withdrawal", "2018-07-01")
    assert "equation 7" in notice.text


def test_a_paper_that_was_withdrawn_from_a_workshop_has_none() -> None:
    assert candidate(TITLELESS).notices == ()


@pytest.mark.parametrize(
    ("comment", "withdrawn"),
    [
        ("This paper has been withdrawn due to a sign error in equation 1", True),
        ("Paper withdrawn (superseded by arXiv:0804.1234)", True),
        ("12 pages; withdrawn by the authors", True),
        ("This submission has been withdrawn by arXiv administrators", True),
        ("superseded by arXiv:0804.1234 and withdrawn", True),
        ("Supersedes the withdrawn paper arXiv:0901.1234", False),
        ("This replaces arXiv:0901.1234, which was withdrawn", False),
        ("A corrected form of arXiv:0901.12345 (withdrawn)", False),
        ("It has not been withdrawn; the error is mended", False),
    ],
)
def test_only_the_withdrawal_of_the_paper_itself_counts(comment: str, withdrawn: bool) -> None:
    body = FEED.replace(b"Withdrawn from a workshop; 3 pages", comment.encode())
    outcome = fetch(FakeAsker(reply(body)), *ALL)[TITLELESS]
    assert isinstance(outcome, Found)
    assert bool(outcome.candidate.notices) is withdrawn


def test_the_number_of_the_latest_version_is_told() -> None:
    assert [candidate(i).version for i in (NEW, OLD)] == [2, 3]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (reply("<html><body>Down for maintenance</body></html>"), "no answer"),
        (reply("Rate exceeded."), "limit"),
        (reply("Rate exceeded.", 429), "HTTP 429"),
        (reply("", 503), "HTTP 503"),
        (reply(""), "no answer"),
        (reply(FEED[: len(FEED) // 2]), "no answer"),
        (reply(feed([])), "empty list"),
        (reply(FEED, cut=True), "too large"),
        (reply("", None, problem="no network"), "no network"),
        (reply(feed(["2101.00001"]).replace("2021-01-01T", "yesterday")), "no answer"),
        (reply(feed(["2101.00001"]).replace("<published>2021-01-01T00:00:00Z</published>", "")), "no answer"),
        (reply(FEED.replace(b"</entry>", b"", 1)), "no answer"),
        (reply(FEED.replace(b"</feed>", b"")), "no answer"),
        (reply(FEED.replace(b"cats", b"c\xffts")), "no answer"),
        (reply(FEED.replace(b"<feed", b'<!DOCTYPE feed [<!ENTITY a "b">]><feed', 1)), "no answer"),
    ],
)
def test_what_is_no_feed_says_nothing_about_any_paper(answer: Answer, words: str) -> None:
    for outcome in fetch(FakeAsker(answer), *ALL).values():
        assert isinstance(outcome, Unavailable)
        assert words in outcome.reason


def test_a_page_that_was_cut_to_its_default_size_makes_nobody_absent() -> None:
    ids = [f"2101.{n:05}" for n in range(1, 13)]
    asked = [Identifier("arxiv", i) for i in ids]
    outcomes = fetch(FakeAsker(reply(feed(ids[:10], per_page=10))), *asked)
    kinds = [type(outcomes[identifier]) for identifier in asked]
    assert kinds == [Found] * 10 + [Unavailable] * 2


def test_totals_that_do_not_fit_lead_to_no_second_request() -> None:
    body = re.sub(rb"(?<=totalResults>)5", b"50", FEED)
    session = FakeAsker(reply(body))
    assert isinstance(fetch(session, *ALL)[NEW], Found)
    assert len(session.asked) == 1


@pytest.mark.parametrize("value", ["1706.0376", "foo/9901001", "abc", "", "2101.00001,2101.00002"])
def test_a_malformed_identifier_is_not_asked_for(value: str) -> None:
    bad = Identifier("arxiv", value)
    session = FakeAsker(service)
    outcomes = fetch(session, NEW, bad, OLD)
    assert isinstance(outcomes[bad], Absent)
    assert isinstance(outcomes[NEW], Found)
    assert parse_qs(urlsplit(session.asked[0].url).query)["id_list"] == ["2101.00001,hep-th/9901001"]


def test_an_identifier_that_arxiv_refuses_does_not_poison_the_others() -> None:
    bad = Identifier("arxiv", "2101.99998")
    session = FakeAsker(reply(recorded("arxiv_error.xml"), 400), reply(FEED))
    outcomes = fetch(session, NEW, bad, OLD)
    assert isinstance(outcomes[bad], Absent)
    assert "incorrect id format" in outcomes[bad].reason
    assert isinstance(outcomes[NEW], Found)
    assert len(session.asked) == 2


def test_an_abstract_that_speaks_of_errors_is_no_refusal() -> None:
    body = FEED.replace(
        b"We study cats.", b"We study https://arxiv.org/api/errors#incorrect_id_format_for_2101.1"
    )
    assert isinstance(fetch(FakeAsker(reply(body)), *ALL)[OLD], Found)


def test_a_second_refusal_is_not_followed_by_a_third_request() -> None:
    error = reply(recorded("arxiv_error.xml"), 400)
    session = FakeAsker(error, reply(recorded("arxiv_error.xml").replace(b"2101.99998", b"2101.00001"), 400))
    outcomes = fetch(session, NEW, Identifier("arxiv", "2101.99998"), OLD)
    assert isinstance(outcomes[OLD], Unavailable)
    assert len(session.asked) == 2


def test_a_thousand_papers_take_ten_requests() -> None:
    asked = [Identifier("arxiv", f"{2001 + n // 100}.{n:05}") for n in range(1000)]
    session = FakeAsker(service)
    assert all(isinstance(outcome, Found) for outcome in fetch(session, *asked).values())
    assert len(session.asked) == 10


@settings(deadline=None, max_examples=examples(60))
@given(st.integers(0, len(FEED)), st.binary(max_size=8))
def test_a_damaged_feed_never_raises_and_never_makes_a_paper_absent(position: int, damage: bytes) -> None:
    body = FEED[:position] + damage
    if body.startswith(FEED.rstrip()):
        return
    outcomes = fetch(FakeAsker(reply(body)), NEW, OLD)
    assert all(isinstance(outcome, Unavailable) for outcome in outcomes.values())
