"""How much of a title, and of another page, stands on a page: by its words, in any script."""

from __future__ import annotations

from collections.abc import Iterable

from readinglist.text.titles import telling_words
from readinglist.text.words import vocabulary, words

_SAME_TEXT = 0.9


def share(titles: Iterable[str], there: frozenset[str]) -> float:
    """The largest part of the telling words of one of the titles that is among the words ``there``."""
    told = (telling_words(title) for title in titles)
    return max((len(one & there) / len(one) for one in told if one), default=0.0)


def names(family: str, there: frozenset[str]) -> bool:
    """Whether a family name stands among the words ``there``."""
    parts = vocabulary(words(family))
    return bool(parts) and parts <= there


def same_text(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two texts, given as their vocabularies, are nearly the same."""
    return len(one & other) >= _SAME_TEXT * max(len(one), len(other))
