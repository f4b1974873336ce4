"""Are two lists of names one list? Accents, initials, middle names and "et al." are no difference."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from readinglist.model.reading import Name
from readinglist.text.word_forms import fold

Relation = Literal["same", "fuller", "poorer", "different"]
"""What the second value is to the first: ``fuller`` says all that the first does, and more."""

# Finding each name in the other list takes time that grows with the square of their number.
_MOST_REORDERED = 200


def words(text: str | None) -> list[str]:
    """The folded words of a name or of a part of one; initials are words."""
    return re.findall(r"[^\W_]+", re.sub("['’`]", "", fold(text or "")))


def compare_lists(mine: Sequence[Name], theirs: Sequence[Name]) -> Relation:
    """What the list ``theirs`` is to ``mine``.

    A list in alphabetical order says less than the same people in another order: some
    publishers sort, and no author list is unsorted by accident.
    """
    ours, others = _without_others(mine), _without_others(theirs)
    shared = [compare_names(a, b) for a, b in zip(ours, others, strict=False)]
    if "different" in shared:
        return _in_another_order(ours, others)
    if len(ours) == len(others):
        return _combine(shared if _is_cut(mine) == _is_cut(theirs) else [*shared, "poorer"])
    if len(ours) < len(others):
        return "fuller" if _is_cut(mine) else "different"
    return "poorer" if _is_cut(theirs) else "different"


def extend(mine: Sequence[Name], theirs: Sequence[Name]) -> tuple[Name, ...]:
    """The fuller list ``theirs``, with the names of ``mine`` where those say more."""
    better = (
        a if compare_names(a, b) in ("same", "poorer") else b
        for a, b in zip(_without_others(mine), theirs, strict=False)
    )
    return (*better, *theirs[len(_without_others(mine)) :])


def _without_others(names: Sequence[Name]) -> list[Name]:
    return [name for name in names if not name.is_others]


def _is_cut(names: Sequence[Name]) -> bool:
    return any(name.is_others for name in names)


def _combine(relations: Sequence[Relation]) -> Relation:
    found = set(relations) - {"same"}
    if "different" in found:
        return "different"
    return found.pop() if len(found) == 1 else "same"


def _in_another_order(mine: Sequence[Name], theirs: Sequence[Name]) -> Relation:
    if len(mine) != len(theirs) or len(mine) > _MOST_REORDERED:
        return "different"
    left = list(theirs)
    for name in mine:
        match = next((other for other in left if compare_names(name, other) != "different"), None)
        if match is None:
            return "different"
        left.remove(match)
    return "poorer" if is_sorted(theirs) and not is_sorted(mine) else "different"


def is_sorted(names: Sequence[Name]) -> bool:
    """Whether the people stand in the order of their family names."""
    order = [words(name.sort_family) for name in names if not name.is_others]
    return order == sorted(order)


def compare_names(mine: Name, theirs: Name) -> Relation:
    """What the name ``theirs`` is to ``mine``; how a name is cut into parts makes no difference."""
    a, b = words(str(mine)), words(str(theirs))
    if sorted(a) == sorted(b):
        return _by_accents(str(mine), str(theirs))
    if mine.literal is not None or theirs.literal is not None:
        return _by_accents(str(mine), str(theirs)) if "".join(a) == "".join(b) else "different"
    if "".join(words(mine.sort_family)) != "".join(words(theirs.sort_family)):
        return "different"
    if mine.suffix and theirs.suffix and words(mine.suffix) != words(theirs.suffix):
        return "different"
    given = _compare_given(words(mine.given), words(theirs.given))
    suffix: Relation = "same" if mine.suffix or not theirs.suffix else "fuller"
    return _combine((given, "poorer" if mine.suffix and not theirs.suffix else suffix))


def _compare_given(mine: list[str], theirs: list[str]) -> Relation:
    if "".join(mine) == "".join(theirs):
        return "same"
    if len(mine) <= len(theirs):
        return _abbreviates(mine, theirs)
    turned: dict[Relation, Relation] = {"fuller": "poorer", "poorer": "fuller"}
    relation = _abbreviates(theirs, mine)
    return turned.get(relation, relation)


def _abbreviates(few: list[str], many: list[str]) -> Relation:
    """What ``many`` is to ``few``, whose words must all be found in it, in order, or their initials."""
    place, relations = 0, set[Relation]()
    for word in few:
        while place < len(many) and not _initial_match(word, many[place]):
            place += 1
            relations.add("fuller")
        if place == len(many):
            return "different"
        if word != many[place]:
            relations.add("fuller" if len(word) < len(many[place]) else "poorer")
        place += 1
    if place < len(many):
        relations.add("fuller")
    return _combine(tuple(relations))


def _initial_match(a: str, b: str) -> bool:
    return a == b or (1 in (len(a), len(b)) and a[0] == b[0])


def _by_accents(mine: str, theirs: str) -> Relation:
    here, there = (sum(not char.isascii() and char.isalpha() for char in text) for text in (mine, theirs))
    return "fuller" if there > here else "poorer" if there < here else "same"
