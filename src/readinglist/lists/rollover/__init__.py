"""Last year's list on new dates, and what of it to look at again."""

from __future__ import annotations

from readinglist.lists.rollover.dates import NewSchedule, NewTerm, place_sessions
from readinglist.lists.rollover.review import render_review, review_list

__all__ = ["NewSchedule", "NewTerm", "place_sessions", "render_review", "review_list"]
