"""Which records are of one work: what each is known by, and a table to look them up in. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from readinglist.model.identifiers import Identifier, identifiers_of
from readinglist.model.reading import Reading
from readinglist.text.titles import same_title, titles_of

_FEWEST_WORDS = 3  # shorter titles are those of many works: Introduction, Deep Learning


def titles_differ(one: Reading, other: Reading) -> bool:
    """Whether both have titles, and these are of two works."""
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


class Known:
    """Records by what they are known by; each has a number, in the order in which they came."""

    def __init__(self, readings: Iterable[Reading] = ()) -> None:
        self._readings: list[Reading] = []
        self._by_identifier: dict[Identifier, list[int]] = defaultdict(list)
        self._by_title: dict[str, list[int]] = defaultdict(list)
        for reading in readings:
            self.add(reading)

    def add(self, reading: Reading) -> int:
        """The number that ``reading`` gets."""
        self._readings.append(reading)
        self._index(len(self._readings) - 1, reading)
        return len(self._readings) - 1

    def replace(self, number: int, reading: Reading) -> None:
        """Let a record say more; what it was known by, it stays known by."""
        self._readings[number] = reading
        self._index(number, reading)

    def _index(self, number: int, reading: Reading) -> None:
        keys = [(self._by_identifier, name) for name in identifiers_of(reading)]
        for table, name in keys:
            _append(table[name], number)
        for title in titles_of(reading):
            _append(self._by_title[title.squeezed], number)

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
        found = dict.fromkeys(
            number
            for title in titles_of(reading)
            for number in self._by_title.get(title.squeezed, ())
            if any_length or len(title.words) >= _FEWEST_WORDS or _share_author(self[number], reading)
        )
        return tuple(number for number in found if not contradict(self[number], reading))


def _append(numbers: list[int], number: int) -> None:
    if number not in numbers:
        numbers.append(number)


def _share_author(one: Reading, other: Reading) -> bool:
    first, second = ({name.sort_family.casefold() for name in r.author} for r in (one, other))
    return not first.isdisjoint(second)
