"""What a metadata service is to us: identifiers in, candidates out.

"Could not ask" is kept apart from "not there" everywhere: only the second says something
about the work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, Protocol

from pydantic import Field

from readinglist.identifiers import Identifier
from readinglist.records import Record

NoticeKind = Literal["retraction", "withdrawal", "removal", "expression_of_concern", "correction"]
RelationKind = Literal["published_as", "preprint_of", "version_of", "same_as"]


class Relation(Record):
    """A statement of a source that the work is related to another one."""

    kind: RelationKind
    target: Identifier


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


class Asker(Protocol):
    """What a source needs of the polite session (`readinglist.session.PoliteSession`)."""

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        limit: int | None = None,
        untrusted: bool = False,
    ) -> Answer:
        """Fetch ``url``; never raises for what the network or the server does."""
        ...

    def forget(self, asked: str) -> None:
        """Keep no reply of the address ``asked``: it turned out to be no answer."""
        ...


class Answer(Record):
    """A reply, or why there is none.

    ``status`` is ``None`` where no reply came; then ``problem`` says why. ``body`` holds
    at most the caller's limit of decoded bytes, and ``cut`` says whether there was more.
    """

    url: str = Field(description="the address that answered, behind redirects")
    asked: str = Field(description="the address that was asked, without contact data")
    retrieved: str = Field(description="when it was fetched from the network, ISO 8601 in UTC")
    status: int | None = None
    content_type: str = ""
    headers: Mapping[str, str] = Field(default_factory=dict, description="names in lower case")
    body: bytes = b""
    cut: bool = False
    from_cache: bool = False
    problem: str | None = Field(default=None, description="why there is no usable reply; null: there is one")
    fault: str | None = Field(
        default=None,
        description="of which kind the problem is (`readinglist.session.faults`); null: a reply came",
    )

    @property
    def text(self) -> str:
        """The body as text, by the charset of its header, else UTF-8."""
        charset = "utf-8"
        for part in self.content_type.split(";")[1:]:
            name, _, value = part.strip().partition("=")
            if name.lower() == "charset":
                charset = value.strip("\"' ")
        try:
            return self.body.decode(charset, "replace")
        except LookupError:
            return self.body.decode("utf-8", "replace")


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
