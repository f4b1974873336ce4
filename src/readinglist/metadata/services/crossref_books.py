"""Crossref again, for books: by their ISBN, which many editions and chapters share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from readinglist.metadata.services.crossref import ENDPOINT
from readinglist.metadata.services.crossref_work import candidate_of_work
from readinglist.metadata.services.service import Found, Outcome, absent, unavailable
from readinglist.model.identifiers import Identifier, normalise_isbn
from readinglist.web.asking.answer import Asker
from readinglist.web.json_values import NO_ANSWER, at, json_of, objects, text_at

# Crossref's types of whole books; the chapters of a book carry its ISBN, too.
_BOOKS = frozenset({"book", "monograph", "edited-book", "reference-book", "proceedings"})
_ROWS = "50"
_SIZE_LIMIT = 8 * 1024 * 1024


class CrossrefBooks:
    """Whole books by ISBN, where their publisher registered one."""

    name = "crossref-books"

    def takes(self, identifier: Identifier) -> bool:
        """Whether it is an ISBN."""
        return identifier.scheme == "isbn"

    def fetch(self, identifiers: Sequence[Identifier], session: Asker) -> Iterator[Outcome]:
        """One outcome for each ISBN, one request each. Never raises."""
        for identifier in dict.fromkeys(identifiers):
            params = {"filter": f"isbn:{identifier.value}", "rows": _ROWS}
            answer = session.get(
                ENDPOINT, params=params, headers={"Accept": "application/json"}, limit=_SIZE_LIMIT
            )
            value, problem = json_of(answer)
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
