"""What services ask of those who ask them: how often, how many at a time, and by which name; pure.

Each service states its terms in its own file (`readinglist.metadata.services`), and a session is
given all of them. They hold for a host, whoever asks it for what: a service, a page, a redirect.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import NamedTuple

PROGRAM = "readinglist"
RETRY_AFTER_CAP_SECONDS = 30.0
"""How long a service may let a request wait; where it asks for more, it is left alone in this run."""

# Where a service that limits us names no time; doubled at each further try.
_CALM_SECONDS = 5.0
_MOST_TRIES_WHEN_LIMITED = 3
_SLOWEST_SECONDS = 60.0
_UNIT_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600}


class Pace(NamedTuple):
    """How a kind of request to a service is made.

    ``service`` names what is left alone together when it asks for rest; ``lane`` is what is
    spaced together. ``interval`` is in seconds, from start to start. ``machine`` asks for
    the spacing to hold among all processes of the machine, and from end to start.
    """

    service: str
    lane: str
    interval: float
    concurrency: int
    machine: bool = False


PaceRule = Callable[[str, str, bool], Pace]
"""From host and path of a request, and whether its sender gives a contact address, to its pace."""


class ServiceTerms(NamedTuple):
    """What a service asks of those who ask it.

    Attributes:
        hosts: its names, in lower case, with the port where that is not the usual one.
        pace: how often it may be asked.
        page: where the service publishes its terms; ``None``: it publishes none.
        takes_contact: whether it asks for an e-mail address, as the parameter ``mailto``.
    """

    hosts: tuple[str, ...]
    pace: PaceRule
    page: str | None
    takes_contact: bool = False


TermsByHost = Mapping[str, ServiceTerms]


def by_host(terms: Iterable[ServiceTerms]) -> TermsByHost:
    """The terms of all services, to be looked up by host."""
    return {host: one for one in terms for host in one.hosts}


def unhurried(host: str, path: str, contact: bool) -> Pace:
    """Two requests a second and two at a time: the pace of every host that asks for no other."""
    return Pace(host, host, 0.5, 2)


def pace_of(terms: TermsByHost, host: str, path: str, *, contact: bool) -> Pace:
    """The pace of a request; ``contact`` says whether its sender gives an address to write to."""
    rule = terms[host].pace if host in terms else unhurried
    return rule(host, path, contact)


def interval_in(headers: Mapping[str, str]) -> float | None:
    """Return the seconds between requests that the headers ask for; ``None``: they do not say.

    The headers are those of Crossref: see the page of its terms.
    """
    many = _whole(headers.get("x-rate-limit-limit", ""))
    span = re.fullmatch(r"(\d{1,6})\s*([smh]?)", headers.get("x-rate-limit-interval", "").strip().lower())
    if not many or not span:
        return None
    # A header with a slip in it must not stop a run for hours.
    return min(int(span[1]) * _UNIT_SECONDS[span[2]] / many, _SLOWEST_SECONDS)


def concurrency_in(headers: Mapping[str, str]) -> int | None:
    """Return how many requests at a time the headers allow; ``None``: they do not say."""
    return _whole(headers.get("x-concurrency-limit", "")) or None


def pause_in(headers: Mapping[str, str], now: float) -> float:
    """Return the seconds until a used-up allowance is renewed; 0: it is not used up, or nothing is said.

    ``x-ratelimit-reset`` is a time since 1970, or, where it is too small for one, a span.
    """
    if _whole(headers.get("x-ratelimit-remaining", "")) != 0:
        return 0.0
    reset = _whole(headers.get("x-ratelimit-reset", "")) or 0
    # An hour at most: as above, a slip must not stop a run.
    return min(max(0.0, reset - now if reset > 10**8 else float(reset)), 3600.0)


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds that ``Retry-After`` asks for (RFC 9110, 10.2.3); ``None``: it names no time."""
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d+)?", text):
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, OverflowError, TypeError, IndexError):  # all of which the parser raises for no date
        return None


def wait_before_retry(status: int, headers: Mapping[str, str], tries: int, now: float) -> float | None:
    """Return the seconds to wait before asking once more, after ``tries`` requests; ``None``: do not ask.

    Infinite where the service limits us (429: RFC 6585, 4) and has been asked often enough. A 503
    counts as a limit where it names a time (RFC 9110, 15.6.4), and else as a failure, tried once more.
    """
    if status == 429 or (status == 503 and retry_after(headers, now) is not None):
        if tries >= _MOST_TRIES_WHEN_LIMITED:
            return math.inf
        asked = retry_after(headers, now)
        return _CALM_SECONDS * 2 ** (tries - 1) if asked is None else asked
    return 1.0 if status >= 500 and tries == 1 else None


def _whole(text: str) -> int | None:
    return int(text.strip()) if re.fullmatch(r"[0-9]{1,12}", text.strip()) else None


def program_version() -> str:
    """Return the version of this program, as it is installed."""
    return version(PROGRAM)


def user_agent(contact: str | None, project: str | None = None) -> str:
    """Return who asks, as a server's log has it (RFC 9110, 10.1.5).

    Args:
        contact: an e-mail address that services may write to; ``None``: it is left out.
        project: the URL at which they read what asks; ``None``: it is left out.
    """
    comment = "; ".join([f"+{project}"] * bool(project) + [f"mailto:{contact}"] * bool(contact))
    return f"{PROGRAM}/{program_version()}" + (f" ({comment})" if comment else "")
