"""The web page of a course: one self-contained, accessible HTML file."""

from __future__ import annotations

from readinglist.formats.html.page import render

__all__ = ["render"]
