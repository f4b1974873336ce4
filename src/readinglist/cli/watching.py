"""``build --watch``: a build after each change, until somebody ends it."""

from __future__ import annotations

import datetime
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readinglist.cli.build import data_of, list_files, may_prune, plan_of
from readinglist.cli.common import CLEAN, exit_code, open_list, root_of, say, shown
from readinglist.errors import ReadingListError

if TYPE_CHECKING:
    from readinglist.site import Plan


def watch_builds(ctx: click.Context, /, data: Path | None, *, prune: bool, interval: float) -> int:
    """Build, and again after each change, until Ctrl-C or SIGTERM, which is how it is meant to end.

    Raises:
        MissingFileError: there is no list to begin with.
    """
    from readinglist.site.watching import watch

    builds = _Builds(ctx, data, prune)
    # Docker stops a container by SIGTERM, which Python does not hear where it is the first process.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        watch(builds.build, builds.watched, wait=lambda: time.sleep(interval))
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

    def watched(self) -> tuple[Path, ...]:
        """The data files, the places of settings, and the pages with markers."""
        return tuple(dict.fromkeys((*list_files(data_of(self._ctx, self._data)), *self._pages)))

    def build(self, changed: tuple[Path, ...]) -> Mapping[Path, bytes]:
        """Build and tell; what is wrong is said, and waited for until it is put right."""
        from readinglist.report import printable

        for path in changed:
            self._tell(f"changed    {printable(shown(path))}")
        try:
            made = self._built()
        except ReadingListError as error:
            if not self._said and not any(path.exists() for path in self.watched()[:2]):
                raise
            say(f"{self._time()}  readinglist: {printable(str(error))}")
            made = {}
        self._say_what_is_watched()
        return made

    def _built(self) -> Mapping[Path, bytes]:
        from readinglist.site.page import pages

        rl, settings = open_list(self._ctx, self._data)
        # Known before the plan, which may fail at a page: putting that right is what is waited for.
        self._pages = tuple(pages(settings.build, root_of(settings)))
        plan = plan_of(rl, settings, data_of(self._ctx, self._data))
        prune = may_prune(rl, plan, self._prune)
        plan.write(prune=prune)
        self._tell_of(plan, prune)
        exit_code(rl)
        return {file.path: file.data for file in plan.files}

    def _tell_of(self, plan: Plan, prune: bool) -> None:
        from readinglist.report import count_words, printable
        from readinglist.site.report import as_text, rows

        for remark in plan.remarks:
            say(printable(remark))
        told = list(rows(plan, shown, dry=False, prune=prune))
        for row in told:
            if row.state != "unchanged":
                self._tell(as_text(row).rstrip("\n"))
        same = sum(row.state == "unchanged" for row in told)
        if same:
            self._tell(f"unchanged  {count_words(same, 'file')}")

    def _tell(self, line: str) -> None:
        # At once, also into a pipe: whoever watches along shall not wait.
        sys.stdout.write(f"{self._time()}  {line}\n")
        sys.stdout.flush()

    def _time(self) -> str:
        return f"{self._now():%H:%M:%S}"

    def _say_what_is_watched(self) -> None:
        from readinglist.report import count_words

        pages = f", its settings and {count_words(len(self._pages), 'page')}" if self._pages else ""
        words = f"Watching the list{pages or ' and its settings'}; Ctrl-C ends it."
        if words != self._said:
            say(words)
        self._said = words
