"""What services and links say of last term's list, against the stand-in of the services."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from standin.server import StandIn
from standin.world import World, stripped, world_served

from readinglist import Reading, ReadingList
from readinglist.cli import run
from readinglist.links.results import LinkReport, LinkResult, Use
from readinglist.lists.rollover.review import known_keys, review_links, review_works
from readinglist.metadata.resolve.resolution import Resolution, Resolved
from readinglist.metadata.services.registry import terms
from readinglist.metadata.services.service import Unavailable
from readinglist.web.asking.polite import PoliteSession


def link(verdict: str, **fields: Any) -> LinkResult:
    used = (Use(key="k", field="url"), Use(key="k", field="links"))
    return LinkResult.model_validate(
        {"url": "https://a.org/x", "verdict": verdict, "reason": "because", "used_by": used, **fields}
    )


def test_links_are_told_by_what_is_to_be_done_about_them() -> None:
    report = LinkReport(
        links=(
            link("gone", confirmed=True, since=date(2026, 11, 1)),
            link("soft_404"),
            link("redirected_permanent", address="https://b.org/"),
            link("ok"),
            link("blocked"),
        )
    )
    assert [(f.rule, f.level, f.key, f.message) for f in review_links(report)] == [
        ("rollover-dead", "warning", "k", "https://a.org/x: because"),
        ("rollover-doubtful", "info", "k", "https://a.org/x: because"),
        ("rollover-moved", "info", "k", "https://a.org/x: now https://b.org/"),
    ]


def test_without_a_network_nothing_is_said_of_links() -> None:
    (finding,) = review_links(LinkReport(links=(link("gone"),), offline=True))
    assert (finding.rule, finding.key) == ("rollover-unasked", None)


def test_a_version_is_superseded_by_a_later_one_alone() -> None:
    def entry(named: int | None, latest: int | None) -> Resolved:
        before = Reading(key="k", arxiv_id="1706.03762", arxiv_version=named)
        return Resolved(before=before, after=before, latest_version=latest, sources=("arxiv",))

    def rules(*entries: Resolved) -> list[str]:
        return [finding.rule for finding in review_works(Resolution(entries=entries))]

    assert rules(entry(2, 7)) == ["rollover-superseded"]
    assert rules(entry(7, 7), entry(None, 7), entry(2, None)) == []


def test_who_could_not_be_asked_is_named_and_nothing_is_known_of_the_reading() -> None:
    reading = Reading(key="k", arxiv_id="1706.03762")
    outcome = Unavailable(
        identifier=("arxiv", "1706.03762"), source="arxiv", address="https://a.org", reason="HTTP 503"
    )
    resolution = Resolution(entries=(Resolved(before=reading, after=reading, unavailable=(outcome,)),))
    assert [(f.rule, f.message) for f in review_works(resolution)] == [
        ("rollover-unasked", "arxiv: HTTP 503")
    ]
    assert known_keys(resolution) == frozenset()


# On the command line --------------------------------------------------------------------


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[World, StandIn]]:
    with world_served() as both:
        yield both


@pytest.fixture
def looked(
    served: tuple[World, StandIn], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> list[dict[str, Any]]:
    """A list in ./data that knows what a course page knows; what was asked of its links."""
    monkeypatch.chdir(tmp_path)
    served[1].mend()
    bib, schedule = stripped(served[0].truth)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "readings.bib").write_text(bib, encoding="utf-8")
    (tmp_path / "data" / "schedule.toml").write_text(schedule, encoding="utf-8")
    asked: list[dict[str, Any]] = []

    def open_session(settings: object, root: object = None, *, offline: bool = False) -> PoliteSession:
        return PoliteSession(
            terms=terms(),
            contact="staff@example.org",
            cache=tmp_path / "cache",
            base_urls=served[1].base_urls,
        )

    def check_links(rl: ReadingList, *keys: str, **options: Any) -> LinkReport:
        asked.append(options)
        return LinkReport(links=(link("gone", confirmed=True),))

    monkeypatch.setattr("readinglist.metadata.resolve.resolver.open_session", open_session)
    monkeypatch.setattr(ReadingList, "check_links", check_links)
    return asked


ASK = ("rollover", "Spring 2027", "--start", "2027-01-19", "--ask", "--quiet", "--format", "json")


def found(capfd: pytest.CaptureFixture[str]) -> dict[str, list[str | None]]:
    rules: dict[str, list[str | None]] = {}
    for finding in json.loads(capfd.readouterr().out)["findings"]:
        rules.setdefault(finding["rule"], []).append(finding["key"])
    return rules


def test_preprints_that_were_published_are_told_and_not_supposed(
    looked: list[dict[str, Any]], capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(list(ASK)) == 0
    rules = found(capfd)
    assert rules["rollover-published"]
    assert not {*rules["rollover-published"]} & {*rules.get("rollover-preprint", ())}
    assert rules["rollover-dead"] == ["k"]
    assert looked[0]["history"] is None, "where nothing is written, nothing is remembered"


def test_links_of_the_new_list_are_remembered_beside_it(
    looked: list[dict[str, Any]], capfd: pytest.CaptureFixture[str]
) -> None:
    assert run([*ASK, "--into", "new"]) == 0
    assert Path(looked[0]["history"]).resolve() == Path("new/readings.links.json").resolve()
    before = ReadingList.read("data")
    after = ReadingList.read("new")
    assert list(after) == list(before), "what was heard is told and not written"


def test_where_nobody_answers_the_list_is_put_on_its_dates_all_the_same(
    looked: list[dict[str, Any]], served: tuple[World, StandIn], capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> Resolution:
        reading = ReadingList.read("data").readings["kaplan2020scaling"]
        outcome = Unavailable(identifier=("arxiv", "1"), source="arxiv", address="", reason="no network")
        return Resolution(entries=(Resolved(before=reading, after=reading, unavailable=(outcome,)),))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ReadingList, "resolve", refuse)
        assert run([*ASK, "--into", "new"]) == 0
    rules = found(capfd)
    assert rules["rollover-unasked"] == [None] and "kaplan2020scaling" in rules["rollover-preprint"]
    assert ReadingList.read("new").course.term == "Spring 2027"
