"""Inline Markdown written: as HTML, as Markdown, as plain words. A dialect is a row of four answers.

What `HTML` and `MARKDOWN` write may go through a site generator: it holds no raw HTML of the
text, no control characters, and no brace that Liquid or Jinja would take for a tag. `to_markdown`
writes for the list's own files, which people read and edit, and so escapes as little as it can.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, groupby
from typing import NamedTuple

from readinglist.text.html import escape_html
from readinglist.text.markdown.parser import Token, is_apart, parse_inline
from readinglist.text.markdown.spans import Span, Spans, joined
from readinglist.text.safety import one_line, safe_url, whole_url

TEMPLATE_TAG = re.compile(r"\{[{%#]")
"""What opens a tag of Liquid, Jinja or Go's templates, and a shortcode."""

# Always: what CommonMark, GFM, kramdown or Pandoc may take for markup or smart typography.
# Only in some company: dashes, dots, signs, "://", ":emoji:", "www.", an image's "!".
_MARKUP = re.compile(
    r"""[\\`*_{}\[\]<>&~$|^"'#@] | --+ | -$ | \.\.+ | ==+ | \+\++ | :[A-Za-z0-9_+-]+: | :(?=//)"""
    r""" | (?<=[wW]{3})\. | !$""",
    re.VERBOSE,
)
_LINE_START = re.compile(r"\s*(?:[-+:%=]|\(?[^\W_]{1,9}[.)](?=\s|$))")

# What `page_parser` would take for markup.
_ACTIVE = re.compile(
    r"[\\`*]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=[#A-Za-z])|\{(?=[{%#:])"
    r"|\[(?=-?@)|!$"
)
_ACTIVE_OR_BRACKET = re.compile(rf"{_ACTIVE.pattern}|[\[\]]")
_IN_URL = re.compile(r"[\s()<>\\]")
_IN_PAIRED_URL = re.compile(r"[\s<>\\]")
_PAIRED = re.compile(r"[^()]*+(?:\([^()]*+\)[^()]*+)*+")
_AUTOLINK = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*")
_WHITE = re.compile(r"\s+")


class Dialect(NamedTuple):
    """How tokens are written.

    Attributes:
        text: words, and whether they begin the line, to what shows them.
        code: the same of code.
        end: an end of emphasis.
        link: the written words of a link, and its address.
    """

    text: Callable[[str, bool], str]
    code: Callable[[str], str]
    end: Callable[[Token], str]
    link: Callable[[str, str], str]


def write_inline(tokens: Iterable[Token], dialect: Dialect) -> str:
    """The tokens of inline Markdown in ``dialect``."""
    out: list[str] = []
    opened = 0
    for token in tokens:
        match token.kind:
            case "text":
                out.append(dialect.text(token.value, not out))
            case "code":
                out.append(dialect.code(token.value))
            case "link":
                opened = len(out)
                out.append("")  # the words of a link begin no line
            case "/link":
                out[opened:] = [dialect.link("".join(out[opened:]), token.value)]
            case "key":
                out.append(f"[@{token.value}]")
            case _:
                out.append(dialect.end(token))
    return "".join(out)


def inline_html(text: str) -> str:
    """HTML for inline Markdown: emphasis, strong, code and links; all else is text.

    A link whose address is not safe keeps its words only. Raw HTML shows as text.
    """
    return write_inline(parse_inline(text), HTML)


def inline_markdown(text: str) -> str:
    """Markdown for inline Markdown: what `inline_html` shows, written so that no tool sees more in it."""
    return write_inline(parse_inline(text), MARKDOWN)


def plain_words(tokens: Iterable[Token], base: str | None = None) -> str:
    """The words of inline Markdown in one line, each link's address in brackets behind its words.

    ``base`` is the page that relative addresses are relative to; ``None``: those are left out.
    """

    def link(words: str, url: str) -> str:
        whole = whole_url(url, base)
        return f"{words} <{whole}>" if whole else words

    return one_line(write_inline(tokens, Dialect(lambda text, _: text, str, lambda _: "", link)))


def escape_markdown(text: str, *, line_start: bool = True) -> str:
    """One line of Markdown that shows ``text`` and nothing but text.

    It may stand in a link's words and in a heading, and at the start of a line unless
    ``line_start`` is false. Entities are used, not backslashes: CommonMark, GFM, kramdown
    and Pandoc read them alike, and Liquid leaves them alone.
    """
    return _escaped(one_line(text), line_start)


def _escaped(text: str, line_start: bool) -> str:
    start = _LINE_START.match(text) if line_start else None
    head = start[0] if start else ""
    return _entities(head) + _MARKUP.sub(lambda match: _entities(match[0]), text[len(head) :])


def _entities(text: str) -> str:
    return "".join(c if c.isalnum() or c == " " else "&amp;" if c == "&" else f"&#{ord(c)};" for c in text)


def markdown_link(text: str, url: str | None) -> str:
    """A Markdown link that shows ``text``; the text alone where ``url`` may not become a link."""
    target = safe_url(url)
    words = escape_markdown(text, line_start=target is None)
    return words if target is None else _link(words, target)


def _link(words: str, url: str) -> str:
    target = url.replace("(", "%28").replace(")", "%29").replace("&", "&amp;")
    return f"[{words}]({target})"


