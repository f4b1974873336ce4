"""Whom to ask about which reading, in as few requests as can be.

Identifiers first, in batches: they name a work beyond doubt; and with them what those answers
lead to, a published version that arXiv or DataCite names. Then pages, one request each, and
only for readings about which nobody has said yet where they appeared.
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
        return self._rounds({reading.key: identifiers_of(reading) for reading in readings})

    def one(self, identifier: Identifier) -> Heard:
        """What is heard of one identifier."""
        return self._rounds({"": (identifier,)})[""]

    def _rounds(self, names: Mapping[str, Sequence[Identifier]]) -> Mapping[str, Heard]:
        heard = {key: Heard() for key in names}
        # The least trusted first: what preprints were published as is then asked for along
        # with the rest, in the same requests.
        for source in reversed(self._batched):
            self._hear(source, names, heard)
        self._follow(self._batched, heard)
        for source in self._paged:
            open_ones = {key: ids for key, ids in names.items() if not heard[key].place_is_known}
            self._hear(source, open_ones, heard)
        trust = {source.name: place for place, source in enumerate((*self._batched, *self._paged))}
        for item in heard.values():
            # What a page's file says, a PDF's own metadata, counts less than all sources.
            item.candidates.sort(key=lambda candidate: trust.get(candidate.source, len(trust)))
        return heard

    def _hear(
        self, source: Source, names: Mapping[str, Sequence[Identifier]], heard: Mapping[str, Heard]
    ) -> None:
        """Ask ``source`` about these identifiers, and about the publications that are known so far."""
        known = (target for item in heard.values() for target in published(item.candidates))
        wanted = dict.fromkeys((*(i for ids in names.values() for i in ids), *known))
        self._fetch(source, [identifier for identifier in wanted if source.takes(identifier)])
        for key, ids in names.items():
            for identifier in ids:
                outcome = self._answers.get((source.name, identifier))
                if outcome is not None:
                    heard[key].add(outcome)

    def _follow(self, sources: Sequence[Source], heard: Mapping[str, Heard]) -> None:
        """Hear what is said of the published versions that the answers name."""
        targets = {key: tuple(published(item.candidates)) for key, item in heard.items()}
        for source in sources:
            wanted = dict.fromkeys(t for ids in targets.values() for t in ids if source.takes(t))
            self._fetch(source, list(wanted))
            for key, ids in targets.items():
                for identifier in ids:
                    outcome = self._answers.get((source.name, identifier))
                    if isinstance(outcome, Found):
                        heard[key].related.append(outcome.candidate)
                    elif isinstance(outcome, Unavailable):
                        heard[key].unavailable.append(outcome)

    def _fetch(self, source: Source, wanted: Sequence[Identifier]) -> None:
        # In one order always, so that the same questions make the same requests, which are kept.
        new = sorted(i for i in wanted if (source.name, i) not in self._answers)
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
