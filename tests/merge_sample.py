"""Candidates and entries for the tests of the merge, in the shapes that the sources give."""

from __future__ import annotations

from typing import Any

from readinglist.metadata.merge.three_way import Merge, merge
from readinglist.metadata.services.service import Candidate, Notice
from readinglist.model.identifiers import Identifier
from readinglist.model.provenance import Provenance
from readinglist.model.reading import Name, PartialDate, Reading, Relation

ARXIV = Identifier("arxiv", "1706.03762")
DOI = Identifier("doi", "10.5555/3295222")


def names(*people: str) -> tuple[Name, ...]:
    """Names from "Family, Given"; "others" and names without a comma are literals."""
    parts = (person.partition(", ") for person in people)
    return tuple(Name(family=f, given=g) if comma else Name(literal=f) for f, comma, g in parts)


def heard(
    source: str = "crossref",
    *,
    by: Identifier = DOI,
    relations: tuple[Relation, ...] = (),
    notices: tuple[Notice, ...] = (),
    rules: dict[str, str] | None = None,
    online: str | None = None,
    print: str | None = None,
    time: str = "2026-11-01T00:00:00Z",
    **fields: Any,
) -> Candidate:
    """What ``source`` says."""
    return Candidate(
        identifier=by,
        source=source,
        address=f"https://{source}.example/{by.value}",
        retrieved=time,
        fields=fields,
        rules=rules or {},
        relations=relations,
        notices=notices,
        online=online,
        print=print,
    )


def entry(**fields: Any) -> Reading:
    """An entry of the list."""
    return Reading(key="vaswani2017attention", **fields)


def said(value: Any, source: str = "crossref") -> Provenance:
    """What the lock remembers of a field."""
    return Provenance(value=value, source=source, address="https://crossref.example/", time="2026-01-01")


def fields_of(changes: Any) -> list[str]:
    """The names of the fields of some changes."""
    return [change.field for change in changes]


def outcome(merged: Merge, field: str) -> str:
    """What became of a field: change, conflict, kept, or nothing."""
    for kind in ("changes", "conflicts", "kept"):
        if field in fields_of(getattr(merged, kind)):
            return kind
    return "nothing"


def first(mine: Any, theirs: Any, *, field: str = "title", base: Any = None) -> str:
    """What becomes of one field when Crossref says ``theirs``."""
    known = {} if base is None else {field: said(base)}
    stated = {} if theirs is None else {field: theirs}
    return outcome(merge(entry(**{field: mine}), known, [heard(**stated)]), field)


PREPRINT = heard(
    "arxiv",
    by=ARXIV,
    title="Attention Is All You Need",
    author=names("Vaswani, Ashish", "Shazeer, Noam"),
    issued=PartialDate.of(2017, 6, 12),
    arxiv_id="1706.03762",
    abstract="The dominant models.",
)
PUBLISHED = heard(
    title="Attention is All you Need",
    author=names("Vaswani, Ashish", "Shazeer, Noam"),
    issued=PartialDate.of(2017, 12),
    type="paper-conference",
    container_title="Advances in Neural Information Processing Systems",
    container_title_short="NeurIPS",
    page="5998-6008",
    doi="10.5555/3295222",
)
MINE = entry(type="article", title="Attention Is All You Need", arxiv_id="1706.03762")
