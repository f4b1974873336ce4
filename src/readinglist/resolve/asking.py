"""Whom to ask about which reading, in as few requests as can be.

Three rounds. Identifiers first, in batches: they name a work beyond doubt. Then what those
answers lead to: a published version that arXiv or DataCite names. Then pages, one request
each, and only for readings about which nobody has said yet where they appeared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from readinglist.identifiers import Identifier, identifiers_of
from readinglist.records import Reading
from readinglist.sources.base import Absent, Asker, Candidate, Found, Outcome, Source, Unavailable

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Heard:
    """What was heard of one reading: candidates in the order of trust, and who could not help."""

    candidates: list[Candidate] = field(default_factory=list)
    related: list[Candidate] = field(default_factory=list)
    absent: list[Absent] = field(default_factory=list)
    unavailable: list[Unavailable] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Keep an outcome where it belongs."""
        if isinstance(outcome, Found):
            self.candidates.append(outcome.candidate)
        elif isinstance(outcome, Absent):
            self.absent.append(outcome)
        else:
            self.unavailable.append(outcome)

    @property
    def place_is_known(self) -> bool:
        """Whether some candidate says where the work appeared."""
        return any("container_title" in c.fields for c in (*self.candidates, *self.related))


class Asking:
    """Asks ``batched`` sources for identifiers and ``paged`` sources for pages.

    Both are in the order of trust. Every outcome is kept, so that nobody is asked twice.

    Attributes:
        interrupted: a person pressed Ctrl-C: nobody is asked any more, and what was heard
            until then counts.
    """

    def __init__(
        self,
        session: Asker,
        batched: Sequence[Source],
        paged: Sequence[Source],
        progress: Progress | None = None,
    ) -> None:
        self._session = session
        self._batched = batched
        self._paged = paged
        self._progress = progress or (lambda source, done, total: None)
        self._answers: dict[tuple[str, Identifier], Outcome] = {}
        self.interrupted = False

    def ask(self, readings: Sequence[Reading]) -> Mapping[str, Heard]:
        """What is heard of each reading, by citation key."""
        names = {reading.key: identifiers_of(reading) for reading in readings}
        heard = {key: Heard() for key in names}
        self._round(self._batched, names, heard)
        self._related(heard)
        open_ones = {key: ids for key, ids in names.items() if not heard[key].place_is_known}
        self._round(self._paged, open_ones, heard)
        trust = {source.name: place for place, source in enumerate((*self._batched, *self._paged))}
        for item in heard.values():
            item.candidates.sort(key=lambda candidate: trust[candidate.source])
        return heard

    def one(self, identifier: Identifier) -> Heard:
        """What is heard of one identifier."""
        heard = {"": Heard()}
        self._round(self._batched, {"": (identifier,)}, heard)
        self._related(heard)
        if not heard[""].candidates:
            self._round(self._paged, {"": (identifier,)}, heard)
        return heard[""]

    def _round(
        self,
        sources: Sequence[Source],
        names: Mapping[str, Sequence[Identifier]],
        heard: Mapping[str, Heard],
    ) -> None:
        for source in sources:
            wanted = dict.fromkeys(i for ids in names.values() for i in ids if source.takes(i))
            self._fetch(source, wanted)
            for key, ids in names.items():
                for identifier in ids:
                    outcome = self._answers.get((source.name, identifier))
                    if outcome is not None:
                        heard[key].add(outcome)

    def _related(self, heard: Mapping[str, Heard]) -> None:
        """Ask about the published versions that the first answers name."""
        targets = {key: tuple(published(item.candidates)) for key, item in heard.items()}
        for source in self._batched:
            wanted = dict.fromkeys(t for ids in targets.values() for t in ids if source.takes(t))
            self._fetch(source, wanted)
            for key, ids in targets.items():
                for identifier in ids:
                    outcome = self._answers.get((source.name, identifier))
                    if isinstance(outcome, Found):
                        heard[key].related.append(outcome.candidate)
                    elif isinstance(outcome, Unavailable):
                        heard[key].unavailable.append(outcome)

    def _fetch(self, source: Source, wanted: Iterable[Identifier]) -> None:
        new = [i for i in wanted if (source.name, i) not in self._answers]
        if not new or self.interrupted:
            return
        self._progress(source.name, 0, len(new))
        try:
            for done, outcome in enumerate(source.fetch(new, self._session), 1):
                self._answers[source.name, _identifier(outcome)] = outcome
                if isinstance(outcome, Unavailable):
                    self._session.forget(outcome.address)
                self._progress(source.name, done, len(new))
        except KeyboardInterrupt:
            self.interrupted = True


def published(candidates: Iterable[Candidate]) -> Iterable[Identifier]:
    """The published versions that these candidates name."""
    for candidate in candidates:
        for relation in candidate.relations:
            if relation.kind == "published_as":
                yield relation.target


def _identifier(outcome: Outcome) -> Identifier:
    return outcome.candidate.identifier if isinstance(outcome, Found) else outcome.identifier
