"""The errors that stop an operation.

A bad entry, session or link is *not* an error: it is a `Finding`, and the rest of
the list goes on. An error means that the whole operation could not be done.

::

    ReadingListError
    ├── UsageError (ValueError)            a call that cannot be meant
    │   ├── UnknownKeyError (KeyError)     no reading has that citation key
    │   └── UnknownFormatError             no format, citation style or rule has that name
    ├── FileError (OSError)                a file that cannot be read or written
    │   ├── MissingFileError               it is not there
    │   ├── ChangedOnDiskError             another program changed it since it was read
    │   └── UnsafePathError                a path that leaves its folder
    ├── SettingsError (ValueError)         a setting that is unknown or of a wrong type
    └── MissingExtraError (ImportError)    an optional dependency is not installed
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


class ReadingListError(Exception):
    """The root of all errors that this package raises on purpose."""


class UsageError(ReadingListError, ValueError):
    """A call whose arguments cannot be meant."""


class UnknownKeyError(UsageError, KeyError):
    """No reading of the list has this citation key.

    Attributes:
        key: the citation key that was asked for.
        near: keys of the list that look alike, best first; may be empty.
    """

    def __init__(self, key: str, near: Iterable[str] = ()) -> None:
        super().__init__(key)
        self.key = key
        self.near = tuple(near)

    def __str__(self) -> str:
        # A KeyError shows the `repr` of its argument alone.
        hint = f" Did you mean {' or '.join(self.near)}?" if self.near else ""
        return f"no reading has the citation key {self.key!r}.{hint}"


class UnknownFormatError(UsageError):
    """No format, style or rule has this name.

    Attributes:
        kind: what was looked for: ``format``, ``citation style``, …
        name: the name that was given.
        known: the names that exist.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        super().__init__(kind, name)
        self.kind = kind
        self.name = name
        self.known = tuple(known)

    def __str__(self) -> str:
        return f"unknown {self.kind} {self.name!r}; known are: {', '.join(self.known)}."


class FileError(ReadingListError, OSError):
    """A file or folder that cannot be read or written.

    Attributes:
        path: the file or folder.
        reason: what went wrong, and what to do about it.
    """

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(reason)
        self.path = Path(path)
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


class MissingFileError(FileError):
    """A file or folder that is not there."""


class ChangedOnDiskError(FileError):
    """The file on disk is not the one that was read; saving would lose the change in between."""


class UnsafePathError(FileError):
    """A path of the settings that leaves the folder that it belongs to."""


class SettingsError(ReadingListError, ValueError):
    """A setting that is unknown, of a wrong type or out of range.

    Attributes:
        path: the settings file; ``None`` for settings given in the call.
        reason: which setting, what is wrong with it, what is allowed.
    """

    def __init__(self, path: Path | str | None, reason: str) -> None:
        super().__init__(reason)
        self.path = None if path is None else Path(path)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason if self.path is None else f"{self.path}: {self.reason}"


class MissingExtraError(ReadingListError, ImportError):
    """An optional dependency is not installed.

    Attributes:
        feature: what was asked for.
        extra: the extra of this package that brings it.
    """

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(feature)
        self.feature = feature
        self.extra = extra

    def __str__(self) -> str:
        return f"{self.feature} needs an optional dependency: pip install 'readinglist[{self.extra}]'"
