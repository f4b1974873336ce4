"""The report as one page that loads nothing, runs nothing and may lie anywhere; pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple

from readinglist.formats.html.head import asset, page_head
from readinglist.links.reports import html_parts, phrases
from readinglist.links.reports.addresses import redact_record
from readinglist.links.reports.phrases import finding_line
from readinglist.links.reports.summaries import (
    LinkGroups,
    dead_per_host,
    group_links,
    report_day,
    summary_by_week,
)
from readinglist.links.results import LinkReport, LinkResult
from readinglist.links.verdicts import class_of
from readinglist.report import count_words
from readinglist.text.html import bdi, time_html

_TITLE = "Links of the reading list"
_UNCONFIRMED = "Dead, but not confirmed: it counts if the next run agrees"
_MOST_OPEN = 20  # rows of a table that is not folded, where something is to be done
_HOW = (
    "A link counts from the first run that found it alive until the last one that did, or until the first "
    "of the runs that confirmed it dead; the rate is taken to be the same for all of them and on all days."
)
ENOUGH_DEATHS = 5
"""Deaths that an estimate needs: from fewer, chance alone moves it by half of itself and more."""
_DAYS_A_YEAR = 365.25


@cache
def style() -> str:
    """Return the style sheet: the one of the reading list's page, and what this page adds."""
    own = resources.files(__package__).joinpath("links.css").read_text(encoding="utf-8")
    return asset("base.css") + own


def render(report: LinkReport, titles: Mapping[str, str]) -> str:
    """``report`` as one complete HTML page; ``titles`` are those of readings, by key."""
    report = redact_record(report)
    groups = group_links(report, report_day(report))
    # What must be done stands before what may be known.
    sections = (
        _cards("dead", "Dead: replace the link, or take it out", groups.dead, titles),
        _cards("unsafe", "Unsafe: correct the link", groups.unsafe, titles),
        _weeks(report),
        _cards("unconfirmed", _UNCONFIRMED, groups.unconfirmed, titles),
        _table("moved", "Moved for good: write the new address", groups.moved, titles, folded=_MOST_OPEN),
        _table("recovered", "Alive again: nothing to do", groups.recovered, titles, folded=_MOST_OPEN),
        _findings(report),
        _table("unknown", "Not known: nothing to do", groups.unknown, titles),
        _table("set-aside", "Not looked at", groups.set_aside, titles),
        _table("alive", "Alive", groups.alive, titles),
        _hosts(report),
        _half_life(report),
    )
    return (
        f'{page_head(_TITLE, style())}<body>\n<a class="skip" href="#main">Skip to the links</a>\n'
        f'{_header(report, groups)}<main id="main" tabindex="-1">\n{"".join(sections)}</main>\n'
        f"<footer><p>{phrases.totals(report)} {phrases.effort(report) if report.links else ''}</p></footer>\n"
        "</body>\n</html>\n"
    )


def _header(report: LinkReport, groups: LinkGroups) -> str:
    day = report_day(report)
    when = f'<p class="soft">As of {time_html(day)}</p>\n' if day else ""
    said = [phrases.NOTHING] if not report.links else [] if report.offline else [phrases.headline(groups)]
    tone = "bad" if report.red else "good"
    headline = "".join(f'<p class="headline {tone}">{sentence}</p>\n' for sentence in said)
    notes = "".join(f'<p class="note">{sentence}</p>\n' for sentence in phrases.circumstances(report))
    tiles = _tiles(groups) if report.links else ""
    return f"<header>\n<h1>{_TITLE}</h1>\n{when}{headline}{notes}{tiles}</header>\n"


def _tiles(groups: LinkGroups) -> str:
    # The third names the colour: what is not sure, or not urgent, is not shown in red.
    tiles = (
        ("dead", "dead", "dead", groups.dead),
        ("unsafe", "unsafe", "unsafe", groups.unsafe),
        ("unconfirmed", "not confirmed", "unknown", groups.unconfirmed),
        ("moved", "moved", "unknown", groups.moved),
        ("unknown", "not known", "unknown", groups.unknown),
        ("set-aside", "not looked at", "set_aside", groups.set_aside),
        ("alive", "alive", "alive", groups.alive),
    )
    shown = "".join(
        f'<li><a class="tile {kind}" href="#{name}"><b>{len(links)}</b> {label}</a></li>'
        for name, label, kind, links in tiles
        if links
    )
    return f'<nav aria-label="Links by verdict"><ul class="tiles">{shown}</ul></nav>\n'


