"""Inline reStructuredText, as course pages have it, to spans.

https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#inline-markup

Inline markup refers to targets and substitutions that stand anywhere on the page, so that the
lines of the page are searched for these first (``rst_source``).
https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#explicit-markup-blocks
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from readinglist.importing.markup.source_text import Hidden
from readinglist.text.markdown.spans import Span, Spans, joined

_TOKEN = re.compile(
    r"\\(?P<escaped>[\s\S])"
    r"|``(?=\S)(?P<literal>.+?)``"
    r"|(?<![\w`]):(?P<role>[A-Za-z][\w:+.-]{0,40}):`(?P<of_role>(?:\\.|[^`\\])+)`"
    r"|(?<![\w`])`(?=[^\s`])(?P<quoted>(?:\\.|[^`\\])+)`(?P<tail>__?(?!\w)|:[A-Za-z][\w:+.-]{0,40}:)?"
    r"|\*\*(?=\S)(?P<strong>[^*]+)\*\*"
    r"|\*(?=\S)(?P<emphasis>[^*]+)\*"
    r"|(?<![\w|])\|(?=\S)(?P<substitution>[^|\n]{1,200})\|_{0,2}"
    r"|(?<![\w\]])\[(?P<note>[^\[\]\s]{1,80})\]_(?!\w)"
    r"|(?P<url>(?:https?|ftp)://[^\s<>`\\]+)"
    r"|(?<![\w`.+:/-])(?P<word>[A-Za-z0-9]++(?:[-.+:][A-Za-z0-9]++)*+)(?P<word_tail>__?)(?!\w)",
    re.S,
)
_EMBEDDED = re.compile(r"(?P<words>.*?)\s*<(?P<target>[^<>]+)>\s*", re.S)
_WHITE = re.compile(r"\s+")
_ESCAPE = re.compile(r"\\([\s\S])")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|/|#|\.{0,2}/|[\w-]+\.[\w-]+")
_CITING = re.compile(r"cite(?::\w+)?|footcite(?::\w+)?|bibcite")
# Roles of Sphinx's extlinks that sites agree on.
_IDENTIFIERS = {"doi": "https://doi.org/", "arxiv": "https://arxiv.org/abs/"}
_MAILTO = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[a-z]+", re.I)
_TARGET = re.compile(r"[ \t]*\.\.[ \t]+_(?P<name>`[^`]+`|(?:\\.|[^:\\])+?):(?:[ \t]+(?P<url>\S.*))?$")
_ANONYMOUS = re.compile(r"[ \t]*(?:\.\.[ \t]+__:|__)[ \t]+(?P<url>\S.*)$")
_SUBSTITUTION = re.compile(
    r"[ \t]*\.\.[ \t]+\|(?P<name>[^|]+)\|[ \t]+(?P<directive>\w+)::[ \t]*(?P<text>.*)$"
)
_EMBEDDED_TARGET = re.compile(r"`(?P<words>[^`<>]+?)\s*<(?P<url>[^`<>]+)>`_(?!_)")
_EXPLICIT = re.compile(r"[ \t]*\.\.(?:[ \t]|$)")


@dataclass(slots=True)
class Targets:
    """What the references of a page lead to.

    Attributes:
        named: address by normalised name.
        anonymous: addresses of ``__`` references that are not yet used, in order.
        substitutions: text by name.
    """

    named: dict[str, str] = field(default_factory=dict)
    anonymous: list[str] = field(default_factory=list)
    substitutions: dict[str, str] = field(default_factory=dict)
    _used: int = 0

    def of(self, name: str) -> str | None:
        """The address of a named reference; ``None``: it leads to a place on the page, or nowhere."""
        seen: set[str] = set()
        name = name_of(name)
        while name in self.named and name not in seen:
            seen.add(name)
            target = self.named[name]
            if not (target.endswith("_") and not _SCHEME.match(target)):
                return target or None
            name = name_of(target[:-1].strip("`"))
        return None

    def next_anonymous(self) -> str | None:
        """The address of the next reference that has no name; ``None``: there are no more."""
        self._used += 1
        return self.anonymous[self._used - 1] if self._used <= len(self.anonymous) else None


def name_of(text: str) -> str:
    """A reference's name, as names are compared: white space and case do not count."""
    return _WHITE.sub(" ", unescaped(text)).strip().casefold()


