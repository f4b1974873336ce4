"""The rules by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from readinglist.lint import duplicates, entries, links, sessions, venues
from readinglist.lint.context import Check, Context, Fault
from readinglist.settings import near_rules

_ALL = frozenset({"*", "all"})
_SEPARATORS = str.maketrans(",;{}", "    ")


def switched_off_by(field: str) -> frozenset[str]:
    """The rules that the text of an entry's ``lintignore`` field names; ``*`` and ``all`` mean every rule."""
    named = frozenset(field.translate(_SEPARATORS).casefold().split())
    return (named - _ALL) | ALL_RULES.keys() if named & _ALL else named


def unknown_rule(ctx: Context) -> Iterator[Fault]:
    """An entry's ``lintignore`` field names a rule that does not exist."""
    for reading in ctx.syllabus.readings:
        for name in sorted(switched_off_by(reading.extra.get("lintignore", "")) - ALL_RULES.keys()):
            yield Fault(f"there is no rule {name!r}; {near_rules(name)}", reading, field="lintignore")


CHECKS: dict[str, Check] = {
    **entries.CHECKS,
    **venues.CHECKS,
    **duplicates.CHECKS,
    **links.CHECKS,
    **sessions.CHECKS,
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
