"""Change what ``schedule.toml`` says and nothing else of it.

Not by tomlkit, which gives no positions: where it deletes or moves a session, comments go
with the wrong one, and a line that it adds to a file with CRLF ends in a bare LF.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from readinglist.errors import UsageError
from readinglist.formats.schedule_toml.blocks import arrange, at_end, newline_of, table_blocks
from readinglist.formats.schedule_toml.parser import (
    LEVEL_OF,
    ParsedSchedule,
    SyntaxFault,
    read_document,
    read_toml,
)
from readinglist.formats.schedule_toml.record_edits import FieldEditor, RecordChange
from readinglist.formats.schedule_toml.syntax import Path, addresses, scan
from readinglist.formats.schedule_toml.values import ValueReader
from readinglist.formats.schedule_toml.writer import render_course, render_session
from readinglist.formats.splices import Splice, splice_all
from readinglist.model.pairing import SESSION_SIGNS, bare, pair
from readinglist.model.reading import Reading
from readinglist.model.schedule import Course, Session, Syllabus


def edit(text: str, before: Syllabus, after: Syllabus) -> str:
    """The schedule ``text``, which says ``before``, changed at those places where ``after`` differs.

    Everything else stays byte for byte: comments, blank lines, order, quotes, line endings,
    and what could not be read. Comments directly above a session, or on the line of a
    field or reading, belong to it. Of a reading only the citation key counts here.

    Raises:
        UsageError: the text is not TOML, does not say ``before``, or is written in a way
            that cannot be edited; the message says what to do.
    """
    was, wanted = _schedule(before), _schedule(after)
    if was == wanted:
        return text
    document = read_toml(text)
    if isinstance(document, SyntaxFault):
        raise UsageError(
            f"line {document.line} of the schedule is not TOML ({document.reason}); mend it first"
        )
    reader, parsed = _document(document, was.keys | {reading.key for reading in before.readings})
    if (parsed.course, parsed.sessions) != (was.course, was.sessions):
        raise UsageError("the schedule is not the one that was read; read it again and repeat the change")
    pairs = _pair_sessions(was.sessions, wanted.sessions)
    changed = _edit_records(text, reader, was, wanted, pairs)
    if pairs != list(range(len(was.sessions))):
        newline = newline_of(text)
        new = [render_session(s) for s, n in zip(wanted.sessions, pairs, strict=True) if n is None]
        changed = arrange(changed, pairs, [source.replace("\n", newline) for source in new])
    _verify(changed, wanted, {finding.key for finding in parsed.findings if finding.rule == "unknown-key"})
    return changed


class _Schedule(NamedTuple):
    """The course and sessions of a syllabus, with bare citation keys in place of its readings."""

    course: Course
    sessions: tuple[Session, ...]

    @property
    def keys(self) -> set[str]:
        return {a.reading.key for session in self.sessions for a in session.assignments}


def _schedule(syllabus: Syllabus) -> _Schedule:
    return _Schedule(syllabus.course, tuple(map(bare, syllabus.sessions)))


def _document(document: Mapping[str, Any], keys: Iterable[str]) -> tuple[ValueReader, ParsedSchedule]:
    reader = ValueReader({key: Reading(key=key) for key in keys}, None, lambda path: None)
    return reader, read_document(document, reader)


def _pair_sessions(before: Sequence[Session], after: Sequence[Session]) -> list[int | None]:
    """For each new session the number of the old one that it is; ``None``: it is added."""
    found = pair(before, after, SESSION_SIGNS, by_place=True)
    if before and after and all(number is None for number in found):
        # All of it is new: the first still takes the place of the first, with its comments.
        found[0] = 0
    return found


def _edit_records(
    text: str, reader: ValueReader, was: _Schedule, wanted: _Schedule, pairs: Sequence[int | None]
) -> str:
    """The text with the fields of its course, and of the sessions that it keeps, as they shall be."""
    tables = scan(text)
    places = set(addresses(tables))
    single = ("session",) in places
    changes = [
        RecordChange(("session",) if single else ("session", number), was.sessions[number], session)
        for session, number in zip(wanted.sessions, pairs, strict=True)
        if number is not None and session != was.sessions[number]
    ]
    splices = []
    if was.course != wanted.course:
        path: Path = ("course", 0) if ("course", 0) in places else ("course",)
        if was.course == Course() and path not in places:
            splices.append(_new_course(text, wanted.course))
        else:
            changes.append(RecordChange(path, was.course, wanted.course))
    return splice_all(text, (*splices, *FieldEditor(text, tables, reader.kept).splices(changes)))


def _new_course(text: str, course: Course) -> Splice:
    """A table of the course above all others."""
    newline = newline_of(text)
    source = render_course(course).replace("\n", newline)
    blocks = table_blocks(text)
    if not blocks:
        return at_end(text, source)
    return Splice(blocks[0].start, blocks[0].start, source + newline * 2)


def _verify(text: str, wanted: _Schedule, unknown: set[str | None]) -> None:
    """Make sure that a changed text says what it shall, so that a wrong one is never saved.

    Keys that were ``unknown`` in the text may be known by now; both sides leave them out.
    """

    def known(schedule: _Schedule) -> _Schedule:
        def kept(session: Session) -> Session:
            lists = {
                n: tuple(a for a in getattr(session, n) if a.reading.key not in unknown) for n in LEVEL_OF
            }
            return session.model_copy(update=lists)

        return _Schedule(schedule.course, tuple(map(kept, schedule.sessions)))

    document = read_toml(text)
    if not isinstance(document, SyntaxFault):
        says = _document(document, wanted.keys)[1]
        if known(_Schedule(says.course, says.sessions)) == known(wanted):
            return
    raise UsageError("the schedule is written in a way that this change cannot be made in; change it by hand")
