"""DataCite's REST API: https://support.datacite.org/docs/api; metadata under CC0.

It registers arXiv's own DOIs (``10.48550/arXiv.…``), and so has what arXiv's API lacks: names in
their parts, on another host.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from readinglist.metadata.services.service import (
    About,
    Candidate,
    Found,
    Outcome,
    Trust,
    absent,
    candidate,
    chunks,
    unavailable,
)
from readinglist.model.identifiers import Identifier, identify, normalise_arxiv, normalise_doi
from readinglist.model.identifiers.normal_forms import canonical_arxiv
from readinglist.model.reading import Name, PartialDate, Relation, RelationKind, valid_fields
from readinglist.text.dates import parse_iso_date
from readinglist.text.people import parse_name, person
from readinglist.text.service_text import clean_abstract, clean_title, is_all_caps, join_title
from readinglist.web.asking.answers import NO_ANSWER, Answer, Asker, at, objects, parse_json, text_at
from readinglist.web.asking.terms import Pace, ServiceTerms

ENDPOINT = "https://api.datacite.org/dois"
_JSON = {"Accept": "application/vnd.api+json"}
_BATCH = 100
_SIZE_LIMIT = 32 * 1024 * 1024
_ARXIV = "10.48550/arxiv."
_MOST_PEOPLE = 6_000
# Large registrants that are Crossref's. To leave them out saves a request where a list holds no others;
# what is missing here is asked for in vain, which does no harm.
_CROSSREF_PREFIXES = frozenset(
    {
        *("10.1145", "10.1109", "10.1007", "10.1016", "10.1038", "10.1126", "10.1002", "10.1093", "10.1073"),
        *("10.1103", "10.1137", "10.1162", "10.1080", "10.1177", "10.1111", "10.1371", "10.1561", "10.3390"),
        *(
            "10.14778",
            "10.18653",
            "10.52202",
            "10.1609",
            "10.21437",
            "10.1088",
            "10.1214",
            "10.1101",
            "10.1056",
        ),
    }
)

# resourceTypeGeneral of https://schema.datacite.org/meta/kernel-4/, to CSL's types.
_TYPES = {
    "Preprint": "article",
    "JournalArticle": "article-journal",
    "ConferencePaper": "paper-conference",
    "ConferenceProceeding": "book",
    "Dissertation": "thesis",
    "Report": "report",
    "Book": "book",
    "BookChapter": "chapter",
    "Dataset": "dataset",
    "Software": "software",
    "ComputationalNotebook": "software",
    "Standard": "standard",
    "Audiovisual": "motion_picture",
}
_RELATIONS: Mapping[str, RelationKind] = {
    "IsVersionOf": "version_of",
    "IsNewVersionOf": "version_of",
    "IsPreviousVersionOf": "version_of",
    "IsVariantFormOf": "version_of",
    "IsIdenticalTo": "same_as",
}
# What arXiv registers as the relation to the publication of a preprint.
_TO_THE_PUBLICATION = frozenset({"IsVersionOf", "IsPreviousVersionOf", "IsVariantFormOf", "IsIdenticalTo"})


def _pace(host: str, path: str, contact: bool) -> Pace:
    """500 requests in five minutes, 1,000 for those who give an address."""
    return Pace(host, host, 0.3 if contact else 0.6, 2)


class DataCite:
    """Preprints on arXiv, and what data archives and repositories hold."""

    name = "datacite"
    about = About(
        row="DataCite",
        asked="batched",
        terms=ServiceTerms(
            hosts=("api.datacite.org",),
            pace=_pace,
            page="https://support.datacite.org/docs/rate-limit",
            takes_contact=True,
        ),
        guarded=False,
        trust=Trust(names_in_parts=True),
    )

    def takes(self, identifier: Identifier) -> bool:
        """Whether it is an arXiv identifier, or a DOI that is not known for one of Crossref's."""
        if identifier.scheme == "doi":
            return identifier.value.split("/")[0] not in _CROSSREF_PREFIXES
        return identifier.scheme == "arxiv"

    def fetch(self, identifiers: Sequence[Identifier], session: Asker) -> Iterator[Outcome]:
        """One outcome for each identifier, a hundred of them a request. Never raises.

        A DOI with a comma cannot stand in a list: it takes a request of its own.
        """
        unique = dict.fromkeys(identifiers)
        alone = [identifier for identifier in unique if "," in identifier.value]
        for chunk in (*chunks([i for i in unique if i not in alone], _BATCH), *((i,) for i in alone)):
            yield from self._chunk(chunk, session)

    def _chunk(self, chunk: Sequence[Identifier], session: Asker) -> Iterator[Outcome]:
        names = ",".join(doi_of(identifier) for identifier in chunk)
        # The affiliations and the reference lists of the full answer are of no use here.
        params = {"ids": names, "page[size]": str(len(chunk))}
        answer = session.get(ENDPOINT, params=params, headers=_JSON, limit=_SIZE_LIMIT)
        value, problem = parse_json(answer)
        if problem is None and not isinstance(at(value, "data"), list):
            problem = f"{NO_ANSWER}: no list of works"
        if problem is not None:
            yield from unavailable(chunk, self.name, answer.asked, problem)
            return
        works = {}
        for item in objects(value, "data"):
            doi = normalise_doi(text_at(item, "attributes", "doi") or text_at(item, "id"))
            works[doi] = at(item, "attributes")  # what cannot be read is under `None`, for which none asks
        for identifier in chunk:
            work = works.get(doi_of(identifier))
            if isinstance(work, dict):
                yield Found(candidate=_candidate(identifier, work, answer))
            else:
                yield absent(identifier, self.name, answer.asked, "DataCite has no work of this DOI")


