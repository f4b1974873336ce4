"""What every format does with text and addresses that nobody has vetted.

Addresses become links only through `safe_url`. Text goes out through `escape_html` or
`escape_markdown`, remarks in inline Markdown through `inline_html` or
`inline_markdown`. What they return holds no raw HTML, no control characters, and no
brace that Liquid or Jinja would take for a tag, so that it may pass through a site
generator. All of them take linear time.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from urllib.parse import quote

from readinglist.text.emphasis import Piece, delimiter_run, fences_of, resolve_emphasis

_SCHEMES = frozenset({"http", "https", "mailto"})
_C0_OR_SPACE = "".join(map(chr, range(0x21)))
_SCHEME_PART = re.compile(r"([^/?#:]*):")
# Besides what RFC 3986 forbids: quotes (attributes), braces (Liquid), the bar (tables),
# and characters that reorder or hide the rest of the line.
_NOT_IN_URL = re.compile(
    "[\\s\x00-\x20\"'<>\\\\^`{|}\x7f-\xa0\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)

_BREAKS = re.compile(r"[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_HTML = str.maketrans({c: f"&#{ord(c)};" for c in "\"'{}"} | {"&": "&amp;", "<": "&lt;", ">": "&gt;"})

# Always: what CommonMark, GFM, kramdown or Pandoc may take for markup or smart typography.
# Only in some company: dashes, dots, signs, "://", ":emoji:", "www.", an image's "!".
_MARKUP = re.compile(
    r"""[\\`*_{}\[\]<>&~$|^"'#@] | --+ | -$ | \.\.+ | ==+ | \+\++ | :[A-Za-z0-9_+-]+: | :(?=//)"""
    r""" | (?<=[wW]{3})\. | !$""",
    re.VERBOSE,
)
_LINE_START = re.compile(r"\s*(?:[-+:%=]|\(?[^\W_]{1,9}[.)](?=\s|$))")

_PUNCTUATION = r"[!-/:-@\[-`{-~]"
_ENTITY = r"&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_TOKEN = re.compile(
    rf"""(?P<escape>\\{_PUNCTUATION}) | (?P<entity>{_ENTITY}) | (?P<ticks>`+)
    | <(?P<auto>[A-Za-z][A-Za-z0-9+.-]{{1,31}}:[^\s<>]*+)>
    | (?P<open>\[) | (?P<close>\]) | (?P<run>\*+|_+) | (?P<text>[^\\&`<\[\]*_]++|.)""",
    re.VERBOSE | re.DOTALL,
)
_DESTINATION = re.compile(
    r"""\(\s*+(?:<([^<>]*+)>|([^\s()<>]*+(?:\([^\s()]*+\)[^\s()<>]*+)*+))(?:\s++"[^"]*+")?+\s*+\)""",
    re.VERBOSE,
)
_UNESCAPE = re.compile(rf"\\({_PUNCTUATION})|({_ENTITY})")
TEMPLATE_TAG = re.compile(r"\{[{%#]")
"""What opens a tag of Liquid, Jinja or Go's templates, and a shortcode."""


@lru_cache(maxsize=1 << 14)
def safe_url(url: str | None) -> str | None:
    """``url`` if it may become a link, else ``None``.

    http, https, mailto and relative addresses may, ``//host`` among them. The scheme is
    read as browsers read it: control characters and spaces around it and line breaks in
    it do not count (URL Standard, 4.4). Spaces, quotes, ``<>``, backslashes, braces and
    control characters come back percent-encoded; other letters stay as they are.
    """
    if url is None:
        return None
    bare = re.sub(r"[\t\n\r]", "", url.strip(_C0_OR_SPACE))
    # An entity means something where the address is pasted into Markdown, so both readings must be safe.
    if not bare or not (_has_safe_scheme(bare) and _has_safe_scheme(_unescape(bare))):
        return None
    return _NOT_IN_URL.sub(lambda match: quote(match[0], safe=""), bare)


