"""Books by ISBN."""

from __future__ import annotations

from typing import Any

import pytest
from asker import FakeAsker, reply

from readinglist.metadata.services.crossref import CrossrefBooks
from readinglist.metadata.services.service import Absent, Found, Unavailable
from readinglist.model.identifiers import Identifier

ISBN = Identifier("isbn", "9780123749574")


def work(kind: str, title: str, isbn: str = "978-0-12-374957-4") -> dict[str, Any]:
    return {
        "DOI": f"10.1016/{title.replace(' ', '')}",
        "type": kind,
        "title": [title],
        "ISBN": [isbn],
        "author": [{"given": "Jerome H.", "family": "Saltzer"}],
        "publisher": "Elsevier",
        "issued": {"date-parts": [[2009]]},
    }


def listed(*works: dict[str, Any]) -> dict[str, Any]:
    return {"status": "ok", "message-type": "work-list", "message": {"items": list(works)}}


def asked(body: object, **more: Any) -> Any:
    asker = FakeAsker(reply(body, **more))
    (outcome,) = CrossrefBooks().fetch([ISBN], asker)
    return outcome, asker


def test_the_book_is_taken_and_its_chapters_are_not() -> None:
    outcome, asker = asked(
        listed(work("book-chapter", "Systems"), work("monograph", "Principles of Systems"))
    )
    assert isinstance(outcome, Found)
    assert outcome.candidate.identifier == ISBN
    assert outcome.candidate.fields["title"] == "Principles of Systems"
    assert outcome.candidate.fields["type"] == "book"
    assert asker.asked[0].params["filter"] == "isbn:9780123749574"


@pytest.mark.parametrize(
    "body",
    [listed(), listed(work("book-chapter", "Systems")), listed(work("book", "Another", "9780262033848"))],
)
def test_no_book_of_this_number_is_absent(body: object) -> None:
    assert isinstance(asked(body)[0], Absent)


@pytest.mark.parametrize(
    ("body", "status"), [("<html>", 200), ({"status": "ok"}, 200), ("Too many requests", 429), ("", 503)]
)
def test_no_answer_is_not_absent(body: object, status: int) -> None:
    outcome, _ = asked(body, status=status, problem=f"HTTP {status}" if status != 200 else None)
    assert isinstance(outcome, Unavailable)


def test_only_isbns_are_taken() -> None:
    assert CrossrefBooks().takes(ISBN)
    assert not CrossrefBooks().takes(Identifier("doi", "10.1/x"))
