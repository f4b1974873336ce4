"""How many pages an assignment asks for. Pure."""

from __future__ import annotations

import re

from readinglist.model.schedule import Assignment

_RANGE = re.compile(r"(\d{1,6})\s*(?:[-\u2010-\u2015]+|to)\s*(\d{1,6})")
_PAGES = re.compile(r"\b(?:pages?|pp?\.)\s*(.*)", re.I)
_MOST_PAGES = 2000


def pages_of(assignment: Assignment) -> int | None:
    """How many pages an assignment asks for; ``None``: that is not known.

    The part to read counts where it names pages; where it names chapters or sections their length
    is not known. Otherwise the pages of the work count, where they are a range.
    """
    if assignment.locator:
        told = _PAGES.search(assignment.locator)
        return _counted(told[1]) if told else None
    page = assignment.reading.page
    return _counted(page) if page else None


def _counted(text: str) -> int | None:
    """The pages of ranges such as ``117-128`` or ``117-28``; ``None``: there is none that can be meant."""
    total = 0
    for first, last in _RANGE.findall(text):
        begin, end = int(first), int(last)
        if end < begin and len(last) < len(first):
            end = int(first[: -len(last)] + last)
        if not 0 <= end - begin < _MOST_PAGES:
            return None
        total += end - begin + 1
    return total or None
