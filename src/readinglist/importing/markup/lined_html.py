"""HTML that is made of another form, with every element on the line of its source."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from readinglist.text.markdown.page_parser import parse_spans
from readinglist.text.markdown.spans import Span

_BREAK = re.compile(r"\s*\n\s*")
_MARKED = re.compile(r"\]\(|\*\*|(?<!\w)[*_]\w|https?://")


class LinedHtml:
    """A document as it is written.

    Readers know where an element stands by the lines of the HTML. So a line break is written
    only to get down to the line of the source, and none otherwise.

    Attributes:
        line: the line that the next element comes to stand on.
    """

    def __init__(self, title: str = "") -> None:
        self._parts = ["<!doctype html><html>"]
        self.line = 1
        if title:
            self.add(f"<head><title>{html.escape(title)}</title></head>")
        self.add("<body>")

    def at(self, line: int | None) -> None:
        """Go down to a line of the source; one above stays where the document is."""
        if line is not None and line > self.line:
            self._parts.append("\n" * (line - self.line))
            self.line = line

    def add(self, markup: str) -> None:
        """Add HTML, on the current line."""
        self._parts.append(_BREAK.sub(" ", markup))

    def text(self) -> str:
        """The whole document."""
        return "".join((*self._parts, "</body></html>"))


def html_of_text(text: str) -> str:
    """Words as HTML, with the links and marks of Markdown and bare addresses in them."""
    return html_of_spans(parse_spans(text)) if _MARKED.search(text) else html.escape(text)


def html_of_spans(spans: Iterable[Span]) -> str:
    """Spans as HTML."""
    return "".join(map(_span, spans))


def _span(span: Span) -> str:
    shown = html.escape(span.text)
    for tag, is_set in (("code", span.code), ("i", span.italic), ("b", span.bold)):
        shown = f"<{tag}>{shown}</{tag}>" if is_set and shown.strip() else shown
    return f'<a href="{html.escape(span.url)}">{shown}</a>' if span.url else shown
