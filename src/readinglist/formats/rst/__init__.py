"""reStructuredText: the reading sections of a course page for Sphinx and docutils."""

from readinglist.formats.rst.sections import render

__all__ = ["render"]