def unescaped(text: str) -> str:
    """``text`` without its backslashes; one before white space takes that away, too."""
    return _ESCAPE.sub(lambda match: "" if match[1].isspace() else match[1], text)


def parse_rst_spans(text: str, targets: Targets) -> Spans:
    """The spans of a paragraph, an item or a cell."""
    return joined(_spans(text, targets, depth=0))


def _spans(text: str, targets: Targets, depth: int) -> Iterator[Span]:
    at = 0
    for match in _TOKEN.finditer(text):
        if match.start() > at:
            yield Span(text[at : match.start()])
        at = match.end()
        yield from _of(match, targets, depth)
    if at < len(text):
        yield Span(text[at:])


def _of(match: re.Match[str], targets: Targets, depth: int) -> Iterator[Span]:
    if match["escaped"] is not None:
        yield Span("" if match["escaped"].isspace() else match["escaped"])
    elif match["literal"] is not None:
        yield Span(match["literal"], code=True)
    elif match["role"]:
        yield from _of_role(match["role"], match["of_role"])
    elif match["quoted"] is not None:
        yield from _of_quoted(match["quoted"], match["tail"] or "", targets)
    elif match["strong"] is not None:
        yield from _within(match["strong"], targets, depth, bold=True)
    elif match["emphasis"] is not None:
        yield from _within(match["emphasis"], targets, depth, italic=True)
    elif match["substitution"] is not None:
        yield from _substituted(match["substitution"], targets, depth)
    elif match["url"] is not None:
        yield from _bare_url(match["url"])
    elif match["note"] is not None:
        yield Span(f"[{match['note']}]")
    else:
        yield from _of_word(match, targets)


def _within(
    text: str, targets: Targets, depth: int, *, bold: bool = False, italic: bool = False
) -> Iterator[Span]:
    """Words in bold or italics; links in them, which docutils does not know, are read all the same."""
    inner = _spans(text, targets, depth + 1) if depth < 2 else iter((Span(unescaped(text)),))
    for span in inner:
        yield span._replace(bold=span.bold or bold, italic=span.italic or italic)


def _of_role(role: str, text: str) -> Iterator[Span]:
    name = role.lower()
    embedded = _EMBEDDED.fullmatch(text)
    words, target = (embedded["words"], embedded["target"]) if embedded else (text, text)
    if _CITING.fullmatch(name):
        for index, key in enumerate(re.split(r"\s*[,;]\s*", unescaped(text).strip())):
            yield Span(" " if index else "")
            yield Span("", key=key)
    elif name in _IDENTIFIERS:
        yield Span(unescaped(words), f"{_IDENTIFIERS[name]}{unescaped(target).strip()}")
    elif name == "download" or (embedded and re.match(r"https?://", target)):
        yield Span(unescaped(words), unescaped(target).strip())
    else:
        yield Span(unescaped(words), bold=name == "strong", italic=name in ("emphasis", "title"))


def _of_quoted(text: str, tail: str, targets: Targets) -> Iterator[Span]:
    if tail.startswith(":"):
        yield from _of_role(tail.strip(":"), text)
        return
    if not tail:
        yield Span(unescaped(text), italic=True)
        return
    embedded = _EMBEDDED.fullmatch(text)
    if embedded:
        url = _address(embedded["target"], targets)
        yield Span(unescaped(embedded["words"]) or (url or ""), url)
        return
    url = targets.next_anonymous() if tail == "__" else targets.of(text)
    yield Span(unescaped(text), url)


def _address(text: str, targets: Targets) -> str | None:
    """The address in angle brackets, whose line breaks do not count, or that of a name in them."""
    if text.endswith("_") and not text.endswith("\\_") and not _SCHEME.match(text):
        return targets.of(text[:-1])
    url = unescaped(_WHITE.sub("", text))
    return f"mailto:{url}" if _MAILTO.fullmatch(url) else url


