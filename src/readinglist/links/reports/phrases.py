"""The words that reports for people share: printable, short, on one line, and not yet escaped; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from readinglist.links.reports.addresses import list_some, one_line, readable, redact
from readinglist.links.reports.summaries import LinkGroups
from readinglist.links.results import LinkReport, LinkResult, Repair, RepairKind, Use
from readinglist.links.verdicts import MEANINGS
from readinglist.model.finding import Finding
from readinglist.report import count_words, date_words, when_words

# A report that was read may state anything as its part.
_PART = re.compile("[0-9]{1,4}/[0-9]{1,4}")
NOTHING = "There is nothing to check."
NOT_SCHEDULED = "not scheduled"
_SEEN = {"alive": "alive", "dead": "dead", "unknown": "unknown", "unsafe": "unsafe", "set_aside": "set aside"}
# The third says neither that it is required nor that it is optional.
_LEVELS = {"required": "required", "optional": "optional", "unspecified": "assigned"}
_REPAIRS: dict[RepairKind, str] = {
    "redirect": "where it has moved to",
    "doi": "by its DOI",
    "arxiv": "on arXiv",
    "open_access": "an open copy",
    "archive": "an archived copy",
}


def headline(groups: LinkGroups) -> str:
    """Return the one sentence that says whether there is something to do."""
    parts = []
    if groups.dead:
        parts.append(
            f"{count_words(len(groups.dead), 'link')} {'is' if len(groups.dead) == 1 else 'are'} dead"
        )
    if groups.unsafe:
        # The noun stands once: "2 links are dead and 1 is unsafe".
        noun = "" if parts else " link" if len(groups.unsafe) == 1 else " links"
        parts.append(f"{len(groups.unsafe)}{noun} {'is' if len(groups.unsafe) == 1 else 'are'} unsafe")
    return f"{' and '.join(parts)}." if parts else "No link is known to be dead."


def circumstances(report: LinkReport) -> tuple[str, ...]:
    """Return what must be known to read the report right: that it was cut short, offline, or of a part."""
    said = []
    if report.offline:
        said.append("There was no network: nothing could be looked at, and nothing counts as dead.")
    if report.interrupted:
        left = sum(link.verdict == "unchecked" for link in report.links)
        rest = f"; {count_words(left, 'link')} not looked at" if left else ""
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
    return f"{count_words(summary['links'], 'link')}: {', '.join(parts)}." if parts else NOTHING


def effort(report: LinkReport) -> str:
    """Return what the run took; it is another in every run."""
    asked, requests = report.summary()["asked"], count_words(report.requests, "request")
    return f"{asked} asked in this run, with {requests} in {report.seconds:.0f} s."


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
    """Return when a use needs its link and how badly: ``week 6, Thu 3 Mar 2022: required``."""
    when = when_words(use.week, use.date)
    level = _LEVELS[use.level] if use.level else ""
    return f"{when}: {level}" if when and level else when or level or NOT_SCHEDULED


def repair_kind(repair: Repair) -> str:
    """Return what is offered, in words, and what a look at it found."""
    looked = "" if repair.verdict is None else f", looked at: {repair.verdict}"
    return _REPAIRS[repair.kind] + looked


def describe_verdict(link: LinkResult) -> str:
    """Return the verdict and the reason for it: ``gone: HTTP 404``."""
    return f"{link.verdict}: {one_line(link.reason) or MEANINGS[link.verdict]}"


def describe_link(link: LinkResult) -> str:
    """Return the address, the verdict and the reason, without a password or token."""
    # Reports redact the whole record; a link that is shown alone is redacted here.
    return f"{readable(redact(link.url))}: {redact(describe_verdict(link))}"


def describe_place(use: Use) -> str:
    """Return the file and the line, the way compilers write it; empty where no file is known."""
    if use.file is None:
        return ""
    return one_line(use.file if use.line is None else f"{use.file}:{use.line}")


def describe_owner(use: Use, titles: Mapping[str, str]) -> str:
    """Return the reading that gives the link, by key and title; the link's words where it is no reading's."""
    title = use.label if use.key is None else titles.get(use.key)
    return ", ".join(one_line(text, 100) for text in (use.key, title) if text)


def describe_use(use: Use, titles: Mapping[str, str]) -> str:
    """Return the field and whose it is: ``url of zaharia2012rdd, Resilient Distributed Datasets``."""
    owner = describe_owner(use, titles)
    between = " of " if use.key is not None else ", "
    return f"{one_line(use.field, 40)}{between}{owner}" if owner else one_line(use.field, 40)


def describe_needs(uses: Iterable[Use], most: int = 5) -> str:
    """Return when and how badly it is needed, each time once; empty where no session needs it."""
    every = dict.fromkeys(need(use) for use in uses)
    return list_some((need for need in every if need != NOT_SCHEDULED), most, "; ")


def best_offer(link: LinkResult) -> tuple[str, str] | None:
    """Return the address that is offered first in place of a link, and what it is; ``None``: there is none.

    For a link that has moved, that is where it has moved to.
    """
    if link.repairs:
        repair = link.repairs[0]
        why = f", {one_line(repair.why, 150)}" if repair.why else ""
        return readable(repair.address), repair_kind(repair) + why
    # Where it is not proposed as a repair, it is told all the same.
    if link.verdict == "redirected_permanent" and link.address:
        return readable(link.address), "where it has moved to"
    return None


def describe_offer(link: LinkResult) -> str:
    """`best_offer` as a clause; empty where nothing is offered."""
    offer = best_offer(link)
    return f"instead: {offer[0]} ({offer[1]})" if offer else ""


def list_hosts(hosts: Iterable[tuple[str, int]], most: int) -> str:
    """Hosts and how many links each has: ``dl.acm.org 7, arxiv.org 2``."""
    return list_some((f"{one_line(host, 80) or 'no host'} {number}" for host, number in hosts), most)


def finding_line(finding: Finding) -> str:
    """Return a finding as compilers write it, cut where it has no end."""
    return one_line(str(finding), 600)


def finding_words(finding: Finding) -> str:
    """Return what a finding says, then where and by which rule, cut where it has no end."""
    where = ":".join(str(part) for part in (finding.file, finding.line) if part is not None)
    about = ", ".join(filter(None, (one_line(where), one_line(finding.rule, 40))))
    return f"{one_line(finding.message, 500)} ({about})"


def remarks(report: LinkReport) -> tuple[str, ...]:
    """Return what is to be said of the check itself, and not of a link."""
    nothing = () if report.links else (NOTHING,)
    return (*circumstances(report), *map(finding_line, report.findings), *nothing)
