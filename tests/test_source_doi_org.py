"""doi.org: whose a DOI is, whether there is one, and the works of the smaller agencies."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from asker import FakeAsker, reply

from readinglist.metadata.services.doi_org import DoiSystem, agencies, handle
from readinglist.metadata.services.service import Absent, Found, Outcome, Unavailable
from readinglist.model.identifiers import Identifier
from readinglist.web.asking.answers import Answer

CROSSREF, JALC, NOBODY, UNKNOWN, BAD = (
    Identifier("doi", value)
    for value in ("10.1145/3282307", "10.11509/isciesci.1", "10.1145/nobody", "10.9999/x", "10.1234/bad")
)
AGENCIES = [
    {"DOI": "10.1145/3282307", "RA": "Crossref"},
    {"DOI": "10.11509/ISCIESCI.1", "RA": "JaLC"},
    {"DOI": "10.1145/nobody", "status": "DOI does not exist"},
    {"DOI": "10.9999/x", "status": "Unknown"},
    {"DOI": "10.1234/bad", "status": "Invalid DOI"},
]
WORK = {
    "type": "journal-article",
    "title": "On <i>Filters</i>",
    "container-title": "Systems, Control and Information",
    "author": [{"family": "Kalman", "given": "Rudolf"}, {"literal": "A Team"}],
    "issued": {"date-parts": [["1997", "3"]]},
    "volume": 41,
    "page": "1–9",
}


def service(url: str, params: Mapping[str, str]) -> Answer:
    return reply(AGENCIES if "/doiRA/" in url else WORK)


def fetch(session: FakeAsker, *identifiers: Identifier) -> dict[Identifier, Outcome]:
    outcomes = {}
    for outcome in DoiSystem().fetch(identifiers, session):
        key = outcome.candidate.identifier if isinstance(outcome, Found) else outcome.identifier
        outcomes[key] = outcome
    assert set(outcomes) == set(identifiers)
    return outcomes


def test_only_the_works_of_other_agencies_are_asked_for_one_by_one() -> None:
    session = FakeAsker(service)
    outcomes = fetch(session, CROSSREF, JALC, NOBODY, UNKNOWN, BAD)
    kinds = [type(outcomes[i]) for i in (CROSSREF, JALC, NOBODY, UNKNOWN, BAD)]
    assert kinds == [Unavailable, Found, Absent, Unavailable, Absent]
    assert [asked.url for asked in session.asked][1:] == ["https://doi.org/10.11509/isciesci.1"]
    assert session.asked[1].headers["Accept"] == "application/vnd.citationstyles.csl+json"
    assert session.asked[1].untrusted


def test_the_work_of_another_agency_is_read_from_csl_json() -> None:
    outcome = fetch(FakeAsker(service), JALC)[JALC]
    assert isinstance(outcome, Found)
    fields = outcome.candidate.fields
    assert fields["title"] == "On Filters"
    assert fields["type"] == "article-journal"
    assert [str(name) for name in fields["author"]] == ["Rudolf Kalman", "A Team"]
    assert str(fields["issued"]) == "1997-03"
    assert (fields["volume"], fields["page"], fields["doi"]) == ("41", "1-9", JALC.value)
    assert outcome.candidate.source == "doi.org"


def test_a_type_in_the_words_of_csl_is_kept() -> None:
    session = FakeAsker(reply(AGENCIES), reply({**WORK, "type": "paper-conference"}))
    outcome = fetch(session, JALC)[JALC]
    assert isinstance(outcome, Found)
    assert outcome.candidate.fields["type"] == "paper-conference"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (reply("<html>Article</html>"), Unavailable),
        (reply("[]"), Unavailable),
        (reply("", 406), Unavailable),
        (reply("", 503), Unavailable),
        (reply("<html>DOI not found</html>", 404), Absent),
    ],
)
def test_a_page_where_metadata_was_asked_for_is_no_answer(answer: Answer, kind: type) -> None:
    assert isinstance(fetch(FakeAsker(reply(AGENCIES), answer), JALC)[JALC], kind)


@pytest.mark.parametrize(
    "answer", [reply("", 500), reply("<html>"), reply("{}"), reply("[]"), reply("", None, problem="offline")]
)
def test_agencies_that_could_not_be_asked_for_make_nobody_absent(answer: Answer) -> None:
    assert isinstance(fetch(FakeAsker(answer), NOBODY)[NOBODY], Unavailable)


def test_one_request_asks_for_fifty_agencies() -> None:
    asked = [Identifier("doi", f"10.1145/a,{n}") for n in range(60)]
    session = FakeAsker(lambda url, params: reply([]))
    assert len(agencies(asked, session)) == 60
    assert [asked.url.count(",") for asked in session.asked] == [49, 9]


@pytest.mark.parametrize(
    ("answer", "registered"),
    [
        (reply({"responseCode": 1, "handle": "10.1145/3282307", "values": []}), True),
        (reply({"responseCode": 200}), True),
        (reply({"responseCode": 100}, 404), False),
        (reply({"responseCode": 2}, 500), None),
        (reply({"responseCode": True}), None),
        (reply({"responseCode": []}), None),
        (reply("[" * 100_000), None),
        (reply("<html>", 404), None),
        (reply("[]"), None),
        (reply("", None, problem="no network"), None),
    ],
)
def test_whether_a_doi_exists_is_known_without_its_publisher(answer: Answer, registered: bool | None) -> None:
    session = FakeAsker(answer)
    said = handle(CROSSREF, session)
    assert said.registered is registered
    assert bool(said.reason) is (registered is not True)
    assert session.asked[0].url == said.address == "https://doi.org/api/handles/10.1145/3282307"


def test_a_short_doi_tells_what_it_stands_for() -> None:
    alias = {"index": 1, "type": "HS_ALIAS", "data": {"format": "string", "value": "10.1145/3282307"}}
    session = FakeAsker(reply({"responseCode": 1, "handle": "10/gfxz8b", "values": [alias]}))
    said = handle(Identifier("doi", "10/gfxz8b"), session)
    assert (said.registered, said.alias) == (True, "10.1145/3282307")
    assert session.asked[0].params == {"type": "HS_ALIAS"}
