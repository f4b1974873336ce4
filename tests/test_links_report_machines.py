"""Reports that other programs read: annotations, JUnit XML, SARIF."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import pytest
from depth import examples
from hypothesis import HealthCheck, given, settings
from links_report_sample import (
    ALIVE,
    EMPTY,
    GONE,
    IGNORED,
    INTERRUPTED,
    MOVED,
    OFFLINE,
    REPORT,
    REPORTS_OF_ANY_KIND,
    SLIDES,
    TITLES,
    UNSAFE,
    history,
    hostile,
    hostile_titles,
    link,
    many,
    use,
)
from lxml import etree

import readinglist
from readinglist.links.reports import render_links
from readinglist.links.results import LinkReport, LinkResult
from readinglist.links.verdicts import MEANINGS
from readinglist.report import printable

RELAXED = settings(deadline=None, max_examples=examples(80), suppress_health_check=list(HealthCheck))
COMMAND = re.compile(r"::(?P<level>error|warning|notice) (?P<properties>[^:]*)::(?P<message>.*)")


def commands(report: LinkReport) -> list[tuple[str, dict[str, str], str]]:
    found = []
    for line in render_links(report, "github").splitlines()[:-1]:
        match = COMMAND.fullmatch(line)
        assert match, line
        properties = dict(part.split("=", 1) for part in match["properties"].split(","))
        found.append((match["level"], properties, match["message"]))
    return found


def test_annotations_stand_at_the_lines_that_give_the_links() -> None:
    found = commands(REPORT)
    places = [(level, p.get("file"), p.get("line"), p["title"]) for level, p, _ in found]
    assert places == [
        ("error", "data/readings.bib", "12", "dead link"),
        ("error", "data/readings.bib", "80", "dead link"),
        ("error", "data/readings.bib", "99", "unsafe link"),
        ("warning", "data/schedule.toml", "40", "perhaps a dead link"),
        ("warning", "readinglist.toml", "4", "expired-ignore"),
        ("notice", "data/readings.bib", "13", "moved link"),
    ]
    assert found[0][2] == (
        "https://www.usenix.org/nsdi12-final138.pdf is gone: HTTP 404; find another copy"
        " | 3rd run in a row, dead since Thu 24 Feb 2022, alive until Wed 23 Feb 2022"
        " | instead: https://web.archive.org/web/2022/https://www.usenix.org/nsdi12-final138.pdf "
        "(an archived copy, looked at: ok, saved on 1 January 2022)"
        " | used by zaharia2012rdd"
        " | needed in week 6, Thu 3 Mar 2022: required; week 9, Thu 24 Mar 2022: optional"
    )
    assert render_links(REPORT, "github").splitlines()[-1].startswith("18 links: ")


def test_walls_make_no_annotations() -> None:
    assert commands(LinkReport(links=(*many(50, "blocked"), IGNORED, *ALIVE))) == []


@pytest.mark.parametrize(
    ("number", "shown", "rest"), [(10, 10, None), (11, 9, "and 2 more"), (500, 9, "and 491 more")]
)
def test_of_each_level_no_more_are_written_than_are_shown(number: int, shown: int, rest: str | None) -> None:
    links = (
        *many(number, "gone", confirmed=True),
        *many(number, "gone"),
        *many(number, "redirected_permanent"),
    )
    found = commands(LinkReport(links=links))
    for level in ("error", "warning", "notice"):
        messages = [message for its_level, _, message in found if its_level == level]
        # Needed in week 0, 1, 2, …: the first are the most urgent ones.
        urgent = [f"https://host{n}.example/{n} " for n in range(shown)]
        assert [message[: len(start)] for message, start in zip(messages, urgent, strict=False)] == urgent
        assert [message.split(" that")[0] for message in messages[shown:]] == ([rest] if rest else [])
        assert len(messages) <= 10


def test_a_link_without_a_file_is_annotated_without_a_place() -> None:
    nowhere = link("https://a.example/", "gone", use("a").model_copy(update={"file": None}), confirmed=True)
    ((_, properties, _),) = commands(LinkReport(links=(nowhere,)))
    assert properties == {"title": "dead link"}


@given(REPORTS_OF_ANY_KIND)
@RELAXED
def test_no_text_breaks_out_of_an_annotation(report: LinkReport) -> None:
    text = render_links(report, "github")
    assert all(printable(line) == line for line in re.sub("^::", "", text, flags=re.MULTILINE).split("\n"))
    found = commands(report)
    titles = {"dead link", "unsafe link", "perhaps a dead link", "moved link", "links", "more of the links"}
    rules = {finding.rule for finding in report.findings}
    assert rules or {properties["title"] for _, properties, _ in found} <= titles
    assert all(set(properties) <= {"file", "line", "title"} for _, properties, _ in found)


def test_hostile_texts_stay_in_their_annotations() -> None:
    found = commands(hostile())
    assert {level for level, _, _ in found} == {"error", "warning", "notice"} and len(found) <= 30
    assert all(len(message) < 5000 for _, _, message in found)


# The elements and attributes that the readers of Jenkins and of GitLab share, as far as they are used here.
SHAPE = etree.RelaxNG(
    etree.fromstring(
        """<grammar xmlns="http://relaxng.org/ns/structure/1.0"
             datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <start><element name="testsuites"><ref name="name"/><ref name="counts"/>
    <attribute name="time"><data type="decimal"/></attribute>
    <zeroOrMore><element name="testsuite"><ref name="name"/><ref name="counts"/>
      <zeroOrMore><element name="testcase"><ref name="name"/><attribute name="classname"/>
        <optional><choice>
          <element name="failure"><ref name="told"/></element>
          <element name="error"><ref name="told"/></element>
          <element name="skipped"><attribute name="message"/></element>
          <element name="system-out"><text/></element>
        </choice></optional>
      </element></zeroOrMore>
      <optional><element name="system-out"><text/></element></optional>
    </element></zeroOrMore>
  </element></start>
  <define name="name"><attribute name="name">
    <data type="string"><param name="minLength">1</param></data>
  </attribute></define>
  <define name="told"><attribute name="message"/><attribute name="type"/><text/></define>
  <define name="counts">
    <attribute name="tests"><data type="nonNegativeInteger"/></attribute>
    <attribute name="failures"><data type="nonNegativeInteger"/></attribute>
    <attribute name="errors"><data type="nonNegativeInteger"/></attribute>
    <attribute name="skipped"><data type="nonNegativeInteger"/></attribute>
  </define>
