"""The command line: arguments in, calls, prints, exit code. No rules of its own.

The report goes to standard output, talk to standard error. Exit code 0: clean; 1: findings;
2: could not run.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from readinglist.cli.changes import diff
from readinglist.cli.common import CLEAN, COULD_NOT_RUN, INTERRUPTED, Commands, data_option, say
from readinglist.cli.importing import import_
from readinglist.cli.links import check, merge_reports
from readinglist.cli.local import export, lint, show
from readinglist.cli.new_term import rollover
from readinglist.cli.online import add, resolve
from readinglist.cli.site import build
from readinglist.errors import ReadingListError


@click.group(
    cls=Commands,
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
@data_option
@click.version_option(package_name="readinglist", prog_name="readinglist")
@click.pass_context
def cli(ctx: click.Context, /, data: Path | None) -> None:
    """Keep a course's reading list: check it, cite it, put it on a page."""
    ctx.obj = data


for _verb in (show, export, lint, import_, build, add, resolve, check, merge_reports, diff, rollover):
    cli.add_command(_verb)


def main() -> None:
    """Run the command line and exit with its code; a crash is never 1."""
    # To find plugins, pydantic reads the metadata of every package that is installed; it has none for us.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command line; its exit code."""
    try:
        # In standalone mode click exits by itself, and with 1 where a person interrupts it.
        code = cli.main(args=arguments, prog_name="readinglist", standalone_mode=False)
        sys.stdout.flush()
        # A verb returns its code; --help and --version return none.
        return int(code or CLEAN)
    except click.ClickException as error:
        error.show()
        return COULD_NOT_RUN
    except ReadingListError as error:
        from readinglist.report import printable

        say(f"readinglist: {printable(str(error))}")
        return COULD_NOT_RUN
    except (KeyboardInterrupt, click.Abort):
        say("readinglist: interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough; the interpreter must not try to flush the rest.
        sys.stdout = None
        return CLEAN
    except Exception:
        import traceback

        traceback.print_exc()
        say("readinglist: this is a bug in readinglist, not in your data. Please report the lines above.")
        return COULD_NOT_RUN
