"""Lists of names: BibTeX's text to `Name` records and back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from unicodedata import normalize

from readinglist.formats.bibtex.name_parts import Parts, Tokens, split_list, split_name
from readinglist.model.reading import Name
from readinglist.report import clip
from readinglist.text.latex import decode, encode

__all__ = ["Parts", "parse_names", "render_names", "split_list", "split_name"]

# A token that needs no rules: a capital, then nothing that BibTeX or LaTeX reads as more than text.
_WORD = r"[A-ZÀ-ÖØ-Þ](?:[^\s{}\\~,$`'=-]|'(?=\w))*"
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
        problems += [f"name {number}, {_shown(text)}, {complaint}" for complaint in complaints]
        if text == "others" and number < len(texts):
            problems.append(f"name {number} is 'others', which only the last name can be")
    return tuple(names), tuple(problems)


def _shown(text: str) -> str:
    return repr(clip(text, _LONG))


@lru_cache(maxsize=1 << 14)
def _parse_known(text: str) -> tuple[Name, tuple[str, ...]]:
    return _parse_name(text)


def _parse_name(text: str) -> tuple[Name, tuple[str, ...]]:
    if match := _PLAIN.fullmatch(text):
        if not text.isascii():
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
    for item in _at_commas(text):
        key, equals, value = item.strip().strip('"').partition("=")
        key = key.strip().lower()
        if key in _EXTENDED_PARTS and _plain_text(value):
            values[_EXTENDED_PARTS[key]] = _plain_text(value)
        elif not equals or not (key in _EXTENDED_PARTS or key in _EXTENDED_IGNORED or key.endswith("-i")):
            complaints.append(f"has {item.strip()!r} among its parts, which is no part of a name")
    if "family" in values or "given" in values:
        return Name(**values), tuple(complaints)
    return Name(literal=_plain_text(text)), (*complaints, "has neither a family nor a given name")


def _at_commas(text: str) -> Iterator[str]:
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
