"""The verb diff: what is different between two states of a list."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from readinglist.cli.common import CLEAN, FINDINGS, data_option, data_path, open_list, say
from readinglist.errors import UsageError

if TYPE_CHECKING:
    from readinglist.lists.reading_list import ReadingList
    from readinglist.model.finding import Finding
    from readinglist.model.schedule import Syllabus


class _State(NamedTuple):
    """A list at some time, or in some folder.

    Attributes:
        name: what a person called it.
        says: what it says; an empty list where there is none.
        errors: what of its files was not understood.
        there: whether there is a list at all.
    """

    name: str
    says: Syllabus
    errors: tuple[Finding, ...]
    there: bool = True


@click.command(
    short_help="Say what is different between two states of the list.",
    epilog="""\b
Examples:
  readinglist diff origin/main
  readinglist diff v2022 v2023 --format markdown
  readinglist diff ../spring-2022/data ../spring-2023/data

\b
With one revision of git: what this branch has changed since it left it, with what is not committed
yet. With two: what is different between them. A folder or .bib file is a list itself.
Exit code: 0 the lists say the same, 1 they do not, 2 one cannot be read.""",
)
@click.argument("old", metavar="REV|DIR")
@click.argument("new", required=False, metavar="[REV|DIR]")
@data_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(("text", "markdown", "json")),
    default="text",
    show_default=True,
    help="How to report; markdown is for the summary of a pull request.",
)
@click.pass_context
def diff(ctx: click.Context, /, old: str, new: str | None, data: Path | None, format_: str) -> int:
    """Say what is different between two states of the list."""
    from readinglist.lists.differences import compare, render_differences
    from readinglist.report import count_words

    path = data_path(ctx, data)
    before = _read_state(path, old, exactly=new is not None)
    after = _state_of("", open_list(ctx, data)[0]) if new is None else _read_state(path, new, exactly=True)
    _require_a_list(before, after, path)
    differences = compare(before.says, after.says)
    sys.stdout.write(render_differences(differences, format_))
    # The report stands before the talk about it, also where both go to one terminal.
    sys.stdout.flush()
    _say_errors(before, after)
    say(count_words(len(differences), "difference"))
    return FINDINGS if differences or after.errors else CLEAN


def _state_of(name: str, rl: ReadingList) -> _State:
    return _State(name, rl.syllabus, tuple(rl.findings.of("error")))


def _read_state(path: Path, name: str, *, exactly: bool) -> _State:
    """The list that ``name`` is: a folder or .bib file, else the list at a revision of git.

    ``exactly`` is the revision itself; otherwise it is where this branch left it.
    """
    from readinglist.lists.reading_list import ReadingList

    # A list goes before a revision of the same name.
    try:
        if not _is_list(Path(name)):
            return _state_at_revision(path, name, exactly=exactly)
    except UsageError as error:
        if not name or not Path(name).is_dir():
            raise UsageError(f"there is no list at {name!r}, and it is no revision: {error}") from error
    return _state_of(name, ReadingList.read(name))  # which says what is missing where a folder is no list


def _is_list(path: Path) -> bool:
    from readinglist.store.data_files import BIB, SCHEDULE

    if path.is_dir():
        return any((path / name).exists() for name in (BIB, SCHEDULE))
    return path.suffix.lower() == ".bib" and path.exists()


def _state_at_revision(path: Path, name: str, *, exactly: bool) -> _State:
    from readinglist.store.git import find_revision, list_at

    # The folder may be gone by now, or not be there yet.
    folder = next(each for each in (path, *path.absolute().parents) if each.is_dir())
    loaded = list_at(find_revision(folder, name, exactly=exactly), path)
    there = bool(loaded.files.bib or loaded.files.schedule)
    errors = tuple(loaded.findings.of("error")) if there else ()
    return _State(name, loaded.files.syllabus, errors, there)


def _require_a_list(before: _State, after: _State, path: Path) -> None:
    """Say where one list is missing; both missing is a mistake in the path."""
    missing = [state for state in (before, after) if not state.there]
    if len(missing) == 2:
        raise UsageError(
            f"neither {before.name} nor {after.name} has a list at {path}; "
            "say where it is: readinglist --data DIR diff …"
        )
    for state in missing:
        say(f"{state.name} has no list at {path}: it is compared as an empty one")


def _say_errors(*states: _State) -> None:
    from readinglist.report import printable

    for state in states:
        for error in state.errors:
            say(printable(f"{state.name}: {error}" if state.name else str(error)))
        if state.errors:
            of = f" of {state.name}" if state.name else ""
            say(f"Not all of the list{of} could be read, so differences may be missing or too many.")
