"""Text with its markup: the form in which every reader of text hands an item on.

Readers of Markdown, HTML and reStructuredText each make spans of what they read; what an
item says is then found out in one place, and its words are kept as inline Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from readinglist.text.emphasis import is_apart

_WHITE = re.compile(r"\s+")
_UNTIDY = re.compile(r"\s\s|[^\S ]")
_ACTIVE = re.compile(
    r"[\\`*]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=[#A-Za-z])|\{(?=[{%#:])"
    r"|\[(?=-?@)|!$"
)
_ACTIVE_OR_BRACKET = re.compile(rf"{_ACTIVE.pattern}|[\[\]]")
_IN_URL = re.compile(r"[\s()<>\\]")
_IN_PAIRED_URL = re.compile(r"[\s<>\\]")
_PAIRED = re.compile(r"[^()]*+(?:\([^()]*+\)[^()]*+)*+")


class Span(NamedTuple):
    """A stretch of text that has the same markup throughout.

    Attributes:
        text: the words as a reader of the page sees them.
        url: where they lead, as it is written, perhaps empty; ``None``: they are no link.
        bold, italic, code: how they are set.
        key: the citation key of a tag such as ``{% cite key %}``; ``None``: it is none.
    """

    text: str
    url: str | None = None
    bold: bool = False
    italic: bool = False
    code: bool = False
    key: str | None = None


Spans = tuple[Span, ...]


def joined(spans: Iterable[Span]) -> Spans:
    """The same spans with white space as single spaces, none at the ends, and like beside like joined."""
    spans = tuple(spans)
    if _is_joined(spans):
        return spans
    out: list[Span] = []
    spaced = True
    for kind, group in groupby(_without_empty(spans), key=lambda span: span._replace(text="")):
        text = _WHITE.sub(" ", "".join(span.text for span in group))
        text = text[1:] if spaced and text.startswith(" ") else text
        spaced = text.endswith(" ") or (spaced and not text and kind.key is None)
        if text or kind.key is not None or kind.url is not None:
            out.append(kind._replace(text=text))
    return _without_tail(list(_without_empty(out)))


def _is_joined(spans: Spans) -> bool:
    """Whether there is nothing to join: most spans come here several times."""
    if not spans or spans[0].text.startswith(" ") or spans[-1].text.endswith(" "):
        return not spans
    for before, span in pairwise((None, *spans)):
        if not span or not span.text or _UNTIDY.search(span.text):
            return False
        if before and (before[1:] == span[1:] or (before.text[-1] == " " and span.text[0] == " ")):
            return False
    return True


def _without_empty(spans: Iterable[Span]) -> Iterator[Span]:
    """The spans that have words; of a link or a key without words, one."""
    for (url, key), group in groupby(spans, key=lambda span: (span.url, span.key)):
        found = tuple(group)
        worded = [span for span in found if span.text]
        yield from worded or (found[:1] if url is not None or key is not None else ())


def _without_tail(spans: list[Span]) -> Spans:
    while spans and spans[-1].text.endswith(" "):
        last = spans.pop()
        if last.text.strip() or last.url is not None:
            spans.append(last._replace(text=last.text.rstrip()))
    return tuple(spans)


def plain(spans: Iterable[Span]) -> str:
    """The words alone, on one line."""
    return _WHITE.sub(" ", "".join(span.text for span in spans)).strip()


def markdown(spans: Iterable[Span]) -> str:
    """The spans as inline Markdown, on one line, that shows the same and no more than they do."""
    spans = joined(spans)
    balanced = _balanced(spans)
    out = []
    for url, group in groupby(spans, key=lambda span: span.url):
        words = tuple(group)
        if url is None:
            out += _all_words(words, balanced)
        else:
            body = "".join(span.text for span in words)
            out.append(_link(body, "".join(_all_words(words, _balanced(words))), url))
    return "".join(out)


def _all_words(spans: Spans, balanced: bool) -> list[str]:
    edges = (None, *spans, None)
    return [_words(span, balanced, edges[i], edges[i + 2]) for i, span in enumerate(spans)]


def _words(span: Span, balanced: bool, before: Span | None, behind: Span | None) -> str:
    if span.key is not None:
        return f"[@{span.key}]"
    body = span.text.strip()
    if not body:
        return span.text
    left, right = span.text.startswith(" "), span.text.endswith(" ")
    # Two stretches of code side by side would be read as one.
    apart = left or before is None or not before.code or before.text.endswith(" ")
    shown = _code(body) if span.code and apart else _escaped(body, balanced and not span.code)
    if (left or _may_mark(before, -1, shown[0], span)) and (right or _may_mark(behind, 0, shown[-1], span)):
        mark = "**" * span.bold + ("_" if span.bold else "*") * span.italic
        shown = f"{mark}{shown}{mark[::-1]}"
    return f"{' ' * left}{shown}{' ' * right}"


def _may_mark(beside: Span | None, edge: int, char: str, span: Span) -> bool:
    """Whether emphasis can begin or end beside another span without a space (CommonMark 0.31, 6.2)."""
    if beside is None or not beside.text:
        return True
    if beside.bold or beside.italic:
        return False
    return is_apart(beside.text[edge]) or (not is_apart(char) and not (span.bold and span.italic))


def _link(body: str, shown: str, url: str) -> str:
    url = _WHITE.sub(" ", url).strip()
    body = body.strip()
    if url == body and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*", url):
        return f"<{url}>"
    unsafe = _IN_URL if _PAIRED.fullmatch(url) is None else _IN_PAIRED_URL
    target = unsafe.sub(lambda match: f"%{ord(match[0]):02X}" if match[0].isascii() else "%20", url)
    return f"[{shown}]({target})"


def _escaped(text: str, balanced: bool) -> str:
    """``text`` with a backslash before whatever inline Markdown would take for markup."""
    return (_ACTIVE if balanced else _ACTIVE_OR_BRACKET).sub(lambda match: "\\" + match[0], text)


def _balanced(spans: Spans) -> bool:
    """Whether no bracket of these words, as far as they are no code, can be taken for one of a link."""
    depth, text = 0, "".join("`" if span.code else span.text for span in spans)
    for char in text:
        depth += (char == "[") - (char == "]")
        if depth < 0:
            return False
    return depth == 0 and "](" not in text


def _code(text: str) -> str:
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    pad = " " if "`" in (text[0], text[-1]) else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def sliced(spans: Sequence[Span], start: int, end: int | None = None) -> Spans:
    """The part of the spans between two offsets of their joined text; a link that is cut stays a link."""
    out: list[Span] = []
    at = 0
    end = sum(len(span.text) for span in spans) if end is None else end
    for span in spans:
        head, at = at, at + len(span.text)
        if head < end and at > start:
            out.append(span._replace(text=span.text[max(start - head, 0) : end - head]))
    return tuple(out)
