"""The verb build: the files of a site, written, compared, or built again after each change (``--watch``)."""

from __future__ import annotations

import datetime
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readinglist.cli.common import (
    CLEAN,
    FINDINGS,
    data_option,
    data_path,
    exit_code,
    open_list,
    root_of,
    say,
    shown,
)
from readinglist.errors import ReadingListError, SettingsError
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
    from readinglist.report import printable

    # https://no-color.org
    if not sys.stdout.isatty() or "NO_COLOR" in os.environ:
        return diff
    colours = {"+": "green", "-": "red", "@": "cyan"}
    # Not `splitlines`: the lines of a diff end at line feeds alone, and the last one does, too.
    lines = diff.split("\n")[:-1]
    shown_lines = (
        click.style(printable(line), fg=colours.get(line[:1]), bold=line.startswith(("+++", "---")))
        for line in lines
    )
    return "".join(f"{line}\n" for line in shown_lines)


def plan_builds(rl: ReadingList, settings: Settings, data: Path) -> Plan:
    """What the targets of ``settings`` come to for the list ``rl`` in ``data``.

    Raises:
        SettingsError: a target cannot be meant; the message names all such targets.
    """
    from readinglist import site
    from readinglist.store.data_files import LOCK_SUFFIX, SIDECAR_SUFFIXES

    if faults := site.check_targets(settings.build):
        raise SettingsError(settings.file, " ".join(faults))
    root, inputs = root_of(settings), [*input_files(data)]
    # What commands remember is no output either: a target of that name would write over it.
    inputs += (inputs[0].with_suffix(suffix) for suffix in (LOCK_SUFFIX, *SIDECAR_SUFFIXES))
    if settings.check.history:
        inputs.append(root / settings.check.history)
    return site.plan_site(rl.syllabus, settings.build, root, inputs=inputs, pace=settings.load)


def may_prune(rl: ReadingList, plan: Plan, prune: bool) -> bool:
    """Whether what is left over is removed: not where a week may be gone through an error in the data."""
    if prune and plan.leftovers and rl.findings.of("error"):
        say("Nothing is removed as long as the data have errors.")
        return False
    return prune


def input_files(data: Path) -> tuple[Path, ...]:
    """The files that the list in ``data`` and its settings are read from, there or not."""
    from readinglist.settings import places_of_settings
    from readinglist.store.data_files import BIB, SCHEDULE

    bib = data / BIB if data.is_dir() else data
    return (bib, bib.with_name(SCHEDULE), *places_of_settings(data))


def watch_builds(ctx: click.Context, /, data: Path | None, *, prune: bool, interval: float) -> int:
    """Build, and again after each change, until Ctrl-C or SIGTERM, which is how it is meant to end.

    Raises:
        MissingFileError: there is no list to begin with.
    """
    from readinglist.site.file_watch import watch

    builds = _Builds(ctx, data, prune)
    # Docker stops a container by SIGTERM, which Python does not hear where it is the first process.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        watch(builds.build, builds.watched_files, wait=lambda: time.sleep(interval))
    except KeyboardInterrupt:
        say("Stopped watching.")
    finally:
        signal.signal(signal.SIGTERM, before)
    return CLEAN


class _Builds:
    """The builds of one list, and the files that they depend on.

    ``now`` gives the time that a line begins with.
    """

    def __init__(
        self,
        ctx: click.Context,
        data: Path | None,
        prune: bool,
        now: Callable[[], datetime.datetime] = datetime.datetime.now,
    ) -> None:
        self._ctx, self._data, self._prune, self._now = ctx, data, prune, now
        self._pages: tuple[Path, ...] = ()
        self._said = ""

    def watched_files(self) -> tuple[Path, ...]:
        """The data files, the places of settings, and the pages with markers."""
        return tuple(dict.fromkeys((*input_files(data_path(self._ctx, self._data)), *self._pages)))

    def build(self, changed: tuple[Path, ...]) -> Mapping[Path, bytes]:
        """Build and report; an error is shown, and the watch goes on until it is put right."""
        from readinglist.report import printable

        for path in changed:
            self._tell(f"changed    {printable(shown(path))}")
        try:
            made = self._build_once()
        except ReadingListError as error:
            # Nothing built yet and no list there: a wrong path, for which no change is to be waited for.
            if not self._said and not any(path.exists() for path in self.watched_files()[:2]):
                raise
            say(f"{self._time()}  readinglist: {printable(str(error))}")
            made = {}
        self._say_watched_files()
        return made

    def _build_once(self) -> Mapping[Path, bytes]:
        from readinglist.site.build_plan import find_pages

        rl, settings = open_list(self._ctx, self._data)
        # Known before the plan, which may fail at a page: putting that right is what is waited for.
        self._pages = tuple(find_pages(settings.build, root_of(settings)))
        plan = plan_builds(rl, settings, data_path(self._ctx, self._data))
        prune = may_prune(rl, plan, self._prune)
        plan.write(prune=prune)
        self._tell_plan(plan, prune)
        exit_code(rl)
        return {file.path: file.data for file in plan.files}

    def _tell_plan(self, plan: Plan, prune: bool) -> None:
        from readinglist.report import count_words, printable
        from readinglist.site.report import as_text, rows

        for remark in plan.remarks:
            say(printable(remark))
        lines = list(rows(plan, shown, dry=False, prune=prune))
        for row in lines:
            if row.state != "unchanged":
                self._tell(as_text(row).rstrip("\n"))
        same = sum(row.state == "unchanged" for row in lines)
        if same:
            self._tell(f"unchanged  {count_words(same, 'file')}")

    def _tell(self, line: str) -> None:
        # At once, also into a pipe: whoever watches along shall not wait.
        sys.stdout.write(f"{self._time()}  {line}\n")
        sys.stdout.flush()

    def _time(self) -> str:
        return f"{self._now():%H:%M:%S}"

    def _say_watched_files(self) -> None:
        from readinglist.report import count_words

        pages = f", its settings and {count_words(len(self._pages), 'page')}" if self._pages else ""
        words = f"Watching the list{pages or ' and its settings'}; Ctrl-C ends it."
        if words != self._said:
            say(words)
        self._said = words
