"""Reading lists of courses as typed records.

>>> from readinglist import ReadingList
>>> rl = ReadingList.example()
>>> rl.week(3).required[0].reading.title
'Mixed Precision Training'

Names are imported when they are first used, so that ``import readinglist`` costs nothing.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from readinglist.model.views import register_views

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
    from readinglist.lists.reading_list import ReadingList
    from readinglist.model.finding import Finding, Findings, Origin
    from readinglist.model.reading import Link, Name, PartialDate, Reading
    from readinglist.model.schedule import Assignment, Course, Person, Session, Syllabus, Week

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
    "lists.reading_list": ("ReadingList",),
    "model.reading": ("Link", "Name", "PartialDate", "Reading"),
    "model.finding": ("Finding", "Findings", "Origin"),
    "model.schedule": ("Assignment", "Course", "Person", "Session", "Syllabus", "Week"),
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


def _view(place: str) -> Callable[[Any], str]:
    """The function at ``module:name`` in this package, imported when it is first called."""
    module, name = place.split(":")

    def show(value: Any) -> str:
        made: str = getattr(importlib.import_module(f"{__name__}.{module}"), name)(value)
        return made

    return show


# Class to the functions that show its values: as text, and as HTML for notebooks. Registered here, as the
# records cannot import what renders them.
_VIEWS: dict[str, tuple[str | None, str]] = {
    "Reading": (None, "formats.notebook:reading_html"),
    "Assignment": (None, "formats.notebook:assignment_html"),
    "Session": (None, "formats.notebook:session_html"),
    "Week": (None, "formats.notebook:week_html"),
    "Findings": (None, "formats.notebook:findings_html"),
    "Differences": ("lists.differences.report:render_differences", "lists.differences.report:to_html"),
    "LinkResult": ("links.reports.phrases:describe_link", "links.reports.html_parts:link_html"),
    "LinkReport": ("links.reports:report_text", "links.reports.html_parts:report_html"),
}
for _class_name, (_text, _html) in _VIEWS.items():
    register_views(_class_name, text=_view(_text) if _text else None, html=_view(_html))


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
