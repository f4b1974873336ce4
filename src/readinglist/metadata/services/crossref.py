"""Crossref's REST API: works by DOI, by a search, and whole books by ISBN.

https://www.crossref.org/documentation/retrieve-metadata/rest-api/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from readinglist.metadata.services.crossref_work import candidate_of_work
from readinglist.metadata.services.service import (
    About,
    Candidate,
    Found,
    Outcome,
    Trust,
    absent,
    chunks,
    unavailable,
)
from readinglist.model.identifiers import Identifier, normalise_doi, normalise_isbn
from readinglist.text.service_text import plain
from readinglist.web.asking.answers import (
    NO_ANSWER,
    Answer,
    Asker,
    at,
    items,
    objects,
    parse_json,
    problem_of,
    text_at,
)
from readinglist.web.asking.terms import Pace, ServiceTerms

ENDPOINT = "https://api.crossref.org/works"
_BATCH = 50
# A list of long DOIs stays below what servers take for an address.
_LONGEST_FILTER = 3_500
# A list of fifty works whose authors are thousands has some megabytes.
_SIZE_LIMIT = 32 * 1024 * 1024
_BOOKS_SIZE_LIMIT = 8 * 1024 * 1024
# DOIs of these registrants are DataCite's: Crossref would only answer "not found".
_DATACITE_PREFIXES = ("10.48550/", "10.5281/", "10.6084/", "10.17605/", "10.5061/", "10.7910/")

HIJACKED_PREFIXES: Mapping[str, str] = {
    "10.65215": "this registrant uploads copies of well-known papers under wrong years",
}
"""DOI prefix to the reason why no DOI under it is taken for a published version."""

# Without references, which are most of a record's bulk. `language` and `institution` cannot be selected.
_SELECT = (
    "DOI", "type", "title", "subtitle", "container-title", "short-container-title", "author", "editor",
    "issued", "published", "published-print", "published-online", "posted", "page", "article-number",
    "volume", "issue", "publisher", "ISBN", "ISSN", "event", "group-title", "abstract",
    "relation", "update-to", "updated-by",
)  # fmt: skip

_JSON = {"Accept": "application/json"}
# Crossref's types of whole books; the chapters of a book carry its ISBN, too.
_BOOKS = frozenset({"book", "monograph", "edited-book", "reference-book", "proceedings"})
# The chapters come in the same list, before the book or behind it.
_MOST_OF_ONE_ISBN = "50"


def _pace(host: str, path: str, contact: bool) -> Pace:
    """Lists and single works have limits of their own; both are higher for those who give an address."""
    listing = path.rstrip("/").endswith("/works")
    each_second = (3 if listing else 10) if contact else (1 if listing else 5)
    return Pace(host, f"{host} {'lists' if listing else 'singles'}", 1 / each_second, 3 if contact else 1)


TERMS = ServiceTerms(
    hosts=("api.crossref.org",),
    pace=_pace,
    page="https://www.crossref.org/documentation/retrieve-metadata/rest-api/access-and-authentication/",
    takes_contact=True,
)


class CrossrefApi:
    """The published version, as its publisher registered it."""

    name = "crossref"
    about = About(
        row="Crossref",
        asked="batched",
        terms=TERMS,
        guarded=False,
        trust=Trust(names_in_parts=True),
    )

    def __init__(self) -> None:
        self._select = True

    def takes(self, identifier: Identifier) -> bool:
        """Whether it is a DOI that Crossref may have registered."""
        return identifier.scheme == "doi" and not identifier.value.startswith(_DATACITE_PREFIXES)

    def fetch(self, identifiers: Sequence[Identifier], session: Asker) -> Iterator[Outcome]:
        """One outcome for each identifier, fifty of them a request. Never raises.

        A DOI with a comma cannot stand in a list: it takes a request of its own.
        """
        alone = [identifier for identifier in identifiers if "," in identifier.value]
        for chunk in chunks([identifier for identifier in identifiers if identifier not in alone], _BATCH):
            for part in _split_by_length(chunk):
                yield from self._fetch_list(part, session)
        for identifier in dict.fromkeys(alone):
            yield self._fetch_one(identifier, session)

    def search(self, title: str, author_family: str, session: Asker) -> list[Candidate]:
        """What Crossref holds for the work, best first; empty where it could not be asked.

        A hit is a proposal and proves nothing: Crossref also holds copies of well-known
        papers (`HIJACKED_PREFIXES`), and other works of the same title.
        """
        wanted = {"query.bibliographic": plain(title), "rows": "5"}
        if author_family:
            wanted["query.author"] = plain(author_family)
        answer = self._get(wanted, session)
        value, _ = parse_json(answer)
        found = []
        for work in objects(value, "message", "items"):
            doi = normalise_doi(text_at(work, "DOI"))
            if doi:
                found.append(self._candidate(Identifier("doi", doi), work, answer))
        return found

    def _fetch_list(self, chunk: Sequence[Identifier], session: Asker) -> Iterator[Outcome]:
        names = ",".join(f"doi:{identifier.value}" for identifier in chunk)
        answer = self._get({"filter": names, "rows": str(len(chunk))}, session)
        value, problem = parse_json(answer)
        if problem is None and not isinstance(at(value, "message", "items"), list):
            problem = f"{NO_ANSWER}: no list of works"
        if problem is not None:
            yield from unavailable(chunk, self.name, answer.asked, problem)
            return
        works = {normalise_doi(text_at(work, "DOI")): work for work in objects(value, "message", "items")}
        # What the list may have left out is not said to be unknown.
        total = at(value, "message", "total-results")
        shortened = isinstance(total, int) and total > len(items(value, "message", "items"))
        for identifier in chunk:
            work = works.get(identifier.value)
            if work is not None:
                yield Found(candidate=self._candidate(identifier, work, answer))
            elif shortened:
                reason = f"{NO_ANSWER}: the list is not complete"
                yield from unavailable((identifier,), self.name, answer.asked, reason)
            else:
                yield absent(identifier, self.name, answer.asked, "Crossref has no work of this DOI")

    def _fetch_one(self, identifier: Identifier, session: Asker) -> Outcome:
        url = f"{ENDPOINT}/{quote(identifier.value, safe='')}"
        answer = session.get(url, headers=_JSON, limit=_SIZE_LIMIT)
        if answer.problem is None and answer.status == 404:
            return absent(identifier, self.name, answer.asked, "Crossref has no work of this DOI")
        value, problem = parse_json(answer)
        work = at(value, "message")
        # A DOI that is an alias may be answered with the record of another one.
        if isinstance(work, dict) and normalise_doi(text_at(work, "DOI")) == identifier.value:
            return Found(candidate=self._candidate(identifier, work, answer))
        return next(unavailable((identifier,), self.name, answer.asked, problem or f"{NO_ANSWER}: no work"))

    def _candidate(self, identifier: Identifier, work: Mapping[str, Any], answer: Answer) -> Candidate:
        found = candidate_of_work(identifier, self.name, work, answer)
        reason = HIJACKED_PREFIXES.get(identifier.value.split("/")[0])
        return found.model_copy(update={"rules": {**found.rules, "doi": reason}}) if reason else found

    def _get(self, wanted: Mapping[str, str], session: Asker) -> Answer:
        """A list of works, whole where Crossref does not know how to select a field.

        Asking once more without selection keeps what would be lost with a shorter one: the
        field that a route cannot select may be the one with the retractions.
        """
        if self._select:
            params = {**wanted, "select": ",".join(_SELECT)}
            answer = session.get(ENDPOINT, params=params, headers=_JSON, limit=_SIZE_LIMIT)
            if problem_of(answer) is None or answer.status != 400 or b"select" not in answer.body:
                return answer
            self._select = False
        return session.get(ENDPOINT, params=wanted, headers=_JSON, limit=_SIZE_LIMIT)


class CrossrefBooks:
    """Whole books by ISBN, where their publisher registered one."""

    name = "crossref-books"
    about = About(
        row="Crossref again",
        asked="to_add",
        terms=TERMS,
        guarded=False,
        trust=Trust(names_in_parts=True),
    )

    def takes(self, identifier: Identifier) -> bool:
        """Whether it is an ISBN."""
        return identifier.scheme == "isbn"

    def fetch(self, identifiers: Sequence[Identifier], session: Asker) -> Iterator[Outcome]:
        """One outcome for each ISBN, one request each. Never raises."""
        for identifier in dict.fromkeys(identifiers):
            params = {"filter": f"isbn:{identifier.value}", "rows": _MOST_OF_ONE_ISBN}
            answer = session.get(ENDPOINT, params=params, headers=_JSON, limit=_BOOKS_SIZE_LIMIT)
            value, problem = parse_json(answer)
            if problem is None and not isinstance(at(value, "message", "items"), list):
                problem = f"{NO_ANSWER}: no list of works"
            if problem is not None:
                yield from unavailable((identifier,), self.name, answer.asked, problem)
                continue
            work = next(
                (w for w in objects(value, "message", "items") if _is_book(w, identifier.value)), None
            )
            if work is None:
                yield absent(identifier, self.name, answer.asked, "Crossref has no book of this ISBN")
            else:
                yield Found(candidate=candidate_of_work(identifier, self.name, work, answer))


def _is_book(work: Mapping[str, Any], isbn: str) -> bool:
    numbers = work.get("ISBN")
    listed = numbers if isinstance(numbers, list) else []
    return text_at(work, "type") in _BOOKS and any(normalise_isbn(str(number)) == isbn for number in listed)


def _split_by_length(chunk: Sequence[Identifier]) -> Iterator[Sequence[Identifier]]:
    """The chunk in parts whose filter fits into an address."""
    part: list[Identifier] = []
    length = 0
    for identifier in chunk:
        size = len(quote(f"doi:{identifier.value},", safe=""))
        if part and length + size > _LONGEST_FILTER:
            yield part
            part, length = [], 0
        part.append(identifier)
        length += size
    if part:
        yield part
