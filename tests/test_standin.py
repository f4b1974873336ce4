"""The stand-in behaves as the services do: shapes, limits, refusals and outages."""

from __future__ import annotations

import concurrent.futures
import json
from collections.abc import Iterator, Sequence
from typing import Any

import arxiv as arxiv_client
import pytest
import requests
from lxml import etree, html
from standin import arxiv, crossref, datacite, doi_org, openreview, pages
from standin.server import Reply, StandIn, cut_short, serving, slow
from standin.world import HIJACKED_DOI, MEDRA_DOI, RETRACTED_DOI, World, made_world, stripped

from readinglist.formats.bibtex.parse import parse

MADLIB = "10.14778/2367502.2367510"
SPARK_SQL = "10.1145/2723372.2742797"
ATOM = "{http://www.w3.org/2005/Atom}"
POLITE = {"User-Agent": "test/1 (mailto:a@b.example)"}


@pytest.fixture
def world() -> World:
    return made_world()


@pytest.fixture
def served(world: World) -> Iterator[StandIn]:
    with serving(world.services) as stand_in:
        yield stand_in


def get(served: StandIn, address: str, **options: Any) -> requests.Response:
    """What the stand-in answers to an address without its scheme; redirects are not followed."""
    return requests.get(f"{served.url}/{address}", timeout=10, allow_redirects=False, **options)


def feed(response: requests.Response) -> Any:
    return etree.fromstring(response.content)


def ids_of(response: requests.Response) -> list[str]:
    return [entry.findtext(f"{ATOM}id").rpartition("/")[2] for entry in feed(response).iter(f"{ATOM}entry")]


def client(served: StandIn, retries: int = 0) -> arxiv_client.Client:
    made = arxiv_client.Client(page_size=50, delay_seconds=0, num_retries=retries)
    made.query_url_format = f"{served.url}/{arxiv.HOST}/api/query?{{}}"
    return made


def found(served: StandIn, ids: Sequence[str], most: int = 50) -> list[arxiv_client.Result]:
    return list(client(served).results(arxiv_client.Search(id_list=list(ids), max_results=most)))


def query(ids: str, **more: int) -> str:
    extra = "".join(f"&{name}={value}" for name, value in more.items())
    return f"{arxiv.HOST}/api/query?id_list={ids}{extra}"


# --- arXiv ---


def test_arxiv_leaves_out_what_it_does_not_know(served: StandIn) -> None:
    response = get(served, query("1208.4165,2101.99999", max_results=2))
    assert response.status_code == 200
    assert [name.split("v")[0] for name in ids_of(response)] == ["1208.4165"]
    assert "<opensearch:totalResults>1<" in response.text
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"


def test_arxiv_gives_ten_entries_unless_told(served: StandIn, world: World) -> None:
    ids = ",".join(list(world.arxiv.entries)[:15])
    assert len(ids_of(get(served, query(ids)))) == 10
    assert len(ids_of(get(served, query(ids, max_results=15)))) == 15


def test_arxiv_keeps_no_order(served: StandIn, world: World) -> None:
    ids = list(world.arxiv.entries)[:8]
    given = [name.split("v")[0] for name in ids_of(get(served, query(",".join(ids), max_results=8)))]
    assert sorted(given) == sorted(ids) and given != ids


def test_one_malformed_id_spoils_the_batch(served: StandIn) -> None:
    response = get(served, query("1208.4165,abc", max_results=2))
    assert response.status_code == 400
    (entry,) = feed(response).iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Error"
    assert entry.findtext(f"{ATOM}id").endswith("#incorrect_id_format_for_abc")
    assert entry.find(f"{ATOM}published") is None


def test_arxiv_refuses_too_many_results(served: StandIn) -> None:
    assert get(served, query("1208.4165", max_results=2001)).status_code == 400


def test_arxiv_entries_have_their_elements_in_the_order_of_2026(served: StandIn) -> None:
    (entry,) = feed(get(served, query("1208.4165", max_results=1))).iter(f"{ATOM}entry")
    names = [etree.QName(child).localname for child in entry]
    one_each = list(dict.fromkeys(names))
    assert one_each == [
        "id", "title", "updated", "link", "summary", "category", "published", "comment", "primary_category",
        "journal_ref", "doi", "author",
    ]  # fmt: skip
    assert entry.findtext(f"{ATOM}id").startswith("http://arxiv.org/abs/1208.4165v")


