"""The reading sections of a course page in reStructuredText, session by session. Pure.

They are what `markdown` writes, for a page of Sphinx or docutils: to be included, to stand
between markers, or to be a page. Nothing in a text becomes markup, a directive, a link or a
typographic sign of Sphinx: what could is behind a backslash, and so is every brace that opens
a tag of a template engine.
https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#inline-markup
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from readinglist.errors import UsageError
from readinglist.formats.markdown import heading_words, items_of, reading_item
from readinglist.formats.reading_lists import AS_WRITTEN, lists_of, typeset
from readinglist.model.schedule import Person, Session, Syllabus, groups_of
from readinglist.text.markdown.parser import Token, parse_inline
from readinglist.text.markdown.writer import TEMPLATE_TAG
from readinglist.text.safety import one_line, safe_url

# "nonalphanum7bit" of docutils: what may underline a heading.
_ADORNMENTS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

# Always: markup, e-mail addresses, quotes that Sphinx would curl. In some company only: underscores
# (a reference's end), colons (an address, a literal block), dashes and dots that Sphinx would set.
_MARKUP = re.compile(
    r"""\{[%\#]? | \\[.-]? | [`*|<}"'@] | (?<![^\W_])_ | _(?![^\W_]) | :(?!\ ) | --+ | \.\.+""",
    re.VERBOSE,
)
_ENUMERATOR = re.compile(r"\(?(?:\d+|[a-z]|[ivxlcdm]+)[.)](?:\s|$)", re.IGNORECASE)

_MARKS = {"em": "*", "strong": "**", "code": "``"}
# An escaped space shows nothing, and separates markup from what stands beside it; behind markup
# a space, some punctuation and what is escaped may stand as they are.
_NOTHING = "\\ "
_MAY_FOLLOW = re.compile(r"[\s.,;:!?)\]/\\-]")


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
        blocks.append(_list(inline_rst(reading_item(reading, style)) for reading in syllabus.unscheduled))
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
        yield inline_rst(parse_inline(session.notes))


def _lists(session: Session, style: str) -> Iterator[str]:
    for each in lists_of(session):
        yield f"**{each.label}**"
        groups = groups_of(each.assignments) or ((None, ()),)
        for place, (name, group) in enumerate(groups, 1):
            if name:
                yield inline_rst((Token("em"), Token("text", one_line(name)), Token("/em")))
            items = [item.words for item in items_of(group, style)]
            if each.tbd and place == len(groups):
                items.append(typeset(each.tbd))
            yield _list(map(inline_rst, items))


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
    tokens = [Token("text", label)]
    for place, part in enumerate(parts):
        tokens += (*((Token("text", ", "),) if place else ()), *part)
    return inline_rst(tokens)


class _Stretch(NamedTuple):
    """Words that are marked up in one way: ``em``, ``strong``, ``code``, ``link``, or ``text`` for none."""

    kind: str
    words: str
    url: str = ""


def escape_rst(text: str, *, line_start: bool = True) -> str:
    """One line of reStructuredText that shows ``text`` and nothing but text.

    It may stand anywhere in a paragraph, in a heading and in the words of a link; at the
    start of a line unless ``line_start`` is false.
    """
    return _escape(one_line(text), line_start=line_start)


def inline_rst(tokens: Iterable[Token]) -> str:
    """One line of reStructuredText for the tokens of inline Markdown.

    Markup does not nest there, so the words of a link are plain, and of emphasis within
    emphasis the stronger one stays.
    """
    line = ""
    marked = False
    for kind, words, url in _join_text(_trim(_stretches(tokens))):
        if kind == "text":
            text = _escape(words, line_start=not line)
            line += _NOTHING + text if marked and not _MAY_FOLLOW.match(text) else text
        else:
            line += _NOTHING if line and not line[-1].isspace() else ""
            line += _mark_up(kind, words, url)
        marked = kind != "text"
    return line.strip()


def _mark_up(kind: str, words: str, url: str) -> str:
    if kind == "link":
        return f"`{_escape(words, line_start=False)} <{_address(url)}>`__"
    inner = words if kind == "code" else _escape(words, line_start=False)
    return f"{_MARKS[kind]}{inner}{_MARKS[kind]}"


def _address(url: str) -> str:
    """An address between angle brackets; a line at its end would make it the name of another link."""
    return f"{url[:-1]}%5F" if url.endswith("_") else url


def _escape(text: str, *, line_start: bool) -> str:
    escaped = _MARKUP.sub(lambda match: "".join(f"\\{char}" for char in match[0]), text)
    if not line_start or not text or (text[0].isalnum() and not _ENUMERATOR.match(text)):
        return escaped
    if text[0] == "\\":  # backslashes alone, which are two each, would be a line across the page
        return f"{_NOTHING}{escaped}"
    return escaped if escaped[0] == "\\" else f"\\{escaped}"


def _stretches(tokens: Iterable[Token]) -> Iterator[_Stretch]:
    """The words of ``tokens`` with the one way in which each is marked up."""
    within: list[str] = []
    words: list[str] | None = None
    for kind, value, *_ in tokens:
        if kind == "link":
            words = []
        elif kind == "/link":
            yield _Stretch("link", "".join(words or ()).strip() or value, value)
            words = None
        elif kind in ("em", "strong"):
            within.append(kind)
        elif kind in ("/em", "/strong"):
            within.remove(kind[1:])
        elif words is not None:
            words.append(value)
        else:
            yield _Stretch(_kind(kind, value, within), value)


def _kind(kind: str, value: str, within: Collection[str]) -> str:
    """How a text or a code is marked up; code where a backtick would end it or a tag begin cannot be."""
    if kind == "code":
        return "text" if "`" in value or TEMPLATE_TAG.search(value) else "code"
    return next((mark for mark in ("strong", "em") if mark in within), "text")


def _trim(stretches: Iterable[_Stretch]) -> Iterator[_Stretch]:
    """Stretches that neither begin nor end with a space where they are marked up."""
    for stretch in stretches:
        words = stretch.words
        if stretch.kind == "text" or not words.strip():
            yield _Stretch("text", words)
            continue
        yield _Stretch("text", words[: len(words) - len(words.lstrip())])
        yield stretch._replace(words=words.strip())
        yield _Stretch("text", words[len(words.rstrip()) :])


def _join_text(stretches: Iterable[_Stretch]) -> Iterator[_Stretch]:
    """Stretches with words, adjoining text in one, as what a sign means depends on its neighbours."""
    there = (stretch for stretch in stretches if stretch.words)
    for is_text, group in groupby(there, key=lambda stretch: stretch.kind == "text"):
        if is_text:
            yield _Stretch("text", "".join(stretch.words for stretch in group))
        else:
            yield from group
