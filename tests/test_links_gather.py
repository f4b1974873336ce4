"""Which links of a list are looked at, who needs them, and what they promise."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.formats.link_lines import LineFinder
from readinglist.links.link_identity import identify_doi, identify_link
from readinglist.links.results import LinkTarget
from readinglist.links.targets import gather_targets
from readinglist.model.identifiers import Identifier
from readinglist.model.reading import Link, Name, Reading
from readinglist.model.schedule import Assignment, Course, Person, Session, Syllabus
from readinglist.store.data_files import read_files

BIB = r"""% A list
@string{site = "https://eng.org/"}

@inproceedings{lovelace1843notes,
  author         = {Lovelace, Ada and {The Engine Group} and others},
  title          = {Notes on the {E}ngine},
  preprinttitle  = {Sketch of the {A}nalytical Engine \'a la carte},
  doi            = {10.1145/3282307},
  eprint         = {1911.09925v2},
  archivePrefix  = {arXiv},
  url            = site # {notes.pdf},
  code           = {https://github.com/ada/engine},
  links          = {Author's preprint <https://eng.org/pre>; Poster (PDF) <https://eng.org/p>},
}
@misc{babbage1837,
  title = {On the Engine},
  howpublished = {\url{https://eng.org/notes.pdf#page=2}},
}
"""
SCHEDULE = """[course]
title = "Engines"
url = "https://eng.org/course"
instructors = [
  { name = "Ada", url = "https://eng.org/ada" },
]
notes = "See [the forum](https://eng.org/forum)."

[[session]]
week = 1
date = 2026-11-02
topic = "First"
links = [
  { label = "Slides", url = "assets/lec%201.pdf" },
  { label = "Video", url = "https://eng.org/video" },
]
required = [{ key = "lovelace1843notes", note = "Skip [this](https://eng.org/skip)." }]

[[session]]
week = 2
topic = "Second"
speakers = [{ name = "Nobody" }, { name = "Charles", url = "https://eng.org/charles" }]
notes = "The [proof](https://eng.org/proof)."
optional = ["lovelace1843notes"]
"""


def listed(tmp_path: Path, bib: str = BIB, schedule: str | None = SCHEDULE) -> dict[str, LinkTarget]:
    (tmp_path / "readings.bib").write_text(bib, encoding="utf-8")
    if schedule is not None:
        (tmp_path / "schedule.toml").write_text(schedule, encoding="utf-8")
    loaded = read_files(tmp_path)
    lines = LineFinder(bib, schedule, loaded.session_origins)
    targets = gather_targets(loaded.files.syllabus, loaded.origins, loaded.session_origins, lines)
    assert len({target.name for target in targets}) == len(targets)
    return {target.name: target for target in targets}


def of_reading(**fields: object) -> tuple[LinkTarget, ...]:
    reading = Reading.model_validate({"key": "one", **fields})
    return gather_targets(Syllabus(readings=(reading,)), {}, ())


def lines_of(path: Path, words: str) -> int:
    found = [n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if words in line]
    assert len(found) == 1, words
    return found[0]


def test_every_link_is_there_once_in_the_order_of_the_list(tmp_path: Path) -> None:
    assert list(listed(tmp_path)) == [
        *("https://eng.org/course", "https://eng.org/ada", "https://eng.org/forum"),
        *("./assets/lec 1.pdf", "https://eng.org/video", "https://eng.org/skip"),
        *("https://eng.org/charles", "https://eng.org/proof"),
        *("https://eng.org/notes.pdf", "doi:10.1145/3282307", "arxiv:1911.09925v2"),
        *("https://github.com/ada/engine", "https://eng.org/pre", "https://eng.org/p"),
    ]


@pytest.mark.parametrize(
    ("name", "file", "words"),
    [
        ("https://eng.org/course", "schedule.toml", "eng.org/course"),
        ("https://eng.org/ada", "schedule.toml", "eng.org/ada"),
        ("https://eng.org/forum", "schedule.toml", "eng.org/forum"),
        ("./assets/lec 1.pdf", "schedule.toml", "lec%201"),
        ("https://eng.org/video", "schedule.toml", "eng.org/video"),
        ("https://eng.org/charles", "schedule.toml", "eng.org/charles"),
        ("https://eng.org/proof", "schedule.toml", "eng.org/proof"),
        ("https://eng.org/notes.pdf", "readings.bib", "site # {notes"),
        ("doi:10.1145/3282307", "readings.bib", "doi "),
        ("arxiv:1911.09925v2", "readings.bib", "1911.09925v2"),
        ("https://github.com/ada/engine", "readings.bib", "code "),
        ("https://eng.org/pre", "readings.bib", "links  "),
    ],
)
def test_each_use_has_the_line_of_its_field(tmp_path: Path, name: str, file: str, words: str) -> None:
    use = listed(tmp_path)[name].uses[0]
    assert use.file == str(tmp_path / file)
    assert use.line == lines_of(tmp_path / file, words)


def test_a_link_has_a_use_for_each_reading_field_and_session_that_needs_it(tmp_path: Path) -> None:
    uses = listed(tmp_path)["https://eng.org/notes.pdf"].uses
    first = datetime.date(2026, 11, 2)
    assert [(use.key, use.field, use.week, use.date, use.level) for use in uses] == [
        ("lovelace1843notes", "url", 1, first, "required"),
        ("lovelace1843notes", "url", 2, None, "optional"),
        ("babbage1837", "url", None, None, None),
    ]


def test_a_link_in_the_remark_of_an_assignment_belongs_to_that_session_alone(tmp_path: Path) -> None:
    (use,) = listed(tmp_path)["https://eng.org/skip"].uses
    assert (use.key, use.field, use.week, use.level) == ("lovelace1843notes", "note", 1, "required")
    assert use.label == "this"


def test_a_session_s_link_has_week_and_date_and_no_level(tmp_path: Path) -> None:
    (use,) = listed(tmp_path)["./assets/lec 1.pdf"].uses
    assert (use.key, use.field, use.week, use.level, use.label) == (None, "links", 1, None, "Slides")
    assert use.date == datetime.date(2026, 11, 2)


def test_what_leads_to_the_work_promises_its_titles_and_names(tmp_path: Path) -> None:
    targets = listed(tmp_path)
    titles = ("Notes on the Engine", "Sketch of the Analytical Engine á la carte")
    for name in ("doi:10.1145/3282307", "arxiv:1911.09925v2", "https://eng.org/pre"):
        assert targets[name].expected.titles == titles
        assert targets[name].expected.families == ("Lovelace", "The Engine Group")
    shared = targets["https://eng.org/notes.pdf"].expected
    assert shared.titles == (*titles, "On the Engine")
    assert shared.pdf


@pytest.mark.parametrize("label", ["Code", "Slides", "Poster (PDF)", "Video", "Website", "Paper notes", None])
def test_what_stands_beside_the_work_promises_no_title(label: str | None) -> None:
    (target,) = of_reading(title="T", links=(Link(url="https://eng.org/x", label=label),))
    assert target.expected.titles == ()
    assert target.expected.pdf == ("PDF" in (label or ""))


@pytest.mark.parametrize("label", ["PDF", "Paper", "Author's Preprint", "arXiv", "ACM article"])
def test_what_a_label_calls_the_work_promises_its_title(label: str) -> None:
    (target,) = of_reading(title="T", links=(Link(url="https://eng.org/x", label=label),))
    assert target.expected.titles == ("T",)


def test_an_edited_book_is_known_by_its_editors() -> None:
    (target,) = of_reading(url="https://eng.org/b", editor=(Name(family="Menabrea"), Name.others()))
    assert target.expected.families == ("Menabrea",)


@pytest.mark.parametrize(
    ("url", "name", "inferred"),
    [
        ("https://doi.org/10.1145/3282307", "doi:10.1145/3282307", False),
        ("http://dx.doi.org/10.1145/ABC", "doi:10.1145/abc", False),
        ("//doi.org/10.1145/3282307", "doi:10.1145/3282307", False),
        ("https://dl.acm.org/doi/pdf/10.1145/3282307", "doi:10.1145/3282307", True),
        ("https://www.nature.com/articles/nature14539", "doi:10.1038/nature14539", True),
        ("https://arxiv.org/abs/1706.03762", "arxiv:1706.03762", False),
        ("http://www.arxiv.org/pdf/1706.03762.pdf", "arxiv:1706.03762", False),
        ("https://arxiv.org/abs/1706.03762v7", "arxiv:1706.03762v7", False),
        ("https://arxiv.org/pdf/math.GT/0309136", "arxiv:math/0309136", False),
        ("https://doi.org/10.48550/arXiv.1706.03762", "arxiv:1706.03762", False),
    ],
)
def test_a_registry_is_asked_about_what_it_has_registered(url: str, name: str, inferred: bool) -> None:
    naming = identify_link(url)
    scheme, _, value = name.partition(":")
    assert naming.name == name
    assert naming.identifier == Identifier(scheme, value.partition("v7")[0])
    assert naming.inferred is inferred


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/html/1706.03762",
        "https://ar5iv.labs.arxiv.org/html/1706.03762",
        "https://www.alphaxiv.org/abs/1706.03762",
        "https://huggingface.co/papers/1706.03762",
        "https://web.archive.org/web/2020/https://dl.acm.org/doi/10.1145/3282307",
        "https://web.archive.org/web/2020/https://doi.org/10.1145/3282307",
        "https://scholar.google.com/scholar?url=https://doi.org/10.1145/3282307",
        "https://aclanthology.org/N19-1423/",
        "https://openreview.net/forum?id=r1gs9JgRZ",
        "https://proceedings.mlr.press/v37/ioffe15.html",
        "https://arxiv.org/abs/1706.0376",
        "https://eng.org/?q=10.1145/3282307",
        "ftp://eng.org/doi/10.1145/3282307",
    ],
)
def test_any_other_page_is_asked_itself(url: str) -> None:
    assert identify_link(url).identifier is None
    assert identify_link(url).name == url


def test_one_page_of_a_work_is_not_the_other() -> None:
    assert identify_link("https://aclanthology.org/N19-1423/") != identify_link(
        "https://aclanthology.org/N19-1423.pdf"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://Eng.org", "https://eng.org/"),
        ("https://eng.org:443/a", "https://eng.org/a#part"),
        ("//eng.org/a", "https://eng.org/a"),
        ("assets/a%20b.pdf", "./assets/a b.pdf"),
        ("/assets/a.pdf", "assets/x/../a.pdf?v=2"),
        (" https://eng.org/a ", "https://eng.org/a"),
    ],
)
def test_spellings_of_one_link_have_one_name(one: str, other: str) -> None:
    assert identify_link(one) == identify_link(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://eng.org/a", "http://eng.org/a"),
        ("https://eng.org/a", "https://eng.org/A"),
        ("https://eng.org/a", "https://eng.org/a/"),
        ("https://eng.org/a", "https://me:secret@eng.org/a"),
        ("https://eng.org/a", "https://eng.org/\r\na"),
        ("https://eng.org/a", "https://eng.org\\a"),
        ("https://eng.org/a", "ht\ntps://eng.org/a"),
        ("assets/a.pdf", "../assets/a.pdf"),
        ("assets/a.pdf", "file:assets/a.pdf"),
        ("#", ""),
    ],
)
def test_what_may_be_another_link_has_another_name(one: str, other: str) -> None:
    assert identify_link(one) != identify_link(other)


@pytest.mark.parametrize(
    "url", ["https://me:hunter2@eng.org/a", "//me:hunter2@eng.org/a", "https://me:hunter2@[eng/\ta"]
)
def test_a_name_tells_no_password(url: str) -> None:
    assert "hunter2" not in identify_link(url).name


def test_a_doi_of_a_field_may_hold_what_an_address_cannot() -> None:
    assert [target.name for target in of_reading(doi="10.1002/a#b<c>1::2")] == ["doi:10.1002/a#b<c>1::2"]
    assert identify_doi("10.48550/arxiv.1706.03762").identifier == Identifier("arxiv", "1706.03762")


def test_an_inferred_doi_is_no_longer_so_where_a_field_states_it() -> None:
    (target,) = of_reading(doi="10.1145/3282307", url="https://dl.acm.org/doi/10.1145/3282307")
    assert target.url == "https://dl.acm.org/doi/10.1145/3282307"
    assert not target.inferred
    (alone,) = of_reading(url="https://dl.acm.org/doi/10.1145/3282307")
    assert alone.inferred


@pytest.mark.parametrize(
    "url", ["", "#", "TODO", "mailto:a@eng.org", "javascript:alert(1)", "file:///etc/passwd"]
)
def test_what_is_no_address_stays_among_the_targets(url: str) -> None:
    (target,) = of_reading(url=url)
    assert (target.url, target.identifier) == (url, None)


def test_two_fields_with_one_address_are_two_uses_and_the_same_twice_is_one() -> None:
    twice = Link(url="https://eng.org/a", label="PDF")
    (target,) = of_reading(url="https://eng.org/a", links=(twice, twice))
    assert [use.field for use in target.uses] == ["url", "links"]


def test_a_list_made_in_memory_has_uses_without_a_file() -> None:
    reading = Reading(key="one", url="https://eng.org/a")
    session = Session(week=3, required=(Assignment(reading=reading),), links=(Link(url="https://eng.org/s"),))
    course = Course(url="https://eng.org/", instructors=(Person(name="Ada", url="https://eng.org/ada"),))
    targets = gather_targets(Syllabus(course=course, sessions=(session,), readings=(reading,)), {}, ())
    assert all(use.file is None and use.line is None for target in targets for use in target.uses)
    assert [target.uses[0].week for target in targets] == [None, None, 3, 3]


def test_what_an_entry_inherits_stands_at_its_first_line(tmp_path: Path) -> None:
    bib = """@inproceedings{child, title = {A}, crossref = {parent}}

@proceedings{parent,
  title = {P},
  url = {https://eng.org/p},
}
"""
    uses = listed(tmp_path, bib, None)["https://eng.org/p"].uses
    assert [(use.key, use.line) for use in uses] == [("child", 1), ("parent", 5)]


def test_a_broken_schedule_still_gives_the_line_of_the_session(tmp_path: Path) -> None:
    schedule = SCHEDULE + '\n[[session]]\ntopic = "never closed\n'
    (use,) = listed(tmp_path, BIB, schedule)["https://eng.org/video"].uses
    assert use.line == lines_of(tmp_path / "schedule.toml", "week = 1") - 1


def test_a_bib_alone_is_placed_by_its_fields(tmp_path: Path) -> None:
    bib = "@misc{a,\n  url = {https://eng.org/a},\n  week = 4,\n  level = {optional},\n}\n"
    (use,) = listed(tmp_path, bib, None)["https://eng.org/a"].uses
    assert (use.line, use.week, use.level) == (2, 4, "optional")


@given(st.text(max_size=40) | st.from_regex(r"(https?:)?//[a-z@:\[\]\\#?/.%0-9-]{0,30}", fullmatch=True))
def test_any_text_has_a_name_and_the_name_of_a_page_is_its_own(url: str) -> None:
    name = identify_link(url).name
    if name.startswith(("http://", "https://")) and "@" not in name:
        assert identify_link(name).name == name
    assert of_reading(url=url)[0].url == url


def test_a_chapter_may_be_found_on_the_page_of_its_book() -> None:
    chapter = Reading(
        key="a", type="chapter", title="Systems", container_title="Design", url="https://a.org/b"
    )
    article = Reading(
        key="b", type="article-journal", title="Ways", container_title="Acta", url="https://a.org/c"
    )
    found = gather_targets(Syllabus(readings=(chapter, article)), {}, ())
    assert [target.expected.titles for target in found] == [("Systems", "Design"), ("Ways",)]
