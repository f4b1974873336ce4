"""Which links a run asks about: near sessions first, then what was bad, then by age."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence

import pytest
from depth import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from links_memory_sample import day, look, night, target, use

from readinglist.links.assessment import remember
from readinglist.links.exchange import Observation
from readinglist.links.history import History
from readinglist.links.plan import AHEAD_DAYS, DueLinks, RunTime, select_due, weeks_near
from readinglist.links.results import LinkTarget
from readinglist.links.verdicts import Verdict
from readinglist.model.identifiers import Identifier
from readinglist.model.schedule import Session
from readinglist.settings import CheckSettings


def url(number: int, host: str = "a.org") -> str:
    return f"https://{host}/{number}"


def when(number: int, hours: int = 0, weeks: Sequence[int] = ()) -> RunTime:
    return RunTime(night(number) + datetime.timedelta(hours=hours), day(number), frozenset(weeks))


def known(**verdicts: tuple[Verdict, int]) -> History:
    """A history by the paths of links on a.org."""
    found = (
        remember(None, *look(verdict, number, name=f"https://a.org/{path}"))
        for path, (verdict, number) in verdicts.items()
    )
    return History().with_memories(found)


def names(links: Sequence[LinkTarget]) -> list[str]:
    return [link.name.rpartition("/")[2] for link in links]


def asked(history: History, chosen: DueLinks, number: int, verdict: Verdict = "ok") -> History:
    return history.with_memories(
        remember(history.get(link.name), *look(verdict, number, name=link.name)) for link in chosen.ask
    )


def test_links_of_this_week_and_the_next_are_always_asked_about_nearest_first() -> None:
    near = {number: target(url(number), use(date=day(number))) for number in (13, 0, 5)}
    far = [target(url(99), use(date=day(14))), target(url(98), use(date=day(-1))), target(url(97), use())]
    links = [*far, *near.values()]
    history = asked(History(), DueLinks(tuple(links), (), ()), 0)
    chosen = select_due(links, history, CheckSettings(), RunTime(night(0), day(0)))
    assert names(chosen.ask) == ["0", "5", "13"]
    assert chosen.later == tuple(far)
    assert AHEAD_DAYS == 13


def test_on_one_day_what_is_required_comes_first() -> None:
    levels = ("optional", "unspecified", "required")
    links = [target(url(number), use(date=day(1), level=level)) for number, level in enumerate(levels)]
    links.append(target(url(3), use(date=day(1)), use(date=day(1), level="required")))
    links.append(target(url(4), use(key=None, date=day(1))))
    assert names(select_due(links, History(), CheckSettings(), when(0)).ask) == ["2", "3", "0", "1", "4"]


def test_the_day_is_that_of_the_course_and_the_age_that_of_the_clock() -> None:
    link = target(url(1), use(date=day(-1)))
    history = asked(History(), DueLinks((link,), (), ()), 0)
    assert select_due([link], history, CheckSettings(), RunTime(night(0), day(-1))).ask == (link,)
    assert select_due([link], history, CheckSettings(), RunTime(night(0), day(0))).later == (link,)


def test_sessions_without_a_date_are_near_with_their_week() -> None:
    sessions = [
        Session(week=1, date=day(-7)),
        Session(week=2, date=day(2)),
        Session(week=2),
        Session(week=3, date=day(9)),
        Session(week=4, date=day(16)),
        Session(date=day(3)),
        Session(week=5),
    ]
    assert weeks_near(sessions, day(0)) == {2, 3}
    # In a break nothing is within two weeks, and yet the next session is known.
    assert weeks_near(sessions, day(-40)) == {1}
    assert weeks_near(sessions, day(17)) == frozenset()
    links = [target(url(week), use(week=week)) for week in (1, 2)]
    links.append(target(url(3), use(week=2, date=day(-7))))
    history = asked(History(), DueLinks(tuple(links), (), ()), 0)
    chosen = select_due(
        links, history, CheckSettings(), RunTime(night(0), day(0), weeks_near(sessions, day(0)))
    )
    assert names(chosen.ask) == ["2"]


def test_what_was_bad_comes_before_what_is_new_and_what_is_old() -> None:
    history = known(
        old=("ok", -30), older=("ok", -40), dead=("gone", 0), wall=("blocked", -1), fine=("ok", 0)
    )
    links = [target(f"https://a.org/{path}") for path in ("older", "fine", "old", "new", "wall", "dead")]
    links.append(target("https://a.org/week", use(date=day(3))))
    chosen = select_due(links, history, CheckSettings(), when(0))
    assert names(chosen.ask) == ["week", "dead", "wall", "new", "older", "old"]
    assert names(chosen.later) == ["fine"]
    all_of_them = select_due(links, history, CheckSettings(), when(0), everything=True)
    assert names(all_of_them.ask) == ["week", "dead", "wall", "new", "older", "old", "fine"]
    assert all_of_them.later == ()


@pytest.mark.parametrize(("hours", "is_due"), [(0, False), (11, False), (12, True)])
def test_what_could_not_be_judged_is_asked_about_again_after_half_a_day(hours: int, is_due: bool) -> None:
    links = [target("https://a.org/wall")]
    chosen = select_due(links, known(wall=("timeout", 0)), CheckSettings(), when(0, hours))
    assert bool(chosen.ask) is is_due


def test_what_was_dead_and_then_unclear_is_asked_about_as_dead() -> None:
    memory = remember(remember(None, *look("gone", name=url(1))), *look("timeout", 1, name=url(1)))
    links = [target(url(1))]
    assert select_due(links, History().with_memories([memory]), CheckSettings(), when(1)).ask == tuple(links)


def test_keys_that_are_asked_for_come_first_and_whole() -> None:
    links = [
        target(url(0), use(date=day(0))),
        target(url(1), use("two")),
        target(url(2), use("one"), use("two")),
        target(url(3), use(None)),
    ]
    history = asked(History(), DueLinks(tuple(links), (), ()), 0)
    chosen = select_due(links, history, CheckSettings(), when(0), keys=["two"])
    assert names(chosen.ask) == ["1", "2", "0"]
    assert names(chosen.later) == ["3"]


@given(max_age_days=st.integers(1, 30), nights_run=st.integers(0, 90))
@settings(deadline=None, max_examples=examples(40))
def test_no_link_goes_unasked_for_longer_than_the_settings_say(max_age_days: int, nights_run: int) -> None:
    options = CheckSettings(max_age_days=max_age_days)
    links = [target(url(number)) for number in range(20)]
    history = History()
    last: dict[str, int] = {}
    for number in range(nights_run):
        chosen = select_due(links, history, options, when(number))
        history = asked(history, chosen, number)
        last |= dict.fromkeys((link.name for link in chosen.ask), number)
        assert all(number - last[link.name] < max_age_days for link in links)


def test_nights_that_were_missed_are_made_up_for() -> None:
    links = [target(url(number)) for number in range(100)]
    history = asked(History(), DueLinks(tuple(links), (), ()), 0)
    assert select_due(links, history, CheckSettings(max_age_days=14), when(14)).later == ()
    after_a_week = select_due(links, history, CheckSettings(max_age_days=14), when(7)).ask
    assert 30 < len(after_a_week) < 70


def test_what_was_asked_in_one_night_does_not_fall_due_in_one() -> None:
    links = [target(url(number)) for number in range(1400)]
    history = asked(History(), DueLinks(tuple(links), (), ()), 0)
    counts = []
    for number in range(1, 29):
        chosen = select_due(links, history, CheckSettings(max_age_days=14), when(number))
        history = asked(history, chosen, number)
        counts.append(len(chosen.ask))
    assert sum(counts) == 2 * 1400
    assert max(counts) < 150


@pytest.mark.parametrize("hours", [0, 6, 20])
def test_a_second_run_asks_only_about_what_is_dead_or_near(hours: int) -> None:
    links = [target(url(number)) for number in range(200)]
    links[7] = target(url(7), use(date=day(1)))
    history = asked(History(), select_due(links, History(), CheckSettings(), when(0)), 0)
    history = history.with_memories([remember(history.get(url(50)), *look("gone", 0, name=url(50)))])
    assert names(select_due(links, history, CheckSettings(), when(0, hours)).ask) == ["7", "50"]


def test_age_zero_asks_about_everything() -> None:
    links = [target(url(number)) for number in range(9)]
    history = asked(History(), DueLinks(tuple(links), (), ()), 0)
    assert select_due(links, history, CheckSettings(max_age_days=0), when(0)).later == ()


def test_no_host_is_asked_about_more_links_than_the_settings_say() -> None:
    many = [target(url(number, "Big.org")) for number in range(9)]
    many += [target(url(9, "big.org."), use(date=day(3))), target(url(10, "big.org"), use(date=day(1)))]
    few = [target(url(number, "small.org")) for number in range(11, 13)]
    files = [target(f"slides/{number}.pdf") for number in range(3)]
    dois = [
        LinkTarget(
            url=f"https://doi.org/10.1/{n}", name=f"doi:10.1/{n}", identifier=Identifier("doi", f"10.1/{n}")
        )
        for n in range(9)
    ]
    options = CheckSettings(most_per_host=4)
    chosen = select_due([*many, *few, *files, *dois], History(), options, when(0), everything=True)
    assert names(chosen.ask)[:4] == ["10", "9", "0", "1"]
    assert names(chosen.too_many) == [str(number) for number in range(2, 9)]
    assert set(few + files + dois) <= set(chosen.ask)
    front = target("https://doi.org/help")
    assert front in select_due([*dois, front], History(), options, when(0)).ask


def test_what_was_too_much_for_one_run_has_its_turn_in_the_next() -> None:
    links = [target(url(number)) for number in range(10)]
    options = CheckSettings(most_per_host=4)
    history, turns = History(), Counter[str]()
    for number in range(3):
        chosen = select_due(links, history, options, when(number), everything=True)
        history = asked(history, chosen, number)
        turns.update(link.name for link in chosen.ask)
    assert len(turns) == 10


def test_an_address_that_is_none_has_a_place_like_others() -> None:
    links = [target("https://[a"), target("")]
    assert select_due(links, History(), CheckSettings(), when(0)).ask == tuple(links)


@given(
    st.lists(st.tuples(st.integers(0, 30), st.none() | st.integers(-20, 20), st.booleans()), max_size=40),
    st.integers(1, 5),
    st.booleans(),
)
@settings(deadline=None)
def test_every_link_is_in_one_of_the_three_parts(
    rows: list[tuple[int, int | None, bool]], most: int, everything: bool
) -> None:
    links = [
        target(f"https://h{number % 3}.org/{index}", *([use(date=day(date))] if date is not None else []))
        for index, (number, date, _) in enumerate(rows)
    ]
    found = [
        remember(None, link.name, night(-row[0]), Observation("ok"))
        for link, row in zip(links, rows, strict=True)
        if row[2]
    ]
    history = History().with_memories(found)
    chosen = select_due(links, history, CheckSettings(most_per_host=most), when(0), everything=everything)
    parts = (*chosen.ask, *chosen.later, *chosen.too_many)
    assert sorted(link.name for link in parts) == sorted(link.name for link in links)
    assert all(history.get(link.name) for link in chosen.later)
    assert everything <= (chosen.later == ())
    assert max(Counter(link.url[:12] for link in chosen.ask).values(), default=0) <= most
