"""What registries say of DOIs and arXiv ids: before any page, in few requests, and never dead on hearsay."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import unquote

import pytest
from asker import FakeAsker, reply
from session_parts import FakeClock, session
from standin import arxiv as arxiv_site
from standin import datacite as datacite_site
from standin import doi_org as doi_site
from standin.arxiv import ArxivApi, Entry
from standin.datacite import DataCiteApi
from standin.doi_org import DoiOrg
from standin.server import Reply, StandIn, serving

from readinglist.links.exchange import Opinion
from readinglist.links.link_identity import identify_link, registry_identifier
from readinglist.links.registries import ask
from readinglist.links.results import LinkTarget, Witness
from readinglist.links.verdicts import class_of
from readinglist.model.identifiers import Identifier
from readinglist.web.asking.answers import Answer
from readinglist.web.asking.polite import PoliteSession

DATE = "2020-01-02T03:04:05Z"
DOI = "https://doi.org/10.1145/3282307"
HTML = reply("<html><body>Welcome to the hotel</body></html>")
Heard = dict[str, tuple[Opinion, tuple[Witness, ...]]]


def target(url: str) -> LinkTarget:
    name = identify_link(url)
    return LinkTarget(url=url, name=name.name, identifier=name.identifier, inferred=name.inferred)


def heard(asker: object, *urls: str, **options: int) -> Heard:
    """What is said of each address; exactly those that a registry knows are spoken of, each once."""
    targets = [target(url) for url in urls]
    said = list(ask(targets, asker, lambda: 1_790_000_000.0, **options))
    assert sorted(t.target.url for t in said) == sorted(t.url for t in targets if registry_identifier(t))
    return {t.target.url: (t.opinion, t.witnesses) for t in said}


def verdicts(said: Heard) -> dict[str, str]:
    return {url: opinion.verdict for url, (opinion, _) in said.items()}


def of_doi(agencies: Answer, handle: Answer) -> FakeAsker:
    return FakeAsker(lambda url, params: agencies if "/doiRA/" in url else handle)


def agency(name: str = "", status: str = "", doi: str = "10.1145/3282307") -> Answer:
    return reply([{"DOI": doi, **({"RA": name} if name else {"status": status})}])


def world(dois: Iterable[str] = (), papers: Mapping[str, Entry] | None = None) -> dict[str, object]:
    preprints = {f"10.48550/arxiv.{name}": _work(name) for name in papers or {}}
    return {
        doi_site.HOST: DoiOrg(dict.fromkeys(dois, "Crossref")),
        arxiv_site.HOST: ArxivApi(papers or {}),
        datacite_site.HOST: DataCiteApi(preprints),
    }


def _work(name: str) -> dict[str, object]:
    return {"doi": f"10.48550/arxiv.{name}", "titles": [{"title": f"Paper {name}"}], "creators": []}


def paper(name: str, **parts: object) -> Entry:
    return Entry(name, f"Paper {name}", ["Ada Lovelace"], DATE, DATE)._replace(**parts)


def asker(stand_in: StandIn, tmp_path: Path) -> PoliteSession:
    return session(stand_in, FakeClock(), turns=tmp_path)


# --- DOIs ---


def test_a_doi_with_an_agency_is_there_and_says_by_whom() -> None:
    said = heard(of_doi(agency("Crossref"), HTML), DOI)
    opinion, witnesses = said[DOI]
    assert (opinion.verdict, "Crossref" in opinion.reason) == ("ok", True)
    assert [(w.name, w.verdict, w.at) for w in witnesses] == [("doi.org", "ok", "2026-11-23T20:00:00Z")]


def test_capitals_do_not_tell_dois_apart() -> None:
    url = "https://doi.org/10.1109/5.771073"
    asker = of_doi(agency("Crossref", doi="10.1109/5.771073".upper()), HTML)
    assert verdicts(heard(asker, url)) == {url: "ok"}
    upper = LinkTarget(url="x", name="x", identifier=Identifier("doi", "10.1145/ABC"))
    assert registry_identifier(upper) == Identifier("doi", "10.1145/abc")


@pytest.mark.parametrize("status", ["DOI does not exist", "Invalid DOI"])
def test_two_witnesses_against_a_doi_are_both_told(status: str) -> None:
    opinion, witnesses = heard(of_doi(agency(status=status), reply({"responseCode": 100}, 404)), DOI)[DOI]
    assert opinion.verdict == "not_registered"
    assert "10.1145/3282307" in opinion.reason
    assert [(w.name, w.verdict) for w in witnesses] == [
        ("doi.org", "not_registered"),
        ("handle service", "not_registered"),
    ]


@pytest.mark.parametrize("code", [1, 200])
def test_the_handle_service_is_believed_against_the_list_of_agencies(code: int) -> None:
    asker = of_doi(agency(status="DOI does not exist"), reply({"responseCode": code}))
    opinion, witnesses = heard(asker, DOI)[DOI]
    assert opinion.verdict == "ok"
    assert [w.verdict for w in witnesses] == ["not_registered", "ok"]


@pytest.mark.parametrize(
    "agencies",
    [
        agency(status="Unknown"),
        agency("Crossref", doi="10.1145/another"),
        HTML,
        reply("{}"),
        reply("[" * 200_000),
        reply("[]", cut=True),
        reply("", 503),
        reply("", None, problem="offline"),
        reply([{"DOI": ["10.1145/3282307"], "RA": {"a": 1}}, 7, None]),
    ],
)
def test_where_the_list_of_agencies_is_no_help_the_handle_service_is_asked(agencies: Answer) -> None:
    assert verdicts(heard(of_doi(agencies, reply({"responseCode": 1})), DOI)) == {DOI: "ok"}
    opinion, witnesses = heard(of_doi(agencies, reply({"responseCode": 100}, 404)), DOI)[DOI]
    assert opinion.verdict == "not_registered"
    assert [w.verdict for w in witnesses] == [None, "not_registered"]


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (HTML, "unchecked"),
        (reply("", 503), "server_error"),
        (reply("", 429), "rate_limited"),
        (reply("", 403), "blocked"),
        (reply("", None, problem="doi.org did not answer", fault="timeout"), "timeout"),
        (reply("", None, problem="doi.org could not be found", fault="dns"), "refused"),
        (reply("", None, problem="doi.org asks to wait", fault="resting"), "unchecked"),
        (reply("", None, problem="offline", fault="other"), "unchecked"),
        (reply("<html>not found</html>", 404), "unchecked"),
        (reply({"responseCode": 2}, 200), "unchecked"),
    ],
)
def test_a_registry_that_cannot_be_asked_makes_no_doi_dead(answer: Answer, verdict: str) -> None:
    opinion, witnesses = heard(of_doi(answer, answer), DOI)[DOI]
    assert opinion.verdict == verdict
    assert class_of(opinion.verdict) in ("unknown", "set_aside")
    assert "could not be asked" in opinion.reason
    assert all(w.verdict is None and "no answer" in w.said for w in witnesses)


def test_one_witness_alone_says_not_registered_and_the_other_nothing() -> None:
    opinion, witnesses = heard(of_doi(agency(status="DOI does not exist"), reply("", 500)), DOI)[DOI]
    assert opinion.verdict == "not_registered"
    assert [w.verdict for w in witnesses] == ["not_registered", None]


def test_a_doi_read_out_of_an_address_is_never_dead_by_the_registrys_no() -> None:
    url = "https://dl.acm.org/doi/10.1145/3282307"
    asker = of_doi(agency(status="DOI does not exist"), reply({"responseCode": 100}, 404))
    opinion, witnesses = heard(asker, url)[url]
    assert opinion.verdict == "unchecked"
    assert [w.verdict for w in witnesses] == [None, None]
    assert verdicts(heard(of_doi(agency("Crossref"), HTML), url)) == {url: "ok"}


def test_a_handle_service_that_does_not_answer_is_asked_three_times_in_a_run() -> None:
    asker = of_doi(reply("", 500), reply("", 500))
    said = heard(asker, *(f"https://doi.org/10.1145/{n}" for n in range(120)))
    assert {opinion.verdict for opinion, _ in said.values()} == {"server_error"}
    handles = [asked for asked in asker.asked if "/api/handles/" in asked.url]
    assert (len(handles), len(asker.asked)) == (3, 3 + 3)


def test_only_so_many_dois_are_asked_about_one_by_one() -> None:
    asker = of_doi(HTML, reply({"responseCode": 1}))
    said = heard(asker, *(f"https://doi.org/10.1145/{n}" for n in range(9)), most_singly=5)
    assert sorted(verdicts(said).values()) == ["ok"] * 5 + ["unchecked"] * 4
    assert len(asker.asked) == 1 + 5


def test_a_short_doi_is_asked_of_the_handle_service_alone() -> None:
    with serving({doi_site.HOST: DoiOrg({}, aliases={"10/gfxz8b": "10.1145/3282307"})}) as stand_in:
        with session(stand_in, FakeClock()) as asker:
            said = heard(asker, "https://doi.org/10/GFXZ8B", "http://dx.doi.org/10/none")
        assert verdicts(said) == {
            "https://doi.org/10/GFXZ8B": "ok",
            "http://dx.doi.org/10/none": "not_registered",
        }
        assert "10.1145/3282307" in said["https://doi.org/10/GFXZ8B"][0].reason
        assert [request.path for request in stand_in.requests] == [
            "/api/handles/10/gfxz8b",
            "/api/handles/10/none",
        ]


def test_a_doi_with_a_comma_or_a_bracket_is_told_apart_in_a_list() -> None:
    dois = ["10.1145/a,b", "10.1002/(sici)1097(1996)1:2<1::aid-x>3.0.co;2-#", "10.1145/3282307"]
    urls = [f"https://doi.org/{doi.replace('#', '%23').replace('<', '%3C')}" for doi in dois]
    with serving({doi_site.HOST: DoiOrg(dict.fromkeys(dois, "Crossref"))}) as stand_in:
        with session(stand_in, FakeClock()) as asker:
            said = heard(asker, *urls)
        assert set(verdicts(said).values()) == {"ok"}


# --- arXiv ---

IDS = {name: paper(name) for name in ("2001.00001", "2001.00002", "math/0309136")}
WITHDRAWN = paper("2001.00003", comment="This paper has been withdrawn due to an error in Lemma 3")


def abs_of(name: str) -> str:
    return f"https://arxiv.org/abs/{name}"


def test_arxiv_tells_what_is_there_what_never_was_and_what_was_withdrawn(tmp_path: Path) -> None:
    papers = {**IDS, WITHDRAWN.id: WITHDRAWN}
    with serving(world(papers=papers)) as stand_in, asker(stand_in, tmp_path) as polite:
        urls = [abs_of(n) for n in ("2001.00001", "math.GT/0309136", "2001.00003", "2001.99999")]
        said = heard(polite, *urls, "https://doi.org/10.48550/arXiv.2001.00002")
        assert list(verdicts(said).values()) == ["ok", "ok", "withdrawn", "ok", "not_registered"]
        assert "Lemma 3" in said[urls[2]][0].reason
        opinion, witnesses = said[urls[3]]
        assert "2001.99999" in opinion.reason
        assert [(w.name, w.verdict) for w in witnesses] == [
            ("arxiv", "not_registered"),
            ("datacite", "not_registered"),
        ]
        assert stand_in.counts == {arxiv_site.HOST: 1, datacite_site.HOST: 1}


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("2609.99999", None),
        ("2608.99999", "not_registered"),
        ("math/0309999", "not_registered"),
        ("8912.00001", None),
    ],
)
def test_that_a_new_paper_is_not_registered_yet_is_one_lack_and_not_two(
    name: str, verdict: str | None, tmp_path: Path
) -> None:
    """The day is 21 September 2026."""
    with serving(world(papers=IDS)) as stand_in, asker(stand_in, tmp_path) as polite:
        opinion, witnesses = heard(polite, abs_of("2001.00001"), abs_of(name))[abs_of(name)]
    assert opinion.verdict == "not_registered"
    assert [w.verdict for w in witnesses] == ["not_registered", verdict]


def test_a_host_that_is_left_alone_is_still_what_it_was(tmp_path: Path) -> None:
    urls = [f"https://doi.org/10.1145/{n}" for n in range(120)]
    with serving(world()) as stand_in, asker(stand_in, tmp_path) as polite:
        stand_in.fail(doi_site.HOST, doi_site.OVER_LIMIT, always=True)
        said = heard(polite, *urls)
        assert set(verdicts(said).values()) == {"rate_limited"}
        assert stand_in.counts[doi_site.HOST] <= 3


def test_a_machine_without_network_makes_nothing_dead(tmp_path: Path) -> None:
    with serving() as gone:
        nowhere = {"*": gone.url}
    urls = [DOI, "https://doi.org/10.1145/2", abs_of("2001.00001")]
    with session(clock=FakeClock(), base_urls=nowhere, turns=tmp_path) as polite:
        said = heard(polite, *urls)
    assert set(verdicts(said).values()) == {"refused"}


def test_a_version_that_there_is_not_was_never_given_out(tmp_path: Path) -> None:
    papers = {"2001.00001": paper("2001.00001", version=3)}
    urls = [abs_of(f"2001.00001{version}") for version in ("", "v3", "v4")]
    with serving(world(papers=papers)) as stand_in, asker(stand_in, tmp_path) as polite:
        said = heard(polite, *urls)
        assert list(verdicts(said).values()) == ["ok", "ok", "not_registered"]
        assert "up to v3 and no v4" in said[urls[2]][0].reason
        assert stand_in.counts == {arxiv_site.HOST: 1}


@pytest.mark.parametrize(
    ("trouble", "verdict"),
    [
        (arxiv_site.RATE_EXCEEDED, "rate_limited"),
        (arxiv_site.RATE_EXCEEDED_WITH_200, "rate_limited"),
        (arxiv_site.OUTAGE, "unchecked"),
        (Reply(503, b"busy"), "server_error"),
    ],
)
def test_where_arxiv_does_not_answer_the_yes_of_datacite_counts(
    trouble: Reply, verdict: str, tmp_path: Path
) -> None:
    with serving(world(papers=IDS)) as stand_in, asker(stand_in, tmp_path) as polite:
        stand_in.fail(arxiv_site.HOST, trouble, always=True)
        said = heard(polite, abs_of("2001.00001"), abs_of("2001.99999"))
    assert list(verdicts(said).values()) == ["ok", verdict]
    assert [(w.name, w.verdict) for w in said[abs_of("2001.00001")][1]] == [
        ("arxiv", None),
        ("datacite", "ok"),
    ]
    assert all(w.verdict is None for w in said[abs_of("2001.99999")][1])


def test_datacite_knowing_a_paper_outweighs_that_arxivs_search_lacks_it(tmp_path: Path) -> None:
    services = world(papers=IDS)
    services[arxiv_site.HOST] = ArxivApi({"2001.00001": IDS["2001.00001"]})
    with serving(services) as stand_in, asker(stand_in, tmp_path) as polite:
        said = heard(polite, abs_of("2001.00001"), abs_of("2001.00002"))
    assert set(verdicts(said).values()) == {"ok"}
    assert [w.verdict for w in said[abs_of("2001.00002")][1]] == [None, "ok"]


def test_an_id_that_arxiv_never_gives_out_is_asked_of_nobody() -> None:
    silent = FakeAsker(HTML)
    bad = LinkTarget(url="x", name="x", identifier=Identifier("arxiv", "1706.0376"))
    (testimony,) = ask([bad], silent, lambda: 1_790_000_000.0)
    opinion, (witness,) = testimony.opinion, testimony.witnesses
    assert (opinion.verdict, witness.at) == ("not_registered", "2026-09-21T14:13:20+00:00")
    assert silent.asked == []


@pytest.mark.parametrize(
    "body",
    [
        b'<?xml version="1.0"?><!DOCTYPE f [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><feed>&c;</feed>',
        b"<a>" * 50_000,
        b'<feed xmlns="http://www.w3.org/2005/Atom">' + b"<x>" * 300 + b"</x>" * 300 + b"</feed>",
        json.dumps({"data": "x"}).encode(),
        b"\x00\xff" * 1000,
        b"",
    ],
)
def test_no_hostile_answer_makes_a_paper_dead_or_the_run_fail(body: bytes) -> None:
    said = heard(FakeAsker(lambda url, params: reply(body)), abs_of("2001.00001"), DOI)
    assert {class_of(opinion.verdict) for opinion, _ in said.values()} == {"set_aside"}


# --- both ---


def test_pages_and_unknown_schemes_are_nobodys_here() -> None:
    silent = FakeAsker(HTML)
    isbn = LinkTarget(url="x", name="x", identifier=Identifier("isbn", "9780123749574"))
    assert registry_identifier(isbn) is None
    assert list(ask([isbn, target("https://mlsys.org/")], silent, lambda: 0.0)) == []
    assert heard(silent) == {} and silent.asked == []


def test_eight_hundred_identifiers_take_a_few_requests_at_the_pace_of_the_services(tmp_path: Path) -> None:
    dois = [f"10.1145/{n}" for n in range(400)]
    papers = {f"2001.{n:05d}": paper(f"2001.{n:05d}") for n in range(1, 401)}
    urls = [f"https://doi.org/{doi}" for doi in dois] + [abs_of(name) for name in papers]
    clock = FakeClock()
    with serving(world(dois, papers)) as stand_in:
        with session(stand_in, clock, turns=tmp_path) as polite:
            said = heard(polite, *urls)
        assert set(verdicts(said).values()) == {"ok"}
        assert stand_in.counts == {doi_site.HOST: 8, arxiv_site.HOST: 4}
        assert stand_in.most_at_once[arxiv_site.HOST] == 1
    assert clock.time - FakeClock().time >= 3 * 3.0


def test_results_come_before_the_last_request_is_made() -> None:
    def answer(url: str, params: Mapping[str, str]) -> Answer:
        dois = unquote(url).partition("/doiRA/")[2].split(",")
        return reply([{"DOI": doi, "RA": "Crossref"} for doi in dois])

    asker = FakeAsker(answer)
    targets = [target(f"https://doi.org/10.1145/{n}") for n in range(60)]
    coming = ask(targets, asker, lambda: 0.0)
    next(coming)
    assert len(asker.asked) == 1
    assert len(list(coming)) == 59
    assert len(asker.asked) == 2
