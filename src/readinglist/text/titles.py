"""Do two titles say the same? The one comparison of titles, for three questions of three rooms.

- `same_title`, for lint and the importer: are two *records* of one work? Spelling may differ,
  a subtitle may be missing; numbers may not differ.
- `may_be_one_title` and `extends`, for merging: is what a *service* states about this work?
- `is_title_of`, for the link checker: does a *page* show this title, perhaps with the name of
  its site around it, or cut?

They differ in what they tolerate, which the constants below state, and not in how text is
folded or which words count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from readinglist.model.reading import Reading
from readinglist.text.word_forms import FILLERS, STOP_WORDS, fold, normal_text, vocabulary, words

_MATHS = re.compile(r"(?<!\\)\$[^$]*\$")
_MARKUP = re.compile(r"\\[a-zA-Z]+\s*|\\.|[{}]")
_COMMAND = re.compile(r"\\[A-Za-z]+\s*|[{}$\\]")
_WORD = re.compile(r"[^\W_]+[+#]*")  # C, C++ and C# are three languages
_SUBTITLE = re.compile(r"[:?!]\s+|\s+[-–—]+\s+|—")
# Services part titles by a full stop, too. In records it ends abbreviations more often.
_SUBTITLE_OR_STOP = re.compile(r"\s*[:?!.]\s+|\s+[-–—]+\s+|\s*—\s*")
# Between a title and the name of its site.
_SITE = re.compile(r"\s*[|·•»]\s*|\s+[-–—]\s+")
_NUMERAL = re.compile(r".*\d.*|[ivx]{2,}|i|v")

_LONGEST = 400  # letters that are looked at: comparing takes time that grows with their square
_FEWEST_WORDS = 3  # fewer say too little: Introduction, Deep Learning
_NEAR = 0.8  # of the letters of a misspelt word, or of a whole title, are right
_ENOUGH_WORDS = 0.75  # of the telling words of a title must be in the title of its page


class Title(NamedTuple):
    """A title to compare.

    Attributes:
        words: its words, folded.
        vocabulary: each of its words once.
        squeezed: its words without the spaces between them.
        numerals: those of its words that are or hold numbers.
        parts: the same for the title proper and for the subtitle; empty where a title has
            only one part, without those of fewer than three words.
    """

    words: tuple[str, ...]
    vocabulary: frozenset[str]
    squeezed: str
    numerals: tuple[str, ...]
    parts: tuple[str, ...]


def titles_of(reading: Reading) -> tuple[Title, ...]:
    """The titles of a work: its own, and that of its preprint where the entry states one."""
    stated = (reading.title, reading.extra.get("preprinttitle"))
    return tuple(title for text in stated if text and (title := _title(text[:_LONGEST])))


@lru_cache(maxsize=1 << 16)
def _title(text: str) -> Title | None:
    """``text`` as a title to compare; ``None`` where nothing comparable is left of it."""
    text = _MARKUP.sub("", _MATHS.sub(" ", text))
    words = _folded_words(text)
    if not words:
        return None
    halves = [_folded_words(half) for half in _SUBTITLE.split(text, maxsplit=1)]
    parts = tuple("".join(half) for half in halves if _FEWEST_WORDS <= len(half) < len(words))
    numerals = tuple(word for word in words if _NUMERAL.fullmatch(word))
    return Title(words, frozenset(words), "".join(words), numerals, parts)


def _folded_words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(text)))


def same_title(one: Reading, other: Reading) -> bool:
    """Whether a title of ``one`` is, but for spelling or a missing part, a title of ``other``."""
    return any(
        a.squeezed == b.squeezed or a.squeezed in b.parts or b.squeezed in a.parts or is_misspelt(a, b)
        for a in titles_of(one)
        for b in titles_of(other)
    )


def is_misspelt(a: Title, b: Title) -> bool:
    """Whether two titles differ in the spelling of words and in words like *the* alone."""
    if not _may_be_misspelt(a, b):
        return False
    same = 0
    a, b = sorted((a, b))  # difflib's answers depend on the order
    matcher = SequenceMatcher(None, a.words, b.words, autojunk=False)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag == "equal":
            same += a2 - a1
        elif not _is_harmless(a.words[a1:a2], b.words[b1:b2]):
            return False
    # Where most words differ, that each by itself could be a slip says little.
    return 2 * same >= max(len(a.words), len(b.words))


def _may_be_misspelt(a: Title, b: Title) -> bool:
    """The cheap part of `is_misspelt`: most pairs of titles end here."""
    if min(len(a.words), len(b.words)) < _FEWEST_WORDS:
        return False
    if a.numerals != b.numerals:  # Part I and Part II are two works
        return False
    return 2 * len(a.vocabulary & b.vocabulary) >= min(len(a.vocabulary), len(b.vocabulary))


def _is_harmless(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether ``b`` in the place of ``a`` leaves the meaning as it was."""
    if FILLERS.issuperset((*a, *b)):
        return True
    left, right = sorted(("".join(a), "".join(b)))
    # Slips keep the first letter; "supervised" and "unsupervised" do not. Nor is a word too many a slip.
    return left[:1] == right[:1] and _ratio(left, right) >= _NEAR


def _ratio(a: str, b: str) -> float:
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def extends(short: str, full: str) -> bool:
    """Whether the title ``full`` is ``short`` and a subtitle."""
    parts = _SUBTITLE_OR_STOP.split(full, maxsplit=1)
    return len(parts) == 2 and bool(parts[1].strip()) and normal_text(parts[0]) == normal_text(short)


def may_be_one_title(a: str, b: str) -> bool:
    """Whether two titles may be those of one work: a word in common, or one is the other's acronym."""
    one, other = (_significant(text[:_LONGEST]) for text in (a, b))
    if not one or not other or not set(one).isdisjoint(other):
        return True
    initials = ["".join(word[0] for word in words) for words in (one, other)]
    if "".join(one) in initials[1] or "".join(other) in initials[0]:
        return True
    return _ratio(normal_text(a[:_LONGEST]), normal_text(b[:_LONGEST])) > _NEAR


def _significant(title: str) -> list[str]:
    found: list[str] = re.findall(r"[^\W_]+", fold(title))
    return [word for word in found if word not in FILLERS] or found


def telling_words(title: str) -> frozenset[str]:
    """The words of a title that say something; all of them where none does."""
    found = vocabulary(words(_COMMAND.sub(" ", title[:_LONGEST])))
    return found - STOP_WORDS or found


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
