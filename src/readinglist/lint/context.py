"""What a rule is, what it looks at, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from readinglist.model.finding import Severity
from readinglist.model.reading import Reading
from readinglist.model.schedule import Syllabus

T = TypeVar("T")


class Fault(NamedTuple):
    """What a rule objects to, before it has a name, a level and a line.

    Attributes:
        message: what is wrong and what to do about it.
        reading: the entry that it is about; ``None``: no entry.
        session: index of the session that it is about; ``None``: no session.
        field: name of the record's field; ``None``: the whole entry or session.
    """

    message: str
    reading: Reading | None = None
    session: int | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What the rules look at.

    Attributes:
        syllabus: the list.
        exists: whether the local file of a relative link is there; ``None``: not to be checked.
        switched_off: citation key to the rules that its entry has switched off.
    """

    syllabus: Syllabus
    exists: Callable[[str], bool] | None = None
    switched_off: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _results: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, work: Callable[[Sequence[Reading]], Sequence[T]], rule: str) -> Sequence[T]:
        """What ``work`` makes of the readings that have not switched ``rule`` off.

        It is done once for all rules that ask for the same work on the same readings.
        """
        left_out = frozenset(key for key, rules in self.switched_off.items() if rule in rules)
        # By the rules' entries, too: each rule may be switched off for others.
        if (work, left_out) not in self._results:
            readings = [reading for reading in self.syllabus.readings if reading.key not in left_out]
            self._results[work, left_out] = work(readings)
        result: Sequence[T] = self._results[work, left_out]
        return result


class Check(NamedTuple):
    """One rule: its level unless the settings state another, and how it is checked."""

    level: Severity
    find: Callable[[Context], Iterator[Fault]]

    @property
    def summary(self) -> str:
        """The rule in one sentence."""
        return (self.find.__doc__ or "").partition("\n")[0].rstrip(".")
