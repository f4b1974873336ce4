"""Sentences that all reports for people share. They hold nothing from outside; pure."""

from __future__ import annotations

import re

from readinglist.links.reports.grouping import Grouped
from readinglist.links.reports.weeks import when_words
from readinglist.links.results import LinkReport, LinkResult, Repair, RepairKind, Use
from readinglist.text.html import date_words

# A report that was read may state anything as its part.
_PART = re.compile("[0-9]{1,4}/[0-9]{1,4}")
NOTHING = "There is nothing to check."
NOT_SCHEDULED = "not scheduled"
_SEEN = {"alive": "alive", "dead": "dead", "unknown": "unknown", "unsafe": "unsafe", "set_aside": "set aside"}
_LEVELS = {"required": "required", "optional": "optional", "unspecified": "assigned"}
_REPAIRS: dict[RepairKind, str] = {
    "redirect": "where it has moved to",
    "doi": "by its DOI",
    "arxiv": "on arXiv",
    "open_access": "an open copy",
    "archive": "an archived copy",
}


def counted(number: int, noun: str) -> str:
    """``1 link``, ``2 links``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def headline(groups: Grouped) -> str:
    """The one sentence that says whether somebody must do something."""
    parts = []
    if groups.dead:
        parts.append(f"{counted(len(groups.dead), 'link')} {'is' if len(groups.dead) == 1 else 'are'} dead")
    if groups.unsafe:
        noun = "" if parts else " link" if len(groups.unsafe) == 1 else " links"
        parts.append(f"{len(groups.unsafe)}{noun} {'is' if len(groups.unsafe) == 1 else 'are'} unsafe")
    return f"{' and '.join(parts)}." if parts else "No link is known to be dead."


def circumstances(report: LinkReport) -> tuple[str, ...]:
    """What must be known to read the report right: that it was cut short, offline, or of a part."""
    said = []
    if report.offline:
        said.append("There was no network: nothing could be looked at, and nothing counts as dead.")
    if report.interrupted:
        left = sum(link.verdict == "unchecked" for link in report.links)
        rest = f"; {counted(left, 'link')} not looked at" if left else ""
        said.append(f"The check was stopped before its end: this is what was known by then{rest}.")
    if report.shard:
        part = f"part {report.shard}" if _PART.fullmatch(report.shard) else "a part"
        said.append(f"This is about {part} of the hosts only.")
    return tuple(said)


def totals(report: LinkReport) -> str:
    """How many links there are of each class, as ``62 links: 58 alive, 2 dead (1 confirmed), 2 unknown``."""
    summary = report.summary()
    parts = []
    for name, words in _SEEN.items():
        if not summary[name]:
            continue
        confirmed = f" ({summary['confirmed']} confirmed)" if name == "dead" else ""
        parts.append(f"{summary[name]} {words}{confirmed}")
    return f"{counted(summary['links'], 'link')}: {', '.join(parts)}." if parts else NOTHING


def effort(report: LinkReport) -> str:
    """What the run took; it is another in every run."""
    asked = report.summary()["asked"]
    return f"{asked} asked in this run, with {counted(report.requests, 'request')} in {report.seconds:.0f} s."


def since(link: LinkResult) -> str:
    """Since when a link is dead, in words that are the same in every run; empty where that is not known."""
    parts = []
    if link.since:
        parts.append(f"dead since {date_words(link.since)}")
    if link.last_alive:
        parts.append(f"alive until {date_words(link.last_alive)}")
    return ", ".join(parts)


def streak(link: LinkResult) -> str:
    """For how long a link is dead, counted in runs, and if it is news: ``new, 2nd run in a row, …``."""
    counted_runs = (
        f"{_ordinal(link.runs)} run in a row" if link.runs > 1 else "first time" if link.runs else ""
    )
    news = "new" if link.change == "new" else ""
    return ", ".join(part for part in (news, counted_runs, since(link)) if part)


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def need(use: Use) -> str:
    """When a use needs its link and how badly: ``week 6, Thu 3 Mar 2022: required``."""
    when = when_words(use.week, use.date)
    level = _LEVELS[use.level] if use.level else ""
    return f"{when}: {level}" if when and level else when or level or NOT_SCHEDULED


def repair_kind(repair: Repair) -> str:
    """What is offered, in words, and whether somebody looked at it."""
    looked = "" if repair.verdict is None else f", looked at: {repair.verdict}"
    return _REPAIRS[repair.kind] + looked
