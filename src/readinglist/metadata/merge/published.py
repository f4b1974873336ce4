"""From the preprint to its published version: a proposal with its evidence, or the reason against it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Literal

from pydantic import Field

from readinglist.metadata.merge.equality import compare, compare_names
from readinglist.metadata.merge.trust import (
    OPEN_TYPES,
    checked,
    choose,
    hijack_reason,
    is_preprint,
    is_published,
)
from readinglist.metadata.services.service import Candidate
from readinglist.model.identifiers import Identifier
from readinglist.model.reading import Name, Reading, Record, Relation
from readinglist.text.titles import extends

# A preprint may follow its publication, but a work is hardly posted years after it.
_YEARS_BEFORE = 1
_SEARCHED_WORDS = "a search for the title and the first author finds it"


class Evidence(Record):
    """One link of the chain from a preprint to a publication."""

    statement: str = Field(description="what is stated, in words")
    source: str
    address: str = Field(default="", description="the address that was asked")


class Statement(Record):
    """What a source says of two works."""

    subject: Identifier
    relation: Relation
    source: str
    address: str = ""


class Refusal(Record):
    """A record that looks like the published version, and why it is not taken for it."""

    identifier: Identifier
    source: str
    reason: str


class Upgrade(Record):
    """The published version of a preprint, as a proposal.

    ``strength`` is ``identifier`` where identifiers lead from the one to the other,
    ``search`` where only a search does: that is shown, and never applied. It is
    ``refused`` where there are only refusals; then ``candidate`` is ``None``.
    """

    candidate: Candidate | None = None
    strength: Literal["identifier", "search", "refused"]
    evidence: tuple[Evidence, ...] = ()
    alternatives: tuple[Identifier, ...] = Field(
        default=(), description="other publications that identifiers lead to"
    )
    refused: tuple[Refusal, ...] = ()

    @property
    def may_be_applied(self) -> bool:
        """Whether the evidence is enough to merge `candidate` into the entry."""
        return self.strength == "identifier"


def statements(candidates: Iterable[Candidate]) -> tuple[Statement, ...]:
    """Everything that ``candidates`` say of other works."""
    return tuple(
        Statement(subject=subject, relation=relation, source=candidate.source, address=candidate.address)
        for candidate in candidates
        for relation in candidate.relations
        for subject in _identifiers(candidate)
    )


def upgrade(
    mine: Reading,
    candidates: Sequence[Candidate],
    relations: Iterable[Statement] = (),
    *,
    identifiers: Collection[Identifier] = (),
) -> Upgrade | None:
    """The published version of the preprint ``mine``, if ``candidates`` hold it.

    Args:
        mine: the entry; one that names a publication already has no upgrade.
        candidates: what sources say of the work, of works that it is related to, and of
            works that a search found; the most trusted source first.
        relations: further statements; those of ``candidates`` are known anyway.
        identifiers: what names ``mine``, besides its DOI and arXiv id.
    """
    if is_published(mine) or not (mine.type in OPEN_TYPES or mine.container_title):
        return None
    return _UpgradeSearch(mine, [checked(c) for c in candidates], relations, identifiers).result()


def refusal(mine: Reading, candidate: Candidate, year: int | None = None) -> str | None:
    """Why ``candidate`` is not the published version of ``mine``; ``None``: nothing speaks against it.

    Args:
        mine: the preprint.
        candidate: what may be its published version.
        year: the year of the preprint; ``None``: as its arXiv id says.
    """
    candidate = checked(candidate)
    if reason := hijack_reason(candidate):
        return f"its DOI is not to be trusted: {reason}"
    issued, year = candidate.fields.get("issued"), year or arxiv_year(mine.arxiv_id)
    if issued and issued.year and year and issued.year < year - _YEARS_BEFORE:
        return f"it is dated {issued.year}, years before the preprint of {year}"
    title, authors = candidate.fields.get("title"), candidate.fields.get("author")
    if mine.author and authors and not _one_first_author(mine.author, authors):
        what = "the same title" if mine.title and title and _one_title(mine.title, title) else "another title"
        return f"it has {what}, but its first author is {authors[0]}, not {mine.author[0]}"
    return None


def arxiv_year(arxiv_id: str | None) -> int | None:
    """The year in an arXiv id (https://info.arxiv.org/help/arxiv_identifier.html); ``None``: no id."""
    match = re.search(r"(?:^|/)(\d\d)\d\d", arxiv_id or "")
    if match is None:
        return None
    # arXiv began in 1991.
    return (1900 if int(match[1]) >= 91 else 2000) + int(match[1])


def _one_title(mine: str, theirs: str) -> bool:
    return compare("title", mine, theirs) != "different" or extends(mine, theirs) or extends(theirs, mine)


def _one_first_author(mine: Sequence[Name], theirs: Sequence[Name]) -> bool:
    """Whether the lists begin with one person, or are one list of which one is sorted."""
    if compare_names(mine[0], theirs[0]) != "different":
        return True
    return "poorer" in (compare("author", mine, theirs), compare("author", theirs, mine))


def _identifiers(candidate: Candidate) -> set[Identifier]:
    found = {candidate.identifier}
    for scheme, field in (("doi", "doi"), ("arxiv", "arxiv_id")):
        if value := candidate.fields.get(field):
            found.add(Identifier(scheme, value))
    return found


class _UpgradeSearch:
    """Weighs every candidate for the published version of one preprint."""

    def __init__(
        self,
        mine: Reading,
        candidates: Sequence[Candidate],
        relations: Iterable[Statement],
        identifiers: Collection[Identifier],
    ) -> None:
        self._statements = (*relations, *statements(candidates))
        self._names = self._collect_names(mine, identifiers)
        own = [c for c in candidates if not self._names.isdisjoint(_identifiers(c))]
        preprints = choose([c for c in own if is_preprint(c)])
        known = {field: preprints[field].value for field in ("title", "author") if field in preprints}
        # Where the entry is an identifier and nothing else, the preprint's own record is compared.
        self._mine = mine.replace(**{f: value for f, value in known.items() if not getattr(mine, f)})
        issued = preprints["issued"].value if "issued" in preprints else None
        self._year = issued.year if issued else arxiv_year(mine.arxiv_id)
        self._journal_refs = [
            (c, c.rules["journal_ref"]) for c in candidates if is_preprint(c) and "journal_ref" in c.rules
        ]
        self._publications = [
            c
            for c in candidates
            if not is_preprint(c)
            and (
                c.fields.get("container_title")
                or c.fields.get("doi")
                or c.fields.get("type", "document") not in OPEN_TYPES
            )
        ]

    def _collect_names(self, mine: Reading, identifiers: Collection[Identifier]) -> set[Identifier]:
        """Everything that names ``mine`` or another version of the preprint."""
        names = set(identifiers)
        if mine.arxiv_id:
            names.add(Identifier("arxiv", mine.arxiv_id))
        if mine.doi:
            names.add(Identifier("doi", mine.doi))

        names |= {
            statement.relation.target
            for statement in self._statements
            if statement.relation.kind == "same_as" and statement.subject in names
        }
        return names

    def result(self) -> Upgrade | None:
        refused = []
        strong: list[tuple[Candidate, tuple[Evidence, ...]]] = []
        weak: list[tuple[Candidate, tuple[Evidence, ...]]] = []
        for candidate in self._publications:
            evidence = tuple(dict.fromkeys(self._find_evidence(candidate)))
            reason = refusal(self._mine, candidate, self._year)
            if not reason and not evidence:
                reason = self._not_alike(candidate)
            if reason:
                refused.append(
                    Refusal(identifier=candidate.identifier, source=candidate.source, reason=reason)
                )
            elif evidence:
                strong.append((candidate, evidence))
            else:
                weak.append((candidate, (_evidence_by(candidate, _SEARCHED_WORDS),)))
        if not (strong or weak):
            return Upgrade(strength="refused", refused=tuple(refused)) if refused else None
        candidate, evidence = (strong or weak)[0]
        own = _identifiers(candidate)
        others = (other.identifier for other, _ in strong if own.isdisjoint(_identifiers(other)))
        return Upgrade(
            candidate=candidate,
            strength="identifier" if strong else "search",
            evidence=evidence,
            alternatives=tuple(dict.fromkeys(others)),
            refused=tuple(refused),
        )

    def _find_evidence(self, candidate: Candidate) -> Iterator[Evidence]:
        """What leads from the preprint to ``candidate`` without a search."""
        theirs = _identifiers(candidate)
        for statement in self._statements:
            subject, kind, target = statement.subject, statement.relation.kind, statement.relation.target
            there = subject in self._names and target in theirs
            back = subject in theirs and target in self._names
            if there and kind in ("published_as", "preprint_of"):
                yield _evidence_by(statement, f"{subject} was published as {target}")
            elif kind in ("version_of", "same_as") and (there or back):
                yield _evidence_by(statement, f"{subject} and {target} are versions of one work")
        for identifier in sorted(theirs & self._names):
            venue = candidate.fields.get("container_title") or "a publication"
            yield _evidence_by(candidate, f"{identifier} is in {venue}")
        # Submitters type the journal reference, so it must fit in its numbers and the work in its title.
        for preprint, text in self._journal_refs:
            if _cites(text, candidate) and not self._not_alike(candidate):
                yield _evidence_by(preprint, f"the journal reference of the preprint is {text}")

    def _not_alike(self, candidate: Candidate) -> str | None:
        """Why a search has not found this work; ``None``: title and first author are the same."""
        title, authors = candidate.fields.get("title"), candidate.fields.get("author")
        if not (title and self._mine.title and _one_title(self._mine.title, title)):
            return "only a search leads to it, and its title is another"
        if not (authors and self._mine.author):
            return "only a search leads to it, and its authors cannot be compared"
        return None


def _cites(text: str, candidate: Candidate) -> bool:
    """Whether a journal reference gives the year, the volume and the first page of ``candidate``."""
    numbers = set(re.findall(r"\d+", text))
    issued, volume = candidate.fields.get("issued"), candidate.fields.get("volume")
    first = re.match(r"\d+", candidate.fields.get("page") or "")
    if not (issued and volume and first):
        return False
    return {str(issued.year), volume, first[0]} <= numbers


def _evidence_by(witness: Statement | Candidate, words: str) -> Evidence:
    return Evidence(statement=words, source=witness.source, address=witness.address)
