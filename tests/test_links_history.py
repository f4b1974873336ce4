"""The history of links: what a line says, what two histories say together, what a hostile one can do."""

from __future__ import annotations

import datetime
import itertools
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from depth import examples
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from links_memory_sample import LOOKED, PAGE, day, look, memories, nights, remembered

from readinglist.links import history as module
from readinglist.links.assessment import remember
from readinglist.links.exchange import Observation
from readinglist.links.history import (
    KEPT_DAYS,
    LONGEST_LINE,
    MOST_BYTES,
    History,
    merge,
    parse,
    render,
    schema,
)
from readinglist.links.memory import (
    MOST_VERDICTS,
    WHOLE_DAYS,
    Memory,
    last_verdict,
    merge_memories,
    parse_verdicts,
    render_verdicts,
    stored_name,
)

TODAY = day(500)
HEADER = '[{"readinglist":"history of links","version":1}\n'
LINE = (
    ',{"name":"https://a.org/p.pdf","asked":"2026-11-01T02:15:00.000Z",'
    '"first":"2026-11-01","seen":"ok 2026-11-01"}'
)
TEXT = f"{HEADER}{LINE}\n]\n"

names = st.sampled_from(["https://a.org/", "https://b.org/ü", "doi:10.1145/1", "./slides.pdf"])
histories = st.lists(names.flatmap(lambda name: memories(name, most=6)), max_size=4).map(
    lambda found: History({memory.name: memory for memory in found})
)
patient = settings(deadline=None, max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])


def line(**fields: object) -> str:
    """A line of the file with some fields in another way; ``None`` leaves one out."""
    stated = {**json.loads(LINE[1:]), **fields}
    return "," + json.dumps({name: value for name, value in stated.items() if value is not None})


def rules(text: str, *, today: datetime.date = TODAY) -> list[str]:
    return [finding.rule for finding in parse(text, today=today).findings]


# Verdicts with their days ------------------------------------------------------------------


def test_verdicts_and_their_days_are_one_short_text() -> None:
    pairs = [(day(number * 14), "ok") for number in range(4)] + [(day(43), "gone"), (day(44), "gone")]
    assert render_verdicts(pairs[:-1], pairs[-1]) == "ok 2026-11-01+14*3 gone 2026-12-14+1"
    assert parse_verdicts("ok 2026-11-01+14*3 gone 2026-12-14+1") == tuple(pairs)


@given(st.sets(st.tuples(st.dates(day(0), day(400)), st.sampled_from(LOOKED)), min_size=1, max_size=40))
@patient
def test_the_newest_verdicts_come_back_as_they_were_written(pairs: set[Any]) -> None:
    ordered = sorted(pairs)
    for last in [pair for pair in ordered if pair[0] == ordered[-1][0]]:
        text = render_verdicts(pairs, last)
        assert len(text) <= 1000
        assert parse_verdicts(text)[-1] == last
        assert set(parse_verdicts(text)) == set(ordered[-MOST_VERDICTS:])
        assert last_verdict(text) == last[1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ok",
        "ok 2026-11-01 ",
        "ok  2026-11-01",
        "ok 2026-11-01+",
        "ok 2026-11-01+1+1",
        "ok 2026-11-01+0",
        "ok 2026-11-01+1*1",
        "ok 2026-11-01+1*99999999999999999999",
        "ok 2026-11-01+1*30",
        "ok 2026-02-30",
        "ok 9999-12-31+1",
        "ok 2026-11-02 gone 2026-11-01",
        "ok 2026-11-01 ok 2026-11-02",
        "fine 2026-11-01",
        "ignored 2026-11-01",
        "ok ٢٠٢٦-11-01",
    ],
)
def test_a_text_that_nobody_wrote_is_no_trail(text: str) -> None:
    with pytest.raises(ValueError):
        parse_verdicts(text)
    assert rules(f"{HEADER}{line(seen=text)}\n]\n") == ["broken-history"]


# One link ----------------------------------------------------------------------------------


