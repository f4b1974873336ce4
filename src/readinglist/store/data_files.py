"""The files of a list: bibliography, schedule, lock, and what stands beside them under their name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from readinglist.errors import ChangedOnDiskError, MissingFileError, UsageError
from readinglist.formats import bibtex, schedule_toml
from readinglist.formats.bibtex.parser import sessions_of_week_fields
from readinglist.model.finding import Finding, Findings, Origin
from readinglist.model.provenance import Lock
from readinglist.model.provenance import parse as parse_lock
from readinglist.model.provenance import render as render_lock
from readinglist.model.schedule import Course, Syllabus
from readinglist.settings import FILE_NAME
from readinglist.store.files import (
    Source,
    bytes_at,
    make_folder,
    read_source,
    unified_diff,
    write_sources,
)

BIB = "readings.bib"
SCHEDULE = "schedule.toml"
LOCK_SUFFIX = ".lock.json"
"""What stands in place of ``.bib`` in the name of the file with the provenance."""
SIDECAR_SUFFIXES = (".links.json", ".import.json")
"""As `LOCK_SUFFIX`, of files that commands remember in: the links' history, the imported pages."""


class ListFiles(NamedTuple):
    """The files that a list was read from or last written to.

    Attributes:
        bib: the bibliography; ``None`` if there is none.
        schedule: the schedule; ``None`` if there is none.
        syllabus: what the two say.
        lock: the file with the provenance; ``None`` if there is none.
        provenance: what it says.
        known: the bytes of every file that was read or written, by resolved path: what a
            file must still hold to be written over.
    """

    bib: Source | None
    schedule: Source | None
    syllabus: Syllabus
    lock: Source | None
    provenance: Lock
    known: Mapping[Path, bytes]


class Contents(NamedTuple):
    """What was read.

    Attributes:
        files: the files, and the list that they hold.
        origins: citation key to the place of its entry.
        session_origins: the place of each session, in their order.
        findings: what was not understood.
    """

    files: ListFiles
    origins: Mapping[str, Origin]
    session_origins: tuple[Origin | None, ...]
    findings: Findings


def read_files(path: Path) -> Contents:
    """Read a folder with a bibliography and a schedule, or a .bib file alone.

    Raises:
        MissingFileError: there is no such file or folder, or the folder has neither file.
        FileError: a file cannot be read.
    """
    folder = path.is_dir()
    bib = _read_if_there(path / BIB) if folder else read_source(path)
    schedule = _read_if_there(path / SCHEDULE) if folder else None
    if bib is None and schedule is None:
        reason = f"neither {BIB} nor {SCHEDULE} is in this folder; name the folder that holds them."
        raise MissingFileError(path, reason)
    lock = _read_if_there(_lock_path(path / BIB if folder else path))
    return parse_files(path, bib, schedule, lock)


def parse_files(path: Path, bib: Source | None, schedule: Source | None, lock: Source | None) -> Contents:
    """Parse the files of the list at ``path``; ``None`` for one that is not there."""
    found: list[Finding] = [*_encoding_findings(bib), *_encoding_findings(schedule)]
    # A folder without a schedule is complete, one without a bibliography is not.
    if bib is None:
        message = f"there is no {BIB} beside {SCHEDULE}, so no reading is known"
        found.append(Finding(rule="missing-file", level="error", message=message, file=str(path / BIB)))
    bibliography = bibtex.parse(bib.text if bib else "", file=str(bib.path) if bib else None)
    found += bibliography.findings
    lines: tuple[Origin | None, ...] = ()
    if schedule is None:
        course = Course()
        sessions, misplaced = sessions_of_week_fields(bibliography.readings, bibliography.origins)
        found += misplaced
    else:
        by_key = {reading.key: reading for reading in bibliography.readings}
        parsed = schedule_toml.parse(schedule.text, by_key, file=str(schedule.path))
        course, sessions = parsed.course, parsed.sessions
        lines = tuple(Origin(str(schedule.path), line) for line in parsed.session_lines)
        found += parsed.findings
    syllabus = Syllabus(course=course, sessions=sessions, readings=bibliography.readings)
    provenance = Lock()
    if lock is not None:
        provenance, broken = parse_lock(lock.text, file=str(lock.path))
        found += broken
    # By resolved path: the list may be written by another way to the same file.
    known = {source.path.resolve(): source.data for source in (bib, schedule, lock) if source}
    files = ListFiles(bib, schedule, syllabus, lock, provenance, known)
    return Contents(files, bibliography.origins, lines, Findings(found))


