"""A reply as it arrives: its head and its packed body, read with limits on all that a server can make long.

`http.client` limits a line and the number of headers, and nothing else: a hundred headers
may come to six megabytes, ``100 Continue`` may come without end, and ``103 Early Hints``
(RFC 8297) is taken for the reply itself. Its parser of headers is the one of e-mail,
which takes more time than all else in a small reply. Bodies are not left to urllib3 either, so
that a few bytes which unpack to gigabytes stop at the limit whatever its version.
"""

from __future__ import annotations

import http.client
import zlib
from collections.abc import Iterable
from typing import Any

from readinglist.web.asking.failures import RequestFailed

_MOST_BYTES = 256 * 1024
_LONGEST_LINE = 64 * 1024
_MOST_HEADERS = 100
_MOST_INTERIM = 8
_BODILESS = frozenset({204, 304})
# Gzip or zlib, as the header of the data itself says (inflateInit2 in zlib's manual).
_ANY_ZLIB = zlib.MAX_WBITS | 32

Field = tuple[str, str]


class EndlessHead(http.client.HTTPException):
    """The head of a reply is longer than any that makes sense."""


class LimitedResponse(http.client.HTTPResponse):
    """A reply as `http.client` reads it, but for its head.

    To be used as `http.client.HTTPConnection.response_class`.
    """

    _head_bytes = 0

    def begin(self, **_options: Any) -> None:
        """Read the head, and what it says of the body.

        Raises:
            EndlessHead: it has too many lines, or lines that are too long.
            http.client.IncompleteRead: it broke off.
            http.client.HTTPException: it is no head of a reply.
        """
        version, self.status, reason = self._final_status()
        self.code = self.status
        self.reason = reason.strip()
        if not version.startswith(("HTTP/1.", "HTTP/0.9")):
            raise http.client.UnknownProtocol(version)
        self.version = 10 if version in ("HTTP/1.0", "HTTP/0.9") else 11
        fields = _parse_fields(self._lines())
        self.headers = self.msg = http.client.HTTPMessage()
        for name, value in fields:
            # Without the policies of e-mail, which take most of the time of a small reply.
            self.headers.set_raw(name, value)
        # Reversed, so that of two fields of one name the first is the one that counts.
        self._measure_body({name.lower(): value for name, value in reversed(fields)})

    def _final_status(self) -> tuple[str, int, str]:
        """The status line of the reply itself, after those that only say that it will come."""
        for _ in range(_MOST_INTERIM):
            version, status, reason = self._read_status()  # type: ignore[attr-defined]
            if status >= 200 or status == http.client.SWITCHING_PROTOCOLS:
                return version, status, reason
            self._lines()
        raise EndlessHead("interim replies without end")

    def _lines(self) -> list[str]:
        """The lines up to the empty one."""
        lines: list[str] = []
        readline = self.fp.readline
        while len(lines) <= _MOST_HEADERS:
            line = readline(_LONGEST_LINE + 1)
            self._head_bytes += len(line)
            if len(line) > _LONGEST_LINE or self._head_bytes > _MOST_BYTES:
                break
            if line in (b"\r\n", b"\n"):
                return lines
            if not line.endswith(b"\n"):
                # Half a header would be a wrong one, such as an address that is cut off.
                raise http.client.IncompleteRead(line)
            lines.append(line.decode("latin-1"))
        raise EndlessHead("headers without end")

    def _measure_body(self, first: dict[str, str]) -> None:
        """Where the body ends, and whether the connection outlives it (RFC 9112, 6.3 and 9.3)."""
        self.chunked = first.get("transfer-encoding", "").lower() == "chunked"
        self.chunk_left = None
        length = first.get("content-length", "")
        # Digits of other scripts are digits to `isdigit`, and twenty of them are more than any body has.
        stated = length.isascii() and length.isdigit() and len(length) < 20 and not self.chunked
        self.length = int(length) if stated else None
        if self.status < 200 or self.status in _BODILESS or self._method == "HEAD":  # type: ignore[attr-defined]
            self.length = 0
        connection = first.get("connection", "").lower()
        kept = "close" not in connection if self.version == 11 else "keep-alive" in connection
        # Where nothing says how long the body is, it ends with the connection.
        self.will_close = not kept or (self.length is None and not self.chunked)


def _parse_fields(lines: Iterable[str]) -> list[Field]:
    """The names and values; what is neither is left out, as it is by `http.client`."""
    fields: list[Field] = []
    for line in lines:
        name, colon, value = line.partition(":")
        if line[0] in " \t":
            # RFC 9112, 5.2: a folded line goes on with the value of the one before.
            if fields:
                fields[-1] = (fields[-1][0], f"{fields[-1][1]} {line.strip()}")
        elif colon and name and not name[-1].isspace():
            fields.append((name, value.strip()))
    return fields


class Unpacker:
    """Unpacks the body of ``host`` piece by piece."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._state = zlib.decompressobj(_ANY_ZLIB)
        self._begun = False

    @property
    def ended(self) -> bool:
        """Whether the packed data has come to its end; what follows is nothing that was asked for."""
        return self._state.eof

    def more(self, packed: bytes, most: int) -> bytes:
        """What the next piece unpacks to, at most ``most`` bytes.

        Raises:
            RequestFailed: it is not packed as the header says.
        """
        self._begun = True
        try:
            return self._state.decompress(packed, most)
        except zlib.error:
            raise RequestFailed(
                f"the reply of {self._host} is not packed as it says", kind="protocol", again=True
            ) from None

    def check_end(self) -> None:
        """Refuse a body that broke off.

        Raises:
            RequestFailed: it did.
        """
        if self._begun and not self.ended:
            raise RequestFailed(f"the reply of {self._host} broke off", kind="reset", again=True)


def unpacker(coding: str, host: str) -> Unpacker | None:
    """For a body with this ``Content-Encoding``; ``None``: it is not packed.

    Raises:
        RequestFailed: it is packed in a way that is not known here.
    """
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return None
    if coding in ("gzip", "x-gzip", "deflate"):
        return Unpacker(host)
    raise RequestFailed(f"the reply of {host} is packed in a way that was not asked for", kind="protocol")
