"""When two values of a field say the same: one table a kind of field."""

from __future__ import annotations

import time
from typing import Any

import pytest
from depth import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from merge_sample import names

from readinglist.metadata.merge.equality import compare, exact, same
from readinglist.model.reading import Link, Name, PartialDate

TURNED = {"fuller": "poorer", "poorer": "fuller"}


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("Attention Is All You Need", "attention is all you need"),
        ("{BERT}: Pre-training", "BERT - Pretraining"),
        ("The $\\omega$Test", "The ωTest"),
        ("The $\\Omega$ Test", "The Ω-test"),
        ("Naïve Bayes", "Naive Bayes"),
        ("Search & Rescue", "Search and Rescue"),
        ("“Why Should I Trust You?”", '"Why should I trust you?"'),
        ("$\\mathcal{O}(n)$ Sorting", "O(n) sorting"),
        ("efﬁcient nets", "Efficient  Nets"),
        ("++", "+ +"),
    ],
)
def test_titles_that_differ_in_case_punctuation_or_markup_are_the_same(mine: str, theirs: str) -> None:
    assert same("title", mine, theirs) and same("title", theirs, mine)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("Programming in C", "Programming in C++"),
        ("Part 1", "Part 2"),
        ("Deep Nets", "Deep Nets: A Survey"),
        ("की", "का"),
        ("が", "か"),
        ("?", "!"),
    ],
)
def test_titles_with_other_words_are_different(mine: str, theirs: str) -> None:
    assert compare("title", mine, theirs) == "different"


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ("405-450", "405–450", "same"),
        ("405-450", "pp. 405--50", "same"),
        ("405", "405-450", "fuller"),
        ("7-7", "7", "same"),
        ("405-450", "406-450", "different"),
        ("e33693", "e33693", "same"),
        ("1:1-1:30", "1:1–1:30", "same"),
        ("1:1-1:30", "1:1–1:31", "different"),
    ],
)
def test_pages(mine: str, theirs: str, expected: str) -> None:
    assert compare("page", mine, theirs) == expected
    assert compare("page", theirs, mine) == TURNED.get(expected, expected)


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        (PartialDate.of(2019), PartialDate.of(2019, 4), "fuller"),
        (PartialDate.of(2019, 4), PartialDate.of(2019, 4, 1), "fuller"),
        (PartialDate.of(2019), PartialDate.of(2020), "different"),
        (PartialDate.of(2019, 4), PartialDate.of(2019, 5), "different"),
        (PartialDate(date_parts=((2019,), (2020,))), PartialDate.of(2019), "different"),
        (PartialDate(literal="in press"), PartialDate(literal="In Press."), "same"),
        (PartialDate(literal="in press"), PartialDate.of(2019), "different"),
    ],
)
def test_dates(mine: PartialDate, theirs: PartialDate, expected: str) -> None:
    assert compare("issued", mine, theirs) == expected
    assert compare("issued", theirs, mine) == TURNED.get(expected, expected)


@pytest.mark.parametrize(
    ("mine", "theirs", "alike"),
    [
        ("Communications of the ACM", "Commun. ACM", True),
        ("Proceedings of the VLDB Endowment", "Proc. VLDB Endow.", True),
        ("Proceedings of the 2019 ACM SIGSAC Conference", "ACM SIGSAC Conference", True),
        ("31st Conference on Nets (NETS'17)", "Conference on Nets", True),
        ("Journal of Nets", "Journal of Trees", False),
        ("Nature", "Nature Physics", False),
        ("2019", "2020", False),
    ],
)
def test_venues(mine: str, theirs: str, alike: bool) -> None:
    assert (compare("container_title", mine, theirs) != "different") is alike
    assert (compare("container_title", theirs, mine) != "different") is alike


