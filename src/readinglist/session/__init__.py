"""The polite session: the one way in which this package asks anything of the network."""

from __future__ import annotations

from readinglist.session.polite import PoliteSession

__all__ = ["PoliteSession"]