def write_files(
    syllabus: Syllabus, provenance: Lock, files: ListFiles | None, path: Path | None
) -> ListFiles:
    """Write a list and its provenance into its files; the files as they are then.

    Args:
        syllabus: the list.
        provenance: the lock is written where it says something else.
        files: the files that the list comes from, of which what did not change stays as it
            is; ``None``: it was made in memory.
        path: the folder or .bib file to write to; ``None``: where the list comes from.

    Raises:
        ChangedOnDiskError: a file was changed by another program since it was read, or one is
            there that was never read. Nothing is written.
        FileError: a file cannot be written.
        UsageError: there is nowhere to write to, or the files cannot express the change.
    """
    bib, schedule, lock = _plan(syllabus, provenance, files, path)
    saved = [source for source in (bib, schedule, lock) if source]
    known = dict(files.known) if files else {}
    make_folder(bib.path.parent)
    write_sources([(source.path, source.data, known.get(source.path.resolve())) for source in saved])
    known |= {source.path.resolve(): source.data for source in saved}
    return ListFiles(bib, schedule, syllabus, lock, provenance, known)


def diff_files(syllabus: Syllabus, provenance: Lock, files: ListFiles | None) -> str:
    """What `write_files` would change in the files that the list was read from, as a unified diff.

    Raises:
        UsageError: there are no such files (``None``), or they cannot express the change.
    """
    if files is None:
        raise UsageError("this list was not read from a file, so there is nothing to compare it with")
    planned = _plan(syllabus, provenance, files, None)
    pairs = zip((files.bib, files.schedule, files.lock), planned, strict=True)
    return "".join(unified_diff(old, new, new.path.name) for old, new in pairs if new)


def read_sidecars(data: Path, into: Path) -> tuple[tuple[Path, bytes], ...]:
    """What goes with the list at ``data`` into the folder ``into``: each path there, and its bytes.

    They are the history of its links, the snapshot of the pages that it was imported from, and
    its settings where they stand in its folder. The lock goes with the list itself.

    Raises:
        FileError: one cannot be read.
    """
    bib = data / BIB if data.is_dir() else data
    named = [(bib.with_suffix(suffix), (into / BIB).with_suffix(suffix)) for suffix in SIDECAR_SUFFIXES]
    if data.is_dir():
        named.append((data / FILE_NAME, into / FILE_NAME))
    # Whole bytes, not texts: what cannot be understood goes along all the same.
    held = ((new, bytes_at(old)) for old, new in named)
    return tuple((new, content) for new, content in held if content is not None)


def write_sidecars(sidecars: tuple[tuple[Path, bytes], ...]) -> None:
    """Write what `read_sidecars` has read where nothing is yet.

    Raises:
        ChangedOnDiskError: a file is there already.
        FileError: one cannot be written.
    """
    write_sources([(path, content, None) for path, content in sidecars])


def require_no_list(folder: Path) -> None:
    """Refuse a folder that holds a list, or something of one.

    Raises:
        ChangedOnDiskError: a file of a list is there.
    """
    bib = folder / BIB
    beside = (bib.with_suffix(suffix) for suffix in (LOCK_SUFFIX, *SIDECAR_SUFFIXES))
    for path in (bib, folder / SCHEDULE, *beside):
        if bytes_at(path) is not None:
            raise ChangedOnDiskError(path, "it is there already; name a folder that holds no list yet.")


