"""Each kind of source goes to the reader that knows it, whatever it is called; a hint goes before."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from readinglist.errors import UnknownFormatError, UsageError
from readinglist.importing.content import Page
from readinglist.importing.interpret import READERS, find_reader, read_page, reader
from readinglist.settings import Hints

BIB = "@article{stone78,\n  title = {Knots},\n  week = {2},\n  url = {https://example.org/knots.pdf}\n}\n"
TEXTS: Mapping[str, tuple[str, ...]] = {
    "berkeley": (
        "---\nlayout: default\n---\n{% include syllabus_entry dates=dates %}\n\n# Knots\n\n"
        '<div class="reading">\n<div class="required_reading" markdown="1">\n\n'
        "- [A of Knots](https://example.org/a)\n\n</div>\n</div>\n",
    ),
    "collection": (
        "---\nlayout: semester\nsessions:\n  - date: 01/13/2026\n    title: A of Knots\n"
        "    link: https://example.org/a\n---\n# About\n",
        "---\ntitle: Knots\ndate: 2021-02-02\nreadings:\n  - https://example.org/a\n---\nText.\n",
        '+++\ntitle = "Knots"\ndate = 2021-02-02\nreadings = ["https://example.org/a"]\n+++\n',
    ),
    "data": (
        "schedule:\n- date: 2024-01-16T15:30\n  title: Knots\n  main:\n"
        "  - url: https://example.org/a\n    title: A of Knots\n",
        '[[session]]\ndate = 2024-01-16\ntopic = "Knots"\nreadings = ["https://example.org/a"]\n',
        '[{"date": "2024-01-16", "topic": "Knots",'
        ' "readings": [{"title": "A", "url": "https://example.org/a"}]}]',
    ),
    "bibtex": (BIB, "\ufeff% a comment\n" + BIB, BIB.replace("\n", "\r\n")),
    "csl-json": (
        '[{"id": "stone78", "type": "article-journal", "title": "Knots", "issued": {"raw": "1978"}}]',
        '{"items": [{"type": "book", "title": "Knots", "DOI": "10.1145/3282307"}]}',
    ),
    "zotero": (
        '{"collections": {}, "items": [{"itemType": "book", "title": "Knots"}]}',
        '[{"key": "A", "version": 1, "data": {"itemType": "book", "title": "Knots"}}]',
    ),
    "ris": (
        "TY  - JOUR\nTI  - Knots\nER  - \n",
        "\ufeff\r\nTY  - JOUR\r\nTI  - Knots\r\nER  - \r\n",
        "Provider: x\nContent: text/plain\n\nTY  - JOUR\nTI  - Knots\nER  - \n",
    ),
    "html": (
        "<!DOCTYPE html>\n<html><body><h2>Week 1</h2>"
        "<ul><li><a href='https://example.org/a'>A of Knots</a></ul></html>",
        "<?xml version='1.0'?>\n<html><body><p><a href='a'>A</a></p></body></html>",
        "<table>\n<tr><th>Date</th><th>Readings</th></tr>\n"
        "<tr><td>Jan 5</td><td><a href='https://example.org/a'>A of Knots</a></td></tr>\n</table>\n",
        "<ul>\n<li>Jan 5 <ul><li><a href='https://example.org/a'>A of Knots</a></ul>\n</ul>\n",
    ),
    "rst": (
        "Week 1\n======\n\nRequired reading\n----------------\n\n- `A of Knots <https://example.org/a>`__\n",
        ".. list-table::\n\n   * - Date\n     - Readings\n"
        "   * - Jan 5\n     - `A of Knots <https://example.org/a>`_\n",
    ),
    "tables": (
        "# Knots\n\n| Date | Topic | Readings |\n|--|--|--|\n"
        "| Jan 5 | Knots | [A of Knots](https://example.org/a) |\n",
    ),
    "markdown": (
        "# Knots\n\n## Week 1\n\n- [A of Knots](https://example.org/a)\n"
        "- [B of Knots](https://example.org/b)\n",
        "## Jan 5: Knots\n\n* [A of Knots](https://example.org/a) by Ann Bend\n\n"
        "```yaml\nreadings: []\n```\n",
        "# Knots\n\nWith <b>HTML</b>.\n\n## Week 1\n\n1. [A of Knots](https://example.org/a)<br>more\n",
    ),
    "identifiers": (
        "10.1145/3282307\narXiv:1706.03762\nhttps://example.org/a\n",
        "# Week 1\n2101.00001\n\n# Week 2\n- 10.1145/359545.359563 # knots\n",
    ),
}
MODULE = (
    "---\ntitle: Knots\n---\n\nMon Jan 3\n: [Ropes](/lectures/1)\n  : [A of Knots](https://example.org/a)\n"
)
FOLDERS: Mapping[str, Mapping[str, str]] = {
    "modules": {"_modules/01.md": MODULE, "_modules/02.md": MODULE.replace("Jan 3", "Jan 10")},
    "collection": {
        "_lectures/01.md": TEXTS["collection"][1],
        "_lectures/02.md": TEXTS["collection"][2],
        "README.md": "# How to build this site\n",
    },
    "data": {
        "_data/schedule.yml": TEXTS["data"][0],
        "_data/people.yml": "- name: Ada\n  url: https://example.org/ada\n",
        "package.json": '{"name": "site", "homepage": "https://example.org"}',
    },
    "bibtex": {"index.md": "## Week 1\n\n- {% cite stone78 %}\n", "refs.bib": BIB},
    "rst": {
        "week1.rst": TEXTS["rst"][0],
        "week2.rst": TEXTS["rst"][0].replace("Week 1", "Week 2"),
        "conf.py": "",
    },
}
ENDINGS = {
    "berkeley": "index.md",
    "collection": "week.md",
    "bibtex": "refs.bib",
    "csl-json": "items.json",
    "zotero": "items.json",
    "ris": "refs.ris",
    "html": "page.html",
    "rst": "page.rst",
    "tables": "page.md",
    "markdown": "page.md",
    "identifiers": "ids.txt",
}
CASES = [(name, text) for name, texts in TEXTS.items() for text in texts]


def found(page: Page, hints: Hints | None = None) -> str | None:
    candidate = find_reader(page, hints)
    return candidate.name if candidate else None


@pytest.mark.parametrize(("name", "text"), CASES)
def test_a_text_goes_to_its_reader_whatever_it_is_called(name: str, text: str) -> None:
    for called in ("-", "download", "page.txt", "page"):
        assert found(Page(called, text)) == name, called
    if name in ENDINGS:
        assert found(Page(ENDINGS[name], text)) == name


@pytest.mark.parametrize(
    ("name", "text"), [case for case in CASES if case[0] not in ("markdown", "tables", "rst")]
)
@pytest.mark.parametrize("called", ["page.md", "page.rst", "page.html"])
def test_a_misleading_name_misleads_nobody(name: str, text: str, called: str) -> None:
    assert found(Page(called, text)) == name


@pytest.mark.parametrize(
    ("called", "text"),
    [
        ("plan.yml", "- wann: 12.10.\n  lesen: ['[A of Knots](https://example.org/a)']\n"),
        ("plan.yml", "- date: [12.10.\n- [A of Knots](https://example.org/a)\n"),
        ("plan.json", '{"lesen": "https://example.org/a"'),
        ("plan.toml", "lesen = https://example.org/a\n"),
    ],
)
def test_a_data_file_that_is_broken_or_has_strange_keys_is_no_page_of_text(called: str, text: str) -> None:
    assert found(Page(called, text)) == "data"


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_goes_to_its_reader(name: str) -> None:
    assert found(Page("site", files=FOLDERS[name])) == name


@pytest.mark.parametrize("name", READERS)
def test_a_hint_names_the_reader(name: str) -> None:
    assert found(Page("page.md", TEXTS["markdown"][0]), Hints(reader=name)) == name
    assert reader(name).name == name
    assert read_page(Page("page.md", TEXTS["markdown"][0]), Hints(reader=name)).reader == name


def test_an_unknown_reader_is_an_error_that_names_those_that_there_are() -> None:
    with pytest.raises(UnknownFormatError, match="markdown"):
        read_page(Page("page.md", TEXTS["markdown"][0]), Hints(reader="word"))


@pytest.mark.parametrize(
    "text",
    ["", " \n", "\ufeff", "\x00\x01\x02", "Dear Ada,\nwe meet tomorrow.\n", "{}", "[]", "<", "%PDF-1.4\n"],
)
def test_what_nobody_knows_gets_a_clear_message(text: str) -> None:
    with pytest.raises(
        UsageError, match=r"letter: no reader knows such a page; name one with --reader: .*markdown"
    ):
        read_page(Page("letter", text))
