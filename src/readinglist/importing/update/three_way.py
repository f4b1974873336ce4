"""The three-way merge of values: of base, mine and theirs, the items, their order and their fields. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeVar

from readinglist.formats.reading_lists import typeset
from readinglist.importing.update.import_report import Change, Subject
from readinglist.model.pairing import Sign, pair
from readinglist.model.reading import Link, Record
from readinglist.model.schedule import Person
from readinglist.report import value_words
from readinglist.text.word_forms import normal_text

Decision = Literal["ask", "prune", "keep"]
"""What becomes of conflicts, and of what the page has no longer.

``ask``: they wait for a person. ``prune``: what the page has no longer is removed, as far as
nobody has changed it; conflicts wait. ``keep``: all is settled for the list, for good.
"""
K = TypeVar("K", bound=Hashable)
# Fields whose items are added and taken away one by one: both sides may change them, and nothing waits.
_ITEMWISE = frozenset({"links", "speakers", "instructors", "presenters", "keyword"})


class Triple(NamedTuple):
    """One thing in three lists, by its place in each; ``None``: it is not there."""

    base: int | None
    mine: int | None
    theirs: int | None


def pair_three(
    base: Sequence[K],
    mine: Sequence[K],
    theirs: Sequence[K],
    *,
    signs: Mapping[str, Sign[K]],
    by_place: bool = False,
) -> tuple[Triple, ...]:
    """Return every item of the three lists, once: those of ``theirs``, then what only the others have.

    What an item was in ``base`` tells which one of ``mine`` it is, also where the list says
    other things of it by now.

    Args:
        base: what the page said last time.
        mine: what the list says.
        theirs: what the page says.
        signs: what an item is recognised by, as `pair` takes them.
        by_place: of two lists of the same length, what is left over at the same place is the
            same as well.
    """
    base_of = pair(base, theirs, signs, by_place=by_place)
    mine_base = pair(base, mine, signs, by_place=by_place)
    mine_of = {b: m for m, b in enumerate(mine_base) if b is not None}
    found = {t: mine_of[b] for t, b in enumerate(base_of) if b in mine_of and b is not None}
    # What both sides have added may be one thing.
    new = [t for t, b in enumerate(base_of) if b is None]
    own = [m for m, b in enumerate(mine_base) if b is None]
    for t, n in zip(new, pair([mine[m] for m in own], [theirs[t] for t in new], signs), strict=True):
        if n is not None:
            found[t] = own[n]
    triples = [Triple(b, found.get(t), t) for t, b in enumerate(base_of)]
    triples += [Triple(b, mine_of.get(b), None) for b in range(len(base)) if b not in base_of]
    there = {triple.mine for triple in triples}
    triples += [Triple(None, m, None) for m in range(len(mine)) if m not in there]
    return tuple(triples)


class FieldDifference(NamedTuple):
    """A field of which page and list said different things.

    ``conflict``: both have changed it, and mine stays. ``known`` is false where it is not known
    which side did; then mine stays as well.
    """

    field: str
    mine: Any
    theirs: Any
    conflict: bool = False
    known: bool = True


class MergedFields(NamedTuple):
    """The fields of one thing after the merge.

    Attributes:
        mine: fields of the list that change, and to what.
        base: each field as the page is taken to have said it from now on.
        differences: where page and list did not agree.
    """

    mine: dict[str, Any]
    base: dict[str, Any]
    differences: tuple[FieldDifference, ...]

    @property
    def conflict(self) -> bool:
        """Whether a field waits for a person."""
        return any(difference.conflict for difference in self.differences)

    def changes(self, subject: Subject, what: str, key: str | None = None) -> Iterator[Change]:
        """A change for each of the differences."""
        for field, mine, theirs, conflict, known in self.differences:
            yield Change(
                kind="conflict" if conflict else "changed" if known else "differs",
                subject=subject,
                what=what,
                key=key,
                field=field,
                list_says=value_words(mine),
                page_says=value_words(theirs),
            )


def merge_fields(
    fields: Iterable[str],
    base: Record | None,
    mine: Record,
    theirs: Record,
    decision: Decision,
    *,
    same: Callable[[str, Any, Any], bool] = lambda field, mine, theirs: False,
) -> MergedFields:
    """Return what the fields of ``mine`` say with the page's changes from ``base`` to ``theirs``.

    Args:
        fields: names of the fields.
        base: what the page said last time; ``None``: not known, so that only what ``mine``
            does not state is taken over, and other differences are reported once.
        mine: what the list says.
        theirs: what the page says.
        decision: what becomes of conflicts.
        same: whether two stated values of a field say the same, in other words.
    """
    changes: dict[str, Any] = {}
    new_base: dict[str, Any] = {}
    differences: list[FieldDifference] = []
    for field in fields:
        nothing = type(theirs).model_fields[field].get_default(call_default_factory=True)
        m, t = getattr(mine, field), getattr(theirs, field)
        b = _assumed_base(field, m, t, nothing) if base is None else getattr(base, field)
        # A build that wrote the page has set quotes and dashes in it: these are no change of the page's.
        t = next((known for known in (b, m) if _prints_alike(known, t)), t)
        new_base[field] = t
        value = _merge_items(b, m, t) if field in _ITEMWISE else t if m == b else m
        if value != m:  # the page has changed it; where it is no list of items, the page alone
            changes[field] = value
            differences.append(FieldDifference(field, m, value))
        elif (
            t in (m, nothing if base is None else b)
            or field in _ITEMWISE
            or (nothing not in (m, t) and same(field, m, t))
        ):
            continue  # the page has not changed it, or says what the list says
        elif base is None:
            # Reported once: from now on the base holds what the page says.
            differences.append(FieldDifference(field, m, t, known=False))
        elif decision != "keep":
            new_base[field] = b  # as it was, so that the conflict comes up again
            differences.append(FieldDifference(field, m, t, conflict=True))
    return MergedFields(changes, new_base, tuple(differences))


def _prints_alike(known: Any, theirs: Any) -> bool:
    """Whether a text differs in no more than the quotes and dashes that a build of the page sets."""
    if not (isinstance(known, str) and isinstance(theirs, str)) or known == theirs:
        return False
    return typeset(known) == typeset(theirs)


def _assumed_base(field: str, mine: Any, theirs: Any, nothing: Any) -> Any:
    """What the page may have said before, where that is not known: nothing that ``mine`` lacks."""
    if field in _ITEMWISE:
        there = set(map(_item_name, mine))
        return tuple(item for item in theirs if _item_name(item) in there)
    return nothing if mine == nothing else theirs


def _item_name(item: Any) -> str:
    """What tells an item of a list from its neighbours, whatever is said of it."""
    name: str = item.url if isinstance(item, Link) else item.name if isinstance(item, Person) else item
    return name


def _merge_items(base: Sequence[K], mine: Sequence[K], theirs: Sequence[K]) -> tuple[K, ...]:
    """The items of ``mine`` without those that the page took away, and with those that it added."""
    if tuple(theirs) == tuple(base):
        return tuple(mine)
    if tuple(mine) == tuple(base):
        return tuple(theirs)
    gone = set(base) - set(theirs)
    kept = [item for item in mine if item not in gone]
    kept += [item for item in theirs if item not in base and item not in mine]
    return tuple(in_order(base, mine, theirs, kept))


def same_words(field: str, mine: Any, theirs: Any) -> bool:
    """Whether two texts of a session or an assignment differ in capitals and punctuation alone."""
    texts = isinstance(mine, str) and isinstance(theirs, str) and field != "level"
    return texts and normal_text(mine) == normal_text(theirs)


def order_of(triples: Sequence[Triple], side: int) -> list[int]:
    """The numbers of the triples that are in one of the lists, in the order of that list."""
    there = [(triple[side], number) for number, triple in enumerate(triples) if triple[side] is not None]
    return [number for _, number in sorted(there, key=lambda item: item[0] or 0)]


def in_order(base: Sequence[K], mine: Sequence[K], theirs: Sequence[K], kept: Iterable[K]) -> list[K]:
    """Return ``kept`` in the order of the list; where only the page has changed its order, in the page's.

    What only one side has stands behind what it stands behind there.
    """
    wanted = dict.fromkeys(kept)
    shared = set(base) & set(mine) & set(theirs)

    def order(items: Sequence[K]) -> list[K]:
        return [item for item in items if item in shared]

    moved_there = order(theirs) != order(base) and order(mine) == order(base)
    # Where both sides have changed their order, the person's stays.
    first, second = (theirs, mine) if moved_there else (mine, theirs)
    result = list(dict.fromkeys(item for item in first if item in wanted))
    there = set(result)
    for at, item in enumerate(second):
        if item in wanted and item not in there:
            result.insert(_insertion_point(second, at, result, there), item)
            there.add(item)
    return [*result, *(item for item in wanted if item not in there)]


def _insertion_point(items: Sequence[K], at: int, result: Sequence[K], there: set[K]) -> int:
    """Where in ``result`` the item ``at`` belongs: behind its neighbour before it, else before the next."""
    before = next((items[n] for n in range(at - 1, -1, -1) if items[n] in there), None)
    if before is not None:
        return result.index(before) + 1
    after = next((items[n] for n in range(at + 1, len(items)) if items[n] in there), None)
    return result.index(after) if after is not None else len(result)
