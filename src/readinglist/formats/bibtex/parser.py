"""The text of a .bib file to records, with a finding for everything that was not understood.

BibTeX fills the fields that an entry lacks from the entry that its ``crossref`` names; BibLaTeX does
the same, also with ``xdata``, and turns a book's title into the ``booktitle`` of its parts (biblatex
manual, 2.4.1 and appendix B). Both are followed, to any depth.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from pydantic import ValidationError

from readinglist.formats.bibtex.entry_fields import FieldParser
from readinglist.formats.bibtex.fields import IN_A_BOOK
from readinglist.formats.bibtex.syntax import Entry, Lines, Scanner
from readinglist.model.finding import Finding, Origin, Severity
from readinglist.model.gc_pause import collector_paused
from readinglist.model.reading import Reading
from readinglist.model.schedule import FIELD_OF_LEVEL, LEVELS, Assignment, Session

# What an entry takes from the one that its crossref or xdata names: all but what is its own.
_NOT_INHERITED = frozenset({
    "crossref", "xref", "xdata", "ids", "key", "label", "shorthand", "entryset", "entrysubtype", "execute",
    "options", "presort", "sortkey", "relatedtype", "related", "keywords", "lintignore", "week", "level",
})  # fmt: skip
# biblatex manual, appendix B: a work in a book is in what its parent calls its title.
_PARENT_NAMES = {"title": "booktitle", "subtitle": "booksubtitle"}


class Bibliography(NamedTuple):
    """What a .bib file says: its readings in order, where each stands, and what is wrong."""

    readings: tuple[Reading, ...]
    origins: Mapping[str, Origin]
    findings: tuple[Finding, ...]


def parse(text: str, *, file: str | None = None, only: Collection[str] | None = None) -> Bibliography:
    """Read a .bib file as the BibTeX program would, into records.

    Never raises for what stands in ``text``: an entry that cannot be read whole gives
    what can be read of it and a `Finding` with ``file``, line and key. With ``only``,
    records are made for these citation keys alone; ``origins`` is always complete.
    """
    with collector_paused():
        return _Parser(text, file).parse(only)


class _Parser:
    def __init__(self, text: str, file: str | None) -> None:
        self._text = text
        self._file = file
        self._line = Lines(text)
        self._findings: list[Finding] = []

    def parse(self, only: Collection[str] | None) -> Bibliography:
        scanner = Scanner(self._text)
        # BibTeX's keys have no case, and the scanner has left out all but the first of each.
        entries = {entry.key.lower(): entry for entry in scanner.entries()}
        for fault in scanner.faults:
            level: Severity = "error" if fault.serious else "warning"
            self._find(fault.rule, level, fault.message, fault.offset, fault.key)
        readings, origins = [], {}
        for entry in entries.values():
            if entry.type == "xdata":  # a store of fields, not a work
                continue
            if only is None or entry.key in only:
                readings.append(self._reading(entry, entries))
            origins[entry.key] = Origin(self._file, self._line(entry.start))
        # The faults of the grammar, in the whole text, were found before those of the fields.
        self._findings.sort(key=lambda finding: finding.line or 0)
        return Bibliography(tuple(readings), origins, tuple(self._findings))

    def _find(
        self, rule: str, level: Severity, message: str, offset: int, key: str | None, field: str | None = None
    ) -> None:
        line = self._line(offset)
        self._findings.append(
            Finding(
                rule=rule,
                level=level,
                message=message,
                file=self._file,
                line=line,
                key=key or None,
                field=field,
            )
        )

    def _reading(self, entry: Entry, entries: Mapping[str, Entry]) -> Reading:
        def report(child: Entry, message: str) -> None:
            self._find("crossref", "error", message, child.start, child.key)

        values = entry.values()
        if "crossref" in values or "xdata" in values:
            values = _inherit(entry, entries, report)
        parsed = FieldParser(values, entry.type).parse()
        for field, level, message in parsed.problems:
            offset = next((f.start for f in entry.fields if f.name == field), entry.start)
            self._find("malformed-field", level, message, offset, entry.key, field)
        try:
            return Reading(key=entry.key, entry_type=entry.type, **parsed.values)
        except ValidationError as error:  # no known way leads here; an odd entry must still not stop the list
            self._find("malformed-field", "error", str(error), entry.start, entry.key)
            return Reading(key=entry.key, entry_type=entry.type, extra=values)


def _inherit(
    entry: Entry,
    entries: Mapping[str, Entry],
    report: Callable[[Entry, str], None],
    path: tuple[str, ...] = (),
) -> dict[str, str]:
    """The values of ``entry`` with what it inherits.

    ``entries`` is by lower-case key. ``report`` is called for parents that are missing and for
    circles; the reference itself then stays among the values.
    """
    values = entry.values()
    path = (*path, entry.key.lower())
    # xdata first: what it gives is not overwritten by what crossref gives.
    for name in ("xdata", "crossref"):
        for key in [part.strip() for part in values.get(name, "").split(",") if part.strip()]:
            parent = entries.get(key.lower())
            if parent is None:
                report(entry, f"{name} names {key!r}, and no entry has that key")
            elif key.lower() in path:
                report(entry, f"{name} goes round in a circle: {' -> '.join((*path, key.lower()))}")
            else:
                taken = _offered_fields(entry, parent, _inherit(parent, entries, report, path), name)
                values = {**taken, **{k: v for k, v in values.items() if v or k not in taken}}
                values.pop(name, None)
    return values


def _offered_fields(entry: Entry, parent: Entry, values: Mapping[str, str], name: str) -> dict[str, str]:
    """What ``parent`` offers to ``entry``: its fields, under the names that they have there."""
    offered = {k: v for k, v in values.items() if k not in _NOT_INHERITED and v}
    if name == "crossref" and entry.type in IN_A_BOOK and parent.type not in IN_A_BOOK:
        for theirs, ours in _PARENT_NAMES.items():
            if theirs in offered:
                offered.setdefault(ours, offered[theirs])
                del offered[theirs]
    return offered


def sessions_of_week_fields(
    readings: Iterable[Reading], origins: Mapping[str, Origin]
) -> tuple[tuple[Session, ...], tuple[Finding, ...]]:
    """One session a week for the readings that state their week, in order of the weeks.

    A level that is not one of the known ones counts as unspecified; a week that is not a
    whole number leaves its reading unscheduled. Both are findings.
    """
    findings: list[Finding] = []
    weeks: dict[int, dict[str, tuple[Assignment, ...]]] = {}
    for reading in readings:
        stated = reading.extra.get("week", "").strip("{} ")
        if not stated:
            continue
        if not re.fullmatch(r"[0-9]{1,4}", stated):
            message = f"the week {stated!r} is not a whole number"
            findings.append(_week_finding(reading, origins, "week", message))
            continue
        stated_level = reading.extra.get("level", "").strip("{} ").lower() or "unspecified"
        level = next((level for level in LEVELS if level == stated_level), None)
        if level is None:
            known = ", ".join(LEVELS)
            findings.append(_week_finding(reading, origins, "level", f"the level is not one of {known}"))
            level = "unspecified"
        week = weeks.setdefault(int(stated), {})
        field = FIELD_OF_LEVEL[level]
        week[field] = (*week.get(field, ()), Assignment(reading=reading, level=level))
    sessions = (Session(week=number, **weeks[number]) for number in sorted(weeks))
    return tuple(sessions), tuple(findings)


def _week_finding(reading: Reading, origins: Mapping[str, Origin], field: str, message: str) -> Finding:
    origin = origins.get(reading.key, Origin())
    return Finding(
        rule="malformed-field",
        level="warning",
        message=message,
        file=origin.file,
        line=origin.line,
        key=reading.key,
        field=field,
    )
