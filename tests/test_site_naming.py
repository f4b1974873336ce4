"""Names with placeholders: one file, or place, a week or session."""

from __future__ import annotations

import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.errors import UsageError
from readinglist.site.targets import fill, find_placeholders, glob_pattern, name_pattern


@pytest.mark.parametrize(
    ("template", "names"),
    [
        ("index.md", set()),
        ("week-{week}.md", {"week"}),
        ("{week:02}/{session}.md", {"week", "session"}),
        ("{session:3}.md", {"session"}),
    ],
)
def test_placeholders_are_found(template: str, names: set[str]) -> None:
    assert find_placeholders(template) == names


@pytest.mark.parametrize(
    ("template", "what"),
    [
        ("{wek}.md", "{wek}"),
        ("{}.md", "{}"),
        ("{Week}.md", "{Week}"),
        ("{week", "a brace that stands alone"),
        ("week}", "a brace that stands alone"),
        ("{week:x}", "a brace that stands alone"),
        ("{week:00}", "a brace that stands alone"),
        ("{{week}}", "a brace that stands alone"),
    ],
)
def test_another_placeholder_is_told_with_those_that_are_known(template: str, what: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_placeholders(template)
    assert what in str(caught.value)
    assert "{week} and {session}" in str(caught.value)


@pytest.mark.parametrize(
    ("template", "number", "name"),
    [
        ("{week}", 3, "3"),
        ("{week:02}", 3, "03"),
        ("{week:2}", 3, "03"),
        ("{week:02}", 123, "123"),
        ("{week:03}", 0, "000"),
        ("{week}", -1, "-1"),
        ("{week}/{week:02}", 7, "7/07"),
    ],
)
def test_a_number_is_written_in_as_many_digits_as_are_asked_for(
    template: str, number: int, name: str
) -> None:
    assert fill(template, {"week": number}) == name


NAMES = st.text("ab-[]*?.!/ é", max_size=6)


@given(before=NAMES, after=NAMES, number=st.integers(-99, 9999), width=st.sampled_from(["", ":02", ":4"]))
def test_every_name_that_is_made_is_known_again(before: str, after: str, number: int, width: str) -> None:
    template = f"{before}{{week{width}}}{after}"
    name = fill(template, {"week": number})
    assert name_pattern(template).fullmatch(name)
    assert fnmatch.fnmatchcase(name, glob_pattern(template))
    assert not name_pattern(template).fullmatch(f"{before}x{after}")


def test_digits_of_other_scripts_are_no_numbers() -> None:
    assert not name_pattern("week-{week}").fullmatch("week-٣")
