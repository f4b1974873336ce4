"""Pages that ask for a name and a password, or for money."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from readinglist.links.exchange import Opinion
from readinglist.links.judge.evidence import Evidence
from readinglist.web.page.page_check import is_login_address
from readinglist.web.page.page_titles import says

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
_MOST_NODES = 200


def by_address(evidence: Evidence) -> Opinion | None:
    """The opinion where a redirect led to where people log in."""
    if not evidence.is_redirected or is_login_address(evidence.asked):
        return None
    return _login(evidence, "it leads to a login") if is_login_address(evidence.there) else None


def in_page(evidence: Evidence) -> Opinion | None:
    """The opinion where the page, which does not fit its reading, is a login."""
    if not evidence.is_html or evidence.is_named:
        return None
    page = evidence.page
    short = len(page.words) <= _MOST_WORDS_OF_LOGIN
    if says("login", page.title) and (short or page.said.asks_for_password):
        return _login(evidence, f"the page asks for a login ({evidence.shown_title})")
    if page.said.asks_for_password and short and (evidence.asks_for_work or evidence.expected.pdf):
        return _login(evidence, "a page that asks for a password stands there")
    return None


def paywall(evidence: Evidence) -> Opinion | None:
    """The opinion where a page sells what was promised.

    A page that has the title of the work shows it and may sell more; only where the file
    itself was promised, or nothing else fits, is it a wall.
    """
    if not (evidence.expected.pdf or (evidence.asks_for_work and not evidence.is_named)):
        return None
    closed = _is_closed(evidence)
    sells = evidence.expected.pdf and _SELLS.search(evidence.page.text) is not None
    if closed or sells:
        return evidence.opinion("paywall", f"a page that wants to be paid stands there; {_OPEN}")
    return None


def _login(evidence: Evidence, what: str) -> Opinion:
    return evidence.opinion("login", f"{what}; {_OPEN}")


def _is_closed(evidence: Evidence) -> bool:
    """Whether the page states that it is not to be had for nothing (https://schema.org/isAccessibleForFree)."""
    stated = (node.get("isAccessibleForFree") for node in _nodes(list(evidence.page.said.json_ld)))
    return any(value is False or str(value).strip().lower() in _FALSE for value in stated)


def _nodes(waiting: list[Any]) -> Iterator[Mapping[str, Any]]:
    """The objects of JSON-LD with those that are parts of them."""
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting += node[:_MOST_NODES]
        elif isinstance(node, Mapping):
            yield node
            waiting += [node.get("hasPart"), node.get("mainEntity")]
