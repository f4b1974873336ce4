"""The URLs of requests: built, cleaned of contact data, redirected; pure."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urlencode, urljoin, urlsplit, urlunsplit

from readinglist.web.asking.failures import RequestFailed

# What web servers take as a request line; Apache's LimitRequestLine is 8,190 bytes.
_LONGEST = 8 * 1024
# What browsers take off both ends of an address (URL Standard, 4.4); a space within one is a character of it.
_BLANK = "".join(map(chr, range(0x21)))


class UrlParts(NamedTuple):
    """Where a URL leads; ``netloc`` is the host with a port that is not the usual one."""

    origin: str
    netloc: str
    host: str
    path: str


def clean(url: str, params: Mapping[str, str] | None) -> str:
    """Return the address of a request as it is shown and kept: without contact data, fragment and password.

    Raises:
        RequestFailed: it is no address that can be asked.
    """
    parts = _split(url.strip())
    netloc = parts.netloc.rpartition("@")[2].lower()
    # A contact in the key of a reply would split the cache, and in a report it would give it away.
    own = "&".join(part for part in parts.query.split("&") if part.partition("=")[0] != "mailto")
    added = {name: value for name, value in (params or {}).items() if name != "mailto"}
    query = "&".join(filter(None, (_quoted(own), urlencode(added, quote_via=quote, safe=":/,"))))
    return urlunsplit((parts.scheme.lower(), netloc, _quoted(parts.path) or "/", query, ""))


def url_parts(url: str) -> UrlParts:
    """Return the parts of an address that `clean` made."""
    parts = _split(url)
    return UrlParts(f"{parts.scheme}://{parts.netloc}", parts.netloc, parts.hostname or "", parts.path)


def with_contact(url: str, contact: str) -> str:
    """Return the address ``url`` with the e-mail address ``contact`` as its parameter ``mailto``."""
    return f"{url}{'&' if urlsplit(url).query else '?'}mailto={quote(contact, safe='@')}"


def redirect_target(url: str, location: str) -> str:
    """Return the address that ``location``, a header of the reply of ``url``, leads to (RFC 9110, 10.2.2).

    Raises:
        RequestFailed: it leads nowhere.
    """
    # Header bytes come as Latin-1; what servers mean by them is UTF-8.
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    if len(location) > _LONGEST:
        raise RequestFailed(f"{url_parts(url).host} redirects to an address that is too long", kind="address")
    try:
        return clean(urljoin(url, re.sub(r"[\t\r\n]", "", location).strip(_BLANK)), None)
    except (ValueError, RequestFailed):
        raise RequestFailed(
            f"{url_parts(url).host} redirects to something that is no web address", kind="address"
        ) from None


class Rerouting:
    """Base URLs that stand in for others: ``{"https://api.crossref.org": "http://127.0.0.1:8000/crossref"}``.

    The key ``"*"`` takes every host that no other key names, as a folder of its own: with
    ``{"*": "http://127.0.0.1:8000"}``, ``https://a.org/b`` becomes ``http://127.0.0.1:8000/a.org/b``.
    """

    def __init__(self, bases: Mapping[str, str]) -> None:
        self._bases = {key.rstrip("/").lower(): base.rstrip("/") for key, base in bases.items()}

    def stand_in(self, url: str) -> str | None:
        """Return the address to ask in place of ``url``; ``None``: ask ``url`` itself."""
        at = url_parts(url)
        rest = url[len(at.origin) :]
        if at.origin in self._bases:
            return self._bases[at.origin] + rest
        # What leads to a stand-in already is not sent there once more.
        if "*" in self._bases and not any(url.startswith(base) for base in self._bases.values()):
            return f"{self._bases['*']}/{at.netloc}{rest}"
        return None

    def original(self, url: str) -> str:
        """Return the address that ``url`` stands in for, where a stand-in redirects to itself."""
        for key, base in self._bases.items():
            if key != "*" and url.startswith(base + "/"):
                return key + url[len(base) :]
        base = self._bases.get("*", "")
        return f"https://{url[len(base) + 1 :]}" if base and url.startswith(base + "/") else url


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        usable = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise RequestFailed("this is no web address", kind="address") from None
    if not usable or len(url) > _LONGEST * 4 or re.search(r"[\x00-\x1f\x7f]", url):
        raise RequestFailed("this is no web address", kind="address")
    return parts


def _quoted(text: str) -> str:
    # RFC 3986: all that has a meaning, and what is quoted already, stays.
    return quote(text, safe="!#$%&'()*+,/:;=?@[]~")
