"""Text with its markup: the form in which every reader of text hands an item on.

Readers of Markdown, HTML and reStructuredText each make spans of what they read; what an
item says is then found out in one place, and its words are kept as inline Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_WHITE = re.compile(r"\s+")
_ACTIVE = re.compile(r"[\\`*]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=[#A-Za-z])|\]\(|\{(?=[{%#])")
_IN_URL = re.compile(r"[\s()<>\\]")


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
    out: list[Span] = []
    for span in spans:
        text = _WHITE.sub(" ", span.text)
        if text.startswith(" ") and (not out or out[-1].text.endswith(" ")):
            text = text[1:]
        if out and out[-1]._replace(text="") == span._replace(text="") and span.key is None:
            out[-1] = span._replace(text=out[-1].text + text)
        elif text or span.url is not None or span.key is not None:
            out.append(span._replace(text=text))
    while out and out[-1].text != out[-1].text.rstrip():
        last = out.pop()
        if last.text.strip() or last.url is not None:
            out.append(last._replace(text=last.text.rstrip()))
    return tuple(out)


def plain(spans: Iterable[Span]) -> str:
    """The words alone, on one line."""
    return _WHITE.sub(" ", "".join(span.text for span in spans)).strip()


def markdown(spans: Iterable[Span]) -> str:
    """The spans as inline Markdown, on one line, that shows the same and no more than they do."""
    spans = joined(spans)
    balanced = _balanced("".join(span.text for span in spans))
    return "".join(_markdown(span, balanced) for span in spans)


def _markdown(span: Span, balanced: bool) -> str:
    if span.key is not None:
        return f"[@{span.key}]"
    body = span.text.strip()
    if not body and span.url is None:
        return span.text
    balanced = balanced if span.url is None else _balanced(body)
    shown = _code(body) if span.code else _escaped(body, balanced)
    mark = "**" * span.bold + "*" * span.italic if body else ""
    shown = f"{mark}{shown}{mark}"
    if span.url is not None:
        shown = _link(body, shown, span.url)
    before, after = span.text.startswith(" "), span.text.endswith(" ") and bool(body)
    return f"{' ' * before}{shown}{' ' * after}"


def _link(body: str, shown: str, url: str) -> str:
    url = _WHITE.sub(" ", url).strip()
    if url == body and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*", url):
        return f"<{url}>"
    target = _IN_URL.sub(lambda match: f"%{ord(match[0]):02X}" if match[0].isascii() else "%20", url)
    return f"[{shown}]({target})"


def _escaped(text: str, balanced: bool) -> str:
    """``text`` with a backslash before whatever inline Markdown would take for markup."""
    text = _ACTIVE.sub(lambda match: "\\" + match[0], text)
    return text if balanced else re.sub(r"(?<!\\)[\[\]]", r"\\\g<0>", text)


def _balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == "[") - (char == "]")
        if depth < 0:
            return False
    return depth == 0


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
