"""Night after night: what is red, what is only bad luck, and what is remembered of it."""

from __future__ import annotations

import datetime
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from unittest import mock

import pytest
from linkworld.answers import by_night, hang, html, reset, sent_to, unchanged_if
from linkworld.behaviour import Behaviour, link
from linkworld.bodies import paper
from linkworld.checking import NOW, PATIENT, Night, by_reading, checked
from linkworld.lists import list_of
from linkworld.services import services
from linkworld.world import World, running
from loopback import Behaviour as Answer

from readinglist import ReadingList
from readinglist.links import decide
from readinglist.links.check import Progress
from readinglist.links.history import FILE_NAME
from readinglist.links.results import LinkReport, LinkResult
from readinglist.settings import IgnoreRule

_GONE = html("<h1>Not Found</h1>", 404)
_PAGE = html(paper())
_FAULT = html("<h1>Internal Server Error</h1>", 500)


class Nights:
    """A world that goes through nights, and the history that every run leaves for the next one."""

    def __init__(self, world: World, rl: ReadingList) -> None:
        self.world, self.rl = world, rl
        self.file = world.folder / FILE_NAME
        self.settings = PATIENT
        self.report = LinkReport()
        self.number = 0

    def next(self, *, everything: bool = True, progress: Progress | None = None) -> dict[str, LinkResult]:
        """The run of the next night; its results by behaviour."""
        self.world.book.forget()
        self.world.book.night = self.number
        night = Night(self.settings, NOW + datetime.timedelta(days=self.number), self.file, everything)
        self.report = checked(self.world, self.rl, night, progress)
        self.number += 1
        return by_reading(self.report)

    def skip(self, nights: int) -> None:
        """Let nights pass without a run."""
        self.number += nights


Begin = Callable[..., Nights]


@pytest.fixture
def nights(tmp_path: Path) -> Iterator[Begin]:
    """Begin a history with behaviours."""
    with ExitStack() as stack:

        def begin(*rows: Behaviour) -> Nights:
            world = stack.enter_context(running(rows, tmp_path, services()))
            return Nights(world, list_of(rows))

        yield begin


def _through(name: str, *answers: Answer) -> Behaviour:
    return link(name, "ok", by_night(*answers))


# Two nights -----------------------------------------------------------------------------


def test_one_bad_night_is_not_red_and_the_second_is(nights: Begin) -> None:
    run = nights(_through("fails", _PAGE, _GONE))
    assert run.next()["fails"].verdict == "ok"
    first = run.next()["fails"]
    assert (first.verdict, first.confirmed, first.runs, first.is_red) == ("gone", False, 1, False)
    second = run.next()["fails"]
    assert (second.verdict, second.confirmed, second.runs, second.is_red) == ("gone", True, 2, True)
    assert second.since == (NOW + datetime.timedelta(days=1)).date()
    assert second.last_alive == NOW.date()
    assert [verdict for _, verdict in second.history] == ["ok", "gone", "gone"]


def test_alive_between_two_bad_nights_clears(nights: Begin) -> None:
    run = nights(_through("flaps", _GONE, _PAGE, _GONE, _GONE))
    assert not run.next()["flaps"].is_red
    assert run.next()["flaps"].verdict == "ok"
    assert not run.next()["flaps"].is_red
    assert run.next()["flaps"].is_red


def test_unknown_between_neither_confirms_nor_clears(nights: Begin) -> None:
    run = nights(_through("murky", _GONE, _FAULT, _GONE))
    run.next()
    between = run.next()["murky"]
    assert (between.verdict, between.is_red) == ("server_error", False)
    last = run.next()["murky"]
    assert (last.confirmed, last.runs) == (True, 2)
    assert last.since == NOW.date()


def test_unknown_for_ever_is_never_red(nights: Begin) -> None:
    run = nights(_through("broken", _FAULT), _through("hangs-up", reset), _through("wall", html("", 403)))
    for _ in range(3):
        assert not any(result.is_red for result in run.next().values())


def test_two_runs_in_one_night_count_as_two_and_one_kept_twice_as_one(nights: Begin) -> None:
    run = nights(_through("gone", _GONE))
    run.next()
    kept = run.file.read_bytes()
    # The archive of the first night is unpacked once more.
    run.file.write_bytes(kept)
    assert run.next()["gone"].runs == 2


def test_a_dead_link_is_not_red_by_its_history_alone(nights: Begin) -> None:
    run = nights(_through("healed", _GONE, _GONE, _PAGE))
    run.next()
    run.next()
    after = run.next()["healed"]
    assert (after.verdict, after.is_red, after.runs, after.since) == ("ok", False, 0, None)


_NO_NETWORK = (
    socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"),
    socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
)


