"""When a dead link is believed to be dead: nights in a row, two witnesses, and what is news."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from links_memory_sample import (
    LOOKED,
    NOT_LOOKED,
    PAGE,
    day,
    look,
    memories,
    night,
    nights,
    remembered,
    target,
)

from readinglist.links.assessment import assess, carry_over, is_proved, postpone, recall_standing
from readinglist.links.exchange import Observation
from readinglist.links.memory import Memory, merge_memories
from readinglist.links.results import Witness
from readinglist.links.verdicts import Verdict, class_of


def witness(name: str, verdict: Verdict | None = "gone") -> Witness:
    return Witness(name=name, said="…", at="2026-11-01T02:15:00Z", verdict=verdict)


# Each night: the verdict, whether it is red, the runs that found it dead, the night since which
# it is dead, and what is news.
HISTORIES: list[list[tuple[Verdict, bool, int, int | None, str | None]]] = [
    [("ok", False, 0, None, None), ("ok", False, 0, None, None)],
    [("gone", False, 1, 0, None), ("gone", True, 2, 0, "new")],
    [("gone", False, 1, 0, None), ("ok", False, 0, None, None)],
    [("ok", False, 0, None, None), ("gone", False, 1, 1, None)],
    [("gone", False, 1, 0, None), ("timeout", False, 1, 0, None)],
    [("timeout", False, 0, None, None), ("timeout", False, 0, None, None)],
    [("gone", False, 1, 0, None), ("soft_404", True, 2, 0, "new")],
    [("dns", False, 1, 0, None), ("unchecked", False, 1, 0, None)],
    [
        ("ok", False, 0, None, None),
        ("gone", False, 1, 1, None),
        ("gone", True, 2, 1, "new"),
        ("gone", True, 3, 1, "still"),
        ("redirected_permanent", False, 0, None, "recovered"),
    ],
    [
        ("gone", False, 1, 0, None),
        ("blocked", False, 1, 0, None),
        ("gone", True, 2, 0, "new"),
        ("server_error", False, 2, 0, None),
        ("dns", True, 3, 0, "still"),
    ],
    [
        ("gone", False, 1, 0, None),
        ("ok", False, 0, None, None),
        ("gone", False, 1, 2, None),
        ("ok", False, 0, None, None),
        ("gone", False, 1, 4, None),
    ],
    [
        ("gone", False, 1, 0, None),
        ("unchecked", False, 1, 0, None),
        ("ignored", False, 1, 0, None),
        ("unsafe", False, 1, 0, None),
        ("gone", True, 2, 0, "new"),
    ],
    [
        ("gone", False, 1, 0, None),
        ("gone", True, 2, 0, "new"),
        ("timeout", False, 2, 0, None),
        ("ok", False, 0, None, "recovered"),
        ("ok", False, 0, None, None),
    ],
    [
        ("gone", False, 1, 0, None),
        ("gone", True, 2, 0, "new"),
        ("ok", False, 0, None, "recovered"),
        ("gone", False, 1, 3, None),
        ("gone", True, 2, 3, "new"),
    ],
]


@pytest.mark.parametrize("table", HISTORIES, ids=lambda table: "-".join(row[0] for row in table))
def test_nights_in_a_row(table: list[tuple[Verdict, bool, int, int | None, str | None]]) -> None:
    standings = nights(*(row[0] for row in table))
    for standing, (_, confirmed, runs, since, change) in zip(standings, table, strict=True):
        assert (standing.confirmed, standing.runs, standing.change) == (confirmed, runs, change)
        assert standing.since == (None if since is None else day(since))


@pytest.mark.parametrize("confirm_runs", [1, 2, 3, 30])
def test_as_many_runs_are_needed_as_the_settings_say(confirm_runs: int) -> None:
    standings = nights("ok", *["gone"] * confirm_runs, "gone", confirm_runs=confirm_runs)
    assert [standing.confirmed for standing in standings] == [False] * confirm_runs + [True, True]
    assert [standing.change for standing in standings[-2:]] == ["new", "still"]


def test_what_was_confirmed_stays_so_until_it_is_found_alive() -> None:
    said = [witness("arxiv", "not_registered"), witness("datacite", "not_registered")]
    proved = assess(None, *look("not_registered"), said, confirm_runs=5)
    again = assess(proved.memory, *look("not_registered", 1), confirm_runs=5)
    assert (again.confirmed, again.change, again.runs) == (True, "still", 2)


def test_two_runs_on_one_day_are_two() -> None:
    first = assess(None, *look("gone"), confirm_runs=2)
    later = night(0) + datetime.timedelta(seconds=1)
    assert assess(first.memory, PAGE, later, Observation("gone"), confirm_runs=2).confirmed


def test_one_run_that_comes_back_by_two_ways_is_one() -> None:
    before = remembered("ok")
    one = assess(before, *look("gone", 1), confirm_runs=2).memory
    same = assess(before, *look("gone", 1), confirm_runs=2).memory
    assert one is not None and same is not None
    assert recall_standing(merge_memories(one, same)).runs == 1


def test_last_alive_is_told_with_what_was_seen() -> None:
    last = nights("ok", "ok", "timeout", "gone")[-1]
    assert last.last_alive == day(1)
    assert last.history == ((day(0), "ok"), (day(1), "ok"), (day(2), "timeout"), (day(3), "gone"))
    assert nights("gone")[-1].last_alive is None


@pytest.mark.parametrize(
    ("witnesses", "proved"),
    [
        ([], False),
        ([witness("page")], False),
        ([witness("page"), witness("page", "dns")], False),
        ([witness("page"), witness("archive")], False),
        ([witness("page"), witness("history")], False),
        ([witness("page"), witness("settings")], False),
        ([witness("file")], False),
        ([witness("doi.org", "not_registered")], False),
        ([witness("doi.org", "not_registered"), witness("handle service", None)], False),
        ([witness("doi.org", "not_registered"), witness("handle service", "timeout")], False),
        ([witness("doi.org", "not_registered"), witness("handle service", "not_registered")], True),
        ([witness("handle service", "not_registered"), witness("page")], True),
        ([witness("arxiv", "withdrawn")], False),
        ([witness("arxiv", "not_registered")], False),
        ([witness("arxiv", None), witness("datacite", "ok")], False),
        ([witness("arxiv", "timeout")], False),
    ],
)
def test_two_who_know_it_on_their_own_prove_it(witnesses: list[Witness], proved: bool) -> None:
    assert is_proved(witnesses) is proved
    standing = assess(None, *look("gone"), witnesses, confirm_runs=2)
    assert (standing.confirmed, standing.change) == (proved, "new" if proved else None)


@pytest.mark.parametrize("verdict", [v for v in (*LOOKED, *NOT_LOOKED) if class_of(v) != "dead"])
def test_no_witness_confirms_what_is_not_dead(verdict: Verdict) -> None:
    witnesses = [witness("arxiv"), witness("doi.org"), witness("page")]
    assert not assess(remembered("gone", "gone"), *look(verdict, 2), witnesses, confirm_runs=1).confirmed


@pytest.mark.parametrize("verdict", NOT_LOOKED)
def test_a_night_without_a_look_changes_nothing(verdict: Verdict) -> None:
    memory = remembered("ok", "gone")
    assert assess(memory, *look(verdict, 2), confirm_runs=2).memory == memory
    assert assess(None, *look(verdict), confirm_runs=2) == recall_standing(None)


@given(memories(), st.sampled_from(LOOKED))
@settings(deadline=None)
def test_a_memory_alone_makes_nothing_red(memory: Memory, verdict: Verdict) -> None:
    assert not recall_standing(memory).confirmed
    assert not carry_over(target(), memory).is_red
    assert not postpone(target(), memory, "nobody looked").is_red
    after = assess(memory, *look(verdict, 500), confirm_runs=30)
    assert after.confirmed <= (class_of(verdict) == "dead")


@given(st.lists(st.sampled_from(LOOKED), min_size=1, max_size=40), st.integers(1, 30))
@settings(deadline=None)
def test_it_is_confirmed_where_enough_nights_in_a_row_found_it_dead(
    verdicts: list[Verdict], confirm_runs: int
) -> None:
    row, was_confirmed = 0, False
    for verdict, standing in zip(verdicts, nights(*verdicts, confirm_runs=confirm_runs), strict=True):
        kind = class_of(verdict)
        row = 0 if kind == "alive" else row + (kind == "dead")
        was_confirmed = (was_confirmed or row >= confirm_runs) and kind != "alive"
        assert standing.confirmed == (kind == "dead" and was_confirmed)
        assert standing.runs == min(row, 30)


# Links that nobody looked at -------------------------------------------------------------------


def test_a_link_that_is_not_due_is_told_from_memory() -> None:
    memory = assess(None, *look("redirected_permanent", address="https://b.org/p.pdf"), confirm_runs=2).memory
    assert memory is not None
    result = carry_over(target(), memory)
    assert (result.verdict, result.address, result.fresh) == (
        "redirected_permanent",
        "https://b.org/p.pdf",
        False,
    )
    assert "2026-11-01" in result.reason
    assert [(one.name, one.verdict) for one in result.witnesses] == [("history", "redirected_permanent")]
    assert (result.last_alive, result.history) == (day(0), ((day(0), "redirected_permanent"),))


def test_a_link_that_was_left_out_says_why_and_what_is_remembered() -> None:
    result = postpone(target(), remembered("ok", "gone", "gone"), "too many")
    assert (result.verdict, result.fresh, result.confirmed) == ("unchecked", False, False)
    assert result.reason.startswith("too many (on 2026-11-03: ")
    assert (result.runs, result.since) == (2, day(1))
    new = postpone(target(), None, "too many")
    assert (new.reason, new.witnesses, new.history) == ("too many", (), ())
