"""Rules about two entries: duplicates, titles, preprints."""

from __future__ import annotations

import pytest
from depth import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from lint_sample import BOB, found, paper, preprint

from readinglist.lint import CHECKS, lint
from readinglist.model.reading import Link
from readinglist.model.schedule import Syllabus
from readinglist.text.titles import same_title

TITLE = "Engines that weave algebraic patterns"


@pytest.mark.parametrize(
    ("rule", "one", "two"),
    [
        ("duplicate-doi", {"doi": "10.1145/1"}, {"doi": "10.1145/1"}),
        (
            "duplicate-doi",
            {"doi": "10.1145/1"},
            {"url": "https://dl.acm.org/doi/pdf/10.1145/1?download=true"},
        ),
        ("duplicate-doi", {"doi": "10.1145/1"}, {"url": "http://doi.acm.org/10.1145/1"}),
        ("duplicate-doi", {"doi": "10.1145/1"}, {"links": (Link(url="https://dx.doi.org/10.1145/1"),)}),
        ("duplicate-arxiv", {"arxiv_id": "1706.03762"}, {"url": "https://arxiv.org/pdf/1706.03762v2.pdf"}),
        (
            "duplicate-arxiv",
            {"doi": "10.48550/arxiv.1706.03762", "container_title": "S"},
            {"arxiv_id": "1706.03762"},
        ),
        (
            "duplicate-arxiv",
            {"arxiv_id": "1706.03762", "container_title": "CoRR", "volume": "abs/1706.03762"},
            {"container_title": "arXiv preprint arXiv:1706.03762", "url": "https://a.org/p"},
        ),
        ("duplicate-url", {"url": "https://a.org/p?utm_source=x"}, {"url": "http://www.a.org/p/"}),
    ],
)
def test_one_identifier_twice_is_a_duplicate_or_two_titles(
    rule: str, one: dict[str, object], two: dict[str, object]
) -> None:
    same = found(paper("one", title=TITLE, **one), paper("two", title=TITLE, **two))
    assert same - {"http-link", "preprint-only"} == {rule}
    differ = found(paper("one", **one), paper("two", **two))
    assert differ - {"http-link", "preprint-only"} == {"one-id-two-titles"}
    assert CHECKS["one-id-two-titles"].level == "error"


def test_front_pages_shared_code_and_parts_of_one_book_are_no_duplicates() -> None:
    site = {"url": "https://engines.org/"}
    assert found(paper("one", **site), paper("two", **site)) == set()
    code = {"links": (Link(url="https://code.org/all", label="Code"),)}
    assert found(paper("one", **code), paper("two", **code)) == set()
    book = {
        "type": "chapter",
        "publisher": "P",
        "page": "1-2",
        "doi": "10.1145/1",
        "url": "https://p.org/book",
    }
    assert found(paper("one", **book), paper("two", **book)) == set()
    inbook = book | {"type": "book", "entry_type": "inbook", "title": TITLE, "page": None}
    assert (
        found(paper("one", **inbook, chapter_number="1"), paper("two", **inbook, chapter_number="2")) == set()
    )


def test_the_later_of_two_entries_is_reported_and_names_the_earlier_one() -> None:
    first, second, third = (paper(key, title=TITLE, doi="10.1145/1") for key in ("zeta", "alpha", "mu"))
    findings = lint(Syllabus(readings=(first, second, third)))
    assert [(f.key, "zeta" in f.message) for f in findings] == [("alpha", True), ("mu", True)]


PREPRINT = "Engines that knit"


@pytest.mark.parametrize(
    "published",
    [
        {"title": PREPRINT, "doi": "10.1145/1"},
        {"title": TITLE, "doi": "10.1145/1", "extra": {"preprinttitle": "Engines {That} Knit"}},
        {"title": TITLE, "arxiv_id": "1706.03762", "extra": {"preprinttitle": PREPRINT}},
        {"title": PREPRINT, "arxiv_id": "1706.03762"},
        {"title": PREPRINT, "arxiv_id": "1806.00001"},
    ],
)
def test_one_paper_under_its_two_titles_is_a_warning_at_most(published: dict[str, object]) -> None:
    early, late = preprint("early", "1706.03762", title=PREPRINT), paper("late", **published)
    for pair in ((early, late), (late, early)):
        findings = lint(Syllabus(readings=pair))
        assert {f.rule for f in findings} == {"preprint-and-published", "preprint-only"}
        assert {f.level for f in findings} <= {"warning", "info"}


def test_a_stated_preprint_title_explains_one_id_under_two_titles() -> None:
    early = preprint("early", "1706.03762", title=PREPRINT)
    late = paper("late", title=TITLE, arxiv_id="1706.03762")
    assert "one-id-two-titles" in found(early, late)
    assert "one-id-two-titles" not in found(early, late.replace(extra={"preprinttitle": PREPRINT}))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Résumé of {GPU} engines", "Resume of GPU Engines"),
        ("Optimization of large engines", "Optimisation of large engines"),
        ("The design of large engines", "Design of Large Engines"),
        ("Bi-directional pipelines for engines", "Bidirectional pipelines for engines"),
        ("Engines with $O(n^2)$ steps and more", "Engines with steps and more"),
        ("Engines: a study of large machines", "A study of large machines"),
        ("Engines of large machines", "Engines of large machines: a study in steam"),
        ("Engines", "ENGINES"),
    ],
)
def test_a_near_same_title_is_a_warning(one: str, two: str) -> None:
    assert found(paper("one", title=one), paper("two", title=two)) == {"similar-title"}


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("MLPerf Training Benchmark", "MLPerf Inference Benchmark"),
        ("Large engines and steam, part I", "Large engines and steam, part II"),
        ("HAWQ-V2: quantization of engines", "HAWQ-V3: quantization of engines"),
        ("Supervised learning of large engines", "Unsupervised learning of large engines"),
        ("Programming large engines in C", "Programming large engines in C++"),
        ("Engines", "Engines: a study of steam in large machines"),
        ("$x$", "$x$"),
    ],
)
def test_titles_that_only_look_alike_are_quiet(one: str, two: str) -> None:
    assert found(paper("one", title=one), paper("two", title=two)) == set()


def test_works_that_are_known_to_be_two_may_have_one_title() -> None:
    one = paper("one", title=TITLE)
    assert found(one, paper("two", title=TITLE, type="software")) == set()
    assert found(one.replace(title="Engines"), paper("two", title="Engines", author=(BOB,))) == set()
    slips = (one.replace(doi="10.1145/1"), paper("two", title=TITLE + "s", doi="10.1145/2"))
    assert found(*slips) == set()
    book = {"type": "book", "publisher": "P", "title": TITLE}
    assert found(paper("one", **book, volume="1"), paper("two", **book, volume="2")) == set()


WORDS = st.sampled_from(
    ["design", "desing", "of", "the", "engine", "engines", "steam", "II", "I", "stream", ":"]
)
TITLES = st.lists(WORDS, max_size=8).map(" ".join)


@given(TITLES, TITLES)
@settings(deadline=None, max_examples=examples(400))
def test_whether_titles_agree_does_not_depend_on_their_order(a: str, b: str) -> None:
    one, two = paper("one", title=a), paper("two", title=b)
    assert same_title(one, two) == same_title(two, one)
