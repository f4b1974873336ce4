"""The schedule file: reading with findings, writing anew, and edits that leave the rest alone."""

from __future__ import annotations

import datetime
import difflib
import random
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from depth import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readinglist.errors import UsageError
from readinglist.formats import schedule_toml
from readinglist.formats.schedule_toml import ParsedSchedule, edit, parse, render
from readinglist.formats.schedule_toml.syntax import Value, addresses, scan
from readinglist.model.reading import Link, Reading
from readinglist.model.schedule import Assignment, Course, Person, Session, Syllabus

DATA = Path(__file__).parent.parent / "data"
KEYS = ("a2020b", "chen2016eyeriss", "li2021chimera", "dean2012distributed", "Zaharia2012RDD")
READINGS = {key: Reading(key=key, title=f"About {key}") for key in KEYS}

property_test = settings(
    deadline=None,
    max_examples=examples(100),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def read(text: str) -> ParsedSchedule:
    return parse(text, READINGS, file="data/schedule.toml")


def said(text: str) -> Syllabus:
    parsed = read(text)
    assert not parsed.broken
    return Syllabus(course=parsed.course, sessions=parsed.sessions, readings=tuple(READINGS.values()))


def found(text: str) -> list[tuple[str, str, int | None]]:
    return [(f.rule, f.level, f.line) for f in read(text).findings]


def with_session(syllabus: Syllabus, number: int, **changes: Any) -> Syllabus:
    sessions = list(syllabus.sessions)
    sessions[number] = sessions[number].model_copy(update=changes)
    return syllabus.model_copy(update={"sessions": tuple(sessions)})


def with_sessions(syllabus: Syllabus, *sessions: Session) -> Syllabus:
    return syllabus.model_copy(update={"sessions": sessions})


def with_course(syllabus: Syllabus, **changes: Any) -> Syllabus:
    return syllabus.model_copy(update={"course": syllabus.course.model_copy(update=changes)})


def assign(key: str, level: Any = "required", **parts: Any) -> Assignment:
    return Assignment(reading=READINGS[key], level=level, **parts)


def changed_lines(old: str, new: str) -> tuple[list[str], list[str]]:
    """The lines that went and the lines that came."""
    lines = list(difflib.ndiff(old.splitlines(keepends=True), new.splitlines(keepends=True)))
    return [s[2:] for s in lines if s[0] == "-"], [s[2:] for s in lines if s[0] == "+"]


# --- reading ---


def test_the_schedule_of_the_project_is_read_without_findings() -> None:
    text = (DATA / "schedule.toml").read_text(encoding="utf-8")
    keys = re.findall(r"^@\w+\{([^,]+),", (DATA / "readings.bib").read_text(encoding="utf-8"), re.MULTILINE)
    parsed = parse(text, {key: Reading(key=key) for key in keys})
    assert parsed.findings == ()
    assert not parsed.broken
    assert len(parsed.sessions) == 16
    lines = text.splitlines()
    assert [lines[line - 1] for line in parsed.session_lines if line] == ["[[session]]"] * 16
    rewritten = render(Syllabus(course=parsed.course, sessions=parsed.sessions))
    assert rewritten == text[text.index("[course]") :]


def test_an_empty_text_is_an_empty_course() -> None:
    assert read("") == ParsedSchedule(Course(), (), (), (), broken=False)


FULL = """\
[course]
title = "Machine Learning Systems"
timezone = "America/Los_Angeles"
start = 2022-01-24
instructors = ["Ann Other", { name = "Joe", affiliation = "UCB", url = "https://x.org" }]
links = [{ label = "Forum", url = "https://f.org" }, "https://g.org"]

[[session]]
week = 3
date = 2022-02-07
topic = "Hardware"
kind = "field trip"
speakers = "Sophia Shao"
notes = \"\"\"
Two
lines\"\"\"
required = [
  "a2020b",
  {key="chen2016eyeriss", locator="sections 1-3", note="n", presenters=["P","Q"], group="g", text="[_E_]()"} ]
optional = ["li2021chimera"]
readings = ["dean2012distributed"]
tbd = "More to come"
"""


def test_every_field_reaches_its_record() -> None:
    parsed = read(FULL)
    assert parsed.findings == ()
    assert parsed.session_lines == (8,)
    assert parsed.course == Course(
        title="Machine Learning Systems",
        timezone="America/Los_Angeles",
        start=datetime.date(2022, 1, 24),
        instructors=(Person(name="Ann Other"), Person(name="Joe", affiliation="UCB", url="https://x.org")),
        links=(Link(label="Forum", url="https://f.org"), Link(url="https://g.org")),
    )
    assert parsed.sessions == (
        Session(
            week=3,
            date=datetime.date(2022, 2, 7),
            topic="Hardware",
            kind="field trip",
            speakers=(Person(name="Sophia Shao"),),
            notes="Two\nlines",
            required=(
                assign("a2020b"),
                assign(
                    "chen2016eyeriss",
                    locator="sections 1-3",
                    note="n",
                    presenters=("P", "Q"),
                    group="g",
                    text="[_E_]()",
                ),
            ),
            optional=(assign("li2021chimera", "optional"),),
            readings=(assign("dean2012distributed", "unspecified"),),
            tbd="More to come",
        ),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lecture = 3\n", ("schedule-unknown-field", "warning", 1)),
        ('[course]\ntitel = "x"\n', ("schedule-unknown-field", "warning", 2)),
        ("[[session]]\n\nweak = 3\n", ("schedule-unknown-field", "warning", 3)),
        (
            '[[session]]\nrequired = [\n  { key = "a2020b", nte = "" },\n]',
            ("schedule-unknown-field", "warning", 3),
        ),
        ("[[session]]\nweek = 3.5", ("schedule-type", "error", 2)),
        ("[[session]]\nweek = 3.0", ("schedule-type", "warning", 2)),
        ("[[session]]\nweek = 10000000000000000000000", ("schedule-type", "error", 2)),
        ("[[session]]\nweek = true", ("schedule-type", "error", 2)),
        ('[[session]]\nweek = "three"', ("schedule-type", "error", 2)),
        ('[[session]]\nweek = "3"', ("schedule-type", "warning", 2)),
        ("[[session]]\ntopic = 3", ("schedule-type", "error", 2)),
        ('[[session]]\ndate = "2022-02-07"', ("schedule-type", "warning", 2)),
        ('[[session]]\ndate = "Monday"', ("schedule-type", "error", 2)),
        ("[[session]]\ndate = 12:30:00", ("schedule-type", "error", 2)),
        ("[[session]]\ndate = 2022-02-07T12:30:00Z", ("schedule-type", "info", 2)),
        ("[[session]]\ndate = 7", ("schedule-type", "error", 2)),
        ("[[session]]\nrequired = [\n\n3]", ("schedule-type", "error", 4)),
        ('[[session]]\nrequired = [{ note = "no key" }]', ("schedule-type", "error", 2)),
        ("[[session]]\nrequired = [{ key = 3 }]", ("schedule-type", "error", 2)),
        ("[[session]]\nspeakers = [{ affiliation = 'x' }]", ("schedule-type", "error", 2)),
        ("[[session]]\nlinks = [[1]]", ("schedule-type", "error", 2)),
        ('[[session]]\nrequired = ["b2020"]', ("unknown-key", "error", 2)),
        ('[[session]]\nrequired = ["A2020B"]', ("key-case", "warning", 2)),
        ('[[session]]\nrequired = ["zaharia2012rdd"]', ("key-case", "warning", 2)),
        ('[course]\ntimezone = "../../etc/passwd"', ("timezone", "error", 2)),
        ('[course]\ntimezone = "America"', ("timezone", "error", 2)),
        ('[course]\ntimezone = ""', ("timezone", "error", 2)),
        ('[course]\ntimezone = "\\u0000"', ("timezone", "error", 2)),
        (f'[course]\ntimezone = "{"x" * 9999}"', ("timezone", "error", 2)),
        ("session = 3", ("schedule-type", "error", 1)),
        ("session = [{}, 3]", ("schedule-type", "error", 1)),
        ("[session]\nweek = 1", ("schedule-type", "warning", 1)),
        ("course = 3", ("schedule-type", "error", 1)),
        ("[[course]]\n", ("schedule-type", "warning", 1)),
        ("[[course]]\n[[course]]", ("schedule-type", "error", 1)),
        ('[[session]]\nrequired = ["a2020b", "a2020b"]', ("duplicate-assignment", "warning", 1)),
        ('[[session]]\nrequired = ["a2020b"]\noptional = ["a2020b"]', ("duplicate-assignment", "warning", 1)),
    ],
)
def test_what_cannot_be_meant_is_found_at_its_line(text: str, expected: tuple[str, str, int]) -> None:
    assert found(text) == [expected]
    assert found(text.replace("\n", "\r\n")) == [expected]


