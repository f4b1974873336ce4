"""Pieces of HTML for a link and a report: the parts of the page, and what a notebook shows; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from readinglist.formats.notebook import SOFT, table_html
from readinglist.links.reports import phrases
from readinglist.links.reports.addresses import one_line, readable, redact_record
from readinglist.links.reports.phrases import (
    best_offer,
    describe_needs,
    describe_offer,
    describe_owner,
    describe_place,
    describe_verdict,
    list_hosts,
    remarks,
)
from readinglist.links.reports.summaries import (
    HostDead,
    WeekSummary,
    count_by_verdict,
    group_links,
    summary_by_week,
)
from readinglist.links.results import LinkReport, LinkResult, Use
from readinglist.links.verdicts import MEANINGS, VerdictClass, class_of
from readinglist.report import count_words, date_words
from readinglist.text.html import bdi, escape_html
from readinglist.text.safety import safe_url

_MOST_USES = 8
_MOST_HOSTS = 30
_LONGEST_BAR = 120  # pixels of the longest bar of a host
# A notebook keeps what it shows in its own file.
_MOST_NOTEBOOK_ROWS = 200
_MOST_NOTEBOOK_HOSTS = 6
SHOWN = 40
"""Runs that have room, the latest ones."""
_STEP, _BAR_WIDTH, _HEIGHT = 4, 3, 18
# Told apart by their height as well, for who cannot see the colours.
_HEIGHTS: dict[VerdictClass, int] = {"alive": 5, "set_aside": 2, "unknown": 10, "dead": 18, "unsafe": 18}


def outside(url: str, text: str, *, follow: bool = True) -> str:
    """``text`` (HTML), linked to ``url`` where that leads into the web and may be followed."""
    safe = safe_url(url) if follow else None
    if safe is None or not safe.lower().startswith(("http://", "https://")):
        return text
    # "##[" would be a command where GitHub reads a log along; "noreferrer": no host learns of the report.
    return f'<a href="{escape_html(safe).replace("##[", "##%5B")}" rel="noreferrer nofollow">{text}</a>'


def address(link: LinkResult) -> str:
    """Return the address, in full, as a link unless it is unsafe."""
    # "bdi": text that runs from right to left must not turn round what stands beside it.
    shown = f"<bdi>{escape_html(readable(link.url))}</bdi>"
    return f'<span class="address">{outside(link.url, shown, follow=link.verdict_class != "unsafe")}</span>'


def badge(link: LinkResult) -> str:
    """Return the verdict, in the colour of its class, with its meaning for who points at it."""
    meaning, name = escape_html(MEANINGS[link.verdict]), link.verdict.replace("_", " ")
    return f'<span class="badge {link.verdict_class}" title="{meaning}">{name}</span>'


def card(link: LinkResult, titles: Mapping[str, str]) -> str:
    """Return the card of a link that a person must do something about."""
    when = phrases.streak(link) if link.verdict_class == "dead" else ""
    parts = (
        f'<p class="top">{badge(link)}{sparkline(link)}</p>',
        f"<h3>{_heading(link, titles)}</h3>",
        f"<p>{address(link)}</p>",
        f'<p class="case">{bdi(one_line(link.reason) or MEANINGS[link.verdict])}</p>',
        f'<p class="soft">{escape_html(when[:1].upper() + when[1:])}</p>' if when else "",
        _uses(link.used_by),
        _offer(link),
        _witnesses(link),
    )
    return f'<li class="card {link.verdict_class}">{"".join(parts)}</li>\n'


def _heading(link: LinkResult, titles: Mapping[str, str]) -> str:
    owners = dict.fromkeys(_owner(use, titles) for use in link.used_by)
    return " · ".join(bdi(owner) for owner in list(owners)[:_MOST_USES]) or "A link that nobody uses"


def _owner(use: Use, titles: Mapping[str, str]) -> str:
    if use.key is not None and titles.get(use.key):
        return one_line(titles[use.key], 150)
    return describe_owner(use, titles) or one_line(use.field, 40)


def _uses(uses: tuple[Use, ...]) -> str:
    places = dict.fromkeys(
        (describe_place(use), one_line(use.field, 40), one_line(use.key or "", 80)) for use in uses
    )
    said = [
        " ".join(f'<span class="code">{bdi(part)}</span>' for part in parts if part)
        for parts in list(places)[:_MOST_USES]
    ]
    needs = describe_needs(uses, _MOST_USES)
    return "".join(
        f'<p class="soft">{label} {text}</p>'
        for label, text in (("Needed", escape_html(needs)), ("In", "; ".join(said)))
        if text
    )


def _offer(link: LinkResult) -> str:
    offer = best_offer(link)
    if offer is None:
        return ""
    url = link.repairs[0].address if link.repairs else link.address or ""
    shown = f'<span class="address"><bdi>{escape_html(offer[0])}</bdi></span>'
    return (
        f'<p class="offer"><strong>Instead:</strong> {outside(url, shown)} '
        f'<span class="soft">({bdi(offer[1])})</span></p>'
    )


def _witnesses(link: LinkResult) -> str:
    said = "".join(
        f"<li><strong>{bdi(one_line(witness.name, 40))}</strong> {bdi(one_line(witness.said))} "
        f'<span class="soft">{bdi(one_line(witness.at, 40))}</span></li>'
        for witness in link.witnesses
    )
    summary = f"<summary>Who says so ({len(link.witnesses)})</summary>"
    return f"<details>{summary}<ul>{said}</ul></details>" if said else ""


def rows(links: Iterable[LinkResult], titles: Mapping[str, str]) -> str:
    """Return a table of links: what they are, what is the case, and how it went."""
    body = "".join(
        f"<tr><td>{badge(link)}</td><td>{address(link)}<br>"
        f'<span class="soft">{_heading(link, titles)}</span></td>'
        f"<td>{bdi(one_line(link.reason, 160))}{_offer(link)}</td><td>{sparkline(link)}</td></tr>\n"
        for link in links
    )
    head = "".join(
        f'<th scope="col">{name}</th>' for name in ("Verdict", "Link", "What is the case", "History")
    )
    return f'<table class="links"><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table>\n'


def weeks(summaries: tuple[WeekSummary, ...]) -> str:
    """Return a list of the sessions in which something is wrong, with the keys of the readings."""
    return "".join(
        f"<li><strong>{week.when}</strong> "
        + "; ".join(
            f'{need} <span class="soft">{bdi(one_line(", ".join(need.keys), 200))}</span>'
            for need in week.needs
        )
        + "</li>\n"
        for week in summaries
    )


def hosts(dead: tuple[HostDead, ...]) -> str:
    """Return a table of the hosts that have dead links, with a bar as long as they are many."""
    most = max((each.dead for each in dead), default=1)
    body = "".join(
        f'<tr><th scope="row">{bdi(one_line(each.host, 80) or "no host")}</th>'
        f"<td>{each.dead} of {each.links}</td>"
        f'<td><svg class="bar" aria-hidden="true" width="{_LONGEST_BAR}" height="10">'
        # Three pixels at least: a single dead link among hundreds is still to be seen.
        f'<rect width="{max(round(each.dead / most * _LONGEST_BAR), 3)}" height="10"/></svg></td></tr>\n'
        for each in dead[:_MOST_HOSTS]
    )
    more = list_hosts(((each.host, each.dead) for each in dead[_MOST_HOSTS:]), _MOST_HOSTS)
    rest = f'<p class="soft">Also {bdi(more)}.</p>' if more else ""
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Host", "Dead", ""))
    return f'<table class="hosts"><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table>\n{rest}'


# The history as a picture -------------------------------------------------------------


def sparkline(link: LinkResult) -> str:
    """Return an SVG with a bar for each run, the taller the worse; empty where there is no history."""
    runs = link.history[-SHOWN:]
    if not runs:
        return ""
    # One path a class and not one element a run: a report may have ten thousand links.
    paths: dict[VerdictClass, list[str]] = {}
    for index, (_, verdict) in enumerate(runs):
        kind = class_of(verdict)
        height = _HEIGHTS[kind]
        bar = f"M{index * _STEP} {_HEIGHT - height}h{_BAR_WIDTH}v{height}h-{_BAR_WIDTH}z"
        paths.setdefault(kind, []).append(bar)
    drawn = "".join(f'<path class="{kind}" d="{"".join(bars)}"/>' for kind, bars in paths.items())
    width = len(runs) * _STEP - (_STEP - _BAR_WIDTH)
    return (
        f'<svg class="history" role="img" aria-label="{_label(link)}" width="{width}" height="{_HEIGHT}" '
        f'viewBox="0 0 {width} {_HEIGHT}"><title>{_label(link)}</title>{drawn}</svg>'
    )


def _label(link: LinkResult) -> str:
    runs = link.history[-SHOWN:]
    counts = Counter(class_of(verdict).replace("_", " ") for _, verdict in runs)
    said = ", ".join(f"{number} {kind}" for kind, number in counts.items())
    first, last = date_words(runs[0][0]), date_words(runs[-1][0])
    when = f"from {first} to {last}" if len(runs) > 1 else f"on {first}"
    return f"{count_words(len(runs), 'run')} {when}: {said}"


# In a notebook: without style or script ----------------------------------------------


def link_html(link: LinkResult) -> str:
    """Return one link: the verdict, the reason, since when, who needs it, what to put in its place."""
    link = redact_record(link)
    facts = (
        phrases.streak(link) if link.verdict_class == "dead" else "",
        *dict.fromkeys(describe_owner(use, {}) for use in link.used_by),
        describe_needs(link.used_by),
        describe_offer(link),
    )
    soft = " · ".join(bdi(fact) for fact in facts if fact)
    about = f"<div {SOFT}>{soft}</div>" if soft else ""
    return f"<div><strong>{address(link)}</strong><div>{bdi(describe_verdict(link))}</div>{about}</div>"


def report_html(report: LinkReport) -> str:
    """Return a report: what is to be done in a table, then by week, then the counts."""
    report = redact_record(report)
    groups = group_links(report)
    todo = (*groups.dead, *groups.unsafe, *groups.unconfirmed, *groups.moved)
    head = ("Link", "What is the case", "Reading", "Needed", "Instead")
    table = table_html(head, map(_notebook_row, todo[:_MOST_NOTEBOOK_ROWS])) if todo else ""
    more = [f"and {len(todo) - _MOST_NOTEBOOK_ROWS} more"] if len(todo) > _MOST_NOTEBOOK_ROWS else []
    lines = [*more, *map(str, summary_by_week(report)), *_count_quiet(report), *remarks(report)]
    below = "".join(f"<div {SOFT}>{bdi(line)}</div>" for line in lines)
    known = report.links and not report.offline
    headline = f"<strong>{phrases.headline(groups)}</strong>" if known else ""
    return f"<div>{headline}{table}{below}</div>"


def _notebook_row(link: LinkResult) -> tuple[str, ...]:
    owners = dict.fromkeys(describe_owner(use, {}) for use in link.used_by)
    return (
        address(link),
        bdi(describe_verdict(link)),
        "<br>".join(bdi(owner) for owner in owners if owner),
        bdi(describe_needs(link.used_by)),
        bdi(describe_offer(link).removeprefix("instead: ")),
    )


def _count_quiet(report: LinkReport) -> list[str]:
    """Return what is counted and not listed."""
    found = count_by_verdict(report.of("unknown", "set_aside"))
    said = [
        f"{count.number} {count.verdict} ({list_hosts(count.hosts, _MOST_NOTEBOOK_HOSTS)})" for count in found
    ]
    return [*said, phrases.totals(report)] if report.links else said
