"""The report for a job's summary and the body of an issue; pure.

GitHub refuses a summary of more than 1 MiB and an issue of more than 65,536 characters, so
that what does not fit is left out and counted. It says nothing of the run itself: a night
that finds what the last one found gives the same text.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from readinglist.errors import UsageError
from readinglist.links.reports import phrases
from readinglist.links.reports.addresses import list_some, one_line, readable, redact_record
from readinglist.links.reports.phrases import (
    best_offer,
    describe_needs,
    describe_owner,
    describe_place,
    describe_verdict,
    finding_words,
    list_hosts,
)
from readinglist.links.reports.summaries import count_by_verdict, group_links, summary_by_week
from readinglist.links.results import LinkReport, LinkResult
from readinglist.report import markdown_cell

SUMMARY_LIMIT = 1024 * 1024
"""Bytes that a job's summary may have."""
ISSUE_LIMIT = 65_536
"""Characters that the body of an issue may have; as bytes that is enough in every language."""
SMALLEST_LIMIT = 2048
_NOTE = 400  # bytes kept for the sentence that says what was left out
_MOST_USES = 3
_MOST_HOSTS = 12


class _Block(NamedTuple):
    """Lines that belong together: of ``rows`` some may be left out, the others stand or fall with them."""

    head: tuple[str, ...]
    rows: tuple[str, ...]
    foot: tuple[str, ...] = ()
    is_red: bool = False


def render(report: LinkReport, titles: Mapping[str, str], limit: int = SUMMARY_LIMIT) -> str:
    """``report`` as Markdown of at most ``limit`` bytes; ``titles`` are those of readings, by key.

    Raises:
        UsageError: the limit is too small for any report.
    """
    if limit < SMALLEST_LIMIT:
        raise UsageError(f"a limit of {limit} bytes is too small for a report; give {SMALLEST_LIMIT} or more")
    report = redact_record(report)
    headline = [f"**{phrases.headline(group_links(report))}**"] if report.links and not report.offline else []
    opening = "\n\n".join((*headline, *phrases.circumstances(report))).splitlines()
    closing = ["", phrases.totals(report)]
    return _fit(opening, _blocks(report, titles), closing, limit)


def _fit(opening: list[str], blocks: Iterable[_Block], closing: list[str], limit: int) -> str:
    """Return the lines, of the blocks only as many rows as fit, and how many do not."""
    room = limit - _size(opening) - _size(closing) - _NOTE
    out, left, red_left = list(opening), 0, 0
    for block in blocks:
        frame = ("", *block.head, *block.foot)
        taken = _rows_that_fit(block.rows, room - _size(frame))
        missing = len(block.rows) - len(taken)
        left, red_left = left + missing, red_left + (missing if block.is_red else 0)
        # A heading without any of its rows would say nothing.
        if taken:
            lines = ("", *block.head, *taken, *block.foot)
            room -= _size(lines)
            out += lines
    if left:
        those = f", {red_left} of them about dead or unsafe links" if red_left else ""
        are = "line is" if left == 1 else "lines are"
        where = "there is no room for more here, but the JSON and HTML reports have all"
        out += ["", f"**{left} {are} left out**{those}: {where}."]
    return "\n".join([*out, *closing]).lstrip("\n") + "\n"


def _size(lines: Iterable[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)


def _rows_that_fit(rows: tuple[str, ...], room: int) -> tuple[str, ...]:
    for number, row in enumerate(rows):
        room -= _size((row,))
        if room < 0:
            return rows[:number]
    return rows


def _blocks(report: LinkReport, titles: Mapping[str, str]) -> Iterator[_Block]:
    # Without a day, so that the order is the same every night.
    groups = group_links(report)
    red = (*groups.dead, *groups.unsafe)
    yield _table("### Dead or unsafe", red, titles, is_red=True)
    yield _Block(("### By week", ""), tuple(f"- {week}" for week in summary_by_week(report)))
    yield _table("### Dead, but not confirmed: it counts if the next run agrees", groups.unconfirmed, titles)
    yield _table("### Moved for good: write the new address", groups.moved, titles)
    yield _Block(
        ("### About the check itself", ""),
        # The level first: what a text begins with could be a list's or a heading's mark.
        tuple(f"- {finding.level}: {markdown_cell(finding_words(finding))}" for finding in report.findings),
    )
    yield _folded_table("Not known: nothing to do", groups.unknown)
    yield _folded_table("Not looked at", groups.set_aside)


def _table(
    heading: str, links: tuple[LinkResult, ...], titles: Mapping[str, str], is_red: bool = False
) -> _Block:
    columns = ("| reading | link | what is the case | needed | instead |", "| --- | --- | --- | --- | --- |")
    return _Block((heading, "", *columns), tuple(_row(link, titles) for link in links), is_red=is_red)


def _row(link: LinkResult, titles: Mapping[str, str]) -> str:
    cells = (
        _owners(link, titles),
        f"`{readable(link.url)}`",
        markdown_cell("; ".join(part for part in (describe_verdict(link), phrases.since(link)) if part)),
        describe_needs(link.used_by, _MOST_USES),
        f"`{offer[0]}` ({markdown_cell(offer[1])})" if (offer := best_offer(link)) else "",
    )
    return f"| {' | '.join(cells)} |"


def _owners(link: LinkResult, titles: Mapping[str, str]) -> str:
    owners = []
    for use in link.used_by:
        owner, place = describe_owner(use, titles) or one_line(use.field, 40), describe_place(use)
        owners.append(f"{owner} ({place})" if place else owner)
    return list_some(map(markdown_cell, dict.fromkeys(owners)), _MOST_USES, "; ")


def _folded_table(heading: str, links: tuple[LinkResult, ...]) -> _Block:
    rows = []
    for count in count_by_verdict(links):
        cells = (f"{count.verdict}: {count.meaning}", list_hosts(count.hosts, _MOST_HOSTS))
        rows.append(f"| {count.number} | {' | '.join(map(markdown_cell, cells))} |")
    columns = ("| links | what is the case | hosts |", "| ---: | --- | --- |")
    head = ("<details>", f"<summary>{heading} ({len(links)})</summary>", "", *columns)
    return _Block(head, tuple(rows), ("", "</details>"))
