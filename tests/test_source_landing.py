"""Landing pages: from an identifier to a page, from a page to the fields of a work."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from readinglist.identifiers import Identifier, identify
from readinglist.records import Name, PartialDate
from readinglist.sources.base import Absent, Answer, Candidate, Found, Outcome, Source, Unavailable
from readinglist.sources.citation_tags import people, read_tags, without_site
from readinglist.sources.landing import Landing, outcome
from readinglist.sources.page_address import page_address
from readinglist.sources.stated_date import stated_date
from readinglist.sources.web_page import HTML_LIMIT, read_page

PAGES = Path(__file__).parent / "pages"
ADA = Name(given="Ada", family="Núñez")
BO = Name(given="Bo", family="Berg", non_dropping_particle="van der")
WHEN = "2026-11-23T12:00:00Z"


def reply(body: bytes | str = b"", url: str = "https://lake.example/paper", **parts: Any) -> Answer:
    data = body.encode() if isinstance(body, str) else body
    values = {"status": 200, "content_type": "text/html", "asked": url, "url": url, **parts}
    return Answer(body=data, retrieved=WHEN, **values)


class FakeAsker:
    """Gives the replies that it was made with; notes what it was asked, and how many at once."""

    def __init__(self, replies: Mapping[str, Answer], together: int = 1) -> None:
        self.replies = replies
        self.asked: list[tuple[str, int | None, bool]] = []
        self._together = threading.Barrier(together)

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        limit: int | None = None,
        untrusted: bool = False,
    ) -> Answer:
        self.asked.append((url, limit, untrusted))
        self._together.wait(timeout=10)
        return self.replies.get(url, reply(url=url, status=404))


def at_url(url: str = "https://lake.example/paper") -> Identifier:
    return Identifier("url", url)


def read(body: bytes | str, identifier: Identifier | None = None, **parts: Any) -> Outcome:
    return outcome(identifier or at_url(), reply(body, **parts))


def fields_of(result: Outcome) -> Mapping[str, Any]:
    assert isinstance(result, Found), result
    return result.candidate.fields


def sample(name: str) -> Candidate:
    result = read((PAGES / name).read_bytes())
    assert isinstance(result, Found), result
    return result.candidate


def head(*metas: tuple[str, str], title: str = "T") -> str:
    tags = "".join(f'<meta name="{name}" content="{content}">' for name, content in metas)
    return f"<html><head><title>{title}</title>{tags}</head><body></body></html>"


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


# --- Trust, forms of values


def test_the_more_trusted_vocabulary_wins_field_by_field() -> None:
    families = (
        ("og:title", "og"),
        ("dc.title", "dublin"),
        ("bepress_citation_title", "bepress"),
        ("eprints.title", "eprints"),
        ("citation_title", "highwire"),
    )
    for count in range(1, len(families) + 1):
        fields = fields_of(read(head(*families[:count], ("prism.volume", "7"), ("dc.creator", "Núñez, Ada"))))
        assert fields["title"] == families[count - 1][1]
        assert (fields["volume"], fields["author"]) == ("7", (ADA,))


@pytest.mark.parametrize(
    ("texts", "names"),
    [
        (["Núñez, Ada", "Bo van der Berg"], (ADA, BO)),
        (["Núñez, Ada; van der Berg, Bo"], (ADA, BO)),
        (["Ada Núñez, Bo van der Berg and Wen Li"], (ADA, BO, Name(given="Wen", family="Li"))),
        (["Ada Núñez and Bo van der Berg"], (ADA, BO)),
        (["Núñez, Ada and van der Berg, Bo"], (ADA, BO)),
        (["Wen Li, Ada Núñez, Bo van der Berg"], (Name(given="Wen", family="Li"), ADA, BO)),
        (["Li, Jr., Wen"], (Name(given="Wen", family="Li", suffix="Jr."),)),
        (["García Márquez, Gabriel José"], (Name(given="Gabriel José", family="García Márquez"),)),
        (["Institute of Science and Technology"], (Name(literal="Institute of Science and Technology"),)),
        (["", " ; "], ()),
    ],
)
def test_lists_of_people_in_their_forms(texts: list[str], names: tuple[Name, ...]) -> None:
    assert people(texts) == names


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2022", (2022,)),
        ("2021/6", (2021, 6)),
        ("1996/05/17", (1996, 5, 17)),
        ("2021-06-03T00:00:00Z", (2021, 6, 3)),
        ("20190605", (2019, 6, 5)),
        ("June 2019", (2019, 6)),
        ("5 June 2019", (2019, 6, 5)),
        ("June 5th, 2019", (2019, 6, 5)),
        ("Sept. 7–9, 2020", (2020, 9, 7)),
        ("2019 Jun 5", (2019, 6, 5)),
        ("July-August 2019", (2019, 7)),
        ("03/04/2019", (2019,)),
        ("2019/01/01", (2019,)),
        ("2019/01/02", (2019, 1, 2)),
        ("2019-13-40", (2019,)),
        ("2019-02-30", (2019, 2)),
        ("2018-2019", (2018,)),
    ],
)
def test_dates_in_their_forms(text: str, date: tuple[int, ...]) -> None:
    assert stated_date(text) == PartialDate(date_parts=(date,))


@pytest.mark.parametrize("text", ["", "0000", "n.d.", "12345678", "3019", "in press", "Spring"])
def test_what_is_no_date_gives_none(text: str) -> None:
    assert stated_date(text) is None


def test_online_publication_is_kept_apart() -> None:
    tags = (("citation_title", "A B"), ("citation_online_date", "2019/12/20"))
    result = read(head(*tags, ("citation_publication_date", "2020/03")))
    assert isinstance(result, Found)
    assert result.candidate.fields["issued"] == PartialDate.of(2020, 3)
    assert result.candidate.online == "2019-12-20"
    assert fields_of(read(head(*tags)))["issued"] == PartialDate.of(2019, 12, 20)


def test_arxiv_ids_and_dois_in_tags() -> None:
    result = read(
        head(("citation_title", "A B"), ("citation_doi", "https://doi.org/10.48550/arXiv.2101.00001"))
    )
    assert isinstance(result, Found)
    assert result.candidate.fields["arxiv_id"] == "2101.00001" and "doi" not in result.candidate.fields
    assert result.candidate.relations[0].target == Identifier("arxiv", "2101.00001")


def test_values_that_cannot_be_are_left_out() -> None:
    fields = fields_of(
        read(
            head(
                ("citation_title", "A &lt;i&gt;fine&lt;/i&gt;\x07 Title"),
                ("citation_doi", "not a doi"),
                ("citation_isbn", "978-0"),
                ("citation_issn", "12"),
                ("citation_firstpage", "0"),
                ("citation_date", "soon"),
                ("citation_author", "N/A"),
            )
        )
    )
    assert fields == {"title": "A fine Title"}


def test_theses_and_reports_are_told_by_their_institution() -> None:
    thesis = fields_of(read(head(("citation_title", "A B"), ("citation_dissertation_institution", "Lake U"))))
    assert (thesis["type"], thesis["publisher"]) == ("thesis", "Lake U")
    report = fields_of(
        read(head(("citation_title", "A B"), ("citation_technical_report_institution", "Lake U")))
    )
    assert report["type"] == "report"


def test_the_name_of_the_site_is_no_part_of_the_title() -> None:
    assert without_site("A Title | Lake", "Lake") == "A Title"
    assert without_site("Lake - A Title", "lake") == "A Title"
    assert without_site("Lake", "Lake") == ""
    assert without_site("A Title (of sorts)", "") == "A Title (of sorts)"


# --- Replies that say nothing, or that the work is not there


def test_never_a_field_from_a_challenge_page() -> None:
    result = read((PAGES / "challenge.html").read_bytes())
    assert isinstance(result, Unavailable) and "browser" in result.reason


TAGS = (("citation_title", "A Title"), ("citation_author", "Ada Núñez"))


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
    assert Landing().takes(identifier)
    assert identify(address) == identifier


@pytest.mark.parametrize(
    "identifier",
    [Identifier("doi", "10.1/x"), Identifier("url", "file:///etc/passwd"), Identifier("url", "javascript:1")],
)
def test_other_identifiers_are_not_taken(identifier: Identifier) -> None:
    assert not Landing().takes(identifier)
    asker = FakeAsker({})
    (result,) = Landing().fetch([identifier], asker)
    assert isinstance(result, Absent) and not asker.asked


# --- Fetching


def test_pages_are_asked_side_by_side_once_each_and_as_untrusted() -> None:
    # The barrier opens only when all eight requests are under way.
    urls = [f"https://lake.example/{number}" for number in range(8)]
    asker = FakeAsker({url: reply(head(*TAGS), url=url) for url in urls}, together=8)
    identifiers = [at_url(url) for url in urls]
    results = list(Landing().fetch([*identifiers, identifiers[0]], asker))
    assert {result.candidate.identifier for result in results if isinstance(result, Found)} == set(
        identifiers
    )
    assert len(results) == 8
    assert sorted(asker.asked) == [(url, HTML_LIMIT, True) for url in urls]


def test_one_page_under_two_names_is_asked_once() -> None:
    address = "https://eprint.iacr.org/2017/396"
    asker = FakeAsker({address: reply((PAGES / "eprint.html").read_bytes(), url=address)})
    both = [Identifier("iacr", "2017/396"), at_url(address)]
    results = list(Landing().fetch(both, asker))
    assert [type(result) for result in results] == [Found, Found]
    assert len(asker.asked) == 1


def test_who_stops_listening_is_not_kept_waiting() -> None:
    urls = [f"https://lake.example/{number}" for number in range(100)]
    asker = FakeAsker({url: reply(head(*TAGS), url=url) for url in urls})
    outcomes = Landing().fetch([at_url(url) for url in urls], asker)
    assert isinstance(next(outcomes), Found)
    outcomes.close()  # type: ignore[attr-defined]
    assert len(asker.asked) <= len(urls)


def test_it_is_a_source() -> None:
    source: Source = Landing()
    assert source.name == "landing"


# --- Hostile pages


def test_the_encoding_is_found_wherever_it_is_stated() -> None:
    text = '<meta name="citation_title" content="Größe und Maß">'
    for body, charset in [
        (text.encode(), "text/html; charset=utf-8"),
        (text.encode(), "text/html"),
        (text.encode("latin-1"), "text/html; charset=ISO-8859-1"),
        (text.encode("latin-1"), "text/html"),
        (b"<meta charset=latin1>" + text.encode("latin-1"), "text/html"),
        (b"\xef\xbb\xbf" + text.encode(), "text/html; charset=latin-1"),
        (b"\xff\xfe" + text.encode("utf-16-le"), "text/html"),
        (text.encode(), "text/html; charset=klingon"),
        (text.encode(), "text/html; charset=base64"),
    ]:
        assert fields_of(read(body, content_type=charset))["title"] == "Größe und Maß"


def test_a_page_is_read_as_far_as_the_limit() -> None:
    tag = '<meta name="citation_title" content="A Title">'
    assert fields_of(read(tag + "x" * 5_000_000))["title"] == "A Title"
    assert isinstance(read("<p>" + "x" * HTML_LIMIT + tag), Absent)


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 50_000,
        "<table><tr><td>" * 15_000,
        "<script type='application/ld+json'>" + "[" * 100_000 + "</script>",
        "<script type='application/ld+json'>" + '{"@graph":' * 20_000 + "</script>",
        "<meta name='citation_author' content='Ada N'>" * 5_000,
        "<meta " + "a=b " * 50_000,
        "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><p>&b;</p>",
        "\0" * 1000 + "<meta\0 name=x>",
        "<?xml version='1.0' encoding='utf-8'?><html/>",
        "<!--" * 1000,
    ],
)
def test_a_hostile_page_is_a_page_without_statements(body: str) -> None:
    assert isinstance(read(body), Absent)


def test_nesting_before_the_tags_does_not_hide_them() -> None:
    page = "<div>" * 200 + '<meta name="citation_title" content="A Title">'
    assert fields_of(read(page))["title"] == "A Title"


def test_a_file_that_a_document_type_names_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hush")
    page = f'<!DOCTYPE x [<!ENTITY f SYSTEM "{secret.as_uri()}">]><meta name=citation_title content="&f; ok">'
    result = read(page)
    assert "hush" not in repr(result)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from(["ScholarlyArticle"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "@type",
                    "@graph",
                    "name",
                    "headline",
                    "author",
                    "isPartOf",
                    "identifier",
                    "datePublished",
                    "@value",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(JSON)
def test_json_ld_of_any_shape_is_read_or_passed_over(value: Any) -> None:
    script = json.dumps(value).replace("<", "\\u003c")
    page = read_page(f"<script type='application/ld+json'>{script}</script>".encode())
    assert set(read_tags(page).fields) <= {"title", "author", "issued", "doi", "arxiv_id", "publisher"} | {
        "container_title",
        "type",
    }


NAMES = st.sampled_from(
    [
        "citation_title",
        "citation_author",
        "citation_date",
        "citation_doi",
        "citation_firstpage",
        "dc.identifier",
    ]
    + [
        "citation_conference_title",
        "citation_isbn",
        "prism.volume",
        "og:title",
        "og:site_name",
        "citation_arxiv_id",
    ]
)


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@example([("citation_title", "\ud800")])
@given(st.lists(st.tuples(NAMES, st.text(max_size=60)), max_size=12))
def test_tags_of_any_text_give_an_outcome(tags: list[tuple[str, str]]) -> None:
    body = head(*((name, text.replace('"', "")) for name, text in tags)).encode("utf-8", "surrogatepass")
    result = read(body)
    if isinstance(result, Found):
        assert result.candidate.fields["title"]
        assert not any(ord(char) < 32 for char in str(dict(result.candidate.fields)))


@settings(deadline=None, max_examples=200)
@given(
    st.binary(max_size=300),
    st.sampled_from(["text/html", "text/html; charset=utf-16", "application/pdf", ""]),
)
def test_any_bytes_give_an_outcome(body: bytes, kind: str) -> None:
    assert isinstance(read(body, content_type=kind), Found | Absent | Unavailable)
