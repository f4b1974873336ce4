"""Lists of names: BibTeX's text to `Name` records and back.

`split_list` and `split_name` have the rules of the program itself, not of its manual: ``bibtex.web``
by Oren Patashnik, sections 382 to 401. One difference is meant: letters beyond ASCII have their
case, as for biber, where BibTeX knows bytes only and looks past them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple
from unicodedata import normalize

from readinglist.model.reading import Name
from readinglist.report import clip
from readinglist.text.latex import decode, encode

# A token that needs no rules: a capital, then nothing that BibTeX or LaTeX reads as more than text.
_WORD = r"[A-ZÀ-ÖØ-Þ](?:[^\s{}\\~,$`'=-]|'(?=\w))*"
# Most names are of such words alone, and are done with one match.
_PLAIN = re.compile(
    rf"(?P<last>{_WORD}(?:[ -]{_WORD})*), (?P<first>{_WORD}(?:[ -]{_WORD})*)"
    rf"|(?:(?P<given>{_WORD}(?:[ -]{_WORD})*) )?(?P<family>{_WORD}(?:-{_WORD})*)"
)

# Longer texts are hardly names: they are not remembered, and not shown whole.
_LONG = 100

# biber's extended names: https://ctan.org/pkg/biblatex, manual, section 3.6.
_EXTENDED = re.compile(r"\"?(?:family|given|prefix|suffix|useprefix)(?:-i)?\s*=", re.I)
_EXTENDED_PARTS = {
    "family": "family",
    "given": "given",
    "prefix": "non_dropping_particle",
    "suffix": "suffix",
}
_EXTENDED_IGNORED = frozenset({"useprefix", "nametemplates", "sortingnamekeytemplate", "uniquename", "hash"})

_AND = re.compile(r"\sand(?=\s)", re.I)
_AND_OR_BRACE = re.compile(r"\sand(?=\s)|[{}]", re.I)
_PIECE = re.compile(r"[^\s{}~,-]+|[{}]|[\s~,-]")
_END = re.compile(r"(?<![\s~,-])[\s~,-]+\Z")
_CONTROL_WORD = re.compile(r"\\([A-Za-z]*)")
# Commands that are letters themselves, so that it is their own case that counts.
_LOWER_CONTROLS = frozenset({"i", "j", "oe", "ae", "aa", "o", "l", "ss"})
_UPPER_CONTROLS = frozenset({"OE", "AE", "AA", "O", "L"})


def parse_names(value: str) -> tuple[tuple[Name, ...], tuple[str, ...]]:
    """The names of a BibTeX list as records, and in words what is wrong with them.

    A name is split by BibTeX's rules first, then its LaTeX becomes Unicode. One whole
    brace group is a name without parts (a team, a company); ``others`` stands for people
    who are not named. A wrong name still becomes a name, with a problem; only an empty
    one, between two "and"s, gives a problem alone.
    """
    names, problems = list[Name](), list[str]()
    texts = split_list(value)
    for number, text in enumerate(texts, 1):
        if not text:
            problems.append(f"name {number} is empty: there is one 'and' too many")
            continue
        name, complaints = _parse_known(text) if len(text) < _LONG else _parse_name(text)
        names.append(name)
        shown = repr(clip(text, _LONG))
        problems += [f"name {number}, {shown}, {complaint}" for complaint in complaints]
        if text == "others" and number < len(texts):
            problems.append(f"name {number} is 'others', which only the last name can be")
    return tuple(names), tuple(problems)


def _parse_name(text: str) -> tuple[Name, tuple[str, ...]]:
    if match := _PLAIN.fullmatch(text):
        if not text.isascii():
            # A mark of its own behind a letter belongs to the letter, as where LaTeX is decoded.
            match = _PLAIN.fullmatch(normalize("NFC", text)) or match
        last, first, given, family = match.groups()
        return Name(family=last or family, given=first or given), ()
    if text == "others":
        return Name.others(), ()
    if _is_group(text):
        literal = _plain_text(text[1:-1])
        return (Name(literal=literal), ()) if literal else (Name(literal=text), ("has no text",))
    if _EXTENDED.match(text):
        return _parse_extended(text)
    return _parse_tokens(text)


_parse_known = lru_cache(maxsize=1 << 14)(_parse_name)


def _parse_tokens(text: str) -> tuple[Name, tuple[str, ...]]:
    tokens = Tokens(text)
    parts = tokens.parts()
    complaints = list(tokens.complaints)
    if not parts.last:
        complaints.append("has nothing in front of its comma" if len(tokens) else "has no text")
    if re.match(r"and[\s~]|.*[\s~]and$", text, re.I | re.S):
        complaints.append("has an 'and' at its end that joins nothing")
    first, von, last, jr = (_plain_text(part) or None for part in parts)
    if not (first or last):
        return Name(literal=_plain_text(text) or text), (*complaints, "has neither a first nor a last name")
    return Name(family=last, given=first, non_dropping_particle=von, suffix=jr), tuple(complaints)


def _plain_text(markup: str) -> str:
    return " ".join(decode(markup).split())


def _is_group(text: str) -> bool:
    r"""Whether the whole of ``text`` is one pair of braces, and not a special character, ``{\'E}``."""
    if not (text.startswith("{") and text.endswith("}")) or text.startswith("{\\"):
        return False
    depth = 0
    for index, char in enumerate(text):
        depth += (char == "{") - (char == "}")
        if depth == 0:
            return index == len(text) - 1
    return False


def _parse_extended(text: str) -> tuple[Name, tuple[str, ...]]:
    values, complaints = dict[str, str](), list[str]()
    for item in _split_at_commas(text):
        key, equals, value = item.strip().strip('"').partition("=")
        key = key.strip().lower()
        if key in _EXTENDED_PARTS and _plain_text(value):
            values[_EXTENDED_PARTS[key]] = _plain_text(value)
        elif not equals or not (key in _EXTENDED_PARTS or key in _EXTENDED_IGNORED or key.endswith("-i")):
            complaints.append(f"has {item.strip()!r} among its parts, which is no part of a name")
    if "family" in values or "given" in values:
        return Name(**values), tuple(complaints)
    return Name(literal=_plain_text(text)), (*complaints, "has neither a family nor a given name")


def _split_at_commas(text: str) -> Iterator[str]:
    depth, start = 0, 0
    for match in re.finditer(r"[{},]", text):
        if match[0] == "," and depth <= 0:
            yield text[start : match.start()]
            start = match.end()
        depth += (match[0] == "{") - (match[0] == "}")
    yield text[start:]


def render_names(names: Sequence[Name], *, ascii: bool = True) -> str:
    """The names as a BibTeX list: "von Last, Jr, First and …".

    Braces protect a part exactly where BibTeX would split it otherwise; `parse_names`
    gives the same names again.

    Args:
        names: the names; `Name.others` at the end becomes ``others``.
        ascii: letters beyond ASCII as LaTeX commands, else Unicode.
    """
    rendered = [_render_name(name, ascii) for name in names]
    if names and names[-1].is_others:
        rendered[-1] = "others"
    return " and ".join(rendered)


@lru_cache(maxsize=1 << 14)
def _render_name(name: Name, ascii: bool) -> str:
    if name.literal is not None:
        encoded = encode(name.literal, ascii=ascii)
        # An empty group in front, as a brace and a backslash would be a special character.
        return f"{{{{}}{encoded}}}" if encoded.startswith("\\") else f"{{{encoded}}}"
    rendered = ""
    for parts in product(*_spellings(name, ascii)):
        rendered = _assemble(*parts)
        if _is_read_plainly(rendered, name):
            break
        # Neighbours, because an "and" at either end would join them otherwise.
        neighbour = Name(family="A")
        if parse_names(f"A and {rendered} and A") == ((neighbour, name, neighbour), ()):
            break
    return rendered


def _is_read_plainly(rendered: str, name: Name) -> bool:
    """Whether no rule of BibTeX's is needed to read ``name`` in it, so that it need not be tried."""
    match = _PLAIN.fullmatch(rendered) if rendered.isascii() else None
    if match is None or " and " in f" {rendered.lower()} ":
        return False
    last, first, given, family = match.groups()
    return Name(family=last or family, given=first or given) == name


def _spellings(name: Name, ascii: bool) -> Iterator[tuple[str, ...]]:
    """The ways to write each part (von, last, jr, first), the plainest first and the safest last."""
    von = name.non_dropping_particle or ""
    yield tuple(_von_spellings(von, ascii)) if von else ("",)
    for part, alone in (
        (name.family, not (name.given or name.suffix or von)),
        (name.suffix, False),
        (name.given, False),
    ):
        encoded = encode(part or "", ascii=ascii)
        yield (encoded, f"{{{encoded}}}{{}}" if alone else f"{{{encoded}}}") if part else ("",)


def _von_spellings(von: str, ascii: bool) -> Iterator[str]:
    r"""Ways to write a von part: BibTeX must see a lower-case letter in its last token.

    A capital is hidden as ``{\uppercase{d}}e``; where there is nothing to hide,
    ``\vphantom{a}``, which prints nothing, brings the letter.
    """
    plain = encode(von, ascii=ascii)
    yield plain
    head, space, tail = von.rpartition(" ")
    small = tail[:1].lower()
    if small.upper() == tail[:1] != small and len(small) == 1:
        before = encode(head + space, ascii=ascii)
        yield f"{before}{{\\uppercase{{{encode(small, ascii=ascii)}}}}}{encode(tail[1:], ascii=ascii)}"
    yield f"{{\\vphantom{{a}}}}{{{plain}}}"


def _assemble(von: str, last: str, jr: str, first: str) -> str:
    head = f"{von} {last or '{}'}" if von else last or "{}"
    if jr:
        return f"{head}, {jr}, {first or '{}'}"
    return f"{head}, {first}" if first else head


class Parts(NamedTuple):
    """The parts of a name as LaTeX; a part that a name does not have is empty."""

    first: str = ""
    von: str = ""
    last: str = ""
    jr: str = ""


def split_list(value: str) -> list[str]:
    """The names between the "and"s that stand outside of braces, with white space on both sides."""
    value = value.strip()
    if not value:
        return []
    if "{" not in value and "}" not in value:
        return [name.strip() for name in _AND.split(value)]
    names, depth, start = list[str](), 0, 0
    for match in _AND_OR_BRACE.finditer(value):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth = max(depth - 1, 0)
        elif depth == 0:
            names.append(value[start : match.start()].strip())
            start = match.end()
    names.append(value[start:].strip())
    return names


def split_name(text: str) -> Parts:
    """The parts of one name, as BibTeX finds them; it has an answer for wrong names as well."""
    return Tokens(text).parts()


class Tokens:
    """The tokens of one name, what stands between them, and what BibTeX complains of."""

    def __init__(self, text: str) -> None:
        self._complaints: dict[str, None] = {}
        self._tokens: list[str] = []
        self._separators: list[str] = [""]  # in front of each token, and behind the last one
        self._commas: list[int] = []  # how many tokens stand in front of each comma
        bare = _END.sub("", text.strip())
        if "," in text.strip()[len(bare) :]:
            self._complaints["has a comma at its end"] = None
        self._scan(bare)

    def _scan(self, text: str) -> None:
        token, depth = list[str](), 0
        for piece in _PIECE.findall(text):
            if piece == "}" and not depth:
                self._complaints["has a closing brace too many"] = None
            elif not depth and (piece.isspace() or piece in "~,-"):
                self._end_token(token, piece)
            else:
                depth += (piece == "{") - (piece == "}")
                token.append(piece)
        if depth:
            self._complaints["has an opening brace too many"] = None
        self._end_token(token, "")

    def _end_token(self, token: list[str], separator: str) -> None:
        """Close the token before ``separator``; of several separators only the first counts, or a comma."""
        if token:
            self._tokens.append("".join(token))
            self._separators.append(separator if separator in "~-" else " ")
            token.clear()
        if separator != ",":
            return
        if len(self._commas) == 2:
            self._complaints["has more than two commas"] = None
        else:
            self._commas.append(len(self._tokens))

    def __len__(self) -> int:
        return len(self._tokens)

    @property
    def complaints(self) -> tuple[str, ...]:
        """What is wrong with the name, in words, each once; empty for a good name."""
        return tuple(self._complaints)

    def parts(self) -> Parts:
        """The four parts: commas tell "First von Last", "von Last, First" and "von Last, Jr, First"."""
        count = len(self._tokens)
        if not self._commas:
            von, last = self._without_comma()
            return Parts(self._join(0, von), self._join(von, last), self._join(last, count))
        last_end, jr_end = self._commas[0], self._commas[-1]
        last = self._last_start(0, last_end)
        return Parts(
            self._join(jr_end, count),
            self._join(0, last),
            self._join(last, last_end),
            self._join(last_end, jr_end),
        )

    def _without_comma(self) -> tuple[int, int]:
        """Where the von part and the last name of "First von Last" begin."""
        final = max(len(self._tokens) - 1, 0)
        for index in range(final):
            if is_von(self._tokens[index]):
                return index, self._last_start(index, len(self._tokens))
        # A hyphen joins: "Jean Bar-Hillel" has one last name, of two tokens.
        while final > 0 and self._separators[final] == "-":
            final -= 1
        return final, final

    def _last_start(self, von: int, end: int) -> int:
        """Where the last name begins: behind the last lower-case token, one token at least."""
        for index in range(end - 1, von, -1):
            if is_von(self._tokens[index - 1]):
                return index
        return von

    def _join(self, start: int, end: int) -> str:
        pieces = list[str]()
        for index in range(start, end):
            pieces += [self._separators[index] if index > start else "", self._tokens[index]]
        return "".join(pieces)


def is_von(token: str) -> bool:
    r"""Whether the first letter of a token that counts is lower case.

    Letters in braces do not count, except in a special character, ``{\'e}``: there the
    letters behind the command do, or the command itself, ``{\oe}``.
    """
    depth = 0
    for index, char in enumerate(token):
        if char == "{":
            if depth == 0 and token.startswith("\\", index + 1) and index + 3 < len(token):
                return _is_lower_special(token, index + 1)
            depth += 1
        elif char == "}":
            depth -= 1
        elif depth == 0 and (char.isupper() or char.istitle() or char.islower()):
            return char.islower()
    return False


def _is_lower_special(token: str, backslash: int) -> bool:
    match = _CONTROL_WORD.match(token, backslash)
    word, index = (match[1], match.end()) if match else ("", backslash + 1)
    if word in _LOWER_CONTROLS or word in _UPPER_CONTROLS:
        return word in _LOWER_CONTROLS
    depth = 1
    for char in token[index:]:
        if char.isupper() or char.istitle() or char.islower():
            return char.islower()
        depth += (char == "{") - (char == "}")
        if depth == 0:
            break
    return False
