"""Which links are new or have changed since a revision."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from readinglist.links.plan.gather import gather
from readinglist.links.results import LinkTarget
from readinglist.model.schedule import Syllabus
from readinglist.store.git import Revision, list_at


def changed_since(
    revision: Revision, path: Path, syllabus: Syllabus, targets: Iterable[LinkTarget]
) -> tuple[LinkTarget, ...]:
    """Those of ``targets`` that this branch has brought in or whose entry it has changed.

    Args:
        revision: what to compare with.
        path: where the list was read from: a folder, or a .bib file.
        syllabus: what it says now.
        targets: the links of it.

    Raises:
        UsageError: git cannot read the files of the revision.
        FileError: a file of the revision is UTF-16.
    """
    before = list_at(revision, path).files.syllabus
    return changed(targets, gather(before, {}, ()), changed_keys(syllabus, before))


def changed_keys(now: Syllabus, before: Syllabus) -> frozenset[str]:
    """The citation keys of the readings that are new or say something else than they did."""
    old = {reading.key: reading for reading in before.readings}
    return frozenset(reading.key for reading in now.readings if reading != old.get(reading.key))


def changed(
    now: Iterable[LinkTarget], before: Iterable[LinkTarget], keys: frozenset[str]
) -> tuple[LinkTarget, ...]:
    """The links that a reading of ``keys`` uses, or that stand where they did not stand before."""
    old = {target.name: {(use.key, use.field) for use in target.uses} for target in before}
    return tuple(
        target
        for target in now
        if any(use.key in keys or (use.key, use.field) not in old.get(target.name, ()) for use in target.uses)
    )
