"""Servers that take their time, or all of ours."""

from __future__ import annotations

from dataclasses import replace

from loopback import drip, packed, reply

from linkworld.answers import by_method, hang, html, late, wire, without_end
from linkworld.behaviour import Host, link
from linkworld.bodies import paper, pdf, site_page

_START = b"HTTP/1.1 200 OK\r\n"
_HTML = b"Content-Type: text/html\r\n"
_LONG = _START + _HTML + b"Content-Length: 900000\r\n\r\n"

_ROWS = (
    link("silent", "timeout", hang),
    link("silent-file", "timeout", hang, path="/papers/starvation.pdf"),
    link("silent-by-http", "timeout", hang, scheme="http"),
    link("silent-before-tls", "timeout", html(paper()), host=Host(door="silent")),
    link("takes-no-connection", "timeout", html(paper()), host=Host(door="full"), scheme="http"),
    link("slow-status", "timeout", drip(b"HTTP/1.1 2", b" ", 0.2)),
    link("slow-headers", "timeout", drip(_START, b"X: y\r\n", 0.2)),
    link("slow-header-letters", "timeout", drip(_START + b"X-Slow: ", b"y", 0.2)),
    link("slow-body", {"timeout", "ok"}, drip(_LONG, b".", 0.2)),
    link(
        "slow-file",
        {"timeout", "ok"},
        by_method(reply(b"", content_type="application/pdf"), drip(_LONG, b".", 0.2)),
        path="/papers/starvation.pdf",
    ),
    link("endless-body", "ok", without_end(_START + _HTML + b"\r\n" + paper().encode(), b"<p>more" * 1000)),
    link(
        "endless-file",
        "ok",
        without_end(_START + b"Content-Type: application/pdf\r\n\r\n" + pdf(None), b"%more\n" * 1000),
        path="/papers/starvation.pdf",
    ),
    link("endless-headers", "too_big", without_end(_START, b"X-More: and more\r\n")),
    link("endless-header", "too_big", without_end(_START + b"X-More: ", b"more" * 1000)),
    link("endless-status", {"too_big", "refused"}, without_end(b"HTTP/1.1 200 ", b"OK" * 1000)),
    link(
        "endless-continue",
        {"too_big", "timeout", "refused"},
        without_end(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 40),
    ),
    link(
        "ten-thousand-headers",
        "too_big",
        wire(_START + b"".join(b"X-%d: y\r\n" % number for number in range(10_000)) + b"\r\n"),
    ),
    link("megabyte-header", "too_big", wire(_START + b"X-Long: " + b"y" * 1_000_000 + b"\r\n\r\n")),
    link("bomb", {"ok", "too_big"}, packed(b"\0" * 1_000_000, bomb=50)),
    link("bomb-of-a-page", "ok", packed(paper().encode() + b" " * 100_000, bomb=1)),
    link("big-page", "ok", reply(paper() + "<p>more" * 400_000, content_type="text/html")),
    link(
        "long-header",
        "ok",
        reply(
            paper(),
            headers={"Content-Security-Policy": "default-src " + "https://a.linkworld " * 900},
            content_type="text/html",
        ),
    ),
    link(
        "many-headers",
        "ok",
        reply(paper(), headers={f"X-Trace-{number}": "1" for number in range(60)}, content_type="text/html"),
    ),
    link(
        "late-but-there",
        "ok",
        late(0.7, html(site_page("Lecture 5", "<h1>5"))),
        title="",
    ),
)

ROWS = tuple(replace(row, hangs=True) for row in _ROWS)
