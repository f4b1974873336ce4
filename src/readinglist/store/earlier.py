"""The list and its settings as they were at a revision of git."""

from __future__ import annotations

from pathlib import Path

from readinglist.settings import Settings, read_settings
from readinglist.store.files import Source, source_of
from readinglist.store.git import Revision
from readinglist.store.store import BIB, SCHEDULE, Loaded, understand


def list_at(revision: Revision, path: Path) -> Loaded:
    """The list as it was when this branch began; an empty one where there was none.

    Args:
        revision: what of git's history is read.
        path: the folder of the list, or its .bib file, as it is now or would be; where this
            branch has renamed a file, it is found under its old name.

    Raises:
        UsageError: git cannot read the files of the revision.
        FileError: a file of the revision is UTF-16.
    """

    def source(name: Path) -> Source | None:
        held = revision.file_at_base(name)
        return None if held is None else source_of(name, held)

    if path.is_dir() or path.suffix.lower() != ".bib":
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
