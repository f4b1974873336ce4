"""What a project sets, read from its settings file.

Settings stand in ``readinglist.toml`` in the data folder or beside that folder, or in
``[tool.readinglist]`` of the ``pyproject.toml`` beside it. The first of these files
that is there is the only one that counts.
"""

from __future__ import annotations

import datetime
import json
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

from readinglist.errors import FileError, SettingsError
from readinglist.model.finding import Severity
from readinglist.model.reading import Record
from readinglist.model.schedule import Level

FILE_NAME = "readinglist.toml"
_Rules = TypeVar("_Rules", tuple[str, ...], dict[str, Severity])
# What `lint` checks, by name, so that settings can be read without its rules; a test holds
# the two together.
LINT_RULES = (
    "missing-field",
    "missing-detail",
    "no-link",
    "bad-key",
    "bad-isbn",
    "bad-year",
    "bad-pages",
    "preprint-only",
    "unused-entry",
    "venue-year",
    "duplicate-doi",
    "duplicate-arxiv",
    "duplicate-url",
    "one-id-two-titles",
    "preprint-and-published",
    "similar-title",
    "unsafe-link",
    "bad-link",
    "escaped-link",
    "placeholder-link",
    "http-link",
    "missing-local-file",
    "date-order",
    "week-order",
    "outside-term",
    "repeated-session",
    "no-topic",
    "empty-session",
    "unknown-rule",
    "bibtex-syntax",
    "crossref",
    "duplicate-assignment",
    "duplicate-field",
    "duplicate-key",
    "encoding",
    "key-case",
    "malformed-field",
    "missing-file",
    "missing-key",
    "schedule-syntax",
    "schedule-type",
    "schedule-unknown-field",
    "undefined-string",
    "unknown-key",
)


def near_rules(name: str) -> str:
    """A hint at the lint rules that ``name`` may mean."""
    near = get_close_matches(name, LINT_RULES, n=3)
    return f"did you mean {' or '.join(near)}?" if near else f"the rules are {', '.join(sorted(LINT_RULES))}"


class LintSettings(Record):
    """Which rules run, how much each of them matters, and where local files are.

    Raises:
        pydantic.ValidationError: a rule of ``ignore`` or ``levels`` does not exist.
    """

    ignore: tuple[str, ...] = Field(default=(), description="rules that are switched off")
    levels: dict[str, Severity] = Field(default_factory=dict, description="rule to its level here")
    files: str | None = Field(
        default=None, description="folder that relative links are looked up in; null: they are not"
    )
    fail_on: Severity = Field(default="warning", description="the lowest level that is a failure")

    @field_validator("ignore", "levels")
    @classmethod
    def _rules_exist(cls, value: _Rules) -> _Rules:
        unknown = [name for name in value if name not in LINT_RULES]
        if unknown:
            raise ValueError("; ".join(f"there is no rule {name!r}; {near_rules(name)}" for name in unknown))
        return value


class Target(Record):
    """What ``build`` writes: in which format, where, and with which readings.

    A path or marker with ``{week}`` in it stands for one file, or one place, a week;
    ``{session}`` for one a session, counted from 1; ``{week:02}`` has two digits.
    ``week``, ``level``, ``type`` and ``tag`` choose readings as `Syllabus.select` does;
    ``None`` is no condition.
    """

    format: str = Field(description="name of a format")
    path: str = Field(description="the file, relative to the output folder")
    marker: str | None = Field(
        default=None,
        description="write only the place of this name in the file, which is there; null: the whole file",
    )
    week: int | None = None
    level: Level | None = None
    type: str | None = None
    tag: str | None = None
    options: dict[str, str | bool | int] = Field(default_factory=dict, description="options of the format")


DEFAULT_TARGETS = (
    Target(format="html", path="index.html"),
    Target(format="markdown", path="readings.md"),
    Target(format="bibtex", path="readings.bib"),
    Target(format="json", path="readings.json"),
    Target(format="csl-json", path="readings.csl.json"),
)


class BuildSettings(Record):
    """What ``build`` writes."""

    output: str = Field(default="site", description="folder of all targets, relative to the root")
    targets: tuple[Target, ...] = DEFAULT_TARGETS


class ResolveSettings(Record):
    """How metadata services are asked."""

    contact: str | None = Field(
        default=None, description="e-mail address that services may write to; null: none is sent"
    )
    cache: str | None = Field(
        default=None,
        description="folder of kept replies, relative to the root; null: the user's cache folder",
    )
    max_age_days: int = Field(default=7, ge=0, description="how old a kept reply may be")
    allow_private: tuple[str, ...] = Field(
        default=(), description="hosts that may have a private address, such as a course's intranet"
    )


