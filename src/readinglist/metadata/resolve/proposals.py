"""What `resolve` found: values that a report shows and that are applied, or not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import Field

from readinglist.errors import UsageError
from readinglist.metadata.merge.published import Upgrade
from readinglist.metadata.merge.three_way import Change, Merge
from readinglist.metadata.services.service import Absent, Unavailable
from readinglist.model.finding import Finding
from readinglist.model.provenance import Lock, Provenance, to_json
from readinglist.model.reading import Reading, Record


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
            yield {**_proposal(entry.key, kind, change), "evidence": evidence}


def _proposal(key: str, kind: str, change: Change) -> dict[str, Any]:
    return {
        "key": key,
        "kind": kind,
        "field": change.field,
        "old": to_json(change.old),
        "new": to_json(change.new),
        "source": change.source,
        "address": change.address,
        "time": change.time,
        "rule": change.rule,
        "why": change.why,
    }
