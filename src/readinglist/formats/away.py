"""What is read away from its site, in a calendar or a feed reader: plain words, whole addresses. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from readinglist.model.schedule import Course, Session
from readinglist.text.emphasis import Piece
from readinglist.text.safe import one_line, safe_url

_SCHEMES = frozenset({"http", "https", "mailto"})
# What an address may hold behind its host (RFC 3986, 3.3 and 3.4); "%" is there already.
_ADDRESS = "!$%&'()*+,/:;=?@~"
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


def whole_url(url: str | None, base: str | None = None) -> str | None:
    """``url`` in ASCII and with a scheme; ``None`` where it may not become a link or leads nowhere.

    Args:
        url: an address as it was written.
        base: the page that a relative one is relative to; ``None``: there is none.
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
    netloc = _ascii(parts.netloc, _ADDRESS + "[]")
    return urlunsplit((parts.scheme, netloc, *(_ascii(part, _ADDRESS) for part in parts[2:])))


def _ascii(part: str, safe: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", part), safe=safe, errors="ignore")


def plain_text(pieces: Iterable[Piece], base: str | None = None) -> str:
    """The words of inline Markdown, each link's address in brackets behind its words."""
    out: list[str] = []
    for piece in pieces:
        if piece.kind in ("text", "code"):
            out.append(piece.value)
        elif piece.kind == "/link" and (url := whole_url(piece.value, base)):
            out.append(f" <{url}>")
    return one_line("".join(out))


def course_name(course: Course) -> str:
    """The course in one line, with its term; empty where nothing is stated."""
    return ", ".join(filter(None, (one_line(course.title or ""), one_line(course.term or ""))))


def session_name(session: Session) -> str:
    """What a session is about; its week or its kind where nobody says."""
    week = "" if session.week is None else f"Week {session.week}"
    return one_line(session.topic) or week or one_line(session.kind).capitalize() or "Session"
