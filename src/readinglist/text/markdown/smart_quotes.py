"""Quotes, dashes and dots as a printer sets them, by the rules of Jekyll's Markdown (kramdown).

A page in Markdown goes through these rules when its site is built; what is written as HTML
does not, so that they are applied here, and the words look as they did. Pure.
https://kramdown.gettalong.org/syntax.html#typographic-symbols
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from readinglist.text.markdown.parser import Token

_SIGNS = {
    "---": "—", "--": "–", "...": "…", "<< ": "«\u00a0", " >>": "\u00a0»", "<<": "«", ">>": "»",
}  # fmt: skip
_OPENING = {'"': "“", "'": "‘"}
_CLOSING = {'"': "”", "'": "’"}
_STEP = re.compile("|".join(("[\"']", *map(re.escape, _SIGNS))))

# Behind one of these, and behind white space, a quote opens.
_OPENERS = frozenset(" \t\r\n\\[{(-")
# Punctuation that goes on neither as an ellipsis nor as a word.
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~](?!\.\.)(?!\w)")
_TWO = re.compile(r"(?:\"'|'\")\w", re.ASCII)
# The ’90s.
_DECADE = re.compile(r"\d\ds", re.ASCII)
_ENDS = re.compile(r"\s|s\b|$")
_EMPHASIS = re.compile(r"[_*]{1,2}\S")
# What stands in Markdown where a token begins, as far as a quote before it is concerned.
_MARKS = {"em": "*", "strong": "**", "/em": "*", "/strong": "**", "link": "[", "/link": "](", "code": "`"}
_LOOK_AHEAD = 4  # none of the patterns above looks further


def smart(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Inline Markdown in which text has the quotes, dashes and dots that are printed; code stays as it is."""
    done: list[Token] = []
    following = ""
    # From the end: what a quote becomes depends on what stands behind it.
    for token in reversed(tokens):
        if token.kind == "text":
            done.append(token._replace(value=_set(token.value, following)))
        source = token.value if token.kind == "text" else _MARKS.get(token.kind, "")
        following = (source[:_LOOK_AHEAD] + following)[:_LOOK_AHEAD]
        if token.kind != "text":
            done.append(token)
    return tuple(reversed(done))


def _set(text: str, following: str) -> str:
    """``text`` as it is printed; ``following`` begins what stands behind it."""
    out: list[str] = []
    at = known = 0
    while match := _STEP.search(text, at):
        start, at = match.span()
        out.append(text[known:start])
        before = text[start - 1] if start > known else ""
        printed = _SIGNS.get(match[0])
        # Two different quotes may open together: "'Quoted' words".
        if printed is None and (not before or before.isspace()) and _TWO.match(text, start):
            printed, at = f"{_OPENING[text[start]]}{_OPENING[text[start + 1]]}", at + 1
        if printed is None:
            printed = _quote(match[0], before, text[at : at + _LOOK_AHEAD] + following)
        out.append(printed or "")
        known = at if printed else start
    return "".join((*out, text[known:]))


def _quote(mark: str, before: str, after: str) -> str | None:
    """``mark`` as an opening or a closing quote; ``None``: it stays as it is, and the next one closes.

    ``before`` is empty behind another sign and at the start.
    """
    if before:
        decade = mark == "'" and before.isspace() and _DECADE.match(after)
        return _OPENING[mark] if before in _OPENERS and not decade else _CLOSING[mark]
    if _EMPHASIS.match(after):
        return _OPENING[mark]
    if _PUNCTUATION.match(after) or (mark == "'" and _DECADE.match(after)):
        return _CLOSING[mark]
    if after[:1] in _OPENING:
        return None
    return _CLOSING[mark] if _ENDS.match(after) else _OPENING[mark]
