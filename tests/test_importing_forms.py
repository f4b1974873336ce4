"""Courses in every form that pages have become the same list, and no link of any page vanishes."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

import page_forms
import page_markup
import pytest
from depth import examples
from hypothesis import example, given, settings
from hypothesis import strategies as st
from page_forms import ANY_TEXTS, JUMBLES, Meeting, addresses, courses

from readinglist.importing import ImportedPage, SourcePage, import_pages
from readinglist.importing import update_list as update_list
from readinglist.importing.content import Page
from readinglist.importing.importer import read_pages
from readinglist.importing.interpret import READERS
from readinglist.lists.reading_list import ReadingList
from readinglist.settings import Hints

Course = tuple[Meeting, ...]
TODAY = datetime.date(2026, 11, 1)
TEXTS: Mapping[str, tuple[str, Callable[[Course], str]]] = {
    "berkeley": ("index.md", page_forms.berkeley),
    "headings": ("README.md", page_forms.headings),
    "bold lines": ("README.md", page_forms.bold_lines),
    "references": ("README.md", page_forms.references),
    "table of columns": ("README.md", page_forms.table_of_columns),
    "table of rows": ("README.md", page_forms.table_of_rows),
    "html lists": ("index.html", page_markup.html_lists),
    "html table": ("index.html", page_markup.html_table),
    "html site": ("index.html", page_markup.html_site),
    "rst sections": ("calendar.rst", page_markup.rst_sections),
    "rst table": ("calendar.rst", page_markup.rst_list_table),
    "json": ("schedule.json", page_markup.data_json),
    "yaml": ("schedule.yml", page_markup.data_yaml),
}
FOLDERS: Mapping[str, Callable[[Course], dict[str, str]]] = {
    "modules": page_forms.modules,
    "posts": page_forms.posts,
    "toml": page_markup.data_toml,
    "front matter": page_markup.front_matter,
}


def page_of(form: str, meetings: Course) -> Page:
    if form in FOLDERS:
        return Page("course", files=FOLDERS[form](meetings))
    name, write = TEXTS[form]
    return Page(name, text=write(meetings))


def read(page: Page, hints: Hints) -> list[ImportedPage]:
    return read_pages([SourcePage(page, page.name)], None, hints, TODAY, None)


def links(listed: object) -> set[str]:
    return {link.url for assignment in listed for link in assignment.reading.all_links()}  # type: ignore[attr-defined]


@pytest.mark.parametrize("form", [*TEXTS, *FOLDERS])
@given(meetings=courses())
@settings(max_examples=examples(10), deadline=None)
def test_a_course_becomes_its_list_and_stays_it(form: str, meetings: Course) -> None:
    pages = read(page_of(form, meetings), Hints(year=meetings[0].date.year))
    first = update_list(pages, ReadingList())
    assert [session.date for session in first.rl.sessions] == [meeting.date for meeting in meetings]
    for session, meeting in zip(first.rl.sessions, meetings, strict=True):
        assert {work.url for work in meeting.required} <= links(session.required)
        assert {work.url for work in meeting.optional} <= links(session.optional)
    assert update_list(pages, first.rl, first.snapshot).account.changes == ()


@given(JUMBLES | ANY_TEXTS)
@example("- Alpha\n- [Optional:](https://u0.example.org/p)\n")
@settings(max_examples=examples(80), deadline=None)
def test_no_link_of_any_page_vanishes(text: str) -> None:
    for name in ("markdown", "tables", "html"):
        imported = import_pages([SourcePage(Page("page.md", text=text), "page.md")], hints=Hints(reader=name))
        kept = imported.rl.export("json") + imported.account.model_dump_json()
        assert addresses(text) <= addresses(kept)


@pytest.mark.parametrize("name", READERS)
@given(text=ANY_TEXTS | st.text(max_size=80))
@settings(max_examples=examples(10), deadline=None)
def test_whatever_is_read_as_whatever_becomes_a_list(name: str, text: str) -> None:
    imported = import_pages([SourcePage(Page("page", text=text), "page")], hints=Hints(reader=name))
    assert imported.account.sources[0].reader == name
    assert imported.rl.export("json")