def test_the_real_client_reads_the_feed(served: StandIn, world: World) -> None:
    results = found(served, ["1208.4165", "1904.03257"])
    by_id = {result.get_short_id().split("v")[0]: result for result in results}
    truth = world.truth.readings["hellerstein2012madlib"]
    result = by_id["1208.4165"]
    assert result.title == truth.title
    assert [author.name for author in result.authors] == [str(name) for name in truth.author]
    assert (result.published.year, result.doi, result.journal_ref[:11]) == (2012, truth.doi, "Proceedings")
    assert by_id["1904.03257"].doi is None


def test_a_version_is_given_as_asked(served: StandIn) -> None:
    (first,) = found(served, ["1208.4165v1"])
    assert first.get_short_id() == "1208.4165v1"
    assert found(served, ["1208.4165v99"]) == []


@pytest.mark.parametrize("fault", [arxiv.RATE_EXCEEDED, arxiv.rate_exceeded("30")])
def test_arxiv_limits_in_plain_text(served: StandIn, fault: Reply) -> None:
    served.fail(arxiv.HOST, fault)
    response = get(served, query("1208.4165"))
    assert (response.status_code, response.text) == (429, "Rate exceeded.")
    assert response.headers.get("Retry-After") == fault.headers.get("Retry-After")
    assert get(served, query("1208.4165")).status_code == 200, "the fault was for one request"


def test_the_real_client_gives_up_when_it_is_limited(served: StandIn) -> None:
    served.fail(arxiv.HOST, arxiv.RATE_EXCEEDED, always=True)
    with pytest.raises(arxiv_client.HTTPError):
        found(served, ["1208.4165"])
    served.mend()
    assert len(found(served, ["1208.4165"])) == 1


@pytest.mark.parametrize("fault", [arxiv.OUTAGE, arxiv.RATE_EXCEEDED_WITH_200, cut_short])
def test_an_outage_with_200_looks_empty_to_the_real_client(served: StandIn, fault: Any) -> None:
    served.fail(arxiv.HOST, fault, always=True)
    assert get(served, query("1208.4165")).status_code == 200
    with pytest.raises(etree.XMLSyntaxError):
        feed(get(served, query("1208.4165")))
    assert found(served, ["1208.4165"]) == []


def test_a_slow_answer_is_late_and_right(served: StandIn) -> None:
    served.fail(arxiv.HOST, slow(0.2))
    response = get(served, query("1208.4165"))
    assert response.elapsed.total_seconds() >= 0.2 and len(ids_of(response)) == 1


# --- Crossref ---


def test_crossref_gives_a_work_with_escaped_slashes(served: StandIn) -> None:
    response = get(served, f"{crossref.HOST}/works/{SPARK_SQL}")
    assert r"10.1145\/2723372.2742797" in response.text
    message = response.json()["message"]
    assert (message["title"], message["subtitle"]) == (["Spark SQL"], ["Relational Data Processing in Spark"])
    quoted = get(served, f"{crossref.HOST}/works/10.1145%2F2723372.2742797")
    assert quoted.json() == response.json()


def test_crossref_misses_in_plain_text(served: StandIn) -> None:
    response = get(served, f"{crossref.HOST}/works/10.48550/arxiv.1208.4165")
    assert (response.status_code, response.text) == (404, "Resource not found.")
    assert response.headers["content-type"] == "text/plain"
    agency = get(served, f"{crossref.HOST}/works/10.1/none/agency")
    assert (agency.status_code, agency.text) == (404, "Resource not found.")
    assert agency.headers["content-type"] == "application/json"


def test_crossref_lists_by_filter_and_leaves_out_what_it_does_not_know(served: StandIn) -> None:
    options = f"filter=doi:{SPARK_SQL.upper()},doi:10.1/none,doi:{MADLIB}&rows=3&select=DOI,title"
    message = get(served, f"{crossref.HOST}/works?{options}").json()["message"]
    assert [item["DOI"] for item in message["items"]] == [SPARK_SQL, MADLIB]
    assert message["total-results"] == 2
    assert set(message["items"][0]) == {"DOI", "title"}


def test_crossref_gives_twenty_rows_unless_told(served: StandIn, world: World) -> None:
    wanted = ",".join(f"doi:{doi}" for doi in list(world.crossref.works)[:25])
    message = get(served, f"{crossref.HOST}/works?filter={wanted}").json()["message"]
    assert (len(message["items"]), message["total-results"]) == (20, 25)


