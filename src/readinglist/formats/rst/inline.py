r"""Text and inline Markdown as inline reStructuredText that says just that. Pure.

Nothing in a text becomes markup, a directive, a link or a typographic sign of Sphinx: what
could is behind a backslash, and so is every brace that opens a tag of a template engine.
https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#inline-markup
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from readinglist.text.lines import one_line
from readinglist.text.markdown.tokens import Token
from readinglist.text.markdown.writer import TEMPLATE_TAG

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


def pieces_rst(pieces: Iterable[Token]) -> str:
    """One line of reStructuredText for the pieces of inline Markdown.

    Markup does not nest there, so the words of a link are plain, and of emphasis within
    emphasis the stronger one stays.
    """
    line = ""
    marked = False
    for kind, words, url in _joined(_trimmed(_stretches(pieces))):
        if kind == "text":
            text = _escape(words, line_start=not line)
            line += _NOTHING + text if marked and not _MAY_FOLLOW.match(text) else text
        else:
            line += _NOTHING if line and not line[-1].isspace() else ""
            line += _marked(kind, words, url)
        marked = kind != "text"
    return line.strip()


def _marked(kind: str, words: str, url: str) -> str:
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


def _stretches(pieces: Iterable[Token]) -> Iterator[_Stretch]:
    """The words of ``pieces`` with the one way in which each is marked up."""
    within: list[str] = []
    words: list[str] | None = None
    for kind, value, *_ in pieces:
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


def _trimmed(stretches: Iterable[_Stretch]) -> Iterator[_Stretch]:
    """Stretches that neither begin nor end with a space where they are marked up."""
    for stretch in stretches:
        words = stretch.words
        if stretch.kind == "text" or not words.strip():
            yield _Stretch("text", words)
            continue
        yield _Stretch("text", words[: len(words) - len(words.lstrip())])
        yield stretch._replace(words=words.strip())
        yield _Stretch("text", words[len(words.rstrip()) :])


def _joined(stretches: Iterable[_Stretch]) -> Iterator[_Stretch]:
    """Stretches with words, adjoining text in one, as what a sign means depends on its neighbours."""
    there = (stretch for stretch in stretches if stretch.words)
    for is_text, group in groupby(there, key=lambda stretch: stretch.kind == "text"):
        if is_text:
            yield _Stretch("text", "".join(stretch.words for stretch in group))
        else:
            yield from group