@pytest.mark.parametrize(
    ("text", "session"),
    [
        ('[[session]]\nweek = "3"\ntopic = 4\nkind = "exam"', Session(week=3, kind="exam")),
        ('[[session]]\ndate = "2022-02-07"', Session(date=datetime.date(2022, 2, 7))),
        ("[[session]]\ndate = 2022-02-07T12:30:00Z", Session(date=datetime.date(2022, 2, 7))),
        ('[[session]]\nrequired = ["nope", "A2020B", 3]', Session(required=(assign("a2020b"),))),
        ('[[session]]\noptional = "a2020b"', Session(optional=(assign("a2020b", "optional"),))),
        ("[session]\nweek = 0", Session(week=0)),
        ('[[session]]\n[[session.speakers]]\nname = "S"', Session(speakers=(Person(name="S"),))),
        ("session = [3, { week = 2 }]", Session(week=2)),
    ],
)
def test_the_rest_of_a_faulty_session_is_read(text: str, session: Session) -> None:
    assert read(text).sessions == (session,)


def test_findings_name_near_keys_and_fields() -> None:
    parsed = read('[[session]]\nrequired = ["chen2016eyeris"]\nspeeker = 1')
    assert {f.rule: (f.key, f.field) for f in parsed.findings} == {
        "unknown-key": ("chen2016eyeris", "required"),
        "schedule-unknown-field": (None, "speeker"),
    }
    assert any("did you mean chen2016eyeriss?" in f.message for f in parsed.findings)
    assert any("did you mean speakers?" in f.message for f in parsed.findings)


