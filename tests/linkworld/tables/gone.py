"""What is not there any more, and says so."""

from __future__ import annotations

import socket

from linkworld.answers import html, sent_to
from linkworld.behaviour import Host, link
from linkworld.bodies import paper, site_page, small
from linkworld.tables.walls import CLOUDFLARE_HEADERS

_NOT_FOUND = html(small("404 Not Found", "<center><h1>404 Not Found</h1></center><hr>nginx"), 404)
_NO_NAME = Host(lookups=(socket.gaierror(socket.EAI_NONAME, "Name or service not known"),))

ROWS = (
    link("gone-404", "gone", _NOT_FOUND),
    link("gone-404-by-http", "gone", _NOT_FOUND, scheme="http"),
    link("gone-404-file", "gone", _NOT_FOUND, path="/papers/starvation.pdf"),
    link("gone-404-slides", "gone", _NOT_FOUND, path="/slides/5.pptx", title=""),
    link("gone-404-pretty", "gone", html(site_page("Oops!", "<h1>Lost?</h1><p>Try the search."), 404)),
    link(
        "gone-404-behind-cloudflare",
        "gone",
        html(site_page("Not found", "<h1>Not found</h1>"), 404, CLOUDFLARE_HEADERS),
    ),
    link(
        "gone-404-with-sign-in-link",
        "gone",
        html(
            site_page("Not found", "<h1>404</h1><a href=/login>Log in</a> or <a href=/search>search</a>"), 404
        ),
    ),
    link("gone-410", "gone", html(small("410 Gone", "<h1>Gone</h1>"), 410)),
    link("gone-410-empty", "gone", html("", 410)),
    link(
        "gone-after-redirect",
        "gone",
        sent_to("/new/starvation.html", 301),
        also={"/new/starvation.html": _NOT_FOUND},
    ),
    link(
        "gone-after-http",
        "gone",
        sent_to("https://gone-after-http.linkworld/paper", 301),
        scheme="http",
        path="/paper",
    ),
    link(
        "gone-with-shop-words",
        "gone",
        html(site_page("Not found", "<h1>Not found</h1><p>Buy this article? Get access? Subscribe?"), 404),
    ),
    link("no-such-host", "dns", html(paper()), host=_NO_NAME),
    link("no-such-host-by-http", "dns", html(paper()), scheme="http", host=_NO_NAME),
    link("no-address", "dns", html(paper()), host=Host(lookups=((),))),
    link("redirect-to-no-host", "dns", sent_to("https://no-such-host.linkworld/paper")),
)
