"""Faults of a list that can be seen offline.

A rule is a pure function from a `Context` to `Fault` values, which `CHECKS` has under its
name with its level. `lint` runs them, and gives their findings places.
"""

from __future__ import annotations

from readinglist.lint.context import Check, Context, Fault
from readinglist.lint.rules import ALL_RULES, CHECKS, READING_RULES, lint

__all__ = ["ALL_RULES", "CHECKS", "READING_RULES", "Check", "Context", "Fault", "lint"]