@pytest.mark.parametrize(
    ("field", "mine", "theirs", "alike"),
    [
        ("volume", "07", "vol. 7", True),
        ("volume", "10", "1", False),
        ("issue", "3-4", "3–4", True),
        ("isbn", "0-12-374957-3", "9780123749574", True),
        ("isbn", "978-0-12-374957-4", "9781450371995", False),
        ("doi", "10.1145/ABC", "10.1145/abc", True),
        ("url", "http://www.example.org/a/", "https://example.org/a", True),
        ("url", "https://example.org/a", "https://example.org/A", False),
        ("language", "en-US", "en", True),
        ("language", "en", "de", False),
        ("issn", "1234-567X", "1234567x", True),
        ("links", (Link(url="https://a.example/"),), (Link(url="http://a.example", label="PDF"),), True),
    ],
)
def test_identifiers_and_numbers(field: str, mine: Any, theirs: Any, alike: bool) -> None:
    assert same(field, mine, theirs) is alike
    assert same(field, theirs, mine) is alike


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ("Chen, Yu-Hsin", "Chen, Yu Hsin", "same"),
        ("Chen, Yu-Hsin", "Chen, Yuhsin", "same"),
        ("Chen, Y.-H.", "Chen, Yu-Hsin", "fuller"),
        ("Andersen, David", "Andersen, David G.", "fuller"),
        ("Andersen, D.", "Andersen, David G.", "fuller"),
        ("McMahan, H. Brendan", "McMahan, Brendan", "poorer"),
        ("Smith, J. Edward", "Smith, John E.", "same"),
        ("Smith, John", "Smith, Jane", "different"),
        ("Smith, John", "Smythe, John", "different"),
        ("Ré, Christopher", "Re, Christopher", "poorer"),
        ("Sørensen, Ib", "Sorensen, Ib", "poorer"),
        ("De Sa, Christopher", "Sa, Christopher De", "same"),
        ("Zhang, Ce", "Ce, Zhang", "same"),
        ("O'Neil, Pat", "O’Neil, Pat", "same"),
        ("Google Brain", "Brain, Google", "same"),
        ("OpenAI", "Open AI", "same"),
        ("OpenAI", "DeepMind", "different"),
        ("Vaswani", "Vaswani, Ashish", "different"),
    ],
)
def test_a_name_in_another_spelling(mine: str, theirs: str, expected: str) -> None:
    assert compare("author", names(mine), names(theirs)) == expected
    assert compare("author", names(theirs), names(mine)) == TURNED.get(expected, expected)


def test_a_particle_may_be_a_part_of_the_family_name_and_a_suffix_may_be_missing() -> None:
    apart = Name(family="Maaten", given="Laurens", non_dropping_particle="van der")
    joined = Name(family="van der Maaten", given="Laurens")
    assert same("author", (apart,), (joined,)) and exact("author", (apart,), (joined,))
    junior = Name(family="Steele", given="Guy L.", suffix="Jr.")
    plain = Name(family="Steele", given="Guy L.")
    assert compare("author", (plain,), (junior,)) == "fuller"
    assert compare("author", (junior,), (plain,)) == "poorer"
    third = junior.model_copy(update={"suffix": "III"})
    assert compare("author", (junior,), (third,)) == "different"


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        (names("A, B", "others"), names("A, B", "C, D"), "fuller"),
        (names("A, B", "others"), names("A, B"), "poorer"),
        (names("A, B"), names("A, B", "others"), "poorer"),
        (names("A, B", "C, D"), names("A, B", "others"), "poorer"),
        (names("A, B", "C, D"), names("A, B"), "different"),
        (names("A, B"), names("A, B", "C, D"), "different"),
        (names("C, D", "A, B"), names("A, B", "C, D"), "poorer"),
        (names("A, B", "C, D"), names("C, D", "A, B"), "different"),
        (names("A, B", "E, F", "C, D"), names("A, B", "C, D", "E, F"), "poorer"),
        (names("A, B", "C, D"), names("E, F", "C, D"), "different"),
    ],
)
def test_lists_of_names(mine: Any, theirs: Any, expected: str) -> None:
    assert compare("author", mine, theirs) == expected


def test_a_collaboration_of_thousands_is_compared_in_no_time() -> None:
    many = names(*(f"Family{n:05}, Given" for n in range(5000)))
    started = time.process_time()
    assert compare("author", many, (*many[1:], many[0])) == "different"
    assert same("author", many, tuple(name.model_copy() for name in many))
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("field", "mine", "theirs", "alike"),
    [
        ("title", "A  Title", "A Title", True),
        ("title", "A title", "A Title", False),
        ("title", "Cafe\u0301", "Café", True),
        ("page", "405--450", "405–450", True),
        ("page", "405", "405-450", False),
        ("issued", PartialDate.of(2019), PartialDate.of(2019, 1), False),
        ("author", names("A, B."), names("A, B"), False),
    ],
)
def test_only_what_the_file_may_change_is_no_edit(field: str, mine: Any, theirs: Any, alike: bool) -> None:
    assert exact(field, mine, theirs) is alike


words = st.text(max_size=12)
people = st.lists(
    st.builds(Name, family=st.text(min_size=1, max_size=6), given=st.none() | words), max_size=3
).map(tuple)
FIELDS = ["title", "container_title", "page", "volume", "isbn", "url", "language", "doi"]


@given(st.sampled_from(FIELDS), words, words)
@settings(deadline=None, max_examples=examples(300))
def test_any_text_can_be_compared_both_ways(field: str, a: str, b: str) -> None:
    there = compare(field, a, b)
    assert compare(field, b, a) == TURNED.get(there, there)
    assert same(field, a, a) and exact(field, a, a)


@given(people, people)
@settings(deadline=None, max_examples=examples(200))
def test_any_names_can_be_compared_and_are_themselves(a: tuple[Name, ...], b: tuple[Name, ...]) -> None:
    assert compare("author", a, b) in ("same", "fuller", "poorer", "different")
    assert same("author", a, tuple(name.model_copy() for name in a))
