"""Inline Markdown to tokens: what is emphasis, code or a link, and that all else is text.

The rules are CommonMark's (0.31, chapter 6, https://spec.commonmark.org/0.31.2/#inlines) without
images, HTML, references and line breaks. The text may be a stranger's: only addresses that
`safe_url` lets pass become links, and all of it takes linear time.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter, defaultdict
from itertools import groupby
from typing import NamedTuple

from readinglist.text.safety import ENTITY, PUNCTUATION, one_line, safe_url, unescape


class Token(NamedTuple):
    """A stretch of inline Markdown, or an end of what is marked up.

    Attributes:
        kind: ``text`` or ``code``, which are shown; ``key``, a citation; and the ends of ``em``,
            ``strong``, ``tt`` and ``link``: ``/em`` closes ``em``. While a text is parsed, also
            ``run``, delimiters that may become ends of emphasis, and the ends of ``group``,
            which has no markup but is no emphasis' to cross, either.
        value: words, code, a citation key, an address, or the delimiters as they were typed.
        opens: whether a ``run`` can open emphasis.
        closes: whether it can close emphasis.
    """

    kind: str
    value: str = ""
    opens: bool = False
    closes: bool = False


def parse_inline(text: str, home: str | None = None) -> list[Token]:
    """The tokens of inline Markdown, in order, adjoining text joined.

    Their kinds are ``text`` and ``code`` and the ends of ``em``, ``strong`` and ``link``. The
    value of ``link`` is an address that is safe; of another link only the words are there.

    Args:
        text: inline Markdown.
        home: where a link with an empty address leads; ``None``: nowhere.
    """
    joined: list[Token] = []
    tokens = InlineParser(one_line(text), home).tokens()
    for kind, group in groupby(tokens, key=lambda token: token.kind):
        same = list(group)
        joined += same if kind != "text" else [Token("text", "".join(token.value for token in same))]
    return joined


def inline_links(text: str) -> tuple[tuple[str, str], ...]:
    """Address and words of every link of inline Markdown that leads somewhere, in order."""
    found = []
    words: list[str] | None = None
    for token in parse_inline(text):
        if token.kind == "link":
            words = []
        elif token.kind == "/link":
            found.append((token.value, "".join(words or ())))
            words = None
        elif words is not None and token.kind in ("text", "code"):
            words.append(token.value)
    return tuple(found)


class InlineParser:
    """One pass over a text: code and links are settled, then the runs of ``*`` and ``_``.

    What a subclass reads differently it states in the patterns, and in the methods that take
    a match of them. Groups of `pattern` name the kinds of what is found.
    """

    pattern = re.compile(
        rf"""(?P<escape>\\{PUNCTUATION}) | (?P<entity>{ENTITY}) | (?P<ticks>`+)
        | <(?P<auto>[A-Za-z][A-Za-z0-9+.-]{{1,31}}:[^\s<>]*+)>
        | (?P<open>\[) | (?P<close>\]) | (?P<run>\*+|_+) | (?P<text>[^\\&`<\[\]*_]++|.)""",
        re.VERBOSE | re.DOTALL,
    )
    destination = re.compile(
        r"""\(\s*+(?:<(?P<angle>[^<>]*+)>|(?P<url>[^\s()<>]*+(?:\([^\s()]*+\)[^\s()<>]*+)*+))"""
        r"""(?:\s++"[^"]*+")?+\s*+\)"""
    )
    longest_destination = 1 << 30  # all: possessive quantifiers look at each character once
    """How many characters behind the words of a link are looked at."""

    def __init__(self, text: str, home: str | None = None) -> None:
        self._text = text
        self._home = home
        self._tokens: list[Token] = []
        # Where brackets are open that may be those of a link: in the tokens, and in the text.
        self._brackets: list[tuple[int, int]] = []
        # Where the runs of backticks start, by their length: with them, looking for the end of
        # code takes no second pass over the text.
        self._fences: dict[int, list[int]] = defaultdict(list)
        for match in re.finditer("`+", text):
            self._fences[len(match[0])].append(match.start())

    def tokens(self) -> list[Token]:
        """The tokens of the text."""
        self.scan()
        return resolve_emphasis(self._tokens)

    def scan(self) -> None:
        """Take the text from its beginning to its end."""
        at = 0
        while match := self.pattern.match(self._text, at):
            at = self.take(match.lastgroup or "text", match)

    def take(self, kind: str, match: re.Match[str]) -> int:
        """Add the tokens for a match of `pattern`; return where the next one begins."""
        match kind:
            case "ticks":
                return self._take_code(match)
            case "close" if self._brackets:
                return self._take_link(match)
            case "auto":
                self.add_link([Token("text", match["auto"])], safe_url(match["auto"]))
            case "run":
                self._tokens.append(delimiter_run(self._text, match))
            case "open":
                self._brackets.append((len(self._tokens), match.end()))
                self.add_text(match[0])
            case _:
                self.add_text(unescape(match[0]))
        return match.end()

    def add_text(self, text: str) -> None:
        """Add words."""
        self._tokens.append(Token("text", text))

    def add_link(self, words: list[Token], url: str | None) -> None:
        """Add ``words`` as a link; ``None``: as words alone, which no emphasis crosses all the same."""
        kind = "link" if url is not None else "group"
        self._tokens += [Token(kind, url or ""), *words, Token(f"/{kind}", url or "")]

    def code(self, text: str) -> str:
        """What is shown of the text between backticks (CommonMark 0.31, 6.1)."""
        return text[1:-1] if text.strip(" ") and text[0] == text[-1] == " " else text

    def address(self, match: re.Match[str]) -> str | None:
        """Where a link leads whose `destination` was found; ``None``: nowhere."""
        written = match["angle"] if match["angle"] is not None else match["url"]
        return safe_url(unescape(written) or self._home)

    def find_target(self, at: int, end: int) -> tuple[str | None, int] | None:
        """Where a link leads whose words are between ``at`` and ``end``, and where it ends.

        An address of ``None`` leads nowhere; where there is none at all it is no link.
        """
        match = self.destination.match(self._text, end + 1, end + 1 + self.longest_destination)
        return (self.address(match), match.end()) if match else None

    def close_link(self, words: list[Token], url: str | None, at: int) -> None:
        """Add the link whose words begin at ``at``.

        Links hold no links: brackets that are open around it are text, and of an address among
        its words only the words stay, unless the link leads nowhere.
        """
        self._brackets.clear()
        if url is not None:
            words = [word for word in words if word.kind not in ("link", "/link")]
        self.add_link(words, url)

    def _take_code(self, fence: re.Match[str]) -> int:
        """Add the code that ``fence`` opens, or the fence as text."""
        ends = self._fences.get(len(fence[0]), [])
        index = bisect_right(ends, fence.start())
        if index == len(ends):
            self.add_text(fence[0])
            return fence.end()
        self._tokens.append(Token("code", self.code(self._text[fence.end() : ends[index]])))
        return ends[index] + len(fence[0])

    def _take_link(self, close: re.Match[str]) -> int:
        """Make a link of the words since the last open bracket, or text of the bracket."""
        opened, at = self._brackets.pop()
        target = self.find_target(at, close.start())
        if target is None:
            self.add_text("]")
            return close.end()
        words = self._tokens[opened + 1 :]
        del self._tokens[opened:]
        self.close_link(words, target[0], at)
        return target[1]


