"""Base, mine, theirs: what a field, and the order of a list, say after both sides may have changed. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from readinglist.formats.page_words import typeset
from readinglist.model.reading import Link, Record
from readinglist.model.schedule import Person

K = TypeVar("K", bound=Hashable)
# Fields whose items are added and taken away one by one.
_ITEMWISE = frozenset({"links", "speakers", "instructors", "presenters", "keyword"})


class Difference(NamedTuple):
    """A field in which page and list were not one.

    ``conflict``: both have changed it, and mine stays. ``known`` is false where nobody knows
    who did; then mine stays as well.
    """

    field: str
    mine: Any
    theirs: Any
    conflict: bool = False
    known: bool = True


class Merged(NamedTuple):
    """The fields of one thing after the merge.

    Attributes:
        mine: fields of the list that change, and to what.
        base: each field as the page is taken to have said it from now on.
        differences: what was not one.
    """

    mine: dict[str, Any]
    base: dict[str, Any]
    differences: tuple[Difference, ...]


def merged(
    fields: Iterable[str],
    base: Record | None,
    mine: Record,
    theirs: Record,
    *,
    same: Callable[[str, Any, Any], bool] = lambda field, a, b: False,
    keep: bool = False,
) -> Merged:
    """What the fields of ``mine`` say once the page's changes from ``base`` to ``theirs`` are made.

    Args:
        fields: names of the fields.
        base: what the page said last time; ``None``: not known, so that only what ``mine``
            does not state is taken over, and other differences are told once.
        mine: what the list says.
        theirs: what the page says.
        same: whether two stated values of a field say the same, in other words.
        keep: conflicts are settled for the list.
    """
    changes: dict[str, Any] = {}
    new_base: dict[str, Any] = {}
    differences: list[Difference] = []
    for field in fields:
        nothing = type(theirs).model_fields[field].get_default(call_default_factory=True)
        m, t = getattr(mine, field), getattr(theirs, field)
        b = _assumed(field, m, t, nothing) if base is None else getattr(base, field)
        t = next((known for known in (b, m) if _prints_alike(known, t)), t)
        new_base[field] = t
        value = _items(b, m, t) if field in _ITEMWISE else t if m == b else m
        if value != m:
            changes[field] = value
            differences.append(Difference(field, m, value))
        elif (
            (t in (b, m) and not (base is None and t not in (m, nothing)))
            or field in _ITEMWISE
            or (nothing not in (m, t) and same(field, m, t))
        ):
            continue
        elif base is None:
            differences.append(Difference(field, m, t, known=False))
        elif not keep:
            new_base[field] = b
            differences.append(Difference(field, m, t, conflict=True))
    return Merged(changes, new_base, tuple(differences))


def _prints_alike(known: Any, theirs: Any) -> bool:
    """Whether a text differs in no more than the quotes and dashes that a build of the page sets."""
    if not (isinstance(known, str) and isinstance(theirs, str)) or known == theirs:
        return False
    return typeset(known) == typeset(theirs)


def _assumed(field: str, mine: Any, theirs: Any, nothing: Any) -> Any:
    """What the page may have said before, where that is not known: nothing that ``mine`` lacks."""
    if field in _ITEMWISE:
        there = set(map(_named, mine))
        return tuple(item for item in theirs if _named(item) in there)
    return nothing if mine == nothing else theirs


def _named(item: Any) -> str:
    """What tells an item of a list from its neighbours, whatever is said of it."""
    name: str = item.url if isinstance(item, Link) else item.name if isinstance(item, Person) else item
    return name


def _items(base: Sequence[K], mine: Sequence[K], theirs: Sequence[K]) -> tuple[K, ...]:
    """The items of ``mine`` without those that the page took away, and with those that it added."""
    if tuple(theirs) == tuple(base):
        return tuple(mine)
    if tuple(mine) == tuple(base):
        return tuple(theirs)
    gone = set(base) - set(theirs)
    kept = [item for item in mine if item not in gone]
    kept += [item for item in theirs if item not in base and item not in mine]
    return tuple(in_order(base, mine, theirs, kept))


def in_order(base: Sequence[K], mine: Sequence[K], theirs: Sequence[K], kept: Iterable[K]) -> list[K]:
    """``kept`` in the order of the list; where the page alone has changed its order, in that of the page.

    What only one side has stands behind what it stands behind there.
    """
    wanted = dict.fromkeys(kept)
    shared = set(base) & set(mine) & set(theirs)

    def order(items: Sequence[K]) -> list[K]:
        return [item for item in items if item in shared]

    moved_there = order(theirs) != order(base) and order(mine) == order(base)
    first, second = (theirs, mine) if moved_there else (mine, theirs)
    result = list(dict.fromkeys(item for item in first if item in wanted))
    there = set(result)
    for at, item in enumerate(second):
        if item in wanted and item not in there:
            result.insert(_place(second, at, result, there), item)
            there.add(item)
    return [*result, *(item for item in wanted if item not in there)]


def _place(items: Sequence[K], at: int, result: Sequence[K], there: set[K]) -> int:
    """Where in ``result`` the item ``at`` belongs: behind its neighbour before it, else before the next."""
    before = next((items[n] for n in range(at - 1, -1, -1) if items[n] in there), None)
    if before is not None:
        return result.index(before) + 1
    after = next((items[n] for n in range(at + 1, len(items)) if items[n] in there), None)
    return result.index(after) if after is not None else len(result)