@pytest.mark.parametrize("error", _NO_NETWORK, ids=("later", "no-name"))
def test_a_night_without_network_changes_nothing(nights: Begin, error: OSError) -> None:
    run = nights(_through("well", _PAGE), _through("dead", _GONE))
    run.next()
    before = run.file.read_bytes()
    run.world.network.offline = error
    offline = run.next()
    assert run.report.offline
    assert {result.verdict for result in offline.values()} == {"unchecked"}
    assert run.file.read_bytes() == before
    run.world.network.offline = None
    assert run.next()["dead"].runs == 2
    assert not run.report.offline


@pytest.mark.parametrize("error", _NO_NETWORK, ids=("later", "no-name"))
def test_a_network_that_goes_away_within_a_night_makes_nothing_dead(nights: Begin, error: OSError) -> None:
    run = nights(*(_through(f"site-{number}", _PAGE) for number in range(12)))
    run.settings = PATIENT.model_copy(update={"threads": 2})

    def lose(result: LinkResult, number: int, of: int) -> None:
        run.world.network.offline = error

    # What the other thread is about is read to its end before the first link is asked once more.
    with mock.patch.object(decide, "_RETRY_SECONDS", 1.0):
        seen = Counter(result.verdict for result in run.next(progress=lose).values())
    assert set(seen) == {"ok", "unchecked"}
    assert not run.report.offline


def test_a_host_that_is_down_for_a_night_is_not_dead(nights: Begin) -> None:
    run = nights(_through("down", _PAGE), _through("beside", _PAGE))
    run.next()
    run.world.network.down.add("down.linkworld")
    night = run.next()
    assert (night["down"].verdict, night["down"].is_red) == ("refused", False)
    assert night["beside"].verdict == "ok"
    run.world.network.down.clear()
    assert run.next()["down"].verdict == "ok"


def test_a_name_that_is_gone_for_two_nights_is_red(nights: Begin) -> None:
    run = nights(_through("unnamed", _PAGE), _through("beside", _PAGE))
    run.next()
    run.world.network.unnamed.add("unnamed.linkworld")
    first, second = run.next()["unnamed"], run.next()["unnamed"]
    assert (first.verdict, first.is_red) == ("dns", False)
    assert (second.verdict, second.is_red) == ("dns", True)


def test_what_has_not_changed_is_not_sent_again(nights: Begin) -> None:
    page = html(paper(), headers={"ETag": '"v1"'})
    run = nights(link("kept", "ok", unchanged_if("If-None-Match", '"v1"', page)))
    assert run.next()["kept"].verdict == "ok"
    assert run.next()["kept"].verdict == "ok"
    (visit,) = run.world.book.visits
    assert visit.header("if-none-match") == '"v1"'


def test_a_page_with_another_tag_is_read_anew(nights: Begin) -> None:
    other = paper("Soil Moisture in Alpine Meadows after Late Snow", ("Greta Amsler",))
    run = nights(
        _through("changes", html(paper(), headers={"ETag": '"v1"'}), html(other, headers={"ETag": '"v2"'}))
    )
    assert run.next()["changes"].verdict == "ok"
    assert run.next()["changes"].verdict == "wrong_content"


def test_a_moved_page_that_has_not_changed_is_still_said_to_have_moved(nights: Begin) -> None:
    new = "https://moved.linkworld/new"
    page = unchanged_if("If-None-Match", '"v1"', html(paper(), headers={"ETag": '"v1"'}))
    run = nights(link("moved", "redirected_permanent", sent_to(new, 301), also={new: page}))
    for _ in range(2):
        result = run.next()["moved"]
        assert (result.verdict, result.address) == ("redirected_permanent", new)


# Five nights ----------------------------------------------------------------------------


def test_a_week_of_nights(nights: Begin) -> None:
    """Each link in its own trouble; red is only what has been surely dead for two runs, while it is."""
    plans: Mapping[str, tuple[tuple[Answer, ...], str]] = {
        "always-well": ((_PAGE,), "....."),
        "one-bad-night": ((_PAGE, _GONE, _PAGE), "....."),
        "dies": ((_PAGE, _PAGE, _GONE), "...!!"),
        "dead-from-the-start": ((_GONE,), ".!!!!"),
        "recovers": ((_GONE, _GONE, _GONE, _PAGE), ".!!.."),
        "flaps": ((_GONE, _PAGE, _GONE, _PAGE, _GONE), "....."),
        "hides-behind-faults": ((_GONE, _FAULT, _FAULT, _GONE, _GONE), "...!!"),
        "fault-after-red": ((_GONE, _GONE, _FAULT, _GONE, _PAGE), ".!.!."),
        "other-ways-to-be-dead": ((_GONE, html("<title>Page not found</title>")), ".!!!!"),
    }
    run = nights(*(_through(name, *answers) for name, (answers, _) in plans.items()))
    seen: dict[str, str] = dict.fromkeys(plans, "")
    for _ in range(5):
        for name, result in run.next().items():
            seen[name] += "!" if result.is_red else "."
    assert seen == {name: red for name, (_, red) in plans.items()}


