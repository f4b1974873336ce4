"""The command line: arguments in, calls, prints, exit code. No rules of its own.

The report goes to standard output, talk to standard error. Exit code 0: clean; 1: findings;
2: could not run.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from readinglist import __version__
from readinglist.errors import MissingFileError, ReadingListError
from readinglist.formats import FORMATS

if TYPE_CHECKING:
    from readinglist.reading_list import ReadingList
    from readinglist.settings import Settings

CLEAN, FINDINGS, COULD_NOT_RUN = 0, 1, 2
INTERRUPTED = 130
_LEVELS = ("required", "optional", "unspecified")
_SEVERITIES = ("error", "warning", "info")
_Command = TypeVar("_Command", bound=Callable[..., Any])


class _Commands(click.Group):
    """The verbs in the order in which they are met, not by letter."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in order of definition."""
        return list(self.commands)


class _Week(click.ParamType[int | str]):
    """A week number, or ``current``."""

    name = "N|current"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number, or the word."""
        if isinstance(value, int) or value == "current":
            return value
        try:
            return int(value)
        except ValueError:
            self.fail(f"{value!r} is neither a week number nor 'current'", param, ctx)


def _data_option(command: _Command) -> _Command:
    """``--data`` before and after the verb; the one behind it wins."""
    option = click.option(
        "--data",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Folder with readings.bib and schedule.toml, or a .bib file.  [default: data]",
    )
    return option(command)


def _filters(command: _Command) -> _Command:
    for option in (
        click.option("--tag", help="Only readings with this keyword."),
        click.option("--type", "type_", metavar="TYPE", help="Only readings of this CSL or BibTeX type."),
        click.option("--level", type=click.Choice(_LEVELS), help="Only readings of this level."),
        click.option(
            "--week", type=_Week(), help="Only this week; 'current' is the week of the next session."
        ),
    ):
        command = option(command)
    return command


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  readinglist show --week current
  readinglist export bibtex -o readings.bib
  readinglist lint --format github
  readinglist build --check

\b
Exit code: 0 clean, 1 findings, 2 could not run.
Shell completion: eval "$(_READINGLIST_COMPLETE=bash_source readinglist)"; also zsh_source, fish_source.""",
)
@_data_option
@click.version_option(__version__, prog_name="readinglist")
@click.pass_context
def cli(ctx: click.Context, /, data: Path | None) -> None:
    """Keep a course's reading list: check it, cite it, put it on a page."""
    ctx.obj = data


@cli.command(
    epilog="""\b
Examples:
  readinglist show
  readinglist show --week 3 --level required"""
)
@_data_option
@_filters
@click.pass_context
def show(ctx: click.Context, /, data: Path | None, **filters: Any) -> int:
    """Show the list as a table."""
    from readinglist import terminal

    rl, _ = _open(ctx, data)
    part = rl.select(**_selection(rl, filters))
    terminal.show(part.syllabus, sys.stdout, today=rl.today())
    return _exit_code(rl)


@cli.command(
    epilog="""\b
Examples:
  readinglist export bibtex -o readings.bib
  readinglist export markdown --week 3 --style ieee
  readinglist export json | jq '.sessions[].topic'"""
)
@click.argument("format", type=click.Choice(tuple(FORMATS)), metavar="FORMAT")
@_data_option
@_filters
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="PATH", help="Write to this file.")
@click.option("--style", metavar="NAME", help="markdown: cite in this style: acm, apa, ieee, or a CSL style.")
@click.option("--unicode", is_flag=True, help="bibtex: keep Unicode instead of LaTeX's commands.")
@click.option("--biblatex", is_flag=True, help="bibtex: write BibLaTeX's entry types, such as @online.")
@click.option("--keywords", is_flag=True, help="bibtex: add week and level to the keywords.")
@click.pass_context
def export(
    ctx: click.Context,
    /,
    format: str,
    data: Path | None,
    output: Path | None,
    style: str | None,
    unicode: bool,
    biblatex: bool,
    keywords: bool,
    **filters: Any,
) -> int:
    """Write the list in FORMAT: bibtex, markdown, json, csl-json or html."""
    rl, _ = _open(ctx, data)
    options: dict[str, Any] = {}
    if style is not None:
        options["style"] = style
    for name, value, given in (
        ("ascii", False, unicode),
        ("classic", False, biblatex),
        ("keywords", True, keywords),
    ):
        if given:
            options[name] = value
    text = rl.export(format, **_selection(rl, filters), **options)
    if output is None:
        sys.stdout.write(text)
    else:
        from readinglist.files import write_atomically

        changed = write_atomically(output, text.encode("utf-8", "surrogatepass"))
        _say(f"{'wrote' if changed else 'unchanged:'} {output}")
    return _exit_code(rl)


