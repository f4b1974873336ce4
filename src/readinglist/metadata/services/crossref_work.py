"""A work in Crossref's JSON, to a candidate: https://api.crossref.org/swagger-ui/index.html."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from readinglist.metadata.services.service import Candidate, Notice, NoticeKind, candidate
from readinglist.model.identifiers import Identifier, identify, normalise_doi, normalise_isbn
from readinglist.model.reading import Name, PartialDate, Relation, RelationKind, valid_fields
from readinglist.text.dates import date_from_parts, parse_iso_date
from readinglist.text.people import person, without_capitals
from readinglist.text.service_text import clean_abstract, clean_title, is_all_caps, join_title
from readinglist.text.venues import venue
from readinglist.web.asking.answers import Answer, items, objects, text_at

# https://api.crossref.org/types, to CSL's types. What is missing here has no CSL type.
TYPES: Mapping[str, str] = {
    "journal-article": "article-journal",
    "proceedings-article": "paper-conference",
    "book-chapter": "chapter",
    "book-section": "chapter",
    "book-part": "chapter",
    "book-track": "chapter",
    "reference-entry": "entry-encyclopedia",
    "book": "book",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "proceedings": "book",
    "posted-content": "article",
    "report": "report",
    "dissertation": "thesis",
    "dataset": "dataset",
    "standard": "standard",
    "peer-review": "review",
}
_IN_BOOKS = frozenset({"paper-conference", "chapter", "book", "entry-encyclopedia"})
# Crossref does not say which of the titles of a container is that of the series.
_SERIES = re.compile(
    r"lecture notes|communications in computer and information science|advances in intelligent systems"
    r"|ifip advances|studies in computational|springer (?:series|proceedings|tracts)|smart innovation"
    r"|leibniz international proceedings|graduate texts|synthesis lectures|international federation"
    r"|proceedings in |acm international conference proceeding series|lecture series",
    re.I,
)
# Springer and others register the papers of a meeting as chapters of a book.
_MEETING = re.compile(
    r"\b(?:[Pp]roceedings|[Cc]onference|[Ss]ymposium|[Ww]orkshop|[Cc]ongress)\b"
    r"|[–-] [A-Z]{3,} ?(?:19|20)\d\d\b"
)
# Depositors whose list of authors is sorted by family name, which is not the order of the paper.
_SORTED_AUTHORS = {
    "10.52202": "deposits under 10.52202 list the authors from A to Z, not in the order of the paper"
}
_PUBLISHERS = {"Institute of Electrical and Electronics Engineers": "IEEE"}
# Kinds of updates that are no news to a reader, such as "new_version" and "addendum", are left out.
_NOTICES: Mapping[str, NoticeKind] = {
    "retraction": "retraction",
    "partial_retraction": "retraction",
    "withdrawal": "withdrawal",
    "removal": "removal",
    "expression_of_concern": "expression_of_concern",
    "correction": "correction",
    "corrigendum": "correction",
    "erratum": "correction",
}
_RELATIONS: Mapping[str, RelationKind] = {
    "is-preprint-of": "published_as",
    "has-preprint": "version_of",
    "is-version-of": "version_of",
    "has-version": "version_of",
    "is-identical-to": "same_as",
    "is-same-as": "same_as",
}
_DASHES = re.compile(r"\s*(?:-{1,3}|[‐-―−])\s*")
_MOST_PEOPLE = 6_000


class _Venue(NamedTuple):
    title: str = ""
    short: str = ""
    series: str = ""
    rule: str | None = None


class _Date(NamedTuple):
    date: PartialDate | None
    rule: str


def candidate_of_work(
    identifier: Identifier, source: str, work: Mapping[str, Any], answer: Answer
) -> Candidate:
    """What a Crossref record says. Fields of a wrong shape are left out; never raises."""
    kind, rules = _type(work)
    place = _place(work, kind)
    if known := venue(place.title):
        place = place._replace(title=known.title, short=known.short or place.short)
    issued = _issued(work, answer.retrieved)
    title = join_title(_first_text(work, "title"), _first_text(work, "subtitle"))
    authors, author_rule = _authors(work, identifier)
    page = _DASHES.sub("-", text_at(work, "page"))
    number = text_at(work, "article-number")
    rules |= {
        "container_title": place.rule,
        "issued": issued.rule if issued.date else None,
        "author": author_rule,
        "title": "all-caps" if is_all_caps(title) else None,
        "page": "the number of the article, which has no pages" if number and not page else None,
    }
    fields = valid_fields(
        type=kind,
        title=title,
        author=authors,
        editor=_people(work, "editor") if kind in ("book", "chapter") else (),
        issued=issued.date,
        container_title=place.title,
        container_title_short=place.short,
        collection_title=place.series,
        publisher="" if kind == "article-journal" else _publisher(work),
        volume=text_at(work, "volume"),
        issue=_DASHES.sub("–", text_at(work, "issue")),  # a range of numbers is printed with a dash
        page=page or number,
        doi=normalise_doi(text_at(work, "DOI")),
        isbn=_isbn(work) if kind in _IN_BOOKS else "",
        issn=text_at(work, "ISSN", 0) if kind == "article-journal" else "",
        abstract=clean_abstract(work.get("abstract")),
    )
    return candidate(
        identifier,
        source,
        answer,
        fields=fields,
        rules={field: rule for field, rule in rules.items() if rule},
        relations=tuple(_relations(work)),
        notices=tuple(_notices(work)),
        online=_iso(_date(work, "published-online")),
        print=_iso(_date(work, "published-print")),
    )


def _type(work: Mapping[str, Any]) -> tuple[str | None, dict[str, str | None]]:
    kind = TYPES.get(text_at(work, "type"))
    books = (text for text in _texts(work, "container-title") if not _SERIES.search(text))
    if kind == "chapter" and (text_at(work, "event", "name") or any(_MEETING.search(text) for text in books)):
        return "paper-conference", {"type": "a chapter of a book that holds the papers of a meeting"}
    return kind, {}


def _texts(work: Mapping[str, Any], field: str) -> list[str]:
    """The texts of a field that is an array, or a text by itself."""
    value = work.get(field)
    return [text for item in (value if isinstance(value, list) else [value]) if (text := clean_title(item))]


def _first_text(work: Mapping[str, Any], field: str) -> str:
    texts = _texts(work, field)
    return texts[0] if texts else ""


def _place(work: Mapping[str, Any], kind: str | None) -> _Venue:
    """Where the work stands: a book that stands in a series is named second, after the series."""
    titles, shorts = _texts(work, "container-title"), _texts(work, "short-container-title")
    if kind == "article":
        # An array of institutions, or one by itself.
        stated = work.get("institution")
        institution = next(objects(stated), None) if isinstance(stated, list) else stated
        server = _first_text(work, "group-title") or clean_title(text_at(institution, "name"))
        return _Venue(server, rule="the server of the preprint")
    if not titles:
        meeting = clean_title(text_at(work, "event", "name")) if kind == "paper-conference" else ""
        return _Venue(
            meeting, rule="the name of the meeting, as no proceedings are named" if meeting else None
        )
    in_book = kind in ("paper-conference", "chapter", "entry-encyclopedia")
    series = next((text for text in titles if _SERIES.search(text)), titles[0] if in_book else "")
    if len(titles) == 1 or not series:
        short = shorts[0] if shorts and shorts[0].casefold() != titles[0].casefold() else ""
        return _Venue(titles[0], short)
    place = next(index for index, text in enumerate(titles) if text != series or index == len(titles) - 1)
    # Short titles are told apart by their places, so they must be as many.
    short = shorts[place] if len(shorts) == len(titles) else ""
    short = "" if short.casefold() == titles[place].casefold() else short
    return _Venue(titles[place], short, series, "the book, as the other title is that of a series")


def _publisher(work: Mapping[str, Any]) -> str:
    """The publisher without the acronym behind it; often the owner of the prefix, which is the same house."""
    name = re.sub(r"\s*\([A-Z][\w&-]*\)$", "", clean_title(text_at(work, "publisher")))
    return _PUBLISHERS.get(name, name)


def _authors(work: Mapping[str, Any], identifier: Identifier) -> tuple[tuple[Name, ...], str | None]:
    if reason := _SORTED_AUTHORS.get(identifier.value.split("/")[0]):
        return (), reason
    names = _people(work, "author")
    quiet = without_capitals(names)
    return quiet, "family names in capitals were written in small letters" if quiet != names else None


def _people(work: Mapping[str, Any], field: str) -> tuple[Name, ...]:
    people = list(objects(work, field))[:_MOST_PEOPLE]
    names = (
        person(one.get("given"), one.get("family"), one.get("suffix"), one.get("name") or one.get("literal"))
        for one in people
    )
    return tuple(name for name in names if name)


def _date(work: Mapping[str, Any], field: str) -> PartialDate | None:
    return date_from_parts(items(work, field, "date-parts", 0))


def _issued(work: Mapping[str, Any], retrieved: str) -> _Date:
    """The date of the published version: in print, unless that is still to come, else online.

    `created` is no date of publication: old works were registered many years later.
    """
    in_print, online = _date(work, "published-print"), _date(work, "published-online")
    today = parse_iso_date(retrieved)
    if in_print and today and (in_print.year or 0) > (today.year or 0) and online:
        return _Date(online, f"the date online, as the date in print, {in_print}, is still to come")
    if in_print:
        other = f"; online it was {online}" if online and online.year != in_print.year else ""
        return _Date(in_print, f"the date in print{other}")
    if online:
        return _Date(online, "the date online, as there is none in print")
    for field, rule in (("issued", "the earliest date that is known"), ("published", ""), ("posted", "")):
        if found := _date(work, field):
            return _Date(found, rule or f"the date {field}")
    return _Date(None, "")


def _iso(date: PartialDate | None) -> str | None:
    return str(date) if date else None


def _isbn(work: Mapping[str, Any]) -> str:
    """The first valid ISBN; records give bare digits or an address that ends in them."""
    texts = (item.rpartition("/")[2] for item in items(work, "ISBN") if isinstance(item, str))
    return next((isbn for text in texts if (isbn := normalise_isbn(text))), "")


def _relations(work: Mapping[str, Any]) -> Iterator[Relation]:
    own = identify(text_at(work, "DOI"))
    seen = set()
    for name, kind in _RELATIONS.items():
        for item in objects(work, "relation", name):
            scheme = text_at(item, "id-type").lower()
            text = text_at(item, "id")
            # "id-type": "arxiv" with a bare id that alone could be anything's.
            target = identify(f"{scheme}:{text}" if scheme == "arxiv" and ":" not in text else text)
            if target and target.scheme in ("doi", "arxiv") and target != own and (kind, target) not in seen:
                seen.add((kind, target))
                yield Relation(kind=kind, target=target)


def _notices(work: Mapping[str, Any]) -> Iterator[Notice]:
    """Retractions and the like. Publisher and Retraction Watch may both report the same one."""
    seen: set[tuple[str | None, str]] = set()
    for item in objects(work, "updated-by"):
        kind, doi = _notice_kind(item), normalise_doi(text_at(item, "DOI"))
        if kind and (doi, kind) not in seen:
            seen.add((doi, kind))
            yield Notice(kind=kind, text=_words(item, kind, doi), doi=doi, date=_notice_date(item))
    # `updated-by` is about this work; `update-to` says that it is itself the notice about another.
    own = normalise_doi(text_at(work, "DOI"))
    for item in objects(work, "update-to"):
        kind, about = _notice_kind(item), normalise_doi(text_at(item, "DOI"))
        if kind and (own, kind) not in seen:
            seen.add((own, kind))
            of_itself = about is None or about == own
            text = _words(item, kind, None) if of_itself else f"this is itself the {_spoken(kind)} of {about}"
            yield Notice(kind=kind, text=text, doi=own, date=_notice_date(item))


def _notice_kind(item: Mapping[str, Any]) -> NoticeKind | None:
    return _NOTICES.get(text_at(item, "type").lower().replace("-", "_").replace(" ", "_"))


def _spoken(kind: str) -> str:
    return kind.replace("_", " ")


def _words(item: Mapping[str, Any], kind: str, doi: str | None) -> str:
    source = text_at(item, "source")
    by = {"retraction-watch": "Retraction Watch", "publisher": "the publisher"}.get(source, "Crossref")
    when = f" on {date}" if (date := _notice_date(item)) else ""
    where = f": https://doi.org/{doi}" if doi else ""
    return f"{_spoken(kind)}{when}, reported by {by}{where}"


def _notice_date(item: Mapping[str, Any]) -> str | None:
    parts: Sequence[Any] = items(item, "updated", "date-parts", 0)
    return _iso(date_from_parts(parts) or parse_iso_date(text_at(item, "updated", "date-time")))