@pytest.mark.parametrize(
    "broken",
    [
        'topic = "unclosed',
        "topic = 'unclosed",
        'notes = """never closed',
        'required = [\n  "a2020b"',
        "links = [{ url = 'x'",
        "week = = 3",
        "week 3",
        "week = three",
        "date = 2022-02-31",
        "week = 3\nweek = 4",
        'topic = "C:\\users"',
        "week = 3 4",
        "]",
        'topic = "\x01"',
        "week = " + "1" * 5000,
        "x = " + "[" * 5000,
    ],
)
def test_a_broken_session_costs_only_itself(broken: str) -> None:
    whole = "[course]\ntitle = 'T'\n\n[[session]]\nweek = 1\n\n"
    text = f"{whole}[[session]]\n{broken}\n\n[[session]]  # last\nweek = 9\n"
    for variant in (text, text.replace("\n", "\r\n")):
        parsed = read(variant)
        assert parsed.broken
        assert parsed.course == Course(title="T")
        assert [session.week for session in parsed.sessions] == [1, 9]
        assert parsed.session_lines == (4, variant.count("\n", 0, variant.index("[[session]]  # last")) + 1)
        assert [(f.rule, f.level, f.file) for f in parsed.findings] == [
            ("schedule-syntax", "error", "data/schedule.toml")
        ]
        line = parsed.findings[0].line
        assert line is not None
        assert 7 <= line < (parsed.session_lines[1] or 0)


def test_every_broken_session_is_reported() -> None:
    text = "[[session]]\nweek =\n[[session]]\nweek = 2\n[[session]]\nweek 3\n"
    assert found(text) == [("schedule-syntax", "error", 2), ("schedule-syntax", "error", 6)]


def test_a_header_in_a_text_is_no_header_even_where_something_else_is_broken() -> None:
    text = '[[session]]\nweek = 1\nnotes = """\n[[session]]\nweek = 8\n"""\n[[session]]\nweek = \n'
    assert [session.notes for session in read(text).sessions] == ["[[session]]\nweek = 8\n"]


def test_two_courses_are_a_syntax_error_of_the_whole_and_the_sessions_stay() -> None:
    parsed = read("[course]\ntitle = 'A'\n[[session]]\nweek = 1\n[course]\ntitle = 'B'\n")
    assert (parsed.broken, parsed.course.title, len(parsed.sessions)) == (True, "A", 1)
    assert [(f.rule, f.line) for f in parsed.findings] == [("schedule-syntax", 5)]


