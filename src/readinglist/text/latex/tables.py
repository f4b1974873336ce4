r"""What the commands of LaTeX text stand for.

The small tables hold what bibliographies really use; `symbol` asks pylatexenc's tables
for the long tail, and loads them only then. Accents and letters: LaTeX's own text
commands, as listed in *LaTeX2e font selection* (``fntguide``), section 7, and ``ltoutenc.dtx``.
"""

from __future__ import annotations

import re
from functools import cache
from types import MappingProxyType

# Command to combining mark.
ACCENTS = MappingProxyType(
    {
        "`": "\u0300",
        "'": "\u0301",
        "^": "\u0302",
        "~": "\u0303",
        "=": "\u0304",
        "u": "\u0306",
        ".": "\u0307",
        '"': "\u0308",
        "r": "\u030a",
        "H": "\u030b",
        "v": "\u030c",
        "d": "\u0323",
        "c": "\u0327",
        "k": "\u0328",
        "b": "\u0331",
        "textcommabelow": "\u0326",
        "h": "\u0309",
        "G": "\u030f",
        "U": "\u030d",
        "f": "\u0311",
        "t": "\u0361",
    }
)

# The marks that LaTeX sets without a package and above or below one letter.
STANDARD_ACCENTS = MappingProxyType(
    {mark: name for name, mark in ACCENTS.items() if name not in {"h", "G", "U", "f", "t"}}
)

# What an accent with an empty argument prints.
SPACING_ACCENTS = MappingProxyType(
    {
        "\u0300": "`",
        "\u0301": "´",
        "\u0302": "^",
        "\u0303": "~",
        "\u0304": "¯",
        "\u0306": "˘",
        "\u0307": "˙",
        "\u0308": "¨",
        "\u030a": "˚",
        "\u030b": "˝",
        "\u030c": "ˇ",
        "\u0327": "¸",
        "\u0328": "˛",
    }
)

LETTERS = MappingProxyType(
    {
        "ss": "ß",
        "SS": "ẞ",
        "ae": "æ",
        "AE": "Æ",
        "oe": "œ",
        "OE": "Œ",
        "aa": "å",
        "AA": "Å",
        "o": "ø",
        "O": "Ø",
        "l": "ł",
        "L": "Ł",
        "i": "ı",
        "j": "ȷ",
        "dh": "ð",
        "DH": "Ð",
        "dj": "đ",
        "DJ": "Đ",
        "th": "þ",
        "TH": "Þ",
        "ng": "ŋ",
        "NG": "Ŋ",
    }
)

SYMBOLS = MappingProxyType(
    {
        **{char: char for char in "&%$#_{}"},
        **dict.fromkeys([" ", "\t", "\n", ",", ";", ":", ">", "\\", "newline", "linebreak", "par"], " "),
        **dict.fromkeys(["space", "quad", "qquad", "enspace", "thinspace"], " "),
        **dict.fromkeys(["-", "/", "!", "@", "+", "relax", "protect", "noindent"], ""),
        **dict.fromkeys(["allowbreak", "nobreak", "null"], ""),
        "textbackslash": "\\",
        "textbraceleft": "{",
        "textbraceright": "}",
        "lbrace": "{",
        "rbrace": "}",
        "textasciitilde": "~",
        "textasciicircum": "^",
        "textasciigrave": "`",
        "textunderscore": "_",
        "textdollar": "$",
        "textless": "<",
        "textgreater": ">",
        "textbar": "|",
        "textquotedbl": '"',
        "textquotesingle": "'",
        "textquoteleft": "‘",
        "textquoteright": "’",
        "textquotedblleft": "“",
        "textquotedblright": "”",
        "lq": "‘",
        "rq": "’",
        "quotesinglbase": "‚",
        "quotedblbase": "„",
        "guillemotleft": "«",
        "guillemotright": "»",
        "guilsinglleft": "‹",
        "guilsinglright": "›",
        "textendash": "–",
        "textemdash": "—",
        "ldots": "…",
        "dots": "…",
        "textellipsis": "…",
        "S": "§",
        "P": "¶",
        "dag": "†",
        "ddag": "‡",
        "copyright": "©",
        "textcopyright": "©",
        "textregistered": "®",
        "texttrademark": "™",
        "textdegree": "°",
        "textexclamdown": "¡",
        "textquestiondown": "¿",
        "textbullet": "•",
        "textperiodcentered": "·",
        "pounds": "£",
        "textsterling": "£",
        "euro": "€",
        "texteuro": "€",
        "TeX": "TeX",
        "LaTeX": "LaTeX",
        "BibTeX": "BibTeX",
    }
)

