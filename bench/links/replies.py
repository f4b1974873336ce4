"""What the server can send: a reply as a value, and its bytes."""

from __future__ import annotations

from http import HTTPStatus
from typing import Literal, NamedTuple

Manner = Literal["whole", "silence", "reset", "drip_head", "drip_body", "endless"]
"""How it is sent: at once; never; broken off; a byte every half second, from the first on or from the body
on; without end."""

HTML = "text/html; charset=utf-8"
PDF = "application/pdf"


class Visit(NamedTuple):
    """A request, as far as an answer depends on it.

    ``before`` counts the requests for the same address in this run. ``etag`` is that of
    ``If-None-Match``, or empty.
    """

    method: str
    path: str
    before: int = 0
    etag: str = ""
    query: str = ""


class Reply(NamedTuple):
    """An answer. ``length`` is that of the body where it is not all in ``body``; the rest is zeros."""

    status: int = 200
    content_type: str = HTML
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    manner: Manner = "whole"
    length: int | None = None

    @property
    def announced(self) -> int:
        """The length of the body in bytes."""
        return len(self.body) if self.length is None else self.length


def redirect(status: int, location: str) -> Reply:
    """Send the asker on."""
    return Reply(status, headers=(("Location", location),), body=b"<p>See elsewhere.</p>")


def head_of(reply: Reply) -> bytes:
    """Status line and headers."""
    lines = [
        f"HTTP/1.1 {reply.status} {_PHRASES.get(reply.status, '')}",
        f"Content-Type: {reply.content_type}",
    ]
    if reply.manner != "endless":
        lines.append(f"Content-Length: {reply.announced}")
    else:
        lines.append("Connection: close")
    lines += [f"{name}: {value}" for name, value in reply.headers]
    return "\r\n".join((*lines, "", "")).encode("latin-1")


_PHRASES = {status.value: status.phrase for status in HTTPStatus}
