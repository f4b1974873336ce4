"""One work, one entry: which items of the pages are one work, and the citation key that it gets. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from readinglist.importing.update.identity import Known, contradict, titles_differ
from readinglist.importing.update.work import completed
from readinglist.model.citation_keys import make_key
from readinglist.model.edits import with_readings
from readinglist.model.identifiers import identifiers_of
from readinglist.model.reading import UNNAMED, Reading
from readinglist.model.schedule import Syllabus


class Works(NamedTuple):
    """The works of the pages.

    Attributes:
        readings: one record a work, in order of first appearance, without its final key.
        work_of: for each item the number of its work.
        remarks: what looks like a slip of the page.
    """

    readings: tuple[Reading, ...]
    work_of: tuple[int, ...]
    remarks: tuple[str, ...]


def gathered(items: Iterable[Reading]) -> Works:
    """The works that records of items are about.

    Two items are one work where they share an identifier, or a title that no identifier
    contradicts. One identifier under two different titles is two works, and a remark: one of
    the two links is wrong, most often.
    """
    known = Known()
    work_of: list[int] = []
    remarks: list[str] = []
    for item in items:
        number, clash = _work_of(item, known)
        if number is None:
            number = known.add(item)
            if clash is not None:
                remarks.append(_clash(known[clash], item))
        elif item is not known[number]:
            known.replace(number, _together(known[number], item))
        work_of.append(number)
    return Works(tuple(known), tuple(work_of), tuple(remarks))


def _work_of(item: Reading, known: Known) -> tuple[int | None, int | None]:
    """The number of the work of ``item``, and of one that has its identifier and another title."""
    sharing = known.sharing(item)
    for number in sharing:
        if not titles_differ(known[number], item):
            return number, None
    if sharing:
        return None, sharing[0]
    return next(iter(known.of_title(item)), None), None


def _together(mine: Reading, other: Reading) -> Reading:
    """Both records as one; the one that was held as a record (it has a key) says what the work is."""
    stated_first = mine.key != UNNAMED or other.key == UNNAMED
    both = completed(mine, other) if stated_first else completed(other, mine)
    notes = dict.fromkeys(note for note in (mine.note, other.note) if note)
    return both.replace(note="; ".join(notes)) if len(notes) > 1 else both


def _clash(first: Reading, second: Reading) -> str:
    shared = next(name for name in identifiers_of(second) if name in identifiers_of(first))
    return (
        f"{shared} stands under two titles, “{first.title}” and “{second.title}”: they are two entries; "
        "one of the links may be wrong"
    )


def keyed(works: Sequence[Reading], before: Sequence[Reading], now: Sequence[Reading]) -> tuple[Reading, ...]:
    """The works with their citation keys, which are the old ones where a work is known already.

    Args:
        works: as `gathered` gives them.
        before: the works of the same pages when they were read last, with the keys they got.
        now: the entries of the list.
    """
    keys: dict[int, str] = {}
    # What the page itself said last time finds a work again, whatever was made of its entry since.
    _find_again(works, before, keys, same_page=True)
    given = set(keys.values())
    _find_again(works, [reading for reading in now if reading.key not in given], keys)
    taken = {reading.key.lower() for reading in (*before, *now)} | {key.lower() for key in keys.values()}
    # A key that the page states is not given to another of its works.
    reserved = taken | {work.key.lower() for work in works}
    for number, work in enumerate(works):
        if number in keys:
            continue
        free = work.key != UNNAMED and work.key.lower() not in taken
        keys[number] = work.key if free else make_key(work, reserved)
        for names in (taken, reserved):
            names.add(keys[number].lower())
    return tuple(work.replace(key=keys[number]) for number, work in enumerate(works))


def rekeyed(page: Syllabus, now: Sequence[Reading]) -> Syllabus:
    """What a page said last time, with the keys that its works have in the list now."""
    there = {reading.key for reading in now}
    lost = [reading for reading in page.readings if reading.key not in there]
    said = {reading.key for reading in page.readings}
    found: dict[int, str] = {}
    _find_again(lost, [reading for reading in now if reading.key not in said], found)
    renamed = {lost[n].key: lost[n].replace(key=key) for n, key in found.items()}
    return with_readings(page, renamed) if renamed else page


def _find_again(
    works: Sequence[Reading], pool: Sequence[Reading], keys: dict[int, str], *, same_page: bool = False
) -> None:
    """Give works the keys of those in ``pool`` that they are, the surest first, each key once.

    ``same_page``: the page named them before, so that a short title is enough.
    """
    known = Known(pool)
    as_said: dict[str, list[int]] = defaultdict(list)
    for number, reading in enumerate(pool if same_page else ()):
        as_said[_said(reading)].append(number)
    by_key = {reading.key.lower(): number for number, reading in enumerate(pool)}
    used: set[int] = set()

    def same_key(work: Reading) -> tuple[int, ...]:
        number = by_key.get(work.key.lower())
        return () if number is None or _are_two(work, pool[number]) else (number,)

    def same_work(work: Reading) -> tuple[int, ...]:
        return tuple(n for n in known.sharing(work) if not titles_differ(work, pool[n]))

    def unchanged(work: Reading) -> Sequence[int]:
        return as_said.get(_said(work), ())

    def same_title(work: Reading) -> tuple[int, ...]:
        return known.of_title(work, any_length=same_page)

    for candidates in (unchanged, same_key, same_work, known.of_title, known.sharing, same_title):
        for number, work in enumerate(works):
            if number in keys:
                continue
            found = next((n for n in candidates(work) if n not in used), None)
            if found is not None:
                keys[number] = pool[found].key
                used.add(found)


def _said(reading: Reading) -> str:
    return reading.model_dump_json(exclude={"key"})


def _are_two(one: Reading, other: Reading) -> bool:
    """Whether two entries that somebody gave one key are two works all the same."""
    return contradict(one, other) and titles_differ(one, other)
