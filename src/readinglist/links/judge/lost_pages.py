"""Pages that have status 200 and are not the page: "not found", a start page, a parked or suspended host."""

from __future__ import annotations

import re
from urllib.parse import unquote

from readinglist.links.exchange import Exchange, Opinion, Wish
from readinglist.links.judge.evidence import Evidence, parts, same_text, site_of
from readinglist.links.judge.page import Page, is_html, page_of
from readinglist.links.link_identity import is_under
from readinglist.text.word_forms import vocabulary, words
from readinglist.web.asking import addresses
from readinglist.web.asking.failures import RequestFailed
from readinglist.web.page.page_check import (
    is_login_address,
    is_start,
    is_wall_title,
    wall_of_header,
    wall_of_mark,
)
from readinglist.web.page.page_titles import says

_FIND = "find the new address"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SPEAKS_OF_ERRORS = re.compile(r"404|410|not[-_ ]?found|http[-_ ]?status|error[-_ ]?(?:code|page)", re.I)
_ERROR_PATH = re.compile(
    r"/(?:(?:errors?|fehler|status)[/_-])?"
    r"(?:errors?|error[-_]?page|(?:error[-_]?)?40[04]|(?:(?:page|file)[-_]?)?not[-_]?found(?:[-_]?page)?"
    r"|page[-_]?missing|nicht-gefunden|no-encontrad[oa]|introuvable)"
    r"(?:\.[a-z]{2,5})?/?$",
    re.I,
)
# What makes an error of another kind out of it.
_OTHER_ERROR = re.compile(
    r"50\d|40[13]|forbidden|denied|unavailable|maintenance|session|cookie|timeout", re.I
)
_DEEP = re.compile(r"/[^/]+/[^/]+|\.\w{2,5}$")
_SPEAKS_FOR_WORK = 0.75

_BROKERS = (
    "sedo.com",
    "sedoparking.com",
    "parkingcrew.net",
    "bodis.com",
    "dan.com",
    "afternic.com",
    "hugedomains.com",
    "undeveloped.com",
    "uniregistry.com",
    "domainmarket.com",
    "buydomains.com",
    "brandbucket.com",
    "parklogic.com",
    "domainnamesales.com",
    "dsparking.com",
    "domainlore.com",
    "porkbun-parked.com",
    "expireddomains.com",
    "searchvity.com",
)
# What only parked pages carry, for the broker that pays for their visitors. Their scripts and frames,
# not their names: a text about brokers has these, too.
_MARKS = (
    b"data-adblockkey=",
    b'window.park = "',
    b'window.park="',
    b"/parking-lander/",
    b"//img.sedoparking.com/",
    b"//sedoparking.com/",
    b"sedoParkingUrl",
    b"//d38psrni17bvxu.cloudfront.net/",
    b".parkingcrew.net/",
    b".bodiscdn.com/",
    b"//parking.bodis",
    b".parklogic.com/",
    b".dsparking.com/",
    b'window.location.href="/lander',
    b"hugedomains.com/domain_profile.cfm",
)
_PATH = re.compile(
    r"^/(?:lander|sedoparking|domain-for-sale|cgi-sys/(?:suspended|default)\w*\.\w+)(?:/|$)", re.I
)
_DOMAIN = re.compile(r"\b[\w-]+\.[\w.-]*[a-z]{2} (?:is|may be)\b|\bdomain|\bdomini?|домен|域名", re.I)
_SITE_GONE = "the host has lost its site"
_FIND_WORK = "find where the work is now"
_MOST_WORDS = 200
_MOST_WORDS_OF_SERVER = 800


def missing_by_title(evidence: Evidence) -> Opinion | None:
    """Return the opinion where the title says that there is nothing, or that something failed."""
    title = evidence.page.title
    if _SPEAKS_OF_ERRORS.search(_own_words(evidence)):
        # An address with the words of an error in it is that of a page about errors.
        return None
    if says("not_there", title):
        reason = f"the page says that it is not there ({evidence.shown_title}); {_FIND}"
        return evidence.opinion("soft_404", reason)
    if says("fault", title):
        reason = f"the page says that something failed ({evidence.shown_title}); ask again later"
        return evidence.opinion("server_error", reason)
    return None


def missing_by_address(evidence: Evidence) -> Opinion | None:
    """Return the opinion where a redirect led to the page for errors, or to the start page of a site."""
    if not evidence.is_redirected:
        return None
    if _ERROR_PATH.search(evidence.final_parts.path) and not _ERROR_PATH.search(evidence.link_parts.path):
        if _OTHER_ERROR.search(f"{evidence.final_parts.path}?{evidence.final_parts.query}"):
            return evidence.opinion("server_error", "it leads to a page for errors; ask again later")
        return evidence.opinion("soft_404", f"it leads to the site's page for errors; {_FIND}")
    if _leads_home(evidence) and _is_surely_lost(evidence):
        return evidence.opinion("soft_404", f"it leads to the start page of a site now; {_FIND}")
    return None


def missing_by_sibling(evidence: Evidence) -> Opinion | Wish | None:
    """Return the opinion where the site answers alike for an address that was made up.

    Asked only where there is doubt. ``None``: there is none, or it was cleared.
    """
    if not _is_in_doubt(evidence):
        return None
    sibling = evidence.sibling
    if sibling is None:
        return "sibling"
    if sibling.status in _REDIRECTS:
        if not evidence.is_redirected or _location(sibling) != evidence.reply.ask.url:
            return None
        reason = f"the site sends everything that it does not have to this page; {_FIND}"
        return evidence.opinion("soft_404", reason)
    if _answers_alike(evidence, sibling):
        reason = f"the site shows this page for whatever it does not have; {_FIND}"
        return evidence.opinion("soft_404", reason)
    return None


