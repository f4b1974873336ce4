"""Records of reference managers as pages: .bib files, alone and cited, CSL-JSON, RIS, Zotero's own JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from page_forms import ANY_TEXTS

from readinglist.importing.content import Page, PageContent, PageReading
from readinglist.importing.interpret import reader
from readinglist.importing.interpret.bibliography import BibliographyReader
from readinglist.settings import Hints

BIB = """\
% For the course. https://example.org/course
@string{acm = "ACM"}
@inproceedings{stone78,
  title = {Knots, Ropes, and the Ordering of Strings},
  author = {Stone, Leslie},
  year = 1978,
  week = {2}, level = {required},
  url = {https://example.org/knots.pdf},
}

@misc{reef14, title={In Search of Rope}, author={Diego Reef}, keywords={week-3, optional, rope}}
@article{clove01, title={A Clove Hitch}, keywords = {Week 2; must read}}
@article{loose, title={Loose Ends}, year={2001}, groups={Further reading}}
@article{reef14, title={Twice the Same Key}}
@article{broken, title={No end
"""


def read(name: str, text: str, **hints: object) -> PageContent:
    page = Page({"bibtex": "a.bib", "ris": "a.ris"}.get(name, "a.json"), text)
    assert reader(name).recognises(page) > 0.8
    return reader(name).read(page, Hints.model_validate(hints))


def shown(reading: PageReading) -> tuple[int | None, str, str | None, str | None]:
    return reading.line, reading.level, reading.title, reading.key


def test_fields_and_keywords_of_a_bib_place_its_entries() -> None:
    page = read("bibtex", BIB)
    assert [(s.week, [shown(r) for r in s.readings]) for s in page.sessions] == [
        (
            2,
            [
                (3, "required", "Knots, Ropes, and the Ordering of Strings", "stone78"),
                (12, "required", "A Clove Hitch", "clove01"),
            ],
        ),
        (3, [(11, "optional", "In Search of Rope", "reef14")]),
    ]
    assert shown(page.unscheduled[0])[:3] == (13, "optional", "Loose Ends")
    stone = page.sessions[0].readings[0].record
    assert stone is not None and stone.url == "https://example.org/knots.pdf"
    assert "week" not in stone.extra and "level" not in stone.extra


def test_what_of_a_bib_gives_no_entry_is_told_of() -> None:
    page = read("bibtex", BIB)
    assert [(item.line, item.text) for item in page.skipped] == [(14, "@reef14")]
    assert any("broken" in remark and "15" in remark for remark in page.remarks)


def test_the_level_of_entries_without_one_can_be_told() -> None:
    page = read("bibtex", BIB, level="required")
    assert [reading.level for reading in page.unscheduled if reading.title] == ["optional"]
    text = "@misc{a, title={A}}\n@misc{b, title={B}, keywords={kür}}"
    hinted = read("bibtex", text, level="required", optional=("kür",))
    assert [reading.level for reading in hinted.unscheduled] == ["required", "optional"]


CITING = """\
---
title: Seminar on Knots, Fall 2020
---
## Week 1 (Sep 2): Ropes
Required:
- {% cite stone78 %}
- {% cite reef14 --locator 3-5 %}
- {% cite clove01 -l 2 --label chapter %}

Optional:
- {% reference loose %} (skim)
- See {% cite nobody77 %}, too

## Week 2 (Sep 9): Hitches
- [@loose, pp. 3-4]
- {% cite stone78 reef14 %}

{% bibliography --cited %}
"""


def test_pages_that_cite_a_bib_with_tags_of_jekyll_scholar() -> None:
    files = {"index.md": CITING, "_bibliography/references.bib": BIB}
    page = Page("site", files=files)
    assert BibliographyReader().recognises(page) > 0.9
    found = BibliographyReader().read(page, Hints())
    assert (found.course.title, found.course.term) == ("Seminar on Knots", "Fall 2020")
    assert [
        (s.week, str(s.date), s.topic, [(r.level, r.key, r.locator, r.note) for r in s.readings])
        for s in found.sessions
    ] == [
        (
            1,
            "2020-09-02",
            "Ropes",
            [
                ("required", "stone78", None, None),
                ("required", "reef14", "pages 3-5", None),
                ("required", "clove01", "chapter 2", None),
                ("optional", "loose", None, "skim"),
                ("optional", "nobody77", None, "See , too"),
            ],
        ),
        (
            2,
            "2020-09-09",
            "Hitches",
            [
                ("unspecified", "loose", "pp. 3-4", None),
                ("unspecified", "stone78", None, None),
                ("unspecified", "reef14", None, None),
            ],
        ),
    ]
    cited = [reading for session in found.sessions for reading in session.readings]
    assert [reading.record is None for reading in cited] == [reading.key == "nobody77" for reading in cited]
    assert [reading.title for reading in cited][3:5] == ["Loose Ends", None]
    assert "The page cites nobody77, and no .bib beside it has that key." in found.remarks


CSL = """\
[
  {"id": "stone2017", "type": "paper-conference", "title": "Knots Are All You Need",
   "author": [{"family": "Stone", "given": "Ada"}, {"literal": "The Team"}],
   "issued": {"date-parts": [[2017, 12]]}, "container-title": "Proceedings of Rope",
   "keyword": "week 3, required", "URL": "https://arxiv.org/abs/1706.03762"},
  {"id": "http://zotero.org/users/1/items/AB", "type": "book", "title": "Ropes", "issued": {"raw": "2003"},
   "note": "week: 4\\nlevel: optional\\nA remark"},
  {"id": 12, "type": "article-journal", "title": "Loose", "DOI": "10.1145/3282307",
   "issued": {"date-parts": [["2018"]]}, "page": "1 – 9"},
  "stray https://example.org/stray",
  {"type": "webpage", "URL": "https://example.org/x"},
  {"id": "odd", "type": "article-journal", "title": "Odd", "author": "Stone",
   "issued": {"date-parts": [[2018, 99]]}}
]
"""


def test_csl_json() -> None:
    page = read("csl-json", CSL)
    assert [(s.week, [shown(r) for r in s.readings]) for s in page.sessions] == [
        (3, [(2, "required", "Knots Are All You Need", "stone2017")]),
        (4, [(6, "optional", "Ropes", None)]),
    ]
    assert [shown(r) for r in page.unscheduled] == [
        (8, "unspecified", "Loose", None),
        (11, "unspecified", None, None),
        (12, "unspecified", "Odd", "odd"),
    ]
    records = [r.record for r in (*page.sessions[0].readings, *page.sessions[1].readings, *page.unscheduled)]
    stone, ropes, loose, site, _ = records
    assert stone is not None and ropes is not None and loose is not None and site is not None
    assert (stone.url, stone.container_title) == ("https://arxiv.org/abs/1706.03762", "Proceedings of Rope")
    assert [name.family or name.literal for name in stone.author] == ["Stone", "The Team"]
    assert (ropes.year, ropes.note) == (2003, "A remark")
    assert (loose.doi, loose.page, loose.year) == ("10.1145/3282307", "1-9", 2018)
    assert site.url == "https://example.org/x"
    assert [(item.line, item.text) for item in page.skipped] == [(10, "stray https://example.org/stray")]


RIS = """\
TY  - CONF
AU  - Reef, Diego
AU  - Stone, John
TI  - In Search of Rope
T2  - Annual Conference of Knots
PY  - 2014
SP  - 305
EP  - 319
UR  - https://example.org/rope.pdf
L1  - https://example.org/rope2.pdf
KW  - week 3
KW  - required
ER  -

TY  - JOUR
TI  - Loose Ends
   and How to Tie Them
DO  - 10.1145/3282307
XX  - whatever
ER  -
stray https://example.org/stray
TY  - BOOK
ID  - 7
TI  - Never Ended
"""


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_ris(ends: str) -> None:
    page = read("ris", "\ufeff" + RIS.replace("\n", ends))
    assert [(s.week, [shown(r) for r in s.readings]) for s in page.sessions] == [
        (3, [(1, "required", "In Search of Rope", None)])
    ]
    assert [shown(r) for r in page.unscheduled] == [
        (15, "unspecified", "Loose Ends and How to Tie Them", None),
        (22, "unspecified", "Never Ended", None),
    ]
    rope, loose = page.sessions[0].readings[0].record, page.unscheduled[0].record
    assert rope is not None and loose is not None
    assert (rope.type, rope.page, rope.url) == ("paper-conference", "305-319", "https://example.org/rope.pdf")
    assert [link.url for link in rope.links] == ["https://example.org/rope2.pdf"]
    assert [name.family for name in rope.author] == ["Reef", "Stone"]
    assert loose.doi == "10.1145/3282307"
    assert [(item.line, item.text) for item in page.skipped] == [(21, "stray https://example.org/stray")]


ZOTERO = """\
{
  "config": {"label": "BetterBibTeX JSON"},
  "collections": {
    "K1": {"key": "K1", "parent": "", "name": "CS 7", "collections": ["K2"], "items": [4]},
    "K2": {"key": "K2", "parent": "K1", "name": "Week 2: Knots", "collections": [], "items": [1, 2]}
  },
  "items": [
    {"key": "A1", "itemID": 1, "itemType": "journalArticle", "title": "Tying", "date": "1978-07",
     "citationKey": "stone78", "creators": [
       {"firstName": "Leslie", "lastName": "Stone", "creatorType": "author"},
       {"name": "The Team", "creatorType": "editor"}],
     "publicationTitle": "Journal of Knots", "DOI": "10.1145/359545.359563", "tags": [{"tag": "required"}],
     "notes": [{"note": "<p>See <a href='https://example.org/errata'>errata</a></p>"}],
     "attachments": [{"title": "Full Text", "url": "https://example.org/c.pdf", "path": "/home/ada/c.pdf"},
                     {"title": "Scan", "path": "/home/ada/scan.pdf"}]},
    {"key": "A2", "itemID": 2, "itemType": "webpage", "title": "A Page", "url": "https://example.org/p",
     "tags": ["optional"]},
    {"key": "A3", "itemID": 3, "itemType": "note", "note": "<p>Buy <a href='https://example.org/t'>twine</a></p>"},
    {"key": "A4", "itemID": 4, "itemType": "preprint", "title": "Loose",
     "extra": "arXiv:1706.03762 [cs]\\nweek: 9"}
  ]
}
"""


def test_a_collection_that_zotero_exported() -> None:
    page = read("zotero", ZOTERO)
    assert [(s.week, s.topic, [shown(r) for r in s.readings]) for s in page.sessions] == [
        (2, "Knots", [(8, "required", "Tying", "stone78"), (16, "optional", "A Page", None)]),
        (9, "", [(19, "unspecified", "Loose", None)]),
    ]
    tying = page.sessions[0].readings[0].record
    loose = page.sessions[1].readings[0].record
    assert tying is not None and loose is not None
    assert (tying.doi, tying.container_title) == ("10.1145/359545.359563", "Journal of Knots")
    assert [name.family for name in tying.author] == ["Stone"]
    assert [name.literal for name in tying.editor] == ["The Team"]
    assert [link.url for link in tying.links] == ["https://example.org/c.pdf"]
    assert loose.arxiv_id == "1706.03762"


def test_notes_and_files_of_zotero_are_told_of() -> None:
    assert [(item.line, item.text) for item in read("zotero", ZOTERO).skipped] == [
        (13, "See [errata](https://example.org/errata)"),
        (15, "/home/ada/scan.pdf"),
        (18, "Buy [twine](https://example.org/t)"),
    ]


def test_items_of_zoteros_web_service() -> None:
    ropes = {"key": "A", "itemType": "book", "title": "Ropes", "tags": [{"tag": "Week 1"}]}
    file = {"itemType": "attachment", "title": "PDF", "url": "https://example.org/p.pdf"}
    files = [
        {"key": "B", "data": file | {"parentItem": "A"}},
        {"key": "C", "data": file | {"parentItem": "Z"}},
    ]
    page = read("zotero", json.dumps([{"key": "A", "data": ropes}, *files]))
    record = page.sessions[0].readings[0].record
    assert record is not None and [link.url for link in record.links] == ["https://example.org/p.pdf"]
    assert [item.text for item in page.skipped] == ["[PDF](https://example.org/p.pdf)"]
    assert [(s.week, [r.title for r in s.readings]) for s in page.sessions] == [(1, ["Ropes"])]


@pytest.mark.parametrize("name", ["bibtex", "csl-json", "ris", "zotero"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "[",
        "{}",
        "[[]]",
        "[null, 1, {}]",
        '{"items": {"itemType": []}}',
        "TY",
        "@",
        "@misc{",
        "[" * 9_999,
    ],
)
def test_broken_files_are_read_without_a_crash(name: str, text: str) -> None:
    found = reader(name).read(Page("a", text), Hints())
    assert found.sessions == ()


@pytest.mark.parametrize("name", ["bibtex", "csl-json", "ris", "zotero"])
@given(text=ANY_TEXTS)
def test_any_text_can_be_read(name: str, text: str) -> None:
    page = Page("a", text)
    assert 0 <= reader(name).recognises(page) <= 1
    assert isinstance(reader(name).read(page, Hints()), PageContent)
