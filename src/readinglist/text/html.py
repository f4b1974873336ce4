"""Small pieces of HTML: escaped text, links, dates."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from readinglist.model.reading import Link
from readinglist.model.schedule import Person
from readinglist.report import date_words
from readinglist.text.safety import one_line, safe_url, visible

_HTML = str.maketrans({c: f"&#{ord(c)};" for c in "\"'{}"} | {"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def escape_html(text: str) -> str:
    """``text`` for HTML content or a quoted attribute; a template engine finds no tag in it."""
    return visible(text).translate(_HTML)


def time_html(day: datetime.date) -> str:
    """The date as a ``<time>`` element that programs can read too."""
    return f'<time datetime="{day.isoformat()}">{date_words(day)}</time>'


def bdi(text: str) -> str:
    """The escaped text in one line, isolated: a right-to-left mark cannot reorder what stands beside it.

    An empty line would end the piece of HTML for Markdown, which then reads on in the text.
    """
    return f"<bdi>{escape_html(one_line(text))}</bdi>"


def anchor(url: str | None, inner: str) -> str:
    """``inner`` (HTML) linked to ``url``; ``inner`` alone where there is no URL or no safe one to follow."""
    safe = safe_url(url) if url else None
    return f'<a href="{escape_html(safe)}">{inner}</a>' if safe else inner


def link_html(link: Link) -> str:
    """The link under its label, or under its host's name where it has no label."""
    return anchor(link.url, bdi(link.words))


def person_html(person: Person) -> str:
    """The name, linked to the person's page, and the affiliation."""
    name = anchor(person.url, bdi(person.name))
    if not person.affiliation:
        return name
    return f'{name} <span class="affiliation">({bdi(person.affiliation)})</span>'


def english_list(parts: Iterable[str]) -> str:
    """The parts as an English list: ``A``, ``A and B``, ``A, B and C``."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def items_html(items: Iterable[str], css_class: str) -> str:
    """An unordered list of HTML fragments; nothing at all for no items."""
    rows = "".join(f"<li>{item}</li>" for item in items)
    return f'<ul class="{css_class}">{rows}</ul>\n' if rows else ""
