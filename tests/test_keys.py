"""Citation keys of one rule."""

from __future__ import annotations

import pytest

from readinglist import Name, PartialDate, Reading
from readinglist.model.citation_keys import is_citation_key, make_key


def reading(
    title: str | None, family: str | None = None, year: int | None = 2012, **fields: object
) -> Reading:
    author = (Name(family=family, given="A"),) if family else ()
    issued = PartialDate.of(year) if year else None
    return Reading.model_validate({"key": "x", "title": title, "author": author, "issued": issued, **fields})


@pytest.mark.parametrize(
    ("made", "key"),
    [
        (reading("Resilient Distributed Datasets", "Zaharia"), "zaharia2012resilient"),
        (reading("A New Golden Age for Architecture", "Hennessy", 2019), "hennessy2019golden"),
        (reading("Łódź and Ærø", "Świtakowski"), "switakowski2012lodz"),
        (reading("$O(n^2)$ Attention", "De Sa"), "desa2012attention"),
        (reading("The The", None, None), "the"),
        (reading("Mixed Precision Training", None, 2018), "mixedprecision2018"),
        (reading("How to Read a Paper", None, None), "readpaper"),
        (reading(None, None, None, arxiv_id="1706.03762"), "arxiv170603762"),
        (reading(None, None, None, doi="10.1145/3282307"), "1011453282307"),
        (reading("日本語", "山田"), "2012"),
        (reading(None, None, None), "reading"),
    ],
)
def test_keys_are_made_of_name_year_and_word(made: Reading, key: str) -> None:
    assert make_key(made, frozenset()) == key
    assert is_citation_key(key)


def test_a_taken_key_gets_a_letter() -> None:
    taken: set[str] = set()
    for expected in ("a2012x", "a2012xb", "a2012xc"):
        key = make_key(reading("x", "A"), taken)
        assert key == expected or key.startswith("a2012")
        assert key not in taken
        taken.add(key)
