"""Is a reply the page that was asked for? A challenge, a login and a "not found" with 200 are not."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from readinglist.sources.base import Answer
from readinglist.sources.web_page import WebPage

# Titles of the pages that stand between a program and the page, and a script that only they hold:
# https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/
_CHALLENGE = re.compile(
    r"just a moment|one moment, please|attention required|checking your browser|(?:access|request) (?:is )?"
    r"(?:denied|rejected|blocked)|(?:client|security|human|bot|browser) (?:challenge|check|verification)|"
    r"(?:please )?verify(?:ing)? (?:that )?you are (?:a )?human|are you (?:a )?(?:human|robot)|robot check|"
    r"making sure you'?re not a bot|pardon our interruption|ddos-guard|you have been blocked|captcha",
    re.I,
)
_CHALLENGE_SCRIPT = re.compile(
    rb"_cf_chl_opt|geo\.captcha-delivery\.com/(?:captcha|interstitial)|window\.gokuProps"
)
_LOGIN_TITLE = re.compile(
    r"(?:please )?(?:log|sign)[ -]?(?:in|on)\b|(?:single )?sign[ -]on|authenticat", re.I
)
_LOGIN_PATH = re.compile(
    r"/(?:log-?in|sign-?in|servicelogin|sso|saml2?|shibboleth\.sso|idp|cas|oauth2?)(?:/|$)", re.I
)
_NOT_THERE = re.compile(
    r"(?:error\s*)?40[04](?!\d)|.*\b(?:page|paper|file|item|content|resource|article)\s+(?:was\s+|could\s+)?not\s+"
    r"(?:be\s+)?(?:found|exist|available)|not found\b|oops\b|.*\bdoes(?:n'?t| not) exist",
    re.I,
)


class Refusal(NamedTuple):
    """Why a reply is not read: the work is not there (``absent``), or nothing was learnt about it."""

    absent: bool
    reason: str


def judge_reply(answer: Answer) -> Refusal | None:
    """Why the reply is not a page at all; ``None``: it may be one."""
    if "challenge" in answer.headers.get("cf-mitigated", "").lower():
        return Refusal(False, "the site wants a browser (it sent a challenge)")
    if answer.problem is not None:
        return Refusal(False, answer.problem)
    if answer.status in (404, 410):
        return Refusal(True, f"the page is not there (HTTP {answer.status})")
    if answer.status != 200:
        return Refusal(False, "no reply" if answer.status is None else f"HTTP {answer.status}")
    return None if answer.body.strip() else Refusal(False, "an answer that is no answer: it is empty")


def judge_page(answer: Answer, page: WebPage) -> Refusal | None:
    """Why nothing of a page may be believed; ``None``: it may."""
    if _CHALLENGE.match(page.title) or _CHALLENGE_SCRIPT.search(answer.body):
        return Refusal(False, "the site wants a browser (it sent a challenge)")
    if _LOGIN_TITLE.match(page.title) or _is_login(answer):
        return Refusal(False, "the page asks for a login")
    if _NOT_THERE.match(page.title):
        return Refusal(True, f"the page says that it is not there: {page.title[:80]!r}")
    if _is_start_page(answer):
        return Refusal(True, "the address leads to the start page of its site now")
    return None


def judge_silence(page: WebPage) -> Refusal:
    """Why a page without statements about a work has none."""
    if page.asks_for_password:
        return Refusal(False, "the page asks for a login")
    return Refusal(True, "the page states no citation data")


def _is_login(answer: Answer) -> bool:
    """Whether a redirect led to where people log in."""
    there = urlsplit(answer.url)
    return answer.url != answer.asked and _LOGIN_PATH.search(there.path) is not None


def _is_start_page(answer: Answer) -> bool:
    """Whether a redirect led from a page of a site to its start."""
    asked, there = urlsplit(answer.asked), urlsplit(answer.url)
    return asked.path.strip("/") != "" and there.path.strip("/") == "" and not there.query
