"""The verb build: the files of a site, written, compared or watched."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readinglist.cli.common import FINDINGS, data_option, exit_code, open_list, root_of, say, shown

if TYPE_CHECKING:
    from readinglist.settings import Settings
    from readinglist.site import Plan

# What stands beside a bibliography under its name: provenance, what pages said, what links were.
_BESIDE = (".lock.json", ".import.json", ".links.json")


@click.command(
    epilog="""\b
Examples:
  readinglist build
  readinglist build --check     in CI: exit 1 if a committed file is stale
  readinglist build --diff

\b
What is built is set under [tool.readinglist.build] (docs/build.md); without settings: a page,
reading sections, a bibliography and data files in site/.
Exit code: 0 all is up to date, 1 something is stale or the data has errors, 2 could not build."""
)
@data_option
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file is stale.")
@click.option(
    "--diff", is_flag=True, help="Write nothing; show what would change; exit 1 if a file is stale."
)
@click.option("--prune", is_flag=True, help="Remove the files of weeks that the list has no longer.")
@click.option(
    "--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True,
    help="How to report.",
)  # fmt: skip
@click.pass_context
def build(
    ctx: click.Context, /, data: Path | None, check: bool, diff: bool, prune: bool, format_: str
) -> int:
    """Write every file of the site that the settings name."""
    from readinglist import site

    rl, settings = open_list(ctx, data)
    inputs = own_files(data or ctx.obj or Path("data"), settings)
    plan = site.plan(rl.syllabus, settings.build, root_of(settings), inputs=inputs, pace=settings.load)
    dry = check or diff
    if not dry:
        plan.write(prune=prune)
    _report(plan, dry=dry, diff=diff, prune=prune, format=format_)
    if dry and plan.stale:
        say("Stale files: run 'readinglist build' and commit what it writes.")
        return FINDINGS
    return exit_code(rl)


def own_files(data: Path, settings: Settings) -> tuple[Path, ...]:
    """The files that the list in ``data`` is made of, there or not, and that of its settings."""
    from readinglist.store import BIB, SCHEDULE

    bib = data / BIB if data.is_dir() else data
    beside = (bib.with_suffix(suffix) for suffix in _BESIDE)
    history = settings.check.history
    return (
        bib,
        bib.with_name(SCHEDULE),
        *beside,
        *((settings.file,) if settings.file else ()),
        *((root_of(settings) / history,) if history else ()),
    )


def _report(plan: Plan, *, dry: bool, diff: bool, prune: bool, format: str) -> None:
    from readinglist.report import printable

    for remark in plan.remarks:
        say(printable(remark))
    if diff:
        sys.stdout.write("".join(_coloured(file.diff()) for file in plan.files))
        return
    rows = list(_rows(plan, dry=dry, prune=prune))
    if format == "json":
        names = ("path", "state", "bytes")
        report = {"targets": [dict(zip(names, row, strict=True)) for row in rows], "remarks": plan.remarks}
        sys.stdout.write(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
        return
    for path, state, size in rows:
        detail = f"  ({size:,} bytes)" if size is not None else ""
        sys.stdout.write(f"{state:<9}  {printable(path)}{detail}\n")


def _rows(plan: Plan, *, dry: bool, prune: bool) -> Iterator[tuple[str, str, int | None]]:
    """Path, state and size of each file; the size is ``None`` where nothing is to be written."""
    for file in plan.files:
        state = ("stale" if dry else "wrote") if file.stale else "unchanged"
        yield shown(file.path), state, len(file.data)
    for path in plan.leftovers:
        yield shown(path), "removed" if prune and not dry else "left over", None


def _coloured(diff: str) -> str:
    """A diff for the terminal; elsewhere it stays as it is, so that it can be applied."""
    if not sys.stdout.isatty() or "NO_COLOR" in os.environ:
        return diff
    return "".join(f"{_line(line)}\n" for line in diff.split("\n")[:-1])


def _line(line: str) -> str:
    from readinglist.report import printable

    colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
    return click.style(printable(line), fg=colour, bold=line.startswith(("+++", "---")))
