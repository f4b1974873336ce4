"""The verb rollover: last term's list on the dates of a new one."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from readinglist.cli.common import CLEAN, INTERRUPTED, data_option, data_path, open_list, say
from readinglist.cli.links import history_path

if TYPE_CHECKING:
    from readinglist.links.results import LinkReport
    from readinglist.lists.reading_list import ReadingList
    from readinglist.metadata.resolve.resolution import Resolution
    from readinglist.model.finding import Finding
    from readinglist.settings import Settings

_DAY = click.DateTime(["%Y-%m-%d"])
_Span = tuple[datetime.date, datetime.date, str]


class Holiday(click.ParamType[_Span]):
    """A day or a span of days without a meeting, perhaps with its name: ``2027-03-22..2027-03-26=Break``."""

    name = "DATE[..DATE][=NAME]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """First day, last day, name."""
        if isinstance(value, tuple):
            return value
        days, _, name = str(value).partition("=")
        first, _, last = days.partition("..")
        try:
            span = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last or first)
        except ValueError:
            self.fail(f"{value!r} is not DATE, DATE..DATE or DATE=NAME, as 2027-01-18=MLK Day", param, ctx)
        if not 0 <= (span[1] - span[0]).days <= 100:
            self.fail(f"{value!r} ends before it begins, or lasts too long for a holiday", param, ctx)
        return *span, name.strip()


@click.command(
    short_help="Put the list on the dates of a new term.",
    epilog="""\b
Examples:
  readinglist rollover "Spring 2027" --start 2027-01-19 --into ../spring-2027/data
  readinglist rollover "Fall 2027" --start 2027-08-25 --end 2027-12-10 \\
      --holiday "2027-09-06=Labor Day" --holiday "2027-11-22..2027-11-26=Thanksgiving" --into new
  readinglist rollover "Spring 2027" --start 2027-01-19 --ask --format markdown

