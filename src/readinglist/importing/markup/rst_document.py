"""reStructuredText as HTML, by docutils, with every block on its line.

https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html - nothing is inserted from files
or addresses. What docutils does not know, since it is of Sphinx or of a site, gives its words:
a directive its content, a role its text.
"""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from readinglist.errors import MissingExtraError
from readinglist.importing.markup.lined_html import LinedHtml

# What docutils does for tables and substitutions; of all other directives the words are wanted.
_ITS_OWN = frozenset(
    {"table", "csv-table", "list-table", "replace", "unicode", "date", "role", "default-role"}
)
# Directives whose content is for programs or leads elsewhere; its lines are told of like comments.
_UNSEEN = frozenset(
    [
        "autoclass",
        "autofunction",
        "automodule",
        "autosummary",
        "bibliography",
        "code",
        "code-block",
        "contents",
        "currentmodule",
        "doctest",
        "figure",
        "footbibliography",
        "graphviz",
        "highlight",
        "image",
        "include",
        "index",
        "ipython",
        "jupyter-execute",
        "literalinclude",
        "math",
        "mermaid",
        "meta",
        "plot",
        "raw",
        "sectnum",
        "sourcecode",
        "tabularcolumns",
        "tags",
        "testcode",
        "toctree",
        "youtube",
    ]
)
_ARGUMENTS_FOR_PROGRAMS = frozenset(
    {"container", "rst-class", "class", "grid", "tab-set", "only", "ifconfig"}
)
_ITS_OWN_ROLES = frozenset({"emphasis", "strong", "literal", "title-reference", ""})
_PLACES = re.compile(r"(?:required|optional)[-_ ]?(?:readings?|papers?)?|readings?", re.I)
_CITING = re.compile(r"cite(?::\w+)?|footcite(?::\w+)?|bibcite")
# Roles of Sphinx's extlinks that sites agree on.
_IDENTIFIERS = {"doi": "https://doi.org/", "arxiv": "https://arxiv.org/abs/"}
_EMBEDDED = re.compile(r"(?P<words>.*?)\s*<(?P<target>[^<>]+)>\s*", re.S)
_FAR = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|\.{0,2}/|[\w-]+\.[\w-]+")
# docutils takes some of these for ends of lines (str.splitlines), which they are not on a page.
_NOT_TEXT = re.compile("[\x00\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_LOCK = threading.Lock()
_DEEPEST = 100
_MOST_MARKS = 400
_FARTHEST = 2_000
_TAGS = {"strong": "b", "emphasis": "i", "literal": "code", "title_reference": "i"}
_LISTS = {"bullet_list": "ul", "enumerated_list": "ol"}
_NOT_SHOWN = frozenset(
    {"target", "colspec", "substitution_definition", "pending", "transition", "decoration"}
)
_SETTINGS: dict[str, object] = {
    "_disable_config": True,
    "doctitle_xform": False,
    "docinfo_xform": False,
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "halt_level": 5,
    "report_level": 5,
    "line_length_limit": 1_000_000,
    "warning_stream": False,
}


def rst_page(text: str) -> str:
    """The page in ``text`` as HTML.

    Raises:
        MissingExtraError: docutils is not installed.
    """
    try:
        from docutils.core import publish_doctree
        from docutils.parsers.rst import Parser
    except ImportError as error:
        raise MissingExtraError("reading reStructuredText", "pages") from error
    lines = _NOT_TEXT.sub(" ", text.removeprefix("\ufeff")).expandtabs(8).split("\n")
    writer = _Writer(lines)
    try:
        with _lenient():
            parser = Parser(inliner=_bounded_inliner())
            tree = publish_doctree("\n".join(lines), parser=parser, settings_overrides=_SETTINGS)
        writer.children(tree, 0)
    except Exception:  # nested beyond the limit of recursion, or a fault of docutils
        writer = _Writer(lines)
        writer.unread()
    return writer.made.text()


@contextmanager
def _lenient() -> Iterator[None]:
    """Let docutils ask here for directives and roles; it has one table of them for the whole process."""
    from docutils.parsers.rst import directives, roles

    directive, role = directives.directive, roles.role

    def find_directive(name: str, *rest: Any) -> Any:
        return directive(name, *rest) if name in _ITS_OWN else (_any_directive(), [])

    def find_role(name: str, *rest: Any) -> Any:
        known = (
            role(name, *rest) if name in ("emphasis", "strong", "literal", "title-reference", "") else None
        )
        return known if known and known[0] else (_any_role, [])

    with _LOCK:
        directives.directive, roles.role = find_directive, find_role
        try:
            yield
        finally:
            directives.directive, roles.role = directive, role


def _bounded_inliner() -> Any:
    """Return the one that finds inline markup, for paragraphs that are not full of marks.

    It searches the rest of a paragraph for the end of each mark. No subclass, as docutils looks
    for the attributes of an inliner in its own class only.
    """
    from docutils import nodes
    from docutils.parsers.rst.states import Inliner

    inliner = Inliner()
    parse = inliner.parse

    def bounded(text: str, *rest: Any) -> Any:
        if sum(map(text.count, "`*|[_:")) > _MOST_MARKS:
            return [nodes.Text(text)], []
        return parse(text, *rest)

    inliner.parse = bounded
    return inliner


class _AnyOption(dict[str, Any]):
    """Options of every name, as texts."""

    def __missing__(self, name: str) -> Any:
        return lambda value: value


@cache
def _any_directive() -> Any:
    from docutils import nodes
    from docutils.parsers.rst import Directive

    class AnyDirective(Directive):  # type: ignore[misc]
        """A directive that gives the words of its argument and its content."""

        optional_arguments = 1
        final_argument_whitespace = True
        has_content = True
        option_spec = _AnyOption(name=str)

        def run(self) -> list[Any]:
            argument = self.arguments[0] if self.arguments else ""
            if self.name in _UNSEEN:
                return [nodes.comment(self.block_text, self.block_text)]
            names = " ".join((argument, str(self.options.get("class", ""))))
            place = next((name for name in (self.name, *names.split()) if _PLACES.fullmatch(name)), "")
            holder = nodes.container("", classes=[place] if place else [])
            if argument and self.name not in _ARGUMENTS_FOR_PROGRAMS:
                words, messages = self.state.inline_text(argument, self.lineno)
                title = nodes.paragraph(argument, "", *words)
                title.line = self.lineno
                holder += title
                holder += messages
            self.state.nested_parse(self.content, self.content_offset, holder)
            return [holder]

    return AnyDirective


def _any_role(
    name: str,
    rawtext: str,
    text: str,
    lineno: int,
    inliner: Any,
    options: Any = None,
    content: Sequence[str] = (),
) -> tuple[list[Any], list[Any]]:
    """The words of a role; a citation and an identifier keep what they name."""
    from docutils import nodes, utils

    said = utils.unescape(text)
    role = name.rpartition(":")[2].lower() if name.lower().split(":")[-1] in _IDENTIFIERS else name.lower()
    if _CITING.fullmatch(role):
        return [nodes.inline(rawtext, "", cited=said)], []
    embedded = _EMBEDDED.fullmatch(said)
    words, target = (embedded["words"], embedded["target"]) if embedded else (said, said)
    if role in _IDENTIFIERS:
        return [nodes.reference(rawtext, words, refuri=_IDENTIFIERS[role] + target)], []
    if embedded and _FAR.match(target):
        return [nodes.reference(rawtext, words, refuri=target)], []
    return [nodes.inline(rawtext, words)], []


class _Writer:
    """Writes a tree of docutils as HTML."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._source = lines
        self._depth = 0
        self.made = LinedHtml()

    def unread(self) -> None:
        """Write the lines as comments, so that what could not be parsed is told of."""
        for number, line in enumerate(self._source, start=1):
            if line.strip():
                self.made.at(number)
                self._comment(line)

    def _comment(self, line: str) -> None:
        self.made.add(f"<!-- {line.strip().replace('--', '- -').rstrip('-')} -->")

    def children(self, node: Any, rank: int) -> None:
        """Write what is in a node, which stands in ``rank`` sections."""
        self._depth += 1
        for child in node.children if self._depth < _DEEPEST else ():
            self._block(child, rank)
        self._depth -= 1

    def _block(self, node: Any, rank: int) -> None:
        name = node.tagname
        if name == "#text":
            self.made.add(html.escape(str(node)))
        elif name == "title":
            self.made.at(self._line_with(node.rawsource.strip()))
            level = min(max(rank, 1), 6)
            self.made.add(f"<h{level}>{self._inline(node)}</h{level}>")
        elif name in ("paragraph", "term", "rubric", "attribution", "line", "literal_block", "doctest_block"):
            self.made.at(node.line)
            self._text(name, node)
        elif name in ("comment", "system_message"):
            self._unseen(node)
        elif name in _LISTS:
            self._around(_LISTS[name], node, rank)
        elif name == "list_item":
            self.made.at(_line(node))
            self._around("li", node, rank)
        elif name == "field":
            self._field(node, rank)
        elif name == "definition_list":
            self._around("dl", node, rank)
        elif name == "definition":
            self._around("dd", node, rank)
        elif name == "table":
            self._around("table", node, rank)
        elif name == "row":
            self.made.at(_line(node))
            self._around("tr", node, rank)
        elif name == "entry":
            self._entry(node, rank)
        elif name == "container":
            place = next(iter(node.get("classes", ())), "")
            self.made.add(f'<div class="{html.escape(place)}">')
            self.children(node, rank)
            self.made.add("</div>")
        elif name not in _NOT_SHOWN:
            self.children(node, rank + (name == "section"))

    def _around(self, tag: str, node: Any, rank: int) -> None:
        self.made.add(f"<{tag}>")
        self.children(node, rank)
        self.made.add(f"</{tag}>")

    def _text(self, name: str, node: Any) -> None:
        tag = "dt" if name == "term" else "p"
        self.made.add(f"<{tag}>{self._inline(node)}</{tag}>")

    def _entry(self, node: Any, rank: int) -> None:
        tag = "th" if node.parent.parent.tagname == "thead" else "td"
        covers = {"colspan": node.get("morecols", 0), "rowspan": node.get("morerows", 0)}
        spans = "".join(f' {name}="{more + 1}"' for name, more in covers.items() if more)
        self.made.add(f"<{tag}{spans}>")
        self.children(node, rank)
        self.made.add(f"</{tag}>")

    def _field(self, node: Any, rank: int) -> None:
        """A field is a paragraph, ``Name: words``, and what follows its first paragraph."""
        self.made.at(node.line)
        name, *bodies = node.children
        body = bodies[0].children if bodies else []
        first = self._inline(body[0]) if body and body[0].tagname == "paragraph" else ""
        self.made.add(f"<p>{self._inline(name)}: {first}</p>")
        for child in body[1:] if first else body:
            self._block(child, rank)

    def _unseen(self, node: Any) -> None:
        """What is not shown: the lines of a comment, and of an error the words that it is about."""
        if node.tagname == "system_message":
            about = [child for child in node.children if child.tagname == "literal_block"]
            lines = about[0].astext().split("\n") if about else []
            if len(lines) > 1 and re.fullmatch(r"([^\w\s])\1+", lines[1].strip()):
                self.made.at(node.get("line"))
                self.made.add(f"<p><b>{html.escape(lines[0].strip())}</b></p>")
                return
        else:
            lines = node.astext().split("\n")
        for line in filter(str.strip, lines):
            self.made.at(self._line_with(line.strip()))
            self._comment(line)

    def _line_with(self, words: str) -> int | None:
        """The next line with these words; docutils knows no line of a title, and of a comment its end."""
        for index in range(self.made.line - 1, min(len(self._source), self.made.line + _FARTHEST)):
            if words in self._source[index]:
                return index + 1
        return None

    def _inline(self, node: Any, depth: int = 0) -> str:
        parts = []
        for child in node.children if depth < _DEEPEST else ():
            name = child.tagname
            if name == "#text":
                parts.append(html.escape(str(child)))
                continue
            words = self._inline(child, depth + 1)
            if name == "reference" and child.get("refuri"):
                parts.append(f'<a href="{html.escape(child["refuri"])}">{words}</a>')
            elif child.get("cited"):
                parts += [f'<span data-cites="{html.escape(key)}"></span>' for key in _keys(child["cited"])]
            elif name in _TAGS:
                parts.append(f"<{_TAGS[name]}>{words}</{_TAGS[name]}>")
            elif name not in ("target", "system_message", "footnote_reference", "citation_reference"):
                parts.append(words)
        return "".join(parts)


def _keys(text: str) -> list[str]:
    return [key for key in re.split(r"\s*[,;]\s*", text.strip()) if key]


def _line(node: Any) -> int | None:
    """The line of a node, or of the first one in it that has one."""
    found = (inner.line for inner in node.findall() if inner.line is not None)
    line: int | None = next(found, None)
    return line
