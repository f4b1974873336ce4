"""Replies for the tests of judging links: what servers send, in the shapes that they send it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

from readinglist.links.exchange import PAGE_LIMIT, Ask, Case, Exchange, Observation, Opinion, Wish
from readinglist.links.judge.judgement import judge
from readinglist.links.results import Expected

URL = "https://lake.example/papers/idle-switches.html"
PDF_URL = "https://lake.example/papers/idle-switches.pdf"
TITLE = "Sparrow Nets: Sharing Idle Switches"
WORK = Expected(titles=(TITLE,), families=("Núñez", "van der Berg"))
PDF = Expected(titles=(TITLE,), families=("Núñez", "van der Berg"), pdf=True)
ANYTHING = Expected()

PROSE = (
    "The harbour was quiet that morning and the boats lay side by side with their ropes slack. People "
    "came down "
    "from the market with baskets of bread, cheese, onions and late apples, and stood for a while to "
    "look at the "
    "water before they went home. Nobody spoke much. A dog slept on the warm stones near the steps. "
)


class Row(NamedTuple):
    """A reply and what is to be said of it; ``sibling`` is how a made-up address beside it answers."""

    name: str
    answer: Opinion | Wish | str
    reply: Exchange
    expected: Expected = WORK
    url: str = URL
    sibling: Exchange | None = None
    remembered: Observation = Observation()


def reply(
    body: bytes | str = b"",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    *,
    url: str = URL,
    content_type: str = "text/html; charset=utf-8",
    method: str = "GET",
    limit: int = PAGE_LIMIT,
    cut: bool = False,
    sibling: bool = False,
) -> Exchange:
    """A reply to a request that led to ``url``."""
    data = body.encode() if isinstance(body, str) else body
    told = {"content-type": content_type, **(headers or {})} if content_type else dict(headers or {})
    ask = Ask(method, url, limit if method == "GET" else 0, sibling=sibling)
    return Exchange(ask, status, told, data[:limit], cut=cut or len(data) > limit)


def page(title: str, text: str = "", head: str = "", lang: str = "en") -> str:
    """A page of a site, with the navigation that sites have."""
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{escape(title)}</title>{head}'
        '<link rel="stylesheet" href="/style.css"></head><body><nav><a href="/">Home</a> <a href="/people">'
        "People</a>"
        f' <a href="/news">News</a></nav><main>{text}</main><footer>© Lake Laboratory</footer></body></html>'
    )


def bare(title: str, text: str = "", head: str = "") -> str:
    """A page as firewalls and servers themselves write it."""
    return f"<html>\n<head><title>{title}</title>{head}</head>\n<body>\n{text}\n</body>\n</html>\n"


def tags(title: str = TITLE, authors: Sequence[str] = ("Ada Núñez", "Bo van der Berg")) -> str:
    """The citation tags of a paper's page."""
    people = "".join(f'<meta name="citation_author" content="{escape(name)}">' for name in authors)
    return f'<meta name="citation_title" content="{escape(title)}">{people}'


def long_text(words: int = 300) -> str:
    """A text about nothing that any reading is about."""
    count = len(PROSE.split())
    return f"<p>{PROSE * (words // count + 1)}</p>"


def pdf(title: str | None = TITLE, author: str | None = None) -> bytes:
    """A PDF that states this title and author in its information."""
    info = b"".join(
        b"/%b (%b)" % (name, value.encode("latin-1"))
        for name, value in ((b"Title", title), (b"Author", author))
        if value is not None
    )
    return (
        b"%%PDF-1.5\n%%\xd0\xd4\xc5\xd8\n7 0 obj\n<<%b>>\nendobj\ntrailer <</Size 8 /Info 7 0 R>>\n%%%%EOF"
        % info
    )


def judged(row: Row) -> Opinion | Wish:
    """What is said of a row, its made-up address asked if that is wished for."""
    case = Case(row.url, row.expected, row.remembered, [row.reply])
    said = judge(case)
    if said == "sibling" and row.sibling is not None:
        case.exchanges.append(row.sibling)
        return judge(case)
    return said


def verdict(row: Row) -> str:
    """The verdict on a row, or the wish."""
    said = judged(row)
    return said.verdict if isinstance(said, Opinion) else said
