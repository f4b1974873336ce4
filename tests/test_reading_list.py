"""The list as a value: looked up, filtered, changed, and saved."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest

from readinglist import (
    ChangedOnDiskError,
    Course,
    FileError,
    MissingFileError,
    Reading,
    ReadingList,
    Session,
    UnknownFormatError,
    UnknownKeyError,
    UsageError,
)

DATA = Path(__file__).parents[1] / "data"
BIB = """\
@article{one2020a, title = {One}, author = {One, A.}, journal = {J}, year = 2020}

@misc{two2021b,
  title = {Two},
}
"""
SCHEDULE = """\
# The course.
[course]
title = "Course"
timezone = "America/Los_Angeles"

[[session]]
week = 1
date = 2022-01-24
topic = "First"   # a remark
required = ["one2020a"]

[[session]]
week = 2
date = 2022-01-31
topic = "Second"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "readings.bib").write_text(BIB, encoding="utf-8", newline="")
    (tmp_path / "schedule.toml").write_text(SCHEDULE, encoding="utf-8", newline="")
    return tmp_path


def texts(folder: Path) -> tuple[str, str]:
    return tuple((folder / name).read_bytes().decode() for name in ("readings.bib", "schedule.toml"))  # type: ignore[return-value]


def test_looking_up(folder: Path) -> None:
    rl = ReadingList.read(folder)
    assert (rl.course.title, len(rl), len(rl.sessions), len(rl.weeks)) == ("Course", 2, 2, 2)
    assert rl.readings["ONE2020A"] is rl.readings["one2020a"]
    assert [reading.key for reading in rl] == list(rl.readings) == ["one2020a", "two2021b"]
    assert [a.reading.key for a in rl.week(1).required] == ["one2020a"]
    assert [reading.key for reading in rl.unscheduled] == ["two2021b"]
    with pytest.raises(UnknownKeyError, match="Did you mean two2021b"):
        rl.readings["two2021"]
    with pytest.raises(UsageError, match="no week 7; the list has weeks 1, 2"):
        rl.week(7)


@pytest.mark.parametrize(
    ("day", "topic"),
    [("2021-12-31", "First"), ("2022-01-24", "First"), ("2022-01-25", "Second"), ("2022-02-01", None)],
)
def test_the_current_session_is_the_next_one(folder: Path, day: str, topic: str | None) -> None:
    session = ReadingList.read(folder).current(on=datetime.date.fromisoformat(day))
    assert (session.topic if session else None) == topic


def test_a_bib_alone_is_placed_by_its_fields(tmp_path: Path) -> None:
    path = tmp_path / "x.bib"
    path.write_text(
        "@misc{a, week = 2, level = {required}}\n@misc{b, week = {1}}\n@misc{c}\n@misc{d, week = {soon}}\n"
        "@misc{e, week = 2, level = {must}}\n"
    )
    rl = ReadingList.read(path)
    assert [week.number for week in rl.weeks] == [1, 2]
    assert [a.reading.key for a in rl.week(2).required] == ["a"]
    assert [a.reading.key for a in rl.week(1).readings] == ["b"]
    assert [r.key for r in rl.unscheduled] == ["c", "d"]
    assert [(f.line, f.key, f.field) for f in rl.findings] == [(4, "d", "week"), (5, "e", "level")]


def test_selection_keeps_what_fits() -> None:
    rl = ReadingList.example()
    assert len(rl.select(week=3, level="required")) == 4
    assert {r.type for r in rl.select(type="article-journal")} == {"article-journal"}
    assert [s.week for s in rl.select(type="post-weblog").sessions] == [4, 14]
    assert len(rl.select(tag="nothing")) == 0
    with pytest.raises(UsageError, match="level"):
        rl.select(level="mandatory")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="no week 77"):
        rl.select(week=77)


def test_an_export_names_what_it_does_not_know(folder: Path) -> None:
    rl = ReadingList.read(folder)
    with pytest.raises(UnknownFormatError, match="known are: bibtex, markdown, json, csl-json, html"):
        rl.export("docx")
    with pytest.raises(UsageError, match="has no option 'colour'"):
        rl.export("bibtex", colour=True)


