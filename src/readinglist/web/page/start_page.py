"""The start page of a site, by its address."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

_LANGUAGE = (
    "ar|bg|ca|cs|da|de|el|en|es|et|fa|fi|fr|he|hr|hu|id|it|ja|ko|lt|lv|nb|nl|no|pl|pt|ro|ru|sk|sl|sv|th|tr|uk"
    "|vi|zh"
)
_START = re.compile(
    rf"/?(?:(?:{_LANGUAGE})(?:[-_][a-z]{{2}})?/?)?(?:(?:index|default|home|main|welcome)(?:\.[a-z]{{2,5}})?/?)?",
    re.I,
)


def is_start(parts: SplitResult) -> bool:
    """Whether an address is that of the start page of its site, in whatever language."""
    return _START.fullmatch(parts.path) is not None and not parts.query


def leads_to_start(asked: str, there: str) -> bool:
    """Whether an address within a site leads to a start page now.

    Both are addresses that were asked, so they can be taken apart.
    """
    return not is_start(urlsplit(asked)) and is_start(urlsplit(there))
