"""What a metadata service is to us: identifiers in, candidates out; and what each has to state of itself.

"Could not ask" is kept apart from "not there" everywhere: only the second says something
about the work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, Protocol

from pydantic import Field

from readinglist.model.identifiers import Identifier
from readinglist.model.reading import Record, Relation
from readinglist.web.asking.answers import Answer, Asker
from readinglist.web.asking.terms import ServiceTerms

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


# Each `Unavailable` is asked for again; an `Absent` is kept as a reply like any other.
Outcome = Found | Absent | Unavailable


class Trust(NamedTuple):
    """What the merge believes of a source, beside its place in the registry.

    Attributes:
        names_in_parts: whether it keeps family and given names apart. Names that a source had to
            cut out of one string give way to names in parts.
        only_preprints: whether all that it knows are preprints, of which no field of a
            publication is believed.
    """

    names_in_parts: bool
    only_preprints: bool = False


class About(NamedTuple):
    """What a source states of itself; nothing that has to do with it stands elsewhere.

    Attributes:
        row: the first cell of its row in the table of ``docs/resolve.md``.
        asked: ``batched`` if many identifiers go into one request, ``singly`` if one does,
            ``to_add`` if it is asked singly and only for a work that is to be added.
        terms: how often it may be asked, by what it publishes.
        guarded: whether it asks addresses that a list or another service gave. These have to be
            on the open internet, so they are asked with ``untrusted``. False: it asks only the
            hosts of its terms.
        trust: what the merge believes of it.
        aliases: further names under which its candidates stand.
    """

    row: str
    asked: Literal["batched", "singly", "to_add"]
    terms: ServiceTerms
    guarded: bool
    trust: Trust
    aliases: tuple[str, ...] = ()


class Source(Protocol):
    """A metadata service."""

    name: str
    about: About

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