# What the encoder writes where several commands mean the same.
PREFERRED = MappingProxyType({"ldots": "…", "S": "§", "P": "¶", "copyright": "©", "pounds": "£"})
PREFERRED_IN_MATHS = MappingProxyType(
    {
        "times": "×",
        "div": "÷",
        "pm": "±",
        "cdot": "·",
        "bullet": "•",
        "dagger": "†",
        "ddagger": "‡",
        "neg": "¬",
        "rightarrow": "→",
        "leftarrow": "←",
    }
)

LIGATURES = MappingProxyType(
    {"---": "—", "--": "–", "``": "“", "''": "”", "?`": "¿", "!`": "¡", "`": "‘", "~": "\u00a0"}
)

# Commands that change how text looks, not what it says: the command goes, its argument stays.
FORMATTING = frozenset(
    {
        *("em", "it", "bf", "tt", "sc", "sl", "sf", "rm", "normalfont"),
        *("bfseries", "mdseries", "itshape", "scshape", "slshape", "upshape"),
        *("ttfamily", "sffamily", "rmfamily", "tiny", "scriptsize", "footnotesize"),
        *("small", "normalsize", "large", "Large", "LARGE", "huge", "Huge"),
        *("emph", "textit", "textbf", "texttt", "textsc", "textsl", "textsf", "textrm", "textup", "textmd"),
        *("textnormal", "text", "mbox", "hbox", "fbox", "underline", "uline", "textsuperscript"),
        *("textsubscript", "NoCaseChange", "nocase", "mkbibemph", "mkbibbold", "mkbibitalic"),
    }
)

# Commands whose first argument is not for the reader: a target, a colour, a language.
SKIPS_FIRST_ARGUMENT = frozenset({"href", "textcolor", "colorbox", "foreignlanguage", "texorpdfstring"})

QUOTING = frozenset({"enquote", "mkbibquote"})

UPPERCASE = frozenset({"uppercase", "MakeUppercase"})

VERBATIM = frozenset({"url", "path", "nolinkurl"})

_PLAIN_COMMAND = re.compile(r"(?:\\ensuremath\{)?\\([A-Za-z]+)\}?")


@cache
def symbol(command: str) -> str | None:
    """The character that ``command`` (without its backslash) prints; ``None`` where it is unknown."""
    return PREFERRED_IN_MATHS.get(command) or _long_tail().get(command)


@cache
def _long_tail() -> dict[str, str]:
    from pylatexenc.latex2text import get_default_latex_context_db
    from pylatexenc.latexencode import get_builtin_uni2latex_dict

    table: dict[str, str] = {}
    for code, markup in get_builtin_uni2latex_dict().items():
        if code > 0x7F and (match := _PLAIN_COMMAND.fullmatch(markup)):
            table.setdefault(match[1], chr(code))
    for spec in get_default_latex_context_db().iter_macro_specs():
        text = spec.simplify_repl
        if isinstance(text, str) and len(text) == 1 and not text.isascii():
            table.setdefault(spec.macroname, text)
    return table


@cache
def markup_for(char: str) -> str | None:
    """What pylatexenc writes for ``char``, unchecked; ``None`` where it has nothing."""
    from pylatexenc.latexencode import get_builtin_uni2latex_dict

    markup: str | None = get_builtin_uni2latex_dict().get(ord(char))
    return markup
