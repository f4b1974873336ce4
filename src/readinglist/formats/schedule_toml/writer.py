"""Write ``schedule.toml`` anew, for a list that was made in memory."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence

from readinglist.model.reading import Link, Record
from readinglist.model.schedule import Assignment, Course, Person, Session, Syllabus

INDENT = "  "
_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_MUST_ESCAPE = re.compile(r'[\x00-\x1f\x7f"\\]')
_MUST_ESCAPE_IN_LINES = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\\]")


def render(syllabus: Syllabus) -> str:
    """The whole schedule of a course in its usual form: one field a line, one reading a line.

    `parse` gives the same course and sessions back. https://toml.io/en/v1.0.0
    """
    blocks = [render_course(syllabus.course)] if syllabus.course != Course() else []
    blocks += [render_session(session) for session in syllabus.sessions]
    return "\n\n".join(blocks) + "\n" if blocks else ""


def render_course(course: Course) -> str:
    """The table of a course, without a line break at its end."""
    return "\n".join(("[course]", *_lines(course)))


def render_session(session: Session) -> str:
    """The table of a session, without a line break at its end."""
    return "\n".join(("[[session]]", *_lines(session)))


def field_source(record: Course | Session, name: str) -> str | None:
    """The value of a field as TOML; ``None`` where the field is left out, as nothing is stated."""
    value = getattr(record, name)
    if value is None or value == () or (name == "topic" and not value):
        return None
    if isinstance(value, tuple):
        items = (f"{INDENT}{item_source(item)}," for item in value)
        return "\n".join(("[", *items, "]"))
    if isinstance(value, str):
        return _lines_of_text(value) if "\n" in value else string(value)
    return scalar(value)


def item_source(item: Record) -> str:
    """An item of a list: an assignment with nothing but its key is a plain text, all others are tables."""
    fields = item_fields(item)
    if isinstance(item, Assignment) and len(fields) == 1:
        return fields["key"]
    pairs = ", ".join(f"{name} = {source}" for name, source in fields.items())
    return f"{{ {pairs} }}"


def item_fields(item: Record) -> dict[str, str]:
    """The fields of an item that states them, in their order, with their values as TOML."""
    named: dict[str, str | Sequence[str] | None] = {}
    if isinstance(item, Assignment):
        named = {"key": item.reading.key, "locator": item.locator, "note": item.note}
        named["presenters"] = item.presenters or None
        named |= {"group": item.group, "text": item.text}
    elif isinstance(item, Link):
        named = {"label": item.label, "url": item.url}
    elif isinstance(item, Person):
        named = {"name": item.name, "affiliation": item.affiliation, "url": item.url}
    return {
        name: string(value) if isinstance(value, str) else f"[{', '.join(map(string, value))}]"
        for name, value in named.items()
        if value is not None
    }


def string(text: str) -> str:
    """A text as a TOML basic string on one line."""
    return f'"{_MUST_ESCAPE.sub(_escape, text)}"'


def scalar(value: int | datetime.date) -> str:
    """A whole number or a date as TOML."""
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def _lines(record: Course | Session) -> Iterator[str]:
    for name in type(record).model_fields:
        source = field_source(record, name)
        if source is not None:
            yield f"{name} = {source}"


def _lines_of_text(text: str) -> str:
    """A text as a TOML multi-line basic string."""
    # Two quotes may stand before the closing three, so that only a third in a row needs a backslash.
    escaped = _MUST_ESCAPE_IN_LINES.sub(_escape, text).replace('"""', '""\\"')
    return f'"""\n{escaped}"""'


def _escape(match: re.Match[str]) -> str:
    return _SHORT.get(match[0]) or f"\\u{ord(match[0]):04X}"
