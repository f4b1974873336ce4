"""Read ``schedule.toml``: the course, its sessions, and findings about what could not be used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from readinglist.formats.schedule_toml import recovery
from readinglist.formats.schedule_toml.recovery import SyntaxFault
from readinglist.formats.schedule_toml.syntax import Path, line_finder
from readinglist.formats.schedule_toml.values import ValueReader
from readinglist.model.finding import Finding
from readinglist.model.reading import Reading
from readinglist.model.schedule import Course, Level, Session

COURSE_FIELDS = tuple(Course.model_fields)
SESSION_FIELDS = tuple(Session.model_fields)
_DATES = ("date", "start", "end")
_PERSONS = ("speakers", "instructors")
LEVEL_OF: Mapping[str, Level] = {"required": "required", "optional": "optional", "readings": "unspecified"}


class ParsedSchedule(NamedTuple):
    """What a schedule says.

    ``session_lines`` holds the 1-based line at which each session begins, ``None`` where
    it is not known. ``broken`` says that the text as a whole is not TOML; then it must be
    mended by hand before it can be edited, and sessions may be missing.
    """

    course: Course
    sessions: tuple[Session, ...]
    session_lines: tuple[int | None, ...]
    findings: tuple[Finding, ...]
    broken: bool


def parse(text: str, readings: Mapping[str, Reading], *, file: str | None = None) -> ParsedSchedule:
    """Read a schedule; never raises.

    ``readings`` are the records that its citation keys name, by key. ``file`` is the path
    that findings give; ``None`` if the text is from no file. What cannot be used is left
    out with a finding. Where the text is not TOML, each session that is readable by itself
    is still read. https://toml.io/en/v1.0.0
    """
    document = recovery.load(text)
    if isinstance(document, SyntaxFault):
        return _parse_broken(text, readings, file, document)
    return read_document(document, ValueReader(readings, file, line_finder(text)))


def read_document(document: Mapping[str, Any], reader: ValueReader) -> ParsedSchedule:
    """Read the tables of a TOML document; ``reader`` keeps the findings and what was left out."""
    reader.only_known(document, ("course", "session"), ())
    course = _course(document.get("course", {}), reader)
    sessions = []
    lines = []
    for path, table in _session_tables(document.get("session", []), reader):
        sessions.append(_session(table, reader, path))
        lines.append(reader.line_of(path))
    return ParsedSchedule(course, tuple(sessions), tuple(lines), tuple(reader.findings), broken=False)


def _parse_broken(
    text: str, readings: Mapping[str, Reading], file: str | None, fault: SyntaxFault
) -> ParsedSchedule:
    """Read what can be read of a text that is not TOML: the first course, and every session that is whole."""
    parts: list[ParsedSchedule] = []
    faults: list[SyntaxFault] = []
    for piece in recovery.pieces(text):
        if isinstance(piece.loaded, SyntaxFault):
            faults.append(piece.loaded)
        else:
            reader = ValueReader(readings, file, line_finder(piece.text, piece.first_line))
            parts.append(read_document(piece.loaded, reader))
    # Pieces that are fine by themselves can still contradict each other.
    findings = [_syntax_finding(each, file) for each in faults or [fault]]
    return ParsedSchedule(
        next((part.course for part in parts if part.course != Course()), Course()),
        tuple(session for part in parts for session in part.sessions),
        tuple(line for part in parts for line in part.session_lines),
        (*findings, *(finding for part in parts for finding in part.findings)),
        broken=True,
    )


def _syntax_finding(fault: SyntaxFault, file: str | None) -> Finding:
    place = f" at column {fault.column}" if fault.column else ""
    message = f"not TOML{place}: {fault.reason}. This part of the file is not used until that is mended."
    return Finding(rule="schedule-syntax", level="error", message=message, file=file, line=fault.line)


def _session_tables(value: object, reader: ValueReader) -> list[tuple[Path, dict[str, Any]]]:
    """The tables of all sessions with their paths; the places of those that are none stay free."""
    if isinstance(value, dict):
        message = "read as the one session; head a session [[session]], in double brackets."
        reader.report("schedule-type", "warning", message, ("session",))
        return [(("session",), value)]
    if not isinstance(value, list):
        reader.wrong(value, "tables headed [[session]]", ("session",))
        return []
    tables: list[tuple[Path, dict[str, Any]]] = []
    for number, item in enumerate(value):
        if isinstance(item, dict):
            tables.append((("session", number), item))
        else:
            reader.wrong(item, "a table", ("session", number))
    return tables


def _course(value: object, reader: ValueReader) -> Course:
    path: Path = ("course",)
    if isinstance(value, list) and len(value) == 1:
        reader.report("schedule-type", "warning", "there is one course; head it [course].", path)
        value, path = value[0], ("course", 0)
    if not isinstance(value, dict):
        reader.wrong(value, "one table headed [course]", path)
        return Course()
    return Course(**_fields(value, COURSE_FIELDS, reader, path))


def _session(table: Mapping[str, Any], reader: ValueReader, path: Path) -> Session:
    session = Session(**_fields(table, SESSION_FIELDS, reader, path))
    first: set[str] = set()
    for assignment in session.assignments:
        key = assignment.reading.key
        if key in first:
            message = "assigned twice in one session; keep the one that is meant."
            reader.report("duplicate-assignment", "warning", message, path, key)
        first.add(key)
    return session


def _fields(
    table: Mapping[str, Any], known: tuple[str, ...], reader: ValueReader, path: Path
) -> dict[str, Any]:
    """The values of the known fields of a table; those that cannot be used are left out."""
    reader.only_known(table, known, path)
    found = {name: _field(name, table[name], reader, (*path, name)) for name in known if name in table}
    return {name: value for name, value in found.items() if value is not None}


def _field(name: str, value: object, reader: ValueReader, path: Path) -> object:
    if name in LEVEL_OF:
        return reader.assignments(value, path, LEVEL_OF[name])
    if name in _PERSONS:
        return reader.persons(value, path)
    if name in _DATES:
        return reader.date(value, path)
    read = {"links": reader.links, "week": reader.number, "timezone": reader.timezone}
    return read.get(name, reader.text)(value, path)
