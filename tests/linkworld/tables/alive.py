"""Pages that are there, among them those that look as if they were not."""

from __future__ import annotations

import gzip

from loopback import reply

from linkworld.answers import bare, html, unchanged_if, wire
from linkworld.behaviour import TITLE, link
from linkworld.bodies import home, paper, shop, site_page, small

_SCRIPT = "<script>" + "var a=0;" * 7_000 + "</script>\n"
_SHELL = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Paperdeck</title>'
    '<script type="module" crossorigin src="/assets/index-4f2a.js"></script></head>'
    '<body><noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div></body>'
    "</html>"
)
_GERMAN = site_page(
    "Gradientenmangel in tiefen Pipelines – Lehrstuhl für Systeme",
    "<h1>Gradientenmangel in tiefen Pipelines</h1><p>Vortrag zur englischen Arbeit von A. Lindqvist.</p>",
    lang="de",
)
_BLOG = site_page(
    "How links rot | Systems Lab",
    "<h1>How links rot</h1><p>A reader who sees “404 – Page not found” goes away. We looked for pages that "
    "say “page not found” with status 200.</p>",
)
_LOG_IN_BOX = (
    '<aside><form action="/login"><input name=user><input type=password name=word>'
    "<button>Log in</button></form></aside>"
)
_LINK_ROT = "Page Not Found: How the Scholarly Web Forgets"
_LOGIN = "Sign In with One Tap: Passwords in the Wild"
_ROBOTS = "Access Denied: A Field Study of Robot Walls"
_JAPANESE = "深いパイプラインにおける勾配の枯渇"

# Titles in which the number of an error, or its words, are something else.
_NUMBERS = {
    "magazine": "Leaked Documents Show How It Works - 404 Media",
    "course": "CS 404: Compilers",
    "pages": "Proceedings of the Symposium, pp. 404-412",
    "error": "Error-Correcting Codes: Lecture 9",
    "forbidden": "Forbidden Patterns in Graphs",
    "login": "Login Systems Considered Harmful",
    "robot": "Robot Operating System: an Introduction",
    "sale": "The Sale of Domains: an Empirical Study",
}

ROWS = (
    link("tags", "ok", html(paper())),
    link("no-tags", "ok", html(paper(tags=False))),
    link("by-http", "ok", html(paper()), scheme="http"),
    link("title-in-heading", "ok", html(paper(tags=False, page_title="Publications – Systems Lab"))),
    link("title-cased", "ok", html(paper(TITLE.upper(), tags=False))),
    link(
        "title-without-subtitle",
        "ok",
        html(paper("Pipeworks", tags=False)),
        title="Pipeworks: Schedules that Drain",
    ),
    link("title-with-more", "ok", html(paper(f"{TITLE} (Extended Version)"))),
    link(
        "title-typeset",
        "ok",
        html(paper("The ω-Test on Σ-Pipelines")),
        title="The $\\omega$-Test on $\\Sigma$-Pipelines",
    ),
    link("title-japanese", "ok", html(paper(_JAPANESE)), title=_JAPANESE),
    link(
        "title-shift-jis",
        "ok",
        reply(
            f"<html><head><title>{_JAPANESE}</title></head><body>論文</body></html>".encode("shift_jis"),
            content_type="text/html; charset=Shift_JIS",
        ),
        title=_JAPANESE,
    ),
    link(
        "title-latin1",
        "ok",
        reply(
            "<html><head><title>Über die Güte von Näherungen</title></head><body>…</body></html>".replace(
                "…", "..."
            ).encode("latin-1"),
            content_type="text/html",
        ),
        title="Über die Güte von Näherungen",
    ),
    link("title-late", "ok", html(paper(tags=False).replace("<title>", _SCRIPT + "<title>"))),
    link("title-never", "ok", html(small("", "<p>" + "lorem ipsum " * 10_000 + "</p>"))),
    link("translated", "ok", html(_GERMAN)),
    link("named-not-found", "ok", html(paper(_LINK_ROT)), title=_LINK_ROT),
    link("named-sign-in", "ok", html(paper(_LOGIN, tags=False)), title=_LOGIN),
    link("named-access-denied", "ok", html(paper(_ROBOTS)), title=_ROBOTS),
    *(
        link(f"titled-{name}", "ok", html(site_page(title, f"<h1>{title}</h1>")), title="")
        for name, title in _NUMBERS.items()
    ),
    link("about-not-found", "ok", html(_BLOG), title=""),
    link("login-box", "ok", html(paper(more=_LOG_IN_BOX))),
    link(
        "behind-cloudflare",
        "ok",
        reply(
            paper(),
            headers={"Server": "cloudflare", "CF-RAY": "8c1f0a2b3c4d5e6f-FRA"},
            content_type="text/html",
        ),
    ),
    link("shell", "ok", html(_SHELL), rest=html(_SHELL)),
    link("shell-unstated", "ok", html(_SHELL), title="", rest=html(_SHELL)),
    link("reloads", "ok", html(paper(head='<meta http-equiv="refresh" content="300">'))),
    link("scripted-away", "ok", html(paper(more="<script>if(0)location='/other'</script>"))),
    link(
        "gzipped",
        "ok",
        reply(
            gzip.compress(paper().encode()), headers={"Content-Encoding": "gzip"}, content_type="text/html"
        ),
    ),
    link(
        "cookies",
        "ok",
        reply(
            paper(), headers={"Set-Cookie": "session=1; Secure; HttpOnly; Path=/"}, content_type="text/html"
        ),
    ),
    link("fragment", "ok", html(paper()), path="/papers/starvation.html#abstract"),
    link("query", "ok", html(paper()), path="/item?id=17&view=full&utm_source=a%20b"),
    link("at-in-path", "ok", html(paper()), path="/@lindqvist/starvation"),
    link("escaped-path", "ok", html(paper()), path="/papers/gradient%20starvation%20%28final%29.html"),
    link("unescaped-path", "ok", html(paper()), path="/papers/über gradienten.html"),
    link("empty-path", "ok", html(paper(page_title="Pipeworks")), path=""),
    link(
        "trailing-dot",
        "ok",
        url="https://trailing-dot.linkworld./paper",
        also={
            "https://trailing-dot.linkworld/paper": html(paper()),
            "https://trailing-dot.linkworld./paper": html(paper()),
        },
    ),
    link("idn", "ok", html(paper()), url="https://bücher.linkworld/paper"),
    link("home-page", "ok", html(home("Ada Lindqvist")), path="/", title=""),
    link("slides", "ok", html(site_page("Lecture 5: Pipelines", "<h1>Lecture 5</h1>")), title=""),
    link("plain-text", "ok", reply("Notes on pipelines.\n", content_type="text/plain"), title=""),
    link("json", "ok", reply('{"name": "traces"}'), title="", path="/traces.json"),
    link(
        "never-changes", "ok", unchanged_if("If-None-Match", '"v1"', html(paper(), headers={"ETag": '"v1"'}))
    ),
    link("no-content", {"ok", "server_error"}, bare(204, {"Content-Length": "0"})),
    link("empty-page", {"ok", "server_error"}, html("")),
    link(
        "open-http-1-0", "ok", wire(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n", paper().encode())
    ),
    link("no-type", "ok", wire(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", paper().encode())),
    link("shop-with-abstract", {"ok", "paywall"}, html(shop())),
    link("sign-in-beside", "ok", html(paper(more="<nav><a href=/login>Sign in</a></nav>"))),
)
