"""What is different between two lists, and how that is told."""

from __future__ import annotations

import datetime
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readinglist import Link, Name, Reading, ReadingList, Session
from readinglist.cli import run
from readinglist.differences import Differences, compare, render_differences
from readinglist.differences.difference import WORDS
from readinglist.differences.report import schema
from readinglist.errors import UnknownFormatError
from readinglist.report import printable

HOSTILE = [
    "<script>alert(1)</script>",
    "a|b\n| c",
    "@everyone #1",
    "\x1b[31m",
    "{{ x }}",
    "](javascript:1)",
    "\u202e",
]


@pytest.fixture(scope="module")
def rl() -> ReadingList:
    return ReadingList.example()


def changed(before: ReadingList, after: ReadingList) -> list[tuple[str, str | None, str | None, str | None]]:
    found = compare(before.syllabus, after.syllabus)
    return [(d.kind, d.key or d.session, d.before, d.after) for d in found]


def kinds(before: ReadingList, after: ReadingList) -> dict[str, int]:
    return dict(compare(before.syllabus, after.syllabus).summary)


def test_a_list_is_not_different_from_itself(rl: ReadingList) -> None:
    assert compare(rl.syllabus, rl.syllabus) == ()
    assert render_differences(Differences()) == "Nothing is different.\n"


def test_a_new_reading_is_told_with_where_it_is_read(rl: ReadingList) -> None:
    after = rl.add(Reading(key="new2026", title="New"), week=3, level="optional")
    (only,) = compare(rl.syllabus, after.syllabus)
    assert (only.kind, only.key, only.title) == ("added", "new2026", "New")
    assert only.after is not None and only.after.startswith("week 3, Mon 7 Feb 2022")
    assert only.after.endswith("(optional)")


def test_a_reading_that_is_gone_is_told_once(rl: ReadingList) -> None:
    assert kinds(rl, rl.remove("hennessy2019golden")) == {"removed": 1}


def test_another_key_for_the_same_work_is_told_as_that(rl: ReadingList) -> None:
    old = rl.readings["genc2021gemmini"]
    new = Reading.model_validate({**dict(old), "key": "gemmini"})
    after = rl.remove(old.key).add(new, week=3, level="required")
    assert ("renamed", "gemmini", "genc2021gemmini", "gemmini") in changed(rl, after)
    assert kinds(rl, after) == {"renamed": 1}


def test_a_moved_reading_is_one_difference(rl: ReadingList) -> None:
    after = rl.unassign("hennessy2019golden", week=3).assign("hennessy2019golden", week=4, level="optional")
    (only,) = compare(rl.syllabus, after.syllabus)
    assert only.kind == "moved" and "week 3" in (only.before or "") and "week 4" in (only.after or "")


def test_one_session_more_and_one_less(rl: ReadingList) -> None:
    more = rl.assign("hennessy2019golden", week=4)
    assert kinds(rl, more) == {"assigned": 1}
    assert kinds(more, rl) == {"unassigned": 1}


def test_another_level_and_another_remark(rl: ReadingList) -> None:
    after = rl.assign("hennessy2019golden", week=3, level="required", locator="section 2")
    assert kinds(rl, after)["level"] == 1
    assert ("assignment", "hennessy2019golden", None, "section 2") in changed(rl, after)


def test_metadata_is_told_field_by_field(rl: ReadingList) -> None:
    after = rl.replace("hennessy2019golden", title="A New Age", author=(Name(family="Ada"),), abstract=None)
    told = [d for d in compare(rl.syllabus, after.syllabus) if d.kind == "metadata"]
    assert [(d.field, d.after) for d in told] == [("title", "A New Age"), ("author", "Ada")]
    assert told[0].before == "A New Golden Age for Computer Architecture"


def test_links_are_told_with_their_words(rl: ReadingList) -> None:
    after = rl.replace("hennessy2019golden", links=(Link(url="https://a.org/x", label="Code"),))
    assert ("metadata", "hennessy2019golden", None, "Code <https://a.org/x>") in changed(rl, after)


def test_a_session_is_recognised_on_another_day(rl: ReadingList) -> None:
    after = rl.replace_session(2, date=datetime.date(2022, 2, 9))
    (only,) = compare(rl.syllabus, after.syllabus)
    assert (only.kind, only.field, only.before, only.after) == ("session", "date", "2022-02-07", "2022-02-09")


