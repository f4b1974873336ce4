"""The verbs about links: check and merge-reports."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from readinglist.cli.common import (
    CLEAN,
    COULD_NOT_RUN,
    FINDINGS,
    INTERRUPTED,
    data_option,
    data_path,
    exit_code,
    open_list,
    root_of,
    say,
)
from readinglist.links.reports import REPORTS

if TYPE_CHECKING:
    from readinglist.links.results import LinkReport, LinkResult
    from readinglist.lists.reading_list import ReadingList
    from readinglist.settings import Settings

CLASS_WORDS = {name: name for name in ("alive", "dead", "unknown", "unsafe")} | {"set_aside": "set aside"}
_Progress = Callable[["LinkResult", int, int], None]


class ReportTarget(click.ParamType[tuple[str, Path]]):
    """A report and where it goes: ``json=links.json``."""

    name = "FORMAT=PATH"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The format and the path."""
        if isinstance(value, tuple):
            return value
        format_, equals, path = str(value).partition("=")
        if not equals or not path or format_ not in REPORTS:
            self.fail(f"{value!r} is not FORMAT=PATH; formats are {', '.join(REPORTS)}", param, ctx)
        return format_, Path(path)


def report_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options that say how to report, and where to."""
    for option in (
        click.option(
            "--report",
            "reports",
            type=ReportTarget(),
            multiple=True,
            help="Write one more report to a file; may be given several times.",
        ),
        click.option(
            "-o",
            "--output",
            type=click.Path(path_type=Path),
            metavar="PATH",
            help="Write the report to this file.",
        ),
    ):
        command = option(command)
    return command


@click.command(
    short_help="Look whether the links still lead where they should.",
    epilog="""\b
Examples:
  readinglist check
  readinglist check --all --report html=links.html
  readinglist check zaharia2012rdd --fix
  readinglist check --changed-since origin/main --format github
  readinglist check --shard 2/8 --report json=part2.json

