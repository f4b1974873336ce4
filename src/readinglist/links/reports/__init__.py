"""A report on links as text: one pure module a format, all of them by name in `REPORTS`.

Every format shows texts and addresses that strangers wrote. None lets them be more than
text, and none shows a password or a token.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from readinglist.links.reports import github, json_report, junit, markdown, sarif, text
from readinglist.links.reports.html import page
from readinglist.links.reports.json_report import parse as parse_json
from readinglist.links.reports.weeks import summary_by_week
from readinglist.links.results import LinkReport
from readinglist.report import find_renderer

__all__ = ["REPORTS", "Render", "parse_json", "render_links", "summary_by_week"]

Render = Callable[[LinkReport, Mapping[str, str]], str]

REPORTS: dict[str, Render] = {
    "text": text.render,
    "json": json_report.render,
    "markdown": markdown.render,
    "github": github.render,
    "junit": junit.render,
    "sarif": sarif.render,
    "html": page.render,
}


def report_text(report: LinkReport) -> str:
    """``report`` as text for people, without a line feed at its end."""
    return render_links(report).rstrip("\n")


def render_links(
    report: LinkReport,
    format: str = "text",
    *,
    titles: Mapping[str, str] | None = None,
    limit: int | None = None,
) -> str:
    """``report`` in one of the formats of `REPORTS`; the text ends in a line feed.

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
    renderer = find_renderer(REPORTS, format)
    if format == "markdown" and limit is not None:
        return markdown.render(report, titles or {}, limit)
    return renderer(report, titles or {})