def test_what_stood_there_is_remembered_while_it_is_alive() -> None:
    content = {"address": "https://a.org/q.pdf", "etag": '"5f3c"', "title": "A Paper", "digest": "0f"}
    found = remember(None, *look("redirected_permanent", **content))
    known = Observation("redirected_permanent", "https://a.org/q.pdf", '"5f3c"', "", "A Paper", "0f")
    assert found is not None and found.observation(day(1)) == known
    # What an error page says of itself is not what was there.
    gone = remember(found, *look("gone", 1, etag='"error"', title="Not found", digest="ee"))
    assert gone is not None and gone.observation(day(2)) == known
    unchanged = remember(gone, *look("ok", 2, etag='"5f3c"', unchanged=True))
    assert unchanged is not None and unchanged.observation(day(3)) == known._replace(verdict="ok")
    other = remember(
        unchanged, *look("ok", 3, title="Another", last_modified="Sun, 01 Nov 2026 02:15:00 GMT")
    )
    assert other is not None
    assert other.observation(day(4)) == Observation(
        "ok", None, "", "Sun, 01 Nov 2026 02:15:00 GMT", "Another", ""
    )


@pytest.mark.parametrize(
    "again",
    [
        {"unchanged": True},
        {"title": "A Paper"},
        {"title": "A Paper", "etag": '"y"'},
        {"digest": "0f", "etag": '"y"'},
    ],
)
def test_a_page_that_stays_the_same_is_judged_as_if_it_were_new_now_and_then(again: dict[str, Any]) -> None:
    memory = remember(None, *look("ok", etag='"x"', title="A Paper", digest="0f"))
    for number in range(1, WHOLE_DAYS):
        memory = remember(memory, *look("ok", number, **again))
        assert memory is not None
        known = memory.observation(day(number))
        assert (known.title, known.digest) == ("A Paper", "0f")
        assert known.etag == ('"x"' if "unchanged" in again else again.get("etag", ""))
    assert memory is not None and memory.observation(day(WHOLE_DAYS)) == Observation()
    new = remember(memory, *look("ok", WHOLE_DAYS, title="A Paper"))
    assert new is not None and new.observation(day(WHOLE_DAYS + 1)).title == "A Paper"


def test_a_file_whose_tag_is_the_same_need_not_be_read_again() -> None:
    memory = remember(None, *look("ok", etag='"x"', title="A Paper", digest="0f"))
    memory = remember(memory, *look("ok", 1, etag='"x"'))
    assert memory is not None
    assert memory.observation(day(2)) == Observation("ok", None, '"x"', "", "A Paper", "0f")


def test_a_page_that_has_changed_is_learnt_anew() -> None:
    memory = remember(None, *look("ok", title="A Paper", digest="0f"))
    memory = remember(memory, *look("ok", WHOLE_DAYS - 1, title="Another", digest="1f"))
    assert memory is not None and memory.observation(day(WHOLE_DAYS)).title == "Another"
    memory = remember(memory, *look("ok", WHOLE_DAYS))
    assert memory is not None and memory.observation(day(WHOLE_DAYS)) == Observation()


def test_nothing_is_remembered_of_content_where_nothing_was_read() -> None:
    assert remembered("ok", "gone").observation(day(2)) == Observation()
    assert History().observation(PAGE, day(0)) == Observation()


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        ({"etag": '"a"\r\nHost: evil.org'}, ""),
        ({"etag": "unquoted"}, ""),
        ({"etag": '"ü"'}, ""),
        ({"etag": f'"{"x" * 101}"'}, ""),
        ({"etag": 'W/"ok"'}, 'W/"ok"'),
    ],
)
def test_only_what_may_be_sent_back_is_kept(content: dict[str, str], kept: str) -> None:
    memory = remember(None, *look("ok", **content))
    assert memory is not None and memory.etag == kept


def test_beside_a_tag_the_time_of_a_change_is_not_kept() -> None:
    memory = remember(None, *look("ok", etag='"x"', last_modified="Sun, 01 Nov 2026 02:15:00 GMT"))
    assert memory is not None and (memory.etag, memory.modified) == ('"x"', "")


def test_what_is_too_long_is_left_out() -> None:
    memory = remember(None, *look("ok", address="https://a.org/" + "x" * 500, digest="f" * 65))
    assert memory is not None and not any(memory.content().values())


