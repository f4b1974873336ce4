"""A resolution: what `resolve` found, to be applied or not, and its report as text for people."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import Field

from readinglist.errors import UsageError
from readinglist.metadata.merge.published import Upgrade
from readinglist.metadata.merge.three_way import Change, Merge
from readinglist.metadata.services.service import Absent, Unavailable
from readinglist.model.finding import Finding
from readinglist.model.provenance import Lock, Provenance, to_json
from readinglist.model.reading import Reading, Record
from readinglist.report import clip, find_renderer, printable, value_words
from readinglist.text.markdown.writer import escape_markdown

# Characters of a value that a line shows; abstracts are longer.
_LONGEST = 200


class Resolved(Record):
    """What the sources say of one reading, merged into it.

    ``before`` is the entry as it is in the file, ``after`` the entry with every sure
    change; conflicts and suggestions are not in it. ``upgrade`` is the published version
    of a preprint with its evidence: where identifiers lead to it its fields are among the
    changes, where only a search does they are ``suggested`` and never applied.
    """

    before: Reading
    after: Reading
    merged: Merge = Merge()
    upgrade: Upgrade | None = None
    suggested: tuple[Change, ...] = ()
    sources: tuple[str, ...] = Field(default=(), description="names of the sources that know the work")
    absent: tuple[Absent, ...] = ()
    unavailable: tuple[Unavailable, ...] = ()
    findings: tuple[Finding, ...] = Field(default=(), description="retracted, withdrawn, corrected")
    latest_version: int | None = Field(
        default=None, description="number of the latest version of the preprint; null: no source says"
    )

    @property
    def key(self) -> str:
        """The citation key."""
        return self.before.key

    @property
    def changes(self) -> tuple[Change, ...]:
        """What would be written, field by field."""
        return self.merged.changes

    @property
    def conflicts(self) -> tuple[Change, ...]:
        """What a person must decide; never written."""
        return self.merged.conflicts

    @property
    def waiting(self) -> bool:
        """Whether something waits for a person."""
        return bool(self.changes or self.conflicts or self.suggested)

    @property
    def could_not_be_asked(self) -> bool:
        """Whether no source knows the work, and one that might could not be asked."""
        return not self.sources and bool(self.unavailable)


class Resolution(Record):
    """What `resolve` found, for every reading that it was asked about.

    ``lock`` is the provenance of the whole list once every change is written.
    ``interrupted``: a person stopped it, and not all sources were asked.
    """

    entries: tuple[Resolved, ...] = ()
    lock: Lock = Lock()
    interrupted: bool = False

    def __iter__(self) -> Iterator[Resolved]:  # type: ignore[override]
        """The readings, in the order of the file."""
        return iter(self.entries)

    @property
    def waiting(self) -> bool:
        """Whether something waits for a person: a change, a conflict, a published version."""
        return any(entry.waiting for entry in self.entries)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Retractions and the like, over all readings."""
        return tuple(finding for entry in self.entries for finding in entry.findings)

    @property
    def unavailable(self) -> tuple[Unavailable, ...]:
        """The services that could not be asked, each once."""
        return tuple({u.source: u for entry in self.entries for u in entry.unavailable}.values())

    @property
    def nobody_answered(self) -> bool:
        """Whether there were sources to ask, and not one could be asked."""
        return bool(self.unavailable) and not any(e.sources or e.absent for e in self.entries)

    def changed_readings(self, current: Mapping[str, Reading]) -> dict[str, Reading]:
        """Each reading with its sure changes, by citation key; ``current`` are those of the list.

        Raises:
            UsageError: a reading of the list is no longer what the services were asked about.
        """
        for entry in self.entries:
            if current[entry.key] != entry.before:
                raise UsageError(f"{entry.key} was changed since it was resolved; resolve it again")
        return {entry.key: entry.after for entry in self.entries if entry.changes}

    def provenance(self, *, settled: bool) -> dict[str, Mapping[str, Provenance]]:
        """What each source has said, by citation key and field.

        ``settled``: what was in conflict counts as seen, so that it comes up again only when
        its source changes its mind.
        """
        return {e.key: e.merged.settled() if settled else e.merged.provenance for e in self.entries}

    def proposals(self) -> tuple[dict[str, Any], ...]:
        """Every change, conflict and published version as plain data, for reports and programs."""
        return tuple(proposal for entry in self.entries for proposal in _proposals(entry))

    def to_json(self) -> str:
        """The whole as JSON text, for programs."""
        data = {
            "schema_version": 1,
            "proposals": self.proposals(),
            "findings": [finding.model_dump(mode="json") for finding in self.findings],
            "unavailable": [
                {"source": u.source, "address": u.address, "reason": u.reason} for u in self.unavailable
            ],
            "summary": self.summary(),
        }
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"

    def summary(self) -> dict[str, int]:
        """How many readings were asked about, are known, would change, wait, or could not be asked about."""
        return {
            "readings": len(self.entries),
            "known": sum(bool(entry.sources) for entry in self.entries),
            "changed": sum(bool(entry.changes) for entry in self.entries),
            "conflicts": sum(bool(entry.conflicts) for entry in self.entries),
            "suggested": sum(bool(entry.suggested) for entry in self.entries),
            "could_not_ask": sum(entry.could_not_be_asked for entry in self.entries),
        }


