"""Rules about links."""

from __future__ import annotations

from pathlib import Path

import pytest
from lint_sample import PLACEHOLDERS, found, paper
from sample import HOSTILE_URLS

from readinglist.lint import lint
from readinglist.model.reading import Link
from readinglist.model.schedule import Course, Person, Session, Syllabus


@pytest.mark.parametrize(
    ("rule", "url"),
    [
        *(("placeholder-link", url) for url in PLACEHOLDERS),
        *(("unsafe-link", url) for url in HOSTILE_URLS[:8]),
        ("unsafe-link", "file:///home/me/p.pdf"),
        ("bad-link", "https://engines.org/a paper.pdf"),
        ("bad-link", "https://engines.org/\u202epaper.pdf"),
        ("bad-link", "https://engines.org/p\n.pdf"),
        ("bad-link", "ftp://engines.org/p.pdf"),
        ("bad-link", "C:/papers/p.pdf"),
        ("bad-link", "https:///p.pdf"),
        ("bad-link", "https://[engines/p.pdf"),
        ("bad-link", "www.engines.org/p.pdf"),
        ("bad-link", "doi.org/10.1145/1"),
        ("escaped-link", r"https://engines.org/a\_b"),
        ("escaped-link", r"https://engines.org/$\sim$ada/p.pdf"),
        ("escaped-link", "https://engines.org/{p}.pdf"),
        ("http-link", "http://engines.org/p.pdf"),
    ],
)
def test_a_troubled_link_is_found_wherever_it_stands(rule: str, url: str) -> None:
    assert found(paper("one", url=url)) == {rule}
    assert found(paper("one", links=(Link(url=url, label="PDF"),))) == {rule}
    session = Session(topic="T", tbd="soon", links=(Link(url=url),))
    assert found(sessions=(session,)) == {rule}
    assert found(
        sessions=(session.model_copy(update={"links": (), "speakers": (Person(name="A", url=url),)}),)
    ) == {rule}
    assert found(course=Course(url=url)) == {rule}


@pytest.mark.parametrize(
    "url",
    [
        "https://engines.org/p.pdf",
        "https://engines.org",
        "assets/lec01.pdf",
        "/",
        "../notes.html#two",
        "mailto:ada@engines.org",
        "//engines.org/p",
        "https://engines.org/~ada/p%20q.pdf?a=b&c=$d",
        "https://de.wikipedia.org/wiki/Größe_(Maß)",
        "https://arxiv.org/abs/1706.03762",
        "https://doi.org/10.1145/1",
        "https://todo.org/x",
    ],
)
def test_a_good_link_is_quiet(url: str) -> None:
    assert found(sessions=(Session(topic="T", tbd="soon", links=(Link(url=url),)),)) == set()


def test_a_relative_link_is_looked_up_only_where_somebody_says_where() -> None:
    links = tuple(
        Link(url=url) for url in ("a/there%20now.pdf?v=1#p2", "a/gone.pdf", "https://engines.org/x", "#")
    )
    syllabus = Syllabus(sessions=(Session(topic="T", tbd="soon", links=links),))
    assert {f.rule for f in lint(syllabus)} == {"placeholder-link"}
    findings = lint(syllabus, exists=lambda path: path == "a/there now.pdf")
    assert [f.message for f in findings if f.rule == "missing-local-file"] == [
        "the file a/gone.pdf is not there; put it there, or correct the link"
    ]


def test_a_name_that_no_file_can_have_is_a_missing_file(tmp_path: Path) -> None:
    syllabus = Syllabus(
        sessions=(Session(topic="T", tbd="soon", links=(Link(url="y" * 5000), Link(url="a%00b"))),)
    )
    findings = lint(syllabus, exists=lambda path: (tmp_path / path).exists())
    assert [f.rule for f in findings] == ["missing-local-file"] * 2
