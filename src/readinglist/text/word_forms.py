"""Words as they are compared: without case, accents and compatibility forms, in any script.

Every comparison of titles, names, venues and pages folds its text here, so that two rooms
cannot disagree on whether ``Sørensen`` and ``Sorensen`` are one word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Only the marks of Latin, Greek and Cyrillic letters: the vowel signs of Indic scripts are
# combining characters as well, and words differ by them alone.
_ACCENTS = re.compile("[\u0300-\u036f]")
# Letters that Unicode does not decompose and that words are typed without.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})
_WORD = re.compile(r"[^\W_]+")
_COMMAND = re.compile(r"\\([A-Za-z]+)\s*")
# A soft hyphen and its invisible kin stand inside of words.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# Scripts that put no spaces between words: their words are taken as pairs of letters.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]{2,}")

FILLERS = frozenset(
    {"a", "an", "and", "at", "by", "for", "from", "in", "into", "of", "on", "or", "the", "to", "via", "with"}
)
"""English words that a title may gain, lose or change and still be the same title."""

STOP_WORDS = FILLERS.union(
    """
    are as be can has how is it its our that their this towards was we what when why will without you your
    der die das den dem des ein eine und oder im zur zum mit von fur auf ist uber
    le la les un une des du de et ou en au aux sur pour dans par avec est
    el los las una y o con por para del al se su che il lo gli i e di da della per non
    het een van voor op och av til og som na do em os dos
    """.split()  # noqa: SIM905
)
"""Words that titles share by chance, in the languages that course lists mostly speak; folded."""


def fold(text: str) -> str:
    """``text`` without case, accents and compatibility forms."""
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).casefold().translate(_LETTERS)


def normal_text(text: str) -> str:
    """The letters and digits of ``text``: no case, accents, markup, punctuation or spaces.

    Greek letters in TeX become letters. ``+`` and ``#`` stay: C, C++ and C# are three languages.
    """
    folded = fold(_COMMAND.sub(_greek_letter, text).replace("&", " and "))
    # Marks stay where `fold` has left them: the vowels of Indic scripts.
    kept = "".join(c for c in folded if c.isalnum() or c in "+#" or unicodedata.category(c)[0] == "M")
    return kept or "".join(text.split())


def _greek_letter(command: re.Match[str]) -> str:
    size = "CAPITAL" if command[1][0].isupper() else "SMALL"
    try:
        return unicodedata.lookup(f"GREEK {size} LETTER {command[1].upper()}")
    except KeyError:
        return ""


def words(text: str) -> list[str]:
    """The words of a text in small letters, in order; `vocabulary` folds them."""
    if text.isascii():
        return _WORD.findall(text.lower())
    return _WORD.findall(unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).lower())


def vocabulary(spoken: Iterable[str]) -> frozenset[str]:
    """Words without accents, each once; where a script has no spaces, pairs of its letters."""
    different = set(spoken)
    # Most words need no folding, and folding a whole page takes longer than all the rest.
    odd = {word for word in different if not word.isascii()}
    return frozenset(different - odd).union(*map(_fold_word, odd))


def _fold_word(word: str) -> list[str]:
    word = fold(word)
    if not _UNSPACED.search(word):
        return [word]
    return [word[index : index + 2] for index in range(max(len(word) - 1, 1))]
