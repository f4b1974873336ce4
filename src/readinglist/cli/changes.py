"""The verb that says what has changed: diff."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readinglist.cli.common import CLEAN, FINDINGS, data_option, open_list, say

if TYPE_CHECKING:
    from readinglist.schedule import Syllabus


@click.command(
    epilog="""\b
Examples:
  readinglist diff origin/main
  readinglist diff v2022 v2023 --format markdown
  readinglist diff ../spring-2022/data ../spring-2023/data

\b
With one revision of git: what this branch has changed since it left it, with what is not committed
yet. With two: what is different between them. Paths are lists themselves. Exit code: 0 the lists say
the same, 1 they do not, 2 one cannot be read."""
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
    from readinglist.differences import compare, render_differences

    before = _list_of(ctx, data, old, exact=new is not None)
    after = open_list(ctx, data)[0].syllabus if new is None else _list_of(ctx, data, new, exact=True)
    differences = compare(before, after)
    sys.stdout.write(render_differences(differences, format_))
    say(f"{len(differences)} difference{'' if len(differences) == 1 else 's'}")
    return FINDINGS if differences else CLEAN


def _list_of(ctx: click.Context, data: Path | None, name: str, *, exact: bool) -> Syllabus:
    """The list that ``name`` is: a folder or .bib file, else the list at a revision of git.

    ``exact`` is the revision itself; otherwise it is where this branch left it.
    """
    if Path(name).exists():
        from readinglist.reading_list import ReadingList

        return ReadingList.read(name).syllabus
    from readinglist.links.changed import list_at
    from readinglist.links.revision import find_revision

    path = data or ctx.obj or Path("data")
    revision = find_revision(path if path.is_dir() else path.parent, name)
    return list_at(revision.exactly() if exact else revision, path).store.says
