"""Faults that pass: the next request is answered as it should be."""

from __future__ import annotations

import socket

from loopback import Behaviour as Answer
from loopback import raw, reply

from linkworld.answers import html, in_turn, later, later_by_date, reset
from linkworld.behaviour import PUBLIC, Behaviour, Host, link
from linkworld.bodies import paper, pdf, small

_PAGE = html(paper())
_PDF = reply(pdf(), content_type="application/pdf")
_FAULT = html(small("500", "<h1>Internal Server Error</h1>"), 500)


def _once(name: str, fault: Answer) -> Behaviour:
    return link(f"once-{name}", "ok", in_turn(fault, _PAGE))


ROWS = (
    _once("500", _FAULT),
    _once("502", html(small("502 Bad Gateway", "<center><h1>502 Bad Gateway</h1></center><hr>nginx"), 502)),
    _once("503", html(small("503", "<h1>Service Unavailable</h1>"), 503)),
    _once("504", html(small("504", "<h1>Gateway Time-out</h1>"), 504)),
    _once("reset", reset),
    _once("429", later(1)),
    _once("429-by-date", later_by_date(1)),
    _once("429-by-past-date", later_by_date(-60)),
    _once("429-no-time", html("<h1>Too Many Requests</h1>", 429)),
    _once("429-no-number", html("<h1>Too Many Requests</h1>", 429, {"Retry-After": "soon"})),
    _once("429-now", later(0)),
    _once("503-with-time", later(1, 503)),
    # A reply that ends within its head cannot be told from one that is empty.
    link("once-cut", ("ok", "server_error"), in_turn(raw(b"HTTP/1.1 200 OK\r\nContent-Type: te"), _PAGE)),
    link("once-500-file", "ok", in_turn(_FAULT, _FAULT, _PDF), path="/papers/starvation.pdf"),
    link(
        "once-no-name",
        "ok",
        _PAGE,
        host=Host(lookups=(socket.gaierror(socket.EAI_AGAIN, "Temporary failure"), (PUBLIC,))),
    ),
)
