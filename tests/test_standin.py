"""The stand-in for arXiv and for pages behaves as they do, and so does the server under all services."""

from __future__ import annotations

import concurrent.futures
import json
from collections.abc import Iterator, Sequence
from typing import Any

import arxiv as arxiv_client
import pytest
import requests
from lxml import etree, html
from standin import arxiv, crossref, pages
from standin.server import Reply, StandIn, cut_short, serving, slow
from standin.world import HIJACKED_DOI, RETRACTED_DOI, World, made_world, stripped

from readinglist.formats.bibtex.parser import parse

MADLIB = "10.14778/2367502.2367510"
DISTBELIEF = "6aca97005c68f1206823815f66102863-Abstract.html"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def world() -> World:
    return made_world()


@pytest.fixture
def served(world: World) -> Iterator[StandIn]:
    with serving(world.services) as stand_in:
        yield stand_in


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
    response = served.get(query("1208.4165,2101.99999", max_results=2))
    assert response.status_code == 200
    assert [name.split("v")[0] for name in ids_of(response)] == ["1208.4165"]
    assert "<opensearch:totalResults>1<" in response.text
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"


def test_arxiv_gives_ten_entries_unless_told(served: StandIn, world: World) -> None:
    ids = ",".join(list(world.arxiv.entries)[:15])
    assert len(ids_of(served.get(query(ids)))) == 10
    assert len(ids_of(served.get(query(ids, max_results=15)))) == 15


def test_arxiv_keeps_no_order(served: StandIn, world: World) -> None:
    ids = list(world.arxiv.entries)[:8]
    given = [name.split("v")[0] for name in ids_of(served.get(query(",".join(ids), max_results=8)))]
    assert sorted(given) == sorted(ids) and given != ids


def test_one_malformed_id_spoils_the_batch(served: StandIn) -> None:
    response = served.get(query("1208.4165,abc", max_results=2))
    assert response.status_code == 400
    (entry,) = feed(response).iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Error"
    assert entry.findtext(f"{ATOM}id").endswith("#incorrect_id_format_for_abc")
    assert entry.find(f"{ATOM}published") is None


def test_arxiv_refuses_too_many_results(served: StandIn) -> None:
    assert served.get(query("1208.4165", max_results=2001)).status_code == 400


def test_arxiv_entries_have_their_elements_in_the_order_of_2026(served: StandIn) -> None:
    (entry,) = feed(served.get(query("1208.4165", max_results=1))).iter(f"{ATOM}entry")
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
    response = served.get(query("1208.4165"))
    assert (response.status_code, response.text) == (429, "Rate exceeded.")
    assert response.headers.get("Retry-After") == fault.headers.get("Retry-After")
    assert served.get(query("1208.4165")).status_code == 200, "the fault was for one request"


def test_the_real_client_gives_up_when_it_is_limited(served: StandIn) -> None:
    served.fail(arxiv.HOST, arxiv.RATE_EXCEEDED, always=True)
    with pytest.raises(arxiv_client.HTTPError):
        found(served, ["1208.4165"])
    served.mend()
    assert len(found(served, ["1208.4165"])) == 1


@pytest.mark.parametrize("fault", [arxiv.OUTAGE, arxiv.RATE_EXCEEDED_WITH_200, cut_short])
def test_an_outage_with_200_looks_empty_to_the_real_client(served: StandIn, fault: Any) -> None:
    served.fail(arxiv.HOST, fault, always=True)
    assert served.get(query("1208.4165")).status_code == 200
    assert not served.get(query("1208.4165")).text.endswith("</feed>\n")
    assert found(served, ["1208.4165"]) == []


def test_a_slow_answer_is_late_and_right(served: StandIn) -> None:
    served.fail(arxiv.HOST, slow(0.2))
    response = served.get(query("1208.4165"))
    assert response.elapsed.total_seconds() >= 0.2 and len(ids_of(response)) == 1


# --- Pages ---


def metas(response: requests.Response) -> dict[str, str]:
    tags = html.fromstring(response.content).iter("meta")
    return {tag.get("name", ""): tag.get("content", "") for tag in tags}