def _plan(
    syllabus: Syllabus, provenance: Lock, files: ListFiles | None, path: Path | None
) -> tuple[Source, Source | None, Source | None]:
    """Bibliography, schedule and lock as they will be; ``None`` for a file that is not needed."""
    bib_path, schedule_path = _paths(files, path)
    bib = _with_text(bib_path, files.bib if files else None, _bib_text(syllabus, files))
    schedule = None
    if schedule_path is None:
        if not _is_placed_by_fields(syllabus):
            where = "a .bib alone cannot hold course and sessions; write the list into a folder"
            raise UsageError(f"{bib_path}: {where}")
    elif (text := _schedule_text(syllabus, files)) is not None:
        schedule = _with_text(schedule_path, files.schedule if files else None, text)
    # Of a reading that is gone, no provenance stays.
    lock = _plan_lock(
        provenance.only(reading.key for reading in syllabus.readings), files, _lock_path(bib_path)
    )
    return bib, schedule, lock


def _lock_path(bib: Path) -> Path:
    return bib.with_suffix(LOCK_SUFFIX)


def _plan_lock(provenance: Lock, files: ListFiles | None, path: Path) -> Source | None:
    old = files.lock if files else None
    if files is not None and provenance == files.provenance.only(provenance.entries):
        # Nothing new is known: a lock stays as it is, also one that could not be understood.
        return _with_text(path, old, old.text) if old else None
    if not provenance.entries and old is None:
        return None
    # What cannot be read cannot be kept: to write over it would lose the base of every merge.
    if old is not None and any(finding.level == "error" for finding in parse_lock(old.text).findings):
        raise UsageError(f"{old.path}: this lock cannot be read; restore it or delete it, then try again")
    return _with_text(path, old, render_lock(provenance))


def _paths(files: ListFiles | None, path: Path | None) -> tuple[Path, Path | None]:
    """The paths of the bibliography and of the schedule; the latter ``None`` for a .bib alone."""
    if path is not None:
        alone = path.suffix.lower() == ".bib" and not path.is_dir()
        return (path, None) if alone else (path / BIB, path / SCHEDULE)
    if files is None:
        raise UsageError("this list was not read from a file: say where to write it")
    if files.schedule is not None:
        return files.bib.path if files.bib else files.schedule.path.with_name(BIB), files.schedule.path
    assert files.bib is not None, "there is at least one file"
    # A readings.bib without a schedule is a folder that may get one; a .bib of another name stays alone.
    return files.bib.path, files.bib.path.with_name(SCHEDULE) if files.bib.path.name == BIB else None


def _with_text(path: Path, source: Source | None, text: str) -> Source:
    """The file at ``path`` as it will be, in the encoding of the one that it comes from."""
    source = source or Source(path, b"", "", "utf-8", bom=False)
    return Source(path, source.encode(text), text, source.encoding, source.bom)


def _bib_text(syllabus: Syllabus, files: ListFiles | None) -> str:
    if files is None or files.bib is None:
        return bibtex.render(syllabus, ascii=False, classic=False)
    text = files.bib.text
    # A file that can hold, or has held so far, nothing but ASCII gets LaTeX's commands.
    ascii = files.bib.encoding == "latin-1" or (text.isascii() and "{\\" in text)
    return bibtex.edit(text, files.syllabus.readings, syllabus.readings, ascii=ascii)


def _schedule_text(syllabus: Syllabus, files: ListFiles | None) -> str | None:
    """The text of the schedule; ``None`` where there is none and none is needed."""
    if files is not None and files.schedule is not None:
        return schedule_toml.edit(files.schedule.text, files.syllabus, syllabus)
    return None if _is_placed_by_fields(syllabus) else schedule_toml.render(syllabus)


def _is_placed_by_fields(syllabus: Syllabus) -> bool:
    """Whether the entries' own week and level fields say all that there is to say."""
    return (
        syllabus.course == Course() and syllabus.sessions == sessions_of_week_fields(syllabus.readings, {})[0]
    )


def _read_if_there(path: Path) -> Source | None:
    try:
        return read_source(path)
    except MissingFileError:
        return None


def _encoding_findings(source: Source | None) -> Iterator[Finding]:
    if source is not None and source.encoding != "utf-8":
        message = (
            "this is not UTF-8; it was read as Latin-1. Convert the file to UTF-8 to be sure of its accents"
        )
        yield Finding(rule="encoding", level="info", message=message, file=str(source.path), line=1)
