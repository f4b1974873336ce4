"""Whom to ask about which reading, in as few requests as can be.

Identifiers first, in batches: they name a work beyond doubt; and with them what those answers
lead to, a published version that arXiv or DataCite names. Then pages, one request each, and
only for readings of which no source has said yet where they appeared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from readinglist.metadata.services.service import Absent, Candidate, Found, Outcome, Source, Unavailable
from readinglist.model.identifiers import Identifier, identifiers_of
from readinglist.model.reading import Reading
from readinglist.web.asking.answers import Asker

Progress = Callable[[str, int, int], None]
_Names = Mapping[str, Sequence[Identifier]]


@dataclass(slots=True)
class Outcomes:
    """What the sources answered about one reading: candidates in the order of trust, and who had none."""

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
    def venue_is_known(self) -> bool:
        """Whether some candidate says where the work appeared."""
        return any("container_title" in c.fields for c in (*self.candidates, *self.related))


class Inquiry:
    """Asks ``batched`` sources for identifiers and ``paged`` sources for pages.

    Both are in the order of trust. Every outcome is kept, so that no source is asked twice.

    Attributes:
        interrupted: a person pressed Ctrl-C: no source is asked any more, and what was answered
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

    def ask(self, readings: Sequence[Reading]) -> Mapping[str, Outcomes]:
        """Ask about each reading; return the outcomes by citation key."""
        return self._rounds({reading.key: identifiers_of(reading) for reading in readings})

    def ask_one(self, identifier: Identifier) -> Outcomes:
        """Ask about one identifier."""
        return self._rounds({"": (identifier,)})[""]

    def _rounds(self, names: _Names) -> Mapping[str, Outcomes]:
        outcomes = {key: Outcomes() for key in names}
        # The least trusted first: what preprints were published as is then asked for along
        # with the rest, in the same requests. Then again, for what the most trusted do not know.
        for source in (*reversed(self._batched), *self._batched):
            self._ask(source, names, self._published)
        for source in self._batched:
            self._collect(source, names, outcomes)
        self._follow(outcomes)
        for source in self._paged:
            open_ones = {key: ids for key, ids in names.items() if not outcomes[key].venue_is_known}
            self._ask(source, open_ones, ())
            self._collect(source, open_ones, outcomes)
        self._identify(outcomes)
        self._follow(outcomes)
        trust = {source.name: place for place, source in enumerate((*self._batched, *self._paged))}
        for item in outcomes.values():
            # What a page's file says, a PDF's own metadata, counts less than all sources.
            item.candidates.sort(key=lambda candidate: trust.get(candidate.source, len(trust)))
        return outcomes

    def _ask(self, source: Source, names: _Names, along: Iterable[Identifier]) -> None:
        wanted = dict.fromkeys((*(i for ids in names.values() for i in ids), *along))
        self._fetch(source, [identifier for identifier in wanted if self._has_its_turn(source, identifier)])

    def _has_its_turn(self, source: Source, identifier: Identifier) -> bool:
        """Whether ``source`` is the one to ask: a DOI has one agency, so one is asked after the other."""
        if not source.takes(identifier):
            return False
        if identifier.scheme != "doi":
            return True
        before = list(takewhile(lambda other: other is not source, self._batched))
        answers = [self._answers.get((other.name, identifier)) for other in before if other.takes(identifier)]
        return all(isinstance(answer, Absent) for answer in answers)

    def _collect(self, source: Source, names: _Names, outcomes: Mapping[str, Outcomes]) -> None:
        for key, ids in names.items():
            for identifier in ids:
                outcome = self._answers.get((source.name, identifier))
                if outcome is not None:
                    outcomes[key].add(outcome)

    def _identify(self, outcomes: Mapping[str, Outcomes]) -> None:
        """Ask about the DOIs and arXiv ids that pages give for the works themselves."""
        found = {
            key: tuple(dict.fromkeys(_own_identifiers(item.candidates))) for key, item in outcomes.items()
        }
        for source in self._batched:
            self._ask(source, found, self._published)
        for item, names in zip(outcomes.values(), found.values(), strict=True):
            known = {(candidate.source, candidate.identifier) for candidate in item.candidates}
            for source in self._batched:
                for identifier in names:
                    outcome = self._answers.get((source.name, identifier))
                    if outcome is not None and (source.name, identifier) not in known:
                        item.add(outcome)

    @property
    def _published(self) -> Iterator[Identifier]:
        """What the answers so far name as published versions."""
        return published(o.candidate for o in tuple(self._answers.values()) if isinstance(o, Found))

    def _follow(self, outcomes: Mapping[str, Outcomes]) -> None:
        """Collect what sources say of the published versions that the answers name."""
        for item in outcomes.values():
            item.related.clear()  # followed twice: after the identifiers, and after the pages
            targets = tuple(dict.fromkeys(published(item.candidates)))
            for source in self._batched:
                for target in targets:
                    outcome = self._answers.get((source.name, target))
                    if isinstance(outcome, Found):
                        item.related.append(outcome.candidate)
                    elif isinstance(outcome, Unavailable) and outcome not in item.unavailable:
                        item.unavailable.append(outcome)

    def _fetch(self, source: Source, wanted: Sequence[Identifier]) -> None:
        # In one order always, so that the same questions make the same requests, which are kept.
        new = sorted(i for i in wanted if (source.name, i) not in self._answers)
        if not new or self.interrupted:
            return
        self._progress(source.name, 0, len(new))
        try:
            for done, outcome in enumerate(source.fetch(new, self._session), 1):
                about = outcome.candidate if isinstance(outcome, Found) else outcome
                self._answers[source.name, about.identifier] = outcome
                # A page is forgotten by its own source, which knows what is worth asking for again.
                if isinstance(outcome, Unavailable) and source in self._batched:
                    self._session.forget(outcome.address)
                self._progress(source.name, done, len(new))
        except KeyboardInterrupt:
            self.interrupted = True


def published(candidates: Iterable[Candidate]) -> Iterator[Identifier]:
    """Return the published versions that these candidates name."""
    for candidate in candidates:
        for relation in candidate.relations:
            if relation.kind == "published_as":
                yield relation.target


def _own_identifiers(candidates: Iterable[Candidate]) -> Iterator[Identifier]:
    """Return the DOIs and arXiv ids that candidates give for the work that they describe."""
    for candidate in candidates:
        for scheme, name in (("doi", "doi"), ("arxiv", "arxiv_id")):
            value = candidate.fields.get(name)
            if value and candidate.identifier != (scheme, value):
                yield Identifier(scheme, value)
