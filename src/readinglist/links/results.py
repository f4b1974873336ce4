"""What a check of links says: values that reports show, and that are kept and compared."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Literal, NamedTuple

from pydantic import Field

from readinglist.links.verdicts import CLASSES, Verdict, VerdictClass, class_of
from readinglist.model.finding import Finding
from readinglist.model.identifiers import Identifier
from readinglist.model.reading import Record
from readinglist.model.schedule import Level
from readinglist.model.views import html_of, text_of

Change = Literal["new", "still", "recovered"]
RepairKind = Literal["redirect", "doi", "arxiv", "open_access", "archive"]


class Use(Record):
    """One place in the data that gives a link, and one session that needs it.

    A reading that two sessions assign has two uses of each of its links; one that no
    session assigns has one, without week and date.
    """

    key: str | None = Field(default=None, description="citation key; null: a link of a session or the course")
    field: str = Field(description="name of the record's field: url, links, doi, arxiv_id, speakers, …")
    file: str | None = Field(default=None, description="path as it was given; null: not from a file")
    line: int | None = Field(default=None, description="1-based; null: not known")
    week: int | None = Field(default=None, description="week that needs it; null: none, or not stated")
    date: datetime.date | None = Field(default=None, description="day of that session; null: not stated")
    level: Level | None = Field(default=None, description="level of the assignment; null: no reading's link")
    label: str | None = Field(default=None, description="words of the link; null: none were given")


class Expected(NamedTuple):
    """What should stand at a link, as far as the record says.

    ``titles`` are those of the work and ``families`` the family names of its authors, where
    the link leads to the work itself; both are empty for slides, code, a speaker's page.
    ``pdf``: a PDF was promised.
    """

    titles: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    pdf: bool = False


class LinkTarget(NamedTuple):
    """One thing to look at, however often and in whatever spelling the list names it.

    ``url`` is how the list writes it first. ``identifier`` is the DOI or arXiv id that the
    registry is asked about in place of the page; ``None``: the page is asked. ``name`` is
    what makes two spellings one: the identifier, or the address in its one spelling.
    ``inferred``: the identifier was only read out of the path of some site's address, so
    that the registry's no proves nothing.
    """

    url: str
    name: str
    identifier: Identifier | None = None
    inferred: bool = False
    expected: Expected = Expected()
    uses: tuple[Use, ...] = ()


class Witness(Record):
    """Who said what of a link, and when: the page, the handle service, arXiv, the history."""

    name: str = Field(
        description="page, doi.org, handle service, arxiv, datacite, archive, history, settings, file, link"
    )
    said: str = Field(description="in words")
    at: str = Field(description="ISO 8601 in UTC")
    verdict: Verdict | None = Field(default=None, description="what it says of the link; null: nothing")


class Repair(Record):
    """What could stand in place of a link that is dead or has moved.

    ``sure`` means that ``--fix`` writes it: the same work, by the server's own word.
    """

    kind: RepairKind
    address: str
    why: str = Field(description="the evidence, in words")
    sure: bool = False
    verdict: Verdict | None = Field(default=None, description="what a look at it said; null: nobody looked")


class LinkResult(Record):
    """What is known of one link after a check.

    ``since`` is the day on which the present run of dead verdicts began, ``runs`` how many
    runs have said so, this one included, and ``confirmed`` whether that, or a second
    witness, is enough to be believed. ``history`` holds the verdicts of earlier runs and
    this one, oldest first.
    """

    url: str
    verdict: Verdict
    reason: str = Field(description="in words: what is the case, and what to do about it")
    address: str | None = Field(default=None, description="where it led in the end; null: nowhere else")
    witnesses: tuple[Witness, ...] = ()
    used_by: tuple[Use, ...] = ()
    confirmed: bool = False
    runs: int = Field(default=0, description="runs in a row that found it dead; 0: it is not")
    since: datetime.date | None = None
    last_alive: datetime.date | None = Field(default=None, description="null: never, as far as is known")
    history: tuple[tuple[datetime.date, Verdict], ...] = ()
    repairs: tuple[Repair, ...] = Field(default=(), description="best first")
    change: Change | None = Field(
        default=None,
        description="new: confirmed dead since this run; still: since an earlier one; "
        "recovered: it was, and is alive now; null: none of these",
    )
    fresh: bool = Field(default=True, description="false: taken from the history, not asked in this run")

    @property
    def verdict_class(self) -> VerdictClass:
        """The class of the verdict."""
        return class_of(self.verdict)

    @property
    def is_red(self) -> bool:
        """Whether it makes a run fail: dead and confirmed, or unsafe."""
        return self.verdict_class == "unsafe" or (self.verdict_class == "dead" and self.confirmed)

    def __str__(self) -> str:
        """Return one line: the address, the verdict and the reason; no password, no token."""
        return text_of(self)

    def _repr_html_(self) -> str | None:
        return html_of(self)


class LinkReport(Record):
    """What a check found, link by link, in the order of the list.

    ``findings`` are about the check itself: rules of the settings that have run out, a
    history that could not be read. ``interrupted``: a person stopped it; ``offline``:
    there was no network, so nothing is known.
    """

    links: tuple[LinkResult, ...] = ()
    findings: tuple[Finding, ...] = ()
    started: str = Field(default="", description="ISO 8601 in UTC")
    # JSON has no infinity (RFC 8259, 6), so that a report with one could not be read again.
    seconds: float = Field(default=0.0, ge=0, allow_inf_nan=False, description="how long the check took")
    requests: int = Field(default=0, ge=0, description="requests sent, all hops and repeats counted")
    interrupted: bool = False
    offline: bool = False
    shard: str | None = Field(default=None, description="2/8: the part of the hosts that was looked at")

    def __iter__(self) -> Iterator[LinkResult]:  # type: ignore[override]
        """Yield the links, in the order of the list."""
        return iter(self.links)

    def __len__(self) -> int:
        """Return how many links there are."""
        return len(self.links)

    def __bool__(self) -> bool:
        """Always true: a report on nothing is a report."""
        return True

    def __str__(self) -> str:
        """Return the report as text, for people."""
        return text_of(self)

    def _repr_html_(self) -> str | None:
        return html_of(self)

    @property
    def red(self) -> tuple[LinkResult, ...]:
        """The links that make the run fail."""
        return tuple(link for link in self.links if link.is_red)

    def of(self, *classes: VerdictClass) -> tuple[LinkResult, ...]:
        """Return the links of these classes."""
        return tuple(link for link in self.links if link.verdict_class in classes)

    def summary(self) -> dict[str, int]:
        """How many links there are and of each class, how many are confirmed dead, how many were asked."""
        counts: dict[str, int] = {name: len(self.of(name)) for name in CLASSES}
        confirmed = sum(link.confirmed for link in self.of("dead"))
        asked = sum(link.fresh for link in self.links)
        return {"links": len(self.links), **counts, "confirmed": confirmed, "asked": asked}
