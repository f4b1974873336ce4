"""What the verbs share: options, opening the list, exit codes, talk."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from readinglist.errors import MissingFileError

if TYPE_CHECKING:
    from readinglist.lists.reading_list import ReadingList
    from readinglist.settings import Settings

CLEAN, FINDINGS, COULD_NOT_RUN = 0, 1, 2
INTERRUPTED = 130  # 128 and the number of SIGINT, as shells have it
# Here once more, as the records that define them would load pydantic for every --help.
LEVELS = ("required", "optional", "unspecified")
SEVERITIES = ("error", "warning", "info")
Command = TypeVar("Command", bound=Callable[..., Any])


class Commands(click.Group):
    """The verbs in the order in which they are met, not by letter."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in order of definition."""
        return list(self.commands)


class WeekNumber(click.ParamType[int | str]):
    """A week number, or ``current``."""

    name = "N|current"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number, or the word."""
        if isinstance(value, int) or value == "current":
            return value
        try:
            return int(value)
        except ValueError:
            self.fail(f"{value!r} is neither a week number nor 'current'", param, ctx)


def data_option(command: Command) -> Command:
    """``--data`` before and after the verb; the one behind it wins."""
    option = click.option(
        "--data",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Folder with readings.bib and schedule.toml, or a .bib file.  [default: data]",
    )
    return option(command)


def filters(command: Command) -> Command:
    """Options that choose a part of the list."""
    # In reverse, as decorators stand: the one that is applied last comes first in the help.
    for option in (
        click.option("--tag", help="Only readings with this keyword."),
        click.option("--type", "type_", metavar="TYPE", help="Only readings of this CSL or BibTeX type."),
        click.option("--level", type=click.Choice(LEVELS), help="Only readings of this level."),
        click.option(
            "--week", type=WeekNumber(), help="Only this week; 'current' is the week of the next session."
        ),
    ):
        command = option(command)
    return command


def open_list(ctx: click.Context, /, data: Path | None) -> tuple[ReadingList, Settings]:
    """The list and the settings of its project.

    Raises:
        MissingFileError: there is no list; the message says how to name one.
    """
    from readinglist.lists.reading_list import ReadingList
    from readinglist.settings import read_settings

    path = data_path(ctx, data)
    try:
        rl = ReadingList.read(path)
    except MissingFileError as error:
        # Whoever has named a place has made a slip in it, and knows the option.
        hint = "" if data or ctx.obj else " Say where the list is: readinglist --data DIR …"
        raise MissingFileError(error.path, error.reason + hint) from error
    return rl, read_settings(path if path.is_dir() else path.parent)


def data_path(ctx: click.Context, /, data: Path | None) -> Path:
    """Where the list is: as ``--data`` says behind the verb, or before it, or else in ``data``."""
    # The group has put its own --data there.
    return data or ctx.obj or Path("data")


def root_of(settings: Settings) -> Path:
    """The folder that output goes to: that of the settings, or else the current one."""
    return settings.root or Path()


def shown(path: Path) -> str:
    """``path`` as it is shortest from here."""
    here = Path.cwd()
    return str(path.resolve().relative_to(here) if path.resolve().is_relative_to(here) else path)


def selection(rl: ReadingList, chosen: dict[str, Any]) -> dict[str, Any]:
    """The conditions of `ReadingList.select` that the options state."""
    week = chosen["week"]
    if week == "current":
        session = rl.current()
        if session is None or session.week is None:
            raise click.UsageError("no session is dated today or later: the course is over; name a week")
        week = session.week
    return {"week": week, "level": chosen["level"], "type": chosen["type_"], "tag": chosen["tag"]}


def exit_code(rl: ReadingList) -> int:
    """1 where something in the data could not be understood; says so, and where."""
    from readinglist.report import printable

    errors = rl.findings.of("error")
    for finding in errors:
        say(printable(str(finding)))
    return FINDINGS if errors else CLEAN


def summary_words(summary: dict[str, int]) -> str:
    """``2 errors, 1 warning, 0 info``."""
    counts = (
        f"{number} {level}{'s' if number != 1 and level != 'info' else ''}"
        for level, number in summary.items()
    )
    return ", ".join(counts)


def say(message: str) -> None:
    """Talk: to standard error, never to the report."""
    sys.stderr.write(message + "\n")
