"""Walls that turn programs away. A person may see what is behind, so a wall says nothing of the link."""

from __future__ import annotations

from readinglist.links.case import Opinion
from readinglist.links.judge.evidence import Evidence, host_of, is_under
from readinglist.sources import robot_walls
from readinglist.sources.error_titles import says_refused

_MOST_WORDS = 400
"""A wall is short. A page that is longer and has a wall's mark in it may be one about walls."""

_LOOK = "look at it in a browser"


def in_headers(evidence: Evidence) -> Opinion | None:
    """The opinion where the headers name a wall."""
    maker = robot_walls.by_header(evidence.reply.headers)
    return _blocked(evidence, maker) if maker else None


def by_mark(evidence: Evidence) -> Opinion | None:
    """The opinion where the page bears the mark of a wall, and is no page of its own."""
    maker = robot_walls.by_mark(evidence.reply.body)
    if maker is None or len(evidence.page.words) > _MOST_WORDS or _is_of_work(evidence):
        return None
    return _blocked(evidence, maker)


def in_page(evidence: Evidence) -> Opinion | None:
    """The opinion where a page that does not fit its reading is a wall: by mark, title or address."""
    found = by_mark(evidence)
    if found or not evidence.is_html:
        return found
    title = evidence.page.title
    stands = (
        robot_walls.by_title(title)
        or says_refused(title)
        or (evidence.is_redirected and robot_walls.by_address(evidence.there))
    )
    if not stands or evidence.is_named or len(evidence.page.words) > _MOST_WORDS:
        return None
    return _blocked(evidence, None)


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


def _is_of_work(evidence: Evidence) -> bool:
    """Whether the page has the tags of the work: no wall has."""
    return evidence.is_named and bool(evidence.page.stated.fields.get("author"))


def _blocked(evidence: Evidence, maker: str | None) -> Opinion:
    whose = f" ({maker})" if maker else ""
    return evidence.opinion("blocked", f"a wall against programs stands before it{whose}; {_LOOK}")