def _has_safe_scheme(url: str) -> bool:
    scheme = _SCHEME_PART.match(re.sub(r"[\t\n\r]", "", url.strip(_C0_OR_SPACE)))
    return scheme is None or scheme[1].lower() in _SCHEMES


def visible(text: str) -> str:
    """``text`` without control characters and without those that override the direction of the line.

    Tabs and line feeds stay, and so do right-to-left letters and marks.
    """
    return text if text.isprintable() else _UNSEEN.sub("", text)


def one_line(text: str) -> str:
    """``text`` as `visible` leaves it, with each run of white space and line breaks as one space."""
    # Most text is so already: the only white space that can be printed is the space.
    if text.isprintable() and "  " not in text:
        return text.strip()
    return visible(_BREAKS.sub(" ", text)).strip()


def escape_html(text: str) -> str:
    """``text`` for HTML content or a quoted attribute; a template engine finds no tag in it."""
    return visible(text).translate(_HTML)


def escape_markdown(text: str, *, line_start: bool = True) -> str:
    """One line of Markdown that shows ``text`` and nothing but text.

    It may stand in a link's words and in a heading, and at the start of a line unless
    ``line_start`` is false. Entities are used, not backslashes: CommonMark, GFM, kramdown
    and Pandoc read them alike, and Liquid leaves them alone.
    """
    return _escape(one_line(text), line_start=line_start)


def _escape(text: str, *, line_start: bool) -> str:
    start = _LINE_START.match(text) if line_start else None
    head = start[0] if start else ""
    return _entities(head) + _MARKUP.sub(lambda match: _entities(match[0]), text[len(head) :])


def _entities(text: str) -> str:
    return "".join(c if c.isalnum() or c == " " else "&amp;" if c == "&" else f"&#{ord(c)};" for c in text)


def markdown_link(text: str, url: str | None) -> str:
    """A Markdown link that shows ``text``; the text alone where ``url`` may not become a link."""
    return _markdown_link(escape_markdown(text, line_start=safe_url(url) is None), url)


def _markdown_link(label: str, url: str | None) -> str:
    target = safe_url(url)
    if target is None:
        return label
    target = target.replace("(", "%28").replace(")", "%29").replace("&", "&amp;")
    return f"[{label}]({target})"


def inline_html(text: str) -> str:
    """HTML for inline Markdown: emphasis, strong, code and links; all else is text.

    A link whose address is not safe keeps its words only. Raw HTML shows as text.
    """
    return pieces_html(inline_pieces(text))


def pieces_html(pieces: Iterable[Piece]) -> str:
    """HTML for the pieces of inline Markdown."""
    out = []
    for piece in pieces:
        match piece.kind:
            case "code":
                out.append(f"<code>{escape_html(piece.value)}</code>")
            case "link":
                out.append(f'<a href="{escape_html(piece.value)}">')
            case "/link":
                out.append("</a>")
            case "em" | "strong" | "/em" | "/strong":
                out.append(f"<{piece.kind}>")
            case _:
                out.append(escape_html(piece.value))
    return "".join(out)


def inline_markdown(text: str) -> str:
    """Markdown for inline Markdown: what `inline_html` shows, written so that no tool sees more in it."""
    return pieces_markdown(inline_pieces(text))


def pieces_markdown(pieces: Iterable[Piece]) -> str:
    """Markdown for the pieces of inline Markdown."""
    out: list[str] = []
    for piece in pieces:
        match piece.kind:
            case "code":
                out.append(_code_span(piece.value))
            case "link":
                out.append("[")
            case "/link":
                out.append(_markdown_link("", piece.value)[1:])
            case "text":
                out.append(_escape(piece.value, line_start=not out))
            case _:
                out.append(piece.value)
    return "".join(out)


def inline_links(text: str) -> tuple[tuple[str, str], ...]:
    """Address and words of every link that `inline_html` makes of inline Markdown, in order."""
    found = []
    words: list[str] | None = None
    for piece in inline_pieces(text):
        if piece.kind == "link":
            words = []
        elif piece.kind == "/link":
            found.append((piece.value, "".join(words or ())))
            words = None
        elif words is not None and piece.kind in ("text", "code"):
            words.append(piece.value)
    return tuple(found)