# Doubt ---------------------------------------------------------------------------------


def _is_in_doubt(evidence: Evidence) -> bool:
    page = evidence.page
    if (
        is_start(evidence.link_parts)
        or page.is_shell
        or page.is_scripted
        or page.refresh
        or evidence.is_known
    ):
        return False
    if _leads_home(evidence):
        return evidence.fit != "mentioned"
    return evidence.asks_for_work and evidence.fit in ("silent", "unseen")


def _leads_home(evidence: Evidence) -> bool:
    return evidence.is_redirected and is_start(evidence.final_parts) and not is_start(evidence.link_parts)


def _is_surely_lost(evidence: Evidence) -> bool:
    """Return whether to be led to a start page means that the page itself is gone.

    A person's or a project's page may have moved to a host of its own, whose start page it
    is then; so where the work was not promised, a page that looks like a folder is given
    the benefit of the doubt.
    """
    if not evidence.asks_for_work:
        return _same_site(evidence) and _DEEP.search(evidence.link_parts.path.rstrip("/")) is not None
    if _same_site(evidence):
        return not evidence.is_mentioned(_SPEAKS_FOR_WORK)
    return evidence.fit != "mentioned" and not evidence.page.is_shell


def _same_site(evidence: Evidence) -> bool:
    return site_of(evidence.link_parts) == site_of(evidence.final_parts)


def _own_words(evidence: Evidence) -> str:
    """Return the path and query of the address that the list names."""
    return unquote(f"{evidence.link_parts.path}?{evidence.link_parts.query}")


# Comparison ----------------------------------------------------------------------------


def _answers_alike(evidence: Evidence, sibling: Exchange) -> bool:
    if sibling.status is None or not 200 <= sibling.status < 300 or not is_html(sibling):
        return False
    page = page_of(evidence.case, sibling)
    # What stands before all pages alike says nothing of this one.
    if _is_gate(sibling, page) or page.is_shell:
        return False
    return _same_page(evidence, page, sibling)


def _location(exchange: Exchange) -> str | None:
    try:
        return addresses.redirect_target(exchange.ask.url, exchange.headers.get("location", ""))
    except (RequestFailed, ValueError):
        return None


def _is_gate(exchange: Exchange, page: Page) -> bool:
    """Return whether what answered is a wall, a login or a fault, which says nothing."""
    return (
        wall_of_header(exchange.headers) is not None
        or wall_of_mark(exchange.body) is not None
        or is_wall_title(page.title)
        or says("login", page.title)
        or is_login_address(parts(exchange.ask.url))
        or says("fault", page.title)
    )


def _same_page(evidence: Evidence, page: Page, sibling: Exchange) -> bool:
    """Return whether two pages are one but for the words of their addresses.

    Where both say that one deeper address is their own, the site found the same document
    by a part of the address that both share, such as a number.
    """
    own = evidence.page
    if own.canonical and own.canonical == page.canonical and not is_start(parts(own.canonical)):
        return False
    echoed = vocabulary(words(f"{_own_words(evidence)} {unquote(parts(sibling.ask.url).path)}"))
    if vocabulary(words(own.title)) - echoed != vocabulary(words(page.title)) - echoed:
        return False
    return same_text(own.vocabulary - echoed, page.vocabulary - echoed)


# Hosts that have lost their site -----------------------------------------------------


def parked_domain(evidence: Evidence) -> Opinion | None:
    """Return the opinion where the name of the host is parked or for sale."""
    is_marked = any(mark in evidence.reply.body for mark in _MARKS)
    title = evidence.page.title
    # It says "domain", or what is for sale looks like one: not every shop is a parked page.
    is_offer = len(evidence.page.words) <= _MOST_WORDS and _DOMAIN.search(title) and says("for_sale", title)
    if is_marked or _is_at_broker(evidence) or is_offer:
        reason = f"{_SITE_GONE}: its name is parked or for sale; {_FIND_WORK}"
        return evidence.opinion("wrong_content", reason)
    return None


def abandoned_host(evidence: Evidence) -> Opinion | None:
    """Return the opinion where a hoster or a bare server answers in the site's place.

    Where only a site was named, a server without one is what stands there: that is said
    and is no fault.
    """
    title = evidence.page.title
    if len(evidence.page.words) > _MOST_WORDS_OF_SERVER:
        return None
    if says("suspended", title):
        return evidence.opinion("wrong_content", f"{_SITE_GONE}: its account is suspended; {_FIND_WORK}")
    promised = evidence.asks_for_work or evidence.expected.pdf or not is_start(evidence.link_parts)
    if promised and says("server", title):
        reason = f"{_SITE_GONE}: a server's own page stands there ({evidence.shown_title}); {_FIND_WORK}"
        return evidence.opinion("wrong_content", reason)
    return None


def _is_at_broker(evidence: Evidence) -> bool:
    """Return whether a redirect led to a broker of names, or to the page that one puts up."""
    if not evidence.is_redirected:
        return False
    asked = site_of(evidence.link_parts)
    hosts = {
        site_of(parts(exchange.ask.url)) for exchange in evidence.case.exchanges if not exchange.ask.sibling
    }
    led = any(is_under(host, *_BROKERS) and host != asked for host in hosts)
    return led or _PATH.search(evidence.final_parts.path) is not None
