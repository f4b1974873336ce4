"""The sessions as a calendar: iCalendar, RFC 5545 (https://www.rfc-editor.org/rfc/rfc5545).

Every session that has a date is an event of a whole day, as a list knows no times; so no time
zone is needed, and no day is marked as busy. Nothing depends on the clock or on the machine.
"""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator

from readinglist.formats.markdown import items_of
from readinglist.formats.reading_lists import AS_WRITTEN, course_name, lists_of, session_name, typeset
from readinglist.model.schedule import Course, Person, Session, Syllabus, groups_of
from readinglist.text.markdown.writer import plain_words
from readinglist.text.safety import one_line, whole_url

_MADE_BY = "-//readinglist//reading list//EN"
_MOST_OCTETS = 75
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_OFF = frozenset({"holiday", "break"})


def render(syllabus: Syllabus, *, style: str = AS_WRITTEN) -> str:
    """The dated sessions of ``syllabus`` as a calendar to subscribe to, its lines ended by CR and LF.

    Sessions without a date are not in it, nor are readings of no session. Where no session
    has a date the calendar is empty, which programs read, though RFC 5545 asks for an event.

    Args:
        syllabus: the list.
        style: how readings are written, as `html.fragment.render` takes it.

    Raises:
        UsageError: no such style.
    """
    course = syllabus.course
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_MADE_BY}",
        "CALSCALE:GREGORIAN",
    ]
    if name := course_name(course):
        # RFC 7986 names a calendar by NAME; programs that are older know the other one.
        lines += [_text("NAME", name), _text("X-WR-CALNAME", name)]
    lines.append("REFRESH-INTERVAL;VALUE=DURATION:P1D")
    seen: Counter[datetime.date] = Counter()
    for session in syllabus.sessions:
        if session.date is not None:
            seen[session.date] += 1
            lines += _event(session, session.date, seen[session.date], course, style)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event(session: Session, day: datetime.date, place: int, course: Course, style: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(course, day, place)}"
    # When the event was last revised, which a list does not know; RFC 5545 asks for it, and the
    # day of the session is the one time that is the same in every build.
    yield f"DTSTAMP:{_day(day)}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_day(day)}"
    yield _text("SUMMARY", ": ".join(filter(None, (one_line(course.title or ""), session_name(session)))))
    if description := "\n".join(_description(session, course.url, style)).strip():
        yield _text("DESCRIPTION", description)
    if (location := one_line(course.location or "")) and session.kind not in _OFF:
        yield _text("LOCATION", location)
    if kind := one_line(session.kind):
        yield _text("CATEGORIES", kind.upper())
    if url := whole_url(course.url):
        yield f"URL:{url}"
    # Not one of these events takes the whole day, and a holiday takes none.
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _uid(course: Course, day: datetime.date, place: int) -> str:
    """The same in every build for a session of a course on a day, whatever it is about.

    Sessions of one day are told apart by their order. The name is one of RFC 9562's (5.5), as
    RFC 7986 (5.3) advises.
    """
    about = (course.url or "", course.title or "", course.term or "", day.isoformat(), str(place))
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(map(one_line, about))))


def _description(session: Session, base: str | None, style: str) -> Iterator[str]:
    if session.speakers:
        word = "Speaker" if len(session.speakers) == 1 else "Speakers"
        yield f"{word}: {', '.join(map(_person, session.speakers))}"
    for link in session.links:
        url = whole_url(link.url, base)
        yield f"{one_line(link.words)}: {url}" if url else one_line(link.words)
    if session.notes:
        yield plain_words(typeset(session.notes), base)
    for each in lists_of(session):
        yield ""
        yield f"{each.label}:"
        for heading, group in groups_of(each.assignments):
            if heading and (words := one_line(heading)):
                yield f"{words}:"
            yield from _items(plain_words(item.words, base) for item in items_of(group, style))
        if each.tbd:
            yield from _items([plain_words(typeset(each.tbd), base)])


def _items(items: Iterable[str]) -> Iterator[str]:
    return (f"- {item}" for item in items if item)


def _person(person: Person) -> str:
    name = one_line(person.name)
    return f"{name} ({one_line(person.affiliation)})" if person.affiliation else name


def _day(day: datetime.date) -> str:
    return day.isoformat().replace("-", "")


def _text(name: str, value: str) -> str:
    """A property whose value is TEXT (RFC 5545, 3.3.11)."""
    return f"{name}:{value.translate(_ESCAPES)}"


def _folded(line: str) -> str:
    """``line`` in parts of at most 75 octets, none of which ends inside of a character (RFC 5545, 3.1)."""
    parts, octets = [""], 0
    for char in line:
        size = len(char.encode())
        if octets + size > _MOST_OCTETS:
            parts.append("")
            octets = 1  # the space that a part begins with
        parts[-1] += char
        octets += size
    return "\r\n ".join(parts)
