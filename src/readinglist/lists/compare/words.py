"""A difference in words: what it is about, and what it was and is. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from readinglist.lists.compare.difference import WORDS, Difference, Differences, Kind
from readinglist.report import clip

NOTHING = "Nothing is different."
LONGEST = 200  # characters of a value that a report shows
_WIDTH = 76  # of a terminal of 80 columns, with the indent


def by_kind(differences: Differences) -> Iterator[tuple[Kind, list[Difference]]]:
    """The differences of each kind, kinds in the order of `WORDS`."""
    order = list(WORDS)
    ranked = sorted(differences, key=lambda difference: order.index(difference.kind))
    for kind, group in groupby(ranked, key=lambda difference: difference.kind):
        yield kind, list(group)


def by_subject(group: list[Difference]) -> Iterator[tuple[str, list[Difference]]]:
    """Differences of one kind that follow each other and are about one thing; empty: about the course."""
    for subject, members in groupby(group, key=subject_of):
        yield subject, list(members)


def subject_of(difference: Difference) -> str:
    """The reading that it is about, else the session; empty for the course."""
    if difference.key is None:
        return difference.session or ""
    return f"{difference.key}, {difference.title}" if difference.title else difference.key


def details(difference: Difference) -> list[str]:
    """What it was and is, on one line, or on two where one would be too long; none: its kind says all."""
    if difference.kind in ("session_added", "session_removed", "session_moved"):
        return []
    of_reading = difference.session if difference.key else None
    about = "".join(f"{part}: " for part in (of_reading, difference.field) if part)
    before, after = (clip(text or "", LONGEST) for text in (difference.before, difference.after))
    if before and after:
        one = f"{about}{before} -> {after}"
        return [one] if len(one) <= _WIDTH else [f"{about}{before}", f"-> {after}"]
    if difference.kind in ("metadata", "assignment", "session", "course"):
        return [f"{about}now {after}" if after else f"{about}no longer {before}"]
    return [about + (after or before or "not assigned")]