class IgnoreRule(Record):
    """Links that are not looked at, why not, and until when.

    All of ``key``, ``host``, ``url`` and ``pattern`` that are given must fit; one must be given.
    """

    reason: str = Field(min_length=1, description="why; shown in every report")
    until: datetime.date | None = Field(
        default=None, description="last day on which the rule holds; null: for ever"
    )
    key: str | None = Field(default=None, description="citation key of the reading that gives the link")
    host: str | None = Field(default=None, description="host of the link; a host below it fits as well")
    url: str | None = Field(default=None, description="the link as it is written")
    pattern: str | None = Field(
        default=None, description="the link with * for any text and ? for one character"
    )

    @model_validator(mode="after")
    def _fits_something(self) -> IgnoreRule:
        if not (self.key or self.host or self.url or self.pattern):
            raise ValueError("an ignore rule needs a key, host, url or pattern")
        return self


class CheckSettings(Record):
    """How links are checked."""

    history: str | None = Field(
        default=None,
        description="file that remembers earlier runs, relative to the root; "
        "null: readings.links.json beside the data",
    )
    ignore: tuple[IgnoreRule, ...] = ()
    confirm_runs: int = Field(
        default=2, ge=1, le=30, description="runs in a row that must find a link dead before it counts"
    )
    max_age_days: int = Field(
        default=14, ge=0, description="days after which a link that was alive is asked about again"
    )
    timeout_seconds: float = Field(
        default=20, gt=0, le=300, description="for one link, with all its requests"
    )
    threads: int = Field(default=64, ge=1, le=256, description="requests at a time, over all hosts")
    per_host: int = Field(default=2, ge=1, le=16, description="requests at a time to one host")
    interval_seconds: float = Field(
        default=0.1, ge=0, le=60, description="between the starts of two requests to one host"
    )
    most_per_host: int = Field(
        default=300, ge=1, description="requests to one host in one run; what is left waits for the next"
    )
    allow_private: tuple[str, ...] = Field(
        default=(), description="hosts that may have a private address, such as a course's intranet"
    )
    allow_ports: tuple[int, ...] = Field(default=(), description="ports besides 80 and 443 that are asked")
    files: str | None = Field(
        default=None,
        description="folder of the site's files, for relative links; null: they are not looked up",
    )


class LoadSettings(Record):
    """The pace at which readings are read, and what is too much."""

    minutes_per_page: float = Field(default=6, gt=0, le=120, description="for one page of a paper")
    minutes_per_reading: float = Field(
        default=75, gt=0, le=6000, description="for a reading whose pages are not known"
    )
    hours_per_week: float = Field(
        default=8, gt=0, le=168, description="hours of required reading above which a week is overloaded"
    )


SessionKind = Literal["h1", "h2", "h3", "h4", "h5", "h6", "bold", "paragraphs", "items", "rows"]


class Hints(Record):
    """What a person knows of a page and a reader cannot tell; every field may be left out.

    They can stand in the settings, under ``[import]``.
    """

    reader: str | None = Field(default=None, description="name of the reader; null: found by looking")
    level: Level | None = Field(
        default=None, description="level of readings that the page does not mark; null: as the reader does"
    )
    required: tuple[str, ...] = Field(default=(), description="words that mark required readings")
    optional: tuple[str, ...] = Field(default=(), description="words that mark optional readings")
    columns: Mapping[str, str] = Field(
        default_factory=dict,
        description="heading of a table's column, or key of a data file, to what it holds: "
        "week, date, topic, speakers, links, notes, required, optional, readings, ignore",
    )
    sessions: SessionKind | None = Field(
        default=None,
        description="what the sessions of the page are: headings of a level, bold lines, paragraphs, list "
        "items or the rows of a table; null: found by looking",
    )
    term: str | None = Field(default=None, description="as Spring 2022: the year of dates without one")
    year: int | None = Field(default=None, description="the year of the term's first day")


class _Tables(Record):
    """The shape of a settings file."""

    lint: LintSettings = LintSettings()
    build: BuildSettings = BuildSettings()
    resolve: ResolveSettings = ResolveSettings()
    check: CheckSettings = CheckSettings()
    load: LoadSettings = LoadSettings()
    # "import" is a word of Python's own.
    import_: Hints = Field(default=Hints(), alias="import")


class Settings(_Tables):
    """All settings of a project.

    ``root`` is the folder that relative outputs and local links are resolved against;
    ``None`` where no settings file was found, and the caller decides. ``file`` is the
    file that they were read from; ``None`` where there is none.
    """

    root: Path | None = None
    file: Path | None = None