@property_test
@given(st.text(st.sampled_from("[]{}\"'#=,.\\\n\r session course week ab12-:" + "\x00é\u202e"), max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    parsed = read(text)
    assert len(parsed.sessions) == len(parsed.session_lines)
    assert parsed.broken == any(f.rule == "schedule-syntax" for f in parsed.findings)


# --- positions ---


def spans_of(value: Value) -> list[tuple[int, int]]:
    inner = [*value.items, *(pair.value for pair in value.pairs)]
    return [(value.start, value.end), *(span for each in inner for span in spans_of(each))]


@pytest.mark.parametrize(
    "text",
    [
        FULL,
        "a . \"b.c\" . 'd' = [ [1, 2,], # c ]\n [], {} , { x.y = 1, z = '}' } ] # end",
        'a = \'\'\'x\'\'\'\'\'\nb = """y\\""""""\nc = 1979-05-27 07:32:00\nd = \'#\'\ne = "]"',
        "[a]\n[[b]]\nx = 1\n[[b]]\n[b.c]\n[[ b . 'd' ]]\ny = 2\n[[b.d]]\r\nz = 3",
    ],
)
def test_the_scan_finds_every_value_where_it_stands(text: str) -> None:
    document = tomllib.loads(text)
    tables = scan(text)
    for table, path in zip(tables, addresses(tables), strict=True):
        holder: Any = document
        for part in path:
            holder = holder[part]
        for pair in table.pairs:
            value: Any = holder
            for name in pair.key:
                value = value[name]
            source = text[pair.value.start : pair.value.end]
            assert tomllib.loads(f"v = {source}")["v"] == value
            for start, end in spans_of(pair.value):
                tomllib.loads(f"v = {text[start:end]}")


# --- writing anew ---

hostile = st.one_of(
    st.sampled_from(
        [
            '"',
            '"""',
            "'''",
            "\\",
            '\\"',
            "a\nb",
            "a\r\nb",
            '""""\n"""',
            "\n",
            "\x00\x7f\x1b[31m",
            "# no",
            "\ufeff",
            "[[session]]",
        ]
    ),
    st.text(max_size=12),
    st.text(st.sampled_from('"\\\n\r\t# '), max_size=10),
)
maybe = st.none() | hostile
dates = st.none() | st.dates()
persons = st.builds(Person, name=hostile, affiliation=maybe, url=maybe)
links = st.builds(Link, url=hostile, label=maybe)


def assignments(
    level: str, text: st.SearchStrategy[str] = hostile
) -> st.SearchStrategy[tuple[Assignment, ...]]:
    one = st.builds(
        Assignment,
        reading=st.sampled_from(tuple(READINGS.values())),
        level=st.just(level),
        locator=st.none() | text,
        note=st.none() | text,
        presenters=st.lists(text, max_size=2).map(tuple),
        group=st.none() | text,
        text=st.none() | text,
    )
    return st.lists(one, max_size=4, unique_by=lambda a: a.reading.key).map(tuple)


def few(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


courses = st.builds(
    Course,
    title=maybe,
    term=maybe,
    timezone=st.sampled_from([None, "UTC", "Europe/Berlin"]),
    url=maybe,
    start=dates,
    end=dates,
    location=maybe,
    meets=maybe,
    instructors=few(persons),
    links=few(links),
    notes=maybe,
)
sessions = st.builds(
    Session,
    week=st.none() | st.integers(-3, 60),
    date=dates,
    topic=hostile,
    kind=st.sampled_from(["lecture", "holiday", ""]) | hostile,
    speakers=few(persons),
    links=few(links),
    notes=maybe,
    required=assignments("required"),
    optional=assignments("optional"),
    readings=assignments("unspecified"),
    tbd=maybe,
)
syllabi = st.builds(
    Syllabus,
    course=courses,
    sessions=st.lists(sessions, max_size=4).map(tuple),
    readings=st.just(tuple(READINGS.values())),
)


@property_test
@given(syllabi)
def test_what_is_written_is_read_back_the_same(syllabus: Syllabus) -> None:
    text = render(syllabus)
    for variant in (text, text.replace("\n", "\r\n")):
        parsed = read(variant)
        assert (parsed.course, parsed.sessions) == (syllabus.course, syllabus.sessions)
        # One reading may stand under two levels; nothing else can be wrong with it.
        assert {f.rule for f in parsed.findings} <= {"duplicate-assignment"}


def test_a_new_schedule_is_pretty() -> None:
    session = Session(
        week=3,
        topic='The "best"',
        required=(assign("a2020b"), assign("li2021chimera", locator="§ 2", presenters=("Ann",))),
    )
    assert render(Syllabus(course=Course(title="T"), sessions=(session, Session(kind="break")))) == (
        '[course]\ntitle = "T"\n\n[[session]]\nweek = 3\ntopic = "The \\"best\\""\nkind = "lecture"\n'
        'required = [\n  "a2020b",\n  { key = "li2021chimera", locator = "§ 2", presenters = ["Ann"] },\n]\n'
        '\n[[session]]\nkind = "break"\n'
    )
    assert render(Syllabus()) == ""


# --- editing ---

ODD = """\
# About the file.

[course]   # the course
title    = 'Old title'   # to be changed
timezone = "America/Los_Angeles"

# The first week.
[[session]]
week=1
topic = "One"
required = ["a2020b",'chen2016eyeriss']   # both
  # indented remark

# --- Part two ---

# The second week.
[[session]]
  date = 2022-02-07
  week = 2
  topic = \"\"\"
[[session]]
\"\"\"
  speakers = [ { name = "Sophia", url = 'u' } ]
  required = [ # in order
    "a2020b", # first
    # about chimera
    { key = "li2021chimera", note = 'old' }  , # second

    # no longer sure about this one
    "unknown2020",
    "chen2016eyeriss"
  ]
  optional = []
  colour = "red" # not ours

[[session]]
week = 3
topic = "Three"
[[session.speakers]]
name = "Tim"
# The end."""


@pytest.fixture(params=["\n", "\r\n"], ids=["LF", "CRLF"])
def odd(request: pytest.FixtureRequest) -> str:
    return ODD.replace("\n", str(request.param))


def check_edit(text: str, after: Syllabus, gone: list[str], came: list[str]) -> str:
    """Make an edit; the lines that changed, and the endings of all of them, must be as they should."""
    result = edit(text, said(text), after)
    parsed = read(result)
    assert (parsed.course, parsed.sessions) == (after.course, after.sessions)
    assert edit(result, after, after) == result
    newline = "\r\n" if "\r\n" in text else "\n"
    assert result.count("\n") == result.count(newline)
    removed, added = changed_lines(text, result)
    assert ([s.strip() for s in removed], [s.strip() for s in added]) == (gone, came)
    return result


def test_an_edit_that_changes_nothing_gives_the_same_text_whatever_it_is(odd: str) -> None:
    assert edit(odd, said(odd), said(odd)) == odd
    assert edit("not = = TOML", Syllabus(), Syllabus()) == "not = = TOML"


def test_a_changed_record_of_a_reading_changes_nothing_here(odd: str) -> None:
    before = said(odd)
    other = {key: Reading(key=key, title="Another title") for key in KEYS}
    parsed = parse(odd, other)
    after = Syllabus(course=parsed.course, sessions=parsed.sessions, readings=tuple(other.values()))
    assert before != after
    assert edit(odd, before, after) == odd


def test_a_field_is_set_in_place_with_its_comment_kept(odd: str) -> None:
    after = with_course(said(odd), title="New", location="Soda 405")
    check_edit(
        odd,
        after,
        ["title    = 'Old title'   # to be changed"],
        ['title    = "New"   # to be changed', 'location = "Soda 405"'],
    )


def test_a_field_is_deleted_with_its_line_alone(odd: str) -> None:
    check_edit(odd, with_course(said(odd), timezone=None), ['timezone = "America/Los_Angeles"'], [])
    check_edit(odd, with_session(said(odd), 0, week=None), ["week=1"], [])


def test_a_new_field_stands_where_it_usually_does_and_is_indented_as_its_neighbours(odd: str) -> None:
    result = check_edit(odd, with_session(said(odd), 1, kind="exam"), [], ['kind = "exam"'])
    assert '\n  kind = "exam"' in result
    assert result.index('topic = """') < result.index('kind = "exam"') < result.index("speakers = [ {")


def test_a_reading_is_added_at_the_end_of_a_list_without_a_last_comma(odd: str) -> None:
    before = said(odd)
    required = (*before.sessions[1].required, assign("dean2012distributed"))
    check_edit(
        odd,
        with_session(before, 1, required=required),
        ['"chen2016eyeriss"'],
        ['"chen2016eyeriss",', '"dean2012distributed"'],
    )


def test_a_reading_is_added_at_the_front_and_in_the_middle(odd: str) -> None:
    before = said(odd)
    first, second, third = before.sessions[1].required
    new = assign("dean2012distributed", locator="§ 1")
    line = '{ key = "dean2012distributed", locator = "§ 1" },'
    check_edit(odd, with_session(before, 1, required=(new, first, second, third)), [], [line])
    check_edit(odd, with_session(before, 1, required=(first, new, second, third)), [], [line])


def test_a_reading_is_added_to_a_list_on_one_line(odd: str) -> None:
    before = said(odd)
    required = (assign("li2021chimera"), *before.sessions[0].required)
    check_edit(
        odd,
        with_session(before, 0, required=required),
        ["required = [\"a2020b\",'chen2016eyeriss']   # both"],
        ['required = ["li2021chimera", "a2020b",\'chen2016eyeriss\']   # both'],
    )


def test_a_reading_is_added_to_an_empty_list_and_to_none(odd: str) -> None:
    new = (assign("dean2012distributed", "optional"),)
    lines = ["optional = [", '"dean2012distributed",', "]"]
    check_edit(odd, with_session(said(odd), 1, optional=new), ["optional = []"], lines)
    check_edit(odd, with_session(said(odd), 0, optional=new), [], lines)


def test_a_removed_reading_takes_its_own_comments_and_leaves_the_others(odd: str) -> None:
    before = said(odd)
    first, second, third = before.sessions[1].required
    check_edit(
        odd,
        with_session(before, 1, required=(first, third)),
        ["# about chimera", "{ key = \"li2021chimera\", note = 'old' }  , # second"],
        [],
    )
    check_edit(odd, with_session(before, 1, required=(first, second)), ['"chen2016eyeriss"'], [])


def test_what_could_not_be_read_stays_when_everything_else_goes(odd: str) -> None:
    result = edit(odd, said(odd), with_session(said(odd), 1, required=()))
    assert '"unknown2020"' in result
    assert "# no longer sure about this one" in result
    assert 'colour = "red" # not ours' in result


def test_a_note_is_changed_added_and_removed_inside_of_its_braces(odd: str) -> None:
    before = said(odd)
    first, second, third = before.sessions[1].required
    old = "{ key = \"li2021chimera\", note = 'old' }  , # second"
    for changes, line in (
        ({"note": "new"}, '{ key = "li2021chimera", note = "new" }  , # second'),
        ({"locator": "§ 1"}, '{ key = "li2021chimera", note = \'old\', locator = "§ 1" }  , # second'),
        ({"note": None}, '{ key = "li2021chimera" }  , # second'),
        ({"note": None, "presenters": ("P",)}, '{ key = "li2021chimera", presenters = ["P"] }  , # second'),
    ):
        required = (first, second.model_copy(update=changes), third)
        check_edit(odd, with_session(before, 1, required=required), [old], [line])
    required = (first.model_copy(update={"note": "n"}), second, third)
    check_edit(
        odd,
        with_session(before, 1, required=required),
        ['"a2020b", # first'],
        ['{ key = "a2020b", note = "n" }, # first'],
    )


def test_a_reading_that_moves_to_another_level_keeps_its_source_and_comment(odd: str) -> None:
    before = said(odd)
    first, second, third = before.sessions[1].required
    after = with_session(
        before, 1, required=(first, third), optional=(second.model_copy(update={"level": "optional"}),)
    )
    check_edit(
        odd,
        after,
        ["# about chimera", "{ key = \"li2021chimera\", note = 'old' }  , # second", "optional = []"],
        ["optional = [", "{ key = \"li2021chimera\", note = 'old' },  # second", "]"],
    )


def test_readings_are_reordered_with_their_comments(odd: str) -> None:
    before = said(odd)
    first, second, third = before.sessions[1].required
    result = edit(odd, before, with_session(before, 1, required=(second, first, third)))
    assert said(result).sessions[1].required == (second, first, third)
    assert sorted(re.findall(r"#[^\r\n]*", result)) == sorted(re.findall(r"#[^\r\n]*", odd))


def test_a_speaker_in_a_table_of_its_own_can_be_replaced(odd: str) -> None:
    check_edit(
        odd,
        with_session(said(odd), 2, speakers=(Person(name="Kim"),)),
        ["[[session.speakers]]", 'name = "Tim"'],
        ["speakers = [", '{ name = "Kim" },', "]"],
    )


NEW = Session(week=9, topic="New", required=(assign("a2020b"),))
NEW_LINES = ["[[session]]", "week = 9", 'topic = "New"', 'kind = "lecture"', "required = [", '"a2020b",', "]"]


def test_a_session_is_added_at_the_end_in_the_middle_and_at_the_front(odd: str) -> None:
    one, two, three = said(odd).sessions
    for sessions in ((one, two, three, NEW), (one, NEW, two, three), (NEW, one, two, three)):
        result = edit(odd, said(odd), with_sessions(said(odd), *sessions))
        assert read(result).sessions == sessions
        removed, added = changed_lines(odd, result)
        # The last line of the file has had no line break.
        assert [s.strip() for s in removed] in ([], ["# The end."])
        assert [s.strip() for s in added if s.strip() not in ("", "# The end.")] == NEW_LINES
        assert result.endswith("\n") == odd.endswith("\n")


def test_a_removed_session_takes_its_comments_and_leaves_those_of_others(odd: str) -> None:
    before = said(odd)
    one, two, three = before.sessions
    result = edit(odd, before, with_sessions(before, two, three))
    assert "# The first week." not in result
    assert "# indented remark" not in result
    for comment in ("# About the file.", "# --- Part two ---", "# The second week.", "# The end."):
        assert comment in result
    newline = "\r\n" if "\r\n" in odd else "\n"
    result = edit(odd, before, with_sessions(before, one, two))
    assert result == odd[: odd.index(f"{newline}{newline}[[session]]{newline}week = 3")]
    result = edit(odd, before, with_sessions(before))
    course = odd[: odd.index(f"{newline}# The first week.")]
    assert result.startswith(course)
    assert result.removeprefix(course).split() == ["#", "---", "Part", "two", "---"]


def test_sessions_are_reordered_with_their_own_bytes(odd: str) -> None:
    before = said(odd)
    one, two, three = before.sessions
    result = edit(odd, before, with_sessions(before, two, three, one))
    assert read(result).sessions == (two, three, one)
    start, end = odd.index("# The first week."), odd.index("  # indented remark")
    assert odd[start:end] in result
    assert edit(result, with_sessions(before, two, three, one), before).count("#") == odd.count("#")


def test_weeks_are_renumbered_line_by_line(odd: str) -> None:
    before = said(odd)
    after = with_sessions(
        before, *(s.model_copy(update={"week": (s.week or 0) + 1}) for s in before.sessions)
    )
    check_edit(odd, after, ["week=1", "week = 2", "week = 3"], ["week=2", "week = 3", "week = 4"])


def test_a_course_gets_a_table_where_there_was_none() -> None:
    text = "# Top.\n\n# One.\n[[session]]\nweek = 1\n"
    result = edit(text, said(text), with_course(said(text), title="T"))
    assert result == '# Top.\n\n[course]\ntitle = "T"\n\n# One.\n[[session]]\nweek = 1\n'


def test_a_course_and_sessions_are_put_into_an_empty_file_and_behind_comments() -> None:
    after = with_sessions(with_course(Syllabus(), title="T"), Session(week=1), Session(week=2))
    for text in ("", "# Only a comment.", "# Only a comment.\n\n\n"):
        result = edit(text, Syllabus(), after)
        assert said(result).sessions == after.sessions
        assert result.startswith(text.rstrip())
        assert "\n\n[[session]]\nweek = 1" in result


def test_a_single_session_in_single_brackets_can_get_company() -> None:
    text = "[session]\nweek = 1\n"
    result = edit(text, said(text), with_sessions(said(text), Session(week=1), Session(week=2)))
    assert result == '[[session]]\nweek = 1\n\n[[session]]\nweek = 2\nkind = "lecture"\n'


def test_dotted_names_of_the_course_are_edited_in_their_way() -> None:
    text = 'course.title = "A" # old\ncourse.term = "B"\n'
    result = edit(text, said(text), with_course(said(text), title="C", url="u", term=None))
    assert result == 'course.title = "C" # old\ncourse.url = "u"\n'


def test_a_key_that_has_become_known_since_does_not_block_an_edit() -> None:
    text = '[[session]]\nrequired = ["new2023", "a2020b"]\n'
    before = said(text)
    new = Assignment(reading=Reading(key="new2023"), level="optional")
    after = with_session(before, 0, optional=(new,))
    assert 'required = ["new2023", "a2020b"]\noptional = [\n  "new2023",\n]\n' in edit(text, before, after)


def test_dotted_names_at_the_top_of_the_file_can_all_go() -> None:
    text = 'course.title = "A"\ncourse.term = "B"\n'
    assert edit(text, said(text), Syllabus()) == "\n"
    assert edit(text, said(text), with_course(Syllabus(), term="B")) == 'course.term = "B"\n'


def test_a_session_that_shares_nothing_with_the_old_one_takes_its_place() -> None:
    text = "# Kept.\n\n[[session]]\nweek = 1 # kept\n"
    result = edit(text, said(text), with_sessions(Syllabus(), Session(week=2, topic="T"), Session(week=3)))
    assert result.startswith(
        '# Kept.\n\n[[session]]\nweek = 2 # kept\ntopic = "T"\n\n[[session]]\nweek = 3\n'
    )


def test_a_new_list_in_an_indented_session_is_indented() -> None:
    text = "[[session]]\n  week = 1\n"
    after = with_session(said(text), 0, required=(assign("a2020b"),))
    assert edit(text, said(text), after) == '[[session]]\n  week = 1\n  required = [\n    "a2020b",\n  ]\n'


def test_a_new_name_is_padded_where_the_others_stand_in_a_column() -> None:
    text = '[[session]]\nweek  = 1\ntopic = "x"\n'
    after = with_session(said(text), 0, kind="exam", tbd="soon")
    assert edit(text, said(text), after) == (
        '[[session]]\nweek  = 1\ntopic = "x"\nkind  = "exam"\ntbd   = "soon"\n'
    )


def test_a_link_that_changes_its_words_is_edited_in_its_braces() -> None:
    text = "[[session]]\nlinks = [{ url = 'u' , label = 'old' }]\n"
    after = with_session(said(text), 0, links=(Link(url="u", label="new"),))
    assert edit(text, said(text), after) == text.replace("'old'", '"new"')


def test_a_single_item_in_place_of_a_list_becomes_a_list() -> None:
    text = "[[session]]\noptional = 'a2020b'\n"
    after = with_session(said(text), 0, optional=(assign("a2020b", "optional"), assign(KEYS[1], "optional")))
    assert edit(text, said(text), after) == "[[session]]\noptional = ['a2020b', \"chen2016eyeriss\"]\n"


A, C, L = (assign(key) for key in ("a2020b", "chen2016eyeriss", "li2021chimera"))


@pytest.mark.parametrize(
    ("old", "after", "new"),
    [
        ("['a2020b', # one\n 'chen2016eyeriss' ]", (A,), "['a2020b', # one\n]"),
        ("['a2020b', 'chen2016eyeriss' # two\n]", (C, A), "[ 'chen2016eyeriss', # two\n  'a2020b',\n]"),
        ("['a2020b',\n    'chen2016eyeriss']", (C, A), "[\n    'chen2016eyeriss',\n    'a2020b',]"),
        (
            "['a2020b',\n 'chen2016eyeriss']",
            (A, L, C),
            "['a2020b',\n \"li2021chimera\",\n 'chen2016eyeriss']",
        ),
        (
            "[\n  # group\n\n  # a\n  'a2020b',\n  'chen2016eyeriss',\n]",
            (C,),
            "[\n  # group\n\n  'chen2016eyeriss',\n]",
        ),
        ("[\n  'a2020b',\n  # group\n\n  'chen2016eyeriss',\n]", (A,), "[\n  'a2020b',\n  # group\n\n]"),
        ("[ # all\n  'a2020b']", (), "[ # all\n]"),
        ("[ # none\n]", (A,), '[ # none\n  "a2020b",\n]'),
        ("[\n  'a2020b',\n]", (), "[]"),
        ("[ 'a2020b', 'chen2016eyeriss' ]", (C,), "[ 'chen2016eyeriss' ]"),
        ("[ 'a2020b', 'chen2016eyeriss', ]", (A,), "[ 'a2020b', ]"),
        ("['a2020b','chen2016eyeriss']", (C, A), "['chen2016eyeriss', 'a2020b']"),
        (
            "[\n  'a2020b'\n  , 'chen2016eyeriss'\n]",
            (A, C, L),
            "[\n  'a2020b'\n  , 'chen2016eyeriss',\n  \"li2021chimera\"\n]",
        ),
    ],
)
def test_a_list_keeps_its_layout(old: str, after: tuple[Assignment, ...], new: str) -> None:
    text = f"[[session]]\nrequired = {old} # behind\n"
    result = edit(text, said(text), with_session(said(text), 0, required=after))
    assert result == f"[[session]]\nrequired = {new} # behind\n"


def test_a_comment_at_the_very_top_is_about_the_file_and_stays() -> None:
    text = "# The seminar.\n[[session]]\nweek = 1\n\n# Two.\n[[session]]\nweek = 2\n"
    before = said(text)
    after = with_sessions(before, before.sessions[1])
    assert edit(text, before, after) == "# The seminar.\n# Two.\n[[session]]\nweek = 2\n"


def test_tables_of_one_session_that_stand_apart_are_not_torn_apart() -> None:
    text = "[[session]]\nweek = 1\n[[session]]\nweek = 2\n[course]\n[[session.speakers]]\nname = 'S'\n"
    before = said(text)
    first, second = before.sessions
    with pytest.raises(UsageError, match="stand apart"):
        edit(text, before, with_sessions(before, second, first))
    assert "week = 3" in edit(text, before, with_session(before, 1, week=3))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[session]]\nweek = = 1", "mend it first"),
        ("[[session]]\nweek = 2", "read it again"),
        ("session = [{ week = 1 }]", r"\[\[session\]\]"),
    ],
)
def test_an_edit_that_cannot_be_made_says_what_to_do(text: str, words: str) -> None:
    before = Syllabus(sessions=(Session(week=1),))
    with pytest.raises(UsageError, match=words):
        edit(text, before, Syllabus(sessions=(Session(week=5),)))


