"""Pages that have moved: for good or for now, in every way to say so; and moves without end."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler

from loopback import redirect, reply

from linkworld.answers import bare, by_method, html, sent_to
from linkworld.behaviour import Behaviour, link
from linkworld.bodies import home, paper, pdf, site_page
from readinglist.links.verdicts import Verdict

_PAGE = html(paper())
_NEW = "/new/starvation.html"


def _moved(
    name: str, truth: Verdict, status: int, location: str = _NEW, goal: str | None = None
) -> Behaviour:
    """``goal``: where that leads, where it is not spelt like ``location``."""
    goal = goal or location
    return link(
        f"moved-{name}", truth, sent_to(location, status), also={goal.partition("#")[0]: _PAGE}, address=goal
    )


def _chain(name: str, truth: Verdict, *statuses: int) -> Behaviour:
    hops = [f"/hop/{number}" for number in range(1, len(statuses))] + [_NEW]
    sends = [sent_to(hop, status) for hop, status in zip(hops, statuses, strict=True)]
    also = dict(zip(hops, [*sends[1:], _PAGE], strict=True))
    return link(f"chain-{name}", truth, sends[0], also=also, address=_NEW)


def _further(handler: BaseHTTPRequestHandler) -> None:
    """A step to the next number, without end."""
    head, _, number = handler.path.rpartition("/")
    redirect(f"{head}/{int(number) + 1 if number.isdigit() else 1}")(handler)


def _longer(handler: BaseHTTPRequestHandler) -> None:
    """The same address with a piece more."""
    redirect(f"{handler.path}/again")(handler)


_FOR_GOOD: Verdict = "redirected_permanent"
_FOR_NOW: Verdict = "redirected_temporary"
_ELSEWHERE = "https://moved-host.linkworld/starvation.html"

ROWS = (
    _moved("301", _FOR_GOOD, 301),
    _moved("308", _FOR_GOOD, 308),
    _moved("302", _FOR_NOW, 302),
    _moved("303", _FOR_NOW, 303),
    _moved("307", _FOR_NOW, 307),
    _moved("file-in-folder", _FOR_GOOD, 301, "starvation-2.html", "/papers/starvation-2.html"),
    _moved("parent", _FOR_GOOD, 301, "../archive/starvation.html", "/archive/starvation.html"),
    _moved("query-only", _FOR_GOOD, 301, "?id=17", "/papers/starvation.html?id=17"),
    _moved("no-scheme", _FOR_GOOD, 301, "//moved-here.linkworld/p", "https://moved-here.linkworld/p"),
    _moved("host", _FOR_GOOD, 301, _ELSEWHERE),
    _moved("with-spaces", _FOR_GOOD, 301, "/new/gradient starvation.html", "/new/gradient%20starvation.html"),
    _moved("utf8", _FOR_GOOD, 301, "/new/gütesiegel.html", "/new/g%C3%BCtesiegel.html"),
    _moved("escaped", _FOR_GOOD, 301, "/new/g%C3%BCte%20%28a%29.html"),
    _moved("with-line-ends", _FOR_GOOD, 301, "/new/a%0d%0aX-Injected:%20yes"),
    _moved("own-fragment", _FOR_GOOD, 301, f"{_NEW}#abstract", _NEW),
    link(
        "moved-fragment-kept",
        _FOR_GOOD,
        sent_to(_NEW, 301),
        path="/papers/starvation.html#abstract",
        also={_NEW: _PAGE},
        address=_NEW,
    ),
    link(
        "moved-latin1",
        _FOR_GOOD,
        redirect("/new/g\xfcte.html", 301),
        also={"/new/g%FCte.html": _PAGE, "/new/g%C3%BCte.html": _PAGE},
    ),
    link("moved-tab-inside", _FOR_GOOD, redirect("/new/\tstarvation.html", 301), also={_NEW: _PAGE}),
    link(
        "to-https",
        _FOR_GOOD,
        sent_to("https://to-https.linkworld/paper", 301),
        scheme="http",
        path="/paper",
        also={"https://to-https.linkworld/paper": _PAGE},
        address="https://to-https.linkworld/paper",
    ),
    link(
        "to-https-for-now",
        _FOR_NOW,
        sent_to("https://to-https-for-now.linkworld/paper"),
        scheme="http",
        path="/paper",
        also={"https://to-https-for-now.linkworld/paper": _PAGE},
    ),
    link(
        "down-to-http",
        _FOR_GOOD,
        sent_to("http://down-to-http.linkworld/paper", 301),
        path="/paper",
        also={"http://down-to-http.linkworld/paper": _PAGE},
        address="http://down-to-http.linkworld/paper",
    ),
    link("moved-slash", _FOR_GOOD, sent_to("/papers/", 301), path="/papers", also={"/papers/": _PAGE}),
    link(
        "moved-www",
        _FOR_GOOD,
        sent_to("https://moved-www.linkworld/paper", 301),
        url="https://www.moved-www.linkworld/paper",
        also={"https://moved-www.linkworld/paper": _PAGE},
    ),
    link(
        "moved-file",
        _FOR_GOOD,
        sent_to("/new.pdf", 301),
        path="/papers/starvation.pdf",
        also={"/new.pdf": reply(pdf(), content_type="application/pdf")},
        address="/new.pdf",
    ),
    link(
        "moved-head-refused",
        _FOR_GOOD,
        by_method(html("", 405), sent_to("/new.pdf", 301)),
        path="/papers/starvation.pdf",
        also={"/new.pdf": by_method(html("", 405), reply(pdf(), content_type="application/pdf"))},
    ),
    link(
        "moved-slides",
        _FOR_NOW,
        sent_to("/new"),
        title="",
        also={"/new": html(site_page("Lecture 5", "<h1>Lecture 5</h1>"))},
    ),
    link(
        "index-to-home",
        _FOR_GOOD,
        sent_to("/", 301),
        path="/index.html",
        title="",
        also={"/": html(home("Ada Lindqvist"))},
    ),
    link("project-to-home", _FOR_GOOD, sent_to("/", 301), path="/pipeworks", also={"/": html(paper())}),
    link(
        "person-to-own-domain",
        _FOR_GOOD,
        sent_to("https://ada-lindqvist.linkworld/", 301),
        path="/~lindqvist/",
        title="",
        also={"https://ada-lindqvist.linkworld/": html(home("Ada Lindqvist"))},
    ),
    link(
        "project-to-own-domain",
        _FOR_GOOD,
        sent_to("https://pipeworks-project.linkworld/", 301),
        path="/projects/pipeworks",
        title="",
        also={"https://pipeworks-project.linkworld/": html(home("Pipeworks: Schedules that Drain"))},
    ),
    link("home-to-language", _FOR_NOW, sent_to("/en/"), path="/", title="", also={"/en/": html(home())}),
    link(
        "moved-by-refresh",
        {"redirected_temporary", "redirected_permanent", "ok"},
        html('<html><head><meta http-equiv="refresh" content="0; url=/new/starvation.html"></head></html>'),
        also={_NEW: _PAGE},
    ),
    link(
        "moved-by-refresh-to-nothing",
        {"gone", "ok"},
        html(
            '<html><head><meta http-equiv="refresh" content="0;URL=\'/nowhere\'"><title>Moved</title></head>'
        ),
    ),
    link(
        "moved-by-script",
        "ok",
        html("<html><script>location.replace('/new/starvation.html')</script></html>"),
        also={_NEW: _PAGE},
    ),
    _chain("for-good", _FOR_GOOD, 301, 308),
    _chain("for-now", _FOR_NOW, 302, 307),
    _chain("now-then-good", _FOR_NOW, 302, 301),
    link(
        "chain-good-then-now",
        {_FOR_GOOD, _FOR_NOW},
        sent_to("/hop", 301),
        also={"/hop": sent_to(_NEW), _NEW: _PAGE},
    ),
    _chain("six", _FOR_GOOD, *[301] * 6),
    link("no-location", {"server_error", "blocked", "refused", "ok"}, bare(302, {"Content-Length": "0"})),
    link("empty-location", {"server_error", "blocked", "refused", "ok"}, redirect("")),
    link("location-no-address", {"server_error", "refused"}, redirect("http://")),
    link("location-bad-bracket", {"server_error", "refused"}, redirect("http://[::1/paper")),
    link(
        "location-bad-port",
        {"server_error", "refused", "unchecked"},
        redirect("https://moved-host.linkworld:http/"),
    ),
    link(
        "many-choices",
        {"ok", "server_error", "blocked"},
        html(site_page("Multiple Choices", "<ul><li><a href=/a>a</a></ul>"), 300),
    ),
    link(
        "use-proxy", {"server_error", "blocked", "refused"}, redirect("http://moved-host.linkworld:3128", 305)
    ),
    link("circle-of-one", "too_big", sent_to("/papers/starvation.html")),
    link("circle-of-two", "too_big", sent_to("/b"), also={"/b": sent_to("/papers/starvation.html")}),
    link("circle-for-cookies", {"too_big", "blocked", "login"}, redirect("/papers/starvation.html", 302)),
    link("fifty-hops", "too_big", sent_to("/hop/1"), rest=_further),
    link("grows", "too_big", _longer, rest=_longer),
    link("huge-location", {"too_big", "server_error"}, redirect("/" + "a" * 40_000)),
)