def read_bytes(path: Path) -> bytes | None:
    """The bytes of the file at ``path``; ``None``: there is none.

    Raises:
        OSError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def read_settings(data: Path | str, read: Callable[[Path], bytes | None] = read_bytes) -> Settings:
    """The settings of the list in ``data``, a folder or a ``.bib`` file; without a file, the defaults.

    ``read`` gives the bytes of a file, ``None`` where there is none.

    Raises:
        SettingsError: the file is not TOML; a setting is unknown or of a wrong type.
        FileError: the file is there and cannot be read.
    """
    for path, root in _candidates(_folder_of(Path(data))):
        table = _read_table(path, read)
        if table is not None:
            tables = _validate(table, path)
            # By the name in the file, as `import_` is no argument that pydantic takes.
            stated = {_spelling(_Tables, name): value for name, value in tables}
            return Settings.model_validate({**stated, "root": root, "file": path})
    return Settings()


def places_of_settings(data: Path | str) -> tuple[Path, ...]:
    """Where the settings of the list in ``data`` may stand, there or not; the first that is there counts."""
    return tuple(path for path, _ in _candidates(_folder_of(Path(data))))


def _folder_of(data: Path) -> Path:
    # Not always `resolve`, which would go through a link to a data folder and look beside its target.
    data = data.resolve() if ".." in data.parts else data.absolute()
    return data.parent if data.suffix.lower() == ".bib" and not data.is_dir() else data


def _candidates(folder: Path) -> Iterator[tuple[Path, Path]]:
    """The places of a settings file, each with the root that it means."""
    beside = folder.parent
    for path in (folder / FILE_NAME, beside / FILE_NAME, beside / "pyproject.toml"):
        yield path, beside


def _read_table(path: Path, read: Callable[[Path], bytes | None]) -> dict[str, Any] | None:
    """The settings in ``path``; ``None`` where there is no such file or it has none for us."""
    try:
        content = read(path)
        if content is None:
            return None
        # With a byte order mark, which Windows editors write and TOML 1.0 does not allow.
        table = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SettingsError(path, f"is not UTF-8 (byte {error.start}); save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(path, f"is not TOML: {error}.") from error
    except OSError as error:
        raise FileError(path, f"cannot be read: {error.strerror or error}.") from error
    if path.name == FILE_NAME:
        return table
    tool = table.get("tool")
    ours = tool.get("readinglist") if isinstance(tool, dict) else None
    if ours is not None and not isinstance(ours, dict):
        raise SettingsError(path, "tool.readinglist is not a table; write [tool.readinglist].")
    return ours


def _validate(table: Mapping[str, Any], path: Path) -> _Tables:
    # JSON knows arrays but no tuples, so strict validation of it takes a TOML array for a
    # tuple, and still no text for a number.
    document = json.dumps(table, default=str)
    try:
        return _Tables.model_validate_json(document, strict=True)
    except ValidationError as error:
        prefix = () if path.name == FILE_NAME else ("tool", "readinglist")
        reasons = (_reason(detail, prefix) for detail in error.errors(include_url=False))
        raise SettingsError(path, " ".join(dict.fromkeys(reasons))) from error


def _reason(detail: ErrorDetails, prefix: Iterable[str]) -> str:
    """What is wrong with one setting, and what is allowed instead."""
    place = detail["loc"]
    name = ".".join(str(part) for part in (*prefix, *place))
    if detail["type"] == "extra_forbidden":
        known = sorted(_settings_beside(place))
        near = get_close_matches(str(place[-1]), known, n=3)
        hint = f"did you mean {' or '.join(near)}? " if near else ""
        return f"unknown setting {name}; {hint}Known here: {', '.join(known)}."
    wrong = detail["msg"].removeprefix("Value error, ")
    if detail["type"] in ("missing", "value_error"):
        return f"setting {name}: {wrong}."
    return f"setting {name}: {wrong}, not {detail['input']!r}."


def _settings_beside(place: tuple[int | str, ...]) -> Iterable[str]:
    """The names that are known in the table of the setting at ``place``."""
    model: type[BaseModel] = _Tables
    for part in place[:-1]:
        if isinstance(part, str):
            model = _TABLES[part]
    return [_spelling(model, name) for name in model.model_fields]


def _spelling(model: type[BaseModel], field: str) -> str:
    """The name of a field as a settings file has it."""
    return model.model_fields[field].alias or field


_TABLES: Mapping[str, type[BaseModel]] = {
    "lint": LintSettings,
    "build": BuildSettings,
    "resolve": ResolveSettings,
    "check": CheckSettings,
    "load": LoadSettings,
    "import": Hints,
    "targets": Target,
    "ignore": IgnoreRule,
}