def test_a_record_that_the_file_cannot_hold_is_refused() -> None:
    text = "[[session]]\nweek = 1\n"
    wrong_level = with_session(said(text), 0, required=(assign("a2020b", "optional"),))
    with pytest.raises(UsageError, match="by hand"):
        edit(text, said(text), wrong_level)


def odd_text(syllabus: Syllabus, chance: random.Random) -> str:
    """The schedule of a syllabus, laid out as no tool would do it."""

    def remark() -> str:
        return chance.choice(["", "", "", "  # remark", "# [[session]] \"'"])

    def laid_out(line: str) -> str:
        name, equals, value = line.partition(" = ")
        if not equals or line.startswith((" ", "[", "]")):
            return line
        margin, pad = chance.choice(["", "", "  ", "\t"]), chance.choice(["", " ", "     "])
        return f"{margin}{name}{pad}={pad}{value}"

    lines: list[str] = []
    for line in render(syllabus).split("\n"):
        if chance.random() < 0.2:
            lines.append(chance.choice(["", "# own line", "   # own line", ""]))
        end = remark() if line and not line.endswith('"""') else ""
        lines.append(laid_out(line) + end)
    text = "\n".join(lines)
    if chance.random() < 0.5:
        # Lists without comments can be on one line.
        text = re.sub(r"\[\n  ([^\n#]*),\n\]", r"[\1]", text)
    text = re.sub(r",\n\]", lambda _: chance.choice(["\n]", ",\n]", ", ]"]), text)
    text = text.rstrip("\n") if chance.random() < 0.3 else text
    return text.replace("\n", "\r\n") if chance.random() < 0.3 else text


