"""Which source is believed about which field, and why.

The caller lists the candidates in the order of its trust. Three rules go before that order:
what belongs to the publication comes from one publication, and from a published version
before a preprint; people come from sources that keep names in parts; and of two sources
that agree, the one that says more is taken.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from readinglist.metadata.merge.equality import compare, is_sorted
from readinglist.metadata.services.crossref import HIJACKED_PREFIXES
from readinglist.metadata.services.registry import trust_by_name
from readinglist.metadata.services.service import Candidate, Trust
from readinglist.model.provenance import FIELDS, from_json
from readinglist.model.reading import Name, Reading
from readinglist.text.titles import extends

OPEN_TYPES = frozenset({"article", "document", "webpage"})
"""Types that say nothing of where a work was published; CSL calls a preprint ``article``."""

PUBLICATION_FIELDS = frozenset(
    {
        "type",
        "issued",
        "editor",
        "container_title",
        "container_title_short",
        "collection_title",
        "publisher",
        "publisher_place",
        "volume",
        "issue",
        "number",
        "chapter_number",
        "edition",
        "page",
        "genre",
        "doi",
        "isbn",
        "issn",
    }
)
"""Fields that differ between a preprint and its published version."""

_TRUST = trust_by_name()
# A name that is not registered: nothing is known against it.
_OF_OTHERS = Trust(names_in_parts=True)
# A preprint's own statements about a publication; DataCite names arXiv as publisher and gives its DOI.
_OF_PREPRINTS = PUBLICATION_FIELDS - {"issued"}
_ARXIV = re.compile(r"\s*(?:arxiv\b|corr\b|computing research repository)", re.IGNORECASE)
_ARXIV_DOI = "10.48550/arxiv."


class Choice(NamedTuple):
    """The value that is believed for one field, who states it, and by which rule it was chosen."""

    field: str
    value: Any
    candidate: Candidate
    rule: str


class _Checked(NamedTuple):
    """A candidate with its fields checked."""

    candidate: Candidate
    fields: Mapping[str, Any]
    preprint: bool


def choose(candidates: Sequence[Candidate]) -> dict[str, Choice]:
    """Field to what is believed of it, for the fields that any candidate states.

    Args:
        candidates: what sources say of one work, the most trusted source first. The order
            of candidates of one source makes no difference.
    """
    sources = list(dict.fromkeys(candidate.source for candidate in candidates))
    # Candidates of one source have no order of trust; any fixed order serves.
    ranked = sorted(
        candidates,
        key=lambda c: (
            sources.index(c.source),
            is_preprint(c),
            (*c.identifier, c.address, repr(sorted(c.fields.items()))),
        ),
    )
    heard = [item for item in map(_check, ranked) if hijack_reason(item.candidate) is None]
    leader = next((item for item in heard if _is_publication(item)), None)
    ordered = sorted(heard, key=lambda item: item.preprint)
    chosen = (_choose_field(field, ordered, leader) for field in FIELDS)
    return {choice.field: choice for choice in chosen if choice}


def hijack_reason(candidate: Candidate) -> str | None:
    """Why nothing is believed that stands under the DOI of ``candidate``; ``None``: no reason."""
    dois = [candidate.fields.get("doi")]
    if candidate.identifier.scheme == "doi":
        dois.append(candidate.identifier.value)
    prefixes = (str(doi).split("/")[0] for doi in dois if doi)
    return next((HIJACKED_PREFIXES[prefix] for prefix in prefixes if prefix in HIJACKED_PREFIXES), None)


def is_preprint(candidate: Candidate) -> bool:
    """Whether the record is about a preprint."""
    fields, identifier = candidate.fields, candidate.identifier
    trust = _TRUST.get(candidate.source, _OF_OTHERS)
    if trust.only_preprints or str(fields.get("doi") or "").lower().startswith(_ARXIV_DOI):
        return True
    # A source that was asked for an arXiv id may answer with the publication that it knows under it.
    if identifier.scheme == "arxiv" or identifier.value.lower().startswith(_ARXIV_DOI):
        return not names_a_venue(fields.get("container_title"))
    return fields.get("type") == "article"


def is_published(reading: Reading) -> bool:
    """Whether the entry says where the work was published, other than on arXiv."""
    doi = reading.doi and not reading.doi.startswith(_ARXIV_DOI)
    return bool(doi) or names_a_venue(reading.container_title) or names_a_venue(reading.publisher)


def names_a_venue(text: Any) -> bool:
    """Whether ``text`` is the name of a venue or publisher, and not arXiv's."""
    return bool(text) and not _ARXIV.match(str(text))


