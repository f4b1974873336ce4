"""Which item of a new list is which item of an old one.

There is one way to find out, `pair`. What an item may be recognised by is a table of signs.
Which of the items have kept their order is another question: `longest_rising`, `misplaced`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

from readinglist.model.reading import Reading
from readinglist.model.schedule import FIELD_OF_LEVEL, Assignment, Session

T = TypeVar("T", bound=Hashable)
# What an item is recognised by; ``None``: it does not say, and so it is like no other item.
Sign = Callable[[T], Hashable]

_LISTS = frozenset(FIELD_OF_LEVEL.values())

# What tells that a session is an old one which says something else by now, the surest first.
SESSION_SIGNS: Mapping[str, Sign[Session]] = {
    "date and topic": lambda session: (
        (session.date, session.topic) if session.date and session.topic else None
    ),
    "week and topic": lambda session: (
        (session.week, session.topic) if session.week is not None and session.topic else None
    ),
    "topic": lambda session: session.topic or None,
    "date": lambda session: session.date,
    "readings": lambda session: frozenset(a.reading.key for a in session.assignments) or None,
    # Two sessions of one week with different dates are different ones.
    "week": lambda session: session.week if session.date is None else None,
    "all but the readings": lambda session: tuple(
        getattr(session, name) for name in Session.model_fields if name not in _LISTS
    ),
}
ASSIGNMENT_SIGNS: Mapping[str, Sign[Assignment]] = {"key": lambda assignment: assignment.reading.key}


def pair(
    before: Sequence[T], after: Sequence[T], signs: Mapping[str, Sign[T]], *, by_place: bool = False
) -> list[int | None]:
    """For each item of ``after`` the number of the item of ``before`` that it was; ``None``: it is new.

    Items that are equal come first, in their order if they have kept it. The others are
    recognised by ``signs``, the surest first. Sessions and assignments are compared as `bare`
    gives them, so that a corrected title of a reading does not make them other ones.

    Args:
        before: the old list.
        after: the new list.
        signs: name to what an item is recognised by.
        by_place: of lists of one length, an item without a sign is the one at its place.
    """
    found: list[int | None] = [None] * len(after)
    # Numbers in place of records: comparing and hashing a record is slow, and it is done often.
    numbers: dict[T, int] = {}
    old, new = ([numbers.setdefault(item, len(numbers)) for item in items] for items in (before, after))
    for start, other, size in _common_runs(old, new):
        found[other : other + size] = range(start, start + size)
    for sign in (lambda item: item, *signs.values()):
        _pair_rest(before, after, sign, found)
    if by_place and len(before) == len(after):
        left = set(range(len(before))) - set(found)
        found = [at if number is None and at in left else number for at, number in enumerate(found)]
    return found


def bare(session: Session) -> Session:
    """``session`` with nothing but citation keys for its readings."""
    lists = {name: tuple(map(bare_assignment, getattr(session, name))) for name in _LISTS}
    return session.model_copy(update=lists)


def bare_assignment(assignment: Assignment) -> Assignment:
    """``assignment`` with nothing but the citation key for its reading."""
    return assignment.model_copy(update={"reading": Reading(key=assignment.reading.key)})


def longest_rising(numbers: Sequence[int | None]) -> set[int]:
    """A longest choice of ``numbers`` that rises from left to right; ``None`` is passed over.

    Of paired items these are the ones that have kept their order; the others were moved.
    """
    stated = [number for number in numbers if number is not None]
    return {stated[at] for at in _longest_choice(stated, bisect_left)}


def misplaced(values: Sequence[int]) -> tuple[int, ...]:
    """The indexes of the fewest values without which the rest does not decrease.

    Of two values that contradict each other alone, the later one counts as misplaced.
    """
    # From the end and negated, so that the earlier of two equal choices is the one that is kept.
    backwards = [-value for value in reversed(values)]
    kept = {len(values) - 1 - at for at in _longest_choice(backwards, bisect_right)}
    return tuple(index for index in range(len(values)) if index not in kept)


def _longest_choice(values: Sequence[int], bisect: Callable[[Sequence[int], int], int]) -> list[int]:
    """The indexes of a longest choice that rises (`bisect_left`) or does not fall (`bisect_right`).

    By patience sorting: each pile holds the lowest last value of a choice of its length.
    """
    tops: list[int] = []
    top_at: list[int] = []
    before: list[int] = []
    for index, value in enumerate(values):
        length = bisect(tops, value)
        before.append(top_at[length - 1] if length else -1)
        tops[length : length + 1] = [value]
        top_at[length : length + 1] = [index]
    chosen = []
    index = top_at[-1] if top_at else -1
    while index >= 0:
        chosen.append(index)
        index = before[index]
    return chosen


def _common_runs(before: Sequence[int], after: Sequence[int]) -> list[tuple[int, int, int]]:
    """Runs of the same items, as their starts in both and their length."""
    # Most lists differ in a few places only, and `SequenceMatcher` takes quadratic time.
    limit = min(len(before), len(after))
    head = next((n for n in range(limit) if before[n] != after[n]), limit)
    rest = limit - head
    tail = next((n for n in range(rest) if before[-1 - n] != after[-1 - n]), rest)
    middle = SequenceMatcher(
        None, before[head : len(before) - tail], after[head : len(after) - tail], autojunk=False
    )
    return [
        (0, 0, head),
        *((head + a, head + b, size) for a, b, size in middle.get_matching_blocks()),
        (len(before) - tail, len(after) - tail, tail),
    ]


def _pair_rest(before: Sequence[T], after: Sequence[T], sign: Sign[T], found: list[int | None]) -> None:
    taken = {number for number in found if number is not None}
    waiting: dict[Hashable, deque[int]] = defaultdict(deque)
    for number, item in enumerate(before):
        if number not in taken:
            waiting[sign(item)].append(number)
    waiting.pop(None, None)  # items without this sign are like no other
    for place, item in enumerate(after):
        if found[place] is None and (numbers := waiting.get(sign(item))):
            found[place] = numbers.popleft()
