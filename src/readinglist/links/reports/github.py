"""The report as annotations in a pull request, at the lines that give the links; pure.

GitHub shows ten errors, ten warnings and ten notices of a step and drops the rest without
a word, so the most urgent come first and the tenth counts the others where there are more.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from itertools import islice

from readinglist.links.reports import phrases
from readinglist.links.reports.addresses import list_some, one_line, readable, redact_record
from readinglist.links.reports.phrases import describe_needs, describe_offer, describe_verdict
from readinglist.links.reports.summaries import group_links, most_urgent, report_day
from readinglist.links.results import LinkReport, LinkResult
from readinglist.model.finding import SEVERITIES, Finding, Severity
from readinglist.report import annotation

SHOWN = 10
"""Annotations of each level that GitHub shows of one step."""
_MOST_USES = 3
_WORDS: dict[Severity, str] = {
    "error": "dead or unsafe",
    "warning": "dead but not confirmed, or about the check itself",
    "info": "moved for good, or about the check itself",
}


def render(report: LinkReport, titles: Mapping[str, str]) -> str:
    """``report`` as workflow commands, then the counts on a line of their own; titles are not in it."""
    report = redact_record(report)
    today = report_day(report)
    commands = [
        command for level in SEVERITIES for command in _commands(_of_level(report, level, today), level)
    ]
    return "".join(commands) + f"{phrases.totals(report)}\n"


def _commands(findings: Iterator[Finding], level: Severity) -> Iterator[str]:
    """Yield the first of ``findings`` as commands, and how many more there are."""
    every = list(findings)
    # Where there are more, the last place is for the sentence that counts them.
    for finding in islice(every, SHOWN if len(every) <= SHOWN else SHOWN - 1):
        yield annotation(level, finding.rule, finding.message, finding.file, finding.line)
    if len(every) > SHOWN:
        rest = f"and {len(every) - SHOWN + 1} more that are {_WORDS[level]}; the other reports name them"
        yield annotation(level, "more of the links", rest)


def _of_level(report: LinkReport, level: Severity, today: datetime.date | None) -> Iterator[Finding]:
    groups = group_links(report, today)
    # Walls and what was not looked at have none: at their lines there is nothing to do.
    if level == "error":
        yield from (_found(link, "dead link", level, today) for link in groups.dead)
        yield from (_found(link, "unsafe link", level, today) for link in groups.unsafe)
    elif level == "warning":
        for sentence in phrases.circumstances(report):
            yield Finding(rule="links", level=level, message=sentence)
        yield from (_found(link, "perhaps a dead link", level, today) for link in groups.unconfirmed)
    else:
        yield from (_found(link, "moved link", level, today) for link in groups.moved)
    for finding in report.findings:
        if finding.level == level:
            yield finding.model_copy(update={"message": one_line(finding.message, 500)})


def _found(link: LinkResult, title: str, level: Severity, today: datetime.date | None) -> Finding:
    use = most_urgent(link, today)
    return Finding(
        rule=title,
        level=level,
        message=_message(link),
        file=use.file if use else None,
        # Without a file a line is of nothing.
        line=use.line if use and use.file is not None else None,
    )


def _message(link: LinkResult) -> str:
    keys = dict.fromkeys(one_line(use.key, 80) for use in link.used_by if use.key is not None)
    needs = describe_needs(link.used_by, _MOST_USES)
    parts = (
        f"{readable(link.url)} is {describe_verdict(link)}",
        phrases.streak(link) if link.verdict_class == "dead" else "",
        describe_offer(link),
        f"used by {list_some(keys, _MOST_USES)}" if keys else "",
        f"needed in {needs}" if needs else "",
    )
    return " | ".join(part for part in parts if part)
