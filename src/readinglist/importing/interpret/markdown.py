"""Reading lists in plain Markdown: headings, bold lines or list items, and lists of readings below them."""

from __future__ import annotations

import re

from readinglist.importing.interpret.headings import heading_of
from readinglist.importing.interpret.sections import Sections, read_sections, whole
from readinglist.importing.markup.blocks import blocks_of
from readinglist.importing.markup.source import source_of
from readinglist.importing.page_content import Page, PageContent
from readinglist.settings import Hints

_NAMES = (".md", ".markdown", ".mdown", ".mkd", ".qmd", ".rmd")
_LINKED_ITEM = re.compile(
    r"^[ \t]*(?:[*+-]|\d{1,3}[.)])[ \t].*(?:\]\(|https?://|\]\[|\{% (?:cite|reference) )", re.M
)
_LINE = re.compile(r"^[ \t]*(?:#{1,6}|[*+-]|\d{1,3}[.)])[ \t]+(?P<words>\S.{0,100})", re.M)
_HEADING = re.compile(r"^#{1,6}[ \t]+\S", re.M)
_PLAIN_ITEM = re.compile(r"^[*+-][ \t]+\S", re.M)
# https://jekyllrb.com/docs/posts/: the name of a post begins with its date.
_POST = re.compile(r"(?:^|/)\d{4}-\d\d-\d\d-[^/]*$")
_SEEN = 200_000
_FEWEST = 2


class Markdown:
    """Reads a page or a folder of pages; posts with a date are one session each."""

    name = "markdown"

    def recognises(self, page: Page) -> float:
        """Surer the more list items hold links, and where the name says Markdown; never certain.

        Without a link, a page that is named so is one where lines of it open sessions.
        """
        if re.match(r"\s*(?:<!doctype|<html)", page.text, re.I):
            return 0.0
        texts = [text[:_SEEN] for _, text in page.texts(_NAMES)]
        items = sum(len(_LINKED_ITEM.findall(text)) for text in texts)
        named = bool(page.files) or page.name.lower().endswith(_NAMES)
        if named and any(map(_holds_html_lists, texts)):
            return 0.76
        if not items and any(_POST.search(name) and "](" in text for name, text in page.files.items()):
            return 0.2
        if not items:
            return 0.1 if named and sum(map(_opened, texts)) >= _FEWEST else 0.0
        return min(0.2 + 0.1 * named + 0.02 * items, 0.5)

    def read(self, page: Page, hints: Hints) -> PageContent:
        """The sessions of the page, or of all pages of a folder in the order of their names."""
        parts = [_part(name if page.files else None, text, hints) for name, text in page.texts(_NAMES)]
        return whole(self.name, parts, page, hints)


def _holds_html_lists(text: str) -> bool:
    """Whether a text has lists in tags among headings and lists of Markdown, and no table in tags."""
    return (
        "<li" in text
        and "<table" not in text
        and _HEADING.search(text) is not None
        and _PLAIN_ITEM.search(text) is not None
    )


def _opened(text: str) -> int:
    """How many headings and items begin with a week, a date or the number of a session."""
    return sum(heading_of(match["words"]).opens_a_session for match in _LINE.finditer(text))


def _part(file: str | None, text: str, hints: Hints) -> Sections:
    source = source_of(text)
    return read_sections(blocks_of(source.lines), source, hints, file=file)
