"""Servers that have a fault, or no wish to answer, for as long as they are asked."""

from __future__ import annotations

import socket

from loopback import raw

from linkworld.answers import html, later, later_by_date, reset, sent_to
from linkworld.behaviour import Behaviour, Host, link
from linkworld.bodies import paper, site_page, small
from linkworld.tables.walls import CLOUDFLARE_HEADERS
from readinglist.links.verdicts import Verdict

_NO_ANSWER: set[Verdict] = {"refused", "server_error", "timeout"}


def _always(status: int, *truth: Verdict) -> Behaviour:
    page = small(f"{status}", f"<center><h1>{status}</h1></center><hr><center>nginx/1.26.0</center>")
    return link(f"always-{status}", truth, html(page, status))


_MAINTENANCE = html(
    site_page("Scheduled maintenance", "<h1>We’ll be back soon</h1><p>The site is down for maintenance.")
)
_AWAY: set[Verdict] = {"server_error", "blocked", "timeout"}

ROWS = (
    _always(500, "server_error"),
    _always(501, "server_error"),
    _always(502, "server_error"),
    _always(503, "server_error"),
    _always(504, "server_error"),
    _always(507, "server_error"),
    link(
        "always-520",
        "server_error",
        html(
            small("linkworld | 520: Web server is returning an unknown error", "<h1>Error 520</h1>"),
            520,
            CLOUDFLARE_HEADERS,
        ),
    ),
    link(
        "always-522",
        {"server_error", "timeout"},
        html(
            small(
                "linkworld | 522: Connection timed out",
                "<h1>Connection timed out <span>Error code 522</span></h1>",
            ),
            522,
            CLOUDFLARE_HEADERS,
        ),
    ),
    _always(429, "rate_limited"),
    link("limited-for-an-hour", "rate_limited", later(3600)),
    link("limited-by-date", "rate_limited", later_by_date(7200)),
    link("limited-for-ever", "rate_limited", later(10**9)),
    link("limited-again-and-again", "rate_limited", later(0)),
    link("down-for-an-hour", {"rate_limited", "server_error"}, later(3600, 503)),
    _always(402, "paywall"),
    _always(403, "blocked"),
    _always(406, "blocked", "server_error"),
    _always(451, "blocked"),
    _always(999, "blocked"),
    _always(400, "blocked", "server_error", "refused"),
    _always(408, "timeout", "server_error", "blocked"),
    _always(418, "blocked", "server_error"),
    _always(304, "server_error", "blocked", "refused"),
    link("maintenance", _AWAY, _MAINTENANCE, rest=_MAINTENANCE),
    link("maintenance-of-slides", _AWAY, _MAINTENANCE, rest=_MAINTENANCE, title=""),
    link("maintenance-of-file", _AWAY, _MAINTENANCE, rest=_MAINTENANCE, path="/papers/starvation.pdf"),
    link(
        "maintenance-detour",
        _AWAY,
        sent_to("/maintenance.html"),
        rest=sent_to("/maintenance.html"),
        also={"/maintenance.html": _MAINTENANCE},
    ),
    link("always-reset", "refused", reset),
    link("always-cut", ("refused", "server_error"), raw(b"HTTP/1.1 200 OK\r\nContent-Type: te")),
    link("always-silent-end", "refused", raw(b"")),
    link("closed", "refused", html(paper()), host=Host(door="closed")),
    link("hangs-up", "refused", html(paper()), host=Host(door="broken"), scheme="http"),
    link(
        "no-name-just-now",
        _NO_ANSWER | {"unchecked"},
        html(paper()),
        host=Host(lookups=(socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"),)),
    ),
)
