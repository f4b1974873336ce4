"""What of last term's list to look at again before it is this term's, and how that is reported. Pure.

From the list alone, from what services say of its works, and from what stands at its links.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from readinglist.links.reports.addresses import readable, redact
from readinglist.model.finding import Finding
from readinglist.model.identifiers import identifiers_of
from readinglist.model.links import local_path
from readinglist.model.reading import Link, Reading
from readinglist.model.schedule import Session, Syllabus
from readinglist.report import (
    date_words,
    find_renderer,
    markdown_cell,
    printable,
    render_findings,
    session_words,
)

if TYPE_CHECKING:
    from readinglist.links.results import LinkReport, LinkResult
    from readinglist.metadata.merge.published import Upgrade
    from readinglist.metadata.resolve.resolution import Resolution, Resolved

# Where answers are collected, for one class at a time.
_FORMS = ("forms.gle", "docs.google.com", "forms.office.com", "gradescope.com", "edstem.org", "piazza.com")
# The gravest first; a heading may be that of several rules.
_HEADINGS = {
    "retracted": "Retracted, withdrawn or doubted",
    "withdrawn": "Retracted, withdrawn or doubted",
    "expression-of-concern": "Retracted, withdrawn or doubted",
    "rollover-no-room": "Sessions for which the term is too short",
    "rollover-undated": "Dates",
    "rollover-kept": "Dates",
    "rollover-holidays": "Dates",
    "rollover-holiday": "Dates",
    "rollover-weekday": "Dates",
    "rollover-dead": "Dead links",
    "rollover-published": "Preprints that have been published",
    "rollover-superseded": "Versions that have been superseded",
    "corrected": "Corrected",
    "rollover-doubtful": "Links that may be dead; 'readinglist check' looks again",
    "rollover-moved": "Links that have moved for good; 'readinglist check --fix' writes the new address",
    "rollover-unasked": "Could not be asked; nothing is said of it",
    "rollover-preprint": "Preprints that may have been published since; --ask asks",
    "rollover-version": "Versions that may have been superseded; --ask asks",
    "rollover-course": "Is this still so?",
    "rollover-speaker": "Speakers to invite again, or to take out",
    "rollover-presenter": "Presentations to give to somebody of this term",
    "rollover-form": "Forms of last term, to be made anew",
    "rollover-file": "Files of last term, to be brought up to date",
    "rollover-tbd": "Still to come",
}
_OTHER = "Found by 'readinglist lint'"
_MOST_OTHERS = 20  # of a list that was never linted, lint's findings would push out all the rest
_ALL_WELL = "There is nothing to look at again."


def review_list(
    syllabus: Syllabus, dead: Mapping[str, datetime.date], asked: Collection[str] = ()
) -> tuple[Finding, ...]:
    """Findings about what was true last term and may not be now, in the order of the list.

    Args:
        syllabus: the list.
        dead: links that were found dead, as they are written, and since when.
        asked: citation keys of readings that a metadata service knows, so that nothing has to
            be supposed of them.
    """
    course, found = syllabus.course, []
    people = ", ".join(person.name for person in course.instructors)
    facts = [fact for fact in (course.meets, course.location, people, course.url) if fact]
    if facts:
        found.append(_info("rollover-course", "; ".join(facts)))
    for session in syllabus.sessions:
        found += _review_session(session, dead)
    for reading in syllabus.readings:
        found += [
            _warning("rollover-dead", f"{link.url}: {_since(dead[link.url])}", reading.key)
            for link in reading.all_links()
            if link.url in dead
        ]
        if reading.key not in asked:
            found += _review_preprint(reading)
    return tuple(found)


def _review_session(session: Session, dead: Mapping[str, datetime.date]) -> Iterator[Finding]:
    where = session_words(session)
    for person in session.speakers:
        yield _info("rollover-speaker", f"{person.name} is to speak in {where}")
    yield from _review_session_links(session.links, where, dead)
    for assignment in session.assignments:
        if assignment.presenters:
            names = ", ".join(assignment.presenters)
            yield _info("rollover-presenter", f"presented by {names} last term", assignment.reading.key)
    if session.tbd:
        yield _info("rollover-tbd", f"{where} still says {session.tbd!r}")


def _review_session_links(
    links: Sequence[Link], where: str, dead: Mapping[str, datetime.date]
) -> Iterator[Finding]:
    for link in links:
        if link.url in dead:
            yield _warning("rollover-dead", f"{link.words} of {where}: {_since(dead[link.url])}")
    alive = [link for link in links if link.url not in dead]
    files = [link.words for link in alive if local_path(link.url) is not None]
    forms = [link.words for link in alive if _is_form(link.url)]
    if files:
        yield _info("rollover-file", f"{where}: {', '.join(files)}")
    if forms:
        yield _info("rollover-form", f"{where}: {', '.join(forms)}")


def _since(day: datetime.date) -> str:
    return f"dead since {date_words(day)}"


def _is_form(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:  # a bracket that is no IPv6 address
        return False
    host = parts.hostname or ""
    # The other documents of Google are read from one term to the next.
    form = host != "docs.google.com" or parts.path.startswith("/forms/")
    return form and any(host == site or host.endswith("." + site) for site in _FORMS)


def _review_preprint(reading: Reading) -> Iterator[Finding]:
    """What may have become of a preprint, where no service was asked."""
    names = {name.scheme: name for name in identifiers_of(reading)}
    if "arxiv" in names and "doi" not in names and not reading.container_title:
        yield _info("rollover-preprint", f"known as {names['arxiv']} only", reading.key)
    if reading.arxiv_id and reading.arxiv_version:
        message = f"version {reading.arxiv_version} of arXiv {reading.arxiv_id} is named"
        yield _info("rollover-version", message, reading.key)


def review_works(resolution: Resolution) -> tuple[Finding, ...]:
    """Findings about works of which a service says something new, and about who could not be asked."""
    found = [finding for entry in resolution for finding in _review_work(entry)]
    found += [
        _warning("rollover-unasked", f"{unavailable.source}: {unavailable.reason}")
        for unavailable in resolution.unavailable
    ]
    return tuple(found)


def known_keys(resolution: Resolution) -> frozenset[str]:
    """The keys of the readings that a service knows."""
    return frozenset(entry.key for entry in resolution if entry.sources)


def review_links(report: LinkReport) -> tuple[Finding, ...]:
    """Findings about links that are dead, that have moved, or that may be dead."""
    # Without a network every link fails: a report of that says nothing of the links.
    if report.offline:
        return (_warning("rollover-unasked", "links: there is no network here"),)
    return tuple(finding for link in report for finding in _review_link(link))


def _review_work(entry: Resolved) -> Iterator[Finding]:
    yield from entry.findings
    if entry.upgrade is not None and entry.upgrade.candidate is not None:
        yield _publication_finding(entry.key, entry.upgrade)
    named, latest = entry.before.arxiv_version, entry.latest_version
    if named is not None and latest is not None and latest > named:
        message = f"version {named} of arXiv {entry.before.arxiv_id} is named, and {latest} is the latest"
        yield _warning("rollover-superseded", message, entry.key)


def _publication_finding(key: str, upgrade: Upgrade) -> Finding:
    assert upgrade.candidate is not None, "the caller has looked"
    fields = upgrade.candidate.fields
    venue = fields.get("container_title_short") or fields.get("container_title") or "a publication"
    year = fields["issued"].year if fields.get("issued") else None
    where = f"{venue} {year}" if year else str(venue)
    sure = upgrade.may_be_applied
    how = "--apply' takes it over" if sure else "--search' shows it"
    found = f"{'in' if sure else 'perhaps in'} {where} ({upgrade.candidate.identifier})"
    message = f"{found}; 'readinglist resolve {key} {how}"
    return (_warning if sure else _info)("rollover-published", message, key)


def _review_link(link: LinkResult) -> Iterator[Finding]:
    """A finding for each reading that gives the link, unless it is alive or its state is not known."""
    # Of what is dead, `check` fails only for what a second witness has confirmed.
    if link.is_red:
        finding, rule, words = _warning, "rollover-dead", link.reason
    elif link.verdict_class == "dead":
        finding, rule, words = _info, "rollover-doubtful", link.reason
    elif link.verdict == "redirected_permanent":
        finding, rule, words = _info, "rollover-moved", f"now {link.address}"
    else:
        return
    # Where no reading gives the link, a session or the course does.
    for key in dict.fromkeys([use.key for use in link.used_by] or [None]):
        yield finding(rule, f"{readable(redact(link.url))}: {words}", key)


def _info(rule: str, message: str, key: str | None = None) -> Finding:
    return Finding(rule=rule, level="info", message=message, key=key)


def _warning(rule: str, message: str, key: str | None = None) -> Finding:
    return Finding(rule=rule, level="warning", message=message, key=key)


def render_review(findings: Iterable[Finding], format: str = "text") -> str:
    """``findings`` under their headings as ``text`` or ``markdown``, or as ``json`` as any findings are.

    Raises:
        UnknownFormatError: there is no such format.
    """
    return find_renderer(REPORTS, format)(tuple(findings))


def _group(findings: Iterable[Finding]) -> Iterator[tuple[str, list[str]]]:
    """Each heading with its lines; lines that say the same are one."""
    groups: dict[str, dict[str, None]] = {heading: {} for heading in (*_HEADINGS.values(), _OTHER)}
    for finding in findings:
        heading = _HEADINGS.get(finding.rule, _OTHER)
        message = f"{finding.message} [{finding.rule}]" if heading == _OTHER else finding.message
        groups[heading][f"{finding.key}: {message}" if finding.key else message] = None
    more = len(groups[_OTHER]) - _MOST_OTHERS
    if more > 0:
        kept = list(groups[_OTHER])[:_MOST_OTHERS]
        groups[_OTHER] = dict.fromkeys((*kept, f"and {more} more; 'readinglist lint' shows them all"))
    for heading, lines in groups.items():
        if lines:
            yield heading, list(lines)


def _text(findings: tuple[Finding, ...]) -> str:
    blocks = (
        "\n".join((heading, *(f"  {printable(line)}" for line in lines)))
        for heading, lines in _group(findings)
    )
    return "\n\n".join(blocks) + "\n" if findings else f"{_ALL_WELL}\n"


def _markdown(findings: tuple[Finding, ...]) -> str:
    blocks = (
        "\n".join((f"### {heading}", "", *(f"- [ ] {markdown_cell(line)}" for line in lines)))
        for heading, lines in _group(findings)
    )
    return "\n\n".join(blocks) + "\n" if findings else f"{_ALL_WELL}\n"


def _json(findings: tuple[Finding, ...]) -> str:
    return render_findings(findings, "json")


REPORTS: dict[str, Callable[[tuple[Finding, ...]], str]] = {
    "text": _text,
    "json": _json,
    "markdown": _markdown,
}
