"""The reading sections of a course page in reStructuredText, session by session. Pure.

They are what `markdown` writes, for a page of Sphinx or docutils: to be included, to stand
between markers, or to be a page.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from readinglist.errors import UsageError
from readinglist.formats.as_written import AS_WRITTEN
from readinglist.formats.markdown import heading_words
from readinglist.formats.reading_lists import items_of, lists_of, placeholder, reading_item
from readinglist.formats.rst.inline import escape_rst, pieces_rst
from readinglist.model.schedule import Person, Session, Syllabus, groups_of
from readinglist.text.addresses import safe_url
from readinglist.text.lines import one_line
from readinglist.text.markdown.parser import parse_inline
from readinglist.text.markdown.tokens import Token

# "nonalphanum7bit" of docutils: what may underline a heading.
_ADORNMENTS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


def render(syllabus: Syllabus, *, style: str = AS_WRITTEN, heading: str = "-") -> str:
    """The sessions of ``syllabus`` with their readings, then the readings of no session.

    Args:
        syllabus: what to write.
        style: ``as-written``: in the words of the page that the list was made from, else the
            linked title; ``short``: linked title, authors, venue, year; or a citation style.
        heading: the character that underlines the heading of a session, which tells docutils
            its level; empty: the lists alone.

    Raises:
        UsageError: docutils underlines nothing with ``heading``, or there is no such style.
    """
    if len(heading) > 1 or heading not in _ADORNMENTS:
        raise UsageError(f"a heading is underlined with one of {_ADORNMENTS}, not with {heading!r}")
    blocks: list[str] = []
    for session in syllabus.sessions:
        if heading:
            blocks += (_heading(heading_words(session), heading), *_about(session))
        blocks += _lists(session, style)
    if syllabus.unscheduled:
        blocks.append(_heading("Not scheduled", heading) if heading else "**Not scheduled**")
        blocks.append(_list(pieces_rst(reading_item(reading, style)) for reading in syllabus.unscheduled))
    text = "\n\n".join(filter(None, blocks))
    return f"{text}\n" if text else ""


def _heading(words: str, adornment: str) -> str:
    title = escape_rst(words)
    return f"{title}\n{adornment * sum(map(_columns, title))}"


def _columns(char: str) -> int:
    """The width of a character as docutils counts it, or more: a line under a heading may be too long."""
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _about(session: Session) -> Iterator[str]:
    """What the page says of a session besides its readings."""
    if session.speakers:
        word = "Speaker" if len(session.speakers) == 1 else "Speakers"
        yield _line(f"{word}: ", map(_person, session.speakers))
    if session.links:
        yield _line("Links: ", (_linked(link.words, link.url) for link in session.links))
    if session.notes:
        yield pieces_rst(parse_inline(session.notes))


def _lists(session: Session, style: str) -> Iterator[str]:
    for each in lists_of(session):
        yield f"**{each.label}**"
        groups = groups_of(each.assignments) or ((None, ()),)
        for place, (name, group) in enumerate(groups, 1):
            if name:
                yield pieces_rst((Token("em"), Token("text", one_line(name)), Token("/em")))
            items = [item.words for item in items_of(group, style)]
            if each.tbd and place == len(groups):
                items.append(placeholder(each.tbd))
            yield _list(map(pieces_rst, items))


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items if item)


def _person(person: Person) -> tuple[Token, ...]:
    name = _linked(person.name, person.url)
    affiliation = one_line(person.affiliation or "")
    return (*name, Token("text", f" ({affiliation})")) if affiliation else name


def _linked(words: str, url: str | None) -> tuple[Token, ...]:
    """``words`` leading to ``url``, or the words alone where that may not become a link."""
    text, target = Token("text", one_line(words)), safe_url(url)
    return (text,) if target is None else (Token("link", target), text, Token("/link", target))


def _line(label: str, parts: Iterable[Iterable[Token]]) -> str:
    pieces = [Token("text", label)]
    for place, part in enumerate(parts):
        pieces += (*((Token("text", ", "),) if place else ()), *part)
    return pieces_rst(pieces)
