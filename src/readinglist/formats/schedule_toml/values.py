"""From the values of a TOML document to records; what does not fit becomes a finding."""

from __future__ import annotations

import datetime
import difflib
import zoneinfo
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from readinglist.formats.schedule_toml.syntax import Path
from readinglist.model.finding import Finding, Severity
from readinglist.model.reading import Link, Reading
from readinglist.model.schedule import Assignment, Level, Person
from readinglist.report import clip

T = TypeVar("T")

_FAR = 9999  # no week is so far away, and larger numbers do not fit everybody's tables

_TYPES: Mapping[type, str] = {
    bool: "true or false",
    int: "a number",
    float: "a decimal number",
    str: "a text",
    datetime.datetime: "a date and time",
    datetime.date: "a date",
    datetime.time: "a time of day",
    list: "a list",
    dict: "a table",
}


class ValueReader:
    """Reads values of one document and gathers findings about those that do not fit.

    Every method takes a value and its path in the document. A value that cannot be used
    gives ``None`` or is left out of its tuple, always with a finding.
    """

    def __init__(
        self, readings: Mapping[str, Reading], file: str | None, line_of: Callable[[Path], int | None]
    ) -> None:
        """Read keys against ``readings``; ``file`` and ``line_of`` are what findings give as their place."""
        self.findings: list[Finding] = []
        # Where each kept item of a list stands in that list, by the path of the list.
        self.kept: dict[Path, tuple[int, ...]] = {}
        self._readings = readings
        self._spellings = {key.lower(): key for key in readings}
        self._file = file
        self.line_of = line_of

    def report(self, rule: str, level: Severity, message: str, path: Path, key: str | None = None) -> None:
        """Add a finding about the value at ``path``; ``key`` is the citation key that it is about."""
        field = next((part for part in reversed(path) if isinstance(part, str)), None)
        self.findings.append(
            Finding(
                rule=rule,
                level=level,
                message=message,
                file=self._file,
                line=self.line_of(path),
                key=key,
                field=None if field == "session" else field,
            )
        )

    def report_unknown(self, table: Mapping[str, Any], known: Iterable[str], path: Path) -> None:
        """Report the names in ``table`` that are not ``known``."""
        names = tuple(known)
        for name in table:
            if name not in names:
                near = difflib.get_close_matches(name.lower(), names, n=1)
                hint = f"did you mean {near[0]}?" if near else f"known here are {', '.join(names)}."
                self.report(
                    "schedule-unknown-field",
                    "warning",
                    f"the field {_shown(name)} is not known and is not used; {hint}",
                    (*path, name),
                )

    def report_type(self, value: object, wanted: str, path: Path) -> None:
        """Report a value of a wrong type."""
        what = next((name for kind, name in _TYPES.items() if isinstance(value, kind)), "this")
        self.report("schedule-type", "error", f"{what} stands here and is not used; write {wanted}.", path)

    def text(self, value: object, path: Path) -> str | None:
        """A text."""
        if isinstance(value, str):
            return value
        self.report_type(value, "a text in quotes", path)
        return None

    def number(self, value: object, path: Path) -> int | None:
        """A whole number; one that is written as text or with a decimal point is read with a warning."""
        try:
            number = int(str(value).removesuffix(".0"))
        except ValueError:
            number = _FAR + 1
        if abs(number) > _FAR:
            self.report_type(value, f"a whole number up to {_FAR}", path)
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            return number
        message = f"read as {number}; write {number}, without quotes or point."
        self.report("schedule-type", "warning", message, path)
        return number

    def date(self, value: object, path: Path) -> datetime.date | None:
        """A date; one in quotes is read with a warning, the time of day is left out with a notice."""
        if isinstance(value, datetime.datetime):
            self.report("schedule-type", "info", "only the date is used; the time of day is not.", path)
            return value.date()
        if isinstance(value, datetime.date):
            return value
        if not isinstance(value, str):
            self.report_type(value, "a date such as 2022-02-07", path)
            return None
        try:
            day = datetime.date.fromisoformat(value.strip())
        except ValueError:
            self.report_type(value, "a date such as 2022-02-07, without quotes", path)
            return None
        self.report("schedule-type", "warning", f"read as the date {day}; write {day} without quotes.", path)
        return day

    def timezone(self, value: object, path: Path) -> str | None:
        """The name of a time zone that exists."""
        name = self.text(value, path)
        if name is None or _is_timezone(name):
            return name
        message = (
            f"no time zone is called {_shown(name)}, so UTC is used; write a name such as Europe/Berlin."
        )
        self.report("timezone", "error", message, path)
        return None

    def persons(self, value: object, path: Path) -> tuple[Person, ...]:
        """People: a list of tables or names, or a single one."""
        return tuple(self._each(value, path, self._person))

    def links(self, value: object, path: Path) -> tuple[Link, ...]:
        """Links: a list of tables or addresses, or a single one."""
        return tuple(self._each(value, path, self._link))

    def names(self, value: object, path: Path) -> tuple[str, ...]:
        """Names in plain text: a list of them, or a single one."""
        return tuple(self._each(value, path, self.text))

    def assignments(self, value: object, path: Path, level: Level) -> tuple[Assignment, ...]:
        """Assignments of one level: a list of citation keys or of tables with a key."""
        return tuple(self._each(value, path, lambda item, at: self._assignment(item, at, level)))

    def _each(self, value: object, path: Path, read: Callable[[Any, Path], T | None]) -> Iterator[T]:
        kept = []
        for number, item in enumerate(value if isinstance(value, list) else [value]):
            result = read(item, (*path, number))
            if result is not None:
                kept.append(number)
                yield result
        self.kept[path] = tuple(kept)

    def _fields(self, value: object, main: str, others: tuple[str, ...], path: Path) -> dict[str, Any] | None:
        """The fields of a table in which ``main`` is needed; a plain text stands for it alone."""
        if isinstance(value, str):
            return {main: value}
        if not isinstance(value, dict):
            self.report_type(value, f"a text, or a table with {main}", path)
            return None
        self.report_unknown(value, (main, *others), path)
        if main not in value:
            self.report("schedule-type", "error", f"not used, because it has no {main}; add one.", path)
            return None
        if self.text(value[main], (*path, main)) is None:
            return None
        return value

    def _optional_text(self, fields: Mapping[str, Any], name: str, path: Path) -> str | None:
        return self.text(fields[name], (*path, name)) if name in fields else None

    def _person(self, value: object, path: Path) -> Person | None:
        fields = self._fields(value, "name", ("affiliation", "url"), path)
        if fields is None:
            return None
        return Person(
            name=fields["name"],
            affiliation=self._optional_text(fields, "affiliation", path),
            url=self._optional_text(fields, "url", path),
        )

    def _link(self, value: object, path: Path) -> Link | None:
        fields = self._fields(value, "url", ("label",), path)
        if fields is None:
            return None
        return Link(url=fields["url"], label=self._optional_text(fields, "label", path))

    def _assignment(self, value: object, path: Path, level: Level) -> Assignment | None:
        fields = self._fields(value, "key", ("locator", "note", "presenters", "group", "text"), path)
        reading = None if fields is None else self._reading(fields["key"], path)
        if fields is None or reading is None:
            return None
        presenters = fields.get("presenters", [])
        return Assignment(
            reading=reading,
            level=level,
            locator=self._optional_text(fields, "locator", path),
            note=self._optional_text(fields, "note", path),
            presenters=self.names(presenters, (*path, "presenters")),
            group=self._optional_text(fields, "group", path),
            text=self._optional_text(fields, "text", path),
        )

    def _reading(self, key: str, path: Path) -> Reading | None:
        if key in self._readings:
            return self._readings[key]
        spelling = self._spellings.get(key.lower())
        if spelling is not None:
            message = f"the key is written {spelling} in the readings; write it so."
            self.report("key-case", "warning", message, path, key)
            return self._readings[spelling]
        near = difflib.get_close_matches(key.lower(), self._spellings, n=3)
        hint = " or ".join(self._spellings[name] for name in near)
        advice = f"did you mean {hint}?" if hint else "add its entry to the readings, or correct the key."
        self.report("unknown-key", "error", f"no reading has this citation key; {advice}", path, key)
        return None


def _shown(name: str) -> str:
    """A name of the file's author, safe to put in a message and not too long for one."""
    return repr(clip(name, 60))


def _is_timezone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    # An OSError is what the name of a folder in the time zone database gives, or one that is too long.
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        # Without any database (Windows without tzdata) no name can be checked.
        return name != "UTC" and not _is_timezone("UTC")
    return True
