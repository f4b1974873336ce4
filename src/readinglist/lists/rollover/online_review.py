"""What services and links say of last term's readings: published, retracted, superseded, dead. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from readinglist.links.reports.addresses import readable, redact
from readinglist.links.results import LinkReport, LinkResult
from readinglist.metadata.merge.published import Upgrade
from readinglist.metadata.resolve.resolution import Resolution, Resolved
from readinglist.model.finding import Finding, Severity


def review_works(resolution: Resolution) -> tuple[Finding, ...]:
    """Findings about works of which a service says something new, and about who could not be asked."""
    found = [finding for entry in resolution for finding in _review_work(entry)]
    found += [
        Finding(
            rule="rollover-unasked", level="warning", message=f"{unavailable.source}: {unavailable.reason}"
        )
        for unavailable in resolution.unavailable
    ]
    return tuple(found)


def known_keys(resolution: Resolution) -> frozenset[str]:
    """The keys of the readings that a service knows."""
    return frozenset(entry.key for entry in resolution if entry.sources)


def review_links(report: LinkReport) -> tuple[Finding, ...]:
    """Findings about links that are dead, that have moved, or that may be dead."""
    if report.offline:
        message = "links: there is no network here"
        return (Finding(rule="rollover-unasked", level="warning", message=message),)
    return tuple(finding for link in report for finding in _review_link(link))


def _review_work(entry: Resolved) -> Iterator[Finding]:
    yield from entry.findings
    if entry.upgrade is not None and entry.upgrade.candidate is not None:
        yield _publication(entry.key, entry.upgrade)
    named, latest = entry.before.arxiv_version, entry.latest_version
    if named is not None and latest is not None and latest > named:
        message = f"version {named} of arXiv {entry.before.arxiv_id} is named, and {latest} is the latest"
        yield Finding(rule="rollover-superseded", level="warning", message=message, key=entry.key)


def _publication(key: str, upgrade: Upgrade) -> Finding:
    assert upgrade.candidate is not None, "the caller has looked"
    fields = upgrade.candidate.fields
    venue = fields.get("container_title_short") or fields.get("container_title") or "a publication"
    year = fields["issued"].year if fields.get("issued") else None
    where = f"{venue} {year}" if year else str(venue)
    sure = upgrade.may_be_applied
    how = "--apply' takes it over" if sure else "--search' shows it"
    found = f"{'in' if sure else 'perhaps in'} {where} ({upgrade.candidate.identifier})"
    message = f"{found}; 'readinglist resolve {key} {how}"
    return Finding(rule="rollover-published", level="warning" if sure else "info", message=message, key=key)


def _review_link(link: LinkResult) -> Iterator[Finding]:
    judgement = _judge(link)
    if judgement is None:
        return
    rule, level, message = judgement
    for key in dict.fromkeys(_keys(link)):
        yield Finding(rule=rule, level=level, message=f"{_address(link)}: {message}", key=key)


def _judge(link: LinkResult) -> tuple[str, Severity, str] | None:
    """Rule, level and message about a link; ``None``: it is alive, or its state is not known."""
    if link.is_red:
        return "rollover-dead", "warning", link.reason
    if link.verdict_class == "dead":
        return "rollover-doubtful", "info", link.reason
    if link.verdict == "redirected_permanent":
        return "rollover-moved", "info", f"now {link.address}"
    return None


def _keys(link: LinkResult) -> Iterable[str | None]:
    """The readings that give the link; ``None``: a session or the course does."""
    return [use.key for use in link.used_by] or [None]


def _address(link: LinkResult) -> str:

    return readable(redact(link.url))
