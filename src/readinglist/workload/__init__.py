"""How much there is to read, week by week."""

from __future__ import annotations

from readinglist.workload.access import Access, access_of
from readinglist.workload.pages import pages_of
from readinglist.workload.weekly import WeekLoad, load_weeks, loads

__all__ = ["Access", "WeekLoad", "access_of", "load_weeks", "loads", "pages_of"]