def test_what_does_not_fit_its_place_is_left_out_or_cut() -> None:
    strange = {
        "last_modified": "yesterday\r\n",
        "title": " A\u202e\x1b[31m Paper\n\ud800" + "\U0001f600" * 900,
        "digest": "../../etc",
        "address": "javascript:alert(1)",
    }
    memory = remember(None, *look("ok", **strange))
    assert memory is not None
    assert memory.title.startswith("A[31m Paper")
    assert (memory.modified, memory.digest, memory.to) == ("", "", "")
    assert parse(render(History({PAGE: memory})), today=TODAY).history.get(PAGE) == memory


@pytest.mark.parametrize(
    "name", ["", "https://a.org/" + "x" * 900, "a\x00b", "a\u202eb", "\ud800", "\U0001f600" * 99]
)
def test_a_link_with_a_strange_name_is_remembered_by_a_digest(name: str) -> None:
    memory = remember(None, *look("gone", name=name))
    assert memory is not None
    history = History().with_memories([memory])
    again = parse(render(history), today=TODAY).history
    assert again.get(name) == memory
    assert again.prune([name], day(200)) == history
    assert stored_name(name) == memory.name != name


def test_a_run_is_never_older_than_the_one_before() -> None:
    before = remembered("ok", "gone")
    after = remember(before, *look("gone", 0))
    assert after is not None
    assert after.asked == "2026-11-02T02:15:00.001Z"
    assert len(after.dead) == 2


def test_a_clock_that_was_never_set_does_no_harm() -> None:
    memory = remember(None, PAGE, datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC), Observation("ok"))
    assert memory is not None and memory.asked == "1990-01-01T00:00:00.000Z"


def test_time_is_kept_in_utc() -> None:
    zone = datetime.timezone(datetime.timedelta(hours=10))
    memory = remember(None, PAGE, datetime.datetime(2026, 11, 2, 3, 0, tzinfo=zone), Observation("ok"))
    assert memory is not None and memory.asked == "2026-11-01T17:00:00.000Z"


# As text -----------------------------------------------------------------------------------


@given(histories)
@patient
def test_a_history_comes_back_as_it_was_written(history: History) -> None:
    text = render(history)
    assert text.isascii()
    assert parse(text, today=TODAY) == (history, (), True)
    jsonschema.Draft202012Validator(schema()).validate(json.loads(text))


def test_the_bytes_do_not_depend_on_the_order_in_memory() -> None:
    found = [remembered("ok", "gone").model_copy(update={"name": name}) for name in ("b", "a", "c")]
    one, other = History().with_memories(found), History().with_memories(reversed(found))
    assert render(one) == render(other)
    assert [json.loads(row[1:])["name"] for row in render(one).splitlines()[1:-1]] == ["a", "b", "c"]


def test_an_ordinary_link_takes_no_more_than_250_bytes() -> None:
    name = "https://www.example.edu/~author/papers/attention.pdf"
    memory: Memory | None = None
    for number in range(0, 365, 14):
        content = {
            "etag": '"5f3c-5d2a9c3b"',
            "title": "Attention Is All You Need",
            "digest": "0123456789abcdef",
        }
        memory = remember(memory, *look("ok", number, name=name, **content))
    assert len(render(History().with_memories([memory])).splitlines()[1]) <= 250


def test_the_longest_line_that_is_written_is_read() -> None:
    memory: Memory | None = None
    longest = {"address": "https://a.org/" + "x" * 486, "etag": f'W/"{"x" * 100}"', "digest": "f" * 64}
    verdicts = itertools.cycle(("not_registered", "redirected_temporary", "redirected_permanent"))
    for number, verdict in zip(range(60), verdicts, strict=False):
        memory = remember(
            memory, *look(verdict, number * 3, name="é" * 133, title="\U0001f600" * 99, **longest)
        )
    for number in range(60, 95):
        memory = remember(
            memory, *look(("not_registered", "wrong_content")[number % 2], number * 3, name="é" * 133)
        )
    assert memory is not None and memory.to and memory.title and memory.etag
    history = History().with_memories([memory])
    assert 2500 < len(render(history).splitlines()[1]) <= LONGEST_LINE
    assert parse(render(history), today=TODAY) == (history, (), True)


