"""What a status says of a link when it is not 2xx (RFC 9110, 15; RFC 6585; RFC 7725)."""

from __future__ import annotations

import re

from readinglist.links.exchange import Opinion, Wish
from readinglist.links.judge import bot_walls, file_hosts, login_paywall
from readinglist.links.judge.evidence import Evidence
from readinglist.links.verdicts import Verdict
from readinglist.web.page.page_titles import says

_GONE = frozenset({404, 410})
# 440: Microsoft's servers, a login that ran out. 511: the network one is in wants a login.
_LOGIN = frozenset({401, 407, 440, 511})
_KNOWN: dict[int, tuple[Verdict, str]] = {
    402: ("paywall", "the server wants to be paid (HTTP 402); link a free copy"),
    408: ("timeout", "the server gave up waiting (HTTP 408); ask again later"),
    429: ("rate_limited", "the host wants to be asked less often (HTTP 429); ask again later"),
    451: ("blocked", "the server may not show it, for legal reasons (HTTP 451); look at it in a browser"),
    999: ("blocked", "the site turns programs away (HTTP 999); look at it in a browser"),
}
_SIZE = re.compile(r"bytes\s+\*/(\d{1,18})\s*$", re.I)
# A 404 page by which sites of static files hand an address on to a script: the page may well be there.
_SCRIPTED_404 = re.compile(rb"pathSegmentsToKeep|spa-github-pages")


def by_status(evidence: Evidence) -> Opinion | Wish:
    """What a reply with another status than 2xx says."""
    status = evidence.status
    wall = bot_walls.in_headers(evidence)
    if wall:
        return wall
    if evidence.reply.ask.method == "HEAD" and 400 <= status < 600 and status != 429:
        # Some servers refuse or misjudge HEAD; what they say to GET counts.
        return "body"
    if status in _GONE:
        return _gone(evidence)
    return bot_walls.by_mark(evidence) or _with_words(evidence)


def _with_words(evidence: Evidence) -> Opinion:
    """What the status says; where it says little, what the page says."""
    status = evidence.status
    if status in _KNOWN:
        return evidence.opinion(*_KNOWN[status])
    if status in _LOGIN:
        return _login(evidence)
    found = file_hosts.in_page(evidence) or bot_walls.in_page(evidence)
    if found or status < 400:
        return found or _odd(evidence)
    if 500 <= status < 600:
        return _of_server(evidence)
    return _refused(evidence)


def _gone(evidence: Evidence) -> Opinion:
    status = evidence.status
    found = bot_walls.in_page(evidence)
    if found:
        return found
    if evidence.is_html and evidence.is_named and not says("not_there", evidence.page.title):
        return evidence.opinion(
            "ok", f"its page is shown, although the server says that it is not (HTTP {status})"
        )
    if _SCRIPTED_404.search(evidence.reply.body):
        reason = (
            f"the server says {status}, and sends a script that may find the page; look at it in a browser"
        )
        return evidence.opinion("blocked", reason)
    words = "not there" if status == 404 else "gone for good"
    return evidence.opinion(
        "gone", f"the server says that it is {words} (HTTP {status}); find the new address"
    )


def _login(evidence: Evidence) -> Opinion:
    reason = f"the server asks who is there (HTTP {evidence.status}); link a copy that is open to all"
    return evidence.opinion("login", reason)


def _of_server(evidence: Evidence) -> Opinion:
    reason = f"the server says that it has a fault (HTTP {evidence.status}); ask again later"
    return evidence.opinion("server_error", reason)


def _refused(evidence: Evidence) -> Opinion:
    status = evidence.status
    if status == 416:
        return _no_part(evidence)
    login = login_paywall.in_page(evidence) if status == 403 else None
    reason = f"the server does not let programs see it (HTTP {status}); look at it in a browser"
    return login or evidence.opinion("blocked", reason)


def _no_part(evidence: Evidence) -> Opinion:
    """Of 416: the part that was asked for is not there, but the server says how large the whole is."""
    match = _SIZE.search(evidence.reply.headers.get("content-range", "")[:100])
    if match and int(match[1]):
        return evidence.opinion("ok", f"there is a file of {int(match[1])} bytes")
    return evidence.opinion("server_error", "the server says that there is nothing in it (HTTP 416)")


def _odd(evidence: Evidence) -> Opinion:
    status = evidence.status
    if status == 300:
        return evidence.opinion("ok", "the server offers several forms of it (HTTP 300)")
    if status == 304:
        return evidence.opinion("ok", "nothing has changed there (HTTP 304)")
    if 300 <= status < 400:
        reason = f"the server sends elsewhere and does not say where (HTTP {status}); ask again later"
    else:
        reason = f"the answer is none that HTTP knows for a page (HTTP {status}); ask again later"
    return evidence.opinion("server_error", reason)
