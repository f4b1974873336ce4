"""The labelled truth: every behaviour of a link, what the server does for it, and what is true of it.

The classes and verdicts are those of the contract of ``readinglist check``: *dead* is what is
surely not there, *unknown* what says something about the moment or about a wall. A test holds
the labels to the package's own table, and each label to what the server answers.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from bench.links import pages
from bench.links.replies import PDF, Reply, Visit, redirect

Class = Literal["alive", "dead", "unknown"]

PUBLISHER = "www.press.example"
"""Where DOIs lead: a host that turns programs away, as those of large publishers do."""
MANY_BYTES = 50 * 1024 * 1024


class Work(NamedTuple):
    """What the list promises at a link."""

    title: str
    authors: str


Answer = Callable[[Work, Visit], Reply]


@dataclass(frozen=True)
class Behaviour:
    """How a link behaves, and the truth about it.

    Attributes:
        answer: what the server replies for the link itself.
        truth: the class of the link.
        verdict: what ``readinglist check`` is to say.
        beyond: what the server replies below the link, at ``/next`` and the like.
        everywhere: the host answers so for every path, so it has no other links.
        suffix: the end of the path.
    """

    answer: Answer
    truth: Class
    verdict: str
    beyond: Answer | None = None
    everywhere: bool = False
    suffix: str = ""


def _page(work: Work, visit: Visit) -> Reply:
    return _validated(Reply(body=pages.page(work.title, work.authors)), work, visit)


def _pdf(work: Work, visit: Visit) -> Reply:
    return _validated(Reply(200, PDF, pages.pdf(work.title)), work, visit)


def _validated(reply: Reply, work: Work, visit: Visit) -> Reply:
    """With an ``ETag``; 304 where the client has it already."""
    etag = f'"{zlib.crc32(work.title.encode()):x}"'
    headers = (("ETag", etag), ("Last-Modified", "Mon, 06 Jan 2020 10:00:00 GMT"))
    if visit.etag == etag:
        return Reply(304, headers=headers)
    return reply._replace(headers=headers)


def _status(status: int, title: str, **headers: str) -> Answer:
    sent = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    body = pages.notice(title)
    return lambda work, visit: Reply(status, body=body, headers=sent)


def _moved(status: int) -> Answer:
    return lambda work, visit: redirect(status, f"{visit.path}/next")


def _challenge(work: Work, visit: Visit) -> Reply:
    text = '<div id="challenge-running"></div><script src="/cdn-cgi/challenge-platform/x.js"></script>'
    body = pages.notice("Just a moment...", text)
    return Reply(403, body=body, headers=(("Server", "cloudflare"), ("CF-Mitigated", "challenge")))


def _manner(reply: Reply) -> Answer:
    return lambda work, visit: reply


def _at_first(first: Answer, then: Answer, times: int = 1) -> Answer:
    """``first`` for so many requests, ``then`` for all that follow."""
    return lambda work, visit: (first if visit.before < times else then)(work, visit)


def _no_head(refusal: Answer, then: Answer = _page) -> Answer:
    """Refuses HEAD and answers GET."""
    return lambda work, visit: (refusal if visit.method == "HEAD" else then)(work, visit)


def _round(work: Work, visit: Visit) -> Reply:
    """From the link to what is beyond, and back."""
    path = visit.path
    return redirect(302, path.removesuffix("/next") if path.endswith("/next") else f"{path}/next")


def _home(work: Work, visit: Visit) -> Reply:
    return Reply(body=pages.notice("Department of Slow Computing", "<p>News, people, places.</p>"))


def _to_home(work: Work, visit: Visit) -> Reply:
    return redirect(302, "/") if visit.path != "/" else _home(work, visit)


def _login(work: Work, visit: Visit) -> Reply:
    form = '<form method="post"><input name="user"><input type="password" name="password"></form>'
    return Reply(body=pages.notice("Sign in", form))


def _to_login(work: Work, visit: Visit) -> Reply:
    return redirect(302, f"{visit.path}/login?next={visit.path}")


def _slow_body(work: Work, visit: Visit) -> Reply:
    return Reply(body=pages.page(work.title), manner="drip_body")


def _slow_head(work: Work, visit: Visit) -> Reply:
    return Reply(body=pages.page(work.title), manner="drip_head")


def _large(work: Work, visit: Visit) -> Reply:
    return Reply(200, PDF, pages.pdf(work.title), length=MANY_BYTES)


def _endless(work: Work, visit: Visit) -> Reply:
    return Reply(body=pages.page(work.title, work.authors), manner="endless")


def _to_publisher(work: Work, visit: Visit) -> Reply:
    return redirect(302, f"https://{PUBLISHER}/doi{visit.path}")


def _other_work(work: Work, visit: Visit) -> Reply:
    title = "An Illustrated Catalogue of Garden Tools and Their Makers"
    tags = f'<meta name="citation_title" content="{title}">'
    return Reply(body=pages.notice(title, head=tags + '<meta name="citation_author" content="Quill, Ada">'))


_RESET = _manner(Reply(manner="reset"))
_SILENCE = _manner(Reply(manner="silence"))
_GONE = _status(404, "Not Found")
_FORBIDDEN = _status(403, "Forbidden")
_FAULT = _status(500, "Internal Server Error")

BEHAVIOURS: dict[str, Behaviour] = {
    "page": Behaviour(_page, "alive", "ok"),
    "pdf": Behaviour(_pdf, "alive", "ok", suffix=".pdf"),
    "moved_301": Behaviour(_moved(301), "alive", "redirected_permanent", _page),
    "moved_308": Behaviour(_moved(308), "alive", "redirected_permanent", _page),
    "found_302": Behaviour(_moved(302), "alive", "redirected_temporary", _page),
    "found_307": Behaviour(_moved(307), "alive", "redirected_temporary", _page),
    "gone_404": Behaviour(_GONE, "dead", "gone"),
    "gone_410": Behaviour(_status(410, "Gone"), "dead", "gone"),
    "wall": Behaviour(_FORBIDDEN, "unknown", "blocked"),
    "challenge": Behaviour(_challenge, "unknown", "blocked"),
    "hang": Behaviour(_SILENCE, "unknown", "timeout"),
    "limited_once": Behaviour(
        _at_first(_status(429, "Too Many Requests", Retry_After="1"), _page), "alive", "ok"
    ),
    "limited": Behaviour(_status(429, "Too Many Requests"), "unknown", "rate_limited"),
    "limited_long": Behaviour(
        _status(429, "Too Many Requests", Retry_After="3600"), "unknown", "rate_limited"
    ),
    "fault_once": Behaviour(_at_first(_FAULT, _page), "alive", "ok"),
    "fault": Behaviour(_FAULT, "unknown", "server_error"),
    "no_head_405": Behaviour(
        _no_head(_status(405, "Method Not Allowed", Allow="GET"), _pdf), "alive", "ok", suffix=".pdf"
    ),
    "no_head_403": Behaviour(_no_head(_FORBIDDEN, _pdf), "alive", "ok", suffix=".pdf"),
    "no_head_500": Behaviour(_no_head(_FAULT), "alive", "ok"),
    "no_head_reset": Behaviour(_no_head(_RESET, _pdf), "alive", "ok", suffix=".pdf"),
    "loop": Behaviour(_round, "unknown", "too_big", _round),
    "reset": Behaviour(_RESET, "unknown", "refused"),
    "soft_404_phrase": Behaviour(_status(200, "Page not found"), "dead", "soft_404"),
    "soft_404_home": Behaviour(_to_home, "dead", "soft_404", everywhere=True),
    "soft_404_everywhere": Behaviour(_home, "dead", "soft_404", everywhere=True),
    "login": Behaviour(_to_login, "unknown", "login", _login),
    "drip_head": Behaviour(_slow_head, "unknown", "timeout"),
    "drip_body": Behaviour(_slow_body, "unknown", "timeout"),
    "large": Behaviour(_large, "alive", "ok", suffix=".pdf"),
    "endless": Behaviour(_endless, "alive", "ok"),
    "no_pdf": Behaviour(_page, "dead", "wrong_content", suffix=".pdf"),
    "doi": Behaviour(_to_publisher, "alive", "ok"),
    "doi_unknown": Behaviour(_status(404, "DOI Not Found"), "dead", "not_registered"),
    "arxiv": Behaviour(_page, "alive", "ok"),
    "arxiv_unknown": Behaviour(_status(404, "Article not found"), "dead", "not_registered"),
    "other_work": Behaviour(_other_work, "dead", "wrong_content"),
}