def _proposals(entry: Resolved) -> Iterator[dict[str, Any]]:
    kinds = {"change": entry.changes, "conflict": entry.conflicts, "suggestion": entry.suggested}
    evidence = [e.model_dump(mode="json") for e in entry.upgrade.evidence] if entry.upgrade else []
    for kind, changes in kinds.items():
        for change in changes:
            yield {
                "key": entry.key,
                "kind": kind,
                "field": change.field,
                "old": to_json(change.old),
                "new": to_json(change.new),
                "source": change.source,
                "address": change.address,
                "time": change.time,
                "rule": change.rule,
                "why": change.why,
                "evidence": evidence,
            }


# As text for people -------------------------------------------------------------------------------


def render_resolution(resolution: Resolution, format: str) -> str:
    """``resolution`` as ``text``, ``json`` or ``markdown``; empty text where nothing is to be said.

    Raises:
        UnknownFormatError: there is no such report format.
    """
    return find_renderer(REPORTS, format)(resolution)


def explain(entry: Resolved, provenance: Mapping[str, Any]) -> str:
    """Where every field of an entry comes from, and what was said against it, as text.

    Args:
        entry: the result for one reading.
        provenance: field to `Provenance`, as the lock has it.
    """
    lines = [printable(entry.key)]
    for field, value in entry.before:
        if field in ("key", "entry_type", "extra") or not value:
            continue
        said = provenance.get(field)
        by = (
            f"{said.source}, {said.time or 'no date'}"
            if said
            else "a person, or a source that was never recorded"
        )
        lines.append(f"  {field}: {_value_line(value)}")
        lines.append(f"      from {by}")
        if said:
            lines += [f"      {text}" for text in (said.address, said.rule) if text]
    lines += _entry_lines(entry)
    lines += [
        f"  {outcome.source}: does not know it ({printable(outcome.reason)})" for outcome in entry.absent
    ]
    lines += [
        f"  {outcome.source}: could not ask ({printable(outcome.reason)})" for outcome in entry.unavailable
    ]
    return "\n".join(lines) + "\n"


def _text(resolution: Resolution) -> str:
    blocks = [
        "\n".join((printable(e.key), *_entry_lines(e)))
        for e in resolution
        if e.waiting or e.findings or e.upgrade
    ]
    asked = "\n".join(f"could not ask {u.source}: {printable(u.reason)}" for u in resolution.unavailable)
    blocks += [asked] if asked else []
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _entry_lines(entry: Resolved) -> Iterator[str]:
    for finding in entry.findings:
        yield f"  {finding.level.upper()}: {printable(finding.message)}"
    kinds = (("", entry.changes), ("conflict: ", entry.conflicts), ("suggestion: ", entry.suggested))
    for kind, changes in kinds:
        for change in changes:
            old = f"{_value_line(change.old)} -> " if change.old else ""
            yield f"  {kind}{change.field}: {old}{_value_line(change.new)}  [{change.source}]"
            if change.why:
                yield f"      {printable(change.why)}"
    if entry.upgrade is not None:
        for link in entry.upgrade.evidence:
            yield f"      evidence: {printable(link.statement)}  [{link.source}]"
        for refusal in entry.upgrade.refused:
            yield f"      refused: {printable(str(refusal.identifier))}: {printable(refusal.reason)}"


def _value_line(value: Any) -> str:
    """A value of a record as one printable line."""
    words = value_words(value) or "(nothing)"
    return clip(printable(" ".join(words.split())), _LONGEST)


def _markdown(resolution: Resolution) -> str:
    counts = resolution.summary()
    lines = [
        f"{counts['changed']} of {counts['readings']} readings would change, "
        f"{counts['conflicts']} need a decision, {counts['suggested']} have a suggestion."
    ]
    for entry in resolution:
        if not (entry.waiting or entry.findings):
            continue
        lines += ["", f"### {escape_markdown(printable(entry.key))}", ""]
        lines += [f"- **{f.level}**: {escape_markdown(printable(f.message))}" for f in entry.findings]
        if entry.waiting:
            lines += ["", "| | field | now | source says | source |", "|---|---|---|---|---|"]
        for kind, changes in (
            ("change", entry.changes),
            ("conflict", entry.conflicts),
            ("suggestion", entry.suggested),
        ):
            for change in changes:
                old = _value_line(change.old) if change.old else ""
                cells = (kind, change.field, old, _value_line(change.new), change.source)
                lines.append(f"| {' | '.join(escape_markdown(cell) for cell in cells)} |")
    for outcome in resolution.unavailable:
        lines += ["", f"Could not ask {outcome.source}: {escape_markdown(printable(outcome.reason))}"]
    return "\n".join(lines) + "\n"


REPORTS: dict[str, Callable[[Resolution], str]] = {
    "text": _text,
    "json": Resolution.to_json,
    "markdown": _markdown,
}
