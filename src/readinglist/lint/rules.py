"""The rules by name, and how they are applied to a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from readinglist.lint import duplicates, entries, links, sessions, venues
from readinglist.lint.context import Check, Context, Fault
from readinglist.model.finding import Finding, Origin
from readinglist.model.schedule import Syllabus
from readinglist.settings import LintSettings, near_rules

_ALL = frozenset({"*", "all"})
# The text is BibTeX's source, which may have braces around it.
_SEPARATORS = str.maketrans(",;{}", "    ")


def rules_named_in(field: str) -> frozenset[str]:
    """The rules that the text of an entry's ``lintignore`` field names; ``*`` and ``all`` mean every rule."""
    named = frozenset(field.translate(_SEPARATORS).casefold().split())
    return (named - _ALL) | ALL_RULES.keys() if named & _ALL else named


def unknown_rule(ctx: Context) -> Iterator[Fault]:
    """An entry's ``lintignore`` field names a rule that does not exist."""
    for reading in ctx.syllabus.readings:
        for name in sorted(rules_named_in(reading.extra.get("lintignore", "")) - ALL_RULES.keys()):
            yield Fault(f"there is no rule {name!r}; {near_rules(name)}", reading, field="lintignore")


# A new rule is a function with a docstring, whose first line is its summary, and a line here.
# `settings.LINT_RULES` names it, too, in this order, and docs/lint.md has a section on it; tests
# say what is missing there.
CHECKS: Mapping[str, Check] = {
    "missing-field": Check("error", entries.missing_field),
    "missing-detail": Check("info", entries.missing_detail),
    "no-link": Check("warning", entries.no_link),
    "bad-key": Check("error", entries.bad_key),
    "bad-isbn": Check("warning", entries.bad_isbn),
    "bad-year": Check("warning", entries.bad_year),
    "bad-pages": Check("warning", entries.bad_pages),
    "preprint-only": Check("info", entries.preprint_only),
    "unused-entry": Check("info", entries.unused_entry),
    "venue-year": Check("warning", venues.venue_year),
    "duplicate-doi": Check("error", duplicates.duplicate_doi),
    "duplicate-arxiv": Check("error", duplicates.duplicate_arxiv),
    "duplicate-url": Check("warning", duplicates.duplicate_url),
    "one-id-two-titles": Check("error", duplicates.one_id_two_titles),
    "preprint-and-published": Check("warning", duplicates.preprint_and_published),
    "similar-title": Check("warning", duplicates.similar_title),
    "unsafe-link": Check("error", links.unsafe_link),
    "bad-link": Check("warning", links.bad_link),
    "escaped-link": Check("warning", links.escaped_link),
    "placeholder-link": Check("warning", links.placeholder_link),
    "http-link": Check("info", links.http_link),
    "missing-local-file": Check("warning", links.missing_local_file),
    "date-order": Check("warning", sessions.date_order),
    "week-order": Check("warning", sessions.week_order),
    "outside-term": Check("warning", sessions.outside_term),
    "repeated-session": Check("info", sessions.repeated_session),
    "no-topic": Check("warning", sessions.no_topic),
    "empty-session": Check("info", sessions.empty_session),
    "unknown-rule": Check("warning", unknown_rule),
}

# What the readers of the files report by themselves: no check, but switched off, and given
# another level, by name like every rule.
READING_RULES: dict[str, str] = {
    "bibtex-syntax": "A part of the .bib file is not BibTeX",
    "crossref": "The entry that crossref or xdata names cannot be used",
    "duplicate-assignment": "A session assigns a reading twice",
    "duplicate-field": "An entry has a field twice",
    "duplicate-key": "Two entries have the same citation key",
    "encoding": "A file is not UTF-8",
    "key-case": "The schedule writes a citation key in another case than the .bib file",
    "malformed-field": "The value of a field cannot be understood: a DOI, an arXiv id, a date, a name",
    "missing-file": "The folder has no readings.bib",
    "missing-key": "An entry has no citation key",
    "schedule-syntax": "A part of schedule.toml is not TOML",
    "schedule-type": "A value in schedule.toml has a wrong type",
    "schedule-unknown-field": "schedule.toml has a field that is not known",
    "undefined-string": "An entry uses an abbreviation that no @string defines",
    "unknown-key": "The schedule names a citation key that no entry has",
}
ALL_RULES: Mapping[str, str] = {name: check.summary for name, check in CHECKS.items()} | READING_RULES


def lint(
    syllabus: Syllabus,
    *,
    origins: Mapping[str, Origin] | None = None,
    session_origins: Sequence[Origin | None] = (),
    settings: LintSettings | None = None,
    exists: Callable[[str], bool] | None = None,
    found: Iterable[Finding] = (),
) -> tuple[Finding, ...]:
    """What is wrong or doubtful in ``syllabus``, by file, line and rule.

    Args:
        syllabus: the list.
        origins: citation key to the place of its entry.
        session_origins: the place of each session, in their order.
        settings: rules that are off, and levels; ``None``: all rules, as documented.
        exists: whether the local file of a relative link is there; ``None``: not checked.
        found: what reading the files has found already. The settings, and the switches of
            the entries, hold for it too.
    """
    settings = settings or LintSettings()
    origins = origins or {}
    off = {
        reading.key: rules_named_in(reading.extra["lintignore"])
        for reading in syllabus.readings
        if "lintignore" in reading.extra
    }
    places = _Places(origins, session_origins)
    findings = [*found, *_run_checks(Context(syllabus, exists, off), places)]
    kept = (
        finding.model_copy(update={"level": settings.levels.get(finding.rule, finding.level)})
        for finding in findings
        if finding.rule not in settings.ignore and finding.rule not in off.get(finding.key or "", ())
    )
    return tuple(sorted(kept, key=_order))


class _Places:
    """Where what a fault is about stands."""

    def __init__(self, origins: Mapping[str, Origin], session_origins: Sequence[Origin | None]) -> None:
        self._origins = origins
        self._sessions = session_origins
        # The course has no line of its own, but it stands in the file of the sessions.
        self._course = Origin(next((origin.file for origin in session_origins if origin), None))

    def of(self, fault: Fault) -> Origin:
        if fault.reading is not None:
            return self._origins.get(fault.reading.key, Origin())
        if fault.session is None:
            return self._course
        place = self._sessions[fault.session] if fault.session < len(self._sessions) else None
        return place or self._course


def _run_checks(ctx: Context, places: _Places) -> Iterator[Finding]:
    for rule, check in CHECKS.items():
        for fault in check.find(ctx):
            place = places.of(fault)
            yield Finding(
                rule=rule,
                level=check.level,
                message=fault.message,
                file=place.file,
                line=place.line,
                key=fault.reading.key if fault.reading else None,
                field=fault.field,
            )


def _order(finding: Finding) -> tuple[str, int, str, str, str, str]:
    # `None` cannot be compared with a text or a number.
    return (
        finding.file or "",
        finding.line or 0,
        finding.rule,
        finding.key or "",
        finding.field or "",
        finding.message,
    )
