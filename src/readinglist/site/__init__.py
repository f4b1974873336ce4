"""The files that a site is built from: which, from which format, stale or not. Never online.

A build is planned first, with nothing written: `plan_site` makes every text and compares it with
what is there. What is stale, what would change and what is written are then one value.
"""

from readinglist.site.build_plan import Plan, PlannedFile, plan_site
from readinglist.site.output import Leftover
from readinglist.site.targets import check_targets

__all__ = ["Leftover", "Plan", "PlannedFile", "check_targets", "plan_site"]
