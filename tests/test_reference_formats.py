"""What RIS, CSL-JSON and Zotero's own JSON say of a work, apart from the pages that they are imported as."""

from __future__ import annotations

from typing import Any

import pytest

from readinglist.formats import csl_json, ris, zotero
from readinglist.model.reading import UNNAMED, Link, PartialDate

RIS = """\
stray
TY  - JOUR
TI  - Loose Ends
   and How to Tie Them
DO  - 10.1145/3282307
SN  - 0001-0782
SP  - 48
EP  - 60
KW  - week 3; required
ER  -
TY  - BOOK
ID  - stone2003
SN  - 978-0-13-110362-7
T2  - Knots and Ropes
"""


def test_references_of_ris_are_parsed_with_their_lines() -> None:
    references, stray = ris.parse(RIS)
    assert [reference.line for reference in references] == [2, 11]
    assert [(line.line, line.text) for line in stray] == [(1, "stray")]
    paper, book = (ris.parse_reference(reference) for reference in references)
    assert paper.words == ("week 3", "required")
    assert (paper.reading.key, paper.reading.title) == (UNNAMED, "Loose Ends and How to Tie Them")
    assert (paper.reading.issn, paper.reading.isbn, paper.reading.page) == ("0001-0782", None, "48-60")
    assert (book.reading.key, book.reading.isbn) == ("stone2003", "978-0-13-110362-7")
    assert (book.reading.collection_title, book.reading.container_title) == ("Knots and Ropes", None)


@pytest.mark.parametrize("parse_item", [csl_json.parse_item, zotero.parse_item])
@pytest.mark.parametrize(
    "item", [{}, {"title": [], "author": "x", "creators": {}, "tags": 3, "issued": True}]
)
def test_an_item_that_says_nothing_is_a_record_without_a_name(parse_item: Any, item: dict[str, Any]) -> None:
    assert parse_item(item).reading.key == UNNAMED


def test_what_does_not_fit_a_record_is_left_out_and_said() -> None:
    parsed = csl_json.parse_item({"id": "a", "title": "Knots", "DOI": "no DOI"})
    assert (parsed.reading.title, parsed.reading.doi) == ("Knots", None)
    assert parsed.problems == ("doi: 'no DOI' is not a bare, lower-case DOI",)


def test_numbers_of_json_are_as_good_as_texts() -> None:
    item = {"id": 12, "volume": 3, "issued": {"date-parts": [[2018, "4"]]}}
    reading = csl_json.parse_item(item).reading
    assert (reading.key, reading.volume, reading.issued) == ("12", "3", PartialDate.of(2018, 4))


def test_an_attachment_of_zotero_is_a_link_if_it_has_an_address() -> None:
    parsed = zotero.parse_item(
        {
            "itemType": "preprint",
            "url": "https://example.org/a",
            "extra": "level: optional\nCitation Key: stone78",
            "attachments": [
                {"title": "Scan", "path": "/home/ada/scan.pdf"},
                {"title": "Full text", "url": "https://example.org/b", "contentType": "application/pdf"},
                {"title": "The same", "url": "https://example.org/a"},
            ],
        }
    )
    assert parsed.reading.links == (Link(url="https://example.org/b", label="PDF"),)
    assert (parsed.reading.key, parsed.reading.type, parsed.level) == ("stone78", "article", "optional")
