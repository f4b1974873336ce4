"""The report as one page that loads nothing, runs nothing and may lie anywhere; pure."""

from readinglist.links.reports.html.page import render

__all__ = ["render"]
