"""The verbs that need no network: show, export, lint."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from readinglist.cli.common import (
    CLEAN,
    FINDINGS,
    SEVERITIES,
    data_option,
    exit_code,
    filters,
    open_list,
    root_of,
    say,
    selection,
    summary_words,
)
from readinglist.formats import FORMATS


@click.command(
    epilog="""\b
Examples:
  readinglist show
  readinglist show --week 3 --level required
  readinglist show --load"""
)
@data_option
@filters
@click.option("--load", is_flag=True, help="Show how much each week asks for instead.")
@click.pass_context
def show(ctx: click.Context, /, data: Path | None, load: bool, **chosen: Any) -> int:
    """Show the list as a table."""
    from readinglist.cli import terminal

    rl, settings = open_list(ctx, data)
    part = rl.select(**selection(rl, chosen))
    if load:
        terminal.show_load(part.workload(settings.load), settings.load, sys.stdout)
        return exit_code(rl)
    terminal.show(part.syllabus, sys.stdout, today=rl.today())
    return exit_code(rl)


@click.command(
    epilog="""\b
Examples:
  readinglist export bibtex -o readings.bib
  readinglist export markdown --week 3 --style ieee
  readinglist export json | jq '.sessions[].topic'

\b
Formats:
"""
    + "\n".join(f"  {format.name:<15} {format.summary}" for format in FORMATS.values())
)
@click.argument("format", type=click.Choice(tuple(FORMATS)), metavar="FORMAT")
@data_option
@filters
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
    **chosen: Any,
) -> int:
    """Write the list, or a part of it, in FORMAT."""
    rl, settings = open_list(ctx, data)
    options: dict[str, Any] = {"pace": settings.load} if "pace" in FORMATS[format].options else {}
    if style is not None:
        options["style"] = style
    # Only what was asked for: a format refuses an option that it does not take.
    for name, value, given in (
        ("ascii", False, unicode),
        ("classic", False, biblatex),
        ("keywords", True, keywords),
    ):
        if given:
            options[name] = value
    text = rl.export(format, **selection(rl, chosen), **options)
    if output is None:
        sys.stdout.write(text)
    else:
        from readinglist.store.files import write_atomically

        # Half of a surrogate pair in the data is written as it is.
        changed = write_atomically(output, text.encode("utf-8", "surrogatepass"))
        say(f"{'wrote' if changed else 'unchanged:'} {output}")
    return exit_code(rl)


@click.command(
    epilog="""\b
Examples:
  readinglist lint
  readinglist lint --format json --fail-on error

\b
Every rule, what it means and how to switch it off: docs/lint.md"""
)
@data_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(("text", "json", "markdown", "github")),
    default="text",
    show_default=True,
    help="How to report; github makes annotations at the lines of a pull request.",
)
@click.option(
    "--fail-on", type=click.Choice(SEVERITIES), help="Exit 1 from this level on.  [default: warning]"
)
@click.pass_context
def lint(ctx: click.Context, /, data: Path | None, format_: str, fail_on: str | None) -> int:
    """Check records and schedule, offline."""
    from readinglist.report import render_findings

    rl, settings = open_list(ctx, data)
    files = None if settings.lint.files is None else root_of(settings) / settings.lint.files
    # Without a folder of the site, nothing is said of links to its files.
    findings = rl.lint(settings.lint, files=files)
    report = render_findings(findings, format_)
    sys.stdout.write(report)
    say(summary_words(findings.summary))
    return FINDINGS if findings.at_least(fail_on or settings.lint.fail_on) else CLEAN  # type: ignore[arg-type]
