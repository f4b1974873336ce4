"""Edits that a check comes to: one field each, no other byte changes, and one that fails stops no other."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from readinglist import ReadingList
from readinglist.links.repair_edits import Edit, RefusedEdit, fixes, with_fixes
from readinglist.links.results import LinkResult, Repair
from readinglist.links.verdicts import Verdict
from readinglist.model.reading import Link, Reading
from readinglist.model.schedule import Course, Person, Session

DATA = Path(__file__).parent.parent / "data"
NEW = "https://www.new.org/~a_b/paper%20one.pdf?x=1&y=2"


def redirect(url: str, new: str = NEW, *, sure: bool = True) -> LinkResult:
    repair = Repair(kind="redirect", address=new, why="it has moved", sure=sure, verdict="ok")
    return LinkResult(url=url, verdict="redirected_permanent", reason="moved", address=new, repairs=(repair,))


def dead(url: str, *repairs: Repair, verdict: Verdict = "gone") -> LinkResult:
    return LinkResult(url=url, verdict=verdict, reason="HTTP 404", repairs=repairs)


ARXIV = Repair(kind="arxiv", address="https://arxiv.org/abs/1712.05889", why="the record")
COPY = Repair(kind="archive", address="https://web.archive.org/web/2020/http://a.net/", why="a copy")


def changed(before: str, after: str) -> list[tuple[str, str]]:
    """The lines that differ, old and new."""
    old, new = before.split("\n"), after.split("\n")
    assert len(old) == len(new)
    return [(a, b) for a, b in zip(old, new, strict=True) if a != b]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def text_of(path: Path) -> str:
    return path.read_bytes().decode()


# --- which edits ---


def test_a_reading_a_session_and_the_course_each_have_their_edit() -> None:
    url = "http://a.net/x"
    reading = Reading(
        key="k", title="T", url=url, links=(Link(url="http://b.net/"), Link(url=url, label="PDF"))
    )
    rl = ReadingList(
        [reading],
        course=Course(url=url, instructors=(Person(name="Ada", url=url),), links=(Link(url=url),)),
        sessions=[
            Session(topic="A"),
            Session(links=(Link(url=url),), speakers=(Person(name="Bo", url=url),)),
        ],
    )
    edits = fixes([redirect(url)], rl.syllabus)
    assert [(edit.key, edit.session, edit.field) for edit in edits] == [
        (None, None, "url"),
        (None, None, "links"),
        (None, None, "instructors"),
        (None, 1, "links"),
        (None, 1, "speakers"),
        ("k", None, "url"),
        ("k", None, "links"),
    ]
    fixed = with_fixes(rl, edits)
    assert (fixed.done, fixed.refused) == (edits, ())
    assert url not in fixed.rl.export("json")
    assert fixed.rl.readings["k"].links == (Link(url="http://b.net/"), Link(url=NEW, label="PDF"))
    assert fixed.rl.sessions[1].speakers[0] == Person(name="Bo", url=NEW)


def test_each_spelling_of_a_link_is_changed_as_it_is_written_and_keeps_its_place_on_the_page() -> None:
    rl = ReadingList(
        [Reading(key="a", url="HTTP://A.net/x#one"), Reading(key="b", url="http://a.net/x"), Reading(key="c")]
    )
    edits = fixes([redirect("http://a.net/x", "https://a.net/y#two")], rl.syllabus)
    assert [(edit.old, edit.new) for edit in edits] == [
        ("HTTP://A.net/x#one", "https://a.net/y#one"),
        ("http://a.net/x", "https://a.net/y"),
    ]


def test_the_best_repair_that_suits_a_place_is_taken() -> None:
    url = "http://a.net/ray.pdf"
    rl = ReadingList(
        [
            Reading(key="k", title="Ray", url=url),
            Reading(key="n", title="N", links=(Link(url=url, label="Slides"),)),
        ]
    )
    edits = fixes([dead(url, ARXIV, COPY)], rl.syllabus)
    assert [(edit.key, edit.kind, edit.sure) for edit in edits] == [
        ("k", "arxiv", False),
        ("n", "archive", False),
    ]


def test_links_without_a_repair_and_identifiers_have_no_edit() -> None:
    rl = ReadingList([Reading(key="k", title="T", url="http://a.net/", doi="10.1145/3282307")])
    results = [
        dead("http://a.net/"),
        dead("https://doi.org/10.1145/3282307", ARXIV, verdict="not_registered"),
    ]
    assert fixes(results, rl.syllabus) == ()
    assert with_fixes(rl, ()).rl is rl


# --- making them ---


def edit_of(
    key: str | None, old: str, new: str = NEW, *, field: str = "url", session: int | None = None
) -> Edit:
    return Edit(key=key, session=session, field=field, old=old, new=new, kind="redirect", why="", sure=True)


@pytest.mark.parametrize(
    ("edit", "record"),
    [
        (edit_of("k", "http://a.net/other"), "another address"),
        (edit_of("k", "http://a.net"), "a part of the address"),
        (edit_of("nobody", "http://a.net/x"), "no such reading"),
        (edit_of(None, "http://a.net/x", session=4, field="links"), "no such session"),
        (edit_of(None, "http://a.net/x"), "a course without a link"),
        (edit_of("k", "http://a.net/x", field="title"), "another field"),
        (edit_of("k", "http://a.net/x", field="author"), "a field without links"),
        (edit_of("k", "http://a.net/x", field="nothing"), "no such field"),
    ],
)
def test_only_what_still_says_what_was_checked_is_changed(edit: Edit, record: str) -> None:
    rl = ReadingList([Reading(key="k", title="T", url="http://a.net/x", author=())])
    fixed = with_fixes(rl, [edit])
    assert (fixed.rl, fixed.done) == (rl, ())
    assert fixed.refused == (RefusedEdit(edit, f"it no longer says {edit.old}"),)


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_one_field_of_the_example_changes_and_no_other_byte(end: bytes, data: Path) -> None:
    for path in data.iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", end))
    before = text_of(data / "readings.bib"), text_of(data / "schedule.toml")
    rl = ReadingList.read(data)
    reading = next(r for r in rl if r.url and "sciencedirect" in r.url)
    (edit,) = fixes([redirect(reading.url or "")], rl.syllabus)
    with_fixes(rl, [edit]).rl.write()
    ((old, new),) = changed(before[0], text_of(data / "readings.bib"))
    assert new == old.replace(reading.url or "", NEW)
    assert text_of(data / "schedule.toml") == before[1]
    assert ReadingList.read(data).readings[reading.key].url == NEW


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_sessions_link_of_the_example_changes_in_the_schedule_alone(end: bytes, data: Path) -> None:
    for path in data.iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", end))
    before = text_of(data / "readings.bib"), text_of(data / "schedule.toml")
    rl = ReadingList.read(data)
    results = [
        redirect("https://forms.gle/Arj4xh3NzWWiDbSU7"),
        redirect(str(rl.course.url), "https://new.org/"),
    ]
    with_fixes(rl, fixes(results, rl.syllabus)).rl.write()
    assert text_of(data / "readings.bib") == before[0]
    lines = changed(before[1], text_of(data / "schedule.toml"))
    assert len(lines) >= 2
    for old, new in lines:
        assert new in (old.replace(results[0].url, NEW), old.replace(results[1].url, "https://new.org/"))
    assert ReadingList.read(data).course.url == "https://new.org/"


BIB = """% a comment
@article{a,
  title = {One},
  url   = "http://a.net/~me/x_y.pdf?q=50%25&r={1}",
  year = 2001,
}