plain = st.text(st.sampled_from("abc \\\"'é#[]{},=."), max_size=6)
plain_sessions = st.builds(
    Session,
    week=st.none() | st.integers(0, 4),
    date=st.none() | st.dates(datetime.date(2022, 1, 1), datetime.date(2022, 1, 5)),
    topic=plain,
    kind=st.sampled_from(["lecture", "exam"]),
    speakers=few(st.builds(Person, name=plain, url=st.none() | plain)),
    links=few(st.builds(Link, url=plain, label=st.none() | plain)),
    notes=st.none() | plain,
    required=assignments("required", plain),
    optional=assignments("optional", plain),
    tbd=st.none() | plain,
)
plain_syllabi = st.builds(
    Syllabus,
    course=st.builds(
        Course, title=st.none() | plain, term=st.none() | plain, links=few(st.builds(Link, url=plain))
    ),
    sessions=st.lists(plain_sessions, max_size=4).map(tuple),
    readings=st.just(tuple(READINGS.values())),
)


@st.composite
def edits(draw: st.DrawFn, before: Syllabus) -> Syllabus:
    """Another state of a syllabus, a few changes away."""
    result = list(before.sessions)
    course = before.course
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["field", "field", "list", "add", "remove", "move", "course"]))
        at = draw(st.integers(0, max(len(result) - 1, 0)))
        other = draw(plain_sessions)
        if kind == "course":
            course = course.model_copy(update={"title": draw(st.none() | plain)})
        elif kind == "add":
            result.insert(at, other)
        elif result and kind == "remove":
            del result[at]
        elif result and kind == "move":
            result.insert(draw(st.integers(0, len(result) - 1)), result.pop(at))
        elif result and kind == "list":
            name = draw(st.sampled_from(["required", "optional", "speakers", "links"]))
            items = draw(st.permutations([*getattr(result[at], name), *getattr(other, name)]))
            keep = draw(st.integers(0, len(items)))
            result[at] = result[at].model_copy(update={name: tuple(items[:keep])})
        elif result:
            name = draw(st.sampled_from(["week", "date", "topic", "kind", "notes", "tbd"]))
            result[at] = result[at].model_copy(update={name: getattr(other, name)})
    return before.model_copy(update={"course": course, "sessions": tuple(result)})


