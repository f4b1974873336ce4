"""Reading lists in plain Markdown: headings, bold lines or list items, and lists of readings below them."""

from __future__ import annotations

import re

from readinglist.pages.blocks import blocks_of
from readinglist.pages.found import Found, Hints, Page
from readinglist.pages.sections import Sections, read_sections, whole
from readinglist.pages.source import source_of

_NAMES = (".md", ".markdown", ".mdown", ".mkd", ".qmd", ".rmd")
_LINKED_ITEM = re.compile(
    r"^[ \t]*(?:[*+-]|\d{1,3}[.)])[ \t]+.*(?:\]\(|https?://|\]\[|\{% (?:cite|reference) )", re.M
)


class Markdown:
    """Reads a page or a folder of pages; posts with a date are one session each."""

    name = "markdown"

    def recognises(self, page: Page) -> float:
        """Surer the more list items hold links, and where the name says Markdown; never certain."""
        texts = [text for _, text in page.texts(_NAMES)]
        items = sum(len(_LINKED_ITEM.findall(text[:200_000])) for text in texts)
        if not items or re.match(r"\s*(?:<!doctype|<html)", page.text, re.I):
            return 0.0
        named = bool(page.files) or page.name.lower().endswith(_NAMES)
        return min(0.2 + 0.1 * named + 0.02 * items, 0.5)

    def read(self, page: Page, hints: Hints) -> Found:
        """The sessions of the page, or of all pages of a folder in the order of their names."""
        parts = [_part(name if page.files else None, text, hints) for name, text in page.texts(_NAMES)]
        return whole(self.name, parts, page, hints)


def _part(file: str | None, text: str, hints: Hints) -> Sections:
    source = source_of(text)
    return read_sections(blocks_of(source.lines), source, hints, file=file)
