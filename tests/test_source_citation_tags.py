"""Citation tags: which vocabulary is believed, forms of values, and pages that mean harm."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from depth import examples
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from web_sample import ADA, BO, fields_of, head, read

from readinglist.metadata.services.service import Absent, Found, Unavailable
from readinglist.model.identifiers import Identifier
from readinglist.model.reading import Name, PartialDate
from readinglist.text.dates import find_date
from readinglist.web.page.citation_tags import people, read_tags, without_site
from readinglist.web.page.html_page import HTML_LIMIT, read_page

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
    assert find_date(text) == PartialDate(date_parts=(date,))


@pytest.mark.parametrize("text", ["", "0000", "n.d.", "12345678", "3019", "in press", "Spring"])
def test_what_is_no_date_gives_none(text: str) -> None:
    assert find_date(text) is None


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


@settings(deadline=None, max_examples=examples(200), suppress_health_check=[HealthCheck.too_slow])
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
        "citation_conference_title",
        "citation_isbn",
        "prism.volume",
        "og:title",
        "og:site_name",
        "citation_arxiv_id",
    ]
)


@settings(deadline=None, max_examples=examples(200), suppress_health_check=[HealthCheck.too_slow])
@example([("citation_title", "\ud800")])
@given(st.lists(st.tuples(NAMES, st.text(max_size=60)), max_size=12))
def test_tags_of_any_text_give_an_outcome(tags: list[tuple[str, str]]) -> None:
    body = head(*((name, text.replace('"', "")) for name, text in tags)).encode("utf-8", "surrogatepass")
    result = read(body)
    if isinstance(result, Found):
        assert result.candidate.fields["title"]
        assert not any(ord(char) < 32 for char in str(dict(result.candidate.fields)))


@settings(deadline=None, max_examples=examples(200))
@given(
    st.binary(max_size=300),
    st.sampled_from(["text/html", "text/html; charset=utf-16", "application/pdf", ""]),
)
def test_any_bytes_give_an_outcome(body: bytes, kind: str) -> None:
    assert isinstance(read(body, content_type=kind), Found | Absent | Unavailable)