@property_test
@given(plain_syllabi, st.randoms(use_true_random=False), st.data())
def test_any_edit_of_any_layout_says_what_it_should(
    syllabus: Syllabus, chance: random.Random, data: st.DataObject
) -> None:
    text = odd_text(syllabus, chance)
    before = said(text)
    after = data.draw(edits(before))
    result = edit(text, before, after)
    parsed = read(result)
    assert (parsed.course, parsed.sessions) == (after.course, after.sessions)
    assert edit(result, after, after) == result
    assert "\r\n" not in text or result.count("\r\n") == result.count("\n")
    again = edit(result, after, before)
    assert (read(again).course, read(again).sessions) == (before.course, before.sessions)


@property_test
@given(plain_syllabi.filter(lambda s: s.sessions), st.randoms(use_true_random=False), st.data())
def test_an_edit_of_one_field_leaves_every_other_line_alone(
    syllabus: Syllabus, chance: random.Random, data: st.DataObject
) -> None:
    text = odd_text(syllabus, chance)
    before = said(text)
    at = data.draw(st.integers(0, len(before.sessions) - 1))
    week = data.draw(st.integers(100, 200))
    result = edit(text, before, with_session(before, at, week=week))
    removed, added = changed_lines(text, result)
    had = before.sessions[at].week is not None
    assert [line.lstrip().startswith("week") for line in removed if line.strip()][: had + 1] == [True] * had
    assert len([line for line in added if str(week) in line]) == 1
    assert len(added) - len(removed) == (not had)
    if had:
        assert edit(result, said(result), before) == text


def test_the_front_door_offers_the_three_verbs() -> None:
    assert schedule_toml.__all__ == ["ParsedSchedule", "edit", "parse", "render"]
