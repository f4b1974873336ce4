"""What reports tell of a link in a few words: printable, short, on one line, and not yet escaped; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from readinglist.links.reports import words
from readinglist.links.reports.addresses import clipped, listed, readable, shown_url
from readinglist.links.results import LinkReport, LinkResult, Use
from readinglist.links.verdicts import MEANINGS
from readinglist.model.finding import Finding


def case_of(link: LinkResult) -> str:
    """The verdict and the reason for it: ``gone: HTTP 404``."""
    return f"{link.verdict}: {clipped(link.reason) or MEANINGS[link.verdict]}"


def line_of(link: LinkResult) -> str:
    """The address, the verdict and the reason, without a password or token."""
    return f"{readable(shown_url(link.url))}: {shown_url(case_of(link))}"


def place_of(use: Use) -> str:
    """The file and the line, the way compilers write it; empty where no file is known."""
    if use.file is None:
        return ""
    return clipped(use.file if use.line is None else f"{use.file}:{use.line}")


def owner_of(use: Use, titles: Mapping[str, str]) -> str:
    """The reading that gives the link, by key and title; the link's words where it is no reading's."""
    title = use.label if use.key is None else titles.get(use.key)
    return ", ".join(clipped(text, 100) for text in (use.key, title) if text)


def use_of(use: Use, titles: Mapping[str, str]) -> str:
    """The field and whose it is: ``url of zaharia2012rdd, Resilient Distributed Datasets``."""
    owner = owner_of(use, titles)
    between = " of " if use.key is not None else ", "
    return f"{clipped(use.field, 40)}{between}{owner}" if owner else clipped(use.field, 40)


def needs_of(uses: Iterable[Use], most: int = 5) -> str:
    """When and how badly it is needed, each time once; empty where no session needs it."""
    every = dict.fromkeys(words.need(use) for use in uses)
    return listed((need for need in every if need != words.NOT_SCHEDULED), most, "; ")


def offer_of(link: LinkResult) -> tuple[str, str] | None:
    """The address that is offered first in place of a link, and what it is; ``None``: there is none.

    For a link that has moved, that is where it has moved to.
    """
    if link.repairs:
        repair = link.repairs[0]
        why = f", {clipped(repair.why, 150)}" if repair.why else ""
        return readable(repair.address), words.repair_kind(repair) + why
    if link.verdict == "redirected_permanent" and link.address:
        return readable(link.address), "where it has moved to"
    return None


def instead_of(link: LinkResult) -> str:
    """`offer_of` as a clause; empty where nothing is offered."""
    offer = offer_of(link)
    return f"instead: {offer[0]} ({offer[1]})" if offer else ""


def hosts_of(hosts: Iterable[tuple[str, int]], most: int) -> str:
    """Hosts and how many links each has: ``dl.acm.org 7, arxiv.org 2``."""
    return listed((f"{clipped(host, 80) or 'no host'} {number}" for host, number in hosts), most)


def finding_line(finding: Finding) -> str:
    """A finding as compilers write it, cut where it has no end."""
    return clipped(str(finding), 600)


def finding_words(finding: Finding) -> str:
    """What a finding says, then where and by which rule, cut where it has no end."""
    where = ":".join(str(part) for part in (finding.file, finding.line) if part is not None)
    about = ", ".join(filter(None, (clipped(where), clipped(finding.rule, 40))))
    return f"{clipped(finding.message, 500)} ({about})"


def remarks(report: LinkReport) -> tuple[str, ...]:
    """What is to be said of the check itself, and not of a link."""
    nothing = () if report.links else (words.NOTHING,)
    return (*words.circumstances(report), *map(finding_line, report.findings), *nothing)
