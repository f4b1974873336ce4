"""Titles that say that nothing is there, and the table that they are known by."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.web.page import page_titles
from readinglist.web.page.page_titles import Kind, pieces, says

TABLE = tomllib.loads(Path(page_titles.__file__).with_suffix(".toml").read_text(encoding="utf-8"))
KINDS = get_args(Kind)


def kinds_of(title: str) -> set[str]:
    return {kind for kind in KINDS if says(kind, title)}


@pytest.mark.parametrize(
    ("title", "kinds"),
    [
        ("Page not found | Lake University", {"not_there"}),
        ("Lake University: Error 404", {"not_there"}),
        ("Oops! Error 404 – página no encontrada", {"not_there"}),
        ("500 Internal Server Error", {"fault"}),
        ("Error", {"fault"}),
        ("403 Forbidden", {"refused"}),
        ("Just a moment...", {"wall"}),
        ("Sign in - Lake Accounts", {"login"}),
        ("Anmelden | See", {"login"}),
        ("lake.example is for sale!", {"for_sale"}),
        ("Account Suspended", {"suspended"}),
        ("Welcome to nginx!", {"server"}),
        ("", set()),
        ("…", set()),
        ("Page Not Found: A Study of Link Rot", set()),
        ("404 Media", set()),
        ("Just a Moment of Inertia", set()),
        ("Sign Language for Machines", set()),
        ("An Error Model for Lakes", set()),
        ("Welcome to the Lake", set()),
        ("Attention Is All You Need", set()),
    ],
)
def test_a_whole_piece_of_a_title_has_to_say_it(title: str, kinds: set[str]) -> None:
    assert kinds_of(title) == kinds


def test_case_accents_and_signs_are_no_difference() -> None:
    for title in (
        "PAGINA NO ENCONTRADA",
        "Página no encontrada!",
        "¡pa\u0301gina no encontrada!",
        "“Página no encontrada”",
    ):
        assert says("not_there", title), title


def test_what_stands_before_a_colon_has_a_subtitle_and_is_no_piece() -> None:
    assert pieces("A: B | C") == ("a b | c", "a b", "c", "b | c")


def test_the_table_holds_what_titles_are_compared_with_small_letters_and_no_signs() -> None:
    lines = [line for kind in KINDS for lines in TABLE[kind].values() for line in lines]
    lines += [part for parts in TABLE["words"].values() for part in parts]
    for line in lines:
        assert line == line.lower() and "\\" not in line and "’" not in line, line
        assert set(re.findall(r"\{(\w+)\}", line)) - {"0", "1"} <= set(TABLE["words"]), line
    assert set(TABLE) == {*KINDS, "around", "words"}


@given(st.text(max_size=400))
def test_any_text_is_a_title(title: str) -> None:
    assert kinds_of(title) <= set(KINDS)