@pytest.mark.parametrize("format", ["bibtex", "markdown", "json", "csl-json", "html"])
def test_the_same_list_gives_the_same_bytes(format: str) -> None:
    first, second = (ReadingList.read(DATA).export(format) for _ in range(2))
    assert first == second
    assert ReadingList().export(format) == ReadingList().export(format)


def test_nothing_changed_is_nothing_written(folder: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    rl = ReadingList.read(folder)
    rl.write()
    rl.write(folder)
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_one_field_is_one_line(folder: Path) -> None:
    rl = ReadingList.read(folder).replace("two2021b", title="Two, Revised")
    rl.write()
    assert texts(folder) == (BIB.replace("{Two}", "{Two, Revised}"), SCHEDULE)
    rl.write()  # saving twice is saving once
    assert texts(folder) == (BIB.replace("{Two}", "{Two, Revised}"), SCHEDULE)
    assert ReadingList.read(folder) == rl


def test_a_new_reading_goes_into_both_files(folder: Path) -> None:
    new = Reading(key="new2022c", title="New", type="webpage", url="https://x.org")
    rl = ReadingList.read(folder).add(new, week=2, level="optional")
    rl.write()
    bib, schedule = texts(folder)
    assert bib.startswith(BIB) and "@online{new2022c," in bib
    assert schedule.startswith(SCHEDULE) and "new2022c" in schedule
    assert ReadingList.read(folder).week(2).optional[0].reading.title == "New"


def test_assignments_change_in_place(folder: Path) -> None:
    rl = ReadingList.read(folder)
    moved = rl.assign("one2020a", week=1, level="optional", note="Skim").assign(
        "two2021b", session=1, level="required"
    )
    moved.write()
    again = ReadingList.read(folder)
    assert again == moved
    assert [(a.level, a.note) for a in again.week(1).assignments] == [("optional", "Skim")]
    assert "# a remark" in texts(folder)[1] and texts(folder)[0] == BIB
    gone = again.unassign("two2021b", week=2).remove("one2020a")
    gone.write()
    assert ReadingList.read(folder).assignments == ()
    assert list(ReadingList.read(folder).readings) == ["two2021b"]


def test_a_change_that_cannot_be_meant_is_refused(folder: Path) -> None:
    rl = ReadingList.read(folder)
    for call in (
        lambda: rl.replace("one2020a", key="other"),
        lambda: rl.replace("one2020a", doi="no doi"),
        lambda: rl.replace("one2020a", colour="red"),
        lambda: rl.add(Reading(key="ONE2020A")),
        lambda: rl.assign("one2020a", week=1, session=0),
        lambda: rl.assign("one2020a", week=9),
        lambda: rl.replace_session(5, topic="x"),
        lambda: rl.replace_session(0, week="soon"),
        lambda: rl.replace_course(colour="red"),
        lambda: ReadingList([Reading(key="a"), Reading(key="A")]),
    ):
        with pytest.raises(UsageError):
            call()
    assert rl == ReadingList.read(folder)


def test_somebody_elses_change_is_not_overwritten(folder: Path) -> None:
    rl = ReadingList.read(folder).replace("two2021b", title="Mine").replace_session(0, topic="Mine")
    other = SCHEDULE.replace("First", "Theirs")
    (folder / "schedule.toml").write_text(other, encoding="utf-8", newline="")
    with pytest.raises(ChangedOnDiskError, match=r"schedule\.toml"):
        rl.write()
    assert texts(folder) == (BIB, other)


def test_a_list_is_never_written_over_another(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ChangedOnDiskError):
        ReadingList.example().write(folder)
    assert texts(folder) == (BIB, SCHEDULE)
    with pytest.raises(UsageError, match="where to write"):
        ReadingList().write()


def test_a_list_can_move_to_a_new_folder(folder: Path, tmp_path: Path) -> None:
    rl = ReadingList.read(folder)
    rl.write(tmp_path / "deep" / "copy")
    assert texts(tmp_path / "deep" / "copy") == (BIB, SCHEDULE)
    rl.write(tmp_path / "deep" / "copy")


def test_a_list_made_in_memory_is_written_whole(tmp_path: Path) -> None:
    reading = Reading(key="a2020b", title="GPipe", type="webpage")
    rl = ReadingList([reading], course=Course(title="C"), sessions=[Session(week=1, topic="T")])
    rl = rl.assign("a2020b", week=1, level="required")
    rl.write(tmp_path / "new")
    again = ReadingList.read(tmp_path / "new")
    assert not again.findings
    assert again.course == rl.course
    assert again.week(1).required[0].reading.title == "GPipe"


def test_a_bib_alone_cannot_hold_a_schedule(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="write the list into a folder"):
        ReadingList.read(folder).write(tmp_path / "alone.bib")
    assert not (tmp_path / "alone.bib").exists()


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_encodings_and_line_endings_survive_an_edit(tmp_path: Path, ending: str, encoding: str) -> None:
    text = BIB.replace("One, A.", "Müller, A.").replace("\n", ending)
    (tmp_path / "readings.bib").write_bytes(text.encode(encoding))
    rl = ReadingList.read(tmp_path)
    assert rl.readings["one2020a"].author[0].family == "Müller"
    rl.replace("two2021b", title="Łódź").write()
    data = (tmp_path / "readings.bib").read_bytes()
    escaped = "{\\L}{\\'o}d{\\'z}" if encoding == "latin-1" else "Łódź"
    assert data.decode(encoding) == text.replace("{Two}", f"{{{escaped}}}")
    assert ReadingList.read(tmp_path).readings["two2021b"].title == "Łódź"


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="neither"):
        ReadingList.read(tmp_path)
    with pytest.raises(MissingFileError):
        ReadingList.read(tmp_path / "nowhere")
    (tmp_path / "schedule.toml").write_text(SCHEDULE)
    rl = ReadingList.read(tmp_path)
    assert {f.rule for f in rl.findings} == {"missing-file", "unknown-key"}
    assert len(rl.sessions) == 2


def test_a_broken_entry_costs_only_itself(folder: Path) -> None:
    broken = BIB.replace("@misc{two2021b,\n", "@misc{bad2000x, title = {never closed,\n\n@misc{two2021b,\n")
    (folder / "readings.bib").write_text(broken)
    rl = ReadingList.read(folder)
    assert list(rl.readings) == ["one2020a", "bad2000x", "two2021b"]
    (finding,) = rl.findings
    assert (finding.level, finding.line, finding.key) == ("error", 3, "bad2000x")
    rl.replace("two2021b", note="N").write()
    assert "never closed,\n\n@misc{two2021b" in (folder / "readings.bib").read_text()


def test_an_unknown_key_is_a_finding_with_its_line(folder: Path) -> None:
    (folder / "schedule.toml").write_text(SCHEDULE.replace('["one2020a"]', '["one2020", "one2020a"]'))
    (finding,) = ReadingList.read(folder).findings
    assert (finding.rule, finding.level, finding.line, finding.key) == ("unknown-key", "error", 10, "one2020")
    assert "one2020a" in finding.message


def test_ten_thousand_entries_are_edited_by_one_line(tmp_path: Path) -> None:
    text = "".join(f"@misc{{key{n},\n  title = {{Title {n}}},\n}}\n\n" for n in range(10_000))
    path = tmp_path / "readings.bib"
    path.write_text(text)
    ReadingList.read(tmp_path).replace("key5000", title="Other").write()
    assert path.read_text() == text.replace("{Title 5000}", "{Other}")


def test_a_copy_of_the_data_is_saved_byte_for_byte(tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    rl = ReadingList.read(tmp_path / "data").replace("zaharia2012rdd", note="Read first")
    rl.write()
    old = (DATA / "readings.bib").read_bytes().splitlines()
    new = (tmp_path / "data" / "readings.bib").read_bytes().splitlines()
    assert [line for line in new if line not in old] == [b"  note           = {Read first},"]
    assert len(new) == len(old) + 1


def test_a_file_instead_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "readings.bib").mkdir()
    with pytest.raises(FileError, match="folder"):
        ReadingList.read(tmp_path)


def test_everything_shows_itself_in_a_notebook(folder: Path) -> None:
    (folder / "readings.bib").write_text(BIB.replace("{One}", "{<script>alert(1)</script>}"))
    rl = ReadingList.read(folder)
    shown = (rl, rl.week(1), rl.sessions[0], rl.week(1).required[0], rl.readings["one2020a"], rl.lint())
    for thing in shown:
        html = thing._repr_html_()
        assert html.startswith("<") and "<script" not in html
    assert "Course" in repr(rl) and "2 readings" in repr(rl)
