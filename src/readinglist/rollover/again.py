"""What of last term's list to look at again before it is this term's. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from readinglist.lint.addresses import local_path
from readinglist.records import Link, Reading
from readinglist.results import Finding
from readinglist.schedule import Session, Syllabus

# Where answers are collected, for one class at a time.
_FORMS = ("forms.gle", "docs.google.com", "forms.office.com", "gradescope.com", "edstem.org", "piazza.com")


def look_again(syllabus: Syllabus, dead: Mapping[str, str]) -> tuple[Finding, ...]:
    """Findings about what was true last term and may not be now, in the order of the list.

    Args:
        syllabus: the list.
        dead: links that were found dead, as they are written, and since when in words.
    """
    found: list[Finding] = []
    for session in syllabus.sessions:
        found += _of_session(session, dead)
    for reading in syllabus.readings:
        found += _of_reading(reading, dead)
    return tuple(found)


def _of_session(session: Session, dead: Mapping[str, str]) -> Iterator[Finding]:
    where = session.topic or f"the session of {session.date}"
    for person in session.speakers:
        yield _info("rollover-speaker", f"{person.name} spoke on {where}: invite again, or take out")
    yield from _of_links(session.links, where, dead)
    for assignment in session.assignments:
        if assignment.presenters:
            names = ", ".join(assignment.presenters)
            message = f"presented by {names} last time: give it to somebody of this term"
            yield _info("rollover-presenter", message, assignment.reading.key)
    if session.tbd:
        yield _info("rollover-tbd", f"{where} still says {session.tbd!r}")


def _of_links(links: Sequence[Link], where: str, dead: Mapping[str, str]) -> Iterator[Finding]:
    for link in links:
        if link.url in dead:
            yield _warning("rollover-dead", f"{link.words} of {where} is dead, since {dead[link.url]}")
    alive = [link for link in links if link.url not in dead]
    files = [link.words for link in alive if local_path(link.url) is not None]
    forms = [link.words for link in alive if _is_form(link.url)]
    if files:
        yield _info("rollover-link", f"{where}: files of last term: {', '.join(files)}")
    if forms:
        yield _info("rollover-link", f"{where}: forms of last term, make new ones: {', '.join(forms)}")


def _is_form(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:  # a bracket that is no IPv6 address
        return False
    host = parts.hostname or ""
    form = host != "docs.google.com" or parts.path.startswith("/forms/")
    return form and any(host == site or host.endswith("." + site) for site in _FORMS)


def _of_reading(reading: Reading, dead: Mapping[str, str]) -> Iterator[Finding]:
    for link in reading.all_links():
        if link.url in dead:
            message = f"{link.url} is dead, since {dead[link.url]}; 'readinglist check' says what to do"
            yield _warning("rollover-dead", message, reading.key)
    if reading.arxiv_id and not reading.doi and not reading.container_title:
        message = "a preprint: it may have been published since; 'readinglist resolve' asks"
        yield _info("rollover-preprint", message, reading.key)
    if reading.arxiv_id and reading.arxiv_version:
        message = f"version {reading.arxiv_version} of the preprint is named; a later one may supersede it"
        yield _info("rollover-version", message, reading.key)


def _info(rule: str, message: str, key: str | None = None) -> Finding:
    return Finding(rule=rule, level="info", message=message, key=key)


def _warning(rule: str, message: str, key: str | None = None) -> Finding:
    return Finding(rule=rule, level="warning", message=message, key=key)
