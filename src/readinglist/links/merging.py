"""Reports of the parts of one check, joined to the report of the whole."""

from __future__ import annotations

import heapq
import math
import re
from collections.abc import Iterator, Sequence

from readinglist.links.results import LinkReport, LinkResult
from readinglist.model.finding import Finding

_PART = re.compile(r"([0-9,]{1,5000})/([0-9]{1,4})", re.ASCII)


def merge_reports(reports: Sequence[LinkReport]) -> LinkReport:
    """What the parts say together; the order of ``reports`` counts only between equals.

    Links stand in the order of the list as far as their lines tell it. Where two reports
    have one link, that which asked it counts before that which remembered it, and then the
    later one; the uses of both are kept. A part that is missing is a finding, and the
    result then says in ``shard`` which parts it is of. The parts ran beside each other, so
    the longest time is that of the whole; it counts as offline where all were.
    """
    reports = sorted(reports, key=lambda report: _numbers(report) or (math.inf,))
    missing, shard = _missing(reports)
    return LinkReport(
        links=tuple(_joined(reports)),
        findings=tuple(dict.fromkeys((*(f for report in reports for f in report.findings), *missing))),
        started=min((report.started for report in reports if report.started), default=""),
        seconds=max((report.seconds for report in reports), default=0.0),
        requests=sum(report.requests for report in reports),
        interrupted=any(report.interrupted for report in reports),
        offline=bool(reports) and all(report.offline for report in reports),
        shard=shard,
    )


def _joined(reports: Sequence[LinkReport]) -> Iterator[LinkResult]:
    """Each link once, in the order of the list; the order within one report stays as it is."""
    best: dict[str, tuple[LinkResult, tuple[bool, bool, str]]] = {}
    for report in reports:
        for link in report.links:
            rank = (link.verdict != "unchecked", link.fresh, report.started)
            known, old = best.get(link.url, (link, rank))
            newer, older = (link, known) if rank > old else (known, link)
            best[link.url] = (_with_uses(newer, older), max(rank, old))
    for link in heapq.merge(*(report.links for report in reports), key=_place):
        if link.url in best:
            yield best.pop(link.url)[0]


def _with_uses(link: LinkResult, other: LinkResult) -> LinkResult:
    uses = tuple(dict.fromkeys((*link.used_by, *other.used_by)))
    return link if uses == link.used_by else link.model_copy(update={"used_by": uses})


def _place(link: LinkResult) -> tuple[bool, float]:
    """Where the list has the link: those of its schedule first, each by its line."""
    first = link.used_by[0] if link.used_by else None
    if first is None:
        return True, math.inf
    return first.key is not None and first.field not in ("note", "text"), first.line or math.inf


def _numbers(report: LinkReport) -> tuple[int, ...] | None:
    """Which parts a report is of; ``None``: of the whole, or nobody can tell."""
    match = _PART.fullmatch(report.shard or "")
    return tuple(int(number) for number in match[1].split(",") if number) if match else None


def _missing(reports: Sequence[LinkReport]) -> tuple[list[Finding], str | None]:
    """What nobody has looked at, and the parts that are there; ``None``: they are the whole."""
    found = list(_partly_offline(reports))
    if not reports or any(report.shard is None for report in reports):
        return found, None  # one of them is of the whole
    totals = sorted(
        {match[2] for report in reports if (match := _PART.fullmatch(report.shard or ""))}, key=int
    )
    if len(totals) != 1:
        parts = ", ".join(report.shard or "" for report in reports[:20])
        message = f"these reports do not belong together, they are {parts}; merge those of one run"
        return [_finding("mixed-shards", message), *found], parts or None
    heard = sorted({number for report in reports for number in _numbers(report) or ()})
    absent = [str(number) for number in range(1, int(totals[0]) + 1) if number not in heard]
    if not absent:
        return found, None
    named = ", ".join(absent[:20]) + (", …" if len(absent) > 20 else "")
    message = f"no report of part {named} of {totals[0]}: nothing is known of its links. Run that part again"
    return [_finding("missing-shard", message), *found], f"{','.join(map(str, heard))}/{totals[0]}"


def _partly_offline(reports: Sequence[LinkReport]) -> Iterator[Finding]:
    parts = [report.shard for report in reports if report.offline]
    if parts and len(parts) < len(reports):
        message = f"part {', '.join(filter(None, parts))} had no network: nothing is known of its links"
        yield _finding("offline-shard", message)


def _finding(rule: str, message: str) -> Finding:
    return Finding(rule=rule, level="error", message=message)
