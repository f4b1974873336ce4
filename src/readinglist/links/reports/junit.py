"""The report as JUnit XML, for servers that show tests; pure.

A suite is a host and a test is a link: such servers follow a test over its runs by the
names of both, and a link stays on its host while the weeks that need it change with the
schedule. There is no specification; the form is the one that Jenkins' and GitLab's readers
share. Dead and confirmed is a failure; unsafe is an error, as the test could not be run;
whatever may not turn a run red is skipped, with the reason.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from readinglist.links.link_identity import host_of
from readinglist.links.reports import phrases
from readinglist.links.reports.addresses import one_line, readable, redact_record
from readinglist.links.reports.phrases import (
    describe_offer,
    describe_place,
    describe_use,
    describe_verdict,
    remarks,
)
from readinglist.links.results import LinkReport, LinkResult
from readinglist.links.verdicts import MEANINGS

_NO_HOST = "(no host)"
_OUTCOMES = ("failure", "error", "skipped")


def render(report: LinkReport, titles: Mapping[str, str]) -> str:
    """``report`` as an XML document; ``titles`` are those of readings, by key."""
    report = redact_record(report)
    suites: dict[str, list[LinkResult]] = defaultdict(list)
    for link in report.links:
        suites[one_line(host_of(link.url), 200) or _NO_HOST].append(link)
    about = {"name": "readinglist links", **_counts(report.links), "time": f"{report.seconds:.3f}"}
    root = Element("testsuites", about)
    for host, links in suites.items():
        suite = SubElement(root, "testsuite", {"name": host, **_counts(links)})
        for link in links:
            _case(suite, host, link, titles)
    # What is about the check itself: the output of a suite of its own, which has no tests.
    if said := remarks(report):
        suite = SubElement(root, "testsuite", {"name": "the check itself", **_counts([])})
        SubElement(suite, "system-out").text = "\n".join(said)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _counts(links: tuple[LinkResult, ...] | list[LinkResult]) -> dict[str, str]:
    outcomes = Counter(_outcome(link) for link in links)
    counts = {"tests": len(links), "failures": outcomes["failure"], "errors": outcomes["error"]}
    return {name: str(number) for name, number in {**counts, "skipped": outcomes["skipped"]}.items()}


def _outcome(link: LinkResult) -> str:
    """Return the name of the element that says how a test went; empty where it passed."""
    if link.verdict_class == "alive":
        return ""
    if link.verdict_class == "unsafe":
        return "error"
    return "failure" if link.is_red else "skipped"


def _case(suite: Element, host: str, link: LinkResult, titles: Mapping[str, str]) -> None:
    # What stands behind the last dot is the class, and what stands before it the package.
    classname = f"links.{host.replace('.', '_')}"
    case = SubElement(suite, "testcase", classname=classname, name=readable(link.url))
    outcome = _outcome(link)
    if outcome:
        told = SubElement(case, outcome, message=describe_verdict(link))
        if outcome != "skipped":
            told.set("type", link.verdict)
            told.text = "\n".join(_story(link, titles))
    # A test that passes has no message: what is to be done stands in its output.
    elif link.verdict == "redirected_permanent":
        SubElement(case, "system-out").text = "\n".join(_story(link, titles))


def _story(link: LinkResult, titles: Mapping[str, str]) -> list[str]:
    story = [MEANINGS[link.verdict], phrases.streak(link) if link.verdict_class == "dead" else ""]
    for use in link.used_by:
        parts = (describe_place(use), describe_use(use, titles), phrases.need(use))
        story.append(": ".join(part for part in parts if part))
    return [line for line in dict.fromkeys((*story, describe_offer(link))) if line]