@cli.command(
    epilog="""\b
Examples:
  readinglist lint
  readinglist lint --format json --fail-on error

\b
Every rule, what it means and how to switch it off: docs/lint.md"""
)
@_data_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(("text", "json", "markdown", "github")),
    default="text",
    show_default=True,
    help="How to report; github makes annotations at the lines of a pull request.",
)
@click.option(
    "--fail-on", type=click.Choice(_SEVERITIES), help="Exit 1 from this level on.  [default: warning]"
)
@click.pass_context
def lint(ctx: click.Context, /, data: Path | None, format_: str, fail_on: str | None) -> int:
    """Check records and schedule, offline."""
    from readinglist.report import render_findings

    rl, settings = _open(ctx, data)
    files = None if settings.lint.files is None else _root(settings) / settings.lint.files
    findings = rl.lint(settings.lint, files=files)
    report = render_findings(findings, format_)
    sys.stdout.write(report)
    _say(_counted(findings.summary))
    return FINDINGS if findings.at_least(fail_on or settings.lint.fail_on) else CLEAN  # type: ignore[arg-type]


@cli.command(
    epilog="""\b
Examples:
  readinglist build
  readinglist build --check     in CI: exit 1 if a committed file is stale

\b
What is built is set under [tool.readinglist.build]; without settings: a page, reading
sections, a bibliography and data files in site/."""
)
@_data_option
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file is stale.")
@click.pass_context
def build(ctx: click.Context, /, data: Path | None, check: bool) -> int:
    """Write every file of the site that the settings name."""
    from readinglist import site

    rl, settings = _open(ctx, data)
    built = site.build(rl, settings.build, _root(settings), check=check)
    for path, size, changed in built:
        state = ("stale" if check else "wrote") if changed else "unchanged"
        sys.stdout.write(f"{state:<9}  {_shown(path)}  ({size:,} bytes)\n")
    stale = check and any(item.changed for item in built)
    if stale:
        _say("Stale files: run 'readinglist build' and commit what it writes.")
    return FINDINGS if stale else _exit_code(rl)


# What the verbs share ---------------------------------------------------------------------


def _open(ctx: click.Context, /, data: Path | None) -> tuple[ReadingList, Settings]:
    from readinglist.reading_list import ReadingList
    from readinglist.settings import read_settings

    path = data or ctx.obj or Path("data")
    try:
        rl = ReadingList.read(path)
    except MissingFileError as error:
        hint = "" if data or ctx.obj else " Say where the list is: readinglist --data DIR …"
        raise MissingFileError(error.path, error.reason + hint) from error
    return rl, read_settings(path if path.is_dir() else path.parent)


def _root(settings: Settings) -> Path:
    """The folder that output goes to: that of the settings, or else the current one."""
    return settings.root or Path()


def _shown(path: Path) -> str:
    """``path`` as it is shortest from here."""
    here = Path.cwd()
    return str(path.resolve().relative_to(here) if path.resolve().is_relative_to(here) else path)


def _selection(rl: ReadingList, filters: dict[str, Any]) -> dict[str, Any]:
    week = filters["week"]
    if week == "current":
        session = rl.current()
        if session is None or session.week is None:
            raise click.UsageError("no session is dated today or later: the course is over; name a week")
        week = session.week
    return {"week": week, "level": filters["level"], "type": filters["type_"], "tag": filters["tag"]}


def _exit_code(rl: ReadingList) -> int:
    """1 where something in the data could not be understood; says so, and where."""
    from readinglist.report import printable

    errors = rl.findings.of("error")
    for finding in errors:
        _say(printable(str(finding)))
    return FINDINGS if errors else CLEAN


def _counted(summary: dict[str, int]) -> str:
    counts = (
        f"{number} {level}{'s' if number != 1 and level != 'info' else ''}"
        for level, number in summary.items()
    )
    return ", ".join(counts)


def _say(message: str) -> None:
    sys.stderr.write(message + "\n")


def main() -> None:
    """Run the command line and exit with its code; a crash is never 1."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command line; its exit code."""
    try:
        code = cli.main(args=arguments, prog_name="readinglist", standalone_mode=False)
        sys.stdout.flush()
        return int(code or CLEAN)
    except click.ClickException as error:
        error.show()
        return COULD_NOT_RUN
    except ReadingListError as error:
        from readinglist.report import printable

        _say(f"readinglist: {printable(str(error))}")
        return COULD_NOT_RUN
    except (KeyboardInterrupt, click.Abort):
        _say("readinglist: interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough; the interpreter must not try to flush the rest.
        sys.stdout = None
        return CLEAN
    except Exception:
        import traceback

        traceback.print_exc()
        _say("readinglist: this is a bug in readinglist, not in your data. Please report the lines above.")
        return COULD_NOT_RUN