def doi_of(identifier: Identifier) -> str:
    """The DOI under which DataCite knows a work: arXiv's own for an arXiv identifier."""
    return identifier.value if identifier.scheme == "doi" else f"{_ARXIV}{identifier.value.lower()}"


def _candidate(identifier: Identifier, work: Mapping[str, Any], answer: Answer) -> Candidate:
    arxiv = normalise_arxiv(text_at(work, "doi")) if doi_of(identifier).startswith(_ARXIV) else None
    preprint = canonical_arxiv(arxiv.id) if arxiv else None
    title = join_title(_title(work, None), _title(work, "Subtitle"))
    issued, rule = _issued(work)
    names = map(_person, list(objects(work, "creators"))[:_MOST_PEOPLE])
    fields = valid_fields(
        type="article" if preprint else _TYPES.get(text_at(work, "types", "resourceTypeGeneral")),
        title=title,
        author=tuple(name for name in names if name),
        issued=issued,
        abstract=_abstract(work),
        **({"arxiv_id": preprint} if preprint else _publication(identifier, work)),
    )
    rules = {"author": "names given in their parts", "issued": rule}
    if is_all_caps(title):
        rules["title"] = "all-caps"
    return candidate(
        identifier,
        DataCite.name,
        answer,
        fields=fields,
        rules={field: words for field, words in rules.items() if words and field in fields},
        relations=tuple(_relations(work, preprint is not None)),
        online=str(issued) if issued else None,
    )


def _publication(identifier: Identifier, work: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of what is no preprint of arXiv."""
    first, last = text_at(work, "container", "firstPage"), text_at(work, "container", "lastPage")
    publisher = work.get("publisher")  # a text, in newer answers an object with a name
    return {
        "publisher": clean_title(publisher if isinstance(publisher, str) else text_at(publisher, "name")),
        "container_title": clean_title(text_at(work, "container", "title")),
        "volume": text_at(work, "container", "volume"),
        "issue": text_at(work, "container", "issue"),
        "page": f"{first}-{last}" if first and last and first != last else first,
        "doi": doi_of(identifier),
    }


def _title(work: Mapping[str, Any], kind: str | None) -> str:
    found = (item.get("title") for item in objects(work, "titles") if (item.get("titleType") or None) == kind)
    return next((text for title in found if (text := clean_title(title, tex=True))), "")


def _abstract(work: Mapping[str, Any]) -> str:
    texts = objects(work, "descriptions")
    found = (text.get("description") for text in texts if text.get("descriptionType") == "Abstract")
    return clean_abstract(next(found, None), tex=True)


def _person(one: Mapping[str, Any]) -> Name | None:
    # Some depositors call every creator an organisation, those with a family name, too.
    if one.get("nameType") == "Organizational" and not one.get("familyName"):
        return person(None, None, None, one.get("name"))
    if one.get("familyName"):
        return person(one.get("givenName"), one.get("familyName"))
    return parse_name(one.get("name"))


def _issued(work: Mapping[str, Any]) -> tuple[PartialDate | None, str]:
    """The date of the first version; the history of versions stands in ``dates``."""
    # arXiv marks the date of each version with "v1", "v2" and so on, whatever type it gives it.
    dates = list(objects(work, "dates"))
    ranks = (
        ("the date of the first version", "dateInformation", "v1"),
        ("the date of issue", "dateType", "Issued"),
        ("the date of submission", "dateType", "Submitted"),
    )
    for rule, field, value in ranks:
        found = (parse_iso_date(text_at(item, "date")) for item in dates if item.get(field) == value)
        if date := next((date for date in found if date), None):
            return date, rule
    return parse_iso_date(text_at(work, "publicationYear")), "the year of publication"


def _relations(work: Mapping[str, Any], is_arxiv: bool) -> Iterator[Relation]:
    own, seen = identify(text_at(work, "doi")), set()
    for item in objects(work, "relatedIdentifiers"):
        name = text_at(item, "relationType")
        target = identify(text_at(item, "relatedIdentifier"))
        if target is None or target.scheme not in ("doi", "arxiv") or target == own:
            continue
        kind = _RELATIONS.get(name)
        if is_arxiv and name in _TO_THE_PUBLICATION and target.scheme == "doi":
            kind = "published_as"
        if kind and (kind, target) not in seen:
            seen.add((kind, target))
            yield Relation(kind=kind, target=target)
