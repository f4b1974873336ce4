"""A list's files: what they say, and how they are changed to say something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from readinglist.errors import MissingFileError, UsageError
from readinglist.formats import bibtex, schedule_toml
from readinglist.model.finding import Finding, Findings, Origin
from readinglist.model.provenance import Lock
from readinglist.model.provenance import parse as parse_lock
from readinglist.model.provenance import render as render_lock
from readinglist.model.schedule import Course, Syllabus
from readinglist.model.week_fields import placed_by_fields
from readinglist.store.files import Source, make_folder, read_source, unified_diff, write_sources

BIB = "readings.bib"
SCHEDULE = "schedule.toml"


class Store(NamedTuple):
    """The files that a list was read from or last written to.

    Attributes:
        bib: the bibliography; ``None`` if there is none.
        schedule: the schedule; ``None`` if there is none.
        says: what the two say.
        lock: the file with the provenance; ``None`` if there is none.
        provenance: what it says.
        known: the bytes of every file that was read or written, by resolved path: what a
            file must still hold to be written over.
    """

    bib: Source | None
    schedule: Source | None
    says: Syllabus
    lock: Source | None
    provenance: Lock
    known: Mapping[Path, bytes]


class Loaded(NamedTuple):
    """What was read: the list, its files, where each entry and session stands, what is wrong."""

    store: Store
    origins: Mapping[str, Origin]
    session_origins: tuple[Origin | None, ...]
    findings: Findings


def load(path: Path) -> Loaded:
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
    return understand(path, bib, schedule, lock)


def understand(path: Path, bib: Source | None, schedule: Source | None, lock: Source | None) -> Loaded:
    """What the files at ``path`` say; ``None`` for a file that is not there."""
    found: list[Finding] = [*_encoding(bib), *_encoding(schedule)]
    if bib is None:
        message = f"there is no {BIB} beside {SCHEDULE}, so no reading is known"
        found.append(Finding(rule="missing-file", level="error", message=message, file=str(path / BIB)))
    bibliography = bibtex.parse(bib.text if bib else "", file=str(bib.path) if bib else None)
    found += bibliography.findings
    lines: tuple[Origin | None, ...] = ()
    if schedule is None:
        course = Course()
        sessions, misplaced = placed_by_fields(bibliography.readings, bibliography.origins)
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
    known = {source.path.resolve(): source.data for source in (bib, schedule, lock) if source}
    store = Store(bib, schedule, syllabus, lock, provenance, known)
    return Loaded(store, bibliography.origins, lines, Findings(found))


def save(syllabus: Syllabus, provenance: Lock, store: Store | None, path: Path | None) -> Store:
    """Make the files at ``path`` say ``syllabus``; ``None``: the files of ``store``.

    The lock is written where ``provenance`` is not what it said.

    Raises:
        ChangedOnDiskError: a file was changed by somebody else since it was read, or one is
            there that was never read. Nothing is written.
        FileError: a file cannot be written.
        UsageError: there is nowhere to write to, or the files cannot express the change.
    """
    bib, schedule, lock = _planned(syllabus, provenance, store, path)
    saved = [source for source in (bib, schedule, lock) if source]
    known = dict(store.known) if store else {}
    make_folder(bib.path.parent)
    write_sources([(source.path, source.data, known.get(source.path.resolve())) for source in saved])
    known |= {source.path.resolve(): source.data for source in saved}
    return Store(bib, schedule, syllabus, lock, provenance, known)


def difference(syllabus: Syllabus, provenance: Lock, store: Store) -> str:
    """What `save` would change in the files that the list was read from, as a unified diff.

    Raises:
        UsageError: the files cannot express the change.
    """
    planned = _planned(syllabus, provenance, store, None)
    pairs = zip((store.bib, store.schedule, store.lock), planned, strict=True)
    return "".join(unified_diff(old, new, new.path.name) for old, new in pairs if new)


def _planned(
    syllabus: Syllabus, provenance: Lock, store: Store | None, path: Path | None
) -> tuple[Source, Source | None, Source | None]:
    """Bibliography, schedule and lock as they will be; ``None`` for a file that is not needed."""
    bib_path, schedule_path = _targets(store, path)
    bib = _rewritten(bib_path, store.bib if store else None, _bib_text(syllabus, store))
    schedule = None
    if schedule_path is None:
        _require_placed(syllabus, bib_path)
    elif (text := _schedule_text(syllabus, store)) is not None:
        schedule = _rewritten(schedule_path, store.schedule if store else None, text)
    lock = _lock(provenance.only(reading.key for reading in syllabus.readings), store, _lock_path(bib_path))
    return bib, schedule, lock


def _lock_path(bib: Path) -> Path:
    return bib.with_suffix(".lock.json")


def _lock(provenance: Lock, store: Store | None, path: Path) -> Source | None:
    old = store.lock if store else None
    if store is not None and provenance == store.provenance.only(provenance.entries):
        # Nothing new is known: a lock stays as it is, also one that could not be understood.
        return _rewritten(path, old, old.text) if old else None
    if not provenance.entries and old is None:
        return None
    if old is not None and any(finding.level == "error" for finding in parse_lock(old.text).findings):
        raise UsageError(f"{old.path}: this lock cannot be read; restore it or delete it, then try again")
    return _rewritten(path, old, render_lock(provenance))


def _targets(store: Store | None, path: Path | None) -> tuple[Path, Path | None]:
    """The paths of the bibliography and of the schedule; the latter ``None`` for a .bib alone."""
    if path is not None:
        alone = path.suffix.lower() == ".bib" and not path.is_dir()
        return (path, None) if alone else (path / BIB, path / SCHEDULE)
    if store is None:
        raise UsageError("this list was not read from a file: say where to write it")
    if store.schedule is not None:
        return store.bib.path if store.bib else store.schedule.path.with_name(BIB), store.schedule.path
    assert store.bib is not None, "a store has at least one file"
    return store.bib.path, store.bib.path.with_name(SCHEDULE) if store.bib.path.name == BIB else None


def _rewritten(path: Path, source: Source | None, text: str) -> Source:
    """The file at ``path`` as it will be, in the encoding of the one that it comes from."""
    source = source or Source(path, b"", "", "utf-8", bom=False)
    return Source(path, source.encode(text), text, source.encoding, source.bom)


def _bib_text(syllabus: Syllabus, store: Store | None) -> str:
    if store is None or store.bib is None:
        return bibtex.render(syllabus, ascii=False, classic=False)
    text = store.bib.text
    # A file that can hold, or has held so far, nothing but ASCII gets LaTeX's commands.
    ascii = store.bib.encoding == "latin-1" or (text.isascii() and "{\\" in text)
    return bibtex.edit(text, store.says.readings, syllabus.readings, ascii=ascii)


def _schedule_text(syllabus: Syllabus, store: Store | None) -> str | None:
    """The text of the schedule; ``None`` where there is none and none is needed."""
    if store is not None and store.schedule is not None:
        return schedule_toml.edit(store.schedule.text, store.says, syllabus)
    return None if _is_placed_by_fields(syllabus) else schedule_toml.render(syllabus)


def _require_placed(syllabus: Syllabus, path: Path) -> None:
    if not _is_placed_by_fields(syllabus):
        raise UsageError(
            f"{path}: a .bib alone cannot hold course and sessions; write the list into a folder"
        )


def _is_placed_by_fields(syllabus: Syllabus) -> bool:
    """Whether the entries' own week and level fields say all that there is to say."""
    return syllabus.course == Course() and syllabus.sessions == placed_by_fields(syllabus.readings, {})[0]


def _read_if_there(path: Path) -> Source | None:
    try:
        return read_source(path)
    except MissingFileError:
        return None


def _encoding(source: Source | None) -> Iterator[Finding]:
    if source is not None and source.encoding != "utf-8":
        message = (
            "this is not UTF-8; it was read as Latin-1. Convert the file to UTF-8 to be sure of its accents"
        )
        yield Finding(rule="encoding", level="info", message=message, file=str(source.path), line=1)
