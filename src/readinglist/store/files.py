"""The data files on disk: read with their encoding, saved whole or not at all.

A save goes through a temporary file in the same folder that takes the place of the old
one in a single step (POSIX ``rename``), so that a reader, and a run that is killed, finds
the old or the new file, never a part of one.
https://pubs.opengroup.org/onlinepubs/9799919799/functions/rename.html
"""

from __future__ import annotations

import codecs
import contextlib
import errno
import io
import os
import re
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from readinglist.errors import ChangedOnDiskError, FileError, MissingFileError, UnsafePathError, UsageError

Change = tuple[Path, bytes, bytes | None]

# No file of a list comes near it; one that does is a mistake, and would fill the memory.
MAX_BYTES = 1 << 30
_STALE_SECONDS = 24 * 60 * 60
_TEMPORARY = re.compile(r"\.readinglist-[0-9a-f]{16}\.tmp")
# Windows has no O_NONBLOCK, and everybody else no O_BINARY.
_NONBLOCK = getattr(os, "O_NONBLOCK", 0)
_NEW_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)

# In place of the system's own words: what a person can do about it.
_REASONS = {
    errno.EACCES: "no permission; change the rights of the file or of its folder",
    errno.EPERM: "not permitted; change the rights of the file or of its folder",
    errno.EROFS: "it is on a file system that is mounted read-only",
    errno.ENOSPC: "the disk is full; free some space and try again",
    errno.EDQUOT: "the disk quota is used up; free some space and try again",
    errno.EFBIG: "the file would be larger than this system allows",
    errno.EISDIR: "it is a folder; name the file in it",
    errno.EEXIST: "there is a file of this name already, where a folder is needed",
    errno.ENOTDIR: "a part of the path is a file, not a folder",
    errno.ENAMETOOLONG: "the name is too long for this file system",
    errno.ELOOP: "its symbolic links run in a circle",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A text file as it was read.

    ``data`` is every byte of it. ``text`` is what they say, without the byte order mark
    and with the line endings as they are. ``bom`` says whether there was such a mark.
    """

    path: Path
    data: bytes
    text: str
    encoding: Literal["utf-8", "latin-1"]
    bom: bool

    def encode(self, text: str) -> bytes:
        """The bytes of the file if it said ``text``; for its own `text` these are its own `data`.

        Raises:
            FileError: ``text`` holds characters that the file's encoding has not.
        """
        try:
            return (codecs.BOM_UTF8 if self.bom else b"") + text.encode(self.encoding)
        except UnicodeEncodeError as error:
            bad = ascii(text[error.start])
            advice = (
                "it is a Latin-1 file, which cannot hold this character; convert the file to UTF-8"
                if self.encoding == "latin-1"
                else "this is half of a surrogate pair, not a character; remove it"
            )
            raise FileError(self.path, f"cannot save {bad}: {advice}.") from error


def read_source(path: Path, *, max_bytes: int = MAX_BYTES) -> Source:
    """Read a text file: UTF-8, with or without byte order mark, or else Latin-1.

    Raises:
        MissingFileError: there is no such file.
        FileError: it is not a regular file, may not be read, is larger than
            ``max_bytes``, or is UTF-16.
    """
    return source_of(path, _read_bytes(path, max_bytes))


def source_of(path: Path, data: bytes) -> Source:
    """A text file that holds ``data``, wherever that comes from: UTF-8, or else Latin-1.

    Raises:
        FileError: it is UTF-16.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileError(path, "this is UTF-16 text; save it as UTF-8.")
    bom = data.startswith(codecs.BOM_UTF8)
    body = data[len(codecs.BOM_UTF8) :] if bom else data
    try:
        return Source(path, data, body.decode("utf-8"), "utf-8", bom)
    except UnicodeDecodeError:
        # All of the bytes: what is not UTF-8 does not begin with its mark either.
        return Source(path, data, data.decode("latin-1"), "latin-1", bom=False)


def write_sources(changes: Sequence[Change]) -> None:
    """Save files, each whole or not at all, if no other program has changed any of them.

    A change is a path, the new bytes, and the bytes that were read; ``None`` for these
    says that there must be no such file yet. A file whose bytes stay the same is not
    touched. A symbolic link stays, and the file that it leads to is saved. Every file is
    prepared before the first is put in place; the files follow in the order given.

    Raises:
        ChangedOnDiskError: a file is not as it was read; nothing was written.
        FileError: a file cannot be written. The message names the ones already saved.
        UsageError: two changes of one file.
    """
    targets = [_resolve(path) for path, _, _ in changes]
    if len(set(targets)) != len(targets):
        raise UsageError("two changes of one file in one save; make them one change")
    plan = list(zip(targets, changes, strict=True))
    _check_unchanged(plan)
    staged: list[_Staged] = []
    try:
        for target, (path, new, old) in plan:
            if new != old:
                staged.append(_stage(path, target, new))
        # Once more: another program may have saved one while these were on their way to the disk.
        _check_unchanged(plan)
        _put_in_place(staged)
    finally:
        for item in staged:
            _remove(item.temporary)


def holds(path: Path, data: bytes) -> bool:
    """Whether there is a file at ``path`` and it holds exactly ``data``.

    Raises:
        FileError: it cannot be read, or is not a regular file.
    """
    return bytes_at(path) == data


def bytes_at(path: Path) -> bytes | None:
    """The bytes of the file at ``path``; ``None``: there is none.

    Raises:
        FileError: it cannot be read, or is not a regular file.
    """
    # Links that run in a circle are an error to `resolve`, but no file to `exists`.
    target = _resolve(path)
    with _translate_errors(path):
        there = target.exists()
    return _read_bytes(path) if there else None


def unified_diff(before: Source | None, after: Source | None, name: str) -> str:
    """What is different between two states of one file, as ``diff -u`` shows it and ``patch -p1`` takes it.

    ``None`` for ``before``: there was no such file; for ``after``: there will be none.
    """
    import difflib

    # Lines end where `patch` ends them, not at every character that Unicode calls a line break.
    old, new = (list(io.StringIO(source.text, newline="\n")) if source else [] for source in (before, after))
    names = (f"a/{name}" if before else "/dev/null", f"b/{name}" if after else "/dev/null")
    lines = difflib.unified_diff(old, new, *names)
    ended = (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
    return "".join(ended)


def make_folder(path: Path) -> None:
    """Make a folder, and those that lead to it, unless it is there already.

    Raises:
        FileError: it cannot be made.
    """
    with _translate_errors(path):
        path.mkdir(parents=True, exist_ok=True)


def write_atomically(path: Path, data: bytes, *, make_folders: bool = False) -> bool:
    """Write a file whole or not at all, whatever it held before; whether it had to be written.

    A file that holds ``data`` already is not touched. A symbolic link stays. With
    ``make_folders`` the folders that lead to it are made.

    Raises:
        FileError: the file cannot be written, or is not a regular file.
    """
    if holds(path, data):
        return False
    target = _resolve(path)
    if make_folders:
        make_folder(target.parent)
    staged = _stage(path, target, data)
    try:
        _put_in_place([staged])
    finally:
        _remove(staged.temporary)
    return True


def remove(path: Path) -> None:
    """Remove a file; where there is none, nothing is done.

    Raises:
        FileError: it cannot be removed.
    """
    with _translate_errors(path):
        path.unlink(missing_ok=True)


def confine(root: Path, relative: str) -> Path:
    """The path ``relative`` to the folder ``root``, made sure to stay in it.

    Raises:
        UnsafePathError: ``relative`` is absolute, holds ``..``, or leads out through a
            symbolic link.
    """
    wanted = Path(relative)
    if "\0" in relative:
        raise UnsafePathError(root, f"{relative!r} is not a path.")
    if wanted.is_absolute() or wanted.anchor:
        raise UnsafePathError(relative, f"it is absolute; give it relative to {root}.")
    if ".." in wanted.parts:
        raise UnsafePathError(relative, f"it holds '..'; give a path inside of {root}.")
    try:
        inside = (root / wanted).resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError) as error:
        raise UnsafePathError(relative, "its symbolic links cannot be followed.") from error
    if not inside:
        raise UnsafePathError(relative, f"a symbolic link leads it out of {root}.")
    return root / wanted


def exists_in(folder: str | Path | None) -> Callable[[str], bool] | None:
    """Return what says whether a relative path leads to something in ``folder``; ``None``: for ``None``.

    The function raises `UnsafePathError` for a path that leaves the folder.
    """
    return None if folder is None else lambda path: confine(Path(folder), path).exists()


class _Staged(NamedTuple):
    """A new file, complete on disk under a temporary name."""

    path: Path
    target: Path
    temporary: Path


@contextlib.contextmanager
def _translate_errors(path: Path) -> Iterator[None]:
    """Turn the errors of the operating system into ours."""
    try:
        yield
    # A FileError is an OSError itself.
    except FileError:
        raise
    except FileNotFoundError as error:
        raise MissingFileError(path, "it does not exist; check the path, or create it first.") from error
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
        raise FileError(path, f"{reason}.") from error
    # This is how `Path.resolve` says it before Python 3.13.
    except RuntimeError as error:
        raise FileError(path, f"{_REASONS[errno.ELOOP]}.") from error
    # A NUL in the path.
    except ValueError as error:
        raise FileError(path, f"not a usable path ({error}).") from error


def _resolve(path: Path) -> Path:
    with _translate_errors(path):
        return path.resolve()


def _read_bytes(path: Path, max_bytes: int = MAX_BYTES) -> bytes:
    def open_at_once(name: str, flags: int) -> int:
        # Opening a FIFO waits for a writer otherwise, which may never come.
        return os.open(name, flags | _NONBLOCK)

    with _translate_errors(path), io.FileIO(path, "rb", opener=open_at_once) as stream:
        # Of what is open, not of the path, which may lead to another file by now.
        _require_regular(path, os.fstat(stream.fileno()), max_bytes)
        return stream.readall()


def _require_regular(path: Path, status: os.stat_result, max_bytes: int = MAX_BYTES) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise FileError(path, "it is a folder; name the file in it.")
    if not stat.S_ISREG(status.st_mode):
        raise FileError(path, "it is a device, a pipe or a socket; only regular files are read and written.")
    if status.st_size > max_bytes:
        raise FileError(path, f"it is larger than {max_bytes >> 20} MiB, which no such file is.")


def _check_unchanged(plan: Sequence[tuple[Path, Change]]) -> None:
    for target, (path, _, old) in plan:
        try:
            now = _read_bytes(target)
        except MissingFileError:
            now = None
        if now == old:
            continue
        what = "vanished" if now is None else "appeared" if old is None else "changed"
        raise ChangedOnDiskError(path, f"it {what} since it was read; read it again and repeat the change.")


def _stage(path: Path, target: Path, data: bytes) -> _Staged:
    temporary = target.with_name(f".readinglist-{os.urandom(8).hex()}.tmp")
    with _translate_errors(path):
        old = _status_of_writable(path, target)
        # Private until it has the rights of the old file, which may be private.
        descriptor = os.open(temporary, _NEW_FLAGS, 0o600 if old else 0o666)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
                stream.flush()
                if old:
                    _copy_rights(old, descriptor)
                # Before the rename: else a crash may leave the new name on a file that is empty.
                os.fsync(descriptor)
        except BaseException:
            _remove(temporary)
            raise
    return _Staged(path, target, temporary)


def _status_of_writable(path: Path, target: Path) -> os.stat_result | None:
    """The status of the file that is to be replaced; ``None`` if there is none."""
    try:
        status = target.stat()
    except FileNotFoundError:
        if not target.parent.is_dir():
            raise MissingFileError(path, "its folder does not exist; create it first.") from None
        return None
    _require_regular(path, status)
    # A rename needs no right on the file itself, so a protected file has to be looked for.
    if not status.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise FileError(path, "the file is read-only; make it writable if it may be changed.")
    return status


def _copy_rights(old: os.stat_result, descriptor: int) -> None:
    if hasattr(os, "fchown"):
        # Only root may give files away, and only to a group of one's own otherwise.
        with contextlib.suppress(OSError):
            os.fchown(descriptor, old.st_uid, old.st_gid)
        os.fchmod(descriptor, old.st_mode & 0o777)


def _put_in_place(staged: Sequence[_Staged]) -> None:
    saved: list[Path] = []
    for item in staged:
        try:
            with _translate_errors(item.path):
                item.temporary.replace(item.target)
        except FileError as error:
            already = f" Already saved: {', '.join(map(str, saved))}." if saved else ""
            raise FileError(item.path, error.reason + already) from error
        saved.append(item.path)
    for folder in {item.target.parent for item in staged}:
        _sync_folder(folder)
        _remove_stale(folder)


def _sync_folder(folder: Path) -> None:
    # The files are in place already: where a folder cannot be synced, there is nothing to undo.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remove_stale(folder: Path) -> None:
    """Remove what runs that were killed have left behind; a run of now may still need its own."""
    oldest = time.time() - _STALE_SECONDS
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if _TEMPORARY.fullmatch(path.name) and path.lstat().st_mtime < oldest:
                _remove(path)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
