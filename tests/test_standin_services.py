"""The services that are stood in for keep their shapes, limits and refusals."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from standin import crossref, datacite, doi_org, openreview
from standin.server import StandIn, serving
from standin.world import HIJACKED_DOI, MEDRA_DOI, RETRACTED_DOI, World, made_world

MADLIB = "10.14778/2367502.2367510"
SPARK_SQL = "10.1145/2723372.2742797"
POLITE = {"User-Agent": "test/1 (mailto:a@b.example)"}


@pytest.fixture
def world() -> World:
    return made_world()


@pytest.fixture
def served(world: World) -> Iterator[StandIn]:
    with serving(world.services) as stand_in:
        yield stand_in


# --- Crossref ---


def test_crossref_gives_a_work_with_escaped_slashes(served: StandIn) -> None:
    response = served.get(f"{crossref.HOST}/works/{SPARK_SQL}")
    assert r"10.1145\/2723372.2742797" in response.text
    message = response.json()["message"]
    assert (message["title"], message["subtitle"]) == (["Spark SQL"], ["Relational Data Processing in Spark"])
    quoted = served.get(f"{crossref.HOST}/works/10.1145%2F2723372.2742797")
    assert quoted.json() == response.json()


def test_crossref_misses_in_plain_text(served: StandIn) -> None:
    response = served.get(f"{crossref.HOST}/works/10.48550/arxiv.1208.4165")
    assert (response.status_code, response.text) == (404, "Resource not found.")
    assert response.headers["content-type"] == "text/plain"
    agency = served.get(f"{crossref.HOST}/works/10.1/none/agency")
    assert (agency.status_code, agency.text) == (404, "Resource not found.")
    assert agency.headers["content-type"] == "application/json"


def test_crossref_lists_by_filter_and_leaves_out_what_it_does_not_know(served: StandIn) -> None:
    options = f"filter=doi:{SPARK_SQL.upper()},doi:10.1/none,doi:{MADLIB}&rows=3&select=DOI,title"
    message = served.get(f"{crossref.HOST}/works?{options}").json()["message"]
    assert [item["DOI"] for item in message["items"]] == [SPARK_SQL, MADLIB]
    assert message["total-results"] == 2
    assert set(message["items"][0]) == {"DOI", "title"}


def test_crossref_gives_twenty_rows_unless_told(served: StandIn, world: World) -> None:
    wanted = ",".join(f"doi:{doi}" for doi in list(world.crossref.works)[:25])
    message = served.get(f"{crossref.HOST}/works?filter={wanted}").json()["message"]
    assert (len(message["items"]), message["total-results"]) == (20, 25)


@pytest.mark.parametrize("field", ["language", "institution"])
def test_crossref_refuses_to_select_some_fields(served: StandIn, field: str) -> None:
    response = served.get(f"{crossref.HOST}/works?filter=doi:{MADLIB}&select=DOI,{field}")
    assert response.status_code == 400
    (problem,) = response.json()["message"]
    assert (problem["type"], problem["value"]) == ("select-not-available", field)


@pytest.mark.parametrize(
    ("path", "headers", "pool", "limit"),
    [
        (f"works/{MADLIB}", {}, "public-single", ("5", "1")),
        (f"works/{MADLIB}", POLITE, "polite-single", ("10", "3")),
        (f"works/{MADLIB}?mailto=a@b.example", {}, "polite-single", ("10", "3")),
        (f"works?filter=doi:{MADLIB}", {}, "public-array", ("1", "1")),
        (f"works?filter=doi:{MADLIB}&mailto=a@b.example", {}, "polite-array", ("3", "3")),
    ],
)
def test_crossref_names_its_pool(
    served: StandIn, path: str, headers: dict[str, str], pool: str, limit: tuple[str, str]
) -> None:
    sent = served.get(f"{crossref.HOST}/{path}", headers=headers).headers
    assert sent["x-api-pool"] == pool
    assert (sent["x-rate-limit-limit"], sent["x-concurrency-limit"]) == limit
    assert sent["x-rate-limit-interval"] == "1s"


def test_crossref_limits_and_answers_without_message(served: StandIn) -> None:
    served.fail(crossref.HOST, crossref.limited("7"), crossref.LIMITED, crossref.WITHOUT_MESSAGE)
    replies = [served.get(f"{crossref.HOST}/works/{MADLIB}") for _ in range(4)]
    assert [reply.status_code for reply in replies] == [429, 429, 200, 200]
    assert replies[0].headers["Retry-After"] == "7" and "Retry-After" not in replies[1].headers
    assert "message" not in replies[2].json() and "message" in replies[3].json()


def test_crossref_states_dates_that_are_none_and_years_that_differ(served: StandIn, world: World) -> None:
    assert world.crossref.works[MADLIB]["issued"] == crossref.NO_DATE
    work = world.crossref.works["10.1145/3373376.3378514"]
    assert work["published-print"]["date-parts"][0][0] == 2020
    assert work["issued"]["date-parts"][0][0] == 2019
    rubber_band = served.get(f"{crossref.HOST}/works/10.1145/3447786.3456245").json()["message"]
    assert rubber_band["container-title"][0] == "Lecture Notes in Computer Science"


def test_crossref_finds_the_copy_that_is_none_first(served: StandIn) -> None:
    search = "query.bibliographic=Scaling Laws for Neural Language Models&query.author=Kaplan&rows=5"
    items = served.get(f"{crossref.HOST}/works?{search}").json()["message"]["items"]
    assert items[0]["DOI"] == HIJACKED_DOI


def test_a_retraction_is_reported_twice(served: StandIn) -> None:
    work = served.get(f"{crossref.HOST}/works/{RETRACTED_DOI}").json()["message"]
    assert [(item["type"], item["source"]) for item in work["updated-by"]] == [
        ("retraction", "publisher"),
        ("retraction", "retraction-watch"),
    ]


# --- DataCite ---


def test_datacite_gives_names_in_parts_and_the_history_of_versions(served: StandIn) -> None:
    response = served.get(f"{datacite.HOST}/dois/10.48550/arXiv.1208.4165")
    assert response.headers["content-type"].startswith("application/vnd.api+json")
    attributes = response.json()["data"]["attributes"]
    assert attributes["creators"][0]["familyName"] == "Hellerstein"
    assert attributes["dates"][0]["dateInformation"] == "v1"
    assert attributes["relatedIdentifiers"][0]["relatedIdentifier"] == MADLIB


def test_datacite_lists_twenty_five_unless_told(served: StandIn, world: World) -> None:
    ids = ",".join([*list(world.datacite.works)[:30], "10.48550/arxiv.2101.99999"])
    assert len(served.get(f"{datacite.HOST}/dois?ids={ids}").json()["data"]) == 25
    full = served.get(f"{datacite.HOST}/dois?ids={ids}&page[size]=40").json()
    assert (len(full["data"]), full["meta"]["total"]) == (30, 30)


def test_datacite_misses_and_limits_in_json(served: StandIn) -> None:
    response = served.get(f"{datacite.HOST}/dois/{MADLIB}")
    assert (response.status_code, list(response.json())) == (404, ["errors"])
    served.fail(datacite.HOST, datacite.LIMITED)
    assert served.get(f"{datacite.HOST}/dois/{MADLIB}").status_code == 429


# --- doi.org ---


@pytest.mark.parametrize(
    ("doi", "target"),
    [
        (MADLIB, "https://api.crossref.org/v1/works/10.14778%2F2367502.2367510/transform"),
        ("10.48550/arXiv.1208.4165", "https://data.crosscite.org/10.48550/arXiv.1208.4165"),
        (MEDRA_DOI, f"https://data.medra.org/{MEDRA_DOI}"),
    ],
)
def test_doi_org_sends_each_to_its_agency(served: StandIn, doi: str, target: str) -> None:
    headers = {"Accept": "application/vnd.citationstyles.csl+json"}
    response = served.get(f"{doi_org.HOST}/{doi}", headers=headers)
    assert (response.status_code, response.headers["Location"]) == (302, target)
    assert "publisher.example" in served.get(f"{doi_org.HOST}/{doi}").headers["Location"]


def test_negotiation_gives_crossrefs_types_and_datacites_capitals(served: StandIn) -> None:
    work = served.get("api.crossref.org/v1/works/10.14778%2F2367502.2367510/transform").json()
    assert (work["type"], work["container-title"]) == (
        "journal-article",
        "Proceedings of the VLDB Endowment",
    )
    assert isinstance(work["title"], str)
    preprint = served.get("data.crosscite.org/10.48550/arXiv.1208.4165").json()
    assert preprint["DOI"] == "10.48550/ARXIV.1208.4165"


def test_doi_org_does_not_know_it_in_html(served: StandIn) -> None:
    response = served.get(f"{doi_org.HOST}/10.1/none")
    assert response.status_code == 404 and "DOI Not Found" in response.text


def test_handles_are_found_or_not(served: StandIn) -> None:
    known = served.get(f"{doi_org.HOST}/api/handles/{MADLIB}").json()
    assert known["responseCode"] == 1 and known["values"][0]["type"] == "URL"
    assert served.get(f"{doi_org.HOST}/api/handles/{MADLIB}?type=HS_ALIAS").json()["responseCode"] == 200
    unknown = served.get(f"{doi_org.HOST}/api/handles/10.1/none")
    assert (unknown.status_code, unknown.json()["responseCode"]) == (404, 100)


def test_agencies_come_in_a_list(served: StandIn) -> None:
    dois = f"{MADLIB},10.48550/arXiv.1208.4165,{MEDRA_DOI},10.1/none,nonsense"
    rows = served.get(f"{doi_org.HOST}/doiRA/{dois}").json()
    assert [row.get("RA") or row["status"] for row in rows] == [
        "Crossref", "DataCite", "mEDRA", "DOI does not exist", "Invalid DOI",
    ]  # fmt: skip


# --- OpenReview ---


def test_each_openreview_host_knows_its_own_notes(served: StandIn) -> None:
    (old,) = served.get(f"{openreview.HOST_V1}/notes?id=r1gs9JgRZ").json()["notes"]
    assert old["content"]["venueid"] == "ICLR.cc/2018/Conference"
    assert served.get(f"{openreview.HOST_V2}/notes?id=r1gs9JgRZ").status_code == 404
    assert served.get(f"{openreview.HOST_V1}/notes?id=R1GS9JGRZ").status_code == 404, "case counts"
    (new,) = served.get(f"{openreview.HOST_V2}/notes?id=copy2026A").json()["notes"]
    assert new["content"]["venue"] == {"value": ["ICLR 2020", "CoRR 2019"]}
    assert set(new["content"]["authors"]["value"][0]) == {"fullname", "username"}
    assert new["invitations"] == ["DBLP.org/-/Record"]


def test_openreview_asks_for_a_browser_and_still_searches(served: StandIn, world: World) -> None:
    world.openreview_v1.asks_for_browser = True
    response = served.get(f"{openreview.HOST_V1}/notes?id=r1gs9JgRZ")
    assert (response.status_code, response.json()["name"]) == (403, "ChallengeRequiredError")
    hits = served.get(f"{openreview.HOST_V1}/notes/search?term=Mixed Precision Training&type=terms")
    assert [note["forum"] for note in hits.json()["notes"]] == ["r1gs9JgRZ"]


@pytest.mark.parametrize(("host", "limit"), [(openreview.HOST_V1, "5"), (openreview.HOST_V2, "20")])
def test_openreview_states_its_limit(served: StandIn, host: str, limit: str) -> None:
    assert served.get(f"{host}/notes?id=none").headers["x-ratelimit-limit"] == limit
    served.fail(host, openreview.LIMITED)
    limited = served.get(f"{host}/notes?id=none")
    assert (limited.status_code, limited.headers["x-ratelimit-remaining"]) == (429, "0")
