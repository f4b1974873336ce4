"""Last year's list on new dates, and what of it to look at again."""

from __future__ import annotations

from readinglist.rollover.again import look_again
from readinglist.rollover.dates import NewTerm, Placed, place
from readinglist.rollover.report import render_again

__all__ = ["NewTerm", "Placed", "look_again", "place", "render_again"]