def test_sessions_come_go_and_change_places(rl: ReadingList) -> None:
    sessions = list(rl.sessions)
    extra = Session(week=99, topic="Something Else")
    more = ReadingList(rl, course=rl.course, sessions=[*sessions, extra])
    assert kinds(rl, more) == {"session_added": 1} and kinds(more, rl) == {"session_removed": 1}
    swapped = ReadingList(rl, course=rl.course, sessions=[sessions[1], sessions[0], *sessions[2:]])
    assert kinds(rl, swapped) == {"session_moved": 1}


def test_the_course_is_compared_too(rl: ReadingList) -> None:
    assert changed(rl, rl.replace_course(term="Fall 2026")) == [("course", None, "Spring 2022", "Fall 2026")]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_differences_back_mirror_those_forth(rl: ReadingList, data: st.DataObject) -> None:
    after = rl
    for key in data.draw(st.lists(st.sampled_from(sorted(rl.readings)), max_size=5, unique=True)):
        change: Callable[[ReadingList], ReadingList] = data.draw(
            st.sampled_from(
                [
                    lambda r, key=key: r.remove(key),
                    lambda r, key=key: r.replace(key, note="other"),
                    lambda r, key=key: r.assign(key, week=7, level="optional"),
                ]
            )
        )
        after = change(after)
    mirror = {"added": "removed", "removed": "added", "assigned": "unassigned", "unassigned": "assigned"}
    forth, back = kinds(rl, after), kinds(after, rl)
    assert {mirror.get(kind, kind): number for kind, number in forth.items()} == back
    assert bool(forth) == (rl != after)


@pytest.mark.parametrize("format_", ["text", "markdown", "json"])
@pytest.mark.parametrize("text", HOSTILE)
def test_what_strangers_wrote_stays_text(rl: ReadingList, text: str, format_: str) -> None:
    after = rl.replace("hennessy2019golden", title=text).replace_session(2, topic=text)
    told = render_differences(compare(rl.syllabus, after.syllabus), format_)
    assert all(printable(line) == line for line in told.splitlines())
    if format_ == "markdown":
        assert "<script" not in told and "](java" not in told and "@everyone" not in told
        assert all(line.count("|") == 6 for line in told.splitlines() if line.startswith("|"))


def test_the_json_has_its_published_form(rl: ReadingList) -> None:
    after = rl.remove("hennessy2019golden").replace_course(term=None)
    document = json.loads(render_differences(compare(rl.syllabus, after.syllabus), "json"))
    jsonschema.validate(document, schema())
    assert document["summary"] == {"removed": 1, "course": 1}
    published = Path(compare.__code__.co_filename).parents[1] / "schemas" / "differences-1.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == schema(), "write the schema anew"


def test_every_kind_has_words_and_other_formats_are_refused() -> None:
    assert all(WORDS.values())
    with pytest.raises(UnknownFormatError, match="yaml"):
        render_differences(Differences(), "yaml")


# On the command line --------------------------------------------------------------------


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rl: ReadingList) -> Callable[..., None]:
    monkeypatch.chdir(tmp_path)

    def git(*arguments: str) -> None:
        told = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
        subprocess.run(told, cwd=tmp_path, check=True, capture_output=True)

    (tmp_path / "data").mkdir()
    ReadingList(rl, course=rl.course, sessions=rl.sessions).write(tmp_path / "data")
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    return git


def test_a_branch_is_compared_with_where_it_left(
    clone: Callable[..., None], capfd: pytest.CaptureFixture[str]
) -> None:
    clone("checkout", "-q", "-b", "mine")
    mine = ReadingList.read("data").replace("hennessy2019golden", note="mine")
    clone("checkout", "-q", "main")
    theirs = ReadingList.read("data").remove("williams2009roofline")
    theirs.write()
    clone("commit", "-q", "-a", "-m", "theirs")
    clone("checkout", "-q", "mine")
    mine = ReadingList.read("data").replace("hennessy2019golden", note="mine")
    mine.write()
    assert run(["diff", "main"]) == 1
    out = capfd.readouterr().out
    assert "hennessy2019golden" in out and "williams2009roofline" not in out
    assert run(["diff", "mine", "main", "--format", "json"]) == 1
    assert json.loads(capfd.readouterr().out)["summary"] == {"removed": 1}


def test_folders_are_compared_and_faults_are_said(
    clone: Callable[..., None], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    ReadingList.read("data").replace_course(term="Fall 2026").write(tmp_path / "new")
    assert run(["diff", "data", "new"]) == 1
    assert "Spring 2022 -> Fall 2026" in capfd.readouterr().out
    assert run(["diff", "data", "data"]) == 0
    for wrong in ("nowhere", "--", "a..b", "-x"):
        assert run(["diff", wrong]) == 2
    assert "Traceback" not in capfd.readouterr().err
