"""The page's own words for an item, as an assignment keeps them. Pure."""

from __future__ import annotations

import re

from readinglist.formats.as_written import as_written, main_url
from readinglist.model.schedule import Assignment
from readinglist.text.addresses import safe_url
from readinglist.text.markdown.parser import parse_inline

_DESTINATION = re.compile(r"\]\((?P<url>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)")


def in_own_words(assignment: Assignment, text: str) -> Assignment:
    """``assignment`` with ``text``, the item of the page as inline Markdown, where it says more.

    The address that the reading leads to is left out of it, so that a better one in the
    entry is followed. Nothing is kept where the linked title says the same.
    """
    if not text.strip():
        return assignment
    kept = assignment.model_copy(update={"text": _without_address(text, main_url(assignment.reading))})
    # Who presents stands elsewhere on the page, and is to be seen on the site, too.
    unsaid = assignment.model_copy(update={"presenters": ()})
    return assignment if as_written(kept) == as_written(unsaid) else kept


def _without_address(text: str, home: str | None) -> str:
    address = safe_url(home)
    if address is None:
        return text
    shorter = _DESTINATION.sub(lambda link: "]()" if safe_url(link["url"]) == address else link[0], text)
    # What looks like a link may be code, which would say something else now.
    return shorter if parse_inline(shorter, home) == parse_inline(text) else text
