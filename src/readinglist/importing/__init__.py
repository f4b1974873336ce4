"""Import: from what readers find on course pages to a list, and again when a page has changed."""

from __future__ import annotations

from readinglist.importing.account import Account, Change, Leftover, SourceAccount
from readinglist.importing.made import FoundPage, Imported, made
from readinglist.importing.opening import Opened, opened_bytes
from readinglist.importing.run import import_pages

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
