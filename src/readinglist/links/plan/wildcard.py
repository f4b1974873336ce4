"""Patterns with ``*`` for any text and ``?`` for one character, in time that is linear in the text; pure."""

from __future__ import annotations

import re
from collections import defaultdict
from urllib.parse import urlsplit


class Wildcard:
    """A pattern that fits a whole address, case counting but for the scheme and the host.

    Every place in the pattern is one bit of a number, and all places at which the text read
    so far may have arrived are kept at once (R. Baeza-Yates and G. H. Gonnet, "A new approach
    to text searching", CACM 35(10), 1992): nothing is ever tried again, so that no pattern
    and no address can make it slow.
    """

    def __init__(self, pattern: str) -> None:
        self._exact: dict[str, int] = defaultdict(int)
        self._folded: dict[str, int] = defaultdict(int)
        self._any = self._stars = 0
        # Most addresses are not fitted, which this part of the pattern mostly tells at once.
        literal = max(re.split(r"[*?]+", pattern), key=len).lower()
        self._needed = literal if literal.isascii() else ""
        place = 1
        for char in pattern:
            if char == "*":
                self._stars |= place
                continue
            if char == "?":
                self._any |= place
            else:
                self._exact[char] |= place
                self._folded[char.lower()] |= place
            place <<= 1
        self._end = place

    def fits(self, address: str) -> bool:
        """Whether the whole address is of this pattern."""
        if self._needed not in address.lower():
            return False
        host_end = _end_of_host(address)
        places = 1
        for index, char in enumerate(address):
            fitting = self._folded.get(char.lower(), 0) if index < host_end else self._exact.get(char, 0)
            places = (places & (fitting | self._any)) << 1 | places & self._stars
            if not places:
                return False
        return bool(places & self._end)


def _end_of_host(address: str) -> int:
    """Where the scheme and the host of an address end, in which case does not count (RFC 3986, 6.2.2.1)."""
    try:
        netloc = urlsplit(address).netloc
    except ValueError:  # a bracket that is no IPv6 address
        return 0
    start = address.find("//")
    return 0 if start < 0 or not netloc else start + 2 + len(netloc)
