"""Servers that refuse HEAD, each in its way, and serve the page to GET."""

from __future__ import annotations

from dataclasses import replace

from loopback import Behaviour as Answer
from loopback import raw, reply

from linkworld.answers import bare, by_method, hang, html, later, reset, sent_to, wire
from linkworld.behaviour import Behaviour, link
from linkworld.bodies import paper, pdf, sign_in


def _refused(name: str, head: Answer) -> tuple[Behaviour, Behaviour]:
    """A file, which is asked for with HEAD first, and a page."""
    get = reply(pdf(), content_type="application/pdf")
    also = {"/login": html(sign_in())}
    return (
        link(f"head-{name}", "ok", by_method(head, get), path="/papers/starvation.pdf", also=also),
        link(f"head-{name}-page", "ok", by_method(head, html(paper())), also=also),
    )


_HEADS = {
    "405": reply(b"", 405, {"Allow": "GET"}),
    "403": html("Forbidden", 403),
    "404": html("Not Found", 404),
    "400": html("Bad Request", 400),
    "401": html("Unauthorized", 401),
    "410": html("Gone", 410),
    "429": later(3600),
    "500": html("Internal Server Error", 500),
    "501": html("Unsupported method ('HEAD')", 501),
    "503": html("Service Unavailable", 503),
    "reset": reset,
    "hang": hang,
    "wrong-length": bare(200, {"Content-Type": "application/pdf", "Content-Length": "0"}),
    "wrong-type": bare(200, {"Content-Type": "text/html", "Content-Length": "0"}),
    "with-body": raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello"),
    "no-http": wire(b"\x00\x01\x02\x03"),
    "sign-in": sent_to("/login"),
    "home": sent_to("/"),
}

ROWS = tuple(
    replace(row, hangs=name == "hang") for name, head in _HEADS.items() for row in _refused(name, head)
)
