"""What a notebook shows of a report and of one link: small pieces of HTML, without style or script; pure."""

from __future__ import annotations

from readinglist.formats.notebook import SOFT, table_html
from readinglist.links.reports import phrases
from readinglist.links.reports.addresses import presentable
from readinglist.links.reports.grouping import crowds, grouped
from readinglist.links.reports.html.parts import address
from readinglist.links.reports.phrases import case_of, hosts_of, instead_of, needs_of, owner_of, remarks
from readinglist.links.reports.weeks import summary_by_week
from readinglist.links.results import LinkReport, LinkResult
from readinglist.text.html import bdi

_MOST_ROWS = 200
_MOST_HOSTS = 6


def link_html(link: LinkResult) -> str:
    """One link: the verdict, the reason, since when, who needs it, what to put in its place."""
    link = presentable(link)
    facts = (
        phrases.streak(link) if link.verdict_class == "dead" else "",
        *dict.fromkeys(owner_of(use, {}) for use in link.used_by),
        needs_of(link.used_by),
        instead_of(link),
    )
    soft = " · ".join(bdi(fact) for fact in facts if fact)
    about = f"<div {SOFT}>{soft}</div>" if soft else ""
    return f"<div><strong>{address(link)}</strong><div>{bdi(case_of(link))}</div>{about}</div>"


def report_html(report: LinkReport) -> str:
    """A report: what is to be done in a table, then by week, then the counts."""
    report = presentable(report)
    groups = grouped(report)
    todo = (*groups.dead, *groups.unsafe, *groups.unconfirmed, *groups.moved)
    head = ("Link", "What is the case", "Reading", "Needed", "Instead")
    table = table_html(head, map(_row, todo[:_MOST_ROWS])) if todo else ""
    more = [f"and {len(todo) - _MOST_ROWS} more"] if len(todo) > _MOST_ROWS else []
    lines = [*more, *map(str, summary_by_week(report)), *_quiet(report), *remarks(report)]
    below = "".join(f"<div {SOFT}>{bdi(line)}</div>" for line in lines)
    known = report.links and not report.offline
    headline = f"<strong>{phrases.headline(groups)}</strong>" if known else ""
    return f"<div>{headline}{table}{below}</div>"


def _row(link: LinkResult) -> tuple[str, ...]:
    owners = dict.fromkeys(owner_of(use, {}) for use in link.used_by)
    return (
        address(link),
        bdi(case_of(link)),
        "<br>".join(bdi(owner) for owner in owners if owner),
        bdi(needs_of(link.used_by)),
        bdi(instead_of(link).removeprefix("instead: ")),
    )


def _quiet(report: LinkReport) -> list[str]:
    """What is counted and not listed."""
    found = crowds(report.of("unknown", "set_aside"))
    said = [f"{crowd.number} {crowd.verdict} ({hosts_of(crowd.hosts, _MOST_HOSTS)})" for crowd in found]
    return [*said, phrases.totals(report)] if report.links else said
