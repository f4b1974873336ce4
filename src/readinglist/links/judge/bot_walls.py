"""Walls that turn programs away. A person may see what is behind, so a wall says nothing of the link."""

from __future__ import annotations

import re

from readinglist.links.exchange import Opinion
from readinglist.links.judge.evidence import Evidence
from readinglist.web.page import robot_walls

_MOST_WORDS = 400
"""A wall is short. A page that is longer and has a wall's mark in it may be one about walls."""

_MOST_WORDS_OF_RIDDLE = 150
_SPEAKS = re.compile(
    r"\b(?:not a (?:ro)?bot|are (?:a )?human|you[’']re human|automated (?:access|requests?|traffic|queries)"
    r"|(?:unusual|suspicious) (?:traffic|activity)|checking your browser|characters you see|captcha"
    r"|(?:enable|turn on|disabled?) (?:java ?script|cookies)|browser is not supported|unsupported browser"
    r"|ip address (?:has been|is) blocked|web application firewall)\b",
    re.I,
)
_RIDDLES = (b"g-recaptcha", b"h-captcha", b"cf-turnstile", b"frc-captcha", b"TencentCaptcha")
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


def in_words(evidence: Evidence) -> Opinion | None:
    """The opinion where few words stand in a work's place, and are about robots or hold a riddle for them."""
    promised = evidence.asks_for_work or evidence.expected.pdf
    if not promised or len(evidence.page.words) > _MOST_WORDS_OF_RIDDLE:
        return None
    has_riddle = any(riddle in evidence.reply.body for riddle in _RIDDLES)
    return _blocked(evidence, None) if has_riddle or _SPEAKS.search(evidence.page.text) else None


def _may_be_wall(evidence: Evidence) -> bool:
    """Whether a page is short, and has not the title of the work: no wall has that."""
    return not evidence.is_named and len(evidence.page.words) <= _MOST_WORDS


def _blocked(evidence: Evidence, maker: str | None) -> Opinion:
    whose = f" ({maker})" if maker else ""
    return evidence.opinion("blocked", f"a wall against programs stands before it{whose}; {_LOOK}")
