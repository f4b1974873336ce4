"""Redirects to where a list must never lead: inside a network, another scheme, a password."""

from __future__ import annotations

from linkworld.answers import html, sent_to
from linkworld.behaviour import PUBLIC, Behaviour, Host, link
from linkworld.bodies import paper


def _to(name: str, location: str) -> Behaviour:
    return link(f"to-{name}", "unsafe", sent_to(location, 301))


_BY_REFRESH = "<html><head><meta http-equiv=refresh content='0;url={}'><title>Moved</title></head></html>"

ROWS = (
    _to("loopback", "http://127.0.0.1/admin"),
    _to("loopback-decimal", "http://2130706433/"),
    _to("loopback-short", "http://127.1/"),
    _to("loopback-v6", "http://[::1]/"),
    _to("loopback-mapped", "http://[::ffff:127.0.0.1]/"),
    _to("localhost", "http://localhost/"),
    _to("private", "http://10.0.0.1/"),
    _to("metadata", "http://169.254.169.254/latest/meta-data/"),
    _to("file", "file:///etc/passwd"),
    _to("ftp", "ftp://ftp.linkworld/paper.pdf"),
    _to("gopher", "gopher://127.0.0.1:70/_x"),
    _to("javascript", "javascript:alert(1)"),
    _to("data", "data:text/html,hello"),
    _to("blob", "blob:https://to-blob.linkworld/1"),
    link(
        "to-credentials",
        {"unsafe", "redirected_permanent"},
        sent_to("https://me:secret@to-credentials.linkworld/x", 301),
        also={"/x": html(paper())},
    ),
    link("to-private-name", "unsafe", sent_to("http://inside.linkworld/wiki")),
    link(
        "inside",
        "unsafe",
        html(paper()),
        url="http://inside.linkworld/",
        host=Host(lookups=(("10.20.30.40",),)),
    ),
    link(
        "to-private-name-later",
        "unsafe",
        sent_to("/hop"),
        also={"/hop": sent_to("http://inside.linkworld/wiki")},
    ),
    link("to-another-port", {"unchecked", "unsafe"}, sent_to("https://to-another-port.linkworld:8443/x")),
    link("to-private-by-refresh", {"unsafe", "ok"}, html(_BY_REFRESH.format("http://inside.linkworld/"))),
    link("to-file-by-refresh", {"unsafe", "ok"}, html(_BY_REFRESH.format("file:///etc/passwd"))),
    link("mixed-answer", "unsafe", html(paper()), host=Host(lookups=((PUBLIC, "192.168.1.1"),))),
    link("mixed-answer-v6", "unsafe", html(paper()), host=Host(lookups=((PUBLIC, "fd00::1"),))),
    link("rebinding", {"ok", "unsafe"}, html(paper()), host=Host(lookups=((PUBLIC,), ("127.0.0.1",)))),
    link(
        "rebinding-after-fault",
        {"unsafe", "refused"},
        html(paper()),
        host=Host(door="closed", lookups=((PUBLIC,), ("127.0.0.1",))),
    ),
)
