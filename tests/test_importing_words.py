"""The page's own words that an assignment keeps: only where they say more, and with the entry's address."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.formats.reading_lists import assignment_words
from readinglist.importing.update.syllabus_of_page import with_page_words
from readinglist.model.reading import Reading
from readinglist.model.schedule import Assignment
from readinglist.text.markdown.parser import parse_inline
from readinglist.text.markdown.smart_quotes import smart

URL = "https://x.org/a_(b).pdf"
READING = Reading(key="a", title="A Title", url=URL)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"[A Title]({URL})", None),
        ("", None),
        (f"[A Title [SC'21]]({URL})", "[A Title [SC'21]]()"),
        (f"Read 1 of [_A Title_]({URL}), [slides](s.pdf)", "Read 1 of [_A Title_](), [slides](s.pdf)"),
        ("[A Title](https://other.org)", "[A Title](https://other.org)"),
        (f"`[x]({URL})` [A]({URL})", f"`[x]({URL})` [A]({URL})"),
    ],
)
def test_what_the_linked_title_says_is_not_kept_twice(text: str, kept: str | None) -> None:
    assert with_page_words(Assignment(reading=READING), text).text == kept


@given(
    st.lists(
        st.sampled_from(
            (f"[A Title]({URL})", "`", " ", "[", "](", URL, ")", "*", "x", "'", "[s](s.pdf)", "\\")
        )
    ).map("".join)
)
def test_what_is_shown_is_what_the_page_says(text: str) -> None:
    kept = with_page_words(Assignment(reading=READING), text)
    # A link that led nowhere leads to the reading now.
    if text.strip() and not re.search(r"\]\(\s*\)", text):
        assert assignment_words(kept) == smart(parse_inline(text))


def test_an_item_whose_presenters_stand_elsewhere_on_the_page_is_not_kept_for_their_sake() -> None:
    presented = Assignment(reading=READING, presenters=("Ada Lovelace",))
    assert with_page_words(presented, f"[A Title]({URL})") == presented