@misc{b, title={Two}, pdf = "http://b.net/p",
  links = "Slides   <http://b.net/s>;
           Code <http://b.net/c>; Talk in {\\L}{\\'o}d\\'z <http://a.net/x.pdf> ;", note = "kept" # " so"}

@misc{c, title = {Three}, url = {http://c.net/\\_x\\%20y}, pdf = {http://c.net/p.pdf}}
"""


def bib_of(tmp_path: Path, text: str) -> tuple[Path, ReadingList]:
    path = tmp_path / "list.bib"
    path.write_bytes(text.encode())
    return path, ReadingList.read(path)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_link_of_several_in_one_field_and_odd_characters_are_changed_alone(
    end: str, tmp_path: Path
) -> None:
    text = BIB.replace("\n", end)
    path, rl = bib_of(tmp_path, text)
    urls = [rl.readings["a"].url, "http://b.net/c", rl.readings["c"].url, "http://c.net/p.pdf"]
    edits = fixes(
        [redirect(str(url), f"https://new.org/{n}_~%20") for n, url in enumerate(urls)], rl.syllabus
    )
    assert len(edits) == 4
    fixed = with_fixes(rl, edits)
    assert fixed.refused == ()
    fixed.rl.write()
    after = path.read_bytes().decode()
    wanted = text
    for n, old in enumerate(
        (
            "http://a.net/~me/x_y.pdf?q=50%25&r={1}",
            "http://b.net/c",
            "http://c.net/\\_x\\%20y",
            "http://c.net/p.pdf",
        )
    ):
        wanted = wanted.replace(old, f"https://new.org/{n}_~%20")
    assert after == wanted
    assert {r.key: r.title for r in ReadingList.read(path)} == {"a": "One", "b": "Two", "c": "Three"}


def test_the_rest_is_a_patch_that_a_person_can_apply(tmp_path: Path) -> None:
    path, rl = bib_of(tmp_path, BIB)
    edits = fixes([redirect("http://b.net/c", sure=False)], rl.syllabus)
    patch = with_fixes(rl, edits).rl.diff()
    lines = [line for line in patch.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert [line[:1] for line in lines] == ["-", "+"]
    assert lines[1][1:] == lines[0][1:].replace("http://b.net/c", NEW)
    assert path.read_bytes().decode() == BIB


class Stubborn:
    """A list whose files take no address of evil.net."""

    def __init__(self, readings: dict[str, Reading], good: bool = True) -> None:
        self.readings, self.sessions, self.course = readings, (), Course()
        self._good = good

    def replace(self, key: str, /, **fields: object) -> Stubborn:
        return Stubborn({**self.readings, key: self.readings[key].replace(**fields)}, self._good)

    def replace_session(self, index: int, /, **fields: object) -> Stubborn:
        raise AssertionError

    def replace_course(self, **fields: object) -> Stubborn:
        raise AssertionError

    def diff(self) -> str:
        from readinglist.errors import UsageError

        if not self._good or any("evil" in (r.url or "") for r in self.readings.values()):
            raise UsageError("the change cannot be written")
        return ""


def two(news: Sequence[str]) -> tuple[Stubborn, list[Edit]]:
    rl = Stubborn({key: Reading(key=key, url=f"http://{key}.net/") for key in "ab"})
    return rl, [edit_of(key, f"http://{key}.net/", new) for key, new in zip("ab", news, strict=True)]


def test_an_edit_that_the_files_cannot_hold_does_not_stop_the_others() -> None:
    rl, edits = two(["https://evil.net/", "https://good.net/"])
    fixed = with_fixes(rl, edits)
    assert [fixed.rl.readings[key].url for key in "ab"] == ["http://a.net/", "https://good.net/"]
    assert fixed.done == (edits[1],)
    assert fixed.refused == (RefusedEdit(edits[0], "the change cannot be written"),)


def test_a_list_without_files_takes_every_edit() -> None:
    rl, edits = two(["https://evil.net/", "https://good.net/"])
    fixed = with_fixes(Stubborn(rl.readings, good=False), edits)
    assert fixed.done == tuple(edits)
