"""The lines of a reStructuredText page, and the targets, substitutions and comments that stand in them.

https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#explicit-markup-blocks
"""

from __future__ import annotations

import re
from typing import NamedTuple

from readinglist.importing.markup.rst_inline import Targets, name_of, unescaped
from readinglist.importing.markup.source import Hidden

_TARGET = re.compile(r"[ \t]*\.\.[ \t]+_(?P<name>`[^`]+`|(?:\\.|[^:\\])+?):(?:[ \t]+(?P<url>\S.*))?$")
_ANONYMOUS = re.compile(r"[ \t]*(?:\.\.[ \t]+__:|__)[ \t]+(?P<url>\S.*)$")
_SUBSTITUTION = re.compile(
    r"[ \t]*\.\.[ \t]+\|(?P<name>[^|]+)\|[ \t]+(?P<directive>\w+)::[ \t]*(?P<text>.*)$"
)
_EMBEDDED = re.compile(r"`(?P<words>[^`<>]+?)\s*<(?P<url>[^`<>]+)>`_(?!_)")
_EXPLICIT = re.compile(r"[ \t]*\.\.(?:[ \t]|$)")


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
    for match in _EMBEDDED.finditer(text):
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
