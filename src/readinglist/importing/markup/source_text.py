"""A Markdown page without what its readers never see: comments, scripts, front matter, code blocks.

What is taken out is remembered, and every line stays where it was, so that numbers of
lines are those of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from readinglist.text.markdown.page_parser import parse_spans, reference_label
from readinglist.text.markdown.spans import Spans

# What opens and closes a stretch that is not shown, and what that is.
_HIDDEN = (
    ("<!--", "-->", "commented out"),
    ("{% comment %}", "{% endcomment %}", "commented out"),
    ("{%- comment -%}", "{%- endcomment -%}", "commented out"),
    ("{::comment}", "{:/comment}", "commented out"),
    ("<script", "</script>", "a script"),
    ("<style", "</style>", "a style sheet"),
)
# A script within a line is somebody's title, and stays text.
_OPENING = re.compile(
    "|".join(
        rf"(?:^|(?<=\n))[ \t]*{re.escape(opening)}\b" if opening.startswith("<s") else re.escape(opening)
        for opening, _, _ in _HIDDEN
    ),
    re.I,
)
_FRONT = re.compile(r"---[ \t]*\r?\n(.*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.S)
_SCALAR = re.compile(r"(?<![\w-])(?P<key>[A-Za-z_][\w-]*+)[ \t]*:[ \t]+(?P<value>\S.*?)[ \t]*\r?$", re.M)
_DEFINITION = re.compile(
    r" {0,3}\[(?P<label>[^\[\]\n]{1,300})\]:[ \t]*(?:<(?P<angle>[^<>\n]*)>|(?P<url>\S+))"
    r"(?:[ \t]+(?P<title>\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*"
)
_FENCE = re.compile(r" {0,12}(`{3,}|~{3,})")


# https://kramdown.gettalong.org/syntax.html#extensions: what is between the tags is shown.
_KRAMDOWN_TAG = re.compile(r"\{::(?:nomarkdown|options)\b[^{}\n]*\}|\{:/(?:nomarkdown)?\}")
_LINK_ATTRIBUTES = re.compile(r"(?<=\))\{[.#\w][^{}\n]{0,300}\}")
_SPAN_ATTRIBUTES = re.compile(r"\[([^\[\]\n]{1,200})\]\{[.#][^{}\n]{0,300}\}")


class Hidden(NamedTuple):
    """A stretch of a page that is not shown: its text, the line where it begins, and what it is."""

    text: str
    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Source:
    """A page as its readers see it.

    Attributes:
        lines: the lines, empty where something was taken out.
        hidden: what was taken out, in order; code blocks and front matter are not told of.
        front: the scalars of the front matter, by key, as text.
        references: addresses of reference-style links by `reference_label` their label.
    """

    lines: tuple[str, ...]
    hidden: tuple[Hidden, ...]
    front: Mapping[str, str]
    references: Mapping[str, str]
    _known: dict[str, Spans] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of_spans(
        cls,
        known: Mapping[str, Spans],
        hidden: tuple[Hidden, ...] = (),
        front: Mapping[str, str] | None = None,
    ) -> Source:
        """The source of a page in other markup: ``known`` has the spans of each text of its blocks."""
        return cls((), hidden, front or {}, {}, dict(known))

    def spans(self, text: str) -> Spans:
        """The spans of a block's inline Markdown; readers look at a block several times."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = parse_spans(text, self.references)
        return found


def source_of(text: str) -> Source:
    """The page in ``text``."""
    text = text.removeprefix("\ufeff")
    front, text = _front(text)
    text, hidden = _shown(text)
    text = _without_attributes(_KRAMDOWN_TAG.sub("", text))
    # Not splitlines(): a form feed or U+2028 ends no line for those who count lines.
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    _blank_code(lines)
    references: dict[str, str] = {}
    return Source(_without_definitions(lines, references), tuple(hidden), front, references)


def _front(text: str) -> tuple[dict[str, str], str]:
    match = _FRONT.match(text)
    if match is None:
        return {}, text
    scalars = {m["key"]: m["value"].strip("\"'") for m in _SCALAR.finditer(match[1]) if m["key"]}
    return scalars, "\n" * match[0].count("\n") + text[match.end() :]


def _shown(text: str) -> tuple[str, list[Hidden]]:
    """The text with blanks for what is not shown, and that; what never ends, ends with the page."""
    shown: list[str] = []
    hidden: list[Hidden] = []
    at, line = 0, 1
    while (match := _OPENING.search(text, at)) is not None:
        closing, why = next((c, w) for o, c, w in _HIDDEN if o == match[0].strip().lower())
        end = _find(text, closing, match.end())
        end = len(text) if end < 0 else end + len(closing)
        line += text.count("\n", at, match.start())
        cut = text[match.start() : end]
        hidden.append(Hidden(cut, line, why))
        shown += [text[at : match.start()], "\n" * cut.count("\n")]
        line += cut.count("\n")
        at = end
    return "".join((*shown, text[at:])), hidden


def _find(text: str, closing: str, start: int) -> int:
    match = re.compile(re.escape(closing), re.I).search(text, start)
    return match.start() if match else -1


def _without_attributes(text: str) -> str:
    """The text without pandoc's attributes of links and spans: ``[a](b){.button}``, ``[a]{.badge}``."""
    return (
        _SPAN_ATTRIBUTES.sub(r"\1", _LINK_ATTRIBUTES.sub("", text)) if "]" in text and "{" in text else text
    )


def _blank_code(lines: list[str]) -> None:
    """Empty the lines of fenced code blocks."""
    fence = ""
    for index, line in enumerate(lines):
        match = _FENCE.match(line)
        if not fence and match and not ("`" in match[1] and "`" in line[match.end() :]):
            fence, lines[index] = match[1], ""
        elif fence:
            closes = match and match[1][0] == fence[0] and len(match[1]) >= len(fence)
            closes = closes and not line[match.end() :].strip() if match else False
            fence, lines[index] = "" if closes else fence, ""


def _without_definitions(lines: list[str], references: dict[str, str]) -> tuple[str, ...]:
    """The lines without definitions of links, which are put into ``references``; the first of a label counts.

    ``[//]: <> (lecture 3)`` is the way to write a comment in Markdown, and goes, too.
    """
    kept = []
    for line in lines:
        match = _DEFINITION.fullmatch(line) if line.lstrip(" ").startswith("[") else None
        if match:
            url = match["angle"] if match["angle"] is not None else match["url"]
            references.setdefault(reference_label(match["label"]), url)
        kept.append("" if match else line)
    return tuple(kept)


def hidden_links(hidden: tuple[Hidden, ...]) -> Iterator[tuple[int, str, str]]:
    """The lines of a page's comments that hold an address: number, text, and why it is not shown."""
    for stretch in hidden:
        if stretch.why != "commented out":
            continue
        for offset, line in enumerate(stretch.text.split("\n")):
            words = line.strip().removeprefix("<!--").removesuffix("-->").strip()
            if re.search(r"https?://|\]\(", words):
                yield stretch.line + offset, words, stretch.why
