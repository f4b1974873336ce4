"""Where the links of a list stand: one walk for all that look at links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from readinglist.model.reading import Link, Reading
from readinglist.model.schedule import Course, Person, Session, Syllabus


class Place(NamedTuple):
    """A link and where it stands.

    Attributes:
        link: the address as it is written, with its words; those of a person are the name.
        field: name of the record's field.
        reading: whose link it is; ``None``: a session's or the course's.
        session: index of the session whose link it is; ``None``: a reading's or the course's.
        number: how many items of the same field stand before it.
    """

    link: Link
    field: str
    reading: Reading | None = None
    session: int | None = None
    number: int = 0


def link_places(syllabus: Syllabus) -> Iterator[Place]:
    """Every link that a field holds: of the course, of the sessions, of the readings, in their order.

    The addresses that follow from a reading's DOI and arXiv id are not among them.
    """
    yield from course_places(syllabus.course)
    for index, session in enumerate(syllabus.sessions):
        yield from session_places(session, index)
    for reading in syllabus.readings:
        yield from reading_places(reading)


def course_places(course: Course) -> Iterator[Place]:
    """The links that the fields of the course hold."""
    if course.url is not None:
        yield Place(Link(url=course.url), "url")
    yield from _links(course.links)
    yield from _people("instructors", course.instructors)


def session_places(session: Session, index: int) -> Iterator[Place]:
    """The links that the fields of a session hold; ``index`` counts the sessions from 0."""
    yield from _links(session.links, session=index)
    yield from _people("speakers", session.speakers, session=index)


def reading_places(reading: Reading) -> Iterator[Place]:
    """The links that a reading's fields hold, the main one first."""
    if reading.url is not None:
        yield Place(Link(url=reading.url), "url", reading)
    yield from _links(reading.links, reading=reading)


def _links(
    links: Iterable[Link], *, reading: Reading | None = None, session: int | None = None
) -> Iterator[Place]:
    return (Place(link, "links", reading, session, number) for number, link in enumerate(links))


def _people(field: str, people: Iterable[Person], session: int | None = None) -> Iterator[Place]:
    for number, person in enumerate(people):
        if person.url is not None:
            yield Place(Link(url=person.url, label=person.name), field, None, session, number)
