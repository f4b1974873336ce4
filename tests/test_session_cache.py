"""What is remembered, for how long, and that a broken memory stops nobody."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from depth import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import Loopback, loopback, redirect, reply
from session_parts import CROSSREF, FakeClock, session

import readinglist
from readinglist.web.asking.answers import Answer
from readinglist.web.asking.cache import ReplyCache

SOURCE = str(Path(readinglist.__file__).parent.parent)
DAY = 86400.0
FILE = "replies.sqlite3"


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback() as book:
        book.script["/a.example/a"] = reply('{"a": 1}', headers={"X-Kind": "k"})
        yield book


def answer_of(body: bytes = b"{}", asked: str = "https://a.example/a") -> Answer:
    return Answer(url=asked, asked=asked, retrieved="2026-11-01T00:00:00+00:00", status=200, body=body)


def test_a_reply_is_used_until_it_is_old(server: Loopback, tmp_path: Path) -> None:
    clock = FakeClock()
    with session(server, clock, cache=tmp_path) as asker:
        first = asker.get("https://a.example/a", params={"x": "1"})
        clock.time += 7 * DAY - 60
        second = asker.get("https://a.example/a?x=1")
        clock.time += 120
        third = asker.get("https://a.example/a", params={"x": "1"})
    assert second == first.model_copy(update={"from_cache": True})
    assert second.retrieved == first.retrieved < third.retrieved
    assert not third.from_cache
    assert len(server.arrivals) == 2


@pytest.mark.parametrize("status", [404, 410])
def test_that_there_is_nothing_is_remembered_for_a_shorter_time(
    server: Loopback, tmp_path: Path, status: int
) -> None:
    server.script["/a.example/a"] = reply("Resource not found.", status, content_type="text/plain")
    clock = FakeClock()
    with session(server, clock, cache=tmp_path) as asker:
        assert not asker.get("https://a.example/a").from_cache
        clock.time += DAY - 60
        assert asker.get("https://a.example/a").from_cache
        clock.time += 120
        assert not asker.get("https://a.example/a").from_cache


@pytest.mark.parametrize("status", [400, 401, 403, 429, 500, 503])
def test_failures_are_not_remembered(server: Loopback, tmp_path: Path, status: int) -> None:
    server.script["/a.example/a"] = reply("no", status)
    with session(server, FakeClock(), cache=tmp_path) as asker:
        asker.get("https://a.example/a")
    server.script["/a.example/a"] = reply("{}")
    with session(server, FakeClock(), cache=tmp_path) as asker:
        assert asker.get("https://a.example/a").text == "{}"


@pytest.mark.parametrize("status", [401, 403, 451])
def test_a_page_that_refuses_us_is_left_alone_for_a_day(
    server: Loopback, tmp_path: Path, status: int
) -> None:
    server.script["/a.example/a"] = reply("not for you", status)
    clock = FakeClock()
    with session(server, clock, cache=tmp_path) as asker:
        assert not asker.get("https://a.example/a", untrusted=True).from_cache
        assert asker.get("https://a.example/a", untrusted=True).from_cache
        clock.time += DAY + 60
        assert not asker.get("https://a.example/a", untrusted=True).from_cache


def test_a_page_in_place_of_data_is_not_remembered(server: Loopback, tmp_path: Path) -> None:
    server.script["/a.example/a"] = reply("<h1>Down</h1>", content_type="text/html; charset=utf-8")
    with session(server, FakeClock(), cache=tmp_path) as asker:
        for _ in range(2):
            answer = asker.get("https://a.example/a", headers={"Accept": "application/json"})
            assert (answer.from_cache, answer.status) == (False, 200)
        for expected in (False, True):
            answer = asker.get("https://a.example/a", headers={"Accept": "text/html"})
            assert answer.from_cache is expected


def test_half_a_record_is_not_remembered(server: Loopback, tmp_path: Path) -> None:
    with session(server, FakeClock(), cache=tmp_path) as asker:
        for _ in range(2):
            answer = asker.get("https://a.example/a", headers={"Accept": "application/json"}, limit=4)
            assert (answer.cut, answer.from_cache) == (True, False)


def test_a_file_that_another_program_holds_is_done_without(tmp_path: Path) -> None:
    notes: list[str] = []
    cache = ReplyCache(tmp_path / FILE, notes.append)
    cache.keep("k", answer_of(), 1.0)
    holder = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    assert cache.find("k") is None
    holder.execute("ROLLBACK")
    holder.close()
    assert cache.find("k") is not None
    assert notes == []
    cache.close()


def test_a_disk_that_is_full_is_noted_and_done_without(tmp_path: Path) -> None:
    notes: list[str] = []
    cache = ReplyCache(tmp_path / FILE, notes.append)
    assert cache._connection is not None
    cache._connection.execute("PRAGMA max_page_count = 8")
    cache.keep("k", answer_of(b"x" * 500_000), 1.0)
    assert "not kept" in notes[0]
    assert "full" in notes[0]
    assert cache.find("k") is None
    cache.forget("https://a.example/a")
    cache.close()


def test_what_turned_out_to_be_no_answer_can_be_forgotten(server: Loopback, tmp_path: Path) -> None:
    with session(server, FakeClock(), cache=tmp_path) as asker:
        answer = asker.get("https://a.example/a", params={"x": "1"})
        asker.forget(answer.asked)
        assert not asker.get("https://a.example/a", params={"x": "1"}).from_cache


def test_contacts_share_replies_and_kinds_of_content_do_not(server: Loopback, tmp_path: Path) -> None:
    server.script["/api.crossref.org/works/x"] = reply("{}")
    for contact in ("one@example.org", None):
        with session(server, FakeClock(), cache=tmp_path, contact=contact) as asker:
            asker.get(f"{CROSSREF}/works/x")
    assert len(server.arrivals) == 1
    with session(server, FakeClock(), cache=tmp_path) as asker:
        assert not asker.get(f"{CROSSREF}/works/x", headers={"Accept": "text/x"}).from_cache
    assert b"example.org" not in (tmp_path / FILE).read_bytes()


def test_a_cut_reply_serves_only_those_who_want_no_more(server: Loopback, tmp_path: Path) -> None:
    server.script["/a.example/a"] = reply("0123456789")
    with session(server, FakeClock(), cache=tmp_path) as asker:
        assert not asker.get("https://a.example/a", limit=5).from_cache
        shorter = asker.get("https://a.example/a", limit=3)
        assert (shorter.from_cache, shorter.body, shorter.cut) == (True, b"012", True)
        longer = asker.get("https://a.example/a")
        assert (longer.from_cache, longer.body, longer.cut) == (False, b"0123456789", False)


def test_offline_age_does_not_count_and_what_is_missing_is_said(server: Loopback, tmp_path: Path) -> None:
    server.script["/a.example/r"] = redirect("/a")
    clock = FakeClock()
    with session(server, clock, cache=tmp_path) as asker:
        asker.get("https://a.example/r")
    clock.time += 999 * DAY
    with session(server, clock, cache=tmp_path, offline=True) as asker:
        kept = asker.get("https://a.example/r")
        assert (kept.from_cache, kept.text, kept.url) == (True, '{"a": 1}', "https://a.example/a")
        missing = asker.get("https://a.example/b")
        assert (missing.status, missing.problem) == (None, "offline")
        assert asker.requests_made == 0
        assert not asker.no_network
    with session(server, clock, offline=True) as asker:
        assert asker.get("https://a.example/a").problem == "offline"


def test_an_old_reply_does_not_hide_that_a_service_is_down(server: Loopback, tmp_path: Path) -> None:
    clock = FakeClock()
    with session(server, clock, cache=tmp_path) as asker:
        asker.get("https://a.example/a")
        clock.time += 8 * DAY
        server.script["/a.example/a"] = reply("", 503)
        assert asker.get("https://a.example/a").problem == "a.example answered HTTP 503"


def test_a_reply_from_a_wrong_clock_is_not_used_for_years(server: Loopback, tmp_path: Path) -> None:
    clock = FakeClock()
    clock.time += 999 * DAY
    with session(server, clock, cache=tmp_path) as asker:
        asker.get("https://a.example/a")
    with session(server, FakeClock(), cache=tmp_path) as asker:
        assert not asker.get("https://a.example/a").from_cache


def foreign(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE replies (key TEXT)")
    connection.close()


def older(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA application_id = 1380712448")
        connection.execute("CREATE TABLE replies (key TEXT)")
    connection.close()


def without_columns(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE replies")
        connection.execute("CREATE TABLE replies (key TEXT)")
    connection.close()


def damaged(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(data)


DAMAGE = {
    "text": lambda path: path.write_text("this is no database, " * 500),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:5000]),
    "header only": lambda path: path.write_bytes(path.read_bytes()[:60]),
    "damaged": damaged,
    "foreign": lambda path: (path.unlink(), foreign(path)),
    "older": lambda path: (path.unlink(), older(path)),
    "without columns": without_columns,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_thrown_away_with_a_note(server: Loopback, tmp_path: Path, damage: object) -> None:
    with session(server, FakeClock(), cache=tmp_path) as asker:
        asker.get("https://a.example/a")
    damage(tmp_path / FILE)  # type: ignore[operator]
    with session(server, FakeClock(), cache=tmp_path) as asker:
        assert not asker.get("https://a.example/a").from_cache
        assert asker.get("https://a.example/a").from_cache
        assert any("thrown away" in note for note in asker.notes)
    with session(server, FakeClock(), cache=tmp_path) as asker:
        assert asker.get("https://a.example/a").from_cache
        assert asker.notes == ()


def test_an_empty_file_is_as_good_as_none(server: Loopback, tmp_path: Path) -> None:
    (tmp_path / FILE).touch()
    with session(server, FakeClock(), cache=tmp_path) as asker:
        asker.get("https://a.example/a")
        assert asker.get("https://a.example/a").from_cache
        assert asker.notes == ()


@pytest.mark.parametrize(
    "change",
    [
        "SET body = x'5b5d'",
        "SET head = '{}'",
        "SET head = 7",
        "SET stored = 'now'",
        "SET digest = NULL",
        "SET body = 'text'",
        "SET head = replace(head, '200', '\"x\"')",
    ],
)
def test_a_row_that_was_changed_by_others_is_not_believed(tmp_path: Path, change: str) -> None:
    cache = ReplyCache(tmp_path / FILE, pytest.fail)
    cache.keep("k", answer_of(), 1.0)
    assert cache.find("k") is not None
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute(f"UPDATE replies {change}")
    connection.close()
    assert cache.find("k") is None
    cache.close()


def test_a_folder_that_cannot_be_used_is_noted_and_stops_nobody(server: Loopback, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with session(server, FakeClock(), cache=tmp_path / "file" / "cache") as asker:
        assert asker.get("https://a.example/a").status == 200
        assert "replies are not kept" in asker.notes[0]


def test_a_file_that_may_not_be_written_is_noted(server: Loopback, tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with session(server, FakeClock(), cache=tmp_path) as asker:
        assert asker.get("https://a.example/a").status == 200
        assert "replies are not kept" in asker.notes[0]


@pytest.mark.skipif(os.name == "nt", reason="rights are kept otherwise there")
def test_nobody_else_may_read_it(server: Loopback, tmp_path: Path) -> None:
    with session(server, FakeClock(), cache=tmp_path / "new" / "cache") as asker:
        asker.get("https://a.example/a")
    assert stat.S_IMODE((tmp_path / "new" / "cache").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "new" / "cache" / FILE).stat().st_mode) == 0o600


def test_the_oldest_make_room(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path / FILE, pytest.fail, max_bytes=100_000)
    for number in range(40):
        cache.keep(str(number), answer_of(b"x" * 10_000), float(number))
    kept = [number for number in range(40) if cache.find(str(number))]
    assert kept == list(range(kept[0], 40))
    assert 7 <= len(kept) <= 10
    cache.keep("huge", answer_of(b"x" * 60_000), 99.0)
    assert cache.find("huge") is None
    assert cache.find("39") is not None
    cache.close()
    assert (tmp_path / FILE).stat().st_size < 200_000


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.binary(max_size=200)), max_size=12))
@settings(deadline=None, max_examples=examples(40))
def test_the_last_that_was_kept_is_what_is_found(kept: list[tuple[str, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        cache = ReplyCache(Path(folder) / FILE, pytest.fail)
        for number, (key, body) in enumerate(kept):
            cache.keep(key, answer_of(body), float(number))
        for key, body in dict(kept).items():
            found = cache.find(key)
            assert found is not None
            assert found.answer == answer_of(body).model_copy(update={"from_cache": True})
        cache.close()


def test_threads_share_it(server: Loopback, tmp_path: Path) -> None:
    server.script |= {f"/{n}.example/a": reply(f"[{n}]") for n in range(20)}
    with session(server, cache=tmp_path) as asker, ThreadPoolExecutor(8) as pool:
        urls = [f"https://{n}.example/a" for n in range(20)]
        assert [a.text for a in pool.map(asker.get, urls)] == [f"[{n}]" for n in range(20)]
        assert all(a.from_cache for a in pool.map(asker.get, urls))
        assert asker.notes == ()


WRITER = """
import sys
from pathlib import Path
from readinglist.web.asking.cache import ReplyCache
from readinglist.web.asking.answers import Answer

name = sys.argv[2]
cache = ReplyCache(Path(sys.argv[1]), sys.exit)
for number in range(60):
    asked = f"https://{name}.example/{number}"
    cache.keep(asked, Answer(url=asked, asked=asked, retrieved="", status=200, body=b"x" * 2000), 1.0)
    assert cache.find(asked)
"""


def test_processes_share_it(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": SOURCE}
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path / FILE), name], env=environment)
        for name in "abc"
    ]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    cache = ReplyCache(tmp_path / FILE, pytest.fail)
    assert all(cache.find(f"https://{name}.example/{number}") for name in "abc" for number in range(60))
    cache.close()
