"""Titles and abstracts as services give them, to Unicode text with mathematics as TeX between dollar signs.

Services hand on what publishers typed: HTML, JATS (https://jats.nlm.nih.gov/), MathML,
entities (some of them twice), small capitals, TeX. Nothing here is parsed as a document: known
tags are recognised one by one, and everything else is text, so that ``A < B`` stays.
"""

from __future__ import annotations

import re
from html import unescape
from unicodedata import normalize

from readinglist.text.latex.tables import ACCENTS, LETTERS, SYMBOLS
from readinglist.text.mathml import tex_of_mathml

_KNOWN = (
    r"(?:jats|mml|m|xhtml|html):[\w-]+|math|tex-math|inline-formula|disp-formula|alternatives|inline-graphic"
    r"|i|b|u|em|strong|italic|bold|roman|monospace|sans-serif|underline|overline|strike|tt|code|span|font|div|p|br|hr"
    r"|su[bp]|sc|scp|small|big|title|sec|label|list|list-item|xref|ext-link|a|bdi|named-content|styled-content"
    r"|ol|ul|li|img|section|abstract|h[1-6]|center|break|fn|email|uri|abbrev"
)
_TAG = re.compile(rf"<(/?)({_KNOWN})((?:\s[^<>]{{0,500}}|/)?)>", re.I)
_ESCAPED_TAG = re.compile(
    rf"&(?:amp;)?lt;(/?(?:{_KNOWN})(?:\s(?:(?!&(?:amp;)?[lg]t;)[^<>]){{0,500}}|/)?)&(?:amp;)?gt;", re.I
)
_COMMENT = re.compile(r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[|\]\]>", re.S)
_MATHS = re.compile(r"<((?:mml:|m:)?math)\b[^<>]*>(.*?)</\1\s*>", re.S | re.I)
_TEX_MATHS = re.compile(r"<((?:jats:)?tex-math)\b[^<>]*>(.*?)</\1\s*>", re.S | re.I)
_TEX_BODY = re.compile(r"\\begin\{document\}(.*?)\\end\{document\}", re.S)
_ALTERNATIVES = re.compile(r"<((?:jats:)?alternatives)\b[^<>]*>(.*?)</\1\s*>", re.S | re.I)
_SCRIPT = re.compile(r"<(?:jats:)?(su[bp])\b[^<>]*>([^<>]{0,200})</(?:jats:)?\1\s*>", re.I)
_BLOCK = frozenset({"p", "br", "hr", "div", "sec", "title", "li", "list-item", "section", "break"})
# Inside of a pair that a typesetter's TeX made of "<" and ">" stands a tag.
_TEX_SIGNS = {"\\less": "<", "\\greater": ">", "\\lt": "<", "\\gt": ">"}
_TEX_SIGN = re.compile(r"\$\s*(\\(?:less|greater|lt|gt))\s*\$")

