"""Reading lists of courses as typed records.

>>> from readinglist import ReadingList
>>> rl = ReadingList.example()
>>> rl.week(3).required[0].reading.title
'Mixed Precision Training'

Names are imported when they are first used, so that ``import readinglist`` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from readinglist.errors import (
        ChangedOnDiskError,
        FileError,
        MissingExtraError,
        MissingFileError,
        ReadingListError,
        SettingsError,
        UnknownFormatError,
        UnknownKeyError,
        UnsafePathError,
        UsageError,
    )
    from readinglist.reading_list import ReadingList
    from readinglist.records import Link, Name, PartialDate, Reading
    from readinglist.results import Finding, Findings, Origin
    from readinglist.schedule import Assignment, Course, Person, Session, Syllabus, Week

_HOMES = {
    "errors": (
        "ChangedOnDiskError",
        "FileError",
        "MissingExtraError",
        "MissingFileError",
        "ReadingListError",
        "SettingsError",
        "UnknownFormatError",
        "UnknownKeyError",
        "UnsafePathError",
        "UsageError",
    ),
    "reading_list": ("ReadingList",),
    "records": ("Link", "Name", "PartialDate", "Reading"),
    "results": ("Finding", "Findings", "Origin"),
    "schedule": ("Assignment", "Course", "Person", "Session", "Syllabus", "Week"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Assignment",
    "ChangedOnDiskError",
    "Course",
    "FileError",
    "Finding",
    "Findings",
    "Link",
    "MissingExtraError",
    "MissingFileError",
    "Name",
    "Origin",
    "PartialDate",
    "Person",
    "Reading",
    "ReadingList",
    "ReadingListError",
    "Session",
    "SettingsError",
    "Syllabus",
    "UnknownFormatError",
    "UnknownKeyError",
    "UnsafePathError",
    "UsageError",
    "Week",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
