"""Replies that are no good HTTP: lengths that lie, chunks and packing that break, and what is none at all."""

from __future__ import annotations

import gzip

from loopback import packed, raw

from linkworld.answers import wire
from linkworld.behaviour import link
from linkworld.bodies import paper
from readinglist.links.verdicts import Verdict

_PAGE = paper().encode()
_START = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
_CHUNKED = _START + b"Transfer-Encoding: chunked\r\n\r\n"
_GZIP = _START + b"Content-Encoding: gzip\r\n"
_BROKEN: set[Verdict] = {"refused", "server_error", "timeout"}


def _length(value: bytes) -> bytes:
    return _START + b"Content-Length: " + value + b"\r\n\r\n"


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


ROWS = (
    link("chunked", "ok", wire(_CHUNKED, _chunk(_PAGE[:300]) + _chunk(_PAGE[300:]) + b"0\r\n\r\n")),
    link("length-too-short", "ok", wire(_length(b"%d" % (len(_PAGE) - 40)), _PAGE)),
    link("length-too-long", {"ok", *_BROKEN}, wire(_length(b"%d" % (len(_PAGE) + 40)), _PAGE)),
    link("length-huge", {"ok", *_BROKEN, "too_big"}, wire(_length(b"9" * 18), _PAGE)),
    link("length-no-number", {"ok", *_BROKEN}, wire(_length(b"many"), _PAGE)),
    link("length-negative", {"ok", *_BROKEN}, wire(_length(b"-1"), _PAGE)),
    link(
        "length-twice",
        {"ok", *_BROKEN},
        wire(_START + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\n", _PAGE),
    ),
    link("chunks-of-garbage", {"ok", *_BROKEN}, wire(_CHUNKED, b"zz\r\n" + _PAGE)),
    link("chunks-cut", {"ok", *_BROKEN}, wire(_CHUNKED, b"ffff\r\n" + _PAGE)),
    link("chunk-huge", {"ok", *_BROKEN, "too_big"}, wire(_CHUNKED, b"f" * 30 + b"\r\n" + _PAGE)),
    link("gzip-broken", _BROKEN, wire(_GZIP + b"\r\n", b"\x1f\x8b\x08\x00" + b"garbage" * 40)),
    link("gzip-cut", {"ok", *_BROKEN}, packed(_PAGE, keep=0.5)),
    link("gzip-said-but-plain", {"ok", *_BROKEN}, wire(_GZIP + b"\r\n", _PAGE)),
    link("gzip-twice", {"ok", *_BROKEN}, wire(_GZIP + b"\r\n", gzip.compress(gzip.compress(_PAGE)))),
    link("packed-unknown", {"ok", *_BROKEN}, wire(_START + b"Content-Encoding: dcb\r\n\r\n", _PAGE)),
    link("no-http", "refused", raw(b"SSH-2.0-OpenSSH_9.9\r\n")),
    link("no-http-bytes", "refused", raw(b"\x00\x01\x02\x03\xff\xfe")),
    link("http-0-9", {"refused", "ok"}, raw(_PAGE)),
    link("status-no-number", _BROKEN, raw(b"HTTP/1.1 abc OK\r\n\r\n")),
    link("status-99", _BROKEN, raw(b"HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n")),
    link("status-600", {*_BROKEN, "blocked"}, raw(b"HTTP/1.1 600 Odd\r\nContent-Length: 0\r\n\r\n")),
    link("no-reason", "ok", wire(b"HTTP/1.1 200\r\nContent-Type: text/html\r\n\r\n", _PAGE)),
    link("folded-header", "ok", wire(_START + b"X-Folded: one\r\n two\r\n\r\n", _PAGE)),
    link("header-without-colon", {"ok", *_BROKEN}, wire(_START + b"nonsense\r\n\r\n", _PAGE)),
    link("header-with-nul", {"ok", *_BROKEN}, wire(_START + b"X-Odd: a\x00b\r\n\r\n", _PAGE)),
    link("line-feeds-only", "ok", wire(b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n", _PAGE)),
    link(
        "early-hints",
        {"ok", *_BROKEN},
        wire(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n" + _START + b"\r\n", _PAGE),
    ),
)