def delimiter_run(text: str, match: re.Match[str]) -> Token:
    """A run of delimiters, and whether it can open and close emphasis (CommonMark 0.31, 6.2)."""
    before = text[match.start() - 1] if match.start() else " "
    after = text[match.end()] if match.end() < len(text) else " "
    follows_word, precedes_word = not is_apart(before), not is_apart(after)
    left = not after.isspace() and (precedes_word or not follows_word)
    right = not before.isspace() and (follows_word or not precedes_word)
    if match[0][0] == "*":
        return Token("run", match[0], left, right)
    # An underscore within a word is a letter of it: snake_case.
    opens = left and (not right or not follows_word)
    return Token("run", match[0], opens, right and (not left or not precedes_word))


def is_apart(char: str) -> bool:
    """Whether ``char`` is white space or punctuation, so no part of a word."""
    return char.isspace() or unicodedata.category(char)[0] in "PS"


def resolve_emphasis(tokens: list[Token]) -> list[Token]:
    """``tokens`` with each run of delimiters as ends of emphasis, or as text; none crosses a link's ends."""
    out: list[Token] = []
    scopes = [_Scope()]
    for token in tokens:
        if token.kind == "run":
            scopes[-1].add(token, out)
            continue
        if token.kind in ("/link", "/group"):
            scopes.pop()  # what is still open in it stays text
        if token.kind in ("link", "group"):
            scopes.append(_Scope())
        out.append(token)
    return [token for token in out if token.kind not in ("group", "/group")]


class _Scope:
    """The delimiters that are open between the ends of one link, or outside of all."""

    def __init__(self) -> None:
        self._stack: list[tuple[int, str]] = []
        self._open: Counter[str] = Counter()

    def add(self, run: Token, out: list[Token]) -> None:
        """Close what ``run`` can close, and open what is left of it; what does neither is text."""
        rest = self._close(run, out) if run.closes else run.value
        while rest:
            mark, rest = rest[:2], rest[2:]
            if run.opens:
                self._stack.append((len(out), mark))
                self._open[mark] += 1
            out.append(Token("text", mark))

    def _close(self, run: Token, out: list[Token]) -> str:
        """Close emphasis with ``run`` and return what is left of it."""
        rest = run.value
        while rest:
            # A run that could also open closes its like only, so that *a**b* is one emphasis.
            sizes = {len(rest)} if run.opens else {1, 2}
            marks = [m for m in (rest[:2], rest[:1]) if len(m) in sizes and self._open[m]]
            if not marks:
                break
            index, mark = self._pop(marks)
            kind = "em" if len(mark) == 1 else "strong"
            out[index] = Token(kind, mark)
            out.append(Token(f"/{kind}", mark))
            rest = rest[len(mark) :]
        return rest

    def _pop(self, marks: list[str]) -> tuple[int, str]:
        """The last opener that is one of ``marks``; openers after it stay text.

        Each opener is popped once, so that many of them do not make it quadratic.
        """
        while True:
            index, mark = self._stack.pop()
            self._open[mark] -= 1
            if mark in marks:
                return index, mark