def test_pages_have_tags_with_and_without_quotes(served: StandIn) -> None:
    quoted = served.get(f"proceedings.neurips.cc/paper_files/paper/2012/hash/{DISTBELIEF}")
    assert '<meta name="citation_volume" content="25" />' in quoted.text
    assert metas(quoted)["citation_author"].endswith(("Andrew", "Y.", "Andrew Y."))
    slug = "02522a2b2726fb0a03bb19f2d8d9524d-Abstract.html"
    unquoted = served.get(f"proceedings.mlsys.org/paper_files/paper/2020/hash/{slug}")
    assert "<meta content=2 name=citation_volume>" in unquoted.text
    assert metas(unquoted)["citation_title"] == "MLPerf Training Benchmark"


def test_a_page_may_state_nothing(served: StandIn) -> None:
    assert not [name for name in metas(served.get("federated.withgoogle.com/")) if name]


def test_old_addresses_redirect(served: StandIn) -> None:
    moved = served.get(f"papers.nips.cc/paper/2012/hash/{DISTBELIEF}")
    assert moved.status_code == 301 and "/paper_files/paper/2012/" in moved.headers["Location"]
    assert (
        served.get("hdl.handle.net/1721.1/102369").headers["Location"].startswith("https://dspace.mit.edu/")
    )


def test_some_sites_want_a_browser(served: StandIn) -> None:
    response = served.get("dl.acm.org/doi/10.1145/3447786.3456245")
    assert (response.status_code, response.headers["cf-mitigated"]) == (403, "challenge")
    assert "Just a moment" in response.text


def test_pages_that_are_none() -> None:
    loop = pages.redirect("https://loop.example/")
    made = pages.Pages({"/loop": loop, "/soft": pages.SOFT_404, "/in": pages.LOG_IN})
    with serving({"site.example": made, "loop.example": pages.Pages({"/": loop})}) as served:
        assert served.get("loop.example/").headers["Location"] == "https://loop.example/"
        soft = served.get("site.example/soft")
        assert soft.status_code == 200 and "404" in soft.text
        assert 'type="password"' in served.get("site.example/in").text
        assert served.get("site.example/other").status_code == 404
        assert served.get("nobody.example/").status_code == 404


def test_a_page_can_be_five_megabytes_long() -> None:
    page = pages.page("Long", pages.highwire({"title": "Long", "author": ["A. B", "C. D"]}))
    with serving({"site.example": pages.Pages({"/": pages.big(page)})}) as served:
        response = served.get("site.example/")
        assert len(response.content) == 5_000_000
        assert response.text.count("citation_author") == 2


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Plain (with \\ and brackets)", rb"(Plain \(with \\ and brackets\))"),
        ("Ł’s", b"<FEFF014120190073>"),
    ],
)
def test_a_pdf_has_its_objects_where_its_table_says(title: str, written: bytes) -> None:
    body = pages.pdf({"Title": title}).body
    table = int(body.rpartition(b"startxref\n")[2].split()[0])
    assert body[table:].startswith(b"xref\n0 5\n")
    places = [int(line[:10]) for line in body[table:].splitlines()[3:7]]
    assert [body[place : place + 7] for place in places] == [b"%d 0 obj" % n for n in range(1, 5)]
    assert b"/Title " + written in body[places[3] :]


# --- The server itself ---


def test_what_was_asked_is_written_down(served: StandIn) -> None:
    for _ in range(2):
        served.get(f"{crossref.HOST}/works/{MADLIB}?mailto=a@b.example", headers={"User-Agent": "me/1"})
    first, second = served.of(crossref.HOST)
    assert (first.agent, first.path, first.gives_contact) == ("me/1", f"/works/{MADLIB}", True)
    assert served.gaps(crossref.HOST) == [second.at - first.at] and second.at > first.at
    assert served.counts == {crossref.HOST: 2}
    served.forget()
    assert not served.requests


def test_connections_at_a_time_are_counted(served: StandIn) -> None:
    served.fail(arxiv.HOST, slow(0.3), always=True)
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: served.get(query("1208.4165")), range(3)))
    assert served.most_at_once[arxiv.HOST] == 3
    served.get(f"{crossref.HOST}/works/{MADLIB}")
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
        stated = {name for name, value in reading if value}
        assert stated <= {"key", "type", "title", "url", "entry_type", "extra"}
    assert schedule.count("[[session]]") == len(world.truth.sessions)
