"""What nobody would write on purpose: every reader says what it is, loses no link, and does not break."""

from __future__ import annotations

import pytest
from page_forms import addresses

from readinglist.errors import FileError
from readinglist.importing import SourcePage, import_pages, page_of_bytes
from readinglist.importing.content import Page, PageContent
from readinglist.importing.interpret import READERS, reader
from readinglist.importing.markup.data_tree import parse_toml
from readinglist.settings import Hints

LINK = "https://u7.example.org/p"
MANY = 20_000
TEXTS = {
    "open brackets": "[" * MANY,
    "open tags": "<li>" * MANY,
    "nested tables": "<table><tr><td>" * 600 + f"<a href='{LINK}'>a</a>",
    "merged cells": "<table><tr>" + "<td rowspan=9999 colspan=9999>x</td>" * 500 + f"</tr><tr><td>{LINK}",
    "a long line": f"- [{'a ' * MANY}]({LINK})",
    "a long word": "A" * MANY,
    "a long word as front matter": f"---\n{'A' * MANY}\n---\n- [a]({LINK})",
    "emphasis": "*a _b " * MANY,
    "backticks": "`a <" * MANY,
    "citations": "[@a; " * MANY,
    "open tag of Liquid": "{% cite " * MANY,
    "dates": "Jan 5, " * MANY,
    "names": "Ada Lovelace, " * MANY,
    "numbers": "1" * MANY,
    "entries of BibTeX": "@misc{a, x={" * 5_000,
    "lines of RIS": "TY  - " * MANY,
    "open objects": '{"a":' * MANY,
    "aliases": "a: &a [x]\nb: *a\nc: {<<: *a}\nd: *d\n" + f"e: {LINK}\n",
    "tags of YAML": f"a: !!python/name:os.system {LINK}\n",
    "unusual separators": f"## Week 1\u2028- [a]({LINK})\x0b\x0c\x85\u2029",
    "directions": f"## Week 1\n- [\u202ea\u2066]({LINK})\n",
    "half a surrogate": '[{"date": "2020-01-05", "paper": "\\ud800 ' + LINK + '"}]',
    "no end of front matter": f"---\ntitle: a\nurl: {LINK}\n",
    "only returns": f"## Week 1\r- [a]({LINK})\r",
}


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("kind", TEXTS)
def test_any_reader_can_read_it(name: str, kind: str) -> None:
    found = reader(name).read(Page("page", TEXTS[kind]), Hints())
    assert isinstance(found, PageContent)


@pytest.mark.parametrize("name", ["html", "rst", "data", "collection", "identifiers", "markdown", "tables"])
@pytest.mark.parametrize("kind", [kind for kind, text in TEXTS.items() if LINK in text])
def test_its_link_is_in_the_list_or_in_the_account(name: str, kind: str) -> None:
    page = Page("page.html" if name == "html" else "page", TEXTS[kind])
    imported = import_pages([SourcePage(page, "page")], hints=Hints(reader=name))
    kept = imported.rl.export("json") + imported.account.model_dump_json()
    assert addresses(TEXTS[kind]) <= addresses(kept)


@pytest.mark.parametrize("part", ["a.", '"a".', "'a' . "])
def test_a_key_of_toml_that_is_nested_without_end_is_refused(part: str) -> None:
    tree = parse_toml(f"a = 1\n{part * 25_000}b = 1\n")
    assert tree.root is None
    assert [(fault.line, fault.why) for fault in tree.faults] == [(2, "a key is nested more than 60 deep")]
    assert parse_toml('a = "e.g. this, i.e. that"\n').root is not None


PAGE = "<html><head>{meta}<title>Knöten</title></head><h2>Week 1</h2><ul><li><a href='a'>{title}</a></ul>"


@pytest.mark.parametrize(
    ("declared", "encoding", "title"),
    [
        ("windows-1252", "cp1252", "Über „Knoten“"),
        ("ISO-8859-1", "cp1252", "Über “knots”"),
        ("Shift_JIS", "shift_jis", "日本語の論文"),
        ("gb2312", "gb18030", "操作系统"),
        ("utf-8", "utf-8", "Über 操作系统"),
    ],
)
def test_a_saved_page_is_read_in_the_encoding_that_it_names(declared: str, encoding: str, title: str) -> None:
    for meta in (
        f'<meta charset="{declared}">',
        f"<META http-equiv=content-type content='text/html; charset={declared}'>",
    ):
        text = PAGE.format(meta=meta, title=title).replace(
            "ö", "ö" if encoding in ("cp1252", "utf-8") else "o"
        )
        opened = page_of_bytes("page.html", text.encode(encoding))
        assert title in opened.page.text
        assert opened.remarks == ()


@pytest.mark.parametrize("declared", ["klingon", "hex", "utf-8", "ascii", "idna", "utf-16"])
def test_a_wrong_name_of_an_encoding_is_no_reason_to_fail(declared: str) -> None:
    text = PAGE.format(meta=f'<meta charset="{declared}">', title="Über Knoten")
    opened = page_of_bytes("page.html", text.encode("cp1252"))
    assert "ber Knoten" in opened.page.text


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        ("a".encode("utf-16"), "UTF-16"),
        (b"a\0b", "byte 1 is NUL"),
        (b"%PDF-1.4\n", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"a" * ((32 << 20) + 1), "larger than 32 MiB"),
    ],
)
def test_what_is_no_text_gets_a_clear_message(data: bytes, what: str) -> None:
    with pytest.raises(FileError, match=what):
        page_of_bytes("page", data)
