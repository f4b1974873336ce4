"""The verb build: the files of a site, written, compared or watched."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readinglist.cli.builds import may_prune, plan_builds, watch_builds
from readinglist.cli.common import FINDINGS, data_option, data_path, exit_code, open_list, say, shown
from readinglist.model.gc_pause import collector_paused

if TYPE_CHECKING:
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
        return watch_builds(ctx, data, prune=prune, interval=interval)
    with collector_paused():
        rl, settings = open_list(ctx, data)
        plan = plan_builds(rl, settings, data_path(ctx, data))
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


def _report(plan: Plan, *, dry: bool, diff: bool, prune: bool, format: str) -> None:
    from readinglist.report import printable
    from readinglist.site.report import as_json, as_patch, as_text, rows

    for remark in plan.remarks:
        say(printable(remark))
    if diff:
        sys.stdout.writelines(map(_colour_diff, as_patch(plan, shown, prune=prune)))
        for leftover in () if prune else plan.leftovers:
            say(f"left over: {printable(shown(leftover.path))}; --prune removes it")
    elif format == "json":
        sys.stdout.write(as_json(plan, shown, dry=dry, prune=prune))
    else:
        sys.stdout.writelines(map(as_text, rows(plan, shown, dry=dry, prune=prune)))


def _colour_diff(diff: str) -> str:
    """A diff for the terminal; elsewhere it stays as it is, so that it can be applied."""
    if not sys.stdout.isatty() or "NO_COLOR" in os.environ:
        return diff
    return "".join(f"{_colour_line(line)}\n" for line in diff.split("\n")[:-1])


def _colour_line(line: str) -> str:
    from readinglist.report import printable

    colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
    return click.style(printable(line), fg=colour, bold=line.startswith(("+++", "---")))
