"""A list, its settings and any file as they are at a revision of their git repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from readinglist.errors import UsageError
from readinglist.settings import Settings, read_settings
from readinglist.store.data_files import BIB, SCHEDULE, Contents, parse_files
from readinglist.store.files import Source, source_of
from readinglist.text.safety import one_line

_TIMEOUT_SECONDS = 60
# gitrevisions(7), without ranges, paths and what looks like an option.
_REVISION = re.compile(r"(?![-.])(?!.*\.\.)[\w./@{}~^+#-]{1,200}")
_SHALLOW = (
    "this clone does not hold enough of the history. Fetch all of it: git fetch --unshallow, "
    "or in GitHub Actions fetch-depth: 0 for actions/checkout."
)


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision, and where this branch left it.

    Attributes:
        root: the top folder of the working tree.
        commit: the commit that was named; ``None``: there is no commit yet.
        base: the last commit that it and ``HEAD`` have in common, from which on the
            changes are this branch's own, or the commit itself where that was asked for;
            ``None`` as above.
    """

    root: Path
    commit: str | None
    base: str | None

    def file_at_commit(self, path: Path) -> bytes | None:
        """What the named commit holds at ``path``; ``None``: no such file.

        This, and not what the working tree says, is what a stranger cannot have changed.

        Raises:
            UsageError: ``path`` is outside of the repository, or git cannot read it.
        """
        return self._read(self.commit, path)

    def file_at_base(self, path: Path) -> bytes | None:
        """What ``base`` holds at ``path``, or where it was before this branch renamed it; ``None``: nothing.

        Raises:
            UsageError: ``path`` is outside of the repository, or git cannot read it.
        """
        held = self._read(self.base, path)
        if held is None and self.base is not None and (old := self._old_name(self.base, path)):
            return self._read_blob(self.base, old)
        return held

    def _read(self, commit: str | None, path: Path) -> bytes | None:
        return self._read_blob(commit, _path_in(self.root, path)) if commit else None

    def _read_blob(self, commit: str, name: bytes) -> bytes | None:
        """The content of the file ``name``, a path from the root on."""
        # Not `git show COMMIT:NAME`, which lists what is in a folder as if that were a text.
        listed = _run_git(self.root, "ls-tree", "-z", "--full-tree", commit, "--", name)
        mode_type_id = listed.partition(b"\t")[0].split(b" ")
        if len(mode_type_id) != 3 or mode_type_id[1] != b"blob":
            return None
        return _run_git(self.root, "cat-file", "blob", mode_type_id[2].decode("ascii"))

    def _old_name(self, base: str, path: Path) -> bytes | None:
        """The path that git takes ``path`` to have been renamed from, since ``base``."""
        # A repository may name programs that prepare a diff; none of them is started.
        options = (
            "--no-ext-diff",
            "--no-textconv",
            "--name-status",
            "-z",
            "--find-renames",
            "--diff-filter=R",
        )
        output = _run_git(self.root, "diff", *options, base, "--").split(b"\0")
        # Status, old name and new name in turn.
        renamed = dict(zip(output[2::3], output[1::3], strict=False))
        return renamed.get(_path_in(self.root, path))


def find_revision(folder: Path, name: str, *, exactly: bool = False) -> Revision:
    """The revision ``name`` of the repository that ``folder`` is in.

    ``HEAD`` of a repository without any commit is a revision that holds no file. ``exactly``:
    the base is the revision itself, wherever this branch left it.

    Raises:
        UsageError: there is no git, no repository or no such revision, or the clone is too shallow.
    """
    if not _REVISION.fullmatch(name):
        raise UsageError(
            f"{one_line(name)!r} is not a revision; name one branch, tag or commit, such as main"
        )
    root = Path(os.fsdecode(_one_line(_find_top(folder))))
    commit = _find_commit(root, name)
    if commit is None:
        if name == "HEAD":
            return Revision(root, None, None)
        known = f"there is no revision {name}; name a branch, tag or commit of this repository"
        raise UsageError(f"{known}. Perhaps {_SHALLOW}" if _is_shallow(root) else known)
    if exactly:
        return Revision(root, commit, commit)
    try:
        return Revision(root, commit, _one_line(_run_git(root, "merge-base", commit, "HEAD")).decode("ascii"))
    except UsageError as error:
        if _is_shallow(root):
            raise UsageError(f"it cannot be told where this branch left {name}: {_SHALLOW}") from error
        raise UsageError(f"this branch and {name} have no commit in common; name another revision") from error


def list_at(revision: Revision, path: Path) -> Contents:
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
        return parse_files(path, source(path / BIB), source(path / SCHEDULE), None)
    return parse_files(path, source(path), None, None)


def settings_at(revision: Revision, path: Path) -> Settings:
    """The settings of the list at ``path`` as the named revision has them.

    A pull request can change its own settings so that a private host is asked; those of the
    branch that it is made against it cannot change.

    Raises:
        SettingsError: they are not valid there.
        UsageError: git cannot read them.
    """

    def setting_bytes(name: Path) -> bytes | None:
        # Settings may stand beside the data folder; where that is the top of the repository, outside of it.
        return revision.file_at_commit(name) if name.parent.resolve().is_relative_to(revision.root) else None

    return read_settings(path, setting_bytes)


def _find_top(folder: Path) -> bytes:
    try:
        return _run_git(folder, "rev-parse", "--show-toplevel")
    except UsageError as error:
        reason = f"{folder} is not in a git repository that can be used: {error}"
        raise UsageError(f"{reason}. To see what has changed, run this in a clone") from error


def _find_commit(root: Path, name: str) -> str | None:
    try:
        # A tag may be an object of its own; wanted is the commit that it names.
        return _one_line(_run_git(root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")).decode(
            "ascii"
        )
    except UsageError:
        return None


def _is_shallow(root: Path) -> bool:
    return _one_line(_run_git(root, "rev-parse", "--is-shallow-repository")) == b"true"


def _path_in(root: Path, path: Path) -> bytes:
    """``path`` from ``root`` on, the way git writes it."""
    whole = path.parent.resolve() / path.name
    try:
        return os.fsencode(whole.relative_to(root.resolve()).as_posix())
    except ValueError as error:
        raise UsageError(f"{path} is not in the repository {root}") from error


def _one_line(output: bytes) -> bytes:
    return output.removesuffix(b"\n").removesuffix(b"\r")


def _run_git(folder: Path, *arguments: str | bytes) -> bytes:
    """Run git, which only reads, prompts for nothing and starts no other program; return what it prints."""
    program = shutil.which("git")
    if program is None:
        raise UsageError("git is not installed; without it nobody knows what has changed")
    # The monitor is a program that the settings of the repository name.
    command = (program, "--no-pager", "-c", "core.fsmonitor=false", *arguments)
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=_environment(),
            capture_output=True,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError(f"git {arguments[0]!r} did not work: {error}") from error
    if done.returncode:
        complaint = one_line(done.stderr.decode("utf-8", "replace"))
        raise UsageError(f"git says: {complaint[:300] or f'exit code {done.returncode}'}")
    return done.stdout


def _environment() -> dict[str, str]:
    """The environment without what a hook or a shell may have set to point git at another repository."""
    # GIT_CONFIG_* name no repository, but settings, such as that its folder is safe.
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith("GIT_CONFIG_")
    }
    return kept | {
        "GIT_LITERAL_PATHSPECS": "1",  # a star in the name of a folder is a star
        "GIT_NO_LAZY_FETCH": "1",  # of a partial clone, nothing is fetched
        "GIT_OPTIONAL_LOCKS": "0",  # `git diff` writes no fresh index
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }
