"""What a build comes to, before and while it is written."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest
from sample import ORDINARY, PAPER, PREPRINT

from readinglist.errors import ChangedOnDiskError, FileError, MissingFileError, UnsafePathError, UsageError
from readinglist.formats import FORMATS
from readinglist.model.schedule import Assignment, Session, Syllabus
from readinglist.settings import BuildSettings, Target
from readinglist.site import Plan, check_targets, plan_site

PAGE = "# Mine\n<!-- readinglist:begin week-1 -->\n<!-- readinglist:end week-1 -->\nmine\n"


def settings(*targets: dict[str, Any], output: str = "site") -> BuildSettings:
    return BuildSettings(output=output, targets=tuple(Target(**target) for target in targets))


def planned(root: Path, *targets: dict[str, Any], syllabus: Syllabus = ORDINARY, **other: Any) -> Plan:
    output = other.pop("output", "site")
    return plan_site(syllabus, settings(*targets, output=output), root, **other)


def built(root: Path, *targets: dict[str, Any], syllabus: Syllabus = ORDINARY, **other: Any) -> Plan:
    made = planned(root, *targets, syllabus=syllabus, **other)
    made.write()
    return made


def names(made: Plan, root: Path) -> list[str]:
    return [file.path.relative_to(root / "site").as_posix() for file in made.files]


def texts(root: Path) -> dict[str, str]:
    files = sorted(path for path in (root / "site").rglob("*") if path.is_file())
    return {
        path.relative_to(root / "site").as_posix(): path.read_bytes().decode("utf-8-sig") for path in files
    }


def page(root: Path, text: str = PAGE, name: str = "index.md") -> Path:
    path = root / "site" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


FRAGMENT = {"format": "fragment"}
WEEKS = {**FRAGMENT, "path": "index.md", "marker": "week-{week}"}


# What is built.


def test_a_build_is_fresh_afterwards_and_touches_nothing_the_second_time(tmp_path: Path) -> None:
    every = [{"format": name, "path": f"all{format.suffix}-{name}"} for name, format in FORMATS.items()]
    every.append({**FRAGMENT, "path": "week-{week:02}.html"})
    page(tmp_path, PAGE + PAGE.replace("week-1", "week-2"))
    made = built(tmp_path, *every, WEEKS)
    assert made.stale
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "site").iterdir()}
    again = built(tmp_path, *every, WEEKS)
    assert not again.stale
    assert not any(file.why or file.diff("x") for file in again.files)
    assert times == {path: path.stat().st_mtime_ns for path in (tmp_path / "site").iterdir()}


def test_a_file_a_week_is_there_for_each_week_with_a_number_whether_read_or_not(tmp_path: Path) -> None:
    made = built(tmp_path, {**FRAGMENT, "path": "week-{week:02}.html", "level": "required"})
    assert names(made, tmp_path) == ["week-01.html", "week-02.html"]
    one, two = texts(tmp_path).values()
    assert "A Few Useful Things" in one and two == ""


def test_a_file_a_session_is_counted_from_one(tmp_path: Path) -> None:
    made = built(tmp_path, {**FRAGMENT, "path": "{session}.html"})
    assert names(made, tmp_path) == ["1.html", "2.html", "3.html"]
    assert "Scaling Laws" in texts(tmp_path)["3.html"] and texts(tmp_path)["2.html"] == ""


def test_a_name_may_have_week_and_session(tmp_path: Path) -> None:
    made = planned(tmp_path, {**FRAGMENT, "path": "{week}/{session:02}.html"})
    assert names(made, tmp_path) == ["1/01.html", "2/02.html", "2/03.html"]


@pytest.mark.parametrize(
    ("week", "path", "expected"),
    [
        (2, "{week}.html", ["2.html"]),
        (2, "{session}.html", ["2.html", "3.html"]),
        (2, "all.html", ["all.html"]),
        (1, "{week}-{session}.html", ["1-1.html"]),
    ],
)
def test_a_target_may_be_about_one_week(tmp_path: Path, week: int, path: str, expected: list[str]) -> None:
    made = built(tmp_path, {**FRAGMENT, "path": path, "week": week})
    assert names(made, tmp_path) == expected
    assert ("Scaling Laws" in "".join(texts(tmp_path).values())) is (week == 2)


def test_readings_of_a_week_are_in_the_order_of_the_file(tmp_path: Path) -> None:
    turned = ORDINARY.model_copy(update={"readings": tuple(reversed(ORDINARY.readings))})
    built(tmp_path, {"format": "bibtex", "path": "{week}.bib"}, syllabus=turned)
    one = texts(tmp_path)["1.bib"]
    assert one.index("zaharia2012rdd") < one.index("domingos2012useful")
    assert "kaplan" not in one


def test_sessions_without_a_week_are_told_of_where_files_are_named_by_weeks(tmp_path: Path) -> None:
    loose = Session(topic="Loose", required=(Assignment(reading=PAPER, level="required"),))
    some = ORDINARY.model_copy(update={"sessions": (*ORDINARY.sessions, loose)})
    made = planned(tmp_path, {**FRAGMENT, "path": "{week}.html"}, syllabus=some)
    (remark,) = made.remarks
    assert "1 session with readings has no week" in remark and "“Loose”" in remark and "{session}" in remark
    assert not planned(tmp_path, {**FRAGMENT, "path": "{session}.html"}, syllabus=some).remarks


def test_an_empty_list_builds(tmp_path: Path) -> None:
    every = [{"format": name, "path": name} for name in FORMATS]
    page(tmp_path, "mine\n")
    made = built(tmp_path, *every, {**FRAGMENT, "path": "{week}.html"}, WEEKS, syllabus=Syllabus())
    assert len(made.files) == len(FORMATS)
    assert texts(tmp_path)["index.md"] == "mine\n"


def test_hidden_and_nested_folders_are_made(tmp_path: Path) -> None:
    built(tmp_path, {**FRAGMENT, "path": ".data/a/b/c.html"})
    assert list(texts(tmp_path)) == [".data/a/b/c.html"]


# Places in pages.


def test_a_place_is_filled_and_the_rest_of_the_page_stays(tmp_path: Path) -> None:
    head = "\ufeff# Mine   \r\n\r\n"
    tail = "\r\nno newline at the end\t"
    text = f"{head}<!-- readinglist:begin week-1 -->\r\n<!-- readinglist:end week-1 -->{tail}"
    two = "\r\n<!-- readinglist:begin week-2 -->\r\n<!-- readinglist:end week-2 -->"
    path = page(tmp_path, text + two)
    built(tmp_path, WEEKS)
    data = path.read_bytes()
    assert data.startswith(head.encode()) and tail.encode() in data
    assert data.count(b"\n") == data.count(b"\r\n")
    assert b"A Few Useful Things" in data and b"Scaling Laws" in data


def test_two_targets_may_have_places_in_one_page_and_two_places_one_week(tmp_path: Path) -> None:
    places = ["required-1", "optional-1", "books"]
    text = "".join(f"<!-- readinglist:begin {n} -->\n<!-- readinglist:end {n} -->\n" for n in places)
    page(tmp_path, text)
    built(
        tmp_path,
        {**FRAGMENT, "path": "index.md", "marker": "required-{week}", "week": 1, "level": "required"},
        {**FRAGMENT, "path": "./index.md", "marker": "optional-{week}", "week": 1, "level": "optional"},
        {"format": "bibtex", "path": "index.md", "marker": "books", "type": "chapter"},
    )
    first, second, third = texts(tmp_path)["index.md"].split("readinglist:begin ")[1:]
    assert "A Few Useful Things" in first and "Resilient" not in first
    assert "Resilient" in second and "A Few" not in second
    assert "saltzer2009systems" in third


def test_markdown_stands_apart_from_the_comments_around_it(tmp_path: Path) -> None:
    page(tmp_path)
    built(tmp_path, {"format": "markdown", "path": "index.md", "marker": "week-1", "week": 1})
    assert "week-1 -->\n\n## Week 1" in texts(tmp_path)["index.md"]


def test_a_page_may_lack_the_place_of_a_week_without_readings_only(tmp_path: Path) -> None:
    quiet = ORDINARY.model_copy(update={"sessions": ORDINARY.sessions[:2], "readings": ORDINARY.readings[:2]})
    page(tmp_path)
    built(tmp_path, WEEKS, syllabus=quiet)
    with pytest.raises(UsageError, match=r"index\.md: there is no place 'week-2': where it shall be"):
        planned(tmp_path, WEEKS)


def test_a_latin_1_page_stays_one_and_is_not_broken(tmp_path: Path) -> None:
    path = page(tmp_path)
    path.write_bytes(PAGE.replace("Mine", "Café").encode("latin-1"))
    before = path.read_bytes()
    plain = {**FRAGMENT, "path": "index.md", "marker": "week-1", "week": 1}
    built(tmp_path, plain)
    assert path.read_bytes().startswith("# Café\n".encode("latin-1"))
    path.write_bytes(before)
    other = ORDINARY.sessions[0].required[0].model_copy(update={"text": "読書"})
    session = ORDINARY.sessions[0].model_copy(update={"required": (other,)})
    with pytest.raises(FileError, match="convert the file to UTF-8"):
        planned(tmp_path, plain, syllabus=ORDINARY.model_copy(update={"sessions": (session,)}))
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "targets", "message"),
    [
        (PAGE * 2, [WEEKS], "index.md: line 6: the place 'week-1' begins twice"),
        (
            f"{PAGE}<!-- readinglist:begin week-7 -->\n<!-- readinglist:end week-7 -->\n",
            [{**WEEKS, "week": 1}],
            "the place 'week-7' is that of 'week-{week}', but the list has none of that number",
        ),
        (
            PAGE,
            [{**WEEKS, "week": 1}, {**WEEKS, "week": 1}],
            "two targets are for the place 'week-1'; give each a marker",
        ),
        (
            PAGE,
            [{**WEEKS, "week": 1}, {**FRAGMENT, "path": "index.md"}],
            "one target writes the whole file, another one a place in it",
        ),
        (PAGE, [{**FRAGMENT, "path": "a", "week": 99}], "a: there is no week 99"),
        (PAGE, [{**FRAGMENT, "path": "a"}, {**FRAGMENT, "path": "a"}], "two targets are 'a': give each"),
        (PAGE, [{**FRAGMENT, "path": "{wek}"}], "{wek} means nothing here"),
        (PAGE, [{"format": "markdown", "path": "a.md", "options": {"heading": 9}}], "a.md: "),
        (PAGE, [{**WEEKS, "marker": "two words"}], "a place is named by letters"),
    ],
)
def test_what_cannot_be_meant_is_told_and_nothing_is_written(
    tmp_path: Path, text: str, targets: list[dict[str, Any]], message: str
) -> None:
    path = page(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        built(tmp_path, {**FRAGMENT, "path": "good.html"}, *targets)
    assert message in str(caught.value)
    assert path.read_bytes() == text.encode()
    assert list(texts(tmp_path)) == ["index.md"]


def test_a_page_with_places_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="write the page with its markers first"):
        planned(tmp_path, WEEKS)


# Faults of the settings.


@pytest.mark.parametrize(
    ("target", "fault"),
    [
        ({"format": "htm", "path": "a"}, "icalendar, atom. Did you mean html?"),
        (
            {**FRAGMENT, "path": "a", "options": {"hading": 2}},
            "the format fragment has no option 'hading'. Did you mean heading? It takes style, heading.",
        ),
        ({"format": "json", "path": "a", "options": {"x": 1}}, "no option 'x'. It takes none."),
        ({**FRAGMENT, "path": "a", "options": {"heading": "2"}}, "is a whole number, not '2'."),
        ({**FRAGMENT, "path": "a", "options": {"heading": True}}, "is a whole number, not True."),
        ({**FRAGMENT, "path": "a", "options": {"style": 1}}, "is a text, not 1."),
        ({"format": "bibtex", "path": "a", "options": {"ascii": "no"}}, "is true or false, not 'no'."),
        ({"format": "html", "path": "a", "options": {"pace": 3}}, "the format html has no option 'pace'."),
        ({**FRAGMENT, "path": "{x}"}, "'{x}': {x} means nothing here"),
        ({**FRAGMENT, "path": "a", "marker": "{x}"}, "'{x}': {x} means nothing here"),
        ({**FRAGMENT, "path": "a", "marker": "a b"}, "'a b' cannot be a marker"),
    ],
)
def test_a_target_that_cannot_be_meant_is_a_fault_that_names_it(target: dict[str, Any], fault: str) -> None:
    (said,) = check_targets(settings({**FRAGMENT, "path": "good"}, target))
    assert said.startswith(f"build.targets.1 ({target['path']}): ")
    assert fault in said


def test_all_faults_are_told_at_once() -> None:
    wrong = {"format": "fragment", "path": "a", "options": {"x": 1, "heading": "a"}}
    assert len(check_targets(settings(wrong, {"format": "no", "path": "b"}))) == 3


@pytest.mark.parametrize("name", ["", "a b", "3x", "a.b", "a%}", "../x"])
def test_an_include_of_jekyll_needs_data_of_a_name_that_liquid_takes(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"i\.html: data .*Jekyll's data are named by letters"):
        planned(tmp_path, {"format": "jekyll-include", "path": "i.html", "options": {"data": name}})


def test_an_include_of_jekyll_is_named_by_plain_letters(tmp_path: Path) -> None:
    options = {"file": "x {% endcomment %}"}
    with pytest.raises(UsageError, match="an include is named by letters"):
        planned(tmp_path, {"format": "jekyll-include", "path": "i.html", "options": options})


# Output stays in its folder.


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/tmp/x", "a/../x", "x\0y"])
def test_a_path_that_leaves_the_folder_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(UnsafePathError):
        planned(tmp_path, {**FRAGMENT, "path": path})
    with pytest.raises(UnsafePathError):
        planned(tmp_path, {**FRAGMENT, "path": "x"}, output=path)


@pytest.mark.parametrize(
    "path",
    [
        *(".git/hooks/post-merge", ".GIT/config", "sub/.git/config", "link/config"),
        # As Windows and macOS may read them.
        *(
            ".git./config",
            ".git /config",
            ".git::$INDEX_ALLOCATION/config",
            "GIT~1/config",
            ".g\u200cit/config",
        ),
    ],
)
def test_the_folder_of_git_is_refused(tmp_path: Path, path: str) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "link").symlink_to(".git")
    with pytest.raises(UnsafePathError, match="in the folder of git itself"):
        planned(tmp_path, {**FRAGMENT, "path": path}, output=".")


def test_the_files_that_the_list_is_read_from_are_refused(tmp_path: Path) -> None:
    inputs = [tmp_path / "data" / "readings.bib"]
    (tmp_path / "also").symlink_to("data")
    for path in ("data/readings.bib", "also/readings.bib"):
        with pytest.raises(UnsafePathError, match="the list is read from this file"):
            planned(tmp_path, {"format": "bibtex", "path": path}, output=".", inputs=inputs)


@pytest.mark.parametrize("kind", ["file", "folder", "dangling"])
def test_a_link_that_leads_out_is_refused(tmp_path: Path, kind: str) -> None:
    root = tmp_path / "root"
    (root / "site").mkdir(parents=True)
    outside = tmp_path / "outside"
    if kind == "folder":
        outside.mkdir()
        (root / "site" / "link").symlink_to(outside)
    else:
        if kind == "file":
            outside.write_text("mine")
        (root / "site" / "link").symlink_to(outside)
    path = "link/x.html" if kind == "folder" else "link"
    with pytest.raises(UnsafePathError, match="leads it out"):
        planned(root, {**FRAGMENT, "path": path})


def test_a_link_that_stays_inside_stays_a_link(tmp_path: Path) -> None:
    real = page(tmp_path, "", name="real.html")
    (tmp_path / "site" / "link.html").symlink_to("real.html")
    built(tmp_path, {**FRAGMENT, "path": "link.html"})
    assert (tmp_path / "site" / "link.html").is_symlink()
    assert "A Few Useful Things" in real.read_text()


@pytest.mark.parametrize("before", [None, "old"])
def test_a_link_that_is_swapped_in_after_the_plan_is_noticed(tmp_path: Path, before: str | None) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    root = tmp_path / "root"
    folder = root / "site" / "sub"
    folder.mkdir(parents=True)
    if before:
        (folder / "x.html").write_text(before)
        (outside / "x.html").write_text(before)
    made = planned(root, {**FRAGMENT, "path": "sub/x.html"}, {**FRAGMENT, "path": "y.html"})
    folder.rename(root / "elsewhere")
    folder.symlink_to(outside)
    with pytest.raises(ChangedOnDiskError, match="leads elsewhere now"):
        made.write()
    assert [path.read_text() for path in outside.iterdir()] == ([before] if before else [])
    assert not (root / "site" / "y.html").exists()


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        ("a.html", "A.html", "differ in capitals alone"),
        ("a.html", "./a.html", "give each a path of its own"),
        ("a", "a/b.html", "is in the folder"),
        ("a/b/c.html", "a", "is in the folder"),
        ("real.html", "link.html", "give each a path of its own"),
    ],
)
def test_two_targets_that_would_be_one_file_somewhere_are_refused(
    tmp_path: Path, one: str, other: str, message: str
) -> None:
    page(tmp_path, "", name="real.html")
    (tmp_path / "site" / "link.html").symlink_to("real.html")
    with pytest.raises(UsageError, match=message):
        planned(tmp_path, {**FRAGMENT, "path": one}, {**FRAGMENT, "path": other})


# Writing.


def test_a_file_that_was_changed_since_it_was_planned_is_not_written_over(tmp_path: Path) -> None:
    path = page(tmp_path, "old")
    made = planned(tmp_path, {**FRAGMENT, "path": "a.html"}, {**FRAGMENT, "path": "index.md"})
    path.write_text("mine")
    with pytest.raises(ChangedOnDiskError):
        made.write()
    assert texts(tmp_path) == {"index.md": "mine"}


def test_all_are_written_or_none_where_one_cannot_be(tmp_path: Path) -> None:
    path = page(tmp_path, "old", name="locked.html")
    path.chmod(stat.S_IRUSR)
    made = planned(tmp_path, {**FRAGMENT, "path": "new/a.html"}, {**FRAGMENT, "path": "locked.html"})
    with pytest.raises(FileError, match="read-only"):
        made.write()
    assert [each.name for each in (tmp_path / "site").iterdir()] == ["locked.html"]


def test_a_folder_that_is_read_only_is_told(tmp_path: Path) -> None:
    page(tmp_path, "mine")
    (tmp_path / "site").chmod(0o500)
    if os.access(tmp_path / "site", os.W_OK):
        pytest.skip("whoever runs this may write everywhere")
    try:
        with pytest.raises(FileError, match="no permission"):
            built(tmp_path, {**FRAGMENT, "path": "a.html"})
        with pytest.raises(FileError, match="no permission"):
            built(tmp_path, {**FRAGMENT, "path": "sub/a.html"})
    finally:
        (tmp_path / "site").chmod(0o700)
    assert texts(tmp_path) == {"index.md": "mine"}


def test_a_file_where_a_folder_is_needed_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    page(tmp_path, "mine", name="sub")
    with pytest.raises(FileError, match=r"a file"):
        built(tmp_path, {**FRAGMENT, "path": "a.html"}, {**FRAGMENT, "path": "sub/x.html"})
    assert texts(tmp_path) == {"sub": "mine"}


def test_a_folder_where_a_file_is_needed_is_told(tmp_path: Path) -> None:
    page(tmp_path, "mine", name="sub/x")
    with pytest.raises(FileError, match="it is a folder"):
        planned(tmp_path, {**FRAGMENT, "path": "sub"})


# What is left over, and why a file is stale.


def test_files_of_weeks_that_are_gone_are_left_over_until_they_are_pruned(tmp_path: Path) -> None:
    target = {**FRAGMENT, "path": "w/week-{week:02}.html"}
    built(tmp_path, target)
    for name in ("week-02.html.bak", "week-xx.html", "week-٣.html", "a/week-01.html"):
        page(tmp_path, "mine", name=f"w/{name}")
    fewer = ORDINARY.model_copy(update={"sessions": ORDINARY.sessions[:1]})
    made = built(tmp_path, target, syllabus=fewer)
    assert [left.path.name for left in made.leftovers] == ["week-02.html"]
    assert made.stale and "w/week-02.html" in texts(tmp_path)
    made.write(prune=True)
    assert "w/week-02.html" not in texts(tmp_path)
    assert len(texts(tmp_path)) == 5
    assert not planned(tmp_path, target, syllabus=fewer).stale


def test_another_target_of_the_same_names_keeps_its_files(tmp_path: Path) -> None:
    one = {**FRAGMENT, "path": "{week}.html", "week": 1}
    two = {**FRAGMENT, "path": "{week}.html", "week": 2}
    assert not built(tmp_path, one, two).leftovers


def test_what_lies_outside_is_never_left_over(tmp_path: Path) -> None:
    root = tmp_path / "root"
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "index.html").write_text("mine")
    (root / "site").mkdir(parents=True)
    (root / "site" / "9").symlink_to(outside)
    made = planned(root, {**FRAGMENT, "path": "{week}/index.html"})
    assert not made.leftovers
    made.write(prune=True)
    assert (outside / "index.html").read_text() == "mine"


def test_a_leftover_that_became_a_link_is_not_removed(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "site" / "9").mkdir(parents=True)
    (root / "site" / "9" / "index.html").write_text("old")
    made = planned(root, {**FRAGMENT, "path": "{week}/index.html"})
    (root / "site" / "9").rename(tmp_path / "outside")
    (root / "site" / "9").symlink_to(tmp_path / "outside")
    with pytest.raises(ChangedOnDiskError):
        made.write(prune=True)
    assert (tmp_path / "outside" / "index.html").read_text() == "old"


def test_why_a_file_is_stale_and_what_would_change(tmp_path: Path) -> None:
    target = {**FRAGMENT, "path": "a.html"}
    (new,) = planned(tmp_path, target).files
    assert new.why == "not there yet"
    assert new.diff("site/a.html").startswith("--- /dev/null\n+++ b/site/a.html\n@@ -0,0 +1,")
    path = page(tmp_path, "", name="a.html")
    built(tmp_path, target)
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines[:2], "mine\u2028\n", *lines[2:]]))
    (old,) = planned(tmp_path, target).files
    assert old.why == "line 3 is to change"
    assert "\n-mine\u2028\n" in old.diff("site/a.html")
    path.write_text("".join(lines)[:-1])
    (cut,) = planned(tmp_path, target).files
    assert "\\ No newline at end of file" in cut.diff("a")


def test_five_thousand_readings_keep_their_places(tmp_path: Path) -> None:
    readings = tuple(PREPRINT.model_copy(update={"key": f"k{n}", "title": f"T{n}"}) for n in range(5000))
    sessions = tuple(
        Session(week=week, required=tuple(Assignment(reading=r, level="required") for r in part))
        for week, part in enumerate((readings[at : at + 20] for at in range(0, 5000, 20)), 1)
    )
    many = Syllabus(sessions=sessions, readings=readings)
    built(tmp_path, {**FRAGMENT, "path": "{week:03}.html"}, syllabus=many)
    found = [text.count("<li>") for text in texts(tmp_path).values()]
    assert found == [20] * 250
    assert "T4999" in texts(tmp_path)["250.html"]
