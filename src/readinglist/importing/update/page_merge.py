"""A list after one of its pages has changed: only what the page changed since last time changes. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from readinglist.formats import bibtex
from readinglist.importing.update.import_report import Change, ChangeKind
from readinglist.importing.update.item_records import GUESSED_TYPES
from readinglist.importing.update.session_merge import merge_sessions
from readinglist.importing.update.three_way import Decision, merge_fields
from readinglist.model.identifiers import identify
from readinglist.model.reading import Reading
from readinglist.model.schedule import Course, Syllabus
from readinglist.text.titles import same_title
from readinglist.text.word_forms import normal_text

READING_FIELDS = tuple(name for name in Reading.model_fields if name not in ("key", "entry_type"))


class MergedPage(NamedTuple):
    """A list with a page merged into it.

    Attributes:
        mine: the list.
        base: the page, as it is taken to have said it from now on: what waits for a person
            is in it as it was, so that it comes up again.
        changes: what was done, and what waits.
    """

    mine: Syllabus
    base: Syllabus
    changes: tuple[Change, ...]


def merge_page(
    base: Syllabus | None,
    mine: Syllabus,
    theirs: Syllabus,
    *,
    elsewhere: frozenset[str] = frozenset(),
    decision: Decision = "ask",
) -> MergedPage:
    """Return ``mine`` with the differences between ``base`` and ``theirs``.

    A work has one key in all three. A person's edits stay: what both have changed is a
    conflict, and what the page has no longer is proposed to be removed.

    Args:
        base: what the page said last time; ``None``: it is read for the first time, so that
            only what is not there is added.
        mine: the list.
        theirs: what the page says.
        elsewhere: keys of readings that other pages name.
        decision: what becomes of conflicts and of what the page has no longer.
    """
    course, said, course_changes = _merge_course(base, mine.course, theirs.course, decision)
    was = base or Syllabus()
    readings = merge_readings(was.readings, mine.readings, theirs.readings, decision)
    known = {reading.key for reading in (*mine.readings, *was.readings)}
    new = frozenset(reading.key for reading in theirs.readings if reading.key not in known)
    sessions = merge_sessions(was.sessions, mine.sessions, theirs.sessions, readings.mine, new, decision)
    # Last, because it depends on what is still assigned.
    readings = drop_readings(
        readings,
        was.readings,
        assigned={a.reading.key for session in sessions.mine for a in session.assignments},
        waiting={a.reading.key for session in sessions.base for a in session.assignments},
        elsewhere=elsewhere,
        decision=decision,
    )
    return MergedPage(
        Syllabus(course=course, sessions=sessions.mine, readings=tuple(readings.mine.values())),
        Syllabus(course=said, sessions=sessions.base, readings=tuple(readings.base.values())),
        (*course_changes, *sessions.changes, *readings.changes),
    )


def _merge_course(
    base: Syllabus | None, mine: Course, theirs: Course, decision: Decision
) -> tuple[Course, Course, tuple[Change, ...]]:
    """The course of the list, that of the page as it is taken to have said it, and the changes."""
    if mine == Course():
        new = Change(kind="new", subject="course", what=theirs.title or theirs.term or "the course")
        return theirs, theirs, (new,) if theirs != mine else ()
    fields = merge_fields(Course.model_fields, base and base.course, mine, theirs, decision)
    return (
        mine.model_copy(update=fields.mine),
        theirs.model_copy(update=fields.base),
        tuple(fields.changes("course", "the course")),
    )


class MergedReadings(NamedTuple):
    """Readings by key, in their order.

    Attributes:
        mine: those of the list.
        base: those of the page, as it is taken to have said them from now on.
        changes: what was done, and what waits for a person.
    """

    mine: Mapping[str, Reading]
    base: Mapping[str, Reading]
    changes: tuple[Change, ...]


def merge_readings(
    base: Sequence[Reading], mine: Sequence[Reading], theirs: Sequence[Reading], decision: Decision
) -> MergedReadings:
    """Return the readings of the list with what is new and changed on the page; nothing is removed yet.

    A reading of last time that the list has no more was removed by a person, and stays so.
    """
    was = {reading.key: reading for reading in base}
    result = {reading.key: reading for reading in mine}
    said: dict[str, Reading] = {}
    changes: list[Change] = []
    for item in theirs:
        key, what = item.key, item.title or item.key
        said[key] = item
        if key in result:
            before = was.get(key)
            if before == item:
                continue  # saves a round through BibTeX, see `_in_page_words`
            entry = _in_page_words(result[key], before)
            same = partial(_says_no_less, entry, item)
            fields = merge_fields(READING_FIELDS, before, entry, item, decision, same=same)
            if fields.mine:
                result[key] = result[key].replace(**fields.mine)
            if fields.conflict:
                said[key] = item.replace(**fields.base)
            changes += fields.changes("reading", what, key)
        elif key in was:
            changes.append(Change(kind="absent", subject="reading", what=what, key=key))
        else:
            result[key] = item
            changes.append(Change(kind="new", subject="reading", what=what, key=key))
    return MergedReadings(result, said, tuple(changes))


def _says_no_less(entry: Reading, item: Reading, field: str, mine: Any, theirs: Any) -> bool:
    """Whether ``mine``, of the field of an entry, says all that ``theirs`` does, in whatever spelling."""
    from readinglist.metadata.merge.equality import compare

    if field == "title":
        return same_title(entry, item)
    if field == "type":
        return theirs in GUESSED_TYPES  # any other source knows the type better than a link does
    if field == "url" and (named := identify(mine)) is not None and named == identify(theirs):
        return True
    if field in ("award", "note"):
        return normal_text(theirs) in normal_text(mine)
    return field != "extra" and compare(field, mine, theirs) in ("same", "poorer")


def drop_readings(
    merged: MergedReadings,
    base: Sequence[Reading],
    *,
    assigned: Collection[str],
    waiting: Collection[str],
    elsewhere: Collection[str],
    decision: Decision,
) -> MergedReadings:
    """Return ``merged`` after the readings that the page names no more are removed, or proposed to be.

    Args:
        merged: as `merge_readings` gives them.
        base: the readings that the page named last time.
        assigned: keys that the list assigns.
        waiting: keys of what the page is still taken to assign, until a person has decided.
        elsewhere: keys that other pages name.
        decision: what becomes of them.
    """
    mine, said, changes = dict(merged.mine), dict(merged.base), list(merged.changes)
    for reading in base:
        key = reading.key
        if key in said or key not in mine:
            continue
        if key in waiting:
            said[key] = reading  # its assignment is proposed for removal first
        elif key in assigned or key in elsewhere or decision == "keep":
            continue
        else:
            what, kind = mine[key].title or key, _removal_kind(reading, mine[key], decision)
            if kind == "removal":
                said[key] = reading
            elif kind == "removed":
                del mine[key]
            else:
                # A person's work is in it, so it stays, under no session.
                what = f"{what}: stays, as it was changed since"
            changes.append(Change(kind=kind, subject="reading", what=what, key=key))
    return MergedReadings(mine, said, tuple(changes))


def _removal_kind(base: Reading, mine: Reading, decision: Decision) -> ChangeKind:
    if decision == "ask":
        return "removal"
    # The entry type is the file's own: a page states none.
    unchanged = _in_page_words(mine, base) == base.replace(entry_type=mine.entry_type)
    return "removed" if unchanged else "differs"


def _in_page_words(mine: Reading, base: Reading | None) -> Reading:
    """``mine`` with the page's own values where it says what became of these in the .bib file.

    A file keeps a title with its braces and a type as an entry type, so what is read from it
    is not always what was written, even if it was not changed.
    """
    if base is None:
        return mine
    kept = bibtex.parse(bibtex.render(Syllabus(readings=(base,)), ascii=False, classic=False)).readings
    if len(kept) != 1:
        return mine
    same = {f: getattr(base, f) for f in READING_FIELDS if getattr(mine, f) == getattr(kept[0], f)}
    return mine.replace(**same)
