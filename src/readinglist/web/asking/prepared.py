"""A request as `requests` sends it, made only of what cannot be misread on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

import requests

from readinglist.web.asking.failures import Fault

_LONGEST = 32 * 1024
# An address in its normal form (RFC 3986) needs none of the work that `requests` does on others.
_NORMAL = re.compile(
    r"https?://[a-z0-9_-]+(?:\.[a-z0-9_-]+)*"
    r"(?::(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}))?"
    r"/[A-Za-z0-9\-._~!$&'()*+,;=:@%/?\[\]]*"
)


def prepared(method: str, url: str, headers: Mapping[str, str]) -> requests.PreparedRequest:
    """The request, which carries no cookies and no credentials of ours.

    Raises:
        Fault: of kind ``address``; the address or a header has something in it that would
            let it be read in two ways.
    """
    request = requests.PreparedRequest()
    request.method = method
    request.headers = _headers(headers)
    request.url = url
    if not (_NORMAL.fullmatch(url) and "/." not in url and len(url) <= _LONGEST):
        _check(url)
        try:
            request.prepare_url(url, None)
        except (requests.RequestException, ValueError):
            raise _unreadable() from None
    return request


def _headers(headers: Mapping[str, str]) -> requests.structures.CaseInsensitiveDict[str]:
    for name, value in headers.items():
        # RFC 9110, 5.5: a control character in a value would begin a line that is not ours.
        if not (_is_sendable(value) and re.fullmatch(r"[A-Za-z0-9-]+", name)):
            raise Fault(f"the header {name!a} of the request cannot be sent", kind="address")
    return requests.structures.CaseInsensitiveDict(headers)


def _is_sendable(value: str) -> bool:
    return value.isprintable() and (value.isascii() or max(value) <= "\xff")


def _check(url: str) -> None:
    """Refuse white space, control and unseen characters, backslashes, passwords and other schemes."""
    if len(url) > _LONGEST or not url.isprintable() or re.search(r"[\s\\]", url):
        raise _unreadable()
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and _has_port(parts)
    except ValueError:
        raise _unreadable() from None
    if not usable or "@" in parts.netloc:
        raise _unreadable()


def _has_port(parts: SplitResult) -> bool:
    return parts.port != 0 and not parts.netloc.endswith(":")


def _unreadable() -> Fault:
    return Fault("the address cannot be read", kind="address")
