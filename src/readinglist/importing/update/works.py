"""One work, one entry: which items of the pages are one work, and the citation key that it gets. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from readinglist.importing.update.item_records import complete
from readinglist.model.citation_keys import make_key
from readinglist.model.edits import with_readings
from readinglist.model.identifiers import Identifier, identifiers_of
from readinglist.model.reading import UNNAMED, Reading
from readinglist.model.schedule import Syllabus
from readinglist.text.titles import same_title, titles_of
from readinglist.text.word_forms import normal_text

_PREPRINT_YEARS = 1
_FEWEST_WORDS = 3  # shorter titles are those of many works: Introduction, Deep Learning


def titles_differ(one: Reading, other: Reading) -> bool:
    """Whether both records have titles, and these are of two works."""
    return bool(titles_of(one) and titles_of(other)) and not same_title(one, other)


def contradict(one: Reading, other: Reading) -> bool:
    """Whether a scheme that names works for good has other names for ``one`` than for ``other``.

    Addresses contradict nothing: a paper is at many.
    """
    mine, theirs = (_by_scheme(reading) for reading in (one, other))
    return any(mine[scheme].isdisjoint(theirs[scheme]) for scheme in mine.keys() & theirs.keys())


def _by_scheme(reading: Reading) -> dict[str, set[str]]:
    named: dict[str, set[str]] = defaultdict(set)
    for identifier in identifiers_of(reading):
        if identifier.scheme != "url":
            named[identifier.scheme].add(identifier.value)
    return named


class WorkIndex:
    """Records by their identifiers and titles; each has a number, in the order in which they came."""

    def __init__(self, readings: Iterable[Reading] = ()) -> None:
        self._readings: list[Reading] = []
        self._by_identifier: dict[Identifier, list[int]] = defaultdict(list)
        self._by_title: dict[str, list[int]] = defaultdict(list)
        for reading in readings:
            self.add(reading)

    def add(self, reading: Reading) -> int:
        """Add a record, and return its number."""
        self._readings.append(reading)
        self._index(len(self._readings) - 1, reading)
        return len(self._readings) - 1

    def replace(self, number: int, reading: Reading) -> None:
        """Put ``reading`` in the place of a record, which is still found by what it said before."""
        self._readings[number] = reading
        self._index(number, reading)

    def _index(self, number: int, reading: Reading) -> None:
        for identifier in identifiers_of(reading):
            _add_once(self._by_identifier[identifier], number)
        for title in titles_of(reading):
            _add_once(self._by_title[title.squeezed], number)

    def __getitem__(self, number: int) -> Reading:
        return self._readings[number]

    def __iter__(self) -> Iterator[Reading]:
        return iter(self._readings)

    def sharing(self, reading: Reading) -> tuple[int, ...]:
        """The records that have an identifier in common with ``reading``, by its strongest first."""
        found = (n for name in identifiers_of(reading) for n in self._by_identifier.get(name, ()))
        return tuple(dict.fromkeys(found))

    def of_title(self, reading: Reading, *, any_length: bool = False) -> tuple[int, ...]:
        """The records that have the title of ``reading`` and no identifier that contradicts its own.

        Of a short title, which many works have, an author must be the same as well, unless
        ``any_length`` is enough.
        """
        authors = _families(reading)
        found = dict.fromkeys(
            number
            for title in titles_of(reading)
            for number in self._by_title.get(title.squeezed, ())
            if any_length or len(title.words) >= _FEWEST_WORDS or authors & _families(self[number])
        )
        return tuple(number for number in found if not contradict(self[number], reading))


def _add_once(numbers: list[int], number: int) -> None:
    if number not in numbers:
        numbers.append(number)


def _families(reading: Reading) -> set[str]:
    """The last word of each family name, which all spellings of a name share."""
    names = (name.sort_family.split() for name in reading.author if not name.is_others)
    return {normal_text(words[-1]) for words in names if words}


class WorkGroups(NamedTuple):
    """The works of the pages.

    Attributes:
        readings: one record a work, in order of first appearance, without its final key.
        work_of: for each item the number of its work.
        remarks: what looks like a slip of the page.
    """

    readings: tuple[Reading, ...]
    work_of: tuple[int, ...]
    remarks: tuple[str, ...]


def group_by_work(items: Iterable[Reading]) -> WorkGroups:
    """Return the works that the records of items are about.

    Two items are one work where they share an identifier, or a title that no identifier,
    person or year contradicts. One identifier under two different titles is two works, and a remark: one of
    the two links is wrong, most often.
    """
    known = WorkIndex()
    work_of: list[int] = []
    remarks: list[str] = []
    for item in items:
        number, clash = _find_work(item, known)
        if number is None:
            number = known.add(item)
            if clash is not None:
                remarks.append(_clash_words(known[clash], item))
        elif item is not known[number]:
            known.replace(number, _merge_records(known[number], item))
        work_of.append(number)
    return WorkGroups(tuple(known), tuple(work_of), tuple(remarks))


def _find_work(item: Reading, known: WorkIndex) -> tuple[int | None, int | None]:
    """The number of the work of ``item``, and of one that has its identifier and another title."""
    sharing = known.sharing(item)
    # An identifier is surer than a title, which several works may have.
    for number in sharing:
        if not titles_differ(known[number], item):
            return number, None
    if sharing:
        return None, sharing[0]
    return next((n for n in known.of_title(item) if not _disagree(known[n], item)), None), None


def _disagree(one: Reading, other: Reading) -> bool:
    """Whether two works of one title have other authors, or years too far apart for a preprint of one."""
    if one.year is not None and other.year is not None and abs(one.year - other.year) > _PREPRINT_YEARS:
        return True
    mine, theirs = (_families(reading) for reading in (one, other))
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _merge_records(mine: Reading, other: Reading) -> Reading:
    """Both records as one; the one that a bibliography holds, as its key tells, says what the work is."""
    first, second = (other, mine) if mine.key == UNNAMED != other.key else (mine, other)
    both = complete(first, second)
    notes = dict.fromkeys(note for note in (mine.note, other.note) if note)
    return both.replace(note="; ".join(notes)) if len(notes) > 1 else both


def _clash_words(first: Reading, second: Reading) -> str:
    shared = next(name for name in identifiers_of(second) if name in identifiers_of(first))
    return (
        f"{shared} stands under two titles, “{first.title}” and “{second.title}”: they are two entries; "
        "one of the links may be wrong"
    )


def assign_keys(
    works: Sequence[Reading], before: Sequence[Reading], now: Sequence[Reading]
) -> tuple[Reading, ...]:
    """Return the works with citation keys, which are the old ones where a work is known already.

    Args:
        works: as `group_by_work` gives them.
        before: the works of the same pages when they were read last, with the keys they got.
        now: the entries of the list.
    """
    keys: dict[int, str] = {}
    # What the page itself said last time finds a work again, whatever was made of its entry since.
    _find_keys(works, before, keys, same_page=True)
    given = set(keys.values())
    _find_keys(works, [reading for reading in now if reading.key not in given], keys)
    # To BibTeX, keys that differ in case alone clash. A removed entry's key is not given anew, either.
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


def with_current_keys(page: Syllabus, now: Sequence[Reading]) -> Syllabus:
    """Return what a page said last time, with the keys that its works have in the list now.

    A key that a person has changed would look like a reading removed, and another one added.
    """
    there = {reading.key for reading in now}
    lost = [reading for reading in page.readings if reading.key not in there]
    said = {reading.key for reading in page.readings}
    found: dict[int, str] = {}
    _find_keys(lost, [reading for reading in now if reading.key not in said], found)
    renamed = {lost[n].key: lost[n].replace(key=key) for n, key in found.items()}
    return with_readings(page, renamed) if renamed else page


def _find_keys(
    works: Sequence[Reading], pool: Sequence[Reading], keys: dict[int, str], *, same_page: bool = False
) -> None:
    """Add to ``keys`` those of the works in ``pool`` that the works are, each key once.

    ``same_page``: the page named them before, so that a short title is enough.
    """
    known = WorkIndex(pool)
    by_content: dict[str, list[int]] = defaultdict(list)
    for number, reading in enumerate(pool if same_page else ()):
        by_content[_content(reading)].append(number)
    by_key = {reading.key.lower(): number for number, reading in enumerate(pool)}
    used: set[int] = set()

    def same_key(work: Reading) -> tuple[int, ...]:
        number = by_key.get(work.key.lower())
        if number is None or (contradict(work, pool[number]) and titles_differ(work, pool[number])):
            return ()  # a person has given the key to another work
        return (number,)

    def same_work(work: Reading) -> tuple[int, ...]:
        return tuple(n for n in known.sharing(work) if not titles_differ(work, pool[n]))

    def unchanged(work: Reading) -> Sequence[int]:
        return by_content.get(_content(work), ())

    def same_title(work: Reading) -> tuple[int, ...]:
        return known.of_title(work, any_length=same_page)

    # The surest sign first, and each for all works, so that none takes what is surely another's.
    for candidates in (unchanged, same_key, same_work, known.of_title, known.sharing, same_title):
        for number, work in enumerate(works):
            if number in keys:
                continue
            found = next((n for n in candidates(work) if n not in used), None)
            if found is not None:
                keys[number] = pool[found].key
                used.add(found)


def _content(reading: Reading) -> str:
    return reading.model_dump_json(exclude={"key"})
