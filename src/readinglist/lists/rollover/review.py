"""What of last term's list to look at again before it is this term's. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from readinglist.model.finding import Finding
from readinglist.model.identifiers import identifiers_of
from readinglist.model.links import local_path
from readinglist.model.reading import Link, Reading
from readinglist.model.schedule import Course, Session, Syllabus
from readinglist.report import session_words

# Where answers are collected, for one class at a time.
_FORMS = ("forms.gle", "docs.google.com", "forms.office.com", "gradescope.com", "edstem.org", "piazza.com")


def look_again(
    syllabus: Syllabus, dead: Mapping[str, str], asked: Collection[str] = ()
) -> tuple[Finding, ...]:
    """Findings about what was true last term and may not be now, in the order of the list.

    Args:
        syllabus: the list.
        dead: links that were found dead, as they are written, and since when in words.
        asked: citation keys of readings of which the services have told, so that nothing has
            to be supposed of them.
    """
    found = [*_of_course(syllabus.course)]
    for session in syllabus.sessions:
        found += _of_session(session, dead)
    for reading in syllabus.readings:
        found += _of_reading(reading, dead)
        if reading.key not in asked:
            found += _supposed(reading)
    return tuple(found)


def _of_course(course: Course) -> Iterator[Finding]:
    people = ", ".join(person.name for person in course.instructors)
    said = (course.meets, course.location, people, course.url)
    if any(said):
        yield _info("rollover-course", "; ".join(part for part in said if part))


def _of_session(session: Session, dead: Mapping[str, str]) -> Iterator[Finding]:
    where = session_words(session)
    for person in session.speakers:
        yield _info("rollover-speaker", f"{person.name} is to speak in {where}")
    yield from _of_links(session.links, where, dead)
    for assignment in session.assignments:
        if assignment.presenters:
            names = ", ".join(assignment.presenters)
            yield _info("rollover-presenter", f"presented by {names} last term", assignment.reading.key)
    if session.tbd:
        yield _info("rollover-tbd", f"{where} still says {session.tbd!r}")


def _of_links(links: Sequence[Link], where: str, dead: Mapping[str, str]) -> Iterator[Finding]:
    for link in links:
        if link.url in dead:
            yield _warning("rollover-dead", f"{link.words} of {where}: dead since {dead[link.url]}")
    alive = [link for link in links if link.url not in dead]
    files = [link.words for link in alive if local_path(link.url) is not None]
    forms = [link.words for link in alive if _is_form(link.url)]
    if files:
        yield _info("rollover-file", f"{where}: {', '.join(files)}")
    if forms:
        yield _info("rollover-form", f"{where}: {', '.join(forms)}")


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
            yield _warning("rollover-dead", f"{link.url}: dead since {dead[link.url]}", reading.key)


def _supposed(reading: Reading) -> Iterator[Finding]:
    """What may have become of a preprint, as long as nobody was asked."""
    names = {name.scheme: name for name in identifiers_of(reading)}
    if "arxiv" in names and "doi" not in names and not reading.container_title:
        yield _info("rollover-preprint", f"known as {names['arxiv']} only", reading.key)
    if reading.arxiv_id and reading.arxiv_version:
        message = f"version {reading.arxiv_version} of arXiv {reading.arxiv_id} is named"
        yield _info("rollover-version", message, reading.key)


def _info(rule: str, message: str, key: str | None = None) -> Finding:
    return Finding(rule=rule, level="info", message=message, key=key)


def _warning(rule: str, message: str, key: str | None = None) -> Finding:
    return Finding(rule=rule, level="warning", message=message, key=key)
