"""Names with placeholders: ``week-{week}.html`` is one file a week. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from readinglist.errors import UsageError

PLACEHOLDERS = ("week", "session")
_PLACEHOLDER = re.compile(r"\{(?P<name>[^{}:]*)(?::0?(?P<width>[1-9]))?\}")
_STRAY = re.compile(r"[{}]")


def find_placeholders(template: str) -> frozenset[str]:
    """The names of the placeholders in ``template``: ``week``, ``session``, both or none.

    Raises:
        UsageError: a placeholder has another name, or a brace stands alone.
    """
    names = frozenset(match["name"] for match in _PLACEHOLDER.finditer(template))
    wrong = sorted(names - set(PLACEHOLDERS))
    if wrong or _STRAY.search(_PLACEHOLDER.sub("", template)):
        what = f"{{{wrong[0]}}}" if wrong else "a brace that stands alone"
        known = " and ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise UsageError(
            f"{template!r}: {what} means nothing here; known are {known}, as in week-{{week:02}}"
        )
    return names


def fill(template: str, numbers: Mapping[str, int]) -> str:
    """``template`` with the number of each placeholder, in two digits at least for ``{week:02}``."""
    return _PLACEHOLDER.sub(lambda match: f"{numbers[match['name']]:0{int(match['width'] or 1)}}", template)


def name_pattern(template: str) -> re.Pattern[str]:
    """What matches every name that `fill` makes of ``template``, whatever the numbers are."""
    parts, at = [], 0
    for match in _PLACEHOLDER.finditer(template):
        # Not "\d", which also fits digits of other scripts; no number is written in those.
        parts += [re.escape(template[at : match.start()]), "-?[0-9]+"]
        at = match.end()
    return re.compile("".join((*parts, re.escape(template[at:]))))


def glob_pattern(template: str) -> str:
    """``template`` as a pattern of file names in which each placeholder is ``*``."""
    import glob

    parts, at = [], 0
    for match in _PLACEHOLDER.finditer(template):
        parts += [glob.escape(template[at : match.start()]), "*"]
        at = match.end()
    return "".join((*parts, glob.escape(template[at:])))
