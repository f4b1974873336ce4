"""The lock file: what is written comes back, and what is not understood harms nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from depth import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import readinglist
from readinglist.model.provenance import FIELDS, Lock, Provenance, from_json, parse, render, schema, to_json
from readinglist.model.reading import Link, Name, PartialDate, Reading

SCHEMA = Path(readinglist.__file__).parent / "schemas" / "lock-1.schema.json"
TITLE = Provenance(
    value="Attention Is All You Need",
    source="arxiv",
    address="https://export.arxiv.org/api/query?id_list=1706.03762",
    time="2026-11-01T08:00:00Z",
    rule="the most trusted source that states it",
)
AUTHOR = TITLE.model_copy(
    update={"value": [{"family": "Vaswani", "given": "Ashish"}, {"literal": "others"}], "source": "datacite"}
)
LOCK = Lock(entries={"vaswani2017attention": {"title": TITLE, "author": AUTHOR}, "ab": {"title": TITLE}})

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
values: dict[str, st.SearchStrategy[Any]] = {
    "title": texts,
    "author": st.lists(st.builds(Name, family=texts, given=st.none() | texts), min_size=1).map(tuple),
    "issued": st.dates().map(lambda day: PartialDate.of(day.year, day.month, day.day)),
    "doi": st.just("10.1145/3282307"),
    "links": st.lists(st.builds(Link, url=texts, label=st.none() | texts), min_size=1).map(tuple),
}
keys = st.from_regex(r"[a-z]{1,8}", fullmatch=True)


@st.composite
def provenances(draw: st.DrawFn) -> dict[str, Provenance]:
    names = draw(st.lists(st.sampled_from(sorted(values)), min_size=1, unique=True))
    return {
        name: Provenance(
            value=to_json(draw(values[name])),
            source=draw(texts),
            address=draw(texts),
            time=draw(texts),
            rule=draw(texts),
        )
        for name in names
    }


locks = st.dictionaries(keys, provenances(), max_size=4).map(lambda entries: Lock(entries=entries))


@given(locks)
@settings(deadline=None, max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])
def test_a_lock_comes_back_as_it_was_written(lock: Lock) -> None:
    text = render(lock)
    assert parse(text) == (lock, ())
    assert render(parse(text).lock) == text
    jsonschema.validate(json.loads(text), schema())


@given(values=st.fixed_dictionaries(values))
@settings(deadline=None, max_examples=examples(40), suppress_health_check=[HealthCheck.too_slow])
def test_a_value_comes_back_from_json_with_its_type(values: dict[str, Any]) -> None:
    for field, value in values.items():
        assert from_json(field, json.loads(json.dumps(to_json(value)))) == value


def test_the_order_in_memory_does_not_show_in_the_text() -> None:
    turned = {
        key: dict(reversed(list(fields.items()))) for key, fields in reversed(list(LOCK.entries.items()))
    }
    assert render(Lock(entries=turned)) == render(LOCK)


def test_one_changed_field_is_one_changed_line() -> None:
    changed = LOCK.with_entry(
        "vaswani2017attention", {"title": TITLE.model_copy(update={"value": "New"}), "author": AUTHOR}
    )
    before, after = render(LOCK).splitlines(), render(changed).splitlines()
    assert len(before) == len(after)
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1


def test_the_text_is_plain_to_read_and_ends_in_one_line_feed() -> None:
    named = Lock(entries={"k": {"title": TITLE.model_copy(update={"value": "Konečný"})}})
    text = render(named)
    assert "Konečný" in text
    assert text.endswith("}\n") and not text.endswith("\n\n") and "\r" not in text


def test_an_empty_lock_comes_back() -> None:
    assert parse(render(Lock())) == (Lock(), ())


def test_entries_are_looked_up_replaced_and_pruned() -> None:
    assert LOCK.base("ab") == {"title": TITLE}
    assert LOCK.base("none") == {}
    assert LOCK.with_entry("ab", {"author": AUTHOR}).base("ab") == {"author": AUTHOR}
    assert set(LOCK.with_entry("ab", {}).entries) == {"vaswani2017attention"}
    assert set(LOCK.only(["ab", "zz"]).entries) == {"ab"}
    assert LOCK.base("ab") == {"title": TITLE}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '"text"',
        "[" * 100_000,
        '{"version": 1}',
        '{"version": 1, "entries": []}',
        '{"version": 1, "entries": {"k": {"title": {"value": NaN}}}}',
        '{"version": 1, "entries": {}, "entries": {}}',
        '{"version": ' + "9" * 5000 + ', "entries": {}}',
    ],
)
def test_what_is_no_lock_is_one_error_and_an_empty_lock(text: str) -> None:
    lock, findings = parse(text, "data/readings.lock.json")
    assert lock == Lock()
    assert [(f.rule, f.level, f.file) for f in findings] == [
        ("broken-lock", "error", "data/readings.lock.json")
    ]


def test_conflict_marks_are_called_by_their_name() -> None:
    text = render(LOCK).replace('  "entries"', '<<<<<<< HEAD\n  "entries"')
    assert "conflict marks" in parse(text).findings[0].message


@pytest.mark.parametrize("version", ["2", '"1"', "true", "null"])
def test_a_lock_of_another_version_is_refused_and_not_guessed_at(version: str) -> None:
    lock, findings = parse(render(LOCK).replace('"version": 1', f'"version": {version}'))
    assert lock == Lock()
    assert [(f.rule, f.level) for f in findings] == [("foreign-lock", "error")]


@pytest.mark.parametrize(
    "stated",
    [
        None,
        3,
        [],
        {},
        {"value": 3, "source": "arxiv"},
        {"value": "", "source": "arxiv"},
        {"value": "x"},
        {"value": "x", "source": 3},
        {"value": "x", "source": "arxiv", "unknown": 1},
        {"value": "\ud800", "source": "arxiv"},
        {"value": "x", "source": "\udfff"},
    ],
)
def test_a_field_that_is_not_understood_is_left_out_and_the_rest_stays(stated: Any) -> None:
    data = json.loads(render(LOCK))
    data["entries"]["ab"]["container_title"] = stated
    lock, findings = parse(json.dumps(data))
    assert lock == LOCK
    assert [(f.rule, f.level, f.key) for f in findings] == [("broken-lock", "warning", "ab")]
    assert "container_title" in findings[0].message


@pytest.mark.parametrize("field", ["key", "extra", "entry_type", "note", "award", "nonsense", "\ud800"])
def test_a_field_that_no_source_speaks_of_is_left_out(field: str) -> None:
    data = json.loads(render(LOCK))
    data["entries"]["ab"][field] = data["entries"]["ab"]["title"]
    lock, findings = parse(json.dumps(data))
    assert lock == LOCK
    assert len(findings) == 1
    findings[0].message.encode()


@pytest.mark.parametrize("key", ["two words", "", "\ud800", "a\x00b"])
def test_an_entry_under_an_impossible_key_is_left_out(key: str) -> None:
    data = json.loads(render(LOCK))
    data["entries"][key] = data["entries"]["ab"]
    lock, findings = parse(json.dumps(data))
    assert lock == LOCK
    assert len(findings) == 1
    str(findings[0]).encode()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(keys, st.dictionaries(st.sampled_from(FIELDS), json_values, max_size=3), max_size=3))
@settings(deadline=None, max_examples=examples(100), suppress_health_check=[HealthCheck.too_slow])
def test_whatever_json_it_holds_what_is_read_can_be_written(entries: Any) -> None:
    lock, _ = parse(json.dumps({"version": 1, "entries": entries}))
    assert parse(render(lock)) == (lock, ())


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=examples(100))
def test_any_text_gives_a_lock_or_findings(text: str) -> None:
    lock, findings = parse(text)
    assert findings and lock == Lock()


def test_every_field_of_the_lock_is_a_field_of_the_record() -> None:
    assert set(FIELDS) < set(Reading.model_fields)


def test_the_published_schema_is_that_of_the_code() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == schema()
    jsonschema.Draft202012Validator.check_schema(schema())


def test_the_schema_refuses_another_version_and_unknown_names() -> None:
    for change in ({"version": 2}, {"more": 1}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**json.loads(render(LOCK)), **change}, schema())
