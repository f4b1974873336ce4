"""Replace parts of a text all at once, so that the rest stays as it is, byte for byte."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Splice(NamedTuple):
    """Put ``new`` in place of what stands from ``start`` to ``end``."""

    start: int
    end: int
    new: str


def splice_all(text: str, splices: Iterable[Splice]) -> str:
    """The text with all ``splices`` done; only those that remove may overlap."""
    parts = []
    at = 0
    # The sort is stable: what is put in at one place keeps its order.
    for start, end, new in sorted(splices, key=lambda splice: splice[:2]):
        parts += [text[at:start], new]
        at = max(at, end)
    return "".join((*parts, text[at:]))
