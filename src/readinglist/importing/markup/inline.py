"""Inline Markdown, as people type it, to spans.

CommonMark's inlines with what course pages add: links whose address holds spaces or a line
break, bare addresses, HTML for emphasis and links, kramdown's attributes, citation tags of
jekyll-scholar and Pandoc. Whatever is none of that is text. Linear time.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Mapping
from itertools import groupby
from typing import NamedTuple

from readinglist.importing.markup.spans import Span, Spans, joined
from readinglist.text.emphasis import Piece, delimiter_run, fences_of, resolve_emphasis

_PUNCTUATION = r"[!-/:-@\[-`{-~]"
_ENTITY = r"&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_MARKUP = (
    "a|abbr|b|big|br|center|cite|code|del|em|font|i|img|ins|kbd|mark|nobr|q|s|small|span|strong"
    "|sub|sup|tt|u|wbr"
)
_KEY = r"[\w][\w:.#$%&+?<>~/-]*"
_TOKEN = re.compile(
    rf"""(?P<escape>\\{_PUNCTUATION}) | (?P<entity>{_ENTITY}) | (?P<ticks>`+)
    | <(?P<auto>[A-Za-z][A-Za-z0-9+.-]{{1,31}}:[^\s<>]{{1,2000}})>
    | <(?P<tag>/?(?:{_MARKUP}))(?P<attributes>\s[^<>]{{0,1000}})?/?>
    | \{{%-?\s*(?:cite|reference|nocite|fullcite|cite_details)\s+(?P<cite>[^%}}]{{1,500}}?)\s*-?%\}}
    | \[-?@(?P<pandoc>{_KEY}(?:\s*;\s*@{_KEY})*)(?P<suffix>[^\]\[\\]{{0,100}})\](?![(\[])
    | (?P<attribute>\{{:[^{{}}\n]{{0,300}}\}})
    | (?P<bare>(?<![\w=\"'(/])(?:https?|ftp)://[^\s<>\[\]"'`]{{1,2000}}
        | (?<=\()https?://[^\s<>\[\]"'`()]{{1,2000}})
    | (?P<image>!\[) | (?P<open>\[) | (?P<close>\]) | (?P<run>\*+|_+)
    | (?P<text>(?:[^\\&`<\[\]*_!{{hf]++|(?<=\w)[hf])+|.)""",
    re.VERBOSE | re.DOTALL,
)
# An address may hold spaces, one level of brackets, and a Liquid variable.
_DESTINATION = re.compile(
    r"""\(\s*(?:<(?P<angle>[^<>\n]{0,2000})>"""
    r"""|(?P<url>(?:[^()"\n]|\n(?!\s*\n)|\([^()\n]{0,500}\)|(?<!\s)"){0,3000}?))"""
    r"""(?:\s+(?:"[^"]{0,500}"|'[^'()]{0,500}'))?\s*\)"""
)
_REFERENCE = re.compile(r"\[(?P<label>[^\[\]]{0,300})\]")
_UNESCAPE = re.compile(rf"\\({_PUNCTUATION})|({_ENTITY})")
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.I)
# What inline tags set, and those that are kin of theirs.
_SET = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("i", "em", "cite"), "em"),
    **dict.fromkeys(("code", "kbd", "tt"), "tt"),
}
# https://github.com/inukshuk/jekyll-scholar#citations: what is cited of a work.
_OPTIONS = {"-l": "--locator", "-L": "--label"}
_WHITE = re.compile(r"\s+")
_LONGEST_DESTINATION = 4_096


class _Open(NamedTuple):
    """A bracket that may be a link's: where its piece is, and where its words begin in the text."""

    piece: int
    at: int
    image: bool


def spans_of(text: str, references: Mapping[str, str] | None = None) -> Spans:
    """The spans of inline Markdown; ``references`` maps `label_of` a link's label to its address."""
    return joined(_spans(resolve_emphasis(_Scanner(text, references or {}).scan())))


def label_of(text: str) -> str:
    """A reference's label in the form that is compared."""
    return _WHITE.sub(" ", text).strip().casefold()


class _Scanner:
    """One pass over a text: links and code are settled, emphasis stays open."""

    def __init__(self, text: str, references: Mapping[str, str]) -> None:
        self._text = text
        self._references = references
        self._fences = fences_of(text)
        self._pieces: list[Piece] = []
        self._brackets: list[_Open] = []
        self._anchors = 0

    def scan(self) -> list[Piece]:
        at = 0
        while match := _TOKEN.match(self._text, at):
            at = self._token(match.lastgroup or "text", match)
        self._pieces += [Piece("/link")] * self._anchors
        return self._pieces

    def _token(self, kind: str, match: re.Match[str]) -> int:
        """Add what a token means; return where the next one begins."""
        add, end = self._pieces.append, match.end()
        match kind:
            case "ticks":
                return self._code(match)
            case "close" if self._brackets:
                return self._link(match)
            case "auto" | "bare":
                return self._address(match[kind], match.start(kind), match.end())
            case "tag" | "attributes":
                self._tag(match["tag"].lower(), match["attributes"] or "")
            case "cite":
                self._keys(match[kind])
            case "pandoc" | "suffix":
                self._keys(match["pandoc"], match["suffix"].strip(" ,;"))
            case "run":
                add(delimiter_run(self._text, match))
            case "attribute":
                pass
            case "open" | "image":
                self._brackets.append(_Open(len(self._pieces), end, kind == "image"))
                add(Piece("text", match[0]))
            case _:
                add(Piece("text", _unescape(match[0])))
        return end

    def _code(self, fence: re.Match[str]) -> int:
        ends = self._fences.get(len(fence[0]), [])
        index = bisect_right(ends, fence.start())
        if index == len(ends):
            self._pieces.append(Piece("text", fence[0]))
            return fence.end()
        self._pieces.append(Piece("code", self._text[fence.end() : ends[index]].strip()))
        return ends[index] + len(fence[0])

    def _link(self, close: re.Match[str]) -> int:
        """Make a link of the words since the last open bracket, or text of the bracket."""
        opened = self._brackets.pop()
        url, end = self._target(opened, close)
        if url is None:
            self._pieces.append(Piece("text", "]"))
            return close.end()
        words = [piece for piece in self._pieces[opened.piece + 1 :] if piece.kind not in ("link", "/link")]
        if opened.image:
            self._pieces[opened.piece :] = words
            return end
        self._brackets = [bracket for bracket in self._brackets if bracket.image]  # a link holds no link
        self._pieces[opened.piece :] = [Piece("link", url), *words, Piece("/link")]
        return end

    def _target(self, opened: _Open, close: re.Match[str]) -> tuple[str | None, int]:
        """The address behind the words of a link, and where it ends; ``None``: it is no link."""
        at = close.end()
        if self._text.startswith("(", at):
            match = _DESTINATION.match(self._text, at, at + _LONGEST_DESTINATION)
            if match:
                url = match["angle"] if match["angle"] is not None else match["url"]
                return _unescape(_WHITE.sub(" ", url).strip()), match.end()
        reference = _REFERENCE.match(self._text, at)
        label = reference["label"] if reference else ""
        words = self._text[opened.at : close.start()] if close.start() - opened.at <= 1_000 else ""
        url = self._references.get(label_of(label or words))
        return url, reference.end() if reference and url is not None else at

    def _address(self, url: str, start: int, end: int) -> int:
        """Link an address to itself, without the punctuation of the sentence that it ends."""
        if end == start + len(url):
            bare = url.rstrip(".,;:!?*_")
            while bare.endswith(")") and bare.count(")") > bare.count("("):
                bare = bare[:-1].rstrip(".,;:!?*_")
            url, end = bare, start + len(bare)
        url = _unescape(url)
        self._pieces += [Piece("link", url), Piece("text", url), Piece("/link")]
        return end

    def _keys(self, text: str, behind: str = "") -> None:
        """The keys of a citation tag, and in brackets which part of the work it cites."""
        option, label = "", "page"
        for word in filter(None, re.split(r"[\s;,=]+", text)):
            if word.startswith("-") and not word.startswith("-@"):
                option = _OPTIONS.get(word, word)
            elif not option:
                self._pieces.append(Piece("key", word.lstrip("-@")))
            else:
                label = word if option == "--label" else label
                behind = word.strip("\"'") if option == "--locator" else behind
                option = ""
        if behind:
            label = "pages" if label == "page" and re.search(r"\d\W+\d", behind) else label
            part = f"{label} {behind}" if behind[:1].isdecimal() else behind
            self._pieces.append(Piece("text", f" ({part})"))

    def _tag(self, tag: str, attributes: str) -> None:
        name = tag.lstrip("/")
        if name in ("br", "wbr"):
            self._pieces.append(Piece("text", " "))
        elif name in _SET:
            self._pieces.append(Piece("/" * tag.startswith("/") + _SET[name]))
        elif name == "a" and not tag.startswith("/"):
            href = _HREF.search(attributes)
            url = next((part for part in href.groups() if part is not None), "") if href else None
            if url is not None:
                self._pieces.append(Piece("link", html.unescape(url)))
                self._anchors += 1
        elif name == "a" and self._anchors:
            self._pieces.append(Piece("/link"))
            self._anchors -= 1


def _unescape(text: str) -> str:
    return _UNESCAPE.sub(lambda match: match[1] or html.unescape(match[2]), text)


def _spans(pieces: list[Piece]) -> list[Span]:
    """Pieces whose ends are matched, as spans; what was opened more often counts once."""
    out: list[Span] = []
    urls: list[str] = []
    depth = {"strong": 0, "em": 0, "tt": 0}
    for kind, group in groupby(pieces, key=lambda piece: piece.kind):
        same = list(group)
        if kind in ("text", "code"):
            shown = "".join(piece.value for piece in same)
            is_code = kind == "code" or depth["tt"] > 0
            out.append(Span(shown, urls[-1] if urls else None, depth["strong"] > 0, depth["em"] > 0, is_code))
            continue
        for piece in same:
            _turn(piece, out, urls, depth)
    return out


def _turn(piece: Piece, out: list[Span], urls: list[str], depth: dict[str, int]) -> None:
    """Take in an end of a link or of emphasis, or a key."""
    name = piece.kind.lstrip("/")
    if name in depth:
        depth[name] = max(depth[name] + (-1 if piece.kind.startswith("/") else 1), 0)
    elif piece.kind == "key":
        out.append(Span("", key=piece.value))
    elif piece.kind == "link":
        urls.append(piece.value)
        out.append(Span("", piece.value))
    elif urls:
        urls.pop()
