"""Hosts that have lost their site: names for sale, suspended accounts, servers fresh from the box."""

from __future__ import annotations

import re

from readinglist.links.case import Opinion
from readinglist.links.judge.evidence import Evidence, host_of, is_under, parts
from readinglist.sources.start_page import is_start
from readinglist.sources.title_parts import phrases, says

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
# What parked pages carry for the broker that pays for their visitors. Only scripts, frames and
# settings: a text about brokers names them, too.
_MARK = re.compile(
    rb"data-adblockkey\s*=|window\.park\s*=\s*[\"']|img1\.wsimg\.com/parking-lander|/parking-lander/"
    rb"|(?:src|url)\s*=\s*[\"']?(?:https?:)?//(?:[\w-]+\.){0,3}(?:sedoparking\.com|parkingcrew\.net"
    rb"|bodis\.com|bodiscdn\.com"
    rb"|parklogic\.com|dsparking\.com|d38psrni17bvxu\.cloudfront\.net|dan\.com/|afternic\.com/)"
    rb"|window\.location(?:\.href)?\s*=\s*[\"']/lander[\"'?]|sedoParkingUrl"
    rb"|hugedomains\.com/domain_profile\.cfm",
    re.I,
)
_PATH = re.compile(
    r"^/(?:lander|sedoparking|domain-for-sale|cgi-sys/(?:suspended|default)\w*\.\w+)(?:/|$)", re.I
)
# In the pieces of a title, dots have become spaces.
_NAME = r"(?:[a-z0-9-]+ ){1,4}"
_FOR_SALE = phrases(
    rf"(?:this |the )?(?:premium )?(?:domain(?: name)? )?(?:{_NAME})?(?:is "
    rf"|may be )(?:now )?(?:available )?for sale",
    rf"(?:{_NAME})?(?:premium )?domain(?: name)?(?: is| may be)? (?:available )?for sale|(?:buy"
    rf"|purchase) this domain(?: name)?",
    rf"(?:this )?(?:domain )?(?:{_NAME})?(?:is a )?parked domain(?: name)?(?: on [a-z ]+)?"
    rf"|domain (?:name )?(?:parked|expired)",
    r"(?:this )?domain (?:name )?(?:has expired|is (?:parked|not configured|pending renewal))"
    r"|home domain expired",
    r"buy and sell domain names|hugedomains(?: com)?|(?:strato |ionos |ovh )?domain reserved"
    r"|future home of .+",
    r"(?:diese )?domain (?:zu verkaufen|steht zum verkauf|kaufen)"
    r"|(?:ce )?(?:nom de )?domaine (?:à vendre|expiré)"
    r"|dominio (?:en venta|in vendita|caducado|scaduto)|домен (?:продается|продаётся|припаркован)"
    r"|域名(?:出售|转让|已过期)",
)
_DOMAIN = re.compile(r"\bdomain|\bdomini?|домен|域名", re.I)
_SUSPENDED = phrases(
    r"(?:this )?(?:account|website|site|hosting|web hosting account)(?: has been| is)? (?:suspended"
    r"|disabled|deactivated)"
    r"|suspended (?:account|domain|site|page)|site not (?:published|configured)",
)
_DEFAULT = phrases(
    r"welcome to (?:nginx|openresty|caddy|centos|tengine|apache tomcat|litespeed)(?: .+)?|it works",
    r"apache2? (?:\w+ )?default page(?: it works)?|apache http server test page.*"
    r"|test page for (?:the )?(?:apache|nginx|http"
    r"|ssl).*|http server test page.*",
    r"iis ?\d*(?: windows(?: server)?)?|iis windows(?: server)?"
    r"|microsoft internet information services \d+",
    r"(?:web server's |domain )?default (?:web site |website |web server |parallels plesk )?page"
    r"|plesk .*default page.*",
    r"default web ?site page|success your new web server is ready to use",
)
_SITE_GONE = "the host has lost its site"
_FIND = "find where the work is now"
_MOST_WORDS = 200
_MOST_WORDS_OF_SERVER = 800


def parked(evidence: Evidence) -> Opinion | None:
    """The opinion where the name of the host is parked or for sale."""
    if evidence.is_named:
        return None
    if _is_at_broker(evidence) or _MARK.search(evidence.reply.body) or _is_for_sale(evidence):
        return evidence.opinion("wrong_content", f"{_SITE_GONE}: its name is parked or for sale; {_FIND}")
    return None


def abandoned(evidence: Evidence) -> Opinion | None:
    """The opinion where a hoster or a bare server answers in the site's place.

    Where only a site was named, a server without one is what stands there: that is said
    and is no fault.
    """
    title = evidence.page.title
    if evidence.is_named or len(evidence.page.words) > _MOST_WORDS_OF_SERVER:
        return None
    if says(_SUSPENDED, title):
        return evidence.opinion("wrong_content", f"{_SITE_GONE}: its account is suspended; {_FIND}")
    promised = evidence.asks_for_work or evidence.expected.pdf or not is_start(evidence.asked)
    if promised and says(_DEFAULT, title):
        reason = f"{_SITE_GONE}: a server's own page stands there ({evidence.shown_title}); {_FIND}"
        return evidence.opinion("wrong_content", reason)
    return None


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
    """Whether the title offers a domain; so it has to say "domain", or to name the host."""
    title = evidence.page.title
    if len(evidence.page.words) > _MOST_WORDS or not says(_FOR_SALE, title):
        return False
    hosts = {host_of(evidence.asked), host_of(evidence.there)} - {""}
    return _DOMAIN.search(title) is not None or any(host in title.lower() for host in hosts)
