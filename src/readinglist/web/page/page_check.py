"""Is a reply the page that was asked for? A challenge, a login and a "not found" with 200 are not."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from readinglist.web.asking.answer import Answer
from readinglist.web.page import robot_walls
from readinglist.web.page.login_pages import is_login_address
from readinglist.web.page.page_titles import says
from readinglist.web.page.start_page import leads_to_start
from readinglist.web.page.web_page import WebPage


class Refusal(NamedTuple):
    """Why a reply is not read: the work is not there (``absent``), or nothing was learnt about it."""

    absent: bool
    reason: str


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
    if leads_to_start(answer.asked, answer.url):
        return Refusal(True, "the address leads to the start page of its site now")
    return None


def judge_silence(page: WebPage) -> Refusal:
    """Why a page without statements about a work has none."""
    if page.asks_for_password:
        return Refusal(False, "the page asks for a login")
    return Refusal(True, "the page states no citation data")


def _leads_to_login(answer: Answer) -> bool:
    """Whether a redirect led to where people log in."""
    return answer.url != answer.asked and is_login_address(urlsplit(answer.url))