def checked(candidate: Candidate) -> Candidate:
    """``candidate`` with the fields that fit the record, as the record's types; the others are left out."""
    fields = {}
    for field, value in candidate.fields.items():
        if field in FIELDS and value not in (None, "", (), []):
            # A service's odd value is no reason to lose the rest.
            with contextlib.suppress(ValidationError):
                fields[field] = from_json(field, value)
    return candidate if fields == candidate.fields else candidate.model_copy(update={"fields": fields})


def _check(candidate: Candidate) -> _Checked:
    said = checked(candidate)
    preprint = is_preprint(said)
    left_out = _OF_PREPRINTS if preprint else frozenset[str]()
    fields = {field: value for field, value in said.fields.items() if field not in left_out}
    return _Checked(said, fields, preprint)


def _is_publication(item: _Checked) -> bool:
    if item.preprint:
        return False
    states = any(item.fields.get(field) for field in ("doi", "container_title", "publisher"))
    return states or item.fields.get("type", "document") not in OPEN_TYPES


def _choose_field(field: str, heard: Sequence[_Checked], leader: _Checked | None) -> Choice | None:
    rule = "the most trusted source that states it"
    if field in PUBLICATION_FIELDS and leader:
        rule = "of the published version, from one publication"
        # Volume and pages of two records of one work may be those of a journal and of a meeting.
        others = (item for item in heard if item is not leader and _may_be_one_publication(item, leader))
        heard = [leader, *others]
    stated = [item for item in heard if field in item.fields]
    if field == "type":
        stated = [item for item in stated if item.fields["type"] not in OPEN_TYPES]
    if not stated:
        return None
    item = stated[0]
    if field in ("author", "editor"):
        item, rule = _choose_people(field, stated)
    elif field == "title":
        item, rule = _choose_title(stated, rule)
    own_rule = item.candidate.rules.get(field)
    return Choice(field, item.fields[field], item.candidate, f"{rule}; {own_rule}" if own_rule else rule)


def _may_be_one_publication(item: _Checked, leader: _Checked) -> bool:
    """Whether two records may be about one publication: neither DOI nor venue contradicts."""
    if item.preprint:
        return False
    for field in ("doi", "container_title"):
        a, b = leader.fields.get(field), item.fields.get(field)
        if a and b and compare(field, a, b) == "different":
            return False
    a, b = leader.fields.get("issued"), item.fields.get("issued")
    return not (a and b and a.year != b.year)


def _choose_people(field: str, stated: Sequence[_Checked]) -> tuple[_Checked, str]:
    best = min(stated, key=lambda item: (item.preprint, _in_one_string(field, item)))
    rule = "names in parts before names in one string"
    for item in stated:
        relation = compare(field, best.fields[field], item.fields[field])
        if relation == "same" and _in_one_string(field, best) and not _in_one_string(field, item):
            best = item
        elif relation == "fuller":
            best, rule = item, "the fuller of lists that agree"
    # No author list is unsorted by accident, and some depositors sort (see `equality`).
    if is_sorted(names := best.fields[field]):
        for item in stated:
            unsorted = not is_sorted(item.fields[field])
            if unsorted and compare(field, item.fields[field], names) == "poorer":
                return item, "the order that is not alphabetical"
    return best, rule


def _in_one_string(field: str, item: _Checked) -> bool:
    names: Iterable[Name] = item.fields[field]
    in_parts = _TRUST.get(item.candidate.source, _OF_OTHERS).names_in_parts
    return not in_parts or all(name.family is None for name in names)


def _choose_title(stated: Sequence[_Checked], rule: str) -> tuple[_Checked, str]:
    first = stated[0]
    title = first.fields["title"]
    for item in stated[1:]:
        other = item.fields["title"]
        if extends(title, other):
            return item, "the title with its subtitle"
        if title.isupper() and not other.isupper() and compare("title", title, other) == "same":
            return item, "the title that is not all capitals"
    return first, rule
