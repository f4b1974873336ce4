"""Which item of a new sequence comes from which item of the old one."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

T = TypeVar("T", bound=Hashable)

Identity = Callable[[T], Hashable]


def origins(before: Sequence[T], after: Sequence[T], identities: Iterable[Identity[T]]) -> list[int | None]:
    """For each item of ``after`` the number of the item of ``before`` that it was; ``None``: it is new.

    Items that are the same come first, in their order if they have kept it. The others
    are recognised by what ``identities`` say, the surest first; ``None`` identifies nothing.
    """
    found: list[int | None] = [None] * len(after)
    # Numbers in place of records: comparing and hashing a record is slow, and it is done often.
    numbers: dict[T, int] = {}
    old, new = ([numbers.setdefault(item, len(numbers)) for item in items] for items in (before, after))
    for start, other, size in _common_runs(old, new):
        found[other : other + size] = range(start, start + size)
    for identity in (lambda item: item, *identities):
        _match_rest(before, after, identity, found)
    return found


def in_order(numbers: Sequence[int | None]) -> set[int]:
    """A longest choice of ``numbers`` that rises from left to right; ``None`` is passed over."""
    tops: list[int] = []
    top_at: list[int] = []
    previous: dict[int, int | None] = {}
    for at, number in enumerate(numbers):
        if number is None:
            continue
        height = bisect_left(tops, number)
        previous[at] = top_at[height - 1] if height else None
        tops[height : height + 1] = [number]
        top_at[height : height + 1] = [at]
    chosen: set[int] = set()
    place = top_at[-1] if top_at else None
    while place is not None:
        chosen.add(place)
        place = previous[place]
    return {number for at, number in enumerate(numbers) if at in chosen and number is not None}


def _common_runs(before: Sequence[int], after: Sequence[int]) -> list[tuple[int, int, int]]:
    """Runs of the same items, as their starts in both and their length."""
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


def _match_rest(
    before: Sequence[T], after: Sequence[T], identity: Identity[T], found: list[int | None]
) -> None:
    taken = {number for number in found if number is not None}
    waiting: dict[Hashable, deque[int]] = defaultdict(deque)
    for number, item in enumerate(before):
        if number not in taken:
            waiting[identity(item)].append(number)
    waiting.pop(None, None)
    for place, item in enumerate(after):
        if found[place] is None and (numbers := waiting.get(identity(item))):
            found[place] = numbers.popleft()