def _of_word(match: re.Match[str], targets: Targets) -> Iterator[Span]:
    if match["word_tail"] == "__":
        yield Span(match["word"], targets.next_anonymous())
        return
    url = targets.of(match["word"])
    known = url is not None or name_of(match["word"]) in targets.named
    yield Span(match["word"] if known else match[0], url)


def _substituted(name: str, targets: Targets, depth: int) -> Iterator[Span]:
    text = targets.substitutions.get(name_of(name))
    if text is None:
        yield Span(f"|{name}|")
    elif depth < 3:
        yield from _spans(text, targets, depth + 1)


def _bare_url(text: str) -> Iterator[Span]:
    """An address that stands in the text; a stop or bracket at its end is no part of it."""
    url = text.rstrip(".,;:!?'\"*")
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1].rstrip(".,;:!?'\"")
    yield Span(url, url)
    if rest := text[len(url) :]:
        yield Span(rest)


class Line(NamedTuple):
    """A line of the page: its number, its indent in columns, and its words; empty words: it is blank."""

    number: int
    indent: int
    text: str


class RstSource(NamedTuple):
    """A page without what only names things."""

    lines: tuple[Line, ...]
    targets: Targets
    hidden: tuple[Hidden, ...]


def rst_source(text: str) -> RstSource:
    """The page in ``text``."""
    raw = [line.rstrip().expandtabs(8) for line in text.removeprefix("\ufeff").split("\n")]
    lines = [Line(number, _indent(line), line.strip()) for number, line in enumerate(raw, start=1)]
    targets = Targets()
    hidden: list[Hidden] = []
    kept: list[Line] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        end = (
            _end_of_block(lines, at) if _EXPLICIT.match(line.text) or line.text.startswith("__ ") else at + 1
        )
        taken = _take(lines[at:end], targets, hidden)
        kept += (Line(gone.number, 0, "") for gone in lines[at:end]) if taken else lines[at : at + 1]
        at = end if taken else at + 1
    for match in _EMBEDDED_TARGET.finditer(text):
        targets.named.setdefault(name_of(match["words"]), "".join(match["url"].split()))
    return RstSource(tuple(kept), targets, tuple(hidden))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _end_of_block(lines: list[Line], start: int) -> int:
    """Where the lines end that are indented more than that of ``start``; blank lines at the end stay out."""
    end = start + 1
    for index in range(start + 1, len(lines)):
        if lines[index].text and lines[index].indent <= lines[start].indent:
            break
        if lines[index].text:
            end = index + 1
    return end


def _take(block: list[Line], targets: Targets, hidden: list[Hidden]) -> bool:
    """Take in a block that only names something, or that is a comment; whether it was one."""
    first = block[0].text
    rest = [line.text for line in block[1:] if line.text]
    if match := _ANONYMOUS.match(first):
        targets.anonymous.append(_joined(match["url"], rest))
    elif match := _TARGET.match(first):
        name = name_of(match["name"].strip("`"))
        # Chained targets lead where the last of them leads; that is seldom needed and left out.
        targets.named.setdefault(name, _joined(match["url"] or "", rest))
    elif match := _SUBSTITUTION.match(first):
        words = match["text"] if match["directive"] == "replace" else ""
        targets.substitutions.setdefault(name_of(match["name"]), " ".join((words, *rest)).strip())
    elif _EXPLICIT.match(first) and _is_comment(first):
        words = "\n".join(line.text for line in block)[2:]
        hidden.append(Hidden(words, block[0].number, "commented out"))
    else:
        return False
    return True


def _joined(first: str, rest: list[str]) -> str:
    """The address of a target, which may go on in the next lines."""
    whole = "".join((first, *rest)).replace(" ", "")
    return whole if whole.endswith("_") else unescaped(whole)


def _is_comment(text: str) -> bool:
    body = text[2:].strip()
    return not re.match(r"[\w+.-]+(?::[\w+.-]+)?[ \t]?::(?:[ \t]|$)|\[[^\[\]\s]+\](?:[ \t]|$)", body)
