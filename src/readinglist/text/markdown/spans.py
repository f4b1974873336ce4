"""Text with its markup: the form in which every reader of text hands an item on.

Readers of Markdown, HTML and reStructuredText each make spans of what they read; what an
item says is then found out in one place, and its words are kept as inline Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from readinglist.text.markdown.parser import Token

_WHITE = re.compile(r"\s+")
_UNTIDY = re.compile(r"\s\s|[^\S ]")


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
    """The spans without white space at their end; a link stays, even if it has no words left."""
    while spans and spans[-1].text.endswith(" "):
        last = spans.pop()
        if last.text.strip() or last.url is not None:
            spans.append(last._replace(text=last.text.rstrip()))
    return tuple(spans)


def plain(spans: Iterable[Span]) -> str:
    """The words alone, on one line."""
    return _WHITE.sub(" ", "".join(span.text for span in spans)).strip()


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


def spans_of_tokens(tokens: Iterable[Token]) -> list[Span]:
    """Tokens as spans; what is opened twice counts once, and a link begins with an empty span."""
    out: list[Span] = []
    urls: list[str] = []
    depth = {"strong": 0, "em": 0, "tt": 0}
    for kind, group in groupby(tokens, key=lambda token: token.kind):
        same = list(group)
        if kind in ("text", "code"):
            shown = "".join(token.value for token in same)
            is_code = kind == "code" or depth["tt"] > 0
            out.append(Span(shown, urls[-1] if urls else None, depth["strong"] > 0, depth["em"] > 0, is_code))
            continue
        for token in same:
            _apply_end(token, out, urls, depth)
    return out


def _apply_end(token: Token, out: list[Span], urls: list[str], depth: dict[str, int]) -> None:
    """Take in an end of a link or of emphasis, or a key."""
    name = token.kind.lstrip("/")
    if name in depth:
        depth[name] = max(depth[name] + (-1 if token.kind.startswith("/") else 1), 0)
    elif token.kind == "key":
        out.append(Span("", key=token.value))
    elif token.kind == "link":
        urls.append(token.value)
        out.append(Span("", token.value))
    elif urls:
        urls.pop()
