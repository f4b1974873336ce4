"""Faults of a list that can be seen offline.

A rule is a pure function from a `Context` to `Fault` values, registered in `CHECKS`
under its name with its level. `lint` runs them, and gives their findings places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from readinglist.lint.checks import ALL_RULES, CHECKS, READING_RULES, switched_off_by
from readinglist.lint.context import Check, Context, Fault
from readinglist.model.finding import Finding, Origin, Severity
from readinglist.model.schedule import Syllabus
from readinglist.settings import LintSettings

__all__ = ["ALL_RULES", "CHECKS", "READING_RULES", "Check", "Context", "Fault", "lint"]


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
        reading.key: switched_off_by(reading.extra["lintignore"])
        for reading in syllabus.readings
        if "lintignore" in reading.extra
    }
    places = _Places(origins, session_origins)
    findings = [*found, *_all(Context(syllabus, exists, off), places)]
    kept = (
        _with_level(finding, settings.levels.get(finding.rule, finding.level))
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


def _all(ctx: Context, places: _Places) -> Iterator[Finding]:
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


def _with_level(finding: Finding, level: Severity) -> Finding:
    return finding if finding.level == level else finding.model_copy(update={"level": level})


def _order(finding: Finding) -> tuple[str, int, str, str, str, str]:
    return (
        finding.file or "",
        finding.line or 0,
        finding.rule,
        finding.key or "",
        finding.field or "",
        finding.message,
    )
