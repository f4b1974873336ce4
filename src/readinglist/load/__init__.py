"""How much there is to read, week by week."""

from __future__ import annotations

from readinglist.load.access import Access, access_of
from readinglist.load.weekly import WeekLoad, loads, pages_of

__all__ = ["Access", "WeekLoad", "access_of", "loads", "pages_of"]
