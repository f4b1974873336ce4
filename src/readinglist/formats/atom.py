"""The readings as a feed: Atom, RFC 4287 (https://www.rfc-editor.org/rfc/rfc4287). Pure.

A feed reader shows what it has not seen: it knows an entry by its id and a change of it by its
date. Both must be the same in every build, so neither comes from a clock.
"""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from readinglist.formats.markdown import reading_markdown
from readinglist.formats.reading_lists import course_name, main_url, session_name
from readinglist.model.reading import PartialDate, Reading
from readinglist.model.schedule import Assignment, Course, Session, Syllabus
from readinglist.report import date_words
from readinglist.text.html import escape_html
from readinglist.text.markdown.writer import inline_html
from readinglist.text.safety import one_line, visible, whole_url

_NAMESPACE = "http://www.w3.org/2005/Atom"
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
# RFC 4287 asks for a time; this one says that none is known.
_UNKNOWN = datetime.date(1970, 1, 1)
# How reference managers call the days on which an entry was made and changed, in lower case:
# BibDesk; JabRef; JabRef before its version 5.3 and Zotero's exporters.
_ADDED = ("date-added", "creationdate", "timestamp", "dateadded")
_CHANGED = ("date-modified", "modificationdate", "datemodified")
# What XML 1.0 has no way to write (2.2), beside what `visible` takes out.
_NOT_XML = re.compile("[\ufffe\uffff]")
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class _Use(NamedTuple):
    """A session and how it assigns a reading."""

    session: Session
    assignment: Assignment


class _Entry(NamedTuple):
    """A reading, the days on which it was added and changed, and where it is read."""

    reading: Reading
    added: datetime.date
    changed: datetime.date
    uses: tuple[_Use, ...]


def render(syllabus: Syllabus, *, address: str = "") -> str:
    """The readings of ``syllabus`` as a feed, one entry each, those that came last first.

    A reading was added on the day that its entry states, in a field in which a reference
    manager keeps it (``date-added``, ``creationdate``, ``timestamp``, ``dateadded``). Without
    one it counts as added on the day of the first session that assigns it, else on the first
    day of the term, else when the work was issued. It was changed when the entry says so
    (``date-modified``, ``modificationdate``, ``datemodified``), else when it was added.
    Where all of that is silent the day is 1 January 1970.

    Args:
        syllabus: the list.
        address: where the feed itself will be found; empty: it does not say.
    """
    entries = sorted(_entries(syllabus), key=lambda entry: entry.changed, reverse=True)
    course = syllabus.course
    root = Element("feed", {"xmlns": _NAMESPACE})
    if page := whole_url(course.url):
        root.set(_BASE, page)  # of the relative links in notes
    _add(root, "title", " ".join(filter(None, (course_name(course), "reading list"))))
    namer = _Namer.of(syllabus)
    _add(root, "id", namer.name())
    latest = max((entry.changed for entry in entries), default=course.start or _UNKNOWN)
    _add(root, "updated", _time(latest))
    for name in _teachers(course):
        _person(root, name)
    _link(root, "self", address, course.url)
    _link(root, "alternate", course.url)
    for entry in entries:
        _write(SubElement(root, "entry"), entry, namer, course)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _teachers(course: Course) -> list[str]:
    """The authors of the feed, for entries without an author: Atom asks for one (RFC 4287, 4.1.1)."""
    named = [name for person in course.instructors if (name := one_line(person.name))]
    return named or [one_line(course.title or "") or "The course"]


def _entries(syllabus: Syllabus) -> Iterator[_Entry]:
    uses: dict[str, list[_Use]] = {}
    for session in syllabus.sessions:
        for assignment in session.assignments:
            uses.setdefault(assignment.reading.key, []).append(_Use(session, assignment))
    assigned = {all[0].assignment.reading.key: all[0].assignment.reading for all in uses.values()}
    readings = {reading.key: reading for reading in syllabus.readings}
    for key, reading in {**readings, **assigned}.items():
        found = tuple(uses.get(key, ()))
        added = _day_in_fields(reading, _ADDED) or _day_of_use(reading, found, syllabus.course)
        yield _Entry(reading, added, _day_in_fields(reading, _CHANGED) or added, found)


def _day_in_fields(reading: Reading, fields: tuple[str, ...]) -> datetime.date | None:
    """The day in the first of ``fields`` that begins with one, as in ``2022-01-19T10:00:00``."""
    for field in fields:
        text = reading.extra.get(field, "").strip('{}" \t\r\n').replace(".", "-").replace("/", "-")
        try:
            return datetime.date.fromisoformat(text[:10])
        except ValueError:
            continue
    return None


