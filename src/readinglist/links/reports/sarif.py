"""The report as SARIF 2.1.0, for code scanning; pure.

A rule is a verdict. Only what a person must do something about is a result: a wall in
front of a page is no fault of the data, so those are counted in notifications.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any
from urllib.parse import quote

from readinglist.links.reports import phrases
from readinglist.links.reports.addresses import readable, redact_record
from readinglist.links.reports.phrases import (
    describe_offer,
    describe_use,
    describe_verdict,
    finding_line,
    list_hosts,
)
from readinglist.links.reports.summaries import (
    LinkGroups,
    count_by_verdict,
    group_links,
    most_urgent,
    report_day,
)
from readinglist.links.results import LinkReport, LinkResult, Use
from readinglist.links.verdicts import CLASS_OF, MEANINGS, Verdict, class_of
from readinglist.report import count_words, inert_json
from readinglist.web.asking.terms import program_version

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_RULES: tuple[Verdict, ...] = tuple(
    verdict
    for verdict, kind in CLASS_OF.items()
    if kind in ("dead", "unsafe") or verdict == "redirected_permanent"
)
_HELP = {
    "dead": "Replace the link by one that leads to the work, or take it out. "
    "It counts only when more than one run or witness has found it dead.",
    "unsafe": "Write the public http or https address of the page. This one was never asked for.",
    "alive": "Write the new address: old ones are dropped in the end.",
}
_LEVELS = {"dead": "error", "unsafe": "error", "alive": "note"}
_NOTIFIED = {"error": "error", "warning": "warning", "info": "note"}
_MOST_HOSTS = 12
_MOST_USES = 5
# As SARIF (3.9) writes a time: in UTC, with a Z.
_TIME = re.compile(r"[0-9]{4}(?:-[0-9]{2}){2}T[0-9]{2}(?::[0-9]{2}){2}(?:\.[0-9]+)?Z")
_ARGUMENT = re.compile(r"\{(?=\d)")


def render(report: LinkReport, titles: Mapping[str, str]) -> str:
    """``report`` as a SARIF log with one run, in ASCII; ``titles`` are those of readings, by key."""
    report = redact_record(report)
    groups = group_links(report, report_day(report))
    run = {
        "tool": {
            "driver": {
                "name": "readinglist",
                "semanticVersion": program_version(),
                "rules": [_rule(verdict) for verdict in _RULES],
            }
        },
        "invocations": [_invocation(report, groups)],
        "columnKind": "unicodeCodePoints",
        "results": list(_results(groups, titles)),
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return inert_json(json.dumps(log, indent=2)) + "\n"


def _rule(verdict: Verdict) -> dict[str, Any]:
    meaning = MEANINGS[verdict]
    return {
        "id": f"link-{verdict.replace('_', '-')}",
        "name": "Link" + "".join(part.capitalize() for part in verdict.split("_")),
        "shortDescription": {"text": f"{meaning[0].upper()}{meaning[1:]}."},
        "fullDescription": {"text": f"A link of the reading list is {verdict}: {meaning}."},
        "help": {"text": _HELP[class_of(verdict)]},
        "defaultConfiguration": {"level": _LEVELS[class_of(verdict)]},
        "properties": {"tags": ["links", class_of(verdict)]},
    }


def _results(groups: LinkGroups, titles: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    levels = (
        ("error", (*groups.dead, *groups.unsafe)),
        ("warning", groups.unconfirmed),
        ("note", groups.moved),
    )
    seen: Counter[str] = Counter()
    for level, links in levels:
        for link in links:
            yield _result(link, level, titles, seen)


def _result(link: LinkResult, level: str, titles: Mapping[str, str], seen: Counter[str]) -> dict[str, Any]:
    first = most_urgent(link)
    # Dictionaries have no hash: in order as text, equal ones stand together.
    places = [place for place, _ in groupby(sorted(filter(None, map(_place, link.used_by)), key=json.dumps))]
    main = _place(first) if first else None
    rest = [place for place in places if place != main]
    return {
        "ruleId": f"link-{link.verdict.replace('_', '-')}",
        "ruleIndex": _RULES.index(link.verdict),
        "level": level,
        "message": {"text": _message(link, titles)},
        **({"locations": [main]} if main else {}),
        **({"relatedLocations": [{**place, "id": n} for n, place in enumerate(rest)]} if rest else {}),
        "partialFingerprints": {"readinglistLink/v1": _fingerprint(link, seen)},
        "baselineState": _baseline(link),
    }


def _fingerprint(link: LinkResult, seen: Counter[str]) -> str:
    """Return what makes it the same result in every run: the link, not its verdict nor its line."""
    digest = hashlib.sha256(link.url.encode()).hexdigest()[:32]
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"


def _baseline(link: LinkResult) -> str:
    """Return how it stands to the run before this one, as far as anything is known of that."""
    if link.change is not None:
        return "new" if link.change == "new" else "unchanged"
    if len(link.history) < 2:
        return "unchanged" if link.runs > 1 else "new"
    before = link.history[-2][1]
    if before == link.verdict:
        return "unchanged"
    return "updated" if class_of(before) == link.verdict_class != "alive" else "new"


def _place(use: Use) -> dict[str, Any] | None:
    if use.file is None:
        return None
    path = quote(use.file.replace("\\", "/"), safe="/", errors="replace")
    # GitHub takes a relative path for one from the root of the repository, which this name stands for.
    is_absolute = path.startswith("/")
    file = {"uri": f"file://{path}"} if is_absolute else {"uri": path, "uriBaseId": "%SRCROOT%"}
    region = {"region": {"startLine": use.line}} if use.line else {}
    return {"physicalLocation": {"artifactLocation": file, **region}}


def _message(link: LinkResult, titles: Mapping[str, str]) -> str:
    since = phrases.since(link) if link.verdict_class == "dead" else ""
    sentences = [f"{readable(link.url)} is {describe_verdict(link)}", since[:1].upper() + since[1:]]
    for use in link.used_by[:_MOST_USES]:
        sentences.append(f"Used as {describe_use(use, titles)}: {phrases.need(use)}")
    instead = describe_offer(link)
    sentences.append(instead[:1].upper() + instead[1:])
    text = " ".join(f"{sentence}." for sentence in dict.fromkeys(sentences) if sentence)
    # "[words](address)" is a link in a message and "{0}" a place for an argument (3.11.5, 3.11.6).
    return _ARGUMENT.sub("{ ", text.replace("](", "] ("))


def _invocation(report: LinkReport, groups: LinkGroups) -> dict[str, Any]:
    notifications = list(_notifications(report, groups))
    return {
        "executionSuccessful": not report.offline and not report.interrupted,
        **({"startTimeUtc": report.started} if _TIME.fullmatch(report.started) else {}),
        **({"toolExecutionNotifications": notifications} if notifications else {}),
    }


def _notifications(report: LinkReport, groups: LinkGroups) -> Iterator[dict[str, Any]]:
    for sentence in phrases.circumstances(report):
        yield {"level": "warning", "message": {"text": sentence}}
    for count in count_by_verdict((*groups.unknown, *groups.set_aside)):
        hosts = list_hosts(count.hosts, _MOST_HOSTS)
        text = f"{count_words(count.number, 'link')} {count.verdict}: {count.meaning} ({hosts})"
        yield {"level": "note", "message": {"text": text}}
    for finding in report.findings:
        yield {"level": _NOTIFIED[finding.level], "message": {"text": finding_line(finding)}}
    if not report.links:
        yield {"level": "note", "message": {"text": phrases.NOTHING}}
