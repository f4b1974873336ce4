"""The files that a site is built from: which, from which format, stale or not. Never online.

A build is planned first, with nothing written: `plan` makes every text and compares it with
what is there. What is stale, what would change and what is written are then one value.
"""

from readinglist.site.faults import faults
from readinglist.site.leftovers import Leftover
from readinglist.site.plan import Plan, PlannedFile, plan

__all__ = ["Leftover", "Plan", "PlannedFile", "faults", "plan"]
