"""What is different between two lists: for pull requests, and for who comes back after a term."""

from __future__ import annotations

from readinglist.lists.differences.comparison import Difference, Differences, compare
from readinglist.lists.differences.report import render_differences

__all__ = ["Difference", "Differences", "compare", "render_differences"]
