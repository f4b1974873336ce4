"""How often each service may be asked, by its published terms and by what its headers say; pure.

| service | terms |
| --- | --- |
| arXiv | one request at a time and three seconds between them, over all that one runs: https://info.arxiv.org/help/api/tou.html |
| Crossref | by kind of request, and more for those who give an address: https://www.crossref.org/documentation/retrieve-metadata/rest-api/access-and-authentication/ |
| DataCite | 500 in five minutes, 1,000 for those who give an address: https://support.datacite.org/docs/rate-limit |
| any other | two a second |
"""  # noqa: E501

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import NamedTuple

RETRY_AFTER_CAP_SECONDS = 30.0
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
    interval: float = 0.5
    concurrency: int = 2
    machine: bool = False


def pace_of(host: str, path: str, *, contact: bool) -> Pace:
    """The pace of a request; ``contact`` says whether it carries an address to write to."""
    if host in ("arxiv.org", "export.arxiv.org", "www.arxiv.org"):
        return Pace("arxiv.org", "arxiv.org", 3.0, 1, machine=True)
    if host == "api.crossref.org":
        listing = path.rstrip("/").endswith("/works")
        each_second = (3 if listing else 10) if contact else (1 if listing else 5)
        return Pace(host, f"{host} {'lists' if listing else 'singles'}", 1 / each_second, 3 if contact else 1)
    if host == "api.datacite.org":
        return Pace(host, host, 0.3 if contact else 0.6)
    return Pace(host, host)


def told_interval(headers: Mapping[str, str]) -> float | None:
    """Seconds between requests that the headers ask for; ``None``: they do not say."""
    many = _whole(headers.get("x-rate-limit-limit", ""))
    span = re.fullmatch(r"(\d{1,6})\s*([smh]?)", headers.get("x-rate-limit-interval", "").strip().lower())
    if not many or not span:
        return None
    return min(int(span[1]) * _UNIT_SECONDS[span[2]] / many, _SLOWEST_SECONDS)


def told_concurrency(headers: Mapping[str, str]) -> int | None:
    """Requests at a time that the headers allow; ``None``: they do not say."""
    return _whole(headers.get("x-concurrency-limit", "")) or None


def told_pause(headers: Mapping[str, str], now: float) -> float:
    """Seconds until a used-up allowance is renewed; 0: it is not used up, or nothing is said.

    ``x-ratelimit-reset`` is a time since 1970, or, where it is too small for one, a span.
    """
    if _whole(headers.get("x-ratelimit-remaining", "")) != 0:
        return 0.0
    reset = _whole(headers.get("x-ratelimit-reset", "")) or 0
    return min(max(0.0, reset - now if reset > 10**8 else float(reset)), 3600.0)


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds that ``Retry-After`` asks for (RFC 9110, 10.2.3); ``None``: it is not there or no time."""
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d+)?", text):
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def wait_before_retry(status: int, headers: Mapping[str, str], tries: int, now: float) -> float | None:
    """Seconds to wait before asking once more, after ``tries`` requests; ``None``: not to be asked again.

    Infinite where the service limits us and has been asked often enough.
    """
    if status == 429 or (status == 503 and retry_after(headers, now) is not None):
        if tries >= _MOST_TRIES_WHEN_LIMITED:
            return math.inf
        asked = retry_after(headers, now)
        return _CALM_SECONDS * 2 ** (tries - 1) if asked is None else asked
    return 1.0 if status >= 500 and tries == 1 else None


def _whole(text: str) -> int | None:
    return int(text.strip()) if re.fullmatch(r"[0-9]{1,12}", text.strip()) else None
