"""The Internet Archive's Wayback Machine: is there a copy of a page, and of when.

https://archive.org/help/wayback_api.php
"""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from readinglist.web.asking.answers import NO_ANSWER, Asker, at, parse_json, text_at
from readinglist.web.asking.terms import ServiceTerms, unhurried

ENDPOINT = "https://archive.org/wayback/available"
TERMS = ServiceTerms(hosts=("archive.org",), pace=unhurried, page=None)
_LIMIT_BYTES = 64 * 1024
# The time of the copy, perhaps a flag such as "id_" that says how it is shown, and the address.
_COPY = re.compile(
    r"https?://web\.archive\.org(?::80|:443)?/web/(\d{14})(?:[a-z]{2}_)?/(https?://.+)", re.I | re.A
)


class Copy(NamedTuple):
    """A copy of a page: where it is, and the day on which it was taken."""

    address: str
    taken: datetime.date


class ArchiveReply(NamedTuple):
    """What the archive says of a page; ``copy`` is ``None`` where it has none or could not be asked.

    ``asked``: whether it answered; ``reason``: why there is no copy, in words.
    """

    copy: Copy | None
    reason: str = ""
    asked: bool = True


def nearest(url: str, day: datetime.date | None, session: Asker) -> ArchiveReply:
    """The copy of the page ``url`` that was taken nearest to ``day``; ``None``: the latest one.

    Only a copy that was taken with status 200, of this very address (but for its scheme, a
    ``www.``, a slash at its end), counts. Never raises.
    """
    params = {"url": url.partition("#")[0], **({"timestamp": f"{day:%Y%m%d}"} if day else {})}
    answer = session.get(ENDPOINT, params=params, headers={"Accept": "application/json"}, limit=_LIMIT_BYTES)
    value, problem = parse_json(answer)
    if problem is None and not isinstance(at(value, "archived_snapshots"), dict):
        problem = f"{NO_ANSWER}: no snapshots"
    if problem is not None:
        return ArchiveReply(None, problem, asked=False)
    closest = at(value, "archived_snapshots", "closest")
    if at(closest, "available") is not True or text_at(closest, "status") != "200":
        return ArchiveReply(None, "the archive has no copy")
    return _check_copy(text_at(closest, "url"), url)


def _check_copy(address: str, url: str) -> ArchiveReply:
    """The copy at ``address``, if it is one of ``url``: what a service says is not taken on trust."""
    match = _COPY.fullmatch(address)
    taken = _day(match[1]) if match else None
    if match is None or taken is None:
        return ArchiveReply(None, f"{NO_ANSWER}: no address of a copy", asked=False)
    same = _comparable(url)
    if same is None or same != _comparable(match[2]):
        return ArchiveReply(None, "the archive has a copy of another page only")
    # Made here of its parts, so that nothing else of the answer gets into a list.
    original = quote(match[2], safe="!#$%&'()*+,/:;=?@[]~").partition("#")[0]
    return ArchiveReply(Copy(f"https://web.archive.org/web/{match[1]}/{original}", taken))


def _day(timestamp: str) -> datetime.date | None:
    try:
        return datetime.datetime.strptime(timestamp, "%Y%m%d%H%M%S").date()
    except ValueError:
        return None


def _comparable(url: str) -> tuple[str, str, str] | None:
    """What two addresses of one page have in common; ``None``: it is no address."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return None
    # The archive writes out the usual port of some copies.
    own_port = "" if port in (None, 80, 443) else f":{port}"
    return host + own_port, unquote(parts.path).rstrip("/"), unquote(parts.query)