def _code(code: str) -> str:
    """``code`` between enough backticks; as text where a template engine would see a tag in it."""
    # Entities mean nothing in code, so a tag in it could not be escaped.
    if TEMPLATE_TAG.search(code):
        return _escaped(code, True)
    return _fenced(code, pads=code[0] == code[-1] == " ")


def _fenced(code: str, *, pads: bool) -> str:
    """``code`` between backticks; spaces keep apart from them what is a backtick, or what they would eat."""
    fence = "`" * (max(map(len, re.findall(r"`+", code)), default=0) + 1)
    pad = " " if pads or "`" in (code[0], code[-1]) else ""
    return f"{fence}{pad}{code}{pad}{fence}"


HTML = Dialect(
    text=lambda text, _: escape_html(text),
    code=lambda code: f"<code>{escape_html(code)}</code>",
    end=lambda token: f"<{token.kind}>",
    link=lambda words, url: f'<a href="{escape_html(url)}">{words}</a>',
)
MARKDOWN = Dialect(text=_escaped, code=_code, end=lambda token: token.value, link=_link)


def to_markdown(spans: Iterable[Span]) -> str:
    """The spans as inline Markdown, on one line, that shows the same and no more than they do."""
    groups = [
        (url, list(_tokens(tuple(group)))) for url, group in groupby(joined(spans), lambda span: span.url)
    ]
    dialect = _dialect_for(chain.from_iterable(tokens for _, tokens in groups))
    out = []
    for url, tokens in groups:
        if url is None:
            out.append(write_inline(tokens, dialect))
            continue
        url = _WHITE.sub(" ", url).strip()
        if url == _shown(tokens).strip() and _AUTOLINK.fullmatch(url):
            out.append(f"<{url}>")
        else:
            link = (Token("link", url), *tokens, Token("/link", url))
            out.append(write_inline(link, _dialect_for(tokens)))
    return "".join(out)


def _tokens(spans: Spans) -> Iterator[Token]:
    """The tokens of spans, each span marked up by itself and its spaces outside of the marks."""
    edges = (None, *spans, None)
    for before, span, behind in zip(edges, spans, edges[2:], strict=False):
        body = span.text.strip()
        if span.key is not None:
            yield Token("key", span.key)
        elif not body:
            yield Token("text", span.text)
        else:
            left, right = (
                Token("text", " ") if edge == " " else None for edge in (span.text[0], span.text[-1])
            )
            # Two stretches of code side by side would be read as one.
            apart = left or before is None or not before.code or before.text.endswith(" ")
            word = Token("code" if span.code and apart else "text", body)
            first, last = "``" if word.kind == "code" else (body[0], body[-1])
            marked = (left or _may_mark(before, -1, first, span)) and (
                right or _may_mark(behind, 0, last, span)
            )
            marks = _marks(span) if marked else []
            ends = (Token(f"/{kind}", mark) for kind, mark in reversed(marks))
            yield from filter(None, (left, *(Token(*mark) for mark in marks), word, *ends, right))


def _marks(span: Span) -> list[tuple[str, str]]:
    """The ends of emphasis that a span begins with; ``_`` stays apart from the asterisks of strong."""
    return [("strong", "**")] * span.bold + [("em", "_" if span.bold else "*")] * span.italic


def _may_mark(beside: Span | None, edge: int, char: str, span: Span) -> bool:
    """Whether emphasis can begin or end beside another span without a space (CommonMark 0.31, 6.2)."""
    if beside is None or not beside.text:
        return True
    if beside.bold or beside.italic:
        return False
    return is_apart(beside.text[edge]) or (not is_apart(char) and not (span.bold and span.italic))


def _dialect_for(tokens: Iterable[Token]) -> Dialect:
    return _READABLE if _is_balanced(_shown(tokens, code="`")) else _READABLE_WITH_BRACKETS


def _shown(tokens: Iterable[Token], code: str | None = None) -> str:
    """The words of tokens, with ``code`` in the place of what is code."""
    there = (token for token in tokens if token.kind in ("text", "code"))
    return "".join(token.value if token.kind == "text" or code is None else code for token in there)


def _is_balanced(text: str) -> bool:
    """Whether no bracket of a text can be taken for one of a link, so that none needs a backslash."""
    depth = 0
    for char in text:
        depth += (char == "[") - (char == "]")
        if depth < 0:
            return False
    return depth == 0 and "](" not in text


def _readable_link(words: str, url: str) -> str:
    # One level of brackets is a part of the address for CommonMark; any others would end it.
    unsafe = _IN_URL if _PAIRED.fullmatch(url) is None else _IN_PAIRED_URL
    target = unsafe.sub(lambda match: f"%{ord(match[0]):02X}" if match[0].isascii() else "%20", url)
    return f"[{words}]({target})"


# For the list's own files: a backslash only where something would change.
_READABLE = Dialect(
    text=lambda text, _: _ACTIVE.sub(r"\\\g<0>", text),
    code=lambda code: _fenced(code, pads=False),
    end=lambda token: token.value,
    link=_readable_link,
)
_READABLE_WITH_BRACKETS = _READABLE._replace(text=lambda text, _: _ACTIVE_OR_BRACKET.sub(r"\\\g<0>", text))
