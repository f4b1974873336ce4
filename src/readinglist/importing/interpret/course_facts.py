"""Facts on a course at the top of its page: ``**When**: Mondays``, ``**Instructor**: …``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from readinglist.importing.interpret.dates import term_of
from readinglist.importing.interpret.labels import is_label
from readinglist.importing.interpret.people import speakers
from readinglist.model.reading import Link
from readinglist.model.schedule import Course
from readinglist.text.markdown.spans import Span, Spans, joined, plain, sliced

_NAMED = re.compile(r"\s*(?P<name>[^:：]{2,40}?)\s*[:：]+\s*")
_MEETS = re.compile(
    r"when|times?|meets|meeting times?|(?:class|lecture|course|meeting)s? (?:times?|hours|schedule)|lectures?"
    r"|schedule|zeit|termin|horaires?|horario",
    re.I,
)
_WHERE = re.compile(
    r"where|(?:class|lecture|meeting)?\s*(?:location|room|place)|venue|ort|raum|lieu|salle|lugar|aula", re.I
)
_TAUGHT = re.compile(
    r"(?:co-?)?(?:instructors?|lecturers?|teachers?|professors?)(?:\(s\))?|taught by|faculty"
    r"|dozent(?:en|in)?|enseignants?",
    re.I,
)
_TERM = re.compile(r"term|semester|quarter|trimest(?:er|re)", re.I)
_LONGEST_TITLE = 300


def course_named(course: Course, title: str) -> Course:
    """The course with the title, and the term in it: ``Machine Learning Systems (Spring 2022)``."""
    title = " ".join(title.split())
    term = term_of(title)
    if term:
        season, year = term.split()
        shown = re.compile(
            rf"[\s,:|(\[–—-]*\b{season}\b[\s,-]*(?:(?:term|semester|quarter)\b[\s,]*)?(?:{year}|['’]{year[2:]})[)\]]?",
            re.I,
        )
        if (match := shown.search(title)) is not None:
            # A bracket that more than the term stands in is closed again: "(CS 839, Spring 2026)".
            closing = match[0][-1] if match[0][-1] in ")]" and not re.search(r"[(\[]", match[0]) else ""
            title = f"{title[: match.start()]}{closing}{title[match.end() :]}".strip(" ,:|–—-")
    update = {"title": course.title or title[:_LONGEST_TITLE] or None, "term": course.term or term}
    return course.model_copy(update=update)


def course_with(course: Course, line: Sequence[Span]) -> Course | None:
    """The course with the fact that a line states; ``None``: it states none that a list holds."""
    spans = joined(line)
    match = _NAMED.match("".join(span.text for span in spans))
    if match is None:
        return None
    if any(span.url is not None for span in sliced(spans, 0, match.end())):
        return None
    name, value = match["name"].strip(" *_("), joined(sliced(spans, match.end()))
    said = plain(value).rstrip(" .")
    if not said:
        return None
    people = speakers(value) if _TAUGHT.fullmatch(name) else ()
    theirs = {person.url for person in people}
    links = tuple(link for link in _links(name, value) if link.url not in theirs)
    update: dict[str, object] = {"links": (*course.links, *links)} if links else {}
    if _MEETS.fullmatch(name) and course.meets is None:
        update["meets"] = said
    elif _WHERE.fullmatch(name) and course.location is None:
        update["location"] = said
    elif _TERM.fullmatch(name) and course.term is None and term_of(said):
        update["term"] = term_of(said)
    elif people:
        update["instructors"] = (*course.instructors, *people)
    return course.model_copy(update=update) if update else None


def _links(name: str, value: Spans) -> Iterable[Link]:
    """The links of a fact, named by the fact: ``Announcements (Piazza)``."""
    for span in value:
        if span.url and span.url.strip():
            said = "" if is_label(span.text) else span.text.strip()
            yield Link(url=span.url.strip(), label=f"{name} ({said})" if said else name)
