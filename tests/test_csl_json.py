"""CSL-JSON: valid items, and what pandoc and its citation processor read from them."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from depth import examples
from hypothesis import HealthCheck, given, settings
from sample import ARTICLE, CHAPTER, HOSTILE_TEXTS, ORDINARY, PAPER, PREPRINT, hostile, person
from test_json_export import syllabuses

from readinglist.formats import csl_json
from readinglist.model.reading import Name, PartialDate, Reading
from readinglist.model.schedule import Syllabus

# The variables of CSL 1.0.2 that we write, by the kind of value that they take (appendix IV).
TEXT_VARIABLES = {
    *("id", "type", "title", "container-title", "container-title-short", "collection-title"),
    *("publisher", "publisher-place", "genre", "DOI", "ISBN", "ISSN", "URL", "language", "abstract"),
    *("keyword", "annote", "note"),
    *("collection-number", "volume", "issue", "number", "chapter-number", "edition", "page"),
}
NAME_PARTS = {"family", "given", "non-dropping-particle", "suffix", "literal"}


def check(item: dict[str, Any]) -> None:
    """What the official schema demands of an item."""
    assert {"id", "type"} <= set(item) <= TEXT_VARIABLES | {"author", "editor", "issued"}
    assert item["type"] in csl_json.TYPES
    for variable in TEXT_VARIABLES & set(item):
        assert isinstance(item[variable], str) and item[variable]
    for name in (*item.get("author", ()), *item.get("editor", ())):
        assert name and set(name) <= NAME_PARTS and all(isinstance(part, str) for part in name.values())
        assert "literal" not in name or len(name) == 1
    if issued := item.get("issued"):
        assert len(issued) == 1 and set(issued) <= {"date-parts", "literal"}
        for parts in issued.get("date-parts", ()):
            assert 1 <= len(parts) <= 3 and all(isinstance(part, int) for part in parts)


@settings(deadline=None, max_examples=examples(100), suppress_health_check=list(HealthCheck))
@given(syllabuses())
def test_every_item_is_valid_and_every_reading_is_one_item(syllabus: Syllabus) -> None:
    items = json.loads(csl_json.render(syllabus))
    for item in items:
        check(item)
    assert [item["id"] for item in items] == [reading.key for reading in syllabus.readings]


def test_an_item_says_what_the_record_says() -> None:
    assert csl_json.render_item(ARTICLE) == {
        "id": "domingos2012useful",
        "type": "article-journal",
        "title": "A Few Useful Things to Know About Machine Learning",
        "author": [{"family": "Domingos", "given": "Pedro"}],
        "issued": {"date-parts": [[2012, 10]]},
        "container-title": "Communications of the ACM",
        "container-title-short": "CACM",
        "volume": "55",
        "issue": "10",
        "page": "78-87",
        "DOI": "10.1145/2347736.2347755",
        "URL": "https://homes.cs.washington.edu/~pedrod/papers/cacm12.pdf",
    }


def test_an_award_is_an_annotation_and_tags_are_keywords() -> None:
    item = csl_json.render_item(PAPER)
    assert (item["annote"], item["keyword"]) == ("Best Paper Award, NSDI 2012", "big data, systems")
    assert "note" not in item


def test_what_is_written_reads_back() -> None:
    for reading in ORDINARY.readings:
        parsed = csl_json.parse_item(csl_json.render_item(reading))
        assert parsed.problems == ()
        assert parsed.reading == reading.replace(links=())  # CSL has no variable for further links


def test_a_preprint_is_written_as_zotero_writes_it() -> None:
    item = csl_json.render_item(PREPRINT)
    assert (item["type"], item["publisher"], item["number"]) == ("article", "arXiv", "arXiv:2001.08361")
    versioned = csl_json.render_item(PREPRINT.replace(type="document", arxiv_version=2))
    assert (versioned["type"], versioned["number"]) == ("article", "arXiv:2001.08361v2")


def test_a_published_work_keeps_its_arxiv_number_out_of_citations() -> None:
    item = csl_json.render_item(ARTICLE.replace(arxiv_id="2001.08361", note="Read it."))
    assert item["note"] == "Read it.\narXiv:2001.08361"
    assert "number" not in item and "publisher" not in item


def test_names_keep_their_parts() -> None:
    names = (
        person("Hovell", "Herman", non_dropping_particle="van", suffix="Jr."),
        Name(literal="Microsoft DeepSpeed Team"),
        Name(given="Plato"),
        Name(family=""),
        Name.others(),
    )
    assert csl_json.render_item(Reading(key="k", author=names, editor=names[:1]))["author"] == [
        {"family": "Hovell", "given": "Herman", "non-dropping-particle": "van", "suffix": "Jr."},
        {"literal": "Microsoft DeepSpeed Team"},
        {"given": "Plato"},
        {"literal": "others"},
    ]


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        (PartialDate.of(2019), {"date-parts": [[2019]]}),
        (PartialDate(date_parts=((2019, 4, 1), (2019, 5))), {"date-parts": [[2019, 4, 1], [2019, 5]]}),
        (PartialDate(literal="in press"), {"literal": "in press"}),
    ],
)
def test_dates_are_parts_or_words(issued: PartialDate, expected: dict[str, Any]) -> None:
    assert csl_json.render_item(Reading(key="k", issued=issued))["issued"] == expected


def test_a_number_in_a_series_is_the_collections() -> None:
    in_series = CHAPTER.replace(collection_title="LNCS", number="7")
    assert csl_json.render_item(in_series)["collection-number"] == "7"
    assert csl_json.render_item(Reading(key="k", type="report", number="7"))["number"] == "7"


def test_a_type_that_csl_does_not_know_is_a_document_and_an_unsafe_address_is_left_out() -> None:
    item = csl_json.render_item(Reading(key="k", type="hologram", url="javascript:alert(1)"))
    assert item == {"id": "k", "type": "document"}
    assert "URL" not in csl_json.render_item(Reading(key="k", url="assets/x.pdf"))


def test_the_text_is_utf8_and_the_same_twice() -> None:
    syllabus = Syllabus(readings=(Reading(key="k", title="Ré & $O(n^2)$ “x”"),))
    assert csl_json.render(syllabus) == csl_json.render(syllabus)
    assert '"title": "Ré & $O(n^2)$ “x”"' in csl_json.render(syllabus)
    assert csl_json.render(Syllabus()) == "[]\n"


@pytest.mark.program("pandoc")
def test_pandoc_reads_back_what_was_written() -> None:
    written = json.loads(csl_json.render(ORDINARY))
    command = ["pandoc", "-f", "csljson", "-t", "csljson"]
    read = {item["id"]: item for item in json.loads(run(command, csl_json.render(ORDINARY)))}
    for item in written:
        # pandoc's own form of a page range has an en dash; it knows no short container title by that name.
        for variable in set(item) - {"page", "container-title-short"}:
            assert read[item["id"]][variable] == item[variable], variable


@pytest.mark.program("pandoc")
def test_pandoc_cites_the_readings_in_full(tmp_path: Path) -> None:
    (tmp_path / "list.json").write_text(csl_json.render(ORDINARY), "utf-8")
    page = f'---\nnocite: "@*"\nbibliography: {tmp_path / "list.json"}\n---\n'
    text = " ".join(run(["pandoc", "--citeproc", "-t", "plain", "--wrap=none"], page).split())
    for reading in ORDINARY.readings:
        named = re.escape(f"{reading.author[0].family}, {reading.author[0].given}")
        assert re.search(rf"{named}.*?{reading.year}\. .*?{re.escape(reading.title or '')}", text)


@pytest.mark.program("pandoc")
def test_pandoc_survives_hostile_texts() -> None:
    read = json.loads(run(["pandoc", "-f", "csljson", "-t", "csljson"], csl_json.render(hostile())))
    assert len(read) == len(HOSTILE_TEXTS)


def run(command: list[str], text: str) -> str:
    return subprocess.run(command, input=text, capture_output=True, check=True, encoding="utf-8").stdout
