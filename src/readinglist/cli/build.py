"""The verb build: the files of a site, written, compared or watched."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readinglist.cli.common import FINDINGS, data_option, exit_code, open_list, root_of, say, shown
from readinglist.errors import SettingsError
from readinglist.model.gc_pause import collector_paused

if TYPE_CHECKING:
    from readinglist.lists.reading_list import ReadingList
    from readinglist.settings import Settings
    from readinglist.site import Plan


@click.command(
    epilog="""\b
Examples:
  readinglist build
  readinglist build --check     in CI: exit 1 if a committed file is stale
  readinglist build --diff      what would change, as a patch
  readinglist build --watch     again, whenever the list changes

\b
What is built is set under [tool.readinglist.build] (docs/build.md); without settings: a page,
reading sections, a bibliography and data files in site/.
Exit code: 0 all is up to date, 1 something is stale or the data has errors, 2 could not build."""
)
@data_option
@click.option("--check", is_flag=True, help="Write nothing; say what is stale and why; exit 1 if a file is.")
@click.option(
    "--diff", is_flag=True, help="Write nothing; show what would change; exit 1 if a file is stale."
)
@click.option("--prune", is_flag=True, help="Remove the files of weeks that the list has no longer.")
@click.option("--watch", is_flag=True, help="Build again whenever the list, its settings or a page changes.")
@click.option(
    "--interval", type=click.FloatRange(min=0.01), default=0.5, show_default=True, metavar="SECONDS",
    help="With --watch: how long to wait between two looks at the files.",
)  # fmt: skip
@click.option(
    "--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True,
    help="How to report.",
)  # fmt: skip
@click.pass_context
def build(
    ctx: click.Context,
    /,
    data: Path | None,
    check: bool,
    diff: bool,
    prune: bool,
    watch: bool,
    interval: float,
    format_: str,
) -> int:
    """Write every file of the site that the settings name."""
    if watch and (check or diff or format_ == "json"):
        raise click.UsageError("--watch writes, and tells people; it goes with --prune and --interval alone")
    if diff and format_ == "json":
        raise click.UsageError("--diff is a patch; for JSON use --check --format json")
    if watch:
        from readinglist.cli.watching import watch_builds

        return watch_builds(ctx, data, prune=prune, interval=interval)
    with collector_paused():
        rl, settings = open_list(ctx, data)
        plan = plan_of(rl, settings, data_of(ctx, data))
    prune = may_prune(rl, plan, prune)
    dry = check or diff
    if not dry:
        plan.write(prune=prune)
    _report(plan, dry=dry, diff=diff, prune=prune, format=format_)
    code = exit_code(rl)
    if dry and plan.stale:
        from readinglist.site.report import summary

        say(summary(plan))
        return FINDINGS
    return code


def plan_of(rl: ReadingList, settings: Settings, data: Path) -> Plan:
    """What the targets of ``settings`` come to for the list ``rl`` in ``data``.

    Raises:
        SettingsError: a target cannot be meant; the message names all such targets.
    """
    from readinglist import site

    if faults := site.faults(settings.build):
        raise SettingsError(settings.file, " ".join(faults))
    inputs = (*list_files(data), *_kept_files(data, settings))
    return site.plan(rl.syllabus, settings.build, root_of(settings), inputs=inputs, pace=settings.load)


def may_prune(rl: ReadingList, plan: Plan, prune: bool) -> bool:
    """Whether what is left over is removed: not where a week may be gone through an error in the data."""
    if prune and plan.leftovers and rl.findings.of("error"):
        say("Nothing is removed as long as the data have errors.")
        return False
    return prune


def data_of(ctx: click.Context, /, data: Path | None) -> Path:
    """Where the list is: as the option says, behind the verb or before it, or in ``data``."""
    return data or ctx.obj or Path("data")


def list_files(data: Path) -> tuple[Path, ...]:
    """The files that the list in ``data`` and its settings are read from, there or not."""
    from readinglist.settings import places_of_settings
    from readinglist.store.list_files import BIB, SCHEDULE

    bib = data / BIB if data.is_dir() else data
    return (bib, bib.with_name(SCHEDULE), *places_of_settings(data))


def _kept_files(data: Path, settings: Settings) -> Iterator[Path]:
    """What commands remember of the list in ``data``."""
    from readinglist.store.list_files import LOCK_SUFFIX, SIDECAR_SUFFIXES

    bib = list_files(data)[0]
    yield from (bib.with_suffix(suffix) for suffix in (LOCK_SUFFIX, *SIDECAR_SUFFIXES))
    if settings.check.history:
        yield root_of(settings) / settings.check.history


def _report(plan: Plan, *, dry: bool, diff: bool, prune: bool, format: str) -> None:
    from readinglist.report import printable
    from readinglist.site.report import as_json, as_patch, as_text, rows

    for remark in plan.remarks:
        say(printable(remark))
    if diff:
        sys.stdout.writelines(map(_coloured, as_patch(plan, shown, prune=prune)))
        for leftover in () if prune else plan.leftovers:
            say(f"left over: {printable(shown(leftover.path))}; --prune removes it")
    elif format == "json":
        sys.stdout.write(as_json(plan, shown, dry=dry, prune=prune))
    else:
        sys.stdout.writelines(map(as_text, rows(plan, shown, dry=dry, prune=prune)))


def _coloured(diff: str) -> str:
    """A diff for the terminal; elsewhere it stays as it is, so that it can be applied."""
    if not sys.stdout.isatty() or "NO_COLOR" in os.environ:
        return diff
    return "".join(f"{_line(line)}\n" for line in diff.split("\n")[:-1])


def _line(line: str) -> str:
    from readinglist.report import printable

    colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
    return click.style(printable(line), fg=colour, bold=line.startswith(("+++", "---")))
