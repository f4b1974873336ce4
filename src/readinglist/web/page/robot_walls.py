"""Walls that turn programs away: how those of the known makers look, by header, script, title, address.

A wall says nothing of the page behind it. Only what a wall alone has is looked for: most
of its makers also put scripts, cookies and headers into the pages that they let through.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import SplitResult

from readinglist.web.page.page_titles import says

# Name of a header in lower case, what its value begins with, and whose it is. Sources, in this order:
# https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/
# https://docs.aws.amazon.com/waf/latest/APIReference/API_ChallengeAction.html
# https://vercel.com/docs/vercel-firewall
_HEADERS = (
    ("cf-mitigated", ("challenge", "block"), "Cloudflare"),
    ("x-amzn-waf-action", ("challenge", "captcha", "block"), "AWS WAF"),
    ("x-vercel-mitigated", ("challenge", "deny"), "Vercel"),
    ("x-sucuri-block", ("",), "Sucuri"),
    ("x-dd-b", ("1", "2"), "DataDome"),
    ("sg-captcha", ("challenge",), "SiteGround"),
)
# Scripts, sentences and names that stand in the bytes of a wall, and whose it is.
_MARKS = (
    (b"_cf_chl_opt", "Cloudflare"),
    (b"/orchestrate/chl_page/", "Cloudflare"),
    (b"error code: 1020", "Cloudflare"),
    (b"error code: 1015", "Cloudflare"),
    (b"error code: 1010", "Cloudflare"),
    (b"Incapsula incident ID", "Imperva"),
    (b"/_Incapsula_Resource?CWUDNSAI=", "Imperva"),
    (b"/_Incapsula_Resource?SWUDNSAI=", "Imperva"),
    (b".captcha-delivery.com", "DataDome"),
    (b"px-captcha", "HUMAN"),
    (b"captcha.px-c", "HUMAN"),
    (b"/whywasiblocked", "HUMAN"),
    (b"window.gokuProps", "AWS WAF"),
    (b"AwsWafIntegration.checkForceRefresh", "AWS WAF"),
    (b"window.awsWafCookieDomainList", "AWS WAF"),
    (b"sucuri_cloudproxy_js", "Sucuri"),
    (b"anubis_challenge", "Anubis"),
    (b"/.within.website/x/", "Anubis"),
    (b"/.well-known/ddos-guard/js-challenge", "DDoS-Guard"),
    (b"check.ddos-guard.net", "DDoS-Guard"),
    # Akamai writes the signs of its error pages as entities, and does not always.
    (b"errors.edgesuite.net", "Akamai"),
    (b"errors&#46;edgesuite&#46;net", "Akamai"),
    (b"Reference&#32;&#35;", "Akamai"),
    (b"Reference #18.", "Akamai"),
    (b"sec-if-cpt-container", "Akamai"),
    (b"/_sec/cp_challenge/", "Akamai"),
    (b"The requested URL was rejected. Please consult with your administrator", "F5"),
    (b"validate.perfdrive.com", "Radware"),
    (b"/.well-known/sgcaptcha/", "SiteGround"),
    (b"/git/go-away/", "go-away"),
    (b"window.KPSDK", "Kasada"),
)

_PATH = re.compile(
    r"^/sorry/|/cdn-cgi/challenge|/crawlprevention/|/action/cookieabsent|/cookie[_-]?(?:absent|error)"
    r"|/captcha(?:/|\.|$)|/(?:bot|robot)[-_]?(?:check|detected|wall)|/distil_r_|/sgcaptcha/|/showcaptcha",
    re.I,
)
_HOST = re.compile(r"(?:^|\.)(?:validate\.perfdrive\.com|captcha-delivery\.com)$|^consent\.", re.I)


def by_header(headers: Mapping[str, str]) -> str | None:
    """The maker of the wall that the headers name; ``None``: they name none."""
    for name, beginnings, maker in _HEADERS:
        value = headers.get(name)
        if value is not None and value.strip().lower().startswith(beginnings):
            return maker
    return None


def by_mark(body: bytes) -> str | None:
    """The maker of the wall whose script or mark stands in the page; ``None``: of none that is known."""
    # One search for each is far faster than one expression for all.
    return next((maker for mark, maker in _MARKS if mark in body), None)


def by_title(title: str) -> bool:
    """Whether the title is that of a wall, or of a page that is kept from whoever asks."""
    return says("wall", title) or says("refused", title)


def by_address(there: SplitResult) -> bool:
    """Whether an address is one where walls stand."""
    return _PATH.search(there.path) is not None or _HOST.search(there.netloc) is not None
