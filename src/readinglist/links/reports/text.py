"""The report for a terminal and a log: what a person must do, the most urgent first; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from readinglist.links.reports import phrases
from readinglist.links.reports.addresses import list_some, one_line, readable, redact_record
from readinglist.links.reports.phrases import (
    describe_offer,
    describe_place,
    describe_use,
    describe_verdict,
    finding_line,
    list_hosts,
)
from readinglist.links.reports.summaries import (
    LinkGroups,
    count_by_verdict,
    group_links,
    report_day,
    summary_by_week,
)
from readinglist.links.results import LinkReport, LinkResult, Use

Style = Literal["", "heading", "bad", "warning", "good", "dim"]
_MOST_USES = 5
_MOST_WITNESSES = 4
_MOST_HOSTS = 4
_MOST_LISTED = 30  # of what is no alarm: a wall of lines is not read


class Line(NamedTuple):
    """A line without its end, and how a terminal with colours may show it."""

    text: str
    style: Style = ""


def render(report: LinkReport, titles: Mapping[str, str]) -> str:
    """``report`` as plain text, every line complete in itself; ``titles`` are those of readings, by key."""
    return "".join(f"{line.text}\n" for line in lines(report, titles))


def lines(report: LinkReport, titles: Mapping[str, str]) -> Iterator[Line]:
    """Yield the lines of the text, each with its style."""
    report = redact_record(report)
    yield from (Line(sentence, "warning") for sentence in phrases.circumstances(report))
    groups = group_links(report, report_day(report))
    if report.links and not report.offline:
        yield Line(phrases.headline(groups), "bad" if report.red else "good")
    yield from _sections(groups, titles)
    yield from _recovered(groups.recovered)
    # What says nothing about the links is counted, and not listed.
    yield from _counts("Not known: nothing to do", groups.unknown)
    yield from _counts("Not looked at", groups.set_aside)
    yield from _findings(report)
    if weeks := summary_by_week(report):
        yield from (Line(""), Line("By week", "heading"))
        yield from (Line(f"  {week}") for week in weeks)
    if not report.links:
        yield Line(phrases.NOTHING)
        return
    yield from (Line(""), Line(phrases.totals(report)), Line(phrases.effort(report), "dim"))


def _sections(groups: LinkGroups, titles: Mapping[str, str]) -> Iterator[Line]:
    yield from _section("Dead: replace the link, or take it out", groups.dead, titles, _dead, "bad")
    yield from _section(
        "Unsafe: correct the link; it was not asked for", groups.unsafe, titles, _plain, "bad"
    )
    heading = "Dead, but not confirmed: it counts if it is still so in the next run"
    yield from _section(heading, groups.unconfirmed, titles, _dead, "warning")
    heading = "Moved for good: write the new address"
    yield from _section(heading, groups.moved, titles, _plain, "warning", _MOST_LISTED)


_Body = Callable[[LinkResult], Iterator[Line]]


def _section(
    heading: str,
    links: tuple[LinkResult, ...],
    titles: Mapping[str, str],
    body: _Body,
    style: Style,
    most: int | None = None,
) -> Iterator[Line]:
    if not links:
        return
    yield from (Line(""), Line(f"{heading} ({len(links)})", "heading"))
    for link in links[:most]:
        yield from (Line(""), Line(f"  {readable(link.url)}", style))
        yield from body(link)
        yield from (Line(f"    {text}") for text in _uses(link.used_by, titles))
        if instead := describe_offer(link):
            yield Line(f"    {instead}", "good")
    if most is not None and len(links) > most:
        yield from (Line(""), Line(f"  and {len(links) - most} more; the other formats name them", "dim"))


def _recovered(links: tuple[LinkResult, ...]) -> Iterator[Line]:
    if links:
        yield from (Line(""), Line(f"Alive again: nothing to do ({len(links)})", "heading"))
        yield from (Line(f"  {readable(link.url)}", "good") for link in links[:_MOST_LISTED])
        if len(links) > _MOST_LISTED:
            yield Line(f"  and {len(links) - _MOST_LISTED} more", "dim")


def _plain(link: LinkResult) -> Iterator[Line]:
    yield Line(f"    {describe_verdict(link)}")


def _dead(link: LinkResult) -> Iterator[Line]:
    yield Line(f"    {describe_verdict(link)}")
    streak = phrases.streak(link)
    if streak:
        yield Line(f"    {streak}")
    # A single witness has said no more than the reason.
    told = [witness for witness in link.witnesses if witness.said != link.reason]
    for witness in told[:_MOST_WITNESSES]:
        at = f" ({one_line(witness.at, 40)})" if witness.at else ""
        yield Line(f"    {one_line(witness.name, 40)} says: {one_line(witness.said)}{at}", "dim")


def _uses(uses: Iterable[Use], titles: Mapping[str, str]) -> Iterator[str]:
    """Yield each place in the data, and below it the sessions that need it."""
    places: dict[str, list[str]] = defaultdict(list)
    for use in uses:
        place = ": ".join(part for part in (describe_place(use), describe_use(use, titles)) if part)
        places[place].append(phrases.need(use))
    for place, needs in list(places.items())[:_MOST_USES]:
        yield place
        yield f"    {list_some(dict.fromkeys(needs), _MOST_USES, '; ')}"
    if len(places) > _MOST_USES:
        yield f"and {len(places) - _MOST_USES} more places"


def _counts(heading: str, links: tuple[LinkResult, ...]) -> Iterator[Line]:
    if links:
        yield from (Line(""), Line(f"{heading} ({len(links)})", "heading"))
        for count in count_by_verdict(links):
            hosts = list_hosts(count.hosts, _MOST_HOSTS)
            yield Line(f"  {count.number} {count.verdict}: {count.meaning} ({hosts})")


def _findings(report: LinkReport) -> Iterator[Line]:
    if report.findings:
        yield from (Line(""), Line("About the check itself", "heading"))
        for finding in report.findings:
            yield Line(f"  {finding_line(finding)}", "bad" if finding.level == "error" else "warning")
