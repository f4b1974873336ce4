"""The verbs that ask metadata services: add and resolve."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readinglist.cli.common import (
    CLEAN,
    COULD_NOT_RUN,
    FINDINGS,
    INTERRUPTED,
    LEVELS,
    data_option,
    exit_code,
    open_list,
    say,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readinglist.lists.new_reading import Addition
    from readinglist.lists.reading_list import ReadingList
    from readinglist.metadata.resolve.resolution import Resolution
    from readinglist.metadata.resolve.rounds import Progress


@click.command(
    epilog="""\b
Examples:
  readinglist add 1706.03762 --week 4 --level required
  readinglist add https://doi.org/10.1145/3282307 --week 3 --level optional
  readinglist add 2001.08361 --offline"""
)
@click.argument("identifier", metavar="ID|URL")
@data_option
@click.option("--week", type=int, metavar="N", help="Assign it to the first session of this week.")
@click.option("--level", type=click.Choice(LEVELS), default="unspecified", show_default=True)
@click.option("--key", help="Its citation key, instead of one made from name, year and title.")
@click.option("--offline", is_flag=True, help="Ask nobody but the replies that are kept.")
@click.pass_context
def add(
    ctx: click.Context,
    /,
    identifier: str,
    data: Path | None,
    week: int | None,
    level: str,
    key: str | None,
    offline: bool,
) -> int:
    """Add a work by its DOI, arXiv id, ISBN or URL."""
    from readinglist.lists import new_reading
    from readinglist.metadata.resolve.resolver import open_inquiry, open_session
    from readinglist.model.edits import known_level

    rl, settings = open_list(ctx, data)
    with open_session(settings.resolve, settings.root, offline=offline) as session:
        added = new_reading.add(
            rl, identifier, open_inquiry(session), week=week, level=known_level(level), key=key
        )
    added.rl.write()
    for note in session.notes:
        say(note)
    _report_addition(added, week, level)
    return exit_code(rl)


def _report_addition(added: Addition, week: int | None, level: str) -> None:
    from readinglist.report import printable

    reading = added.reading
    where = "" if week is None or added.done == "present" else f" to week {week} ({level})"
    words = {"added": "added", "assigned": "assigned", "present": "nothing to do for"}[added.done]
    sys.stdout.write(
        f"{words} {printable(reading.key)}{where}: {printable(reading.title or 'title not known')}\n"
    )
    for remark in added.remarks:
        say(printable(remark))


@click.command(
    epilog="""\b
Examples:
  readinglist resolve
  readinglist resolve zaharia2012rdd --apply
  readinglist resolve --explain zaharia2012rdd
  readinglist resolve --format patch > changes.patch

\b
Exit code: 0 nothing waits, 1 something waits for a person, 2 nobody could be asked."""
)
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@data_option
@click.option("--apply", "apply_", is_flag=True, help="Write every sure change, and the lock with it.")
@click.option("--keep", is_flag=True, help="With --apply: where there is a conflict, stay with the file.")
@click.option("--explain", metavar="KEY", help="Show where every field of one entry comes from.")
@click.option("--search", is_flag=True, help="Also search by title for what preprints were published as.")
@click.option("--offline", is_flag=True, help="Ask nobody but the replies that are kept.")
@click.option("--quiet", is_flag=True, help="No progress.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(("text", "json", "markdown", "patch")),
    default="text",
    show_default=True,
    help="How to report; patch is what --apply would change, for 'git apply'.",
)
@click.pass_context
def resolve(
    ctx: click.Context,
    /,
    keys: tuple[str, ...],
    data: Path | None,
    apply_: bool,
    keep: bool,
    explain: str | None,
    search: bool,
    offline: bool,
    quiet: bool,
    format_: str,
) -> int:
    """Compare the entries with what metadata services say; show what would change, and why."""
    from readinglist.metadata.resolve.resolution import render_resolution
    from readinglist.metadata.resolve.resolver import open_session

    if keep and not apply_:
        raise click.UsageError("--keep goes with --apply: without it nothing is written")
    rl, settings = open_list(ctx, data)
    wanted = (*keys, explain) if explain else keys
    with (
        open_session(settings.resolve, settings.root, offline=offline) as session,
        progress_of_services(quiet) as progress,
    ):
        resolution = rl.resolve(*wanted, session=session, search=search, progress=progress)
    for note in session.notes:
        say(note)
    if explain:
        sys.stdout.write(_explain(rl, resolution, explain))
        return CLEAN
    after = rl.applied(resolution, keep=keep)
    sys.stdout.write(after.diff() if format_ == "patch" else render_resolution(resolution, format_))
    if apply_:
        after.write()
    _say_summary(resolution, applied=apply_)
    broken = exit_code(rl)
    if resolution.interrupted:
        return INTERRUPTED
    if resolution.nobody_answered:
        return COULD_NOT_RUN
    # Once the sure changes are written, what waits is what --apply never writes.
    waits = (
        any((e.conflicts and not keep) or e.suggested for e in resolution) if apply_ else resolution.waiting
    )
    return FINDINGS if waits or resolution.findings else broken


def _explain(rl: ReadingList, resolution: Resolution, key: str) -> str:
    from readinglist.metadata.resolve.resolution import explain

    # By the key of the entry: that on the command line may have other capitals.
    entry = next(entry for entry in resolution if entry.key == rl.readings[key].key)
    return explain(entry, rl.lock.base(entry.key))


def _say_summary(resolution: Resolution, *, applied: bool) -> None:
    counts = resolution.summary()
    written = "were changed" if applied else "would change"
    say(f"{counts['known']} of {counts['readings']} readings are known to a service.")
    decide = f"{counts['conflicts']} need a decision, {counts['suggested']} have a suggestion"
    say(f"{counts['changed']} {written}, {decide}.")
    if counts["changed"] and not applied:
        say("Run it with --apply to write the changes.")
    if resolution.interrupted:
        say("Interrupted: this is what was heard until then.")
    if resolution.nobody_answered:
        say("Nobody could be asked: no network, or every service is down.")


@contextmanager
def progress_of_services(quiet: bool) -> Iterator[Progress | None]:
    """A bar on a terminal, a line a source in a log, nothing under ``--quiet``."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with _progress_bar() as progress:
            yield progress
    else:

        def say_begin(source: str, done: int, total: int) -> None:
            if done == 0:
                say(f"asking {source} about {total}")

        yield say_begin


@contextmanager
def _progress_bar() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

    columns = (TextColumn("{task.description:<12}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def progress(source: str, done: int, total: int) -> None:
            # A source that is asked in a later round begins anew, in a bar of its own.
            if source not in tasks or done == 0:
                tasks[source] = bar.add_task(source, total=total)
            bar.update(tasks[source], completed=done)

        yield progress
