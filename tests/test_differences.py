"""What is different between two lists, and how that is told."""

from __future__ import annotations

import datetime
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from depth import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from readinglist import Link, Name, Reading, ReadingList, Session
from readinglist.cli import run
from readinglist.errors import UnknownFormatError
from readinglist.lists.differences import Differences, compare, render_differences
from readinglist.lists.differences.comparison import WORDS
from readinglist.lists.differences.report import schema
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


@settings(max_examples=examples(40), deadline=None)
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
        tables = [block for block in told.split("\n\n") if block.startswith("|")]
        assert len(tables) == 2
        assert all(len({line.count("|") for line in table.splitlines()}) == 1 for table in tables)


def test_the_json_has_its_published_form(rl: ReadingList) -> None:
    after = rl.remove("hennessy2019golden").replace_course(term=None)
    document = json.loads(render_differences(compare(rl.syllabus, after.syllabus), "json"))
    jsonschema.validate(document, schema())
    assert document["summary"] == {"removed": 1, "course": 1}


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
    assert capfd.readouterr().out == "Changes of the course (1)\n  term: Spring 2022 -> Fall 2026\n"
    assert run(["diff", "data", "data"]) == 0


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["nowhere"], "there is no list at 'nowhere', and it is no revision: there is no revision nowhere"),
        (["../elsewhere"], "name one branch, tag or commit"),
        (["a..b"], "name one branch, tag or commit"),
        (["--", "-x"], "'-x' is not a revision"),
        (["--", "--output=x"], "is not a revision"),
        ([""], "'' is not a revision"),
        (["\x1b[31m"], "is not a revision"),
        (["notes.txt"], "there is no list at 'notes.txt'"),
        (["empty"], "neither readings.bib nor schedule.toml is in this folder"),
        (["HEAD", "nowhere"], "there is no list at 'nowhere'"),
        (["-x"], "No such option"),
    ],
)
def test_what_is_neither_a_list_nor_a_revision_is_said_to_be_that(
    clone: Callable[..., None],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    arguments: list[str],
    why: str,
) -> None:
    (tmp_path / "notes.txt").write_text("notes")
    (tmp_path / "empty").mkdir()
    assert run(["diff", *arguments]) == 2
    out, err = capfd.readouterr()
    assert out == "" and why in err and "Traceback" not in err and "\x1b" not in err


def test_a_branch_may_have_the_name_of_a_folder_that_is_no_list(
    clone: Callable[..., None], tmp_path: Path
) -> None:
    clone("branch", "prüfung")
    (tmp_path / "prüfung").mkdir()
    assert run(["diff", "prüfung"]) == 0


def test_a_list_that_was_not_there_is_compared_as_an_empty_one(
    clone: Callable[..., None], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    clone("mv", "data", "lists")
    clone("commit", "-q", "-m", "second")
    clone("tag", "second")
    clone("rm", "-q", "-r", "lists")
    clone("commit", "-q", "-m", "third")
    assert run(["--data", "lists", "diff", "second", "HEAD", "--format", "json"]) == 1
    out, err = capfd.readouterr()
    assert json.loads(out)["summary"]["removed"] == 60
    assert "HEAD has no list at lists: it is compared as an empty one" in err
    assert run(["--data", "nowhere", "diff", "HEAD~2", "HEAD"]) == 2
    assert "neither HEAD~2 nor HEAD has a list at nowhere" in capfd.readouterr().err


def test_a_folder_that_was_renamed_is_the_same_list(clone: Callable[..., None]) -> None:
    clone("mv", "data", "lists")
    assert run(["--data", "lists", "diff", "main"]) == 0


def test_what_could_not_be_read_is_said_of_the_state_that_it_is_in(
    clone: Callable[..., None], capfd: pytest.CaptureFixture[str]
) -> None:
    good = Path("data/schedule.toml").read_text(encoding="utf-8")
    Path("data/schedule.toml").write_text(good.replace('"hennessy2019golden"', '"nobody"'), encoding="utf-8")
    clone("commit", "-q", "-a", "-m", "broken")
    clone("tag", "broken")
    Path("data/schedule.toml").write_text(good, encoding="utf-8")
    assert run(["diff", "broken"]) == 1
    err = capfd.readouterr().err
    assert "broken: " in err and "nobody: no reading has this citation key" in err
    assert "Not all of the list of broken could be read" in err
    assert run(["diff", "broken", "broken"]) == 1, "what was not read cannot be said to be the same"


def test_two_revisions_need_no_common_past(clone: Callable[..., None]) -> None:
    clone("checkout", "-q", "--orphan", "other")
    ReadingList.read("data").remove("hennessy2019golden").write()
    clone("commit", "-q", "-a", "-m", "other")
    clone("checkout", "-q", "main")
    assert run(["diff", "main", "other"]) == 1
    assert run(["diff", "other"]) == 2


def test_outside_of_a_repository_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], rl: ReadingList
) -> None:
    monkeypatch.chdir(tmp_path)
    ReadingList(rl, course=rl.course, sessions=rl.sessions).write("data")
    assert run(["diff", "main"]) == 2
    assert "not in a git repository" in capfd.readouterr().err


def test_a_list_in_a_submodule_is_compared_with_the_submodules_own_past(
    clone: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone("init", "-q", "-b", "trunk", "outer")
    told = ["-c", "protocol.file.allow=always", "-C", "outer", "submodule", "add", "-q"]
    clone(*told, f"file://{tmp_path}", "course")
    monkeypatch.chdir(tmp_path / "outer")
    ReadingList.read("course/data").replace("hennessy2019golden", note="mine").write()
    assert run(["--data", "course/data", "diff", "main"]) == 1
    assert run(["--data", "course/data", "diff", "trunk"]) == 2


def test_many_new_readings_are_folded_in_markdown(rl: ReadingList) -> None:
    told = render_differences(compare(ReadingList().syllabus, rl.syllabus), "markdown")
    assert "<details><summary>New readings (60)</summary>\n\n| reading | where |" in told
    assert told.count("<details>") == told.count("</details>") == 2
    assert "### Changes of the course" in told


def test_changes_of_one_reading_stand_together(rl: ReadingList) -> None:
    after = rl.replace("hennessy2019golden", title="新时代", note="n" * 90, publisher="ACM Press")
    assert render_differences(compare(rl.syllabus, after.syllabus)) == (
        "Changes in the records of readings (3)\n"
        "  hennessy2019golden, 新时代\n"
        "    title: A New Golden Age for Computer Architecture -> 新时代\n"
        "    publisher: now ACM Press\n"
        f"    note: now {'n' * 90}\n"
    )