# Control, invisible and direction-changing characters; lone surrogates cannot be written to a file.
_CONTROL = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_SUPERSCRIPTS = dict(zip("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", strict=True))
_SUBSCRIPTS = dict(zip("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
# Signs that need no raising, and the ends of ordinals.
_AS_THEY_ARE = frozenset({"®", "©", "™", "†", "*", "°", "′", "st", "nd", "rd", "th"})
# Letters that are looked at of what a service sends, however long it is.
_LONGEST_TITLE = 2_000
_LONGEST_ABSTRACT = 40_000


def plain(value: object, longest: int = _LONGEST_TITLE) -> str:
    """``value`` as one line of text without control characters; empty where it is no text."""
    if not isinstance(value, str):
        return ""
    return normalize("NFC", " ".join(_CONTROL.sub("", value[:longest]).split()))


def clean_title(value: object, *, tex: bool = False) -> str:
    """A title in Unicode and maths; empty where ``value`` is no text.

    ``tex`` says that the source's titles are TeX (arXiv): accents and font commands are
    resolved outside of formulas.
    """
    text = _without_markup(value, _LONGEST_TITLE)
    return plain(text_of_tex(text) if tex else text)


def clean_abstract(value: object, *, tex: bool = False) -> str:
    """An abstract in Unicode and maths, one paragraph, without the heading "Abstract"."""
    text = _without_markup(value, _LONGEST_ABSTRACT)
    text = plain(text_of_tex(text) if tex else text, _LONGEST_ABSTRACT)
    return re.sub(r"^(?i:abstract|summary)\s*[:.—-]?\s+(?=[A-Z0-9\"“$(])", "", text)


def join_title(title: str, subtitle: str) -> str:
    """Title and subtitle as one, which they are unless the title ends in the subtitle already."""
    if not subtitle or title.casefold().endswith(subtitle.casefold()):
        return title
    if not title:
        return subtitle
    return f"{title} {subtitle}" if title[-1] in ":?!–—" else f"{title}: {subtitle}"


def is_all_caps(text: str) -> bool:
    """Whether a text of several words is in capitals throughout, so that it says nothing about them."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 12 and " " in text and not any(char.islower() for char in letters)


def _without_markup(value: object, longest: int) -> str:
    if not isinstance(value, str):
        return ""
    # The order counts: first what hides tags, then formulas while they have theirs, then all tags.
    text = _TEX_SIGN.sub(lambda match: _TEX_SIGNS[match[1]], value[: 2 * longest])
    text = _ESCAPED_TAG.sub(lambda match: f"<{match[1]}>", text)
    text = _ALTERNATIVES.sub(_best_alternative, _COMMENT.sub("", text))
    text = _TEX_MATHS.sub(lambda match: _formula(_tex_body(match[2])), text)
    text = _MATHS.sub(lambda match: _formula(tex_of_mathml(match[2])), text)
    text = _SCRIPT.sub(lambda match: _script(match[1].lower(), unescape(match[2])), text)
    text = _TAG.sub(lambda match: " " if match[2].lower().rpartition(":")[2] in _BLOCK else "", text)
    return unescape(unescape(text))  # entities come escaped twice: AT&amp;amp;T


def _best_alternative(match: re.Match[str]) -> str:
    """TeX where a formula is given in several forms, else what there is."""
    tex = _TEX_MATHS.search(match[2])
    return tex[0] if tex else match[2]


def _tex_body(source: str) -> str:
    """The formula of a whole LaTeX document, the way JATS carries it."""
    body = _TEX_BODY.search(source)
    return unescape(body[1] if body else source).strip().strip("$").strip()


def _formula(tex: str) -> str:
    # An escaped sign of order stays escaped: it would read as a tag later on.
    return f"${tex.replace('<', '&lt;').replace('>', '&gt;')}$" if tex.strip() else ""


def _script(kind: str, text: str) -> str:
    """Text above or below the line: in Unicode where all of it is there, else as a formula."""
    table = _SUPERSCRIPTS if kind == "sup" else _SUBSCRIPTS
    text = text.strip()
    if text in _AS_THEY_ARE or not text:
        return text
    if text.upper() in ("TM", "SM"):
        return "™" if text.upper() == "TM" else "℠"
    signs = text.replace("−", "-").replace("–", "-")
    if all(char in table for char in signs):
        return "".join(table[char] for char in signs)
    return _formula(f"{'^' if kind == 'sup' else '_'}{{{text}}}")


# The TeX that authors type into arXiv's forms. It is no BibTeX value: a dollar sign may be alone,
# a percent sign is one, and commands that are not known are left for the reader as they are.
_FORMULA = re.compile(r"((?<!\\)\$[^$]{1,500}(?<!\\)\$)")
_ACCENTS = {name: ACCENTS[name] for name in "'`\"^~=.uvHckrd"}
_ACCENT = re.compile(
    r"\{?\\(?:(['`\"^~=.])\s*|([uvHckrd])(?:\s+|(?=\{)))"
    r"(?:\{(\\?[A-Za-z])\}|(\\[ij](?![A-Za-z])|[A-Za-z]))\}?"
)
_LETTERS = {
    **{name: LETTERS[name] for name in ("ss", *"oOlLij", "ae", "AE", "oe", "OE", "aa", "AA")},
    **{name: SYMBOLS[name] for name in ("LaTeX", "TeX", "textendash", "textemdash", "S")},
}
_COMMANDS = "|".join(sorted(_LETTERS, key=len, reverse=True))
_LETTER = re.compile(rf"\{{?\\({_COMMANDS})(?![A-Za-z])(?:\{{\}}|\s*\}})?\s?")
_FONT = re.compile(r"\\(?:emph|text(?:it|bf|sc|tt|rm|sf|sl|up|normal)?|mbox|underline|url)\s*\{([^{}]*)\}")
_SWITCH = re.compile(r"\{\\(?:it|bf|sc|tt|rm|em|sf|sl)\s+([^{}]*)\}")
_ESCAPE = re.compile(r"\\([&%#_{}])")
# A mark for what was escaped, so that the braces that group can go before.
_HELD = {"{": "\ue000", "}": "\ue001"}


def text_of_tex(text: str) -> str:
    """``text`` with its TeX resolved outside of formulas; unknown commands stay as they are."""
    if "\\" not in text and "{" not in text and "--" not in text and "``" not in text:
        return text
    pieces = _FORMULA.split(text)
    return "".join(piece if number % 2 else _resolve_commands(piece) for number, piece in enumerate(pieces))


def _resolve_commands(text: str) -> str:
    text = _ACCENT.sub(_accented, text)
    text = _LETTER.sub(lambda match: _LETTERS[match[1]], text)
    for _ in range(3):  # fonts within fonts, three deep
        text = _SWITCH.sub(r"\1", _FONT.sub(r"\1", text))
    text = _ESCAPE.sub(lambda match: _HELD.get(match[1], match[1]), text)
    if "\\" not in text:  # the argument of a command that is not known keeps its braces
        text = text.replace("{", "").replace("}", "")
    text = text.replace(_HELD["{"], "{").replace(_HELD["}"], "}")
    return text.replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”")


def _accented(match: re.Match[str]) -> str:
    accent = _ACCENTS[match[1] or match[2]]
    letter = (match[3] or match[4]).lstrip("\\")
    return normalize("NFC", letter + accent)
