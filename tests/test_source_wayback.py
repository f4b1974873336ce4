"""The Wayback Machine: a copy of this very page or none, whatever the service answers."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from asker import FakeAsker, reply
from session_parts import FakeClock, session
from standin.archive import HOST, LIMITED, Archive, snapshot
from standin.server import serving

from readinglist.metadata.services.wayback import Copy, nearest
from readinglist.web.asking.answers import Answer

PAGE = "http://www.cs.berkeley.edu/~who/paper.pdf?v=1&w=a%20b"
DAY = datetime.date(2021, 3, 4)


def closest(**parts: Any) -> Answer:
    return reply({"archived_snapshots": {"closest": snapshot(PAGE, "20210301120000", **parts)}})


def test_the_copy_nearest_to_a_day_is_asked_for_and_given_by_https(tmp_path: Path) -> None:
    archive = Archive({PAGE: ["20100101000000", "20210301120000", "20260101000000"]})
    with serving({HOST: archive}) as stand_in, session(stand_in, FakeClock(), turns=tmp_path) as asker:
        near, latest = nearest(f"{PAGE}#page=3", DAY, asker), nearest(PAGE, None, asker)
        none = nearest("http://www.cs.berkeley.edu/other", DAY, asker)
    assert near.copy == Copy(f"https://web.archive.org/web/20210301120000/{PAGE}", datetime.date(2021, 3, 1))
    assert latest.copy is not None and latest.copy.taken == datetime.date(2026, 1, 1)
    assert (none.copy, none.asked) == (None, True)
    assert [dict(request.query) for request in stand_in.requests] == [
        {"url": PAGE, "timestamp": "20210304"},
        {"url": PAGE},
        {"url": "http://www.cs.berkeley.edu/other", "timestamp": "20210304"},
    ]


@pytest.mark.parametrize(
    "original",
    [
        PAGE.replace("http:", "https:"),
        PAGE.replace("www.", ""),
        PAGE.replace(".edu/", ".edu:80/"),
        PAGE.replace("%20", " "),
    ],
)
def test_another_spelling_of_the_same_page_will_do(original: str) -> None:
    answer = closest(url=f"http://web.archive.org/web/20210301120000/{original}")
    copy = nearest(PAGE, DAY, FakeAsker(answer)).copy
    assert copy is not None
    assert copy.address.startswith("https://web.archive.org/web/20210301120000/http")
    assert " " not in copy.address


@pytest.mark.parametrize(
    "parts",
    [
        {"url": "javascript:alert(1)//web.archive.org/web/20210301120000/" + PAGE},
        {"url": "https://web.archive.org.evil.net/web/20210301120000/" + PAGE},
        {"url": "https://evil.net/?https://web.archive.org/web/20210301120000/" + PAGE},
        {"url": "http://169.254.169.254/web/20210301120000/" + PAGE},
        {"url": "https://user:pw@web.archive.org/web/20210301120000/" + PAGE},
        {"url": "https://web.archive.org/web/20210301120000/https://evil.net/~who/paper.pdf"},
        {"url": "https://web.archive.org/web/20210301120000/javascript:alert(1)"},
        {"url": "https://web.archive.org/web/20219901120000/" + PAGE},
        {"url": "https://web.archive.org/web/*/" + PAGE},
        {"url": "http://[/web/20210301120000/" + PAGE},
        {"url": "https://web.archive.org/web/20210301120000/http://[::1/"},
        {"url": ["https://web.archive.org/"]},
        {"url": None},
        {"status": "404"},
        {"status": "302"},
        {"available": False},
        {"available": "yes"},
    ],
)
def test_what_is_no_good_copy_of_the_page_is_none(parts: dict[str, Any]) -> None:
    assert nearest(PAGE, DAY, FakeAsker(closest(**parts))).copy is None


@pytest.mark.parametrize(
    "answer",
    [
        reply("<html>Internet Archive: down for maintenance</html>"),
        reply("[" * 200_000),
        reply('{"archived_snapshots": ' + "1" * 5000 + "}"),
        reply({"archived_snapshots": []}),
        reply("{}"),
        reply("", 503),
        reply("{}", cut=True),
        reply("", None, problem="no network"),
    ],
)
def test_an_archive_that_cannot_be_asked_is_not_one_without_a_copy(answer: Answer) -> None:
    said = nearest(PAGE, DAY, FakeAsker(answer))
    assert (said.copy, said.asked) == (None, False)
    assert said.reason


def test_an_archive_that_wants_rest_is_left_alone_for_the_run(tmp_path: Path) -> None:
    clock = FakeClock()
    with serving({HOST: Archive({})}) as stand_in, session(stand_in, clock, turns=tmp_path) as asker:
        stand_in.fail(HOST, LIMITED, always=True)
        assert not any(nearest(f"{PAGE}{n}", DAY, asker).asked for n in range(5))
    assert stand_in.counts[HOST] <= 3
