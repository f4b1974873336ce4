"""What stands before a page: walls against programs, logins, paywalls.

A person may see what is behind, so none of them says that the link is dead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from readinglist.links.exchange import Opinion
from readinglist.links.judge.evidence import Evidence
from readinglist.web.page.page_check import (
    is_login_address,
    is_wall_address,
    is_wall_title,
    wall_of_header,
    wall_of_mark,
)
from readinglist.web.page.page_titles import says

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
# Scripts of captchas. A form for comments has them, too, so they count among few words only.
_RIDDLES = (b"g-recaptcha", b"h-captcha", b"cf-turnstile", b"frc-captcha", b"TencentCaptcha")
_LOOK = "look at it in a browser"

_OPEN = "link a copy that is open to all"
_MOST_WORDS_OF_LOGIN = 300
_SELLS = re.compile(
    r"\b(?:(?:buy|purchase|rent) (?:this |the |an? )?"
    r"(?:article|chapter|paper|pdf|access|full[- ]text|book|ebook|now|instant)"
    r"|get (?:full |instant )?access|(?:access|purchase) options|rent or buy|check access"
    r"|add to (?:cart|basket)|subscribe to (?:continue|read|access|journal)|unlock this (?:article|pdf)"
    r"|access through (?:your|my) (?:institution|organi[sz]ation)"
    r"|(?:log|sign) in (?:via|through) (?:your|an?) institution|institutional (?:login|access|sign[- ]in)"
    r"|you do not (?:currently )?have access|artikel kaufen|acheter l[’']article|comprar art[ií]culo)\b",
    re.I,
)
_FALSE = frozenset({"false", "no", "http://schema.org/false", "https://schema.org/false"})
_MOST_NODES = 200  # JSON-LD may nest as deep as its writer likes


def bot_wall_in_headers(evidence: Evidence) -> Opinion | None:
    """Return the opinion where the headers name a wall."""
    maker = wall_of_header(evidence.reply.headers)
    return _blocked(evidence, maker) if maker else None


def bot_wall_by_mark(evidence: Evidence) -> Opinion | None:
    """Return the opinion where a short page, which is not that of the work, bears the mark of a wall."""
    if not _may_be_wall(evidence):
        return None
    maker = wall_of_mark(evidence.reply.body)
    return _blocked(evidence, maker) if maker else None


def bot_wall_in_page(evidence: Evidence) -> Opinion | None:
    """Return the opinion where a page is a wall: by mark, title or address."""
    found = bot_wall_by_mark(evidence)
    if found or not evidence.is_html or not _may_be_wall(evidence):
        return found
    led = evidence.is_redirected and is_wall_address(evidence.final_parts)
    return _blocked(evidence, None) if led or is_wall_title(evidence.page.title) else None


def bot_wall_in_words(evidence: Evidence) -> Opinion | None:
    """The opinion where few words stand in a work's place, and are about robots or hold a riddle for them."""
    promised = evidence.asks_for_work or evidence.expected.pdf
    if not promised or len(evidence.page.words) > _MOST_WORDS_OF_RIDDLE:
        return None
    has_riddle = any(riddle in evidence.reply.body for riddle in _RIDDLES)
    return _blocked(evidence, None) if has_riddle or _SPEAKS.search(evidence.page.text) else None


def _may_be_wall(evidence: Evidence) -> bool:
    """Return whether a page is short, and has not the title of the work: no wall has that."""
    return not evidence.is_named and len(evidence.page.words) <= _MOST_WORDS


def _blocked(evidence: Evidence, maker: str | None) -> Opinion:
    whose = f" ({maker})" if maker else ""
    return evidence.opinion("blocked", f"a wall against programs stands before it{whose}; {_LOOK}")


def login_by_address(evidence: Evidence) -> Opinion | None:
    """Return the opinion where a redirect led to where people log in."""
    if not evidence.is_redirected or is_login_address(evidence.link_parts):
        return None
    return _login(evidence, "it leads to a login") if is_login_address(evidence.final_parts) else None


def login_in_page(evidence: Evidence) -> Opinion | None:
    """Return the opinion where the page, which does not fit its reading, is a login."""
    if not evidence.is_html or evidence.is_named:
        return None
    page = evidence.page
    # Many a page has a field for a password at its top: a login is short, or says so in its title.
    short = len(page.words) <= _MOST_WORDS_OF_LOGIN
    if says("login", page.title) and (short or page.head.asks_for_password):
        return _login(evidence, f"the page asks for a login ({evidence.shown_title})")
    if page.head.asks_for_password and short and (evidence.asks_for_work or evidence.expected.pdf):
        return _login(evidence, "a page that asks for a password stands there")
    return None


def paywall_in_page(evidence: Evidence) -> Opinion | None:
    """Return the opinion where a page sells what was promised.

    A page that has the title of the work shows it and may sell more; only where the file
    itself was promised, or nothing else fits, is it a wall.
    """
    if not (evidence.expected.pdf or (evidence.asks_for_work and not evidence.is_named)):
        return None
    # The page's own word that it is not to be had for nothing: https://schema.org/isAccessibleForFree
    stated = (node.get("isAccessibleForFree") for node in _nodes(list(evidence.page.head.json_ld)))
    closed = any(value is False or str(value).strip().lower() in _FALSE for value in stated)
    sells = evidence.expected.pdf and _SELLS.search(evidence.page.text) is not None
    if closed or sells:
        return evidence.opinion("paywall", f"a page that wants to be paid stands there; {_OPEN}")
    return None


def _login(evidence: Evidence, what: str) -> Opinion:
    return evidence.opinion("login", f"{what}; {_OPEN}")


def _nodes(waiting: list[Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of JSON-LD with those that are parts of them."""
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting += node[:_MOST_NODES]
        elif isinstance(node, Mapping):
            yield node
            # Some state it of the article alone, which is then a part of the page.
            waiting += [node.get("hasPart"), node.get("mainEntity")]