@pytest.mark.parametrize("text", [TEXT.replace(":1}", ":2}"), TEXT.replace('"seen"', '"saw"'), "[]", "{}"])
def test_the_schema_refuses_what_is_no_history(text: str) -> None:
    assert not jsonschema.Draft202012Validator(schema()).is_valid(json.loads(text))


@pytest.mark.parametrize(
    "lay_out",
    [
        lambda text: json.dumps(json.loads(text), indent=2),
        lambda text: json.dumps(json.loads(text)),
        lambda text: json.dumps(json.loads(text), separators=(",", ":"), sort_keys=True),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\n\n" + text.replace("\n", "\n\n"),
        lambda text: text.replace("\n,", ",\n"),
    ],
)
def test_a_file_that_a_formatter_has_laid_out_anew_is_read(lay_out: Callable[[str], str]) -> None:
    parsed = parse(lay_out(TEXT), today=TODAY)
    assert parsed == (History({PAGE: remembered("ok")}), (), True)


# Together ----------------------------------------------------------------------------------


@given(memories(), memories(), memories())
@settings(parent=patient, max_examples=examples(200))
def test_memories_merge_in_any_order_and_any_number_of_times(a: Memory, b: Memory, c: Memory) -> None:
    assert merge_memories(a, b) == merge_memories(b, a)
    assert merge_memories(merge_memories(a, b), c) == merge_memories(a, merge_memories(b, c))
    assert merge_memories(a, a) == a
    assert merge_memories(merge_memories(a, b), b) == merge_memories(a, b)


@given(histories, histories, histories)
@patient
def test_histories_merge_in_any_order_and_any_number_of_times(a: History, b: History, c: History) -> None:
    assert merge(a, b) == merge(b, a)
    assert merge(merge(a, b), c) == merge(a, merge(b, c))
    assert merge(a, a) == a
    assert merge(merge(a, b), a) == merge(a, b)
    assert merge(a, History()) == a


def test_two_runs_from_one_history_lose_nothing_and_count_once() -> None:
    base = remembered("ok", "gone")
    one, other = remember(base, *look("gone", 2)), remember(base, *look("timeout", 3))
    assert one is not None and other is not None
    both = merge_memories(one, other)
    assert both.verdict == "timeout"
    assert [verdict for _, verdict in both.history] == ["ok", "gone", "gone", "timeout"]
    assert len(both.dead) == 2
    assert merge_memories(both, base) == both


def test_a_run_that_found_it_alive_outweighs_what_an_older_one_says() -> None:
    base = remembered("ok", "gone", "gone")
    alive, dead = remember(base, *look("ok", 5)), remember(base, *look("gone", 4))
    assert alive is not None and dead is not None
    both = merge_memories(dead, alive)
    assert (both.verdict, both.dead, both.since, both.confirmed) == ("ok", (), None, None)
    later = remember(dead, *look("gone", 6))
    assert later is not None
    both = merge_memories(later, alive)
    assert (both.dead_since, len(both.dead), both.confirmed) == (day(6), 1, None)
    for number in range(7, 50):
        both = remember(both, *look("gone", number)) or both
    assert both.dead_since == day(6)


def test_what_stood_there_is_not_lost_to_a_night_that_saw_nothing() -> None:
    alive = remember(None, *look("ok", etag='"x"', title="A Paper"))
    dead = remember(None, *look("gone", 1))
    assert alive is not None and dead is not None
    assert merge_memories(dead, alive).observation(day(2)).title == "A Paper"


def test_the_latest_of_many_dead_runs_are_kept() -> None:
    base = remembered("ok")
    one, other = base, base
    for number in range(1, 41):
        if number % 2:
            one = remember(one, *look("gone", number)) or one
        else:
            other = remember(other, *look("gone", number)) or other
    both = merge_memories(one, other)
    assert len(both.dead) == MOST_VERDICTS
    assert both.dead[-1] == both.asked > both.dead[0]
    assert both.dead_since == day(1)


def test_how_long_a_link_is_dead_is_known_beyond_the_runs_that_are_kept() -> None:
    last = nights("ok", *["gone"] * (MOST_VERDICTS + 20))[-1]
    assert last.since == day(1)
    assert last.last_alive == day(0)
    assert last.runs == MOST_VERDICTS == len(last.history)


