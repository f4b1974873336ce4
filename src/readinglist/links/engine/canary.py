"""Is it the link, or is there no network? Somebody who is always there is asked."""

from __future__ import annotations

from collections.abc import Sequence

from readinglist.links.engine.engine import Engine

ADDRESSES = ("https://doi.org/", "https://arxiv.org/", "https://www.wikipedia.org/")
"""Any answer of any of them, whatever it says, shows that there is a network."""


def is_online(engine: Engine, since: float, addresses: Sequence[str] = ADDRESSES) -> bool:
    """Whether there was a network after ``since``, a time of the engine's steady clock.

    Nobody is asked where a reply came after that time anyway.
    """
    for address in addresses:
        if engine.last_reply > since:
            return True
        engine.look(address)
    return engine.last_reply > since
