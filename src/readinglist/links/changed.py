"""Which links are new or have changed since a revision, and what that revision sets."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from readinglist.files import Source, source_of
from readinglist.links.gather import gather
from readinglist.links.results import LinkTarget
from readinglist.links.revision import Revision
from readinglist.schedule import Syllabus
from readinglist.settings import Settings, read_settings
from readinglist.store import BIB, SCHEDULE, Loaded, understand


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
    before = list_at(revision, path).store.says
    return changed(targets, gather(before, {}, ()), changed_keys(syllabus, before))


def list_at(revision: Revision, path: Path) -> Loaded:
    """The list as it was when this branch began; an empty one where there was none."""

    def source(name: Path) -> Source | None:
        held = revision.file_at_base(name)
        return None if held is None else source_of(name, held)

    if path.is_dir():
        return understand(path, source(path / BIB), source(path / SCHEDULE), None)
    return understand(path, source(path), None, None)


def settings_at(revision: Revision, path: Path) -> Settings:
    """The settings of the list at ``path`` as the named revision has them.

    A pull request can change its own settings so that a private host is asked; those of the
    branch that it is made against it cannot change.

    Raises:
        SettingsError: they are not valid there.
        UsageError: git cannot read them.
    """
    return read_settings(path, lambda name: _held(revision, name))


def _held(revision: Revision, name: Path) -> bytes | None:
    # Settings may stand beside the data folder; where that is the top of the repository, outside of it.
    return revision.file_at_commit(name) if name.parent.resolve().is_relative_to(revision.root) else None


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
