"""When do two titles, and when do two pages, say the same? Words in any script."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import normalize

from readinglist.metadata.merge.equality import extends, normal_text
from readinglist.metadata.merge.people import fold

_WORD = re.compile(r"[^\W_]+")
_COMMAND = re.compile(r"\\[A-Za-z]+\s*|[{}$\\]")
# A soft hyphen and its invisible kin stand inside of words.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# Scripts that put no spaces between words: their words are taken as pairs of letters.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]{2,}")
# Words that titles share by chance, in the languages that course lists mostly speak.
_EMPTY_WORDS = frozenset(
    """
    a an and are as at be by can for from has how in into is it its of on or our that the their this to
    towards via was we what when why will with without you your
    der die das den dem des ein eine und oder im zur zum mit von fur auf ist uber
    le la les un une des du de et ou en au aux sur pour dans par avec est
    el los las una y o con por para del al se su che il lo gli i e di da della per non
    het een van voor op och av til og som na do em os dos
    """.split()  # noqa: SIM905
)
# Between a title and the name of its site.
_SITE = re.compile(r"\s*[|·•»]\s*|\s+[-–—]\s+")
_LONGEST = 400
_ENOUGH_WORDS = 0.75
_SAME_TEXT = 0.9


def words(text: str) -> list[str]:
    """The words of a text in small letters, in order."""
    if text.isascii():
        return _WORD.findall(text.lower())
    return _WORD.findall(normalize("NFC", _INVISIBLE.sub("", text)).lower())


def vocabulary(spoken: Iterable[str]) -> frozenset[str]:
    """Words without accents, each once; where a script has no spaces, pairs of its letters."""
    different = set(spoken)
    # Most words need no folding, and folding a whole page takes longer than all the rest.
    odd = {word for word in different if not word.isascii()}
    return frozenset(different - odd).union(*map(_folded, odd))


def _folded(word: str) -> list[str]:
    word = fold(word)
    if not _UNSPACED.search(word):
        return [word]
    return [word[index : index + 2] for index in range(max(len(word) - 1, 1))]


def telling_words(title: str) -> frozenset[str]:
    """The words of a title that say something; all of them where none does."""
    found = vocabulary(words(_COMMAND.sub(" ", title[:_LONGEST])))
    return found - _EMPTY_WORDS or found


def share(titles: Iterable[str], there: frozenset[str]) -> float:
    """The largest part of the telling words of one of the titles that is among the words ``there``."""
    told = (telling_words(title) for title in titles)
    return max((len(one & there) / len(one) for one in told if one), default=0.0)


def is_title_of(expected: str, shown: str) -> bool:
    """Whether ``shown``, the title of a page, is or holds the title ``expected``.

    The name of a site around it, a subtitle more or less, and a few words changed or cut
    are no difference. A title of one word has to stand alone: "Attention" is not the
    title of a page "Attention required | Lake".
    """
    one, other = normal_text(expected[:_LONGEST]), normal_text(shown[:_LONGEST])
    if not one or not other:
        return False
    if one == other or extends(expected, shown) or extends(shown, expected):
        return True
    told = telling_words(expected)
    if len(told) < 2:
        return any(normal_text(piece) == one for piece in _SITE.split(shown[:_LONGEST]))
    if one in other or (other in one and 2 * len(other) >= len(one)):
        return True
    common = told & telling_words(shown)
    return len(common) >= 2 and len(common) >= _ENOUGH_WORDS * len(told)


def names(family: str, there: frozenset[str]) -> bool:
    """Whether a family name stands among the words ``there``."""
    parts = vocabulary(words(family))
    return bool(parts) and parts <= there


def same_text(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two texts, given as their vocabularies, are nearly the same."""
    return len(one & other) >= _SAME_TEXT * max(len(one), len(other))