# Links that nobody names any more ------------------------------------------------------------


def test_links_that_left_the_list_are_forgotten_after_a_while() -> None:
    history = History().with_memories([remembered("ok")])
    assert len(history.prune([], day(KEPT_DAYS))) == 1
    assert len(history.prune([], day(KEPT_DAYS + 1))) == 0
    assert len(history.prune([PAGE], day(10 * KEPT_DAYS))) == 1


def test_no_more_links_are_kept_than_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_LINKS", 2)
    found = [remember(None, *look("ok", number, name=f"n{number}")) for number in range(4)]
    history = History().with_memories(found)
    assert set(history.prune([], day(4)).links) == {"n2", "n3"}
    assert set(history.prune(["n0"], day(4)).links) == {"n0", "n3"}
    parsed = parse(render(history), today=TODAY)
    assert len(parsed.history) == 2
    assert "more than 2 links" in parsed.findings[0].message
    assert parse(render(parsed.history), today=TODAY) == (parsed.history, (), True)


# What nobody vetted --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "bad",
    [
        line(name=""),
        line(name="a\nb"),
        line(name="a\x1b[2Jb"),
        line(name="x" * 801),
        line(name=5),
        line(name=None),
        line(asked=None),
        line(asked=1),
        line(asked="2026-11-01"),
        line(asked="2026-13-01T02:15:00.000Z"),
        line(asked="2026-11-01T02:15:00.000+01:00"),
        line(asked="1989-11-01T02:15:00.000Z", seen="ok 1989-11-01", first=None),
        line(first="1989-11-01"),
        line(first="2026-11-01T00:00:01"),
        line(first=20260101),
        line(seen="ok 2026-11-02"),
        line(seen=["ok"]),
        line(alive="2026-10-31T02:15:00.000Z"),
        line(since="2026-11-01"),
        line(dead=["2026-11-01T02:15:00.000Z"]),
        line(seen="gone 2026-11-01", dead=["2026-11-01T02:15:00.000Z"] * 2),
        line(seen="gone 2026-11-01", dead=["2026-11-01T02:15:00.001Z"]),
        line(seen="gone 2026-11-01", dead=["2026-10-01T02:15:00.000Z"] * 31),
        line(seen="gone 2026-11-01", dead="2026-11-01T02:15:00.000Z"),
        line(seen="gone 2026-11-01", alive="2026-11-01T02:15:00.000Z"),
        line(etag="x"),
        line(etag='"x\r\ny"'),
        line(etag='"x"\n'),
        line(modified="Sun, 01 Nov 2026 02:15:00 GMT\n"),
        line(modified="never"),
        line(to="file:///etc/passwd"),
        line(to="https://a.org/\r\n"),
        line(title="a\u2028b"),
        line(title="x" * 401),
        line(digest="../x"),
        line(read="2026-11-01", title="x"),
        line(read="2026-10-01"),
        line(strange=1, etag="x"),
        ',{"name":"https://a.org/p.pdf"',
        ',["https://a.org/p.pdf"]',
        ",null",
        ',{"name":"\\ud800","asked":"2026-11-01T02:15:00.000Z","seen":"ok 2026-11-01"}',
        "," + "[" * 2000,
        ',{"strange":' + "[" * 1500 + "]" * 1500 + "}",
        "," + "9" * 4000,
        "," + "x" * 5000,
        line().replace("}", " " * 5000 + "}"),
        "\x00",
        "../../etc/passwd",
    ],
    ids=itertools.count(),
)
def test_a_line_that_is_not_understood_is_left_out_alone(bad: str) -> None:
    good = line(name="https://b.org/")
    parsed = parse(f"{HEADER}{bad}\n{good}\n]\n", today=TODAY)
    assert set(parsed.history.links) == {"https://b.org/"}
    assert [(finding.rule, finding.level, finding.line) for finding in parsed.findings] == [
        ("broken-history", "warning", 2)
    ]
    assert parsed.findings[0].message.isprintable()
    assert len(parsed.findings[0].message) < 400
    assert parsed.writable


