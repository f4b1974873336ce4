"""The verb import: course pages into the list."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from readinglist.cli.common import FINDINGS, LEVELS, exit_code, say
from readinglist.cli.marking import marking_of, page_of, say_marking
from readinglist.model.gc_pause import collector_paused

if TYPE_CHECKING:
    from readinglist.importing import Account, Imported, SourcePage
    from readinglist.settings import Hints, Settings

ROLES = (
    *("week", "date", "topic", "speakers", "links", "notes"),
    *("required", "optional", "readings", "ignore"),
)


class Column(click.ParamType[tuple[str, str]]):
    """``Heading=role``."""

    name = "HEADING=ROLE"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """The heading and what its column holds."""
        heading, equals, role = str(value).rpartition("=")
        if not (equals and heading.strip()) or role.strip().lower() not in ROLES:
            self.fail(f"{value!r} is no Heading=role with a role of {', '.join(ROLES)}", param, ctx)
        return heading.strip(), role.strip().lower()


@click.command(
    "import",
    epilog="""\b
Examples:
  readinglist import ../index.md --dry-run
  readinglist import _modules/ --term "Winter 2022"
  readinglist import schedule.md --column "Papers=required" --save-hints
  readinglist import ../index.md --prune
  readinglist import index.md --markers --dry-run

\b
SOURCE is a course page (Markdown, HTML, reStructuredText), a data file (YAML, TOML, JSON), a
bibliography (.bib, CSL-JSON, RIS), a list of ids, a folder of such files, an address, or - for
standard input. Imported again, only what the page changed is changed.

\b
Exit code: 0 done, 1 something waits for a person, 2 could not run.""",
)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--into",
    "--data",
    "into",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder of the list; made where it is not there.  [default: data]",
)
@click.option("--reader", metavar="NAME", help="Read the pages so, instead of looking what they are.")
@click.option("--level", type=click.Choice(LEVELS), help="Level of readings that the page does not mark.")
@click.option(
    "--column",
    "columns",
    type=Column(),
    multiple=True,
    help="What a table's column, or a data file's key, holds.",
)
@click.option("--required", multiple=True, metavar="WORD", help="A word that marks required readings.")
@click.option("--optional", multiple=True, metavar="WORD", help="A word that marks optional readings.")
@click.option("--term", metavar="TERM", help='As "Spring 2022": the year of dates without one.')
@click.option(
    "--year", type=click.IntRange(1900, 2999), metavar="N", help="The year of the term's first day."
)
@click.option("--save-hints", is_flag=True, help="Put these hints into the settings, for the next import.")
@click.option("--prune", is_flag=True, help="Remove what the page has no longer, if nobody has changed it.")
@click.option("--keep", is_flag=True, help="What waits for a person: stay with the list, for good.")
@click.option("--markers", is_flag=True, help="Put markers around the page's lists, for build to write them.")
@click.option("--dry-run", is_flag=True, help="Show what would be done; write nothing.")
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.pass_context
def import_(
    ctx: click.Context,
    /,
    sources: tuple[str, ...],
    into: Path | None,
    columns: tuple[tuple[str, str], ...],
    save_hints: bool,
    prune: bool,
    keep: bool,
    markers: bool,
    dry_run: bool,
    format_: str,
    **told: Any,
) -> int:
    """Bring course pages into the list, and keep up with them."""
    from readinglist.importing.update.import_report import render_account
    from readinglist.settings import read_settings

    if prune and keep:
        raise click.UsageError("--prune removes what --keep keeps; give one of the two")
    page = page_of(sources) if markers else None
    target = into or ctx.obj or Path("data")
    settings = read_settings(target)
    hints = _hints(settings.import_, {**told, "columns": dict(columns)})
    with collector_paused():
        imported = _imported(sources, target, hints, settings, prune=prune, keep=keep)
        marking = marking_of(page, imported) if page else None
        if not dry_run:
            imported.write(target)
            if marking:
                marking.write()
    if save_hints and not dry_run:
        _save(hints, settings, target)
    sys.stdout.write(render_account(imported.account, format_))
    if marking:
        if dry_run and format_ == "text":
            sys.stdout.write(f"\n{marking.diff}")
        say_marking(marking, settings, target)
    _say_end(imported.account, dry_run=dry_run)
    broken = exit_code(imported.rl)
    return FINDINGS if imported.account.waits else broken


def _hints(settings: Hints, told: dict[str, Any]) -> Hints:
    """The hints of the settings, and over them those of the command line."""
    given = {name: value for name, value in told.items() if value}
    if "columns" in given:
        given["columns"] = {**settings.columns, **given["columns"]}
    if "term" in given and "year" not in given:
        given["year"] = None  # a year of the settings is that of their own term
    return type(settings).model_validate({**dict(settings), **given})


def _imported(
    sources: tuple[str, ...], into: Path, hints: Hints, settings: Settings, *, prune: bool, keep: bool
) -> Imported:
    from readinglist.importing import import_pages
    from readinglist.importing.sources import is_web_address

    pages = [_stdin() if source == "-" else source for source in sources]
    if not any(map(is_web_address, sources)):
        return import_pages(pages, into, hints, prune=prune, keep=keep)
    from readinglist.metadata.resolve.resolver import open_session

    with open_session(settings.resolve, settings.root) as session:
        imported = import_pages(pages, into, hints, prune=prune, keep=keep, session=session)
    for note in session.notes:
        say(note)
    return imported


def _stdin() -> SourcePage:
    from readinglist.importing import page_of_bytes
    from readinglist.importing.sources import MAX_BYTES

    return page_of_bytes("-", sys.stdin.buffer.read(MAX_BYTES + 1))


def _save(hints: Hints, settings: Settings, into: Path) -> None:
    from readinglist.importing.saved_hints import with_hints
    from readinglist.settings import FILE_NAME, read_bytes
    from readinglist.store.files import write_atomically

    path = settings.file or (into if into.is_dir() else into.parent) / FILE_NAME
    held = (read_bytes(path) or b"").decode("utf-8-sig")
    below = () if path.name == FILE_NAME else ("tool", "readinglist")
    text = with_hints(held, hints, path, below=below)
    if write_atomically(path, text.encode("utf-8")):
        say(f"hints are in {path}")


def _say_end(account: Account, *, dry_run: bool) -> None:
    waiting = sum(change.waits for change in account.changes)
    if dry_run:
        say("Nothing was written (--dry-run).")
    if waiting:
        what = "1 thing waits" if waiting == 1 else f"{waiting} things wait"
        say(f"{what} for a person: edit the list, or give --prune or --keep.")