def _code_span(code: str) -> str:
    """``code`` between enough backticks; as text where a template engine would see a tag in it."""
    if TEMPLATE_TAG.search(code):
        return _escape(code, line_start=True)
    fence = "`" * (max(map(len, re.findall(r"`+", code)), default=0) + 1)
    pad = " " if "`" in (code[0], code[-1]) or code[0] == code[-1] == " " else ""
    return f"{fence}{pad}{code}{pad}{fence}"


def inline_pieces(text: str, home: str | None = None) -> list[Piece]:
    """The pieces of inline Markdown, in order, adjoining text joined: what `inline_html` shows.

    Their kinds are ``text`` and ``code``, whose ``value`` is shown, and the ends of ``em``,
    ``strong`` and ``link``: ``/em`` closes ``em``. The value of ``link`` is an address that is
    safe; of another link only the words are there. The rules are CommonMark's (0.31, chapter
    6) without images, HTML, references and line breaks.

    Args:
        text: inline Markdown.
        home: where a link with an empty address leads; ``None``: nowhere.
    """
    joined: list[Piece] = []
    for kind, group in groupby(resolve_emphasis(_scan(one_line(text), home)), key=lambda piece: piece.kind):
        pieces = list(group)
        joined += pieces if kind != "text" else [Piece("text", "".join(piece.value for piece in pieces))]
    return joined


def _scan(text: str, home: str | None) -> list[Piece]:
    """The pieces of ``text`` with code and links settled and runs of ``*`` and ``_`` still open."""
    pieces: list[Piece] = []
    brackets: list[int] = []
    fences = fences_of(text)
    at = 0
    while match := _TOKEN.match(text, at):
        kind, token, at = match.lastgroup or "text", match[0], match.end()
        if kind == "ticks":
            at = _scan_code(text, match, fences, pieces)
        elif kind == "close" and brackets:
            at = _scan_link(text, at, brackets, pieces, home)
        elif kind == "auto":
            pieces += _linked([Piece("text", match["auto"])], safe_url(match["auto"]))
        elif kind == "run":
            pieces.append(delimiter_run(text, match))
        else:
            if kind == "open":
                brackets.append(len(pieces))
            pieces.append(Piece("text", _unescape(token)))
    return pieces


def _unescape(text: str) -> str:
    if "\\" not in text and "&" not in text:
        return text
    return _UNESCAPE.sub(lambda match: match[1] or visible(html.unescape(match[2])), text)


def _scan_code(text: str, fence: re.Match[str], fences: dict[int, list[int]], pieces: list[Piece]) -> int:
    """Add the code that ``fence`` opens, or the fence as text; return where to go on."""
    ends = fences.get(len(fence[0]), [])
    index = bisect_right(ends, fence.start())
    if index == len(ends):
        pieces.append(Piece("text", fence[0]))
        return fence.end()
    code = text[fence.end() : ends[index]]
    if code.strip(" ") and code[0] == code[-1] == " ":
        code = code[1:-1]
    pieces.append(Piece("code", code))
    return ends[index] + len(fence[0])


def _scan_link(text: str, at: int, brackets: list[int], pieces: list[Piece], home: str | None) -> int:
    """Make a link of what follows the last open bracket, or text; return where to go on."""
    opened = brackets.pop()
    destination = _DESTINATION.match(text, at)
    if destination is None:
        pieces.append(Piece("text", "]"))
        return at
    brackets.clear()  # a link holds no link
    address = _unescape(destination[1] if destination[1] is not None else destination[2])
    url = safe_url(address or home)
    pieces[opened:] = _linked(pieces[opened + 1 :], url)
    return destination.end()


def _linked(words: list[Piece], url: str | None) -> list[Piece]:
    """``words`` between the two ends of a link; the ends say nothing where the address is not safe."""
    kind = "link" if url is not None else "group"
    return [Piece(kind, url or ""), *words, Piece(f"/{kind}", url or "")]
