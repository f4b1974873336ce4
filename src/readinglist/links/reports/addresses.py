"""What of an address a report may show: no password, no token, nothing that hides or moves text; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import is_
from typing import TypeVar
from urllib.parse import quote, unquote

from readinglist.model.reading import Record
from readinglist.report import printable

_Value = TypeVar("_Value")

HIDDEN = "***"
# Browsers take backslashes for slashes, and ignore tabs and line breaks. Every repetition is bounded
# by a number or by what ends it, so that no text takes more than linear time.
_IGNORED = re.compile(r"[\t\r\n]")
_SCHEME = r"\b[a-z][a-z0-9+.-]{0,30}:"
_USERS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # A slash in a password makes what stands before it a port that is none.
        rf"({_SCHEME}[/\\]{{2,9}})[^/?#\\\s:@]*:(?!\d*(?:[/?#\\\s]|$))\S{{0,500}}@",
        rf"((?:{_SCHEME}|^)[/\\]{{2,9}})[^/?#\\\s]*@(?:[/\\]*[^/?#\\\s]*@)*",
        r"(\b(?:https?|ftp|wss?):)[^/?#\\\s]{0,500}@",
        # An address that is the value of another one's parameter, percent-encoded once or oftener.
        r"(%(?:25)*3A(?:%(?:25)*2F){2})(?:(?!%(?:25)*(?:2F|3F|23))[^/?#&\s]){0,500}%(?:25)*40",
    )
)
# What one pattern cuts may bring together what another one looks for; few rounds are ever needed.
_MOST_ROUNDS = 10
# The name of a parameter in a query, a fragment or behind a semicolon, and where its value ends.
_NAME = re.compile(
    r"(?:[?&;#]|%(?:25)*(?:3F|26|3B|23))(?P<name>[^?&;#=\s]{1,80}?)(?:=|(?P<coded>%(?:25)*3D))", re.IGNORECASE
)
_VALUE = re.compile(r"[^&#\s]*")
_CODED_VALUE = re.compile(r"(?:(?!%(?:25)*26)[^&#\s])*", re.IGNORECASE)
_SECRET = re.compile(
    r"token|secret|passw|pwd|credential|signature|jwt|hmac|api_?key|accesskey|resourcekey|sess(?:ion)?_?id"
    r"|(?:^|[^a-z])(?:auth|authorization|key|pass|sig|sid)(?:$|[^a-z])",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_UNEASY = frozenset(" `|\\")
# Without one of these a text has nothing to hide, and can be written as it is.
_SUSPECT = re.compile("[@=%\ud800-\udfff]")
# Half of a surrogate pair, which no file can hold.
_HALF = re.compile("[\ud800-\udfff]")


def redact(text: str) -> str:
    """``text``, an address or a sentence that holds some, without what only its owner may know.

    A user name and a password are left out, and so are the values of parameters whose
    names speak of a token, a key, a signature, a password or a session; ``***`` stands for
    those. Everything else stays as it is written, and a second time changes nothing.
    """
    if "@" in text or "40" in text:
        text = _without_user(text)
    return _without_values(text) if "=" in text or "%" in text else text


def _without_user(text: str) -> str:
    joined = _IGNORED.sub("", text)
    for _ in range(_MOST_ROUNDS):
        cut = joined
        for pattern in _USERS:
            cut = pattern.sub(r"\1", cut)
        if cut == joined:
            break
        text = joined = cut
    return text


def _without_values(text: str) -> str:
    out, at = [], 0
    while name := _NAME.search(text, at):
        out.append(text[at : name.end()])
        at = name.end()
        if _SECRET.search(_CAPITAL.sub("_", unquote(name["name"]))):
            value = (_CODED_VALUE if name["coded"] else _VALUE).match(text, at)
            at = value.end() if value else at
            out.append(HIDDEN)
    return "".join(out) + text[at:]


def redact_record(value: _Value) -> _Value:
    """Return a copy of a record in which every text is as `redact` leaves it, and can be written as UTF-8.

    What has nothing to hide comes back as it is, without a copy.
    """
    if isinstance(value, str):
        shown = _HALF.sub("\ufffd", redact(value)) if _SUSPECT.search(value) else value
        return shown  # type: ignore[return-value]
    if isinstance(value, tuple):
        parts = tuple(map(redact_record, value))
        return value if all(map(is_, parts, value)) else parts  # type: ignore[return-value]
    if isinstance(value, Record):
        known = ((name, getattr(value, name)) for name in type(value).model_fields)
        changed = {name: shown for name, part in known if (shown := redact_record(part)) is not part}
        return value.model_copy(update=changed) if changed else value
    return value


def readable(url: str, limit: int = 500) -> str:
    """Return an address on one line, that can be copied: what hides, moves or ends things is percent-encoded.

    Longer ones are cut, which an ellipsis says; ``limit`` is in characters.
    """
    if not url:
        return "(no address)"
    cut = url if len(url) <= limit else url[: limit - 1]
    # A "::" in front or a "##[" anywhere would be a command where GitHub reads along.
    encoded = re.sub("^:(?=:)", "%3A", "".join(map(_encoded, cut)).replace("##[", "##%5B"))
    return encoded if len(encoded) <= limit and cut == url else encoded[: limit - 1] + "…"


def _encoded(character: str) -> str:
    if character not in _UNEASY and printable(character) == character:
        return character
    return quote(character, safe="", errors="surrogatepass")


def one_line(text: str, limit: int = 300) -> str:
    """``text`` on one line, printable, and cut at ``limit`` characters with an ellipsis."""
    shown = printable(" ".join(text[: limit * 2].split()))
    return shown if len(shown) <= limit and len(text) <= limit * 2 else shown[: limit - 1] + "…"


def list_some(words: Iterable[str], most: int, comma: str = ", ") -> str:
    """``words`` with ``comma`` between them; of more than ``most`` the rest is counted."""
    every = list(words)
    rest = len(every) - most
    return comma.join(every) if rest <= 0 else f"{comma.join(every[:most])} and {rest} more"
