"""The whole world in one run: what is said of every link, and how its hosts were asked."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from linkworld.behaviour import Behaviour
from linkworld.bodies import pdf
from linkworld.checking import HASTY, NOW, PATIENT, Night, by_reading, checked
from linkworld.lists import FIRST_DAY, PER_WEEK, list_of
from linkworld.services import services
from linkworld.tables import BEHAVIOURS
from linkworld.tables.local import FILES, IGNORED_HOST
from linkworld.world import World, running

from readinglist import ReadingList
from readinglist.links.results import LinkReport, LinkResult
from readinglist.links.verdicts import CLASS_OF, CLASSES, class_of
from readinglist.settings import IgnoreRule

_HANGING = tuple(behaviour for behaviour in BEHAVIOURS if behaviour.hangs)
_ANSWERING = tuple(behaviour for behaviour in BEHAVIOURS if not behaviour.hangs)
_RULE = IgnoreRule(host=IGNORED_HOST, reason="it is being moved")
_SETTINGS = PATIENT.model_copy(update={"ignore": (_RULE,), "files": "site"})


class Run(NamedTuple):
    """The world as the runs left it, and what was said of its links, by behaviour."""

    world: World
    reports: tuple[LinkReport, LinkReport]
    results: dict[str, LinkResult]

    def __iter__(self) -> Iterator[LinkResult]:  # type: ignore[override]
        return iter(self.results.values())


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """One run over all that answers, however long that takes, and one over all that hangs."""
    folder = tmp_path_factory.mktemp("world")
    for name in FILES:
        path = folder / "site" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(pdf())
    with running(BEHAVIOURS, folder, services()) as world:
        reports = (
            checked(world, _written(_ANSWERING, folder / "answering"), Night(_SETTINGS)),
            checked(world, _written(_HANGING, folder / "hanging"), Night(HASTY)),
        )
        yield Run(world, reports, {**by_reading(reports[0]), **by_reading(reports[1])})


def _written(behaviours: Iterable[Behaviour], folder: Path) -> ReadingList:
    list_of(behaviours).write(folder)
    return ReadingList.read(folder)


def test_every_verdict_has_its_behaviours_and_no_two_have_one_name() -> None:
    single = Counter(verdict for b in BEHAVIOURS if len(b.truth) == 1 for verdict in b.truth)
    assert set(single) == set(CLASS_OF)
    assert len({behaviour.name for behaviour in BEHAVIOURS}) == len(BEHAVIOURS) >= 80


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda behaviour: behaviour.name)
def test_the_verdict_is_the_truth(run: Run, behaviour: Behaviour) -> None:
    result = run.results[behaviour.name]
    assert result.verdict in behaviour.truth, result.reason
    if behaviour.address is not None:
        assert result.address == behaviour.address
    assert result.reason
    assert result.witnesses


def test_the_classes_are_confused_nowhere(run: Run) -> None:
    table = Counter(
        (tuple(sorted({class_of(verdict) for verdict in b.truth})), run.results[b.name].verdict_class)
        for b in BEHAVIOURS
    )
    wrong = {pair: count for pair, count in table.items() if pair[1] not in pair[0]}
    assert not wrong
    assert {said for _, said in table} == set(CLASSES)


def test_on_the_first_night_red_is_only_what_is_unsafe_or_proved_twice(run: Run) -> None:
    for result in (*run.reports[0].red, *run.reports[1].red):
        dead = {w.name for w in result.witnesses if w.verdict and class_of(w.verdict) == "dead"}
        assert result.verdict_class == "unsafe" or len(dead) > 1, result


def test_every_link_is_reported_once_and_in_the_order_of_the_list(run: Run) -> None:
    for report, behaviours in zip(run.reports, (_ANSWERING, _HANGING), strict=True):
        order = [use.key for result in report for use in result.used_by]
        assert order == [behaviour.name for behaviour in behaviours]
        assert not report.interrupted
        assert not report.offline


def test_uses_tell_the_file_the_line_the_week_and_the_day(run: Run) -> None:
    for number, behaviour in enumerate(_ANSWERING):
        uses = [use for use in run.results[behaviour.name].used_by if use.key == behaviour.name]
        week = number // PER_WEEK
        assert [(use.week, use.level) for use in uses] == [(week + 1, "required")]
        assert uses[0].date == FIRST_DAY + datetime.timedelta(weeks=week)
        assert uses[0].file is not None
        written = Path(uses[0].file).read_text(encoding="utf-8").splitlines()
        assert written[(uses[0].line or 0) - 1].strip().startswith(("url", "links", "slides", "howpublished"))


def test_no_connection_goes_anywhere_but_to_the_world(run: Run) -> None:
    assert run.world.network.strays == []


def test_what_is_unsafe_is_never_asked(run: Run) -> None:
    asked = {visit.host for visit in run.world.book.visits}
    for behaviour in BEHAVIOURS:
        if behaviour.truth == {"unsafe"} and behaviour.host.lookups != (("public",),):
            assert f"{behaviour.name}.linkworld" not in asked


def test_the_new_address_is_offered_with_the_place_in_the_page(run: Run) -> None:
    (repair,) = run.results["moved-fragment-kept"].repairs
    assert repair.address == "https://moved-fragment-kept.linkworld/new/starvation.html#abstract"


def test_what_is_ignored_is_never_asked(run: Run) -> None:
    assert not [visit for visit in run.world.book.visits if visit.host.endswith(IGNORED_HOST)]
    assert "it is being moved" in run.results["ignored"].reason


def test_a_link_costs_few_requests(run: Run) -> None:
    visits = Counter(visit.host for visit in run.world.book.visits)
    for behaviour in BEHAVIOURS:
        if behaviour.truth == {"ok"} and behaviour.name.startswith(("title-", "pdf-", "named-")):
            assert 1 <= visits[f"{behaviour.name}.linkworld"] <= 3, behaviour.name
    dead = sum(result.verdict_class == "dead" for result in run)
    assert visits.pop("archive.org", 0) <= dead
    assert max(visits.values()) <= 12


def test_requests_say_who_asks_and_carry_nothing_that_is_not_theirs(run: Run) -> None:
    for visit in run.world.book.visits:
        assert (visit.header("user-agent") or "").startswith("readinglist/")
        assert not {name for name, _ in visit.headers} & {"cookie", "authorization", "referer", "origin"}


def test_host_and_server_name_are_those_of_the_link(run: Run) -> None:
    named = [visit for visit in run.world.book.visits if visit.server_name is not None]
    assert named
    assert all(visit.server_name == visit.host.rstrip(".") for visit in named)


def test_no_host_is_asked_more_often_at_a_time_than_is_polite(run: Run) -> None:
    assert max(run.world.book.most_at_once.values()) <= _SETTINGS.per_host


def test_requests_to_one_host_keep_their_distance(run: Run) -> None:
    # The first of them is late by a handshake.
    gaps = run.world.book.gaps("fifty-hops.linkworld")[1:]
    assert len(gaps) >= 5
    # They arrive as far apart as they start, but for how long each connection takes.
    assert sum(gaps) >= 0.8 * len(gaps) * _SETTINGS.interval_seconds


def test_the_first_request_of_a_page_is_unconditional(run: Run) -> None:
    assert all(visit.header("if-none-match") is None for visit in run.world.book.visits)


def test_the_report_counts_every_request(run: Run) -> None:
    assert sum(report.requests for report in run.reports) >= len(run.world.book.visits)
    assert run.reports[0].started == NOW.isoformat(timespec="seconds")


def test_names_are_looked_up_and_no_address_is_asked_twice(run: Run) -> None:
    assert run.world.network.lookups["tags.linkworld"] == 1
