"""Hosts that have lost their site: names for sale, suspended accounts, servers fresh from the box."""

from __future__ import annotations

import re

from readinglist.links.exchange import Opinion
from readinglist.links.judge.evidence import Evidence, host_of, is_under, parts
from readinglist.web.page.page_check import is_start
from readinglist.web.page.page_titles import says

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
_FIND = "find where the work is now"
_MOST_WORDS = 200
_MOST_WORDS_OF_SERVER = 800


def parked(evidence: Evidence) -> Opinion | None:
    """The opinion where the name of the host is parked or for sale."""
    if _is_at_broker(evidence) or _has_mark(evidence.reply.body) or _is_for_sale(evidence):
        return evidence.opinion("wrong_content", f"{_SITE_GONE}: its name is parked or for sale; {_FIND}")
    return None


def abandoned(evidence: Evidence) -> Opinion | None:
    """The opinion where a hoster or a bare server answers in the site's place.

    Where only a site was named, a server without one is what stands there: that is said
    and is no fault.
    """
    title = evidence.page.title
    if len(evidence.page.words) > _MOST_WORDS_OF_SERVER:
        return None
    if says("suspended", title):
        return evidence.opinion("wrong_content", f"{_SITE_GONE}: its account is suspended; {_FIND}")
    promised = evidence.asks_for_work or evidence.expected.pdf or not is_start(evidence.asked)
    if promised and says("server", title):
        reason = f"{_SITE_GONE}: a server's own page stands there ({evidence.shown_title}); {_FIND}"
        return evidence.opinion("wrong_content", reason)
    return None


def _has_mark(body: bytes) -> bool:
    return any(mark in body for mark in _MARKS)


def _is_at_broker(evidence: Evidence) -> bool:
    """Whether a redirect led to a broker of names, or to the page that one puts up."""
    if not evidence.is_redirected:
        return False
    asked = host_of(evidence.asked)
    hosts = {
        host_of(parts(exchange.ask.url)) for exchange in evidence.case.exchanges if not exchange.ask.sibling
    }
    led = any(is_under(host, *_BROKERS) and host != asked for host in hosts)
    return led or _PATH.search(evidence.there.path) is not None


def _is_for_sale(evidence: Evidence) -> bool:
    """Whether the title offers a domain: it says "domain", or what is for sale looks like one."""
    title = evidence.page.title
    short = len(evidence.page.words) <= _MOST_WORDS
    return short and _DOMAIN.search(title) is not None and says("for_sale", title)
