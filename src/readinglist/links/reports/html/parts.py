"""The parts of the page: a link with all that is known of it, and the tables; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from readinglist.links.reports import phrases
from readinglist.links.reports.addresses import clipped, readable
from readinglist.links.reports.grouping import HostDead
from readinglist.links.reports.html.sparkline import sparkline
from readinglist.links.reports.phrases import hosts_of, needs_of, offer_of, owner_of, place_of
from readinglist.links.reports.weeks import WeekSummary
from readinglist.links.results import LinkResult, Use
from readinglist.links.verdicts import MEANINGS
from readinglist.text.addresses import safe_url
from readinglist.text.html import bdi, escape_html

_MOST_USES = 8
_MOST_HOSTS = 30
_BAR = 120  # pixels of the longest bar of a host


def outside(url: str, text: str, *, follow: bool = True) -> str:
    """``text`` (HTML), linked to ``url`` where that leads into the web and may be followed."""
    safe = safe_url(url) if follow else None
    if safe is None or not safe.lower().startswith(("http://", "https://")):
        return text
    return f'<a href="{escape_html(safe).replace("##[", "##%5B")}" rel="noreferrer nofollow">{text}</a>'


def address(link: LinkResult) -> str:
    """The address, in full, as a link unless it is unsafe."""
    shown = f"<bdi>{escape_html(readable(link.url))}</bdi>"
    return f'<span class="address">{outside(link.url, shown, follow=link.verdict_class != "unsafe")}</span>'


def badge(link: LinkResult) -> str:
    """The verdict, in the colour of its class, with its meaning for who points at it."""
    meaning, name = escape_html(MEANINGS[link.verdict]), link.verdict.replace("_", " ")
    return f'<span class="badge {link.verdict_class}" title="{meaning}">{name}</span>'


def card(link: LinkResult, titles: Mapping[str, str]) -> str:
    """A link that somebody must do something about."""
    when = phrases.streak(link) if link.verdict_class == "dead" else ""
    parts = (
        f'<p class="top">{badge(link)}{sparkline(link)}</p>',
        f"<h3>{_heading(link, titles)}</h3>",
        f"<p>{address(link)}</p>",
        f'<p class="case">{bdi(clipped(link.reason) or MEANINGS[link.verdict])}</p>',
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
        return clipped(titles[use.key], 150)
    return owner_of(use, titles) or clipped(use.field, 40)


def _uses(uses: tuple[Use, ...]) -> str:
    places = dict.fromkeys(
        (place_of(use), clipped(use.field, 40), clipped(use.key or "", 80)) for use in uses
    )
    said = [
        " ".join(f'<span class="code">{bdi(part)}</span>' for part in parts if part)
        for parts in list(places)[:_MOST_USES]
    ]
    needs = needs_of(uses, _MOST_USES)
    return "".join(
        f'<p class="soft">{label} {text}</p>'
        for label, text in (("Needed", escape_html(needs)), ("In", "; ".join(said)))
        if text
    )


def _offer(link: LinkResult) -> str:
    offer = offer_of(link)
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
        f"<li><strong>{bdi(clipped(witness.name, 40))}</strong> {bdi(clipped(witness.said))} "
        f'<span class="soft">{bdi(clipped(witness.at, 40))}</span></li>'
        for witness in link.witnesses
    )
    summary = f"<summary>Who says so ({len(link.witnesses)})</summary>"
    return f"<details>{summary}<ul>{said}</ul></details>" if said else ""


def rows(links: Iterable[LinkResult], titles: Mapping[str, str]) -> str:
    """A table of links: what they are, what is the case, and how it went."""
    body = "".join(
        f"<tr><td>{badge(link)}</td><td>{address(link)}<br>"
        f'<span class="soft">{_heading(link, titles)}</span></td>'
        f"<td>{bdi(clipped(link.reason, 160))}{_offer(link)}</td><td>{sparkline(link)}</td></tr>\n"
        for link in links
    )
    head = "".join(
        f'<th scope="col">{name}</th>' for name in ("Verdict", "Link", "What is the case", "History")
    )
    return f'<table class="links"><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table>\n'


def weeks(summaries: tuple[WeekSummary, ...]) -> str:
    """A list of the sessions in which something is wrong, with the keys of the readings."""
    return "".join(
        f"<li><strong>{week.when}</strong> "
        + "; ".join(
            f'{need} <span class="soft">{bdi(clipped(", ".join(need.keys), 200))}</span>'
            for need in week.needs
        )
        + "</li>\n"
        for week in summaries
    )


def hosts(dead: tuple[HostDead, ...]) -> str:
    """A table of the hosts that have dead links, with a bar as long as they are many."""
    most = max((each.dead for each in dead), default=1)
    body = "".join(
        f'<tr><th scope="row">{bdi(clipped(each.host, 80) or "no host")}</th>'
        f"<td>{each.dead} of {each.links}</td><td>{_bar(each.dead / most)}</td></tr>\n"
        for each in dead[:_MOST_HOSTS]
    )
    more = hosts_of(((each.host, each.dead) for each in dead[_MOST_HOSTS:]), _MOST_HOSTS)
    rest = f'<p class="soft">Also {bdi(more)}.</p>' if more else ""
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Host", "Dead", ""))
    return f'<table class="hosts"><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table>\n{rest}'


def _bar(share: float) -> str:
    width = max(round(share * _BAR), 3)
    rect = f'<rect width="{width}" height="10"/>'
    return f'<svg class="bar" aria-hidden="true" width="{_BAR}" height="10">{rect}</svg>'
