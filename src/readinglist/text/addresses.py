"""Untrusted addresses: which may become links, and in which form."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from readinglist.text.lines import unescape

_SCHEMES = frozenset({"http", "https", "mailto"})
_C0_OR_SPACE = "".join(map(chr, range(0x21)))
_SCHEME_PART = re.compile(r"([^/?#:]*):")
# Besides what RFC 3986 forbids: quotes (attributes), braces (Liquid), the bar (tables),
# and characters that reorder or hide the rest of the line.
_NOT_IN_URL = re.compile(
    "[\\s\x00-\x20\"'<>\\\\^`{|}\x7f-\xa0\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
# What an address may hold behind its host (RFC 3986, 3.3 and 3.4); "%" is there already.
_BEHIND_HOST = "!$%&'()*+,/:;=?@~"
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


@lru_cache(maxsize=1 << 14)
def safe_url(url: str | None) -> str | None:
    """``url`` if it may become a link, else ``None``.

    http, https, mailto and relative addresses may, ``//host`` among them. The scheme is
    read as browsers read it: control characters and spaces around it and line breaks in
    it do not count (URL Standard, 4.4). Spaces, quotes, ``<>``, backslashes, braces and
    control characters come back percent-encoded; other letters stay as they are.
    """
    if url is None:
        return None
    bare = re.sub(r"[\t\n\r]", "", url.strip(_C0_OR_SPACE))
    # An entity means something where the address is pasted into Markdown, so both readings must be safe.
    if not bare or not (_has_safe_scheme(bare) and _has_safe_scheme(unescape(bare))):
        return None
    return _NOT_IN_URL.sub(lambda match: quote(match[0], safe=""), bare)


def _has_safe_scheme(url: str) -> bool:
    scheme = _SCHEME_PART.match(re.sub(r"[\t\n\r]", "", url.strip(_C0_OR_SPACE)))
    return scheme is None or scheme[1].lower() in _SCHEMES


def whole_url(url: str | None, base: str | None = None) -> str | None:
    """``url`` in ASCII and with a scheme, for calendars and feed readers, which know no page around it.

    Args:
        url: an address as it was written.
        base: the page that a relative one is relative to; ``None``: there is none.

    Returns:
        ``None`` where the address may not become a link or leads nowhere.
    """
    safe = safe_url(url)
    if safe is None:
        return None
    try:
        parts = urlsplit(urljoin(safe_url(base) or "", safe))
        host, _ = parts.hostname, parts.port
    except ValueError:  # a bracket that is no IPv6 address, or a port that is no number
        return None
    if parts.scheme not in _SCHEMES or (parts.scheme != "mailto" and not host):
        return None
    netloc = _in_ascii(parts.netloc, _BEHIND_HOST + "[]")
    return urlunsplit((parts.scheme, netloc, *(_in_ascii(part, _BEHIND_HOST) for part in parts[2:])))


def _in_ascii(part: str, safe: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", part), safe=safe, errors="ignore")