</grammar>"""
    )
)


def junit(report: LinkReport) -> Any:
    root = etree.fromstring(
        render_links(report, "junit", titles=TITLES).encode(), etree.XMLParser(huge_tree=False)
    )
    SHAPE.assertValid(root)
    for suite in (root, *root.findall("testsuite")):
        assert int(suite.get("tests")) == len(list(suite.iter("testcase")))
        for attribute, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.get(attribute)) == len(list(suite.iter(element)))
    return root


def test_a_test_is_a_link_and_a_suite_its_host() -> None:
    root = junit(REPORT)
    suites = {suite.get("name"): len(suite.findall("testcase")) for suite in root}
    assert suites == {
        "www.usenix.org": 1,
        "doi.org": 1,
        "10.0.0.1": 1,
        "lab.example.edu": 1,
        "spark.apache.org": 1,
        "dl.acm.org": 7,
        "slow.example.com": 1,
        "intranet.example": 1,
        "arxiv.org": 4,
        "the check itself": 0,
    }
    assert {name: root.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "18",
        "failures": "2",
        "errors": "1",
        "skipped": "10",
    }


def test_only_what_turns_a_run_red_fails_a_test() -> None:
    def outcome(one: LinkResult) -> tuple[str, str | None] | None:
        (case,) = junit(LinkReport(links=(one,))).iter("testcase")
        return (case[0].tag, case[0].get("message")) if len(case) else None

    assert outcome(GONE) == ("failure", "gone: HTTP 404; find another copy")
    assert outcome(UNSAFE) == ("error", "unsafe: a private address")
    assert outcome(SLIDES) == ("skipped", "dns: there is no host of this name")
    assert outcome(IGNORED) == ("skipped", "ignored: behind the campus wall")
    assert outcome(ALIVE[0]) is None
    assert outcome(MOVED) == ("system-out", None)


def test_a_failure_tells_the_whole_story() -> None:
    (failure,) = junit(LinkReport(links=(GONE,))).iter("failure")
    assert failure.get("type") == "gone"
    used = "data/readings.bib:12: url of zaharia2012rdd, Resilient Distributed Datasets"
    assert failure.text.splitlines() == [
        "the server says that it is not there (HTTP 404 or 410)",
        "3rd run in a row, dead since Thu 24 Feb 2022, alive until Wed 23 Feb 2022",
        f"{used}: week 6, Thu 3 Mar 2022: required",
        f"{used}: week 9, Thu 24 Mar 2022: optional",
        "instead: https://web.archive.org/web/2022/https://www.usenix.org/nsdi12-final138.pdf "
        "(an archived copy, looked at: ok, saved on 1 January 2022)",
    ]


def test_a_test_has_the_same_name_every_night() -> None:
    def names(report: LinkReport) -> list[tuple[str, str]]:
        return [(case.get("classname"), case.get("name")) for case in junit(report).iter("testcase")]

    moved_on = GONE.model_copy(update={"verdict": "ok", "used_by": (use("other", week=12),)})
    assert names(LinkReport(links=(moved_on,))) == names(LinkReport(links=(GONE,)))
    assert names(LinkReport(links=(GONE,))) == [("links.www_usenix_org", GONE.url)]


@given(REPORTS_OF_ANY_KIND)
@RELAXED
def test_any_text_is_well_formed_xml_of_this_shape(report: LinkReport) -> None:
    assert len(list(junit(report).iter("testcase"))) == len(report)


def test_hostile_texts_are_well_formed_xml_of_this_shape() -> None:
    root = etree.fromstring(render_links(hostile(), "junit", titles=hostile_titles()).encode())
    SHAPE.assertValid(root)
    assert not [element for element in root.iter() if not isinstance(element.tag, str)]


# The part of SARIF's own schema (2.1.0) that covers what is written here; it allows nothing else.
def _object(required: str, optional: str = "", **properties: object) -> dict[str, object]:
    known = {name: properties.get(name, {}) for name in (*required.split(), *optional.split())}
    return {
        "type": "object",
        "properties": known,
        "required": required.split(),
        "additionalProperties": False,
    }


def _array(items: object, **more: object) -> dict[str, object]:
    return {"type": "array", "items": items, **more}


TEXT = {"type": "string", "minLength": 1}
MESSAGE = _object("text", text=TEXT)
LEVEL = {"enum": ["none", "note", "warning", "error"]}
ARTIFACT = _object("uri", "uriBaseId", uri={"type": "string", "format": "uri-reference"}, uriBaseId=TEXT)
REGION = _object("startLine", startLine={"type": "integer", "minimum": 1})
PHYSICAL = _object("artifactLocation", "region", artifactLocation=ARTIFACT, region=REGION)
LOCATION = _object("physicalLocation", "id", physicalLocation=PHYSICAL, id={"type": "integer", "minimum": 0})
RULE = _object(
    "id name shortDescription fullDescription help defaultConfiguration properties",
    id=TEXT,
    name=TEXT,
    shortDescription=MESSAGE,
    fullDescription=MESSAGE,
    help=MESSAGE,
    defaultConfiguration=_object("level", level=LEVEL),
    properties=_object("tags", tags=_array(TEXT, uniqueItems=True)),
)
RESULT = _object(
    "ruleId ruleIndex level message partialFingerprints baselineState",
    "locations relatedLocations",
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL,
    message=MESSAGE,
    partialFingerprints={"type": "object", "additionalProperties": TEXT},
    baselineState={"enum": ["new", "unchanged", "updated", "absent"]},
    locations=_array(LOCATION, maxItems=1),
    relatedLocations=_array(LOCATION, uniqueItems=True),
)
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"}
NOTIFICATION = _object("level message", level=LEVEL, message=MESSAGE)
INVOCATION = _object(
    "executionSuccessful",
    "startTimeUtc toolExecutionNotifications",
    executionSuccessful={"type": "boolean"},
    startTimeUtc=TIME,
    toolExecutionNotifications=_array(NOTIFICATION),
)
DRIVER = _object(
    "name semanticVersion rules", name=TEXT, semanticVersion=TEXT, rules=_array(RULE, uniqueItems=True)
)
RUN = _object(
    "tool invocations columnKind results",
    tool=_object("driver", driver=DRIVER),
    invocations=_array(INVOCATION),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    results=_array(RESULT),
)
LOG = _object("$schema version runs", **{"$schema": TEXT, "version": {"const": "2.1.0"}, "runs": _array(RUN)})
SARIF = jsonschema.Draft202012Validator(LOG)


def sarif(report: LinkReport, titles: dict[str, str] = TITLES) -> dict[str, Any]:
    text = render_links(report, "sarif", titles=titles)
    assert text.isascii()
    log = json.loads(text)
    SARIF.validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    found: dict[str, Any] = run
    return found


def test_a_rule_is_a_verdict_that_somebody_can_do_something_about() -> None:
    run = sarif(EMPTY)
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert ids == [
        *("link-redirected-permanent", "link-gone", "link-not-registered", "link-soft-404"),
        *("link-wrong-content", "link-dns", "link-withdrawn", "link-unsafe"),
    ]
    assert len(set(ids)) == len(ids)
    assert run["tool"]["driver"]["semanticVersion"] == readinglist.__version__
    assert run["results"] == []


def test_results_have_a_level_a_place_and_a_message_that_says_what_to_do() -> None:
    results = sarif(REPORT)["results"]
    assert [(result["ruleId"], result["level"]) for result in results] == [
        ("link-gone", "error"),
        ("link-not-registered", "error"),
        ("link-unsafe", "error"),
        ("link-dns", "warning"),
        ("link-redirected-permanent", "note"),
    ]
    (location,) = results[0]["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "data/readings.bib", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 12},
    }
    assert results[0]["message"]["text"] == (
        "https://www.usenix.org/nsdi12-final138.pdf is gone: HTTP 404; find another copy. "
        "Dead since Thu 24 Feb 2022, alive until Wed 23 Feb 2022. "
        "Used as url of zaharia2012rdd, Resilient Distributed Datasets: week 6, Thu 3 Mar 2022: required. "
        "Used as url of zaharia2012rdd, Resilient Distributed Datasets: week 9, Thu 24 Mar 2022: optional. "
        "Instead: https://web.archive.org/web/2022/https://www.usenix.org/nsdi12-final138.pdf "
        "(an archived copy, looked at: ok, saved on 1 January 2022)."
    )


def test_every_place_of_a_link_is_there_and_none_twice() -> None:
    uses = (
        use("a", week=1),
        use("a", week=2),
        use("b", line=7),
        use("c", line=None),
        use("d", file="c:\\data\\ä b.bib"),
    )
    (result,) = sarif(LinkReport(links=(link("https://a.example/", "gone", *uses),)))["results"]
    places = [*result["locations"], *result["relatedLocations"]]
    found = [
        (p["physicalLocation"]["artifactLocation"]["uri"], p["physicalLocation"].get("region"))
        for p in places
    ]
    assert len(found) == 4
    assert found[0] == ("data/readings.bib", {"startLine": 12})
    assert {uri for uri, _ in found} == {"data/readings.bib", "c%3A/data/%C3%A4%20b.bib"}
    assert [place["id"] for place in result["relatedLocations"]] == [0, 1, 2]


def test_a_path_from_the_root_is_a_file_address() -> None:
    (result,) = sarif(LinkReport(links=(link("https://a.example/", "gone", use("a", file="/x y/a.bib")),)))[
        "results"
    ]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "file:///x%20y/a.bib"}


def fingerprints(report: LinkReport) -> list[str]:
    return [result["partialFingerprints"]["readinglistLink/v1"] for result in sarif(report)["results"]]


def test_a_result_is_the_same_every_night_whatever_its_verdict_and_its_line() -> None:
    moved = GONE.model_copy(
        update={"verdict": "dns", "runs": 9, "used_by": (use("a", line=99),), "reason": "other"}
    )
    assert fingerprints(LinkReport(links=(moved,))) == fingerprints(LinkReport(links=(GONE,)))
    everything = fingerprints(LinkReport(links=(GONE, GONE, SLIDES)))
    assert len(set(everything)) == 3


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({}, "new"),
        ({"runs": 1}, "new"),
        ({"runs": 2}, "unchanged"),
        ({"history": history("og")}, "new"),
        ({"history": history("ogg")}, "unchanged"),
        ({"history": history("odg")}, "updated"),
        ({"history": history("obg")}, "new"),
        ({"history": history("ogg"), "change": "new"}, "new"),
        ({"history": history("og"), "change": "still"}, "unchanged"),
    ],
)
def test_a_result_is_new_or_was_there_before(more: dict[str, object], state: str) -> None:
    (result,) = sarif(LinkReport(links=(link("https://a.example/", "gone", **more),)))["results"]
    assert result["baselineState"] == state


def test_what_nobody_can_help_is_counted_in_notifications() -> None:
    run = sarif(REPORT)
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] and invocation["startTimeUtc"] == REPORT.started
    assert [note["message"]["text"] for note in invocation["toolExecutionNotifications"]] == [
        f"7 links blocked: {MEANINGS['blocked']} (dl.acm.org 7)",
        f"1 link ignored: {MEANINGS['ignored']} (intranet.example 1)",
        f"1 link timeout: {MEANINGS['timeout']} (slow.example.com 1)",
        "readinglist.toml:4: warning: the rule ended [expired-ignore]",
    ]
    assert not sarif(OFFLINE)["invocations"][0]["executionSuccessful"]
    assert not sarif(INTERRUPTED)["invocations"][0]["executionSuccessful"]


def test_a_time_that_is_none_is_left_out() -> None:
    for started in ("", "yesterday", "2022-02-26T03:00:12+01:00", "0000-00-00Txx:00:00Z"):
        assert "startTimeUtc" not in sarif(LinkReport(started=started))["invocations"][0]


@given(REPORTS_OF_ANY_KIND)
@RELAXED
def test_any_text_is_a_valid_log_in_which_no_message_holds_a_link(report: LinkReport) -> None:
    run = sarif(report)
    messages = [result["message"]["text"] for result in run["results"]]
    assert not [text for text in messages if re.search(r"\]\(|\{\d", text) or printable(text) != text]


def test_hostile_texts_are_a_valid_log() -> None:
    results = sarif(hostile(), hostile_titles())["results"]
    assert results and all(len(result["message"]["text"]) < 5000 for result in results)
