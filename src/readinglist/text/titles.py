"""Titles as they are compared: without case, accents, markup, mathematics and punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from readinglist.model.reading import Reading

_MATHS = re.compile(r"(?<!\\)\$[^$]*\$")
_MARKUP = re.compile(r"\\[a-zA-Z]+\s*|\\.|[{}]")
_WORD = re.compile(r"[^\W_]+[+#]*")  # C, C++ and C# are three languages
_SUBTITLE = re.compile(r"[:?!]\s+|\s+[-–—]+\s+|—")
_NUMERAL = re.compile(r".*\d.*|[ivx]{2,}|i|v")
_FILLERS = frozenset(
    {"a", "an", "and", "at", "by", "for", "from", "in", "into", "of", "on", "or", "the", "to", "via", "with"}
)
_FEWEST_WORDS = 3  # fewer say too little: Introduction, Deep Learning
_LONGEST = 400  # letters that are looked at: comparing takes time that grows with their square
_NEAR = 0.8  # of the letters of a misspelt word are right


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


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> Title | None:
    """``text`` as a title to compare; ``None`` where nothing comparable is left of it."""
    text = _MARKUP.sub("", _MATHS.sub(" ", text))
    words = _words(text)
    if not words:
        return None
    halves = [_words(half) for half in _SUBTITLE.split(text, maxsplit=1)]
    parts = tuple("".join(half) for half in halves if _FEWEST_WORDS <= len(half) < len(words))
    numerals = tuple(word for word in words if _NUMERAL.fullmatch(word))
    return Title(words, frozenset(words), "".join(words), numerals, parts)


def _words(text: str) -> tuple[str, ...]:
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in decomposed if not unicodedata.combining(c))
    return tuple(_WORD.findall(text.casefold()))


def titles_of(reading: Reading) -> tuple[Title, ...]:
    """The titles of a work: its own, and that of its preprint where the entry states one."""
    stated = (reading.title, reading.extra.get("preprinttitle"))
    return tuple(title for text in stated if text and (title := fold(text[:_LONGEST])))


def same_title(one: Reading, other: Reading) -> bool:
    """Whether a title of ``one`` is, but for spelling or a missing part, a title of ``other``."""
    return any(_alike(a, b) for a in titles_of(one) for b in titles_of(other))


def _alike(a: Title, b: Title) -> bool:
    return a.squeezed == b.squeezed or a.squeezed in b.parts or b.squeezed in a.parts or misspelt(a, b)


def misspelt(a: Title, b: Title) -> bool:
    """Whether two titles differ in the spelling of words and in words like *the* alone."""
    if not _may_be_misspelt(a, b):
        return False
    same = 0
    a, b = sorted((a, b))  # difflib's answers depend on the order
    matcher = SequenceMatcher(None, a.words, b.words, autojunk=False)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag == "equal":
            same += a2 - a1
        elif not _harmless(a.words[a1:a2], b.words[b1:b2]):
            return False
    return 2 * same >= max(len(a.words), len(b.words))


def _may_be_misspelt(a: Title, b: Title) -> bool:
    """The cheap part of `misspelt`: most pairs of titles end here."""
    if min(len(a.words), len(b.words)) < _FEWEST_WORDS:
        return False
    if a.numerals != b.numerals:  # Part I and Part II are two works
        return False
    return 2 * len(a.vocabulary & b.vocabulary) >= min(len(a.vocabulary), len(b.vocabulary))


def _harmless(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether ``b`` in the place of ``a`` leaves the meaning as it was."""
    left, right = sorted(("".join(a), "".join(b)))
    if not (left and right):
        return _FILLERS.issuperset((*a, *b))
    if _FILLERS.issuperset((*a, *b)):
        return True
    # Slips keep the first letter; "supervised" and "unsupervised" do not.
    return left[0] == right[0] and SequenceMatcher(None, left, right, autojunk=False).ratio() >= _NEAR
