"""Import: from what readers find on course pages to a list, and again when a page has changed."""

from __future__ import annotations

from readinglist.importing.open_source import Opened, opened_bytes
from readinglist.importing.run import import_pages
from readinglist.importing.update.account import Account, Change, Leftover, SourceAccount
from readinglist.importing.update.update_list import FoundPage, Imported, made

__all__ = [
    "Account",
    "Change",
    "FoundPage",
    "Imported",
    "Leftover",
    "Opened",
    "SourceAccount",
    "import_pages",
    "made",
    "opened_bytes",
]
