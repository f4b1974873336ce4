"""A report on links as text: one pure module a format, all of them by name in `REPORTS`.

Every format shows texts and addresses that strangers wrote. None lets them be more than
text, and none shows a password or a token.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readinglist.links.results import LinkReport

    Render = Callable[[LinkReport, Mapping[str, str]], str]

# Names, not functions: the command line lists the formats, and that must not import pydantic.
REPORTS = {
    "text": "text",
    "json": "json_report",
    "markdown": "markdown",
    "github": "github",
    "junit": "junit",
    "sarif": "sarif",
    "html": "html_page",
}
"""Format to the module of this package that renders it."""


def report_text(report: LinkReport) -> str:
    """Return ``report`` as text for people, without a line feed at its end."""
    return render_links(report).rstrip("\n")


def render_links(
    report: LinkReport,
    format: str = "text",
    *,
    titles: Mapping[str, str] | None = None,
    limit: int | None = None,
) -> str:
    """Return ``report`` in one of the formats of `REPORTS`; the text ends in a line feed.

    Args:
        report: what a check found.
        format: name of the format.
        titles: titles of readings by citation key, for people; ``None``: keys have to do.
        limit: bytes that the text may have, for ``markdown`` alone, whose readers refuse more;
            ``None``: as much as a job's summary holds.

    Raises:
        UnknownFormatError: there is no such format.
        UsageError: the limit is too small for any report.
    """
    from readinglist.report import find_renderer

    module = find_renderer(REPORTS, format)
    if format == "markdown" and limit is not None:
        from readinglist.links.reports import markdown

        return markdown.render(report, titles or {}, limit)
    render: Render = import_module(f"{__name__}.{module}").render
    return render(report, titles or {})