\b
Exit code: 0 nothing is surely broken; 1 a link is dead and confirmed, or unsafe; 2 nothing could be
checked. What confirms a dead link, and how to run this every night: docs/check.md""",
)
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@data_option
@click.option("--all", "all_", is_flag=True, help="Ask about every link, also those that were well lately.")
@click.option("--changed-since", metavar="REV", help="Only what is new or changed since this revision.")
@click.option("--shard", metavar="I/N", help="Only the hosts of part I of N; see merge-reports.")
@click.option("--fix", is_flag=True, help="Write the sure repairs: permanent redirects of the same work.")
@click.option("--strict", is_flag=True, help="Exit 1 also for what is not confirmed or could not be told.")
@click.option(
    "--history", type=click.Path(path_type=Path), metavar="PATH", help="The file that remembers earlier runs."
)
@click.option("--no-history", is_flag=True, help="Neither read nor write what earlier runs knew.")
@click.option("--timeout", type=click.FloatRange(0.1, 300), metavar="SECONDS", help="For one link in all.")
@click.option("--quiet", is_flag=True, help="No progress.")
@click.option(
    "--format",
    "format_",
    type=click.Choice((*REPORTS, "patch")),
    default="text",
    show_default=True,
    help="How to report; patch holds every repair, for a person to review.",
)
@report_options
@click.pass_context
def check(ctx: click.Context, /, keys: tuple[str, ...], data: Path | None, **chosen: Any) -> int:
    """Look whether the links of the list still lead to what they promise."""
    rl, settings = open_list(ctx, data)
    if chosen["timeout"] is not None:
        limits = settings.check.model_copy(update={"timeout_seconds": chosen["timeout"]})
        settings = settings.model_copy(update={"check": limits})
    history = None if chosen["no_history"] else history_path(ctx, data, settings, chosen["history"])
    with progress_of_links(quiet=chosen["quiet"]) as progress:
        report = rl.check_links(
            *keys,
            everything=chosen["all_"],
            changed_since=chosen["changed_since"],
            shard=chosen["shard"],
            history=history,
            settings=settings,
            progress=progress,
        )
    return _finish(rl, report, chosen)


def history_path(ctx: click.Context, data: Path | None, settings: Settings, given: Path | None) -> Path:
    """The file of the history: the one that is given, or set, or else beside the data."""
    from readinglist.links.history import FILE_NAME
    from readinglist.store.files import confine

    if given is not None:
        return given
    if settings.check.history is not None:
        return confine(root_of(settings), settings.check.history)
    path = data_path(ctx, data)
    # Whoever sends a change may make the file a link out of its folder.
    return confine(path if path.is_dir() else path.parent, FILE_NAME)


def _finish(rl: ReadingList, report: LinkReport, chosen: dict[str, Any]) -> int:
    """Write the reports and the repairs; the exit code."""
    titles = {reading.key: reading.title or "" for reading in rl}
    _write_reports(report, titles, chosen["reports"])
    # A patch is of the list, not of the report, and shows also what a person has to review.
    if chosen["format_"] == "patch":
        _write(rl.fixed(report, sure=False).diff(), chosen["output"])
    else:
        _show(report, titles, chosen["format_"], chosen["output"])
    if chosen["fix"]:
        _fix(rl, report)
    _say_findings(report)
    if report.interrupted:
        say("Interrupted: this is what was found until then.")
        return INTERRUPTED
    return _code(report, exit_code(rl), strict=chosen["strict"])


def _say_findings(report: LinkReport) -> None:
    from readinglist.report import printable

    for finding in report.findings:
        say(printable(str(finding)))


def _code(report: LinkReport, broken_data: int, *, strict: bool) -> int:
    if report.offline:
        say("There is no network here: nothing could be checked, and nothing is said of any link.")
        return COULD_NOT_RUN
    # An unsafe link is red in any case.
    doubtful = strict and report.of("dead", "unknown")
    return FINDINGS if report.red or doubtful else broken_data


def _fix(rl: ReadingList, report: LinkReport) -> None:
    """Write the sure repairs, and say what was written and what could not be."""
    from readinglist.links.repair_edits import fixes, with_fixes
    from readinglist.report import printable

    fixed = with_fixes(rl, (edit for edit in fixes(report, rl.syllabus) if edit.sure))
    fixed.rl.write()
    for edit in fixed.done:
        say(printable(f"wrote {edit.new} in place of {edit.old}: {edit.why}"))
    for edit, reason in fixed.refused:
        say(printable(f"did not replace {edit.old}: {reason}"))
    if not fixed.done and not fixed.refused:
        say("No repair is sure enough to be written; --format patch shows all of them.")


def _write_reports(
    report: LinkReport, titles: Mapping[str, str], reports: tuple[tuple[str, Path], ...]
) -> None:
    for format_, path in reports:
        _write(_render(report, titles, format_), path)


def _render(report: LinkReport, titles: Mapping[str, str], format_: str) -> str:
    from readinglist.links.reports import render_links

    return render_links(report, format_, titles=titles)


def _show(report: LinkReport, titles: Mapping[str, str], format_: str, path: Path | None) -> None:
    if format_ == "text" and path is None:
        from readinglist.cli import terminal

        terminal.show_links(report, sys.stdout, titles)
    else:
        _write(_render(report, titles, format_), path)


def _write(text: str, path: Path | None) -> None:
    if path is None:
        sys.stdout.write(text)
        return
    from readinglist.store.files import write_atomically

    # Half of a surrogate pair, which the data may hold, is no reason to lose the report.
    write_atomically(path, text.encode("utf-8", "surrogatepass"))


@contextmanager
def progress_of_links(*, quiet: bool) -> Iterator[_Progress | None]:
    """A bar with the counts of each class on a terminal; nothing elsewhere, where a report is enough."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("checking"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    counts = dict.fromkeys(CLASS_WORDS, 0)
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        # How many there are is known when the first has been answered.
        task = bar.add_task("", total=None)

        def progress(result: LinkResult, done: int, total: int) -> None:
            counts[result.verdict_class] += 1
            words = "  ".join(f"{CLASS_WORDS[name]} {count}" for name, count in counts.items() if count)
            bar.update(task, completed=done, total=total, description=words)

        yield progress


@click.command(
    name="merge-reports",
    short_help="Join the reports of the parts of a check.",
    epilog="""\b
Examples:
  readinglist merge-reports part1.json part2.json
  readinglist merge-reports parts/*.json --format markdown -o links.md

\b
The parts are what 'check --shard I/N --report json=PATH' wrote. Exit code: as that of check.""",
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--strict", is_flag=True, help="Exit 1 also for what is not confirmed or could not be told.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(tuple(REPORTS)),
    default="text",
    show_default=True,
    help="How to report.",
)
@report_options
@click.pass_context
def merge_reports(
    ctx: click.Context,
    /,
    files: tuple[Path, ...],
    strict: bool,
    format_: str,
    output: Path | None,
    reports: tuple[tuple[str, Path], ...],
) -> int:
    """Join the reports of the parts of one check; --data before the verb names the list, for titles."""
    from readinglist.links import shards
    from readinglist.links.reports import json_report
    from readinglist.store.files import read_source

    report = shards.merge_reports([json_report.parse(read_source(path).text, path) for path in files])
    titles = {reading.key: reading.title or "" for reading in open_list(ctx, None)[0]} if ctx.obj else {}
    _write_reports(report, titles, reports)
    _show(report, titles, format_, output)
    _say_findings(report)
    return _code(report, CLEAN, strict=strict)
