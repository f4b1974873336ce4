"""Readers of course pages: text in, what stands there out."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from readinglist.errors import UnknownFormatError, UsageError
from readinglist.importing.content import Page, PageContent, Reader
from readinglist.settings import Hints

# Name of a reader to its class. In this order they are asked whether a page is of their
# kind; where two are equally sure, the first one is taken. A reader is imported when it is asked.
READERS: Mapping[str, str] = {
    "berkeley": "berkeley:BerkeleyReader",
    "modules": "modules:ModulesReader",
    "collection": "collection:CollectionReader",
    "data": "data:DataReader",
    "bibtex": "bibliography:BibliographyReader",
    "csl-json": "reference_managers:CslJsonReader",
    "zotero": "reference_managers:ZoteroReader",
    "ris": "reference_managers:RisReader",
    "html": "html:HtmlReader",
    "rst": "rst:RstReader",
    "tables": "markdown:TablesReader",
    "markdown": "markdown:MarkdownReader",
    "identifiers": "identifiers_list:IdentifiersListReader",
}


def reader(name: str) -> Reader:
    """The reader of this name.

    Raises:
        UnknownFormatError: there is none.
    """
    if name not in READERS:
        raise UnknownFormatError("reader", name, READERS)
    module, _, made = READERS[name].partition(":")
    found: Reader = getattr(importlib.import_module(f"{__name__}.{module}"), made)()
    return found


def find_reader(page: Page, hints: Hints | None = None) -> Reader | None:
    """The reader that ``hints`` name, else the one that is surest of ``page``; ``None``: none knows it.

    Raises:
        UnknownFormatError: ``hints`` name a reader that does not exist.
    """
    if hints is not None and hints.reader is not None:
        return reader(hints.reader)
    # Who says what the sessions are says, of a page that has both, whether its tables are read.
    passed_over = {None: (), "rows": ("markdown",)}.get(hints.sessions if hints else None, ("tables",))
    best, surest = None, 0.0
    for name in READERS:
        if name in passed_over:
            continue
        candidate = reader(name)
        sure = candidate.recognises(page)
        if sure > surest:
            best, surest = candidate, sure
        if surest >= 1:
            break
    if best is None and hints is not None and hints.columns and "|" in page.text:
        return reader("tables")  # who says what columns hold says that a table is a schedule
    return best


def read_page(page: Page, hints: Hints | None = None) -> PageContent:
    """What is on ``page``, by the reader that `find_reader` gives.

    Raises:
        UsageError: no reader knows such a page.
        UnknownFormatError: ``hints`` name a reader that does not exist.
    """
    found = find_reader(page, hints)
    if found is None:
        raise UsageError(
            f"{page.name}: no reader knows such a page; name one with --reader: {', '.join(READERS)}"
        )
    return found.read(page, hints or Hints())
