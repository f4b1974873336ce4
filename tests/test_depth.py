"""The profiles of hypothesis: which one is taken, and that every test goes by it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from depth import PROFILES, examples, profile
from hypothesis import settings


def test_the_profile_is_the_one_that_is_named_else_that_of_ci_on_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("READINGLIST_TESTS", raising=False)
    monkeypatch.setenv("CI", "")
    assert profile() == "default"
    monkeypatch.setenv("CI", "true")
    assert profile() == "ci"
    for name in PROFILES:
        monkeypatch.setenv("READINGLIST_TESTS", name)
        assert profile() == name
    monkeypatch.setenv("READINGLIST_TESTS", "all")
    with pytest.raises(ValueError, match="it can be default, ci, nightly"):
        profile()


def test_ci_tries_the_number_that_a_test_states_and_the_night_ten_times_as_many() -> None:
    for count in (6, 25, 60, 100, 500):
        assert examples(count, "ci") == count
        assert examples(count, "nightly") == 10 * count
        assert min(count, 25) <= examples(count, "default") <= count


def test_no_profile_has_a_deadline() -> None:
    assert [settings.get_profile(name).deadline for name in PROFILES] == [None] * 3
    assert [settings.get_profile(name).max_examples for name in PROFILES] == [25, 100, 1000]


def test_every_number_of_examples_is_scaled_by_the_profile() -> None:
    for path in Path(__file__).parent.rglob("*.py"):
        stated = re.findall(r"max_examples ?= ?(\w+)", path.read_text("utf-8"))
        assert set(stated) <= {"examples"}, path
