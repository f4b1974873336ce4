"""What a metadata service is to us: identifiers in, candidates out.

"Could not ask" is kept apart from "not there" everywhere: only the second says something
about the work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, Protocol

from pydantic import Field

from readinglist.model.identifiers import Identifier
from readinglist.model.reading import Record, Relation
from readinglist.web.asking.answer import Answer, Asker

NoticeKind = Literal["retraction", "withdrawal", "removal", "expression_of_concern", "correction"]


class Notice(Record):
    """A statement of a source about the standing of the work: it was retracted, withdrawn, corrected."""

    kind: NoticeKind
    text: str = Field(description="in words, as it is shown to people")
    doi: str | None = Field(default=None, description="DOI of the notice; null: not stated")
    date: str | None = Field(default=None, description="ISO 8601; null: not stated")


class Candidate(Record):
    """What one source says about one work.

    ``fields`` holds record fields by name (see `Reading`), validated values, and only
    those that the source states. It never holds ``key`` or ``extra``.
    """

    identifier: Identifier = Field(description="what was asked for")
    source: str = Field(description="name of the source")
    address: str = Field(description="the address that was asked, without contact data")
    retrieved: str = Field(description="when, ISO 8601 in UTC")
    fields: Mapping[str, Any] = Field(default_factory=dict)
    rules: Mapping[str, str] = Field(
        default_factory=dict, description="field to the rule that chose its value, where there was a choice"
    )
    relations: tuple[Relation, ...] = ()
    notices: tuple[Notice, ...] = ()
    version: int | None = Field(default=None, description="number of the latest version; null: not stated")
    online: str | None = Field(default=None, description="date of online publication, ISO 8601")
    print: str | None = Field(default=None, description="date of publication in print, ISO 8601")


class Found(Record):
    """The source knows the work."""

    candidate: Candidate


class Absent(Record):
    """The source was asked, answered, and does not know the work."""

    identifier: Identifier
    source: str
    address: str
    reason: str = Field(description="what it answered, in words")


class Unavailable(Record):
    """The source could not be asked. This says nothing about the work."""

    identifier: Identifier
    source: str
    address: str
    reason: str = Field(
        description="what happened, in words: HTTP 503, no network, an answer that is no answer"
    )


Outcome = Found | Absent | Unavailable


class Source(Protocol):
    """A metadata service."""

    name: str

    def takes(self, identifier: Identifier) -> bool:
        """Whether it may know works by this identifier."""
        ...

    def fetch(self, identifiers: Sequence[Identifier], session: Asker) -> Iterator[Outcome]:
        """One outcome for each identifier, in any order, with as few requests as can be. Never raises."""
        ...


class Search(Protocol):
    """A search for works by title and first author. What it finds is evidence of nothing."""

    def __call__(self, title: str, author_family: str, session: Asker) -> Sequence[Candidate]:
        """The works that a source holds for likely; empty where none is or it could not be asked."""
        ...


def candidate(identifier: Identifier, source: str, answer: Answer, **parts: Any) -> Candidate:
    """What a source says about a work, with where and when it said so."""
    return Candidate(
        identifier=identifier, source=source, address=answer.asked, retrieved=answer.retrieved, **parts
    )


def absent(identifier: Identifier, source: str, address: str, reason: str) -> Outcome:
    """The source does not know the work."""
    return Absent(identifier=identifier, source=source, address=address, reason=reason)


def unavailable(
    identifiers: Sequence[Identifier], source: str, address: str, reason: str
) -> Iterator[Outcome]:
    """The source could not be asked about any of these."""
    for identifier in identifiers:
        yield Unavailable(identifier=identifier, source=source, address=address, reason=reason)


def chunks(identifiers: Sequence[Identifier], size: int) -> Iterator[tuple[Identifier, ...]]:
    """The identifiers, each once, in groups of at most ``size``."""
    unique = tuple(dict.fromkeys(identifiers))
    return (unique[start : start + size] for start in range(0, len(unique), size))