def test_a_field_that_is_not_known_is_left_out_with_a_finding() -> None:
    parsed = parse(f"{HEADER}{line(colour='red', **{'::error::': 1})}\n]\n", today=TODAY)
    assert parsed.history == History({PAGE: remembered("ok")})
    assert [finding.rule for finding in parsed.findings] == ["broken-history"]
    assert "::error::, colour" in parsed.findings[0].message
    assert parsed.writable


@pytest.mark.parametrize(
    "later",
    [
        {"asked": "2028-03-18T02:15:00.000Z", "seen": "ok 2028-03-18"},
        {"asked": "9999-12-31T23:59:59.999Z", "seen": "ok 9999-12-31"},
        {"first": "2028-03-18"},
        {"seen": "gone 2026-11-01", "since": "2028-03-18"},
        {"seen": "gone 2026-11-01", "confirmed": "2028-03-18"},
    ],
)
def test_what_is_yet_to_come_is_not_believed(later: dict[str, str]) -> None:
    assert datetime.date(2028, 3, 16) - TODAY == datetime.timedelta(days=1)
    text = f"{HEADER}{line(**later)}\n]\n"
    parsed = parse(text, today=TODAY)
    assert (len(parsed.history), len(parsed.findings)) == (0, 1)
    assert "yet to come" in parsed.findings[0].message


def test_a_clock_may_be_a_day_ahead() -> None:
    assert rules(TEXT, today=day(-1)) == []
    assert rules(TEXT, today=day(-2)) == ["broken-history"]


def test_many_bad_lines_make_few_findings() -> None:
    parsed = parse(HEADER + ",x\n" * 1000 + "]\n", today=TODAY)
    assert len(parsed.findings) == 6
    assert parsed.findings[-1].message.startswith("995 more lines")


@pytest.mark.parametrize("base", ["", "||||||| merge_memories common ancestors\n" + LINE + "\n"])
def test_both_sides_of_a_conflict_are_taken(base: str) -> None:
    one = render(History().with_memories([remembered("ok", "gone")])).splitlines()[1]
    other = render(History().with_memories([remembered("ok", "timeout", "gone")])).splitlines()[1]
    text = f"{HEADER}<<<<<<< HEAD\n{one}\n{base}=======\n{other}\n>>>>>>> night\n{line(name='https://b.org/')}\n]\n"
    parsed = parse(text, today=TODAY)
    assert set(parsed.history.links) == {PAGE, "https://b.org/"}
    memory = parsed.history.get(PAGE)
    assert memory is not None and len(memory.dead) == 2
    assert [(finding.rule, finding.line) for finding in parsed.findings] == [("history-conflict", 2)]
    assert parsed.writable
    assert rules(render(parsed.history)) == []


def test_a_conflict_over_the_whole_file_is_taken_too() -> None:
    text = f"<<<<<<< HEAD\n{TEXT}=======\n{HEADER}{line(name='https://b.org/')}\n]\n>>>>>>> night\n"
    parsed = parse(text, today=TODAY)
    assert set(parsed.history.links) == {PAGE, "https://b.org/"}
    assert [finding.rule for finding in parsed.findings] == ["history-conflict"]


