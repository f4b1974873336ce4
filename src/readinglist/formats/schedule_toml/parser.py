"""Read ``schedule.toml``, also where not all of it is TOML; what cannot be used is a finding."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from readinglist.formats.schedule_toml.syntax import Path, line_finder
from readinglist.formats.schedule_toml.values import ValueReader
from readinglist.model.finding import Finding
from readinglist.model.reading import Reading
from readinglist.model.schedule import Course, Level, Session

# A broken piece may be half of a multi-line string that holds a line like a header.
_MAX_JOINED = 4
_HEADER = re.compile(
    r"""^[ \t]* \[ (?: \[ [ \t]*(["']?)session\1[ \t]* \] | [ \t]*(["']?)(?:session|course)\2[ \t]* ) \]
        [ \t]* (?:\#.*)? \r?$""",
    re.MULTILINE | re.VERBOSE,
)
_PLACE = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)

# Beginnings of the reasons that tomllib gives, and what they mean to a person who writes a schedule.
_QUOTE = "a text is not closed: its closing quote is missing"
_TWICE = "the same field is given twice; keep one"
_WORDS = (
    ("Unclosed array", "a list is not closed: a ] is missing"),
    ("Unclosed inline table", "a { is not closed: a } is missing"),
    ("Unterminated string", _QUOTE),
    ("Expected '\"", _QUOTE),
    ("Expected \"'", _QUOTE),
    ("Illegal character '\\n'", _QUOTE),
    ("Found invalid character '\\n'", _QUOTE),
    ("Illegal character", "a control character stands here, which TOML does not allow; remove it"),
    ("Found invalid character", "a control character stands here, which TOML does not allow; remove it"),
    ("Unescaped '\\'", "write a backslash twice in a text, or put the text in single quotes"),
    ("Invalid hex value", "write a backslash twice in a text, or put the text in single quotes"),
    ("Escaped character is not", "there is no character of this number"),
    ("Expected '='", "the name of a field must be followed by = and a value"),
    ("Expected ']", "the header is not closed; a session is headed [[session]]"),
    ("Expected newline", "the value ends here, but the line goes on; a text needs quotes around all of it"),
    ("Invalid initial character for a key", "the name of a field is missing or needs quotes"),
    ("Invalid value", "this is no value; a text needs quotes, a date is written 2022-02-07"),
    ("Invalid date", "there is no such date"),
    ("Invalid statement", "neither a field nor a header begins like this"),
    ("Cannot overwrite a value", _TWICE),
    ("Duplicate inline table key", _TWICE),
    ("Cannot declare", "the same header is given twice; every session is headed [[session]]"),
    ("Cannot mutate", "a list or table that is closed already goes on here"),
    ("Cannot redefine", "a list or table that is closed already goes on here"),
)

COURSE_FIELDS = tuple(Course.model_fields)
SESSION_FIELDS = tuple(Session.model_fields)
_DATES = ("date", "start", "end")
_PERSONS = ("speakers", "instructors")
LEVEL_OF: Mapping[str, Level] = {"required": "required", "optional": "optional", "readings": "unspecified"}


class SyntaxFault(NamedTuple):
    """Why a text is not TOML; ``line`` and ``column`` are 1-based, ``column`` ``None`` at its end."""

    reason: str
    line: int
    column: int | None


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
    document = read_toml(text)
    if isinstance(document, SyntaxFault):
        return _parse_broken(text, readings, file, document)
    return read_document(document, ValueReader(readings, file, line_finder(text)))


def read_document(document: Mapping[str, Any], reader: ValueReader) -> ParsedSchedule:
    """Read the tables of a TOML document; ``reader`` keeps the findings and what was left out."""
    reader.report_unknown(document, ("course", "session"), ())
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
    for piece in _pieces(text):
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
        reader.report_type(value, "tables headed [[session]]", ("session",))
        return []
    tables: list[tuple[Path, dict[str, Any]]] = []
    for number, item in enumerate(value):
        if isinstance(item, dict):
            tables.append((("session", number), item))
        else:
            reader.report_type(item, "a table", ("session", number))
    return tables


def _course(value: object, reader: ValueReader) -> Course:
    path: Path = ("course",)
    if isinstance(value, list) and len(value) == 1:
        reader.report("schedule-type", "warning", "there is one course; head it [course].", path)
        value, path = value[0], ("course", 0)
    if not isinstance(value, dict):
        reader.report_type(value, "one table headed [course]", path)
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
    reader.report_unknown(table, known, path)
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


class _Piece(NamedTuple):
    """A part of a text, and what it says by itself or why it says nothing; lines are those of the whole."""

    text: str
    first_line: int
    loaded: dict[str, Any] | SyntaxFault


def read_toml(text: str) -> dict[str, Any] | SyntaxFault:
    """What a TOML text says, or why it is none."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        return SyntaxFault("lists or tables are nested too deeply", 1, None)
    # tomllib.TOMLDecodeError is a ValueError, and so is what int() raises for thousands of digits.
    except ValueError as error:
        return _fault(str(error), text)


def _pieces(text: str) -> Iterator[_Piece]:
    """The parts of a text between the headers of its course and sessions, each read by itself."""
    cuts = [0, *(match.start() for match in _HEADER.finditer(text)), len(text)]
    line = 1
    at = 0
    while at < len(cuts) - 1:
        piece, at_next = _longest_readable(text, cuts, at, line)
        line += piece.text.count("\n")
        at = at_next
        yield piece


def _longest_readable(text: str, cuts: list[int], at: int, line: int) -> tuple[_Piece, int]:
    """The piece that begins at a cut, joined with what follows if that alone makes it readable."""
    alone = text[cuts[at] : cuts[at + 1]]
    loaded = read_toml(alone)
    if not isinstance(loaded, SyntaxFault):
        return _Piece(alone, line, loaded), at + 1
    for end in range(at + 2, min(at + 1 + _MAX_JOINED, len(cuts))):
        source = text[cuts[at] : cuts[end]]
        joined = read_toml(source)
        if not isinstance(joined, SyntaxFault):
            return _Piece(source, line, joined), end
    return _Piece(alone, line, loaded._replace(line=loaded.line + line - 1)), at + 1


def _fault(message: str, text: str) -> SyntaxFault:
    match = _PLACE.fullmatch(message)
    reason = match[1] if match else message
    words = next((words for beginning, words in _WORDS if reason.startswith(beginning)), reason)
    if match and match[2]:
        return SyntaxFault(words, int(match[2]), int(match[3]))
    return SyntaxFault(words, text.rstrip().count("\n") + 1, None)
