"""The verb rollover: last term's list on the dates of a new one."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from readinglist.cli.common import CLEAN, data_option, open_list, say

if TYPE_CHECKING:
    from readinglist.reading_list import ReadingList
    from readinglist.settings import Settings

_DAY = click.DateTime(["%Y-%m-%d"])


class Holiday(click.ParamType[tuple[datetime.date, datetime.date, str]]):
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
@click.option(
    "--format", "format_", type=click.Choice(("text", "json", "markdown")), default="text", show_default=True,
    help="How to say what to look at again.",
)  # fmt: skip
@click.pass_context
def rollover(
    ctx: click.Context,
    /,
    term: str,
    data: Path | None,
    start: datetime.datetime,
    end: datetime.datetime | None,
    holidays: tuple[tuple[datetime.date, datetime.date, str], ...],
    into: Path | None,
    format_: str,
) -> int:
    """Put the list on the dates of NEWTERM, and say what to look at again."""
    from readinglist.report import render_findings
    from readinglist.rollover import NewTerm, look_again, place

    last = end.date() if end else None
    if last is not None and last < start.date():
        raise click.UsageError(f"the term ends on {last}, before it starts on {start.date()}")
    rl, settings = open_list(ctx, data)
    placed = place(
        rl.course,
        rl.sessions,
        NewTerm(term, start.date(), last, dict(_days(holidays))),
    )
    new = rl.with_schedule(placed.sessions, placed.course)
    findings = (*placed.findings, *look_again(new.syllabus, _dead(ctx, data, settings, rl)))
    if into is not None:
        new.write(into)
        say(f"wrote {into}: {len(new.sessions)} sessions, {len(new)} readings")
    sys.stdout.write(render_findings(findings, format_))
    if into is None:
        say("Nothing was written; --into DIR names the new folder.")
    return CLEAN


def _days(
    holidays: Iterable[tuple[datetime.date, datetime.date, str]],
) -> Iterator[tuple[datetime.date, str]]:
    for first, last, name in holidays:
        for number in range((last - first).days + 1):
            yield first + datetime.timedelta(days=number), name


def _dead(ctx: click.Context, data: Path | None, settings: Settings, rl: ReadingList) -> dict[str, str]:
    """The links that the history of checks knows as dead, and since when."""
    from readinglist.cli.links import history_path
    from readinglist.links import history_file
    from readinglist.links.gather import gather

    past = history_file.read(history_path(ctx, data, settings, None), today=rl.today()).history
    found = {}
    for target in gather(rl.syllabus, {}, ()):
        memory = past.get(target.name)
        if memory is not None and memory.dead_since is not None:
            found[target.url] = str(memory.dead_since)
    return found
