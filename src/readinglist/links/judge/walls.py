"""Walls that turn programs away. A person may see what is behind, so a wall says nothing of the link."""

from __future__ import annotations

from readinglist.links.case import Opinion
from readinglist.links.judge.evidence import Evidence, host_of, is_under
from readinglist.sources import robot_walls

_MOST_WORDS = 400
"""A wall is short. A page that is longer and has a wall's mark in it may be one about walls."""

_LOOK = "look at it in a browser"


def in_headers(evidence: Evidence) -> Opinion | None:
    """The opinion where the headers name a wall."""
    maker = robot_walls.by_header(evidence.reply.headers)
    return _blocked(evidence, maker) if maker else None


def by_mark(evidence: Evidence) -> Opinion | None:
    """The opinion where a short page, which is not that of the work, bears the mark of a wall."""
    if not _may_be_wall(evidence):
        return None
    maker = robot_walls.by_mark(evidence.reply.body)
    return _blocked(evidence, maker) if maker else None


def in_page(evidence: Evidence) -> Opinion | None:
    """The opinion where a page is a wall: by mark, title or address."""
    found = by_mark(evidence)
    if found or not evidence.is_html or not _may_be_wall(evidence):
        return found
    led = evidence.is_redirected and robot_walls.by_address(evidence.there)
    return _blocked(evidence, None) if led or robot_walls.by_title(evidence.page.title) else None


def without_name(evidence: Evidence) -> Opinion | None:
    """The opinion where a video's page does not say which video it has."""
    host = host_of(evidence.there)
    title = evidence.page.title.strip(" -").casefold()
    if (
        is_under(host, "youtube.com")
        and evidence.there.path.startswith("/watch")
        and title in ("youtube", "")
    ):
        reason = f"the page names no video: it may be gone, private, or kept from programs; {_LOOK}"
        return evidence.opinion("blocked", reason)
    return None


def _may_be_wall(evidence: Evidence) -> bool:
    """Whether a page is short, and has not the title of the work: no wall has that."""
    return not evidence.is_named and len(evidence.page.words) <= _MOST_WORDS


def _blocked(evidence: Evidence, maker: str | None) -> Opinion:
    whose = f" ({maker})" if maker else ""
    return evidence.opinion("blocked", f"a wall against programs stands before it{whose}; {_LOOK}")