\b
Sessions keep their order and their weekdays. What is printed is a list of what to look at again.
Exit code: 0; 2 if it could not be done.""",
)
@click.argument("term", metavar="NEWTERM")
@data_option
@click.option(
    "--start", required=True, type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Its first day."
)
@click.option("--end", type=_DAY, metavar="DATE", help="Its last day.")
@click.option("--holiday", "holidays", type=Holiday(), multiple=True, help="Days without a meeting.")
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The new folder; without it, nothing is written.",
)
@click.option("--in-place", is_flag=True, help="Change the list where it is.")
@click.option(
    "--ask", is_flag=True, help="Ask services and links what has become of the works; see resolve, check."
)
@click.option("--quiet", is_flag=True, help="No progress.")
@click.option(
    "--format", "format_", type=click.Choice(("text", "json", "markdown")), default="text", show_default=True,
    help="How to say what to look at again; markdown is a list to tick off.",
)  # fmt: skip
@click.pass_context
def rollover(
    ctx: click.Context,
    /,
    term: str,
    data: Path | None,
    start: datetime.datetime,
    end: datetime.datetime | None,
    holidays: tuple[_Span, ...],
    into: Path | None,
    in_place: bool,
    ask: bool,
    quiet: bool,
    format_: str,
) -> int:
    """Put the list on the dates of NEWTERM, and say what to look at again."""
    from readinglist.lists.rollover import NewTerm, place_sessions, render_review

    last = end.date() if end else None
    if last is not None and last < start.date():
        raise click.UsageError(f"the term ends on {last}, before it starts on {start.date()}")
    rl, settings = open_list(ctx, data)
    path = data_path(ctx, data)
    _require_place(path, into, in_place=in_place)
    days = {
        first_day + datetime.timedelta(days=number): name
        for first_day, last_day, name in holidays
        for number in range((last_day - first_day).days + 1)
    }
    placed = place_sessions(rl.course, rl.sessions, NewTerm(term, start.date(), last, days))
    new = rl.with_schedule(placed.sessions, placed.course)
    target = _write(new, path, into, in_place=in_place)
    history = history_path(ctx, target or path, settings, None)
    again = _Review(new, settings, history, remembers=target is not None)
    findings = (*placed.findings, *(again.from_services(quiet=quiet) if ask else again.from_history()))
    # As far as the new list's own text tells: places would be those of the old files.
    lint = (
        finding.model_copy(update={"file": None, "line": None})
        for finding in new.lint(settings.lint).at_least("warning")
    )
    sys.stdout.write(render_review((*findings, *lint), format_))
    if target is None:
        say("Nothing was written; --into DIR names the new folder, --in-place changes this one.")
    return INTERRUPTED if again.interrupted else CLEAN


def _require_place(path: Path, into: Path | None, *, in_place: bool) -> None:
    """Refuse to write over a list, unless a person has said so."""
    from readinglist.store.data_files import require_no_list

    if into is None:
        return
    if in_place:
        raise click.UsageError(
            "--into names a new folder, --in-place changes the old one; give one of the two"
        )
    if into.resolve() == (path if path.is_dir() else path.parent).resolve():
        raise click.UsageError(f"{into} is the folder of this term's list; --in-place changes it there")
    require_no_list(into)


def _write(new: ReadingList, path: Path, into: Path | None, *, in_place: bool) -> Path | None:
    """Where the new list was written; ``None``: nowhere."""
    from readinglist.store.data_files import read_sidecars, write_sidecars

    if into is not None:
        # Read first: what cannot be read shall stop it before anything is written.
        sidecars = read_sidecars(path, into)
        new.write(into)
        write_sidecars(sidecars)
    elif in_place:
        new.write()
    else:
        return None
    target = into or path
    say(f"wrote {target}: {len(new.sessions)} sessions, {len(new)} readings")
    return target


class _Review:
    """What to look at again, from what is known or by asking.

    Attributes:
        interrupted: a person pressed Ctrl-C while services or links were asked; answers so far count.
    """

    def __init__(self, new: ReadingList, settings: Settings, history: Path, *, remembers: bool) -> None:
        self._new, self._settings = new, settings
        self._history, self._remembers = history, remembers
        self.interrupted = False

    def from_history(self) -> tuple[Finding, ...]:
        """From the list and the history of its links alone."""
        from readinglist.lists.rollover import review_list

        return review_list(self._new.syllabus, self._dead_links())

    def from_services(self, *, quiet: bool) -> tuple[Finding, ...]:
        """From what the services say of the works, and from what stands at the links."""
        from readinglist.lists.rollover.review import known_keys, review_links, review_list, review_works

        resolution = self._resolution(quiet=quiet)
        self.interrupted = resolution.interrupted
        links: tuple[Finding, ...] = ()
        # A check that has looked at all links knows better than the history what is dead.
        dead = self._dead_links()
        if not self.interrupted:
            report = self._links(quiet=quiet)
            self.interrupted = report.interrupted
            links = review_links(report)
            dead = dead if report.interrupted or report.offline else {}
        again = review_list(self._new.syllabus, dead, known_keys(resolution))
        return (*review_works(resolution), *links, *again)

    def _resolution(self, *, quiet: bool) -> Resolution:
        from readinglist.cli.online import progress_of_services
        from readinglist.metadata.resolve.resolver import open_session

        with (
            open_session(self._settings.resolve, self._settings.root) as session,
            progress_of_services(quiet) as progress,
        ):
            resolution = self._new.resolve(session=session, progress=progress)
        for note in session.notes:
            say(note)
        return resolution

    def _links(self, *, quiet: bool) -> LinkReport:
        from readinglist.cli.links import progress_of_links

        # Where nothing is written, there is no list whose history this would be.
        history = self._history if self._remembers else None
        with progress_of_links(quiet=quiet) as progress:
            return self._new.check_links(history=history, settings=self._settings, progress=progress)

    def _dead_links(self) -> dict[str, datetime.date]:
        from readinglist.links.history import read
        from readinglist.links.targets import gather_targets

        past = read(self._history, today=self._new.today()).history
        return past.dead_links(gather_targets(self._new.syllabus, {}, ()))