def test_what_is_well_is_not_asked_every_night_and_what_is_dead_is(nights: Begin) -> None:
    rows = [*(_through(f"well-{n}", _PAGE) for n in range(20)), _through("dead", _GONE)]
    run = nights(*rows)
    # The course begins a year later, so that no link is near.
    run.rl = _later(run.rl, datetime.timedelta(days=365))
    run.next(everything=False)
    asked = []
    for _ in range(4):
        results = run.next(everything=False)
        asked.append({visit.host for visit in run.world.book.visits} - {"doi.org"})
        assert {result.verdict for name, result in results.items() if name != "dead"} == {"ok"}
    assert all("dead.linkworld" in hosts for hosts in asked)
    assert sum(map(len, asked)) < 2 * len(rows)


def test_links_of_the_coming_session_are_asked_every_night(nights: Begin) -> None:
    run = nights(_through("near", _PAGE))
    run.rl = _later(run.rl, datetime.timedelta(days=6))
    for _ in range(5):
        run.next(everything=False)
        assert [visit.host for visit in run.world.book.visits] == ["near.linkworld"]


def test_an_ignore_rule_holds_until_its_day_and_is_then_a_finding(nights: Begin) -> None:
    run = nights(_through("ignored", _GONE))
    rule = IgnoreRule(
        host="ignored.linkworld", reason="moves this week", until=NOW.date() + datetime.timedelta(1)
    )
    run.settings = PATIENT.model_copy(update={"ignore": (rule,)})
    for _ in range(2):
        assert run.next()["ignored"].verdict == "ignored"
        assert run.world.book.visits == []
    first, findings = run.next()["ignored"], run.report.findings
    assert (first.verdict, first.is_red) == ("gone", False)
    assert any("moves this week" in finding.message for finding in findings)
    assert run.next()["ignored"].is_red


def test_weeks_without_a_run_do_not_confirm(nights: Begin) -> None:
    run = nights(_through("rare", _GONE, *[_PAGE] * 30, _GONE))
    run.next()
    run.skip(30)
    later = run.next()["rare"]
    assert later.verdict == "gone"
    assert later.runs == 2


def test_what_two_registries_deny_is_red_at_once_and_what_one_says_takes_two_nights(nights: Begin) -> None:
    run = nights(
        link("no-doi", "not_registered", url="https://doi.org/10.5555/nobody.1"),
        link("withdrawn", "withdrawn", url="https://arxiv.org/abs/2401.00006"),
    )
    assert {name: result.is_red for name, result in run.next().items()} == {
        "no-doi": True,
        "withdrawn": False,
    }
    assert run.next()["withdrawn"].is_red


# A run that is ended --------------------------------------------------------------------


def test_a_run_that_is_interrupted_tells_what_it_has_heard_and_keeps_the_rest(nights: Begin) -> None:
    run = nights(_through("gone", _GONE), _through("silent", hang))

    def interrupt(result: LinkResult, number: int, of: int) -> None:
        if result.fresh:
            raise KeyboardInterrupt

    night = run.next(progress=interrupt)
    assert run.report.interrupted
    assert (night["gone"].verdict, night["silent"].verdict) == ("gone", "unchecked")
    assert run.next(progress=interrupt)["gone"].is_red


def test_a_run_that_is_killed_loses_nothing(nights: Begin, tmp_path: Path) -> None:
    run = nights(_through("gone", _GONE), _through("well", _PAGE))
    run.next()
    before = run.file.read_bytes()
    _killed_night(tmp_path, run.file)
    assert run.file.read_bytes() == before
    assert run.next()["gone"].is_red


def _killed_night(folder: Path, file: Path) -> None:
    """Begin a run in a process of its own, one link of which never answers; kill it after a result."""
    here = Path(__file__).parent
    own = folder / "killed"
    own.mkdir()
    command = [sys.executable, "-m", "linkworld.one_night", str(own), str(file)]
    environment = {**os.environ, "PYTHONPATH": str(here)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=here) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "heard\n"
        os.kill(process.pid, signal.SIGKILL)
        process.wait()


def _later(rl: ReadingList, time: datetime.timedelta) -> ReadingList:
    """The list with its sessions put off."""
    sessions = [
        session.model_copy(update={"date": session.date and session.date + time}) for session in rl.sessions
    ]
    return ReadingList(rl.readings.values(), course=rl.course, sessions=sessions)
