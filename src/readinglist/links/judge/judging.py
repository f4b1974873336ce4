"""The order in which evidence counts: what says nothing of the page first, then what says that it is lost."""

from __future__ import annotations

from collections.abc import Callable

from readinglist.links.exchange import Case, Opinion, Wish
from readinglist.links.judge import (
    bot_walls,
    file_hosts,
    files,
    identity,
    login_paywall,
    missing,
    parked_domains,
    statuses,
)
from readinglist.links.judge.evidence import Evidence
from readinglist.web.page.pdf import is_pdf

Check = Callable[[Evidence], Opinion | Wish | None]

# A page that has the title of its reading is that page, whatever else stands in it.
_OF_NAMED_PAGES: tuple[Check, ...] = (login_paywall.paywall, files.page_for_pdf)
# A store of files says in its own words what others only show, so it goes first.
_OF_OTHER_PAGES: tuple[Check, ...] = (
    file_hosts.in_page,
    bot_walls.in_page,
    file_hosts.without_name,
    login_paywall.by_address,
    parked_domains.parked,
    missing.by_title,
    login_paywall.in_page,
    parked_domains.abandoned,
    missing.by_address,
    bot_walls.in_words,
    login_paywall.paywall,
    files.page_for_pdf,
    identity.another_work,
    missing.by_sibling,
    identity.silent,
)


def judge(case: Case) -> Opinion | Wish:
    """What the newest reply of a case says of its link, or what is still needed to tell.

    What is alive is ``ok`` here, however many redirects led there. In doubt a link is
    alive, or nothing is known of it; it is never dead by doubt.

    Args:
        case: with at least one exchange that brought a reply which is no redirect to be followed.

    Returns:
        The verdict with its reason; ``"body"``: the page itself is needed; ``"sibling"``: an
        address beside it that nobody can have is to be asked, and the case judged again.
    """
    evidence = Evidence(case)
    if not 200 <= evidence.status < 300:
        return statuses.by_status(evidence)
    return bot_walls.in_headers(evidence) or _of_content(evidence)


def _of_content(evidence: Evidence) -> Opinion | Wish:
    reply = evidence.reply
    if reply.ask.method == "HEAD":
        return files.by_head(evidence)
    if not reply.body.strip():
        return "body" if evidence.may_read_more else files.empty(evidence)
    if is_pdf(reply.body) or not evidence.is_html:
        return files.of_file(evidence)
    return "body" if evidence.may_read_more else _of_page(evidence)


def _of_page(evidence: Evidence) -> Opinion | Wish:
    for check in _OF_NAMED_PAGES if evidence.is_named else _OF_OTHER_PAGES:
        found = check(evidence)
        if found is not None:
            return found
    return _alive(evidence)


def _alive(evidence: Evidence) -> Opinion:
    page = evidence.page
    if evidence.is_named:
        return evidence.opinion("ok", "the page has the title of the work")
    if page.refresh:
        return evidence.opinion("ok", f"the page leads on to {page.refresh[:200]}, which was not followed")
    if page.is_shell:
        return evidence.opinion("ok", "the page is there; its scripts draw it, so what it shows was not seen")
    if not evidence.asks_for_work:
        return evidence.opinion("ok", "the page is there")
    if evidence.fit == "mentioned":
        return evidence.opinion("ok", "the page names the work or its authors")
    return evidence.opinion("ok", f"the page is there, under another title ({evidence.shown_title})")
