"""The report for programs: its form is the published schema, and reading it gives the report back."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from depth import examples
from hypothesis import HealthCheck, given, settings
from links_report_sample import EMPTY, GONE, INTERRUPTED, OFFLINE, REPORT, REPORTS_OF_ANY_KIND, hostile

from readinglist.errors import FileError
from readinglist.links.reports.addresses import redact_record
from readinglist.links.reports.json_report import parse, render, schema
from readinglist.links.results import LinkReport, LinkResult, Use

VALIDATOR = jsonschema.Draft202012Validator(schema())


@settings(deadline=None, max_examples=examples(150), suppress_health_check=list(HealthCheck))
@given(REPORTS_OF_ANY_KIND)
def test_reading_what_was_written_gives_the_same_report(report: LinkReport) -> None:
    text = render(report)
    assert parse(text) == redact_record(report)
    assert render(parse(text)) == text
    VALIDATOR.validate(json.loads(text))


@pytest.mark.parametrize("report", [REPORT, EMPTY, OFFLINE, INTERRUPTED, hostile()])
def test_a_report_is_valid_ascii_and_comes_back(report: LinkReport) -> None:
    text = render(report)
    assert text.isascii()
    VALIDATOR.validate(json.loads(text))
    again = parse(text)
    assert again == redact_record(report) and render(again) == text
    assert type(again) is LinkReport and all(type(link) is LinkResult for link in again)


def test_an_ordinary_report_comes_back_as_it_was() -> None:
    assert parse(render(REPORT)) == REPORT


def test_the_keys_are_those_that_others_rely_on() -> None:
    document = json.loads(render(REPORT))
    assert list(document) == [
        *("schema_version", "links", "summary", "findings", "started", "seconds", "requests"),
        *("interrupted", "offline", "shard"),
    ]
    first = document["links"][0]
    assert list(first)[:4] == ["url", "verdict", "class", "reason"]
    assert set(first) == {*LinkResult.model_fields, "class"}
    assert (first["class"], first["since"], first["history"][-1]) == (
        "dead",
        "2022-02-24",
        ["2022-02-26", "gone"],
    )
    assert first["used_by"][0] == {
        "key": "zaharia2012rdd",
        "field": "url",
        "file": "data/readings.bib",
        "line": 12,
        "week": 6,
        "date": "2022-03-03",
        "level": "required",
        "label": None,
    }
    assert set(first["used_by"][0]) == set(Use.model_fields)
    assert document["summary"] == REPORT.summary()
    assert document["findings"][0]["rule"] == "expired-ignore"


def changed(path: tuple[str | int, ...], value: object) -> str:
    document = json.loads(render(REPORT))
    part: Any = document
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    return json.dumps(document)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "JSON"),
        ("{", "JSON"),
        ("[" * 100_000, "recursion limit"),
        ("[]", "should be an object"),
        ("{}", "schema_version 1"),
        (changed(("schema_version",), 2), "schema_version 1"),
        (changed(("links", 0, "class"), "alive"), r"links\.0: .*gone is of class dead, not alive"),
        (changed(("links", 0, "verdict"), "fine"), r"links\.0\.verdict"),
        (changed(("links", 0, "runs"), "3"), r"links\.0\.runs"),
        (changed(("links", 0, "used_by", 0, "date"), "soon"), r"used_by\.0\.date"),
        (changed(("links", 0, "x\x1b[31m"), 1), r"x\\x1b\[31m: Extra inputs"),
        (changed(("summary", "dead"), 0), "does not count the links"),
        (changed(("seconds",), -1), "seconds"),
        (changed(("seconds",), float("nan")), "finite"),
        (changed(("requests",), 10**4000), "so many requests"),
        (changed(("links", 0, "runs"), 10**4000), r"links\.0: no line"),
        (changed(("links", 0, "used_by", 0, "line"), 10**4000), r"links\.0: no line"),
        (changed(("links", 0, "used_by", 0, "week"), -(10**4000)), r"links\.0: no line"),
        (changed(("links", 0, "reason"), "\ud800"), "JSON"),
        ("\ud800", "unicode"),
        (json.dumps({"schema_version": 1, "a": 1, "b": 1, "c": 1, "d": 1}), r"and \d more"),
    ],
)
def test_text_of_another_form_is_refused_with_place_and_reason(text: str, reason: str) -> None:
    with pytest.raises(FileError, match=reason) as caught:
        parse(text, "part2.json")
    message = str(caught.value)
    assert message.startswith("part2.json: is no report of check") and len(message) < 1000
    assert message.isprintable()


def test_what_is_not_stated_is_as_if_it_were_not_known() -> None:
    """A report of an earlier version, which did not know every field yet, can be read."""
    document = json.loads(render(LinkReport(links=(GONE,))))
    for name in ("change", "history", "fresh"):
        del document["links"][0][name]
    (link,) = parse(json.dumps(document))
    assert (link.change, link.history, link.fresh) == (None, (), True)
