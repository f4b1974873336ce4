"""The parts of one check, which several machines share: the links of a part, and the reports of all parts."""

from __future__ import annotations

import hashlib
import heapq
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from readinglist.errors import UsageError
from readinglist.links.link_identity import host_of, is_under
from readinglist.links.results import LinkReport, LinkResult, LinkTarget
from readinglist.model.finding import Finding

MOST = 1000
# A merged report may be of several parts: 1,3/8.
_PART = re.compile(r"([0-9,]{1,5000})/([0-9]{1,4})", re.ASCII)
_SHARD = re.compile(r"([0-9]{1,4})/([0-9]{1,4})", re.ASCII)
# A registry's own pages are asked by the part that asks the registry: its limits are for both together.
_REGISTRIES = {"doi": "doi.org", "arxiv": "arxiv.org"}


class Shard(NamedTuple):
    """Part ``number`` of ``of`` parts, counted from 1."""

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


def parse_shard(text: str) -> Shard:
    """``2/8`` as the second of eight parts.

    Raises:
        UsageError: it is not of this form, or there is no such part.
    """
    match = _SHARD.fullmatch(text)
    shard = Shard(int(match[1]), int(match[2])) if match else None
    if shard is None or not 1 <= shard.number <= shard.of <= MOST:
        raise UsageError(
            f"{text[:20]!r} is no part of a whole: write 2/8 for the second of eight, at most {MOST}"
        )
    return shard


def select_shard(targets: Sequence[LinkTarget], shard: Shard) -> tuple[LinkTarget, ...]:
    """Return the links of one part, in their order.

    Every link is in exactly one part, and all links of a host are in the same one, so that
    the parts together ask no host more often than one machine alone would. The same links
    give the same parts on every machine; the parts are as even as the hosts allow.
    """
    hosts = [limiting_host(target) for target in targets]
    part_of = _parts(Counter(hosts), shard.of)
    return tuple(target for target, host in zip(targets, hosts, strict=True) if part_of[host] == shard.number)


def limiting_host(target: LinkTarget) -> str:
    """Whose limits the link falls under: the registry or the host that is asked; empty where none is."""
    if target.identifier is not None:
        return _REGISTRIES[target.identifier.scheme]
    host = host_of(target.url.strip()).rstrip(".")
    return next((site for site in _REGISTRIES.values() if is_under(host, site)), host)


def _parts(links_of: Mapping[str, int], parts: int) -> dict[str, int]:
    """Host to part: the largest host first, each into the part that has the fewest links so far."""
    # Among parts with as few links the first, so that every machine comes to the same.
    loads = [(0, number) for number in range(1, parts + 1)]
    found = {}
    for host in sorted(links_of, key=lambda host: (-links_of[host], _mixed_order(host))):
        load, number = min(loads)
        found[host] = number
        loads[number - 1] = (load + links_of[host], number)
    return found


def _mixed_order(host: str) -> str:
    """Return an order of hosts that is the same on every machine, and says nothing of their names."""
    return hashlib.blake2b(host.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def merge_reports(reports: Sequence[LinkReport]) -> LinkReport:
    """Return what the parts say together; the order of ``reports`` counts only between equals.

    Links stand in the order of the list as far as their lines tell it. Where two reports
    have one link, that which asked it counts before that which remembered it, and then the
    later one; the uses of both are kept. A part that is missing is a finding, and the
    result then says in ``shard`` which parts it is of. The parts ran beside each other, so
    the longest time is that of the whole; it counts as offline where all were.
    """
    reports = sorted(reports, key=lambda report: _part_numbers(report) or (math.inf,))
    missing, shard = _missing(reports)
    return LinkReport(
        links=tuple(_merge_links(reports)),
        findings=tuple(dict.fromkeys((*(f for report in reports for f in report.findings), *missing))),
        started=min((report.started for report in reports if report.started), default=""),
        seconds=max((report.seconds for report in reports), default=0.0),
        requests=sum(report.requests for report in reports),
        interrupted=any(report.interrupted for report in reports),
        offline=bool(reports) and all(report.offline for report in reports),
        shard=shard,
    )


def _merge_links(reports: Sequence[LinkReport]) -> Iterator[LinkResult]:
    """Yield each link once, in the order of the list; the order within one report stays as it is."""
    best: dict[str, tuple[LinkResult, tuple[bool, bool, str]]] = {}
    for report in reports:
        for link in report.links:
            rank = (link.verdict != "unchecked", link.fresh, report.started)
            known, old = best.get(link.url, (link, rank))
            newer, older = (link, known) if rank > old else (known, link)
            uses = tuple(dict.fromkeys((*newer.used_by, *older.used_by)))
            united = newer if uses == newer.used_by else newer.model_copy(update={"used_by": uses})
            best[link.url] = (united, max(rank, old))
    # Each report is in the order of the list already, which merging keeps where lines are not known.
    for link in heapq.merge(*(report.links for report in reports), key=_list_position):
        if link.url in best:
            yield best.pop(link.url)[0]


def _list_position(link: LinkResult) -> tuple[bool, float]:
    """Return where the list has the link: those of its schedule first, each by its line."""
    first = link.used_by[0] if link.used_by else None
    if first is None:
        return True, math.inf
    return first.key is not None and first.field not in ("note", "text"), first.line or math.inf


def _part_numbers(report: LinkReport) -> tuple[int, ...] | None:
    """Return which parts a report is of; ``None``: of the whole, or it cannot be told."""
    match = _PART.fullmatch(report.shard or "")
    return tuple(int(number) for number in match[1].split(",") if number) if match else None


def _missing(reports: Sequence[LinkReport]) -> tuple[list[Finding], str | None]:
    """Return findings about the parts that are missing, and the parts that are there; ``None``: all are."""
    found = []
    offline = [report.shard for report in reports if report.offline]
    # Where all were offline the whole report says so, and no part needs to be named.
    if offline and len(offline) < len(reports):
        message = f"part {', '.join(filter(None, offline))} had no network: nothing is known of its links"
        found.append(_finding("offline-shard", message))
    if not reports or any(report.shard is None for report in reports):
        return found, None  # one of them is of the whole
    totals = sorted(
        {match[2] for report in reports if (match := _PART.fullmatch(report.shard or ""))}, key=int
    )
    if len(totals) != 1:
        parts = ", ".join(report.shard or "" for report in reports[:20])
        message = f"these reports do not belong together, they are {parts}; merge those of one run"
        return [_finding("mixed-shards", message), *found], parts or None
    heard = sorted({number for report in reports for number in _part_numbers(report) or ()})
    absent = [str(number) for number in range(1, int(totals[0]) + 1) if number not in heard]
    if not absent:
        return found, None
    named = ", ".join(absent[:20]) + (", …" if len(absent) > 20 else "")
    message = f"no report of part {named} of {totals[0]}: nothing is known of its links. Run that part again"
    return [_finding("missing-shard", message), *found], f"{','.join(map(str, heard))}/{totals[0]}"


def _finding(rule: str, message: str) -> Finding:
    return Finding(rule=rule, level="error", message=message)
