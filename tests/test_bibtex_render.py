"""BibTeX that we write: the programs take it, and it reads back."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from pathlib import Path

import pytest
from depth import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readinglist import ReadingList
from readinglist.formats import bibtex
from readinglist.formats.bibtex.writer import protect
from readinglist.model.reading import Link, Name, PartialDate, Reading
from readinglist.model.schedule import Assignment, Session, Syllabus

HOSTILE = [
    "<script>alert(1)</script>",
    "100% of $5 & #1_x ~ ^ \\ { } }{",
    "Ünïcödé Łódź 日本語 🎓",
    "A $\\alpha_{i}$-GPipe for DNNs",
    "“Quoted” — dashed – and 'single'",
    "{{ liquid }} {% raw %}",
    "@misc{x, title = {y}}",
]


def hostile_list() -> Syllabus:
    return Syllabus(
        readings=tuple(
            Reading(
                key=f"k{number}",
                type="article-journal",
                title=title,
                author=(Name(family=title, given="A"), Name(literal=title)),
                container_title=title,
                issued=PartialDate.of(2020, 1 + number),
                note=title,
                url="https://x.org/a_b%20{c#d",
                keyword=("a & b",),
            )
            for number, title in enumerate(HOSTILE)
        )
    )


def run_bibtex(text: str, folder: Path, style: str = "plain") -> str:
    (folder / "x.bib").write_text(text, encoding="utf-8")
    aux = f"\\relax\n\\citation{{*}}\n\\bibstyle{{{style}}}\n\\bibdata{{x}}\n"
    (folder / "x.aux").write_text(aux, encoding="utf-8")
    done = subprocess.run(
        ["bibtex", "x"], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    return done.stdout


def run_biber(text: str, folder: Path) -> str:
    (folder / "x.bib").write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["biber", "--tool", "--output-file=out.bib", "x.bib"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.stdout


@pytest.mark.program("bibtex")
@pytest.mark.parametrize("ascii", [True, False])
def test_bibtex_takes_the_example_without_a_warning(tmp_path: Path, ascii: bool) -> None:
    text = ReadingList.example().export("bibtex", ascii=ascii, keywords=True)
    log = run_bibtex(text, tmp_path)
    assert "Database file #1: x.bib" in log
    assert "arning" not in log and "error" not in log, log
    assert (tmp_path / "x.bbl").read_text(encoding="utf-8", errors="replace").count("\\bibitem") == 60
    assert text.isascii() is ascii


@pytest.mark.program("biber")
@pytest.mark.parametrize("options", [{}, {"ascii": False, "classic": False, "keywords": True}])
def test_biber_takes_the_example_without_a_warning(tmp_path: Path, options: dict[str, bool]) -> None:
    log = run_biber(ReadingList.example().export("bibtex", **options), tmp_path)
    assert "WARN" not in log and "ERROR" not in log, log
    assert (tmp_path / "out.bib").read_text(encoding="utf-8").count("\n@") >= 59


@pytest.mark.program("bibtex", "biber")
@pytest.mark.parametrize("ascii", [True, False])
def test_the_programs_take_hostile_text(tmp_path: Path, ascii: bool) -> None:
    text = bibtex.render(hostile_list(), ascii=ascii)
    log = run_bibtex(text, tmp_path)
    assert "arning" not in log and "error" not in log, log
    assert "ERROR" not in run_biber(text, tmp_path)


@pytest.mark.parametrize("ascii", [True, False])
def test_hostile_text_reads_back(ascii: bool) -> None:
    syllabus = hostile_list()
    text = bibtex.render(syllabus, ascii=ascii)
    bibliography = bibtex.parse(text)
    assert not bibliography.findings
    for read, written in zip(bibliography.readings, syllabus.readings, strict=True):
        for field in ("title", "author", "container_title", "issued", "note", "keyword"):
            assert getattr(read, field) == getattr(written, field)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("GPipe: Efficient Training", "{GPipe}: Efficient Training"),
        ("DNN-based IEEE Things", "{DNN}-based {IEEE} Things"),
        ("A Title in Title Case", "A Title in Title Case"),
        ("$O(NlogN)$ in SQL", "$O(NlogN)$ in {SQL}"),
    ],
)
def test_only_words_that_a_style_would_spoil_get_braces(title: str, expected: str) -> None:
    assert protect(title) == expected


def test_braces_that_a_person_chose_stay() -> None:
    source = "Training in {Facebook} Data Centers"
    (reading,) = bibtex.parse(f"@misc{{a, title = {{{source}}}}}").readings
    assert reading.title == "Training in Facebook Data Centers"
    assert f"{{{source}}}" in bibtex.render_reading(reading)
    assert "{Facebook}" not in bibtex.render_reading(reading.replace(title="Training in Facebook"))


def test_week_and_level_can_travel_as_keywords() -> None:
    reading = Reading(key="a", title="A", keyword=("own",))
    session = Session(week=3, required=(Assignment(reading=reading, level="required"),))
    syllabus = Syllabus(sessions=(session,), readings=(reading,))
    assert "keywords = {own, week 3, required}" in bibtex.render(syllabus, keywords=True)
    assert "week 3" not in bibtex.render(syllabus)


def test_keys_that_bibtex_cannot_take_are_made_safe() -> None:
    syllabus = Syllabus(
        readings=tuple(Reading(key=key, title="T") for key in ("a b", "a{b", "a-b", "", "ok:1"))
    )
    read = bibtex.parse(bibtex.render(syllabus))
    assert [reading.key for reading in read.readings] == ["a-b", "a-b-2", "a-b-3", "entry", "ok:1"]


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), min_size=1, max_size=25)
# Reading gives composed letters (NFC), however they were written.
SQUEEZED = TEXT.map(lambda text: " ".join(unicodedata.normalize("NFC", text).split())).filter(bool)
WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=8)
YEARS = st.builds(PartialDate.of, st.integers(1000, 2100), st.none() | st.integers(1, 12))
READINGS = st.builds(
    Reading,
    key=st.just("key2020x"),
    type=st.sampled_from(
        ["article-journal", "paper-conference", "book", "chapter", "thesis", "report", "webpage"]
    ),
    title=st.none() | SQUEEZED,
    author=st.lists(st.builds(Name, family=SQUEEZED, given=st.none() | SQUEEZED), max_size=3).map(tuple),
    issued=st.none()
    | YEARS
    | st.just(PartialDate.of(2020, 2, 29))
    | st.just(PartialDate(date_parts=((2019,), (2020,)))),
    publisher=st.none() | SQUEEZED,
    volume=st.none() | SQUEEZED,
    edition=st.none() | SQUEEZED,
    doi=st.none() | st.just("10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2"),
    arxiv_id=st.none() | st.just("1706.03762"),
    url=st.none() | st.just("https://example.org/~a_b/%20?c={d}&e#f"),
    links=st.sampled_from(
        [(), (Link(url="a.pdf", label="PDF"),), (Link(url="u", label="Ü, x"), Link(url="v"))]
    ),
    abstract=st.none() | SQUEEZED,
    award=st.none() | SQUEEZED,
    note=st.none() | SQUEEZED,
    keyword=st.lists(WORD, max_size=3, unique=True).map(tuple),
)


@settings(deadline=None, max_examples=examples(200), suppress_health_check=[HealthCheck.too_slow])
@given(reading=READINGS, ascii=st.booleans())
def test_what_is_rendered_reads_back(reading: Reading, ascii: bool) -> None:
    text = bibtex.render_reading(reading, ascii=ascii, classic=False)
    bibliography = bibtex.parse(text)
    (read,) = bibliography.readings
    assert not [finding for finding in bibliography.findings if finding.level != "info"]
    implied = {"genre": "PhD thesis"} if reading.type == "thesis" else {}
    expected = reading.replace(entry_type=read.entry_type, **implied)
    assert {**dict(read), "extra": {}} == dict(expected)
    assert bibtex.render_reading(read, ascii=ascii, classic=False) == text


@pytest.mark.program("pandoc")
@pytest.mark.parametrize("options", [{}, {"ascii": False}])
def test_pandoc_reads_the_example(options: dict[str, bool]) -> None:
    rl = ReadingList.example()
    done = subprocess.run(
        ["pandoc", "-f", "bibtex", "-t", "csljson"],
        input=rl.export("bibtex", **options),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    read = {item["id"]: item for item in json.loads(done.stdout)}
    assert list(read) == list(rl.readings)
    for reading in rl:
        item = read[reading.key]
        assert len(item["author"]) == len(reading.author)
        assert item["issued"]["date-parts"][0][0] == reading.year
        # pandoc writes titles in sentence case, but for the words in braces.
        plain = re.sub(r"</?span[^>]*>", "", item["title"]).replace("’", "'")
        assert plain.casefold() == (reading.title or "").replace("’", "'").casefold()
    assert "MLSys" in read["ratner2019mlsys"]["title"]
