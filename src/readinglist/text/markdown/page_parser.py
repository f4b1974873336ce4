"""Inline Markdown as people type it into course pages, to spans.

CommonMark's inlines with what course pages add: links whose address holds spaces or a line
break, references, images, bare addresses, HTML for emphasis and links, kramdown's attributes,
citation tags of jekyll-scholar and Pandoc. Addresses stay as they are written, safe or not: what
comes of a link that leads nowhere is for the importer to say.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from readinglist.text.markdown.parser import InlineParser, Token
from readinglist.text.markdown.spans import Spans, joined, spans_of_tokens
from readinglist.text.safety import ENTITY, PUNCTUATION, unescape

_MARKUP = (
    "a|abbr|b|big|br|center|cite|code|del|em|font|i|img|ins|kbd|mark|nobr|q|s|small|span|strong"
    "|sub|sup|tt|u|wbr"
)
_KEY = r"[\w][\w:.#$%&+?<>~/-]*"
_REFERENCE = re.compile(r"\[(?P<label>[^\[\]]{0,300})\]")
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
_LONGEST_LABEL = 1_000


def parse_spans(text: str, references: Mapping[str, str] | None = None) -> Spans:
    """The spans of inline Markdown.

    Args:
        text: inline Markdown, perhaps of several lines.
        references: `reference_label` of the labels of links to their addresses.
    """
    return joined(spans_of_tokens(_PageParser(text, references or {}).tokens()))


def reference_label(text: str) -> str:
    """A reference's label in the form that is compared."""
    return _WHITE.sub(" ", text).strip().casefold()


class _PageParser(InlineParser):
    """The parser, with what course pages add."""

    # An address is bare where no attribute, destination or word holds it; plain text therefore
    # stops before every "h" and "f" that begins a word. "[@key](url)" is a link, no citation.
    pattern = re.compile(
        rf"""(?P<escape>\\{PUNCTUATION}) | (?P<entity>{ENTITY}) | (?P<ticks>`+)
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
    destination = re.compile(
        r"""\(\s*(?:<(?P<angle>[^<>\n]{0,2000})>"""
        r"""|(?P<url>(?:[^()"\n]|\n(?!\s*\n)|\([^()\n]{0,500}\)|(?<!\s)"){0,3000}?))"""
        r"""(?:\s+(?:"[^"]{0,500}"|'[^'()]{0,500}'))?\s*\)"""
    )
    longest_destination = 4_096  # the pattern above may look at each character several times

    def __init__(self, text: str, references: Mapping[str, str]) -> None:
        super().__init__(text)
        self._references = references
        # Where the words of images begin; links may hold images, and images links.
        self._images: set[int] = set()
        self._anchors = 0

    def scan(self) -> None:
        """Take the text; an ``<a>`` that is never closed ends with it."""
        super().scan()
        self._tokens += [Token("/link")] * self._anchors

    def take(self, kind: str, match: re.Match[str]) -> int:
        """Add the tokens for a match of `pattern`; return where the next one begins."""
        match kind:
            case "auto" | "bare":
                return self._take_address(match[kind], match.start(kind), match.end())
            case "tag" | "attributes":
                self._take_tag(match["tag"].lower(), match["attributes"] or "")
            case "cite":
                self._take_keys(match[kind])
            case "pandoc" | "suffix":
                self._take_keys(match["pandoc"], match["suffix"].strip(" ,;"))
            case "attribute":
                pass
            case "image":
                self._images.add(match.end())
                return super().take("open", match)
            case _:
                return super().take(kind, match)
        return match.end()

    def code(self, text: str) -> str:
        """What is shown of the text between backticks."""
        return text.strip()

    def address(self, match: re.Match[str]) -> str | None:
        """Where a link leads, as it is written, perhaps nowhere."""
        written = match["angle"] if match["angle"] is not None else match["url"]
        return unescape(_WHITE.sub(" ", written).strip())

    def find_target(self, at: int, end: int) -> tuple[str | None, int] | None:
        """Where a link leads, by the address behind its words or by a reference, and where it ends."""
        if (found := super().find_target(at, end)) or not self._references:
            return found
        reference = _REFERENCE.match(self._text, end + 1)
        label = reference["label"] if reference else ""
        words = self._text[at:end] if end - at <= _LONGEST_LABEL else ""
        url = self._references.get(reference_label(label or words))
        if url is None:
            return None
        return url, reference.end() if reference else end + 1

    def close_link(self, words: list[Token], url: str | None, at: int) -> None:
        """Add a link, or of an image its words; what is left of an ``<a>`` within the words goes."""
        unclosed = 0
        for word in words:
            if word.kind == "link":
                unclosed += 1
            elif word.kind == "/link" and unclosed:
                unclosed -= 1
            elif word.kind == "/link":
                self._tokens.append(word)
        self._anchors -= unclosed
        words = [word for word in words if word.kind not in ("link", "/link")]
        if at in self._images:
            self._tokens += words
            return
        self._brackets = [bracket for bracket in self._brackets if bracket[1] in self._images]
        self.add_link(words, url)

    def _take_address(self, url: str, start: int, end: int) -> int:
        """Link an address to itself, without the punctuation of the sentence that it ends."""
        if end == start + len(url):
            bare = url.rstrip(".,;:!?*_")
            while bare.endswith(")") and bare.count(")") > bare.count("("):
                bare = bare[:-1].rstrip(".,;:!?*_")
            url, end = bare, start + len(bare)
        url = unescape(url)
        self.add_link([Token("text", url)], url)
        return end

    def _take_keys(self, text: str, behind: str = "") -> None:
        """The keys of a citation tag, and in brackets which part of the work it cites."""
        option, label = "", "page"
        for word in filter(None, re.split(r"[\s;,=]+", text)):
            if word.startswith("-") and not word.startswith("-@"):
                option = _OPTIONS.get(word, word)
            elif not option:
                self._tokens.append(Token("key", word.lstrip("-@")))
            else:
                label = word if option == "--label" else label
                behind = word.strip("\"'") if option == "--locator" else behind
                option = ""
        if behind:
            label = "pages" if label == "page" and re.search(r"\d\W+\d", behind) else label
            part = f"{label} {behind}" if behind[:1].isdecimal() else behind
            self.add_text(f" ({part})")

    def _take_tag(self, tag: str, attributes: str) -> None:
        name = tag.lstrip("/")
        if name in ("br", "wbr"):
            self.add_text(" ")
        elif name in _SET:
            self._tokens.append(Token("/" * tag.startswith("/") + _SET[name]))
        elif name == "a" and not tag.startswith("/"):
            href = _HREF.search(attributes)
            url = next((part for part in href.groups() if part is not None), "") if href else None
            if url is not None:
                self._tokens.append(Token("link", html.unescape(url)))
                self._anchors += 1
        elif name == "a" and self._anchors:
            self._tokens.append(Token("/link"))
            self._anchors -= 1
