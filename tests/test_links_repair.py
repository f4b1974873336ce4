"""What is proposed for a link that is dead or has moved: in which order, seen by whom, and how sure."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from asker import FakeAsker, reply
from session_parts import FakeClock, session
from standin import doi_org as doi_site
from standin.archive import HOST as ARCHIVE
from standin.archive import Archive
from standin.doi_org import DoiOrg
from standin.server import Request, serving

from readinglist.links.exchange import Opinion
from readinglist.links.link_identity import identify_link
from readinglist.links.repair import address_lookup, propose
from readinglist.links.results import LinkResult, LinkTarget, Repair, Use
from readinglist.links.targets import expected_at
from readinglist.links.verdicts import Verdict
from readinglist.model.links import reading_places
from readinglist.model.reading import Link, Reading
from readinglist.web.asking.answers import Answer

TODAY = datetime.date(2026, 11, 25)
DEAD = "http://rise.cs.berkeley.edu/papers/ray.pdf"
READING = Reading(
    key="moritz2018ray",
    title="Ray: A Distributed Framework for Emerging AI Applications",
    url=DEAD,
    links=(
        Link(url="http://rise.cs.berkeley.edu/slides/ray.pptx", label="Slides"),
        Link(url="http://www.usenix.org/conference/osdi18/presentation/moritz", label="Paper"),
    ),
    doi="10.1145/3282307",
    arxiv_id="1712.05889",
)
READINGS = {READING.key: READING}
ARXIV, DOI = "https://arxiv.org/abs/1712.05889", "https://doi.org/10.1145/3282307"
USENIX = "https://www.usenix.org/conference/osdi18/presentation/moritz"
COPY = f"https://web.archive.org/web/20200101000000/{DEAD}"


def target_of(
    url: str, *keys: str, field: str | None = None, date: datetime.date | None = None
) -> LinkTarget:
    """What is gathered of a link that the example reading gives."""
    place = next((place for place in reading_places(READING) if place.link.url == url), None)
    uses = [
        Use(key=key, field=field or (place.field if place else "url"), date=date)
        for key in keys or (READING.key,)
    ]
    name = identify_link(url)
    expected = {"expected": expected_at(place)} if place else {}
    return LinkTarget(url=url, name=name.name, identifier=name.identifier, uses=tuple(uses), **expected)


def result_of(url: str, verdict: Verdict = "gone", **parts: object) -> LinkResult:
    return LinkResult(url=url, verdict=verdict, reason="HTTP 404", **parts)


def kinds(repairs: tuple[Repair, ...]) -> list[tuple[str, str]]:
    return [(repair.kind, repair.address) for repair in repairs]


def seeing(verdicts: Mapping[str, Verdict] | None = None, fits: bool | None = None) -> object:
    """A look that finds everything there, but for what is named."""
    return lambda url: Opinion((verdicts or {}).get(url, "ok"), "seen", None, fits)


def archive(*stamps: str, url: str = DEAD) -> FakeAsker:
    api = Archive({url: stamps})

    def answer(asked: str, params: Mapping[str, str]) -> Answer:
        return reply(api(Request(0.0, ARCHIVE, "/wayback/available", params, {})).body)

    return FakeAsker(answer)


# --- dead links ---


def test_the_twins_of_a_dead_paper_come_before_its_copy() -> None:
    found = propose(
        result_of(DEAD), target_of(DEAD), READINGS, TODAY, session=archive("20200101000000"), look=seeing()
    )
    assert kinds(found) == [("arxiv", ARXIV), ("doi", DOI), ("open_access", USENIX), ("archive", COPY)]
    assert not any(repair.sure for repair in found)
    assert {repair.verdict for repair in found} == {"ok"}


def test_what_a_look_finds_dead_is_left_out_and_what_nobody_can_see_comes_last() -> None:
    look = seeing({ARXIV: "blocked", DOI: "not_registered"})
    found = propose(result_of(DEAD), target_of(DEAD), READINGS, TODAY, look=look)
    assert kinds(found) == [("open_access", USENIX), ("arxiv", ARXIV)]
    assert [repair.verdict for repair in found] == ["ok", "blocked"]


def test_a_twin_with_another_title_is_left_out() -> None:
    assert propose(result_of(DEAD), target_of(DEAD), READINGS, TODAY, look=seeing(fits=False)) == ()


def test_without_a_look_nothing_is_said_of_what_stands_there() -> None:
    found = propose(result_of(DEAD), target_of(DEAD), READINGS, TODAY)
    assert [repair.verdict for repair in found] == [None, None, None]


def test_slides_have_a_copy_and_no_twin() -> None:
    url = READING.links[0].url
    asker = archive("20200101000000", url=url)
    found = propose(result_of(url), target_of(url), READINGS, TODAY, session=asker)
    assert [repair.kind for repair in found] == ["archive"]


def test_a_further_link_is_not_replaced_by_one_that_the_reading_has() -> None:
    url = READING.links[1].url
    found = propose(result_of(url), target_of(url), READINGS, TODAY)
    assert kinds(found) == [("open_access", USENIX)]  # not the DOI and the preprint, which it shows anyway


def test_a_page_of_two_works_has_no_twin() -> None:
    shared = target_of(DEAD, READING.key, "other2018")
    assert propose(result_of(DEAD), shared, READINGS, TODAY) == ()


def test_a_doi_that_is_none_is_not_its_own_twin_and_has_no_copy() -> None:
    asker = archive("20200101000000", url=DOI)
    target = target_of(DOI, field="doi")._replace(expected=target_of(DEAD).expected)
    found = propose(result_of(DOI, "not_registered"), target, READINGS, TODAY, session=asker)
    assert [repair.kind for repair in found] == ["arxiv", "open_access"]
    assert asker.asked == []


def test_a_version_that_there_is_not_has_the_paper_itself_as_its_twin() -> None:
    url = f"{ARXIV}v9"
    target = target_of(url)._replace(expected=target_of(DEAD).expected)
    found = propose(result_of(url, "not_registered"), target, READINGS, TODAY)
    assert kinds(found)[0] == ("arxiv", ARXIV)


def test_a_withdrawn_paper_is_not_brought_back() -> None:
    asker = archive("20200101000000")
    found = propose(result_of(DEAD, "withdrawn"), target_of(DEAD), {}, TODAY, session=asker)
    assert (found, asker.asked) == ((), [])


@pytest.mark.parametrize(
    ("last_alive", "session_day", "asked"),
    [
        (datetime.date(2021, 3, 4), datetime.date(2022, 1, 24), "20210304"),
        (None, datetime.date(2022, 1, 24), "20220124"),
        (None, datetime.date(2027, 1, 24), "20261125"),
        (None, None, None),
    ],
)
def test_the_copy_is_that_of_the_day_on_which_the_page_was_right(
    last_alive: datetime.date | None, session_day: datetime.date | None, asked: str | None
) -> None:
    asker = archive("20200101000000", "20261120000000")
    target = target_of(DEAD, date=session_day)
    propose(result_of(DEAD, last_alive=last_alive), target, {}, TODAY, session=asker)
    assert [question.params.get("timestamp") for question in asker.asked] == [asked]


def test_a_copy_that_is_younger_than_the_death_says_so() -> None:
    asker = archive("20261120000000")
    dead = result_of(DEAD, "soft_404", last_alive=datetime.date(2021, 3, 4))
    (copy,) = propose(dead, target_of(DEAD), {}, TODAY, session=asker)
    assert "later than it was last seen alive (2021-03-04)" in copy.why


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.7/x.pdf",
        "http://wiki/x",
        "https://web.archive.org/web/2020/http://a.net/x",
        "slides/x.pdf",
    ],
)
def test_the_archive_is_not_told_of_what_it_cannot_have(url: str) -> None:
    asker = archive("20200101000000", url=url)
    assert propose(result_of(url), target_of(url), READINGS, TODAY, session=asker) == ()
    assert asker.asked == []


@pytest.mark.parametrize(
    "verdict", ["ok", "blocked", "timeout", "unsafe", "unchecked", "redirected_temporary"]
)
def test_what_is_neither_dead_nor_moved_is_left_alone(verdict: Verdict) -> None:
    asker = archive("20200101000000")
    result = result_of(DEAD, verdict, address="https://rise.cs.berkeley.edu/papers/ray.pdf")
    assert propose(result, target_of(DEAD), READINGS, TODAY, session=asker, look=seeing()) == ()
    assert asker.asked == []


def test_the_archive_is_asked_once_for_each_dead_link_over_the_wire(tmp_path: Path) -> None:
    with serving({ARCHIVE: Archive({DEAD: ["20200101000000"]})}) as stand_in:
        with session(stand_in, FakeClock(), turns=tmp_path) as asker:
            found = propose(result_of(DEAD), target_of(DEAD), {}, TODAY, session=asker)
            assert kinds(found) == [("archive", COPY)]
            stand_in.fail(ARCHIVE, lambda r: r._replace(body=b"<html>"), always=True)
            assert propose(result_of(DEAD + "x"), target_of(DEAD + "x"), {}, TODAY, session=asker) == ()
        assert stand_in.counts == {ARCHIVE: 2}


# --- redirects ---


def moved(old: str, new: str | None, fits: bool | None = None) -> Repair | None:
    def unasked(url: str) -> Opinion:
        raise AssertionError(f"{url} was seen when the link was followed")

    result = result_of(old, "redirected_permanent", address=new)
    found = propose(result, target_of(old, field="links"), {}, TODAY, look=unasked, fits=fits)
    return found[0] if found else None


def test_a_redirect_that_proves_itself_is_sure() -> None:
    repair = moved("http://a.net/x.html", "https://www.a.net/x.html")
    assert repair is not None and repair.sure
    assert (repair.kind, repair.address, repair.verdict) == ("redirect", "https://www.a.net/x.html", "ok")
    assert "for good" in repair.why


def test_any_other_redirect_is_sure_where_the_title_fits_and_else_for_a_person() -> None:
    for fits, sure in ((True, True), (None, False)):
        repair = moved("http://a.net/x.html", "https://a.net/publication/12", fits)
        assert repair is not None and repair.sure is sure


def test_a_place_in_the_page_is_kept() -> None:
    repair = moved("http://a.net/x.html#sec 3", "https://a.net/x.html")
    assert repair is not None and repair.address == "https://a.net/x.html#sec%203"


def test_a_redirect_to_another_work_is_not_proposed() -> None:
    assert moved("http://a.net/x.html", "https://a.net/y", False) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("http://a.net/x.html", None),
        ("http://a.net/x.html", "https://a.net/"),
        ("http://a.net/x.html", "javascript:alert(1)"),
        ("http://a.net/x.html", "http://127.0.0.1/x.html"),
        ("http://a.net/x.html", "https://a.net/login?to=x.html"),
        ("http://a.net/x.html", "https://a.net/x.html;jsessionid=1"),
        ("https://doi.org/10.1145/3282307", "https://dl.acm.org/doi/10.1145/3282307"),
        ("http://purl.org/net/x", "https://a.net/net/x"),
        ("https://arxiv.org/abs/1712.05889", "https://evil.net/abs/1712.05889"),
        ("https://A.net/x.html#part", "https://a.net/x.html"),
    ],
)
def test_a_redirect_that_is_no_new_address_is_not_proposed(old: str, new: str | None) -> None:
    assert moved(old, new, True) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [("https://a.net/x.html", "http://a.net/x.html"), ("https://bit.ly/x", "https://a.net/x.html")],
)
def test_a_way_down_to_http_or_out_of_a_short_name_is_for_a_person(old: str, new: str) -> None:
    repair = moved(old, new, True)
    assert repair is not None and not repair.sure


# --- looking ---


def test_a_look_asks_what_the_run_knows_then_registries_then_the_page_and_each_once(tmp_path: Path) -> None:
    pages: list[str] = []

    def page(url: str) -> Opinion:
        pages.append(url)
        return Opinion("blocked", "HTTP 403")

    known = [
        result_of("http://a.net/known", "gone"),
        result_of("http://a.net/old", "ok", fresh=False),
        result_of("http://a.net/unchecked", "unchecked"),
    ]
    service = DoiOrg({"10.1145/3282307": "Crossref"})
    with (
        serving({doi_site.HOST: service}) as stand_in,
        session(stand_in, FakeClock(), turns=tmp_path) as asker,
    ):
        look = address_lookup(known, asker, page, lambda: 0.0)
        for _ in range(2):
            assert look("http://a.net/known").verdict == "gone"
            assert look(DOI).verdict == "ok"
            assert look("https://doi.org/10.1145/none").verdict == "not_registered"
            for name in ("old", "unchecked", "new"):
                assert look(f"http://a.net/{name}").verdict == "blocked"
    assert pages == ["http://a.net/old", "http://a.net/unchecked", "http://a.net/new"]
    assert [request.path for request in stand_in.requests] == [
        "/doiRA/10.1145/3282307",
        "/doiRA/10.1145/none",
        "/api/handles/10.1145/none",
    ]


def test_looks_of_many_threads_at_one_address_are_one() -> None:
    pages: list[str] = []
    together = threading.Barrier(4)

    def page(url: str) -> Opinion:
        pages.append(url)
        return Opinion("ok", "seen")

    look = address_lookup((), FakeAsker(reply("")), page, lambda: 0.0)

    def looked(_: int) -> str:
        together.wait(timeout=10)
        return look("http://a.net/x").verdict

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(looked, range(4))) == ["ok"] * 4
    assert pages == ["http://a.net/x"]
