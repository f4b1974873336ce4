"""The polite session: the one way in which this package asks anything of the network."""

from __future__ import annotations

from readinglist.web.asking.polite import PoliteSession

__all__ = ["PoliteSession"]
