"""Is a reply the page that was asked for? A challenge, a login and a "not found" with 200 are not.

What an address alone tells of a page, that people log in there or that a site begins there, is
told here as well.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from readinglist.web.asking.answers import Answer
from readinglist.web.page import robot_walls
from readinglist.web.page.html_page import WebPage
from readinglist.web.page.page_titles import says


class Refusal(NamedTuple):
    """Why a reply is not read: the work is not there (``absent``), or nothing was learnt about it."""

    absent: bool
    reason: str


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
_START = re.compile(
    rf"/?(?:(?:{_LANGUAGE})(?:[-_][a-z]{{2}})?/?)?(?:(?:index|default|home|main|welcome)(?:\.[a-z]{{2,5}})?/?)?",
    re.I,
)
_CHALLENGE = Refusal(False, "the site wants a browser (it sent a challenge)")


def judge_reply(answer: Answer) -> Refusal | None:
    """Why the reply is not a page at all; ``None``: it may be one."""
    if robot_walls.by_header(answer.headers):
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
    if robot_walls.by_title(page.title) or robot_walls.by_mark(answer.body):
        return _CHALLENGE
    if says("login", page.title) or _leads_to_login(answer):
        return Refusal(False, "the page asks for a login")
    if says("not_there", page.title):
        return Refusal(True, f"the page says that it is not there: {page.title[:80]!r}")
    if _leads_to_start(answer):
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


def _leads_to_login(answer: Answer) -> bool:
    # By a redirect only: what was asked may well have a "login" in its path and be a page.
    return answer.url != answer.asked and is_login_address(urlsplit(answer.url))


def is_start(parts: SplitResult) -> bool:
    """Whether an address is that of the start page of its site, in whatever language."""
    return _START.fullmatch(parts.path) is not None and not parts.query


def _leads_to_start(answer: Answer) -> bool:
    """Whether an address within a site leads to a start page now."""
    return not is_start(urlsplit(answer.asked)) and is_start(urlsplit(answer.url))
