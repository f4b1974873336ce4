"""Bodies that arrive packed (RFC 9110, 8.4.1), unpacked no further than is wanted.

Not left to urllib3, so that a few bytes which unpack to gigabytes stop at the limit
whatever its version.
"""

from __future__ import annotations

import zlib

from readinglist.web.asking.failures import Fault

_ANY_ZLIB = zlib.MAX_WBITS | 32


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
            Fault: it is not packed as the header says.
        """
        self._begun = True
        try:
            return self._state.decompress(packed, most)
        except zlib.error:
            raise Fault(
                f"the reply of {self._host} is not packed as it says", kind="protocol", again=True
            ) from None

    def check_end(self) -> None:
        """Refuse a body that broke off.

        Raises:
            Fault: it did.
        """
        if self._begun and not self.ended:
            raise Fault(f"the reply of {self._host} broke off", kind="reset", again=True)


def unpacker(coding: str, host: str) -> Unpacker | None:
    """For a body with this ``Content-Encoding``; ``None``: it is not packed.

    Raises:
        Fault: it is packed in a way that is not known here.
    """
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return None
    if coding in ("gzip", "x-gzip", "deflate"):
        return Unpacker(host)
    raise Fault(f"the reply of {host} is packed in a way that was not asked for", kind="protocol")
