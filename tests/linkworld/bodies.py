"""What pages say: a paper's page, a course's, a sign-in, a shop; and files that are no pages."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from standin import pages

from linkworld.behaviour import AUTHORS, TITLE

_NAVIGATION = "".join(
    f'<li><a href="/{name.lower()}">{name}</a></li>'
    for name in ("About", "People", "Publications", "Contact")
)
_ABSTRACT = (
    "Deep pipelines keep their last stages waiting for gradients. We measure how long on four clusters, name "
    "the causes, and give a schedule that brings the wait down without a change to the model."
)


def site_page(title: str, text: str, *, head: str = "", lang: str = "en", site: str = "Systems Lab") -> str:
    """A page of a site with its navigation and its footer; ``text`` and ``head`` are HTML."""
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n"
        f'<link rel="stylesheet" href="/static/site.css">\n{head}</head>\n<body>\n'
        f'<header><a class="brand" href="/">{escape(site)}</a><nav><ul>{_NAVIGATION}</ul></nav></header>\n'
        f'<main id="content">\n{text}\n</main>\n'
        f"<footer><p>© 2026 {escape(site)}. All rights reserved.</p></footer>\n</body>\n</html>\n"
    )


def home(site: str = "Systems Lab") -> str:
    """The front page of a site."""
    return site_page(site, "<h1>Welcome</h1><p>News, people and publications of the group.</p>", site=site)


def paper(
    title: str = TITLE,
    authors: Sequence[str] = AUTHORS,
    *,
    tags: bool = True,
    page_title: str | None = None,
    head: str = "",
    more: str = "",
) -> str:
    """The page of a paper; with ``tags``, the citation tags that publishers write."""
    metas = (
        pages.highwire({"title": title, "author": authors, "publication_date": "2024/05/01"}) if tags else []
    )
    written = "\n".join(f'<meta name="{name}" content="{escape(content)}">' for name, content in metas)
    text = (
        f"<h1>{escape(title)}</h1>\n<p class=authors>{escape(', '.join(authors))}</p>\n"
        f"<h2 id=abstract>Abstract</h2>\n<p>{_ABSTRACT}</p>\n{more}"
    )
    return site_page(page_title or f"{title} | Systems Lab", text, head=f"{written}\n{head}")


def sign_in(words: str = "Sign in", site: str = "Campus Portal") -> str:
    """A page that wants a name and a password."""
    form = (
        f'<h1>{words}</h1><form method="post" action="/session"><label>User name <input type="text" '
        'name="username" autocomplete="username"></label><label>Password <input type="password" '
        'name="password" autocomplete="current-password"></label><button>Continue</button></form>'
    )
    return site_page(f"{words} - {site}", form, site=site)


def shop(title: str = TITLE) -> str:
    """A publisher's page that shows a paper's abstract and sells the rest."""
    data = (
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"ScholarlyArticle",'
        f'"headline":"{title}","isAccessibleForFree":false,"hasPart":{{"@type":"WebPageElement",'
        '"isAccessibleForFree":false,"cssSelector":".main-content"}}</script>\n'
    )
    box = (
        "<section id=access><h3>Get access</h3><p>You do not have access to this article. Log in through "
        "your institution, or</p><a class=buy-box href=/purchase>Buy this article · $39.95</a> "
        "<a href=/subscribe>Purchase access to the full text</a></section>"
    )
    return paper(title, head=data, more=box)


def small(title: str, text: str, head: str = "") -> str:
    """A page without a site around it, as firewalls and servers themselves write them."""
    return f"<html><head><title>{title}</title>{head}</head>\n<body>{text}</body></html>\n"


def pdf(title: str | None = TITLE, size: int = 0) -> bytes:
    """A PDF with this title in its information; with ``size``, about so many bytes longer."""
    body = pages.pdf({} if title is None else {"Title": title}).body
    objects, table, rest = body.partition(b"xref\n0 5\n")
    filler = b"%" + b"x" * size + b"\n" if size else b""
    start = str(len(objects)).encode()
    moved = str(len(objects) + len(filler)).encode()
    return objects + filler + table + rest.replace(b"startxref\n" + start, b"startxref\n" + moved)