@pytest.mark.parametrize("field", ["language", "institution"])
def test_crossref_refuses_to_select_some_fields(served: StandIn, field: str) -> None:
    response = get(served, f"{crossref.HOST}/works?filter=doi:{MADLIB}&select=DOI,{field}")
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
    sent = get(served, f"{crossref.HOST}/{path}", headers=headers).headers
    assert sent["x-api-pool"] == pool
    assert (sent["x-rate-limit-limit"], sent["x-concurrency-limit"]) == limit
    assert sent["x-rate-limit-interval"] == "1s"


def test_crossref_limits_and_answers_without_message(served: StandIn) -> None:
    served.fail(crossref.HOST, crossref.limited("7"), crossref.LIMITED, crossref.WITHOUT_MESSAGE)
    replies = [get(served, f"{crossref.HOST}/works/{MADLIB}") for _ in range(4)]
    assert [reply.status_code for reply in replies] == [429, 429, 200, 200]
    assert replies[0].headers["Retry-After"] == "7" and "Retry-After" not in replies[1].headers
    assert "message" not in replies[2].json() and "message" in replies[3].json()


def test_crossref_states_dates_that_are_none_and_years_that_differ(served: StandIn, world: World) -> None:
    assert world.crossref.works[MADLIB]["issued"] == crossref.NO_DATE
    work = world.crossref.works["10.1145/3373376.3378514"]
    assert work["published-print"]["date-parts"][0][0] == 2020
    assert work["issued"]["date-parts"][0][0] == 2019
    rubber_band = get(served, f"{crossref.HOST}/works/10.1145/3447786.3456245").json()["message"]
    assert rubber_band["container-title"][0] == "Lecture Notes in Computer Science"


def test_crossref_finds_the_copy_that_is_none_first(served: StandIn) -> None:
    search = "query.bibliographic=Scaling Laws for Neural Language Models&query.author=Kaplan&rows=5"
    items = get(served, f"{crossref.HOST}/works?{search}").json()["message"]["items"]
    assert items[0]["DOI"] == HIJACKED_DOI


def test_a_retraction_is_reported_twice(served: StandIn) -> None:
    work = get(served, f"{crossref.HOST}/works/{RETRACTED_DOI}").json()["message"]
    assert [(item["type"], item["source"]) for item in work["updated-by"]] == [
        ("retraction", "publisher"),
        ("retraction", "retraction-watch"),
    ]


# --- DataCite ---


def test_datacite_gives_names_in_parts_and_the_history_of_versions(served: StandIn) -> None:
    response = get(served, f"{datacite.HOST}/dois/10.48550/arXiv.1208.4165")
    assert response.headers["content-type"].startswith("application/vnd.api+json")
    attributes = response.json()["data"]["attributes"]
    assert attributes["creators"][0]["familyName"] == "Hellerstein"
    assert [date["dateInformation"] for date in attributes["dates"]][0] == "v1"
    assert attributes["relatedIdentifiers"][0]["relatedIdentifier"] == MADLIB


def test_datacite_lists_twenty_five_unless_told(served: StandIn, world: World) -> None:
    ids = ",".join([*list(world.datacite.works)[:30], "10.48550/arxiv.2101.99999"])
    assert len(get(served, f"{datacite.HOST}/dois?ids={ids}").json()["data"]) == 25
    full = get(served, f"{datacite.HOST}/dois?ids={ids}&page[size]=40").json()
    assert (len(full["data"]), full["meta"]["total"]) == (30, 30)


def test_datacite_misses_and_limits_in_json(served: StandIn) -> None:
    response = get(served, f"{datacite.HOST}/dois/{MADLIB}")
    assert (response.status_code, list(response.json())) == (404, ["errors"])
    served.fail(datacite.HOST, datacite.LIMITED)
    assert get(served, f"{datacite.HOST}/dois/{MADLIB}").status_code == 429


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
    response = get(served, f"{doi_org.HOST}/{doi}", headers=headers)
    assert (response.status_code, response.headers["Location"]) == (302, target)
    assert "publisher.example" in get(served, f"{doi_org.HOST}/{doi}").headers["Location"]


def test_negotiation_gives_crossrefs_types_and_datacites_capitals(served: StandIn) -> None:
    work = get(served, "api.crossref.org/v1/works/10.14778%2F2367502.2367510/transform").json()
    assert (work["type"], work["container-title"]) == (
        "journal-article",
        "Proceedings of the VLDB Endowment",
    )
    assert isinstance(work["title"], str)
    preprint = get(served, "data.crosscite.org/10.48550/arXiv.1208.4165").json()
    assert preprint["DOI"] == "10.48550/ARXIV.1208.4165"


