"""``readings.import.json``: what each page said when it was imported last; the base of the merge. Pure.

::

    {
     "version": 1,
     "pages": {
      "../index.md": {
       "course": {"title": "Machine Learning Systems"},
       "sessions": [
        {"week": 3, "topic": "Hardware", "required": ["micikevicius2018mixed"]}
       ],
       "readings": {
        "micikevicius2018mixed": {"type": "webpage", "title": "Mixed precision training"}
       }
      }
     }
    }

One line a session and one a reading, so that a change of the page shows as that line. The text
is not trusted; it may come with a stranger's pull request. The worst that a snapshot can do
is to make a page look as if it had not changed, or had, or a reading as if a person had removed it,
which the account reports. It removes nothing without ``--prune``, and then only what is unchanged.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from readinglist.errors import FileError
from readinglist.model.citation_keys import is_citation_key
from readinglist.model.reading import Reading, Record, why_invalid
from readinglist.model.schedule import FIELD_OF_LEVEL, Assignment, Course, Session, Syllabus

VERSION: Literal[1] = 1
FILE_NAME = "readings.import.json"
_CURE = "Restore the file, or delete it: without it an import adds what is new and changes nothing else."


class Snapshot(Record):
    """What pages said, by the name of the page."""

    pages: Mapping[str, Syllabus] = Field(default_factory=dict)

    def with_page(self, name: str, said: Syllabus) -> Snapshot:
        """A copy in which ``said`` is what the page ``name`` says."""
        return Snapshot(pages={**self.pages, name: said})

    def keys_but_of(self, name: str) -> frozenset[str]:
        """The keys of all readings that pages other than ``name`` have named."""
        others = (said for page, said in self.pages.items() if page != name)
        return frozenset(reading.key for said in others for reading in said.readings)


def snapshot_path(into: Path) -> Path:
    """Return where the snapshot of the list at ``into`` is: in its folder, or beside its .bib file."""
    alone = into.suffix.lower() == ".bib" and not into.is_dir()
    return into.with_suffix(".import.json") if alone else into / FILE_NAME


def render(snapshot: Snapshot) -> str:
    """Return ``snapshot`` as text; the same snapshot gives the same text."""
    pages = ",\n".join(_render_page(name, said) for name, said in sorted(snapshot.pages.items()))
    body = f"{{\n{pages}\n }}" if pages else "{}"
    return f'{{\n "version": {VERSION},\n "pages": {body}\n}}\n'


def _render_page(name: str, said: Syllabus) -> str:
    sessions = ",\n".join(f"    {_line(_session_fields(session))}" for session in said.sessions)
    readings = ",\n".join(
        f"    {_line(reading.key)}: {_line(_stated(reading, 'key'))}" for reading in said.readings
    )
    return (
        f"  {_line(name)}: {{\n"
        f'   "course": {_line(_stated(said.course))},\n'
        f'   "sessions": [{_block(sessions)}],\n'
        f'   "readings": {{{_block(readings)}}}\n'
        "  }"
    )


def _block(lines: str) -> str:
    return f"\n{lines}\n   " if lines else ""


def _session_fields(session: Session) -> dict[str, Any]:
    lists = {
        field: [_assignment_fields(a) for a in getattr(session, field)]
        for field in FIELD_OF_LEVEL.values()
        if getattr(session, field)
    }
    return {**_stated(session, *FIELD_OF_LEVEL.values()), **lists}


def _assignment_fields(assignment: Assignment) -> Any:
    """Its key alone where there is no more to say."""
    stated = _stated(assignment, "reading", "level")
    return {"key": assignment.reading.key, **stated} if stated else assignment.reading.key


def _stated(record: Record, *but: str) -> dict[str, Any]:
    return record.model_dump(mode="json", exclude_defaults=True, exclude=set(but))


def _line(value: Any) -> str:
    # ASCII, so that half of a surrogate pair, which a page may have, can be written.
    return json.dumps(value, ensure_ascii=True, allow_nan=False)


def parse(text: str, file: str) -> Snapshot:
    """Return the snapshot that ``text`` is.

    Raises:
        FileError: it is none, or one of a later version. An import that went on without it
            would take everything on the page for new.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FileError(file, f"{_why_broken(text, error)}. {_CURE}") from error
    if not isinstance(document, dict) or not isinstance(document.get("pages"), dict):
        raise FileError(file, f"this is no snapshot of imported pages. {_CURE}")
    version = document.get("version")
    # To Python, true is 1.
    if version is True or version != VERSION:
        shown = ascii(version)[:20]
        raise FileError(file, f"it is of version {shown}, and only {VERSION} is known. {_CURE}")
    try:
        return Snapshot(pages={name: _parse_page(page) for name, page in document["pages"].items()})
    except ValidationError as error:
        raise FileError(
            file, f"this is no snapshot of imported pages ({why_invalid(error)}). {_CURE}"
        ) from error
    # Anything may stand anywhere in it.
    except (TypeError, ValueError, KeyError, AttributeError, RecursionError) as error:
        raise FileError(file, f"this is no snapshot of imported pages. {_CURE}") from error


def _why_broken(text: str, error: Exception) -> str:
    if any(line.startswith("<<<<<<< ") for line in text.splitlines()):
        return "git's conflict marks are in this file"
    return "it is nested too deeply" if isinstance(error, RecursionError) else f"this is no JSON ({error})"


def _parse_page(page: Mapping[str, Any]) -> Syllabus:
    if not all(map(is_citation_key, page["readings"])):
        raise ValueError("a name of a reading is no citation key")
    readings = {
        key: Reading.model_validate_json(json.dumps({**fields, "key": key}))
        for key, fields in page["readings"].items()
    }
    sessions = tuple(_parse_session(fields, readings) for fields in page["sessions"])
    course = Course.model_validate_json(json.dumps(page["course"]))
    return Syllabus(course=course, sessions=sessions, readings=tuple(readings.values()))


def _parse_session(fields: Mapping[str, Any], readings: Mapping[str, Reading]) -> Session:
    lists = FIELD_OF_LEVEL.values()
    plain = {name: value for name, value in fields.items() if name not in lists}
    session = Session.model_validate_json(json.dumps(plain))
    # The lists hold keys here, and in the record the readings themselves.
    assigned = {field: tuple(_parse_assignments(fields.get(field, ()), readings)) for field in lists}
    return Session.model_validate({**dict(session), **assigned})


def _parse_assignments(items: Any, readings: Mapping[str, Reading]) -> Iterator[Assignment]:
    for item in items:
        stated = {"key": item} if isinstance(item, str) else dict(item)
        reading = readings[stated.pop("key")]
        plain = Assignment.model_validate_json(json.dumps({**stated, "reading": {"key": reading.key}}))
        yield plain.model_copy(update={"reading": reading})
