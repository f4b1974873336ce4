"""The list as a data file of a Jekyll site: ``_data/readinglist.json``.

Everything that a template may show is there in the form in which it is shown: the words of
each item as pieces, whose text the template escapes, and addresses that may become links
(others are ``null``). https://jekyllrb.com/docs/datafiles/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from readinglist.formats.citation.parts import listed
from readinglist.formats.markdown import SHORT, items_of, reading_item
from readinglist.formats.reading_lists import (
    Item,
    ReadingsOfLevel,
    lists_of,
    main_url,
    typeset,
    typeset_heading,
)
from readinglist.model.reading import Link, Reading
from readinglist.model.schedule import Assignment, Course, Person, Session, Syllabus, groups_of
from readinglist.text.markdown.parser import Token, parse_inline
from readinglist.text.safety import one_line, safe_url

VERSION = 1
"""Grows when templates must change."""

_ENCODER = json.JSONEncoder(ensure_ascii=False)
# Jekyll reads JSON as YAML, which takes these for line breaks or refuses them.
_NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def render(syllabus: Syllabus) -> str:
    """``syllabus`` as JSON, one key a line, lists of pieces in one; ``null`` where nothing is stated."""
    data = {
        "version": VERSION,
        "course": _course(syllabus.course),
        "sessions": [_session(session, number) for number, session in enumerate(syllabus.sessions, 1)],
        "unscheduled": [_unscheduled(reading) for reading in syllabus.unscheduled],
    }
    text = "".join(_layout(data, "\n"))
    return _NOT_YAML.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def _layout(value: Any, margin: str) -> Iterator[str]:
    """JSON in which what holds others is one line for each, and what is flat one line.

    Python's own encoder, asked to indent, takes many times as long.
    """
    if _is_flat(value):
        yield _ENCODER.encode(value)
        return
    opens, closes = "{}" if isinstance(value, dict) else "[]"
    separator, inner = opens, f"{margin} "
    for each in value:
        yield f"{separator}{inner}"
        if isinstance(value, dict):
            yield f"{_ENCODER.encode(each)}: "
            yield from _layout(value[each], inner)
        else:
            yield from _layout(each, inner)
        separator = ","
    yield f"{margin}{closes}"


def _is_flat(value: Any) -> bool:
    """Whether ``value`` is a text or number, or has nothing in it but these, or is a list of such."""
    if isinstance(value, dict):
        return not any(isinstance(each, dict | list) for each in value.values())
    return not isinstance(value, list) or all(
        (isinstance(each, dict) and _is_flat(each)) or isinstance(each, str) for each in value
    )


def _course(course: Course) -> dict[str, Any]:
    return {
        "title": _text(course.title),
        "term": _text(course.term),
        "url": safe_url(course.url),
        "location": _text(course.location),
        "meets": _text(course.meets),
        "instructors": [_person(person) for person in course.instructors],
        "links": [_link(link) for link in course.links],
        "notes": _pieces(parse_inline(course.notes or "")),
    }


def _session(session: Session, number: int) -> dict[str, Any]:
    return {
        "number": number,
        "week": session.week,
        "date": session.date.isoformat() if session.date else None,
        "topic": _text(session.topic),
        "kind": _text(session.kind),
        "speakers": [_person(person) for person in session.speakers],
        "links": [_link(link) for link in session.links],
        "notes": _pieces(typeset(session.notes or "")),
        "lists": [
            {
                "level": each.level,
                "class": each.css_class,
                "label": each.label,
                "groups": [_group(name, group) for name, group in _groups(each)],
                "tbd": _pieces(typeset(each.tbd)) if each.tbd else None,
            }
            for each in lists_of(session)
        ],
    }


def _groups(each: ReadingsOfLevel) -> tuple[tuple[str | None, tuple[Assignment, ...]], ...]:
    """The groups of a list; one that is empty where all is yet to come."""
    return groups_of(each.assignments) or ((None, ()),)


def _group(name: str | None, assignments: tuple[Assignment, ...]) -> dict[str, Any]:
    both = zip(items_of(assignments), items_of(assignments, SHORT), strict=True)
    heading = typeset_heading(name) or None if name else None
    return {"heading": heading, "items": [_assignment(*items) for items in both]}


def _assignment(item: Item, short: Item) -> dict[str, Any]:
    assignment = item.assignment
    return {
        "words": _pieces(item.words),
        "short": _pieces(short.words),
        **_record(assignment.reading),
        "locator": _text(assignment.locator),
        "note": _pieces(parse_inline(assignment.note or "")),
        "presenters": [one_line(name) for name in assignment.presenters],
    }


def _unscheduled(reading: Reading) -> dict[str, Any]:
    return {
        "words": _pieces(reading_item(reading)),
        "short": _pieces(reading_item(reading, SHORT)),
        **_record(reading),
    }


def _record(reading: Reading) -> dict[str, Any]:
    people = reading.author or reading.editor
    return {
        "key": reading.key,
        "title": _text(reading.title),
        "url": safe_url(main_url(reading)),
        "people": _text(listed(people, str)) if people else None,
        "venue": _text(reading.venue),
        "year": reading.year,
        "award": _text(reading.award),
        "doi": _text(reading.doi),
        "arxiv_id": _text(reading.arxiv_id),
        "links": [_link(link) for link in reading.all_links() if safe_url(link.url)],
    }


def _person(person: Person) -> dict[str, Any]:
    return {
        "name": one_line(person.name),
        "affiliation": _text(person.affiliation),
        "url": safe_url(person.url),
    }


def _link(link: Link) -> dict[str, Any]:
    return {"label": one_line(link.words), "url": safe_url(link.url)}


def _pieces(pieces: Iterable[Token]) -> list[dict[str, str]]:
    """The words of inline Markdown: ``is`` says what a piece is, ``value`` is its text or address."""
    return [
        {"is": piece.kind, "value": piece.value}
        if piece.kind in ("text", "code", "link")
        else {"is": piece.kind}
        for piece in pieces
    ]


def _text(text: str | None) -> str | None:
    return (one_line(text) or None) if text is not None else None
