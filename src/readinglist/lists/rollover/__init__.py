"""Last year's list on new dates, and what of it to look at again."""

from __future__ import annotations

from readinglist.lists.rollover.dates import NewTerm, Placed, place
from readinglist.lists.rollover.report import render_again
from readinglist.lists.rollover.review import look_again

__all__ = ["NewTerm", "Placed", "look_again", "place", "render_again"]
