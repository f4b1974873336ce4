"""The verb import: course pages into the list."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from readinglist.cli.common import FINDINGS, LEVELS, data_path, exit_code, say
from readinglist.errors import UsageError
from readinglist.model.gc_pause import collector_paused

if TYPE_CHECKING:
    from readinglist.importing import Account, Imported
    from readinglist.settings import Hints, Settings
    from readinglist.site.new_markers import MarkedPage
    from readinglist.store.files import Source

# Here once more, as with `LEVELS`: the reader of tables that defines them would load the whole importer.
ROLES = (
    *("week", "date", "topic", "speakers", "links", "notes"),
    *("required", "optional", "readings", "ignore"),
)
SESSION_KINDS = ("h1", "h2", "h3", "h4", "h5", "h6", "bold", "paragraphs", "items", "rows")


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
@click.option(
    "--sessions",
    type=click.Choice(SESSION_KINDS),
    metavar="KIND",
    help="What the sessions are: h1 to h6 (headings of a level), bold (lines), paragraphs, items, rows.",
)
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
    **given: Any,
) -> int:
    """Bring course pages into the list, and keep up with them."""
    from readinglist.importing.update.import_report import render_account
    from readinglist.settings import read_settings

    if prune and keep:
        raise click.UsageError("--prune removes what --keep keeps; give one of the two")
    page = _page_to_mark(sources) if markers else None
    target = data_path(ctx, into)
    settings = read_settings(target)
    hints = _merge_hints(settings.import_, {**given, "columns": dict(columns)})
    with collector_paused():
        imported = _import(sources, target, hints, settings, prune=prune, keep=keep)
        marking = _mark(page, imported) if page else None
        if not dry_run:
            imported.write(target)
            if marking:
                marking.write()
    if save_hints and not dry_run:
        _save_hints(hints, settings, target)
    sys.stdout.write(render_account(imported.account, format_))
    if marking:
        if dry_run and format_ == "text":
            sys.stdout.write(f"\n{marking.diff}")
        _say_marking(marking, settings, target)
    _say_end(imported.account, dry_run=dry_run)
    broken = exit_code(imported.rl)
    return FINDINGS if imported.account.waits or imported.account.found_nothing else broken


def _merge_hints(settings: Hints, options: dict[str, Any]) -> Hints:
    """The hints of the settings, and over them those of the command line."""
    # An option that was not given is None, False or empty here.
    given = {name: value for name, value in options.items() if value}
    if "columns" in given:
        given["columns"] = {**settings.columns, **given["columns"]}
    if "term" in given and "year" not in given:
        given["year"] = None  # a year of the settings is that of their own term
    # Not `model_copy`, which would not say that a hint cannot be meant.
    return type(settings).model_validate({**dict(settings), **given})


def _import(
    sources: tuple[str, ...], into: Path, hints: Hints, settings: Settings, *, prune: bool, keep: bool
) -> Imported:
    from readinglist.importing import import_pages, page_of_bytes
    from readinglist.importing.sources import MAX_BYTES, is_web_address

    # One byte more than is allowed tells that there is more.
    pages = [
        page_of_bytes("-", sys.stdin.buffer.read(MAX_BYTES + 1)) if source == "-" else source
        for source in sources
    ]
    if not any(map(is_web_address, sources)):
        return import_pages(pages, into, hints, prune=prune, keep=keep)
    from readinglist.metadata.resolve.resolver import open_session

    with open_session(settings.resolve, settings.root) as session:
        imported = import_pages(pages, into, hints, prune=prune, keep=keep, session=session)
    for note in session.notes:
        say(note)
    return imported


def _save_hints(hints: Hints, settings: Settings, into: Path) -> None:
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


class _Marking(NamedTuple):
    """A page as it was read, and what it becomes."""

    page: Source
    marked: MarkedPage

    @property
    def diff(self) -> str:
        """The lines that come in, as a unified diff."""
        from readinglist.store.files import source_of, unified_diff

        path = self.page.path
        return unified_diff(self.page, source_of(path, self.page.encode(self.marked.text)), path.name)

    def write(self) -> None:
        """Write the page, unless it was changed since it was read."""
        from readinglist.store.files import write_sources

        write_sources([(self.page.path, self.page.encode(self.marked.text), self.page.data)])


def _page_to_mark(sources: tuple[str, ...]) -> Source:
    """The one page that is to get markers, as it is now."""
    from readinglist.importing.sources import is_web_address
    from readinglist.store.files import read_source

    path = Path(sources[0])
    if len(sources) > 1 or sources[0] == "-" or is_web_address(sources[0]) or path.is_dir():
        raise click.UsageError("--markers changes a page in place: give one file, and nothing else, with it")
    return read_source(path)


def _mark(page: Source, imported: Imported) -> _Marking:
    """What ``page`` becomes, with the list that it was imported into."""
    from readinglist.site.new_markers import add_markers

    try:
        return _Marking(page, add_markers(page.text, imported.pages[0].content, imported.rl.syllabus))
    except UsageError as error:
        raise UsageError(f"{page.path}: {error}") from error


def _say_marking(marking: _Marking, settings: Settings, into: Path) -> None:
    """Say what a build would take away, and the settings that make it write the lists."""
    from readinglist.report import count_words, printable

    for item in marking.marked.lost:
        say(printable(f"line {item.line} is in no list, and goes with the next build: {item.text}"))
    places = count_words(len(marking.marked.places), "place")
    say(f"{marking.page.path}: {places} for reading lists.")
    say(_advice(marking, settings, into))


def _advice(marking: _Marking, settings: Settings, into: Path) -> str:
    from readinglist.settings import FILE_NAME, places_of_settings

    # The last place of settings is beside the folder of the list, where paths start.
    root = (settings.root or places_of_settings(into)[-1].parent).resolve()
    page, output = marking.page.path.resolve(), root
    if settings.file and page.is_relative_to((root / settings.build.output).resolve()):
        output = (root / settings.build.output).resolve()
    if not page.is_relative_to(output):
        return f"The page is outside of {root}, which a build does not leave: keep the list beside the page."
    path, marker = page.relative_to(output).as_posix(), marking.marked.marker
    if any((each.path, each.marker) == (path, marker) for each in settings.build.targets):
        return "Its target is in the settings; run readinglist build."
    file = settings.file or root / FILE_NAME
    table = "[build]" if file.name == FILE_NAME else "[tool.readinglist.build]"
    # A string of JSON is one of TOML.
    folder, path, marker = (
        json.dumps(text, ensure_ascii=False) for text in (output.relative_to(root).as_posix(), path, marker)
    )
    lines = f'targets = [\n  {{ format = "fragment", path = {path}, marker = {marker} }},\n]'
    return f"Put this into {file}, and run readinglist build:\n\n{table}\noutput = {folder}\n{lines}"
