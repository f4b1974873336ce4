"""Is a reply the page that was asked for? A wall, a login and a "not found" with 200 are not.

A wall turns programs away and says nothing of the page behind it. Only what a wall alone has is
looked for, by header, script, title and address: most makers of walls also put scripts, cookies
and headers into the pages that they let through. What an address alone tells of a page, that
people log in there or that a site begins there, is told here as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from readinglist.web.asking.answers import Answer
from readinglist.web.page.html_page import WebPage
from readinglist.web.page.page_titles import says


class Refusal(NamedTuple):
    """Why a reply is not read: the work is not there (``absent``), or nothing was learnt about it."""

    absent: bool
    reason: str


# Paths and hosts of the single sign-on systems that universities and publishers use.
_LOGIN_PATH = re.compile(
    r"/(?:log-?in|log-?on|sign-?in|sign-?on|signin-oidc|servicelogin|sso|saml2?|shibboleth(?:\.sso)?|idp|cas"
    r"|oauth2?|auth|authn|authenticate|authorize|openid-connect|wayf|users/sign_in|enrol|adfs|webauth|kerberos|duo"
    r"|_layouts/(?:15/)?(?:authenticate|accessdenied|guestaccess))"
    r"(?:\.(?:php|aspx?|jsp|html?|do|action|cgi))?(?:/|$)",
    re.I,
)
_LOGIN_HOST = re.compile(
    r"^(?:accounts|login|signin|sso|idp\d*|cas|auth|shib|shibboleth|weblogin|websso|wayf|adfs|id\.elsevier"
    r"|account\.box)\."
    r"|\.(?:okta|onelogin|auth0|duosecurity|b2clogin)\.com$|(?:^|\.)(?:ezproxy|libproxy|openathens)\.",
    re.I,
)
_LANGUAGE = (
    "ar|bg|ca|cs|da|de|el|en|es|et|fa|fi|fr|he|hr|hu|id|it|ja|ko|lt|lv|nb|nl|no|pl|pt|ro|ru|sk|sl|sv|th|tr|uk"
    "|vi|zh"
)
# "/", "/en/", "/index.html": what a site moves its lost pages to.
_START = re.compile(
    rf"/?(?:(?:{_LANGUAGE})(?:[-_][a-z]{{2}})?/?)?(?:(?:index|default|home|main|welcome)(?:\.[a-z]{{2,5}})?/?)?",
    re.I,
)
# Name of a header in lower case, what its value begins with, and whose it is. Sources, in this order:
# https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/
# https://docs.aws.amazon.com/waf/latest/APIReference/API_ChallengeAction.html
# https://vercel.com/docs/vercel-firewall
_WALL_HEADERS = (
    ("cf-mitigated", ("challenge", "block"), "Cloudflare"),
    ("x-amzn-waf-action", ("challenge", "captcha", "block"), "AWS WAF"),
    ("x-vercel-mitigated", ("challenge", "deny"), "Vercel"),
    ("x-sucuri-block", ("",), "Sucuri"),
    ("x-dd-b", ("1", "2"), "DataDome"),
    ("sg-captcha", ("challenge",), "SiteGround"),
)
# Scripts, sentences and names that stand in the bytes of a wall, and whose it is.
_WALL_MARKS = (
    (b"_cf_chl_opt", "Cloudflare"),
    (b"/orchestrate/chl_page/", "Cloudflare"),
    # Its plain-text errors: access denied, asked too often, a client that it does not take for a browser.
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

# Google's /sorry/, publishers' tests for cookies and robots, and forms with a captcha.
_WALL_PATH = re.compile(
    r"^/sorry/|/cdn-cgi/challenge|/crawlprevention/|/action/cookieabsent|/cookie[_-]?(?:absent|error)"
    r"|/captcha(?:/|\.|$)|/(?:bot|robot)[-_]?(?:check|detected|wall)|/distil_r_|/sgcaptcha/|/showcaptcha",
    re.I,
)
_WALL_HOST = re.compile(r"(?:^|\.)(?:validate\.perfdrive\.com|captcha-delivery\.com)$|^consent\.", re.I)

_CHALLENGE = Refusal(False, "the site wants a browser (it sent a challenge)")


def judge_reply(answer: Answer) -> Refusal | None:
    """Why the reply is not a page at all; ``None``: it may be one."""
    # Before the status: walls come with 403, 429 and 503 as well as with 200.
    if wall_of_header(answer.headers):
        return _CHALLENGE
    if answer.problem is not None:
        return Refusal(False, answer.problem)
    if answer.status in (404, 410):
        return Refusal(True, f"the page is not there (HTTP {answer.status})")
    if answer.status != 200:
        return Refusal(False, "no reply" if answer.status is None else f"HTTP {answer.status}")
    return None if answer.body.strip() else Refusal(False, "an answer that is no answer: it is empty")


def judge_page(answer: Answer, page: WebPage) -> Refusal | None:
    """Why nothing of a page may be believed; ``None``: it may."""
    # Walls before all else: whatever one says further is not about the page behind it.
    if is_wall_title(page.title) or wall_of_mark(answer.body):
        return _CHALLENGE
    # By a redirect only: what was asked may well have a "login" in its path and be a page.
    led_to_login = answer.url != answer.asked and is_login_address(urlsplit(answer.url))
    if says("login", page.title) or led_to_login:
        return Refusal(False, "the page asks for a login")
    if says("not_there", page.title):
        return Refusal(True, f"the page says that it is not there: {page.title[:80]!r}")
    if is_start(urlsplit(answer.url)) and not is_start(urlsplit(answer.asked)):
        return Refusal(True, "the address leads to the start page of its site now")
    return None


def judge_silence(page: WebPage) -> Refusal:
    """Why a page without statements about a work has none."""
    if page.asks_for_password:
        return Refusal(False, "the page asks for a login")
    return Refusal(True, "the page states no citation data")


def is_login_address(there: SplitResult) -> bool:
    """Whether an address is one where people log in."""
    return _LOGIN_PATH.search(there.path) is not None or _LOGIN_HOST.search(there.netloc) is not None


def is_start(parts: SplitResult) -> bool:
    """Whether an address is that of the start page of its site, in whatever language."""
    return _START.fullmatch(parts.path) is not None and not parts.query


def wall_of_header(headers: Mapping[str, str]) -> str | None:
    """The maker of the wall that the headers name; ``None``: they name none."""
    for name, beginnings, maker in _WALL_HEADERS:
        value = headers.get(name)
        if value is not None and value.strip().lower().startswith(beginnings):
            return maker
    return None


def wall_of_mark(body: bytes) -> str | None:
    """The maker of the wall whose script or mark stands in the page; ``None``: of none that is known."""
    # One search for each is far faster than one expression for all.
    return next((maker for mark, maker in _WALL_MARKS if mark in body), None)


def is_wall_title(title: str) -> bool:
    """Whether the title is that of a wall, or of a page that is kept from whoever asks."""
    return says("wall", title) or says("refused", title)


def is_wall_address(there: SplitResult) -> bool:
    """Whether an address is one where walls stand."""
    return _WALL_PATH.search(there.path) is not None or _WALL_HOST.search(there.netloc) is not None
