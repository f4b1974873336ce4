"""The whole list with its schedule as JSON, for programs; and back.

The form is published as a JSON Schema, in the package: ``schemas/readinglist-1.schema.json``.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, ValidationError

from readinglist.errors import UsageError
from readinglist.model.reading import Reading, Record, schema_of
from readinglist.model.schedule import Course, Session, Syllabus

SCHEMA_VERSION: Literal[1] = 1
_SHOWN_FAULTS = 3


class Export(Record):
    """A course's reading list: the course, its sessions with their readings, and the readings of none.

    Every key is always there; ``null`` means that nothing is stated.
    """

    schema_version: Literal[1] = Field(default=SCHEMA_VERSION, description="grows when readers must change")
    course: Course
    sessions: tuple[Session, ...] = Field(description="in the order of the page")
    unscheduled: tuple[Reading, ...] = Field(description="readings that no session assigns")
    keys: tuple[str, ...] = Field(description="the citation keys of all readings, in bibliography order")


def render(syllabus: Syllabus) -> str:
    """``syllabus`` as JSON: each assignment holds the record of its reading in full."""
    export = Export(
        course=syllabus.course,
        sessions=syllabus.sessions,
        unscheduled=syllabus.unscheduled,
        keys=tuple(reading.key for reading in syllabus.readings),
    )
    return export.model_dump_json(indent=2) + "\n"


def parse(text: str) -> Syllabus:
    """The syllabus that `render` wrote as ``text``.

    Raises:
        UsageError: it is no JSON, or not of this form; the message names the first faults.
    """
    try:
        export = Export.model_validate_json(text)
    except ValidationError as error:
        raise UsageError(_explain(error)) from error
    assigned = (a.reading for session in export.sessions for a in session.assignments)
    known = {reading.key: reading for reading in (*assigned, *export.unscheduled)}
    missing = [key for key in export.keys if key not in known]
    if missing:
        raise UsageError(f"not a reading list: keys names {missing[0]!r}, but no reading has that key")
    return Syllabus(
        course=export.course,
        sessions=export.sessions,
        readings=tuple(known[key] for key in export.keys),
    )


def _explain(error: ValidationError) -> str:
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    if any(fault["loc"] == ("schema_version",) for fault in faults):
        return f"not a reading list of schema_version {SCHEMA_VERSION}; export it with this version again"
    shown = [
        f"{'.'.join(map(str, fault['loc'])) or 'text'}: {fault['msg']}" for fault in faults[:_SHOWN_FAULTS]
    ]
    more = f"; and {len(faults) - len(shown)} more" if len(faults) > len(shown) else ""
    return f"not a reading list: {'; '.join(shown)}{more}"


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what `render` writes."""
    return schema_of(Export, f"urn:readinglist:export:{SCHEMA_VERSION}", "Reading list")
