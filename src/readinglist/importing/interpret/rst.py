"""Course pages in reStructuredText, as Sphinx sites have them: sections, lists, fields and tables.

docutils parses them, and what it makes is read as HTML is.
"""

from __future__ import annotations

import re

from readinglist.importing.content import Page, PageContent
from readinglist.importing.interpret.html import read_document
from readinglist.importing.interpret.sections import SectionContent, whole
from readinglist.importing.markup.html_tree import document_of
from readinglist.importing.markup.rst_document import rst_page
from readinglist.model.schedule import Course
from readinglist.settings import Hints

_NAMES = (".rst", ".rest", ".restx")
_LINKED = re.compile(r"`[^`<>]{1,300}<[^`<>\s]{1,2000}>`__?|`[^`<>]{2,300}`__?(?!\w)")
_MARKUP = re.compile(r"^\.\. [\w-]+::|^\.\. _[^:\n]+:|^([=~^*\"'#+-])\1{3,}[ \t]*$", re.M)
_MARKDOWN = re.compile(r"\]\(\S+\)|^#{1,6} ", re.M)
_SEEN = 200_000


class RstReader:
    """Reads a page, or the pages of a folder in the order of their names."""

    name = "rst"

    def recognises(self, page: Page) -> float:
        """Nearly certain by its name and markup, else surer the more links in its markup there are."""
        pages = page.texts(_NAMES)
        if page.files or page.name.lower().endswith(_NAMES):
            heads = [text[:_SEEN] for _, text in pages]
            if any(_LINKED.search(head) or (_MARKUP.search(head) and "://" in head) for head in heads):
                return 0.6 if page.files else 0.9
            # What looks like text of another kind is rather that, whatever its name is.
            return 0.3 if any("://" in head for head in heads) else 0.0
        text = page.text[:_SEEN]
        if _MARKDOWN.search(text) or not _MARKUP.search(text):
            return 0.0
        links = len(_LINKED.findall(text))
        return min(0.4 + 0.05 * links, 0.8) if links else 0.0

    def read(self, page: Page, hints: Hints) -> PageContent:
        """The sessions of the page, or of all pages of a folder."""
        parts = [_part(name if page.files else None, text, hints) for name, text in page.texts(_NAMES)]
        return whole(self.name, parts, page, hints)


def _part(file: str | None, text: str, hints: Hints) -> SectionContent:
    """What one file gives."""
    document = document_of(rst_page(text))
    if document is None:
        return SectionContent(Course(), (), (), (), ())
    read, embedded, _ = read_document(document, hints, file)
    skipped = sorted((*read.skipped, *embedded), key=lambda item: item.line or 0)
    return read._replace(skipped=tuple(skipped))