def test_doi_org_does_not_know_it_in_html(served: StandIn) -> None:
    response = get(served, f"{doi_org.HOST}/10.1/none")
    assert response.status_code == 404 and "DOI Not Found" in response.text


def test_handles_are_found_or_not(served: StandIn) -> None:
    known = get(served, f"{doi_org.HOST}/api/handles/{MADLIB}").json()
    assert known["responseCode"] == 1 and known["values"][0]["type"] == "URL"
    assert get(served, f"{doi_org.HOST}/api/handles/{MADLIB}?type=HS_ALIAS").json()["responseCode"] == 200
    unknown = get(served, f"{doi_org.HOST}/api/handles/10.1/none")
    assert (unknown.status_code, unknown.json()["responseCode"]) == (404, 100)


def test_agencies_come_in_a_list(served: StandIn) -> None:
    dois = f"{MADLIB},10.48550/arXiv.1208.4165,{MEDRA_DOI},10.1/none,nonsense"
    rows = get(served, f"{doi_org.HOST}/doiRA/{dois}").json()
    assert [row.get("RA") or row["status"] for row in rows] == [
        "Crossref", "DataCite", "mEDRA", "DOI does not exist", "Invalid DOI",
    ]  # fmt: skip


# --- OpenReview ---


def test_each_openreview_host_knows_its_own_notes(served: StandIn) -> None:
    (old,) = get(served, f"{openreview.HOST_V1}/notes?id=r1gs9JgRZ").json()["notes"]
    assert old["content"]["venueid"] == "ICLR.cc/2018/Conference"
    assert get(served, f"{openreview.HOST_V2}/notes?id=r1gs9JgRZ").status_code == 404
    assert get(served, f"{openreview.HOST_V1}/notes?id=R1GS9JGRZ").status_code == 404, "case counts"
    (new,) = get(served, f"{openreview.HOST_V2}/notes?id=copy2026A").json()["notes"]
    assert new["content"]["venue"] == {"value": ["ICLR 2020", "CoRR 2019"]}
    assert set(new["content"]["authors"]["value"][0]) == {"fullname", "username"}
    assert new["invitations"] == ["DBLP.org/-/Record"]


def test_openreview_asks_for_a_browser_and_still_searches(served: StandIn, world: World) -> None:
    world.openreview_v1.asks_for_browser = True
    response = get(served, f"{openreview.HOST_V1}/notes?id=r1gs9JgRZ")
    assert (response.status_code, response.json()["name"]) == (403, "ChallengeRequiredError")
    hits = get(served, f"{openreview.HOST_V1}/notes/search?term=Mixed Precision Training&type=terms")
    assert [note["forum"] for note in hits.json()["notes"]] == ["r1gs9JgRZ"]


@pytest.mark.parametrize(("host", "limit"), [(openreview.HOST_V1, "5"), (openreview.HOST_V2, "20")])
def test_openreview_states_its_limit(served: StandIn, host: str, limit: str) -> None:
    assert get(served, f"{host}/notes?id=none").headers["x-ratelimit-limit"] == limit
    served.fail(host, openreview.LIMITED)
    limited = get(served, f"{host}/notes?id=none")
    assert (limited.status_code, limited.headers["x-ratelimit-remaining"]) == (429, "0")


# --- Pages ---


def metas(response: requests.Response) -> dict[str, str]:
    return {tag.get("name"): tag.get("content") for tag in html.fromstring(response.content).iter("meta")}


def test_pages_have_tags_with_and_without_quotes(served: StandIn) -> None:
    address = (
        "proceedings.neurips.cc/paper_files/paper/2012/hash/6aca97005c68f1206823815f66102863-Abstract.html"
    )
    quoted = get(served, address)
    assert '<meta name="citation_volume" content="25" />' in quoted.text
    assert metas(quoted)["citation_author"].endswith(("Andrew", "Y.", "Andrew Y."))
    slug = "02522a2b2726fb0a03bb19f2d8d9524d-Abstract.html"
    unquoted = get(served, f"proceedings.mlsys.org/paper_files/paper/2020/hash/{slug}")
    assert "<meta content=2 name=citation_volume>" in unquoted.text
    assert metas(unquoted)["citation_title"] == "MLPerf Training Benchmark"


def test_a_page_may_state_nothing(served: StandIn) -> None:
    assert not [name for name in metas(get(served, "federated.withgoogle.com/")) if name]


