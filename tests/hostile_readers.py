"""What programs make of a build: the page that they show, its words, and what in it could act."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from typing import NamedTuple

from lxml import html

ADDRESS = re.compile(r"(?:https?:)?//|mailto:|[^:]*$|[^:]*[/?#]")
"""How an address begins that may be followed: with a scheme that is allowed, or with none."""

ELEMENTS = frozenset(
    {"div", "section", "h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "li", "a", "em", "strong", "code"}
    | {"time", "bdi", "span"}
)
ATTRIBUTES = frozenset({"href", "id", "class", "datetime", "data-date"})


class Element(NamedTuple):
    """An element without its words: how deep it is, what it is called, its attributes, where it leads."""

    depth: int
    tag: str
    attributes: tuple[str, ...]
    href: str | None


def parsed(text: str) -> html.HtmlElement:
    """A piece of a page, or a whole one."""
    return html.document_fromstring(f"<div>{text}</div>" if "<html" not in text else text)


def words(text: str) -> str:
    """What a page says."""
    return str(parsed(text).text_content())


def skeleton(text: str) -> list[Element]:
    """All elements of a page, in order."""
    return list(_elements(parsed(text), 0))


def _elements(element: html.HtmlElement, depth: int) -> Iterator[Element]:
    tag = element.tag if isinstance(element.tag, str) else "comment"  # lxml has a function there
    yield Element(depth, tag, tuple(sorted(element.keys())), element.get("href"))
    for child in element:
        yield from _elements(child, depth + 1)


def assert_inert(text: str, *, comments: int = 0) -> None:
    """Nothing in a page can act: known elements and attributes only, and links of allowed schemes."""
    elements = [element for element in skeleton(text)[2:] if element.tag != "comment"]  # html and body
    assert len(skeleton(text)) - 2 - len(elements) == comments
    for element in elements:
        assert element.tag in ELEMENTS, element
        assert set(element.attributes) <= ATTRIBUTES, element
        assert element.href is None or ADDRESS.match(element.href), element


def pandoc(text: str, reader: str, writer: str = "html", *options: str) -> str:
    """``text`` as pandoc reads and writes it."""
    command = ["pandoc", "-f", reader, "-t", writer, "--wrap=none", *options]
    return _output(command, text)


def kramdown(text: str) -> str:
    """``text`` as Jekyll's reader of Markdown shows it."""
    script = "print Kramdown::Document.new($stdin.read, input: 'GFM').to_html"
    return _output(["ruby", "-Ku", "-rkramdown", "-rkramdown-parser-gfm", "-e", script], text)


def markdown_it(text: str) -> str:
    """``text`` as a reader of CommonMark shows it that leaves HTML in and marks up all that it can."""
    from markdown_it import MarkdownIt

    return str(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text))


def python_markdown(text: str) -> str:
    """``text`` as MkDocs' reader of Markdown shows it, with most of what it can do besides."""
    import markdown

    more = ("extra", "toc", "admonition", "sane_lists", "smarty", "wikilinks", "meta", "nl2br")
    return str(markdown.markdown(text, extensions=list(more)))


def _output(command: list[str], text: str) -> str:
    return subprocess.run(command, input=text, capture_output=True, check=True, encoding="utf-8").stdout
