"""Untrusted text and addresses: what must not reach a line of output, and which may become links.

Every format calls `one_line` (or `visible`, where line feeds may stay) before it escapes a text,
and `safe_url` before it links an address.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

_BREAKS = re.compile(r"[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")
# Terminals obey control characters; overrides of direction (U+202A..E, U+2066..9) make text
# read as what it is not; lone surrogates cannot be written as UTF-8.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

PUNCTUATION = r"[!-/:-@\[-`{-~]"
"""What a backslash may stand before in Markdown: ASCII punctuation (CommonMark 0.31, 2.4)."""
ENTITY = r"&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
"""A character reference of HTML, as far as Markdown knows it (CommonMark 0.31, 2.5)."""
_ESCAPED = re.compile(rf"\\({PUNCTUATION})|({ENTITY})")

_SCHEMES = frozenset({"http", "https", "mailto"})
_C0_OR_SPACE = "".join(map(chr, range(0x21)))
# A colon behind a slash, "?" or "#" ends no scheme: "/a:b" is relative.
_SCHEME_PART = re.compile(r"([^/?#:]*):")
# Besides what RFC 3986 forbids: quotes (attributes), braces (Liquid), the bar (tables),
# and characters that reorder or hide the rest of the line.
_NOT_IN_URL = re.compile(
    "[\\s\x00-\x20\"'<>\\\\^`{|}\x7f-\xa0\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
# What an address may hold behind its host (RFC 3986, 3.3 and 3.4); "%" is there already.
_BEHIND_HOST = "!$%&'()*+,/:;=?@~"
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


def visible(text: str) -> str:
    """``text`` without control characters and without those that override the direction of the line.

    Tabs and line feeds stay, and so do right-to-left letters and marks.
    """
    return text if text.isprintable() else _UNSEEN.sub("", text)


def one_line(text: str) -> str:
    """``text`` as `visible` leaves it, with each run of white space and line breaks as one space."""
    # Most text is so already: the only white space that can be printed is the space.
    if text.isprintable() and "  " not in text:
        return text.strip()
    return visible(_BREAKS.sub(" ", text)).strip()


def unescape(text: str) -> str:
    """``text`` without backslashes before punctuation, and with the characters that entities name."""
    if "\\" not in text and "&" not in text:
        return text
    return _ESCAPED.sub(lambda match: match[1] or visible(html.unescape(match[2])), text)


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