def test_old_addresses_redirect(served: StandIn) -> None:
    moved = get(served, "papers.nips.cc/paper/2012/hash/6aca97005c68f1206823815f66102863-Abstract.html")
    assert moved.status_code == 301 and "/paper_files/paper/2012/" in moved.headers["Location"]
    assert (
        get(served, "hdl.handle.net/1721.1/102369").headers["Location"].startswith("https://dspace.mit.edu/")
    )


def test_some_sites_want_a_browser(served: StandIn) -> None:
    response = get(served, "dl.acm.org/doi/10.1145/3447786.3456245")
    assert (response.status_code, response.headers["cf-mitigated"]) == (403, "challenge")
    assert "Just a moment" in response.text


def test_pages_that_are_none() -> None:
    loop = pages.redirect("https://loop.example/")
    made = pages.Pages({"/loop": loop, "/soft": pages.SOFT_404, "/in": pages.LOG_IN})
    with serving({"site.example": made, "loop.example": pages.Pages({"/": loop})}) as served:
        assert get(served, "loop.example/").headers["Location"] == "https://loop.example/"
        soft = get(served, "site.example/soft")
        assert soft.status_code == 200 and "404" in soft.text
        assert 'type="password"' in get(served, "site.example/in").text
        assert get(served, "site.example/other").status_code == 404
        assert get(served, "nobody.example/").status_code == 404


def test_a_page_can_be_five_megabytes_long() -> None:
    page = pages.page("Long", pages.highwire({"title": "Long", "author": ["A. B", "C. D"]}))
    with serving({"site.example": pages.Pages({"/": pages.big(page)})}) as served:
        response = get(served, "site.example/")
        assert len(response.content) == 5_000_000
        assert response.text.count("citation_author") == 2


@pytest.mark.parametrize("title", ["A Plain Title (with \\ and brackets)", "Łuszczak’s Title"])
def test_a_pdf_is_one(title: str) -> None:
    pypdf = pytest.importorskip("pypdf")
    import io

    reader = pypdf.PdfReader(io.BytesIO(pages.pdf({"Title": title}).body), strict=True)
    assert len(reader.pages) == 1 and reader.metadata.title == title


# --- The server itself ---


def test_what_was_asked_is_written_down(served: StandIn) -> None:
    for _ in range(2):
        get(served, f"{crossref.HOST}/works/{MADLIB}?mailto=a@b.example", headers={"User-Agent": "me/1"})
    first, second = served.of(crossref.HOST)
    assert (first.agent, first.path, first.gives_contact) == ("me/1", f"/works/{MADLIB}", True)
    assert served.gaps(crossref.HOST) == [second.at - first.at] and second.at > first.at
    assert served.counts == {crossref.HOST: 2}
    served.forget()
    assert not served.requests


def test_connections_at_a_time_are_counted(served: StandIn) -> None:
    served.fail(arxiv.HOST, slow(0.3), always=True)
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: get(served, query("1208.4165")), range(3)))
    assert served.most_at_once[arxiv.HOST] == 3
    get(served, f"{crossref.HOST}/works/{MADLIB}")
    assert served.most_at_once[crossref.HOST] == 1


def test_heads_have_no_body(served: StandIn) -> None:
    known = requests.head(f"{served.url}/{crossref.HOST}/works/{MADLIB}", timeout=10)
    assert (known.status_code, known.content) == (200, b"")
    assert requests.head(f"{served.url}/{crossref.HOST}/works/10.1/none", timeout=10).status_code == 404


# --- The world ---


def test_the_world_knows_every_identifier_of_the_list(world: World) -> None:
    readings = world.truth.readings.values()
    assert {r.arxiv_id for r in readings if r.arxiv_id} == set(world.arxiv.entries)
    assert {r.doi for r in readings if r.doi} == set(world.crossref.works) - {HIJACKED_DOI, RETRACTED_DOI}
    json.dumps([world.crossref.works, world.datacite.works])


def test_few_entries_of_arxiv_tell_where_they_were_published(world: World) -> None:
    telling = [entry for entry in world.arxiv.entries.values() if entry.doi or entry.journal_ref]
    assert 0.15 < len(telling) / len(world.arxiv.entries) < 0.4


def test_the_stripped_list_holds_titles_links_and_weeks_alone(world: World) -> None:
    bib, schedule = stripped(world.truth)
    readings = parse(bib).readings
    assert [reading.key for reading in readings] == list(world.truth.readings)
    for reading in readings:
        facts = {name for name, value in reading if value} - {
            "key",
            "type",
            "title",
            "url",
            "entry_type",
            "extra",
        }
        assert not facts
    assert schedule.count("[[session]]") == len(world.truth.sessions)
