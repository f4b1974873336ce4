r"""Unicode to LaTeX text for a BibTeX value: the inverse of decoding.

Letters with accents are written as BibTeX's "special characters", ``{\'e}``: a brace and
a backslash, so that its styles sort, abbreviate and change case of them rightly (Oren
Patashnik, *BibTeXing*, section 4). BibTeX counts the brace in ``\{`` as a brace: braces
without a partner are written in words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize

from readinglist.text.latex.decoder import MathsFinder, decode, is_balanced
from readinglist.text.latex.tables import LETTERS, PREFERRED, PREFERRED_IN_MATHS, STANDARD_ACCENTS, markup_for

_SPECIAL = {
    **{char: f"\\{char}" for char in "&%#_$"},
    "\\": r"{\textbackslash}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    "`": r"{\`{}}",
    "<": r"{\textless}",
    ">": r"{\textgreater}",
    '"': '{"}',
    "\u00a0": "~",
}
_PAIRED = {"{": r"\{", "}": r"\}"}
_UNPAIRED = {"{": r"{\textbraceleft}", "}": r"{\textbraceright}"}
_COMMANDS = {
    "–": r"{\textendash}",
    "—": r"{\textemdash}",
    "‘": r"{\textquoteleft}",
    "’": r"{\textquoteright}",
    "“": r"{\textquotedblleft}",
    "”": r"{\textquotedblright}",
    **{letter: f"{{\\{name}}}" for name, letter in LETTERS.items()},
    # Of several commands the one that most programs know; the long tail has many that few know.
    **{char: f"{{\\{name}}}" for name, char in PREFERRED.items()},
    **{char: f"{{\\ensuremath{{\\{name}}}}}" for name, char in PREFERRED_IN_MATHS.items()},
}
_LIGATURES = {"–": "--", "—": "---", "“": "``", "”": "''"}
# Without "-" and "'", of which TeX makes one sign where several stand side by side.
_PLAIN = re.compile(r"[A-Za-z0-9 .,:;()/+*=@\[\]?!]*")
_PIECE = re.compile(
    r"""(?P<special>[&%#_${}\\~^`<>"\u00a0]|(?<=-)-|(?<=')')
      | (?P<ligature>(?<![-–—])[–—](?![-–—])|(?<![`‘?!])“|(?<!')”(?!'))
      | (?P<beyond>.[\u0300-\u036f]+|[^\x00-\x7f])
      | (?P<plain>[A-Za-z0-9\ .,:;()/+*=@\[\]?!]+(?![\u0300-\u036f])|.)""",
    re.X | re.S,
)
# What reads and writes files, runs programs, defines commands or leads away, in a formula, too.
_ACTS = re.compile(
    r"\\(?:input|include|openin|openout|read|write|immediate|special|[egx]?def|(?:future)?let|csname|catcode"
    r"|(?:re|provide)?newcommand|newenvironment|usepackage|RequirePackage|documentclass|directlua|luaexec"
    r"|pdf[a-z]+|href|url|html[A-Z][a-z]*|cssId|class|style|require|loop|expandafter|everypar|end(?:input"
    r"|\s*\{document\}|(?![a-zA-Z{]))|lstinputlisting|verbatiminput|@)|\^\^"
)
# LaTeX takes the dot off an i below `'^" by itself, and pandoc reads only that; not below these.
_NEEDS_DOTLESS = frozenset("~=u.rHv")


def encode(text: str, *, ascii: bool = True) -> str:
    r"""``text`` as LaTeX, to stand between the braces of a BibTeX value.

    Its braces are balanced, and `decode` gives ``text`` back in normal form C. Formulas
    (``$x$``, not "$5 or $6") stay as they are.

    Args:
        text: what to print.
        ascii: letters and signs beyond ASCII as commands, as far as LaTeX has commands for
            them; else only what LaTeX would not take as it is.
    """
    text = normalize("NFC", text)
    if _PLAIN.fullmatch(text):
        return text
    braces = _PAIRED if is_balanced(text) else _UNPAIRED
    finder, pieces, position = MathsFinder(text), list[str](), 0
    while position < len(text):
        end = _formula_end(text, position, finder) if text[position] in "$\\" else None
        if end is None:
            match = _PIECE.match(text, position)
            assert match is not None
            end = match.end()
            piece = match[0]
            kind = str(match.lastgroup)
            pieces.append(
                piece if kind == "plain" else braces.get(piece) or _encode_piece(piece, kind, ascii)
            )
        else:
            pieces.append(text[position:end])
        position = end
    return "".join(pieces)


def _formula_end(text: str, start: int, finder: MathsFinder) -> int | None:
    """Index behind a formula that a person would call one; money is not (pandoc's rule for dollar signs).

    Nor is one with a command that does more than print: whoever typesets the list has not vetted it.
    """
    end = finder.end(start)
    if end is not None and _ACTS.search(text, start, end):
        return None
    if end is None or text[start] == "\\" or text.startswith("$$", start):
        return end
    spaced = text[start + 1].isspace() or text[end - 2].isspace()
    return None if spaced or text[end : end + 1].isdigit() else end


@lru_cache(maxsize=4096)
def _encode_piece(piece: str, kind: str, ascii: bool) -> str:
    if kind == "special":
        return _SPECIAL.get(piece) or "{}" + piece
    if not ascii:
        return piece
    if kind == "ligature":
        return _LIGATURES[piece]
    # A letter with its marks; it stays where LaTeX has no command that is read back as the same.
    long_tail = markup_for(piece) if len(piece) == 1 else None
    for markup in (_COMMANDS.get(piece), _accent_markup(piece), long_tail):
        if markup is not None:
            braced = markup if markup.startswith("{") else f"{{{markup}}}"
            if decode(braced) == piece:
                return braced
    return piece


def _accent_markup(cluster: str) -> str | None:
    """The commands that put the marks of a letter on it; ``None`` where LaTeX has not got them all."""
    base, *marks = list(normalize("NFD", cluster))
    if not marks or not all(mark in STANDARD_ACCENTS for mark in marks):
        return None
    names = [STANDARD_ACCENTS[mark] for mark in marks]
    if (base == "i" and names[0] in _NEEDS_DOTLESS) or (base == "j" and names[0] not in "cdkb"):
        argument = f"\\{base}"
    elif base.isascii() and base.isalpha():
        argument = base
    elif base in _COMMANDS:
        argument = _COMMANDS[base].strip("{}")
    else:
        return None
    for name in names:
        bare = (argument.isalpha() and not name.isalpha()) or argument[1:].isalpha()
        argument = f"\\{name}{argument}" if bare else f"\\{name}{{{argument}}}"
    return argument
