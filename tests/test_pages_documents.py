"""Pages in other forms than text: spreadsheets, documents, notebooks, and what pandoc reads."""

from __future__ import annotations

import datetime
import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from readinglist.errors import FileError, UsageError
from readinglist.importing.content import PageContent, PageSession
from readinglist.importing.importer import read_pages
from readinglist.importing.markup import pandoc, spreadsheets
from readinglist.importing.sources import page_of_bytes
from readinglist.settings import Hints

TODAY = datetime.date(2025, 3, 1)
CSV = """\
Date,Topic,Required reading,Optional reading
2025-01-13,Hinges,"- [Hinges, a History](https://doors.invalid/hinges)
- [The Latch](https://doors.invalid/latch)",
2025-01-15,Locks,https://doors.invalid/locks,"<a href='https://doors.invalid/keys'>Keys at Large</a>"
2025-01-20,No class,,
"""


def read(name: str, data: bytes | str, **hints: object) -> PageContent:
    opened = page_of_bytes(name, data.encode() if isinstance(data, str) else data)
    (page,) = read_pages([opened], None, Hints.model_validate(hints), TODAY, None)
    return page.content


def links(session: PageSession) -> list[tuple[str, str]]:
    return [(item.level, item.links[0].url.rpartition("/")[2]) for item in session.readings if item.links]