def _section(name: str, heading: str, body: str) -> str:
    head = f'<h2 id="h-{name}">{heading}</h2>'
    return f'<section id="{name}" aria-labelledby="h-{name}">{head}\n{body}</section>\n'


def _cards(name: str, heading: str, links: tuple[LinkResult, ...], titles: Mapping[str, str]) -> str:
    if not links:
        return ""
    cards = "".join(html_parts.card(link, titles) for link in links)
    return _section(name, f"{heading} <small>{len(links)}</small>", f'<ul class="cards">{cards}</ul>\n')


def _weeks(report: LinkReport) -> str:
    summaries = summary_by_week(report)
    said = f'<ul class="weeks">{html_parts.weeks(summaries)}</ul>\n'
    return _section("weeks", "By week", said) if summaries else ""


def _findings(report: LinkReport) -> str:
    said = "".join(f"<li>{bdi(finding_line(finding))}</li>\n" for finding in report.findings)
    return _section("check", "About the check itself", f'<ul class="findings">{said}</ul>\n') if said else ""


def _table(
    name: str, heading: str, links: tuple[LinkResult, ...], titles: Mapping[str, str], folded: int = 0
) -> str:
    """Return a section with a table, folded where it has more rows than ``folded``."""
    if not links:
        return ""
    unfolded = "" if len(links) > folded else " open"
    summary = f"<summary>{count_words(len(links), 'link')}</summary>"
    shown = f"<details{unfolded}>{summary}\n{html_parts.rows(links, titles)}</details>\n"
    return _section(name, f"{heading} <small>{len(links)}</small>", shown)


def _hosts(report: LinkReport) -> str:
    dead = dead_per_host(report.links)
    return _section("hosts", "Dead per host", html_parts.hosts(dead)) if dead else ""


def _half_life(report: LinkReport) -> str:
    if not report.links:
        return ""
    life = half_life(report.links)
    figure = f'<p class="figure">{str(life)[0].upper()}{str(life)[1:]}</p>\n'
    basis = f"{count_words(life.deaths, 'link')} died in {life.link_days:,} days of links that were watched."
    if life.days is None:
        basis += f" An estimate needs at least {ENOUGH_DEATHS} deaths."
    return _section("half-life", "Half-life of a link", f'{figure}<p class="soft">{basis} {_HOW}</p>\n')


# How long links live ------------------------------------------------------------------


class HalfLife(NamedTuple):
    """After how many days half of the links are dead, and what that is estimated from.

    ``days`` is ``None`` where there are too few deaths to say. ``link_days`` counts the days
    over which links were seen alive, over all links.
    """

    days: float | None
    deaths: int
    link_days: int

    def __str__(self) -> str:
        """In words: ``about 3.1 years``; ``not enough data`` where that is so."""
        if self.days is None:
            return "not enough data"
        if self.days >= _DAYS_A_YEAR:
            return f"about {self.days / _DAYS_A_YEAR:.1f} years"
        return f"about {self.days:.0f} days"


def half_life(links: Iterable[LinkResult]) -> HalfLife:
    """Return the half-life of ``links``, as if each of them died at the same constant rate.

    A link counts from the first run that found it alive until the last one that did, or
    until the first of the runs that found it dead where that is confirmed, which is then
    its death. Walls and silences before and behind say nothing. The rate is deaths a day
    alive, and the half-life is ln 2 divided by it.
    """
    spans = [_span(link) for link in links]
    deaths = sum(died for _, died in spans)
    link_days = sum(days for days, _ in spans)
    # Deaths by days watched: the likeliest rate, also where most links have not died yet.
    known = deaths >= ENOUGH_DEATHS and link_days > 0
    return HalfLife(math.log(2) * link_days / deaths if known else None, deaths, link_days)


def _span(link: LinkResult) -> tuple[int, bool]:
    """Return for how many days a link was there to be seen, and whether it died at the end of them."""
    alive = [day for day, verdict in link.history if class_of(verdict) == "alive"]
    if not alive:
        return 0, False
    # A death before the last run that found it alive was none.
    deaths = (day for day, verdict in link.history if day > alive[-1] and class_of(verdict) == "dead")
    died = next(deaths, None) if link.verdict_class == "dead" and link.confirmed else None
    return max(((died or alive[-1]) - alive[0]).days, 0), died is not None
