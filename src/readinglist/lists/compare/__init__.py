"""What is different between two lists: for pull requests, and for who comes back after a term."""

from __future__ import annotations

from readinglist.lists.compare.comparing import compare
from readinglist.lists.compare.difference import Difference, Differences
from readinglist.lists.compare.report import render_differences

__all__ = ["Difference", "Differences", "compare", "render_differences"]