def workbook(**sheets: list[list[object]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def archive(**parts: str | bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return stream.getvalue()


# CSV ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_csv_is_a_table_in_whatever_dialect(delimiter: str, encoding: str) -> None:
    import csv

    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(csv.reader(io.StringIO(CSV, newline="")))
    content = read("schedule.csv", stream.getvalue().encode(encoding))
    first, second, third = content.sessions
    assert [str(session.date) for session in content.sessions] == ["2025-01-13", "2025-01-15", "2025-01-20"]
    assert (first.topic, second.topic, third.kind) == ("Hinges", "Locks", "holiday")
    assert links(first) == [("required", "hinges"), ("required", "latch")]
    assert links(second) == [("required", "locks"), ("optional", "keys")]
    assert [session.line for session in content.sessions] == [2, 4, 5]  # a record has two lines


def test_a_csv_of_excel_names_its_separator_and_is_in_windows_1252() -> None:
    text = "sep=;\nDate;Topic;Reading\n2025-01-13;„Türen“ – erster Teil;[Türen](https://doors.invalid/t)\n"
    content = read("plan.csv", text.encode("cp1252"))
    (session,) = content.sessions
    assert session.topic == "„Türen“ – erster Teil"
    assert session.line == 3
    assert any("Windows-1252" in remark for remark in content.remarks)


def test_words_above_the_head_of_a_csv_are_not_its_head() -> None:
    text = (
        "The Door Seminar Spring 2025,,\n,,\nDate,Topic,Readings\n1/13,Hinges,https://doors.invalid/hinges\n"
    )
    content = read("plan.csv", text)
    assert content.course.title == "The Door Seminar"
    assert str(content.sessions[0].date) == "2025-01-13"
    assert content.sessions[0].line == 4


def test_a_csv_with_one_column_is_a_list_of_identifiers() -> None:
    content = read("ids.csv", "https://doors.invalid/a\nhttps://doors.invalid/b\n")
    assert content.reader == "identifiers"
    assert len(content.unscheduled) == 2


def test_a_csv_that_is_broken_or_too_long_is_refused() -> None:
    with pytest.raises(FileError, match=r"not CSV .*save it again"):
        read("plan.csv", "a,b\nc,d\n" + 'x,"' + "y" * 200_000)
    with pytest.raises(FileError, match="more than 20,000 rows"):
        read("plan.csv", "a,b\n" * (spreadsheets.MOST_ROWS + 1))


# Workbooks ------------------------------------------------------------------------------------


def test_a_workbook_gives_values_links_dates_and_merged_cells() -> None:
    book = workbook(
        Plan=[
            ["The Door Seminar"],
            [],
            ["Week", "Date", "Topic", "Required", "Optional"],
            [1, datetime.datetime(2025, 1, 13), "Hinges", "Hinges, a History", None],
            [
                None,
                datetime.datetime(2025, 1, 15),
                "Locks",
                None,
                '=HYPERLINK("https://doors.invalid/keys", "Keys")',
            ],
            [
                2.0,
                datetime.datetime(2025, 1, 20),
                "Bolts",
                "• Bolts A https://doors.invalid/a\n• Bolts B",
                None,
            ],
        ]
    )
    sheet = book["Plan"]
    sheet["D4"].hyperlink = "https://doors.invalid/hinges"
    sheet["C4"].font = Font(b=True)
    sheet.merge_cells("A4:A5")
    content = read("plan.xlsx", saved(book))
    assert [session.week for session in content.sessions] == [1, 1, 2]
    assert [session.line for session in content.sessions] == [4, 5, 6]
    assert [str(session.date) for session in content.sessions] == ["2025-01-13", "2025-01-15", "2025-01-20"]
    assert content.sessions[0].topic == "Hinges"
    assert links(content.sessions[0]) == [("required", "hinges")]
    # The program that saved it has found no value for the formula, so there are no words to link.
    assert not links(content.sessions[1])
    assert len(content.sessions[2].readings) == 2
    assert content.course.title == "The Door Seminar"


def test_the_sheet_with_the_schedule_is_found_among_others_and_hidden_ones_are_not_read() -> None:
    rows = [["Date", "Topic", "Readings"], ["2025-01-13", "Hinges", "https://doors.invalid/hinges"]]
    book = workbook(Grades=[["Name", "Points"], ["N. N.", 3]], Plan=rows, Old=rows)
    book["Old"].sheet_state = "hidden"
    pages = read_pages([page_of_bytes("plan.xlsx", saved(book))], None, Hints(), TODAY, None)
    assert [(page.shown, len(page.content.sessions)) for page in pages] == [
        ("plan.xlsx/Grades", 0),
        ("plan.xlsx/Plan", 1),
    ]


def test_a_workbook_of_a_million_rows_is_refused() -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    for _ in range(spreadsheets.MOST_ROWS + 10):
        sheet.append(["2025-01-13", "x"])
    with pytest.raises(FileError, match="rows, and at most 20,000 are read"):
        read("data.xlsx", saved(book))


# Documents ------------------------------------------------------------------------------------

DOCUMENT = (
    '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>{}</w:body></w:document>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" '
    'Target="{}"{}/></Relationships>'
)


def word(body: str, **more: str | bytes) -> bytes:
    return archive(
        **{
            "_rels/.rels": RELATIONS.format("r1", "officeDocument", "word/document.xml", ""),
            "word/document.xml": DOCUMENT.format(body),
            "word/_rels/document.xml.rels": RELATIONS.format(
                "r1", "hyperlink", "https://doors.invalid/hinges", ' TargetMode="External"'
            ),
            **more,
        }
    )


def paragraph(text: str, style: str = "") -> str:
    shown = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{shown}<w:r><w:t>{text}</w:t></w:r></w:p>"


LINK = '<w:p><w:hyperlink r:id="r1"><w:r><w:t>Hinges, a History</w:t></w:r></w:hyperlink></w:p>'


def test_a_word_document_is_read_without_its_macros_and_tells_no_lines() -> None:
    body = paragraph("Week 1: Hinges (Jan 13, 2025)", "Heading1") + LINK
    content = read("plan.docm", word(body, **{"word/vbaProject.bin": b"\xd0\xcf"}))
    (session,) = content.sessions
    assert (session.week, session.line) == (1, None)
    assert links(session) == [("unspecified", "hinges")]
    assert any("macros" in remark for remark in content.remarks)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (archive(**{"a.txt": "x"}), "a ZIP archive; unpack it"),
        (archive(**{"ppt/presentation.xml": "x"}), "a presentation; export it"),
        (archive(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "save it as .xlsx or .csv"),
        (word("")[:-40], "cannot be unpacked"),
        (archive(**{"word/document.xml": "<nothing"}), "the document is broken"),
        (archive(**{"xl/workbook.xml": "<nothing"}), "the workbook is broken"),
        (word("", **{"word/styles.xml": b" " * (49 << 20)}), "unpacked it would have 49 MiB"),
        (archive(**{"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "declares entities"),
        (word("<w:tbl><w:tr><w:tc>" * 3000 + "</w:tc></w:tr></w:tbl>" * 3000), "the document is broken"),
    ],
)
def test_an_archive_that_is_no_page_is_refused_with_what_to_do(data: bytes, said: str) -> None:
    with pytest.raises(FileError, match=said):
        page_of_bytes("page", data)


def test_of_a_notebook_only_the_words_are_read() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# The Door Class\n", "\n", "## Week 1: Hinges\n"]},
        {"cell_type": "markdown", "source": "- [Hinges](https://doors.invalid/hinges)"},
        {"cell_type": "code", "source": "1", "outputs": [{"text": "- [No](https://doors.invalid/no)"}]},
    ]
    content = read("week.ipynb", json.dumps({"nbformat": 4, "cells": cells}))
    (session,) = content.sessions
    assert (session.week, session.line, links(session)) == (1, None, [("unspecified", "hinges")])
    for broken in ("{", "[]", '{"cells": [{"cell_type": "code", "source": "1"}]}'):
        with pytest.raises(FileError, match="notebook"):
            page_of_bytes("week.ipynb", broken.encode())


# pandoc ---------------------------------------------------------------------------------------

ORG = """\
#+title: The Door Class
* Week 1: Hinges
** Required reading
- [[https://doors.invalid/hinges][Hinges, a History]]
** Optional reading
- [[https://doors.invalid/latch][The Latch]]
"""
LATEX = r"""
\documentclass{article}\usepackage{hyperref}\input{/etc/hostname}
\begin{document}
\section*{Week 1: Hinges}
\begin{itemize}
\item \href{https://doors.invalid/hinges}{Hinges, a History}
\end{itemize}
\end{document}
"""


@pytest.mark.program("pandoc")
def test_org_and_latex_are_read_through_pandoc() -> None:
    (session,) = read("week.org", ORG).sessions
    assert (session.week, session.topic, session.line) == (1, "Hinges", None)
    assert links(session) == [("required", "hinges"), ("optional", "latch")]
    (session,) = read("week.tex", LATEX).sessions
    assert links(session) == [("unspecified", "hinges")]


def test_without_pandoc_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "_program", lambda: None)
    with pytest.raises(FileError, match=r"an Org file.*install pandoc.*or import the built page"):
        page_of_bytes("week.org", ORG.encode())


@pytest.mark.program("pandoc")
def test_pandoc_is_stopped_when_it_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "_SECONDS", 0.01)
    with pytest.raises(FileError, match=r"more than 0\.01 s.*smaller part"):
        page_of_bytes("week.org", ORG.encode())


@pytest.mark.program("pandoc")
def test_pandoc_gets_no_more_memory_than_a_page_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "_MOST_MEMORY", "8M")
    with pytest.raises(FileError, match="an Org file that pandoc does not understand"):
        page_of_bytes("week.org", (ORG * 2000).encode())


# Markdown of pandoc and Quarto ----------------------------------------------------------------

SIMPLE = """\
---
title: The Door Class, Spring 2025
---

Day           Topic      Reading
------------- ---------- ------------------------------------------
2025-01-13    Hinges     [Hinges](https://doors.invalid/hinges)
2025-01-15               [The Latch](https://doors.invalid/latch)

After the table.
"""
MULTILINE = """\
---------------------------------------------------------------
Date         Topic      Reading
------------ ---------- ---------------------------------------
2025-01-13   Hinges     [Hinges, a
             and pins   History](https://doors.invalid/hinges)

2025-01-15   Latches    [The Latch](https://doors.invalid/latch)
---------------------------------------------------------------
"""
GRID = """\
+------------+----------+------------------------------------------------+
| Date       | Topic    | Reading                                        |
+============+==========+================================================+
| 2025-01-13 | Hinges   | - [Hinges](https://doors.invalid/hinges)       |
|            | and pins | - [Pins](https://doors.invalid/pins)           |
+------------+----------+------------------------------------------------+
| 2025-01-15 | Latches  | [The Latch, longer than the column is](https://doors.invalid/latch) |
+------------+----------+------------------------------------------------+
"""


@pytest.mark.parametrize(
    ("text", "topics", "named", "lines"),
    [
        (SIMPLE, ["Hinges", ""], [["hinges"], ["latch"]], [7, 8]),
        (MULTILINE, ["Hinges and pins", "Latches"], [["hinges"], ["latch"]], [4, 7]),
        (GRID, ["Hinges and pins", "Latches"], [["hinges", "pins"], ["latch"]], [4, 7]),
    ],
)
def test_tables_that_are_drawn_with_dashes_are_tables(
    text: str, topics: list[str], named: list[list[str]], lines: list[int]
) -> None:
    for name in ("plan.md", "plan.qmd", "plan.Rmd"):
        content = read(name, text)
        assert [session.topic for session in content.sessions] == topics
        assert [[url for _, url in links(session)] for session in content.sessions] == named
        assert [session.line for session in content.sessions] == lines


@pytest.mark.parametrize(
    "text",
    [
        "Heading\n-------\n\nwords\n",
        "- - -\n",
        "a\n\n-----\n\nb\n",
        "+ item\n+ item\n",
        "--- ---\n",
        "+--+\n",
    ],
)
def test_rules_and_headings_are_no_tables(text: str) -> None:
    from readinglist.importing.markup.blocks import blocks_of

    assert not [block for block in blocks_of(text.split("\n")) if block.kind == "row"]


def test_divisions_chunks_and_attributes_of_quarto_are_no_words() -> None:
    text = """\
## Week 1: Hinges {.unnumbered}

::: {.callout-note}
```{r echo=FALSE}
"[No](https://doors.invalid/no)"
```
:::

::: optional_reading
- [Hinges](https://doors.invalid/hinges){target="_blank"} [new]{.badge}
:::
"""
    (session,) = read("week.qmd", text).sessions
    assert session.topic == "Hinges"
    assert links(session) == [("optional", "hinges")]
    assert "{" not in session.readings[0].text and ":::" not in (session.notes or "")


def test_nomarkdown_hides_nothing_and_a_bar_in_a_liquid_tag_parts_no_cell() -> None:
    text = """\
{::nomarkdown}
| Date | Topic | Reading |
|---|---|---|
| 2025-01-13 | Hinges | [Hinges]({{ "/hinges.pdf" | relative_url }}) |
| 2025-01-15 | Locks | [Locks](https://doors.invalid/locks) |
{:/nomarkdown}
"""
    content = read("plan.md", text)
    assert [len(session.readings) for session in content.sessions] == [1, 1]
    assert all("nomarkdown" not in item.text for item in content.skipped)


# Which reader, and what cannot be read ----------------------------------------------------------


@pytest.mark.parametrize("fence", ["```bibtex\n{}\n```", "~~~\n{}\n~~~", "<pre>\n{}\n</pre>", "{}"])
def test_an_entry_to_cite_makes_no_bibliography_of_a_page(fence: str) -> None:
    entry = "@misc{doors,\n  title = {A List of Doors},\n}"
    page = (
        "# Doors\n\n## Hinges\n- [A](https://doors.invalid/a)\n- [B](https://doors.invalid/b)\n\n## Cite us\n"
    )
    content = read("README.md", page + fence.format(entry))
    assert content.reader == "markdown"
    assert read("page.txt", entry).reader == "bibtex"


def test_a_schedule_in_front_matter_goes_before_the_body() -> None:
    text = """\
---
title: Doors
meetings:
  - title: Hinges
    weekstart: 2025-01-13
    links:
      - "[The Door Book](https://doors.invalid/book) 1.1-1.3"
      - "[Slides](https://doors.invalid/slides)"
      - "Exercise 2 is due"
---
## Place
- Register at [the desk](https://doors.invalid/desk).
"""
    (session,) = read("index.md", text).sessions
    assert (session.topic, str(session.date)) == ("Hinges", "2025-01-13")
    assert links(session) == [("unspecified", "book")]
    assert [link.url.rpartition("/")[2] for link in session.links] == ["slides"]
    assert "Exercise 2" in (session.notes or "")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "app.html",
            '<!doctype html><html><body><div id="root"></div><script src="a.js"></script></body></html>',
            "scripts fill",
        ),
        (
            "in.html",
            '<html><body><h1>Sign in</h1><form><input type="password"></form></body></html>',
            "asks to log in",
        ),
        ("app.js", "var a=function(b){return b(c);};" * 200, "a script"),
        ("letter.txt", "Dear all,\nthere is nothing to read.\n", "import the built page or its address"),
        (
            "empty.html",
            "<html><body><p>The course is over; we were many and read nothing.</p></body></html>",
            "save the page",
        ),
    ],
)
def test_a_page_without_a_list_is_refused_in_words_that_help(name: str, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read(name, text)


def test_the_words_of_a_template_s_loop_are_no_readings() -> None:
    inner = "- [{{ day.title }}]({{ day.url }})\n{% for a in day.b %}x{% endfor %}\n"
    loop = f"{{% for day in site.data.plan %}}\n{inner}{{% endfor %}}\n"
    with pytest.raises(UsageError, match=r"line 2 is filled with site\.data\.plan .*import that"):
        read("plan.md", f"# Plan\n{loop}")
    content = read("plan.md", f"# Plan\n{loop}\n## Week 1\n- [Hinges](https://doors.invalid/hinges)\n")
    (session,) = content.sessions
    assert (session.line, links(session)) == (7, [("unspecified", "hinges")])
    assert any("site.data.plan" in remark for remark in content.remarks)


def test_a_folder_takes_tables_and_notebooks_along(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text(CSV)
    (tmp_path / "note.txt").write_text("Nothing.")
    (page,) = read_pages([tmp_path], None, Hints(), TODAY, None)
    assert len(page.content.sessions) == 3