def _day_of_use(reading: Reading, uses: tuple[_Use, ...], course: Course) -> datetime.date:
    read = min((use.session.date for use in uses if use.session.date), default=None)
    return read or course.start or _first_day(reading.issued) or _UNKNOWN


def _first_day(issued: PartialDate | None) -> datetime.date | None:
    if issued is None or not issued.date_parts:
        return None
    year, month, day = (*issued.date_parts[0], 1, 1)[:3]
    return datetime.date(year, month, day) if year >= datetime.MINYEAR else None


class _Namer(NamedTuple):
    """Makes ids: a ``tag:`` address (RFC 4151) where the course has a page, else a ``urn:uuid:``.

    Attributes:
        prefix: the authority, a year in which it was the course's, and the course's page.
        about: what tells courses without a page apart.
    """

    prefix: str | None
    about: str

    @classmethod
    def of(cls, syllabus: Syllabus) -> _Namer:
        course = syllabus.course
        term = one_line(course.term or "")
        about = "\n".join((one_line(course.url or ""), one_line(course.title or ""), term))
        page = urlsplit(whole_url(course.url) or "")
        if _HOST.fullmatch(page.hostname or "") is None:
            return cls(None, about)
        place = "/".join(filter(None, (page.path.strip("/"), quote(term, safe=""))))
        return cls(f"tag:{page.hostname},{_year(syllabus)}:/{place}".rstrip("/"), about)

    def name(self, key: str = "") -> str:
        """The id of the feed, or of the reading ``key``."""
        if self.prefix is None:
            return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join((self.about, key))).urn
        return "/".join(filter(None, (self.prefix, quote(key, safe="", errors="replace"))))


def _year(syllabus: Syllabus) -> str:
    """A year in which the course had its page; it stays while sessions move."""
    course = syllabus.course
    if course.start:
        return f"{course.start.year:04}"
    if stated := _YEAR.search(course.term or ""):
        return stated[0]
    first = min((session.date for session in syllabus.sessions if session.date), default=_UNKNOWN)
    return f"{first.year:04}"


def _write(element: Element, entry: _Entry, namer: _Namer, course: Course) -> None:
    reading = entry.reading
    _add(element, "title", one_line(reading.title or "") or reading.key)
    _add(element, "id", namer.name(reading.key))
    _add(element, "published", _time(entry.added))
    _add(element, "updated", _time(entry.changed))
    for name in reading.author:
        if not name.is_others and (words := one_line(str(name))):
            _person(element, words)
    main = main_url(reading)
    _link(element, "alternate", main, course.url)
    for link in reading.all_links():
        if link.url != main:
            _link(element, "related", link.url, course.url, one_line(link.words))
    for level in dict.fromkeys(use.assignment.level for use in entry.uses):
        SubElement(element, "category", {"term": level})
    if reading.abstract and (abstract := one_line(reading.abstract)):
        _add(element, "summary", abstract)
    _add(element, "content", "".join(_paragraphs(entry))).set("type", "html")


def _paragraphs(entry: _Entry) -> Iterator[str]:
    """What a feed reader shows: the reading, and where it is read, as HTML."""
    yield f"<p>{inline_html(reading_markdown(entry.reading))}</p>"
    for use in entry.uses:
        yield f"<p>{escape_html(_place(use))}</p>"
        if use.assignment.note:
            yield f"<p>{inline_html(use.assignment.note)}</p>"


def _place(use: _Use) -> str:
    session, assignment = use
    week = "" if session.week is None else f"Week {session.week}"
    when = ", ".join(filter(None, (week, date_words(session.date) if session.date else "")))
    level = "" if assignment.level == "unspecified" else f" ({assignment.level})"
    place = ": ".join(dict.fromkeys(filter(None, (when, session_name(session)))))
    part = f": {one_line(assignment.locator)}" if assignment.locator else ""
    return f"{place}{level}{part}"


def _add(parent: Element, tag: str, text: str) -> Element:
    element = SubElement(parent, tag)
    element.text = _NOT_XML.sub("", visible(text))
    return element


def _person(parent: Element, name: str) -> None:
    _add(SubElement(parent, "author"), "name", name)


def _link(parent: Element, rel: str, url: str | None, base: str | None = None, title: str = "") -> None:
    """A link, if its address is one that may be followed; of relative ones a feed reader knows no base."""
    if href := whole_url(url, base):
        about = {"title": _NOT_XML.sub("", title)} if title else {}
        SubElement(parent, "link", {"rel": rel, "href": href, **about})


def _time(day: datetime.date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