def test_git_merges_the_nights_of_two_branches_by_lines(tmp_path: Path) -> None:
    def git(*args: str) -> None:
        who = ["-c", "user.name=A", "-c", "user.email=a@a.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *who, *args], cwd=tmp_path, check=True, capture_output=True)

    def commit(verdict: Any, number: int) -> History:
        path = tmp_path / "readings.links.json"
        known = parse(path.read_text(), today=TODAY).history if path.exists() else History()
        found = [
            remember(known.get(name), *look(verdict, number, name=name))
            for name in ("a", "b", f"new{number}")
        ]
        path.write_text(render(known.with_memories(found)))
        git("add", ".")
        git("commit", "-m", "night")
        return known.with_memories(found)

    (tmp_path / ".gitattributes").write_text("readings.links.json merge=union\n")
    git("init", "-b", "main")
    commit("ok", 0)
    git("checkout", "-b", "other")
    other = commit("gone", 1)
    git("checkout", "main")
    one = commit("gone", 2)
    git("merge", "other")
    parsed = parse((tmp_path / "readings.links.json").read_text(), today=TODAY)
    assert parsed == (merge(one, other), (), True)


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        (TEXT.replace('"version":1', '"version":2'), "foreign-history", "version 2"),
        (
            f"<<<<<<< a\n{TEXT}=======\n{TEXT.replace(':1}', ':3}')}>>>>>>> b\n",
            "foreign-history",
            "version 3",
        ),
        (TEXT.replace('"version":1', '"version":0'), "broken-history", "does not begin"),
        (TEXT.replace('"version":1', '"version":true'), "broken-history", "does not begin"),
        (TEXT.replace('"version":1', '"version":"1"'), "broken-history", "does not begin"),
        (TEXT.replace('"version":1', f'"version":{"9" * 5000}'), "broken-history", "does not begin"),
        (TEXT.replace("history of links", "lock"), "broken-history", "does not begin"),
        (LINE, "broken-history", "does not begin"),
        ('{"version": 1, "entries": {}}', "broken-history", "does not begin"),
        ("@book{a, title = {B}}", "broken-history", "does not begin"),
        ("[" * 100_000, "broken-history", "does not begin"),
        ("\x00" * 100, "broken-history", "does not begin"),
    ],
)
def test_a_file_that_is_no_history_is_not_written_over(text: str, rule: str, words: str) -> None:
    parsed = parse(text, today=TODAY, file="readings.links.json")
    assert (len(parsed.history), parsed.writable) == (0, False)
    assert [(finding.rule, finding.level, finding.file) for finding in parsed.findings] == [
        (rule, "error", "readings.links.json")
    ]
    assert words in parsed.findings[0].message


def test_a_text_without_end_is_not_read() -> None:
    parsed = parse(TEXT + " " * MOST_BYTES, today=TODAY)
    assert (len(parsed.history), parsed.writable) == (0, False)
    assert "larger than 64 MiB" in parsed.findings[0].message


@pytest.mark.parametrize("text", ["", "\n", f"{HEADER}]\n"])
def test_an_empty_history_is_one(text: str) -> None:
    assert parse(text, today=TODAY) == (History(), (), True)


scraps = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    [
        TEXT,
        HEADER,
        LINE,
        "]\n",
        "\n",
        ",",
        '"seen":',
        "<<<<<<< a\n",
        "=======\n",
        "{",
        "}",
        "\\u0000",
        "1e999",
    ]
)


@given(st.lists(scraps, max_size=8).map("".join))
@example("[" * 100_000)
@settings(deadline=None, max_examples=examples(300))
def test_no_text_does_harm(text: str) -> None:
    parsed = parse(text, today=TODAY)
    assert parse(render(parsed.history), today=TODAY).history == parsed.history
    assert all(finding.message.isprintable() for finding in parsed.findings)


@given(st.data())
@settings(deadline=None, max_examples=examples(200))
def test_whatever_a_line_says_what_is_read_can_be_merged_and_carried_on(data: st.DataObject) -> None:
    stamps = st.sampled_from(
        ["2026-11-01T02:15:00.000Z", "2026-11-01T02:15:00.001Z", "2026-11-02T00:00:00.000Z"]
    )
    days = st.sampled_from(["2026-10-31", "2026-11-01", "2026-11-02"])
    seen = st.sampled_from(
        ["ok 2026-11-01", "gone 2026-11-01", "ok 2026-10-31 withdrawn 2026-11-01", "ok 2026-11-02"]
    )
    rows = st.fixed_dictionaries(
        {"name": st.just(PAGE), "asked": stamps, "seen": seen},
        optional={
            "alive": stamps,
            "first": days,
            "since": days,
            "confirmed": days,
            "dead": st.lists(stamps, max_size=2),
            "read": days,
            "title": st.sampled_from(["A", "B"]),
        },
    )
    text = HEADER + "".join(f",{json.dumps(row)}\n" for row in data.draw(st.lists(rows, max_size=6)))
    memory = parse(text, today=TODAY).history.get(PAGE)
    if memory is not None:
        assert merge_memories(memory, memory) == memory
        found = remember(memory, *look("ok", 3))
        assert found is not None and (found.verdict, found.dead, found.since) == ("ok", (), None)
