"""BibTeX: read as the program reads it, written for it, edited without touching the rest."""

from readinglist.formats.bibtex.edit import edit
from readinglist.formats.bibtex.parse import Bibliography, parse
from readinglist.formats.bibtex.render import render, render_reading

__all__ = ["Bibliography", "edit", "parse", "render", "render_reading"]
