"""What an entry says, as a record."""

from __future__ import annotations

import pytest

from readinglist.formats.bibtex import parse
from readinglist.model.reading import Link, Name, PartialDate, Reading


def one(fields: str, kind: str = "article") -> Reading:
    (reading,) = parse(f"@{kind}{{key,\n{fields}\n}}\n").readings
    return reading


def test_an_article_in_full() -> None:
    text = r"""
@string{cacm = "Communications of the " # {ACM}}
@Article{Key,
  AUTHOR  = "van Merri{\"e}nboer, Bart and {The {DeepSpeed} Team} and others",
  Title   = {{GPipe}: an $O(n^2)$ \emph{Title} \& More},
  journal = cacm,
  volume  = 52, number = "4", pages = {65--76},
  year    = 2009, month = apr # "~1",
  doi     = {https://doi.org/10.1145/1498765.1498785},
  isbn    = {978-0-12-374957-4},
  url     = {http://x.org/a%20b~c#d_e},
  file    = {:C\:/papers/a_b.pdf:PDF},
  keywords = {systems, machine learning; hardware},
  custom  = {Kept {\'e}},
}"""
    (reading,) = parse(text).readings
    assert reading == Reading(
        key="Key",
        type="article-journal",
        entry_type="article",
        author=(
            Name(family="Merriënboer", given="Bart", non_dropping_particle="van"),
            Name(literal="The DeepSpeed Team"),
            Name.others(),
        ),
        title="GPipe: an $O(n^2)$ Title & More",
        container_title="Communications of the ACM",
        volume="52",
        issue="4",
        page="65-76",
        issued=PartialDate.of(2009, 4, 1),
        doi="10.1145/1498765.1498785",
        isbn="978-0-12-374957-4",
        url="http://x.org/a%20b~c#d_e",
        keyword=("systems", "machine learning", "hardware"),
        extra={
            "file": ":C\\:/papers/a_b.pdf:PDF",
            "custom": "Kept {\\'e}",
            "title": "{GPipe}: an $O(n^2)$ \\emph{Title} \\& More",
        },
    )


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("inproceedings", "", "paper-conference"),
        ("conference", "", "paper-conference"),
        ("misc", "eprint = {2107.06925}, archivePrefix = {arXiv}", "article"),
        ("misc", "", "document"),
        ("online", "", "webpage"),
        ("online", "type = {Blog post}", "post-weblog"),
        ("inbook", "title = {Book}, chapter = 1", "book"),
        ("inbook", "title = {Part}, booktitle = {Book}", "chapter"),
        ("phdthesis", "", "thesis"),
        ("techreport", "", "report"),
        ("nobodyknows", "", "document"),
    ],
)
def test_entry_types_become_csl_types(kind: str, fields: str, expected: str) -> None:
    assert one(fields, kind).type == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("year = 2019", "2019"),
        ("year = {2019}, month = {4}", "2019-04"),
        ("year = 2019, month = sept", "2019"),
        ("year = 2019, month = {Sept.}", "2019-09"),
        ('year = 2019, month = "10~" # jan', "2019-01-10"),
        ("date = {2022-01-19}, year = 1999", "2022-01-19"),
        ("date = {2019-05/2019-06}", "2019-05/2019-06"),
        ("date = {1997~}", "1997"),
        ("year = {2019--2020}", "2019/2020"),
        ("year = {in press}", "in press"),
        ("year = {MMXX}, month = mar", "March MMXX"),
        ("date = {2022-02-30}", "2022-02-30"),
    ],
)
def test_dates(fields: str, expected: str) -> None:
    assert str(one(fields).issued) == expected


@pytest.mark.parametrize(
    ("fields", "arxiv_id", "version"),
    [
        ("eprint = {1706.03762v7}, archivePrefix = {arXiv}", "1706.03762", 7),
        ("eprint = {arXiv:1706.03762}, eprinttype = {arxiv}", "1706.03762", None),
        ("eprint = {hep-th/9901001}", "hep-th/9901001", None),
        ("arxivid = {https://arxiv.org/abs/1706.03762}", "1706.03762", None),
        ("doi = {10.48550/arXiv.1706.03762}", "1706.03762", None),
        ("eprint = {12345}, eprinttype = {pubmed}", None, None),
    ],
)
def test_arxiv_ids(fields: str, arxiv_id: str | None, version: int | None) -> None:
    reading = one(fields)
    assert (reading.arxiv_id, reading.arxiv_version) == (arxiv_id, version)
    assert reading.doi is None


def test_what_is_no_identifier_stays_and_is_a_finding() -> None:
    text = (
        "@misc{a,\n  doi = {not a doi},\n  eprint = {nonsense}, archiveprefix = {arXiv},\n  year = {MMXX}\n}"
    )
    bibliography = parse(text, file="x.bib")
    assert bibliography.readings[0].extra["doi"] == "not a doi"
    assert bibliography.readings[0].extra["eprint"] == "nonsense"
    found = [(f.file, f.line, f.key, f.field, f.level) for f in bibliography.findings]
    assert found == [
        ("x.bib", 2, "a", "doi", "error"),
        ("x.bib", 3, "a", "eprint", "error"),
        ("x.bib", 4, "a", "year", "warning"),
    ]


def test_a_parent_gives_what_its_child_lacks() -> None:
    text = """
@inproceedings{child, crossref = {PARENT}, title = {Child}, pages = 3}
@xdata{press, publisher = {Press}, address = {Berlin}}
@proceedings{parent, title = {Proceedings}, year = 2020, xdata = {press}, keywords = {own}}
"""
    bibliography = parse(text)
    child, parent = bibliography.readings
    assert (child.title, child.container_title, child.year) == ("Child", "Proceedings", 2020)
    assert (child.publisher, child.publisher_place, child.keyword) == ("Press", "Berlin", ())
    assert (parent.title, parent.publisher) == ("Proceedings", "Press")
    assert not bibliography.findings


def test_missing_parents_and_circles_are_findings() -> None:
    bibliography = parse("@misc{a, crossref={b}, title={A}}\n@misc{b, crossref={a}}\n@misc{c, xdata={none}}")
    assert [r.key for r in bibliography.readings] == ["a", "b", "c"]
    assert {(f.rule, f.key) for f in bibliography.findings} >= {
        ("crossref", "a"),
        ("crossref", "b"),
        ("crossref", "c"),
    }


def test_links_by_field_and_by_label() -> None:
    reading = one(
        "pdf = {https://x.org/a_b.pdf}, slides = {s.pdf}, links = {Talk at home <https://x.org/t>; <y>}"
    )
    assert reading.links == (
        Link(url="https://x.org/a_b.pdf", label="PDF"),
        Link(url="s.pdf", label="Slides"),
        Link(url="https://x.org/t", label="Talk at home"),
        Link(url="y"),
    )


def test_addresses_lose_only_what_latex_needed() -> None:
    assert one(r"howpublished = {\url{https://x.org/a_b%20c}}", "misc").url == "https://x.org/a_b%20c"
    assert one(r"url = {https://x.org/a\_b}").url == "https://x.org/a_b"


@pytest.mark.parametrize(
    "data", ["", "@", "@misc", "no entries at all", "\x00\x01", "@misc{a, author = { and and }}"]
)
def test_nothing_in_a_text_raises(data: str) -> None:
    parse(data)


def test_subtitles_are_joined() -> None:
    assert one("title = {One}, subtitle = {Two}").title == "One: Two"
    assert one("title = {One?}, subtitle = {Two}").title == "One? Two"
