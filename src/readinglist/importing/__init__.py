"""Import: from what readers find on course pages to a list, and again when a page has changed."""

from __future__ import annotations

from readinglist.importing.importer import import_pages
from readinglist.importing.sources import SourcePage, page_of_bytes
from readinglist.importing.update.import_report import Account, Change, Leftover, SourceAccount
from readinglist.importing.update.list_update import Imported, ImportedPage, update_list

__all__ = [
    "Account",
    "Change",
    "Imported",
    "ImportedPage",
    "Leftover",
    "SourceAccount",
    "SourcePage",
    "import_pages",
    "page_of_bytes",
    "update_list",
]
