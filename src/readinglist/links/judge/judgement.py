"""The verdict on a reply: by its status, or by its content, in the order in which evidence counts.

What says nothing of the page counts first (a wall, a login), then what says that it is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from readinglist.links.exchange import Case, Observation, Opinion, Testimony, Wish
from readinglist.links.judge import barriers, files, identity, lost_pages
from readinglist.links.judge.evidence import Evidence
from readinglist.links.judge.page import fingerprint, page_of
from readinglist.links.results import LinkTarget, Witness
from readinglist.links.verdicts import Verdict, class_of
from readinglist.web.page.page_titles import says
from readinglist.web.page.pdf import is_pdf

_GONE = frozenset({404, 410})
# 440: Microsoft's servers, a login that ran out. 511: the network one is in wants a login.
_LOGIN = frozenset({401, 407, 440, 511})
_KNOWN: dict[int, tuple[Verdict, str]] = {
    402: ("paywall", "the server wants to be paid (HTTP 402); link a free copy"),
    408: ("timeout", "the server gave up waiting (HTTP 408); ask again later"),
    429: ("rate_limited", "the host wants to be asked less often (HTTP 429); ask again later"),
    451: ("blocked", "the server may not show it, for legal reasons (HTTP 451); look at it in a browser"),
    999: ("blocked", "the site turns programs away (HTTP 999); look at it in a browser"),
}
_SIZE = re.compile(r"bytes\s+\*/(\d{1,18})\s*$", re.I)
# A 404 page by which sites of static files hand an address on to a script: the page may well be there.
_SCRIPTED_404 = re.compile(rb"pathSegmentsToKeep|spa-github-pages")

Check = Callable[[Evidence], Opinion | Wish | None]

# A page that has the title of its reading is that page, whatever else stands in it.
_CHECKS_OF_NAMED_PAGES: tuple[Check, ...] = (barriers.paywall_in_page, files.page_in_place_of_pdf)
# A store of files says in its own words what others only show, so it goes first.
_CHECKS_OF_OTHER_PAGES: tuple[Check, ...] = (
    files.file_host_in_page,
    barriers.bot_wall_in_page,
    files.video_without_name,
    barriers.login_by_address,
    lost_pages.parked_domain,
    lost_pages.missing_by_title,
    barriers.login_in_page,
    lost_pages.abandoned_host,
    lost_pages.missing_by_address,
    barriers.bot_wall_in_words,
    barriers.paywall_in_page,
    files.page_in_place_of_pdf,
    identity.page_of_another_work,
    lost_pages.missing_by_sibling,
    identity.page_without_the_work,
)


def judge(case: Case) -> Opinion | Wish:
    """Return what the newest reply of a case says of its link, or what is still needed to tell.

    What is alive is ``ok`` here, however many redirects led there. In doubt a link is
    alive, or nothing is known of it; it is never dead by doubt.

    Args:
        case: with at least one exchange that brought a reply which is no redirect to be followed.

    Returns:
        The verdict with its reason; ``"body"``: the page itself is needed; ``"sibling"``: an
        made-up address beside it is to be asked, and the case judged again.
    """
    evidence = Evidence(case)
    if not 200 <= evidence.status < 300:
        return _judge_status(evidence)
    return barriers.bot_wall_in_headers(evidence) or _judge_content(evidence)


def _judge_content(evidence: Evidence) -> Opinion | Wish:
    reply = evidence.reply
    if reply.ask.method == "HEAD":
        return files.judge_head(evidence)
    if not reply.body.strip():
        return "body" if evidence.may_read_more else files.judge_empty(evidence)
    if is_pdf(reply.body) or not evidence.is_html:
        return files.judge_file(evidence)
    return "body" if evidence.may_read_more else _judge_page(evidence)


def _judge_page(evidence: Evidence) -> Opinion | Wish:
    for check in _CHECKS_OF_NAMED_PAGES if evidence.is_named else _CHECKS_OF_OTHER_PAGES:
        found = check(evidence)
        if found is not None:
            return found
    # Nothing speaks against it, so it is alive; what follows is the reason that is told.
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


# By status (RFC 9110, 15; RFC 6585; RFC 7725) -----------------------------------------


def _judge_status(evidence: Evidence) -> Opinion | Wish:
    """Return what a reply with another status than 2xx says."""
    status = evidence.status
    wall = barriers.bot_wall_in_headers(evidence)
    if wall:
        return wall
    if evidence.reply.ask.method == "HEAD" and 400 <= status < 600 and status != 429:
        # Some servers refuse or misjudge HEAD; what they say to GET counts.
        return "body"
    if status in _GONE:
        return _judge_gone(evidence)
    return barriers.bot_wall_by_mark(evidence) or _judge_other_status(evidence)


def _judge_other_status(evidence: Evidence) -> Opinion:
    """Return what the status says; where it says little, what the page says."""
    status = evidence.status
    if status in _KNOWN:
        return evidence.opinion(*_KNOWN[status])
    if status in _LOGIN:
        reason = f"the server asks who is there (HTTP {status}); link a copy that is open to all"
        return evidence.opinion("login", reason)
    found = files.file_host_in_page(evidence) or barriers.bot_wall_in_page(evidence)
    if found or status < 400:
        return found or _judge_rest(evidence)
    if 500 <= status < 600:
        reason = f"the server says that it has a fault (HTTP {status}); ask again later"
        return evidence.opinion("server_error", reason)
    if status == 416:
        return _judge_range(evidence)
    login = barriers.login_in_page(evidence) if status == 403 else None
    reason = f"the server does not let programs see it (HTTP {status}); look at it in a browser"
    return login or evidence.opinion("blocked", reason)


def _judge_gone(evidence: Evidence) -> Opinion:
    status = evidence.status
    found = barriers.bot_wall_in_page(evidence)
    if found:
        return found
    if evidence.is_html and evidence.is_named and not says("not_there", evidence.page.title):
        return evidence.opinion(
            "ok", f"its page is shown, although the server says that it is not (HTTP {status})"
        )
    if _SCRIPTED_404.search(evidence.reply.body):
        reason = (
            f"the server says {status}, and sends a script that may find the page; look at it in a browser"
        )
        return evidence.opinion("blocked", reason)
    words = "not there" if status == 404 else "gone for good"
    return evidence.opinion(
        "gone", f"the server says that it is {words} (HTTP {status}); find the new address"
    )


def _judge_range(evidence: Evidence) -> Opinion:
    """Of 416: the part that was asked for is not there, but the server says how large the whole is."""
    match = _SIZE.search(evidence.reply.headers.get("content-range", "")[:100])
    if match and int(match[1]):
        return evidence.opinion("ok", f"there is a file of {int(match[1])} bytes")
    return evidence.opinion("server_error", "the server says that there is nothing in it (HTTP 416)")


def _judge_rest(evidence: Evidence) -> Opinion:
    status = evidence.status
    if status == 300:
        return evidence.opinion("ok", "the server offers several forms of it (HTTP 300)")
    if status == 304:
        return evidence.opinion("ok", "nothing has changed there (HTTP 304)")
    if 300 <= status < 400:
        reason = f"the server sends elsewhere and does not say where (HTTP {status}); ask again later"
    else:
        reason = f"the answer is none that HTTP knows for a page (HTTP {status}); ask again later"
    return evidence.opinion("server_error", reason)


# What is kept of it ---------------------------------------------------------------------


def observe(case: Case, opinion: Opinion) -> Observation:
    """Return what is remembered of a case that was judged: little enough to be kept of ten thousand."""
    last = case.last_of_link
    verdict, address = opinion.verdict, opinion.address
    # What stands at a link that is not alive is nothing to know it by.
    if class_of(verdict) != "alive":
        return Observation(verdict, address, nameless=last.fault in ("dns", "dns_later"))
    title, digest = fingerprint(last, page_of(case, last))
    etag, modified = last.headers.get("etag", ""), last.headers.get("last-modified", "")
    return Observation(verdict, address, etag, modified, title, digest, unchanged=last.status == 304)


def testify(target: LinkTarget, case: Case, opinion: Opinion) -> Testimony:
    """Return what the page of a link said, with the page as the witness."""
    at = case.last_of_link.at
    witness = Witness(name="page", said=opinion.reason, at=at, verdict=opinion.verdict)
    return Testimony(target, opinion, (witness,), observe(case, opinion))
