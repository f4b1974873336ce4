"""How rules are run, switched off and documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from depth import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lint_sample import ADA, PLACEHOLDERS, paper
from sample import HOSTILE_TEXTS, HOSTILE_URLS

from readinglist import ReadingList
from readinglist.lint import ALL_RULES, CHECKS, READING_RULES, lint
from readinglist.model.finding import SEVERITIES, Finding, Origin
from readinglist.model.reading import Link, Name, PartialDate, Reading
from readinglist.model.schedule import Course, Session, Syllabus
from readinglist.settings import LintSettings

ROOT = Path(__file__).parent.parent


def test_a_rule_is_switched_off_or_given_another_level_by_the_settings() -> None:
    syllabus = Syllabus(readings=(paper("one", url="http://engines.org/1"),))
    assert [f.level for f in lint(syllabus)] == ["info"]
    assert lint(syllabus, settings=LintSettings(ignore=("http-link",))) == ()
    raised = lint(syllabus, settings=LintSettings(levels={"http-link": "error"}))
    assert [f.level for f in raised] == ["error"]


@pytest.mark.parametrize(
    "field", ["http-link", "unused-entry, http-link", "{http-link}", "*", "all", "HTTP-Link"]
)
def test_an_entry_switches_a_rule_off_for_itself_alone(field: str) -> None:
    loud = paper("loud", url="http://engines.org/1")
    quiet = paper("quiet", url="http://engines.org/2", extra={"lintignore": field})
    assert [f.key for f in lint(Syllabus(readings=(loud, quiet)))] == ["loud"]


def test_either_entry_of_a_pair_silences_it_and_the_others_are_still_compared() -> None:
    a, b, c = (paper(key, title="One title of engines", doi="10.1145/1") for key in "abc")
    silent = {"extra": {"lintignore": "duplicate-doi"}}
    for pair in ((a.replace(**silent), b), (a, b.replace(**silent))):
        assert lint(Syllabus(readings=pair)) == ()
    assert [f.key for f in lint(Syllabus(readings=(a.replace(**silent), b, c)))] == ["c"]


def test_a_switch_that_names_no_rule_is_itself_a_finding() -> None:
    (finding,) = lint(Syllabus(readings=(paper("one", extra={"lintignore": "htp-link, no-link"}),)))
    assert (finding.rule, finding.field) == ("unknown-rule", "lintignore")
    assert "'htp-link'" in finding.message and "did you mean http-link" in finding.message


@pytest.mark.parametrize("wrong", [{"ignore": ["htp-link"]}, {"levels": {"htp-link": "info"}}])
def test_settings_that_name_no_rule_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="did you mean http-link"):
        LintSettings.model_validate(wrong)


def test_the_switches_hold_for_what_reading_found() -> None:
    one = paper("one", extra={"lintignore": "malformed-field"})
    read = [Finding(rule="malformed-field", level="error", message="m", key=key) for key in ("one", "two")]
    assert [f.key for f in lint(Syllabus(readings=(one,)), found=read)] == ["two"]
    lowered = lint(Syllabus(), found=read, settings=LintSettings(levels={"malformed-field": "info"}))
    assert [f.level for f in lowered] == ["info", "info"]
    assert lint(Syllabus(), found=read, settings=LintSettings(ignore=("malformed-field",))) == ()


def test_findings_are_in_the_order_of_the_files() -> None:
    readings = tuple(paper(key, url="http://engines.org/" + key, page="9-1") for key in "abc")
    origins = {"a": Origin("r.bib", 9), "b": Origin("r.bib", 1), "c": Origin("q.bib", 5)}
    findings = lint(Syllabus(readings=readings), origins=origins)
    assert [(f.key, f.rule) for f in findings] == [
        (key, rule) for key in "cba" for rule in ("bad-pages", "http-link")
    ]
    assert findings == lint(Syllabus(readings=readings), origins=origins)


BROKEN = r"""
@article{, title = {No key}}
@misc{twice, title = {A}, title = {B}, year = {soon}, doi = {x}, publisher = nowhere}
@misc{Twice, title = {C}}
@inproceedings{child, crossref = {nobody}, title = {D}}
@misc{open, title = {never closed
"""
BROKEN_SCHEDULE = """
nonsense = 1
[course]
title = 3
[[session]]
week = "2"
required = ["twice", "twice", "nobody", "CHILD"]
"""


def test_every_name_that_reading_gives_to_a_fault_is_a_rule(tmp_path: Path) -> None:
    (tmp_path / "readings.bib").write_bytes(BROKEN.encode() + b"% \xe9\n")
    (tmp_path / "schedule.toml").write_text(BROKEN_SCHEDULE, encoding="utf-8")
    rules = {f.rule for f in ReadingList.read(tmp_path).findings}
    (tmp_path / "readings.bib").unlink()
    (tmp_path / "schedule.toml").write_text("= =\n", encoding="utf-8")
    rules |= {f.rule for f in ReadingList.read(tmp_path).findings}
    assert rules == READING_RULES.keys()


TEXT = st.sampled_from(HOSTILE_TEXTS) | st.text(max_size=30)
URLS = st.sampled_from((*HOSTILE_URLS, *PLACEHOLDERS, "http://[", "//", "https://a:b@c:x/")) | st.text(
    max_size=20
)
MAYBE = st.none() | TEXT
DATES = st.none() | st.dates()
READINGS = st.builds(
    Reading,
    key=st.text(min_size=1, max_size=3),
    type=st.sampled_from(["article-journal", "paper-conference", "book", "chapter", "webpage", "odd"]),
    title=MAYBE,
    author=st.sampled_from([(), (ADA,), (Name.others(),), (Name(given="Ada"),)]),
    issued=st.sampled_from(
        [None, PartialDate.of(-300), PartialDate.of(2019), PartialDate(literal="in press")]
    ),
    container_title=MAYBE,
    collection_title=MAYBE,
    award=MAYBE,
    note=MAYBE,
    page=MAYBE,
    isbn=MAYBE,
    doi=st.sampled_from([None, "10.1145/1", "10.48550/arxiv.1706.03762"]),
    arxiv_id=st.sampled_from([None, "1706.03762"]),
    url=st.none() | URLS,
    links=st.lists(st.builds(Link, url=URLS, label=MAYBE), max_size=2).map(tuple),
    extra=st.dictionaries(st.sampled_from(["lintignore", "preprinttitle", "eventtitle"]), TEXT),
)
SESSIONS = st.builds(
    Session,
    week=st.none() | st.integers(),
    date=DATES,
    topic=TEXT,
    links=st.lists(st.builds(Link, url=URLS)).map(tuple),
)
SYLLABUSES = st.builds(
    Syllabus,
    course=st.builds(
        Course,
        term=st.sampled_from([None, "Spring 2022", "WS 9999/00", "2022/21"]) | TEXT,
        start=DATES,
        end=DATES,
    ),
    sessions=st.lists(SESSIONS, max_size=3).map(tuple),
    readings=st.lists(READINGS, max_size=4).map(tuple),
)


@given(SYLLABUSES)
@settings(deadline=None, max_examples=examples(120), suppress_health_check=[HealthCheck.too_slow])
def test_lint_never_fails_on_any_list(syllabus: Syllabus) -> None:
    findings = lint(syllabus, exists=lambda path: False)
    assert findings == lint(syllabus, exists=lambda path: False)
    assert {f.rule for f in findings} <= CHECKS.keys()


def test_a_long_hostile_text_takes_no_long_time() -> None:
    for text in ("$" * 10**6, " - " * 10**5, "A" * 10**6, "'9" * 10**5, "\\" * 10**6, "a " * 10**6):
        one = paper(
            "one", title=text, url=text, page=text, award=text, note=text, isbn=text, container_title=text
        )
        lint(Syllabus(course=Course(term=text), readings=(one, one.replace(key="two"))))


def test_the_list_that_comes_with_the_package_is_sound() -> None:
    findings = ReadingList.read(ROOT / "data").lint()
    assert findings.at_least("warning") == ()
    assert {f.rule for f in findings} <= {"http-link", "preprint-only"}


def test_the_documentation_is_the_code() -> None:
    text = (ROOT / "docs" / "lint.md").read_text(encoding="utf-8")
    sections = re.findall(r"^### `([a-z-]+)` \((\w+)\)\n\n(.*?)\n\n\*What to do:\* (.+?)$", text, re.M | re.S)
    documented = {name: (level, " ".join(body.split())) for name, level, body, _ in sections}
    assert len(documented) == len(sections)
    assert documented.keys() == CHECKS.keys(), (
        f"docs/lint.md lacks a section on {sorted(CHECKS.keys() - documented.keys())}, "
        f"and has one too many on {sorted(documented.keys() - CHECKS.keys())}"
    )
    for name, check in CHECKS.items():
        level, body = documented[name]
        assert level == check.level, f"docs/lint.md states another level of {name} than lint.CHECKS"
        assert body.startswith(check.summary + ". "), (
            f"in docs/lint.md the section on {name} must begin with its docstring: {check.summary}."
        )
    table = dict(re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", text, re.M))
    assert table == READING_RULES, "the table in docs/lint.md is not lint.READING_RULES"
    assert ALL_RULES.keys() == documented.keys() | table.keys()


def test_names_of_rules_are_unique_and_every_rule_says_what_it_is() -> None:
    assert not CHECKS.keys() & READING_RULES.keys()
    for name, check in CHECKS.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", name)
        assert check.level in SEVERITIES and len(check.summary) > 10
