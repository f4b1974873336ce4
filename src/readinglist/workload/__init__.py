"""How much there is to read, week by week."""

from __future__ import annotations

from readinglist.workload.assignment import Access, access_of, pages_of
from readinglist.workload.weekly import WeekWorkload, plot, weekly_workload, weeks_of_work

__all__ = ["Access", "WeekWorkload", "access_of", "pages_of", "plot", "weekly_workload", "weeks_of_work"]
