"""LandingPages pages: from an identifier to a page, from a page to the fields of a work."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from web_sample import ADA, BO, PAGES, TAGS, WHEN, FakeAsker, at_url, fields_of, head, read, reply, sample

from readinglist.metadata.services.landing import LandingPages, outcome, page_address
from readinglist.metadata.services.service import Absent, Found, Outcome, Source, Unavailable
from readinglist.model.identifiers import Identifier, identify
from readinglist.model.reading import Name, PartialDate
from readinglist.web.asking.answers import Answer
from readinglist.web.page.html_page import HTML_LIMIT

# --- Pages of venues, in the manners of their sites


def test_a_usenix_page_gives_people_pages_and_the_venue_by_its_one_name() -> None:
    found = sample("usenix.html")
    assert found.fields == {
        "type": "paper-conference",
        "title": "Sparrow Nets: Sharing Idle Switches",
        "author": (ADA, BO, Name(given="Wen", family="Li", suffix="Jr.")),
        "issued": PartialDate.of(2018),
        "container_title": "USENIX Symposium on Operating Systems Design and Implementation",
        "container_title_short": "OSDI",
        "publisher": "USENIX Association",
        "page": "561-577",
        "isbn": "978-1-939133-08-3",
    }
    assert set(found.rules.values()) == {"Highwire tags"} and set(found.rules) == set(found.fields)
    assert (found.source, found.retrieved) == ("landing", WHEN)


def test_what_neurips_calls_a_journal_is_a_conference() -> None:
    fields = sample("neurips.html").fields
    assert fields["author"] == (BO, ADA)
    assert (fields["type"], fields["container_title_short"]) == ("paper-conference", "NeurIPS")
    assert (fields["volume"], fields["issued"]) == ("25", PartialDate.of(2012))


def test_unquoted_tags_are_read_and_a_doi_says_which_work_it_is() -> None:
    found = sample("acl.html")
    assert found.fields["container_title_short"] == "NAACL"
    assert found.fields["page"] == "4171-4186"
    assert found.fields["issued"] == PartialDate.of(2019, 6)
    assert found.fields["doi"] == "10.18653/v1/n19-9999"
    assert [(r.kind, r.target) for r in found.relations] == [
        ("same_as", Identifier("doi", "10.18653/v1/n19-9999"))
    ]


def test_a_pmlr_page_names_its_conference_as_a_book() -> None:
    fields = sample("pmlr.html").fields
    assert (fields["container_title_short"], fields["publisher"]) == ("AISTATS", "PMLR")
    assert (fields["issued"], fields["issn"]) == (PartialDate.of(2017, 4, 10), "2640-3498")


def test_a_repository_names_the_published_version() -> None:
    found = sample("dspace.html")
    assert found.fields["author"] == (ADA, BO)
    assert found.fields["issued"] == PartialDate.of(2016, 6)
    assert "doi" not in found.fields and "isbn" not in found.fields
    assert [(r.kind, r.target.value) for r in found.relations] == [
        ("published_as", "10.1109/isca.2016.99999")
    ]
    assert set(found.rules.values()) == {"Dublin Core"}


def test_an_archive_of_preprints_is_no_journal() -> None:
    fields = sample("eprint.html").fields
    assert fields["type"] == "article" and "container_title" not in fields


def test_a_blog_is_read_by_its_json_ld() -> None:
    found = sample("blog.html")
    assert found.fields["title"] == "Learning without Leaving Home"
    assert found.fields["author"] == (ADA, BO)
    assert found.fields["issued"] == PartialDate.of(2017, 4, 6)
    assert set(found.rules.values()) == {"JSON-LD"}


# --- Replies that say nothing, or that the work is not there


def test_never_a_field_from_a_challenge_page() -> None:
    result = read((PAGES / "challenge.html").read_bytes())
    assert isinstance(result, Unavailable) and "browser" in result.reason


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (reply(head(*TAGS), headers={"cf-mitigated": "challenge"}), Unavailable, "browser"),
        (reply(head(*TAGS), status=403), Unavailable, "HTTP 403"),
        (reply(head(*TAGS), status=503), Unavailable, "HTTP 503"),
        (reply(head(*TAGS), status=429), Unavailable, "HTTP 429"),
        (reply(status=None, problem="no network"), Unavailable, "no network"),
        (reply(status=None), Unavailable, "no reply"),
        (reply("  "), Unavailable, "empty"),
        (reply(head(*TAGS), status=404), Absent, "404"),
        (reply(head(*TAGS), status=410), Absent, "410"),
        (reply(head(*TAGS, title="Access Denied")), Unavailable, "browser"),
        (reply(head(*TAGS, title="404 Not Found")), Absent, "not there"),
        (reply(head(*TAGS, title="Lake U - Page not found")), Absent, "not there"),
        (reply(head(title="Sign in - Lake Accounts")), Unavailable, "login"),
        (
            reply(head(*TAGS), asked="https://a.example/x", url="https://a.example/login?to=x"),
            Unavailable,
            "login",
        ),
        (reply("<title>Lake</title><input type=password>"), Unavailable, "login"),
        (reply(head(*TAGS), asked="https://a.example/x", url="https://a.example/"), Absent, "start page"),
        (reply(head(title="A Paper That States Nothing")), Absent, "no citation data"),
        (reply(head(("citation_publisher", "Lake"), ("citation_date", "2019"))), Absent, "no citation data"),
        (reply("PK\x03\x04", content_type="application/zip"), Absent, "application/zip"),
        (reply("<html>", content_type="application/pdf"), Unavailable, "no PDF"),
        (reply("%PDF-1.4\nnothing", content_type="application/pdf"), Absent, "neither"),
    ],
)
def test_what_a_reply_that_cannot_be_read_says(answer: Answer, kind: type[Outcome], words: str) -> None:
    result = outcome(at_url(), answer)
    assert isinstance(result, kind) and not isinstance(result, Found)
    assert words in result.reason
    assert (result.source, result.address) == ("landing", answer.asked)


def test_a_login_box_beside_the_tags_is_no_login_page() -> None:
    page = head(*TAGS, title="About login nodes").replace("<body>", "<body><input type=password>")
    assert fields_of(read(page))["title"] == "A Title"


def test_a_pdf_behind_any_address_is_read_as_one() -> None:
    result = read((PAGES / "pdftex.pdf").read_bytes(), content_type="application/octet-stream")
    assert isinstance(result, Found)
    assert result.candidate.source == "pdf"
    assert set(result.candidate.rules.values()) == {"pdf-metadata"}
    assert result.candidate.fields["author"] == (ADA, BO)


# --- Addresses


@pytest.mark.parametrize(
    ("scheme", "value", "address"),
    [
        (
            "neurips",
            "2012/" + "a" * 32,
            f"https://proceedings.neurips.cc/paper_files/paper/2012/hash/{'a' * 32}-Abstract.html",
        ),
        (
            "neurips",
            "2022/" + "a" * 32 + "-Conference",
            f"https://proceedings.neurips.cc/paper_files/paper/2022/hash/{'a' * 32}-Abstract-Conference.html",
        ),
        ("neurips", "8092-some-slug", "https://papers.nips.cc/paper/8092-some-slug"),
        (
            "mlsys",
            "2020/" + "b" * 32,
            f"https://proceedings.mlsys.org/paper_files/paper/2020/hash/{'b' * 32}-Abstract.html",
        ),
        ("usenix", "osdi18/nunez", "https://www.usenix.org/conference/osdi18/presentation/nunez"),
        ("usenix", "files/osdi21-li.pdf", "https://www.usenix.org/system/files/osdi21-li.pdf"),
        ("pmlr", "v37/li15", "https://proceedings.mlr.press/v37/li15.html"),
        ("jmlr", "v12/li11a", "https://jmlr.org/papers/v12/li11a.html"),
        (
            "cvf",
            "content_cvpr_2018/Li_A_CVPR_2018_paper",
            "https://openaccess.thecvf.com/content_cvpr_2018/html/Li_A_CVPR_2018_paper.html",
        ),
        ("acl", "2021.naacl-main.208", "https://aclanthology.org/2021.naacl-main.208/"),
        ("iacr", "2017/396", "https://eprint.iacr.org/2017/396"),
        ("handle", "1721.1/102369", "https://hdl.handle.net/1721.1/102369"),
        ("url", "https://lake.example/a//b?c=d", "https://lake.example/a//b?c=d"),
    ],
)
def test_the_page_of_an_identifier_is_that_works_page(scheme: str, value: str, address: str) -> None:
    identifier = Identifier(scheme, value)
    assert page_address(identifier) == address
    assert LandingPages().takes(identifier)
    assert identify(address) == identifier


@pytest.mark.parametrize(
    "identifier",
    [Identifier("doi", "10.1/x"), Identifier("url", "file:///etc/passwd"), Identifier("url", "javascript:1")],
)
def test_other_identifiers_are_not_taken(identifier: Identifier) -> None:
    assert not LandingPages().takes(identifier)
    asker = FakeAsker({})
    (result,) = LandingPages().fetch([identifier], asker)
    assert isinstance(result, Absent) and not asker.asked


# --- Fetching


def test_pages_are_asked_side_by_side_once_each_and_as_untrusted() -> None:
    # The barrier opens only when all eight requests are under way.
    urls = [f"https://lake.example/{number}" for number in range(8)]
    asker = FakeAsker({url: reply(head(*TAGS), url=url) for url in urls}, together=8)
    identifiers = [at_url(url) for url in urls]
    results = list(LandingPages().fetch([*identifiers, identifiers[0]], asker))
    assert {result.candidate.identifier for result in results if isinstance(result, Found)} == set(
        identifiers
    )
    assert len(results) == 8
    assert sorted(asker.asked) == [(url, HTML_LIMIT, True) for url in urls]


def test_one_page_under_two_names_is_asked_once() -> None:
    address = "https://eprint.iacr.org/2017/396"
    asker = FakeAsker({address: reply((PAGES / "eprint.html").read_bytes(), url=address)})
    both = [Identifier("iacr", "2017/396"), at_url(address)]
    results = list(LandingPages().fetch(both, asker))
    assert [type(result) for result in results] == [Found, Found]
    assert len(asker.asked) == 1


def test_who_stops_listening_does_not_wait_and_asks_for_no_more() -> None:
    urls = [f"https://lake.example/{number}" for number in range(100)]
    gate = threading.Event()

    class SlowButForTheFirst(FakeAsker):
        def get(self, url: str, **options: Any) -> Answer:
            answer = super().get(url, **options)
            if url != urls[0]:
                gate.wait(timeout=10)
            return answer

    asker = SlowButForTheFirst({url: reply(head(*TAGS), url=url) for url in urls})
    outcomes = LandingPages().fetch([at_url(url) for url in urls], asker)
    assert isinstance(next(outcomes), Found)
    outcomes.close()  # type: ignore[attr-defined]
    assert not gate.is_set()
    gate.set()
    assert len(asker.asked) <= 9


def test_it_is_a_source() -> None:
    source: Source = LandingPages()
    assert source.name == "landing"
